#include "services/dispatch/route/tour.h"

#include "services/dispatch/route/schedule.h"

#include <string.h>

enum { PAD = 64 };

static size_t n_nodes_of(const struct evn_route_problem *p)
{
    size_t n = p->n_stops + 2 * (size_t)p->n_vehicles;
    for (uint32_t v = 0; v < p->n_vehicles; v++)
        n += (size_t)p->vehicles[v].trips_max - 1;
    return n;
}

size_t evn_route_tour_size(const struct evn_route_problem *p)
{
    size_t n = n_nodes_of(p), n_cars = p->n_vehicles;
    return n * (sizeof(struct evn_route_call) + 2 * sizeof(struct evn_route_span) +
                sizeof(struct evn_route_trip) + sizeof(struct evn_route_saved_call) +
                sizeof(struct evn_route_step) + 4 * sizeof(int32_t)) +
           n_cars * (sizeof(struct evn_route_run_state) + sizeof(struct evn_route_saved_run) +
                     sizeof(int32_t)) +
           16 * PAD;
}

static evn_err allocate(struct evn_route_tour *t, struct evn_arena *arena)
{
    size_t n = (size_t)t->m->n_nodes, n_cars = (size_t)t->m->n_vehicles;
    size_t n_stops = (size_t)t->m->n_stops;
    t->calls = evn_arena_array(arena, n, sizeof t->calls[0]);
    t->before = evn_arena_array(arena, n, sizeof t->before[0]);
    t->after = evn_arena_array(arena, n, sizeof t->after[0]);
    t->trips = evn_arena_array(arena, n - n_stops, sizeof t->trips[0]);
    t->runs = evn_arena_array(arena, n_cars, sizeof t->runs[0]);
    t->vehicle_of = evn_arena_array(arena, n_stops, sizeof(int32_t));
    t->absent = evn_arena_array(arena, n_stops, sizeof(int32_t));
    t->absent_at = evn_arena_array(arena, n_stops, sizeof(int32_t));
    t->saved_calls = evn_arena_array(arena, n, sizeof t->saved_calls[0]);
    t->saved_runs = evn_arena_array(arena, n_cars, sizeof t->saved_runs[0]);
    t->scratch = evn_arena_array(arena, n, sizeof(struct evn_route_step));
    t->ordered = evn_arena_array(arena, n, sizeof(int32_t));
    t->idle = evn_arena_array(arena, n_cars + 1, sizeof(int32_t));
    bool all = t->calls != NULL && t->before != NULL && t->after != NULL && t->trips != NULL &&
               t->runs != NULL && t->vehicle_of != NULL && t->absent != NULL &&
               t->absent_at != NULL && t->saved_calls != NULL && t->saved_runs != NULL &&
               t->scratch != NULL && t->ordered != NULL && t->idle != NULL;
    return all ? EVN_OK : EVN_E_LIMIT;
}

static void add_absent(struct evn_route_tour *t, int32_t stop)
{
    t->calls[stop].vehicle = t->vehicle_of[stop] = EVN_ROUTE_NONE;
    t->absent_at[stop] = t->n_absent;
    t->absent[t->n_absent++] = stop;
    t->unserved[t->m->sites[stop].tier] += t->m->p->stops[stop].weight;
    t->absent_size += t->m->sites[stop].tier > 0 ? t->m->sites[stop].size : 0;
}

static void drop_absent(struct evn_route_tour *t, int32_t stop)
{
    int32_t at = t->absent_at[stop], last = t->absent[--t->n_absent];
    t->absent[at] = last;
    t->absent_at[last] = at;
    t->absent_at[stop] = EVN_ROUTE_NONE;
    t->unserved[t->m->sites[stop].tier] -= t->m->p->stops[stop].weight;
    t->absent_size -= t->m->sites[stop].tier > 0 ? t->m->sites[stop].size : 0;
}

static void link_between(struct evn_route_tour *t, int32_t node, int32_t a, int32_t b)
{
    t->calls[node].prev = a;
    t->calls[node].next = b;
    t->calls[a].next = node;
    t->calls[b].prev = node;
    t->calls[node].vehicle = t->calls[a].vehicle;
    if (node < t->m->n_stops)
        t->vehicle_of[node] = t->calls[a].vehicle;
}

