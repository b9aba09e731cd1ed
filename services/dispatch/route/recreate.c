#include "services/dispatch/route/recreate.h"

#include "services/dispatch/route/fleet.h"
#include "services/dispatch/route/report.h"

#include <stdlib.h>

enum {
    BLINK_EVERY = 100,   /* places that would be taken, on average */
    ALL_ABSENT_MAX = 64, /* up to here all absent stops are tried each time */
    EXTRA_ABSENT = 12,
    TRIPS_EVERY = 8,
    RASH_EVERY = 16, /* recreates, one that overlooks much and pays much: what is dear alone may
                        be worth it together */
    RASH_BLINK_EVERY = 5,
    MIX_TIERS_EVERY = 4, /* now and then the penalties alone see to the tiers */
    NEAR_TRIED = 32,
    NEIGHBOURHOOD = 24
};

enum order { BY_CHANCE, BY_SIZE, BY_FAR, BY_CLOSE, BY_LENGTH, BY_OPEN, BY_CLOSING };

size_t evn_route_recreate_size(const struct evn_route_problem *p)
{
    size_t n_nodes = p->n_stops + (size_t)p->n_vehicles * 2;
    for (uint32_t v = 0; v < p->n_vehicles; v++)
        n_nodes += (size_t)p->vehicles[v].trips_max;
    return p->n_stops * (2 * sizeof(int32_t) + sizeof(struct evn_route_keyed) + 2 * sizeof(bool)) +
           n_nodes * sizeof(uint32_t) + 256;
}

/* Whether less than half of the vehicles have the skills the stop needs. */
static bool is_scarce(const struct evn_route_model *m, int32_t stop)
{
    int32_t n = 0;
    uint64_t skills = m->sites[stop].skills;
    if (skills == 0)
        return false;
    for (int32_t v = 0; v < m->n_vehicles; v++)
        n += (skills & ~m->cars[v].skills) == 0;
    return 2 * n < m->n_vehicles;
}

evn_err evn_route_recreate_init(struct evn_route_recreate *r, const struct evn_route_model *m,
                                struct evn_arena *arena)
{
    size_t n = (size_t)m->n_stops;
    *r = (struct evn_route_recreate){0};
    r->remote = evn_arena_array(arena, n, sizeof(int32_t));
    r->rank = evn_arena_array(arena, n, sizeof(int32_t));
    r->tried = evn_arena_array(arena, (size_t)m->n_nodes, sizeof(uint32_t));
    r->list = evn_arena_array(arena, n, sizeof r->list[0]);
    r->hopeless = evn_arena_array(arena, n, sizeof r->hopeless[0]);
    r->scarce = evn_arena_array(arena, n, sizeof r->scarce[0]);
    if (r->remote == NULL || r->rank == NULL || r->tried == NULL || r->list == NULL ||
        r->hopeless == NULL || r->scarce == NULL)
        return EVN_E_LIMIT;
    for (int32_t s = 0; s < m->n_stops; s++) {
        r->scarce[s] = is_scarce(m, s);
        r->any_scarce |= r->scarce[s];
        r->remote[s] = INT32_MAX;
        for (uint32_t d = 0; d < m->p->n_depots; d++) {
            int32_t dist = evn_route_leg_dist(m, m->p->depots[d].place, m->sites[s].place);
            r->remote[s] = dist < r->remote[s] ? dist : r->remote[s];
        }
    }
    return EVN_OK;
}

void evn_route_recreate_judge(struct evn_route_recreate *r, const struct evn_route_tour *t)
{
    for (int32_t i = 0; i < t->n_absent; i++)
        r->hopeless[t->absent[i]] = evn_route_reason_of(t, t->absent[i]) < EVN_ROUTE_ALL_FULL;
}

static enum order draw_order(const struct evn_route_model *m, struct evn_rng *rng)
{
    static const enum order orders[] = {
        BY_CHANCE, BY_CHANCE, BY_CHANCE, BY_CHANCE, BY_SIZE,   BY_SIZE, BY_SIZE,    BY_SIZE,
        BY_FAR,    BY_FAR,    BY_CLOSE,  BY_LENGTH, BY_LENGTH, BY_OPEN, BY_CLOSING, BY_CLOSING};
    return orders[evn_rng_below(rng, m->windows ? 16 : 11)];
}

