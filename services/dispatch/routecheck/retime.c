#include "services/dispatch/routecheck/retime.h"

#include "common/base/assert.h"

#include <string.h>

static int32_t later(int32_t a, int32_t b)
{
    return a > b ? a : b;
}

/* When the load of the trip that begins before visit `i` is ready. */
static int32_t ready_at(const struct evn_route_problem *p, const struct evn_route_plan *plan,
                        const struct evn_route_run *run, uint32_t i)
{
    int32_t ready = 0;
    for (; i < run->n && plan->visits[run->first + i].ref >= 0; i++)
        ready = later(ready, p->stops[plan->visits[run->first + i].ref].release_s);
    return ready;
}

static int32_t first_open(const struct evn_route_stop *s, int32_t at_s)
{
    for (uint32_t w = 0; w < s->n_windows; w++)
        if (at_s <= s->windows[w].close_s)
            return later(at_s, s->windows[w].open_s);
    return at_s;
}

static bool may_begin(const struct evn_route_stop *s, int32_t at_s)
{
    return s->n_windows == 0 || at_s <= s->windows[s->n_windows - 1].close_s;
}

/* Write the times of a run that leaves at `start_s`. False: some call comes too late. */
static bool walk(const struct evn_route_problem *p, struct evn_route_plan *plan,
                 struct evn_route_run *run, int32_t start_s)
{
    const struct evn_route_vehicle *car = &p->vehicles[run->vehicle];
    int32_t place = p->depots[car->start_depot].place;
    int64_t at_s = start_s;
    bool ok = true;
    run->start_s = start_s;
    run->dist = 0;
    for (uint32_t i = 0; i <= run->n; i++) {
        struct evn_route_visit *v = i < run->n ? &plan->visits[run->first + i] : NULL;
        int32_t depot =
            v != NULL ? (v->ref < 0 ? EVN_ROUTE_RELOAD_DEPOT(v->ref) : -1) : car->end_depot;
        EVN_ASSERT(v != NULL || depot >= 0);
        int32_t to = depot >= 0 ? p->depots[depot].place : p->stops[v->ref].place;
        size_t leg = (size_t)place * p->n_places + (size_t)to;
        bool closed = p->time[leg] == EVN_ROUTE_NO_LEG;
        run->dist += p->dist[leg];
        at_s += closed ? 0 : p->time[leg];
        ok = ok && !closed && at_s <= EVN_ROUTE_TIME_MAX;
        at_s = at_s < INT32_MAX / 2 ? at_s : INT32_MAX / 2;
        place = to;
        if (v == NULL)
            break;
        v->arrive_s = (int32_t)at_s;
        if (depot >= 0) {
            int32_t ready = ready_at(p, plan, run, i + 1) - car->reload_s;
            v->begin_s = later(later(v->arrive_s, p->depots[depot].open_s), ready);
            v->leave_s = v->begin_s + car->reload_s;
            ok = ok && v->leave_s <= p->depots[depot].close_s;
        } else {
            v->begin_s = first_open(&p->stops[v->ref], v->arrive_s);
            v->leave_s = v->begin_s + p->stops[v->ref].service_s;
            ok = ok && may_begin(&p->stops[v->ref], v->begin_s);
        }
        at_s = v->leave_s;
    }
    run->end_s = (int32_t)at_s;
    return ok && run->end_s <= p->depots[car->end_depot].close_s &&
           run->end_s <= car->shift.close_s;
}

static void time_run(const struct evn_route_problem *p, struct evn_route_plan *plan,
                     struct evn_route_run *run)
{
    const struct evn_route_vehicle *car = &p->vehicles[run->vehicle];
    const struct evn_route_depot *depot = &p->depots[car->start_depot];
    int32_t first = later(later(car->shift.open_s, depot->open_s), ready_at(p, plan, run, 0));
    int32_t last = car->shift.close_s < depot->close_s ? car->shift.close_s : depot->close_s;
    if (!walk(p, plan, run, first))
        return;
    int32_t back = run->end_s;
    /* The latest start that is back as early: feasible at `first`, so halve the rest. */
    while (first < last) {
        int32_t mid = first + (last - first + 1) / 2;
        if (walk(p, plan, run, mid) && run->end_s == back)
            first = mid;
        else
            last = mid - 1;
    }
    walk(p, plan, run, first);
}

static void load_run(const struct evn_route_problem *p, struct evn_route_plan *plan,
                     const struct evn_route_run *run)
{
    int64_t aboard[EVN_ROUTE_DIMS] = {0};
    for (uint32_t i = run->n; i-- > 0;) {
        struct evn_route_visit *v = &plan->visits[run->first + i];
        memcpy(v->load, aboard, sizeof aboard);
        for (int d = 0; d < EVN_ROUTE_DIMS; d++)
            aboard[d] = v->ref < 0 ? 0 : aboard[d] + p->stops[v->ref].demand[d];
    }
}

static bool serves(const struct evn_route_plan *plan, int32_t stop)
{
    for (uint32_t i = 0; i < plan->n_visits; i++)
        if (plan->visits[i].ref == stop)
            return true;
    return false;
}

void evn_route_retime(const struct evn_route_problem *p, struct evn_route_plan *plan)
{
    plan->score = (struct evn_route_score){.vehicles = 0};
    for (uint32_t r = 0; r < plan->n_runs; r++) {
        struct evn_route_run *run = &plan->runs[r];
        const struct evn_route_vehicle *car = &p->vehicles[run->vehicle];
        time_run(p, plan, run);
        load_run(p, plan, run);
        run->cost = car->fixed_cost + run->dist * car->dist_cost +
                    ((int64_t)run->end_s - run->start_s) * car->time_cost;
        plan->score.cost += run->cost;
        plan->score.vehicles++;
    }
    plan->n_unserved = 0;
    for (uint32_t s = 0; s < p->n_stops; s++) {
        const struct evn_route_stop *stop = &p->stops[s];
        if (serves(plan, (int32_t)s))
            continue;
        plan->unserved[plan->n_unserved++] =
            (struct evn_route_unserved){(int32_t)s, EVN_ROUTE_NOT_WORTH};
        *(stop->tier > 0 ? &plan->score.unserved[stop->tier - 1] : &plan->score.cost) +=
            stop->weight;
    }
}
