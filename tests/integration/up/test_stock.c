/* Stock as a warehouse operator sees it: evn over all real services. */
#include "tests/lib/site.h"

#include <signal.h>

static struct evn_test_site site;
static struct evn_site_run run;

#define RUN(...)  evn_test_site_run(&site, &run, (const char *const[]){__VA_ARGS__, NULL})
#define WANG(...) RUN(__VA_ARGS__, "--key", "wang")

static bool says(const char *text)
{
    return strstr(run.out, text) != NULL;
}

static bool warns(const char *text)
{
    return strstr(run.err, text) != NULL;
}

/* A file beside the data; its path is valid until the next. */
static const char *write_file(const char *name, const char *text)
{
    static char path[420];
    snprintf(path, sizeof path, "%s/%s", site.data, name);
    FILE *file = fopen(path, "w");
    EVN_MUST(file != NULL);
    fputs(text, file);
    fclose(file);
    return path;
}

/* Insulin by the vial, in boxes of 10 and cases of 200; two warehouses, a hospital, an operator. */
static void begin(void)
{
    evn_test_site_make(&site, EVN_BIN_DIR);
    evn_test_site_up(&site, NULL);
    RUN("import", "areas",
        write_file("areas.tsv", "code\tname_en\n31\tShanghai\n3101\tDistricts\n"
                                "310101\tHuangpu\n310104\tXuhui\n"));
    EVN_CHECK_EQ(run.status, 0);
    RUN("item", "put", "INS", "--zh", "胰岛素", "--en", "Insulin", "--category", "medicine",
        "--unit-zh", "支", "--unit-en", "vial", "--tracking", "lot-expiry", "--packs",
        "盒/box=10,箱/case=200");
    EVN_CHECK_EQ(run.status, 0);
    RUN("item", "put", "WATER", "--en", "Water", "--category", "food", "--unit-en", "bottle");
    RUN("place", "put", "W1", "--kind", "warehouse", "--en", "North", "--area", "310101");
    RUN("place", "put", "W2", "--kind", "warehouse", "--en", "South", "--area", "310104");
    RUN("place", "put", "H1", "--kind", "hospital", "--en", "Hospital", "--area", "310101");
    EVN_CHECK_EQ(run.status, 0);
    RUN("key", "new", "wang", "--role", "WAREHOUSE");
    EVN_CHECK_EQ(run.status, 0);
}

static void end(void)
{
    EVN_CHECK_EQ(evn_test_site_stop(&site, SIGTERM), 0);
}

static void receive_two_lots(void)
{
    WANG("move", "receive", "--to", "W1", "--reference", "DN-1", "--at", "2026-01-05",
         "INS,L1,2098-01-31=12box+4vials", "INS,L2,2099-06-30=1 case", "--json");
    EVN_CHECK_EQ(run.status, 0);
    EVN_CHECK(says("\"line\":1,\"kind\":\"receive\",\"item\":\"INS\",\"lot\":\"L1\",\"from\":"
                   "\"supplier\",\"to\":\"W1\",\"quantity\":124,\"inPacks\":\"12 boxes + 4 vials\","
                   "\"at\":\"2026-01-05T04:00:00Z\""));
    EVN_CHECK(says("\"quantity\":200,\"inPacks\":\"1 case\""));
}

static void a_day_at_the_warehouse(void)
{
    begin();
    receive_two_lots();
    WANG("move", "transfer", "--from", "W1", "--to", "H1", "--at", "2026-01-06", "INS=13 boxes");
    EVN_CHECK_EQ(run.status, 0);
    WANG("move", "issue", "--from", "H1", "--at", "2026-01-07", "--note", "ward 3", "INS,L1=5");
    EVN_CHECK_EQ(run.status, 0);
    RUN("stock", "totals", "--lang", "zh");
    EVN_CHECK_TEXT(run.out,
                   "地点  物资  名称    数量  已过期  已冻结  已预留  可用  折合包装\n"
                   "W1    INS   胰岛素   194       0       0       0   194  19 盒 + 4 支\n"
                   "H1    INS   胰岛素   125       0       0       0   125  12 盒 + 5 支\n");
    RUN("stock", "list", "--place", "H1", "--json");
    EVN_CHECK(says("\"lot\":\"L1\",\"expiry\":\"2098-01-31\",\"daysLeft\":"));
    EVN_CHECK(says("\"quantity\":119,\"inPacks\":\"11 boxes + 9 vials\",\"claimed\":0,"));
    EVN_CHECK(says("\"quantity\":6,\"inPacks\":\"6 vials\",\"claimed\":0,"));
    EVN_CHECK(!says("\"place\":\"W1\""));
    RUN("stock", "list", "--item", "INS", "--lot", "L1", "--area", "310101", "--json");
    EVN_CHECK(!says("L2") && says("\"place\":\"H1\""));
    RUN("stock", "list", "--item", "INS", "--as-of", "2026-01-06T13:00:00+08:00", "--json");
    EVN_CHECK(says("\"place\":\"H1\"") && says("\"quantity\":124,"));
    RUN("stock", "list", "--as-of", "2026-01-04", "--json");
    EVN_CHECK_TEXT(run.out, "");
    RUN("stock", "card", "H1", "INS", "L1", "--json");
    EVN_CHECK(
        says("\"at\":\"2026-01-07T04:00:00Z\",\"kind\":\"issue\",\"change\":-5,"
             "\"balance\":119,\"inPacks\":\"11 boxes + 9 vials\",\"otherPlace\":\"consumed\""));
    EVN_CHECK(says("\"kind\":\"transfer\",\"change\":124,\"balance\":124,"));
    RUN("stock", "card", "H1", "INS", "L1", "--last", "1", "--json");
    EVN_CHECK(says("\"issue\"") && !says("\"transfer\""));
    end();
}

