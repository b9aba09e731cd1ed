#include "tests/unit/registry/world.h"

#define MORNING INT64_C(28800000000) /* 08:00 */
#define OTHER   "310105001001-000-002"

static struct world w;

static void begin(void)
{
    world_init(&w);
    world_fill(&w);
    at(&w, "2022-11-14", 600);
}

static struct evn_test_put test_of(const char *person, const char *on, uint32_t ct_e2)
{
    struct evn_test_put put = {
        .result = {.sample = "S1",
                   .at_us = evn_day_start_us(day(on), EVN_OFFSET_CHINA_MIN) + MORNING,
                   .kind = EVN_TEST_NUCLEIC_ACID,
                   .ct_e2 = ct_e2},
        .has_result = true};
    strcpy(put.result.person, person);
    return put;
}

static evn_err post_test(struct evn_test_put put)
{
    return post(&w, (struct evn_registry_command){.test = &put});
}

static void put_member(const char *person, const char *cohort, const char *start)
{
    struct evn_member_put put = {
        .member = {.area = BUILDING, .start_day = day(start), .released_on = EVN_DAY_NONE},
        .has_member = true};
    strcpy(put.member.person, person);
    strcpy(put.member.cohort, cohort);
    EVN_CHECK_OK(post(&w, (struct evn_registry_command){.member = &put}));
}

static struct evn_test_result result(const char *key)
{
    struct evn_test_result r = {.number = 0};
    EVN_MUST(get(&w, EVN_REG_RESULT, key, &r));
    return r;
}

static int32_t state_of(const char *proposal)
{
    struct evn_proposal p;
    return get(&w, EVN_REG_PROPOSAL, proposal, &p) ? p.state : 0;
}

static evn_err decide_on(const char *proposal, bool confirm, const char *area)
{
    struct evn_proposal_decide put = {.confirm = confirm,
                                      .zone = "Z1",
                                      .authority = "Changning headquarters",
                                      .reason = "positive at home"};
    strcpy(put.proposal, proposal);
    strcpy(put.area, area);
    return post(&w, (struct evn_registry_command){.proposal = &put});
}

#define PROPOSAL BUILDING ".2022-11-14"

static void a_positive_at_home_proposes_a_zone_and_reports_in_one_group(void)
{
    struct evn_contacted contacts[] = {{.person = "C1"},
                                       {.person = "C2", .area = OTHER, .no_home = true},
                                       {.person = "S1", .secondary = true}};
    struct evn_member member;
    struct evn_proposal p;
    struct evn_report report;
    begin();
    put_member("P1", "high_risk_area_leaver", "2022-11-12");
    struct evn_test_put put = test_of("P1", "2022-11-14", 2850);
    put.contacts = contacts;
    put.n_contacts = 3;
    EVN_CHECK_OK(post_test(put));
    EVN_CHECK_EQ(w.h.n_kinds, 6); /* result, three members, report, proposal */
    struct evn_test_result r = result("P1|2022-11-14|1");
    EVN_CHECK_EQ(r.verdict, EVN_VERDICT_POSITIVE);
    EVN_CHECK_TEXT(r.place, "home");
    EVN_CHECK_TEXT(r.area, BUILDING);
    EVN_MUST(get(&w, EVN_REG_PROPOSAL, PROPOSAL, &p));
    EVN_CHECK_EQ(p.state, EVN_PROPOSAL_OPEN);
    EVN_CHECK_EQ(p.n_persons, 1);
    EVN_CHECK_EQ(p.n_contacts, 2);
    EVN_CHECK_TEXT(p.contacts[1], "C2");
    EVN_MUST(get(&w, EVN_REG_REPORT, "positive." PROPOSAL, &report));
    EVN_CHECK_EQ(report.count, 1);
    EVN_MUST(get(&w, EVN_REG_MEMBER, "C1", &member));
    EVN_CHECK_TEXT(member.contact_of, "P1");
    EVN_CHECK_EQ(member.start_day.n, day("2022-11-15").n);
    EVN_CHECK_TEXT(member.phases[1].place, "home");
    EVN_MUST(get(&w, EVN_REG_MEMBER, "C2", &member));
    EVN_CHECK_TEXT(member.phases[1].place, "central"); /* nothing at home to be isolated in */
    EVN_CHECK_TEXT(member.phases[1].supply_mode, "centre");
    EVN_MUST(get(&w, EVN_REG_MEMBER, "S1", &member));
    EVN_CHECK_TEXT(member.cohort, "secondary_contact");
    EVN_CHECK_EQ(member.phases[0].days, 0);
    EVN_CHECK_EQ(member.phases[0].n_test_days, 0);
    EVN_CHECK_OK(post_test(put)); /* again: nobody is put twice */
    check_snapshot(&w);
    world_fini(&w);
}

