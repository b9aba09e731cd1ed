#include "services/dispatch/route/order.h"

#include <stdlib.h>
#include <string.h>

enum { PAYS_FROM = 300, PAD = 64 };

bool evn_route_order_pays(const struct evn_route_problem *p)
{
    return p->n_stops >= PAYS_FROM;
}

static size_t n_frozen(const struct evn_route_problem *p)
{
    size_t n = 0;
    for (uint32_t v = 0; v < p->n_vehicles; v++)
        n += p->vehicles[v].n_frozen;
    return n;
}

/* A plan to begin from has at most a call a stop, a reload a trip and a break a vehicle. */
static size_t n_visits_max(const struct evn_route_problem *p)
{
    size_t n = p->n_stops + p->n_vehicles;
    for (uint32_t v = 0; v < p->n_vehicles; v++)
        n += (size_t)p->vehicles[v].trips_max;
    return n;
}

size_t evn_route_order_size(const struct evn_route_problem *p)
{
    if (!evn_route_order_pays(p))
        return 0;
    size_t legs = (size_t)p->n_places * p->n_places * sizeof(int32_t);
    return (p->time != p->dist ? 2 : 1) * legs + 2 * p->n_places * sizeof(int32_t) +
           p->n_stops * (sizeof p->stops[0] + 2 * sizeof(int32_t)) +
           p->n_depots * sizeof p->depots[0] + p->n_vehicles * sizeof p->vehicles[0] +
           n_frozen(p) * sizeof(int32_t) + n_visits_max(p) * sizeof(struct evn_route_visit) +
           12 * PAD;
}

/* Each stop is followed by the nearest one that is left. */
static void chain(const struct evn_route_problem *p, int32_t *was)
{
    int32_t n = (int32_t)p->n_stops;
    for (int32_t s = 0; s < n; s++)
        was[s] = s;
    for (int32_t i = 0; i + 1 < n; i++) {
        const int32_t *dist = p->dist + (size_t)p->stops[was[i]].place * p->n_places;
        int32_t best = i + 1, least = dist[p->stops[was[best]].place];
        for (int32_t k = i + 2; k < n; k++) {
            int32_t d = dist[p->stops[was[k]].place];
            if (d < least || (d == least && was[k] < was[best])) {
                least = d;
                best = k;
            }
        }
        int32_t stop = was[i + 1];
        was[i + 1] = was[best];
        was[best] = stop;
    }
}

/* Places as the stops come, then the depots', then any others. */
static void number_places(const struct evn_route_problem *p, const int32_t *was, int32_t *old,
                          int32_t *new)
{
    int32_t n = 0;
    for (uint32_t i = 0; i < p->n_places; i++)
        new[i] = EVN_ROUTE_NONE;
    for (uint32_t i = 0; i < p->n_stops + p->n_depots + p->n_places; i++) {
        uint32_t rest = i - p->n_stops;
        int32_t place = i < p->n_stops       ? p->stops[was[i]].place
                        : rest < p->n_depots ? p->depots[rest].place
                                             : (int32_t)(rest - p->n_depots);
        if (new[place] != EVN_ROUTE_NONE)
            continue;
        old[n] = place;
        new[place] = n++;
    }
}

static const int32_t *copy_legs(const struct evn_route_problem *p, const int32_t *legs,
                                const int32_t *old, struct evn_arena *arena)
{
    size_t n = p->n_places;
    int32_t *out = evn_arena_alloc(arena, n * n * sizeof(int32_t));
    for (size_t i = 0; out != NULL && i < n; i++) {
        const int32_t *row = legs + (size_t)old[i] * n;
        for (size_t k = 0; k < n; k++)
            out[i * n + k] = row[old[k]];
    }
    return out;
}

