/* What a warehouse does with its stock beside moving it, as people do it: counts, deliveries,
 * thresholds, differences, accounts, holds, recalls, temperatures, reservations. */
#include "tests/integration/up/story.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

static void receive(void)
{
    GOOD("move", "receive", "--to", "W1", "--at", "2026-01-05", "HERB,L1,2098-01-31=2bag",
         "HERB,L2,2099-01-31=3bag", "ROOT=1000", "--key", "wang");
}

static void a_blind_count_is_entered_recounted_and_approved(void)
{
    story_begin();
    receive();
    BAD(77, "role", "count", "start", "C1", "--place", "W1", "--key", "zhou");
    GOOD("count", "start", "C1", "--place", "W1", "--items", "HERB,ROOT", "--blind", "--counters",
         "2", "--key", "li");
    GOOD("count", "enter", "C1", "HERB,L1=190", "ROOT=1000", "--at", "2026-02-01", "--key", "wang");
    SAYS_NOT("200");
    GOOD("count", "enter", "C1", "HERB,L1=1bag+95", "ROOT=1000", "--at", "2026-02-01", "--key",
         "zhou");
    GOOD("count", "show", "C1", "--key", "wang", "--json");
    SAYS("\"item\":\"HERB\",\"lot\":\"L1\"");
    SAYS("\"state\":\"again\",\"expected\":null");
    SAYS("\"state\":\"final\"");
    GOOD("count", "show", "C1", "--json");
    SAYS("\"state\":\"again\",\"expected\":200,\"since\":0,");
    GOOD("count", "enter", "C1", "HERB,L1=195", "--at", "2026-02-01", "--key", "zhou");
    GOOD("count", "recount", "C1", "HERB,L1", "--key", "li");
    GOOD("count", "enter", "C1", "HERB,L1=196", "--at", "2026-02-01", "--key", "zhou");
    GOOD("move", "dispense", "--from", "W1", "--at", "2026-02-02", "HERB,L1=6");
    GOOD("count", "show", "--lang", "zh");
    SAYS("进行中");
    GOOD("count", "limit", "--units", "3");
    BAD(77, "role ADMIN", "count", "approve", "C1", "--key", "wang");
    GOOD("count", "approve", "C1", "--reason", "miscounted", "--json");
    SAYS("\"kind\":\"count-adjust\",\"item\":\"HERB\",\"lot\":\"L1\",\"from\":\"W1\",\"to\":"
         "\"count_difference\",\"quantity\":4");
    SAYS("\"kind\":\"counted\"");
    BAD(69, "C1", "count", "approve", "C1");
    GOOD("count", "show", "--ended", "--json");
    SAYS("\"count\":\"C1\",\"place\":\"W1\",\"state\":\"approved\"");
    EVN_CHECK_EQ(story_stock("W1", "HERB"), 500 - 4 - 6);
    GOOD("count", "start", "C2", "--place", "W1");
    GOOD("count", "enter", "C2", "HERB,L2=0", "--key", "wang");
    GOOD("count", "drop", "C2", "--reason", "wrong-place");
    BAD(69, "C2", "count", "enter", "C2", "HERB,L2=0", "--key", "wang");
    EVN_CHECK_EQ(story_stock("W1", "HERB"), 500 - 4 - 6);
    story_end();
}

/* Two issues before the count, and one that is recorded after it: undone at its own time, today,
 * and today again, when its counterpart at the count is undone with it. */