static void nothing_is_sealed_before_an_authority_says_so(void)
{
    struct evn_zone zone;
    begin();
    struct evn_test_put put = test_of("P1", "2022-11-14", 2850);
    strcpy(put.result.area, BUILDING);
    EVN_CHECK_OK(post_test(put));
    EVN_CHECK(!get(&w, EVN_REG_ZONE, "Z1", &zone));
    w.h.actor.roles = EVN_ROLE_ADMIN | EVN_ROLE_INTEGRATOR | EVN_ROLE_DISPATCHER;
    EVN_CHECK_ERR(decide_on(PROPOSAL, true, ""), EVN_E_NOT_ALLOWED);
    w.h.actor.roles = EVN_ROLE_AUTHORITY;
    EVN_CHECK_ERR(decide_on("P9", true, ""), EVN_E_UNKNOWN_REF);
    EVN_CHECK_ERR(decide_on(PROPOSAL, true, OTHER), EVN_E_BAD_FIELD);
    EVN_CHECK_ERR(decide_on(PROPOSAL, true, COMMUNITY), EVN_E_ZONE_TOO_LARGE);
    EVN_CHECK_OK(decide_on(PROPOSAL, true, ""));
    EVN_CHECK_EQ(w.h.n_kinds, 2); /* sealed, and the proposal is decided */
    EVN_CHECK_EQ(w.h.kind[0], EVN_REG_ZONE_SEALED);
    EVN_CHECK_EQ(state_of(PROPOSAL), EVN_PROPOSAL_CONFIRMED);
    EVN_MUST(get(&w, EVN_REG_ZONE, "Z1", &zone));
    EVN_CHECK_TEXT(zone.seal.area, BUILDING);
    EVN_CHECK_EQ(zone.last_infection.n, day("2022-11-14").n);
    EVN_CHECK_OK(decide_on(PROPOSAL, true, ""));
    EVN_CHECK_EQ(w.h.kind[0], EVN_REG_UNCHANGED);
    EVN_CHECK_ERR(decide_on(PROPOSAL, false, ""), EVN_E_WRONG_STATE);
    check_snapshot(&w);
    world_fini(&w);
}

static void a_positive_in_a_sealed_area_restarts_its_clock_and_proposes_nothing(void)
{
    struct evn_zone zone;
    struct evn_seal z = seal("Z1", BUILDING, "2022-11-10");
    begin();
    EVN_CHECK_OK(post(&w, (struct evn_registry_command){.seal = &z}));
    struct evn_test_put put = test_of("P1", "2022-11-14", 2850);
    strcpy(put.result.area, UNIT);
    EVN_CHECK_OK(post_test(put));
    EVN_MUST(get(&w, EVN_REG_ZONE, "Z1", &zone));
    EVN_CHECK_EQ(zone.last_infection.n, day("2022-11-14").n);
    EVN_CHECK_EQ(state_of(UNIT ".2022-11-14"), 0);
    put = test_of("P1", "2022-11-14", 3700);
    strcpy(put.result.area, UNIT);
    put.replace = true; /* a correction: it was grey */
    EVN_CHECK_OK(post_test(put));
    EVN_MUST(get(&w, EVN_REG_ZONE, "Z1", &zone));
    EVN_CHECK_EQ(zone.last_infection.n, day("2022-11-10").n);
    check_snapshot(&w);
    world_fini(&w);
}

static void a_corrected_result_withdraws_the_proposal(void)
{
    struct evn_report report;
    begin();
    struct evn_test_put one = test_of("P1", "2022-11-14", 2850);
    struct evn_test_put two = test_of("P2", "2022-11-14", 2850);
    strcpy(one.result.area, BUILDING);
    strcpy(two.result.area, BUILDING);
    EVN_CHECK_OK(post_test(one));
    EVN_CHECK_OK(post_test(two));
    one.result.ct_e2 = two.result.ct_e2 = 0;
    EVN_CHECK_ERR(post_test(one), EVN_E_EXISTS);
    one.replace = two.replace = true;
    EVN_CHECK_OK(post_test(one));
    EVN_CHECK_EQ(state_of(PROPOSAL), EVN_PROPOSAL_OPEN);
    EVN_CHECK_OK(post_test(two));
    EVN_CHECK_EQ(state_of(PROPOSAL), EVN_PROPOSAL_WITHDRAWN);
    EVN_MUST(get(&w, EVN_REG_REPORT, "positive." PROPOSAL, &report));
    EVN_CHECK_EQ(report.count, 0);
    strcpy(one.result.area, OTHER);
    EVN_CHECK_ERR(post_test(one), EVN_E_FIXED);
    check_snapshot(&w);
    world_fini(&w);
}

