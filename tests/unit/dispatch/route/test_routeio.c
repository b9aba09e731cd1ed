#include "services/dispatch/route/solve.h"
#include "services/dispatch/route/validate.h"
#include "services/dispatch/routecheck/check.h"
#include "services/dispatch/routecheck/retime.h"
#include "services/dispatch/routeio/sol.h"
#include "tests/lib/suite.h"

#include "common/base/rng.h"

#include <stdlib.h>

static const char solomon[] =
    "T1\n\nVEHICLE\nNUMBER     CAPACITY\n  3         50\n\nCUSTOMER\n"
    "CUST NO.  XCOORD.  YCOORD.  DEMAND  READY TIME  DUE DATE  SERVICE\n\n"
    "  0 0 0 0 0 230 0\n  1 3 4 10 0 100 10\n  2 6 8 20 50 60 10\n";

static const char vrp[] =
    "NAME : T2\nTYPE : MTVRPTWR\nDIMENSION : 4\nVEHICLES: 2\nCAPACITY: 100\nSERVICE_TIME: 5\n"
    "EDGE_WEIGHT_TYPE : EUC_2D\nNODE_COORD_SECTION\n1 0 0\n2 3 4\n3 6 8\n4 0.5 -1.5e1\n"
    "DEMAND_SECTION\n1 0\n2 60\n3 70\n4 30\nTIME_WINDOW_SECTION\n1 0 900\n2 0 800\n3 0 800\n"
    "4 0 800\nRELEASE_TIME_SECTION\n1 0\n2 0\n3 40\n4 0\nVEHICLES_RELOAD_DEPOT_SECTION\n1 1\n2 1\n"
    "DEPOT_SECTION\n1\n-1\nEOF\n";

static const char cordeau[] = "6 2 2 2\n500 20\n0 30\n1 1.0 2.0 5 7 1 2 1 2 10 90\n"
                              "2 3.0 4.5 5 8 1 2 1 2 0 80\n3 0 0 0 0 0 0 0 1000\n"
                              "4 9 9 0 0 0 0 0 900\n";

static evn_err read_text(const char *text, struct evn_route_instance *in, struct evn_refusal *why)
{
    return evn_route_read(evn_bytes_text(text), EVN_ROUTE_LEGS_AUTO, in, why);
}

static void a_solomon_text_is_read_in_tenths(void)
{
    struct evn_route_instance in;
    struct evn_refusal why;
    EVN_CHECK_OK(read_text(solomon, &in, &why));
    EVN_CHECK_EQ(in.problem.n_stops, 2);
    EVN_CHECK_EQ(in.problem.n_vehicles, 3);
    EVN_CHECK_EQ(in.vehicles[2].capacity[0], 50);
    EVN_CHECK_EQ(in.leg[0 * 3 + 1], 50);
    EVN_CHECK_EQ(in.stops[1].windows->open_s, 500);
    EVN_CHECK_EQ(in.stops[1].service_s, 100);
    EVN_CHECK_EQ(in.depots[0].close_s, 2300);
    evn_route_instance_fini(&in);
}

static void a_vrplib_text_is_read_with_its_sections(void)
{
    struct evn_route_instance in;
    struct evn_refusal why;
    EVN_CHECK_OK(read_text(vrp, &in, &why));
    EVN_CHECK_TEXT(in.name, "T2");
    EVN_CHECK_EQ(in.problem.n_stops, 3);
    EVN_CHECK_EQ(in.stops[1].release_s, 400);
    EVN_CHECK_EQ(in.stops[0].service_s, 50);
    EVN_CHECK_EQ(in.vehicles[0].reload_depots, 1);
    EVN_CHECK_EQ(in.leg[0 * 4 + 3], 150);
    EVN_CHECK_OK(evn_route_validate(&in.problem, &why));
    evn_route_instance_fini(&in);
}

static void a_cordeau_text_is_read_with_its_depots(void)
{
    struct evn_route_instance in;
    struct evn_refusal why;
    EVN_CHECK_OK(read_text(cordeau, &in, &why));
    EVN_CHECK_EQ(in.problem.n_depots, 2);
    EVN_CHECK_EQ(in.problem.n_vehicles, 4);
    EVN_CHECK_EQ(in.vehicles[0].duration_max_s, 500000);
    EVN_CHECK_EQ(in.vehicles[3].duration_max_s, EVN_ROUTE_TIME_MAX);
    EVN_CHECK_EQ(in.vehicles[3].start_depot, 1);
    EVN_CHECK_EQ(in.depots[1].close_s, 900000);
    EVN_CHECK_EQ(in.stops[1].demand[0], 8);
    evn_route_instance_fini(&in);
}

