#include "tools/bench/city_world.h"

#include "tools/bench/bench.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PLACES_MAX = 40000, SEALED_M = 600, URGENT_S = 10800, DRAWS_MAX = 100000 };

#define EARTH_M  6371000.0
#define CIRCUITY 1.25
#define SPEED_MS (25.0 / 3.6)
#define RADIANS  (3.14159265358979323846 / 180)

struct spot {
    double lat, lon;
};

static int32_t draw(struct evn_city *c, int32_t lo, int32_t hi)
{
    return lo + (int32_t)evn_rng_below(&c->rng, (uint32_t)(hi - lo + 1));
}

static size_t read_spots(const char *data, struct spot *spots)
{
    char path[600], line[256];
    size_t n = 0;
    snprintf(path, sizeof path, "%s/epidemic/sealed_places.tsv", data);
    FILE *f = fopen(path, "r");
    evn_bench_must(f != NULL, path);
    while (fgets(line, sizeof line, f) != NULL && n < PLACES_MAX) {
        int plausible = 0;
        struct spot s;
        if (sscanf(line, "%*s\t%*s\t%lf\t%lf\t%d", &s.lon, &s.lat, &plausible) == 3 && plausible)
            spots[n++] = s;
    }
    fclose(f);
    evn_bench_must(n >= EVN_CITY_PLACES, "enough plausible places");
    return n;
}

static void choose_places(struct evn_city *c, const char *data)
{
    struct spot *spots = malloc(PLACES_MAX * sizeof *spots);
    evn_bench_must(spots != NULL, "memory");
    size_t n = read_spots(data, spots);
    for (size_t i = 0; i < EVN_CITY_PLACES; i++) {
        size_t k = i + evn_rng_below(&c->rng, (uint32_t)(n - i));
        struct spot s = spots[k];
        spots[k] = spots[i];
        c->lat[i] = s.lat;
        c->lon[i] = s.lon;
    }
    free(spots);
}

/* Great circle, by the haversine formula. */
static double metres(const struct evn_city *c, size_t a, size_t b)
{
    double up = sin((c->lat[b] - c->lat[a]) * RADIANS / 2);
    double along = sin((c->lon[b] - c->lon[a]) * RADIANS / 2);
    double h = up * up + cos(c->lat[a] * RADIANS) * cos(c->lat[b] * RADIANS) * along * along;
    return 2 * EARTH_M * asin(sqrt(h));
}

static void measure_legs(struct evn_city *c)
{
    size_t n = EVN_CITY_PLACES;
    c->dist = malloc(n * n * sizeof *c->dist);
    c->time = malloc(n * n * sizeof *c->time);
    evn_bench_must(c->dist != NULL && c->time != NULL, "memory");
    for (size_t a = 0; a < n; a++)
        for (size_t b = 0; b <= a; b++) {
            double m = CIRCUITY * metres(c, a, b);
            c->dist[a * n + b] = c->dist[b * n + a] = (int32_t)m;
            c->time[a * n + b] = c->time[b * n + a] = (int32_t)(m / SPEED_MS);
        }
}

static void draw_stops(struct evn_city *c)
{
    for (int32_t s = 0; s < EVN_CITY_ALL; s++) {
        int32_t open = draw(c, 0, EVN_CITY_DAY_S - 14400);
        c->windows[s] = (struct evn_route_window){open, open + draw(c, 3600, 14400)};
        c->stops[s] =
            (struct evn_route_stop){.place = EVN_CITY_DEPOTS + s,
                                    .service_s = draw(c, 180, 900),
                                    .depot = EVN_ROUTE_NONE,
                                    .aboard = EVN_ROUTE_NONE,
                                    .n_windows = draw(c, 0, 9) < 7,
                                    .windows = &c->windows[s],
                                    .demand = {draw(c, 20000, 200000), draw(c, 50000, 900000)},
                                    .skills = draw(c, 0, 9) == 0 ? EVN_CITY_COLD : 0,
                                    .tier = (uint8_t)draw(c, 1, 3),
                                    .weight = 1};
    }
}

static void draw_fleet(struct evn_city *c)
{
    for (int32_t d = 0; d < EVN_CITY_DEPOTS; d++)
        c->depots[d] = (struct evn_route_depot){d, 0, EVN_CITY_DAY_S};
    for (int32_t v = 0; v < EVN_CITY_CARS; v++) {
        bool lorry = draw(c, 0, 2) == 0;
        uint64_t cold = draw(c, 0, 4) == 0 ? EVN_CITY_COLD : 0;
        uint64_t pass = draw(c, 0, 9) < 4 ? EVN_CITY_PASS : 0;
        c->cars[v] = (struct evn_route_vehicle){
            .capacity = {lorry ? 3000000 : 1500000, lorry ? 12000000 : 7000000},
            .skills = cold | pass,
            .start_depot = v % EVN_CITY_DEPOTS,
            .end_depot = v % EVN_CITY_DEPOTS,
            .reload_depots = UINT64_C(1) << (v % EVN_CITY_DEPOTS),
            .trips_max = 2,
            .reload_s = 1200,
            .shift = {0, EVN_CITY_DAY_S},
            .duration_max_s = 36000,
            .fixed_cost = EVN_CITY_FIXED,
            .dist_cost = 1};
    }
}

