/* refresh - recompute the schedule of one run after its links changed. Pure.
 *
 * Internal to route/: the other half of tour.h (evn_route_tour_refresh, _trips), and the join of
 * two stretches that trials of an insertion need as well. */
#ifndef EVN_DISPATCH_ROUTE_REFRESH_H
#define EVN_DISPATCH_ROUTE_REFRESH_H

#include "services/dispatch/route/schedule.h"

/* `a`, then a leg, then `b`: least duration and the begins that keep it (Vidal et al. 2013,
 * without lateness: both are feasible and so is their join). */
struct evn_route_span evn_route_span_join(struct evn_route_span a, int32_t leg,
                                          struct evn_route_span b);

#endif
