/* Needs computed by hand: what residents, cohorts and key persons of a community get. */
#include "tests/unit/planner/world.h"

static struct world w;

/* A community of 5,000 with a sealed building of 1,234, and packs of 520 kcal. */
static void start(void)
{
    world_init(&w);
    item(&w, "PACK", false);
    norm(&w, "energy", "all", 2100000000, "person", "day");
    link_norm(&w, "PACK", "energy", 520000000);
    community(&w, C1, 5000);
    zone(&w, "Z1", C1 "-000-001", 1234, true);
}

static void packs_cover_the_energy_of_residents_rounded_up_once(void)
{
    start();
    deliver(&w);
    /* 1,234 x 2,100 / 520 = 4,983.46... */
    const NeedPut *need = need_of(&w, C1, "PACK", 3);
    EVN_MUST(need != NULL && need->n_terms == 1);
    EVN_CHECK_EQ(need->quantity, 4984);
    EVN_CHECK_EQ(need->daily, 4984);
    EVN_CHECK_TEXT(need->day, "2022-11-14");
    EVN_CHECK_EQ(need->terms[0]->kind, 1);
    EVN_CHECK_EQ(need->terms[0]->count, 1234);
    EVN_CHECK_EQ(need->terms[0]->norm_value_e6, 2100000000);
    EVN_CHECK_EQ(need->terms[0]->amount_e6, 520000000);
    EVN_CHECK_EQ(need->terms[0]->contribution_e6, 4983461538);
    EVN_CHECK_EQ(need->terms[0]->quantity, 4984);
    EVN_CHECK_EQ(need->terms[0]->period_days, 1);
    EVN_CHECK_TEXT(need->terms[0]->rule, "energy|all");
    check_snapshot(&w);
    world_fini(&w);
}

static void thirds_add_up_before_they_are_rounded(void)
{
    start();
    /* One person, three norms of a third of a bar each, and one of 250 g a month in bars of 100 g.
     */
    zone(&w, "Z1", C1 "-000-001", 1, true);
    norm(&w, "a", "all", 1000000, "person", "day");
    norm(&w, "b", "all", 1000000, "person", "day");
    norm(&w, "c", "all", 7000000, "person", "7 days");
    norm(&w, "soap", "all", 250000000, "person", "30 days");
    link_norm(&w, "BAR", "a", 3000000);
    link_norm(&w, "BAR", "b", 3000000);
    link_norm(&w, "BAR", "c", 3000000);
    link_norm(&w, "SOAP", "soap", 100000000);
    deliver(&w);
    EVN_CHECK_EQ(quantity_of(&w, C1, "BAR", 3), 1);
    EVN_CHECK_EQ(quantity_of(&w, C1, "SOAP", 3), 1);
    zone(&w, "Z1", C1 "-000-001", 1200, true);
    deliver(&w);
    EVN_CHECK_EQ(quantity_of(&w, C1, "BAR", 3), 1200);
    EVN_CHECK_EQ(quantity_of(&w, C1, "SOAP", 3), 100);
    world_fini(&w);
}

static void what_is_needed_once_is_needed_on_the_first_day_alone(void)
{
    start();
    norm(&w, "bucket", "all", 500000, "person", "once");
    link_norm(&w, "BUCKET", "bucket", 1000000);
    deliver(&w);
    const NeedPut *need = need_of(&w, C1, "BUCKET", 3);
    EVN_MUST(need != NULL);
    EVN_CHECK_EQ(need->quantity, 617);
    EVN_CHECK_EQ(need->daily, 0);
    zone(&w, "Z2", C1 "-000-002", 10, true);
    deliver(&w);
    EVN_CHECK_EQ(quantity_of(&w, C1, "BUCKET", 3), 622);
    /* The next day it is said to be needed no more; packs go on. */
    EVN_CHECK_EQ(morning(&w, "2022-11-15"), 3);
    EVN_CHECK(need_of(&w, C1, "BUCKET", 3) == NULL);
    EVN_CHECK_EQ(quantity_of(&w, C1, "PACK", 3), 5024);
    zone(&w, "Z3", C1 "-000-003", 7, true);
    deliver(&w);
    EVN_CHECK_EQ(quantity_of(&w, C1, "BUCKET", 3), 4);
    check_snapshot(&w);
    world_fini(&w);
}

