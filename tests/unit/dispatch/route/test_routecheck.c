#include "services/dispatch/routecheck/check.h"
#include "tests/lib/suite.h"

/* One small day, planned by hand: depot 0 at place 0, depot 1 at place 1, stops 0..3 at places
 * 2..5; every leg takes 100 and is 10 long. Vehicle 0 serves 0, 1, reloads at depot 1, rests and
 * serves 2; stop 3 is left out. Vehicle 1 is on the road with stop 4, at place 2, behind it. */
enum { N_PLACES = 6 };

static struct evn_route_window windows[2];
static int32_t dist[N_PLACES * N_PLACES], legs[N_PLACES * N_PLACES];
static struct evn_route_depot depots[2];
static struct evn_route_stop stops[5];
static struct evn_route_vehicle vehicles[2];
static const int32_t frozen[1] = {4};
static struct evn_route_visit visits[8];
static struct evn_route_run runs[3];
static struct evn_route_unserved unserved[3];
static struct evn_route_problem p;
static struct evn_route_plan plan;

static void set_up(void)
{
    windows[0] = (struct evn_route_window){100, 300};
    windows[1] = (struct evn_route_window){500, 600};
    for (int i = 0; i < N_PLACES * N_PLACES; i++) {
        dist[i] = i % (N_PLACES + 1) == 0 ? 0 : 10;
        legs[i] = i % (N_PLACES + 1) == 0 ? 0 : 100;
    }
    depots[0] = (struct evn_route_depot){0, 0, 2000};
    depots[1] = (struct evn_route_depot){1, 300, 1000};
    for (int32_t s = 0; s < 5; s++)
        stops[s] = (struct evn_route_stop){.place = s == 4 ? 2 : 2 + s,
                                           .service_s = 20,
                                           .depot = EVN_ROUTE_NONE,
                                           .aboard = s == 4 ? 1 : EVN_ROUTE_NONE,
                                           .demand = {10, 1},
                                           .tier = s == 3 ? 0 : 2,
                                           .weight = 7};
    stops[0].windows = windows;
    stops[0].n_windows = 2;
    for (int v = 0; v < 2; v++)
        vehicles[v] = (struct evn_route_vehicle){.capacity = {20, 5},
                                                 .reload_depots = 2,
                                                 .trips_max = 2,
                                                 .reload_s = 30,
                                                 .shift = {0, 1500},
                                                 .duration_max_s = 1200,
                                                 .fixed_cost = 50,
                                                 .dist_cost = 2,
                                                 .time_cost = 1};
    vehicles[0].rest = (struct evn_route_break){400, 700, 60};
    vehicles[1].departed = true;
    vehicles[1].frozen_until_s = 200;
    vehicles[1].n_frozen = 1;
    vehicles[1].frozen = frozen;
    visits[0] = (struct evn_route_visit){0, 110, 110, 130, {10, 1}};
    visits[1] = (struct evn_route_visit){1, 230, 230, 250, {0, 0}};
    visits[2] = (struct evn_route_visit){EVN_ROUTE_RELOAD(1), 350, 350, 380, {10, 1}};
    visits[3] = (struct evn_route_visit){EVN_ROUTE_BREAK, 400, 400, 460, {10, 1}};
    visits[4] = (struct evn_route_visit){2, 540, 540, 560, {0, 0}};
    visits[5] = (struct evn_route_visit){4, 200, 200, 200, {0, 0}};
    runs[0] = (struct evn_route_run){0, 0, 5, 10, 660, 50, 50 + 100 + 650};
    runs[1] = (struct evn_route_run){1, 5, 1, 0, 300, 20, 50 + 40 + 300};
    unserved[0] = (struct evn_route_unserved){3, EVN_ROUTE_NOT_WORTH};
    p = (struct evn_route_problem){.n_places = N_PLACES,
                                   .dist = dist,
                                   .time = legs,
                                   .n_depots = 2,
                                   .depots = depots,
                                   .n_stops = 5,
                                   .stops = stops,
                                   .n_vehicles = 2,
                                   .vehicles = vehicles};
    plan = (struct evn_route_plan){.visits = visits,
                                   .runs = runs,
                                   .unserved = unserved,
                                   .n_visits = 6,
                                   .n_runs = 2,
                                   .n_unserved = 1};
    plan.score = (struct evn_route_score){{0, 0, 0}, 2, 800 + 390 + 7};
}

