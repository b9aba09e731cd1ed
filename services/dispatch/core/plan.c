#include "services/dispatch/core/plan.h"

#include "services/dispatch/core/release.h"
#include "services/dispatch/route/solve.h"
#include "services/dispatch/route/validate.h"
#include "services/dispatch/routecheck/check.h"

#include <stdlib.h>

/* Whether the trip keeps its vehicle from another. */
static bool is_live(const struct evn_dsp_trip *trip)
{
    return trip->state != EVN_DSP_TRIP_CLOSED && trip->state != EVN_DSP_TRIP_CANCELLED;
}

static int compare_places(const void *a, const void *b)
{
    const struct evn_dsp_place *const *x = a, *const *y = b;
    return strcmp((*x)->place, (*y)->place);
}

/* Vehicles that are not on a trip, by code. */
static bool find_vehicles(struct evn_dsp_planning *p)
{
    struct evn_dsp_decision *d = p->d;
    uint32_t n = evn_dsp_count(d, EVN_DSP_PLACE), number;
    bool *busy = evn_arena_array(d->arena, (size_t)n + 1, sizeof *busy);
    p->vehicle = evn_arena_array(d->arena, (size_t)n + 1, sizeof *p->vehicle);
    if (busy == NULL || p->vehicle == NULL)
        return false;
    for (uint32_t i = 0; i < evn_dsp_count(d, EVN_DSP_TRIP); i++) {
        const struct evn_dsp_trip *trip = evn_dsp_view(d, EVN_DSP_TRIP, i);
        if (is_live(trip) && evn_dsp_number(d, EVN_DSP_PLACE, trip->vehicle, &number))
            busy[number] = true;
    }
    for (uint32_t i = 0; i < n; i++) {
        const struct evn_dsp_place *place = evn_dsp_view(d, EVN_DSP_PLACE, i);
        if (place->kind == EVN_DSP_VEHICLE && place->has_vehicle && !place->closed && !busy[i])
            p->vehicle[p->n_vehicles++] = place;
    }
    qsort(p->vehicle, p->n_vehicles, sizeof *p->vehicle, compare_places);
    return true;
}

static void give_back(struct evn_dsp_planning *p, const struct evn_dsp_drop *drop,
                      struct evn_dsp_why why)
{
    for (size_t i = 0; i < drop->n_shares; i++)
        evn_dsp_share_step(p->d, drop->share[i], EVN_DSP_SHARE_GIVEN_BACK, why);
}

static void give_back_all(struct evn_dsp_planning *p, struct evn_dsp_why why)
{
    for (size_t i = 0; i < p->n_drops; i++)
        give_back(p, &p->drop[i], why);
    p->round->why = why;
    p->round->has_why = true;
}

/* Solve and check. EVN_OK with *fault set: the plan is not stored, and why. */
static evn_err solve(struct evn_dsp_planning *p, struct evn_route_plan *plan, const char **fault)
{
    struct evn_dsp_decision *d = p->d;
    struct evn_refusal why;
    struct evn_route_violation violation;
    struct evn_route_options options = {
        .seed = p->round->round, .iterations_max = evn_dsp_parameters_of(d->state)->iterations};
    size_t mark = d->arena->used;
    *fault = NULL;
    evn_err err = evn_route_validate(&p->problem, &why);
    if (err == EVN_OK)
        err = evn_route_validate_legs(&p->problem, &why);
    if (err != EVN_OK) {
        *fault = evn_err_name(err);
        return EVN_OK;
    }
    err = evn_route_solve(&p->problem, NULL, &options, d->arena, plan);
    d->arena->used = mark;
    if (err == EVN_OK && evn_route_check(&p->problem, plan, d->arena, &violation, 1) > 0)
        *fault = evn_route_fault_name(violation.fault);
    d->arena->used = mark;
    return err;
}

static void say_plan(struct evn_dsp_planning *p, const struct evn_route_plan *plan)
{
    const struct evn_dsp_parameters *par = evn_dsp_parameters_of(p->d->state);
    struct evn_dsp_plan *said = &p->round->plan;
    *said = (struct evn_dsp_plan){.seed = plan->seed,
                                  .iterations = plan->iterations,
                                  .stops = p->problem.n_stops,
                                  .left_out = plan->n_unserved,
                                  .speed_kmh = par->speed_kmh,
                                  .circuity_e2 = par->circuity_e2};
    for (uint32_t i = 0; i < plan->n_runs; i++)
        said->dist_m += plan->runs[i].dist;
    for (size_t i = 0; i < p->n_places; i++)
        said->guessed += p->guessed[i];
    p->round->has_plan = true;
}

static evn_err route(struct evn_dsp_planning *p)
{
    struct evn_route_plan plan;
    const char *fault;
    evn_err err = evn_route_plan_init(&plan, &p->problem);
    if (err == EVN_OK)
        err = solve(p, &plan, &fault);
    if (err == EVN_OK && fault != NULL)
        give_back_all(p, evn_dsp_why_of(EVN_DSP_WHY_PLAN_FAULT, fault, ""));
    if (err == EVN_OK && fault == NULL) {
        say_plan(p, &plan);
        for (uint32_t i = 0; i < plan.n_unserved; i++)
            give_back(p, &p->drop[plan.unserved[i].stop],
                      evn_dsp_why_of(EVN_DSP_WHY_NO_ROUTE,
                                     evn_route_reason_name(plan.unserved[i].reason), ""));
        err = evn_dsp_plan_trips(p, &plan) ? EVN_OK : EVN_E_LIMIT;
    }
    evn_route_plan_fini(&plan);
    return err;
}

evn_err evn_dsp_plan_make(struct evn_dsp_decision *d, struct evn_dsp_round *round)
{
    struct evn_dsp_planning p = {
        .d = d, .round = round, .zero_us = evn_day_start_us(d->today, EVN_OFFSET_CHINA_MIN)};
    evn_err err = EVN_OK;
    if (!find_vehicles(&p) || !evn_dsp_plan_drops(&p))
        return EVN_E_LIMIT;
    if (p.n_drops > 0)
        err = evn_dsp_plan_problem(&p) ? route(&p) : EVN_E_LIMIT;
    return err != EVN_OK ? err : evn_dsp_release(d, round, "");
}
