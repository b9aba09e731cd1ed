/* validate - refuse a problem that is not one, and say which line of it. Pure.
 *
 * An impossible wish (a stop nobody can reach, a demand larger than any vehicle) is no error:
 * it comes back unserved with a reason. Refused are only numbers that mean nothing. */
#ifndef EVN_DISPATCH_ROUTE_VALIDATE_H
#define EVN_DISPATCH_ROUTE_VALIDATE_H

#include "common/base/assert.h"
#include "common/base/err.h"
#include "services/dispatch/route/problem.h"

enum { EVN_ROUTE_STOPS_MAX = 100000, EVN_ROUTE_VEHICLES_MAX = 20000, EVN_ROUTE_TRIPS_MAX = 64 };

/* Check every member of `problem` but the leg matrices' values, which evn_route_validate_legs
 * does. The refusal names the field ("stops.service_s") and the 1-based line of its array.
 * EVN_E_OUT_OF_RANGE, EVN_E_BAD_FIELD, EVN_E_UNKNOWN_REF; EVN_E_LIMIT for too many. */
EVN_MUST_USE evn_err evn_route_validate(const struct evn_route_problem *problem,
                                        struct evn_refusal *refusal);

/* Check all n_places^2 legs: 0 <= dist, and time either closed or 0..EVN_ROUTE_TIME_MAX. */
EVN_MUST_USE evn_err evn_route_validate_legs(const struct evn_route_problem *problem,
                                             struct evn_refusal *refusal);

#endif
