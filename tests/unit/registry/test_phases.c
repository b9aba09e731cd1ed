/* Phases and test days against the arithmetic of the policy, and against a day-by-day walk. */
#include "common/base/rng.h"
#include "services/registry/core/phases.h"
#include "tests/unit/registry/world.h"

static struct evn_arena arena;

static size_t n_tests(const char *cohort, const char *start)
{
    struct evn_policy policy = isolation_rules();
    struct evn_phase phase[EVN_PHASES_MAX];
    evn_arena_reset(&arena);
    size_t n = evn_phases_of(&policy, cohort, day(start), &arena, phase), tests = 0;
    for (size_t i = 0; i < n; i++)
        tests += phase[i].n_test_days;
    return tests;
}

static void each_cohort_is_tested_as_often_as_the_policy_says(void)
{
    EVN_CHECK_EQ(n_tests("close_contact", "2022-11-11"), 6);
    EVN_CHECK_EQ(n_tests("high_risk_area_leaver", "2022-11-11"), 4);
    EVN_CHECK_EQ(n_tests("high_risk_worker_end_of_loop", "2022-11-14"), 3);
    EVN_CHECK_EQ(n_tests("inbound_traveller", "2023-02-28"), 6);
    EVN_CHECK_EQ(n_tests("inbound_ct35_40_past_infection", "2022-12-30"), 2);
    EVN_CHECK_EQ(n_tests("secondary_contact", "2022-11-11"), 0);
    EVN_CHECK_EQ(n_tests("close_contact", "2022-11-10"), 2);
}

static void a_phase_keeps_the_rule_of_the_day_it_started(void)
{
    struct evn_policy policy = isolation_rules();
    struct evn_phase phase[EVN_PHASES_MAX];
    evn_arena_reset(&arena);
    EVN_CHECK_EQ(evn_phases_of(&policy, "close_contact", day("2022-11-10"), &arena, phase), 2);
    EVN_CHECK_EQ(phase[0].days, 7);
    EVN_CHECK(phase[0].tests_unknown && phase[0].n_test_days == 0);
    EVN_CHECK_EQ(phase[1].first_day.n, day("2022-11-17").n);
    EVN_CHECK_TEXT(phase[1].phase, "isolation");
    EVN_CHECK_EQ(phase[1].n_test_days, 2);
    EVN_CHECK_EQ(evn_phases_of(&policy, "close_contact", day("2022-11-03"), &arena, phase), 2);
    EVN_CHECK_TEXT(phase[1].phase, "monitoring");
    EVN_CHECK(phase[1].tests_unknown);
    EVN_CHECK_EQ(evn_phases_of(&policy, "secondary_contact", day("2022-11-10"), &arena, phase), 0);
    EVN_CHECK_EQ(evn_phases_of(&policy, "nobody", day("2022-11-11"), &arena, phase), 0);
}

/* The rule that governs a day, found by walking from the start one day at a time. */
static const struct evn_isolation_rule *by_walk(const struct evn_policy *policy, const char *cohort,
                                                struct evn_day start, struct evn_day want,
                                                uint32_t *day_of_phase)
{
    struct evn_day today = start;
    for (uint32_t order = 1;; order++) {
        const struct evn_isolation_rule *found = NULL;
        for (size_t i = 0; i < policy->n_isolation; i++) {
            const struct evn_isolation_rule *r = &policy->isolation[i];
            bool holds = (!evn_day_valid(r->valid_from) || today.n >= r->valid_from.n) &&
                         (!evn_day_valid(r->valid_until) || today.n <= r->valid_until.n);
            if (strcmp(r->cohort, cohort) == 0 && r->phase_order == order && holds)
                found = r;
        }
        if (found == NULL)
            return NULL;
        for (*day_of_phase = 1; *day_of_phase <= found->days; ++*day_of_phase, today.n++)
            if (today.n == want.n)
                return found;
    }
}