void evn_city_make(struct evn_city *c, const char *data, uint64_t seed)
{
    memset(c, 0, sizeof *c);
    c->rng = evn_rng_of(seed);
    choose_places(c, data);
    measure_legs(c);
    draw_stops(c);
    draw_fleet(c);
    c->p = (struct evn_route_problem){.n_places = EVN_CITY_PLACES,
                                      .dist = c->dist,
                                      .time = c->time,
                                      .n_depots = EVN_CITY_DEPOTS,
                                      .depots = c->depots,
                                      .n_stops = EVN_CITY_STOPS,
                                      .stops = c->stops,
                                      .n_vehicles = EVN_CITY_CARS,
                                      .vehicles = c->cars};
}

void evn_city_fini(struct evn_city *c)
{
    free(c->dist);
    free(c->time);
}

/* How many calls of the run have begun or are driven to. */
static uint32_t n_begun(const struct evn_route_plan *live, const struct evn_route_run *run,
                        uint32_t at_least, int32_t now_s)
{
    uint32_t n = 0;
    int32_t left_s = run->start_s;
    while (n < run->n && (n < at_least || left_s <= now_s))
        left_s = live->visits[run->first + n++].leave_s;
    return n;
}

void evn_city_drive(struct evn_city *c, const struct evn_route_plan *live, int32_t now_s)
{
    int32_t *next = c->frozen;
    for (uint32_t s = 0; s < c->p.n_stops; s++)
        c->stops[s].aboard = EVN_ROUTE_NONE;
    for (uint32_t r = 0; r < live->n_runs; r++) {
        const struct evn_route_run *run = &live->runs[r];
        const struct evn_route_visit *visits = &live->visits[run->first];
        struct evn_route_vehicle *car = &c->cars[run->vehicle];
        if (run->start_s > now_s)
            continue;
        uint32_t n = n_begun(live, run, car->n_frozen, now_s), loaded = 0;
        if (!car->departed)
            car->started_s = run->start_s;
        car->departed = true;
        car->frozen = next;
        car->n_frozen = n;
        car->frozen_until_s = n > 0 ? visits[n - 1].leave_s : run->start_s;
        for (uint32_t i = 0; i < n; i++) {
            *next++ = visits[i].ref;
            if (EVN_ROUTE_IS_RELOAD(visits[i].ref))
                loaded = i + 1;
        }
        for (uint32_t i = loaded; i < run->n && visits[i].ref >= 0; i++)
            c->stops[visits[i].ref].aboard = run->vehicle;
    }
}

void evn_city_ask(struct evn_city *c, int32_t stop, int32_t now_s)
{
    c->p.n_stops = (uint32_t)stop + 1;
    c->windows[stop] = (struct evn_route_window){now_s, now_s + URGENT_S};
    c->stops[stop].n_windows = 1;
    c->stops[stop].release_s = now_s;
}

uint32_t evn_city_seal(struct evn_city *c, int32_t now_s, int32_t *out)
{
    uint32_t n = 0;
    static bool served[EVN_CITY_ALL];
    int32_t centre = 0;
    memset(served, 0, sizeof served);
    for (int32_t v = 0; v < EVN_CITY_CARS; v++)
        for (uint32_t i = 0; i < c->cars[v].n_frozen; i++)
            if (c->cars[v].frozen[i] >= 0)
                served[c->cars[v].frozen[i]] = true;
    for (int tries = 0; tries == 0 || (served[centre] && tries < DRAWS_MAX); tries++)
        centre = draw(c, 0, (int32_t)c->p.n_stops - 1);
    for (int32_t s = 0; s < (int32_t)c->p.n_stops; s++) {
        struct evn_route_stop *stop = &c->stops[s];
        if (served[s] || metres(c, (size_t)c->stops[centre].place, (size_t)stop->place) > SEALED_M)
            continue;
        stop->skills |= EVN_CITY_PASS;
        stop->rank = 1;
        if (stop->aboard >= 0 && (stop->skills & ~c->cars[stop->aboard].skills) != 0) {
            stop->aboard = EVN_ROUTE_NONE;
            stop->release_s = now_s;
        }
        out[n++] = s;
    }
    return n;
}
