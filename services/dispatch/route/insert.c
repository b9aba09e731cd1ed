#include "services/dispatch/route/insert.h"

#include "services/dispatch/route/refresh.h"

/* One trial: the stop, the run, and the calls it would stand between. */
struct trial {
    const struct evn_route_tour *t;
    const struct evn_route_site *site;
    const struct evn_route_vehicle *car;
    int32_t stop, v, p, q;
    int32_t trade; /* idle vehicle that would take the run over, or NONE */
};

struct evn_route_spot evn_route_spot_none(int64_t limit)
{
    return (struct evn_route_spot){
        .delta = limit, .after = EVN_ROUTE_NONE, .trade = EVN_ROUTE_NONE};
}

bool evn_route_may_serve(const struct evn_route_model *m, int32_t v, int32_t stop)
{
    const struct evn_route_site *site = &m->sites[stop];
    const struct evn_route_vehicle *car = &m->p->vehicles[v];
    if ((site->skills & ~car->skills) != 0)
        return false;
    if (site->aboard != EVN_ROUTE_NONE)
        return site->aboard == v;
    if (site->depot == EVN_ROUTE_NONE)
        return true;
    bool reloads = car->trips_max > 1 && (car->reload_depots >> site->depot & 1) != 0;
    return reloads || (car->start_depot == site->depot && !car->departed);
}

static bool ends_trip(const struct trial *x)
{
    return x->q >= x->t->m->n_stops;
}

/* What it costs that the vehicle serves at all. */
static int64_t opening_cost(const struct trial *x)
{
    if (x->t->runs[x->v].n_stops > 0)
        return 0;
    return x->car->fixed_cost + (int64_t)x->t->m->car_penalty;
}

/* Whether the stop may join the trip at this place, times apart. */
static bool joins(const struct trial *x)
{
    const struct evn_route_model *m = x->t->m;
    int32_t head = x->t->calls[x->p].head;
    const struct evn_route_trip *trip = &x->t->trips[head - m->n_stops];
    const struct evn_route_site *site = x->site;
    for (int d = 0; d < EVN_ROUTE_DIMS; d++)
        if (trip->load[d] + site->demand[d] > x->car->capacity[d])
            return false;
    if (site->depot != EVN_ROUTE_NONE && site->depot != trip->depot)
        return false;
    bool sealed = head == x->t->runs[x->v].sealed_head;
    if (sealed != (site->aboard == x->v) || (!sealed && site->aboard != EVN_ROUTE_NONE))
        return false;
    if (site->group != 0 && trip->group != 0 && site->group != trip->group)
        return false;
    if (x->p < m->n_stops && m->sites[x->p].rank > site->rank)
        return false;
    return ends_trip(x) || m->sites[x->q].rank >= site->rank;
}

/* The run's new cost for a new length is known only after the timetable. */
static int64_t time_cost(const struct trial *x, int32_t length_s)
{
    int64_t was = x->t->runs[x->v].n_stops > 0 ? x->t->runs[x->v].length_s : 0;
    return (length_s - was) * x->car->time_cost;
}

static void keep(struct evn_route_spot *best, const struct evn_route_spot *spot)
{
    if (spot->delta < best->delta)
        *best = *spot;
}

/* Judge by the whole timetable; for what the constant-time test cannot see. */
static void try_exactly(const struct trial *x, struct evn_route_spot spot,
                        struct evn_route_spot *best)
{
    const struct evn_route_tour *t = x->t;
    int32_t length;
    int32_t n = evn_route_steps(t, x->v, x->stop, &spot, t->scratch);
    if (!evn_route_schedule(t->m, x->v, t->scratch, n, &length))
        return;
    if (x->car->time_cost > 0)
        spot.delta += time_cost(x, length);
    keep(best, &spot);
}

static bool fits_time(const struct trial *x, int32_t leg_to, int32_t leg_on)
{
    const struct evn_route_call *p = &x->t->calls[x->p], *q = &x->t->calls[x->q];
    if (leg_to == EVN_ROUTE_NO_LEG || leg_on == EVN_ROUTE_NO_LEG)
        return false;
    int32_t begin = p->leave_s + leg_to;
    if (begin < x->site->open_s)
        begin = x->site->open_s;
    if (begin > x->site->close_s)
        return false;
    if (x->site->n_windows > 1)
        begin = evn_route_begin(x->t->m, x->stop, begin);
    return begin + x->site->service_s + leg_on <= q->latest_s;
}

