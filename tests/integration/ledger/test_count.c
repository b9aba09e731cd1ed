/* Counts and differences asked of the real service, over restarts and made-again views. */
#include "common/base/env.h"
#include "services/ledger/wire_account_query.h"
#include "services/ledger/wire_count.h"
#include "services/ledger/wire_count_query.h"
#include "tests/integration/ledger/site.h"
#include "tests/lib/suite.h"

#include <signal.h>
#include <unistd.h>

static struct site site;

enum { RECEIVE = 1, ISSUE = 2, WAREHOUSE = 1 };

static void open_world(const char *name)
{
    site_open(&site, name);
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

/* Ask until `good` says so; false after half a minute. */
static bool comes_true(bool (*good)(void))
{
    int64_t until_us = evn_client_now_us() + INT64_C(30000000);
    while (evn_client_now_us() < until_us)
        if (good())
            return true;
    return false;
}

static struct evn_wire_expected_row expected_row(void)
{
    struct evn_wire_expected_query ask = {.expected = "E-1"};
    struct evn_wire_ledger_query query = {.expected = &ask};
    struct evn_wire_ledger_result result;
    struct evn_refusal why;
    EVN_MUST(site_query(&site, &query, &result, &why) == EVN_OK && result.expected->n_rows == 1);
    return result.expected->rows[0];
}

static bool is_late(void)
{
    return expected_row().state == 1;
}

static evn_err receive_expected(int64_t qty, const char *expected)
{
    struct evn_wire_line line = site_line(RECEIVE, NULL, "wh-1", "rice", NULL, NULL, qty);
    struct evn_wire_document document = {.lines = &line, .n_lines = 1};
    snprintf(document.expected, sizeof document.expected, "%s", expected);
    return post((struct evn_wire_command){.document = &document});
}

static void a_delivery_is_late_comes_in_parts_and_is_closed(void)
{
    open_world("expected");
    struct evn_wire_expect_line line = {.item = "rice", .quantity = 100};
    struct evn_wire_expect in = {.expected = "E-1",
                                 .source = 4,
                                 .to = "wh-1",
                                 .promised = evn_day_at(hours_ago(48), EVN_OFFSET_CHINA_MIN),
                                 .lines = &line,
                                 .n_lines = 1};
    EVN_CHECK_OK(post((struct evn_wire_command){.expect = &in}));
    EVN_CHECK_ERR(post((struct evn_wire_command){.expect = &in}), EVN_E_EXISTS);
    EVN_CHECK(comes_true(is_late));
    EVN_CHECK_ERR(receive_expected(1, "E-9"), EVN_E_UNKNOWN_REF);
    EVN_CHECK_OK(receive_expected(60, "E-1"));
    site_stop(&site, SITE_LEDGER, SIGKILL);
    site_start(&site, SITE_LEDGER);
    EVN_CHECK_EQ(expected_row().come, 60);
    EVN_CHECK_EQ(expected_row().to_come, 40);
    EVN_CHECK_EQ(expected_row().state, 1);
    struct evn_wire_expect_change later = {
        .expected = "E-1", .promised = evn_day_at(hours_ago(-48), EVN_OFFSET_CHINA_MIN)};
    EVN_CHECK_OK(post((struct evn_wire_command){.expect_change = &later}));
    EVN_CHECK_EQ(expected_row().state, 0);
    EVN_CHECK_OK(receive_expected(45, "E-1"));
    EVN_CHECK_EQ(expected_row().state, 2);
    EVN_CHECK_EQ(expected_row().to_come, 0);
    EVN_CHECK_ERR(receive_expected(1, "E-1"), EVN_E_WRONG_STATE);
    EVN_CHECK_EQ(site_stock(&site, "wh-1", "rice"), 105);
    site_close(&site);
}

static bool threshold_is_low(void)
{
    struct evn_wire_thresholds_query ask = {.place = "wh-1"};
    struct evn_wire_ledger_query query = {.thresholds = &ask};
    struct evn_wire_ledger_result result;
    struct evn_refusal why;
    EVN_MUST(site_query(&site, &query, &result, &why) == EVN_OK && result.thresholds->n_rows == 1);
    return result.thresholds->rows[0].is_low;
}

static bool threshold_is_not_low(void)
{
    return !threshold_is_low();
}

static uint64_t entries_wanted;

static bool has_entries(void)
{
    struct evn_wire_operated told;
    site_operate(&site, EVN_OPERATE_DIGEST, &told);
    return told.digest->n_entries == entries_wanted;
}

static void thresholds_are_crossed_once_each_way(void)
{
    char before[80], after[80];
    open_world("thresholds");
    move(RECEIVE, "rice", NULL, NULL, 30, 0);
    struct evn_wire_set_threshold in = {.place = "wh-1", .item = "rice", .low = 50, .enough = 80};
    EVN_CHECK_OK(post((struct evn_wire_command){.set_threshold = &in}));
    EVN_CHECK(comes_true(threshold_is_low));
    move(RECEIVE, "rice", NULL, NULL, 40, 0);
    site_stop(&site, SITE_LEDGER, SIGKILL);
    site_start(&site, SITE_LEDGER);
    EVN_CHECK(threshold_is_low()); /* 70 is not below 50, but not enough either */
    move(RECEIVE, "rice", NULL, NULL, 10, 0);
    EVN_CHECK(comes_true(threshold_is_not_low));
    struct evn_wire_operated told;
    site_operate(&site, EVN_OPERATE_DIGEST, &told);
    entries_wanted = told.digest->n_entries + 3; /* two balances, and that the lot has crossed */
    move(RECEIVE, "test", "OLD", "2020-01-31", 5, 0);
    EVN_CHECK(comes_true(has_entries));
    digest(before);
    site_stop(&site, SITE_LEDGER, SIGTERM);
    site_start(&site, SITE_LEDGER);
    digest(after);
    EVN_CHECK_TEXT(before, after);
    site_close(&site);
}

static struct evn_wire_account_row account_row(int64_t from_us, int64_t until_us)
{
    struct evn_wire_account_query ask = {
        .place = "wh-1", .item = "rice", .from_us = from_us, .until_us = until_us};
    struct evn_wire_ledger_query query = {.account = &ask};
    struct evn_wire_ledger_result result;
    struct evn_refusal why;
    EVN_MUST(site_query(&site, &query, &result, &why) == EVN_OK && result.account->n_rows == 1);
    struct evn_wire_account_row r = result.account->rows[0];
    EVN_CHECK_EQ(r.opening + r.received - r.issued + r.transferred_in - r.transferred_out +
                     r.adjusted + r.counted,
                 r.closing);
    return r;
}

static void the_account_of_supply_adds_up_and_both_cards_agree(void)
{
    struct evn_wire_ledger_result result;
    struct evn_refusal why;
    open_world("account");
    site_place(&site, "wh-2", WAREHOUSE, "310101");
    move(RECEIVE, "rice", NULL, NULL, 100, hours_ago(10));
    move(ISSUE, "rice", NULL, NULL, 30, hours_ago(4));
    struct evn_wire_line line = site_line(3, "wh-1", "wh-2", "rice", NULL, NULL, 20);
    line.occurred_at_us = hours_ago(6);
    EVN_CHECK_OK(site_document(&site, &line, 1).err);
    EVN_CHECK_OK(start_count("C-1"));
    EVN_CHECK_OK(hand_in("C-1", "rice", "", 77, hours_ago(5)));
    EVN_CHECK_OK(approve("C-1"));
    struct evn_wire_account_row r = account_row(0, 0);
    EVN_CHECK_EQ(r.received, 100);
    EVN_CHECK_EQ(r.issued, 30);
    EVN_CHECK_EQ(r.transferred_out, 20);
    EVN_CHECK_EQ(r.counted, -3);
    EVN_CHECK_EQ(r.closing, 47);
    r = account_row(hours_ago(7), hours_ago(5));
    EVN_CHECK_EQ(r.opening, 100);
    EVN_CHECK_EQ(r.issued, 0);
    struct evn_wire_account_query ask = {.sum = true, .item = "rice"};
    struct evn_wire_ledger_query query = {.account = &ask};
    EVN_MUST(site_query(&site, &query, &result, &why) == EVN_OK && result.account->n_rows == 1);
    EVN_CHECK_EQ(result.account->rows[0].transferred_out, 0); /* between the two it is not told */
    EVN_CHECK_EQ(result.account->rows[0].closing, 67);
    struct evn_wire_card_query card = {.place = "wh-1", .item = "rice", .order = 1, .rows_max = 2};
    query = (struct evn_wire_ledger_query){.card = &card};
    EVN_MUST(site_query(&site, &query, &result, &why) == EVN_OK && result.card->n_rows == 2);
    EVN_CHECK_EQ(result.card->rows[0].change, -30);
    EVN_CHECK_EQ(result.card->rows[0].balance, 47);
    EVN_CHECK_EQ(result.card->rows[1].balance, 77);
    card.before_seq = result.card->next_before_seq;
    card.before_us = result.card->next_before_us;
    EVN_MUST(site_query(&site, &query, &result, &why) == EVN_OK && result.card->n_rows == 2);
    EVN_CHECK_EQ(result.card->rows[0].change, -20);
    EVN_CHECK_EQ(result.card->rows[0].balance, 80);
    EVN_CHECK_EQ(result.card->rows[1].balance, 100);
    EVN_CHECK_EQ(result.card->next_before_seq, 0);
    struct evn_wire_movements_query feed = {.place = "wh-1", .kind = 2};
    char mask[2][EVN_LEDGER_TEXT] = {"quantity", "occurredAtUs"};
    query = (struct evn_wire_ledger_query){.movements = &feed, .mask = mask, .n_mask = 2};
    EVN_MUST(site_query(&site, &query, &result, &why) == EVN_OK && result.movements->n_rows == 1);
    EVN_CHECK_EQ(result.movements->rows[0].quantity, 30);
    EVN_CHECK(result.movements->rows[0].occurred_at_us != 0);
    EVN_CHECK_TEXT(result.movements->rows[0].item, "");
    snprintf(mask[1], sizeof mask[1], "nothing");
    EVN_CHECK_ERR(site_query(&site, &query, &result, &why), EVN_E_BAD_FIELD);
    EVN_CHECK_TEXT(why.subject, "nothing");
    site_close(&site);
}

int main(int argc, char **argv)
{
    static const struct evn_test_case tests[] = {
        EVN_TEST(a_count_stands_over_a_kill_and_over_views_made_again),
        EVN_TEST(differences_are_listed_until_they_are_closed),
        EVN_TEST(a_delivery_is_late_comes_in_parts_and_is_closed),
        EVN_TEST(thresholds_are_crossed_once_each_way),
        EVN_TEST(the_account_of_supply_adds_up_and_both_cards_agree),
    };
    return site_main(argc, argv, "ledger.counts", tests, sizeof tests / sizeof *tests);
}