static size_t judge(struct evn_route_violation *found, size_t cap)
{
    struct evn_arena arena;
    EVN_MUST(evn_arena_init(&arena, evn_route_check_memory(&p)) == EVN_OK);
    size_t n = evn_route_check(&p, &plan, &arena, found, cap);
    evn_arena_fini(&arena);
    return n;
}

/* The plan as it stands now must show `want`, at `vehicle`. */
static void expect(enum evn_route_fault want, int32_t vehicle)
{
    struct evn_route_violation found[16];
    size_t n = judge(found, 16);
    bool seen = false;
    for (size_t i = 0; i < n && i < 16; i++)
        seen |= found[i].fault == want && found[i].vehicle == vehicle;
    if (!seen)
        printf("\n    %s is not found; %zu others, first %s", evn_route_fault_name(want), n,
               n > 0 ? evn_route_fault_name(found[0].fault) : "none");
    EVN_CHECK(seen);
    set_up();
}

static void a_plan_made_by_hand_has_no_violation(void)
{
    struct evn_route_violation found[4];
    set_up();
    size_t n = judge(found, 4);
    EVN_CHECK_EQ(n, 0);
    if (n > 0)
        printf("\n    %s %d %lld %lld", evn_route_fault_name(found[0].fault), found[0].stop,
               (long long)found[0].have, (long long)found[0].want);
}

static void what_is_served_is_counted(void)
{
    set_up();
    runs[0].vehicle = 2;
    expect(EVN_ROUTE_BAD_RUN, 2);
    runs[1].vehicle = 0;
    expect(EVN_ROUTE_BAD_RUN, 0);
    runs[1].n = 7;
    expect(EVN_ROUTE_BAD_RUN, 1);
    visits[1].ref = 5;
    expect(EVN_ROUTE_BAD_CALL, 0);
    visits[2].ref = EVN_ROUTE_RELOAD(2);
    expect(EVN_ROUTE_BAD_CALL, 0);
    visits[1].ref = 0;
    expect(EVN_ROUTE_SERVED_TWICE, 0);
    unserved[plan.n_unserved++].stop = 1;
    expect(EVN_ROUTE_SERVED_TWICE, EVN_ROUTE_NONE);
    plan.n_unserved = 0;
    expect(EVN_ROUTE_FORGOTTEN, EVN_ROUTE_NONE);
}

static void what_a_vehicle_may_carry_is_held(void)
{
    set_up();
    stops[1].demand[0] = 11;
    expect(EVN_ROUTE_OVERLOAD, 0);
    stops[2].demand[1] = 6;
    expect(EVN_ROUTE_OVERLOAD, 0);
    stops[2].skills = 1;
    expect(EVN_ROUTE_LACKS_SKILL, 0);
    stops[2].depot = 0;
    expect(EVN_ROUTE_WRONG_DEPOT, 0);
    stops[0].depot = 1;
    expect(EVN_ROUTE_WRONG_DEPOT, 0);
    vehicles[0].reload_depots = 1;
    expect(EVN_ROUTE_NO_RELOAD, 0);
    vehicles[0].trips_max = 1;
    expect(EVN_ROUTE_TRIPS, 0);
    stops[1].aboard = 1;
    expect(EVN_ROUTE_NOT_ABOARD, 0);
    stops[0].rank = 1;
    expect(EVN_ROUTE_RANK_FALLS, 0);
    stops[0].group = 1;
    stops[1].group = 2;
    expect(EVN_ROUTE_MIXED, 0);
}

static void a_reload_begins_rank_and_group_anew(void)
{
    struct evn_route_violation found[2];
    set_up();
    stops[1].rank = 2;
    stops[1].group = 1;
    stops[2].group = 2;
    EVN_CHECK_EQ(judge(found, 2), 0);
}