static void the_rule_tells_positive_grey_and_negative(void)
{
    static const struct {
        uint32_t ct_e2;
        int32_t verdict;
    } cases[] = {{3499, EVN_VERDICT_POSITIVE},
                 {3500, EVN_VERDICT_RETEST},
                 {4000, EVN_VERDICT_RETEST},
                 {4001, EVN_VERDICT_NEGATIVE},
                 {0, EVN_VERDICT_NEGATIVE}};
    static struct evn_rule rows[] = {{.rule = "ct_positive_below", .value = "33"},
                                     {.rule = "ct_review_retest_after", .value = "12"}};
    struct evn_policy rules = {.table = "test_rules", .version = 1, .rules = rows, .n_rules = 2};
    char person[8] = "P0", key[32] = "P0|2022-11-14|1";
    begin();
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        struct evn_test_put put;
        person[1] = key[1] = (char)('0' + i);
        put = test_of(person, "2022-11-14", cases[i].ct_e2);
        strcpy(put.result.area, BUILDING);
        EVN_CHECK_OK(post_test(put));
        EVN_CHECK_EQ(result(key).verdict, cases[i].verdict);
    }
    for (int i = 0; i < 2; i++)
        rows[i].valid_from = rows[i].valid_until = EVN_DAY_NONE;
    EVN_CHECK_OK(put_policy(&w, &rules)); /* the table says otherwise from now on */
    struct evn_test_put put = test_of("P7", "2022-11-14", 3400);
    strcpy(put.result.area, BUILDING);
    EVN_CHECK_OK(post_test(put));
    EVN_CHECK_EQ(result("P7|2022-11-14|1").verdict, EVN_VERDICT_RETEST);
    EVN_CHECK_EQ(result("P7|2022-11-14|1").retest_at_us - put.result.at_us,
                 12 * 3600 * EVN_US_PER_S);
    world_fini(&w);
}

static size_t retests(bool overdue)
{
    struct evn_query_retests retests_of = {.overdue = overdue};
    struct evn_registry_query query = {.retests = &retests_of};
    evn_buf_clear(&w.bytes);
    EVN_CHECK_OK(evn_wire_encode(&evn_registry_query_table, &query, &w.bytes));
    EVN_CHECK_OK(evn_harness_query(&w.h, evn_bytes_of(w.bytes.at, w.bytes.len)));
    return n_in_result(&w, EVN_RESULT_RETEST);
}

static void a_grey_result_is_due_until_its_retest_comes(void)
{
    begin();
    struct evn_test_put put = test_of("P1", "2022-11-14", 3620);
    strcpy(put.result.area, BUILDING);
    EVN_CHECK_OK(post_test(put));
    EVN_CHECK_EQ(retests(false), 1);
    EVN_CHECK_EQ(retests(true), 0);
    at(&w, "2022-11-15", 8 * 60);
    EVN_CHECK_EQ(retests(true), 1);
    put = test_of("P1", "2022-11-15", 3900);
    strcpy(put.result.area, BUILDING);
    put.result.at_us -= 60 * EVN_US_PER_S; /* a minute too early: not the one that is due */
    EVN_CHECK_OK(post_test(put));
    EVN_CHECK_EQ(result("P1|2022-11-15|1").verdict, EVN_VERDICT_RETEST);
    EVN_CHECK_EQ(retests(false), 2);
    put.result.at_us += 60 * EVN_US_PER_S;
    put.replace = true; /* the time was wrong */
    EVN_CHECK_OK(post_test(put));
    EVN_CHECK_EQ(result("P1|2022-11-15|1").verdict, EVN_VERDICT_REVIEW); /* grey again */
    EVN_CHECK(result("P1|2022-11-14|1").retested);
    EVN_CHECK_EQ(retests(false), 0);
    check_snapshot(&w);
    world_fini(&w);
}

