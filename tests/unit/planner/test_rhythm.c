/* When key persons' needs are due: against a person's shelf, emptied and filled day by day. */
#include "common/base/label.h"
#include "common/base/rng.h"
#include "services/planner/core/rhythm.h"
#include "tests/lib/tables.h"
#include "tests/unit/planner/world.h"

static struct evn_day day(const char *text)
{
    struct evn_day d = EVN_DAY_NONE;
    EVN_CHECK_OK(evn_day_parse(text, &d));
    return d;
}

static struct evn_person_need supply(int64_t per_day, int64_t on_hand, uint32_t lead, uint32_t days)
{
    return (struct evn_person_need){.per_day = per_day,
                                    .from_day = day("2022-11-14"),
                                    .on_hand = on_hand,
                                    .lead_days = lead,
                                    .supply_days = days};
}

static void a_supply_comes_before_the_shelf_is_empty(void)
{
    struct evn_person_need need = supply(40, 400, 3, 14); /* ten days on hand: due after seven */
    EVN_CHECK_EQ(evn_rhythm_due(&need, day("2022-11-20")).quantity, 0);
    EVN_CHECK_EQ(evn_rhythm_due(&need, day("2022-11-21")).quantity, 560);
    EVN_CHECK(evn_rhythm_due(&need, day("2022-11-21")).stays);
    EVN_CHECK_EQ(evn_rhythm_due(&need, day("2022-11-21")).daily, 0);
    EVN_CHECK_EQ(evn_rhythm_due(&need, day("2022-11-22")).quantity, 0);
    EVN_CHECK_EQ(evn_rhythm_due(&need, day("2022-12-05")).quantity, 560);
    EVN_CHECK_EQ(evn_rhythm_next(&need, day("2022-11-14")).n, day("2022-11-21").n);
    EVN_CHECK_EQ(evn_rhythm_left(&need, day("2022-11-14")), 10);
    EVN_CHECK_EQ(evn_rhythm_left(&need, day("2022-11-21")), 3);
    EVN_CHECK_EQ(evn_rhythm_left(&need, day("2022-11-22")), 16);
    need = supply(40, 40, 3, 14); /* two days short of the lead: the first supply makes up for it */
    EVN_CHECK_EQ(evn_rhythm_due(&need, day("2022-11-14")).quantity, 640);
    EVN_CHECK_EQ(evn_rhythm_due(&need, day("2022-11-28")).quantity, 560);
    EVN_CHECK_EQ(evn_rhythm_due(&need, day("2022-11-13")).quantity, 0);
    need = supply(INT64_MAX / 2, 0, 0, 14);
    EVN_CHECK(evn_rhythm_due(&need, day("2022-11-14")).bad);
}

static void a_shelf_filled_so_never_falls_below_the_lead(void)
{
    struct evn_rng rng = evn_rng_of(evn_test_seed(11));
    for (int run = 0; run < 300; run++) {
        int64_t per_day = 1 + (int64_t)evn_rng_below(&rng, 50);
        uint32_t lead = (uint32_t)evn_rng_below(&rng, 10);
        uint32_t days = 1 + (uint32_t)evn_rng_below(&rng, 30);
        int64_t shelf = (int64_t)evn_rng_below(&rng, 60) * per_day;
        struct evn_person_need need = supply(per_day, shelf, lead, days);
        for (struct evn_day d = need.from_day; d.n < need.from_day.n + 200; d.n++) {
            bool want = shelf / per_day <= (int64_t)lead;
            int64_t got = evn_rhythm_due(&need, d).quantity;
            EVN_CHECK_EQ(evn_rhythm_left(&need, d), shelf / per_day);
            EVN_CHECK_EQ(got > 0, want);
            shelf += got - per_day;
            EVN_CHECK(shelf >= (int64_t)lead * per_day - per_day);
        }
    }
}

