/* Every movement of the ledger as people make it: evn over all real services. */
#include "tests/lib/site.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>

static struct evn_test_site site;
static struct evn_site_run run;

#define RUN(...) evn_test_site_run(&site, &run, (const char *const[]){__VA_ARGS__, NULL})
#define GOOD(...)                                                                                  \
    do {                                                                                           \
        RUN(__VA_ARGS__);                                                                          \
        if (run.status != 0)                                                                       \
            printf("\n    line %d: %s\n", __LINE__, run.err);                                      \
        CU_ASSERT_EQUAL(run.status, 0);                                                            \
    } while (0)
#define BAD(status_, text_, ...)                                                                   \
    do {                                                                                           \
        RUN(__VA_ARGS__);                                                                          \
        EVN_CHECK_EQ(run.status, status_);                                                         \
        if (strstr(run.err, text_) == NULL)                                                        \
            EVN_CHECK_TEXT(run.err, text_);                                                        \
    } while (0)

static bool says(const char *text)
{
    if (strstr(run.out, text) == NULL)
        printf("\n    it says %s\n", run.out);
    return strstr(run.out, text) != NULL;
}

/* The document of the run before, as a text. */
static const char *document(void)
{
    static char text[24];
    const char *at = strstr(run.out, "\"document\":");
    text[0] = '\0';
    if (at != NULL)
        snprintf(text, sizeof text, "%.*s", (int)strspn(at + 11, "0123456789"), at + 11);
    return text;
}

/* What there is of an item, over its lots and places, as `evn stock list` says with `args`. */
static int64_t stock(const char *place, const char *item)
{
    int64_t sum = 0;
    RUN("stock", "list", "--place", place, "--item", item, "--json");
    for (const char *at = run.out; (at = strstr(at, "\"quantity\":")) != NULL; at++)
        sum += strtoll(at + 11, NULL, 10);
    return sum;
}

static void begin(void)
{
    evn_test_site_make(&site, EVN_BIN_DIR);
    evn_test_site_up(&site, NULL);
    GOOD("item", "put", "HERB", "--en", "Herb", "--category", "medicine", "--unit-en", "gram",
         "--tracking", "lot-expiry", "--packs", "bag=100,sack=5000");
    GOOD("item", "put", "ROOT", "--en", "Root", "--category", "medicine", "--unit-en", "gram");
    GOOD("item", "put", "BREW", "--en", "Brew", "--category", "medicine", "--unit-en", "bag",
         "--tracking", "lot-expiry", "--kit", "HERB=30,ROOT=10");
    GOOD("item", "put", "VENT", "--en", "Ventilator", "--category", "medicine", "--unit-en",
         "piece", "--tracking", "serial", "--equipment");
    GOOD("item", "put", "ICU", "--en", "ICU bed", "--category", "medicine", "--unit-en", "bed");
    GOOD("place", "put", "W1", "--kind", "warehouse", "--en", "North");
    GOOD("place", "put", "W1-A", "--kind", "bin", "--en", "Shelf", "--parent", "W1");
    GOOD("place", "put", "W1-Q", "--kind", "quarantine", "--en", "Apart", "--parent", "W1");
    GOOD("place", "put", "H1", "--kind", "hospital", "--en", "Hospital");
    GOOD("place", "put", "LOAN", "--kind", "on-loan", "--en", "Lent");
    GOOD("move", "receive", "--to", "W1", "HERB,L1,2098-01-31=2bag", "HERB,L2,2099-01-31=1 sack",
         "ROOT=1000", "VENT,S1=1");
}

static void end(void)
{
    EVN_CHECK_EQ(evn_test_site_stop(&site, SIGTERM), 0);
}