static int64_t key_of(const struct evn_route_recreate *r, const struct evn_route_model *m,
                      int32_t stop, enum order order, struct evn_rng *rng)
{
    const struct evn_route_site *site = &m->sites[stop];
    switch (order) {
    case BY_SIZE:
        return -(int64_t)site->size;
    case BY_FAR:
        return -(int64_t)r->remote[stop];
    case BY_CLOSE:
        return r->remote[stop];
    case BY_LENGTH:
        return site->close_s - site->open_s;
    case BY_OPEN:
        return site->open_s;
    case BY_CLOSING:
        return -(int64_t)site->close_s;
    default:
        return (int64_t)(evn_rng_next(rng) >> 34);
    }
}

static int by_key(const void *left, const void *right)
{
    const struct evn_route_keyed *a = left, *b = right;
    if (a->key != b->key)
        return a->key < b->key ? -1 : 1;
    return (a->stop > b->stop) - (a->stop < b->stop);
}

static void sort_list(struct evn_route_keyed *list, int32_t n)
{
    if (n > 32) {
        qsort(list, (size_t)n, sizeof list[0], by_key);
        return;
    }
    for (int32_t i = 1; i < n; i++) {
        struct evn_route_keyed x = list[i];
        int32_t k = i;
        for (; k > 0 && by_key(&x, &list[k - 1]) < 0; k--)
            list[k] = list[k - 1];
        list[k] = x;
    }
}

static void add(struct evn_route_recreate *r, const struct evn_route_tour *t, int32_t *n,
                int32_t stop, enum order order, struct evn_rng *rng)
{
    static const int64_t tier_rank[] = {3, 0, 1, 2};
    if (r->hopeless[stop])
        return;
    int64_t key = key_of(r, t->m, stop, order, rng);
    int64_t rank = r->by_tier ? tier_rank[t->m->sites[stop].tier] : 0;
    if (r->scarce_first && !r->scarce[stop])
        rank += 4;
    r->list[*n].key = rank * (INT64_C(1) << 40) + key;
    r->list[(*n)++].stop = stop;
}

/* For a first plan: the farthest stop from its depot that is left, the stops around it, and so on.
 * In an order without such neighbourhoods the first vehicles would collect stops from all over,
 * because joining a run costs less than opening one. Keeps the order in r->list. */
static int32_t list_neighbourhoods(struct evn_route_recreate *r, const struct evn_route_tour *t)
{
    const struct evn_route_model *m = t->m;
    int32_t n = 0, n_listed = 0;
    struct evn_rng unused = evn_rng_of(0);
    for (int32_t i = 0; i < t->n_absent; i++)
        add(r, t, &n, t->absent[i], BY_FAR, &unused);
    qsort(r->list, (size_t)n, sizeof r->list[0], by_key);
    r->stamp++;
    for (int32_t i = 0; i < n; i++) {
        int32_t seed = r->list[i].stop;
        const int32_t *close = m->close + (size_t)seed * (size_t)m->n_close;
        for (int32_t k = -1, left = NEIGHBOURHOOD; k < m->n_close && left > 0; k++) {
            int32_t stop = k < 0 ? seed : close[k];
            if (t->absent_at[stop] == EVN_ROUTE_NONE || r->tried[stop] == r->stamp ||
                m->sites[stop].tier != m->sites[seed].tier ||
                (r->scarce_first && r->scarce[stop] != r->scarce[seed]))
                continue;
            r->tried[stop] = r->stamp;
            r->rank[stop] = n_listed++;
            left--;
        }
    }
    for (int32_t i = 0; i < n; i++)
        r->list[i].key = r->rank[r->list[i].stop];
    return n;
}

