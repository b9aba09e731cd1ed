/* Cases small enough to compute by hand; the arithmetic stands beside each. */
#include "services/dispatch/alloc/alloc.h"
#include "tests/lib/suite.h"

enum { N_MAX = 8, W_MAX = 4 };

static struct evn_arena arena;

/* A problem under construction. */
struct bench {
    int64_t stock[W_MAX];
    struct evn_alloc_community c[N_MAX];
    struct evn_alloc_problem problem;
};

static void start(struct bench *b, int64_t pack, size_t n_w, const int64_t *stock)
{
    *b = (struct bench){0};
    memcpy(b->stock, stock, n_w * sizeof *stock);
    b->problem = (struct evn_alloc_problem){
        .pack = pack, .stock = b->stock, .n_warehouses = n_w, .communities = b->c};
}

/* Add a community that may be served by every warehouse and wants seven days of cover. */
static struct evn_alloc_community *add(struct bench *b, int64_t need, int64_t on_hand)
{
    struct evn_alloc_community *c = &b->c[b->problem.n_communities++];
    *c = (struct evn_alloc_community){.id = b->problem.n_communities,
                                      .reach = (UINT64_C(1) << b->problem.n_warehouses) - 1,
                                      .need_milli = need * 1000,
                                      .on_hand = on_hand,
                                      .target_days = 7};
    return c;
}

static struct evn_alloc_result solve(const struct bench *b)
{
    struct evn_alloc_result out;
    size_t at;
    const char *field;
    evn_arena_reset(&arena);
    EVN_CHECK_OK(evn_alloc_check(&b->problem, &at, &field));
    evn_err err = evn_alloc_solve(&b->problem, &arena, &out);
    EVN_CHECK_OK(err);
    EVN_MUST(err == EVN_OK);
    return out;
}

static void check_packs(const struct evn_alloc_result *out, int tier, const int64_t *want, size_t n)
{
    for (size_t i = 0; i < n; i++)
        EVN_CHECK_EQ(out->shares[i].packs[tier], want[i]);
}

/* 100 units, packs of 1, one warehouse, nobody has anything.
 *   community  need/day  share of 100            days of cover
 *   1          50        100 x 50/100 = 50       1.00
 *   2          30        100 x 30/100 = 30       1.00
 *   3          20        100 x 20/100 = 20       1.00 */
static void a_hundred_units_go_by_need_when_nobody_has_any(void)
{
    struct bench b;
    start(&b, 1, 1, (int64_t[]){100});
    add(&b, 50, 0), add(&b, 30, 0), add(&b, 20, 0);
    struct evn_alloc_result out = solve(&b);
    check_packs(&out, 2, (int64_t[]){50, 30, 20}, 3);
    EVN_CHECK_EQ(out.left[0], 0);
    for (int i = 0; i < 3; i++)
        EVN_CHECK_EQ(out.shares[i].carried_micro, 0);
    EVN_CHECK_EQ(out.shares[0].missing[2], 50 * 7 - 50);
}

/* 100 units, packs of 1, unequal stocks at home: water filling.
 *   community  need/day  has  cover   step 1      step 2        step 3            given  cover
 *   1          10        20   2.0     -           -             10 x 0.5 =  5      5     2.5
 *   2          20         0   0.0     20 x 1 =20  20 x 1 = 20   20 x 0.5 = 10     50     2.5
 *   3          30        30   1.0     -           30 x 1 = 30   30 x 0.5 = 15     45     2.5
 *   left                              80          30            0 (30 / 60 a day = 0.5 days) */
static void a_hundred_units_raise_the_lowest_cover_first(void)
{
    struct bench b;
    start(&b, 1, 1, (int64_t[]){100});
    add(&b, 10, 20), add(&b, 20, 0), add(&b, 30, 30);
    struct evn_alloc_result out = solve(&b);
    check_packs(&out, 2, (int64_t[]){5, 50, 45}, 3);
    EVN_CHECK_EQ(out.n_regions, 1);
    EVN_CHECK_EQ(out.regions[0].tier, 2);
    /* 2.5 days: level_units / need_milli x 1000 */
    EVN_CHECK_EQ(out.regions[0].level_units * 1000 * 10 / out.regions[0].level_per, 25);
}

