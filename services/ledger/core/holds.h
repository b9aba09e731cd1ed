/* holds - the set of (lot, place or everywhere, reason) that stops stock from being used. Pure but
 * heap.
 *
 * Reasons overlap and each is released alone (a recall, a breach of the cold chain, a complaint); a
 * lot at a place is free of holds when no row names it. A hold has no quantity: part of a lot is
 * held by moving it to a quarantine place. Source: LEDGER model 2, proto/spec/4-ledger.md. */
#ifndef EVN_LEDGER_HOLDS_H
#define EVN_LEDGER_HOLDS_H

#include "common/base/assert.h"
#include "common/base/err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Who put it, for the rules of releasing it: `aux` of its record. */
enum evn_hold_cause { EVN_HOLD_BY_HAND = 0, EVN_HOLD_BY_RECALL = 1, EVN_HOLD_BY_COLD = 2 };

struct evn_hold {
    uint32_t lot;    /* number */
    uint32_t place;  /* number; 0: everywhere */
    uint32_t reason; /* number */
    uint32_t cause;  /* enum evn_hold_cause; not part of what tells rows apart */
};

struct evn_hold_slot; /* a row and the next of its lot */

struct evn_holds {
    struct evn_hold_slot *slot; /* from 1; owned */
    uint32_t n_slots, cap;      /* in use or free, without slot 0; allocated */
    uint32_t free;              /* first free slot, or 0 */
    uint32_t n;                 /* rows */
    uint32_t *bucket;           /* first slot by lot; owned */
    uint32_t n_buckets;         /* 0 or a power of two */
};

void evn_holds_init(struct evn_holds *holds);
void evn_holds_fini(struct evn_holds *holds);

/* The row of this lot, place and reason, or NULL. Borrowed until the next put. */
const struct evn_hold *evn_holds_find(const struct evn_holds *holds, const struct evn_hold *hold);

/* Is it there? */
static inline bool evn_holds_has(const struct evn_holds *holds, const struct evn_hold *hold)
{
    return evn_holds_find(holds, hold) != NULL;
}

/* Add a row that is not there. EVN_E_NO_MEMORY. */
EVN_MUST_USE evn_err evn_holds_put(struct evn_holds *holds, const struct evn_hold *hold);

/* Take away a row that is there. */
void evn_holds_release(struct evn_holds *holds, const struct evn_hold *hold);

/* The rows of a lot, in no order: the one behind `after`, NULL the first. NULL: no more. Borrowed
 * until the next put. */
const struct evn_hold *evn_holds_next(const struct evn_holds *holds, uint32_t lot,
                                      const struct evn_hold *after);

/* The row in slot `i`, 1 to n_slots, or NULL when it is free: to list them all. */
const struct evn_hold *evn_holds_slot(const struct evn_holds *holds, uint32_t i);

/* A row that holds the lot at the place: one of the place, or of everywhere. NULL: it is free. */
const struct evn_hold *evn_holds_at(const struct evn_holds *holds, uint32_t lot, uint32_t place);

#endif
