#include "tests/unit/dispatch/core/world.h"

/* Three communities that need so much a day; 100 units in one warehouse; one round. */
static void share_100(struct world *w, const int64_t daily[3], uint32_t days, int64_t got[3])
{
    static const char *const code[] = {"310105001001", "310105001002", "310105001003"};
    world_init(w);
    add_item(w, "RICE", 1, 1000);
    receive_stock(w, "W1", "RICE", 100);
    set_days(w, days);
    for (int i = 0; i < 3; i++) {
        add_community(w, code[i], i);
        need(w, code[i], "RICE", 3, daily[i]);
    }
    EVN_CHECK_OK(round_now(w));
    for (int i = 0; i < 3; i++)
        got[i] = SUM(w, code[i], "RICE", allocated);
}

static void a_hundred_units_meet_needs_of_50_30_and_20(void)
{
    struct world w;
    int64_t got[3];
    share_100(&w, (const int64_t[]){50, 30, 20}, 1, got);
    EVN_CHECK_EQ(got[0], 50);
    EVN_CHECK_EQ(got[1], 30);
    EVN_CHECK_EQ(got[2], 20);
    world_fini(&w);
}

static void scarce_units_cover_equal_days_of_50_30_and_20(void)
{
    struct world w;
    int64_t got[3];
    share_100(&w, (const int64_t[]){50, 30, 20}, 3, got);
    EVN_CHECK_EQ(got[0], 50);
    EVN_CHECK_EQ(got[1], 30);
    EVN_CHECK_EQ(got[2], 20);
    EVN_CHECK_EQ(SUM(&w, "310105001001", "RICE", open), 100);
    world_fini(&w);
}

/* By hand: 100/7 = 14 2/7, 200/7 = 28 4/7, 400/7 = 57 1/7: one unit is left, to the largest rest.
 */
static void a_hundred_units_over_1_2_and_4_follow_the_largest_remainder(void)
{
    struct world w;
    int64_t got[3];
    share_100(&w, (const int64_t[]){1, 2, 4}, 30, got);
    EVN_CHECK_EQ(got[0], 14);
    EVN_CHECK_EQ(got[1], 29);
    EVN_CHECK_EQ(got[2], 57);
    const struct evn_dsp_line *line = line_of(&w, "STANDING-310105001001", 1);
    EVN_CHECK_EQ(line->why.code, EVN_DSP_WHY_SHARED);
    EVN_CHECK(line->why.text[0] != '\0');
    world_fini(&w);
}

static void life_critical_needs_go_before_everybody(void)
{
    struct world w;
    world_init(&w);
    add_item(&w, "INSULIN", 1, 1000);
    add_community(&w, "310105001001", 0);
    add_community(&w, "310105001002", 1);
    receive_stock(&w, "W1", "INSULIN", 10);
    set_days(&w, 1);
    need(&w, "310105001001", "INSULIN", 1, 8);
    need(&w, "310105001002", "INSULIN", 3, 100);
    EVN_CHECK_OK(round_now(&w));
    EVN_CHECK_EQ(SUM(&w, "310105001001", "INSULIN", allocated), 8);
    EVN_CHECK_EQ(SUM(&w, "310105001002", "INSULIN", allocated), 2);
    world_fini(&w);
}

static void whole_packs_are_given_and_the_rounding_is_said(void)
{
    struct world w;
    world_init(&w);
    add_item(&w, "WATER", 12, 500000);
    add_community(&w, "310105001001", 0);
    receive_stock(&w, "W1", "WATER", 120);
    EVN_CHECK_OK(ask_for(&w, "Q1", "310105001001", "WATER", 30));
    EVN_CHECK_OK(round_now(&w));
    EVN_CHECK_EQ(line_of(&w, "Q1", 1)->allocated, 36);
    EVN_CHECK_EQ(line_of(&w, "Q1", 1)->rounded, 6);
    EVN_CHECK_EQ(line_of(&w, "Q1", 1)->open, 0);
    world_fini(&w);
}

static void what_breaks_of_the_rounding_is_missed_by_nobody(void)
{
    struct world w;
    world_init(&w);
    add_item(&w, "WATER", 12, 500000);
    add_community(&w, "310105001001", 0);
    receive_stock(&w, "W1", "WATER", 120);
    EVN_CHECK_OK(ask_for(&w, "Q1", "310105001001", "WATER", 30));
    EVN_CHECK_OK(round_now(&w));
    settle(&w);
    EVN_CHECK_OK(trip_step(&w, EVN_DSP_TAG_LOAD, "T1-1"));
    settle(&w);
    EVN_CHECK_OK(trip_step(&w, EVN_DSP_TAG_DEPART, "T1-1"));
    EVN_CHECK_OK(arrive(&w, "T1-1", 1));
    EVN_CHECK_OK(receive_stop(&w, "T1-1", 1, 8, 0)); /* 36 came, 28 of them whole */
    settle(&w);
    EVN_CHECK_EQ(line_of(&w, "Q1", 1)->received, 28);
    EVN_CHECK_EQ(line_of(&w, "Q1", 1)->rounded, 0);
    EVN_CHECK_EQ(line_of(&w, "Q1", 1)->open, 2);
    world_fini(&w);
}

