#include "tests/unit/registry/world.h"

static struct world w;
static struct evn_zone zone;

static void begin(void)
{
    world_init(&w);
    world_fill(&w);
    at(&w, "2022-11-14", 9 * 60);
}

static evn_err post_seal(struct evn_seal s)
{
    return post(&w, (struct evn_registry_command){.seal = &s});
}

static evn_err report(const char *id, const char *area, const char *on, uint32_t count,
                      bool replace)
{
    struct evn_report_put put = {
        .report = {.day = day(on), .count = count}, .has_report = true, .replace = replace};
    strcpy(put.report.report, id);
    strcpy(put.report.area, area);
    return post(&w, (struct evn_registry_command){.report = &put});
}

static evn_err unseal(const char *id, bool early)
{
    struct evn_unseal u = {.authority = "headquarters", .reason = "condition met", .early = early};
    strcpy(u.zone, id);
    return post(&w, (struct evn_registry_command){.unseal = &u});
}

static void check_zone(const char *last, const char *lowered, uint32_t episode, bool met)
{
    EVN_MUST(get(&w, EVN_REG_ZONE, "Z1", &zone));
    EVN_CHECK_EQ(zone.last_infection.n, day(last).n);
    EVN_CHECK_EQ(zone.lowered_on.n, day(lowered).n);
    EVN_CHECK_EQ(zone.episode, episode);
    EVN_CHECK_EQ(zone.met, met);
}

static void a_seal_without_authority_reason_or_end_rule_is_refused(void)
{
    begin();
    struct evn_seal s = seal("Z1", BUILDING, "2022-11-14");
    s.authority[0] = '\0';
    EVN_CHECK_ERR(post_seal(s), EVN_E_NO_AUTHORITY);
    EVN_CHECK_TEXT(w.h.why.subject, BUILDING);
    s = seal("Z1", BUILDING, "2022-11-14");
    s.reason[0] = '\0';
    EVN_CHECK_ERR(post_seal(s), EVN_E_NO_AUTHORITY);
    s = seal("Z1", BUILDING, "2022-11-14");
    s.end_rule[0] = '\0';
    EVN_CHECK_ERR(post_seal(s), EVN_E_NO_AUTHORITY);
    strcpy(s.end_rule, "whenever");
    EVN_CHECK_ERR(post_seal(s), EVN_E_BAD_FIELD);
    EVN_CHECK(!get(&w, EVN_REG_ZONE, "Z1", &zone));
    world_fini(&w);
}

static void more_than_a_building_needs_a_recorded_reason(void)
{
    begin();
    struct evn_seal s = seal("Z1", COMMUNITY, "2022-11-14");
    EVN_CHECK_ERR(post_seal(s), EVN_E_ZONE_TOO_LARGE);
    EVN_CHECK_TEXT(w.h.why.subject, COMMUNITY);
    strcpy(s.expansion, "convenience");
    EVN_CHECK_ERR(post_seal(s), EVN_E_ZONE_TOO_LARGE);
    strcpy(s.expansion, "spread_unclear");
    EVN_CHECK_OK(post_seal(s));
    EVN_CHECK_EQ(w.h.kind[0], EVN_REG_ZONE_SEALED);
    EVN_CHECK_OK(post_seal(seal("Z2", UNIT, "2022-11-14")));
    world_fini(&w);
}

static void a_seal_is_checked_against_what_is_known(void)
{
    begin();
    EVN_CHECK_ERR(post_seal(seal("Z1", "310105001001-000-009", "2022-11-14")), EVN_E_UNKNOWN_REF);
    EVN_CHECK_ERR(post_seal(seal("Z1", BUILDING, "2022-11-15")), EVN_E_TIME_IN_FUTURE);
    EVN_CHECK_OK(post_seal(seal("Z1", BUILDING, "2022-11-14")));
    EVN_CHECK_OK(post_seal(seal("Z1", BUILDING, "2022-11-14")));
    EVN_CHECK_EQ(w.h.kind[0], EVN_REG_UNCHANGED);
    EVN_CHECK_ERR(post_seal(seal("Z1", BUILDING, "2022-11-13")), EVN_E_EXISTS);
    EVN_CHECK_ERR(post_seal(seal("Z2", BUILDING, "2022-11-14")), EVN_E_WRONG_STATE);
    EVN_CHECK_TEXT(w.h.why.subject, "Z1");
    strcpy(w.h.actor.scope, "310106");
    EVN_CHECK_ERR(post_seal(seal("Z3", UNIT, "2022-11-14")), EVN_E_OUT_OF_SCOPE);
    EVN_CHECK_ERR(unseal("Z1", true), EVN_E_OUT_OF_SCOPE);
    strcpy(w.h.actor.scope, COMMUNITY);
    EVN_CHECK_OK(post_seal(seal("Z3", UNIT, "2022-11-14")));
    w.h.actor.roles = EVN_ROLE_ADMIN;
    EVN_CHECK_ERR(post_seal(seal("Z4", UNIT, "2022-11-14")), EVN_E_NOT_ALLOWED);
    world_fini(&w);
}

