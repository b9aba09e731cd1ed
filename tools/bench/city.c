/* One large city's day: first plan, good plan, then urgent requests and new zones while it is
 * driven. Every plan is judged by the checker, which shares no code with the search. */
#include "tools/bench/bench.h"
#include "tools/bench/city_world.h"

#include "services/dispatch/route/solve.h"
#include "services/dispatch/route/validate.h"
#include "services/dispatch/routecheck/check.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

enum {
    ZONES = 20,
    ZONE_EVERY = EVN_CITY_URGENT / ZONES,
    EVENTS = EVN_CITY_URGENT + ZONES,
    BEGIN_S = 1800,
    BETWEEN_S = 60,
    INSERT_ITERATIONS = 50
};

struct budget {
    int64_t begun_us, us; /* us 0: none */
};

/* What the events of one kind did. */
struct tally {
    int64_t us[EVENTS], changed[EVENTS];
    size_t n;
    int64_t n_changed; /* stops served by another vehicle than before, or by none */
    int64_t n_out;     /* asked for or sealed, and not served after */
    int64_t n_stops;   /* asked for or sealed */
};

struct day {
    struct evn_city city;
    struct evn_arena arena;
    struct evn_route_plan live, next, step;
    int64_t n_faults;
    int64_t n_departed_moved; /* stops aboard a vehicle, served by another */
    int64_t n_aboard_out;     /* stops aboard a vehicle that cannot be served by it any more */
    struct tally urgent, zones;
};

static bool go_on(void *ctx, double *share)
{
    const struct budget *b = ctx;
    if (b->us == 0)
        return true;
    double part = (double)(evn_bench_process_cpu_us() - b->begun_us) / (double)b->us;
    *share = part > *share ? part : *share;
    return part < 1;
}

static void judge(struct day *d, const struct evn_route_plan *plan)
{
    struct evn_route_violation found;
    evn_arena_reset(&d->arena);
    size_t n = evn_route_check(&d->city.p, plan, &d->arena, &found, 1);
    if (n > 0)
        fprintf(stderr, "fault %s: vehicle %d, stop %d, have %" PRId64 ", want %" PRId64 "\n",
                evn_route_fault_name(found.fault), found.vehicle, found.stop, found.have,
                found.want);
    d->n_faults += (int64_t)n;
}

static void print_plan(const char *what, int64_t us, const struct evn_route_plan *plan)
{
    const struct evn_route_score *s = &plan->score;
    printf("\"%s\":{\"cpuSeconds\":%.2f,\"unserved\":[%" PRId64 ",%" PRId64 ",%" PRId64
           "],\"vehicles\":%" PRId64 ",\"km\":%.0f,\"iterations\":%" PRId64 "},",
           what, (double)us * 1e-6, s->unserved[0], s->unserved[1], s->unserved[2], s->vehicles,
           (double)(s->cost - EVN_CITY_FIXED * s->vehicles) / 1000, plan->iterations);
    for (uint32_t i = 0; i < plan->n_unserved; i++)
        fprintf(stderr, "%s: stop %d is not served: %s\n", what, plan->unserved[i].stop,
                evn_route_reason_name(plan->unserved[i].reason));
}

static void plan_day(struct day *d, uint64_t seed, int64_t iterations, int64_t seconds)
{
    struct evn_route_options options = {.seed = seed};
    struct budget budget = {evn_bench_process_cpu_us(), seconds * 1000000};
    evn_bench_need(evn_route_solve(&d->city.p, NULL, &options, &d->arena, &d->next), "first plan");
    print_plan("firstPlan", evn_bench_process_cpu_us() - budget.begun_us, &d->next);
    judge(d, &d->next);
    evn_arena_reset(&d->arena);
    options = (struct evn_route_options){.seed = seed,
                                         .iterations_max = iterations > 0 ? iterations : INT64_MAX,
                                         .go_on = go_on,
                                         .ctx = &budget};
    evn_bench_need(evn_route_solve(&d->city.p, &d->next, &options, &d->arena, &d->live), "plan");
    print_plan("goodPlan", evn_bench_process_cpu_us() - budget.begun_us, &d->live);
    judge(d, &d->live);
}

/* By stop: the vehicle that serves it, or NONE. */
static void who_serves(const struct evn_route_plan *plan, int32_t *by)
{
    for (int32_t s = 0; s < EVN_CITY_ALL; s++)
        by[s] = EVN_ROUTE_NONE;
    for (uint32_t r = 0; r < plan->n_runs; r++)
        for (uint32_t i = 0; i < plan->runs[r].n; i++) {
            int32_t ref = plan->visits[plan->runs[r].first + i].ref;
            if (ref >= 0)
                by[ref] = plan->runs[r].vehicle;
        }
}

static void swap(struct evn_route_plan *a, struct evn_route_plan *b)
{
    struct evn_route_plan keep = *a;
    *a = *b;
    *b = keep;
}

/* Compare the two plans; d->live becomes the new one. */
static void take(struct day *d, const int32_t *stops, uint32_t n, int64_t us, struct tally *tally)
{
    static int32_t was[EVN_CITY_ALL], is[EVN_CITY_ALL];
    static bool meant[EVN_CITY_ALL];
    int64_t changed = 0;
    who_serves(&d->live, was);
    who_serves(&d->next, is);
    for (uint32_t i = 0; i < n; i++) {
        tally->n_out += is[stops[i]] == EVN_ROUTE_NONE;
        meant[stops[i]] = true;
    }
    for (int32_t s = 0; s < EVN_CITY_ALL; s++) {
        bool moved = was[s] != EVN_ROUTE_NONE && is[s] != was[s];
        changed += moved && !meant[s];
        if (moved && d->city.stops[s].aboard >= 0)
            (*(is[s] == EVN_ROUTE_NONE ? &d->n_aboard_out : &d->n_departed_moved))++;
        meant[s] = false;
    }
    tally->n_stops += n;
    tally->n_changed += changed;
    tally->changed[tally->n] = changed;
    tally->us[tally->n++] = us;
    judge(d, &d->next);
    swap(&d->live, &d->next);
}