static void what_is_undone_before_a_count_leaves_today_alone_and_says_so(void)
{
    char as_of[24], today[24], late[24];
    story_begin();
    receive();
    GOOD("move", "dispense", "--from", "W1", "--at", "2026-01-10", "ROOT=100", "--json");
    snprintf(as_of, sizeof as_of, "%s", story_document());
    GOOD("move", "dispense", "--from", "W1", "--at", "2026-01-11", "ROOT=10", "--json");
    snprintf(today, sizeof today, "%s", story_document());
    GOOD("claim", "reserve", "LAB", "HERB,L1=150", "--place", "W1");
    BAD(69, "reserved", "move", "issue", "--from", "W1", "HERB,L1=51");
    GOOD("claim", "list", "--item", "HERB", "--lot", "L1", "--json");
    SAYS("\"owner\":\"LAB\",\"place\":\"W1\",\"item\":\"HERB\",\"lot\":\"L1\",\"quantity\":150");
    GOOD("claim", "release", "LAB", "HERB,L1=150", "--place", "W1");
    GOOD("count", "start", "C1", "--place", "W1", "--items", "ROOT");
    GOOD("count", "enter", "C1", "ROOT=880", "--at", "2026-02-01");
    GOOD("count", "approve", "C1");
    EVN_CHECK_EQ(story_stock("W1", "ROOT"), 880);
    GOOD("move", "dispense", "--from", "W1", "--at", "2026-01-20", "ROOT=7", "--json");
    snprintf(late, sizeof late, "%s", story_document());
    SAYS("\"kind\":\"count-correction\"");
    EVN_CHECK_EQ(story_stock("W1", "ROOT"), 880);
    GOOD("move", "reverse", as_of, "--as-of", "--reason", "mistake");
    story_check(__LINE__, story_run.err, "count", true);
    EVN_CHECK_EQ(story_stock("W1", "ROOT"), 880);
    GOOD("move", "reverse", late, "--reason", "mistake", "--lang", "zh");
    story_check(__LINE__, story_run.err, "盘点", true);
    EVN_CHECK_EQ(story_stock("W1", "ROOT"), 880);
    GOOD("move", "reverse", today, "--reason", "mistake", "--lang", "zh");
    story_check(__LINE__, story_run.err, "盘点", false);
    EVN_CHECK_EQ(story_stock("W1", "ROOT"), 890);
    story_end();
}

static void a_delivery_is_announced_late_and_received_in_parts(void)
{
    story_begin();
    BAD(64, "source", "expected", "announce", "D1", "--source", "moon", "--to", "W1", "--day",
        "2026-01-10", "HERB=2bag");
    GOOD("expected", "announce", "D1", "--to", "W1", "--day", "2026-01-10", "HERB=2bag", "ROOT=50",
         "--source", "purchase-order");
    GOOD("expected", "announce", "D2", "--to", "W1", "--lead-days", "7", "ROOT=9");
    BAD(69, "D1", "expected", "announce", "D1", "--to", "W1", "--day", "2026-01-10", "ROOT=1");
    UNTIL("\"expected\":\"D1\",\"from\":\"supplier\",\"to\":\"W1\",\"promised\":\"2026-01-10\","
          "\"state\":\"late\",\"item\":\"HERB\",\"quantity\":200,\"come\":0,\"toCome\":200",
          "expected", "list", "--to", "W1", "--json");
    SAYS("\"expected\":\"D2\"");
    GOOD("expected", "list", "--lang", "zh");
    SAYS("逾期");
    BAD(65, "D9", "move", "receive", "--to", "W1", "--expected", "D9", "ROOT=5");
    GOOD("move", "receive", "--to", "W1", "--expected", "D1", "HERB,L1,2098-01-31=1bag", "ROOT=50");
    GOOD("expected", "list", "--item", "HERB", "--json");
    SAYS("\"come\":100,\"toCome\":100");
    GOOD("expected", "change", "D2", "--day", "2098-01-01");
    GOOD("move", "receive", "--to", "W1", "--expected", "D1", "HERB,L1,2098-01-31=1bag");
    GOOD("expected", "cancel", "D2", "--reason", "no-stock");
    GOOD("expected", "list", "--json");
    EVN_CHECK_TEXT(story_run.out, "");
    GOOD("expected", "list", "--ended", "--json");
    SAYS("\"state\":\"closed\"");
    SAYS("\"state\":\"cancelled\"");
    BAD(69, "D1", "expected", "change", "D1", "--day", "2098-01-01");
    story_end();
}

