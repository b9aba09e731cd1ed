#include "services/dispatch/routecheck/check.h"

#include <string.h>

struct judge {
    const struct evn_route_problem *p;
    const struct evn_route_plan *plan;
    struct evn_route_violation *out;
    size_t cap, n;
    uint8_t *seen_stop, *seen_vehicle;
    struct evn_route_score score; /* recomputed */
};

/* Where the judge stands in one run. */
struct walk {
    const struct evn_route_vehicle *car;
    const struct evn_route_run *run;
    int32_t v;
    int32_t place, leave_s; /* of the last place called at */
    int32_t n_trips;        /* begun */
    int32_t depot;          /* the running trip was loaded at */
    int32_t trip_leave_s;   /* it left its depot then */
    int32_t rank, group;    /* of the running trip so far */
    bool frozen;            /* the current call belongs to the frozen prefix */
    bool sealed;            /* the current trip was loaded before the plan was made */
    bool rested, resting;   /* a break was seen; it lies on the current leg */
    int32_t rest_end_s;
    int64_t load[EVN_ROUTE_DIMS]; /* aboard now */
    int64_t dist;
    int32_t n_stops;
};

static void fault(struct judge *j, enum evn_route_fault f, int32_t vehicle, int32_t stop,
                  int64_t have, int64_t want)
{
    if (j->n < j->cap)
        j->out[j->n] = (struct evn_route_violation){f, vehicle, stop, have, want};
    j->n++;
}

static const struct evn_route_visit *visit_of(const struct judge *j, const struct walk *w,
                                              uint32_t i)
{
    return &j->plan->visits[w->run->first + i];
}

/* What the trip whose calls begin at `i` carries when it leaves its depot. */
static void load_trip(struct judge *j, struct walk *w, uint32_t i)
{
    memset(w->load, 0, sizeof w->load);
    for (; i < w->run->n; i++) {
        int32_t ref = visit_of(j, w, i)->ref;
        if (EVN_ROUTE_IS_RELOAD(ref))
            break;
        if (ref < 0 || (uint32_t)ref >= j->p->n_stops)
            continue;
        for (int d = 0; d < EVN_ROUTE_DIMS; d++)
            w->load[d] += j->p->stops[ref].demand[d];
    }
    for (int d = 0; d < EVN_ROUTE_DIMS; d++)
        if (w->load[d] > w->car->capacity[d])
            fault(j, EVN_ROUTE_OVERLOAD, w->v, EVN_ROUTE_NONE, w->load[d], w->car->capacity[d]);
    w->rank = 0;
    w->group = 0;
    w->n_trips++;
}

/* Index of the last frozen reload plus one: the calls of the trip that is loaded already begin
 * there and run to the next reload. */
static uint32_t sealed_from(const struct evn_route_vehicle *car)
{
    uint32_t from = 0;
    for (uint32_t i = 0; i < car->n_frozen; i++)
        if (EVN_ROUTE_IS_RELOAD(car->frozen[i]))
            from = i + 1;
    return from;
}

static void check_hours(struct judge *j, const struct walk *w, int32_t depot, int32_t at_s)
{
    const struct evn_route_depot *d = &j->p->depots[depot];
    if (at_s < d->open_s)
        fault(j, EVN_ROUTE_OFF_HOURS, w->v, EVN_ROUTE_RELOAD(depot), at_s, d->open_s);
    if (at_s > d->close_s)
        fault(j, EVN_ROUTE_OFF_HOURS, w->v, EVN_ROUTE_RELOAD(depot), at_s, d->close_s);
}

/* Drive from the last place to `place`, arriving when the plan says. */
static void check_leg(struct judge *j, struct walk *w, int32_t place, int32_t ref, int32_t arrive_s)
{
    size_t leg = (size_t)w->place * j->p->n_places + (size_t)place;
    int32_t time = j->p->time[leg];
    w->dist += j->p->dist[leg];
    if (!w->frozen && time == EVN_ROUTE_NO_LEG) {
        fault(j, EVN_ROUTE_LEG_CLOSED, w->v, ref, w->place, place);
    } else if (!w->frozen) {
        int64_t earliest = (int64_t)w->leave_s + time;
        if (w->resting)
            earliest += w->car->rest.length_s;
        if (w->resting && earliest < w->rest_end_s)
            earliest = w->rest_end_s;
        if (arrive_s < earliest)
            fault(j, EVN_ROUTE_TOO_FAST, w->v, ref, arrive_s, earliest);
    }
    w->resting = false;
    w->place = place;
}

