#include "tests/unit/registry/world.h"

static struct world w;

static void begin(void)
{
    world_init(&w);
    world_fill(&w);
}

static void a_table_is_replaced_by_a_newer_version_only(void)
{
    begin();
    struct evn_rule rows[] = {
        {.rule = "a", .value = "1", .valid_from = EVN_DAY_NONE, .valid_until = EVN_DAY_NONE}};
    struct evn_policy table = {.table = "test_rules", .version = 3, .rules = rows, .n_rules = 1};
    EVN_CHECK_OK(put_policy(&w, &table));
    EVN_CHECK_OK(put_policy(&w, &table));
    EVN_CHECK_EQ(w.h.kind[0], EVN_REG_UNCHANGED);
    strcpy(rows[0].value, "2");
    EVN_CHECK_ERR(put_policy(&w, &table), EVN_E_EXISTS);
    table.version = 2;
    EVN_CHECK_ERR(put_policy(&w, &table), EVN_E_WRONG_STATE);
    EVN_CHECK_EQ(w.h.why.have, 3);
    table.version = 4;
    EVN_CHECK_OK(put_policy(&w, &table));
    rows[0].valid_from = day("2022-11-11");
    rows[0].valid_until = day("2022-11-10");
    table.version = 5;
    EVN_CHECK_ERR(put_policy(&w, &table), EVN_E_BAD_FIELD);
    EVN_CHECK_EQ(w.h.why.line, 1);
    strcpy(table.table, "isolation_rules");
    EVN_CHECK_ERR(put_policy(&w, &table), EVN_E_BAD_FIELD);
    strcpy(w.h.actor.scope, CITY);
    strcpy(table.table, "test_rules");
    rows[0].valid_until = EVN_DAY_NONE;
    EVN_CHECK_ERR(put_policy(&w, &table), EVN_E_OUT_OF_SCOPE);
    world_fini(&w);
}

static void isolation_rows_that_clash_are_named(void)
{
    begin();
    struct evn_policy rules = isolation_rules();
    rules.version = 2;
    rules.isolation[8].valid_until = day("2022-11-11");
    EVN_CHECK_ERR(put_policy(&w, &rules), EVN_E_BAD_FIELD);
    EVN_CHECK_EQ(w.h.why.line, 9);
    EVN_CHECK_TEXT(w.h.why.subject, "close_contact");
    EVN_CHECK_TEXT(w.h.why.field, "policy.isolation.valid_from");
    world_fini(&w);
}

/* One national row of a table and a local one beside it. */
struct layer {
    const char *table, *rule, *national, *local;
    bool strict;
};

static evn_err put_layer(const struct layer *l, struct evn_rule rows[2], uint32_t version)
{
    struct evn_policy table = {.version = version, .rules = rows, .n_rules = 2};
    strcpy(table.table, l->table);
    for (int i = 0; i < 2; i++) {
        rows[i] = (struct evn_rule){.valid_from = EVN_DAY_NONE, .valid_until = EVN_DAY_NONE};
        strcpy(rows[i].rule, l->rule);
        strcpy(rows[i].value, i == 0 ? l->national : l->local);
        strcpy(rows[i].authority, i == 0 ? "national" : "province");
    }
    return put_policy(&w, &table);
}