/* 100 units that do not come out even: needs 1, 2, 4 a day.
 *   14 whole days take 14 + 28 + 56 = 98; all stand at 14 days; 2 packs are left.
 *   exact shares: 100/7 = 14.2857, 200/7 = 28.5714, 400/7 = 57.1429. Nobody is owed anything
 *   yet, so the larger claims take them: 3 and 2. Carried: share less packs,
 *   +0.285714, -0.428572 (rounded down), +0.142857. */
static void odd_packs_go_by_claim_and_the_rest_is_carried(void)
{
    struct bench b;
    start(&b, 1, 1, (int64_t[]){100});
    add(&b, 1, 0)->target_days = 100, add(&b, 2, 0)->target_days = 100;
    add(&b, 4, 0)->target_days = 100;
    struct evn_alloc_result out = solve(&b);
    check_packs(&out, 2, (int64_t[]){14, 29, 57}, 3);
    EVN_CHECK_EQ(out.shares[0].carried_micro, 285714);
    EVN_CHECK_EQ(out.shares[1].carried_micro, -428572);
    EVN_CHECK_EQ(out.shares[2].carried_micro, 142857);
    EVN_CHECK_EQ(out.shares[0].reason, EVN_ALLOC_TIED);
    EVN_CHECK_EQ(out.shares[0].tie, EVN_ALLOC_TIE_CLAIM);
    EVN_CHECK_EQ(out.shares[2].reason, EVN_ALLOC_ABOVE);
}

/* Whole packs of 12: 100 units are 8 packs and 4 loose units stay. Needs 12, 12, 24 a day:
 * 2 whole days take 2 + 2 + 4 = 8 packs. */
static void only_whole_packs_leave_the_warehouse(void)
{
    struct bench b;
    start(&b, 12, 1, (int64_t[]){100});
    add(&b, 12, 0), add(&b, 12, 0), add(&b, 24, 0);
    struct evn_alloc_result out = solve(&b);
    check_packs(&out, 2, (int64_t[]){2, 2, 4}, 3);
    EVN_CHECK_EQ(out.left[0], 4);
}

/* 100 units in tiers.
 *   community  floor 1  floor 2  tier 1  tier 2                             tier 3
 *   1          30        0       30      -                                  0
 *   2          10       50       10      60 left for 90: level 2/3;         0
 *   3           0       40        0      33 of 50 (0.66) and 27 of 40: the  0
 *                                        34th for 2 stands at 33/50 = 0.66,
 *                                        above the 27th for 3 at 26/40 = 0.65 */
static void floors_come_before_everyone_and_are_shared_by_fraction(void)
{
    struct bench b;
    start(&b, 1, 1, (int64_t[]){100});
    struct evn_alloc_community *c1 = add(&b, 100, 0), *c2 = add(&b, 100, 0), *c3 = add(&b, 100, 0);
    c1->floor[0] = 30, c2->floor[0] = 10, c2->floor[1] = 50, c3->floor[1] = 40;
    struct evn_alloc_result out = solve(&b);
    check_packs(&out, 0, (int64_t[]){30, 10, 0}, 3);
    check_packs(&out, 1, (int64_t[]){0, 33, 27}, 3);
    check_packs(&out, 2, (int64_t[]){0, 0, 0}, 3);
    EVN_CHECK_EQ(out.shares[1].missing[1], 17);
    EVN_CHECK_EQ(out.shares[0].reason, EVN_ALLOC_TIER);
}

/* Two warehouses. 1 reaches only the first, 3 only the second, 2 both; each needs 10 a day.
 *   10 + 90 units: one pool would give 33 each, but the first has only 10: 1 gets 10 and
 *   stands at 1.0 days; 2 and 3 share the other 90, 45 each, 4.5 days. */
static void a_community_is_bound_by_the_warehouses_it_reaches(void)
{
    struct bench b;
    start(&b, 1, 2, (int64_t[]){10, 90});
    add(&b, 10, 0)->reach = 1, add(&b, 10, 0), add(&b, 10, 0)->reach = 2;
    struct evn_alloc_result out = solve(&b);
    check_packs(&out, 2, (int64_t[]){10, 45, 45}, 3);
    EVN_CHECK_EQ(out.n_regions, 2);
    EVN_CHECK(out.shares[0].region != out.shares[1].region);
    EVN_CHECK_EQ(out.shares[1].region, out.shares[2].region);
    EVN_CHECK_EQ(out.left[0] + out.left[1], 0);
}

