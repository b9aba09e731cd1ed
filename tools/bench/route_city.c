/* evn-bench-city - one large city's day: first plan, good plan, then urgent requests.
 *
 * 3,000 reception points in districts of different density, 300 vehicles of three kinds, 5
 * depots, windows, mass and volume, a cold chain; legs are straight lines x 1.25 at 25 km/h. All
 * drawn from a seed: a stated picture of a city, not a real one. */
#include "common/base/rng.h"
#include "services/dispatch/route/solve.h"
#include "services/dispatch/routecheck/check.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { N_DEPOTS = 5, N_STOPS = 3000, N_URGENT = 200, N_CARS = 300, DAY_S = 43200, COLD = 1 };
enum { N_ALL = N_STOPS + N_URGENT, N_PLACES = N_DEPOTS + N_ALL };

struct city {
    struct evn_route_problem p;
    struct evn_rng rng;
    double x[N_PLACES], y[N_PLACES]; /* metres */
    struct evn_route_depot depots[N_DEPOTS];
    struct evn_route_stop stops[N_ALL];
    struct evn_route_window windows[N_ALL];
    struct evn_route_vehicle cars[N_CARS];
    int32_t *dist, *time;
    struct evn_arena arena;
};

static double now_s(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

struct budget {
    double begun, seconds;
};

static bool go_on(void *ctx, double *share)
{
    struct budget *b = ctx;
    double part = (now_s() - b->begun) / b->seconds;
    *share = part > *share ? part : *share;
    return part < 1;
}

static int32_t draw(struct city *c, int32_t lo, int32_t hi)
{
    return lo + (int32_t)evn_rng_below(&c->rng, (uint32_t)(hi - lo + 1));
}

static void place_points(struct city *c)
{
    double district_x[24], district_y[24];
    for (int k = 0; k < 24; k++) {
        district_x[k] = draw(c, 0, 40000);
        district_y[k] = draw(c, 0, 40000);
    }
    for (int i = 0; i < N_PLACES; i++) {
        int k = draw(c, 0, 23), spread = 500 + 250 * k;
        c->x[i] = district_x[k] + draw(c, -spread, spread) + draw(c, -spread, spread);
        c->y[i] = district_y[k] + draw(c, -spread, spread) + draw(c, -spread, spread);
    }
    for (size_t a = 0; a < N_PLACES; a++)
        for (size_t b = 0; b < N_PLACES; b++) {
            double m = 1.25 * hypot(c->x[a] - c->x[b], c->y[a] - c->y[b]);
            c->dist[a * N_PLACES + b] = (int32_t)m;
            c->time[a * N_PLACES + b] = (int32_t)(m / (25.0 / 3.6));
        }
}

static void place_demand(struct city *c)
{
    for (int32_t s = 0; s < N_ALL; s++) {
        int32_t open = draw(c, 0, DAY_S - 14400);
        c->windows[s] = (struct evn_route_window){open, open + draw(c, 3600, 14400)};
        c->stops[s] =
            (struct evn_route_stop){.place = N_DEPOTS + s,
                                    .service_s = draw(c, 180, 900),
                                    .depot = EVN_ROUTE_NONE,
                                    .aboard = EVN_ROUTE_NONE,
                                    .n_windows = draw(c, 0, 9) < 7,
                                    .windows = &c->windows[s],
                                    .demand = {draw(c, 20000, 200000), draw(c, 50000, 900000)},
                                    .skills = draw(c, 0, 9) == 0 ? COLD : 0,
                                    .tier = (uint8_t)draw(c, 1, 3),
                                    .weight = 1};
    }
}

static void place_fleet(struct city *c)
{
    for (int32_t d = 0; d < N_DEPOTS; d++)
        c->depots[d] = (struct evn_route_depot){d, 0, DAY_S};
    for (int32_t v = 0; v < N_CARS; v++)
        c->cars[v] = (struct evn_route_vehicle){
            .capacity = {v % 3 == 0 ? 3000000 : 1500000, v % 3 == 0 ? 12000000 : 7000000},
            .skills = v % 5 == 0 ? COLD : 0,
            .start_depot = v % N_DEPOTS,
            .end_depot = v % N_DEPOTS,
            .reload_depots = UINT64_C(1) << (v % N_DEPOTS),
            .trips_max = 2,
            .reload_s = 1200,
            .shift = {0, DAY_S},
            .duration_max_s = 36000,
            .fixed_cost = 20000,
            .dist_cost = 1};
}

static void report(const struct city *c, const char *what, double seconds,
                   const struct evn_route_plan *plan)
{
    printf("%-16s %7.2f s cpu  unserved %lld/%lld/%lld  vehicles %lld  km %.0f  iterations %lld\n",
           what, seconds, (long long)plan->score.unserved[0], (long long)plan->score.unserved[1],
           (long long)plan->score.unserved[2], (long long)plan->score.vehicles,
           (double)(plan->score.cost - 20000 * plan->score.vehicles) / 1000,
           (long long)plan->iterations);
    (void)c;
}

static size_t n_faults(struct city *c, const struct evn_route_plan *plan)
{
    struct evn_route_violation found;
    evn_arena_reset(&c->arena);
    return evn_route_check(&c->p, plan, &c->arena, &found, 1);
}

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Put the urgent stops in one by one; print the distribution of the time each took. */
static void insert_urgent(struct city *c, struct evn_route_plan *live, struct evn_route_plan *next)
{
    static double ms[N_URGENT];
    struct evn_route_options options = {.seed = 1, .iterations_max = 50};
    for (uint32_t i = 0; i < N_URGENT; i++) {
        struct evn_route_plan swap;
        double begun = now_s();
        c->p.n_stops = N_STOPS + i + 1;
        evn_arena_reset(&c->arena);
        if (evn_route_insert(&c->p, live, (int32_t)(N_STOPS + i), &options, &c->arena, next) !=
            EVN_OK)
            return;
        ms[i] = (now_s() - begun) * 1000;
        swap = *live;
        *live = *next;
        *next = swap;
    }
    qsort(ms, N_URGENT, sizeof ms[0], by_size);
    report(c, "after urgent", 0, live);
    printf("urgent request   p50 %.1f ms  p99 %.1f ms  faults %zu\n", ms[N_URGENT / 2],
           ms[N_URGENT * 99 / 100], n_faults(c, live));
}

int main(int argc, char **argv)
{
    static struct city c;
    double seconds = argc > 1 ? atof(argv[1]) : 10;
    c.rng = evn_rng_of(1);
    c.dist = malloc((size_t)N_PLACES * N_PLACES * sizeof(int32_t));
    c.time = malloc((size_t)N_PLACES * N_PLACES * sizeof(int32_t));
    if (c.dist == NULL || c.time == NULL)
        return 71;
    place_points(&c);
    place_demand(&c);
    place_fleet(&c);
    c.p = (struct evn_route_problem){.n_places = N_PLACES,
                                     .dist = c.dist,
                                     .time = c.time,
                                     .n_depots = N_DEPOTS,
                                     .depots = c.depots,
                                     .n_stops = N_ALL,
                                     .stops = c.stops,
                                     .n_vehicles = N_CARS,
                                     .vehicles = c.cars};
    struct evn_route_plan a, b;
    size_t memory = evn_route_memory(&c.p) + evn_route_check_memory(&c.p);
    if (evn_route_plan_init(&a, &c.p) != EVN_OK || evn_route_plan_init(&b, &c.p) != EVN_OK ||
        evn_arena_init(&c.arena, memory) != EVN_OK)
        return 71;
    c.p.n_stops = N_STOPS;
    struct budget budget = {now_s(), seconds};
    struct evn_route_options options = {.seed = 1};
    if (evn_route_solve(&c.p, NULL, &options, &c.arena, &a) != EVN_OK)
        return 70;
    report(&c, "first plan", now_s() - budget.begun, &a);
    evn_arena_reset(&c.arena);
    options = (struct evn_route_options){
        .seed = 1, .iterations_max = INT64_MAX, .go_on = go_on, .ctx = &budget};
    if (evn_route_solve(&c.p, &a, &options, &c.arena, &b) != EVN_OK)
        return 70;
    report(&c, "good plan", now_s() - budget.begun, &b);
    printf("memory           %.1f MB search, %.1f MB legs; faults %zu\n", (double)memory / 1e6,
           2.0 * N_PLACES * N_PLACES * 4 / 1e6, n_faults(&c, &b));
    insert_urgent(&c, &b, &a);
    evn_route_plan_fini(&a);
    evn_route_plan_fini(&b);
    evn_arena_fini(&c.arena);
    free(c.dist);
    free(c.time);
    return 0;
}
