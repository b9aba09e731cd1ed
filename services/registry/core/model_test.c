#include "services/registry/core/model_test.h"

static const struct evn_wire_field result_fields[] = {
    EVN_FIELD_TEXT(1, CODE, struct evn_test_result, person, EVN_REQUIRED, 1),
    EVN_FIELD_TEXT(2, CODE, struct evn_test_result, sample, EVN_REQUIRED, 1),
    EVN_FIELD_NUMBER(3, I64, struct evn_test_result, at_us, EVN_REQUIRED, 1, INT64_MAX),
    EVN_FIELD_NUMBER(4, ENUM, struct evn_test_result, kind, EVN_REQUIRED, EVN_TEST_NUCLEIC_ACID,
                     EVN_TEST_ANTIGEN),
    EVN_FIELD_PLAIN(5, BOOL, struct evn_test_result, positive, 0),
    EVN_FIELD_NUMBER(6, U32, struct evn_test_result, ct_e2, 0, 1, EVN_CT_E2_MAX),
    EVN_FIELD_TEXT(7, CODE, struct evn_test_result, area, 0, 12),
    EVN_FIELD_PLAIN(8, BOOL, struct evn_test_result, synthetic, 0),
    EVN_FIELD_NUMBER(9, U32, struct evn_test_result, number, 0, 1, EVN_TESTS_A_DAY_MAX),
    EVN_FIELD_NUMBER(10, ENUM, struct evn_test_result, verdict, 0, EVN_VERDICT_NEGATIVE,
                     EVN_VERDICT_REVIEW),
    EVN_FIELD_TEXT(11, CODE, struct evn_test_result, place, 0, 1),
    EVN_FIELD_NUMBER(12, U32, struct evn_test_result, ct_below_e2, 0, 0, EVN_CT_E2_MAX),
    EVN_FIELD_NUMBER(13, U32, struct evn_test_result, ct_grey_e2, 0, 0, EVN_CT_E2_MAX),
    EVN_FIELD_NUMBER(14, I64, struct evn_test_result, retest_at_us, 0, 0, INT64_MAX),
    EVN_FIELD_PLAIN(15, BOOL, struct evn_test_result, retested, 0),
    EVN_FIELD_NUMBER(16, ENUM, struct evn_test_result, severity, 0, 1, EVN_SEVERITY_CRITICAL),
};
const struct evn_wire_message evn_test_result_table =
    EVN_MESSAGE("evernormal.registry.v1.TestResult", struct evn_test_result, result_fields);

static const struct evn_wire_field proposal_fields[] = {
    EVN_FIELD_TEXT(1, CODE, struct evn_proposal, proposal, EVN_REQUIRED, 1),
    EVN_FIELD_TEXT(2, CODE, struct evn_proposal, area, EVN_REQUIRED, 12),
    EVN_FIELD_PLAIN(3, DAY, struct evn_proposal, day, EVN_REQUIRED),
    EVN_FIELD_LIST(4, CODE, struct evn_proposal, persons, 0, 0, EVN_PROPOSAL_PERSONS_MAX, NULL),
    EVN_FIELD_LIST(5, CODE, struct evn_proposal, contacts, 0, 0, EVN_CONTACTS_MAX, NULL),
    EVN_FIELD_NUMBER(6, ENUM, struct evn_proposal, state, EVN_REQUIRED, EVN_PROPOSAL_OPEN,
                     EVN_PROPOSAL_WITHDRAWN),
    EVN_FIELD_TEXT(7, CODE, struct evn_proposal, zone, 0, 1),
    EVN_FIELD_TEXT(8, TEXT, struct evn_proposal, authority, 0, 1),
    EVN_FIELD_TEXT(9, TEXT, struct evn_proposal, reason, 0, 1),
    EVN_FIELD_PLAIN(10, DAY, struct evn_proposal, decided_on, 0),
    EVN_FIELD_PLAIN(11, BOOL, struct evn_proposal, synthetic, 0),
};
const struct evn_wire_message evn_proposal_table =
    EVN_MESSAGE("evernormal.registry.v1.Proposal", struct evn_proposal, proposal_fields);

static const struct evn_wire_field area_test_fields[] = {
    EVN_FIELD_TEXT(1, CODE, struct evn_area_test, area_test, EVN_REQUIRED, 1),
    EVN_FIELD_TEXT(2, CODE, struct evn_area_test, area, EVN_REQUIRED, 2),
    EVN_FIELD_PLAIN(3, DAY, struct evn_area_test, from_day, EVN_REQUIRED),
    EVN_FIELD_PLAIN(4, DAY, struct evn_area_test, until_day, EVN_REQUIRED),
    EVN_FIELD_NUMBER(5, U32, struct evn_area_test, per_day, EVN_REQUIRED, 1, 100),
    EVN_FIELD_TEXT(6, CODE, struct evn_area_test, reason, 0, 1),
    EVN_FIELD_TEXT(7, TEXT, struct evn_area_test, authority, EVN_REQUIRED, 1),
    EVN_FIELD_PLAIN(8, BOOL, struct evn_area_test, synthetic, 0),
};
const struct evn_wire_message evn_area_test_table =
    EVN_MESSAGE("evernormal.registry.v1.AreaTest", struct evn_area_test, area_test_fields);

static const struct evn_wire_field loop_stay_fields[] = {
    EVN_FIELD_TEXT(1, CODE, struct evn_loop_stay, person, EVN_REQUIRED, 1),
    EVN_FIELD_TEXT(2, CODE, struct evn_loop_stay, place, EVN_REQUIRED, 1),
    EVN_FIELD_PLAIN(3, DAY, struct evn_loop_stay, booster_on, 0),
    EVN_FIELD_PLAIN(4, BOOL, struct evn_loop_stay, exempt, 0),
    EVN_FIELD_PLAIN(5, DAY, struct evn_loop_stay, entered_on, EVN_REQUIRED),
    EVN_FIELD_PLAIN(6, DAY, struct evn_loop_stay, left_on, 0),
    EVN_FIELD_TEXT(7, CODE, struct evn_loop_stay, area, EVN_REQUIRED, 12),
    EVN_FIELD_PLAIN(8, BOOL, struct evn_loop_stay, synthetic, 0),
};
const struct evn_wire_message evn_loop_stay_table =
    EVN_MESSAGE("evernormal.registry.v1.LoopStay", struct evn_loop_stay, loop_stay_fields);

void evn_test_key(const char *person, struct evn_day day, uint32_t number,
                  char out[2 * EVN_CODE_MAX])
{
    char date[11];
    size_t len = strlen(person);
    evn_day_format(day, date);
    memcpy(out, person, len);
    out[len++] = '|';
    memcpy(out + len, date, 10);
    len += 10;
    out[len++] = '|';
    out[len++] = (char)('0' + number % 10);
    out[len] = '\0';
}
