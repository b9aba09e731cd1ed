/* A policy may change course: zones and cohorts end on a day, in portions, as events. */
#include "tests/unit/registry/world.h"

#include "services/registry/core/phases.h"

#include "evernormal/registry/v1/command.pb-c.h"
#include "evernormal/registry/v1/query.pb-c.h"
#include "tests/lib/tables.h"

enum { MANY = 1300 };

static struct world w;
static struct evn_zone zone;
static struct evn_member member;
static struct evn_ending ending;

static void begin(void)
{
    world_init(&w);
    world_fill(&w);
    at(&w, "2022-11-14", 9 * 60);
}

static struct evn_ending_put change(const char *id, const char *area, const char *zones,
                                    const char *cohorts)
{
    struct evn_ending_put put = {.ending = {.zones_end = day(zones),
                                            .cohorts_end = day(cohorts),
                                            .authority = "city headquarters",
                                            .reason = "measures change"},
                                 .has_ending = true};
    strcpy(put.ending.ending, id);
    strcpy(put.ending.area, area);
    return put;
}

static evn_err put_ending(struct evn_ending_put put)
{
    return post(&w, (struct evn_registry_command){.ending = &put});
}

static evn_err put_seal(const char *id, const char *area, const char *start)
{
    struct evn_seal s = seal(id, area, start);
    return post(&w, (struct evn_registry_command){.seal = &s});
}

static evn_err contact(const char *id, const char *start)
{
    struct evn_member_put put = {.member = {.cohort = "close_contact",
                                            .area = BUILDING,
                                            .start_day = day(start),
                                            .released_on = EVN_DAY_NONE},
                                 .has_member = true};
    strcpy(put.member.person, id);
    return post(&w, (struct evn_registry_command){.member = &put});
}

static void on_its_day_zones_are_unsealed_and_courses_cut(void)
{
    begin();
    EVN_CHECK_OK(put_seal("Z1", BUILDING, "2022-11-14"));
    EVN_CHECK_OK(put_seal("Z2", UNIT, "2022-11-08"));
    EVN_CHECK_OK(contact("P1", "2022-11-14"));
    EVN_CHECK_OK(contact("P2", "2022-11-05"));
    EVN_CHECK_OK(put_ending(change("E1", "", "2022-11-17", "2022-11-18")));
    EVN_CHECK_EQ(w.h.kind[0], EVN_REG_ENDING);
    at(&w, "2022-11-16", 1439);
    evn_harness_timer(&w.h);
    EVN_MUST(get(&w, EVN_REG_ZONE, "Z1", &zone));
    EVN_CHECK(!zone.has_unsealed);
    at(&w, "2022-11-17", 0);
    EVN_CHECK_EQ(evn_harness_timer(&w.h), 3);
    EVN_MUST(get(&w, EVN_REG_ZONE, "Z1", &zone) && zone.has_unsealed);
    EVN_CHECK_TEXT(zone.unsealed.ending, "E1");
    EVN_CHECK_TEXT(zone.unsealed.authority, "city headquarters");
    EVN_CHECK(zone.unsealed.early && !zone.met);
    EVN_CHECK_EQ(zone.unsealed_on.n, day("2022-11-17").n);
    EVN_MUST(get(&w, EVN_REG_ZONE, "Z2", &zone) && zone.has_unsealed);
    EVN_CHECK(!zone.unsealed.early && zone.met);
    EVN_CHECK_EQ(zone.overdue_days, 3); /* lowered on the 13th */
    EVN_MUST(get(&w, EVN_REG_MEMBER, "P1", &member));
    EVN_CHECK(!evn_day_valid(member.released_on));
    at(&w, "2022-11-18", 0);
    EVN_CHECK_EQ(evn_harness_timer(&w.h), 2);
    EVN_MUST(get(&w, EVN_REG_MEMBER, "P1", &member));
    EVN_CHECK_EQ(member.released_on.n, day("2022-11-17").n);
    EVN_MUST(get(&w, EVN_REG_MEMBER, "P2", &member));
    EVN_CHECK(!evn_day_valid(member.released_on)); /* it was over */
    EVN_MUST(get(&w, EVN_REG_ENDING, "E1", &ending));
    EVN_CHECK(ending.zones_done && ending.members_done);
    EVN_CHECK_EQ(ending.zones_ended, 2);
    EVN_CHECK_EQ(ending.members_ended, 1);
    EVN_CHECK_EQ(evn_harness_timer(&w.h), 0);
    check_snapshot(&w);
    world_fini(&w);
}

