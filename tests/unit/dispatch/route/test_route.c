#include "services/dispatch/route/order.h"
#include "services/dispatch/route/solve.h"
#include "services/dispatch/route/validate.h"
#include "services/dispatch/routecheck/check.h"
#include "tests/lib/suite.h"
#include "tests/unit/dispatch/route/route_world.h"

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

/* From some hundred stops on the search numbers stops and places by nearness. */
static void large_plans_come_back_in_the_numbers_of_the_caller(void)
{
    uint64_t seed = evn_test_seed(31);
    struct evn_rng rng = evn_rng_of(seed);
    for (unsigned i = 0; i < 4; i++) {
        struct evn_route_plan plan, next;
        unsigned kinds = i % 2 == 0 ? EVN_WORLD_ALL & ~EVN_WORLD_ROAD
                                    : EVN_WORLD_ROAD | EVN_WORLD_WINDOWS | EVN_WORLD_TRIPS;
        evn_world_make(&world, 340, kinds, &rng);
        EVN_CHECK(evn_route_order_pays(&world.p));
        EVN_CHECK_OK(evn_route_plan_init(&plan, &world.p));
        EVN_CHECK_OK(evn_route_plan_init(&next, &world.p));
        EVN_CHECK_EQ(solve_and_judge(&world.p, NULL, seed + i, 60, &plan), 0);
        EVN_CHECK_EQ(solve_and_judge(&world.p, &plan, seed, 0, &next), 0);
        EVN_CHECK(evn_route_score_compare(&world.p, &next.score, &plan.score) <= 0);
        for (uint32_t k = 1; k < plan.n_unserved; k++)
            EVN_CHECK(plan.unserved[k - 1].stop < plan.unserved[k].stop);
        evn_route_plan_fini(&plan);
        evn_route_plan_fini(&next);
    }
}

