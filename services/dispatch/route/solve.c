#include "services/dispatch/route/solve.h"

#include "services/dispatch/route/fleet.h"
#include "services/dispatch/route/recreate.h"
#include "services/dispatch/route/report.h"
#include "services/dispatch/route/ruin.h"

enum { ASK_EVERY = 16, MEAN_REMOVED = 10, STRING_MAX = 10 };

#define PRESSURE_STEP 1.02
#define PRESSURE_MAX  100.0
#define LN_COOLING                                                                                 \
    (-4.605170185988091) /* ln(1 / 100): the end's share of the first temperature                  \
                          */

/* The search: the plan it walks on, the best one as node lists, and its temperature. */
struct search {
    struct evn_route_model model;
    struct evn_route_tour tour;
    struct evn_route_recreate recreate;
    struct evn_rng rng;
    int32_t *best; /* per vehicle: its nodes, then NONE; reloads as EVN_ROUTE_RELOAD - 1 */
    struct evn_route_score best_score;
    double energy;
    double hot; /* temperature at the start */
};

static size_t best_size(const struct evn_route_problem *p)
{
    size_t n = (size_t)p->n_stops + 2 * (size_t)p->n_vehicles + 1;
    for (uint32_t v = 0; v < p->n_vehicles; v++)
        n += (size_t)p->vehicles[v].trips_max;
    return n * sizeof(int32_t);
}

size_t evn_route_memory(const struct evn_route_problem *p)
{
    return sizeof(struct search) + best_size(p) + evn_route_model_size(p) + evn_route_tour_size(p) +
           evn_route_recreate_size(p) + 1024;
}

static void keep_best(struct search *s)
{
    const struct evn_route_model *m = &s->model;
    int32_t n = 0;
    for (int32_t v = 0; v < m->n_vehicles; v++) {
        int32_t end = evn_route_end(m, v);
        for (int32_t at = s->tour.calls[s->tour.runs[v].last_locked].next; at != end;
             at = s->tour.calls[at].next)
            s->best[n++] =
                at < m->n_stops ? at : EVN_ROUTE_RELOAD(s->tour.trips[at - m->n_stops].depot) - 1;
        s->best[n++] = EVN_ROUTE_NONE;
    }
    s->best_score = evn_route_tour_score(&s->tour);
}

static void restore_best(struct search *s)
{
    const struct evn_route_model *m = &s->model;
    for (int32_t v = 0; v < m->n_vehicles; v++)
        evn_route_ruin_run(&s->tour, v);
    const int32_t *next = s->best;
    for (int32_t v = 0; v < m->n_vehicles; v++) {
        int32_t at = s->tour.runs[v].last_locked;
        for (; *next != EVN_ROUTE_NONE; next++) {
            if (*next >= 0)
                evn_route_tour_link(&s->tour, *next, at);
            else
                evn_route_tour_reload(&s->tour, EVN_ROUTE_RELOAD_DEPOT(*next + 1), at);
            at = s->tour.calls[at].next;
        }
        next++;
        bool ok = evn_route_tour_refresh(&s->tour, v);
        EVN_ASSERT(ok || s->tour.runs[v].n_free == 0);
    }
    evn_route_tour_mark(&s->tour);
}

/* Link the calls of `run` that are not frozen behind those that are, as they stand. */
static void copy_run(struct search *s, const struct evn_route_plan *plan,
                     const struct evn_route_run *run)
{
    const struct evn_route_model *m = &s->model;
    struct evn_route_tour *t = &s->tour;
    int32_t v = run->vehicle, at = t->runs[v].last_locked;
    const struct evn_route_vehicle *car = &m->p->vehicles[v];
    int32_t n_slots = t->runs[v].n_slots;
    uint32_t n_frozen = 0;
    for (uint32_t i = run->first; i < run->first + run->n; i++) {
        int32_t ref = plan->visits[i].ref;
        if (n_frozen < car->n_frozen && ref == car->frozen[n_frozen]) {
            n_frozen++;
        } else if (EVN_ROUTE_IS_RELOAD(ref)) {
            uint32_t depot = (uint32_t)EVN_ROUTE_RELOAD_DEPOT(ref);
            if (n_slots == m->cars[v].n_slots || (car->reload_depots >> depot & 1) == 0)
                continue;
            evn_route_tour_reload(t, (int32_t)depot, at);
            at = t->calls[at].next;
            n_slots++;
        } else if (ref >= 0 && ref < m->n_stops && t->absent_at[ref] != EVN_ROUTE_NONE) {
            evn_route_tour_link(t, ref, at);
            at = ref;
        }
    }
}

