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
    EVN_CHECK_OK(evn_item_code_check(EVN_CODE_NATIONAL_DRUG, "86900000000004"));
    EVN_CHECK_ERR(evn_item_code_check(EVN_CODE_NATIONAL_DRUG, "6900000000004"), EVN_E_BAD_FIELD);
    EVN_CHECK_OK(evn_item_code_check(EVN_CODE_ATC, "A10AB01"));
    EVN_CHECK_OK(evn_item_code_check(EVN_CODE_ATC, "A10"));
    EVN_CHECK_ERR(evn_item_code_check(EVN_CODE_ATC, "A10AB0"), EVN_E_BAD_FIELD);
    EVN_CHECK_ERR(evn_item_code_check(EVN_CODE_ATC, "10AAB01"), EVN_E_BAD_FIELD);
    EVN_CHECK_OK(evn_item_code_check(EVN_CODE_APPROVAL, "国药准字H20013018"));
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

static void a_code_that_is_not_the_item_s_own_is_named(void)
{
    begin();
    struct evn_item item = {.code = "NEW", .name_en = "New", .category = "covid_drug"};
    struct evn_item_code code = {EVN_CODE_GTIN, "86900000000004", 0};
    char text[400];
    item.codes = &code;
    item.n_codes = 1;
    expect(&item, EVN_E_NOT_A_GTIN, "item.item.codes.value");
    evn_refusal_render(&w.h.why, EVN_LANG_EN, text, sizeof text);
    EVN_CHECK(strstr(text, "Say national=86900000000004") != NULL);
    evn_refusal_render(&w.h.why, EVN_LANG_ZH, text, sizeof text);
    EVN_CHECK(strstr(text, "国家药品编码") != NULL);
    strcpy(code.value, "4006381333932");
    expect(&item, EVN_E_BAD_FIELD, "item.item.codes.value");
    code = (struct evn_item_code){EVN_CODE_OWN, "81000001234567890123", 0};
    expect(&item, EVN_E_PACKAGE_CODE, "item.item.codes.value");
    item.n_codes = 0;
    strcpy(item.code, code.value);
    expect(&item, EVN_E_PACKAGE_CODE, "item.item.code");
    strcpy(item.code, "NEW");
    code = (struct evn_item_code){EVN_CODE_OWN, "RICE", 0};
    item.n_codes = 1;
    expect(&item, EVN_E_CODE_TAKEN, "item.item.codes.value");
    evn_refusal_render(&w.h.why, EVN_LANG_EN, text, sizeof text);
    EVN_CHECK_TEXT(text, "Code RICE belongs to item RICE");
    strcpy(code.value, "ALIAS");
    EVN_CHECK_OK(put_item(&w, &item, false));
    struct evn_item other = {.code = "ALIAS", .name_en = "Other", .category = "covid_drug"};
    expect(&other, EVN_E_CODE_TAKEN, "item.item.code");
    EVN_CHECK_TEXT(w.h.why.place, "NEW");
    world_fini(&w);
}

static void a_trace_prefix_is_of_one_item(void)
{
    begin();
    static char prefixes[2][EVN_CODE_MAX];
    struct evn_item item = {.code = "NEW",
                            .name_en = "New",
                            .category = "covid_drug",
                            .trace_prefixes = prefixes,
                            .n_trace_prefixes = 1};
    strcpy(prefixes[0], "810000");
    expect(&item, EVN_E_BAD_FIELD, "item.item.trace_prefixes");
    strcpy(prefixes[0], "8100000");
    strcpy(prefixes[1], "8100000");
    item.n_trace_prefixes = 2;
    expect(&item, EVN_E_BAD_FIELD, "item.item.trace_prefixes");
    strcpy(prefixes[1], "8100001");
    EVN_CHECK_OK(put_item(&w, &item, false));
    strcpy(item.code, "NEW2");
    expect(&item, EVN_E_CODE_TAKEN, "item.item.trace_prefixes");
    EVN_CHECK_TEXT(w.h.why.place, "NEW");
    strcpy(item.code, "NEW");
    item.n_trace_prefixes = 0;
    EVN_CHECK_OK(put_item(&w, &item, true));
    strcpy(item.code, "NEW2");
    item.n_trace_prefixes = 2;
    EVN_CHECK_OK(put_item(&w, &item, false));
    check_snapshot(&w);
    world_fini(&w);
}

