#include "services/dispatch/route/model.h"

#include <stdalign.h>
#include <string.h>

enum { PAD = 64, TILE = 32 };

int32_t evn_route_begin(const struct evn_route_model *m, int32_t stop, int32_t at_s)
{
    const struct evn_route_stop *s = &m->p->stops[stop];
    for (uint32_t w = 0; w < s->n_windows; w++)
        if (at_s <= s->windows[w].close_s)
            return at_s > s->windows[w].open_s ? at_s : s->windows[w].open_s;
    return s->n_windows == 0 && at_s <= EVN_ROUTE_TIME_MAX ? at_s : EVN_ROUTE_NO_LEG;
}

int32_t evn_route_last_begin(const struct evn_route_model *m, int32_t stop, int32_t at_s)
{
    const struct evn_route_stop *s = &m->p->stops[stop];
    for (uint32_t w = s->n_windows; w-- > 0;)
        if (at_s >= s->windows[w].open_s)
            return at_s < s->windows[w].close_s ? at_s : s->windows[w].close_s;
    return s->n_windows == 0 ? at_s : -1;
}

static void set_site(struct evn_route_site *site, const struct evn_route_stop *s)
{
    *site = (struct evn_route_site){.place = s->place,
                                    .service_s = s->service_s,
                                    .open_s = 0,
                                    .close_s = EVN_ROUTE_TIME_MAX,
                                    .release_s = s->release_s,
                                    .depot = s->depot,
                                    .aboard = s->aboard,
                                    .n_windows = s->n_windows,
                                    .skills = s->skills,
                                    .rank = s->rank,
                                    .group = s->group,
                                    .tier = s->tier};
    memcpy(site->demand, s->demand, sizeof site->demand);
    if (s->n_windows > 0) {
        site->open_s = s->windows[0].open_s;
        site->close_s = s->windows[s->n_windows - 1].close_s;
    }
}

static int32_t size_of(const struct evn_route_model *m, const int64_t *largest, int32_t stop)
{
    int64_t size = 0;
    for (int d = 0; d < EVN_ROUTE_DIMS; d++)
        if (largest[d] > 0) {
            int64_t share = m->sites[stop].demand[d] * 1000000 / largest[d];
            size += share < 1000000 ? share : 1000000;
        }
    return (int32_t)size;
}

static void set_sizes(struct evn_route_model *m)
{
    int64_t largest[EVN_ROUTE_DIMS] = {0};
    for (int32_t v = 0; v < m->n_vehicles; v++)
        for (int d = 0; d < EVN_ROUTE_DIMS; d++)
            if (m->p->vehicles[v].capacity[d] > largest[d])
                largest[d] = m->p->vehicles[v].capacity[d];
    for (int32_t s = 0; s < m->n_stops; s++)
        m->sites[s].size = size_of(m, largest, s);
}

/* They drive the same way: a run of one is, times and depots considered, a run of the other. */
static bool same_family(const struct evn_route_vehicle *a, const struct evn_route_vehicle *b)
{
    return a->start_depot == b->start_depot && a->end_depot == b->end_depot &&
           a->reload_depots == b->reload_depots && a->trips_max == b->trips_max &&
           a->reload_s == b->reload_s && a->shift.open_s == b->shift.open_s &&
           a->shift.close_s == b->shift.close_s && a->duration_max_s == b->duration_max_s &&
           a->rest.open_s == b->rest.open_s && a->rest.close_s == b->rest.close_s &&
           a->rest.length_s == b->rest.length_s;
}

static bool alike(const struct evn_route_vehicle *a, const struct evn_route_vehicle *b)
{
    return same_family(a, b) && memcmp(a->capacity, b->capacity, sizeof a->capacity) == 0 &&
           a->skills == b->skills && a->fixed_cost == b->fixed_cost &&
           a->dist_cost == b->dist_cost && a->time_cost == b->time_cost;
}

/* The first class of the family stands for it. */
static int32_t family_of(const struct evn_route_model *m, int32_t v)
{
    for (int32_t k = 0; k < m->n_classes; k++)
        if (same_family(&m->p->vehicles[m->class_begin[k]], &m->p->vehicles[v]))
            return k;
    return EVN_ROUTE_NONE;
}

static int32_t class_of(struct evn_route_model *m, int32_t v)
{
    const struct evn_route_vehicle *cars = m->p->vehicles;
    if (cars[v].departed)
        return EVN_ROUTE_NONE;
    /* class_begin holds the first vehicle of each class while classes are found. */
    for (int32_t k = 0; k < m->n_classes; k++)
        if (alike(&cars[m->class_begin[k]], &cars[v]))
            return k;
    m->class_begin[m->n_classes] = v;
    return m->n_classes++;
}