/* Put the stops of `run` one by one behind its last call, each only where it is feasible. */
static void append_run(struct search *s, const struct evn_route_plan *plan,
                       const struct evn_route_run *run)
{
    struct evn_route_tour *t = &s->tour;
    int32_t end = evn_route_end(&s->model, run->vehicle);
    for (uint32_t i = run->first; i < run->first + run->n; i++) {
        int32_t stop = plan->visits[i].ref;
        if (stop < 0 || stop >= s->model.n_stops || t->absent_at[stop] == EVN_ROUTE_NONE)
            continue;
        struct evn_route_spot spot = evn_route_spot_none(INT64_MAX);
        evn_route_try(t, stop, t->calls[end].prev, &spot);
        if (spot.after != EVN_ROUTE_NONE)
            (void)evn_route_apply(t, stop, &spot);
    }
}

/* Whether loads, skills, ranks and the like allow the run as it is linked. */
static bool run_allowed(const struct evn_route_tour *t, int32_t v)
{
    const struct evn_route_model *m = t->m;
    int32_t end = evn_route_end(m, v);
    for (int32_t at = t->calls[t->runs[v].last_locked].next; at != end; at = t->calls[at].next)
        if (at < m->n_stops && !evn_route_allowed(t, at))
            return false;
    return true;
}

/* Take over the runs of an earlier plan: whole where the problem still allows them, otherwise
 * what still fits. */
static void take_over(struct search *s, const struct evn_route_plan *plan)
{
    struct evn_route_tour *t = &s->tour;
    evn_route_fleet_idle(t, EVN_ROUTE_NONE);
    for (uint32_t r = 0; r < plan->n_runs; r++) {
        const struct evn_route_run *run = &plan->runs[r];
        if (run->vehicle < 0 || run->vehicle >= s->model.n_vehicles)
            continue;
        copy_run(s, plan, run);
        evn_route_tour_tidy(t, run->vehicle);
        if (evn_route_tour_refresh(t, run->vehicle) && run_allowed(t, run->vehicle))
            continue;
        evn_route_ruin_run(t, run->vehicle);
        append_run(s, plan, run);
    }
    evn_route_tour_mark(t);
}

/* ln(u) for u = (k + 1) / 2^32 by the series of atanh on the mantissa: the same bits on every
 * machine, whatever its C library. */
static double ln_of(uint32_t k)
{
    uint64_t x = (uint64_t)k + 1;
    int bits = 63 - __builtin_clzll(x);
    double mantissa = (double)x / (double)(UINT64_C(1) << bits);
    double y = (mantissa - 1) / (mantissa + 1), y2 = y * y;
    double ln = 2 * y * (1 + y2 * (1.0 / 3 + y2 * (1.0 / 5 + y2 * (1.0 / 7 + y2 / 9))));
    return ln + (bits - 32) * 0.69314718055994531;
}

/* e to the power x by halving x until a short series is exact enough, then squaring. */
static double exp_of(double x)
{
    int halvings = 0;
    while (x < -0.01 || x > 0.01) {
        x /= 2;
        halvings++;
    }
    double e = 1 + x * (1 + x / 2 * (1 + x / 3 * (1 + x / 4)));
    while (halvings-- > 0)
        e *= e;
    return e;
}

static void set_temperatures(struct search *s)
{
    const struct evn_route_tour *t = &s->tour;
    double legs = s->model.n_stops - t->n_absent + t->n_used;
    double travel = 0;
    for (int32_t v = 0; v < s->model.n_vehicles; v++)
        if (t->runs[v].n_stops > 0)
            travel += (double)(t->runs[v].cost - s->model.p->vehicles[v].fixed_cost);
    double leg = legs > 0 ? travel / legs : 1;
    s->hot = leg > 1 ? leg : 1;
}

static void step(struct search *s, double temperature)
{
    struct evn_route_tour *t = &s->tour;
    struct evn_route_ruin how = {MEAN_REMOVED, STRING_MAX};
    int32_t seed = (int32_t)evn_rng_below(&s->rng, (uint32_t)s->model.n_stops);
    const int32_t *close = s->model.close + (size_t)seed * (size_t)s->model.n_close;
    evn_route_ruin(t, &how, seed, close, s->model.n_close, &s->rng);
    evn_route_recreate(&s->recreate, t, seed, &s->rng);
    double energy = evn_route_tour_energy(t);
    double slack = -temperature * ln_of((uint32_t)(evn_rng_next(&s->rng) >> 32));
    if (energy >= s->energy + slack) {
        evn_route_tour_undo(t);
        return;
    }
    evn_route_tour_mark(t);
    s->energy = energy;
    struct evn_route_score score = evn_route_tour_score(t);
    if (evn_route_score_compare(s->model.p, &score, &s->best_score) < 0)
        keep_best(s);
}

/* What stays out grows dearer, so that the walk does not settle for a cheap plan without it. */
static void press(struct search *s)
{
    struct evn_route_tour *t = &s->tour;
    bool out = t->unserved[1] > 0 || t->unserved[2] > 0 || t->unserved[3] > 0;
    double pressure = out ? t->pressure * PRESSURE_STEP : t->pressure / PRESSURE_STEP;
    if (pressure < 1 || pressure > PRESSURE_MAX)
        return;
    t->pressure = pressure;
    s->energy = evn_route_tour_energy(t);
}