static void weekdays_and_counted_days_are_due_on_their_days(void)
{
    uint32_t days[] = {1, 3, 5};
    struct evn_person_need week = {.amount = 2,
                                   .weekdays = days,
                                   .n_weekdays = 3,
                                   .from_day = EVN_DAY_NONE},
                           count = {.amount = 6, .every_days = 7, .from_day = day("2022-11-16")};
    /* 14 November 2022 was a Monday, 1 March 1968 a Friday. */
    EVN_CHECK_EQ(evn_rhythm_due(&week, day("2022-11-14")).quantity, 2);
    EVN_CHECK_EQ(evn_rhythm_due(&week, day("2022-11-15")).quantity, 0);
    EVN_CHECK_EQ(evn_rhythm_due(&week, day("2022-11-16")).quantity, 2);
    EVN_CHECK_EQ(evn_rhythm_due(&week, day("2022-11-20")).quantity, 0);
    EVN_CHECK_EQ(evn_rhythm_due(&week, day("1968-03-01")).quantity, 2);
    EVN_CHECK_EQ(evn_rhythm_next(&week, day("2022-11-18")).n, day("2022-11-21").n);
    week.from_day = day("2022-11-15");
    EVN_CHECK_EQ(evn_rhythm_due(&week, day("2022-11-14")).quantity, 0);
    EVN_CHECK_EQ(evn_rhythm_due(&count, day("2022-11-09")).quantity, 0);
    EVN_CHECK_EQ(evn_rhythm_due(&count, day("2022-11-16")).quantity, 6);
    EVN_CHECK_EQ(evn_rhythm_due(&count, day("2022-11-23")).quantity, 6);
    EVN_CHECK_EQ(evn_rhythm_due(&count, day("2022-11-24")).quantity, 0);
    EVN_CHECK_EQ(evn_rhythm_left(&count, day("2022-11-24")), 0);
}

static struct world w;

/* A diabetic with a supply, somebody with dialysis on three days, a baby every day. */
static void three_persons(void)
{
    static uint32_t days[] = {1, 3, 5};
    Evernormal__Registry__V1__KeyPerson p = EVERNORMAL__REGISTRY__V1__KEY_PERSON__INIT;
    Evernormal__Registry__V1__Need need = EVERNORMAL__REGISTRY__V1__NEED__INIT, *needs[] = {&need};
    zone(&w, "Z1", C1, 100, true);
    p.community = (char *)C1;
    p.needs = needs;
    p.n_needs = 1;
    p.person = (char *)"K1";
    need.item = (char *)"INSULIN";
    need.tier = 1;
    need.per_day = 40;
    need.supply_days = 14;
    need.on_hand = 160;
    need.lead_days = 3;
    need.from_day = (char *)"2022-11-14";
    event(&w, 26, &p.base);
    evernormal__registry__v1__need__init(&need);
    p.person = (char *)"K2";
    need.item = (char *)"DIALYSIS";
    need.tier = 1;
    need.amount = 1;
    need.weekdays = days;
    need.n_weekdays = 3;
    event(&w, 26, &p.base);
    person(&w, "K3", C1, "FORMULA", 2, 2, "2022-11-16");
    deliver(&w);
}

static void a_community_s_figures_are_those_of_the_day(void)
{
    world_init(&w);
    three_persons();
    EVN_CHECK(need_of(&w, C1, "INSULIN", 1) == NULL);
    EVN_CHECK_EQ(quantity_of(&w, C1, "DIALYSIS", 1), 1);
    EVN_CHECK(need_of(&w, C1, "DIALYSIS", 1)->stays);
    EVN_CHECK_EQ(need_of(&w, C1, "DIALYSIS", 1)->daily, 0);
    EVN_CHECK_EQ(quantity_of(&w, C1, "FORMULA", 2), 2);
    EVN_CHECK(!need_of(&w, C1, "FORMULA", 2)->stays);
    morning(&w, "2022-11-15");
    EVN_CHECK_EQ(quantity_of(&w, C1, "INSULIN", 1), 560);
    EVN_CHECK(need_of(&w, C1, "DIALYSIS", 1) == NULL);
    morning(&w, "2022-11-16");
    EVN_CHECK(need_of(&w, C1, "INSULIN", 1) == NULL);
    EVN_CHECK_EQ(quantity_of(&w, C1, "DIALYSIS", 1), 1);
    check_snapshot(&w);
    world_fini(&w);
}