/* The same with 60 + 40: a pool gives 34, 33, 33 and the flow can follow:
 * 60 = 34 to 1 and 26 to 2; 40 = 7 to 2 and 33 to 3. */
static void warehouses_help_each_other_through_a_shared_community(void)
{
    struct bench b;
    start(&b, 1, 2, (int64_t[]){60, 40});
    add(&b, 10, 0)->reach = 1, add(&b, 10, 0), add(&b, 10, 0)->reach = 2;
    struct evn_alloc_result out = solve(&b);
    check_packs(&out, 2, (int64_t[]){34, 33, 33}, 3);
    int64_t sent[2][3] = {{0}};
    for (size_t i = 0; i < out.n_lines; i++)
        sent[out.lines[i].warehouse][out.lines[i].community] += out.lines[i].packs;
    EVN_CHECK_EQ(sent[0][0], 34);
    EVN_CHECK_EQ(sent[0][1], 26);
    EVN_CHECK_EQ(sent[1][1], 7);
    EVN_CHECK_EQ(sent[1][2], 33);
}

static void what_is_not_wanted_stays_in_reserve(void)
{
    struct bench b;
    start(&b, 10, 1, (int64_t[]){1000});
    add(&b, 10, 0), add(&b, 9, 60), add(&b, 10, 75), add(&b, 0, 0);
    struct evn_alloc_result out = solve(&b);
    check_packs(&out, 2, (int64_t[]){7, 1, 0, 0}, 4); /* 63 - 60 = 3 units: one started pack */
    EVN_CHECK_EQ(out.left[0], 920);
    EVN_CHECK_EQ(out.n_regions, 0);
    EVN_CHECK_EQ(out.shares[0].reason, EVN_ALLOC_FILLED);
    EVN_CHECK_EQ(out.shares[2].reason, EVN_ALLOC_COVERED);
    EVN_CHECK_EQ(out.shares[3].reason, EVN_ALLOC_NO_CLAIM);
}

static void a_campus_goes_first_at_equal_height_but_not_before_a_key_person(void)
{
    struct bench b;
    start(&b, 1, 1, (int64_t[]){2});
    add(&b, 10, 0)->rank = 1, add(&b, 10, 0)->rank = 0, add(&b, 10, 0)->rank = 1;
    b.c[2].floor[0] = 1;
    struct evn_alloc_result out = solve(&b);
    check_packs(&out, 0, (int64_t[]){0, 0, 1}, 3);
    check_packs(&out, 2, (int64_t[]){0, 1, 0}, 3);
    EVN_CHECK_EQ(out.shares[0].tie, EVN_ALLOC_TIE_RANK);
}

/* Ten packs a round for three equal communities that use up all they get: the tenth pack goes
 * round, and after every third round all have the same. */
static void the_odd_pack_goes_round(void)
{
    struct bench b;
    int64_t sum[3] = {0};
    start(&b, 1, 1, (int64_t[]){10});
    add(&b, 10, 0), add(&b, 10, 0), add(&b, 10, 0);
    for (int round = 1; round <= 9; round++) {
        struct evn_alloc_result out = solve(&b);
        for (int i = 0; i < 3; i++) {
            sum[i] += out.shares[i].packs[2];
            b.c[i].carried_micro = out.shares[i].carried_micro;
        }
        EVN_CHECK(sum[0] - sum[1] <= 1 && sum[1] - sum[0] <= 1 && sum[1] - sum[2] <= 1);
        if (round % 3 == 0)
            EVN_CHECK(sum[0] == sum[1] && sum[1] == sum[2]);
    }
}

static void an_empty_problem_has_an_empty_answer(void)
{
    struct bench b;
    start(&b, 1, 0, (int64_t[]){0});
    struct evn_alloc_result out = solve(&b);
    EVN_CHECK_EQ(out.n_lines, 0);
    add(&b, 10, 0);
    out = solve(&b);
    EVN_CHECK_EQ(out.shares[0].reason, EVN_ALLOC_NO_STOCK);
    EVN_CHECK_EQ(out.shares[0].missing[2], 70);
}

