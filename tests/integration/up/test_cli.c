/* evn as people use it, over the real registry. */
#include "tests/lib/site.h"

#include <signal.h>

static struct evn_test_site site;
static struct evn_site_run run;

#define RUN(...) evn_test_site_run(&site, &run, (const char *const[]){__VA_ARGS__, NULL})

static void begin(void)
{
    evn_test_site_make(&site, EVN_BIN_DIR);
    evn_test_site_up(&site, NULL);
}

static void end(void)
{
    EVN_CHECK_EQ(evn_test_site_stop(&site, SIGTERM), 0);
}

static void put_insulin(void)
{
    RUN("item", "put", "INS", "--zh", "胰岛素", "--en", "Insulin", "--category", "medicine",
        "--unit-zh", "支", "--unit-en", "vial", "--tracking", "lot-expiry", "--life-critical");
    EVN_CHECK_EQ(run.status, 0);
}

static bool found(const char *text, const char *code)
{
    RUN("item", "search", text, "--json");
    EVN_CHECK_EQ(run.status, 0);
    return strstr(run.out, code) != NULL;
}

static void an_item_is_found_by_its_codes_and_its_pinyin(void)
{
    begin();
    put_insulin();
    RUN("item", "put", "MASK", "--zh", "N95口罩", "--en", "Mask, N95", "--category", "equipment",
        "--code", "gtin=4006381333931,national=86900000000004,own=M-1", "--atc", "A10AB01",
        "--trace", "8100000", "--substitute", "INS=2:3", "--weight-g", "12.5", "--temp", "2:8.5",
        "--shelf-life", "540");
    EVN_CHECK_EQ(run.status, 0);
    EVN_CHECK(found("n95kz", "MASK") && found("yds", "INS") && found("86900000000004", "MASK"));
    EVN_CHECK(found("81000001234567890123", "MASK") && found("04006381333931", "MASK"));
    EVN_CHECK(!found("n95kz", "{\"code\":\"INS\"") && !found("kz", "MASK"));
    RUN("item", "search", "--atc", "A10", "--json");
    EVN_CHECK(strstr(run.out, "MASK") != NULL);
    RUN("item", "put", "INS", "--zh", "胰岛素", "--category", "medicine", "--tracking",
        "lot-expiry", "--pinyin", "xyz", "--replace");
    EVN_CHECK(found("xyz", "INS") && !found("yds", "INS"));
    RUN("item", "show", "MASK");
    EVN_CHECK(strstr(run.out, "weight, g         12.500\n") != NULL);
    EVN_CHECK(strstr(run.out, "temperature, C    2.0 .. 8.5\n") != NULL);
    EVN_CHECK(strstr(run.out, "substitute        INS=2:3\n") != NULL);
    RUN("item", "put", "X", "--en", "X", "--category", "c", "--code", "gtin=86900000000004");
    EVN_CHECK_EQ(run.status, 65);
    EVN_CHECK(strstr(run.err, "Say national=86900000000004") != NULL);
    RUN("item", "put", "X", "--en", "X", "--category", "c", "--code", "own=M-1");
    EVN_CHECK(strstr(run.err, "Code M-1 belongs to item MASK") != NULL);
    RUN("item", "put", "X", "--en", "X", "--category", "c", "--code", "own=M-1", "--lang", "zh");
    EVN_CHECK(strstr(run.err, "编码 M-1 已属于物资 MASK") != NULL);
    end();
}

static const char *write_file(const char *name, const char *text)
{
    static char path[600];
    snprintf(path, sizeof path, "%s/%s", evn_test_dir(), name);
    FILE *file = fopen(path, "wb");
    EVN_MUST(file != NULL && fputs(text, file) >= 0 && fclose(file) == 0);
    return path;
}

