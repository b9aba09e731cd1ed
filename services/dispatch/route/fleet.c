#include "services/dispatch/route/fleet.h"

static void note_idle(struct evn_route_tour *t, int32_t k)
{
    const struct evn_route_model *m = t->m;
    t->idle[k] = EVN_ROUTE_NONE;
    for (int32_t i = m->class_begin[k]; i < m->class_begin[k + 1]; i++)
        if (t->runs[m->class_vehicle[i]].n_stops == 0) {
            t->idle[k] = m->class_vehicle[i];
            return;
        }
}

void evn_route_fleet_idle(struct evn_route_tour *t, int32_t v)
{
    const struct evn_route_model *m = t->m;
    if (v == EVN_ROUTE_NONE)
        for (int32_t k = 0; k < m->n_classes; k++)
            note_idle(t, k);
    else if (m->cars[v].class != EVN_ROUTE_NONE)
        note_idle(t, m->cars[v].class);
}

static bool can_drive(const struct evn_route_tour *t, int32_t run, int32_t v)
{
    const struct evn_route_vehicle *car = &t->m->p->vehicles[v];
    for (int d = 0; d < EVN_ROUTE_DIMS; d++)
        if (t->trips[run].load[d] > car->capacity[d])
            return false;
    return (t->runs[run].skills & ~car->skills) == 0;
}

static int32_t cheapest(const struct evn_route_tour *t, int32_t v)
{
    const struct evn_route_model *m = t->m;
    const struct evn_route_run_state *run = &t->runs[v];
    int64_t best_cost = run->cost;
    int32_t best = v;
    for (int32_t k = 0; k < m->n_classes; k++) {
        int32_t u = t->idle[k];
        if (u == EVN_ROUTE_NONE || m->cars[u].family != m->cars[v].family)
            continue;
        const struct evn_route_vehicle *car = &m->p->vehicles[u];
        int64_t cost = car->fixed_cost + run->dist * car->dist_cost;
        if (cost < best_cost && can_drive(t, v, u)) {
            best_cost = cost;
            best = u;
        }
    }
    return best;
}

void evn_route_fleet_fit(struct evn_route_tour *t)
{
    const struct evn_route_model *m = t->m;
    if (m->n_classes < 2)
        return;
    evn_route_fleet_idle(t, EVN_ROUTE_NONE);
    for (int32_t i = 0, n = t->n_saved_runs; i < n; i++) {
        int32_t v = t->saved_runs[i].vehicle;
        if (m->cars[v].family == EVN_ROUTE_NONE || m->cars[v].timed || t->runs[v].n_stops == 0 ||
            t->runs[v].n_slots > 0)
            continue;
        int32_t u = cheapest(t, v);
        if (u == v)
            continue;
        evn_route_tour_trade(t, v, u);
        evn_route_tour_refresh(t, v);
        evn_route_tour_refresh(t, u);
        evn_route_fleet_idle(t, v);
        evn_route_fleet_idle(t, u);
    }
}
