/* What might be beside what is, and every question that is refused. */
#include "tests/unit/planner/cover_world.h"

static void what_might_be_stands_beside_what_is_and_changes_nothing(void)
{
    Evernormal__Planner__V1__MoreSealed more = EVERNORMAL__PLANNER__V1__MORE_SEALED__INIT;
    Evernormal__Planner__V1__MoreSealed *mores[] = {&more};
    Evernormal__Planner__V1__MoreTested tests = EVERNORMAL__PLANNER__V1__MORE_TESTED__INIT;
    Evernormal__Planner__V1__MoreTested *tested[] = {&tests};
    char *closed[] = {(char *)"W1"}, before[65], after[65];
    start();
    person(&w, "K1", C1, "WATER", 3, 2, "");
    deliver(&w);
    evn_harness_digest(&w.h, before);
    question("310105");
    have("W1", "PACK", 600);
    have("H1", "PACK", 440);
    have("W1", "WATER", 100);
    cover.what_if = &what_if;
    what_if.sealed = mores;
    what_if.n_sealed = 1;
    more.community = (char *)C1;
    more.residents = 45;
    more.buildings = 2;
    more.from = (char *)"2022-11-16";
    EVN_CHECK_OK(answer());
    const Row *row = row_of("310105", "PACK");
    EVN_MUST(row != NULL && row->then != NULL);
    EVN_CHECK_EQ(row->now->need, 14 * 220);
    EVN_CHECK_EQ(row->then->need, 14 * 220 + 12 * 180);
    EVN_CHECK_TEXT(row->now->stock_out, "2022-11-18"); /* 1,040 = 4 x 220 + 160 */
    EVN_CHECK_EQ(row->now->cover_cdays, 472);
    EVN_CHECK_TEXT(row->then->stock_out, "2022-11-17"); /* 220, 220, 400, 200 left of 400 */
    EVN_CHECK_EQ(row->then->cover_cdays, 350);
    EVN_CHECK_TEXT(class_of("310105", "living_supply")->then_out, "2022-11-17");
    what_if.closed = closed;
    what_if.n_closed = 1;
    EVN_CHECK_OK(answer());
    row = row_of("310105", "PACK");
    EVN_CHECK_EQ(row->then->on_hand, 440);
    EVN_CHECK_EQ(row->then->closed, 600);
    EVN_CHECK_EQ(row->now->closed, 0);
    EVN_CHECK_TEXT(row->then->stock_out, "2022-11-16");
    what_if.n_sealed = what_if.n_closed = 0;
    what_if.tested = tested;
    what_if.n_tested = 1;
    tests.community = (char *)C2;
    tests.day = (char *)"2022-11-15";
    tests.tests = 40;
    EVN_CHECK_OK(answer());
    row = row_of("310105", "SWAB");
    EVN_MUST(row != NULL);
    EVN_CHECK_EQ(row->now->need, 0);
    EVN_CHECK_EQ(row->then->need, 40);
    EVN_CHECK_TEXT(row->then->stock_out, "2022-11-15");
    evn_harness_digest(&w.h, after);
    EVN_CHECK_TEXT(after, before);
    world_fini(&w);
}

static void a_policy_that_ends_zones_leaves_key_persons_their_need(void)
{
    static const uint32_t days[] = {1, 3};
    start();
    person(&w, "K1", C1, "WATER", 3, 2, "2022-11-20");
    member(&w, "M1", C2, "door", "2022-11-15", days, 2, "");
    zone_until(&w, "Z2", C2 "-000-001", 10, "2022-11-15");
    deliver(&w);
    question("310105");
    cover.what_if = &what_if;
    what_if.zones_end = (char *)"2022-11-17";
    what_if.cohorts_end = (char *)"2022-11-16";
    EVN_CHECK_OK(answer());
    const Row *pack = row_of("310105", "PACK");
    EVN_MUST(pack != NULL);
    EVN_CHECK_EQ(pack->now->need, 14 * 200 + 2 * 20);
    EVN_CHECK_EQ(pack->then->need, 3 * 200 + 2 * 20);
    EVN_CHECK_EQ(row_of("310105", "WATER")->now->need, 7 * 3);
    EVN_CHECK_EQ(row_of("310105", "WATER")->then->need, 7 * 3);
    EVN_CHECK_EQ(row_of("310105", "SWAB")->now->need, 2);
    EVN_CHECK_EQ(row_of("310105", "SWAB")->then->need, 1);
    what_if.cohorts_end = (char *)"2022-11-15";
    EVN_CHECK_OK(answer());
    EVN_CHECK_EQ(row_of("310105", "SWAB")->then->need, 0);
    world_fini(&w);
}

