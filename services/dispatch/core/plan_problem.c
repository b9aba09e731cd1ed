#include "services/dispatch/core/geo.h"
#include "services/dispatch/core/plan.h"

enum { DAYS = 2, DAY_S = 86400, TRIPS_MAX = 6, FIXED_COST = 20000 };

static bool set_legs(struct evn_dsp_planning *p)
{
    const struct evn_dsp_parameters *par = evn_dsp_parameters_of(p->d->state);
    size_t n = p->n_places;
    struct evn_dsp_where *where = evn_arena_array(p->d->arena, n, sizeof *where);
    int32_t *dist = evn_arena_array(p->d->arena, n * n, sizeof *dist);
    int32_t *time = evn_arena_array(p->d->arena, n * n, sizeof *time);
    p->where = where;
    if (where == NULL || dist == NULL || time == NULL)
        return false;
    for (size_t i = 0; i < n; i++)
        where[i] = evn_dsp_where(p->d->state, p->place[i]);
    for (size_t i = 0; i < n * n; i++) {
        const struct evn_dsp_point_e6 *a = &where[i / n].at, *b = &where[i % n].at;
        int64_t m =
            evn_dsp_distance_m(a->lat_e6, a->lon_e6, b->lat_e6, b->lon_e6) * par->circuity_e2 / 100;
        dist[i] = (int32_t)m;
        time[i] = (int32_t)(m * 36 / (10 * (int64_t)par->speed_kmh));
    }
    p->problem.n_places = (uint32_t)n;
    p->problem.dist = dist;
    p->problem.time = time;
    return true;
}

/* The row of the place with this code; it is added when it is not there yet. */
static bool row_of(struct evn_dsp_planning *p, const char *code, size_t first, size_t *row)
{
    for (*row = first; *row < p->n_places; (*row)++)
        if (strcmp(p->place[*row]->place, code) == 0)
            return true;
    const struct evn_dsp_place *place = evn_dsp_look(p->d, EVN_DSP_PLACE, code);
    if (place == NULL)
        return false;
    p->place[p->n_places++] = place;
    return true;
}

/* The second of the plan from which the place can be reached again. */
static int32_t hindered_s(const struct evn_dsp_planning *p, const char *place)
{
    const struct evn_dsp_hindrance *h = evn_dsp_hindered(p->d, place);
    int64_t until_us = h != NULL && h->until_us > p->zero_us ? h->until_us : p->zero_us;
    int64_t s = (until_us - p->zero_us) / EVN_US_PER_S;
    return s < DAYS * DAY_S ? (int32_t)s : DAYS * DAY_S;
}

/* What of the windows lies behind `from_s`. */
static void cut_windows(struct evn_route_window *w, uint32_t *n, int32_t from_s)
{
    uint32_t kept = 0;
    if (from_s > 0 && *n == 0)
        w[(*n)++] = (struct evn_route_window){0, DAYS * DAY_S};
    for (uint32_t i = 0; i < *n; i++) {
        if (w[i].close_s < from_s)
            continue;
        w[kept] = w[i];
        w[kept].open_s = w[i].open_s < from_s ? from_s : w[i].open_s;
        kept++;
    }
    if (*n > 0 && kept == 0) /* no window is left: one that nobody reaches */
        w[kept++] = (struct evn_route_window){0, 0};
    *n = kept;
}

/* Hours of the place on today and tomorrow, in seconds of the plan. */
static const struct evn_route_window *windows_of(struct evn_dsp_planning *p,
                                                 const struct evn_dsp_place *place, uint32_t *n)
{
    struct evn_route_window *w =
        evn_arena_array(p->d->arena, (size_t)DAYS * EVN_DSP_HOURS_MAX + 1, sizeof *w);
    *n = 0;
    for (int32_t day = 0; day < DAYS && w != NULL; day++)
        for (size_t i = 0; i < place->n_hours; i++) {
            const struct evn_dsp_hours *h = &place->hours[i];
            int32_t open_s = day * DAY_S + (int32_t)h->from_min * 60;
            int32_t close_s = day * DAY_S + (int32_t)h->until_min * 60 - 1;
            if (*n > 0 && w[*n - 1].close_s >= open_s)
                w[*n - 1].close_s = close_s;
            else
                w[(*n)++] = (struct evn_route_window){open_s, close_s};
        }
    if (w != NULL)
        cut_windows(w, n, hindered_s(p, place->place));
    return w;
}

static bool set_depots(struct evn_dsp_planning *p)
{
    struct evn_route_depot *depot =
        evn_arena_array(p->d->arena, EVN_ROUTE_DEPOTS_MAX, sizeof *depot);
    size_t row;
    for (size_t i = 0; i < p->n_drops && p->n_places < EVN_ROUTE_DEPOTS_MAX; i++)
        if (!row_of(p, p->drop[i].warehouse, 0, &row))
            return false;
    size_t n = 0;
    for (size_t i = 0; i < p->n_vehicles; i++)
        if (p->n_places < EVN_ROUTE_DEPOTS_MAX && row_of(p, p->vehicle[i]->vehicle.depot, 0, &row))
            p->vehicle[n++] = p->vehicle[i];
    p->n_vehicles = n;
    p->n_depots = p->n_places;
    for (size_t i = 0; depot != NULL && i < p->n_depots; i++) {
        uint32_t n_hours;
        const struct evn_route_window *w = windows_of(p, p->place[i], &n_hours);
        depot[i] = (struct evn_route_depot){.place = (int32_t)i, .close_s = DAYS * DAY_S};
        if (w != NULL && n_hours > 0) {
            depot[i].open_s = w[0].open_s;
            depot[i].close_s = w[n_hours - 1].close_s;
        }
    }
    p->problem.depots = depot;
    p->problem.n_depots = (uint32_t)p->n_depots;
    return depot != NULL;
}