static void check_break(struct judge *j, struct walk *w, const struct evn_route_visit *visit)
{
    const struct evn_route_break *rest = &w->car->rest;
    if (rest->length_s == 0 || w->rested)
        fault(j, EVN_ROUTE_NO_BREAK, w->v, visit->ref, 2, rest->length_s > 0);
    if (visit->begin_s < rest->open_s || visit->begin_s > rest->close_s)
        fault(j, EVN_ROUTE_BREAK_OFF, w->v, visit->ref, visit->begin_s, rest->close_s);
    if (visit->begin_s < w->leave_s)
        fault(j, EVN_ROUTE_BREAK_OFF, w->v, visit->ref, visit->begin_s, w->leave_s);
    if (visit->leave_s - visit->begin_s < rest->length_s)
        fault(j, EVN_ROUTE_BREAK_OFF, w->v, visit->ref, visit->leave_s - visit->begin_s,
              rest->length_s);
    w->rested = w->resting = true;
    w->rest_end_s = visit->leave_s;
}

static void check_reload(struct judge *j, struct walk *w, const struct evn_route_visit *visit,
                         uint32_t i)
{
    int32_t depot = EVN_ROUTE_RELOAD_DEPOT(visit->ref);
    if ((uint32_t)depot >= j->p->n_depots) {
        fault(j, EVN_ROUTE_BAD_CALL, w->v, visit->ref, depot, j->p->n_depots);
        return;
    }
    check_leg(j, w, j->p->depots[depot].place, visit->ref, visit->arrive_s);
    if (!w->frozen) {
        if ((w->car->reload_depots >> depot & 1) == 0)
            fault(j, EVN_ROUTE_NO_RELOAD, w->v, visit->ref, depot, 0);
        if (visit->begin_s < visit->arrive_s)
            fault(j, EVN_ROUTE_OFF_WINDOW, w->v, visit->ref, visit->begin_s, visit->arrive_s);
        if (visit->leave_s < visit->begin_s + w->car->reload_s)
            fault(j, EVN_ROUTE_SERVICE_CUT, w->v, visit->ref, visit->leave_s,
                  visit->begin_s + w->car->reload_s);
        check_hours(j, w, depot, visit->begin_s);
        check_hours(j, w, depot, visit->leave_s);
    }
    w->leave_s = w->trip_leave_s = visit->leave_s;
    w->depot = depot;
    w->sealed = i + 1 == sealed_from(w->car) && w->car->departed;
    load_trip(j, w, i + 1);
}

static bool in_a_window(const struct evn_route_stop *s, int32_t at_s)
{
    bool open = s->n_windows == 0;
    for (uint32_t k = 0; k < s->n_windows; k++)
        open |= s->windows[k].open_s <= at_s && at_s <= s->windows[k].close_s;
    return open;
}

/* Whether the stop may be on this vehicle and this trip. */
static void check_fit(struct judge *j, struct walk *w, int32_t ref)
{
    const struct evn_route_stop *s = &j->p->stops[ref];
    if ((s->skills & ~w->car->skills) != 0)
        fault(j, EVN_ROUTE_LACKS_SKILL, w->v, ref, (int64_t)w->car->skills, (int64_t)s->skills);
    if (s->depot != EVN_ROUTE_NONE && s->depot != w->depot)
        fault(j, EVN_ROUTE_WRONG_DEPOT, w->v, ref, w->depot, s->depot);
    if (w->sealed != (s->aboard == w->v) || (!w->sealed && s->aboard != EVN_ROUTE_NONE))
        fault(j, EVN_ROUTE_NOT_ABOARD, w->v, ref, w->v, s->aboard);
    if (!w->sealed && w->trip_leave_s < s->release_s)
        fault(j, EVN_ROUTE_NOT_RELEASED, w->v, ref, w->trip_leave_s, s->release_s);
}

static void check_stop(struct judge *j, struct walk *w, const struct evn_route_visit *visit)
{
    int32_t ref = visit->ref;
    if (ref < 0 || (uint32_t)ref >= j->p->n_stops) {
        fault(j, EVN_ROUTE_BAD_CALL, w->v, ref, ref, j->p->n_stops);
        return;
    }
    const struct evn_route_stop *s = &j->p->stops[ref];
    if (j->seen_stop[ref]++ > 0)
        fault(j, EVN_ROUTE_SERVED_TWICE, w->v, ref, j->seen_stop[ref], 1);
    check_leg(j, w, s->place, ref, visit->arrive_s);
    if (!w->frozen) {
        check_fit(j, w, ref);
        if (s->rank < w->rank)
            fault(j, EVN_ROUTE_RANK_FALLS, w->v, ref, s->rank, w->rank);
        if (s->group != 0 && w->group != 0 && s->group != w->group)
            fault(j, EVN_ROUTE_MIXED, w->v, ref, s->group, w->group);
        if (visit->begin_s < visit->arrive_s || !in_a_window(s, visit->begin_s))
            fault(j, EVN_ROUTE_OFF_WINDOW, w->v, ref, visit->begin_s, visit->arrive_s);
        if (visit->leave_s < visit->begin_s + s->service_s)
            fault(j, EVN_ROUTE_SERVICE_CUT, w->v, ref, visit->leave_s,
                  visit->begin_s + s->service_s);
    }
    w->rank = s->rank;
    w->group = s->group != 0 ? s->group : w->group;
    w->leave_s = visit->leave_s;
    w->n_stops++;
    for (int d = 0; d < EVN_ROUTE_DIMS; d++)
        w->load[d] -= s->demand[d];
}