static void numbers_by_nearness_keep_every_leg(void)
{
    struct evn_rng rng = evn_rng_of(evn_test_seed(37));
    struct evn_route_order o;
    struct evn_arena arena;
    evn_world_make(&world, 320, EVN_WORLD_ALL, &rng);
    const struct evn_route_problem *p = &world.p, *q = &o.problem;
    EVN_MUST(evn_arena_init(&arena, evn_route_order_size(p)) == EVN_OK);
    EVN_MUST(evn_route_order_init(&o, p, &arena) == EVN_OK);
    for (uint32_t a = 0; a < p->n_stops; a++) {
        const struct evn_route_stop *is = &q->stops[a], *was = &p->stops[o.was[a]];
        EVN_CHECK_EQ(o.is[o.was[a]], a);
        EVN_CHECK(is->weight == was->weight && is->windows == was->windows);
        for (uint32_t d = 0; d < p->n_depots; d++) {
            size_t there = (size_t)is->place * q->n_places + (size_t)q->depots[d].place;
            size_t then = (size_t)was->place * p->n_places + (size_t)p->depots[d].place;
            EVN_CHECK(q->dist[there] == p->dist[then] && q->time[there] == p->time[then]);
        }
        for (uint32_t b = 0; b < p->n_stops; b++) {
            size_t there = (size_t)is->place * q->n_places + (size_t)q->stops[b].place;
            size_t then = (size_t)was->place * p->n_places + (size_t)p->stops[o.was[b]].place;
            EVN_CHECK(q->dist[there] == p->dist[then] && q->time[there] == p->time[then]);
        }
    }
    evn_arena_fini(&arena);
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

/* A line of `n` stops a hundred apart from a depot at its end, one truck, everything open. */
static void make_line(uint32_t n, uint32_t n_vehicles)
{
    struct evn_rng rng = evn_rng_of(1);
    evn_world_make(&world, n, 0, &rng);
    for (uint32_t a = 0; a <= n; a++)
        for (uint32_t b = 0; b <= n; b++)
            world.dist[a * (n + 1) + b] = world.time[a * (n + 1) + b] =
                100 * (int32_t)(a > b ? a - b : b - a);
    for (uint32_t s = 0; s < n; s++) {
        world.stops[s].service_s = 0;
        world.stops[s].demand[0] = world.stops[s].demand[1] = 1;
    }
    world.p.n_vehicles = n_vehicles;
    world.p.vehicles_first = false;
}

/* The reason given for stop 0 when the line is planned as it stands. */
static enum evn_route_reason reason_for_first(void)
{
    struct evn_route_plan plan;
    enum evn_route_reason reason = EVN_ROUTE_NOT_WORTH;
    EVN_CHECK_OK(evn_route_plan_init(&plan, &world.p));
    EVN_CHECK_EQ(solve_and_judge(&world.p, NULL, 1, 50, &plan), 0);
    EVN_CHECK_EQ(plan.n_unserved, 1);
    if (plan.n_unserved == 1) {
        EVN_CHECK_EQ(plan.unserved[0].stop, 0);
        reason = plan.unserved[0].reason;
    }
    evn_route_plan_fini(&plan);
    return reason;
}

static void an_unserved_stop_names_the_constraint_that_binds(void)
{
    static const struct evn_route_window early = {0, 99};
    make_line(3, 1);
    world.stops[0].skills = 4;
    EVN_CHECK_EQ(reason_for_first(), EVN_ROUTE_NO_SKILL);
    make_line(3, 1);
    world.stops[0].demand[1] = 151;
    EVN_CHECK_EQ(reason_for_first(), EVN_ROUTE_TOO_LARGE);
    make_line(3, 1);
    for (uint32_t to = 0; to < 4; to++)
        world.time[1 * 4 + to] = EVN_ROUTE_NO_LEG;
    EVN_CHECK_EQ(reason_for_first(), EVN_ROUTE_CLOSED_LEG);
    make_line(3, 1);
    world.depots[0].open_s = 0;
    world.stops[0].windows = &early;
    world.stops[0].n_windows = 1;
    EVN_CHECK_EQ(reason_for_first(), EVN_ROUTE_WINDOW_MISSED);
    make_line(3, 1);
    world.stops[0].service_s = 40000;
    EVN_CHECK_EQ(reason_for_first(), EVN_ROUTE_SHIFT_ENDS);
    make_line(3, 1);
    world.vehicles[0].capacity[0] = 10;
    world.stops[0].demand[0] = 10;
    world.stops[0].tier = 3;
    world.stops[1].tier = world.stops[2].tier = 1;
    EVN_CHECK_EQ(reason_for_first(), EVN_ROUTE_ALL_FULL);
    make_line(3, 1);
    world.vehicles[0].duration_max_s = 10000;
    world.stops[0].service_s = 9500;
    world.stops[1].tier = world.stops[2].tier = 1;
    world.stops[1].service_s = 1000;
    EVN_CHECK_EQ(reason_for_first(), EVN_ROUTE_ALL_BUSY);
    make_line(3, 1);
    world.stops[0].tier = 0;
    world.stops[0].weight = 150;
    world.stops[1].tier = world.stops[2].tier = 0;
    world.stops[1].weight = world.stops[2].weight = 5000;
    world.time[0 * 4 + 1] = world.dist[0 * 4 + 1] = world.dist[1 * 4 + 0] = 3000;
    EVN_CHECK_EQ(reason_for_first(), EVN_ROUTE_NOT_WORTH);
}

static void without_vehicles_every_stop_says_so(void)
{
    struct evn_route_plan plan;
    make_line(3, 0);
    EVN_CHECK_OK(evn_route_plan_init(&plan, &world.p));
    EVN_CHECK_EQ(solve_and_judge(&world.p, NULL, 1, 50, &plan), 0);
    EVN_CHECK_EQ(plan.n_unserved, 3);
    EVN_CHECK_EQ(plan.unserved[2].reason, EVN_ROUTE_NO_VEHICLES);
    evn_route_plan_fini(&plan);
}

static void a_first_plan_leaves_scarce_vehicles_to_those_who_need_them(void)
{
    struct evn_route_plan plan;
    make_line(4, 3);
    for (int v = 0; v < 3; v++)
        world.vehicles[v].capacity[0] = 3;
    world.vehicles[0].skills = 4;
    world.vehicles[1].fixed_cost = world.vehicles[2].fixed_cost =
        world.vehicles[0].fixed_cost + 100000;
    world.stops[0].tier = world.stops[1].tier = world.stops[2].tier = 1;
    world.stops[3].tier = 3;
    world.stops[3].skills = 4;
    EVN_CHECK_OK(evn_route_plan_init(&plan, &world.p));
    EVN_CHECK_EQ(solve_and_judge(&world.p, NULL, 1, 0, &plan), 0);
    EVN_CHECK_EQ(plan.n_unserved, 0);
    evn_route_plan_fini(&plan);
}

static void a_higher_tier_is_served_before_any_number_of_lower(void)
{
    struct evn_route_plan plan;
    make_line(10, 1);
    world.vehicles[0].capacity[0] = 9;
    world.stops[9].demand[0] = 9;
    world.stops[9].tier = 1;
    EVN_CHECK_OK(evn_route_plan_init(&plan, &world.p));
    EVN_CHECK_EQ(solve_and_judge(&world.p, NULL, 1, 200, &plan), 0);
    EVN_CHECK_EQ(plan.n_visits, 1);
    EVN_CHECK_EQ(plan.visits[0].ref, 9);
    EVN_CHECK_EQ(plan.score.unserved[2], 9);
    evn_route_plan_fini(&plan);
}

/* The stops of a run in order. */
static uint32_t list_stops(const struct evn_route_plan *plan, const struct evn_route_run *run,
                           int32_t *out)
{
    uint32_t n = 0;
    for (uint32_t i = run->first; i < run->first + run->n; i++)
        if (plan->visits[i].ref >= 0)
            out[n++] = plan->visits[i].ref;
    return n;
}

/* How many of the stops `before` does not come in the same order in `after`. */
static uint32_t n_out_of_order(const int32_t *before, uint32_t n, const int32_t *after, uint32_t m)
{
    uint32_t at = 0, n_lost = 0;
    for (uint32_t i = 0; i < n; i++) {
        uint32_t k = at;
        while (k < m && after[k] != before[i])
            k++;
        if (k == m)
            n_lost++;
        else
            at = k + 1;
    }
    return n_lost;
}

/* Stops that a vehicle of `live` lost or serves in another order in `next`. */
static uint32_t n_changed(const struct evn_route_plan *live, const struct evn_route_plan *next)
{
    int32_t before[EVN_WORLD_PLACES_MAX], after[EVN_WORLD_PLACES_MAX];
    uint32_t n = 0;
    for (uint32_t r = 0; r < live->n_runs; r++) {
        uint32_t n_before = list_stops(live, &live->runs[r], before), n_after = 0;
        for (uint32_t q = 0; q < next->n_runs; q++)
            if (next->runs[q].vehicle == live->runs[r].vehicle)
                n_after = list_stops(next, &next->runs[q], after);
        n += n_out_of_order(before, n_before, after, n_after);
    }
    return n;
}

/* Insert the last stop of a world of 30 into a plan of the other 29. */
static void insert_last(uint64_t seed, unsigned kinds)
{
    struct evn_rng rng = evn_rng_of(seed);
    struct evn_route_plan live, next;
    struct evn_arena arena;
    struct evn_route_violation found;
    struct evn_route_options options = {.seed = 1, .iterations_max = 50};
    evn_world_make(&world, 30, kinds, &rng);
    world.stops[29].aboard = EVN_ROUTE_NONE;
    EVN_CHECK_OK(evn_route_plan_init(&live, &world.p));
    EVN_CHECK_OK(evn_route_plan_init(&next, &world.p));
    world.p.n_stops = 29;
    EVN_CHECK_EQ(solve_and_judge(&world.p, NULL, seed, 100, &live), 0);
    world.p.n_stops = 30;
    EVN_MUST(evn_arena_init(&arena, evn_route_memory(&world.p) +
                                        evn_route_check_memory(&world.p)) == EVN_OK);
    EVN_CHECK_OK(evn_route_insert(&world.p, &live, 29, &options, &arena, &next));
    EVN_CHECK_EQ(evn_route_check(&world.p, &next, &arena, &found, 1), 0);
    struct evn_route_score worst = live.score;
    *(world.stops[29].tier > 0 ? &worst.unserved[world.stops[29].tier - 1] : &worst.cost) +=
        world.stops[29].weight;
    EVN_CHECK(evn_route_score_compare(&world.p, &next.score, &worst) <= 0);
    if (next.iterations == 0 && live.n_unserved == 0 && next.n_unserved == 0)
        EVN_CHECK_EQ(n_changed(&live, &next), 0);
    evn_arena_fini(&arena);
    evn_route_plan_fini(&live);
    evn_route_plan_fini(&next);
}

static void an_urgent_stop_goes_in_and_moves_nothing_else(void)
{
    uint64_t seed = evn_test_seed(21);
    for (unsigned i = 0; i < 60; i++)
        insert_last(seed + i, EVN_WORLD_ROAD | EVN_WORLD_WINDOWS | EVN_WORLD_TRIPS);
    for (unsigned i = 0; i < 60; i++)
        insert_last(seed + i, EVN_WORLD_ALL & ~EVN_WORLD_CLOSED);
}

static bool stop_now(void *ctx, double *share)
{
    int *left = ctx;
    *share = 0.5;
    return (*left)-- > 0;
}

static void a_search_that_is_stopped_has_a_valid_plan(void)
{
    struct evn_rng rng = evn_rng_of(evn_test_seed(5));
    for (int asked = 0; asked < 4; asked++) {
        struct evn_route_plan plan;
        struct evn_arena arena;
        struct evn_route_violation found;
        int left = asked;
        struct evn_route_options options = {
            .seed = 1, .iterations_max = INT64_MAX, .go_on = stop_now, .ctx = &left};
        evn_world_make(&world, 40, EVN_WORLD_ALL & ~EVN_WORLD_ROAD, &rng);
        EVN_CHECK_OK(evn_route_plan_init(&plan, &world.p));
        EVN_MUST(evn_arena_init(&arena, evn_route_memory(&world.p) +
                                            evn_route_check_memory(&world.p)) == EVN_OK);
        EVN_CHECK_OK(evn_route_solve(&world.p, NULL, &options, &arena, &plan));
        EVN_CHECK_EQ(evn_route_check(&world.p, &plan, &arena, &found, 1), 0);
        evn_arena_fini(&arena);
        evn_route_plan_fini(&plan);
    }
}

static void an_arena_that_is_too_small_is_an_error(void)
{
    struct evn_rng rng = evn_rng_of(1);
    struct evn_route_options options = {.seed = 1, .iterations_max = 10};
    struct evn_route_plan plan;
    evn_world_make(&world, 40, EVN_WORLD_ALL, &rng);
    EVN_CHECK_OK(evn_route_plan_init(&plan, &world.p));
    size_t need = evn_route_memory(&world.p);
    for (size_t part = 0; part < 10; part++) {
        struct evn_arena arena;
        EVN_CHECK_OK(evn_arena_init(&arena, need * part / 20));
        EVN_CHECK_ERR(evn_route_solve(&world.p, NULL, &options, &arena, &plan), EVN_E_LIMIT);
        evn_arena_fini(&arena);
    }
    evn_route_plan_fini(&plan);
}

static void numbers_that_mean_nothing_are_refused_by_line(void)
{
    struct evn_refusal refusal;
    make_line(3, 1);
    world.stops[2].service_s = -1;
    EVN_CHECK_ERR(evn_route_validate(&world.p, &refusal), EVN_E_OUT_OF_RANGE);
    EVN_CHECK_EQ(refusal.line, 3);
    EVN_CHECK_TEXT(refusal.field, "stops.service_s");
    make_line(3, 1);
    world.vehicles[0].start_depot = 1;
    EVN_CHECK_ERR(evn_route_validate(&world.p, &refusal), EVN_E_UNKNOWN_REF);
    EVN_CHECK_TEXT(refusal.field, "vehicles.start_depot");
    make_line(3, 1);
    world.dist[7] = -5;
    EVN_CHECK_ERR(evn_route_validate_legs(&world.p, &refusal), EVN_E_OUT_OF_RANGE);
    EVN_CHECK_EQ(refusal.line, 2);
}

static const struct evn_test_case tests[] = {
    EVN_TEST(plans_of_one_constraint_pass_the_checker),
    EVN_TEST(plans_of_all_constraints_together_pass_the_checker),
    EVN_TEST(plans_for_vehicles_on_the_road_pass_the_checker),
    EVN_TEST(an_unserved_stop_names_the_constraint_that_binds),
    EVN_TEST(without_vehicles_every_stop_says_so),
    EVN_TEST(a_first_plan_leaves_scarce_vehicles_to_those_who_need_them),
    EVN_TEST(a_higher_tier_is_served_before_any_number_of_lower),
    EVN_TEST(a_search_that_is_stopped_has_a_valid_plan),
    EVN_TEST(an_arena_that_is_too_small_is_an_error),
    EVN_TEST(numbers_that_mean_nothing_are_refused_by_line),
    EVN_TEST(an_urgent_stop_goes_in_and_moves_nothing_else),
    EVN_TEST(large_plans_come_back_in_the_numbers_of_the_caller),
    EVN_TEST(numbers_by_nearness_keep_every_leg),
    EVN_TEST(same_seed_and_iterations_give_the_same_plan),
};

int main(int argc, char **argv)
{
    return evn_test_main(argc, argv, "dispatch.route", tests, sizeof tests / sizeof tests[0]);
}
