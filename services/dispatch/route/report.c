#include "services/dispatch/route/report.h"

#include <string.h>

static void add_visit(struct evn_route_plan *plan, struct evn_route_visit visit,
                      const int64_t *load)
{
    EVN_ASSERT(plan->n_visits < plan->visits_max);
    memcpy(visit.load, load, sizeof visit.load);
    plan->visits[plan->n_visits++] = visit;
}

static void take_off(const struct evn_route_model *m, int32_t node, int64_t *load)
{
    for (int d = 0; d < EVN_ROUTE_DIMS; d++)
        load[d] -= m->sites[node].demand[d];
}

static int32_t ref_of(const struct evn_route_tour *t, int32_t node)
{
    if (node < t->m->n_stops)
        return node;
    return EVN_ROUTE_RELOAD(t->trips[node - t->m->n_stops].depot);
}

/* A call's arrival at a new trip's load, or a stop's hand-over. */
static void account(const struct evn_route_tour *t, int32_t node, int64_t *load)
{
    if (node < t->m->n_stops)
        take_off(t->m, node, load);
    else
        memcpy(load, t->trips[node - t->m->n_stops].load, EVN_ROUTE_DIMS * sizeof load[0]);
}

/* The frozen calls: their true times are the caller's; here they bear the end of the freeze. */
static void report_frozen(const struct evn_route_tour *t, int32_t v, struct evn_route_plan *plan,
                          int64_t *load)
{
    int32_t last = t->runs[v].last_locked, at = evn_route_start(t->m, v);
    int32_t until = t->m->p->vehicles[v].frozen_until_s;
    while (at != last) {
        at = t->calls[at].next;
        account(t, at, load);
        struct evn_route_visit visit = {ref_of(t, at), until, until, until, {0}};
        add_visit(plan, visit, load);
    }
}

static void report_steps(const struct evn_route_tour *t, const struct evn_route_step *steps,
                         int32_t n, int32_t rest_s, struct evn_route_plan *plan, int64_t *load)
{
    for (int32_t i = 1; i < n; i++) {
        const struct evn_route_step *s = &steps[i];
        if (s->rests_before) {
            struct evn_route_visit rest = {
                EVN_ROUTE_BREAK, s->rest_s, s->rest_s, s->rest_s + rest_s, {0}};
            add_visit(plan, rest, load);
        }
        if (i == n - 1)
            break;
        account(t, s->node, load);
        struct evn_route_visit visit = {
            ref_of(t, s->node), s->arrive_s, s->begin_s, s->leave_s, {0}};
        add_visit(plan, visit, load);
    }
}

static void report_run(const struct evn_route_tour *t, int32_t v, struct evn_route_plan *plan)
{
    const struct evn_route_vehicle *car = &t->m->p->vehicles[v];
    const struct evn_route_run_state *state = &t->runs[v];
    struct evn_route_step *steps = t->scratch;
    int32_t length = 0, n = evn_route_steps(t, v, EVN_ROUTE_NONE, NULL, steps);
    struct evn_route_run run = {
        .vehicle = v, .first = plan->n_visits, .dist = state->dist, .cost = state->cost};
    int64_t load[EVN_ROUTE_DIMS];
    memcpy(load, t->trips[v].load, sizeof load);
    bool ok = evn_route_schedule(t->m, v, steps, n, &length);
    report_frozen(t, v, plan, load);
    if (ok)
        report_steps(t, steps, n, car->rest.length_s, plan, load);
    run.start_s = car->departed ? car->started_s : steps[0].leave_s;
    run.end_s = ok ? steps[n - 1].begin_s : t->calls[evn_route_end(t->m, v)].begin_s;
    run.n = plan->n_visits - run.first;
    plan->runs[plan->n_runs++] = run;
}