static evn_err bags_of(const char *in, const char *on, const char *after)
{
    Evernormal__Planner__V1__Bags bags = EVERNORMAL__PLANNER__V1__BAGS__INIT;
    Evernormal__Planner__V1__Query query = EVERNORMAL__PLANNER__V1__QUERY__INIT;
    bags.community = (char *)in;
    bags.day = (char *)on;
    bags.after = (char *)after;
    query.kind_case = EVERNORMAL__PLANNER__V1__QUERY__KIND_BAGS;
    query.bags = &bags;
    return ask(&w, &query);
}

static void bags_name_pseudonyms_and_codes_to_those_who_pack(void)
{
    char code[EVN_LABEL_LEN + 1];
    world_init(&w);
    three_persons();
    EVN_CHECK_OK(bags_of(C1, "2022-11-15", ""));
    EVN_MUST(w.result->n_bag == 3);
    const Evernormal__Planner__V1__Bag *bag = w.result->bag[0];
    evn_label_of(evn_bytes_text("K1"), code);
    EVN_CHECK_TEXT(bag->person, "K1");
    EVN_CHECK_TEXT(bag->bag, code);
    EVN_CHECK_EQ(bag->quantity, 560);
    EVN_CHECK_EQ(bag->days_left, 3);
    EVN_CHECK_TEXT(bag->next_day, "2022-11-29");
    EVN_CHECK_EQ(w.result->bag[1]->quantity, 0);
    EVN_CHECK_TEXT(w.result->bag[1]->next_day, "2022-11-16");
    EVN_CHECK_TEXT(w.result->bag[2]->next_day, "2022-11-16");
    EVN_CHECK_OK(bags_of(C1, "2022-11-16", "K1"));
    EVN_MUST(w.result->n_bag == 2);
    EVN_CHECK_TEXT(w.result->bag[1]->next_day, ""); /* its last day */
    EVN_CHECK_OK(bags_of(C1, "2022-11-17", "K2"));
    EVN_CHECK_EQ(w.result->n_bag, 0);
    EVN_CHECK_ERR(bags_of("310105001009", "", ""), EVN_E_UNKNOWN_REF);
    strcpy(w.h.actor.scope, "310106");
    EVN_CHECK_ERR(bags_of(C1, "", ""), EVN_E_OUT_OF_SCOPE);
    w.h.actor.scope[0] = '\0';
    w.h.actor.roles = EVN_ROLE_DASHBOARD | EVN_ROLE_ADMIN;
    EVN_CHECK_ERR(bags_of(C1, "", ""), EVN_E_NOT_ALLOWED);
    world_fini(&w);
}

/* Persons come in any order; their bags come by pseudonym, each once, page by page. */
static void many_bags_come_in_order_whatever_order_their_persons_came_in(void)
{
    enum { MANY = 1009, STEP = 421 }; /* a prime: every number comes up once */
    char after[64] = "", last[64] = "";
    int n = 0, n_pages = 0;
    world_init(&w);
    three_persons();
    for (int i = 0; i < MANY; i++) {
        char who[16];
        snprintf(who, sizeof who, "P%04d", i * STEP % MANY);
        person(&w, who, C1, "FORMULA", 1, 2, "");
        if (i % 100 == 99)
            deliver(&w);
    }
    deliver(&w);
    do {
        EVN_CHECK_OK(bags_of(C1, "2022-11-15", after));
        for (size_t i = 0; i < w.result->n_bag; i++, n++) {
            EVN_CHECK(strcmp(w.result->bag[i]->person, last) > 0);
            snprintf(last, sizeof last, "%s", w.result->bag[i]->person);
        }
        snprintf(after, sizeof after, "%s", w.result->next);
        n_pages++;
    } while (after[0] != '\0' && n_pages < MANY);
    EVN_CHECK_EQ(n, MANY + 3);
    EVN_CHECK_EQ(n_pages, 11);
    EVN_CHECK_TEXT(last, "P1008");
    world_fini(&w);
}