/* Boxes of 12 from now on; what moved before stays in boxes of 10, and so does what is dated back.
 */
static void packs_change_and_rows_keep_those_of_their_day(void)
{
    begin();
    receive_two_lots();
    RUN("item", "put", "INS", "--zh", "胰岛素", "--en", "Insulin", "--category", "medicine",
        "--unit-zh", "支", "--unit-en", "vial", "--tracking", "lot-expiry", "--packs", "盒/box=12",
        "--replace");
    EVN_CHECK_EQ(run.status, 0);
    WANG("move", "receive", "--to", "W1", "INS,L1=2box");
    WANG("move", "receive", "--to", "W1", "--at", "2026-01-06", "INS,L1=1box", "--json");
    EVN_CHECK(says("\"quantity\":10,\"inPacks\":\"1 box\",") && says("\"packVersion\":1}"));
    RUN("stock", "card", "W1", "INS", "L1", "--order", "business", "--json");
    EVN_CHECK(says("\"change\":24,\"balance\":158,\"inPacks\":\"13 boxes + 2 vials\","));
    EVN_CHECK(says("\"change\":10,\"balance\":134,\"inPacks\":\"13 boxes + 4 vials\","));
    RUN("stock", "card", "W1", "INS", "L1", "--lang", "zh");
    EVN_CHECK(says("12 盒 + 4 支（第 1 版包装）"));
    RUN("stock", "movements", "--item", "INS");
    EVN_CHECK(says("  1 case (packs of version 1)  ") && says("  2 boxes  "));
    RUN("stock", "list", "--as-of", "2026-01-05T13:00:00+08:00");
    EVN_CHECK(says("12 boxes + 4 vials (packs of version 1)"));
    WANG("threshold", "set", "--place", "W1", "--item", "INS", "--low", "2 boxes", "--enough",
         "40");
    EVN_CHECK_EQ(run.status, 0);
    RUN("threshold", "list", "--json");
    EVN_CHECK(says("\"low\":24,\"enough\":40,"));
    WANG("threshold", "set", "--place", "W1", "--item", "INS", "--low", "2 tons");
    EVN_CHECK_EQ(run.status, 65);
    EVN_CHECK(warns("vial, box"));
    end();
}

/* Owner, day made and vial monitor are seen where stock is, once there are any. */
static void what_is_told_of_a_lot_stands_with_its_stock(void)
{
    begin();
    receive_two_lots();
    RUN("stock", "list", "--place", "W1");
    EVN_CHECK(!says("owner") && !says("vial monitor"));
    RUN("lot", "set", "INS,L1", "--owner", "Red Cross", "--vvm", "2");
    EVN_CHECK_EQ(run.status, 0);
    RUN("stock", "list", "--place", "W1");
    EVN_CHECK(says("  owner      vial monitor\n") && !says("made"));
    EVN_CHECK(says("  Red Cross             2\n"));
    RUN("stock", "card", "W1", "INS", "L1", "--lang", "zh");
    EVN_CHECK(says("批号  结存  有效期      所有者     监测标签\n"
                   "L1     124  2098-01-31  Red Cross         2\n\n"));
    RUN("stock", "card", "W1", "INS", "L1", "--json");
    EVN_CHECK(
        says("\"expiry\":\"2098-01-31\",\"made\":\"\",\"owner\":\"Red Cross\",\"vvmStage\":2,"));
    end();
}