static void init_frozen(struct evn_route_tour *t, int32_t v)
{
    const struct evn_route_model *m = t->m;
    const struct evn_route_vehicle *car = &m->p->vehicles[v];
    int32_t at = evn_route_start(m, v), head = at;
    for (uint32_t i = 0; i < car->n_frozen; i++) {
        int32_t ref = car->frozen[i];
        t->calls[at].locked = 1;
        if (EVN_ROUTE_IS_RELOAD(ref)) {
            evn_route_tour_reload(t, EVN_ROUTE_RELOAD_DEPOT(ref), at);
            head = t->calls[at].next;
        } else if (t->calls[ref].vehicle == EVN_ROUTE_NONE) {
            evn_route_tour_link(t, ref, at);
        } else {
            continue;
        }
        at = t->calls[at].next;
    }
    t->calls[at].locked = 0;
    t->runs[v].last_locked = at;
    t->runs[v].sealed_head = car->departed ? head : EVN_ROUTE_NONE;
}

evn_err evn_route_tour_init(struct evn_route_tour *t, const struct evn_route_model *m,
                            struct evn_arena *arena)
{
    *t = (struct evn_route_tour){.m = m, .n_used_max = INT32_MAX, .pressure = 1};
    evn_err err = allocate(t, arena);
    if (err != EVN_OK)
        return err;
    for (int32_t node = 0; node < m->n_nodes; node++)
        t->calls[node].vehicle = EVN_ROUTE_NONE;
    for (int32_t s = 0; s < m->n_stops; s++) {
        t->calls[s].place = m->sites[s].place;
        add_absent(t, s);
    }
    for (int32_t v = 0; v < m->n_vehicles; v++) {
        const struct evn_route_vehicle *car = &m->p->vehicles[v];
        int32_t start = evn_route_start(m, v), end = evn_route_end(m, v);
        t->calls[start] = (struct evn_route_call){
            .next = end, .prev = -1, .vehicle = v, .place = m->p->depots[car->start_depot].place};
        t->calls[end] = (struct evn_route_call){
            .next = -1, .prev = start, .vehicle = v, .place = m->p->depots[car->end_depot].place};
        t->trips[v].depot = car->start_depot;
    }
    for (int32_t v = 0; v < m->n_vehicles; v++) {
        init_frozen(t, v);
        evn_route_tour_refresh(t, v);
    }
    evn_route_tour_mark(t);
    return EVN_OK;
}

static void save(struct evn_route_tour *t, int32_t v)
{
    struct evn_route_run_state *run = &t->runs[v];
    if (run->saved)
        return;
    int32_t start = evn_route_start(t->m, v), end = evn_route_end(t->m, v);
    struct evn_route_saved_run *s = &t->saved_runs[t->n_saved_runs++];
    *s = (struct evn_route_saved_run){.vehicle = v,
                                      .first = t->n_saved_calls,
                                      .start = t->calls[start],
                                      .end = t->calls[end],
                                      .state = *run};
    for (int32_t at = t->calls[start].next; at != end; at = t->calls[at].next) {
        struct evn_route_saved_call *c = &t->saved_calls[t->n_saved_calls++];
        *c = (struct evn_route_saved_call){.node = at, .call = t->calls[at]};
        if (at >= t->m->n_stops)
            c->depot = t->trips[at - t->m->n_stops].depot;
    }
    s->n = t->n_saved_calls - s->first;
    run->saved = true;
}

void evn_route_tour_remove(struct evn_route_tour *t, int32_t stop)
{
    struct evn_route_call *c = &t->calls[stop];
    save(t, c->vehicle);
    t->calls[c->prev].next = c->next;
    t->calls[c->next].prev = c->prev;
    add_absent(t, stop);
}

void evn_route_tour_link(struct evn_route_tour *t, int32_t stop, int32_t after)
{
    save(t, t->calls[after].vehicle);
    drop_absent(t, stop);
    link_between(t, stop, after, t->calls[after].next);
}

void evn_route_tour_reload(struct evn_route_tour *t, int32_t depot, int32_t after)
{
    int32_t v = t->calls[after].vehicle;
    const struct evn_route_car *car = &t->m->cars[v];
    int32_t slot = car->first_slot;
    save(t, v);
    while (t->calls[slot].vehicle != EVN_ROUTE_NONE)
        slot++;
    EVN_ASSERT(slot < car->first_slot + car->n_slots);
    t->calls[slot].place = t->m->p->depots[depot].place;
    t->calls[slot].locked = 0;
    t->trips[slot - t->m->n_stops].depot = depot;
    link_between(t, slot, after, t->calls[after].next);
}

void evn_route_tour_trade(struct evn_route_tour *t, int32_t from, int32_t to)
{
    const struct evn_route_model *m = t->m;
    int32_t start = evn_route_start(m, from), end = evn_route_end(m, from);
    int32_t new_start = evn_route_start(m, to), new_end = evn_route_end(m, to);
    EVN_ASSERT(t->runs[to].n_stops == 0 && t->runs[from].n_slots == 0);
    save(t, from);
    save(t, to);
    int32_t first = t->calls[start].next, last = t->calls[end].prev;
    t->calls[new_start].next = first;
    t->calls[first].prev = new_start;
    t->calls[new_end].prev = last;
    t->calls[last].next = new_end;
    t->calls[start].next = end;
    t->calls[end].prev = start;
}

