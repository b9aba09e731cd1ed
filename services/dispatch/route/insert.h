/* insert - try one stop at one place of the plan, exactly. Pure.
 *
 * Internal to route/. The one test through which every constraint enters the search. */
#ifndef EVN_DISPATCH_ROUTE_INSERT_H
#define EVN_DISPATCH_ROUTE_INSERT_H

#include "services/dispatch/route/schedule.h"

/* Nothing found yet, and nothing dearer than `limit` wanted. */
struct evn_route_spot evn_route_spot_none(int64_t limit);

/* Keep in *best the cheaper of it and the feasible ways to put absent `stop` directly behind
 * `after`: into the trip there, or as a trip of its own with one more reload. */
void evn_route_try(const struct evn_route_tour *t, int32_t stop, int32_t after,
                   struct evn_route_spot *best);

/* Put `stop` there and refresh the run. False: the run would not be feasible; nothing changed. */
bool evn_route_apply(struct evn_route_tour *t, int32_t stop, const struct evn_route_spot *spot);

/* Whether a stop may be in the trip it is in, times apart. For runs taken over as they are. */
bool evn_route_allowed(const struct evn_route_tour *t, int32_t stop);

/* Whether the trip opened at `head` has room for it. Without: only another vehicle or one more
 * trip can help. */
static inline bool evn_route_has_room(const struct evn_route_tour *t, int32_t head,
                                      const struct evn_route_site *site)
{
    const int64_t *room = t->trips[head - t->m->n_stops].room;
    bool ok = true;
    for (int d = 0; d < EVN_ROUTE_DIMS; d++)
        ok &= site->demand[d] <= room[d];
    return ok;
}

/* Whether skills, aboard and depot let `vehicle` ever serve `stop`. */
bool evn_route_may_serve(const struct evn_route_model *m, int32_t vehicle, int32_t stop);

#endif
