/* Cases by severity: courses on the day of the count, oxygen and beds as long as they stay; beds
 * are capacity, which is not used up. */
#include "tests/unit/planner/cover_world.h"

static void begin(void)
{
    start();
    class_item(&w, "DEXA", "covid_drug_severe");
    class_item(&w, "OXYGEN", "covid_drug");
    class_item(&w, "ICU", "bed");
    norm(&w, "dexamethasone", "severe", 4000000, "patient", "once");
    norm(&w, "dexamethasone", "critical", 8000000, "patient", "once");
    norm(&w, "oxygen", "severe", INT64_C(14400000000), "patient", "day");
    norm(&w, "icu", "critical", 1000000, "patient", "day");
    link_norm(&w, "DEXA", "dexamethasone", 10000000); /* ten in a box */
    link_norm(&w, "OXYGEN", "oxygen", INT64_C(6000000000));
    link_norm(&w, "ICU", "icu", 1000000);
    deliver(&w);
    EVN_CHECK_OK(headcount(&w, "WAVE1", C1, "severe", 15, "2022-11-15", "2022-11-21"));
    EVN_CHECK_OK(headcount(&w, "WAVE1", C1, "critical", 5, "2022-11-15", "2022-11-28"));
    EVN_CHECK_OK(headcount(&w, "WAVE2", C1, "critical", 2, "2022-11-20", "2022-12-03"));
}

static void courses_come_once_oxygen_and_beds_for_the_stay(void)
{
    begin();
    morning(&w, "2022-11-15");
    EVN_CHECK_EQ(quantity_of(&w, C1, "DEXA", 3), 10); /* (15 x 4 + 5 x 8) / 10 */
    EVN_CHECK_EQ(quantity_of(&w, C1, "OXYGEN", 3), 36);
    const NeedPut *beds = need_of(&w, C1, "ICU", 3);
    EVN_MUST(beds != NULL);
    EVN_CHECK_EQ(beds->quantity, 5);
    EVN_CHECK(beds->capacity);
    EVN_CHECK_TEXT(beds->terms[0]->rule, "icu|critical");
    EVN_CHECK(!need_of(&w, C1, "OXYGEN", 3)->capacity);
    morning(&w, "2022-11-16");
    EVN_CHECK(need_of(&w, C1, "DEXA", 3) == NULL);
    morning(&w, "2022-11-20");
    EVN_CHECK_EQ(quantity_of(&w, C1, "DEXA", 3), 2); /* 16 / 10, rounded up */
    EVN_CHECK_EQ(quantity_of(&w, C1, "ICU", 3), 7);
    morning(&w, "2022-11-22");
    EVN_CHECK(need_of(&w, C1, "OXYGEN", 3) == NULL);
    morning(&w, "2022-11-29");
    EVN_CHECK_EQ(quantity_of(&w, C1, "ICU", 3), 2);
    check_snapshot(&w);
    world_fini(&w);
}

static void beds_are_short_by_the_worst_day_and_not_by_the_sum(void)
{
    begin();
    question("310105");
    have("H1", "ICU", 6);
    have("H1", "OXYGEN", 100);
    EVN_CHECK_OK(answer());
    const Row *icu = row_of("310105", "ICU");
    EVN_MUST(icu != NULL);
    EVN_CHECK_EQ(icu->now->need, 7);
    EVN_CHECK_TEXT(icu->now->stock_out, "2022-11-20");
    EVN_CHECK_EQ(icu->now->cover_cdays, 600);
    EVN_CHECK_TEXT(icu->category, "bed");
    EVN_CHECK_EQ(row_of("310105", "OXYGEN")->now->need, 7 * 36);
    question("310105");
    have("H1", "ICU", 7);
    EVN_CHECK_OK(answer());
    EVN_CHECK_TEXT(row_of("310105", "ICU")->now->stock_out, "");
    question("310105");
    cover.gaps = true;
    have("H1", "ICU", 7);
    EVN_CHECK_OK(answer());
    EVN_CHECK(row_of("310105", "ICU") == NULL);
    world_fini(&w);
}

static void an_item_that_becomes_equipment_is_said_anew(void)
{
    begin();
    morning(&w, "2022-11-15");
    EVN_CHECK(!need_of(&w, C1, "OXYGEN", 3)->capacity);
    class_item(&w, "OXYGEN", "bed");
    deliver(&w);
    EVN_CHECK(need_of(&w, C1, "OXYGEN", 3)->capacity);
    world_fini(&w);
}

static const struct evn_test_case tests[] = {
    EVN_TEST(courses_come_once_oxygen_and_beds_for_the_stay),
    EVN_TEST(beds_are_short_by_the_worst_day_and_not_by_the_sum),
    EVN_TEST(an_item_that_becomes_equipment_is_said_anew),
};

int main(int argc, char **argv)
{
    return evn_test_main(argc, argv, "planner.severity", tests, sizeof tests / sizeof tests[0]);
}
