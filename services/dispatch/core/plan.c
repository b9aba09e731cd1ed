#include "services/dispatch/core/plan.h"

#include "services/dispatch/core/car.h"
#include "services/dispatch/core/release.h"
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

static bool is_old(const struct evn_dsp_planning *p, uint32_t trip)
{
    for (size_t i = 0; i < p->n_old; i++)
        if (p->old[i].number == trip)
            return true;
    return false;
}

/* What each vehicle is out for. */
static void find_free(struct evn_dsp_planning *p)
{
    const struct evn_dsp_decision *d = p->d;
    uint32_t number;
    for (uint32_t i = 0; i < evn_dsp_count(d, EVN_DSP_TRIP); i++) {
        const struct evn_dsp_trip *trip = evn_dsp_view(d, EVN_DSP_TRIP, i);
        if (!is_live(trip) || !evn_dsp_number(d, EVN_DSP_PLACE, trip->vehicle, &number))
            continue;
        struct evn_dsp_free *f = &p->free[number];
        int64_t end_us = trip->end_us > d->business_us ? trip->end_us : d->business_us;
        if (!is_old(p, i) && end_us > f->from_us)
            f->from_us = end_us;
        if (is_old(p, i) && (f->start_us == 0 || trip->start_us < f->start_us))
            f->start_us = trip->start_us;
    }
}

/* A vehicle that somebody has booked is free when that is over. */
static bool keep_booked(void *context, const struct evn_dsp_use *use)
{
    const struct evn_dsp_planning *p = context;
    uint32_t number;
    if (!use->delivery && evn_dsp_number(p->d, EVN_DSP_PLACE, use->vehicle, &number) &&
        use->until_us > p->free[number].from_us)
        p->free[number].from_us = use->until_us;
    return true;
}

/* Whether the vehicle may be used today or tomorrow, and from when. */
static bool is_usable(const struct evn_dsp_planning *p, const struct evn_dsp_place *place,
                      struct evn_dsp_free *f)
{
    if (place->kind != EVN_DSP_VEHICLE || !place->has_vehicle || place->closed ||
        (f->from_us > 0 && !p->live))
        return false;
    const struct evn_dsp_hindrance *h = evn_dsp_hindered(p->d, place->place);
    if (h != NULL && h->until_us > f->from_us)
        f->from_us = h->until_us;
    return (h == NULL || h->until_us > 0) && f->from_us < p->zero_us + 2 * EVN_US_PER_DAY;
}

/* Vehicles that may be used, by code. */
static bool find_vehicles(struct evn_dsp_planning *p)
{
    struct evn_dsp_decision *d = p->d;
    uint32_t n = evn_dsp_count(d, EVN_DSP_PLACE);
    p->free = evn_arena_array(d->arena, (size_t)n + 1, sizeof *p->free);
    p->vehicle = evn_arena_array(d->arena, (size_t)n + 1, sizeof *p->vehicle);
    if (p->free == NULL || p->vehicle == NULL)
        return false;
    find_free(p);
    evn_dsp_car_uses(d, "", keep_booked, p);
    for (uint32_t i = 0; i < n; i++) {
        const struct evn_dsp_place *place = evn_dsp_view(d, EVN_DSP_PLACE, i);
        if (is_usable(p, place, &p->free[i]))
            p->vehicle[p->n_vehicles++] = place;
    }
    qsort(p->vehicle, p->n_vehicles, sizeof *p->vehicle, compare_places);
    return true;
}

/* The shares of the drop are open again. The reason names the request. */
static void give_back(struct evn_dsp_planning *p, const struct evn_dsp_drop *drop,
                      struct evn_dsp_why why)
{
    for (size_t i = 0; i < drop->n_shares; i++) {
        struct evn_dsp_share *share = evn_dsp_edit(p->d, EVN_DSP_SHARE, drop->share[i]);
        share->trip[0] = '\0';
        share->stop = 0;
        EVN_DSP_SET(why.subject, share->request);
        evn_dsp_share_step(p->d, drop->share[i], EVN_DSP_SHARE_GIVEN_BACK, why);
    }
}

/* The plan is not to be trusted: what is new is given back; what was planned stays as it was when
 * that still holds, else it is given back too. */
static bool give_up(struct evn_dsp_planning *p, struct evn_dsp_why why)
{
    const struct evn_route_plan none = {.n_runs = 0};
    p->round->why = why;
    p->round->has_why = true;
    for (size_t i = 0; i < p->n_drops; i++)
        if (p->drop[i].old == EVN_DSP_NO_TRIP || !p->insert)
            give_back(p, &p->drop[i], why);
    return p->insert || evn_dsp_plan_trips(p, &none);
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
    err = evn_dsp_plan_search(p, &options, plan);
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
        said->guessed += p->where[i].guessed;
    p->round->has_plan = true;
}

static size_t count_left(const struct evn_dsp_planning *p, const struct evn_route_plan *plan)
{
    size_t n = 0;
    for (uint32_t i = 0; i < plan->n_unserved; i++)
        n += p->drop[plan->unserved[i].stop].old != EVN_DSP_NO_TRIP;
    return n;
}

static evn_err route(struct evn_dsp_planning *p, size_t *left)
{
    struct evn_route_plan plan;
    const char *fault;
    evn_err err = evn_route_plan_init(&plan, &p->problem);
    if (err == EVN_OK)
        err = solve(p, &plan, &fault);
    if (err == EVN_OK && fault != NULL &&
        !give_up(p, evn_dsp_why_of(EVN_DSP_WHY_PLAN_FAULT, fault, "")))
        err = EVN_E_LIMIT;
    if (err == EVN_OK && fault == NULL)
        *left = count_left(p, &plan);
    if (err == EVN_OK && fault == NULL && !(p->insert && *left > 0)) {
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

evn_err evn_dsp_plan_run(struct evn_dsp_planning *p, size_t *left)
{
    *left = 0;
    p->zero_us = evn_day_start_us(p->d->today, EVN_OFFSET_CHINA_MIN);
    if (!find_vehicles(p) || !evn_dsp_plan_drops(p))
        return EVN_E_LIMIT;
    if (p->n_drops == 0 && p->n_old == 0)
        return EVN_OK;
    const struct evn_route_plan none = {.n_runs = 0};
    if (p->n_drops == 0)
        return evn_dsp_plan_trips(p, &none) ? EVN_OK : EVN_E_LIMIT;
    return evn_dsp_plan_problem(p) ? route(p, left) : EVN_E_LIMIT;
}

evn_err evn_dsp_plan_make(struct evn_dsp_decision *d, struct evn_dsp_round *round)
{
    struct evn_dsp_planning p = {.d = d, .round = round, .name = round};
    size_t left;
    p.share = evn_dsp_shares_of(d, round, EVN_DSP_SHARE_RESERVED, "", &p.n_shares);
    evn_err err = p.share != NULL ? evn_dsp_plan_run(&p, &left) : EVN_E_LIMIT;
    return err != EVN_OK ? err : evn_dsp_release(d, round, "");
}