static bool set_stops(struct evn_dsp_planning *p)
{
    const struct evn_dsp_parameters *par = evn_dsp_parameters_of(p->d->state);
    struct evn_route_stop *stop = evn_arena_array(p->d->arena, p->n_drops, sizeof *stop);
    for (size_t i = 0; i < p->n_drops && stop != NULL; i++) {
        const struct evn_dsp_drop *drop = &p->drop[i];
        size_t row, depot;
        if (!row_of(p, drop->point, p->n_depots, &row) || !row_of(p, drop->warehouse, 0, &depot))
            return false;
        int64_t kg = drop->mass_g / 1000 < 100000 ? drop->mass_g / 1000 : 100000;
        stop[i] = (struct evn_route_stop){
            .place = (int32_t)row,
            .service_s = (int32_t)(par->service_s + par->service_s_t * kg / 1000),
            .depot = (int32_t)depot,
            .aboard = EVN_ROUTE_NONE,
            .demand = {drop->mass_g, drop->volume_ml},
            .skills = evn_dsp_drop_skills(drop),
            .rank = drop->sealed ? 1 : 0,
            .tier = (uint8_t)drop->tier,
            .weight = 1 + kg};
        stop[i].windows = windows_of(p, p->place[row], &stop[i].n_windows);
        if (stop[i].windows == NULL)
            return false;
    }
    p->problem.stops = stop;
    p->problem.n_stops = (uint32_t)p->n_drops;
    return stop != NULL;
}

/* When the vehicle can leave its depot: loaded from when it is there, or as its trip says that is
 * planned again and may be half loaded. */
static int32_t ready_s(const struct evn_dsp_planning *p, const struct evn_dsp_place *place)
{
    const struct evn_dsp_parameters *par = evn_dsp_parameters_of(p->d->state);
    uint32_t number;
    int64_t now_us = p->d->business_us;
    bool known = evn_dsp_number(p->d, EVN_DSP_PLACE, place->place, &number);
    EVN_ASSERT(known);
    const struct evn_dsp_free *f = &p->free[number];
    int64_t from_us = f->from_us > now_us ? f->from_us : now_us;
    int64_t ready_us = from_us + par->reload_s * EVN_US_PER_S;
    if (f->from_us <= now_us && f->start_us > 0 && f->start_us < ready_us)
        ready_us = f->start_us > now_us ? f->start_us : now_us;
    return (int32_t)((ready_us - p->zero_us) / EVN_US_PER_S);
}

/* Today's shift from now on; tomorrow's when today's is over. */
static struct evn_route_window shift_of(const struct evn_dsp_planning *p,
                                        const struct evn_dsp_place *place)
{
    const struct evn_dsp_vehicle *v = &place->vehicle;
    int32_t ready = ready_s(p, place);
    struct evn_route_window shift = {(int32_t)v->shift_from_min * 60,
                                     (int32_t)v->shift_until_min * 60};
    if (shift.close_s <= shift.open_s)
        shift.close_s = shift.open_s + DAY_S;
    if (shift.close_s <= ready) {
        shift.open_s += DAY_S;
        shift.close_s += DAY_S;
    }
    if (shift.open_s < ready)
        shift.open_s = ready < shift.close_s ? ready : shift.close_s;
    return shift;
}

static bool set_vehicles(struct evn_dsp_planning *p)
{
    const struct evn_dsp_parameters *par = evn_dsp_parameters_of(p->d->state);
    struct evn_route_vehicle *car = evn_arena_array(p->d->arena, p->n_vehicles + 1, sizeof *car);
    for (size_t i = 0; i < p->n_vehicles && car != NULL; i++) {
        const struct evn_dsp_vehicle *v = &p->vehicle[i]->vehicle;
        size_t row;
        if (!row_of(p, v->depot, 0, &row))
            return false;
        car[i] = (struct evn_route_vehicle){.capacity = {v->weight_max_g, v->volume_max_ml},
                                            .skills = evn_dsp_vehicle_skills(p, p->vehicle[i]),
                                            .start_depot = (int32_t)row,
                                            .end_depot = (int32_t)row,
                                            .reload_depots =
                                                UINT64_MAX >> (EVN_ROUTE_DEPOTS_MAX - p->n_depots),
                                            .trips_max = TRIPS_MAX,
                                            .reload_s = (int32_t)par->reload_s,
                                            .shift = shift_of(p, p->vehicle[i]),
                                            .duration_max_s = 2 * DAY_S,
                                            .fixed_cost = FIXED_COST,
                                            .dist_cost = 1};
    }
    p->problem.vehicles = car;
    p->problem.n_vehicles = (uint32_t)p->n_vehicles;
    return car != NULL;
}

bool evn_dsp_plan_problem(struct evn_dsp_planning *p)
{
    size_t room = EVN_ROUTE_DEPOTS_MAX + p->n_drops;
    p->place = evn_arena_array(p->d->arena, room, sizeof *p->place);
    return p->place != NULL && set_depots(p) && set_stops(p) && set_vehicles(p) && set_legs(p);
}
