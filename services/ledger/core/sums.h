/* sums - a number by number: how much each key has added up to. Pure but for the heap.
 *
 * A hash table with linear probing, at most half full; a key whose sum is 0 goes when the table is
 * made anew. Keys are not 0. */
#ifndef EVN_LEDGER_SUMS_H
#define EVN_LEDGER_SUMS_H

#include "common/base/assert.h"
#include "common/base/err.h"

#include <stddef.h>
#include <stdint.h>

struct evn_sum {
    uint64_t key;  /* 0: the slot is free */
    int64_t value; /* may be 0 */
};

struct evn_sums {
    struct evn_sum *slot; /* owned */
    uint32_t cap;         /* 0 or a power of two */
    uint32_t n;           /* slots in use */
};

void evn_sums_fini(struct evn_sums *sums);

/* The sum of a key; 0 when it was never added to. */
int64_t evn_sums_of(const struct evn_sums *sums, uint64_t key);

/* Add to it. EVN_E_NO_MEMORY: nothing changed. */
EVN_MUST_USE evn_err evn_sums_add(struct evn_sums *sums, uint64_t key, int64_t delta);

#endif