static void only_its_area_changes_course(void)
{
    begin();
    EVN_CHECK_OK(put_area(&w, "310106"));
    EVN_CHECK_OK(put_area(&w, "310106001"));
    EVN_CHECK_OK(put_area(&w, "310106001001"));
    EVN_CHECK_OK(put_area(&w, "310106001001-000"));
    EVN_CHECK_OK(put_area(&w, "310106001001-000-001"));
    EVN_CHECK_OK(put_seal("Z1", BUILDING, "2022-11-14"));
    EVN_CHECK_OK(put_seal("Z2", "310106001001-000-001", "2022-11-14"));
    EVN_CHECK_OK(contact("P1", "2022-11-14"));
    EVN_CHECK_OK(put_ending(change("E1", "310106", "2022-11-14", "2022-11-14")));
    evn_harness_timer(&w.h);
    EVN_MUST(get(&w, EVN_REG_ZONE, "Z1", &zone));
    EVN_CHECK(!zone.has_unsealed);
    EVN_MUST(get(&w, EVN_REG_ZONE, "Z2", &zone));
    EVN_CHECK(zone.has_unsealed);
    EVN_MUST(get(&w, EVN_REG_MEMBER, "P1", &member));
    EVN_CHECK(!evn_day_valid(member.released_on));
    EVN_CHECK_OK(put_seal("Z3", UNIT, "2022-11-14"));
    EVN_CHECK_ERR(put_seal("Z4", "310106001001-000-001", "2022-11-14"), EVN_E_WRONG_STATE);
    EVN_CHECK_TEXT(w.h.why.subject, "E1");
    EVN_CHECK_EQ(w.h.why.at_us, evn_day_start_us(day("2022-11-14"), EVN_OFFSET_CHINA_MIN));
    world_fini(&w);
}

static void behind_the_day_nothing_begins_and_what_comes_late_is_cut(void)
{
    begin();
    EVN_CHECK_OK(contact("P0", "2022-11-12"));
    EVN_CHECK_OK(put_ending(change("E1", "", "2022-11-15", "2022-11-15")));
    EVN_CHECK_OK(put_seal("Z1", BUILDING, "2022-11-14"));
    at(&w, "2022-11-15", 60);
    evn_harness_timer(&w.h);
    EVN_CHECK_ERR(put_seal("Z2", UNIT, "2022-11-14"), EVN_E_WRONG_STATE);
    EVN_CHECK_ERR(contact("P1", "2022-11-15"), EVN_E_WRONG_STATE);
    EVN_CHECK_TEXT(w.h.why.field, "member.member.start_day");
    EVN_CHECK_OK(contact("P2", "2022-11-13"));
    EVN_MUST(get(&w, EVN_REG_MEMBER, "P2", &member));
    EVN_CHECK_EQ(member.released_on.n, day("2022-11-14").n);
    EVN_CHECK_OK(contact("P0", "2022-11-12")); /* sent again: the cut stays */
    EVN_CHECK_EQ(w.h.kind[0], EVN_REG_UNCHANGED);
    struct evn_ending_put put = change("E1", "", "2022-11-15", "2022-11-15");
    put.ending.withdrawn = put.replace = true;
    EVN_CHECK_OK(put_ending(put));
    EVN_CHECK_OK(put_seal("Z2", UNIT, "2022-11-14"));
    EVN_CHECK_OK(contact("P1", "2022-11-15"));
    EVN_MUST(get(&w, EVN_REG_ENDING, "E1", &ending));
    EVN_CHECK_EQ(ending.zones_ended, 1); /* what was done stays said */
    world_fini(&w);
}

