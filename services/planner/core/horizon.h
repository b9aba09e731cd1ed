/* horizon - what areas will need of each item on days to come. Pure.
 *
 * The same figures as the plan of the day, for so many days: a zone counts until its expected end,
 * a cohort on its test days, a key person until the last day. What a policy ends leaves the key
 * persons' needs standing. */
#ifndef EVN_PLANNER_HORIZON_H
#define EVN_PLANNER_HORIZON_H

#include "services/planner/core/figures.h"
#include "services/planner/core/people.h"
#include "services/planner/core/plan_names.h"

enum { EVN_HORIZON_DAYS_MAX = 180, EVN_HORIZON_ITEMS_MAX = 512, EVN_HORIZON_SCOPES_MAX = 256 };

/* One item in one area. */
struct evn_line {
    bool bad;       /* it does not fit: no figure */
    int64_t need[]; /* base units, by day */
};

struct evn_horizon {
    struct evn_day first;
    size_t n_days;
    const struct evn_plan_names *scopes; /* area codes, "" is everywhere; or places */
    struct evn_plan_names *items;
    struct evn_line **line; /* [scope * EVN_HORIZON_ITEMS_MAX + item]; NULL: nothing is needed */
};

/* The need of every area in `scopes` for `n_days` from outlook->today on; items that come first
 * are added to `items`. Communities are read one by one into `scratch`. EVN_E_LIMIT: an arena is
 * full, or there are too many items. */
EVN_MUST_USE evn_err evn_horizon_of(const struct evn_planner_state *state,
                                    const struct evn_plan_names *scopes,
                                    struct evn_plan_names *items, const struct evn_outlook *outlook,
                                    size_t n_days, struct evn_arena *arena,
                                    struct evn_arena *scratch, struct evn_horizon *out);

/* The line of an item in a scope, or NULL. */
const struct evn_line *evn_horizon_line(const struct evn_horizon *horizon, uint32_t scope,
                                        uint32_t item);

#endif