static void a_local_row_stricter_than_the_nations_is_refused_and_says_who_set_it(void)
{
    static const struct layer layers[] = {
        {"zone_rules", "days_without_new_infection_to_lower", "5", "7", true},
        {"zone_rules", "days_without_new_infection_to_lower", "5", "5", false},
        {"zone_rules", "days_without_new_infection_to_lower", "5", "4", false},
        {"zone_rules", "days_without_new_infection_to_lower", "5", "a week", true},
        {"zone_rules", "levels", "high;low", "high;medium;low", true},
        {"zone_rules", "high_unit", "unit;building", "unit;building;community", true},
        {"zone_rules", "high_unit", "unit;building", "build", true},
        {"zone_rules", "high_unit", "unit;building", "unit", false},
        {"zone_rules", "high_expand_only_if", "spread_unclear", "spread_unclear;caution", true},
        {"test_rules", "tests_per_day_max", "1", "2", true},
        {"test_rules", "boarding_negative_tests", "1", "2", true},
        {"test_rules", "boarding_window", "48", "24", true},
        {"test_rules", "boarding_window", "48", "72", false},
        {"test_rules", "ct_positive_below", "35", "40", true},
        {"test_rules", "ct_review_high", "40", "42", true},
        {"test_rules", "ct_review_retest_after", "24", "48", true},
        {"test_rules", "landing_inspection", "0", "1", true},
        {"test_rules", "no_mass_testing_default", "1", "0", true},
        {"test_rules", "mass_testing_only_if", "source_unclear", "weekly", true},
        {"service_rules", "first_entry_isolation_once", "1", "0", true},
        {"service_rules", "first_diagnosis_refusal_allowed", "0", "1", true},
        {"service_rules", "white_list", "1", "0", true},
        {"service_rules", "community_vehicle_min", "1", "2", false},
        {"key_groups", "pregnant", "1", "0", false},
    };
    struct evn_rule rows[2];
    char zh[400], en[400];
    begin();
    for (size_t i = 0; i < sizeof layers / sizeof layers[0]; i++) {
        const struct layer *l = &layers[i];
        evn_err err = put_layer(l, rows, (uint32_t)i + 2);
        EVN_CHECK_EQ(err, l->strict ? EVN_E_TOO_STRICT : EVN_OK);
        if (!l->strict)
            continue;
        EVN_CHECK_TEXT(w.h.why.subject, l->rule);
        EVN_CHECK_TEXT(w.h.why.place, "province");
        EVN_CHECK_TEXT(w.h.why.field, "policy.rules.value");
        EVN_CHECK_EQ(w.h.why.line, 2);
    }
    EVN_CHECK_ERR(put_layer(&layers[0], rows, 90), EVN_E_TOO_STRICT);
    evn_refusal_render(&w.h.why, EVN_LANG_EN, en, sizeof en);
    evn_refusal_render(&w.h.why, EVN_LANG_ZH, zh, sizeof zh);
    EVN_CHECK_TEXT(en, "days_without_new_infection_to_lower, set by province, is stricter than the "
                       "national rule (policy.rules.value): keep to it");
    EVN_CHECK_TEXT(zh, "province 设定的 days_without_new_infection_to_lower "
                       "严于国家规定（policy.rules.value），属层层加码：请按国家规定执行");
    world_fini(&w);
}

static void a_national_row_that_is_left_out_or_expired_still_binds_local_ones(void)
{
    static const struct layer five = {"zone_rules", "days_without_new_infection_to_lower", "5", "5",
                                      false};
    struct evn_rule rows[2];
    begin();
    EVN_CHECK_OK(put_layer(&five, rows, 2));
    struct evn_policy alone = {
        .table = "zone_rules", .version = 3, .rules = &rows[1], .n_rules = 1};
    EVN_CHECK_OK(put_policy(&w, &alone));
    strcpy(rows[1].value, "7");
    alone.version = 4;
    EVN_CHECK_ERR(put_policy(&w, &alone), EVN_E_TOO_STRICT);
    EVN_CHECK_EQ(w.h.why.line, 1);
    strcpy(rows[1].authority, "national");
    EVN_CHECK_OK(put_policy(&w, &alone));
    strcpy(rows[0].value, "9");
    strcpy(rows[0].authority, "city");
    rows[0].valid_until = day("2022-11-10");
    rows[1].valid_from = day("2022-11-11");
    struct evn_policy both = {.table = "zone_rules", .version = 5, .rules = rows, .n_rules = 2};
    EVN_CHECK_ERR(put_policy(&w, &both), EVN_E_TOO_STRICT);
    EVN_CHECK_TEXT(w.h.why.place, "city");
    world_fini(&w);
}