static void a_substitute_is_another_item_with_a_ratio(void)
{
    begin();
    struct evn_substitute list[2] = {{"NONE", 2, 3}, {"INSULIN", 1, 1}};
    struct evn_item item = rice();
    item.substitutes = list;
    item.n_substitutes = 1;
    EVN_CHECK_ERR(put_item(&w, &item, true), EVN_E_UNKNOWN_ITEM);
    EVN_CHECK_TEXT(w.h.why.field, "item.item.substitutes.item");
    strcpy(list[0].item, "RICE");
    EVN_CHECK_ERR(put_item(&w, &item, true), EVN_E_BAD_FIELD);
    strcpy(list[0].item, "INSULIN");
    item.n_substitutes = 2;
    EVN_CHECK_ERR(put_item(&w, &item, true), EVN_E_BAD_FIELD);
    item.n_substitutes = 1;
    list[0].instead = -1;
    EVN_CHECK_ERR(put_item(&w, &item, true), EVN_E_OUT_OF_RANGE);
    list[0].instead = 3;
    strcpy(item.initials, "DM");
    EVN_CHECK_ERR(put_item(&w, &item, true), EVN_E_BAD_FIELD);
    EVN_CHECK_TEXT(w.h.why.field, "item.item.initials");
    strcpy(item.initials, "dm");
    item.shelf_life_days = 540;
    EVN_CHECK_OK(put_item(&w, &item, true));
    struct evn_item back;
    EVN_CHECK(get(&w, EVN_REG_ITEM, "RICE", &back));
    EVN_CHECK_EQ(back.n_substitutes, 1);
    EVN_CHECK_EQ(back.substitutes[0].quantity, 2);
    EVN_CHECK_EQ(back.substitutes[0].instead, 3);
    EVN_CHECK_EQ(back.shelf_life_days, 540);
    EVN_CHECK_TEXT(back.initials, "dm");
    world_fini(&w);
}

static void how_pieces_are_told_apart_never_changes(void)
{
    begin();
    struct evn_item item = {.code = "VENT",
                            .name_en = "Ventilator",
                            .category = "device",
                            .tracking = EVN_TRACKING_SERIAL,
                            .equipment = true};
    EVN_CHECK_OK(put_item(&w, &item, false));
    item.equipment = false;
    EVN_CHECK_ERR(put_item(&w, &item, true), EVN_E_FIXED);
    EVN_CHECK_TEXT(w.h.why.field, "item.item.equipment");
    EVN_CHECK_TEXT(w.h.why.subject, "VENT");
    item.tracking = EVN_TRACKING_LOT_EXPIRY;
    EVN_CHECK_ERR(put_item(&w, &item, true), EVN_E_FIXED);
    EVN_CHECK_TEXT(w.h.why.field, "item.item.tracking");
    char text[400];
    evn_refusal_render(&w.h.why, EVN_LANG_EN, text, sizeof text);
    EVN_CHECK(strstr(text, "register it under a new code") != NULL);
    item.tracking = EVN_TRACKING_SERIAL;
    item.equipment = true;
    item.weight_mg = 5;
    EVN_CHECK_OK(put_item(&w, &item, true));
    world_fini(&w);
}

static evn_err put_kit(const char *code, const char *part)
{
    struct evn_item item = {.category = "device", .name_en = "Kit", .n_kit = part != NULL};
    struct evn_kit_part parts[1] = {{.quantity = 2}};
    strcpy(item.code, code);
    strcpy(parts[0].item, part != NULL ? part : "");
    item.kit = parts;
    return put_item(&w, &item, true);
}

static void no_kit_is_a_part_of_itself(void)
{
    begin();
    EVN_CHECK_OK(put_kit("A", NULL));
    EVN_CHECK_OK(put_kit("B", "A"));
    EVN_CHECK_OK(put_kit("C", "B"));
    EVN_CHECK_ERR(put_kit("A", "C"), EVN_E_KIT_CYCLE);
    EVN_CHECK_TEXT(w.h.why.subject, "A");
    EVN_CHECK_TEXT(w.h.why.field, "item.item.kit.item");
    EVN_CHECK_ERR(put_kit("A", "A"), EVN_E_BAD_FIELD);
    EVN_CHECK_OK(put_kit("C", "A"));
    EVN_CHECK_OK(put_kit("D", "C"));
    world_fini(&w);
}

