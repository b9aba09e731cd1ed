#include "services/dispatch/route/solve.h"
#include "services/dispatch/route/validate.h"
#include "services/dispatch/routecheck/check.h"
#include "tests/lib/suite.h"
#include "tests/unit/dispatch/route_world.h"

static struct evn_world world;

/* Solve `p` with its own arena and have the plan judged. Returns the number of violations other
 * than those of a vehicle that is late on its frozen calls alone. */
static size_t solve_and_judge(const struct evn_route_problem *p, const struct evn_route_plan *start,
                              uint64_t seed, int64_t n_iterations, struct evn_route_plan *plan)
{
    struct evn_route_options options = {.seed = seed, .iterations_max = n_iterations};
    struct evn_route_violation found[8];
    struct evn_arena arena;
    struct evn_refusal refusal;
    EVN_CHECK_OK(evn_route_validate(p, &refusal));
    EVN_CHECK_OK(evn_route_validate_legs(p, &refusal));
    EVN_MUST(evn_arena_init(&arena, evn_route_memory(p) + evn_route_check_memory(p)) == EVN_OK);
    EVN_CHECK_OK(evn_route_solve(p, start, &options, &arena, plan));
    size_t n = evn_route_check(p, plan, &arena, found, 8);
    for (size_t i = 0; i < n && i < 8; i++)
        printf("\n    %s vehicle %d stop %d: %lld, %lld", evn_route_fault_name(found[i].fault),
               found[i].vehicle, found[i].stop, (long long)found[i].have, (long long)found[i].want);
    evn_arena_fini(&arena);
    return n;
}

static bool same_plan(const struct evn_route_plan *a, const struct evn_route_plan *b)
{
    if (a->n_visits != b->n_visits || a->n_runs != b->n_runs || a->n_unserved != b->n_unserved)
        return false;
    return memcmp(a->visits, b->visits, a->n_visits * sizeof a->visits[0]) == 0 &&
           memcmp(a->runs, b->runs, a->n_runs * sizeof a->runs[0]) == 0 &&
           memcmp(&a->score, &b->score, sizeof a->score) == 0;
}

/* Many small worlds with these kinds of constraint; every plan must pass the checker. */
static void judge_worlds(unsigned kinds, unsigned n_worlds)
{
    uint64_t seed = evn_test_seed(kinds);
    struct evn_rng rng = evn_rng_of(seed);
    for (unsigned i = 0; i < n_worlds; i++) {
        struct evn_route_plan plan;
        evn_world_make(&world, 5 + evn_rng_below(&rng, 50), kinds, &rng);
        EVN_CHECK_OK(evn_route_plan_init(&plan, &world.p));
        size_t n = solve_and_judge(&world.p, NULL, seed + i, 60, &plan);
        if (n > 0)
            printf("\n    in world %u of kinds %u", i, kinds);
        EVN_CHECK_EQ(n, 0);
        evn_route_plan_fini(&plan);
    }
}

static void plans_of_one_constraint_pass_the_checker(void)
{
    for (unsigned kind = 1; kind < EVN_WORLD_ROAD; kind *= 2)
        judge_worlds(kind | EVN_WORLD_WINDOWS, 12);
}

static void plans_of_all_constraints_together_pass_the_checker(void)
{
    judge_worlds(EVN_WORLD_ALL & ~EVN_WORLD_ROAD, 120);
}

static void same_seed_and_iterations_give_the_same_plan(void)
{
    struct evn_rng rng = evn_rng_of(evn_test_seed(7));
    struct evn_route_plan a, b;
    evn_world_make(&world, 50, EVN_WORLD_ALL & ~EVN_WORLD_ROAD, &rng);
    EVN_CHECK_OK(evn_route_plan_init(&a, &world.p));
    EVN_CHECK_OK(evn_route_plan_init(&b, &world.p));
    EVN_CHECK_EQ(solve_and_judge(&world.p, NULL, 3, 500, &a), 0);
    EVN_CHECK_EQ(solve_and_judge(&world.p, NULL, 3, 500, &b), 0);
    EVN_CHECK(same_plan(&a, &b));
    EVN_CHECK_EQ(a.iterations, 500);
    evn_route_plan_fini(&a);
    evn_route_plan_fini(&b);
}

static void plans_for_vehicles_on_the_road_pass_the_checker(void)
{
    uint64_t seed = evn_test_seed(11);
    struct evn_rng rng = evn_rng_of(seed);
    for (unsigned i = 0; i < 60; i++) {
        struct evn_route_plan plan;
        evn_world_make(&world, 30, EVN_WORLD_ROAD | EVN_WORLD_WINDOWS | EVN_WORLD_TRIPS, &rng);
        EVN_CHECK_OK(evn_route_plan_init(&plan, &world.p));
        EVN_CHECK_EQ(solve_and_judge(&world.p, NULL, seed + i, 60, &plan), 0);
        evn_route_plan_fini(&plan);
    }
}

static const struct evn_test_case tests[] = {
    EVN_TEST(plans_of_one_constraint_pass_the_checker),
    EVN_TEST(plans_of_all_constraints_together_pass_the_checker),
    EVN_TEST(plans_for_vehicles_on_the_road_pass_the_checker),
    EVN_TEST(same_seed_and_iterations_give_the_same_plan),
};

int main(int argc, char **argv)
{
    return evn_test_main(argc, argv, "dispatch.route", tests, sizeof tests / sizeof tests[0]);
}
