/* fleet - which vehicle drives a run, when the fleet is mixed. Pure.
 *
 * Internal to route/. Vehicles of one family differ only in capacity, skills and costs, so a run
 * may change hands without a change of its timetable. */
#ifndef EVN_DISPATCH_ROUTE_FLEET_H
#define EVN_DISPATCH_ROUTE_FLEET_H

#include "services/dispatch/route/tour.h"

/* Note the first vehicle without stops of the class `vehicle` belongs to, or of all classes when
 * it is NONE. To be called when a vehicle took its first stop or lost its last. */
void evn_route_fleet_idle(struct evn_route_tour *t, int32_t vehicle);

/* Hand each run that changed since the mark to the cheapest idle vehicle that can drive it. */
void evn_route_fleet_fit(struct evn_route_tour *t);

#endif
