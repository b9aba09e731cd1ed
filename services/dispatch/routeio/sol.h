/* sol - CVRPLIB solution text of a plan, written and read. Pure but for the heap of evn_buf.
 *
 * `Route #k: 3 1 2` names customers by their 1-based order in the instance; `|` stands for a
 * return to the depot to load again; the last line is `Cost c`. In a mixed fleet or with several
 * depots k is the number of the vehicle; otherwise routes are counted 1, 2, ... */
#ifndef EVN_DISPATCH_ROUTEIO_SOL_H
#define EVN_DISPATCH_ROUTEIO_SOL_H

#include "common/base/buf.h"
#include "services/dispatch/routeio/instance.h"

/* Append the plan's routes and cost. EVN_E_LIMIT, EVN_E_NO_MEMORY. */
EVN_MUST_USE evn_err evn_route_sol_write(const struct evn_route_instance *instance,
                                         const struct evn_route_plan *plan, struct evn_buf *out);

/* Read routes into `plan`, made for the instance's problem: runs and refs only, evn_route_retime
 * does the rest. *cost is the cost the text claims, or -1. A `|` reloads at the vehicle's first
 * reload depot. EVN_E_BAD_FILE with line, column (have) and what was expected. */
EVN_MUST_USE evn_err evn_route_sol_read(const struct evn_route_instance *instance,
                                        struct evn_bytes text, struct evn_route_plan *plan,
                                        double *cost, struct evn_refusal *refusal);

#endif
