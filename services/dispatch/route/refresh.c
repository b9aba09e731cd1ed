#include "services/dispatch/route/refresh.h"

#include <string.h>

static int32_t max32(int32_t a, int32_t b)
{
    return a > b ? a : b;
}

static int32_t min32(int32_t a, int32_t b)
{
    return a < b ? a : b;
}

static void clear_trip(struct evn_route_trip *trip, const struct evn_route_vehicle *car)
{
    *trip = (struct evn_route_trip){.depot = trip->depot};
    memcpy(trip->room, car->capacity, sizeof trip->room);
}

void evn_route_tour_trips(struct evn_route_tour *t, int32_t v)
{
    const struct evn_route_model *m = t->m;
    struct evn_route_run_state *run = &t->runs[v];
    const struct evn_route_vehicle *car = &m->p->vehicles[v];
    int32_t head = evn_route_start(m, v), end = evn_route_end(m, v);
    struct evn_route_trip *trip = &t->trips[head - m->n_stops];
    bool free = run->last_locked == head;
    run->n_stops = run->n_free = run->n_slots = 0;
    run->skills = 0;
    clear_trip(trip, car);
    t->calls[head].head = head;
    for (int32_t at = t->calls[head].next; at != end; at = t->calls[at].next) {
        if (at >= m->n_stops) {
            head = at;
            trip = &t->trips[head - m->n_stops];
            clear_trip(trip, car);
            run->n_slots++;
        } else {
            const struct evn_route_site *site = &m->sites[at];
            for (int d = 0; d < EVN_ROUTE_DIMS; d++) {
                trip->load[d] += site->demand[d];
                trip->room[d] -= site->demand[d];
            }
            trip->release_s = max32(trip->release_s, site->release_s);
            if (site->group != 0)
                trip->group = site->group;
            run->skills |= site->skills;
            run->n_stops++;
            run->n_free += free;
            t->vehicle_of[at] = v;
        }
        t->calls[at].vehicle = v;
        t->calls[at].head = head;
        free |= at == run->last_locked;
    }
    t->calls[end].head = head;
}

static void hours(const struct evn_route_tour *t, int32_t node, struct evn_route_step *s)
{
    bool head = node >= t->m->n_stops && t->calls[node].next >= 0;
    evn_route_hours(t, node, head ? t->trips[node - t->m->n_stops].release_s : 0, s);
}

/* The leg behind a call, as both its ends know it. Returns its distance. */
static inline int64_t measure_leg(struct evn_route_tour *t, int32_t at)
{
    struct evn_route_call *c = &t->calls[at], *q = &t->calls[c->next];
    c->place_next = q->place;
    q->place_prev = c->place;
    c->dist_next = q->dist_prev = evn_route_leg_dist(t->m, c->place, q->place);
    c->time_next = evn_route_leg_time(t->m, c->place, q->place);
    return c->dist_next;
}

static void measure_legs(struct evn_route_tour *t, int32_t v)
{
    const struct evn_route_model *m = t->m;
    int32_t end = evn_route_end(m, v);
    int64_t dist = 0;
    for (int32_t at = evn_route_start(m, v); at != end;) {
        dist += measure_leg(t, at);
        at = t->calls[at].next;
    }
    t->runs[v].dist = dist;
}

/* Begin service at a call as early as an arrival allows. False: too late. */
static inline bool arrive_at(struct evn_route_tour *t, int32_t at, int32_t arrive)
{
    const struct evn_route_model *m = t->m;
    struct evn_route_call *c = &t->calls[at];
    int32_t begin, service, close;
    if (at < m->n_stops) {
        const struct evn_route_site *site = &m->sites[at];
        begin = site->n_windows > 1 ? evn_route_begin(m, at, arrive) : max32(arrive, site->open_s);
        close = site->close_s;
        service = site->service_s;
    } else {
        struct evn_route_step s;
        hours(t, at, &s);
        begin = max32(arrive, s.open_s);
        close = s.close_s;
        service = s.service_s;
    }
    bool ok = begin <= close;
    c->begin_s = ok ? begin : max32(close, 0);
    c->leave_s = c->begin_s + service;
    return ok;
}

