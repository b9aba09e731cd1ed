#include "services/dispatch/core/plan.h"

enum { INSERT_ITERATIONS = 2000 };

/* The old trip of the vehicle that starts next; NULL: there is none. *after: its index + 1 in the
 * order of starts. */
static const struct evn_dsp_old_trip *
next_old(const struct evn_dsp_planning *p, const char *vehicle, const struct evn_dsp_old_trip *last)
{
    const struct evn_dsp_old_trip *next = NULL;
    for (size_t i = 0; i < p->n_old; i++) {
        const struct evn_dsp_old_trip *o = &p->old[i];
        bool behind = last == NULL || o->was.start_us > last->was.start_us ||
                      (o->was.start_us == last->was.start_us && o > last);
        if (behind && strcmp(o->was.vehicle, vehicle) == 0 &&
            (next == NULL || o->was.start_us < next->was.start_us))
            next = o;
    }
    return next;
}

static void add_visit(struct evn_route_plan *plan, int32_t ref)
{
    EVN_ASSERT(plan->n_visits < plan->visits_max);
    plan->visits[plan->n_visits++] = (struct evn_route_visit){.ref = ref};
}

static int32_t row_of(const struct evn_dsp_planning *p, const char *depot)
{
    for (size_t i = 0; i < p->n_depots; i++)
        if (strcmp(p->place[i]->place, depot) == 0)
            return (int32_t)i;
    return EVN_ROUTE_NONE;
}

/* The trip's stops that are still to be made, in their order; loaded before where that is needed.
 */
static void add_old(const struct evn_dsp_planning *p, const struct evn_dsp_old_trip *old,
                    bool loads, struct evn_route_plan *plan)
{
    size_t index = (size_t)(old - p->old);
    int32_t depot = row_of(p, old->was.depot);
    if (depot == EVN_ROUTE_NONE)
        return;
    if (loads)
        add_visit(plan, EVN_ROUTE_RELOAD(depot));
    for (uint32_t stop = 1; stop <= old->was.n_stops; stop++)
        for (size_t i = 0; i < p->n_drops; i++)
            if (p->drop[i].old == index && p->drop[i].old_stop == stop)
                add_visit(plan, (int32_t)i);
}

/* The old trips as a plan: what is no longer possible in it the search leaves out. */
static void make_start(const struct evn_dsp_planning *p, struct evn_route_plan *start)
{
    for (size_t v = 0; v < p->n_vehicles; v++) {
        const char *vehicle = p->vehicle[v]->place;
        struct evn_route_run run = {.vehicle = (int32_t)v, .first = start->n_visits};
        const struct evn_dsp_old_trip *old = NULL;
        for (bool first = true; (old = next_old(p, vehicle, old)) != NULL; first = false)
            add_old(p, old, !first || strcmp(old->was.depot, p->vehicle[v]->vehicle.depot) != 0,
                    start);
        run.n = start->n_visits - run.first;
        if (run.n > 0)
            start->runs[start->n_runs++] = run;
    }
}

static bool is_left_out(const struct evn_route_plan *plan, size_t stop)
{
    for (uint32_t i = 0; i < plan->n_unserved; i++)
        if (plan->unserved[i].stop == (int32_t)stop)
            return true;
    return false;
}

/* Put the new stops in one by one; *plan is the answer, *other room for the one before. */
static evn_err insert(const struct evn_dsp_planning *p, const struct evn_route_options *options,
                      struct evn_route_plan *plan, struct evn_route_plan *other)
{
    evn_err err = EVN_OK;
    struct evn_route_options few = *options;
    bool any = false;
    if (few.iterations_max > INSERT_ITERATIONS)
        few.iterations_max = INSERT_ITERATIONS;
    for (size_t i = 0; i < p->n_drops && err == EVN_OK; i++) {
        if (p->drop[i].old != EVN_DSP_NO_TRIP || (any && !is_left_out(plan, i)))
            continue;
        if (any) {
            struct evn_route_plan last = *plan;
            *plan = *other;
            *other = last;
        }
        size_t mark = p->d->arena->used;
        err = evn_route_insert(&p->problem, other, (int32_t)i, &few, p->d->arena, plan);
        p->d->arena->used = mark;
        any = true;
    }
    return any || err != EVN_OK ? err
                                : evn_route_solve(&p->problem, other, &few, p->d->arena, plan);
}

evn_err evn_dsp_plan_search(struct evn_dsp_planning *p, const struct evn_route_options *options,
                            struct evn_route_plan *plan)
{
    if (p->n_old == 0)
        return evn_route_solve(&p->problem, NULL, options, p->d->arena, plan);
    struct evn_route_plan start;
    evn_err err = evn_route_plan_init(&start, &p->problem);
    if (err == EVN_OK) {
        make_start(p, &start);
        err = p->insert ? insert(p, options, plan, &start)
                        : evn_route_solve(&p->problem, &start, options, p->d->arena, plan);
    }
    evn_route_plan_fini(&start);
    return err;
}
