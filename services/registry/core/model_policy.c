#include "services/registry/core/model_policy.h"

#define AMOUNT_MAX INT64_C(1000000000000000)

static const struct evn_wire_field item_norm_fields[] = {
    EVN_FIELD_TEXT(1, CODE, struct evn_item_norm, item, EVN_REQUIRED, 1),
    EVN_FIELD_TEXT(2, CODE, struct evn_item_norm, norm, EVN_REQUIRED, 1),
    EVN_FIELD_NUMBER(3, I64, struct evn_item_norm, amount_e6, EVN_REQUIRED, 1, AMOUNT_MAX),
    EVN_FIELD_TEXT(4, TEXT, struct evn_item_norm, source, EVN_REQUIRED, 1),
};
const struct evn_wire_message evn_item_norm_table =
    EVN_MESSAGE("evernormal.registry.v1.ItemNorm", struct evn_item_norm, item_norm_fields);

static const struct evn_wire_field norm_fields[] = {
    EVN_FIELD_TEXT(1, CODE, struct evn_norm, norm, EVN_REQUIRED, 1),
    EVN_FIELD_TEXT(2, CODE, struct evn_norm, group, EVN_REQUIRED, 1),
    EVN_FIELD_NUMBER(3, I64, struct evn_norm, value_e6, EVN_REQUIRED, 1, AMOUNT_MAX),
    EVN_FIELD_NUMBER(4, I64, struct evn_norm, value_min_e6, 0, 1, AMOUNT_MAX),
    EVN_FIELD_TEXT(5, TEXT, struct evn_norm, unit, EVN_REQUIRED, 1),
    EVN_FIELD_TEXT(6, TEXT, struct evn_norm, per, 0, 1),
    EVN_FIELD_TEXT(7, TEXT, struct evn_norm, period, 0, 1),
    EVN_FIELD_PLAIN(8, BOOL, struct evn_norm, verified, 0),
    EVN_FIELD_TEXT(9, TEXT, struct evn_norm, source, EVN_REQUIRED, 1),
};
const struct evn_wire_message evn_norm_table =
    EVN_MESSAGE("evernormal.registry.v1.Norm", struct evn_norm, norm_fields);

static const struct evn_wire_field rule_fields[] = {
    EVN_FIELD_TEXT(1, TEXT, struct evn_rule, rule, EVN_REQUIRED, 1),
    EVN_FIELD_TEXT(2, TEXT, struct evn_rule, value, 0, 1),
    EVN_FIELD_TEXT(3, TEXT, struct evn_rule, unit, 0, 1),
    EVN_FIELD_TEXT(4, TEXT, struct evn_rule, meaning, 0, 1),
    EVN_FIELD_PLAIN(5, DAY, struct evn_rule, valid_from, 0),
    EVN_FIELD_PLAIN(6, DAY, struct evn_rule, valid_until, 0),
    EVN_FIELD_TEXT(7, CODE, struct evn_rule, authority, 0, 1),
    EVN_FIELD_TEXT(8, TEXT, struct evn_rule, source, 0, 1),
};
static const struct evn_wire_message rule_table =
    EVN_MESSAGE("evernormal.registry.v1.Rule", struct evn_rule, rule_fields);

static const struct evn_wire_field isolation_fields[] = {
    EVN_FIELD_TEXT(1, CODE, struct evn_isolation_rule, cohort, EVN_REQUIRED, 1),
    EVN_FIELD_TEXT(2, CODE, struct evn_isolation_rule, phase, EVN_REQUIRED, 1),
    EVN_FIELD_TEXT(3, CODE, struct evn_isolation_rule, place, EVN_REQUIRED, 1),
    EVN_FIELD_NUMBER(4, U32, struct evn_isolation_rule, phase_order, EVN_REQUIRED, 1, 16),
    EVN_FIELD_NUMBER(5, U32, struct evn_isolation_rule, days, 0, 0, EVN_PHASE_DAYS_MAX),
    EVN_FIELD_LIST(6, U32, struct evn_isolation_rule, test_days, 0, 0, EVN_TEST_DAYS_MAX, NULL),
    EVN_FIELD_NUMBER(7, U32, struct evn_isolation_rule, tests, 0, 0, EVN_TEST_DAYS_MAX),
    EVN_FIELD_PLAIN(8, BOOL, struct evn_isolation_rule, tests_unknown, 0),
    EVN_FIELD_NUMBER(9, U32, struct evn_isolation_rule, ct_threshold, 0, 0, 100),
    EVN_FIELD_PLAIN(10, BOOL, struct evn_isolation_rule, code_managed, 0),
    EVN_FIELD_TEXT(11, CODE, struct evn_isolation_rule, may_go_out, 0, 1),
    EVN_FIELD_TEXT(12, CODE, struct evn_isolation_rule, supply_mode, 0, 1),
    EVN_FIELD_PLAIN(13, DAY, struct evn_isolation_rule, valid_from, 0),
    EVN_FIELD_PLAIN(14, DAY, struct evn_isolation_rule, valid_until, 0),
    EVN_FIELD_TEXT(15, CODE, struct evn_isolation_rule, authority, 0, 1),
    EVN_FIELD_TEXT(16, TEXT, struct evn_isolation_rule, source, 0, 1),
};
static const struct evn_wire_message isolation_table = EVN_MESSAGE(
    "evernormal.registry.v1.IsolationRule", struct evn_isolation_rule, isolation_fields);

static const struct evn_wire_field policy_fields[] = {
    EVN_FIELD_TEXT(1, CODE, struct evn_policy, table, EVN_REQUIRED, 1),
    EVN_FIELD_NUMBER(2, U32, struct evn_policy, version, EVN_REQUIRED, 1, UINT32_MAX),
    EVN_FIELD_TEXT(3, TEXT, struct evn_policy, source, 0, 1),
    EVN_FIELD_LIST(4, MSG, struct evn_policy, rules, EVN_LINES, 0, EVN_RULES_MAX, &rule_table),
    EVN_FIELD_LIST(5, MSG, struct evn_policy, isolation, EVN_LINES, 0, EVN_RULES_MAX,
                   &isolation_table),
};
const struct evn_wire_message evn_policy_table =
    EVN_MESSAGE("evernormal.registry.v1.Policy", struct evn_policy, policy_fields);