static void people_in_zones_inside_zones_are_counted_once(void)
{
    start();
    zone(&w, "U1", C1 "-000-001-01", 60, true);
    deliver(&w);
    EVN_CHECK_EQ(quantity_of(&w, C1, "PACK", 3), 4984);
    /* The whole community: its own figure, and all 5,000 where the seal does not say. */
    zone(&w, "ALL", C1, 0, true);
    deliver(&w);
    EVN_CHECK_EQ(need_of(&w, C1, "PACK", 3)->terms[0]->count, 5000);
    zone(&w, "ALL", C1, 4000, true);
    deliver(&w);
    EVN_CHECK_EQ(need_of(&w, C1, "PACK", 3)->terms[0]->count, 4000);
    /* A street: each community in it with all its people. */
    community(&w, C2, 300);
    zone(&w, "STREET", "310105001", 9999, true);
    deliver(&w);
    EVN_CHECK_EQ(need_of(&w, C1, "PACK", 3)->terms[0]->count, 5000);
    EVN_CHECK_EQ(need_of(&w, C2, "PACK", 3)->terms[0]->count, 300);
    zone(&w, "STREET", "310105001", 9999, false);
    zone(&w, "ALL", C1, 4000, false);
    zone(&w, "Z1", C1 "-000-001", 1234, false);
    deliver(&w);
    EVN_CHECK_EQ(need_of(&w, C1, "PACK", 3)->terms[0]->count, 60);
    EVN_CHECK(need_of(&w, C2, "PACK", 3) == NULL);
    check_snapshot(&w);
    world_fini(&w);
}

static void a_zone_without_a_number_of_residents_is_named(void)
{
    start();
    zone(&w, "Z2", C1 "-000-002", 0, true);
    deliver(&w);
    EVN_MUST(need_of(&w, C1, "PACK", 3) != NULL && w.result->n_open == 1);
    EVN_CHECK_EQ(w.result->open[0]->zones, 2);
    EVN_CHECK_EQ(w.result->open[0]->zones_unknown, 1);
    EVN_CHECK_EQ(w.result->open[0]->residents, 1234);
    world_fini(&w);
}

static void a_person_who_is_tested_at_home_gets_a_kit_that_day(void)
{
    static const uint32_t days[] = {1, 3};
    start();
    norm(&w, "swab", "tested", 1000000, "test", "");
    link_norm(&w, "KIT", "swab", 1000000);
    member(&w, "P1", C1 "-000-001", "door", "2022-11-14", days, 2, "");
    member(&w, "P2", C1 "-000-002", "door", "2022-11-14", days, 2, "2022-11-15");
    member(&w, "P3", C1, "centre", "2022-11-14", days, 2, "");
    member(&w, "P4", C2, "door", "2022-11-14", days, 2, "");
    deliver(&w);
    const NeedPut *need = need_of(&w, C1, "KIT", 3);
    EVN_MUST(need != NULL);
    EVN_CHECK_EQ(need->quantity, 2);
    EVN_CHECK_EQ(need->daily, 0);
    EVN_CHECK_EQ(need->terms[0]->kind, 2);
    morning(&w, "2022-11-15");
    EVN_CHECK(need_of(&w, C1, "KIT", 3) == NULL);
    morning(&w, "2022-11-16");
    EVN_CHECK_EQ(quantity_of(&w, C1, "KIT", 3), 1);
    /* Nobody is sealed in the other community: who is isolated at home is tested all the same, and
       nothing else is needed there. */
    EVN_CHECK_EQ(quantity_of(&w, C2, "KIT", 3), 1);
    EVN_CHECK(need_of(&w, C2, "PACK", 3) == NULL);
    morning(&w, "2022-11-17");
    EVN_CHECK(!evn_planner_community(w.state, C2)->open);
    /* A changed rule gives the person other days: at once. */
    member(&w, "P1", C1 "-000-001", "door", "2022-11-16", days, 2, "");
    deliver(&w);
    EVN_CHECK(need_of(&w, C1, "KIT", 3) == NULL);
    morning(&w, "2022-11-18");
    EVN_CHECK_EQ(quantity_of(&w, C1, "KIT", 3), 1);
    check_snapshot(&w);
    world_fini(&w);
}

