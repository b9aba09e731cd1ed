/* run - solve within a budget of time or iterations, on one thread or several. Shell.
 *
 * The solver knows no clock and no thread; here are both. Several threads search for themselves,
 * each with a seed of its own, and begin again from the best of their plans at the end of each of
 * a few rounds; of equal plans the lowest thread's counts. So seed, iterations and number of
 * threads give the same plan on every machine, as long as no time limit ends the search. */
#ifndef EVN_DISPATCH_ROUTERUN_RUN_H
#define EVN_DISPATCH_ROUTERUN_RUN_H

#include "services/dispatch/route/plan.h"

enum { EVN_ROUTE_THREADS_MAX = 64 };

struct evn_route_budget {
    double seconds;      /* 0: as long as the iterations take */
    int64_t iterations;  /* of each thread; 0: as many as the time allows */
    uint64_t seed;       /* any number */
    uint32_t n_threads;  /* 1..EVN_ROUTE_THREADS_MAX */
    bool processor_time; /* seconds a thread works, not seconds on the wall */
    /* Told of each better plan, by one thread at a time; NULL: nobody. */
    void (*better)(void *ctx, const struct evn_route_score *best);
    void *ctx;
};

/* Make a plan of a validated problem; `plan` was made by evn_route_plan_init for it. One of
 * seconds and iterations must be set. plan->iterations are those of all threads.
 * EVN_E_NO_MEMORY; EVN_E_IO: no thread can be started. */
EVN_MUST_USE evn_err evn_route_run(const struct evn_route_problem *problem,
                                   const struct evn_route_budget *budget,
                                   struct evn_route_plan *plan);

#endif