static void more_people_than_live_there_are_never_sealed(void)
{
    Evernormal__Planner__V1__MoreSealed more = EVERNORMAL__PLANNER__V1__MORE_SEALED__INIT;
    Evernormal__Planner__V1__MoreSealed *mores[] = {&more};
    start();
    question("310105");
    cover.days = 1;
    cover.what_if = &what_if;
    what_if.sealed = mores;
    what_if.n_sealed = 1;
    more.community = (char *)C2;
    more.residents = 1000;
    more.buildings = 100000;
    EVN_CHECK_OK(answer());
    EVN_CHECK_EQ(row_of("310105", "PACK")->then->need, 2 * (100 + 50));
    world_fini(&w);
}

static void what_cannot_be_answered_is_refused_with_its_reason(void)
{
    Evernormal__Planner__V1__MoreSealed more = EVERNORMAL__PLANNER__V1__MORE_SEALED__INIT;
    Evernormal__Planner__V1__MoreSealed *mores[] = {&more};
    Evernormal__Planner__V1__MoreTested tests = EVERNORMAL__PLANNER__V1__MORE_TESTED__INIT;
    Evernormal__Planner__V1__MoreTested *tested[] = {&tests};
    char *closed[] = {(char *)"W9"};
    start();
    question("310105");
    cover.by = 5;
    refused(EVN_E_BAD_FIELD, "by", "");
    question("310105");
    cover.days = 181;
    EVN_CHECK_ERR(answer(), EVN_E_OUT_OF_RANGE);
    question("310105");
    have("W9", "PACK", 1);
    refused(EVN_E_UNKNOWN_PLACE, "stock.place", "W9");
    question("310105");
    have("V1", "PACK", 1);
    carries("V1", "P9", "PACK", 1);
    refused(EVN_E_UNKNOWN_PLACE, "aboard.stop", "P9");
    question("310105");
    have("W1", "PACK", INT64_MAX);
    have("H1", "PACK", 1);
    refused(EVN_E_OVERFLOW, "stock.quantity", "PACK");
    question("310105");
    cover.what_if = &what_if;
    what_if.closed = closed;
    what_if.n_closed = 1;
    refused(EVN_E_UNKNOWN_PLACE, "what_if.closed", "W9");
    what_if.n_closed = 0;
    what_if.sealed = mores;
    what_if.n_sealed = 1;
    more.community = (char *)"310105999999";
    more.residents = more.buildings = 1;
    refused(EVN_E_UNKNOWN_REF, "what_if.sealed", "310105999999");
    more.buildings = 0;
    refused(EVN_E_MISSING_FIELD, "cover.what_if.sealed[0].buildings", "");
    what_if.n_sealed = 0;
    what_if.tested = tested;
    what_if.n_tested = 1;
    tests.community = (char *)"310105999999";
    tests.day = (char *)"2022-11-15";
    refused(EVN_E_UNKNOWN_REF, "what_if.tested", "310105999999");
    snprintf(w.h.actor.scope, sizeof w.h.actor.scope, "310104");
    question("310105");
    refused(EVN_E_OUT_OF_SCOPE, "area", "310105");
    world_fini(&w);
}

static const struct evn_test_case tests[] = {
    EVN_TEST(what_might_be_stands_beside_what_is_and_changes_nothing),
    EVN_TEST(a_policy_that_ends_zones_leaves_key_persons_their_need),
    EVN_TEST(more_people_than_live_there_are_never_sealed),
    EVN_TEST(what_cannot_be_answered_is_refused_with_its_reason),
};

int main(int argc, char **argv)
{
    return evn_test_main(argc, argv, "planner.what_if", tests, sizeof tests / sizeof tests[0]);
}
