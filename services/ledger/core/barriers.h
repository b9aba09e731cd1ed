/* barriers - what was counted, when, by account. Pure but heap.
 *
 * A count says what the balance of an account is at an instant, for ever: whatever is recorded
 * later and happened at or before it is taken back at that instant (correct.h). Most accounts have
 * no barrier and most movements happen behind the latest count of all: for these, asking costs one
 * comparison. Else it is one look-up by account and a binary search. Source: LEDGER model 5. */
#ifndef EVN_LEDGER_BARRIERS_H
#define EVN_LEDGER_BARRIERS_H

#include "common/base/assert.h"
#include "common/base/err.h"

#include <stddef.h>
#include <stdint.h>

struct evn_barrier {
    int64_t at_us;   /* business time of the count */
    int64_t counted; /* base units, >= 0: the balance at the end of that instant */
    uint64_t seq;    /* of its COUNTED record */
};

/* The barriers of one account, ascending; no two of one instant. */
struct evn_barrier_list {
    uint32_t account; /* 0: the slot is free */
    uint32_t n, cap;
    struct evn_barrier *at; /* owned */
};

struct evn_barriers {
    struct evn_barrier_list *slot; /* hash table by account, at most half full; owned */
    uint32_t n_slots;              /* 0 or a power of two */
    uint32_t n;                    /* accounts with barriers */
    int64_t latest_us;             /* of all barriers; INT64_MIN: there are none */
};

void evn_barriers_init(struct evn_barriers *barriers);
void evn_barriers_fini(struct evn_barriers *barriers);

/* Add one; the account has none of that instant. EVN_E_NO_MEMORY: nothing changed. */
EVN_MUST_USE evn_err evn_barriers_add(struct evn_barriers *barriers, uint32_t account,
                                      const struct evn_barrier *barrier);

/* All barriers of an account, or NULL. Borrowed until the next add. */
const struct evn_barrier_list *evn_barriers_of(const struct evn_barriers *barriers,
                                               uint32_t account);

/* Its first barrier at or after an instant that is not behind the latest of all; see
 * evn_barriers_from. */
const struct evn_barrier *evn_barriers_seek(const struct evn_barriers *barriers, uint32_t account,
                                            int64_t at_us);

/* The account's first barrier at or after `at_us`, or NULL. Borrowed until the next add. */
static inline const struct evn_barrier *evn_barriers_from(const struct evn_barriers *barriers,
                                                          uint32_t account, int64_t at_us)
{
    return at_us > barriers->latest_us ? NULL : evn_barriers_seek(barriers, account, at_us);
}

/* Bytes of heap in use. */
size_t evn_barriers_bytes(const struct evn_barriers *barriers);

#endif
