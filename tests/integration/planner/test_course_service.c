/* A policy changes course, with real processes and evn as its user: it is shown, then decided; on
 * the day zones end and needs fall, key persons keep theirs; a kill in between changes nothing. */
#include "tests/integration/planner/rig.h"

#include <signal.h>

enum { N_ZONES = 60, N_PEOPLE = 100 };

static struct evn_site_run run;

static bool says(const char *text)
{
    return strstr(run.out, text) != NULL || strstr(run.err, text) != NULL;
}

static void evn(const char *const *args, int status)
{
    evn_test_site_run(&site, &run, args);
    EVN_CHECK_EQ(run.status, status);
    if (run.status != status)
        printf("%s%s", run.out, run.err);
}

/* A building is sealed, and so many units of the next one. */
static void put_world(int n_units)
{
    char area[64], id[32];
    tick(14);
    put_areas();
    put_community();
    put_food();
    put_item("MILK", "living_supplies", false);
    put_norm();
    put_link();
    put_key_person("K1", "MILK", 3);
    seal("Z1", ZONE_AREA, N_PEOPLE, "2022-11-14");
    if (n_units > 0)
        put_area(COMMUNITY "-000-002");
    for (int i = 0; i < n_units; i++) {
        snprintf(area, sizeof area, COMMUNITY "-000-002-%02d", i % 99 + 1);
        snprintf(id, sizeof id, "U%02d", i % 100);
        put_area(area);
        seal(id, area, 1, "2022-11-14");
    }
}

#define LANG  "--lang", "en"
#define END   "policy", "end", "E1", "--zones-end", "2022-11-16"
#define WHO   "--authority", "city headquarters", "--reason", "measures change"
#define APPLY "--apply"

static void it_is_shown_then_decided_and_comes_on_its_day(void)
{
    static const char *const show[] = {LANG, END, NULL},
                             *const incomplete[] = {LANG, END, APPLY, NULL},
                             *const decide[] = {LANG, END, WHO, APPLY, NULL},
                             *const list[] = {LANG, "policy", "list", NULL},
                             *const json[] = {"--json", "policy", "list", NULL},
                             *const zh[] = {"--lang", "zh", "policy", "list", "E1", NULL},
                             *const withdraw[] = {LANG, "policy", "withdraw", "E1", NULL},
                             *const nothing[] = {LANG, "policy", "end", "E1", NULL},
                             *const none[] = {LANG, "policy", "withdraw", "E9", NULL},
                             *const overdue[] = {LANG, "zone", "overdue", NULL};
    rig_begin();
    put_world(0);
    EVN_CHECK_EQ(needed("PACK", 3), 404);
    evn(show, 0);
    EVN_CHECK(says("zones that would end early: 1"));
    EVN_CHECK(says("key persons, who keep their needs: 1"));
    EVN_CHECK(says("nothing was changed"));
    EVN_CHECK(says("808")); /* of PACK then: two days of 404 */
    evn(list, 0);
    EVN_CHECK(!says("E1"));
    evn(nothing, 64);
    evn(incomplete, 64);
    evn(decide, 0);
    evn(list, 0);
    EVN_CHECK(says("ahead"));
    tick(15);
    EVN_CHECK_EQ(needed("PACK", 3), 404);
    tick(16);
    EVN_CHECK_EQ(needed("PACK", 3), 0);
    EVN_CHECK_EQ(needed("MILK", 2), 3);
    evn(json, 0);
    EVN_CHECK(says("\"zonesEnded\":1"));
    evn(zh, 0);
    EVN_CHECK(says("已执行"));
    evn(overdue, 0);
    EVN_CHECK(!says("Z1"));
    tick(17);
    EVN_CHECK_EQ(needed("MILK", 2), 3);
    evn(withdraw, 0);
    seal("Z2", ZONE_AREA, N_PEOPLE, "2022-11-17");
    EVN_CHECK_EQ(needed("PACK", 3), 404);
    evn(none, 65);
    rig_end();
}

static void a_seal_that_stands_too_long_is_listed(void)
{
    static const char *const overdue[] = {LANG, "zone", "overdue", "--area", "310105", NULL};
    rig_begin();
    put_world(0);
    tick(22);
    EVN_CHECK_EQ(needed("PACK", 3), 404);
    evn(overdue, 0);
    EVN_CHECK(says("Z1"));
    EVN_CHECK(says("2022-11-19"));
    rig_end();
}

static void maybe_kill(bool kills, const char *service)
{
    if (kills)
        kill_service(service);
}

/* The change, decided by evn, comes while whoever does it is killed again and again. */
static void live(bool kills, char registry[65], char planner[65])
{
    static const char *const decide[] = {LANG, END, WHO, APPLY, NULL};
    rig_begin();
    put_world(N_ZONES);
    evn(decide, 0);
    maybe_kill(kills, "registry");
    tick(16);
    maybe_kill(kills, "registry");
    maybe_kill(kills, "planner");
    EVN_CHECK_EQ(needed("PACK", 3), 0);
    EVN_CHECK_EQ(needed("MILK", 2), 3);
    maybe_kill(kills, "registry");
    tick(17);
    maybe_kill(kills, "planner");
    EVN_CHECK_EQ(needed("MILK", 2), 3);
    digest_of("registry", registry);
    digest_of("planner", planner);
    rig_end();
}

static void a_kill_in_the_middle_leaves_the_same_digests(void)
{
    char want[2][65], got[2][65];
    live(false, want[0], want[1]);
    live(true, got[0], got[1]);
    EVN_CHECK_TEXT(got[0], want[0]);
    EVN_CHECK_TEXT(got[1], want[1]);
}

static const struct evn_test_case tests[] = {
    EVN_TEST(it_is_shown_then_decided_and_comes_on_its_day),
    EVN_TEST(a_seal_that_stands_too_long_is_listed),
    EVN_TEST(a_kill_in_the_middle_leaves_the_same_digests),
};

int main(int argc, char **argv)
{
    return evn_test_main(argc, argv, "planner.course.service", tests,
                         sizeof tests / sizeof tests[0]);
}