static int64_t run_search(struct search *s, const struct evn_route_options *o)
{
    double share = 0, temperature = s->hot;
    int64_t i = 0;
    for (; i < o->iterations_max; i++) {
        if (i % ASK_EVERY == 0) {
            share = (double)i / (double)o->iterations_max;
            if (o->go_on != NULL && !o->go_on(o->ctx, &share))
                break;
            press(s);
            temperature = s->hot * exp_of(LN_COOLING * (share < 1 ? share : 1));
        }
        step(s, temperature);
    }
    return i;
}

static evn_err init(struct search *s, const struct evn_route_problem *p, uint64_t seed, bool lists,
                    struct evn_arena *arena)
{
    *s = (struct search){.rng = evn_rng_of(seed)};
    s->best = evn_arena_alloc(arena, best_size(p));
    if (s->best == NULL)
        return EVN_E_LIMIT;
    evn_err err = evn_route_model_init(&s->model, p, lists, arena);
    if (err == EVN_OK)
        err = evn_route_tour_init(&s->tour, &s->model, arena);
    if (err == EVN_OK)
        err = evn_route_recreate_init(&s->recreate, &s->model, arena);
    return err;
}

/* Begin the walk from a loose plan; the first plan is kept as the best. */
static void scatter(struct search *s)
{
    for (int32_t v = 0; v < s->model.n_vehicles; v++)
        evn_route_ruin_run(&s->tour, v);
    evn_route_scatter(&s->recreate, &s->tour, &s->rng);
    evn_route_tour_mark(&s->tour);
}

static void finish(struct search *s, const struct evn_route_options *options, int64_t done,
                   struct evn_route_plan *out)
{
    restore_best(s);
    evn_route_report(&s->tour, out);
    out->seed = options->seed;
    out->iterations = done;
}

evn_err evn_route_solve(const struct evn_route_problem *problem, const struct evn_route_plan *start,
                        const struct evn_route_options *options, struct evn_arena *arena,
                        struct evn_route_plan *out)
{
    struct search *s = evn_arena_alloc(arena, sizeof *s);
    evn_err err = s != NULL ? init(s, problem, options->seed, true, arena) : EVN_E_LIMIT;
    if (err != EVN_OK)
        return err;
    if (start != NULL)
        take_over(s, start);
    evn_route_recreate(&s->recreate, &s->tour, EVN_ROUTE_NONE, &s->rng);
    evn_route_tour_mark(&s->tour);
    keep_best(s);
    set_temperatures(s);
    if (start == NULL && options->iterations_max > 0 && problem->n_vehicles >= problem->n_stops)
        scatter(s);
    s->energy = evn_route_tour_energy(&s->tour);
    int64_t done = problem->n_stops > 0 && problem->n_vehicles > 0 ? run_search(s, options) : 0;
    finish(s, options, done, out);
    return EVN_OK;
}

/* Make room around a stop that found none: accept only what is better. */
static int64_t force_in(struct search *s, int32_t stop, const struct evn_route_options *o)
{
    struct evn_route_tour *t = &s->tour;
    struct evn_route_ruin how = {MEAN_REMOVED, STRING_MAX};
    int32_t close[EVN_ROUTE_CLOSE_MAX];
    int32_t n = evn_route_model_close(&s->model, stop, close);
    int64_t i = 0;
    for (; i < o->iterations_max && t->absent_at[stop] != EVN_ROUTE_NONE; i++) {
        double share = (double)i / (double)o->iterations_max;
        if (o->go_on != NULL && !o->go_on(o->ctx, &share))
            break;
        evn_route_ruin(t, &how, stop, close, n, &s->rng);
        evn_route_recreate(&s->recreate, t, stop, &s->rng);
        struct evn_route_score score = evn_route_tour_score(t);
        if (evn_route_score_compare(s->model.p, &score, &s->best_score) < 0) {
            evn_route_tour_mark(t);
            s->best_score = score;
        } else {
            evn_route_tour_undo(t);
        }
    }
    return i;
}

evn_err evn_route_insert(const struct evn_route_problem *problem, const struct evn_route_plan *live,
                         int32_t stop, const struct evn_route_options *options,
                         struct evn_arena *arena, struct evn_route_plan *out)
{
    struct search *s = evn_arena_alloc(arena, sizeof *s);
    evn_err err = s != NULL ? init(s, problem, options->seed, false, arena) : EVN_E_LIMIT;
    if (err != EVN_OK)
        return err;
    take_over(s, live);
    evn_route_recreate(&s->recreate, &s->tour, EVN_ROUTE_NONE, &s->rng);
    evn_route_tour_mark(&s->tour);
    s->best_score = evn_route_tour_score(&s->tour);
    int64_t done = problem->n_vehicles > 0 ? force_in(s, stop, options) : 0;
    keep_best(s);
    finish(s, options, done, out);
    return EVN_OK;
}
