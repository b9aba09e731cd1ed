#include "services/registry/core/gtin.h"
#include "tests/unit/registry/world.h"

static struct world w;

static void begin(void)
{
    world_init(&w);
    world_fill(&w);
}

static void expect(const struct evn_item *item, evn_err want, const char *field)
{
    EVN_CHECK_ERR(put_item(&w, item, false), want);
    EVN_CHECK_TEXT(w.h.why.field, field);
}

static void check_digits_and_forms_of_codes_are_held(void)
{
    EVN_CHECK(evn_gtin_ok("4006381333931"));
    EVN_CHECK(evn_gtin_ok("96385074"));
    EVN_CHECK(evn_gtin_ok("036000291452"));
    EVN_CHECK(evn_gtin_ok("10614141000415"));
    EVN_CHECK(!evn_gtin_ok("4006381333932"));
    EVN_CHECK(!evn_gtin_ok("4006381339331"));
    EVN_CHECK(!evn_gtin_ok("400638133393"));
    EVN_CHECK(!evn_gtin_ok("40063813339a1"));
    EVN_CHECK(!evn_gtin_ok(""));
    EVN_CHECK(!evn_gtin_ok("86900000000004"));
    EVN_CHECK(evn_item_code_ok(EVN_CODE_NATIONAL_DRUG, "86900000000004"));
    EVN_CHECK(!evn_item_code_ok(EVN_CODE_NATIONAL_DRUG, "6900000000004"));
    EVN_CHECK(evn_item_code_ok(EVN_CODE_ATC, "A10AB01"));
    EVN_CHECK(evn_item_code_ok(EVN_CODE_ATC, "A10"));
    EVN_CHECK(!evn_item_code_ok(EVN_CODE_ATC, "A10AB0"));
    EVN_CHECK(!evn_item_code_ok(EVN_CODE_ATC, "10AAB01"));
    EVN_CHECK(evn_item_code_ok(EVN_CODE_APPROVAL, "国药准字H20013018"));
}

static void one_code_is_of_one_item_but_a_class_is_shared(void)
{
    begin();
    struct evn_item item = rice();
    struct evn_item_code codes[2] = {{EVN_CODE_GTIN, "04006381333931", 10},
                                     {EVN_CODE_ATC, "A10AB01", 0}};
    strcpy(item.code, "RICE2");
    item.codes = codes;
    item.n_codes = 2;
    expect(&item, EVN_E_CODE_TAKEN, "item.item.codes.value");
    EVN_CHECK_TEXT(w.h.why.place, "RICE");
    item.codes = codes + 1;
    item.n_codes = 1;
    EVN_CHECK_OK(put_item(&w, &item, false));
    struct evn_item old = rice();
    old.n_codes = 0;
    EVN_CHECK_ERR(put_item(&w, &old, false), EVN_E_EXISTS);
    EVN_CHECK_OK(put_item(&w, &old, true));
    item.codes = codes;
    item.n_codes = 2;
    EVN_CHECK_OK(put_item(&w, &item, true));
    old = rice();
    EVN_CHECK_ERR(put_item(&w, &old, true), EVN_E_CODE_TAKEN);
    check_snapshot(&w);
    world_fini(&w);
}

static void equal_content_changes_nothing(void)
{
    begin();
    char before[65], after[65];
    struct evn_item item = rice();
    evn_harness_digest(&w.h, before);
    EVN_CHECK_OK(put_item(&w, &item, false));
    EVN_CHECK_EQ(w.h.n_kinds, 1);
    EVN_CHECK_EQ(w.h.kind[0], EVN_REG_UNCHANGED);
    evn_harness_digest(&w.h, after);
    EVN_CHECK_TEXT(after, before);
    item.weight_mg++;
    EVN_CHECK_ERR(put_item(&w, &item, false), EVN_E_EXISTS);
    EVN_CHECK_TEXT(w.h.why.subject, "RICE");
    EVN_CHECK_OK(put_item(&w, &item, true));
    EVN_CHECK_EQ(w.h.kind[0], EVN_REG_ITEM);
    evn_harness_digest(&w.h, after);
    EVN_CHECK(strcmp(after, before) != 0);
    world_fini(&w);
}

static void packs_are_an_exact_tree(void)
{
    begin();
    struct evn_item item = rice();
    struct evn_pack packs[2] = {{.name_en = "bag", .base_units = 10},
                                {.name_en = "box", .base_units = 45}};
    strcpy(item.code, "NEW");
    item.n_codes = 0;
    item.packs = packs;
    expect(&item, EVN_E_BAD_FIELD, "item.item.packs.base_units");
    packs[1].base_units = 10;
    expect(&item, EVN_E_BAD_FIELD, "item.item.packs.base_units");
    packs[1].base_units = 1; /* only the first level may be the base unit itself */
    expect(&item, EVN_E_BAD_FIELD, "item.item.packs.base_units");
    packs[0].base_units = 1;
    expect(&item, EVN_E_BAD_FIELD, "item.item.packs.base_units");
    packs[0].base_units = -1;
    expect(&item, EVN_E_OUT_OF_RANGE, "item.item.packs[0].base_units");
    packs[0].base_units = 1;
    packs[1].base_units = 20;
    packs[1].name_en[0] = '\0';
    expect(&item, EVN_E_MISSING_FIELD, "item.item.packs.name_zh");
    strcpy(packs[1].name_zh, "箱");
    struct evn_item_code code = {EVN_CODE_OWN, "N-1", 15};
    item.codes = &code;
    item.n_codes = 1;
    expect(&item, EVN_E_BAD_UNIT, "item.item.codes.base_units");
    code.base_units = 20;
    EVN_CHECK_OK(put_item(&w, &item, false));
    world_fini(&w);
}

