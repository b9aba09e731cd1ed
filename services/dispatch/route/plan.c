#include "services/dispatch/route/plan.h"

#include <stdlib.h>

evn_err evn_route_plan_init(struct evn_route_plan *plan, const struct evn_route_problem *problem)
{
    *plan =
        (struct evn_route_plan){.runs_max = problem->n_vehicles, .unserved_max = problem->n_stops};
    uint64_t n_visits = problem->n_stops;
    for (uint32_t v = 0; v < problem->n_vehicles; v++)
        n_visits += (uint64_t)problem->vehicles[v].trips_max + problem->vehicles[v].n_frozen + 1;
    if (n_visits > UINT32_MAX)
        return EVN_E_NO_MEMORY;
    plan->visits_max = (uint32_t)n_visits;
    plan->visits = calloc(n_visits + 1, sizeof plan->visits[0]);
    plan->runs = calloc((size_t)plan->runs_max + 1, sizeof plan->runs[0]);
    plan->unserved = calloc((size_t)plan->unserved_max + 1, sizeof plan->unserved[0]);
    if (plan->visits == NULL || plan->runs == NULL || plan->unserved == NULL)
        return EVN_E_NO_MEMORY;
    return EVN_OK;
}

void evn_route_plan_fini(struct evn_route_plan *plan)
{
    free(plan->visits);
    free(plan->runs);
    free(plan->unserved);
    *plan = (struct evn_route_plan){0};
}

static int compare_i64(int64_t a, int64_t b)
{
    return (a > b) - (a < b);
}

int evn_route_score_compare(const struct evn_route_problem *problem,
                            const struct evn_route_score *a, const struct evn_route_score *b)
{
    for (int t = 0; t < EVN_ROUTE_TIERS; t++)
        if (a->unserved[t] != b->unserved[t])
            return compare_i64(a->unserved[t], b->unserved[t]);
    if (problem->vehicles_first && a->vehicles != b->vehicles)
        return compare_i64(a->vehicles, b->vehicles);
    return compare_i64(a->cost, b->cost);
}

const char *evn_route_reason_name(enum evn_route_reason reason)
{
    static const char *const names[] = {"no_vehicles", "no_skill",      "too_large",  "no_depot",
                                        "closed_leg",  "window_missed", "shift_ends", "all_full",
                                        "all_busy",    "not_worth"};
    size_t i = (size_t)reason;
    return i < sizeof names / sizeof names[0] ? names[i] : "unknown";
}
