/* Counts and differences asked of the real service, over restarts and made-again views. */
#include "common/base/env.h"
#include "services/ledger/wire_count.h"
#include "services/ledger/wire_count_query.h"
#include "tests/integration/ledger/site.h"
#include "tests/lib/suite.h"

#include <signal.h>
#include <unistd.h>

static const char *ledger_program, *registry_program;
static struct site site;

enum { RECEIVE = 1, ISSUE = 2, WAREHOUSE = 1 };

static void open_world(const char *name)
{
    site_open(&site, name, ledger_program, registry_program);
    site_place(&site, "wh-1", WAREHOUSE, "310115");
    site_item(&site, "rice", 0, 20);
    site_item(&site, "test", 2, 25);
}

static evn_err post(struct evn_wire_command command)
{
    return site_post(&site, &command, NULL).err;
}

static void move(int kind, const char *item, const char *lot, const char *expiry, int64_t qty,
                 int64_t at_us)
{
    bool in = kind == RECEIVE;
    struct evn_wire_line line =
        site_line(kind, in ? NULL : "wh-1", in ? "wh-1" : NULL, item, lot, expiry, qty);
    line.occurred_at_us = at_us;
    EVN_CHECK_OK(site_document(&site, &line, 1).err);
}

static evn_err start_count(const char *name)
{
    struct evn_wire_count_start in = {.place = "wh-1", .counters = 1};
    snprintf(in.count, sizeof in.count, "%s", name);
    return post((struct evn_wire_command){.count_start = &in});
}

static evn_err hand_in(const char *name, const char *item, const char *lot, int64_t counted,
                       int64_t at_us)
{
    struct evn_wire_count_line line = {
        .counted = counted, .counted_at_us = at_us, .expiry = EVN_DAY_NONE};
    struct evn_wire_count_hand_in in = {.lines = &line, .n_lines = 1};
    snprintf(in.count, sizeof in.count, "%s", name);
    snprintf(line.item, sizeof line.item, "%s", item);
    snprintf(line.lot, sizeof line.lot, "%s", lot);
    return post((struct evn_wire_command){.count_hand_in = &in});
}

static evn_err approve(const char *name)
{
    struct evn_wire_count_approve in = {.reason = "count"};
    snprintf(in.count, sizeof in.count, "%s", name);
    return post((struct evn_wire_command){.count_approve = &in});
}

static const struct evn_wire_counts *sheet(const char *name)
{
    static struct evn_wire_ledger_result result;
    struct evn_wire_counts_query ask = {.rows_max = 10};
    struct evn_wire_ledger_query query = {.counts = &ask};
    struct evn_refusal why;
    snprintf(ask.count, sizeof ask.count, "%s", name);
    EVN_MUST(site_query(&site, &query, &result, &why) == EVN_OK && result.counts != NULL);
    return result.counts;
}

static int64_t balance_at(const char *item, int64_t at_us)
{
    struct evn_wire_as_of_query as_of = {.place = "wh-1", .at_us = at_us};
    struct evn_wire_ledger_query query = {.as_of = &as_of};
    struct evn_wire_ledger_result result;
    struct evn_refusal why;
    snprintf(as_of.item, sizeof as_of.item, "%s", item);
    EVN_MUST(site_query(&site, &query, &result, &why) == EVN_OK);
    return result.as_of->quantity;
}

/* The digest of all business state. */
static void digest(char out[80])
{
    struct evn_wire_operated told;
    site_operate(&site, EVN_OPERATE_DIGEST, &told);
    EVN_MUST(told.digest != NULL);
    snprintf(out, 80, "%s", told.digest->sum);
}

static int64_t hours_ago(int n)
{
    return evn_env_real()->wall_us(evn_env_real()->self) - INT64_C(3600000000) * n;
}