static void stock_is_set_right_put_apart_lent_and_undone(void)
{
    begin();
    BAD(65, "reason", "move", "adjust", "--from", "W1", "HERB,L1=50");
    GOOD("move", "adjust", "--from", "W1", "--reason", "broken", "HERB,L1=50", "--json");
    EVN_CHECK(says("\"kind\":\"adjust\"") && says("\"to\":\"lost\""));
    char adjusted[24];
    snprintf(adjusted, sizeof adjusted, "%s", document());
    EVN_CHECK_EQ(stock("W1", "HERB"), 5150);
    GOOD("move", "transfer", "--from", "W1", "--to", "W1-A", "HERB,L2=1000");
    GOOD("move", "quarantine", "--from", "W1-A", "--to", "W1-Q", "HERB,L2=200");
    RUN("stock", "list", "--place", "W1", "--below", "--item", "HERB", "--json");
    EVN_CHECK(says("\"place\":\"W1-A\"") && says("\"place\":\"W1-Q\"") && says("\"place\":\"W1\""));
    BAD(69, "lent and given back", "move", "issue", "--from", "W1", "VENT,S1=1");
    GOOD("move", "lend", "--from", "W1", "--to", "LOAN", "VENT,S1=1");
    BAD(69, "cannot be lent", "move", "lend", "--from", "W1", "--to", "LOAN", "ROOT=1");
    GOOD("move", "giveback", "--from", "LOAN", "--to", "H1", "VENT,S1=1");
    EVN_CHECK_EQ(stock("H1", "VENT"), 1);
    GOOD("move", "reverse", adjusted, "--reason", "mistake", "--json");
    EVN_CHECK(says("\"from\":\"lost\",\"to\":\"W1\",\"quantity\":50"));
    char reversal[24];
    snprintf(reversal, sizeof reversal, "%s", document());
    BAD(69, "undone already", "move", "reverse", adjusted, "--reason", "mistake");
    BAD(69, "posted again", "move", "reverse", reversal, "--reason", "mistake");
    GOOD("move", "dispense", "--from", "W1", "HERB=1bag", "--json");
    GOOD("move", "again", document(), "--json");
    EVN_CHECK(says("\"kind\":\"dispense\"") && says("\"lot\":\"L1\""));
    GOOD("move", "again", document(), "--json");
    EVN_CHECK(says("\"lot\":\"L2\""));
    EVN_CHECK_EQ(stock("W1", "HERB"), 5200 - 1000 - 300);
    GOOD("move", "reverse-last", "--reason", "mistake");
    GOOD("move", "reverse-last", "--reason", "mistake");
    EVN_CHECK_EQ(stock("W1", "HERB"), 5200 - 1000 - 100);
    /* Other packs tell the same base units in other words. */
    GOOD("item", "put", "HERB", "--en", "Herb", "--category", "medicine", "--unit-en", "gram",
         "--tracking", "lot-expiry", "--packs", "bag=50", "--replace");
    GOOD("move", "dispense", "--from", "W1", "HERB=1bag");
    EVN_CHECK_EQ(stock("W1", "HERB"), 5200 - 1000 - 150);
    GOOD("verify");
    end();
}

static void kits_are_made_counted_and_taken_apart(void)
{
    begin();
    GOOD("kit", "list", "--json");
    EVN_CHECK(says("\"kit\":\"BREW\"") && says("\"part\":\"HERB\",\"quantity\":30"));
    GOOD("kit", "makeable", "BREW", "--json");
    EVN_CHECK(says("\"place\":\"W1\",\"makeable\":100,"));
    GOOD("move", "assemble", "--place", "W1", "BREW,K1=7", "--json");
    EVN_CHECK(says("\"kind\":\"kit-in\",\"item\":\"HERB\",\"lot\":\"L1\",\"from\":\"W1\",\"to\":"
                   "\"made\",\"quantity\":200"));
    EVN_CHECK(says("\"lot\":\"L2\",\"from\":\"W1\",\"to\":\"made\",\"quantity\":10"));
    EVN_CHECK(says("\"kind\":\"kit-out\",\"item\":\"BREW\",\"lot\":\"K1\""));
    RUN("stock", "list", "--place", "W1", "--item", "BREW", "--json");
    EVN_CHECK(says("\"expiry\":\"2098-01-31\"") && says("\"quantity\":7,"));
    BAD(69, "Not enough", "move", "assemble", "--place", "W1", "BREW,K2,2098-01-01=99");
    BAD(65, "parts", "move", "break", "--place", "W1", "BREW,K1=2");
    GOOD("move", "break", "--place", "W1", "BREW,K1=2", "HERB,L1=60", "--json");
    EVN_CHECK(says("\"from\":\"made\",\"to\":\"W1\",\"quantity\":20"));
    EVN_CHECK_EQ(stock("W1", "BREW"), 5);
    EVN_CHECK_EQ(stock("W1", "HERB"), 5200 - 5 * 30);
    EVN_CHECK_EQ(stock("W1", "ROOT"), 1000 - 5 * 10);
    GOOD("item", "put", "BREW", "--en", "Brew", "--category", "medicine", "--unit-en", "bag",
         "--tracking", "lot-expiry", "--kit", "HERB=30,ROOT=20", "--replace");
    GOOD("move", "reverse-last", "--reason", "mistake");
    EVN_CHECK_EQ(stock("W1", "BREW"), 7);
    EVN_CHECK_EQ(stock("W1", "ROOT"), 1000 - 7 * 10);
    GOOD("verify");
    end();
}

