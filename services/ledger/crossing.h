/* crossing - what crossed a threshold since somebody looked last. Shell (reads the views).
 *
 * A lot crosses its item's days of warning, and its last usable day, once each, wherever it lies,
 * dated by the day of the calendar: after a week's rest all come at once. A lot of which nothing is
 * there is silent, and crosses when something comes. All lots are looked at when an hour of the
 * business clock begins, new ones at once; stock thresholds in turn, some thousands a second. */
#ifndef EVN_LEDGER_CROSSING_H
#define EVN_LEDGER_CROSSING_H

#include "common/base/buf.h"
#include "services/ledger/browse.h"
#include "services/ledger/core/fefo.h"
#include "services/ledger/store/view.h"

enum { EVN_CROSSING_LOTS_MAX = 1000 }; /* of an item at a place, for what is used before */

/* Lots of one item at one place in the order they are used, while one is looked at. */
struct evn_crossing_room {
    struct evn_fefo_lot lot[EVN_CROSSING_LOTS_MAX];
    struct evn_crossing_lot {
        struct evn_fefo_lot lot;
        uint32_t number;
    } sorted[EVN_CROSSING_LOTS_MAX];
};

/* How far it has looked. Only where it goes on depends on it, not what is said. */
struct evn_crossing_scan {
    int64_t hour;       /* of the business clock, in which all lots are being looked at */
    uint32_t next_lot;  /* where to go on */
    uint32_t threshold; /* the last that was looked at */
    struct evn_crossing_room room;
};

/* Append CROSSING for what is due, up to 500 at once; *n says how many. EVN_E_LIMIT,
 * EVN_E_NO_MEMORY; errors of the views. */
EVN_MUST_USE evn_err evn_crossings_due(const struct evn_ledger_state *state,
                                       const struct evn_browse *browse,
                                       struct evn_ledger_view *view, int64_t business_us,
                                       struct evn_crossing_scan *scan, struct evn_buf *events,
                                       uint32_t *n);

/* Stock of an item at a place that is not expired on the business day of `at_us`. */
int64_t evn_crossing_stock(const struct evn_ledger_state *state, uint32_t place, uint32_t item,
                           int64_t at_us);

#endif