static bool is_served(const struct evn_route_plan *plan, int32_t stop)
{
    for (uint32_t i = 0; i < plan->n_unserved; i++)
        if (plan->unserved[i].stop == stop)
            return false;
    return true;
}

/* Put `stops` into the live plan one by one, each that is not served yet. Somebody waits: making
 * room is bounded over all of them. */
static void insert(struct day *d, const int32_t *stops, uint32_t n, struct tally *tally)
{
    struct evn_route_options options = {.seed = 1, .iterations_max = INSERT_ITERATIONS};
    int64_t begun_us = evn_bench_process_cpu_us();
    bool any = false;
    for (uint32_t i = 0; i < n; i++) {
        if (any && is_served(&d->next, stops[i]))
            continue;
        if (any)
            swap(&d->next, &d->step);
        evn_arena_reset(&d->arena);
        evn_bench_need(evn_route_insert(&d->city.p, any ? &d->step : &d->live, stops[i], &options,
                                        &d->arena, &d->next),
                       "insertion");
        options.iterations_max -= d->next.iterations;
        any = true;
    }
    if (any)
        take(d, stops, n, evn_bench_process_cpu_us() - begun_us, tally);
}

static void play(struct day *d)
{
    static int32_t stops[EVN_CITY_ALL];
    for (int32_t i = 0; i < EVN_CITY_URGENT; i++) {
        int32_t now_s = BEGIN_S + i * BETWEEN_S;
        evn_city_drive(&d->city, &d->live, now_s);
        evn_city_ask(&d->city, EVN_CITY_STOPS + i, now_s);
        stops[0] = EVN_CITY_STOPS + i;
        insert(d, stops, 1, &d->urgent);
        if (i % ZONE_EVERY == ZONE_EVERY - 1) {
            evn_city_drive(&d->city, &d->live, now_s);
            insert(d, stops, evn_city_seal(&d->city, now_s, stops), &d->zones);
        }
    }
}

static void print_tally(const char *what, struct tally *t)
{
    printf("\"%s\":{\"events\":%zu,\"p50Ms\":%.1f,\"p99Ms\":%.1f,\"maxMs\":%.1f,\"stops\":%" PRId64
           ",\"notServed\":%" PRId64 ",\"othersChanged\":%" PRId64 ",\"othersChangedP99\":%" PRId64
           "},",
           what, t->n, (double)evn_bench_quantile(t->us, t->n, 500) / 1000,
           (double)evn_bench_quantile(t->us, t->n, 990) / 1000,
           (double)evn_bench_quantile(t->us, t->n, 1000) / 1000, t->n_stops, t->n_out, t->n_changed,
           evn_bench_quantile(t->changed, t->n, 990));
}

int evn_bench_city(int argc, char **argv)
{
    static struct day d;
    const char *data = ".";
    uint64_t seed = 1, seconds = 60, iterations = 0;
    struct evn_refusal why;
    evn_bench_options(argc, argv,
                      (struct evn_bench_option[]){{.name = "data", .text = &data},
                                                  {.name = "seed", .number = &seed},
                                                  {.name = "seconds", .number = &seconds},
                                                  {.name = "iterations", .number = &iterations},
                                                  {0}});
    evn_city_make(&d.city, data, seed);
    evn_bench_need(evn_route_validate(&d.city.p, &why), "city");
    d.city.p.n_stops = EVN_CITY_ALL; /* room for what is asked later */
    evn_bench_need(evn_route_plan_init(&d.live, &d.city.p), "memory");
    evn_bench_need(evn_route_plan_init(&d.next, &d.city.p), "memory");
    evn_bench_need(evn_route_plan_init(&d.step, &d.city.p), "memory");
    evn_bench_need(
        evn_arena_init(&d.arena, evn_route_memory(&d.city.p) + evn_route_check_memory(&d.city.p)),
        "memory");
    d.city.p.n_stops = EVN_CITY_STOPS;
    printf("{\"bench\":\"city\",\"stops\":%d,\"vehicles\":%d,\"depots\":%d,\"seed\":%" PRIu64 ",",
           EVN_CITY_STOPS, EVN_CITY_CARS, EVN_CITY_DEPOTS, seed);
    plan_day(&d, seed, (int64_t)iterations, iterations > 0 ? 0 : (int64_t)seconds);
    play(&d);
    print_tally("urgent", &d.urgent);
    print_tally("zones", &d.zones);
    printf("\"departedMoved\":%" PRId64 ",\"aboardNotServed\":%" PRId64 ",\"faults\":%" PRId64
           ",\"peakMB\":%.0f}\n",
           d.n_departed_moved, d.n_aboard_out, d.n_faults, (double)evn_bench_peak_bytes() / 1e6);
    evn_route_plan_fini(&d.live);
    evn_route_plan_fini(&d.next);
    evn_route_plan_fini(&d.step);
    evn_arena_fini(&d.arena);
    evn_city_fini(&d.city);
    return d.n_faults > 0 || d.n_departed_moved > 0;
}
