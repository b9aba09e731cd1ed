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
                            "\"unitZh\":\"支\",\"unitEn\":\"vial\",\"lifeCritical\":true}\n");
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
    RUN("item", "put", "INS", "--zh", "水", "--category", "food", "--json");
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
        EVN_TEST(wrong_input_is_told_with_its_field_and_status),
        EVN_TEST(a_key_acts_in_its_role_and_a_revoked_one_gets_nothing),
        EVN_TEST(the_digest_is_the_same_after_kill_and_restart),
    };
    return evn_test_main(argc, argv, "evn", tests, sizeof tests / sizeof tests[0]);
}