static void a_community_s_missing_links_are_listed(void)
{
    begin();
    RUN("import", "areas",
        write_file("areas.tsv", "code\tname_zh\n31\t上海市\n3101\t市辖区\n310105\t长宁区\n"
                                "310105001\t一街道\n310105001001\t一居委\n"));
    RUN("import", "communities",
        write_file("communities.tsv", "code\tname_zh\tresidents\n310105001001\t一居委\t900\n"));
    EVN_CHECK_EQ(run.status, 0);
    RUN("place", "put", "H1", "--kind", "hospital", "--zh", "一医院");
    RUN("community", "links", "--lang", "zh");
    EVN_CHECK_TEXT(run.out, "社区          名称    缺失\n"
                            "310105001001  一居委  没有医院热线\n"
                            "310105001001  一居委  没有药店热线\n"
                            "310105001001  一居委  没有接收点\n"
                            "310105001001  一居委  没有车辆\n");
    RUN("community", "link", "310105001001", "--kind", "hospital", "--place", "H1");
    EVN_CHECK_EQ(run.status, 65);
    EVN_CHECK(strstr(run.err, "link.phone") != NULL);
    RUN("community", "link", "310105001001", "--kind", "hospital", "--place", "H1", "--phone",
        "021-6200");
    EVN_CHECK_EQ(run.status, 0);
    RUN("community", "test-call", "310105001001", "--kind", "hospital", "--answered");
    EVN_CHECK_EQ(run.status, 0);
    RUN("community", "links", "--area", "310105", "--json");
    EVN_CHECK(strstr(run.out, "HOSPITAL") == NULL && strstr(run.out, "PHARMACY_LINE") != NULL);
    RUN("community", "show", "310105001001");
    EVN_CHECK(strstr(run.out, "hospital H1 021-6200") != NULL);
    RUN("import", "communities",
        write_file("communities.tsv", "code\tname_zh\tresidents\n"
                                      "310105001001\t一居委\t900\n"),
        "--json");
    EVN_CHECK(strstr(run.out, "\"unchanged\":1") != NULL);
    end();
}

static void what_is_created_is_listed_in_both_languages(void)
{
    begin();
    put_insulin();
    RUN("item", "put", "WATER", "--zh", "饮用水", "--en", "Water", "--category", "food");
    EVN_CHECK_EQ(run.status, 0);
    RUN("item", "list");
    EVN_CHECK_TEXT(run.out, "code   name     class     unit  tracking    life-critical\n"
                            "INS    Insulin  medicine  vial  lot-expiry  yes\n"
                            "WATER  Water    food            none\n");
    RUN("item", "list", "--lang", "zh");
    EVN_CHECK_TEXT(run.out, "编码   名称    类别      单位  追踪        关系生命\n"
                            "INS    胰岛素  medicine  支    lot-expiry  是\n"
                            "WATER  饮用水  food            none\n");
    RUN("item", "show", "INS", "--json");
    EVN_CHECK_TEXT(run.out, "{\"code\":\"INS\",\"nameZh\":\"胰岛素\",\"nameEn\":\"Insulin\","
                            "\"category\":\"medicine\",\"tracking\":\"TRACKING_LOT_EXPIRY\","
                            "\"unitZh\":\"支\",\"unitEn\":\"vial\",\"lifeCritical\":true,"
                            "\"initials\":\"yds\"}\n");
    RUN("place", "put", "W1", "--kind", "warehouse", "--zh", "一号仓库");
    EVN_CHECK_EQ(run.status, 0);
    RUN("place", "list", "--json");
    EVN_CHECK_TEXT(run.out,
                   "{\"code\":\"W1\",\"kind\":\"PLACE_KIND_WAREHOUSE\",\"nameZh\":\"一号仓库\"}\n");
    end();
}

static void wrong_input_is_told_with_its_field_and_status(void)
{
    begin();
    RUN("item", "put", "X", "--json");
    EVN_CHECK_EQ(run.status, 65);
    EVN_CHECK(strstr(run.err, "\"error\":\"MISSING_FIELD\",\"class\":\"INPUT\"") != NULL);
    EVN_CHECK(strstr(run.err, "category") != NULL);
    RUN("item", "show", "NOPE");
    EVN_CHECK_EQ(run.status, 65);
    EVN_CHECK_TEXT(run.out, "");
    EVN_CHECK_TEXT(run.err, "evn: item NOPE does not exist\n");
    RUN("place", "put", "P", "--kind", "castle");
    EVN_CHECK_EQ(run.status, 64);
    put_insulin();
    RUN("item", "put", "INS", "--zh", "水", "--category", "food", "--tracking", "lot-expiry",
        "--json");
    EVN_CHECK_EQ(run.status, 69);
    EVN_CHECK(strstr(run.err, "\"error\":\"EXISTS\",\"class\":\"STATE\"") != NULL);
    end();
}