static void a_quiet_zone_is_due_at_midnight_of_day_six_and_once(void)
{
    begin();
    EVN_CHECK_OK(post_seal(seal("Z1", BUILDING, "2022-11-14")));
    check_zone("2022-11-14", "2022-11-19", 1, false);
    at(&w, "2022-11-19", 24 * 60 - 1);
    EVN_CHECK_EQ(evn_harness_timer(&w.h), 0);
    w.h.business_us = evn_day_start_us(day("2022-11-20"), 480) - 1;
    EVN_CHECK_EQ(evn_harness_timer(&w.h), 0);
    w.h.business_us++;
    EVN_CHECK_EQ(evn_harness_timer(&w.h), 1);
    EVN_CHECK_EQ(w.h.kind[0], EVN_REG_ZONE_DUE);
    check_zone("2022-11-14", "2022-11-19", 1, true);
    EVN_CHECK_EQ(evn_harness_timer(&w.h), 0);
    at(&w, "2022-12-24", 0);
    EVN_CHECK_EQ(evn_harness_timer(&w.h), 0);
    world_fini(&w);
}

static void infections_on_days_one_to_five_restart_the_count(void)
{
    begin();
    EVN_CHECK_OK(post_seal(seal("Z1", BUILDING, "2022-11-14")));
    at(&w, "2022-11-19", 600);
    EVN_CHECK_OK(report("A", BUILDING, "2022-11-19", 2, false));
    EVN_CHECK_EQ(w.h.n_kinds, 2);
    EVN_CHECK_EQ(w.h.kind[0], EVN_REG_REPORT);
    EVN_CHECK_EQ(w.h.kind[1], EVN_REG_ZONE_RESTARTED);
    check_zone("2022-11-19", "2022-11-24", 1, false);
    EVN_CHECK_OK(report("B", UNIT, "2022-11-18", 1, false));
    EVN_CHECK_EQ(w.h.kind[1], EVN_REG_ZONE_CORRECTED);
    EVN_CHECK_OK(report("B", UNIT, "2022-11-18", 1, false));
    EVN_CHECK_EQ(w.h.n_kinds, 1);
    EVN_CHECK_EQ(w.h.kind[0], EVN_REG_UNCHANGED);
    check_zone("2022-11-19", "2022-11-24", 1, false);
    EVN_CHECK_EQ(zone.infection_days, 2);
    EVN_CHECK_OK(report("C", "310105001002", "2022-11-19", 9, false));
    EVN_CHECK_EQ(w.h.n_kinds, 1);
    check_snapshot(&w);
    world_fini(&w);
}

static void a_later_infection_opens_a_new_episode(void)
{
    begin();
    EVN_CHECK_OK(post_seal(seal("Z1", BUILDING, "2022-11-14")));
    at(&w, "2022-11-20", 0);
    EVN_CHECK_EQ(evn_harness_timer(&w.h), 1);
    EVN_CHECK_OK(report("A", BUILDING, "2022-11-20", 1, false));
    EVN_CHECK_EQ(w.h.kind[1], EVN_REG_ZONE_EPISODE);
    check_zone("2022-11-20", "2022-11-25", 2, false);
    EVN_CHECK_EQ(zone.high_from.n, day("2022-11-20").n);
    at(&w, "2022-11-26", 0);
    EVN_CHECK_EQ(evn_harness_timer(&w.h), 1);
    check_zone("2022-11-20", "2022-11-25", 2, true);
    world_fini(&w);
}