static void set_cars(struct evn_route_model *m, bool many_windows)
{
    int32_t slot = m->n_stops + m->n_vehicles;
    for (int32_t v = 0; v < m->n_vehicles; v++) {
        const struct evn_route_vehicle *car = &m->p->vehicles[v];
        struct evn_route_car *c = &m->cars[v];
        int32_t span = car->shift.close_s - car->shift.open_s;
        *c = (struct evn_route_car){.skills = car->skills,
                                    .dist_cost = car->dist_cost,
                                    .first_slot = slot,
                                    .n_slots = car->trips_max - 1};
        slot += c->n_slots;
        c->timed = car->time_cost > 0 || car->duration_max_s < span || car->departed;
        c->slow = car->rest.length_s > 0 || (c->timed && many_windows);
        m->reloads |= c->n_slots > 0;
        c->class = class_of(m, v);
        c->family = c->class >= 0 ? family_of(m, v) : EVN_ROUTE_NONE;
    }
    int32_t at = 0;
    for (int32_t k = 0; k < m->n_classes; k++) {
        m->class_begin[k] = at;
        for (int32_t v = 0; v < m->n_vehicles; v++)
            if (m->cars[v].class == k)
                m->class_vehicle[at++] = v;
    }
    m->class_begin[m->n_classes] = at;
}

static bool ranked_less(const struct evn_route_ranked *a, const struct evn_route_ranked *b)
{
    return a->key < b->key || (a->key == b->key && a->stop < b->stop);
}

static void swap_ranked(struct evn_route_ranked *a, struct evn_route_ranked *b)
{
    struct evn_route_ranked t = *a;
    *a = *b;
    *b = t;
}

static void sift_down(struct evn_route_ranked *heap, int32_t n, int32_t i)
{
    for (;;) {
        int32_t child = 2 * i + 1;
        if (child >= n)
            return;
        if (child + 1 < n && ranked_less(&heap[child], &heap[child + 1]))
            child++;
        if (!ranked_less(&heap[i], &heap[child]))
            return;
        swap_ranked(&heap[i], &heap[child]);
        i = child;
    }
}

/* Keep the k smallest of a stream in a max-heap of k. */
static void keep_small(struct evn_route_ranked *heap, int32_t *n, int32_t k,
                       struct evn_route_ranked r)
{
    if (*n < k) {
        heap[(*n)++] = r;
        if (*n == k)
            for (int32_t i = k / 2 - 1; i >= 0; i--)
                sift_down(heap, k, i);
    } else if (k > 0 && ranked_less(&r, &heap[0])) {
        heap[0] = r;
        sift_down(heap, k, 0);
    }
}

static void write_sorted(struct evn_route_ranked *heap, int32_t n, int32_t *out)
{
    for (int32_t i = n / 2 - 1; i >= 0; i--)
        sift_down(heap, n, i);
    for (int32_t left = n; left > 0; left--) {
        out[left - 1] = heap[0].stop;
        heap[0] = heap[left - 1];
        sift_down(heap, left - 1, 0);
    }
}

/* How little is lost by driving from a straight to b, a leg of `dist` and `time` away: distance,
 * waiting and lateness (Vidal et al. 2013, section 4.4: weights 0.2 and 1). */
static int64_t arc_key(const struct evn_route_site *a, const struct evn_route_site *b, int64_t dist,
                       int64_t time)
{
    int64_t wait = b->open_s - (a->close_s + a->service_s + time);
    int64_t late = a->open_s + a->service_s + time - b->close_s;
    return 10 * dist + (wait > 0 ? 2 * wait : 0) + (late > 0 ? 10 * late : 0);
}

/* The lists read the matrices by rows only: the leg back is taken to be about as long, which is
 * good enough for lists that only propose. */
int32_t evn_route_model_close(const struct evn_route_model *m, int32_t a, int32_t *out)
{
    int32_t n = 0, most = m->n_stops - 1;
    most = most < EVN_ROUTE_CLOSE_MAX ? most : EVN_ROUTE_CLOSE_MAX;
    for (int32_t b = 0; b < m->n_stops; b++)
        if (b != a) {
            int64_t key = evn_route_leg_dist(m, m->sites[a].place, m->sites[b].place);
            keep_small(m->heap, &n, most, (struct evn_route_ranked){key, b});
        }
    write_sorted(m->heap, n, out);
    return n;
}

static void list_near(const struct evn_route_model *m, int32_t a, int32_t *out)
{
    const struct evn_route_site *sa = &m->sites[a];
    int32_t n = 0;
    for (int32_t b = 0; b < m->n_stops; b++) {
        if (b == a)
            continue;
        const struct evn_route_site *sb = &m->sites[b];
        int64_t dist = evn_route_leg_dist(m, sa->place, sb->place);
        int64_t time = evn_route_leg_time(m, sa->place, sb->place);
        int64_t to = arc_key(sa, sb, dist, time), from = arc_key(sb, sa, dist, time);
        keep_small(m->heap, &n, m->n_near, (struct evn_route_ranked){to < from ? to : from, b});
    }
    write_sorted(m->heap, n, out);
}

const int32_t *evn_route_model_near(const struct evn_route_model *m, int32_t stop)
{
    int32_t *near = m->near + (size_t)stop * (size_t)m->n_near;
    if (!m->near_known[stop])
        list_near(m, stop, near);
    m->near_known[stop] = true;
    return near;
}