static size_t n_found(const char *text, const char *category, const char *atc)
{
    struct evn_query_search search = {0};
    strcpy(search.text, text);
    strcpy(search.category, category);
    strcpy(search.atc, atc);
    EVN_CHECK_OK(ask((struct evn_registry_query){.search = &search}));
    return n_in_result(&w, EVN_REG_ITEM);
}

static void fill_for_search(void)
{
    static char prefix[1][EVN_CODE_MAX] = {"8100000"};
    struct evn_item_code codes[3] = {{EVN_CODE_ATC, "N02BE01", 0},
                                     {EVN_CODE_NATIONAL_DRUG, "86900000000004", 0},
                                     {EVN_CODE_APPROVAL, "国药准字H20013018", 0}};
    struct evn_item item = {.code = "PARA500",
                            .name_zh = "对乙酰氨基酚片",
                            .name_en = "Tablet, Paracetamol 500 mg",
                            .category = "covid_drug",
                            .initials = "dyxajfp",
                            .codes = codes,
                            .n_codes = 3,
                            .trace_prefixes = prefix,
                            .n_trace_prefixes = 1};
    EVN_CHECK_OK(put_item(&w, &item, false));
    item = (struct evn_item){.code = "IBU",
                             .name_zh = "布洛芬",
                             .category = "covid_drug",
                             .initials = "blf",
                             .codes = codes,
                             .n_codes = 1};
    strcpy(codes[0].value, "M01AE01");
    EVN_CHECK_OK(put_item(&w, &item, false));
}

static void items_are_found_by_what_people_type(void)
{
    begin();
    fill_for_search();
    static const char *const texts[] = {
        "para",  "对乙酰",         "paracetamol",   "TABLET",  "dyxa",
        "N02BE", "86900000000004", "国药准字H2001", "8100000", "81000001234567890123"};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
        EVN_CHECK_EQ(n_found(texts[i], "", ""), 1);
    EVN_CHECK_EQ(n_found("cetamol", "", ""), 0);
    EVN_CHECK_EQ(n_found("81000011234567890123", "", ""), 0);
    EVN_CHECK_EQ(n_found("", "covid_drug", ""), 2);
    EVN_CHECK_EQ(n_found("blf", "covid_drug", ""), 1);
    EVN_CHECK_EQ(n_found("blf", "vaccine", ""), 0);
    EVN_CHECK_EQ(n_found("", "", "N"), 1);
    EVN_CHECK_EQ(n_found("", "", "N02BE01"), 1);
    EVN_CHECK_EQ(n_found("", "", "N02BE02"), 0);
    EVN_CHECK_EQ(n_found("IBU", "", "N02"), 0);
    struct evn_query_search search = {.atc = "N0"};
    EVN_CHECK_ERR(ask((struct evn_registry_query){.search = &search}), EVN_E_BAD_FIELD);
    search.atc[0] = '\0';
    EVN_CHECK_ERR(ask((struct evn_registry_query){.search = &search}), EVN_E_MISSING_FIELD);
    world_fini(&w);
}

/* Every item that fits comes once, whatever the size of the pages. */
static void a_search_goes_on_behind_its_page(void)
{
    begin();
    for (int i = 0; i < 6000; i++) {
        struct evn_item item = {.category = "c"};
        snprintf(item.code, sizeof item.code, "I%05d", i);
        snprintf(item.name_en, sizeof item.name_en, i % 1000 == 0 ? "Mask" : "Other");
        EVN_CHECK_OK(put_item(&w, &item, false));
    }
    for (uint32_t limit = 1; limit < 8; limit++) {
        struct evn_query_search search = {.text = "mask", .limit = limit};
        size_t n = 0;
        do {
            EVN_CHECK_OK(ask((struct evn_registry_query){.search = &search}));
            n += n_in_result(&w, EVN_REG_ITEM);
            strcpy(search.after, next_page(&w));
        } while (search.after[0] != '\0');
        EVN_CHECK_EQ(n, 6);
    }
    world_fini(&w);
}

static const struct evn_test_case tests[] = {
    EVN_TEST(a_code_that_is_not_the_item_s_own_is_named),
    EVN_TEST(a_trace_prefix_is_of_one_item),
    EVN_TEST(a_substitute_is_another_item_with_a_ratio),
    EVN_TEST(how_pieces_are_told_apart_never_changes),
    EVN_TEST(no_kit_is_a_part_of_itself),
    EVN_TEST(items_are_found_by_what_people_type),
    EVN_TEST(a_search_goes_on_behind_its_page),
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
