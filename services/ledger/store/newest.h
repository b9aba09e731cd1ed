/* newest - the newest movements in memory, so that the applier follows chains without LMDB. Pure
 * but for the heap.
 *
 * Cutting an account's tail off follows its chain one movement after the other, anywhere among the
 * newest ones; in LMDB each costs a walk down the tree and some eight cache misses, here one. What
 * is not here is read from LMDB: after a start, and for accounts that move seldom. */
#ifndef EVN_LEDGER_STORE_NEWEST_H
#define EVN_LEDGER_STORE_NEWEST_H

#include "services/ledger/store/tables.h"

enum { EVN_NEWEST_N = 1 << 20 }; /* events; 40 bytes each */

/* What a chain needs of a movement. */
struct evn_newest_movement {
    int64_t at_us;
    int64_t qty; /* 0: the event is no movement */
    uint64_t prev_from;
    uint64_t prev_to;
    uint32_t from;
    uint32_t to;
};

struct evn_newest {
    struct evn_newest_movement *at; /* by seq modulo EVN_NEWEST_N; owned, NULL: nothing is kept */
    uint64_t first;                 /* oldest event that was ever put */
    uint64_t next;                  /* behind the newest */
};

void evn_newest_fini(struct evn_newest *newest);

/* Keep a movement, newer than all before. Without memory for it, nothing is kept. */
void evn_newest_put(struct evn_newest *newest, uint64_t seq, const struct evn_movement_row *row);

/* The movement recorded as event `seq`, or NULL: it is not here. */
static inline const struct evn_newest_movement *evn_newest_get(const struct evn_newest *newest,
                                                               uint64_t seq)
{
    if (seq < newest->first || seq >= newest->next || newest->next - seq > EVN_NEWEST_N)
        return NULL;
    const struct evn_newest_movement *m = &newest->at[seq % EVN_NEWEST_N];
    return m->qty > 0 ? m : NULL;
}

/* That movement will be asked for soon: fetch it. */
static inline void evn_newest_ahead(const struct evn_newest *newest, uint64_t seq)
{
    if (newest->at == NULL)
        return;
    const struct evn_newest_movement *m = &newest->at[seq % EVN_NEWEST_N];
    __builtin_prefetch(m);
    __builtin_prefetch(&m->to); /* it may lie in the next line */
}

#endif
