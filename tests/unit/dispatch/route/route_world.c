#include "tests/unit/dispatch/route/route_world.h"

#include <stdlib.h>

enum { DAY = 36000 };

static int32_t draw(struct evn_rng *rng, int32_t lo, int32_t hi)
{
    return lo + (int32_t)evn_rng_below(rng, (uint32_t)(hi - lo + 1));
}

static bool chance(struct evn_rng *rng, uint32_t per_cent)
{
    return evn_rng_below(rng, 100) < per_cent;
}

static void make_legs(struct evn_world *w, unsigned kinds, struct evn_rng *rng)
{
    uint32_t n = w->p.n_places;
    int32_t x[EVN_WORLD_PLACES_MAX], y[EVN_WORLD_PLACES_MAX];
    for (uint32_t i = 0; i < n; i++) {
        x[i] = draw(rng, 0, 1000);
        y[i] = draw(rng, 0, 1000);
    }
    for (uint32_t a = 0; a < n; a++)
        for (uint32_t b = 0; b < n; b++) {
            int32_t leg = abs(x[a] - x[b]) + abs(y[a] - y[b]);
            w->dist[a * n + b] = leg;
            w->time[a * n + b] = leg + leg / 3;
            if ((kinds & EVN_WORLD_CLOSED) == 0 || a == b)
                continue;
            if (chance(rng, 3))
                w->time[a * n + b] = EVN_ROUTE_NO_LEG;
            else if (chance(rng, 10))
                w->time[a * n + b] = draw(rng, 0, 4000);
        }
}

static void make_windows(struct evn_world *w, uint32_t s, unsigned kinds, struct evn_rng *rng)
{
    struct evn_route_stop *stop = &w->stops[s];
    int32_t at = draw(rng, 0, DAY / 2);
    uint32_t n = (kinds & EVN_WORLD_MANY_WINDOWS) != 0 ? evn_rng_below(rng, 4) : 1;
    for (uint32_t i = 0; i < n; i++) {
        int32_t open = at + draw(rng, 1, 2000), close = open + draw(rng, 0, 6000);
        w->windows[s][i] = (struct evn_route_window){open, close};
        at = close;
    }
    stop->windows = w->windows[s];
    stop->n_windows = n;
}

static void make_stop(struct evn_world *w, uint32_t s, unsigned kinds, struct evn_rng *rng)
{
    struct evn_route_stop *stop = &w->stops[s];
    *stop = (struct evn_route_stop){.place = (int32_t)(w->p.n_depots + s),
                                    .service_s = draw(rng, 0, 600),
                                    .depot = EVN_ROUTE_NONE,
                                    .aboard = EVN_ROUTE_NONE,
                                    .tier = 3,
                                    .weight = 1};
    stop->demand[0] = draw(rng, 1, 30);
    stop->demand[1] = draw(rng, 0, 40);
    if ((kinds & EVN_WORLD_WINDOWS) != 0 && chance(rng, 70))
        make_windows(w, s, kinds, rng);
    if ((kinds & EVN_WORLD_SKILLS) != 0)
        stop->skills = evn_rng_below(rng, 4);
    stop->skills &= evn_rng_below(rng, 4);
    if ((kinds & EVN_WORLD_DEPOTS) != 0 && chance(rng, 30))
        stop->depot = draw(rng, 0, (int32_t)w->p.n_depots - 1);
    if ((kinds & EVN_WORLD_ORDER) != 0) {
        stop->rank = (uint8_t)draw(rng, 0, 2);
        stop->group = (uint8_t)(chance(rng, 20) ? draw(rng, 1, 2) : 0);
    }
    if ((kinds & EVN_WORLD_RELEASE) != 0 && chance(rng, 40))
        stop->release_s = draw(rng, 0, DAY / 3);
    if ((kinds & EVN_WORLD_TIERS) != 0) {
        stop->tier = (uint8_t)draw(rng, 0, 3);
        stop->weight = stop->tier == 0 ? draw(rng, 0, 2000) : draw(rng, 1, 5);
    }
}

