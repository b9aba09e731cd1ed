/* ruin - take strings of neighbouring stops out of the plan. Pure.
 *
 * Internal to route/. Adjacent string removal of Christiaens & Vanden Berghe, "Slack induction by
 * string removals for vehicle routing problems", Transportation Science 54(2), 2020. */
#ifndef EVN_DISPATCH_ROUTE_RUIN_H
#define EVN_DISPATCH_ROUTE_RUIN_H

#include "common/base/rng.h"
#include "services/dispatch/route/tour.h"

struct evn_route_ruin {
    int32_t mean_removed; /* stops an average ruin takes out */
    int32_t string_max;   /* longest string */
};

#define EVN_ROUTE_RUIN_USUAL ((struct evn_route_ruin){.mean_removed = 10, .string_max = 10})

/* Take strings out around `seed`, whose n nearest stops are `close`. The runs that lost stops are
 * refreshed; one that became infeasible (legs against the triangle inequality) loses all. */
void evn_route_ruin(struct evn_route_tour *t, const struct evn_route_ruin *how, int32_t seed,
                    const int32_t *close, int32_t n, struct evn_rng *rng);

/* Take all free stops out of one run. */
void evn_route_ruin_run(struct evn_route_tour *t, int32_t vehicle);

#endif