static void thresholds_and_differences_are_told_and_cleared(void)
{
    story_begin();
    receive();
    GOOD("threshold", "set", "--place", "W1", "--item", "ROOT", "--low", "200", "--enough", "400");
    BAD(65, "enough", "threshold", "set", "--place", "W1", "--item", "ROOT", "--low", "200",
        "--enough", "100");
    GOOD("move", "issue", "--from", "W1", "ROOT=900");
    UNTIL("\"quantity\":100,\"isLow\":true", "threshold", "list", "--low", "--json");
    GOOD("move", "receive", "--to", "W1", "ROOT=100");
    UNTIL("\"quantity\":200,\"isLow\":true", "threshold", "list", "--json");
    GOOD("move", "receive", "--to", "W1", "ROOT=200");
    UNTIL("\"quantity\":400,\"isLow\":false", "threshold", "list", "--place", "W1", "--json");
    GOOD("discrepancy", "open", "X1", "--place", "W1", "--item", "HERB", "--lot", "L1",
         "--quantity", "-5", "--note", "delivery note says 205", "--json");
    BAD(69, "X1", "discrepancy", "open", "X1", "--place", "W1", "--item", "HERB", "--quantity",
        "1");
    BAD(65, "reason", "discrepancy", "explain", "X1");
    GOOD("discrepancy", "explain", "X1", "--reason", "typing", "--owner", "li");
    GOOD("discrepancy", "list", "--owner", "li", "--json");
    SAYS("\"name\":\"X1\",\"place\":\"W1\",\"item\":\"HERB\",\"lot\":\"L1\",\"quantity\":-5,"
         "\"state\":\"explained\",\"reason\":\"typing\"");
    GOOD("discrepancy", "close", "X1", "--reason", "typing");
    GOOD("discrepancy", "list", "--json");
    EVN_CHECK_TEXT(story_run.out, "");
    GOOD("discrepancy", "list", "--closed", "--lang", "zh");
    SAYS("已");
    story_end();
}

/* A lot line "MILK,LOT,DAY=N" whose last usable day is so many days from now. */
static const char *milk(const char *lot, int n_days, int n)
{
    static char line[64];
    char day[16];
    time_t then = time(NULL) + (time_t)n_days * 24 * 3600;
    struct tm at;
    strftime(day, sizeof day, "%Y-%m-%d", gmtime_r(&then, &at));
    snprintf(line, sizeof line, "MILK,%s,%s=%d", lot, day, n);
    return line;
}

static void a_lot_near_its_last_day_is_told_of_once(void)
{
    int n = 0;
    story_begin();
    GOOD("item", "put", "MILK", "--en", "Milk", "--category", "living", "--tracking", "lot-expiry",
         "--warn-days", "30");
    GOOD("move", "receive", "--to", "W1", milk("FAR", 90, 3));
    GOOD("move", "receive", "--to", "W1", milk("NEAR", 10, 10));
    UNTIL("\"threshold\":\"30\",\"qty\":\"10\",\"notUsed\":\"10\"", "events", "list", "ledger",
          "--json");
    GOOD("move", "receive", "--to", "W1", milk("NEAR", 10, 5));
    GOOD("move", "receive", "--to", "W1", milk("NEXT", 20, 7));
    UNTIL("\"threshold\":\"30\",\"qty\":\"7\"", "events", "list", "ledger", "--json");
    for (const char *at = story_run.out; (at = strstr(at, "ThresholdCrossed")) != NULL; at++)
        n++;
    EVN_CHECK_EQ(n, 2);
    story_end();
}