static void one_test_a_person_and_day(void)
{
    begin();
    struct evn_test_put put = test_of("P1", "2022-11-14", 0);
    strcpy(put.result.area, BUILDING);
    EVN_CHECK_OK(post_test(put));
    EVN_CHECK_OK(post_test(put));
    EVN_CHECK_EQ(w.h.kind[0], EVN_REG_UNCHANGED);
    strcpy(put.result.sample, "S2");
    EVN_CHECK_ERR(post_test(put), EVN_E_TESTED_ENOUGH);
    EVN_CHECK_TEXT(w.h.why.subject, "P1");
    EVN_CHECK_EQ(w.h.why.have, 1);
    EVN_CHECK_EQ(w.h.why.want, 1);
    put.replace = true; /* nor by a correction */
    EVN_CHECK_ERR(post_test(put), EVN_E_TESTED_ENOUGH);
    world_fini(&w);
}

static void a_result_must_fit_what_is_known(void)
{
    struct evn_contacted contact = {.person = "C1"};
    begin();
    struct evn_test_put put = test_of("P1", "2022-11-14", 0);
    EVN_CHECK_ERR(post_test(put), EVN_E_MISSING_FIELD); /* of no cohort: where? */
    strcpy(put.result.area, "310105001009");
    EVN_CHECK_ERR(post_test(put), EVN_E_UNKNOWN_REF);
    strcpy(put.result.area, BUILDING);
    put.contacts = &contact;
    put.n_contacts = 1;
    EVN_CHECK_ERR(post_test(put), EVN_E_BAD_FIELD); /* contacts of who is not positive */
    put.result.positive = true;
    strcpy(contact.person, "P1");
    EVN_CHECK_ERR(post_test(put), EVN_E_BAD_FIELD);
    EVN_CHECK_EQ(w.h.why.line, 1);
    strcpy(contact.person, "13800138000");
    EVN_CHECK_ERR(post_test(put), EVN_E_BAD_FIELD);
    put.n_contacts = 0;
    put.result.ct_e2 = 3000;
    EVN_CHECK_ERR(post_test(put), EVN_E_BAD_FIELD);
    put.result.ct_e2 = 0;
    put.result.verdict = EVN_VERDICT_NEGATIVE;
    EVN_CHECK_ERR(post_test(put), EVN_E_BAD_FIELD);
    put.result.verdict = 0;
    put.result.at_us = w.h.business_us + 600 * EVN_US_PER_S;
    EVN_CHECK_ERR(post_test(put), EVN_E_TIME_IN_FUTURE);
    world_fini(&w);
}

static void who_is_isolated_centrally_or_already_is_no_new_case_at_home(void)
{
    struct evn_contacted contact = {.person = "C1"};
    struct evn_member member;
    begin();
    put_member("P1", "close_contact", "2022-11-12"); /* on day 3, central */
    put_member("C1", "inbound_traveller", "2022-11-12");
    struct evn_test_put put = test_of("P1", "2022-11-14", 2850);
    put.contacts = &contact;
    put.n_contacts = 1;
    EVN_CHECK_OK(post_test(put));
    EVN_CHECK_TEXT(result("P1|2022-11-14|1").place, "central");
    EVN_CHECK_EQ(state_of(PROPOSAL), 0);
    EVN_MUST(get(&w, EVN_REG_MEMBER, "C1", &member));
    EVN_CHECK_TEXT(member.cohort, "inbound_traveller"); /* isolation done is not repeated */
    world_fini(&w);
}

static evn_err area_test(const char *area, const char *reason, uint32_t per_day)
{
    struct evn_area_test_put put = {.area_test = {.area_test = "T1",
                                                  .from_day = day("2022-11-14"),
                                                  .until_day = day("2022-11-16"),
                                                  .per_day = per_day,
                                                  .authority = "Changning headquarters"},
                                    .has_area_test = true,
                                    .replace = true};
    strcpy(put.area_test.area, area);
    strcpy(put.area_test.reason, reason);
    return post(&w, (struct evn_registry_command){.area_test = &put});
}