/* Two clients at once; one wins, the other is told what is missing. */
static void two_want_the_last_bed(void)
{
    struct evn_site_going going[2];
    struct evn_site_run result[2];
    const char *const args[] = {"move", "occupy", "--place", "H1", "ICU=1", NULL};
    bool on[2] = {true, true};
    for (int i = 0; i < 2; i++)
        evn_test_site_go(&site, &going[i], args);
    while (on[0] || on[1])
        for (int i = 0; i < 2; i++)
            on[i] = on[i] && evn_test_site_goes(&going[i], &result[i]);
    EVN_CHECK_EQ(result[0].status + result[1].status, 69);
}

static void beds_are_opened_occupied_and_freed(void)
{
    begin();
    GOOD("move", "adjust", "--to", "H1/free", "--reason", "opened", "ICU=1");
    GOOD("move", "occupy", "--place", "H1", "ICU=1");
    BAD(69, "Not enough ICU at H1/free", "move", "occupy", "--place", "H1", "ICU=1");
    GOOD("move", "free", "--place", "H1", "ICU=1", "--json");
    EVN_CHECK(says("\"from\":\"H1/occupied\",\"to\":\"H1/free\""));
    two_want_the_last_bed();
    GOOD("move", "free", "--place", "H1", "ICU=1", "--json");
    EVN_CHECK(says("\"from\":\"H1/occupied\",\"to\":\"H1/free\""));
    EVN_CHECK_EQ(stock("H1/free", "ICU"), 1);
    end();
}

static void everything_is_there_after_a_restart_and_from_the_log_alone(void)
{
    static char before[EVN_SITE_TEXT_MAX];
    begin();
    GOOD("move", "assemble", "--place", "W1", "BREW,K1=3", "--json");
    GOOD("move", "lend", "--from", "W1", "--to", "LOAN", "VENT,S1=1", "--json");
    char lent[24];
    snprintf(lent, sizeof lent, "%s", document());
    GOOD("move", "reverse", lent, "--reason", "mistake", "--as-of");
    GOOD("verify", "--digest", "--json");
    snprintf(before, sizeof before, "%s", run.out);
    end();
    for (int from_log = 0; from_log < 2; from_log++) {
        if (from_log)
            GOOD("rebuild", "ledger");
        evn_test_site_up(&site, NULL);
        GOOD("verify", "--digest", "--json");
        EVN_CHECK_TEXT(run.out, before);
        BAD(69, "undone already", "move", "reverse", lent, "--reason", "mistake");
        GOOD("kit", "makeable", "BREW", "--json");
        EVN_CHECK(says("\"makeable\":97,"));
        GOOD("verify", "--digest", "--json");
        snprintf(before, sizeof before, "%s", run.out);
        end();
    }
    GOOD("verify");
}

int main(int argc, char **argv)
{
    static const struct evn_test_case tests[] = {
        EVN_TEST(stock_is_set_right_put_apart_lent_and_undone),
        EVN_TEST(kits_are_made_counted_and_taken_apart),
        EVN_TEST(beds_are_opened_occupied_and_freed),
        EVN_TEST(everything_is_there_after_a_restart_and_from_the_log_alone),
    };
    return evn_test_main(argc, argv, "evn.moves", tests, sizeof tests / sizeof tests[0]);
}