static void the_account_the_feed_and_the_card_agree(void)
{
    story_begin();
    receive();
    GOOD("move", "transfer", "--from", "W1", "--to", "W2", "--at", "2026-01-20", "ROOT=300");
    GOOD("move", "dispense", "--from", "W1", "--at", "2026-01-10", "ROOT=100");
    GOOD("move", "adjust", "--from", "W1", "--at", "2026-01-25", "--reason", "broken", "ROOT=1");
    GOOD("stock", "account", "--item", "ROOT", "--from", "2026-01-08", "--until", "2026-01-31",
         "--json");
    SAYS("\"place\":\"W1\",\"item\":\"ROOT\",\"opening\":1000,\"received\":0,\"issued\":100,"
         "\"transferredIn\":0,\"transferredOut\":300,\"adjusted\":-1,\"counted\":0,"
         "\"closing\":599");
    GOOD("stock", "account", "--item", "ROOT", "--from", "2026-01-01", "--until", "2026-01-31",
         "--sum", "--json");
    SAYS("\"received\":1000,\"issued\":100,\"transferredIn\":0,\"transferredOut\":0,"
         "\"adjusted\":-1,\"counted\":0,\"closing\":899");
    GOOD("stock", "movements", "--item", "ROOT", "--place", "W2", "--json");
    SAYS("\"kind\":\"transfer\",\"item\":\"ROOT\",\"lot\":\"\",\"from\":\"W1\",\"to\":\"W2\","
         "\"quantity\":300");
    GOOD("stock", "movements", "--kind", "4", "--lang", "zh");
    SAYS("ROOT");
    GOOD("stock", "card", "W1", "ROOT", "--order", "business", "--json");
    const char *transfer = strstr(story_run.out, "\"change\":-300,\"balance\":600");
    const char *dispense = strstr(story_run.out, "\"change\":-100,\"balance\":900");
    EVN_CHECK(transfer != NULL && dispense != NULL && transfer < dispense);
    GOOD("stock", "card", "W1", "ROOT", "--json");
    transfer = strstr(story_run.out, "\"change\":-300,\"balance\":700");
    dispense = strstr(story_run.out, "\"change\":-100,\"balance\":600");
    EVN_CHECK(transfer != NULL && dispense != NULL && dispense < transfer);
    BAD(64, "order", "stock", "card", "W1", "ROOT", "--order", "sideways");
    story_end();
}

static void a_hold_and_a_recall_freeze_lots_and_the_trace_adds_up(void)
{
    story_begin();
    receive();
    GOOD("move", "transfer", "--from", "W1", "--to", "W2", "HERB,L1=50");
    BAD(64, "ITEM,LOT", "hold", "put", "HERB", "--reason", "damp");
    GOOD("hold", "put", "HERB,L1", "--place", "W1", "--reason", "damp", "--key", "wang");
    GOOD("hold", "list", "--json");
    SAYS("\"item\":\"HERB\",\"lot\":\"L1\",\"place\":\"W1\",\"reason\":\"damp\",\"cause\":"
         "\"by-hand\"");
    BAD(69, "damp", "move", "issue", "--from", "W1", "HERB,L1=1");
    BAD(69, "冻结", "move", "issue", "--from", "W1", "HERB,L1=1", "--lang", "zh");
    GOOD("stock", "eligible", "W1", "HERB", "--json");
    SAYS("\"turn\":1,\"lot\":\"L2\"");
    SAYS("\"reasons\":\"held\",\"holds\":\"damp\"");
    GOOD("move", "issue", "--from", "W1", "HERB=10", "--json");
    SAYS("\"lot\":\"L2\"");
    BAD(77, "QUALITY", "hold", "release", "HERB,L1", "--place", "W1", "--reason", "damp", "--note",
        "dry again", "--key", "wang");
    GOOD("hold", "release", "HERB,L1", "--place", "W1", "--reason", "damp", "--note", "dry again",
         "--key", "qiu");
    BAD(69, "L1", "hold", "release", "HERB,L1", "--place", "W1", "--reason", "damp", "--note",
        "again", "--key", "qiu");
    GOOD("move", "issue", "--from", "W1", "HERB,L1=19", "--recipient", "Ward 7");
    GOOD("move", "dispense", "--from", "W1", "HERB,L1=3", "--recipient", "BAG-17");
    GOOD("move", "return", "--to", "W1", "HERB,L1=2", "--recipient", "BAG-17");
    BAD(65, "recipient", "move", "issue", "--from", "W1", "HERB,L1=1", "--recipient", "\x01");
    GOOD("recall", "open", "HERB,L1", "--reason", "R-7", "--authority", "NMPA", "--level", "2",
         "--key", "qiu");
    BAD(69, "R-7", "move", "issue", "--from", "W2", "HERB,L1=1");
    GOOD("recall", "list", "--json");
    SAYS("\"reason\":\"R-7\",\"authority\":\"NMPA\",\"level\":\"2\",\"open\":true,\"item\":"
         "\"HERB\",\"lot\":\"L1\"");
    GOOD("recall", "trace", "HERB", "L1", "--json");
    SAYS("{\"received\":200,\"found\":0,\"onHand\":180,\"aboard\":0,\"consumed\":20,"
         "\"destroyed\":0,\"lost\":0,\"returned\":0,\"addsUp\":true,");
    SAYS("\"place\":\"W2\",\"onHand\":50");
    SAYS("\"quantity\":19,\"shipment\":\"\",\"recipient\":\"Ward 7\"");
    SAYS("\"quantity\":3,\"shipment\":\"\",\"recipient\":\"BAG-17\"");
    SAYS("\"quantity\":2,\"shipment\":\"\",\"recipient\":\"BAG-17\"");
    BAD(69, "L1", "hold", "release", "HERB,L1", "--reason", "R-7", "--note", "x", "--key", "qiu");
    GOOD("recall", "close", "R-7", "--note", "harmless", "--key", "qiu");
    GOOD("recall", "list", "--json");
    EVN_CHECK_TEXT(story_run.out, "");
    GOOD("recall", "list", "--all", "--lang", "zh");
    SAYS("R-7");
    GOOD("move", "issue", "--from", "W2", "HERB,L1=1");
    story_end();
}