/* The rows of the nation, and what a city makes of the last one of now. */
static evn_err put_city_row(uint32_t version, const struct evn_isolation_rule *row, bool add)
{
    struct evn_policy rules = isolation_rules();
    struct evn_isolation_rule rows[64];
    memcpy(rows, rules.isolation, rules.n_isolation * sizeof *rows);
    size_t at = add ? rules.n_isolation : 0;
    rows[at] = *row;
    strcpy(rows[at].authority, "city");
    rules.isolation = rows;
    rules.n_isolation += add;
    rules.version = version;
    return put_policy(&w, &rules);
}

static void a_local_course_longer_or_with_more_tests_is_refused(void)
{
    static uint32_t five[] = {1, 2, 3, 4, 5};
    const struct evn_policy rules = isolation_rules();
    struct evn_isolation_rule row = rules.isolation[0], base = row;
    begin();
    row.days++;
    EVN_CHECK_ERR(put_city_row(2, &row, false), EVN_E_TOO_STRICT);
    EVN_CHECK_TEXT(w.h.why.field, "policy.isolation.days");
    EVN_CHECK_TEXT(w.h.why.subject, "close_contact");
    EVN_CHECK_TEXT(w.h.why.place, "city");
    EVN_CHECK_EQ(w.h.why.line, 1);
    row = base;
    row.test_days = five;
    row.n_test_days = row.tests = 5;
    EVN_CHECK_ERR(put_city_row(2, &row, false), EVN_E_TOO_STRICT);
    EVN_CHECK_TEXT(w.h.why.field, "policy.isolation.tests");
    row = base;
    row.phase_order = 3;
    EVN_CHECK_ERR(put_city_row(2, &row, true), EVN_E_TOO_STRICT);
    EVN_CHECK_TEXT(w.h.why.field, "policy.isolation.phase_order");
    row = base;
    strcpy(row.cohort, "from_another_province");
    EVN_CHECK_ERR(put_city_row(2, &row, true), EVN_E_TOO_STRICT);
    EVN_CHECK_TEXT(w.h.why.field, "policy.isolation.cohort");
    row.days = row.tests = 0;
    row.n_test_days = 0;
    EVN_CHECK_OK(put_city_row(2, &row, true));
    EVN_CHECK_OK(put_city_row(3, &base, false));
    base.days = 4;
    base.n_test_days = base.tests = 3;
    EVN_CHECK_OK(put_city_row(4, &base, false));
    base.days = 5;
    EVN_CHECK_ERR(put_city_row(5, &base, false), EVN_E_TOO_STRICT);
    world_fini(&w);
}

static void a_local_row_that_binds_more_where_it_is_as_long_is_refused(void)
{
    const struct evn_policy rules = isolation_rules();
    struct evn_isolation_rule nation[2] = {rules.isolation[1], rules.isolation[1]};
    struct evn_policy table = {
        .table = "isolation_rules", .version = 2, .isolation = nation, .n_isolation = 1};
    begin();
    nation[0].ct_threshold = 35;
    strcpy(nation[0].may_go_out, "restricted");
    EVN_CHECK_OK(put_policy(&w, &table));
    table.version = 3;
    strcpy(nation[0].authority, "district");
    nation[1] = nation[0];
    strcpy(nation[0].place, "central");
    EVN_CHECK_ERR(put_policy(&w, &table), EVN_E_TOO_STRICT);
    EVN_CHECK_TEXT(w.h.why.field, "policy.isolation.place");
    nation[0] = nation[1];
    strcpy(nation[0].may_go_out, "no");
    EVN_CHECK_ERR(put_policy(&w, &table), EVN_E_TOO_STRICT);
    EVN_CHECK_TEXT(w.h.why.field, "policy.isolation.may_go_out");
    nation[0] = nation[1];
    nation[0].ct_threshold = 40;
    EVN_CHECK_ERR(put_policy(&w, &table), EVN_E_TOO_STRICT);
    EVN_CHECK_TEXT(w.h.why.field, "policy.isolation.ct_threshold");
    nation[0] = nation[1];
    strcpy(nation[0].may_go_out, "yes");
    EVN_CHECK_OK(put_policy(&w, &table));
    world_fini(&w);
}