static void check_calls(struct judge *j, struct walk *w)
{
    const struct evn_route_vehicle *car = w->car;
    for (uint32_t i = 0; i < w->run->n; i++) {
        const struct evn_route_visit *visit = visit_of(j, w, i);
        w->frozen = i < car->n_frozen;
        if (w->frozen && visit->ref != car->frozen[i])
            fault(j, EVN_ROUTE_FROZEN_MOVED, w->v, visit->ref, visit->ref, car->frozen[i]);
        if (visit->ref == EVN_ROUTE_BREAK)
            check_break(j, w, visit);
        else if (EVN_ROUTE_IS_RELOAD(visit->ref))
            check_reload(j, w, visit, i);
        else
            check_stop(j, w, visit);
        if (w->frozen && i + 1 == car->n_frozen)
            w->leave_s = car->frozen_until_s;
        if (memcmp(visit->load, w->load, sizeof w->load) != 0)
            fault(j, EVN_ROUTE_LOAD_CLAIMED, w->v, visit->ref, visit->load[0], w->load[0]);
    }
    if (w->run->n < car->n_frozen)
        fault(j, EVN_ROUTE_FROZEN_MOVED, w->v, EVN_ROUTE_NONE, w->run->n, car->n_frozen);
    w->frozen = false;
}

static void check_return(struct judge *j, struct walk *w)
{
    const struct evn_route_vehicle *car = w->car;
    const struct evn_route_run *run = w->run;
    int32_t free_from = car->departed ? car->frozen_until_s : run->start_s;
    if (w->n_trips > car->trips_max)
        fault(j, EVN_ROUTE_TRIPS, w->v, EVN_ROUTE_NONE, w->n_trips, car->trips_max);
    w->frozen = car->n_frozen > 0 && run->n == car->n_frozen;
    check_leg(j, w, j->p->depots[car->end_depot].place, EVN_ROUTE_NONE, run->end_s);
    if (w->frozen)
        return;
    check_hours(j, w, car->end_depot, run->end_s);
    if (run->end_s > car->shift.close_s)
        fault(j, EVN_ROUTE_OFF_SHIFT, w->v, EVN_ROUTE_NONE, run->end_s, car->shift.close_s);
    if (run->end_s - run->start_s > car->duration_max_s)
        fault(j, EVN_ROUTE_TOO_LONG, w->v, EVN_ROUTE_NONE, run->end_s - run->start_s,
              car->duration_max_s);
    bool must_rest =
        car->rest.length_s > 0 && run->end_s > car->rest.close_s && free_from < car->rest.close_s;
    if (must_rest && !w->rested)
        fault(j, EVN_ROUTE_NO_BREAK, w->v, EVN_ROUTE_NONE, 0, 1);
}

static void check_start(struct judge *j, struct walk *w)
{
    const struct evn_route_vehicle *car = w->car;
    int32_t start_s = w->run->start_s;
    if (car->departed) {
        if (start_s != car->started_s)
            fault(j, EVN_ROUTE_FROZEN_MOVED, w->v, EVN_ROUTE_NONE, start_s, car->started_s);
        w->sealed = sealed_from(car) == 0;
        w->leave_s = w->trip_leave_s = car->frozen_until_s;
        return;
    }
    check_hours(j, w, car->start_depot, start_s);
    if (start_s < car->shift.open_s)
        fault(j, EVN_ROUTE_OFF_SHIFT, w->v, EVN_ROUTE_NONE, start_s, car->shift.open_s);
    w->leave_s = w->trip_leave_s = start_s;
}

