/* cover - how long stock lasts against need and reserve duty, per area and institution. Pure.
 *
 * Stock is a snapshot that the asker took of the ledger; the planner has needs and targets. Every
 * unit of the snapshot is counted in one place alone: what is aboard a vehicle is in transit, to
 * its stop's area or, without one, in the vehicle's own; what lies anywhere else is on hand.
 * What-if: the same with other facts, beside what is; nothing is changed by asking.
 * proto/spec/12-planner.md, "Cover". */
#ifndef EVN_PLANNER_COVER_H
#define EVN_PLANNER_COVER_H

#include "services/planner/core/reserve.h"

enum { EVN_COVER_PLACES_MAX = 2048 };

/* What is of an item at a place, as the ledger's totals say. */
struct evn_holding {
    char place[EVN_CODE_MAX];
    char item[EVN_CODE_MAX];
    int64_t quantity;
    int64_t unusable;  /* of these: expired, held, recalled */
    int64_t reserved;  /* kept for owners, earmarks not counted */
    int64_t earmarked; /* ring-fenced for a group */
};

/* Of what is at a vehicle: for this stop. */
struct evn_aboard {
    char vehicle[EVN_CODE_MAX];
    char stop[EVN_CODE_MAX];
    char item[EVN_CODE_MAX];
    int64_t quantity;
};

struct evn_snapshot {
    struct evn_holding *holding;
    size_t n_holdings;
    struct evn_aboard *aboard;
    size_t n_aboard;
    const char
        *seen; /* area the asker sees; of vehicles elsewhere only loads for stops are known */
};

/* What is of one item in one scope. */
struct evn_stock {
    int64_t on_hand;    /* usable */
    int64_t in_transit; /* on the way here, or on a vehicle of here */
    int64_t reserved;
    int64_t earmarked;
    int64_t unusable;
    int64_t closed; /* usable, at places that might be closed: in no other member */
    int64_t have;   /* on_hand without what is earmarked there, and in_transit */
};

struct evn_stocks {
    const struct evn_labels *areas, *places;
    struct evn_labels *items;
    struct evn_stock **area;  /* [area * EVN_HORIZON_ITEMS_MAX + item]; NULL: nothing */
    struct evn_stock **place; /* [place * EVN_HORIZON_ITEMS_MAX + item] */
};

/* Add the snapshot up by areas and by places with targets. Places `closed` (sorted or not) give
 * nothing. EVN_E_UNKNOWN_PLACE, EVN_E_WRONG_STATE (more aboard than the vehicle has: the snapshot
 * is not of one moment), EVN_E_OVERFLOW: *why names field, item and place. EVN_E_LIMIT. */
EVN_MUST_USE evn_err evn_stocks_of(const struct evn_planner_state *state,
                                   const struct evn_snapshot *snapshot,
                                   const struct evn_labels *areas, const struct evn_labels *places,
                                   struct evn_labels *items, char (*closed)[EVN_CODE_MAX],
                                   size_t n_closed, struct evn_arena *arena, struct evn_stocks *out,
                                   struct evn_refusal *why);

/* What is of an item in a scope; zeros when there is nothing. */
struct evn_stock evn_stocks_area(const struct evn_stocks *stocks, uint32_t area, uint32_t item);
struct evn_stock evn_stocks_place(const struct evn_stocks *stocks, uint32_t place, uint32_t item);

/* How it lasts. */
struct evn_cover_figures {
    int64_t on_hand, in_transit, reserved, earmarked, unusable, closed; /* as evn_stock */
    int64_t need;                                                       /* on the days asked for */
    int64_t wanted;           /* by the target; 0: there is none */
    int64_t short_of;         /* wanted less what there is, not below 0 */
    int64_t cover_cdays;      /* hundredths of days what there is lasts, rounded down; at the end of
                                 the days that were looked at: so many days */
    struct evn_day stock_out; /* first day not covered; EVN_DAY_NONE: none of these days */
    uint32_t error;           /* OVERFLOW: there are no figures; else 0 */
};

/* A course of needs, and what is wanted of it. */
struct evn_cover_ask {
    const int64_t *need; /* by day, `n_days` of them; NULL: nothing is needed */
    size_t n_days;
    size_t n_asked;     /* days asked for */
    size_t n_target;    /* so many days are wanted; 0: */
    int64_t base_units; /* so much is wanted */
    bool capacity;      /* what serves today serves tomorrow: the day of most counts, not the sum */
    struct evn_day first;
};

/* Figures of a stock against it. */
struct evn_cover_figures evn_cover_of(const struct evn_stock *stock,
                                      const struct evn_cover_ask *ask);

#endif