static void try_in_trip(const struct trial *x, int64_t delta, struct evn_route_spot *best)
{
    const struct evn_route_tour *t = x->t;
    const struct evn_route_model *m = t->m;
    const struct evn_route_car *car = &m->cars[x->v];
    int32_t leg_to = evn_route_leg_time(m, t->calls[x->p].place, x->site->place);
    int32_t leg_on = evn_route_leg_time(m, x->site->place, t->calls[x->q].place);
    struct evn_route_spot spot = {
        .delta = delta, .after = x->p, .vehicle = x->v, .trade = x->trade};
    if (!fits_time(x, leg_to, leg_on))
        return;
    int32_t head = t->calls[x->p].head;
    if (car->slow || x->site->release_s > t->trips[head - m->n_stops].release_s) {
        try_exactly(x, spot, best);
        return;
    }
    if (car->timed) {
        struct evn_route_span own = {x->site->service_s, x->site->open_s, x->site->close_s};
        struct evn_route_span all = evn_route_span_join(t->before[x->p], leg_to, own);
        all = evn_route_span_join(all, leg_on, t->after[x->q]);
        if (all.length_s > x->car->duration_max_s)
            return;
        if (x->car->time_cost > 0)
            spot.delta += time_cost(x, all.length_s);
    }
    keep(best, &spot);
}

bool evn_route_allowed(const struct evn_route_tour *t, int32_t stop)
{
    const struct evn_route_model *m = t->m;
    const struct evn_route_call *c = &t->calls[stop];
    const struct evn_route_site *site = &m->sites[stop];
    int32_t v = c->vehicle;
    const struct evn_route_trip *trip = &t->trips[c->head - m->n_stops];
    for (int d = 0; d < EVN_ROUTE_DIMS; d++)
        if (trip->load[d] > m->p->vehicles[v].capacity[d])
            return false;
    bool sealed = c->head == t->runs[v].sealed_head;
    if (sealed != (site->aboard == v) || (!sealed && site->aboard != EVN_ROUTE_NONE))
        return false;
    if (site->group != 0 && site->group != trip->group)
        return false;
    if (c->prev < m->n_stops && m->sites[c->prev].rank > site->rank)
        return false;
    return (site->skills & ~m->p->vehicles[v].skills) == 0 &&
           (site->depot == EVN_ROUTE_NONE || site->depot == trip->depot);
}

static bool carries(const struct evn_route_vehicle *car, const int64_t *load, const int64_t *more)
{
    for (int d = 0; d < EVN_ROUTE_DIMS; d++)
        if (load[d] + more[d] > car->capacity[d])
            return false;
    return true;
}

/* The stop is too much for this vehicle: let an idle one of the family take the run over. */
static void try_trade(const struct trial *x, int64_t more_dist, struct evn_route_spot *best)
{
    const struct evn_route_tour *t = x->t;
    const struct evn_route_model *m = t->m;
    const struct evn_route_run_state *run = &t->runs[x->v];
    const struct evn_route_trip *trip = &t->trips[x->v];
    int32_t family = m->cars[x->v].family;
    if (family == EVN_ROUTE_NONE || run->n_stops == 0 || run->n_slots > 0 || m->cars[x->v].timed ||
        carries(x->car, trip->load, x->site->demand))
        return;
    int64_t dist = run->dist + more_dist;
    for (int32_t k = 0; k < m->n_classes; k++) {
        int32_t v = t->idle[k];
        if (v == EVN_ROUTE_NONE || m->cars[v].family != family)
            continue;
        struct trial y = *x;
        y.car = &m->p->vehicles[v];
        y.trade = v;
        int64_t cost = y.car->fixed_cost + dist * y.car->dist_cost - run->cost;
        uint64_t skills = run->skills | x->site->skills;
        if (cost < best->delta && (skills & ~y.car->skills) == 0 && joins(&y))
            try_in_trip(&y, cost, best);
    }
}

/* The distance of p -> stop -> q with a reload at `place` before or after the stop. */
static int64_t reload_dist(const struct trial *x, enum evn_route_how how, int32_t place)
{
    const struct evn_route_model *m = x->t->m;
    int32_t a = x->t->calls[x->p].place, b = x->site->place, c = x->t->calls[x->q].place;
    int64_t first = how == EVN_ROUTE_RELOAD_BEFORE ? evn_route_leg_dist(m, a, place)
                                                   : evn_route_leg_dist(m, b, place);
    int64_t direct =
        how == EVN_ROUTE_RELOAD_BEFORE ? evn_route_leg_dist(m, b, c) : evn_route_leg_dist(m, a, b);
    int64_t second = how == EVN_ROUTE_RELOAD_BEFORE ? evn_route_leg_dist(m, place, b)
                                                    : evn_route_leg_dist(m, place, c);
    return first + direct + second;
}

static bool alone_fits(const struct trial *x)
{
    for (int d = 0; d < EVN_ROUTE_DIMS; d++)
        if (x->site->demand[d] > x->car->capacity[d])
            return false;
    return x->site->aboard == EVN_ROUTE_NONE;
}