static void make_vehicle(struct evn_world *w, uint32_t v, unsigned kinds, struct evn_rng *rng)
{
    struct evn_route_vehicle *car = &w->vehicles[v];
    int32_t last = (int32_t)w->p.n_depots - 1;
    *car = (struct evn_route_vehicle){.capacity = {100, 150},
                                      .trips_max = 1,
                                      .reload_s = 300,
                                      .shift = {0, DAY},
                                      .duration_max_s = DAY,
                                      .dist_cost = 1};
    if ((kinds & EVN_WORLD_DEPOTS) != 0) {
        car->start_depot = draw(rng, 0, last);
        car->end_depot = chance(rng, 80) ? car->start_depot : draw(rng, 0, last);
    }
    if ((kinds & EVN_WORLD_SKILLS) != 0)
        car->skills = evn_rng_below(rng, 4);
    car->skills |= evn_rng_below(rng, 4);
    if ((kinds & EVN_WORLD_TRIPS) != 0) {
        car->trips_max = draw(rng, 1, 3);
        car->reload_depots = 1 + evn_rng_below(rng, (1u << w->p.n_depots) - 1);
    }
    if ((kinds & EVN_WORLD_BREAKS) != 0 && chance(rng, 60))
        car->rest = (struct evn_route_break){draw(rng, 2000, 9000), draw(rng, 9000, 18000), 1800};
    if ((kinds & EVN_WORLD_DURATION) != 0)
        car->duration_max_s = draw(rng, 6000, 20000);
    if ((kinds & EVN_WORLD_TIMECOST) != 0)
        car->time_cost = draw(rng, 0, 2);
    if (v % 3 == 0)
        car->fixed_cost = draw(rng, 0, 500);
}

/* Let the vehicle be under way: some stops aboard, a few of those already promised. */
static void depart(struct evn_world *w, uint32_t v, uint32_t *next, struct evn_rng *rng)
{
    struct evn_route_vehicle *car = &w->vehicles[v];
    car->departed = true;
    car->started_s = draw(rng, 0, 2000);
    car->frozen_until_s = car->started_s + draw(rng, 0, 8000);
    car->frozen = w->frozen[v];
    uint32_t n = evn_rng_below(rng, 4);
    for (uint32_t i = 0; i < n && *next < w->p.n_stops; i++, (*next)++) {
        struct evn_route_stop *stop = &w->stops[*next];
        stop->aboard = (int32_t)v;
        stop->depot = EVN_ROUTE_NONE;
        stop->group = 0;
        stop->rank = 0;
        stop->demand[0] %= 20;
        stop->demand[1] %= 20;
        if (chance(rng, 50))
            w->frozen[v][car->n_frozen++] = (int32_t)*next;
    }
}

void evn_world_make(struct evn_world *w, uint32_t n_stops, unsigned kinds, struct evn_rng *rng)
{
    w->p = (struct evn_route_problem){.dist = w->dist,
                                      .time = w->time,
                                      .depots = w->depots,
                                      .stops = w->stops,
                                      .n_stops = n_stops,
                                      .n_depots = 1,
                                      .vehicles = w->vehicles};
    if ((kinds & EVN_WORLD_DEPOTS) != 0)
        w->p.n_depots = (uint32_t)draw(rng, 2, 4);
    w->p.n_places = n_stops + w->p.n_depots;
    w->p.n_vehicles = (kinds & EVN_WORLD_TIERS) != 0 ? 2 + n_stops / 20 : 4 + n_stops / 6;
    w->p.vehicles_first = chance(rng, 30);
    make_legs(w, kinds, rng);
    for (uint32_t d = 0; d < w->p.n_depots; d++)
        w->depots[d] =
            (struct evn_route_depot){(int32_t)d, draw(rng, 0, 1000), draw(rng, DAY - 2000, DAY)};
    for (uint32_t s = 0; s < n_stops; s++)
        make_stop(w, s, kinds, rng);
    for (uint32_t v = 0; v < w->p.n_vehicles; v++)
        make_vehicle(w, v, kinds, rng);
    uint32_t next = 0;
    for (uint32_t v = 0; v < w->p.n_vehicles && (kinds & EVN_WORLD_ROAD) != 0; v += 2)
        depart(w, v, &next, rng);
}
