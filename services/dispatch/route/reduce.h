/* reduce - serve the same with fewer vehicles. Pure.
 *
 * Internal to route/. One run is dissolved and no vehicle may take its place; ruin and recreate
 * then goes on over plans with stops left out. Which plan is nearer to a full one is told by how
 * often its absent stops stayed out before: a stop that is hard to place weighs more each time,
 * so that others are ejected for it (the absence sums of Christiaens & Vanden Berghe 2020; the
 * idea is Nagata & Braysy's, "A powerful route minimization heuristic", 2009). */
#ifndef EVN_DISPATCH_ROUTE_REDUCE_H
#define EVN_DISPATCH_ROUTE_REDUCE_H

#include "services/dispatch/route/search.h"

/* From the best plan, save vehicle after vehicle until the loads forbid it or a part of the budget
 * is gone. The walk stands on the best plan afterwards, and no more vehicles may be used. Returns
 * the share of the budget that was gone when it ended, or that part of it if that was before. */
double evn_route_reduce(struct evn_route_search *s);

#endif