static int32_t choose_list(struct evn_route_recreate *r, const struct evn_route_tour *t,
                           int32_t seed, struct evn_rng *rng)
{
    const struct evn_route_model *m = t->m;
    enum order order = draw_order(m, rng);
    int32_t n = 0;
    if (seed == EVN_ROUTE_NONE)
        return list_neighbourhoods(r, t);
    if (t->n_absent <= ALL_ABSENT_MAX) {
        for (int32_t i = 0; i < t->n_absent; i++)
            add(r, t, &n, t->absent[i], order, rng);
        return n;
    }
    r->stamp++;
    const int32_t *close = m->close + (size_t)seed * (size_t)m->n_close;
    for (int32_t i = -1; i < m->n_close && n < ALL_ABSENT_MAX; i++) {
        int32_t stop = i < 0 ? seed : close[i];
        if (t->absent_at[stop] == EVN_ROUTE_NONE)
            continue;
        r->tried[stop] = r->stamp;
        add(r, t, &n, stop, order, rng);
    }
    for (int32_t i = 0; i < EXTRA_ABSENT; i++) {
        int32_t stop = t->absent[evn_rng_below(rng, (uint32_t)t->n_absent)];
        if (r->tried[stop] == r->stamp)
            continue;
        r->tried[stop] = r->stamp;
        add(r, t, &n, stop, order, rng);
    }
    return n;
}

/* Keep the cheapest way to put `stop` behind `after`, unless it is overlooked: only a place that
 * would be taken can be missed, so only there a blink is drawn. */
static void try_here(struct evn_route_recreate *r, const struct evn_route_tour *t, int32_t stop,
                     int32_t after, struct evn_route_spot *best, struct evn_rng *rng)
{
    struct evn_route_spot spot = *best;
    evn_route_try(t, stop, after, &spot);
    if (spot.delta < best->delta && !(r->blinks && evn_rng_below(rng, r->blink_every) == 0))
        *best = spot;
}

/* The nearest neighbours of a stop that are in the plan, the first NEAR_TRIED; where vehicles are
 * alike, those whose trip has room. Which these are cannot be foretold, so nothing branches on it.
 */
static int32_t list_standing(const struct evn_route_tour *t, int32_t stop, int32_t *out)
{
    const struct evn_route_model *m = t->m;
    const struct evn_route_site *site = &m->sites[stop];
    const int32_t *near = evn_route_model_near(m, stop);
    int32_t n = 0;
    if (m->n_classes != 1 || m->reloads) {
        for (int32_t i = 0; i < m->n_near && n < NEAR_TRIED; i++) {
            out[n] = near[i];
            n += t->vehicle_of[near[i]] != EVN_ROUTE_NONE;
        }
        return n;
    }
    for (int32_t i = 0; i < m->n_near && n < NEAR_TRIED; i++) {
        int32_t v = t->vehicle_of[near[i]];
        bool in = v != EVN_ROUTE_NONE;
        out[n] = near[i];
        n += in & evn_route_has_room(t, m->n_stops + (in ? v : 0), site);
    }
    return n;
}

/* The places before and behind the nearest neighbours that are in the plan; those that were just
 * taken out with the stop are many. Where vehicles are alike, a neighbour whose trip is full counts
 * for none: in a tight plan nearly all are. Nearly all places are too dear or too late, which a few
 * legs tell before anything else is looked at. */
static void try_near(struct evn_route_recreate *r, const struct evn_route_tour *t, int32_t stop,
                     struct evn_route_spot *best, struct evn_rng *rng)
{
    const struct evn_route_model *m = t->m;
    const struct evn_route_site *site = &m->sites[stop];
    const int32_t *dist = m->p->dist + (size_t)site->place * m->p->n_places;
    const int32_t *time = m->p->time + (size_t)site->place * m->p->n_places;
    int32_t leave_s = site->open_s + site->service_s;
    int32_t *near = t->ordered, n = list_standing(t, stop, near);
    for (int32_t i = 0; i < n; i++) {
        const struct evn_route_call *c = &t->calls[near[i]];
        int64_t to = dist[c->place], to_prev = dist[c->place_prev];
        int32_t leg_to = time[c->place];
        if (!m->symmetric) {
            to = evn_route_leg_dist(m, c->place, site->place);
            to_prev = evn_route_leg_dist(m, c->place_prev, site->place);
            leg_to = evn_route_leg_time(m, c->place, site->place);
        }
        int64_t cost = m->cars[c->vehicle].dist_cost;
        bool late = leg_to > site->close_s - c->leave_s;
        if (!late && ((to + dist[c->place_next] - c->dist_next) * cost < best->delta ||
                      (m->reloads && c->next >= m->n_stops)))
            try_here(r, t, stop, near[i], best, rng);
        late = time[c->place] > c->latest_s - leave_s;
        if (!late && ((to_prev + dist[c->place] - c->dist_prev) * cost < best->delta ||
                      (m->reloads && c->prev >= m->n_stops)))
            try_here(r, t, stop, c->prev, best, rng);
    }
}

