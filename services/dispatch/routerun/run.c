#include "services/dispatch/routerun/run.h"

#include "services/dispatch/route/solve.h"

#include <pthread.h>
#include <string.h>
#include <time.h>

enum { ROUNDS = 4 }; /* of several threads; one thread searches in one go */

/* What all threads share. */
struct team {
    const struct evn_route_problem *problem;
    const struct evn_route_budget *budget;
    int round, n_rounds;
    pthread_mutex_t lock; /* of best and the caller's `better` */
    struct evn_route_score best;
    bool any;
};

struct worker {
    struct team *team;
    struct evn_route_options options;
    struct evn_arena arena;
    struct evn_route_plan plan, start;
    bool has_start;
    double begun_s;
    evn_err err;
};

static double now_s(const struct evn_route_budget *b)
{
    struct timespec t;
    clock_gettime(b->processor_time ? CLOCK_THREAD_CPUTIME_ID : CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

/* The share of the whole budget that is gone; false at the end of the round's part of it. */
static bool go_on(void *ctx, double *share)
{
    const struct worker *w = ctx;
    const struct team *team = w->team;
    double end = (double)(team->round + 1) / team->n_rounds;
    *share = ((double)team->round + *share) / team->n_rounds;
    if (team->budget->seconds <= 0)
        return true;
    double gone = (now_s(team->budget) - w->begun_s) / team->budget->seconds;
    /* The time of a thread begins anew with each round's thread, that of the wall does not. */
    if (team->budget->processor_time)
        gone += (double)team->round / team->n_rounds;
    *share = gone > *share ? gone : *share;
    return gone < end;
}

static void better(void *ctx, const struct evn_route_score *score)
{
    struct team *team = ((struct worker *)ctx)->team;
    pthread_mutex_lock(&team->lock);
    if (!team->any || evn_route_score_compare(team->problem, score, &team->best) < 0) {
        team->any = true;
        team->best = *score;
        team->budget->better(team->budget->ctx, score);
    }
    pthread_mutex_unlock(&team->lock);
}

static void *work(void *arg)
{
    struct worker *w = arg;
    if (w->team->budget->processor_time)
        w->begun_s = now_s(w->team->budget);
    evn_arena_reset(&w->arena);
    w->err = evn_route_solve(w->team->problem, w->has_start ? &w->start : NULL, &w->options,
                             &w->arena, &w->plan);
    return NULL;
}

static evn_err prepare(struct worker *w, struct team *team, uint32_t i)
{
    const struct evn_route_budget *b = team->budget;
    *w = (struct worker){.team = team, .begun_s = now_s(b)};
    w->options = (struct evn_route_options){
        .seed = b->seed + i,
        .iterations_max = b->iterations > 0 ? b->iterations / team->n_rounds : INT64_MAX,
        .go_on = go_on,
        .better = b->better != NULL ? better : NULL,
        .ctx = w};
    evn_err err = evn_arena_init(&w->arena, evn_route_memory(team->problem));
    if (err == EVN_OK)
        err = evn_route_plan_init(&w->plan, team->problem);
    if (err == EVN_OK)
        err = evn_route_plan_init(&w->start, team->problem);
    return err;
}

static void dispose(struct worker *w)
{
    evn_arena_fini(&w->arena);
    evn_route_plan_fini(&w->plan);
    evn_route_plan_fini(&w->start);
}

static void copy_plan(struct evn_route_plan *to, const struct evn_route_plan *from)
{
    memcpy(to->visits, from->visits, from->n_visits * sizeof from->visits[0]);
    memcpy(to->runs, from->runs, from->n_runs * sizeof from->runs[0]);
    memcpy(to->unserved, from->unserved, from->n_unserved * sizeof from->unserved[0]);
    to->n_visits = from->n_visits;
    to->n_runs = from->n_runs;
    to->n_unserved = from->n_unserved;
    to->score = from->score;
}

/* Let all work for one round; the calling thread is the first of them. */
static evn_err play(struct worker *workers, uint32_t n)
{
    pthread_t threads[EVN_ROUTE_THREADS_MAX];
    uint32_t n_started = 1;
    while (n_started < n &&
           pthread_create(&threads[n_started], NULL, work, &workers[n_started]) == 0)
        n_started++;
    if (n_started == n)
        work(&workers[0]);
    evn_err err = n_started == n ? EVN_OK : EVN_E_IO;
    for (uint32_t i = 1; i < n_started; i++)
        pthread_join(threads[i], NULL);
    for (uint32_t i = 0; i < n && err == EVN_OK; i++)
        err = workers[i].err;
    return err;
}

/* The best plan of a round becomes everybody's start, and the answer so far. */
static void merge(struct worker *workers, uint32_t n, struct evn_route_plan *plan)
{
    int64_t done = plan->iterations;
    const struct evn_route_plan *best = &workers[0].plan;
    for (uint32_t i = 0; i < n; i++) {
        done += workers[i].plan.iterations;
        if (evn_route_score_compare(workers[0].team->problem, &workers[i].plan.score,
                                    &best->score) < 0)
            best = &workers[i].plan;
    }
    copy_plan(plan, best);
    plan->iterations = done;
    for (uint32_t i = 0; i < n; i++) {
        copy_plan(&workers[i].start, best);
        workers[i].has_start = true;
        workers[i].options.seed += n; /* other numbers in the next round */
    }
}

evn_err evn_route_run(const struct evn_route_problem *problem,
                      const struct evn_route_budget *budget, struct evn_route_plan *plan)
{
    struct worker workers[EVN_ROUTE_THREADS_MAX];
    uint32_t n = budget->n_threads, n_ready = 0;
    struct team team = {.problem = problem,
                        .budget = budget,
                        .n_rounds = n > 1 ? ROUNDS : 1,
                        .lock = PTHREAD_MUTEX_INITIALIZER};
    evn_err err = EVN_OK;
    EVN_ASSERT(n >= 1 && n <= EVN_ROUTE_THREADS_MAX);
    EVN_ASSERT(budget->seconds > 0 || budget->iterations > 0);
    while (err == EVN_OK && n_ready < n) {
        err = prepare(&workers[n_ready], &team, n_ready);
        n_ready++;
    }
    plan->iterations = 0;
    for (; team.round < team.n_rounds && err == EVN_OK; team.round++) {
        err = play(workers, n);
        if (err == EVN_OK)
            merge(workers, n, plan);
    }
    plan->seed = budget->seed;
    for (uint32_t i = 0; i < n_ready; i++)
        dispose(&workers[i]);
    return err;
}