static void a_key_acts_in_its_role_and_a_revoked_one_gets_nothing(void)
{
    begin();
    put_insulin();
    RUN("key", "new", "wang", "--role", "WAREHOUSE,BULK", "--scope", "3101");
    EVN_CHECK_EQ(run.status, 0);
    RUN("key", "new", "wang", "--role", "WAREHOUSE");
    EVN_CHECK(run.status != 0);
    RUN("key", "new", "../x", "--role", "WAREHOUSE");
    EVN_CHECK_EQ(run.status, 64);
    RUN("key", "new", "li", "--role", "KING");
    EVN_CHECK_EQ(run.status, 64);
    RUN("item", "list", "--key", "wang", "--json");
    EVN_CHECK_EQ(run.status, 0);
    EVN_CHECK(strstr(run.out, "\"code\":\"INS\"") != NULL);
    RUN("item", "put", "Y", "--category", "food", "--key", "wang", "--json");
    EVN_CHECK_EQ(run.status, 77);
    EVN_CHECK(strstr(run.err, "NOT_ALLOWED") != NULL);
    RUN("lane", "show", "--key", "wang", "--json");
    EVN_CHECK_EQ(run.status, 77);
    RUN("key", "revoke", "wang");
    EVN_CHECK_EQ(run.status, 0);
    RUN("item", "list", "--key", "wang", "--json");
    EVN_CHECK_EQ(run.status, 77);
    EVN_CHECK_TEXT(run.out, "");
    RUN("key", "list", "--json");
    EVN_CHECK(strstr(run.out, "{\"name\":\"wang\",\"roles\":\"WAREHOUSE,BULK\","
                              "\"resting\":\"\",\"course\":\"\",\"staff\":\"\",\"device\":\"\","
                              "\"scope\":\"3101\",") != NULL);
    EVN_CHECK(strstr(run.out, "\"revoked\":true}\n") != NULL);
    RUN("key", "revoke", "wang");
    EVN_CHECK_EQ(run.status, 65);
    end();
}

enum { TRIES_MAX = 200 };

static void the_digest_is_the_same_after_kill_and_restart(void)
{
    static char before[EVN_SITE_TEXT_MAX];
    begin();
    put_insulin();
    /* Those that follow the registry have the item a moment later. */
    for (int i = 0; i < TRIES_MAX; i++) {
        RUN("verify", "--digest", "--json");
        EVN_CHECK_EQ(run.status, 0);
        if (strstr(run.out, "{\"service\":\"planner\",\"entries\":1,") != NULL &&
            strstr(run.out, "{\"service\":\"dispatch\",\"entries\":2,") != NULL)
            break;
    }
    snprintf(before, sizeof before, "%s", run.out);
    EVN_CHECK(strstr(before, "{\"service\":\"registry\",\"entries\":1,") == before);
    EVN_CHECK(strstr(before, "{\"service\":\"events\",\"entries\":0,\"digest\":\"-\"}") != NULL);
    EVN_CHECK_EQ(evn_test_site_stop(&site, SIGKILL), -1);
    evn_test_site_up(&site, NULL);
    RUN("verify", "--digest", "--json");
    EVN_CHECK_TEXT(run.out, before);
    RUN("verify");
    EVN_CHECK_EQ(run.status, 0);
    RUN("events", "list", "registry", "--from", "8", "--json");
    EVN_CHECK(strstr(run.out, "\"type\":\"Item\",\"body\":{\"code\":\"INS\"") != NULL);
    end();
}

int main(int argc, char **argv)
{
    static const struct evn_test_case tests[] = {
        EVN_TEST(what_is_created_is_listed_in_both_languages),
        EVN_TEST(an_item_is_found_by_its_codes_and_its_pinyin),
        EVN_TEST(a_community_s_missing_links_are_listed),
        EVN_TEST(wrong_input_is_told_with_its_field_and_status),
        EVN_TEST(a_key_acts_in_its_role_and_a_revoked_one_gets_nothing),
        EVN_TEST(the_digest_is_the_same_after_kill_and_restart),
    };
    return evn_test_main(argc, argv, "evn", tests, sizeof tests / sizeof tests[0]);
}
