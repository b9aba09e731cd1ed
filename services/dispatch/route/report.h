/* report - write a finished tour as a plan, and say why stops are left out. Pure.
 *
 * Internal to route/. */
#ifndef EVN_DISPATCH_ROUTE_REPORT_H
#define EVN_DISPATCH_ROUTE_REPORT_H

#include "services/dispatch/route/insert.h"

/* Fill `plan` (made for the tour's problem) with the runs, their exact timetables, the score and
 * the unserved stops with the constraint that binds. Seed and iterations are the caller's. */
void evn_route_report(const struct evn_route_tour *t, struct evn_route_plan *plan);

/* The first constraint of the enum's order that no vehicle gets past for an absent stop. */
enum evn_route_reason evn_route_reason_of(const struct evn_route_tour *t, int32_t stop);

#endif