static void key_persons_come_in_tiers_of_their_own(void)
{
    start();
    item(&w, "INSULIN", true);
    person(&w, "K1", C1, "INSULIN", 3, 2, "");
    person(&w, "K2", C1, "INSULIN", 4, 2, "2022-11-14");
    person(&w, "K3", C1, "FORMULA", 1, 2, "");
    person(&w, "K4", C1, "OXYGEN", 1, 1, "");
    person(&w, "K5", C1, "PACK", 2, 3, "");
    deliver(&w);
    EVN_CHECK_EQ(quantity_of(&w, C1, "INSULIN", 1), 7);
    EVN_CHECK_EQ(need_of(&w, C1, "INSULIN", 1)->terms[0]->count, 2);
    EVN_CHECK_EQ(quantity_of(&w, C1, "FORMULA", 2), 1);
    EVN_CHECK_EQ(quantity_of(&w, C1, "OXYGEN", 1), 1);
    EVN_CHECK_EQ(quantity_of(&w, C1, "PACK", 2), 2);
    EVN_CHECK_EQ(quantity_of(&w, C1, "PACK", 3), 4984);
    morning(&w, "2022-11-15");
    EVN_CHECK_EQ(quantity_of(&w, C1, "INSULIN", 1), 3);
    /* An item turns out to be life-critical: its tier changes, the old one ends. */
    item(&w, "FORMULA", true);
    deliver(&w);
    EVN_CHECK_EQ(quantity_of(&w, C1, "FORMULA", 1), 1);
    EVN_CHECK(need_of(&w, C1, "FORMULA", 2) == NULL);
    /* Somebody moves to a community where nobody is sealed. */
    person(&w, "K4", C2, "OXYGEN", 1, 1, "");
    deliver(&w);
    EVN_CHECK(need_of(&w, C1, "OXYGEN", 1) == NULL);
    check_snapshot(&w);
    world_fini(&w);
}

static void figures_that_do_not_fit_say_so(void)
{
    start();
    norm(&w, "huge", "all", INT64_MAX, "person", "day");
    link_norm(&w, "GRAIN", "huge", 1);
    person(&w, "K1", C1, "SALT", INT64_MAX, 2, "");
    person(&w, "K2", C1, "SALT", 1, 2, "");
    deliver(&w);
    EVN_CHECK_EQ(need_of(&w, C1, "GRAIN", 3)->error, EVN_E_OVERFLOW);
    EVN_CHECK_EQ(need_of(&w, C1, "GRAIN", 3)->quantity, 0);
    EVN_CHECK_EQ(need_of(&w, C1, "SALT", 2)->error, EVN_E_OVERFLOW);
    EVN_CHECK_EQ(quantity_of(&w, C1, "PACK", 3), 4984);
    check_snapshot(&w);
    world_fini(&w);
}

static const struct evn_test_case tests[] = {
    EVN_TEST(packs_cover_the_energy_of_residents_rounded_up_once),
    EVN_TEST(thirds_add_up_before_they_are_rounded),
    EVN_TEST(what_is_needed_once_is_needed_on_the_first_day_alone),
    EVN_TEST(people_in_zones_inside_zones_are_counted_once),
    EVN_TEST(a_zone_without_a_number_of_residents_is_named),
    EVN_TEST(a_person_who_is_tested_at_home_gets_a_kit_that_day),
    EVN_TEST(key_persons_come_in_tiers_of_their_own),
    EVN_TEST(figures_that_do_not_fit_say_so),
};

int main(int argc, char **argv)
{
    return evn_test_main(argc, argv, "planner.need", tests, sizeof tests / sizeof tests[0]);
}