static void phases_are_what_walking_the_days_gives(void)
{
    static const char *const cohorts[] = {
        "close_contact",         "secondary_contact",
        "high_risk_area_leaver", "high_risk_worker_end_of_loop",
        "inbound_traveller",     "inbound_ct35_40_past_infection"};
    struct evn_rng rng = evn_rng_of(evn_test_seed(8));
    struct evn_policy policy = isolation_rules();
    for (int round = 0; round < 3000; round++) {
        struct evn_phase phase[EVN_PHASES_MAX];
        const char *cohort = cohorts[evn_rng_below(&rng, 6)];
        struct evn_day start = {day("2022-10-20").n + (int32_t)evn_rng_below(&rng, 500)};
        evn_arena_reset(&arena);
        size_t n = evn_phases_of(&policy, cohort, start, &arena, phase), at = 0;
        for (int32_t d = 0; d < 20; d++) {
            uint32_t day_of_phase;
            struct evn_day today = {start.n + d};
            const struct evn_isolation_rule *want =
                by_walk(&policy, cohort, start, today, &day_of_phase);
            while (at < n && today.n >= phase[at].first_day.n + (int32_t)phase[at].days)
                at++;
            CU_ASSERT((want != NULL) == (at < n));
            if (want == NULL || at == n)
                continue;
            CU_ASSERT_STRING_EQUAL(phase[at].place, want->place);
            CU_ASSERT_EQUAL(today.n - phase[at].first_day.n + 1, (int32_t)day_of_phase);
        }
    }
}

static size_t check(struct evn_isolation_rule *rules, size_t n, const char **field)
{
    struct evn_policy policy = {.isolation = rules, .n_isolation = n};
    return evn_phases_check(&policy, field);
}

static void rows_that_contradict_are_named(void)
{
    uint32_t days[2] = {3, 1};
    const char *field;
    struct evn_isolation_rule rule = {.cohort = "c",
                                      .phase_order = 1,
                                      .days = 5,
                                      .tests = 2,
                                      .test_days = days,
                                      .n_test_days = 2,
                                      .valid_from = EVN_DAY_NONE,
                                      .valid_until = EVN_DAY_NONE};
    EVN_CHECK_EQ(check(&rule, 1, &field), 0);
    EVN_CHECK_TEXT(field, "test_days");
    days[1] = 6;
    EVN_CHECK_EQ(check(&rule, 1, &field), 0);
    days[1] = 5;
    EVN_CHECK_EQ(check(&rule, 1, &field), 1);
    struct evn_isolation_rule two[2] = {rule, rule};
    EVN_CHECK_EQ(check(two, 2, &field), 1);
    EVN_CHECK_TEXT(field, "valid_from");
    two[0].valid_until = day("2022-11-10");
    two[1].valid_from = day("2022-11-10");
    EVN_CHECK_EQ(check(two, 2, &field), 1);
    two[1].valid_from = day("2022-11-11");
    EVN_CHECK_EQ(check(two, 2, &field), 2);
    two[0].valid_from = day("2022-11-12");
    EVN_CHECK_EQ(check(two, 2, &field), 0);
    EVN_CHECK_TEXT(field, "valid_until");
    rule.n_test_days = 0;
    rule.tests = 4;
    EVN_CHECK_EQ(check(&rule, 1, &field), 0);
    EVN_CHECK_TEXT(field, "tests");
    rule.tests = 1;
    rule.tests_unknown = true;
    EVN_CHECK_EQ(check(&rule, 1, &field), 0);
    EVN_CHECK_TEXT(field, "tests_unknown");
}

static const struct evn_test_case tests[] = {
    EVN_TEST(each_cohort_is_tested_as_often_as_the_policy_says),
    EVN_TEST(a_phase_keeps_the_rule_of_the_day_it_started),
    EVN_TEST(phases_are_what_walking_the_days_gives),
    EVN_TEST(rows_that_contradict_are_named),
};

int main(int argc, char **argv)
{
    if (evn_arena_init(&arena, 1 << 20) != EVN_OK)
        return 1;
    int status =
        evn_test_main(argc, argv, "registry.phases", tests, sizeof tests / sizeof tests[0]);
    evn_arena_fini(&arena);
    return status;
}
