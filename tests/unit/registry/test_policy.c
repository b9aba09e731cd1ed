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
    EVN_TEST(a_value_is_that_of_the_day),
    EVN_TEST(an_item_is_linked_to_a_norm_that_is_there),
};

int main(int argc, char **argv)
{
    return evn_test_main(argc, argv, "registry.policy", tests, sizeof tests / sizeof tests[0]);
}
