/* plan - room for plans, and which of two scores is better. Pure but for the heap. */
#ifndef EVN_DISPATCH_ROUTE_PLAN_H
#define EVN_DISPATCH_ROUTE_PLAN_H

#include "common/base/assert.h"
#include "common/base/err.h"
#include "services/dispatch/route/problem.h"

/* Make room for any plan of `problem`; the plan starts empty. Call evn_route_plan_fini when
 * done, also after an error. EVN_E_NO_MEMORY. */
EVN_MUST_USE evn_err evn_route_plan_init(struct evn_route_plan *plan,
                                         const struct evn_route_problem *problem);

void evn_route_plan_fini(struct evn_route_plan *plan);

/* Negative when `a` is better, 0 when equal, positive when `b` is better. */
int evn_route_score_compare(const struct evn_route_problem *problem,
                            const struct evn_route_score *a, const struct evn_route_score *b);

/* A short English name of the reason, such as "no_skill", for files and logs. */
const char *evn_route_reason_name(enum evn_route_reason reason);

#endif