/* The hospital asks for 90 days; what has two is taken there by an override with a reason alone. */
static void a_short_life_is_overridden_with_a_reason(void)
{
    char line[64];
    time_t day = time(NULL) + 2 * 86400;
    struct tm tm;
    story_begin();
    EVN_MUST(strftime(line, sizeof line, "HERB,S1,%Y-%m-%d=40", gmtime_r(&day, &tm)) > 0);
    GOOD("move", "receive", "--to", "W1", line);
    GOOD("stock", "eligible", "W1", "HERB", "--for", "H1", "--json");
    SAYS("\"reasons\":\"short_life\"");
    GOOD("stock", "eligible", "W1", "HERB", "--for", "H1", "--lang", "zh");
    SAYS("剩余效期不足");
    BAD(69, "S1", "move", "transfer", "--from", "W1", "--to", "H1", "HERB,S1=4");
    BAD(65, "reason", "move", "transfer", "--from", "W1", "--to", "H1", "HERB,S1=4", "--override");
    GOOD("move", "transfer", "--from", "W1", "--to", "H1", "HERB,S1=4", "--override", "--reason",
         "needed-today");
    EVN_CHECK_EQ(story_stock("H1", "HERB"), 4);
    story_end();
}

static void a_warm_place_holds_its_lots_until_quality_releases_them(void)
{
    story_begin();
    BAD(64, "cold", "item", "put", "BAD", "--en", "Bad", "--category", "medicine", "--unit-en",
        "dose", "--cold", "8..2");
    GOOD("move", "receive", "--to", "W1", "--at", "2026-01-05", "VAX,V1,2098-01-31=500");
    BAD(64, "warm", "cold", "read", "W1", "warm");
    GOOD("cold", "read", "W1", "2026-01-06T08:00:00Z=5", "2026-01-06T09:00:00Z=9.5",
         "2026-01-06T09:30:00Z=10", "--key", "wang");
    GOOD("cold", "list", "--place", "W1", "--json");
    SAYS("\"lot\":\"V1\",\"quantity\":500,\"outsideMin\":30,\"budgetMin\":60,\"held\":false");
    GOOD("cold", "read", "W1", "2026-01-06T10:20:00Z=4.25", "--key", "wang");
    GOOD("cold", "list", "--place", "W1", "--json");
    SAYS("\"outsideMin\":80,\"budgetMin\":60,\"held\":true");
    BAD(69, "temperature", "move", "issue", "--from", "W1", "VAX,V1=1");
    GOOD("hold", "list", "--json");
    SAYS("\"reason\":\"temperature\",\"cause\":\"cold-chain\"");
    GOOD("hold", "release", "VAX,V1", "--place", "W1", "--reason", "temperature", "--note",
         "tested good", "--key", "qiu");
    GOOD("move", "issue", "--from", "W1", "VAX,V1=1");
    story_end();
}