static bool is_mirrored(const int32_t *legs, size_t n)
{
    /* By tiles: a column of a large matrix costs a cache miss a leg. */
    for (size_t a0 = 0; a0 < n; a0 += TILE)
        for (size_t b0 = 0; b0 <= a0; b0 += TILE)
            for (size_t a = a0; a < a0 + TILE && a < n; a++)
                for (size_t b = b0; b < b0 + TILE && b < a; b++)
                    if (legs[a * n + b] != legs[b * n + a])
                        return false;
    return true;
}

static bool is_symmetric(const struct evn_route_problem *p)
{
    return is_mirrored(p->dist, p->n_places) &&
           (p->time == p->dist || is_mirrored(p->time, p->n_places));
}

/* One unit of unserved weight outweighs any detour, and a unit of tier t a thousand of tier
 * t + 1. Only the walk of the search uses these: which plan is best the exact order decides. */
static void set_penalties(struct evn_route_model *m)
{
    double unit = 0, car = 0, span = 0;
    for (int32_t v = 0; v < m->n_vehicles; v++) {
        const struct evn_route_vehicle *c = &m->p->vehicles[v];
        double both = (double)c->dist_cost + (double)c->time_cost;
        unit = both > unit ? both : unit;
        car = (double)c->fixed_cost > car ? (double)c->fixed_cost : car;
    }
    for (int32_t s = 0; s < m->n_stops; s++)
        for (uint32_t d = 0; d < m->p->n_depots; d++) {
            double dist = evn_route_leg_dist(m, m->p->depots[d].place, m->sites[s].place);
            span = dist > span ? dist : span;
        }
    m->car_penalty = m->p->vehicles_first ? 4 * unit * span + car : 0;
    m->penalty[0] = 1;
    m->penalty[3] = 2 * unit * span + car + m->car_penalty + 1;
    m->penalty[2] = 1000 * m->penalty[3];
    m->penalty[1] = 1000 * m->penalty[2];
}

size_t evn_route_model_size(const struct evn_route_problem *p)
{
    size_t n = p->n_stops, v = p->n_vehicles;
    return n * (sizeof(struct evn_route_site) + sizeof(bool) +
                (EVN_ROUTE_NEAR_MAX + EVN_ROUTE_CLOSE_MAX) * sizeof(int32_t)) +
           v * (sizeof(struct evn_route_car) + 2 * sizeof(int32_t)) +
           EVN_ROUTE_CLOSE_MAX * sizeof(struct evn_route_ranked) + 8 * PAD;
}

evn_err evn_route_model_init(struct evn_route_model *m, const struct evn_route_problem *p,
                             bool lists, struct evn_arena *arena)
{
    *m = (struct evn_route_model){
        .p = p, .n_stops = (int32_t)p->n_stops, .n_vehicles = (int32_t)p->n_vehicles};
    int32_t others = m->n_stops > 0 ? m->n_stops - 1 : 0;
    m->n_near = others < EVN_ROUTE_NEAR_MAX ? others : EVN_ROUTE_NEAR_MAX;
    m->n_close = others < EVN_ROUTE_CLOSE_MAX ? others : EVN_ROUTE_CLOSE_MAX;
    m->n_close = lists ? m->n_close : 0;
    size_t n = p->n_stops, n_cars = p->n_vehicles;
    m->sites = evn_arena_array(arena, n, sizeof m->sites[0]);
    m->cars = evn_arena_array(arena, n_cars, sizeof m->cars[0]);
    m->class_begin = evn_arena_array(arena, n_cars + 1, sizeof(int32_t));
    m->class_vehicle = evn_arena_array(arena, n_cars + 1, sizeof(int32_t));
    m->near = evn_arena_array(arena, n * (size_t)m->n_near, sizeof(int32_t));
    m->near_known = evn_arena_array(arena, n, sizeof m->near_known[0]);
    m->close = evn_arena_array(arena, n * (size_t)m->n_close, sizeof(int32_t));
    m->heap = evn_arena_array(arena, EVN_ROUTE_CLOSE_MAX, sizeof m->heap[0]);
    if (m->sites == NULL || m->cars == NULL || m->class_begin == NULL || m->class_vehicle == NULL ||
        m->near == NULL || m->near_known == NULL || m->close == NULL || m->heap == NULL)
        return EVN_E_LIMIT;
    bool many_windows = false;
    for (int32_t s = 0; s < m->n_stops; s++) {
        set_site(&m->sites[s], &p->stops[s]);
        many_windows |= p->stops[s].n_windows > 1;
        m->windows |= p->stops[s].n_windows > 0;
    }
    for (int32_t v = 0; v < m->n_vehicles; v++)
        m->n_slots += p->vehicles[v].trips_max - 1;
    m->n_nodes = m->n_stops + 2 * m->n_vehicles + m->n_slots;
    set_cars(m, many_windows);
    if (lists) {
        m->symmetric = is_symmetric(p);
        for (int32_t s = 0; s < m->n_stops; s++) {
            evn_route_model_close(m, s, m->close + (size_t)s * (size_t)m->n_close);
            (void)evn_route_model_near(m, s);
        }
    }
    set_sizes(m);
    set_penalties(m);
    return EVN_OK;
}