/* Earliest begin of service from the last locked call on. */
static bool walk_forward(struct evn_route_tour *t, int32_t v)
{
    const struct evn_route_model *m = t->m;
    const struct evn_route_vehicle *car = &m->p->vehicles[v];
    int32_t at = t->runs[v].last_locked, end = evn_route_end(m, v);
    struct evn_route_step s;
    hours(t, at, &s);
    int32_t leave = car->departed ? car->frozen_until_s : s.open_s;
    bool ok = car->departed || leave <= s.close_s;
    t->calls[at].begin_s = t->calls[at].leave_s = leave;
    while (at != end) {
        struct evn_route_call *p = &t->calls[at];
        at = p->next;
        int32_t arrive = p->leave_s + p->time_next;
        if (p->time_next == EVN_ROUTE_NO_LEG) {
            ok = false;
            arrive = p->leave_s;
        }
        ok &= arrive_at(t, at, arrive);
    }
    return ok;
}

/* Latest arrival at a call that still lets the next one be in time. */
static inline int32_t latest_at(const struct evn_route_tour *t, int32_t at)
{
    const struct evn_route_model *m = t->m;
    const struct evn_route_call *c = &t->calls[at];
    int32_t leave = t->calls[c->next].latest_s;
    if (leave < 0 || c->time_next == EVN_ROUTE_NO_LEG)
        return -1;
    leave -= c->time_next;
    if (at >= m->n_stops) {
        struct evn_route_step s;
        hours(t, at, &s);
        int32_t begin = leave - s.service_s;
        return begin < s.open_s ? -1 : min32(begin, s.close_s);
    }
    const struct evn_route_site *site = &m->sites[at];
    int32_t begin = leave - site->service_s;
    if (site->n_windows > 1)
        return begin < 0 ? -1 : evn_route_last_begin(m, at, begin);
    return begin < site->open_s ? -1 : min32(begin, site->close_s);
}

/* Latest arrival at each call after the last locked one. */
static void walk_backward(struct evn_route_tour *t, int32_t v)
{
    const struct evn_route_model *m = t->m;
    int32_t at = evn_route_end(m, v), stop_at = t->runs[v].last_locked;
    struct evn_route_step s;
    hours(t, at, &s);
    t->calls[at].latest_s = s.close_s;
    for (at = t->calls[at].prev; at != stop_at; at = t->calls[at].prev)
        t->calls[at].latest_s = latest_at(t, at);
}

struct evn_route_span evn_route_span_join(struct evn_route_span a, int32_t leg,
                                          struct evn_route_span b)
{
    int32_t shift = a.length_s + leg;
    int32_t wait = max32(b.open_s - shift - a.close_s, 0);
    return (struct evn_route_span){.length_s = shift + wait + b.length_s,
                                   .open_s = max32(b.open_s - shift, a.open_s) - wait,
                                   .close_s = min32(b.close_s - shift, a.close_s)};
}

static struct evn_route_span span_of(const struct evn_route_tour *t, int32_t node)
{
    struct evn_route_step s;
    hours(t, node, &s);
    return (struct evn_route_span){s.service_s, s.open_s, s.close_s};
}

static void join_spans(struct evn_route_tour *t, int32_t v)
{
    const struct evn_route_model *m = t->m;
    const struct evn_route_vehicle *car = &m->p->vehicles[v];
    int32_t first = t->runs[v].last_locked, end = evn_route_end(m, v);
    struct evn_route_span span = span_of(t, first);
    if (car->departed)
        span = (struct evn_route_span){car->frozen_until_s - car->started_s, car->started_s,
                                       car->started_s};
    t->before[first] = span;
    for (int32_t at = first; at != end; at = t->calls[at].next) {
        const struct evn_route_call *c = &t->calls[at];
        t->before[c->next] = evn_route_span_join(t->before[at], c->time_next, span_of(t, c->next));
    }
    t->after[end] = span_of(t, end);
    for (int32_t at = t->calls[end].prev; at != first; at = t->calls[at].prev)
        t->after[at] = evn_route_span_join(span_of(t, at), t->calls[at].time_next,
                                           t->after[t->calls[at].next]);
    t->runs[v].length_s = t->before[end].length_s;
}