static bool copy_vehicles(struct evn_route_order *o, const struct evn_route_problem *p,
                          struct evn_arena *arena)
{
    struct evn_route_vehicle *out = evn_arena_array(arena, p->n_vehicles, sizeof *out);
    int32_t *frozen = evn_arena_array(arena, n_frozen(p), sizeof *frozen);
    if (out == NULL || frozen == NULL)
        return false;
    for (uint32_t v = 0; v < p->n_vehicles; v++) {
        out[v] = p->vehicles[v];
        out[v].frozen = frozen;
        for (uint32_t i = 0; i < out[v].n_frozen; i++) {
            int32_t ref = p->vehicles[v].frozen[i];
            *frozen++ = ref >= 0 ? o->is[ref] : ref;
        }
    }
    o->problem.vehicles = out;
    return true;
}

evn_err evn_route_order_init(struct evn_route_order *o, const struct evn_route_problem *p,
                             struct evn_arena *arena)
{
    o->problem = *p;
    o->was = evn_arena_array(arena, p->n_stops, sizeof(int32_t));
    o->is = evn_arena_array(arena, p->n_stops, sizeof(int32_t));
    int32_t *old = evn_arena_array(arena, p->n_places, sizeof *old);
    int32_t *new = evn_arena_array(arena, p->n_places, sizeof *new);
    struct evn_route_stop *stops = evn_arena_array(arena, p->n_stops, sizeof *stops);
    struct evn_route_depot *depots = evn_arena_array(arena, p->n_depots, sizeof *depots);
    if (o->was == NULL || o->is == NULL || old == NULL || new == NULL || stops == NULL ||
        depots == NULL)
        return EVN_E_LIMIT;
    chain(p, o->was);
    number_places(p, o->was, old, new);
    for (uint32_t s = 0; s < p->n_stops; s++) {
        o->is[o->was[s]] = (int32_t)s;
        stops[s] = p->stops[o->was[s]];
        stops[s].place = new[stops[s].place];
    }
    for (uint32_t d = 0; d < p->n_depots; d++) {
        depots[d] = p->depots[d];
        depots[d].place = new[depots[d].place];
    }
    o->problem.stops = stops;
    o->problem.depots = depots;
    o->problem.dist = copy_legs(p, p->dist, old, arena);
    o->problem.time = p->time == p->dist ? o->problem.dist : copy_legs(p, p->time, old, arena);
    bool ok = o->problem.dist != NULL && o->problem.time != NULL && copy_vehicles(o, p, arena);
    return ok ? EVN_OK : EVN_E_LIMIT;
}

evn_err evn_route_order_plan(const struct evn_route_order *o, const struct evn_route_plan *plan,
                             struct evn_arena *arena, struct evn_route_plan *out)
{
    *out = *plan;
    out->visits = evn_arena_array(arena, plan->n_visits, sizeof out->visits[0]);
    if (out->visits == NULL)
        return EVN_E_LIMIT;
    for (uint32_t i = 0; i < plan->n_visits; i++) {
        int32_t ref = plan->visits[i].ref;
        out->visits[i] = plan->visits[i];
        if (ref >= 0 && ref < (int32_t)o->problem.n_stops)
            out->visits[i].ref = o->is[ref];
    }
    return EVN_OK;
}

static int by_stop(const void *left, const void *right)
{
    const struct evn_route_unserved *a = left, *b = right;
    return (a->stop > b->stop) - (a->stop < b->stop);
}

void evn_route_order_back(const struct evn_route_order *o, struct evn_route_plan *plan)
{
    for (uint32_t i = 0; i < plan->n_visits; i++)
        if (plan->visits[i].ref >= 0)
            plan->visits[i].ref = o->was[plan->visits[i].ref];
    for (uint32_t i = 0; i < plan->n_unserved; i++)
        plan->unserved[i].stop = o->was[plan->unserved[i].stop];
    if (plan->n_unserved > 1)
        qsort(plan->unserved, plan->n_unserved, sizeof plan->unserved[0], by_stop);
}