static void a_value_is_that_of_the_day(void)
{
    struct evn_rule rows[] = {
        {.rule = "n", .value = "2", .valid_from = EVN_DAY_NONE, .valid_until = day("2022-11-10")},
        {.rule = "n", .value = "1", .valid_from = day("2022-11-11"), .valid_until = EVN_DAY_NONE}};
    struct evn_policy table = {.rules = rows, .n_rules = 2};
    EVN_CHECK_TEXT(evn_policy_value(&table, "n", day("2022-11-10")), "2");
    EVN_CHECK_TEXT(evn_policy_value(&table, "n", day("2022-11-11")), "1");
    EVN_CHECK(evn_policy_value(&table, "m", day("2022-11-11")) == NULL);
    EVN_CHECK(evn_policy_value(NULL, "n", day("2022-11-11")) == NULL);
    EVN_CHECK(evn_policy_lists("unit;building", "unit"));
    EVN_CHECK(evn_policy_lists("unit;building", "building"));
    EVN_CHECK(!evn_policy_lists("unit;building", "build"));
    EVN_CHECK(!evn_policy_lists("unit;building", "street"));
}

static evn_err put_norm(const char *norm, const char *group, int64_t value, int64_t least)
{
    struct evn_norm_put put = {
        .norm = {.value_e6 = value, .value_min_e6 = least, .unit = "litre", .source = "handbook"},
        .has_norm = true};
    strcpy(put.norm.norm, norm);
    strcpy(put.norm.group, group);
    return post(&w, (struct evn_registry_command){.norm = &put});
}

static evn_err link_norm(const char *item, const char *norm)
{
    struct evn_item_norm_put put = {.item_norm = {.amount_e6 = 5000000, .source = "label"},
                                    .has_item_norm = true};
    strcpy(put.item_norm.item, item);
    strcpy(put.item_norm.norm, norm);
    return post(&w, (struct evn_registry_command){.item_norm = &put});
}

static void an_item_is_linked_to_a_norm_that_is_there(void)
{
    begin();
    EVN_CHECK_OK(put_norm("water_total", "all", 15000000, 7500000));
    EVN_CHECK_OK(put_norm("hand_rub", "isolated", 10000, 0));
    EVN_CHECK_ERR(put_norm("water", "all", 1, 2), EVN_E_BAD_FIELD);
    EVN_CHECK_OK(link_norm("RICE", "water_total"));
    EVN_CHECK_OK(link_norm("RICE", "water_total"));
    EVN_CHECK_EQ(w.h.kind[0], EVN_REG_UNCHANGED);
    EVN_CHECK_ERR(link_norm("RICE", "water"), EVN_E_UNKNOWN_REF);
    EVN_CHECK_ERR(link_norm("RICE", "zzz"), EVN_E_UNKNOWN_REF);
    EVN_CHECK_ERR(link_norm("BREAD", "water_total"), EVN_E_UNKNOWN_ITEM);
    struct evn_norm norm;
    EVN_CHECK(get(&w, EVN_REG_NORM, "water_total|all", &norm));
    check_snapshot(&w);
    world_fini(&w);
}

static const struct evn_test_case tests[] = {
    EVN_TEST(a_table_is_replaced_by_a_newer_version_only),
    EVN_TEST(isolation_rows_that_clash_are_named),
    EVN_TEST(a_local_row_stricter_than_the_nations_is_refused_and_says_who_set_it),
    EVN_TEST(a_national_row_that_is_left_out_or_expired_still_binds_local_ones),
    EVN_TEST(a_local_course_longer_or_with_more_tests_is_refused),
    EVN_TEST(a_local_row_that_binds_more_where_it_is_as_long_is_refused),
    EVN_TEST(a_value_is_that_of_the_day),
    EVN_TEST(an_item_is_linked_to_a_norm_that_is_there),
};

int main(int argc, char **argv)
{
    return evn_test_main(argc, argv, "registry.policy", tests, sizeof tests / sizeof tests[0]);
}
