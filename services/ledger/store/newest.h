/* newest - the newest movements in memory, in rows as the table has them. Pure but for the heap.
 *
 * Those that wait for the next commit are put from here as they lie; those before stay, so that the
 * applier follows chains without LMDB: cutting an account's tail off looks at its movements one
 * after the other, anywhere among the newest ones, and in LMDB each costs a walk down the tree and
 * some eight cache misses, here one. What is not here is read from LMDB: after a start, and for
 * accounts that move seldom. A ring of whole rows; each movement is one cache line. */
#ifndef EVN_LEDGER_STORE_NEWEST_H
#define EVN_LEDGER_STORE_NEWEST_H

#include "services/ledger/store/tables.h"

enum {
    EVN_NEWEST_ROWS = 1 << 15,
    EVN_NEWEST_N = EVN_NEWEST_ROWS * EVN_MOVEMENTS_N /* events; 64 bytes each */
};

struct evn_newest {
    uint8_t *rows; /* row n of the table at n modulo EVN_NEWEST_ROWS; owned, NULL: none yet */
    uint64_t next; /* behind the newest event that was added */
};

void evn_newest_fini(struct evn_newest *newest);

/* The slot, zeros, for the movement recorded as event `seq`, newer than all before; the ones that
 * EVN_NEWEST_N events or more lie behind it are forgotten. NULL: no memory. */
uint8_t *evn_newest_add(struct evn_newest *newest, uint64_t seq);

/* A row of the table, all of it: what the events hold that were added and are not forgotten. */
static inline uint8_t *evn_newest_row(const struct evn_newest *newest, uint64_t number)
{
    return newest->rows + number % EVN_NEWEST_ROWS * EVN_MOVEMENTS_LEN;
}

/* The movement recorded as event `seq`, or NULL: it is not here. */
static inline const uint8_t *evn_newest_get(const struct evn_newest *newest, uint64_t seq)
{
    if (seq >= newest->next || newest->next - seq > EVN_NEWEST_N)
        return NULL;
    const uint8_t *slot =
        evn_newest_row(newest, seq / EVN_MOVEMENTS_N) + seq % EVN_MOVEMENTS_N * EVN_MOVEMENT_LEN;
    return evn_movement_is(slot) ? slot : NULL;
}

/* That movement will be asked for soon: fetch it. */
static inline void evn_newest_ahead(const struct evn_newest *newest, uint64_t seq)
{
    if (newest->rows != NULL)
        __builtin_prefetch(evn_newest_row(newest, seq / EVN_MOVEMENTS_N) +
                           seq % EVN_MOVEMENTS_N * EVN_MOVEMENT_LEN);
}

#endif