static void late_and_corrected_reports_reopen_and_close_and_say_so(void)
{
    begin();
    EVN_CHECK_OK(post_seal(seal("Z1", BUILDING, "2022-11-14")));
    at(&w, "2022-11-21", 600);
    EVN_CHECK_EQ(evn_harness_timer(&w.h), 1);
    EVN_CHECK_OK(report("late", BUILDING, "2022-11-18", 1, false));
    EVN_CHECK_EQ(w.h.kind[1], EVN_REG_ZONE_REOPENED);
    check_zone("2022-11-18", "2022-11-23", 1, false);
    EVN_CHECK_ERR(report("late", BUILDING, "2022-11-18", 0, false), EVN_E_EXISTS);
    EVN_CHECK_OK(report("late", BUILDING, "2022-11-18", 0, true));
    EVN_CHECK_EQ(w.h.kind[1], EVN_REG_ZONE_CLOSED);
    check_zone("2022-11-14", "2022-11-19", 1, true);
    EVN_CHECK_EQ(evn_harness_timer(&w.h), 0);
    EVN_CHECK_ERR(report("late", UNIT, "2022-11-18", 1, true), EVN_E_EXISTS);
    EVN_CHECK_ERR(report("X", BUILDING, "2022-11-22", 1, false), EVN_E_TIME_IN_FUTURE);
    EVN_CHECK_ERR(report("X", "", "2022-11-20", 1, false), EVN_E_MISSING_FIELD);
    EVN_CHECK_ERR(report("X", "99", "2022-11-20", 1, false), EVN_E_UNKNOWN_REF);
    world_fini(&w);
}

static void a_report_may_name_the_zone(void)
{
    begin();
    EVN_CHECK_OK(post_seal(seal("Z1", BUILDING, "2022-11-12")));
    struct evn_report_put put = {.report = {.report = "A", .day = day("2022-11-14"), .count = 1},
                                 .has_report = true};
    strcpy(put.zone, "Z9");
    EVN_CHECK_ERR(post(&w, (struct evn_registry_command){.report = &put}), EVN_E_UNKNOWN_REF);
    strcpy(put.zone, "Z1");
    EVN_CHECK_OK(post(&w, (struct evn_registry_command){.report = &put}));
    check_zone("2022-11-14", "2022-11-19", 1, false);
    struct evn_report stored;
    EVN_MUST(get(&w, EVN_REG_REPORT, "A", &stored));
    EVN_CHECK_TEXT(stored.area, BUILDING);
    world_fini(&w);
}

static void unsealing_waits_for_the_condition_unless_it_says_early(void)
{
    begin();
    EVN_CHECK_OK(post_seal(seal("Z1", BUILDING, "2022-11-14")));
    EVN_CHECK_ERR(unseal("Z9", false), EVN_E_UNKNOWN_REF);
    EVN_CHECK_ERR(unseal("Z1", false), EVN_E_WRONG_STATE);
    EVN_CHECK(w.h.why.at_us == evn_day_start_us(day("2022-11-20"), 480));
    at(&w, "2022-11-23", 60);
    EVN_CHECK_EQ(evn_harness_timer(&w.h), 1);
    EVN_CHECK_OK(unseal("Z1", false));
    EVN_CHECK_EQ(w.h.kind[0], EVN_REG_ZONE_UNSEALED);
    EVN_MUST(get(&w, EVN_REG_ZONE, "Z1", &zone));
    EVN_CHECK_EQ(zone.overdue_days, 3);
    EVN_CHECK_EQ(zone.unsealed_on.n, day("2022-11-23").n);
    EVN_CHECK_OK(unseal("Z1", false));
    EVN_CHECK_EQ(w.h.kind[0], EVN_REG_UNCHANGED);
    EVN_CHECK_OK(post_seal(seal("Z2", BUILDING, "2022-11-23")));
    EVN_CHECK_OK(unseal("Z2", true));
    EVN_CHECK_EQ(evn_harness_timer(&w.h), 0);
    check_snapshot(&w);
    world_fini(&w);
}

static void a_late_report_says_that_a_zone_was_unsealed_too_soon(void)
{
    begin();
    EVN_CHECK_OK(post_seal(seal("Z1", BUILDING, "2022-11-14")));
    at(&w, "2022-11-20", 60);
    EVN_CHECK_EQ(evn_harness_timer(&w.h), 1);
    EVN_CHECK_OK(unseal("Z1", false));
    at(&w, "2022-11-28", 60);
    EVN_CHECK_OK(report("next", BUILDING, "2022-11-27", 1, false));
    EVN_CHECK_EQ(w.h.n_kinds, 1);
    EVN_CHECK_OK(report("late", BUILDING, "2022-11-18", 1, false));
    EVN_CHECK_EQ(w.h.kind[1], EVN_REG_ZONE_REOPENED);
    check_zone("2022-11-18", "2022-11-23", 1, false);
    EVN_CHECK_EQ(evn_harness_timer(&w.h), 0);
    world_fini(&w);
}

