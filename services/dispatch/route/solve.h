/* solve - a day's plan: build it, better it, put one more stop into it. Pure.
 *
 * Ruin and recreate under simulated annealing (SISR, Christiaens & Vanden Berghe 2020) with exact
 * feasibility at every step (search.h); with vehicles_first, vehicles are saved before (reduce.h).
 * Whenever the search is stopped, the best plan so far is valid. The
 * same problem, seed, start plan and number of iterations give the same plan on every machine.
 * The search never reads a clock: time enters only through the caller's go_on. It allocates
 * nothing while it runs; evn_route_memory says what the arena must hold (about 1.2 KB a stop and
 * 0.4 KB a vehicle; leg matrices are the caller's). */
#ifndef EVN_DISPATCH_ROUTE_SOLVE_H
#define EVN_DISPATCH_ROUTE_SOLVE_H

#include "common/base/arena.h"
#include "services/dispatch/route/plan.h"

struct evn_route_options {
    uint64_t seed;
    int64_t iterations_max; /* 0: only a first plan; INT64_MAX: until go_on says stop */
    /* Asked every few iterations, with what share (0..1) of iterations_max is done in *share; it
     * may put the elapsed share of its own budget there, which cools the search in time for its
     * end. False: stop now. NULL: run all iterations. */
    bool (*go_on)(void *ctx, double *share);
    /* Told of each plan that is better than all before. NULL: nobody. */
    void (*better)(void *ctx, const struct evn_route_score *best);
    void *ctx;
};

/* Bytes the arena must have free for any call below on this problem. */
size_t evn_route_memory(const struct evn_route_problem *problem);

/* Make a plan of a validated problem. `start`, if not NULL, is a plan to begin from: its runs are
 * taken over as far as they are feasible (a live plan after a change). `out` was made by
 * evn_route_plan_init for this problem and may not be `start`. Stops nobody can serve come back
 * in out->unserved with a reason; that is no error. EVN_E_LIMIT: the arena is too small. */
EVN_MUST_USE evn_err evn_route_solve(const struct evn_route_problem *problem,
                                     const struct evn_route_plan *start,
                                     const struct evn_route_options *options,
                                     struct evn_arena *arena, struct evn_route_plan *out);

/* Put one more stop, an urgent request, into the live plan: `problem` is the day as it stands now,
 * with what has departed frozen and `stop` added. The stop takes its cheapest feasible place and
 * no other call changes its vehicle or order; only when there is none for it, or for a stop the
 * live plan served (a new zone reorders a loaded vehicle), what is around is taken out and put
 * back, up to iterations_max times in all, and only a better plan is kept. Memory and results as
 * for evn_route_solve. */
EVN_MUST_USE evn_err evn_route_insert(const struct evn_route_problem *problem,
                                      const struct evn_route_plan *live, int32_t stop,
                                      const struct evn_route_options *options,
                                      struct evn_arena *arena, struct evn_route_plan *out);

#endif
