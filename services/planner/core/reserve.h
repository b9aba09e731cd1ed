/* reserve - how much of what should be in reserve where: rows of the policy tables reserve_*. Pure.
 *
 * `rule` is WHAT or WHAT@WHERE: an item, a class of reserve_classes or * - and an area, or a place
 * that then has a target of its own. Units: days (of need), base_units (so much), daily (what a
 * place uses a day), slot (when a place takes deliveries in, HH:MM-HH:MM). The table
 * reserve_classes says the duty in words. proto/spec/12-planner.md, "Reserves". */
#ifndef EVN_PLANNER_RESERVE_H
#define EVN_PLANNER_RESERVE_H

#include "services/planner/core/horizon.h"

enum evn_reserve_unit {
    EVN_RESERVE_DAYS,
    EVN_RESERVE_BASE_UNITS,
    EVN_RESERVE_DAILY,
    EVN_RESERVE_SLOT,
    EVN_RESERVE_DUTY /* in words: of reserve_classes */
};

/* A row that holds on the day. */
struct evn_reserve_row {
    enum evn_reserve_unit unit;
    char what[EVN_CODE_MAX];  /* item or class; "*": everything */
    char where[EVN_CODE_MAX]; /* area or place; "": everywhere */
    bool at_place;            /* `where` is a place */
    int64_t value;            /* of DAYS, BASE_UNITS, DAILY; > 0, DAILY >= 0 */
    const char *table;        /* these three borrowed from the arena */
    const char *rule;         /* as it stands there */
    const char *text;         /* of SLOT the slot, of DUTY the duty */
};

/* A row nothing can be made of. */
struct evn_reserve_bad {
    const char *table;
    struct evn_refusal why; /* BAD_FIELD: rule, value or unit; UNKNOWN_PLACE; with the line */
};

struct evn_reserve {
    struct evn_reserve_row *row;
    size_t n;
    struct evn_reserve_bad *bad;
    size_t n_bad;
};

/* The rows of all tables reserve_* that hold on `day`, in the arena. EVN_E_LIMIT: it is full. */
EVN_MUST_USE evn_err evn_reserve_of(const struct evn_planner_state *state, struct evn_day day,
                                    struct evn_arena *arena, struct evn_reserve *out);

/* The row of this unit for an item of this class ("": of none) in an area: that of the narrowest
 * area, then item before class before *, then the later row; NULL: none. Of BASE_UNITS only a row
 * of exactly this area. */
const struct evn_reserve_row *evn_reserve_area(const struct evn_reserve *reserve,
                                               enum evn_reserve_unit unit, const char *item,
                                               const char *category, const char *area);

/* The same for a place with rows of its own. */
const struct evn_reserve_row *evn_reserve_place(const struct evn_reserve *reserve,
                                                enum evn_reserve_unit unit, const char *item,
                                                const char *category, const char *place);

#endif
