/* A policy ends zones: residents' needs end, key persons keep theirs, and what the what-if said
 * before is what came. */
#include "tests/unit/planner/cover_world.h"

#include "common/base/rng.h"

/* The registry's event of a zone that a change of course unsealed. */
static void end_by_policy(const char *code, const char *area, int64_t residents)
{
    Evernormal__Registry__V1__Zone m = EVERNORMAL__REGISTRY__V1__ZONE__INIT;
    Evernormal__Registry__V1__Seal seal = EVERNORMAL__REGISTRY__V1__SEAL__INIT;
    Evernormal__Registry__V1__Unseal unseal = EVERNORMAL__REGISTRY__V1__UNSEAL__INIT;
    seal.zone = unseal.zone = (char *)code;
    seal.area = (char *)area;
    seal.residents = residents;
    unseal.ending = (char *)"E1";
    m.seal = &seal;
    m.unsealed = &unseal;
    event(&w, 49, &m.base);
}

/* The last thing said of the community's end, "" when its needs stand. */
static bool is_open(const char *in)
{
    return evn_planner_community(w.state, in)->open;
}

static void residents_needs_end_and_key_persons_keep_theirs(void)
{
    start();
    person(&w, "K1", C1, "WATER", 3, 2, "2022-11-17");
    deliver(&w);
    morning(&w, "2022-11-16");
    EVN_CHECK_EQ(quantity_of(&w, C1, "PACK", 3), 200);
    EVN_CHECK_EQ(quantity_of(&w, C1, "WATER", 2), 3);
    end_by_policy("Z1", C1 "-000-001", 100);
    end_by_policy("Z2", C2 "-000-001", 10);
    deliver(&w);
    EVN_CHECK(need_of(&w, C1, "PACK", 3) == NULL);
    EVN_CHECK_EQ(quantity_of(&w, C1, "WATER", 2), 3);
    EVN_CHECK(is_open(C1));
    EVN_CHECK(!is_open(C2)); /* nobody is listed there */
    check_snapshot(&w);
    morning(&w, "2022-11-17");
    EVN_CHECK_EQ(quantity_of(&w, C1, "WATER", 2), 3);
    morning(&w, "2022-11-18");
    EVN_CHECK(!is_open(C1)); /* that was the person's last day */
    world_fini(&w);
}

static void a_zone_that_somebody_unsealed_keeps_nothing(void)
{
    start();
    person(&w, "K1", C1, "WATER", 3, 2, "");
    zone(&w, "Z1", C1 "-000-001", 100, false);
    deliver(&w);
    EVN_CHECK(!is_open(C1));
    EVN_CHECK_EQ(quantity_of(&w, C1, "WATER", 2), 0);
    world_fini(&w);
}

/* Need of an item in the district for the days asked, now or as it might be; 0: no row. */
static int64_t need(const char *of, bool then)
{
    const Row *row = row_of("310105", of);
    if (row == NULL)
        return 0;
    return then ? row->then->need : row->now->need;
}

/* Random zones with expected ends, random lists: what is to come when the policy is applied is what
 * the question of what might be said on the evening before. */
static void what_was_shown_is_what_comes(void)
{
    struct evn_rng rng = evn_rng_of(evn_test_seed(7));
    for (int round = 0; round < 40; round++) {
        int64_t packs, water, swabs;
        static const uint32_t days[] = {1, 3, 5};
        uint64_t ends[2];
        start();
        for (int i = 0; i < 2; i++) {
            static const char *const areas[] = {C1 "-000-001", C2 "-000-001"};
            char until[24];
            ends[i] = 14 + evn_rng_below(&rng, 9);
            snprintf(until, sizeof until, "2022-11-%02d", (int)ends[i]);
            zone_until(&w, i == 0 ? "Z1" : "Z2", areas[i], i == 0 ? 100 : 10, until);
            if (evn_rng_below(&rng, 2) == 0)
                person(&w, i == 0 ? "K1" : "K2", i == 0 ? C1 : C2, "WATER",
                       1 + (int64_t)evn_rng_below(&rng, 5), 2,
                       evn_rng_below(&rng, 2) == 0 ? "" : "2022-11-19");
        }
        member(&w, "M1", C2, "door", "2022-11-15", days, 3, "");
        deliver(&w);
        question("310105");
        cover.what_if = &what_if;
        what_if.zones_end = what_if.cohorts_end = (char *)"2022-11-17";
        cover.days = 10;
        EVN_CHECK_OK(answer());
        packs = need("PACK", true);
        water = need("WATER", true);
        swabs = need("SWAB", true);
        for (int mday = 14; mday < 17; mday++) { /* what is needed before that day */
            char text[24];
            snprintf(text, sizeof text, "2022-11-%02d", mday);
            morning(&w, text);
            for (int i = 0; i < 2; i++) {
                packs -= quantity_of(&w, i == 0 ? C1 : C2, "PACK", 3);
                water -= quantity_of(&w, i == 0 ? C1 : C2, "WATER", 2);
                swabs -= quantity_of(&w, i == 0 ? C1 : C2, "SWAB", 3);
            }
            /* As the question expects it: who is lowered is unsealed that night. */
            for (int i = 0; i < 2; i++)
                if (ends[i] == (uint64_t)mday)
                    zone(&w, i == 0 ? "Z1" : "Z2", i == 0 ? C1 "-000-001" : C2 "-000-001",
                         i == 0 ? 100 : 10, false);
            deliver(&w);
        }
        for (int i = 0; i < 2; i++)
            if (ends[i] > 16)
                end_by_policy(i == 0 ? "Z1" : "Z2", i == 0 ? C1 "-000-001" : C2 "-000-001",
                              i == 0 ? 100 : 10);
        member(&w, "M1", C2, "door", "2022-11-15", days, 3, "2022-11-16");
        deliver(&w);
        morning(&w, "2022-11-17");
        question("310105");
        cover.days = 7;
        EVN_CHECK_OK(answer());
        EVN_CHECK_EQ(need("PACK", false), packs);
        EVN_CHECK_EQ(need("WATER", false), water);
        EVN_CHECK_EQ(need("SWAB", false), swabs);
        world_fini(&w);
    }
}