static void try_unused(struct evn_route_recreate *r, const struct evn_route_tour *t, int32_t stop,
                       struct evn_route_spot *best, struct evn_rng *rng)
{
    const struct evn_route_model *m = t->m;
    for (int32_t k = 0; k < m->n_classes; k++) {
        int32_t v = t->idle[k];
        if (v != EVN_ROUTE_NONE &&
            m->p->vehicles[v].fixed_cost + (int64_t)m->car_penalty < best->delta)
            try_here(r, t, stop, evn_route_start(m, v), best, rng);
    }
}

static void try_departed(struct evn_route_recreate *r, const struct evn_route_tour *t, int32_t stop,
                         struct evn_route_spot *best, struct evn_rng *rng)
{
    const struct evn_route_model *m = t->m;
    if (m->class_begin[m->n_classes] == m->n_vehicles)
        return;
    for (int32_t v = 0; v < m->n_vehicles; v++)
        if (m->cars[v].class == EVN_ROUTE_NONE)
            try_here(r, t, stop, t->runs[v].last_locked, best, rng);
}

/* What a trip of its own costs at least, where the vehicle loads at its end alone: there and back.
 */
static int64_t own_trip_least(const struct evn_route_model *m, int32_t v, int32_t stop)
{
    const struct evn_route_vehicle *car = &m->p->vehicles[v];
    int32_t depot = m->p->depots[car->end_depot].place, place = m->sites[stop].place;
    if (car->reload_depots != UINT64_C(1) << car->end_depot)
        return 0;
    int64_t back = evn_route_leg_dist(m, place, depot);
    int64_t there = m->symmetric ? back : evn_route_leg_dist(m, depot, place);
    return (there + back) * car->dist_cost;
}

/* A trip to come: what it costs has little to do with who is near, so all vehicles count. Dear
 * to try; done when nothing else was found, and now and then. */
static void try_next_trips(struct evn_route_recreate *r, const struct evn_route_tour *t,
                           int32_t stop, struct evn_route_spot *best, struct evn_rng *rng)
{
    const struct evn_route_model *m = t->m;
    if (!m->reloads || (best->after != EVN_ROUTE_NONE && evn_rng_below(rng, TRIPS_EVERY) != 0))
        return;
    for (int32_t v = 0; v < m->n_vehicles; v++)
        if (m->cars[v].n_slots > t->runs[v].n_slots && t->runs[v].n_stops > 0 &&
            own_trip_least(m, v, stop) < best->delta)
            try_here(r, t, stop, t->calls[evn_route_end(m, v)].prev, best, rng);
}

/* Whether the stop could be served behind `c` before the next call is late, as far as legs and the
 * hull of its windows tell. True of every place that a trial would find feasible in its trip. */
static bool is_in_time(const struct evn_route_tour *t, const struct evn_route_site *site,
                       const struct evn_route_call *c)
{
    const struct evn_route_model *m = t->m;
    if (c->leave_s > site->close_s)
        return false;
    int32_t leg_to = m->symmetric ? evn_route_leg_time(m, site->place, c->place)
                                  : evn_route_leg_time(m, c->place, site->place);
    int32_t leg_on = evn_route_leg_time(m, site->place, c->place_next);
    if (leg_to == EVN_ROUTE_NO_LEG || leg_on == EVN_ROUTE_NO_LEG)
        return false;
    int32_t begin = c->leave_s + leg_to;
    begin = begin > site->open_s ? begin : site->open_s;
    return begin <= site->close_s && begin + site->service_s + leg_on <= t->calls[c->next].latest_s;
}

