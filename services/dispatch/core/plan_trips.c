#include "services/dispatch/core/plan.h"

/* The part of a vehicle's run between two loadings. */
struct leg_run {
    const struct evn_route_run *run;
    const struct evn_route_visit *visit;
    size_t first, last; /* visits [first, last) of the trip */
    int32_t depot;
    int32_t start_s, end_s;
};

static int64_t instant(const struct evn_dsp_planning *p, int32_t second)
{
    return p->zero_us + second * EVN_US_PER_S;
}

static int64_t leg_m(const struct evn_dsp_planning *p, int32_t from, int32_t to)
{
    return p->problem.dist[(size_t)from * p->n_places + (size_t)to];
}

/* The trip's stop at the drop's point: one for all drops there. */
static struct evn_dsp_stop *stop_at(const struct evn_dsp_planning *p, struct evn_dsp_trip *trip,
                                    const struct evn_route_visit *visit)
{
    const struct evn_dsp_drop *drop = &p->drop[visit->ref];
    for (size_t i = 0; i < trip->n_stops; i++)
        if (strcmp(trip->stops[i].point, drop->point) == 0)
            return &trip->stops[i];
    struct evn_dsp_stop *stop = &trip->stops[trip->n_stops++];
    bool made = evn_sm_move(&evn_dsp_stop_sm, &stop->state, EVN_DSP_STOP_MADE);
    EVN_ASSERT(made);
    stop->stop = (uint32_t)trip->n_stops;
    stop->eta_us = instant(p, visit->begin_s);
    stop->guessed = p->guessed[p->problem.stops[visit->ref].place];
    EVN_DSP_SET(stop->point, drop->point);
    return stop;
}

static void add_drop(struct evn_dsp_planning *p, struct evn_dsp_trip *trip,
                     const struct evn_route_visit *visit)
{
    const struct evn_dsp_drop *drop = &p->drop[visit->ref];
    struct evn_dsp_stop *stop = stop_at(p, trip, visit);
    stop->leave_us = instant(p, visit->leave_s);
    stop->mass_g += drop->mass_g;
    trip->mass_g += drop->mass_g;
    trip->volume_ml += drop->volume_ml;
    for (size_t i = 0; i < drop->n_shares; i++) {
        struct evn_dsp_share *share = evn_dsp_edit(p->d, EVN_DSP_SHARE, drop->share[i]);
        EVN_DSP_SET(share->trip, trip->trip);
        share->stop = stop->stop;
    }
}

static void name_trip(const struct evn_dsp_round *round, struct evn_dsp_trip *trip)
{
    char name[EVN_CODE_MAX] = "T";
    evn_dsp_add_number(name, round->round);
    name[strlen(name)] = '-';
    evn_dsp_add_number(name, round->trips);
    EVN_DSP_SET(trip->trip, name);
}

static bool make_trip(struct evn_dsp_planning *p, const struct leg_run *leg)
{
    struct evn_dsp_stop *stops =
        evn_arena_array(p->d->arena, leg->last - leg->first, sizeof *stops);
    struct evn_dsp_trip *trip = evn_dsp_add(p->d, EVN_DSP_TRIP);
    if (stops == NULL || p->d->full)
        return false;
    bool made = evn_sm_move(&evn_dsp_trip_sm, &trip->state, EVN_DSP_TRIP_MADE);
    EVN_ASSERT(made);
    trip->stops = stops;
    trip->round = p->round->round;
    p->round->trips++;
    name_trip(p->round, trip);
    EVN_DSP_SET(trip->vehicle, p->vehicle[leg->run->vehicle]->place);
    EVN_DSP_SET(trip->depot, p->place[leg->depot]->place);
    trip->start_us = instant(p, leg->start_s);
    trip->end_us = instant(p, leg->end_s);
    trip->day = evn_day_at(trip->start_us, EVN_OFFSET_CHINA_MIN);
    int32_t at = leg->depot;
    for (size_t i = leg->first; i < leg->last && !p->d->full; i++) {
        int32_t to = p->problem.stops[leg->visit[i].ref].place;
        trip->dist_m += leg_m(p, at, to);
        at = to;
        add_drop(p, trip, &leg->visit[i]);
    }
    trip->dist_m += leg_m(p, at, leg->depot);
    return !p->d->full;
}

/* One run as trips: it is cut where the vehicle loads again. */
static bool cut_run(struct evn_dsp_planning *p, const struct evn_route_plan *plan,
                    const struct evn_route_run *run)
{
    const struct evn_route_visit *visit = plan->visits + run->first;
    struct leg_run leg = {.run = run,
                          .visit = visit,
                          .depot = p->problem.vehicles[run->vehicle].start_depot,
                          .start_s = run->start_s};
    for (size_t i = 0; i <= run->n; i++) {
        if (i < run->n && !EVN_ROUTE_IS_RELOAD(visit[i].ref))
            continue;
        leg.last = i;
        leg.end_s = i < run->n ? visit[i].arrive_s : run->end_s;
        if (leg.last > leg.first && !make_trip(p, &leg))
            return false;
        if (i == run->n)
            break;
        leg.depot = EVN_ROUTE_RELOAD_DEPOT(visit[i].ref);
        leg.start_s = visit[i].leave_s;
        leg.first = i + 1;
    }
    return true;
}

bool evn_dsp_plan_trips(struct evn_dsp_planning *p, const struct evn_route_plan *plan)
{
    for (uint32_t i = 0; i < plan->n_runs; i++)
        if (!cut_run(p, plan, &plan->runs[i]))
            return false;
    return true;
}
