#include "services/dispatch/routecheck/check.h"
#include "services/dispatch/routerun/run.h"
#include "tests/lib/suite.h"
#include "tests/unit/dispatch/route/route_world.h"

enum { MANY_KINDS = EVN_WORLD_WINDOWS | EVN_WORLD_TRIPS | EVN_WORLD_TIERS | EVN_WORLD_DEPOTS };

static struct evn_world world;

static size_t n_faults(const struct evn_route_plan *plan)
{
    struct evn_route_violation found;
    struct evn_arena arena;
    EVN_MUST(evn_arena_init(&arena, evn_route_check_memory(&world.p)) == EVN_OK);
    size_t n = evn_route_check(&world.p, plan, &arena, &found, 1);
    evn_arena_fini(&arena);
    return n;
}

static bool same_calls(const struct evn_route_plan *a, const struct evn_route_plan *b)
{
    return a->n_visits == b->n_visits && a->n_runs == b->n_runs && a->iterations == b->iterations &&
           memcmp(a->visits, b->visits, a->n_visits * sizeof a->visits[0]) == 0 &&
           memcmp(&a->score, &b->score, sizeof a->score) == 0;
}

static void several_threads_make_the_same_plan_each_time(void)
{
    struct evn_rng rng = evn_rng_of(evn_test_seed(31));
    for (int i = 0; i < 6; i++) {
        struct evn_route_budget budget = {.iterations = 400, .seed = 9, .n_threads = 3};
        struct evn_route_plan a, b;
        evn_world_make(&world, 50, MANY_KINDS, &rng);
        EVN_CHECK_OK(evn_route_plan_init(&a, &world.p));
        EVN_CHECK_OK(evn_route_plan_init(&b, &world.p));
        EVN_CHECK_OK(evn_route_run(&world.p, &budget, &a));
        EVN_CHECK_OK(evn_route_run(&world.p, &budget, &b));
        EVN_CHECK(same_calls(&a, &b));
        EVN_CHECK_EQ(a.iterations, 1200);
        EVN_CHECK_EQ(n_faults(&a), 0);
        evn_route_plan_fini(&a);
        evn_route_plan_fini(&b);
    }
}

struct told {
    struct evn_route_score last;
    int n, n_worse;
};

static void hear(void *ctx, const struct evn_route_score *best)
{
    struct told *told = ctx;
    if (told->n++ > 0 && evn_route_score_compare(&world.p, best, &told->last) >= 0)
        told->n_worse++;
    told->last = *best;
}

static void each_better_plan_is_told_and_the_last_one_is_the_answer(void)
{
    struct evn_rng rng = evn_rng_of(evn_test_seed(32));
    struct told told = {0};
    struct evn_route_plan plan;
    struct evn_route_budget budget = {
        .iterations = 1000, .seed = 1, .n_threads = 2, .better = hear, .ctx = &told};
    evn_world_make(&world, 50, MANY_KINDS, &rng);
    EVN_CHECK_OK(evn_route_plan_init(&plan, &world.p));
    EVN_CHECK_OK(evn_route_run(&world.p, &budget, &plan));
    EVN_CHECK(told.n > 1);
    EVN_CHECK_EQ(told.n_worse, 0);
    EVN_CHECK_EQ(evn_route_score_compare(&world.p, &plan.score, &told.last), 0);
    evn_route_plan_fini(&plan);
}

/* Without a limit of steps only the clock ends the search. */
static void time_ends_a_search_that_has_no_other_end(void)
{
    struct evn_rng rng = evn_rng_of(evn_test_seed(33));
    for (uint32_t n_threads = 1; n_threads <= 2; n_threads++) {
        struct evn_route_plan plan;
        struct evn_route_budget budget = {.seconds = 0.05, .seed = 1, .n_threads = n_threads};
        budget.processor_time = n_threads == 2;
        evn_world_make(&world, 50, MANY_KINDS, &rng);
        EVN_CHECK_OK(evn_route_plan_init(&plan, &world.p));
        EVN_CHECK_OK(evn_route_run(&world.p, &budget, &plan));
        EVN_CHECK(plan.iterations > 0);
        EVN_CHECK_EQ(n_faults(&plan), 0);
        evn_route_plan_fini(&plan);
    }
}

static const struct evn_test_case tests[] = {
    EVN_TEST(several_threads_make_the_same_plan_each_time),
    EVN_TEST(each_better_plan_is_told_and_the_last_one_is_the_answer),
    EVN_TEST(time_ends_a_search_that_has_no_other_end),
};

int main(int argc, char **argv)
{
    return evn_test_main(argc, argv, "dispatch.routerun", tests, sizeof tests / sizeof tests[0]);
}