static void what_is_no_change_of_course_is_refused(void)
{
    begin();
    struct evn_ending_put put = change("E1", "", "2022-11-17", "2022-11-17");
    put.ending.authority[0] = '\0';
    EVN_CHECK_ERR(put_ending(put), EVN_E_NO_AUTHORITY);
    put = change("E1", "", "2022-11-17", "2022-11-17");
    put.ending.zones_end = put.ending.cohorts_end = EVN_DAY_NONE;
    EVN_CHECK_ERR(put_ending(put), EVN_E_MISSING_FIELD);
    EVN_CHECK_ERR(put_ending(change("E1", "", "2022-11-13", "2022-11-17")), EVN_E_BAD_DATE);
    EVN_CHECK_ERR(put_ending(change("E1", "3199", "2022-11-17", "2022-11-17")), EVN_E_UNKNOWN_REF);
    put = change("E1", "", "2022-11-17", "2022-11-17");
    put.ending.zones_done = true;
    EVN_CHECK_ERR(put_ending(put), EVN_E_BAD_FIELD);
    EVN_CHECK_OK(put_ending(change("E1", "", "2022-11-17", "2022-11-19")));
    EVN_CHECK_OK(put_ending(change("E1", "", "2022-11-17", "2022-11-19")));
    EVN_CHECK_EQ(w.h.kind[0], EVN_REG_UNCHANGED);
    put = change("E1", "", "2022-11-18", "2022-11-19");
    EVN_CHECK_ERR(put_ending(put), EVN_E_EXISTS);
    put.replace = true;
    EVN_CHECK_OK(put_ending(put));
    strcpy(put.ending.area, CITY);
    EVN_CHECK_ERR(put_ending(put), EVN_E_FIXED);
    at(&w, "2022-11-18", 60);
    evn_harness_timer(&w.h);
    put = change("E1", "", "2022-11-20", "2022-11-19");
    put.replace = true;
    EVN_CHECK_ERR(put_ending(put), EVN_E_WRONG_STATE); /* that day has come */
    EVN_CHECK_TEXT(w.h.why.field, "ending.ending.zones_end");
    strcpy(w.h.actor.scope, DISTRICT);
    EVN_CHECK_ERR(put_ending(change("E2", "", "2022-11-20", "2022-11-20")), EVN_E_OUT_OF_SCOPE);
    EVN_CHECK_OK(put_ending(change("E2", DISTRICT, "2022-11-20", "2022-11-20")));
    w.h.actor.roles = EVN_ROLE_ADMIN | EVN_ROLE_INTEGRATOR;
    EVN_CHECK_ERR(put_ending(change("E3", DISTRICT, "2022-11-20", "2022-11-20")),
                  EVN_E_NOT_ALLOWED);
    struct evn_unseal by_hand = {.authority = "a", .reason = "b", .ending = "E1"};
    strcpy(by_hand.zone, "Z1");
    w.h.actor.roles = EVN_ROLE_ALL;
    EVN_CHECK_ERR(post(&w, (struct evn_registry_command){.unseal = &by_hand}), EVN_E_BAD_FIELD);
    world_fini(&w);
}

static void seal_many(void)
{
    for (int i = 0; i < MANY; i++) {
        char area[32], id[16];
        snprintf(area, sizeof area, COMMUNITY "-000-%03d", i % 999 + 1);
        snprintf(id, sizeof id, "Y%05d", i);
        if (i >= 2 && i < 999)
            EVN_CHECK_OK(put_area(&w, area));
        if (i < 999)
            EVN_CHECK_OK(put_seal(id, area, "2022-11-14"));
        snprintf(id, sizeof id, "M%05d", i);
        EVN_CHECK_OK(contact(id, "2022-11-14"));
    }
}

static void many_end_in_portions_and_a_restart_between_changes_nothing(void)
{
    struct world twin;
    char want[65], got[65];
    begin();
    seal_many();
    EVN_CHECK_OK(put_ending(change("E1", "", "2022-11-16", "2022-11-16")));
    at(&w, "2022-11-16", 1);
    world_init(&twin);
    evn_harness_copy(&w.h, twin.state);
    twin.h.business_us = w.h.business_us;
    uint32_t n = evn_harness_timer(&w.h);
    EVN_CHECK_EQ(n, 999 + MANY + 2 + 1); /* two portions of zones, one of people */
    EVN_MUST(get(&w, EVN_REG_ENDING, "E1", &ending));
    EVN_CHECK_EQ(ending.zones_ended, 999);
    EVN_CHECK_EQ(ending.members_ended, MANY);
    EVN_CHECK_EQ(evn_harness_timer(&twin.h), n);
    evn_harness_digest(&w.h, want);
    evn_harness_digest(&twin.h, got);
    EVN_CHECK_TEXT(got, want);
    check_snapshot(&w);
    world_fini(&twin);
    world_fini(&w);
}

static void the_tables_are_their_messages(void)
{
    evn_check_tables(&evn_registry_command_table, &evernormal__registry__v1__command__descriptor);
    evn_check_tables(&evn_registry_query_table, &evernormal__registry__v1__query__descriptor);
    evn_check_tables(&evn_ending_table, &evernormal__registry__v1__ending__descriptor);
}

static const struct evn_test_case tests[] = {
    EVN_TEST(on_its_day_zones_are_unsealed_and_courses_cut),
    EVN_TEST(only_its_area_changes_course),
    EVN_TEST(behind_the_day_nothing_begins_and_what_comes_late_is_cut),
    EVN_TEST(what_is_no_change_of_course_is_refused),
    EVN_TEST(many_end_in_portions_and_a_restart_between_changes_nothing),
    EVN_TEST(the_tables_are_their_messages),
};

int main(int argc, char **argv)
{
    return evn_test_main(argc, argv, "registry.ending", tests, sizeof tests / sizeof tests[0]);
}