/* A key person with one need of a random rhythm. */
static void random_person(struct evn_rng *rng, int i)
{
    Evernormal__Registry__V1__KeyPerson m = EVERNORMAL__REGISTRY__V1__KEY_PERSON__INIT;
    Evernormal__Registry__V1__Need one = EVERNORMAL__REGISTRY__V1__NEED__INIT, *needs[] = {&one};
    uint32_t weekdays[2] = {1 + evn_rng_below(rng, 3), 5 + evn_rng_below(rng, 3)};
    char who[16], last[24] = "";
    snprintf(who, sizeof who, "R%03d", i);
    if (evn_rng_below(rng, 3) == 0)
        snprintf(last, sizeof last, "2022-11-%02u", 15 + evn_rng_below(rng, 12));
    m.person = who;
    m.community = (char *)(evn_rng_below(rng, 2) == 0 ? C1 : C2);
    m.needs = needs;
    m.n_needs = 1;
    m.last_day = last;
    one.item = (char *)"WATER";
    one.tier = 1 + evn_rng_below(rng, 2);
    one.from_day = (char *)"2022-11-12";
    switch (evn_rng_below(rng, 4)) {
    case 0:
        one.per_day = 1 + evn_rng_below(rng, 9);
        break;
    case 1:
        one.per_day = 1 + evn_rng_below(rng, 9);
        one.supply_days = 1 + evn_rng_below(rng, 7);
        one.on_hand = evn_rng_below(rng, 40);
        one.lead_days = evn_rng_below(rng, 3);
        break;
    case 2:
        one.amount = 1 + evn_rng_below(rng, 9);
        one.weekdays = weekdays;
        one.n_weekdays = 2;
        break;
    default:
        one.amount = 1 + evn_rng_below(rng, 9);
        one.every_days = 1 + evn_rng_below(rng, 6);
    }
    event(&w, 26, &m.base);
}

/* The days to come hold what each day then says, for every rhythm. */
static void days_to_come_hold_each_rhythm_on_its_day(void)
{
    enum { DAYS = 14 };
    struct evn_rng rng = evn_rng_of(evn_test_seed(13));
    for (int round = 0; round < 12; round++) {
        int64_t sum = 0;
        start();
        for (int i = 0; i < 25; i++)
            random_person(&rng, i);
        deliver(&w);
        question("310105");
        cover.days = DAYS;
        EVN_CHECK_OK(answer());
        int64_t foreseen = need("WATER", false);
        for (int d = 0; d < DAYS; d++) {
            char text[24];
            snprintf(text, sizeof text, "2022-11-%02d", 14 + d);
            morning(&w, text);
            for (uint32_t tier = 1; tier <= 2; tier++)
                sum += quantity_of(&w, C1, "WATER", tier) + quantity_of(&w, C2, "WATER", tier);
        }
        EVN_CHECK_EQ(foreseen, sum);
        EVN_CHECK(sum > 0);
        world_fini(&w);
    }
}

static const struct evn_test_case tests[] = {
    EVN_TEST(residents_needs_end_and_key_persons_keep_theirs),
    EVN_TEST(a_zone_that_somebody_unsealed_keeps_nothing),
    EVN_TEST(what_was_shown_is_what_comes),
    EVN_TEST(days_to_come_hold_each_rhythm_on_its_day),
};

int main(int argc, char **argv)
{
    return evn_test_main(argc, argv, "planner.course", tests, sizeof tests / sizeof tests[0]);
}
