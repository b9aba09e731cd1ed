#include "services/dispatch/route/solve.h"

#include "services/dispatch/route/fleet.h"
#include "services/dispatch/route/order.h"
#include "services/dispatch/route/reduce.h"
#include "services/dispatch/route/report.h"
#include "services/dispatch/route/ruin.h"

enum { FORCE_MAX = 50 }; /* trials to make room for one stop */

size_t evn_route_memory(const struct evn_route_problem *p)
{
    return sizeof(struct evn_route_search) + evn_route_search_size(p) + evn_route_order_size(p);
}

/* Link the calls of `run` that are not frozen behind those that are, as they stand. */
static void copy_run(struct evn_route_search *s, const struct evn_route_plan *plan,
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
static void append_run(struct evn_route_search *s, const struct evn_route_plan *plan,
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
static void take_over(struct evn_route_search *s, const struct evn_route_plan *plan)
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

/* Begin the walk from a loose plan; the first plan is kept as the best. */
static void scatter(struct evn_route_search *s)
{
    for (int32_t v = 0; v < s->model.n_vehicles; v++)
        evn_route_ruin_run(&s->tour, v);
    evn_route_scatter(&s->recreate, &s->tour, &s->rng);
    evn_route_tour_mark(&s->tour);
}

static void finish(struct evn_route_search *s, struct evn_route_plan *out)
{
    evn_route_search_restore(s);
    evn_route_report(&s->tour, out);
    out->seed = s->options->seed;
    out->iterations = s->done;
}

static bool leaves_out(const struct evn_route_score *score)
{
    return score->unserved[0] > 0 || score->unserved[1] > 0 || score->unserved[2] > 0;
}

/* The first plan. Tier by tier, stops of higher tiers that any vehicle could serve fill the few
 * that others need, though ordinary ones stand idle: when required stops stay out, a plan with
 * those others first is compared. */
static void build(struct evn_route_search *s, bool anew)
{
    struct evn_route_tour *t = &s->tour;
    evn_route_recreate(&s->recreate, t, EVN_ROUTE_NONE, &s->rng);
    evn_route_tour_mark(t);
    evn_route_search_keep(s);
    if (!anew || !s->recreate.any_scarce || !leaves_out(&s->best_score))
        return;
    for (int32_t v = 0; v < s->model.n_vehicles; v++)
        evn_route_ruin_run(t, v);
    s->recreate.scarce_first = true;
    evn_route_recreate(&s->recreate, t, EVN_ROUTE_NONE, &s->rng);
    s->recreate.scarce_first = false;
    evn_route_tour_mark(t);
    struct evn_route_score score = evn_route_tour_score(t);
    if (evn_route_score_compare(s->model.p, &score, &s->best_score) < 0)
        evn_route_search_keep(s);
    else
        evn_route_search_restore(s);
}

static evn_err solve(const struct evn_route_problem *problem, const struct evn_route_plan *start,
                     const struct evn_route_options *options, struct evn_arena *arena,
                     struct evn_route_plan *out)
{
    struct evn_route_search *s = evn_arena_alloc(arena, sizeof *s);
    if (s == NULL)
        return EVN_E_LIMIT;
    evn_err err = evn_route_search_init(s, problem, options, true, arena);
    if (err != EVN_OK)
        return err;
    if (start != NULL)
        take_over(s, start);
    build(s, start == NULL);
    evn_route_recreate_judge(&s->recreate, &s->tour);
    evn_route_search_heat(s);
    if (problem->n_stops > 0 && problem->n_vehicles > 0 && options->iterations_max > 0) {
        double from = 0;
        if (problem->vehicles_first)
            from = evn_route_reduce(s);
        else if (start == NULL && problem->n_vehicles >= problem->n_stops)
            scatter(s);
        evn_route_search_walk(s, from);
    }
    finish(s, out);
    return EVN_OK;
}

evn_err evn_route_solve(const struct evn_route_problem *problem, const struct evn_route_plan *start,
                        const struct evn_route_options *options, struct evn_arena *arena,
                        struct evn_route_plan *out)
{
    struct evn_route_order order;
    struct evn_route_plan begin;
    if (!evn_route_order_pays(problem))
        return solve(problem, start, options, arena, out);
    evn_err err = evn_route_order_init(&order, problem, arena);
    if (err == EVN_OK && start != NULL)
        err = evn_route_order_plan(&order, start, arena, &begin);
    if (err == EVN_OK)
        err = solve(&order.problem, start != NULL ? &begin : NULL, options, arena, out);
    if (err == EVN_OK)
        evn_route_order_back(&order, out);
    return err;
}

/* Make room for a stop that found none, around it or, when a vehicle carries it already, in that
 * vehicle's run: accept only what is better. */
static void force_in(struct evn_route_search *s, int32_t stop)
{
    struct evn_route_tour *t = &s->tour;
    struct evn_route_ruin how = EVN_ROUTE_RUIN_USUAL;
    int32_t close[EVN_ROUTE_CLOSE_MAX], aboard = s->model.sites[stop].aboard;
    int32_t n = aboard >= 0 ? 0 : evn_route_model_close(&s->model, stop, close);
    for (int32_t left = FORCE_MAX; left > 0 && t->absent_at[stop] != EVN_ROUTE_NONE; left--) {
        if (!evn_route_search_goes_on(s))
            return;
        if (aboard >= 0)
            evn_route_ruin_run(t, aboard);
        else
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
}

/* The stops the live plan served and that the changed problem left without a place. */
static void force_back(struct evn_route_search *s, const struct evn_route_plan *live)
{
    for (uint32_t i = 0; i < live->n_visits; i++) {
        int32_t stop = live->visits[i].ref;
        if (stop >= 0 && stop < s->model.n_stops && s->tour.absent_at[stop] != EVN_ROUTE_NONE)
            force_in(s, stop);
    }
}

evn_err evn_route_insert(const struct evn_route_problem *problem, const struct evn_route_plan *live,
                         int32_t stop, const struct evn_route_options *options,
                         struct evn_arena *arena, struct evn_route_plan *out)
{
    struct evn_route_search *s = evn_arena_alloc(arena, sizeof *s);
    if (s == NULL)
        return EVN_E_LIMIT;
    evn_err err = evn_route_search_init(s, problem, options, false, arena);
    if (err != EVN_OK)
        return err;
    take_over(s, live);
    evn_route_recreate(&s->recreate, &s->tour, EVN_ROUTE_NONE, &s->rng);
    evn_route_tour_mark(&s->tour);
    s->best_score = evn_route_tour_score(&s->tour);
    s->ask_every = 1; /* somebody waits for the answer */
    if (problem->n_vehicles > 0) {
        force_in(s, stop);
        force_back(s, live);
    }
    evn_route_search_keep(s);
    finish(s, out);
    return EVN_OK;
}