static void a_whole_area_is_tested_for_a_recorded_reason_alone(void)
{
    struct evn_seal z = seal("Z1", BUILDING, "2022-11-10");
    begin();
    EVN_CHECK_ERR(area_test(STREET, "", 1), EVN_E_NO_TEST_REASON);
    EVN_CHECK_ERR(area_test(STREET, "to be safe", 1), EVN_E_BAD_FIELD);
    EVN_CHECK_ERR(area_test(STREET, "to_be_safe", 1), EVN_E_NO_TEST_REASON);
    EVN_CHECK_TEXT(w.h.why.subject, STREET);
    EVN_CHECK_ERR(area_test(STREET, "source_unclear", 2), EVN_E_TESTED_ENOUGH);
    EVN_CHECK_OK(area_test(STREET, "source_unclear", 1));
    EVN_CHECK_ERR(area_test(UNIT, "", 1), EVN_E_NO_TEST_REASON);
    EVN_CHECK_OK(post(&w, (struct evn_registry_command){.seal = &z}));
    EVN_CHECK_OK(area_test(UNIT, "", 1)); /* sealed: tested by the policy */
    check_snapshot(&w);
    world_fini(&w);
}

static struct evn_loop_stay_put stay(const char *booster, const char *in, const char *out)
{
    return (struct evn_loop_stay_put){.loop_stay = {.person = "L1",
                                                    .place = "SITE",
                                                    .booster_on = day(booster),
                                                    .entered_on = day(in),
                                                    .left_on = day(out),
                                                    .area = BUILDING},
                                      .has_loop_stay = true};
}

static evn_err post_stay(struct evn_loop_stay_put put)
{
    return post(&w, (struct evn_registry_command){.loop_stay = &put});
}

static void a_closed_loop_is_entered_with_a_booster_and_left_into_five_days(void)
{
    struct evn_place site = warehouse("SITE");
    struct evn_member member;
    begin();
    EVN_CHECK_ERR(post_stay(stay("2022-10-01", "2022-11-01", "")), EVN_E_UNKNOWN_PLACE);
    site.kind = EVN_PLACE_ENTERPRISE;
    EVN_CHECK_OK(put_place(&w, &site, false));
    EVN_CHECK_ERR(post_stay(stay("2022-10-01", "2022-11-01", "")), EVN_E_BAD_FIELD);
    site.closed_loop = true;
    EVN_CHECK_OK(put_place(&w, &site, true));
    EVN_CHECK_ERR(post_stay(stay("", "2022-11-01", "")), EVN_E_NO_BOOSTER);
    EVN_CHECK_TEXT(w.h.why.subject, "SITE");
    EVN_CHECK_ERR(post_stay(stay("2022-11-02", "2022-11-01", "")), EVN_E_NO_BOOSTER);
    EVN_CHECK_OK(post_stay(stay("2022-10-01", "2022-11-01", "")));
    EVN_CHECK(!get(&w, EVN_REG_MEMBER, "L1", &member));
    EVN_CHECK_ERR(post_stay(stay("2022-10-01", "2022-11-05", "")), EVN_E_WRONG_STATE);
    EVN_CHECK_OK(post_stay(stay("2022-10-01", "2022-11-01", "2022-11-13")));
    EVN_MUST(get(&w, EVN_REG_MEMBER, "L1", &member));
    EVN_CHECK_TEXT(member.cohort, "high_risk_worker_end_of_loop");
    EVN_CHECK_EQ(member.start_day.n, day("2022-11-14").n);
    EVN_CHECK_EQ(member.phases[0].days, 5);
    EVN_CHECK_OK(post_stay(stay("2022-10-01", "2022-11-14", ""))); /* in again */
    check_snapshot(&w);
    world_fini(&w);
}

static const struct evn_test_case tests[] = {
    EVN_TEST(a_positive_at_home_proposes_a_zone_and_reports_in_one_group),
    EVN_TEST(nothing_is_sealed_before_an_authority_says_so),
    EVN_TEST(a_positive_in_a_sealed_area_restarts_its_clock_and_proposes_nothing),
    EVN_TEST(a_corrected_result_withdraws_the_proposal),
    EVN_TEST(the_rule_tells_positive_grey_and_negative),
    EVN_TEST(a_grey_result_is_due_until_its_retest_comes),
    EVN_TEST(one_test_a_person_and_day),
    EVN_TEST(a_result_must_fit_what_is_known),
    EVN_TEST(who_is_isolated_centrally_or_already_is_no_new_case_at_home),
    EVN_TEST(a_whole_area_is_tested_for_a_recorded_reason_alone),
    EVN_TEST(a_closed_loop_is_entered_with_a_booster_and_left_into_five_days),
};

int main(int argc, char **argv)
{
    return evn_test_main(argc, argv, "registry.testing", tests, sizeof tests / sizeof tests[0]);
}