static void a_wrong_problem_is_named_by_index_and_field(void)
{
    struct bench b;
    size_t at;
    const char *field;
    start(&b, 1, 1, (int64_t[]){10});
    add(&b, 10, 0), add(&b, 10, 0);
    b.c[1].need_milli = -1;
    EVN_CHECK_ERR(evn_alloc_check(&b.problem, &at, &field), EVN_E_OUT_OF_RANGE);
    EVN_CHECK_EQ(at, 1);
    EVN_CHECK_TEXT(field, "need");
    b.c[1].need_milli = 1, b.c[1].id = 1;
    EVN_CHECK_ERR(evn_alloc_check(&b.problem, &at, &field), EVN_E_BAD_FIELD);
    b.c[1].id = 2, b.c[0].reach = 2;
    EVN_CHECK_ERR(evn_alloc_check(&b.problem, &at, &field), EVN_E_OUT_OF_RANGE);
    EVN_CHECK_TEXT(field, "reach");
    b.c[0].reach = 1, b.c[0].carried_micro = INT64_MIN;
    EVN_CHECK_ERR(evn_alloc_check(&b.problem, &at, &field), EVN_E_OUT_OF_RANGE);
    b.c[0].carried_micro = 0, b.problem.pack = 0;
    EVN_CHECK_ERR(evn_alloc_check(&b.problem, &at, &field), EVN_E_OUT_OF_RANGE);
    EVN_CHECK_TEXT(field, "pack");
}

static void the_largest_quantities_do_not_overflow(void)
{
    struct bench b;
    start(&b, 1, 2, (int64_t[]){EVN_ALLOC_UNITS_MAX, EVN_ALLOC_UNITS_MAX});
    for (int i = 0; i < 3; i++) {
        struct evn_alloc_community *c = add(&b, EVN_ALLOC_UNITS_MAX / 1000, 0);
        c->target_days = 1000;
        c->on_hand = i == 0 ? EVN_ALLOC_UNITS_MAX - 1 : 0;
        c->floor[0] = c->floor[1] = EVN_ALLOC_UNITS_MAX / 2;
        c->carried_micro = i == 1 ? EVN_ALLOC_CARRIED_MAX : -EVN_ALLOC_CARRIED_MAX;
    }
    struct evn_alloc_result out = solve(&b);
    EVN_CHECK_EQ(out.shares[0].packs[1], 1);
    EVN_CHECK_EQ(out.left[0] + out.left[1], 0);
    EVN_CHECK_EQ(out.shares[1].missing[1] + out.shares[2].missing[1], 1);
    EVN_CHECK_EQ(out.shares[2].missing[1], 1); /* the other is owed more */
}

int main(int argc, char **argv)
{
    static const struct evn_test_case tests[] = {
        EVN_TEST(a_hundred_units_go_by_need_when_nobody_has_any),
        EVN_TEST(a_hundred_units_raise_the_lowest_cover_first),
        EVN_TEST(odd_packs_go_by_claim_and_the_rest_is_carried),
        EVN_TEST(only_whole_packs_leave_the_warehouse),
        EVN_TEST(floors_come_before_everyone_and_are_shared_by_fraction),
        EVN_TEST(a_community_is_bound_by_the_warehouses_it_reaches),
        EVN_TEST(warehouses_help_each_other_through_a_shared_community),
        EVN_TEST(what_is_not_wanted_stays_in_reserve),
        EVN_TEST(a_campus_goes_first_at_equal_height_but_not_before_a_key_person),
        EVN_TEST(the_odd_pack_goes_round),
        EVN_TEST(an_empty_problem_has_an_empty_answer),
        EVN_TEST(a_wrong_problem_is_named_by_index_and_field),
        EVN_TEST(the_largest_quantities_do_not_overflow),
    };
    evn_err err = evn_arena_init(&arena, 1 << 20);
    if (err != EVN_OK)
        return 1;
    int status = evn_test_main(argc, argv, "dispatch.alloc", tests, sizeof tests / sizeof tests[0]);
    evn_arena_fini(&arena);
    return status;
}