static void set_cost(struct evn_route_tour *t, int32_t v, bool was_used)
{
    struct evn_route_run_state *run = &t->runs[v];
    const struct evn_route_vehicle *car = &t->m->p->vehicles[v];
    t->cost -= run->cost;
    run->cost = 0;
    if (run->n_stops > 0) {
        run->cost = car->fixed_cost + run->dist * car->dist_cost;
        if (car->time_cost > 0)
            run->cost += (int64_t)run->length_s * car->time_cost;
    }
    t->cost += run->cost;
    t->n_used += (run->n_stops > 0) - was_used;
}

bool evn_route_tour_refresh(struct evn_route_tour *t, int32_t v)
{
    const struct evn_route_car *car = &t->m->cars[v];
    struct evn_route_run_state *run = &t->runs[v];
    bool was_used = run->n_stops > 0;
    evn_route_tour_trips(t, v);
    measure_legs(t, v);
    run->feasible = walk_forward(t, v);
    walk_backward(t, v);
    if (run->feasible && car->timed) {
        join_spans(t, v);
        run->feasible = run->length_s <= t->m->p->vehicles[v].duration_max_s;
    }
    if (run->n_stops == run->n_free && run->n_stops == 0)
        run->feasible = true;
    else if (run->feasible && car->slow) {
        int32_t n = evn_route_steps(t, v, EVN_ROUTE_NONE, NULL, t->scratch);
        run->feasible = evn_route_schedule(t->m, v, t->scratch, n, &run->length_s);
    }
    set_cost(t, v, was_used);
    return run->feasible;
}

/* Whether a stop just linked changes no more than what evn_route_tour_added brings up to date. */
static bool is_simple(const struct evn_route_tour *t, int32_t v, const struct evn_route_site *site)
{
    const struct evn_route_car *car = &t->m->cars[v];
    const struct evn_route_run_state *run = &t->runs[v];
    const struct evn_route_trip *trip = &t->trips[v];
    return run->n_stops > 0 && run->n_slots == 0 && !car->timed && !car->slow &&
           site->release_s <= trip->release_s && (site->group == 0 || site->group == trip->group);
}

bool evn_route_tour_added(struct evn_route_tour *t, int32_t stop)
{
    const struct evn_route_model *m = t->m;
    struct evn_route_call *c = &t->calls[stop];
    const struct evn_route_site *site = &m->sites[stop];
    int32_t v = c->vehicle;
    struct evn_route_run_state *run = &t->runs[v];
    if (!is_simple(t, v, site))
        return evn_route_tour_refresh(t, v);
    struct evn_route_trip *trip = &t->trips[v];
    for (int d = 0; d < EVN_ROUTE_DIMS; d++) {
        trip->load[d] += site->demand[d];
        trip->room[d] -= site->demand[d];
    }
    c->head = evn_route_start(m, v);
    run->skills |= site->skills;
    run->n_stops++;
    run->n_free++;
    run->dist -= t->calls[c->prev].dist_next;
    run->dist += measure_leg(t, c->prev) + measure_leg(t, stop);
    bool ok = true;
    for (int32_t at = stop; at >= 0; at = t->calls[at].next) {
        const struct evn_route_call *p = &t->calls[t->calls[at].prev];
        int32_t was = t->calls[at].leave_s;
        ok &= arrive_at(t, at, p->leave_s + p->time_next);
        if (at != stop && t->calls[at].leave_s == was)
            break;
    }
    for (int32_t at = stop; at != run->last_locked; at = t->calls[at].prev) {
        int32_t latest = latest_at(t, at);
        if (at != stop && latest == t->calls[at].latest_s)
            break;
        t->calls[at].latest_s = latest;
    }
    set_cost(t, v, true);
    EVN_ASSERT(ok);
    return true;
}
