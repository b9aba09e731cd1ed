#include "services/dispatch/route/reduce.h"

#include "services/dispatch/route/ruin.h"

#define SHARE_MAX 0.4 /* of the budget, at most */
#define COOL      0.1 /* of the first temperature, throughout */

/* Vehicles the required loads need at least, were every one as large as the largest. */
static int64_t n_needed(const struct evn_route_model *m)
{
    int64_t most = 0;
    for (int d = 0; d < EVN_ROUTE_DIMS; d++) {
        int64_t load = 0, capacity = 1;
        for (int32_t s = 0; s < m->n_stops; s++)
            load += m->sites[s].tier > 0 ? m->sites[s].demand[d] : 0;
        for (int32_t v = 0; v < m->n_vehicles; v++) {
            const struct evn_route_vehicle *car = &m->p->vehicles[v];
            int64_t all = car->capacity[d] * car->trips_max;
            capacity = all > capacity ? all : capacity;
        }
        int64_t n = (load + capacity - 1) / capacity;
        most = n > most ? n : most;
    }
    return most;
}

/* How hard the absent stops are; a tier outweighs those below. */
static double hardness(const struct evn_route_search *s)
{
    static const double weight[] = {0, 1e6, 1e3, 1};
    const struct evn_route_tour *t = &s->tour;
    double sum = 0;
    for (int32_t i = 0; i < t->n_absent; i++)
        sum += (1 + s->missed[t->absent[i]]) * weight[s->model.sites[t->absent[i]].tier];
    return sum;
}

/* The run whose stops are easiest to place elsewhere. NONE: none may be dissolved. */
static int32_t easiest_run(const struct evn_route_search *s)
{
    const struct evn_route_tour *t = &s->tour;
    int64_t best_sum = INT64_MAX;
    int32_t best = EVN_ROUTE_NONE;
    for (int32_t v = 0; v < s->model.n_vehicles; v++) {
        if (t->runs[v].n_stops == 0 || t->runs[v].n_stops != t->runs[v].n_free)
            continue;
        int64_t sum = 0;
        for (int32_t at = t->calls[evn_route_start(&s->model, v)].next; at >= 0;
             at = t->calls[at].next)
            sum += at < s->model.n_stops ? 1 + s->missed[at] : 0;
        if (sum < best_sum) {
            best_sum = sum;
            best = v;
        }
    }
    return best;
}

/* One step over plans with stops left out. True: it found a better plan than the best. */
static bool step(struct evn_route_search *s, double *cost)
{
    struct evn_route_tour *t = &s->tour;
    double was = hardness(s);
    evn_route_search_shake(s);
    double is = hardness(s), new_cost = (double)(t->cost + t->unserved[0]);
    for (int32_t i = 0; i < t->n_absent; i++)
        s->missed[t->absent[i]]++;
    struct evn_route_score score = evn_route_tour_score(t);
    if (evn_route_score_compare(s->model.p, &score, &s->best_score) < 0) {
        evn_route_tour_mark(t);
        return true;
    }
    double slack = evn_route_search_slack(s, COOL * s->hot);
    if (is > was || (is >= was && new_cost >= *cost + slack)) {
        evn_route_tour_undo(t);
        return false;
    }
    evn_route_tour_mark(t);
    *cost = new_cost;
    return false;
}

double evn_route_reduce(struct evn_route_search *s)
{
    struct evn_route_tour *t = &s->tour;
    int64_t least = n_needed(&s->model);
    bool found = true;
    /* Who is not served counts for more than a vehicle. */
    if (t->unserved[1] > 0 || t->unserved[2] > 0 || t->unserved[3] > 0)
        return 0;
    while (found && s->best_score.vehicles > least) {
        int32_t v = easiest_run(s);
        if (v == EVN_ROUTE_NONE)
            break;
        evn_route_ruin_run(t, v);
        t->n_used_max = t->n_used;
        evn_route_recreate(&s->recreate, t, EVN_ROUTE_NONE, &s->rng);
        evn_route_tour_mark(t);
        struct evn_route_score score = evn_route_tour_score(t);
        double cost = (double)(t->cost + t->unserved[0]);
        found = evn_route_score_compare(s->model.p, &score, &s->best_score) < 0;
        while (!found && s->share < SHARE_MAX && evn_route_search_goes_on(s))
            found = step(s, &cost);
        if (found)
            evn_route_search_keep(s);
    }
    evn_route_search_restore(s);
    t->n_used_max = t->n_used;
    return s->share < SHARE_MAX ? s->share : SHARE_MAX;
}