static void a_bad_file_is_refused_by_line_and_column(void)
{
    struct evn_route_instance in;
    struct evn_refusal why;
    EVN_CHECK_ERR(
        read_text("NAME : X\nDIMENSION : 3\nNODE_COORD_SECTION\n1 0 0\n2 0 x\n", &in, &why),
        EVN_E_BAD_FILE);
    EVN_CHECK_EQ(why.line, 5);
    EVN_CHECK_EQ(why.have, 5);
    EVN_CHECK_TEXT(why.field, "coordinate");
    evn_route_instance_fini(&in);
    EVN_CHECK_ERR(read_text("hello world\n", &in, &why), EVN_E_BAD_FILE);
    EVN_CHECK_EQ(why.line, 1);
    evn_route_instance_fini(&in);
    EVN_CHECK_ERR(read_text("", &in, &why), EVN_E_BAD_FILE);
    evn_route_instance_fini(&in);
}

static void ten_megabytes_of_garbage_are_refused(void)
{
    struct evn_rng rng = evn_rng_of(evn_test_seed(3));
    static const char *const kinds[] = {"", "7", " ", "0123456789 .-e\n"};
    size_t len = 10 << 20;
    uint8_t *text = malloc(len);
    EVN_MUST(text != NULL);
    for (int kind = 0; kind < 4; kind++) {
        struct evn_route_instance in;
        struct evn_refusal why;
        const char *letters = kinds[kind];
        uint32_t n = (uint32_t)strlen(letters);
        for (size_t i = 0; i < len; i++)
            text[i] =
                n > 0 ? (uint8_t)letters[evn_rng_below(&rng, n)] : (uint8_t)evn_rng_next(&rng);
        EVN_CHECK_ERR(evn_route_read(evn_bytes_of(text, len), EVN_ROUTE_LEGS_AUTO, &in, &why),
                      EVN_E_BAD_FILE);
        EVN_CHECK(why.line >= 1 && why.have >= 1 && why.field[0] != '\0');
        evn_route_instance_fini(&in);
    }
    free(text);
}

/* Damage a good text in a few places and cut it: read it, or refuse it, but nothing else. */
static void damaged_files_are_read_or_refused(void)
{
    static const char *const texts[] = {solomon, vrp, cordeau};
    struct evn_rng rng = evn_rng_of(evn_test_seed(4));
    unsigned n_refused = 0;
    for (int i = 0; i < 3000; i++) {
        char text[1024];
        struct evn_route_instance in;
        struct evn_refusal why;
        size_t len = strlen(texts[i % 3]);
        memcpy(text, texts[i % 3], len);
        for (uint32_t k = evn_rng_below(&rng, 4); k > 0; k--)
            text[evn_rng_below(&rng, (uint32_t)len)] = "9-. \n:Xe"[evn_rng_below(&rng, 8)];
        if (evn_rng_below(&rng, 4) == 0)
            len = evn_rng_below(&rng, (uint32_t)len);
        evn_err err = evn_route_read(evn_bytes_of(text, len), EVN_ROUTE_LEGS_AUTO, &in, &why);
        EVN_CHECK(err == EVN_OK || err == EVN_E_BAD_FILE);
        if (err == EVN_OK)
            EVN_CHECK_OK(evn_route_validate(&in.problem, &why));
        n_refused += err != EVN_OK;
        evn_route_instance_fini(&in);
    }
    EVN_CHECK(n_refused > 500);
}

/* Solve, write, read back, retime and judge: cost and plan must be the same. */
static void round_trip(struct evn_route_instance *in, int64_t n_iterations)
{
    struct evn_route_options options = {.seed = 1, .iterations_max = n_iterations};
    struct evn_route_plan plan, back;
    struct evn_refusal why;
    struct evn_arena arena;
    struct evn_buf buf;
    struct evn_route_violation found = {0};
    double cost;
    evn_buf_init(&buf, 1 << 20);
    EVN_CHECK_OK(evn_route_plan_init(&plan, &in->problem));
    EVN_CHECK_OK(evn_route_plan_init(&back, &in->problem));
    EVN_MUST(evn_arena_init(&arena, evn_route_memory(&in->problem) +
                                        2 * evn_route_check_memory(&in->problem)) == EVN_OK);
    EVN_CHECK_OK(evn_route_solve(&in->problem, NULL, &options, &arena, &plan));
    EVN_CHECK_EQ(evn_route_check(&in->problem, &plan, &arena, &found, 1), 0);
    EVN_CHECK_OK(evn_route_sol_write(in, &plan, &buf));
    EVN_CHECK_OK(evn_route_sol_read(in, evn_bytes_of(buf.at, buf.len), &back, &cost, &why));
    evn_route_retime(&in->problem, &back);
    EVN_CHECK_EQ(evn_route_check(&in->problem, &back, &arena, &found, 1), 0);
    EVN_CHECK_EQ(back.n_visits, plan.n_visits);
    EVN_CHECK_EQ(back.score.cost, plan.score.cost);
    CU_ASSERT_DOUBLE_EQUAL(cost, (double)plan.score.cost / in->cost_unit, 1e-6 * cost);
    evn_arena_fini(&arena);
    evn_buf_fini(&buf);
    evn_route_plan_fini(&plan);
    evn_route_plan_fini(&back);
}