static void time_cannot_be_cheated(void)
{
    set_up();
    legs[2 * N_PLACES + 3] = EVN_ROUTE_NO_LEG;
    expect(EVN_ROUTE_LEG_CLOSED, 0);
    legs[2 * N_PLACES + 3] = 101;
    expect(EVN_ROUTE_TOO_FAST, 0);
    runs[0].start_s = 11;
    expect(EVN_ROUTE_TOO_FAST, 0);
    windows[0].close_s = 109;
    expect(EVN_ROUTE_OFF_WINDOW, 0);
    visits[1].begin_s = 229;
    expect(EVN_ROUTE_OFF_WINDOW, 0);
    stops[1].service_s = 21;
    expect(EVN_ROUTE_SERVICE_CUT, 0);
    vehicles[0].reload_s = 31;
    expect(EVN_ROUTE_SERVICE_CUT, 0);
    depots[1].open_s = 351;
    expect(EVN_ROUTE_OFF_HOURS, 0);
    depots[1].close_s = 379;
    expect(EVN_ROUTE_OFF_HOURS, 0);
    depots[0].open_s = 11;
    expect(EVN_ROUTE_OFF_HOURS, 0);
    depots[0].close_s = 659;
    expect(EVN_ROUTE_OFF_HOURS, 0);
    vehicles[0].shift.open_s = 11;
    expect(EVN_ROUTE_OFF_SHIFT, 0);
    vehicles[0].shift.close_s = 659;
    expect(EVN_ROUTE_OFF_SHIFT, 0);
    vehicles[0].duration_max_s = 649;
    expect(EVN_ROUTE_TOO_LONG, 0);
    stops[0].release_s = 11;
    expect(EVN_ROUTE_NOT_RELEASED, 0);
    stops[2].release_s = 381;
    expect(EVN_ROUTE_NOT_RELEASED, 0);
}

static void a_break_is_taken_once_and_whole(void)
{
    set_up();
    visits[3].ref = 3;
    vehicles[0].rest.close_s = 650;
    expect(EVN_ROUTE_NO_BREAK, 0);
    vehicles[0].rest.length_s = 0;
    expect(EVN_ROUTE_NO_BREAK, 0);
    vehicles[0].rest.open_s = 401;
    expect(EVN_ROUTE_BREAK_OFF, 0);
    vehicles[0].rest.close_s = 399;
    expect(EVN_ROUTE_BREAK_OFF, 0);
    vehicles[0].rest.length_s = 61;
    expect(EVN_ROUTE_BREAK_OFF, 0);
    visits[2].leave_s = 401;
    expect(EVN_ROUTE_BREAK_OFF, 0);
    visits[4].arrive_s = 539;
    expect(EVN_ROUTE_TOO_FAST, 0);
}

static void what_is_frozen_stays(void)
{
    set_up();
    visits[5].ref = 3;
    expect(EVN_ROUTE_FROZEN_MOVED, 1);
    plan.n_runs = 1;
    expect(EVN_ROUTE_FROZEN_MOVED, 1);
    runs[1].n = 0;
    expect(EVN_ROUTE_FROZEN_MOVED, 1);
    runs[1].start_s = 1;
    expect(EVN_ROUTE_FROZEN_MOVED, 1);
    vehicles[1].n_frozen = 0;
    runs[1].end_s = 299;
    expect(EVN_ROUTE_TOO_FAST, 1);
}

static void a_plan_s_own_figures_are_not_believed(void)
{
    set_up();
    visits[0].load[0] = 11;
    expect(EVN_ROUTE_LOAD_CLAIMED, 0);
    runs[0].dist--;
    expect(EVN_ROUTE_RUN_CLAIMED, 0);
    runs[1].cost--;
    expect(EVN_ROUTE_RUN_CLAIMED, 1);
    plan.score.cost--;
    expect(EVN_ROUTE_SCORE_CLAIMED, EVN_ROUTE_NONE);
    plan.score.unserved[1] = 1;
    expect(EVN_ROUTE_SCORE_CLAIMED, EVN_ROUTE_NONE);
}

static const struct evn_test_case tests[] = {
    EVN_TEST(a_plan_made_by_hand_has_no_violation),
    EVN_TEST(what_is_served_is_counted),
    EVN_TEST(what_a_vehicle_may_carry_is_held),
    EVN_TEST(a_reload_begins_rank_and_group_anew),
    EVN_TEST(time_cannot_be_cheated),
    EVN_TEST(a_break_is_taken_once_and_whole),
    EVN_TEST(what_is_frozen_stays),
    EVN_TEST(a_plan_s_own_figures_are_not_believed),
};

int main(int argc, char **argv)
{
    return evn_test_main(argc, argv, "dispatch.routecheck", tests, sizeof tests / sizeof tests[0]);
}
