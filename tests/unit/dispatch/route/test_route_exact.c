/* The solver against every plan there is: small problems, all orders on all vehicles, judged by
 * the checker, which shares no code with the solver. */
#include "services/dispatch/route/solve.h"
#include "services/dispatch/routecheck/check.h"
#include "services/dispatch/routecheck/retime.h"
#include "tests/lib/suite.h"
#include "tests/unit/dispatch/route/route_world.h"

enum { N_STOPS = 5, N_CARS = 2 };

static struct evn_world world;

/* All arrangements are reached by putting stop after stop out or at any place of any run. */
struct all_plans {
    int32_t run[N_CARS][N_STOPS];
    int n[N_CARS];
    struct evn_route_plan plan; /* the arrangement as a plan */
    struct evn_route_score best;
    bool any;
    unsigned n_plans, n_valid;
    struct evn_arena arena;
};

static void judge_one(struct all_plans *a)
{
    struct evn_route_plan *plan = &a->plan;
    struct evn_route_violation found;
    plan->n_visits = plan->n_runs = plan->n_unserved = 0;
    for (int32_t v = 0; v < N_CARS; v++) {
        if (a->n[v] == 0)
            continue;
        plan->runs[plan->n_runs++] =
            (struct evn_route_run){.vehicle = v, .first = plan->n_visits, .n = (uint32_t)a->n[v]};
        for (int i = 0; i < a->n[v]; i++)
            plan->visits[plan->n_visits++] = (struct evn_route_visit){.ref = a->run[v][i]};
    }
    evn_route_retime(&world.p, plan);
    evn_arena_reset(&a->arena);
    a->n_plans++;
    if (evn_route_check(&world.p, plan, &a->arena, &found, 1) > 0)
        return;
    a->n_valid++;
    if (!a->any || evn_route_score_compare(&world.p, &plan->score, &a->best) < 0)
        a->best = plan->score;
    a->any = true;
}

static void arrange_from(struct all_plans *a, int32_t stop)
{
    if (stop == N_STOPS) {
        judge_one(a);
        return;
    }
    arrange_from(a, stop + 1);
    for (int v = 0; v < N_CARS; v++) {
        int32_t *run = a->run[v];
        for (int at = 0; at <= a->n[v]; at++) {
            memmove(&run[at + 1], &run[at], (size_t)(a->n[v] - at) * sizeof run[0]);
            run[at] = stop;
            a->n[v]++;
            arrange_from(a, stop + 1);
            a->n[v]--;
            memmove(&run[at], &run[at + 1], (size_t)(a->n[v] - at) * sizeof run[0]);
        }
    }
}

static void compare_with_all(unsigned kinds, struct evn_rng *rng, struct all_plans *a)
{
    struct evn_route_options options = {.seed = 1, .iterations_max = 600};
    struct evn_route_plan plan;
    struct evn_arena arena;
    evn_world_make(&world, N_STOPS, kinds, rng);
    world.p.n_vehicles = N_CARS;
    world.p.vehicles_first = evn_rng_below(rng, 2) == 0;
    *a = (struct all_plans){.n_plans = 0};
    EVN_MUST(evn_arena_init(&a->arena, evn_route_check_memory(&world.p)) == EVN_OK);
    EVN_MUST(evn_arena_init(&arena, evn_route_memory(&world.p)) == EVN_OK);
    EVN_CHECK_OK(evn_route_plan_init(&a->plan, &world.p));
    EVN_CHECK_OK(evn_route_plan_init(&plan, &world.p));
    arrange_from(a, 0);
    EVN_CHECK_OK(evn_route_solve(&world.p, NULL, &options, &arena, &plan));
    int order = evn_route_score_compare(&world.p, &plan.score, &a->best);
    if (order != 0)
        printf("\n    kinds %u: cost %lld, best %lld", kinds, (long long)plan.score.cost,
               (long long)a->best.cost);
    EVN_CHECK_EQ(order, 0);
    evn_route_plan_fini(&plan);
    evn_route_plan_fini(&a->plan);
    evn_arena_fini(&arena);
    evn_arena_fini(&a->arena);
}

static void small_problems_are_solved_as_well_as_by_trying_everything(void)
{
    static const unsigned kinds[] = {0,
                                     EVN_WORLD_WINDOWS,
                                     EVN_WORLD_WINDOWS | EVN_WORLD_MANY_WINDOWS | EVN_WORLD_SKILLS,
                                     EVN_WORLD_DEPOTS | EVN_WORLD_ORDER,
                                     EVN_WORLD_RELEASE | EVN_WORLD_TIERS,
                                     EVN_WORLD_WINDOWS | EVN_WORLD_SKILLS | EVN_WORLD_DEPOTS |
                                         EVN_WORLD_ORDER | EVN_WORLD_RELEASE | EVN_WORLD_TIERS};
    struct evn_rng rng = evn_rng_of(evn_test_seed(41));
    struct all_plans all;
    unsigned n_valid = 0, n_plans = 0;
    for (size_t k = 0; k < sizeof kinds / sizeof kinds[0]; k++)
        for (int i = 0; i < 40; i++) {
            compare_with_all(kinds[k], &rng, &all);
            n_valid += all.n_valid;
            n_plans += all.n_plans;
        }
    printf("%u of %u plans valid ", n_valid, n_plans);
    EVN_CHECK(n_valid > 0 && n_valid < n_plans);
}

static const struct evn_test_case tests[] = {
    EVN_TEST(small_problems_are_solved_as_well_as_by_trying_everything),
};

int main(int argc, char **argv)
{
    return evn_test_main(argc, argv, "dispatch.route_exact", tests, sizeof tests / sizeof tests[0]);
}
