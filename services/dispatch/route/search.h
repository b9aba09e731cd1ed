/* search - the walk of ruin and recreate: its state, one step, its best plan. Pure.
 *
 * Internal to route/. Simulated annealing over plans that are all feasible: a step takes strings
 * out, puts what is absent back and keeps the outcome or takes it back whole. The best plan so
 * far is kept apart, so a walk may be stopped after any step. */
#ifndef EVN_DISPATCH_ROUTE_SEARCH_H
#define EVN_DISPATCH_ROUTE_SEARCH_H

#include "services/dispatch/route/recreate.h"
#include "services/dispatch/route/solve.h"

struct evn_route_search {
    struct evn_route_model model;
    struct evn_route_tour tour;
    struct evn_route_recreate recreate;
    struct evn_rng rng;
    const struct evn_route_options *options;
    int64_t done;      /* steps */
    int64_t ask_every; /* steps between two questions to the caller */
    double share;      /* of the budget that is gone */
    int32_t *best;     /* per vehicle: its nodes, then NONE; reloads as EVN_ROUTE_RELOAD - 1 */
    struct evn_route_score best_score;
    double energy;   /* of the plan the walk stands on */
    double hot;      /* temperature at the start */
    int32_t *missed; /* by stop: how often it stayed out while vehicles were saved */
};

size_t evn_route_search_size(const struct evn_route_problem *p);

/* Every vehicle with its frozen calls only. Without `lists`, see evn_route_model_init. EVN_E_LIMIT:
 * the arena is too small. */
EVN_MUST_USE evn_err evn_route_search_init(struct evn_route_search *s,
                                           const struct evn_route_problem *p,
                                           const struct evn_route_options *options, bool lists,
                                           struct evn_arena *arena);

/* Keep the plan as it is now as the best; and go back to it. */
void evn_route_search_keep(struct evn_route_search *s);
void evn_route_search_restore(struct evn_route_search *s);

/* Whether the budget allows one more step; asks the caller every ask_every steps and counts them.
 */
bool evn_route_search_goes_on(struct evn_route_search *s);

/* Take strings around a random stop out and put all absent stops back. The change is not marked:
 * the caller marks it or takes it back. */
void evn_route_search_shake(struct evn_route_search *s);

/* What a step may lose at a temperature: -temperature * ln(u) for a random u. */
double evn_route_search_slack(struct evn_route_search *s, double temperature);

/* Walk until the budget is gone, cooling from `hot` at share `from` to the end of it. */
void evn_route_search_walk(struct evn_route_search *s, double from);

/* Set the temperature by the plan's mean leg. */
void evn_route_search_heat(struct evn_route_search *s);

#endif
