/* thresholds - how much a place should have, and which thresholds were crossed. Pure but heap.
 *
 * A stock threshold is of an item at a place: below `low` the stock is low, from `enough` on it is
 * not any more; each change is one CROSSING event. A lot crosses its item's days of warning, and
 * its last usable day, once each. What was crossed is in the events, so nothing is told twice and
 * nothing is lost while nobody looks. See proto/spec/14-ledger-more.md. */
#ifndef EVN_LEDGER_THRESHOLDS_H
#define EVN_LEDGER_THRESHOLDS_H

#include "common/base/buf.h"
#include "common/base/canon.h"
#include "common/journal/frame.h"
#include "services/ledger/core/grow.h"

struct evn_threshold {
    uint32_t place, item;
    int64_t low;    /* base units; 0: there is no threshold any more */
    int64_t enough; /* >= low */
    bool is_low;    /* as its last crossing said */
};

struct evn_thresholds {
    struct evn_grow rows; /* struct evn_threshold by number from 1 */
    uint32_t n;
    uint32_t *slot; /* numbers by hash of place and item, at most half full; owned */
    uint32_t n_slots;
    struct evn_grow crossed; /* uint32_t by lot number: days of warning crossed, EVN_CROSSED_END */
};

#define EVN_CROSSED_END (UINT32_C(1) << 31) /* it crossed its last usable day */

enum evn_crossing_what {
    EVN_CROSSING_EXPIRY = 0,
    EVN_CROSSING_LOW = 1,
    EVN_CROSSING_ENOUGH = 2,
    EVN_CROSSING_EXPIRED = 3
};

struct evn_crossing {
    uint32_t what;        /* enum evn_crossing_what */
    uint32_t account;     /* EXPIRY, EXPIRED */
    uint32_t place, item; /* LOW, ENOUGH */
    int64_t threshold;    /* days, or base units */
    int64_t qty;          /* base units there */
    int64_t not_used;     /* EXPIRY: of these, what consumption will not use in time */
    int32_t day;          /* business day of the crossing, from 1970-01-01 */
};

struct evn_ledger_state;

void evn_thresholds_init(struct evn_thresholds *all);
void evn_thresholds_fini(struct evn_thresholds *all);

/* Number of the row of (place, item), or 0. */
uint32_t evn_thresholds_find(const struct evn_thresholds *all, uint32_t place, uint32_t item);

static inline const struct evn_threshold *evn_thresholds_at(const struct evn_thresholds *all,
                                                            uint32_t number)
{
    return evn_grow_at(&all->rows, number);
}

/* What a lot has crossed: days of warning (0: none) and EVN_CROSSED_END. */
uint32_t evn_thresholds_crossed(const struct evn_thresholds *all, uint32_t lot);

/* Append the body of a THRESHOLD or CROSSING frame. EVN_E_LIMIT, EVN_E_NO_MEMORY. */
EVN_MUST_USE evn_err evn_threshold_put(struct evn_buf *body, const struct evn_threshold *row);
EVN_MUST_USE evn_err evn_crossing_put(struct evn_buf *body, const struct evn_crossing *crossing);

/* Take in a frame of either kind. EVN_E_CORRUPT, EVN_E_NO_MEMORY. */
EVN_MUST_USE evn_err evn_thresholds_apply(struct evn_ledger_state *state,
                                          const struct evn_frame *frame);

/* Add every threshold and crossing to the digest of business state. */
void evn_thresholds_canon(const struct evn_ledger_state *state, struct evn_canon *canon);

#endif