static void reservations_and_earmarks_keep_stock_and_a_count_blocks_them(void)
{
    story_begin();
    receive();
    BAD(65, "place", "claim", "reserve", "ROUND-1", "ROOT=600");
    GOOD("claim", "reserve", "ROUND-1", "ROOT=600", "--place", "W1", "--priority", "1", "--key",
         "wang");
    BAD(69, "W1", "claim", "reserve", "ROUND-2", "ROOT=500", "--place", "W1");
    GOOD("claim", "reserve", "DIALYSIS", "HERB=1bag", "--place", "W1", "--earmark");
    BAD(69, "reserved", "move", "issue", "--from", "W1", "ROOT=500");
    GOOD("move", "issue", "--from", "W1", "ROOT=100", "--claim", "ROUND-1");
    GOOD("claim", "list", "--json");
    SAYS("\"owner\":\"ROUND-1\",\"place\":\"W1\",\"item\":\"ROOT\",\"lot\":\"\",\"quantity\":500,"
         "\"blocked\":0,"
         "\"priority\":1,\"until\":\"\",\"earmark\":false");
    SAYS("\"owner\":\"DIALYSIS\",\"place\":\"W1\",\"item\":\"HERB\",\"lot\":\"\",\"quantity\":100,"
         "\"blocked\":0,"
         "\"priority\":0,\"until\":\"\",\"earmark\":true");
    GOOD("count", "start", "C1", "--place", "W1", "--items", "ROOT");
    GOOD("count", "enter", "C1", "ROOT=420");
    GOOD("count", "approve", "C1");
    UNTIL("\"quantity\":500,\"blocked\":80", "claim", "list", "--owner", "ROUND-1", "--json");
    GOOD("claim", "release", "ROUND-1", "ROOT=80", "--place", "W1");
    UNTIL("\"quantity\":420,\"blocked\":0", "claim", "list", "--owner", "ROUND-1", "--json");
    GOOD("claim", "release", "ROUND-1");
    BAD(69, "ring-fenced", "claim", "release", "DIALYSIS", "--key", "wang");
    BAD(69, "Nothing is kept for NOBODY", "claim", "release", "NOBODY");
    GOOD("claim", "list", "--lang", "zh");
    SAYS("DIALYSIS");
    SAYS_NOT("ROUND-1");
    BAD(77, "AUTHORITY", "claim", "release", "DIALYSIS", "--earmark", "--reason", "over", "--key",
        "wang");
    GOOD("claim", "release", "DIALYSIS", "--earmark", "--reason", "over", "--key", "he");
    GOOD("claim", "list", "--json");
    EVN_CHECK_TEXT(story_run.out, "");
    story_end();
}

static const char *vehicles(const char *text)
{
    static char path[420];
    snprintf(path, sizeof path, "%s/vehicles.tsv", story_site.data);
    FILE *file = fopen(path, "w");
    EVN_MUST(file != NULL && fputs(text, file) >= 0 && fclose(file) == 0);
    return path;
}

static void a_shipment_comes_with_more_and_with_a_wrong_lot(void)
{
    story_begin();
    receive();
    GOOD("import", "places",
         vehicles("code\tkind\tname_en\tweight_max_kg\tvolume_max_l\tdepot\tshift_from\t"
                  "shift_until\nV1\tvehicle\tTruck\t1000\t5000\tW1\t06:00\t18:00\n"));
    GOOD("move", "ship", "--shipment", "S1", "--vehicle", "V1", "--from", "W1", "--stop", "W2",
         "HERB=100");
    GOOD("move", "receipt", "--shipment", "S1", "--vehicle", "V1", "--to", "W2", "--signed-by",
         "zhou", "HERB,L1=70/5/5/10/3/7", "--back", "W1", "--wrong-lot", "LX", "--wrong-expiry",
         "2097-12-31", "--json");
    SAYS("\"kind\":\"short\"");
    SAYS("\"kind\":\"damaged\"");
    SAYS("\"kind\":\"over\",\"item\":\"HERB\",\"lot\":\"L1\",\"from\":\"found\",\"to\":\"W2\","
         "\"quantity\":3");
    SAYS("\"kind\":\"wrong-lot\",\"item\":\"HERB\",\"lot\":\"LX\",\"from\":\"found\",\"to\":"
         "\"W2\",\"quantity\":7");
    EVN_CHECK_EQ(story_stock("W2", "HERB"), 70 + 3 + 7);
    EVN_CHECK_EQ(story_stock("W1", "HERB"), 500 - 100 + 10);
    EVN_CHECK_EQ(story_stock("V1", "HERB"), 100 - 70 - 5 - 5 - 10);
    GOOD("move", "reverse-last", "--reason", "mistake");
    EVN_CHECK_EQ(story_stock("V1", "HERB"), 100);
    EVN_CHECK_EQ(story_stock("W2", "HERB"), 0);
    GOOD("move", "receipt", "--shipment", "S1", "--vehicle", "V1", "--to", "W2", "HERB=100");
    EVN_CHECK_EQ(story_stock("W2", "HERB"), 100);
    story_end();
}