/* How far `stop` would get on an otherwise idle vehicle. */
static enum evn_route_reason alone_on(const struct evn_route_tour *t, int32_t v, int32_t stop)
{
    const struct evn_route_model *m = t->m;
    const struct evn_route_site *site = &m->sites[stop];
    const struct evn_route_vehicle *car = &m->p->vehicles[v];
    if ((site->skills & ~car->skills) != 0)
        return EVN_ROUTE_NO_SKILL;
    for (int d = 0; d < EVN_ROUTE_DIMS; d++)
        if (site->demand[d] > car->capacity[d])
            return EVN_ROUTE_TOO_LARGE;
    if (!evn_route_may_serve(m, v, stop) ||
        (car->departed && site->aboard != v && m->cars[v].n_slots == 0))
        return EVN_ROUTE_NO_DEPOT;
    int32_t from = m->p->depots[site->depot >= 0 ? site->depot : car->start_depot].place;
    int32_t to = m->p->depots[car->end_depot].place;
    int32_t leg = evn_route_leg_time(m, from, site->place);
    int32_t back = evn_route_leg_time(m, site->place, to);
    if (leg == EVN_ROUTE_NO_LEG || back == EVN_ROUTE_NO_LEG)
        return EVN_ROUTE_CLOSED_LEG;
    struct evn_route_step s, e;
    evn_route_hours(t, evn_route_start(m, v), site->release_s, &s);
    evn_route_hours(t, evn_route_end(m, v), 0, &e);
    int32_t leave =
        car->departed && car->frozen_until_s > s.open_s ? car->frozen_until_s : s.open_s;
    int32_t begin = leave > s.close_s ? EVN_ROUTE_NO_LEG : evn_route_begin(m, stop, leave + leg);
    if (begin == EVN_ROUTE_NO_LEG)
        return EVN_ROUTE_WINDOW_MISSED;
    if (begin + site->service_s + back > e.close_s ||
        leg + site->service_s + back > car->duration_max_s)
        return EVN_ROUTE_SHIFT_ENDS;
    return EVN_ROUTE_ALL_FULL;
}

/* Whether some run that could serve the stop still has room for its load. */
static bool room_left(const struct evn_route_tour *t, int32_t stop)
{
    const struct evn_route_model *m = t->m;
    for (int32_t v = 0; v < m->n_vehicles; v++) {
        if (alone_on(t, v, stop) != EVN_ROUTE_ALL_FULL)
            continue;
        for (int32_t at = evn_route_start(m, v); at >= 0; at = t->calls[at].next) {
            const struct evn_route_trip *trip = &t->trips[t->calls[at].head - m->n_stops];
            bool room = true;
            for (int d = 0; d < EVN_ROUTE_DIMS; d++)
                room &= trip->load[d] + m->sites[stop].demand[d] <= m->p->vehicles[v].capacity[d];
            if (room || t->runs[v].n_slots < m->cars[v].n_slots)
                return true;
        }
    }
    return false;
}

enum evn_route_reason evn_route_reason_of(const struct evn_route_tour *t, int32_t stop)
{
    enum evn_route_reason furthest = EVN_ROUTE_NO_VEHICLES;
    for (int32_t v = 0; v < t->m->n_vehicles; v++) {
        enum evn_route_reason reason = alone_on(t, v, stop);
        furthest = reason > furthest ? reason : furthest;
    }
    if (furthest < EVN_ROUTE_ALL_FULL)
        return furthest;
    if (t->m->sites[stop].tier == 0)
        return EVN_ROUTE_NOT_WORTH;
    return room_left(t, stop) ? EVN_ROUTE_ALL_BUSY : EVN_ROUTE_ALL_FULL;
}

void evn_route_report(const struct evn_route_tour *t, struct evn_route_plan *plan)
{
    plan->n_visits = plan->n_runs = plan->n_unserved = 0;
    for (int32_t v = 0; v < t->m->n_vehicles; v++)
        if (t->runs[v].n_stops > 0 || t->m->p->vehicles[v].n_frozen > 0)
            report_run(t, v, plan);
    for (int32_t s = 0; s < t->m->n_stops; s++)
        if (t->absent_at[s] != EVN_ROUTE_NONE)
            plan->unserved[plan->n_unserved++] =
                (struct evn_route_unserved){.stop = s, .reason = evn_route_reason_of(t, s)};
    plan->score = evn_route_tour_score(t);
}
