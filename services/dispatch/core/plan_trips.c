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

/* What people were told first about the drop's arrival; 0: nothing yet. */
static int64_t promised(const struct evn_dsp_planning *p, const struct evn_dsp_drop *drop)
{
    return drop->old != EVN_DSP_NO_TRIP
               ? p->old[drop->old].was.stops[drop->old_stop - 1].promised_us
               : 0;
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
    stop->promised_us = promised(p, drop) != 0 ? promised(p, drop) : stop->eta_us;
    const struct evn_dsp_where *where = &p->where[p->problem.stops[visit->ref].place];
    stop->guessed = where->guessed;
    EVN_DSP_SET(stop->middle_of, where->middle_of);
    EVN_DSP_SET(stop->outside, where->outside);
    EVN_DSP_SET(stop->point, drop->point);
    return stop;
}

/* The trip carries shares of this round too. */
static void add_round(struct evn_dsp_planning *p, struct evn_dsp_trip *trip, uint32_t round)
{
    bool known = round == trip->round;
    for (size_t i = 0; i < trip->n_also; i++)
        known |= trip->also[i] == round;
    if (!known && trip->n_also == EVN_DSP_ALSO_MAX)
        p->d->full = true;
    else if (!known)
        trip->also[trip->n_also++] = round;
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
        const struct evn_dsp_share *seen = evn_dsp_view(p->d, EVN_DSP_SHARE, drop->share[i]);
        add_round(p, trip, seen->round);
        if (strcmp(seen->trip, trip->trip) == 0 && seen->stop == stop->stop)
            continue;
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

/* The old trip that goes on as this one: that of the first stop whose trip was not found yet. */
static struct evn_dsp_old_trip *old_of(struct evn_dsp_planning *p, const struct leg_run *leg)
{
    for (size_t i = leg->first; i < leg->last; i++) {
        size_t old = p->drop[leg->visit[i].ref].old;
        if (old != EVN_DSP_NO_TRIP && !p->old[old].kept) {
            p->old[old].kept = true;
            return &p->old[old];
        }
    }
    return NULL;
}

/* Where the vehicle goes and when, from the leg. */
static bool drive(struct evn_dsp_planning *p, const struct leg_run *leg, struct evn_dsp_trip *trip)
{
    size_t n = leg->last - leg->first;
    trip->stops = evn_arena_array(p->d->arena, n, sizeof *trip->stops);
    trip->also = evn_arena_array(p->d->arena, EVN_DSP_ALSO_MAX, sizeof *trip->also);
    if (trip->stops == NULL || trip->also == NULL)
        return false;
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

/* Whether another vehicle drives now, or to other stops or in another order. */
static bool is_changed(const struct evn_dsp_trip *a, const struct evn_dsp_trip *b)
{
    bool changed = strcmp(a->vehicle, b->vehicle) != 0 || strcmp(a->depot, b->depot) != 0 ||
                   a->n_stops != b->n_stops;
    for (size_t i = 0; i < a->n_stops && !changed; i++)
        changed = strcmp(a->stops[i].point, b->stops[i].point) != 0 ||
                  a->stops[i].mass_g != b->stops[i].mass_g;
    return changed;
}

/* Whether it comes at other times; only then is there anything to tell. */
static bool is_moved(const struct evn_dsp_trip *a, const struct evn_dsp_trip *b)
{
    bool moved = a->start_us != b->start_us || a->end_us != b->end_us || a->n_also != b->n_also;
    for (size_t i = 0; i < a->n_stops && !moved; i++)
        moved = a->stops[i].eta_us != b->stops[i].eta_us ||
                a->stops[i].leave_us != b->stops[i].leave_us;
    return moved;
}

/* An old trip goes on along the leg. */
static bool keep_trip(struct evn_dsp_planning *p, const struct leg_run *leg,
                      const struct evn_dsp_old_trip *old)
{
    struct evn_dsp_trip now = old->was;
    now.dist_m = now.mass_g = now.volume_ml = 0;
    now.n_stops = now.n_also = 0;
    if (!drive(p, leg, &now))
        return false;
    bool changed = is_changed(&now, &old->was);
    if (!changed && !is_moved(&now, &old->was))
        return true;
    now.changes += changed;
    now.has_why = false;
    struct evn_dsp_trip *trip = evn_dsp_edit(p->d, EVN_DSP_TRIP, old->number);
    *trip = now;
    return !p->d->full;
}

static bool make_trip(struct evn_dsp_planning *p, const struct leg_run *leg)
{
    const struct evn_dsp_old_trip *old = old_of(p, leg);
    if (old != NULL)
        return keep_trip(p, leg, old);
    struct evn_dsp_trip *trip = evn_dsp_add(p->d, EVN_DSP_TRIP);
    if (p->d->full)
        return false;
    bool made = evn_sm_move(&evn_dsp_trip_sm, &trip->state, EVN_DSP_TRIP_MADE);
    EVN_ASSERT(made);
    trip->round = p->name->round;
    p->name->trips++;
    name_trip(p->name, trip);
    return drive(p, leg, trip);
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

/* Nothing is left of an old trip: it will not be driven. */
static void end_trip(struct evn_dsp_planning *p, const struct evn_dsp_old_trip *old)
{
    struct evn_dsp_trip *trip = evn_dsp_edit(p->d, EVN_DSP_TRIP, old->number);
    bool moved = evn_sm_move(&evn_dsp_trip_sm, &trip->state, EVN_DSP_TRIP_CANCEL);
    EVN_ASSERT(moved || p->d->full);
    trip->why = evn_dsp_why_of(EVN_DSP_WHY_REPLANNED, "", "");
    trip->has_why = true;
    trip->closed_at_us = p->d->business_us;
}

bool evn_dsp_plan_trips(struct evn_dsp_planning *p, const struct evn_route_plan *plan)
{
    for (uint32_t i = 0; i < plan->n_runs; i++)
        if (!cut_run(p, plan, &plan->runs[i]))
            return false;
    for (size_t i = 0; i < p->n_old; i++)
        if (!p->old[i].kept)
            end_trip(p, &p->old[i]);
    return !p->d->full;
}