/* What a fresh user tries, and what is said. */
static void what_is_given_wrongly_is_named(void)
{
    static char long_word[70 * 1024];
    memset(long_word, 'a', sizeof long_word - 1);
    story_begin();
    receive();
    GOOD("place", "put", "T1", "--kind", "vehicle", "--en", "Van", "--weight-max", "1200",
         "--volume-max", "6000.5", "--depot", "W1", "--shift", "06:00-26:30", "--pass",
         "2022-11-14..2022-11-30", "--cold-box");
    GOOD("place", "show", "T1", "--json");
    SAYS("\"vehicle\":{\"weightMaxG\":\"1200000\",\"volumeMaxMl\":\"6000500\",\"coldBox\":true,"
         "\"passFrom\":\"2022-11-14\",\"passUntil\":\"2022-11-30\",\"depot\":\"W1\","
         "\"shiftFromMin\":360,\"shiftUntilMin\":1590}");
    BAD(64, "--shift", "place", "put", "T2", "--kind", "vehicle", "--en", "Van", "--shift", "6");
    BAD(65, "--zh or --en", "place", "put", "W9", "--kind", "warehouse");
    GOOD("place", "put", "W1-A", "--kind", "bin", "--en", "Shelf", "--parent", "W1");
    GOOD("count", "start", "C9", "--place", "W1", "--bins", "W1-A");
    BAD(69, "C9", "count", "approve", "C9");
    GOOD("count", "enter", "C9", "HERB,L1=3", "--bin", "W1-A");
    GOOD("count", "show", "C9", "--json");
    SAYS("{\"place\":\"W1-A\",\"item\":\"HERB\"");
    GOOD("count", "drop", "C9", "--reason", "trial");
    GOOD("cold", "read", "W1", "-18.25");
    GOOD("cold", "list");
    SAYS(" -18.25 ");
    GOOD("cold", "list", "--json");
    SAYS("\"lastCentiCelsius\":-1825,");
    BAD(65, "99", "stock", "list", "--area", "99");
    BAD(64, "--kind", "stock", "movements", "--kind", "999");
    GOOD("stock", "movements", "--kind", "receive");
    BAD(64, "71679", "move", "receive", "--to", long_word, "HERB,L1=1");
    BAD(64, "\"error\":\"USAGE\"", "place", "list", "--json", "--nosuch");
    BAD(64, "没有选项 --nosuch", "place", "list", "--lang", "zh", "--nosuch");
    story_end();
}

int main(int argc, char **argv)
{
    static const struct evn_test_case tests[] = {
        EVN_TEST(a_blind_count_is_entered_recounted_and_approved),
        EVN_TEST(what_is_undone_before_a_count_leaves_today_alone_and_says_so),
        EVN_TEST(a_delivery_is_announced_late_and_received_in_parts),
        EVN_TEST(thresholds_and_differences_are_told_and_cleared),
        EVN_TEST(a_lot_near_its_last_day_is_told_of_once),
        EVN_TEST(the_account_the_feed_and_the_card_agree),
        EVN_TEST(a_hold_and_a_recall_freeze_lots_and_the_trace_adds_up),
        EVN_TEST(a_short_life_is_overridden_with_a_reason),
        EVN_TEST(a_warm_place_holds_its_lots_until_quality_releases_them),
        EVN_TEST(reservations_and_earmarks_keep_stock_and_a_count_blocks_them),
        EVN_TEST(what_is_given_wrongly_is_named),
        EVN_TEST(a_shipment_comes_with_more_and_with_a_wrong_lot),
    };
    return evn_test_main(argc, argv, "evn.stories", tests, sizeof tests / sizeof tests[0]);
}