static void what_is_not_there_cannot_go_and_the_refusal_says_what_to_do(void)
{
    begin();
    receive_two_lots();
    WANG("move", "issue", "--from", "W1", "--at", "2026-01-06", "INS,L1=13box");
    EVN_CHECK_EQ(run.status, 69);
    EVN_CHECK_TEXT(run.err,
                   "evn: line 1: Not enough INS/L1 at W1: 6 short at 2026-01-06T04:00:00Z\n"
                   "evn: see what is there: `evn stock list --place W1`; then take less, or bring "
                   "more in first\n");
    WANG("move", "issue", "--from", "W1", "--at", "2026-01-04", "INS,L1=1", "--lang", "zh");
    EVN_CHECK(warns("第 1 行：W1 的 INS/L1 不足：2026-01-04T04:00:00Z 缺 1\n"));
    WANG("move", "issue", "--from", "W1", "INS=1 strip");
    EVN_CHECK_EQ(run.status, 65);
    EVN_CHECK(warns("INS is counted in: vial, box, case"));
    WANG("move", "issue", "--from", "W9", "WATER=1", "--json");
    EVN_CHECK(warns("\"error\":\"UNKNOWN_PLACE\"") && warns("\"line\":1,") &&
              warns("\"subject\":\"W9\"") && warns("evn place list"));
    WANG("move", "issue", "--from", "W1", "INS=-3");
    EVN_CHECK_EQ(run.status, 65);
    WANG("move", "issue", "--from", "W1", "INS");
    EVN_CHECK_EQ(run.status, 64);
    RUN("stock", "totals", "--json");
    EVN_CHECK(says("\"quantity\":324,"));
    end();
}

/* The command's id as the answer names it. */
static void read_id(char id[37])
{
    const char *at = strstr(run.out, "\"command\":\"");
    EVN_MUST(at != NULL);
    snprintf(id, 37, "%.36s", at + strlen("\"command\":\""));
}

static void the_same_id_acts_once_and_is_answered_alike(void)
{
    static char first[EVN_SITE_TEXT_MAX];
    char id[37];
    begin();
    receive_two_lots();
    RUN("move", "transfer", "--from", "W1", "--to", "H1", "INS=2box", "--json");
    EVN_CHECK_EQ(run.status, 0);
    read_id(id);
    snprintf(first, sizeof first, "%s", run.out);
    RUN("move", "transfer", "--from", "W1", "--to", "H1", "INS=2box", "--id", id, "--json");
    EVN_CHECK_EQ(run.status, 0);
    EVN_CHECK_TEXT(run.out, first);
    RUN("stock", "totals", "--place", "H1", "--json");
    EVN_CHECK(says("\"quantity\":20,"));
    RUN("move", "transfer", "--from", "W1", "--to", "H1", "INS=3box", "--id", id);
    EVN_CHECK_EQ(run.status, 65);
    EVN_CHECK(warns("used before with other content") && warns("leave --id away"));
    RUN("stock", "totals", "--place", "H1", "--json");
    EVN_CHECK(says("\"quantity\":20,"));
    end();
}

static void lines_come_from_a_table_and_happen_all_or_not_at_all(void)
{
    begin();
    WANG("move", "receive", "--to", "W1", "--file",
         write_file("in.tsv", "quantity\titem\tlot\texpiry\tto\n"
                              "1case+3\tINS\tA,1\t2099-01-01\t\n24\tWATER\t\t\tW2\n"));
    EVN_CHECK_EQ(run.status, 0);
    RUN("stock", "list", "--json");
    EVN_CHECK(says("\"lot\":\"A,1\"") && says("\"quantity\":203,"));
    EVN_CHECK(says("\"place\":\"W2\",\"item\":\"WATER\",\"name\":\"Water\",\"lot\":\"\",\"expiry\":"
                   "\"\",\"daysLeft\":null,\"quantity\":24,\"inPacks\":\"24 bottles\""));
    WANG("move", "transfer", "--from", "W2", "--to", "W1", "WATER=20", "WATER=5");
    EVN_CHECK_EQ(run.status, 69);
    RUN("stock", "totals", "--place", "W2", "--json");
    EVN_CHECK(says("\"quantity\":24,"));
    WANG("move", "receive", "--to", "W1", "--file",
         write_file("in.tsv", "item\tamount\nWATER\t1\n"));
    EVN_CHECK_EQ(run.status, 65);
    EVN_CHECK(warns("in.tsv:1:2: amount: a column that is not known here"));
    end();
}

