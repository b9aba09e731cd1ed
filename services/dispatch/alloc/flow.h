/* flow - can these groups' demands be met from these warehouses, and if not, why. Pure.
 *
 * A group is all communities with the same reach. The question is a maximum flow on the graph
 * groups -> warehouses. Groups may be many and warehouses are few (at most 64), so the flow is
 * found on the warehouses alone: demand is first put anywhere it may go, overloading if need
 * be; then shortest paths move load from overloaded warehouses to those with room, each arc
 * w -> v holding what groups that reach v now draw from w. When no path is left, the warehouses
 * that cannot shed load are a minimum cut: the groups that reach no others ask for more than
 * these hold. Sets of warehouses are bit masks. */
#ifndef EVN_ALLOC_FLOW_H
#define EVN_ALLOC_FLOW_H

#include "services/dispatch/alloc/problem.h"

#include <stddef.h>
#include <stdint.h>

struct evn_group {
    uint64_t reach; /* warehouses that may serve it */
    int64_t demand; /* packs */
    int64_t *sent;  /* packs from each warehouse, n_warehouses entries: the result */
};

struct evn_flow {
    size_t n_warehouses;
    const int64_t *packs;                   /* whole packs in each warehouse; borrowed */
    int64_t load[EVN_ALLOC_WAREHOUSES_MAX]; /* packs drawn from each: the result */
    /* can_move[w][v]: packs that groups reaching v draw from w; with out[w], its non-zero v. */
    int64_t can_move[EVN_ALLOC_WAREHOUSES_MAX][EVN_ALLOC_WAREHOUSES_MAX];
    uint64_t out[EVN_ALLOC_WAREHOUSES_MAX];
};

/* Route the demands of the groups named by order[0..n-1] from the warehouses in `open`; each
 * must reach one of them if its demand is not 0. Groups that reach few warehouses are best
 * named first. Returns 0 when all demands fit: `sent` of each and `load` say how. Otherwise the
 * warehouses of the largest minimum cut: groups that reach no open warehouse outside of it
 * demand more than it holds, and all others can be served from outside it. */
uint64_t evn_flow_route(struct evn_flow *flow, struct evn_group *groups, const uint32_t *order,
                        size_t n, uint64_t open);

#endif