static void the_days_of_the_rule_are_those_of_the_table(void)
{
    begin();
    struct evn_rule rows[] = {
        {.rule = "days_without_new_infection_to_lower",
         .value = "14",
         .valid_from = EVN_DAY_NONE,
         .valid_until = day("2022-11-10")},
        {.rule = "days_without_new_infection_to_lower",
         .value = "5",
         .valid_from = day("2022-11-11"),
         .valid_until = EVN_DAY_NONE},
    };
    struct evn_policy rules = {.table = "zone_rules", .version = 2, .rules = rows, .n_rules = 2};
    EVN_CHECK_OK(put_policy(&w, &rules));
    EVN_CHECK_OK(post_seal(seal("Z1", BUILDING, "2022-11-10")));
    check_zone("2022-11-10", "2022-11-24", 1, false);
    EVN_CHECK_OK(post_seal(seal("Z2", UNIT, "2022-11-11")));
    EVN_MUST(get(&w, EVN_REG_ZONE, "Z2", &zone));
    EVN_CHECK_EQ(zone.quiet_days, 5);
    world_fini(&w);
}

static evn_err ask(struct evn_registry_query query)
{
    evn_buf_clear(&w.bytes);
    EVN_CHECK_OK(evn_wire_encode(&evn_registry_query_table, &query, &w.bytes));
    return evn_harness_query(&w.h, evn_bytes_of(w.bytes.at, w.bytes.len));
}

static void overdue_seals_are_listed_with_their_days(void)
{
    begin();
    EVN_CHECK_OK(post_seal(seal("Z1", BUILDING, "2022-11-14")));
    EVN_CHECK_OK(post_seal(seal("Z2", "310105001001-000-002", "2022-11-10")));
    EVN_CHECK_OK(post_seal(seal("Z3", UNIT, "2022-11-14")));
    struct evn_query_overdue overdue = {.area = ""};
    struct evn_registry_query query = {.overdue = &overdue};
    at(&w, "2022-11-15", 0);
    EVN_CHECK_OK(ask(query));
    EVN_CHECK_EQ(n_in_result(&w, EVN_RESULT_OVERDUE), 0);
    at(&w, "2022-11-19", 600);
    EVN_CHECK_OK(ask(query));
    EVN_CHECK_EQ(n_in_result(&w, EVN_RESULT_OVERDUE), 1);
    evn_harness_timer(&w.h);
    EVN_CHECK_OK(ask(query));
    EVN_CHECK_EQ(n_in_result(&w, EVN_RESULT_OVERDUE), 1);
    at(&w, "2022-11-20", 1);
    EVN_CHECK_OK(ask(query));
    EVN_CHECK_EQ(n_in_result(&w, EVN_RESULT_OVERDUE), 3);
    strcpy(overdue.area, UNIT);
    EVN_CHECK_OK(ask(query));
    EVN_CHECK_EQ(n_in_result(&w, EVN_RESULT_OVERDUE), 1);
    world_fini(&w);
}

static const struct evn_test_case tests[] = {
    EVN_TEST(a_seal_without_authority_reason_or_end_rule_is_refused),
    EVN_TEST(more_than_a_building_needs_a_recorded_reason),
    EVN_TEST(a_seal_is_checked_against_what_is_known),
    EVN_TEST(a_quiet_zone_is_due_at_midnight_of_day_six_and_once),
    EVN_TEST(infections_on_days_one_to_five_restart_the_count),
    EVN_TEST(a_later_infection_opens_a_new_episode),
    EVN_TEST(late_and_corrected_reports_reopen_and_close_and_say_so),
    EVN_TEST(a_report_may_name_the_zone),
    EVN_TEST(unsealing_waits_for_the_condition_unless_it_says_early),
    EVN_TEST(a_late_report_says_that_a_zone_was_unsealed_too_soon),
    EVN_TEST(the_days_of_the_rule_are_those_of_the_table),
    EVN_TEST(overdue_seals_are_listed_with_their_days),
};

int main(int argc, char **argv)
{
    return evn_test_main(argc, argv, "registry.zone", tests, sizeof tests / sizeof tests[0]);
}