/* A trip of its own: behind the last stop of a trip, or before its first. */
static void try_own_trip(const struct trial *x, struct evn_route_spot *best)
{
    const struct evn_route_tour *t = x->t;
    const struct evn_route_model *m = t->m;
    const struct evn_route_run_state *run = &t->runs[x->v];
    int32_t head = t->calls[x->p].head;
    bool after_last = ends_trip(x) && (x->p < m->n_stops || head == run->sealed_head ||
                                       x->site->depot != EVN_ROUTE_NONE);
    bool before_first = x->p >= m->n_stops && !ends_trip(x) && head != run->sealed_head;
    if (run->n_slots >= m->cars[x->v].n_slots || !(after_last || before_first) || !alone_fits(x))
        return;
    int32_t trip_depot = t->trips[head - m->n_stops].depot;
    if (before_first && x->site->depot != EVN_ROUTE_NONE && x->site->depot != trip_depot)
        return;
    int64_t was = run->n_stops == 0 ? 0 : t->calls[x->p].dist_next;
    for (uint32_t d = 0; d < m->p->n_depots; d++) {
        if ((x->car->reload_depots >> d & 1) == 0)
            continue;
        if (after_last && x->site->depot != EVN_ROUTE_NONE && x->site->depot != (int32_t)d)
            continue;
        if (before_first && trip_depot != (int32_t)d)
            continue;
        enum evn_route_how how = after_last ? EVN_ROUTE_RELOAD_BEFORE : EVN_ROUTE_RELOAD_AFTER;
        int64_t dist = reload_dist(x, how, m->p->depots[d].place) - was;
        struct evn_route_spot spot = {.delta = opening_cost(x) + dist * x->car->dist_cost,
                                      .after = x->p,
                                      .vehicle = x->v,
                                      .depot = (int32_t)d,
                                      .trade = EVN_ROUTE_NONE,
                                      .how = how};
        if (spot.delta < best->delta)
            try_exactly(x, spot, best);
    }
}

void evn_route_try(const struct evn_route_tour *t, int32_t stop, int32_t after,
                   struct evn_route_spot *best)
{
    const struct evn_route_model *m = t->m;
    const struct evn_route_call *p = &t->calls[after];
    const struct evn_route_site *site = &m->sites[stop];
    const struct evn_route_car *car = &m->cars[p->vehicle];
    if (p->locked || (site->skills & ~car->skills) != 0)
        return;
    if (t->n_used >= t->n_used_max && t->runs[p->vehicle].n_stops == 0)
        return;
    int64_t to = m->symmetric ? evn_route_leg_dist(m, site->place, p->place)
                              : evn_route_leg_dist(m, p->place, site->place);
    int64_t dist = to + evn_route_leg_dist(m, site->place, p->place_next) - p->dist_next;
    int64_t delta = dist * car->dist_cost;
    /* Most trials end here; only before a first stop can the vehicle be an idle one. */
    if (delta >= best->delta && after < m->n_stops && !m->reloads)
        return;
    struct trial x = {.t = t,
                      .site = site,
                      .car = &m->p->vehicles[p->vehicle],
                      .stop = stop,
                      .v = p->vehicle,
                      .p = after,
                      .q = p->next,
                      .trade = EVN_ROUTE_NONE};
    if (t->runs[x.v].n_stops == 0)
        delta += (int64_t)p->dist_next * car->dist_cost + opening_cost(&x);
    int64_t was = best->delta;
    if (delta < best->delta && joins(&x))
        try_in_trip(&x, delta, best);
    if (m->n_classes > 1 && best->delta == was)
        try_trade(&x, dist, best);
    if (m->reloads && best->delta == was && car->n_slots > 0)
        try_own_trip(&x, best);
}

bool evn_route_apply(struct evn_route_tour *t, int32_t stop, const struct evn_route_spot *spot)
{
    int32_t after = spot->after, v = spot->vehicle;
    if (spot->trade != EVN_ROUTE_NONE) {
        bool first = after == evn_route_start(t->m, v);
        evn_route_tour_trade(t, v, spot->trade);
        evn_route_tour_refresh(t, v);
        v = spot->trade;
        after = first ? evn_route_start(t->m, v) : after;
        evn_route_tour_refresh(t, v);
    }
    if (spot->how == EVN_ROUTE_RELOAD_BEFORE) {
        evn_route_tour_reload(t, spot->depot, after);
        after = t->calls[after].next;
    }
    evn_route_tour_link(t, stop, after);
    if (spot->how == EVN_ROUTE_RELOAD_AFTER)
        evn_route_tour_reload(t, spot->depot, stop);
    if (spot->how == EVN_ROUTE_PLAIN ? evn_route_tour_added(t, stop) : evn_route_tour_refresh(t, v))
        return true;
    evn_route_tour_remove(t, stop);
    evn_route_tour_tidy(t, v);
    evn_route_tour_refresh(t, v);
    return false;
}