static void a_solution_file_reads_back_as_the_same_plan(void)
{
    static const char *const texts[] = {solomon, vrp, cordeau};
    for (int i = 0; i < 3; i++) {
        struct evn_route_instance in;
        struct evn_refusal why;
        EVN_CHECK_OK(read_text(texts[i], &in, &why));
        round_trip(&in, 100);
        evn_route_instance_fini(&in);
    }
}

static void a_bad_solution_file_is_refused(void)
{
    static const char *const bad[] = {"Route #1: 4\n",
                                      "Route #4: 1\n",
                                      "Route 1: 1\n",
                                      "Rute",
                                      "Route #1: 1 | 2\n",
                                      "Cost x\n",
                                      "Route #1: 1 1 1 1 1 1 1 1 1 1 1"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        struct evn_route_instance in;
        struct evn_route_plan plan;
        struct evn_refusal why;
        double cost;
        EVN_CHECK_OK(read_text(solomon, &in, &why));
        in.mixed = true;
        EVN_CHECK_OK(evn_route_plan_init(&plan, &in.problem));
        EVN_CHECK_ERR(evn_route_sol_read(&in, evn_bytes_text(bad[i]), &plan, &cost, &why),
                      EVN_E_BAD_FILE);
        evn_route_plan_fini(&plan);
        evn_route_instance_fini(&in);
    }
}

/* Read a file of the shared benchmark data. False: not there. */
static bool read_shared(const char *below, struct evn_route_instance *in)
{
    static uint8_t text[1 << 18];
    struct evn_refusal why;
    const char *path = evn_test_data(below);
    FILE *f = path != NULL ? fopen(path, "rb") : NULL;
    if (f == NULL)
        return false;
    size_t len = fread(text, 1, sizeof text, f);
    fclose(f);
    EVN_CHECK_OK(evn_route_read(evn_bytes_of(text, len), EVN_ROUTE_LEGS_AUTO, in, &why));
    return true;
}

static void public_instances_are_solved_close_to_the_best_known(void)
{
    static const struct {
        const char *file;
        double best, gap_max; /* per cent, at 2,000 iterations */
    } known[] = {
        {"vrp/solomon/C101.txt", 827.3, 5},
        {"vrp/solomon/R201.txt", 1143.2, 20},
        {"vrp/uchoa_x/X-n101-k25.vrp", 27591, 8},
        {"vrp/cordeau_mdvrptw/pr01.txt", 1074.12, 12},
        {"vrp/cordeau_sdvrptw/PR01.vrp", 1655.42, 12},
        {"vrp/pessoa_hfvrp/X256-FSMF.vrp", 30982.64, 15},
        {"vrp/yang_mtvrptwr/C201R0.25.vrp", 1500.6, 20},
    };
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        struct evn_route_instance in;
        struct evn_route_options options = {.seed = 1, .iterations_max = 2000};
        struct evn_route_plan plan;
        struct evn_arena arena;
        struct evn_route_violation found = {0};
        if (!read_shared(known[i].file, &in)) {
            evn_test_skip("EVN_TEST_DATA has no vrp folder");
            return;
        }
        EVN_CHECK_OK(evn_route_plan_init(&plan, &in.problem));
        EVN_MUST(evn_arena_init(&arena, evn_route_memory(&in.problem) +
                                            evn_route_check_memory(&in.problem)) == EVN_OK);
        EVN_CHECK_OK(evn_route_solve(&in.problem, NULL, &options, &arena, &plan));
        EVN_CHECK_EQ(evn_route_check(&in.problem, &plan, &arena, &found, 1), 0);
        double gap = ((double)plan.score.cost / in.cost_unit / known[i].best - 1) * 100;
        if (plan.n_unserved > 0 || gap > known[i].gap_max)
            printf("\n    %s: %u unserved, gap %.2f %%", known[i].file, plan.n_unserved, gap);
        EVN_CHECK_EQ(plan.n_unserved, 0);
        EVN_CHECK(gap <= known[i].gap_max && gap > -0.01);
        evn_arena_fini(&arena);
        evn_route_plan_fini(&plan);
        evn_route_instance_fini(&in);
    }
}

static const struct evn_test_case tests[] = {
    EVN_TEST(a_solomon_text_is_read_in_tenths),
    EVN_TEST(a_vrplib_text_is_read_with_its_sections),
    EVN_TEST(a_cordeau_text_is_read_with_its_depots),
    EVN_TEST(a_bad_file_is_refused_by_line_and_column),
    EVN_TEST(ten_megabytes_of_garbage_are_refused),
    EVN_TEST(damaged_files_are_read_or_refused),
    EVN_TEST(a_solution_file_reads_back_as_the_same_plan),
    EVN_TEST(a_bad_solution_file_is_refused),
    EVN_TEST(public_instances_are_solved_close_to_the_best_known),
};

int main(int argc, char **argv)
{
    return evn_test_main(argc, argv, "dispatch.routeio", tests, sizeof tests / sizeof tests[0]);
}