static void unlink_slot(struct evn_route_tour *t, int32_t slot)
{
    struct evn_route_call *c = &t->calls[slot];
    t->calls[c->prev].next = c->next;
    t->calls[c->next].prev = c->prev;
    c->vehicle = EVN_ROUTE_NONE;
}

bool evn_route_tour_tidy(struct evn_route_tour *t, int32_t v)
{
    const struct evn_route_model *m = t->m;
    if (t->runs[v].n_slots == 0)
        return false;
    bool changed = false;
    int32_t end = evn_route_end(m, v);
    int32_t at = t->calls[t->runs[v].last_locked].next;
    while (at != end) {
        int32_t next = t->calls[at].next, prev = t->calls[at].prev;
        bool useless = next == end || evn_route_is_slot(m, next) ||
                       (prev == evn_route_start(m, v) && t->runs[v].sealed_head == EVN_ROUTE_NONE &&
                        t->trips[at - m->n_stops].depot == m->p->vehicles[v].start_depot);
        if (evn_route_is_slot(m, at) && useless) {
            save(t, v);
            unlink_slot(t, at);
            changed = true;
            at = prev != t->runs[v].last_locked && evn_route_is_slot(m, prev) ? prev : next;
        } else {
            at = next;
        }
    }
    return changed;
}

void evn_route_tour_mark(struct evn_route_tour *t)
{
    for (int32_t i = 0; i < t->n_saved_runs; i++)
        t->runs[t->saved_runs[i].vehicle].saved = false;
    t->n_saved_runs = 0;
    t->n_saved_calls = 0;
}

static void empty_run(struct evn_route_tour *t, int32_t v)
{
    int32_t end = evn_route_end(t->m, v);
    for (int32_t at = t->calls[evn_route_start(t->m, v)].next; at != end; at = t->calls[at].next)
        if (evn_route_is_slot(t->m, at))
            t->calls[at].vehicle = EVN_ROUTE_NONE;
        else
            add_absent(t, at);
}

void evn_route_tour_undo(struct evn_route_tour *t)
{
    const struct evn_route_model *m = t->m;
    for (int32_t i = 0; i < t->n_saved_runs; i++)
        empty_run(t, t->saved_runs[i].vehicle);
    for (int32_t i = 0; i < t->n_saved_runs; i++) {
        const struct evn_route_saved_run *s = &t->saved_runs[i];
        int32_t v = s->vehicle;
        t->cost += s->state.cost - t->runs[v].cost;
        t->n_used += (s->state.n_stops > 0) - (t->runs[v].n_stops > 0);
        t->calls[evn_route_start(m, v)] = s->start;
        t->calls[evn_route_end(m, v)] = s->end;
        t->runs[v] = s->state;
        for (int32_t k = s->first; k < s->first + s->n; k++) {
            int32_t node = t->saved_calls[k].node;
            if (node < m->n_stops) {
                drop_absent(t, node);
                t->vehicle_of[node] = v;
            } else
                t->trips[node - m->n_stops].depot = t->saved_calls[k].depot;
            t->calls[node] = t->saved_calls[k].call;
        }
    }
    /* Spans and trips are not logged: they follow from the calls. */
    for (int32_t i = 0; i < t->n_saved_runs; i++) {
        int32_t v = t->saved_runs[i].vehicle;
        if (t->runs[v].n_slots > 0 || m->cars[v].timed)
            evn_route_tour_refresh(t, v);
        else
            evn_route_tour_trips(t, v);
        t->runs[v].saved = false;
    }
    evn_route_tour_mark(t);
}

double evn_route_tour_energy(const struct evn_route_tour *t)
{
    double e = (double)t->cost + (double)t->n_used * t->m->car_penalty;
    for (int tier = 0; tier <= EVN_ROUTE_TIERS; tier++)
        e += (double)t->unserved[tier] * t->m->penalty[tier] * (tier > 0 ? t->pressure : 1);
    /* A small stop left out is nearer to a full plan than a large one. */
    return e + (double)t->absent_size / 1e6 * t->m->penalty[EVN_ROUTE_TIERS] * t->pressure;
}

struct evn_route_score evn_route_tour_score(const struct evn_route_tour *t)
{
    struct evn_route_score s = {.vehicles = t->n_used, .cost = t->cost + t->unserved[0]};
    for (int tier = 1; tier <= EVN_ROUTE_TIERS; tier++)
        s.unserved[tier - 1] = t->unserved[tier];
    return s;
}