static void the_table_of_a_bag_is_its_message(void)
{
    evn_check_tables(&evn_bag_table, &evernormal__planner__v1__bag__descriptor);
}

/* A member of a cohort for seven days from the 14th on, with a restricted code or without. */
static void isolate(const char *who, const char *supply, bool restricted)
{
    Evernormal__Registry__V1__Member m = EVERNORMAL__REGISTRY__V1__MEMBER__INIT;
    Evernormal__Registry__V1__Phase phase = EVERNORMAL__REGISTRY__V1__PHASE__INIT;
    Evernormal__Registry__V1__Phase *phases[] = {&phase};
    m.person = (char *)who;
    m.area = (char *)C1;
    phase.supply_mode = (char *)supply;
    phase.first_day = (char *)"2022-11-14";
    phase.days = 7;
    phase.code_managed = restricted;
    m.n_phases = 1;
    m.phases = phases;
    event(&w, 25, &m.base);
}

static int64_t door_only(const char *on)
{
    Evernormal__Planner__V1__Needs needs = EVERNORMAL__PLANNER__V1__NEEDS__INIT;
    Evernormal__Planner__V1__Query query = EVERNORMAL__PLANNER__V1__QUERY__INIT;
    needs.community = (char *)C1;
    needs.day = (char *)on;
    query.kind_case = EVERNORMAL__PLANNER__V1__QUERY__KIND_NEEDS;
    query.needs = &needs;
    EVN_CHECK_OK(ask(&w, &query));
    EVN_MUST(w.result != NULL && w.result->n_open == 1);
    return w.result->open[0]->door_only;
}

static void who_has_a_restricted_code_is_served_at_the_door(void)
{
    world_init(&w);
    item(&w, "RICE", false);
    community(&w, C1, 100);
    zone(&w, "Z1", C1 "-000-001", 50, true);
    person(&w, "K1", C1, "RICE", 1, 2, "");
    person(&w, "K2", C1, "RICE", 1, 2, "");
    isolate("K1", "home", true);
    isolate("M2", "home", false);
    isolate("M3", "centre", true);
    deliver(&w);
    EVN_CHECK_EQ(door_only("2022-11-14"), 1);
    EVN_CHECK_OK(bags_of(C1, "2022-11-20", ""));
    EVN_MUST(w.result->n_bag == 2);
    EVN_CHECK(w.result->bag[0]->door_only && !w.result->bag[1]->door_only);
    EVN_CHECK_OK(bags_of(C1, "2022-11-21", ""));
    EVN_CHECK(!w.result->bag[0]->door_only);
    morning(&w, "2022-11-20");
    EVN_CHECK_EQ(door_only("2022-11-20"), 1);
    morning(&w, "2022-11-21");
    EVN_CHECK_EQ(door_only("2022-11-21"), 0);
    check_snapshot(&w);
    world_fini(&w);
}

static const struct evn_test_case tests[] = {
    EVN_TEST(a_supply_comes_before_the_shelf_is_empty),
    EVN_TEST(a_shelf_filled_so_never_falls_below_the_lead),
    EVN_TEST(weekdays_and_counted_days_are_due_on_their_days),
    EVN_TEST(a_community_s_figures_are_those_of_the_day),
    EVN_TEST(bags_name_pseudonyms_and_codes_to_those_who_pack),
    EVN_TEST(many_bags_come_in_order_whatever_order_their_persons_came_in),
    EVN_TEST(the_table_of_a_bag_is_its_message),
    EVN_TEST(who_has_a_restricted_code_is_served_at_the_door),
};

int main(int argc, char **argv)
{
    return evn_test_main(argc, argv, "planner.rhythm", tests, sizeof tests / sizeof tests[0]);
}