static void a_shipment_is_loaded_and_handed_over_with_its_differences(void)
{
    begin();
    receive_two_lots();
    RUN("import", "places",
        write_file("vehicles.tsv", "code\tkind\tname_en\tweight_max_kg\tvolume_max_l\tdepot\t"
                                   "shift_from\tshift_until\n"
                                   "V1\tvehicle\tTruck\t1000\t5000\tW1\t06:00\t18:00\n"));
    EVN_CHECK_EQ(run.status, 0);
    RUN("move", "ship", "--shipment", "S1", "--vehicle", "V1", "--from", "W1", "--stop", "H1",
        "INS=2box");
    EVN_CHECK_EQ(run.status, 0);
    RUN("stock", "list", "--place", "V1", "--json");
    EVN_CHECK(says("\"quantity\":20,\"inPacks\":\"2 boxes\""));
    RUN("move", "receipt", "--shipment", "S1", "--vehicle", "V1", "--to", "H1", "INS=1box/2/0/9");
    EVN_CHECK_EQ(run.status, 69);
    EVN_CHECK(warns("but 20 are aboard"));
    RUN("move", "receipt", "--shipment", "S1", "--vehicle", "V1", "--to", "H1", "--signed-by", "li",
        "INS=1box+5/2/1/2");
    EVN_CHECK_EQ(run.status, 0);
    EVN_CHECK(says("short") && says("damaged"));
    RUN("stock", "list", "--place", "V1", "--json");
    EVN_CHECK(says("\"quantity\":2,"));
    end();
}

/* At the handshake already, in both languages and as JSON. */
static void hears_that_it_was_revoked(const char *key)
{
    RUN("key", "revoke", key);
    EVN_CHECK_EQ(run.status, 0);
    RUN("stock", "list", "--key", key, "--json");
    EVN_CHECK_EQ(run.status, 77);
    EVN_CHECK(warns("\"error\":\"KEY_REVOKED\",\"class\":\"AUTH\""));
    RUN("stock", "list", "--key", key);
    EVN_CHECK(warns("was revoked; ask an administrator for a new one"));
    RUN("stock", "list", "--key", key, "--lang", "zh");
    EVN_CHECK(warns("已吊销，请联系管理员重新发放"));
}

static void a_key_moves_and_sees_stock_in_its_area_alone(void)
{
    begin();
    receive_two_lots();
    RUN("key", "new", "li", "--role", "WAREHOUSE", "--scope", "310104");
    EVN_CHECK_EQ(run.status, 0);
    RUN("move", "issue", "--from", "W1", "INS=1", "--key", "li", "--json");
    EVN_CHECK_EQ(run.status, 77);
    EVN_CHECK(warns("\"error\":\"OUT_OF_SCOPE\"") && warns("\"place\":\"W1\"") &&
              warns("\"field\":\"from\""));
    RUN("move", "transfer", "--from", "W2", "--to", "W1", "INS=1", "--key", "li");
    EVN_CHECK_EQ(run.status, 77);
    EVN_CHECK(warns("W1 lies outside the area of this key"));
    RUN("move", "receive", "--to", "W2", "WATER=8", "--key", "li");
    EVN_CHECK_EQ(run.status, 0);
    RUN("stock", "list", "--json", "--key", "li");
    EVN_CHECK(says("\"place\":\"W2\"") && !says("\"place\":\"W1\""));
    RUN("stock", "totals", "--json", "--item", "INS", "--key", "li");
    EVN_CHECK_EQ(run.status, 0);
    EVN_CHECK_TEXT(run.out, "");
    RUN("stock", "list", "--area", "310101", "--key", "li");
    EVN_CHECK_EQ(run.status, 77);
    RUN("stock", "card", "W1", "INS", "L1", "--key", "li");
    EVN_CHECK_EQ(run.status, 77);
    RUN("key", "new", "eye", "--role", "DASHBOARD");
    RUN("move", "issue", "--from", "W1", "INS=1", "--key", "eye");
    EVN_CHECK_EQ(run.status, 77);
    EVN_CHECK(warns("This key lacks the role WAREHOUSE/"));
    hears_that_it_was_revoked("wang");
    end();
}

int main(int argc, char **argv)
{
    static const struct evn_test_case tests[] = {
        EVN_TEST(a_day_at_the_warehouse),
        EVN_TEST(packs_change_and_rows_keep_those_of_their_day),
        EVN_TEST(what_is_told_of_a_lot_stands_with_its_stock),
        EVN_TEST(what_is_not_there_cannot_go_and_the_refusal_says_what_to_do),
        EVN_TEST(the_same_id_acts_once_and_is_answered_alike),
        EVN_TEST(lines_come_from_a_table_and_happen_all_or_not_at_all),
        EVN_TEST(a_shipment_is_loaded_and_handed_over_with_its_differences),
        EVN_TEST(a_key_moves_and_sees_stock_in_its_area_alone),
    };
    return evn_test_main(argc, argv, "evn.stock", tests, sizeof tests / sizeof tests[0]);
}
