/* retime - give a bare list of calls its times, loads and figures. Pure.
 *
 * For plans that come from elsewhere, such as a .sol file, before they are judged: only the runs'
 * vehicles and the visits' refs are read. Each run leaves as late as it can and still be back at
 * the earliest possible time. What is not feasible stays so: the times then tell where. Breaks
 * are not placed; a plan that needs them brings its own times. */
#ifndef EVN_DISPATCH_ROUTECHECK_RETIME_H
#define EVN_DISPATCH_ROUTECHECK_RETIME_H

#include "services/dispatch/route/problem.h"

/* Fill in the rest of `plan`, whose refs and vehicles are in range and whose vehicles have not
 * departed; list every stop no run serves as unserved (there must be room) and set the score. */
void evn_route_retime(const struct evn_route_problem *problem, struct evn_route_plan *plan);

#endif
