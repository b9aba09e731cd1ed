/* order - the same problem with stops and places numbered by nearness. Pure.
 *
 * Internal to route/. A search looks at a stop together with its neighbours: their calls, and their
 * legs in the rows of the matrices. Numbered as they lie, each chain of nearest stops after the
 * other, these share cache lines; numbered as they came, every leg is a miss once the matrix is
 * larger than the caches. Worth a copy of the matrices from some hundred stops on. */
#ifndef EVN_DISPATCH_ROUTE_ORDER_H
#define EVN_DISPATCH_ROUTE_ORDER_H

#include "common/base/arena.h"
#include "services/dispatch/route/problem.h"

struct evn_route_order {
    struct evn_route_problem problem; /* renumbered; windows are borrowed from the original */
    int32_t *was;                     /* by new stop: its number in the original */
    int32_t *is;                      /* by stop of the original: its new number */
};

/* Whether the problem is large enough for it. */
bool evn_route_order_pays(const struct evn_route_problem *p);

/* Bytes evn_route_order_init takes at most; 0 when it does not pay. */
size_t evn_route_order_size(const struct evn_route_problem *p);

/* Renumber a valid problem. EVN_E_LIMIT: the arena is too small. */
EVN_MUST_USE evn_err evn_route_order_init(struct evn_route_order *o,
                                          const struct evn_route_problem *p,
                                          struct evn_arena *arena);

/* Copy a plan of the original into the arena as one of the renumbered problem. EVN_E_LIMIT. */
EVN_MUST_USE evn_err evn_route_order_plan(const struct evn_route_order *o,
                                          const struct evn_route_plan *plan,
                                          struct evn_arena *arena, struct evn_route_plan *out);

/* Give a plan of the renumbered problem the original's numbers. */
void evn_route_order_back(const struct evn_route_order *o, struct evn_route_plan *plan);

#endif