static void try_everywhere(struct evn_route_recreate *r, const struct evn_route_tour *t,
                           int32_t stop, struct evn_route_spot *best, struct evn_rng *rng)
{
    const struct evn_route_model *m = t->m;
    bool only_room = m->n_classes == 1 && !m->reloads;
    for (int32_t v = 0; v < m->n_vehicles; v++) {
        if (t->runs[v].n_stops == 0 || !evn_route_may_serve(m, v, stop) ||
            (only_room && !evn_route_has_room(t, evn_route_start(m, v), &m->sites[stop])))
            continue;
        int32_t end = evn_route_end(m, v);
        for (int32_t at = t->runs[v].last_locked; at != end; at = t->calls[at].next) {
            const struct evn_route_call *c = &t->calls[at];
            bool own_trip = m->reloads && (at >= m->n_stops || c->next >= m->n_stops);
            if (own_trip || is_in_time(t, &m->sites[stop], c))
                try_here(r, t, stop, at, best, rng);
        }
    }
}

struct evn_route_spot evn_route_best_spot(struct evn_route_recreate *r,
                                          const struct evn_route_tour *t, int32_t stop,
                                          int64_t limit, struct evn_rng *rng)
{
    struct evn_route_spot best = evn_route_spot_none(limit);
    try_near(r, t, stop, &best, rng);
    try_departed(r, t, stop, &best, rng);
    try_next_trips(r, t, stop, &best, rng);
    if (best.after == EVN_ROUTE_NONE || !r->blinks)
        try_everywhere(r, t, stop, &best, rng);
    try_unused(r, t, stop, &best, rng);
    return best;
}

void evn_route_recreate(struct evn_route_recreate *r, struct evn_route_tour *t, int32_t seed,
                        struct evn_rng *rng)
{
    const struct evn_route_model *m = t->m;
    r->blinks = seed != EVN_ROUTE_NONE;
    r->by_tier = !r->blinks || evn_rng_below(rng, MIX_TIERS_EVERY) != 0;
    bool rash = r->blinks && evn_rng_below(rng, RASH_EVERY) == 0;
    r->blink_every = rash ? RASH_BLINK_EVERY : BLINK_EVERY;
    evn_route_fleet_idle(t, EVN_ROUTE_NONE);
    int32_t n = choose_list(r, t, seed, rng);
    sort_list(r->list, n);
    for (int32_t i = 0; i < n; i++) {
        int32_t stop = r->list[i].stop;
        int64_t limit = m->sites[stop].tier > 0 ? INT64_MAX : m->p->stops[stop].weight;
        if (rash && m->sites[stop].tier == 0)
            limit *= 2;
        struct evn_route_spot spot = evn_route_best_spot(r, t, stop, limit, rng);
        if (spot.after == EVN_ROUTE_NONE)
            continue;
        (void)evn_route_apply(t, stop, &spot);
        evn_route_fleet_idle(t, spot.vehicle);
        if (spot.trade != EVN_ROUTE_NONE)
            evn_route_fleet_idle(t, spot.trade);
    }
    evn_route_fleet_fit(t);
}

void evn_route_scatter(struct evn_route_recreate *r, struct evn_route_tour *t, struct evn_rng *rng)
{
    enum order order = BY_CHANCE;
    int32_t n = 0;
    r->blinks = false;
    r->by_tier = true;
    evn_route_fleet_idle(t, EVN_ROUTE_NONE);
    for (int32_t i = 0; i < t->n_absent; i++)
        add(r, t, &n, t->absent[i], order, rng);
    qsort(r->list, (size_t)n, sizeof r->list[0], by_key);
    for (int32_t i = 0; i < n; i++) {
        struct evn_route_spot spot = evn_route_spot_none(INT64_MAX);
        try_unused(r, t, r->list[i].stop, &spot, rng);
        if (spot.after == EVN_ROUTE_NONE || !evn_route_apply(t, r->list[i].stop, &spot))
            continue;
        evn_route_fleet_idle(t, spot.vehicle);
    }
    evn_route_recreate(r, t, EVN_ROUTE_NONE, rng);
}