static void check_run(struct judge *j, const struct evn_route_run *run)
{
    if (run->vehicle < 0 || (uint32_t)run->vehicle >= j->p->n_vehicles ||
        run->first > j->plan->n_visits || run->n > j->plan->n_visits - run->first) {
        fault(j, EVN_ROUTE_BAD_RUN, run->vehicle, EVN_ROUTE_NONE, run->first, run->n);
        return;
    }
    if (j->seen_vehicle[run->vehicle]++ > 0) {
        fault(j, EVN_ROUTE_BAD_RUN, run->vehicle, EVN_ROUTE_NONE, 2, 1);
        return;
    }
    struct walk w = {.car = &j->p->vehicles[run->vehicle], .run = run, .v = run->vehicle};
    w.depot = w.car->start_depot;
    w.place = j->p->depots[w.depot].place;
    load_trip(j, &w, 0);
    check_start(j, &w);
    check_calls(j, &w);
    check_return(j, &w);
    int64_t cost = 0;
    if (w.n_stops > 0)
        cost = w.car->fixed_cost + w.dist * w.car->dist_cost +
               ((int64_t)run->end_s - run->start_s) * w.car->time_cost;
    if (run->dist != w.dist || run->cost != cost)
        fault(j, EVN_ROUTE_RUN_CLAIMED, w.v, EVN_ROUTE_NONE, run->cost, cost);
    j->score.cost += cost;
    j->score.vehicles += w.n_stops > 0;
}

static void check_unserved(struct judge *j)
{
    for (uint32_t i = 0; i < j->plan->n_unserved; i++) {
        int32_t stop = j->plan->unserved[i].stop;
        if (stop < 0 || (uint32_t)stop >= j->p->n_stops) {
            fault(j, EVN_ROUTE_BAD_CALL, EVN_ROUTE_NONE, stop, stop, j->p->n_stops);
            continue;
        }
        if (j->seen_stop[stop]++ > 0)
            fault(j, EVN_ROUTE_SERVED_TWICE, EVN_ROUTE_NONE, stop, j->seen_stop[stop], 1);
        const struct evn_route_stop *s = &j->p->stops[stop];
        if (s->tier == 0)
            j->score.cost += s->weight;
        else
            j->score.unserved[s->tier - 1] += s->weight;
    }
    for (uint32_t s = 0; s < j->p->n_stops; s++)
        if (j->seen_stop[s] == 0)
            fault(j, EVN_ROUTE_FORGOTTEN, EVN_ROUTE_NONE, (int32_t)s, 0, 1);
}

/* A vehicle on the road may not vanish from the plan. */
static void check_frozen_kept(struct judge *j)
{
    for (uint32_t v = 0; v < j->p->n_vehicles; v++)
        if (j->p->vehicles[v].n_frozen > 0 && j->seen_vehicle[v] == 0)
            fault(j, EVN_ROUTE_FROZEN_MOVED, (int32_t)v, EVN_ROUTE_NONE, 0,
                  j->p->vehicles[v].n_frozen);
}

size_t evn_route_check_memory(const struct evn_route_problem *p)
{
    return (size_t)p->n_stops + p->n_vehicles + 64;
}

size_t evn_route_check(const struct evn_route_problem *p, const struct evn_route_plan *plan,
                       struct evn_arena *arena, struct evn_route_violation *out, size_t cap)
{
    struct judge j = {.p = p, .plan = plan, .out = out, .cap = cap};
    j.seen_stop = evn_arena_array(arena, p->n_stops, 1);
    j.seen_vehicle = evn_arena_array(arena, p->n_vehicles, 1);
    EVN_ASSERT(j.seen_stop != NULL && j.seen_vehicle != NULL);
    for (uint32_t r = 0; r < plan->n_runs; r++)
        check_run(&j, &plan->runs[r]);
    check_unserved(&j);
    check_frozen_kept(&j);
    bool same = plan->score.vehicles == j.score.vehicles && plan->score.cost == j.score.cost;
    for (int t = 0; t < EVN_ROUTE_TIERS; t++)
        same &= plan->score.unserved[t] == j.score.unserved[t];
    if (!same)
        fault(&j, EVN_ROUTE_SCORE_CLAIMED, EVN_ROUTE_NONE, EVN_ROUTE_NONE, plan->score.cost,
              j.score.cost);
    return j.n;
}

const char *evn_route_fault_name(enum evn_route_fault f)
{
    static const char *const names[] = {
        "bad_run",      "bad_call",    "served_twice", "forgotten",    "overload",
        "lacks_skill",  "wrong_depot", "no_reload",    "trips",        "not_aboard",
        "rank_falls",   "mixed",       "leg_closed",   "too_fast",     "off_window",
        "service_cut",  "off_hours",   "off_shift",    "too_long",     "not_released",
        "no_break",     "break_off",   "frozen_moved", "load_claimed", "run_claimed",
        "score_claimed"};
    _Static_assert(sizeof names / sizeof names[0] == EVN_ROUTE_N_FAULTS, "one name per fault");
    return (size_t)f < EVN_ROUTE_N_FAULTS ? names[f] : "unknown";
}