static void a_count_stands_over_a_kill_and_over_views_made_again(void)
{
    char before[80], after[80], views[EVN_PATH_MAX + 40], folder[EVN_PATH_MAX];
    open_world("stands");
    int64_t counted_us = hours_ago(5);
    move(RECEIVE, "rice", NULL, NULL, 100, hours_ago(10));
    move(RECEIVE, "test", "L1", "2099-01-31", 60, hours_ago(10));
    EVN_CHECK_OK(start_count("C-1"));
    EVN_CHECK_ERR(start_count("C-1"), EVN_E_EXISTS);
    EVN_CHECK_OK(hand_in("C-1", "rice", "", 90, counted_us));
    EVN_CHECK_OK(hand_in("C-1", "test", "L1", 61, counted_us));
    EVN_CHECK_ERR(hand_in("C-1", "test", "L9", 1, counted_us), EVN_E_UNKNOWN_LOT);
    EVN_CHECK_ERR(hand_in("C-2", "rice", "", 1, counted_us), EVN_E_UNKNOWN_REF);
    move(ISSUE, "rice", NULL, NULL, 4, hours_ago(6));
    const struct evn_wire_counts *told = sheet("C-1");
    EVN_MUST(told->n_rows == 2);
    EVN_CHECK_TEXT(told->rows[0].item, "rice");
    EVN_CHECK(told->rows[0].told);
    EVN_CHECK_EQ(told->rows[0].expected, 96);
    EVN_CHECK_EQ(told->rows[0].since, -4);
    EVN_CHECK_EQ(told->rows[0].difference, -6);
    site_stop(&site, SITE_LEDGER, SIGKILL);
    site_start(&site, SITE_LEDGER);
    EVN_CHECK_OK(approve("C-1"));
    EVN_CHECK_ERR(approve("C-1"), EVN_E_WRONG_STATE);
    EVN_CHECK_EQ(site_stock(&site, "wh-1", "rice"), 90);
    EVN_CHECK_EQ(site_stock(&site, "count_difference", "rice"), 6);
    EVN_CHECK_EQ(site_stock(&site, "count_difference", "test"), -1);
    digest(before);
    site_stop(&site, SITE_LEDGER, SIGTERM);
    site_start(&site, SITE_LEDGER);
    move(ISSUE, "rice", NULL, NULL, 50, hours_ago(7));
    EVN_CHECK_EQ(balance_at("rice", hours_ago(6)), 46);
    EVN_CHECK_EQ(balance_at("rice", counted_us), 90);
    EVN_CHECK_EQ(site_stock(&site, "wh-1", "rice"), 90);
    digest(after);
    EVN_CHECK(strcmp(before, after) != 0); /* consumed, and the place of differences, moved */
    site_stop(&site, SITE_LEDGER, SIGTERM);
    EVN_MUST(evn_site_folder(&site.at, "ledger", folder) == EVN_OK);
    snprintf(views, sizeof views, "%s/views.mdb", folder);
    EVN_MUST(unlink(views) == 0);
    site_start(&site, SITE_LEDGER);
    digest(before);
    EVN_CHECK_TEXT(before, after);
    move(ISSUE, "rice", NULL, NULL, 1, hours_ago(6));
    EVN_CHECK_EQ(balance_at("rice", counted_us), 90);
    told = sheet("C-1");
    EVN_CHECK_EQ(told->n_rows, 0);
    EVN_CHECK_EQ(told->counts[0].approved, 2);
    site_close(&site);
}

static evn_err discrepancy(int step, const char *name, int64_t qty, const char *reason)
{
    struct evn_wire_discrepancy in = {.step = step, .quantity = qty, .owner = "hospital-1"};
    if (step == 1) {
        snprintf(in.place, sizeof in.place, "wh-1");
        snprintf(in.item, sizeof in.item, "rice");
    }
    snprintf(in.name, sizeof in.name, "%s", name);
    snprintf(in.reason, sizeof in.reason, "%s", reason);
    return post((struct evn_wire_command){.discrepancy = &in});
}

static const struct evn_wire_discrepancies *differences(bool closed)
{
    static struct evn_wire_ledger_result result;
    struct evn_wire_discrepancies_query ask = {.place = "wh-1", .closed = closed};
    struct evn_wire_ledger_query query = {.discrepancies = &ask};
    struct evn_refusal why;
    EVN_MUST(site_query(&site, &query, &result, &why) == EVN_OK && result.discrepancies != NULL);
    return result.discrepancies;
}

static void differences_are_listed_until_they_are_closed(void)
{
    open_world("differences");
    EVN_CHECK_ERR(discrepancy(1, "D-1", 0, ""), EVN_E_MISSING_FIELD);
    EVN_CHECK_OK(discrepancy(1, "D-1", -7, "carry"));
    EVN_CHECK_OK(discrepancy(1, "D-2", 9, "carry"));
    EVN_CHECK_ERR(discrepancy(1, "D-2", 9, "carry"), EVN_E_EXISTS);
    EVN_CHECK_OK(discrepancy(2, "D-1", 0, "typing"));
    site_stop(&site, SITE_LEDGER, SIGKILL);
    site_start(&site, SITE_LEDGER);
    const struct evn_wire_discrepancies *told = differences(false);
    EVN_MUST(told->n_rows == 2);
    EVN_CHECK_EQ(told->open, 2);
    EVN_CHECK_TEXT(told->rows[0].name, "D-1");
    EVN_CHECK_EQ(told->rows[0].quantity, -7);
    EVN_CHECK_EQ(told->rows[0].state, 1);
    EVN_CHECK_TEXT(told->rows[0].reason, "typing");
    EVN_CHECK_TEXT(told->rows[0].owner, "hospital-1");
    EVN_CHECK_OK(discrepancy(3, "D-1", 0, ""));
    EVN_CHECK_ERR(discrepancy(3, "D-1", 0, ""), EVN_E_WRONG_STATE);
    EVN_CHECK_ERR(discrepancy(3, "D-9", 0, ""), EVN_E_UNKNOWN_REF);
    EVN_CHECK_EQ(differences(false)->n_rows, 1);
    EVN_CHECK_EQ(differences(true)->n_rows, 2);
    site_close(&site);
}

int main(int argc, char **argv)
{
    static const struct evn_test_case tests[] = {
        EVN_TEST(a_count_stands_over_a_kill_and_over_views_made_again),
        EVN_TEST(differences_are_listed_until_they_are_closed),
    };
    if (argc < 3)
        return 2;
    ledger_program = argv[1];
    registry_program = argv[2];
    return evn_test_main(argc - 2, argv + 2, "ledger.counts", tests, sizeof tests / sizeof *tests);
}