static void an_expired_lot_is_not_given(void)
{
    struct world w;
    world_init(&w);
    add_item(&w, "RICE", 1, 1000);
    add_community(&w, "310105001001", 0);
    /* The ledger counts 0001-01-01 as day 1: 2022-11-13 is day 738472. */
    w.ledger.expiry_day = 738472;
    receive_stock(&w, "W1", "RICE", 100);
    EVN_CHECK_OK(ask_for(&w, "Q1", "310105001001", "RICE", 30));
    EVN_CHECK_OK(round_now(&w));
    EVN_CHECK_EQ(line_of(&w, "Q1", 1)->allocated, 0);
    EVN_CHECK_TEXT(line_of(&w, "Q1", 1)->why.text, "NO_STOCK");
    world_fini(&w);
}

static void a_lot_that_may_be_used_today_is_given(void)
{
    struct world w;
    world_init(&w);
    add_item(&w, "RICE", 1, 1000);
    add_community(&w, "310105001001", 0);
    w.ledger.expiry_day = 738473;
    receive_stock(&w, "W1", "RICE", 100);
    EVN_CHECK_OK(ask_for(&w, "Q1", "310105001001", "RICE", 30));
    EVN_CHECK_OK(round_now(&w));
    EVN_CHECK_EQ(line_of(&w, "Q1", 1)->allocated, 30);
    world_fini(&w);
}

static void what_arrived_and_what_is_on_its_way_is_not_asked_for_again(void)
{
    struct world w;
    world_init(&w);
    add_item(&w, "RICE", 1, 1000);
    add_community(&w, "310105001001", 0);
    receive_stock(&w, "W1", "RICE", 1000);
    need(&w, "310105001001", "RICE", 3, 40);
    EVN_CHECK_OK(round_now(&w));
    settle(&w);
    EVN_CHECK_EQ(SUM(&w, "310105001001", "RICE", reserved), 80);
    EVN_CHECK_OK(round_now(&w));
    EVN_CHECK_EQ(SUM(&w, "310105001001", "RICE", allocated), 0);
    settle(&w);
    drive_all(&w);
    EVN_CHECK_EQ(SUM(&w, "310105001001", "RICE", received), 80);
    at(&w, 1, 360); /* one day was eaten: one more day is due */
    EVN_CHECK_EQ(SUM(&w, "310105001001", "RICE", allocated), 40);
    EVN_CHECK_EQ(SUM(&w, "310105001001", "RICE", requested), 120);
    world_fini(&w);
}

static void a_need_that_ends_closes_its_lines_with_the_reason(void)
{
    struct world w;
    world_init(&w);
    add_item(&w, "RICE", 1, 1000);
    add_community(&w, "310105001001", 0);
    need(&w, "310105001001", "RICE", 3, 40);
    EVN_CHECK_OK(round_now(&w));
    EVN_CHECK_EQ(SUM(&w, "310105001001", "RICE", open), 80);
    close_need(&w, "310105001001");
    EVN_CHECK_OK(round_now(&w));
    const struct evn_dsp_line *line = line_of(&w, "STANDING-310105001001", 1);
    EVN_CHECK_EQ(line->open, 0);
    EVN_CHECK_EQ(line->refused, 80);
    EVN_CHECK_EQ(line->why.code, EVN_DSP_WHY_NOT_NEEDED);
    world_fini(&w);
}

static void stock_is_drawn_from_two_warehouses(void)
{
    struct world w;
    world_init(&w);
    add_item(&w, "RICE", 1, 1000);
    add_community(&w, "310105001001", 0);
    receive_stock(&w, "W1", "RICE", 30);
    receive_stock(&w, "W2", "RICE", 30);
    EVN_CHECK_OK(ask_for(&w, "Q1", "310105001001", "RICE", 50));
    EVN_CHECK_OK(round_now(&w));
    EVN_CHECK_EQ(w.n_lanes, 2);
    settle(&w);
    EVN_CHECK_EQ(line_of(&w, "Q1", 1)->reserved, 50);
    drive_all(&w);
    EVN_CHECK_EQ(line_of(&w, "Q1", 1)->received, 50);
    check_replay(&w);
    world_fini(&w);
}

int main(int argc, char **argv)
{
    static const struct evn_test_case tests[] = {
        EVN_TEST(a_hundred_units_meet_needs_of_50_30_and_20),
        EVN_TEST(scarce_units_cover_equal_days_of_50_30_and_20),
        EVN_TEST(a_hundred_units_over_1_2_and_4_follow_the_largest_remainder),
        EVN_TEST(life_critical_needs_go_before_everybody),
        EVN_TEST(whole_packs_are_given_and_the_rounding_is_said),
        EVN_TEST(what_breaks_of_the_rounding_is_missed_by_nobody),
        EVN_TEST(an_expired_lot_is_not_given),
        EVN_TEST(a_lot_that_may_be_used_today_is_given),
        EVN_TEST(what_arrived_and_what_is_on_its_way_is_not_asked_for_again),
        EVN_TEST(a_need_that_ends_closes_its_lines_with_the_reason),
        EVN_TEST(stock_is_drawn_from_two_warehouses),
    };
    return evn_test_main(argc, argv, "dispatch.shares", tests, sizeof tests / sizeof tests[0]);
}