static void what_is_missing_or_wrong_is_named(void)
{
    begin();
    struct evn_item item = {.code = "X", .name_en = "X", .category = "vaccine", .cold_chain = true};
    expect(&item, EVN_E_MISSING_FIELD, "item.item.temp_max_dc");
    item.temp_min_dc = 80;
    item.temp_max_dc = 20;
    expect(&item, EVN_E_BAD_FIELD, "item.item.temp_max_dc");
    item.temp_min_dc = 0;
    item.name_en[0] = '\0';
    expect(&item, EVN_E_MISSING_FIELD, "item.item.name_zh");
    strcpy(item.name_en, "X");
    struct evn_rule rows[] = {
        {.rule = "vaccine", .valid_from = EVN_DAY_NONE, .valid_until = EVN_DAY_NONE}};
    struct evn_policy classes = {
        .table = "reserve_classes", .version = 1, .rules = rows, .n_rules = 1};
    EVN_CHECK_OK(put_policy(&w, &classes));
    strcpy(item.category, "toys");
    expect(&item, EVN_E_UNKNOWN_REF, "item.item.category");
    strcpy(item.category, "vaccine");
    strcpy(w.h.actor.scope, DISTRICT);
    EVN_CHECK_ERR(put_item(&w, &item, false), EVN_E_OUT_OF_SCOPE);
    w.h.actor.scope[0] = '\0';
    w.h.actor.roles = EVN_ROLE_WAREHOUSE;
    EVN_CHECK_ERR(put_item(&w, &item, false), EVN_E_NOT_ALLOWED);
    w.h.actor.roles = EVN_ROLE_INTEGRATOR;
    EVN_CHECK_OK(put_item(&w, &item, false));
    world_fini(&w);
}

static evn_err ask(struct evn_registry_query query)
{
    evn_buf_clear(&w.bytes);
    EVN_CHECK_OK(evn_wire_encode(&evn_registry_query_table, &query, &w.bytes));
    return evn_harness_query(&w.h, evn_bytes_of(w.bytes.at, w.bytes.len));
}

static void items_are_listed_by_page_and_found_by_code(void)
{
    begin();
    for (int i = 0; i < 250; i++) {
        struct evn_item item = {.name_en = "Item", .category = "vaccine"};
        snprintf(item.code, sizeof item.code, "I%03d", i);
        EVN_CHECK_OK(put_item(&w, &item, false));
    }
    struct evn_query_list list = {.table = EVN_REG_ITEM};
    size_t n = 0, pages = 0;
    do {
        EVN_CHECK_OK(ask((struct evn_registry_query){.list = &list}));
        n += n_in_result(&w, EVN_REG_ITEM);
        pages++;
        strcpy(list.after, next_page(&w));
    } while (list.after[0] != '\0');
    EVN_CHECK_EQ(n, 252);
    EVN_CHECK_EQ(pages, 3);
    struct evn_query_by_code by_code = {.system = EVN_CODE_GTIN, .value = "4006381333931"};
    EVN_CHECK_OK(ask((struct evn_registry_query){.by_code = &by_code}));
    EVN_CHECK_EQ(n_in_result(&w, EVN_REG_ITEM), 1);
    strcpy(by_code.value, "96385074");
    EVN_CHECK_ERR(ask((struct evn_registry_query){.by_code = &by_code}), EVN_E_UNKNOWN_REF);
    strcpy(by_code.value, "96385075");
    EVN_CHECK_ERR(ask((struct evn_registry_query){.by_code = &by_code}), EVN_E_BAD_FIELD);
    struct evn_query_get get_query = {.table = EVN_REG_ITEM, .key = "RICE"};
    EVN_CHECK_OK(ask((struct evn_registry_query){.get = &get_query}));
    EVN_CHECK_EQ(n_in_result(&w, EVN_REG_ITEM), 1);
    strcpy(get_query.key, "NONE");
    EVN_CHECK_ERR(ask((struct evn_registry_query){.get = &get_query}), EVN_E_UNKNOWN_REF);
    list = (struct evn_query_list){.table = EVN_REG_ITEM, .kind = 1};
    EVN_CHECK_ERR(ask((struct evn_registry_query){.list = &list}), EVN_E_BAD_FIELD);
    EVN_CHECK_ERR(ask((struct evn_registry_query){0}), EVN_E_MISSING_FIELD);
    world_fini(&w);
}

static const struct evn_test_case tests[] = {
    EVN_TEST(check_digits_and_forms_of_codes_are_held),
    EVN_TEST(one_code_is_of_one_item_but_a_class_is_shared),
    EVN_TEST(equal_content_changes_nothing),
    EVN_TEST(packs_are_an_exact_tree),
    EVN_TEST(what_is_missing_or_wrong_is_named),
    EVN_TEST(items_are_listed_by_page_and_found_by_code),
};

int main(int argc, char **argv)
{
    return evn_test_main(argc, argv, "registry.item", tests, sizeof tests / sizeof tests[0]);
}
