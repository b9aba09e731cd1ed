/* Packs that change: what moved before is told, and said, in the packs of its own time. */
#include "services/ledger/wire_account_query.h"
#include "tests/integration/ledger/old_views.h"
#include "tests/integration/ledger/site.h"

#include <signal.h>

enum { RECEIVE = 1, WAREHOUSE = 1 };

static struct site site;
static struct evn_wire_ledger_result answer;

static void ask(const struct evn_wire_ledger_query *query)
{
    struct evn_refusal why;
    EVN_MUST(site_query(&site, query, &answer, &why) == EVN_OK);
}

static void ask_card(int32_t order)
{
    struct evn_wire_card_query card = {.place = "wh-1", .item = "rice", .order = order};
    ask(&(struct evn_wire_ledger_query){.card = &card});
}

/* So many cartons come in, at a business instant or now. */
static evn_err receive_cartons(int64_t n, const char *name, int64_t at_us)
{
    struct evn_wire_pack pack = {.packs = n};
    snprintf(pack.pack, sizeof pack.pack, "%s", name);
    struct evn_wire_line line = site_line(RECEIVE, NULL, "wh-1", "rice", NULL, NULL, 0);
    line.packs = &pack;
    line.n_packs = 1;
    line.occurred_at_us = at_us;
    return site_document(&site, &line, 1).err;
}

/* 5 cartons of 20; then cartons of 25, and 2 of them. When the first came in. */
static int64_t open_world(const char *name)
{
    site_open(&site, name);
    site_place(&site, "wh-1", WAREHOUSE, "310115");
    site_item(&site, "rice", 0, 20);
    EVN_MUST(receive_cartons(5, "carton", 0) == EVN_OK);
    ask_card(0);
    int64_t first_us = answer.card->rows[0].occurred_at_us;
    EVN_CHECK_EQ(answer.card->rows[0].pack_version, 0);
    EVN_CHECK_EQ(answer.card->n_packs, 0);
    site_item(&site, "rice", 0, 25);
    EVN_MUST(receive_cartons(2, "箱", 0) == EVN_OK);
    return first_us;
}

static void check_tree(const struct evn_wire_pack_tree *tree, size_t n)
{
    EVN_MUST(n == 1 && tree->n_levels == 1);
    EVN_CHECK_TEXT(tree->item, "rice");
    EVN_CHECK_EQ(tree->version, 1);
    EVN_CHECK_EQ(tree->since_us, 0);
    EVN_CHECK_TEXT(tree->levels[0].zh, "箱");
    EVN_CHECK_TEXT(tree->levels[0].en, "carton");
    EVN_CHECK_EQ(tree->levels[0].base_units, 20);
}

/* 100 of version 1, 50 of today's packs: on the card in both orders, and in the feed. */
static void check_both_rows(void)
{
    for (int32_t order = 0; order < 2; order++) {
        ask_card(order);
        EVN_MUST(answer.card->n_rows == 2);
        EVN_CHECK_EQ(answer.card->rows[0].change, 50);
        EVN_CHECK_EQ(answer.card->rows[0].pack_version, 0);
        EVN_CHECK_EQ(answer.card->rows[1].change, 100);
        EVN_CHECK_EQ(answer.card->rows[1].pack_version, 1);
        EVN_CHECK_EQ(answer.card->balance, 150);
        check_tree(answer.card->packs, answer.card->n_packs);
    }
    struct evn_wire_movements_query feed = {.item = "rice"};
    ask(&(struct evn_wire_ledger_query){.movements = &feed});
    EVN_MUST(answer.movements->n_rows == 2);
    EVN_CHECK_EQ(answer.movements->rows[0].pack_version, 1);
    EVN_CHECK_EQ(answer.movements->rows[1].pack_version, 0);
    check_tree(answer.movements->packs, answer.movements->n_packs);
}

static void digest(char out[80])
{
    struct evn_wire_operated told;
    site_operate(&site, EVN_OPERATE_DIGEST, &told);
    EVN_MUST(told.digest != NULL);
    snprintf(out, 80, "%s", told.digest->sum);
}

/* Stock of an instant and a document name the packs of then. */
static void check_stock_and_document(int64_t first_us)
{
    struct evn_wire_stock_query stock = {.place = "wh-1", .as_of_us = first_us};
    ask(&(struct evn_wire_ledger_query){.stock = &stock});
    EVN_MUST(answer.stock->n_rows == 1 && answer.stock->n_totals == 1);
    EVN_CHECK_EQ(answer.stock->rows[0].pack_version, 1);
    EVN_CHECK_EQ(answer.stock->totals[0].pack_version, 1);
    check_tree(answer.stock->packs, answer.stock->n_packs);
    stock.as_of_us = 0;
    ask(&(struct evn_wire_ledger_query){.stock = &stock});
    EVN_CHECK_EQ(answer.stock->rows[0].pack_version, 0);
    EVN_CHECK_EQ(answer.stock->n_packs, 0);
    ask_card(0);
    struct evn_wire_document_query document = {.seq = answer.card->rows[1].document};
    ask(&(struct evn_wire_ledger_query){.document = &document});
    EVN_CHECK_EQ(answer.document->records[0].pack_version, 1);
    check_tree(answer.document->packs, answer.document->n_packs);
}

/* It leaves the packs out or whole. */
static void check_mask(void)
{
    char mask[2][EVN_LEDGER_TEXT] = {"quantity", "packVersion"};
    struct evn_wire_movements_query feed = {.item = "rice"};
    struct evn_wire_ledger_query query = {.movements = &feed, .mask = mask, .n_mask = 1};
    ask(&query);
    EVN_CHECK_EQ(answer.movements->n_packs, 0);
    EVN_CHECK_EQ(answer.movements->rows[0].pack_version, 0);
    query.n_mask = 2;
    ask(&query);
    EVN_CHECK_EQ(answer.movements->rows[0].pack_version, 1);
    check_tree(answer.movements->packs, answer.movements->n_packs);
}

static void rows_are_told_in_the_packs_of_their_day_also_after_a_kill_and_a_rebuild(void)
{
    char before[80], after[80], folder[EVN_PATH_MAX + 1];
    int64_t first_us = open_world("packs");
    check_both_rows();
    check_stock_and_document(first_us);
    check_mask();
    digest(before);
    site_stop(&site, SITE_LEDGER, SIGKILL);
    site_start(&site, SITE_LEDGER);
    check_both_rows();
    site_stop(&site, SITE_LEDGER, SIGTERM);
    EVN_MUST(evn_site_folder(&site.at, "ledger", folder) == EVN_OK);
    make_views_old(folder);
    site_start(&site, SITE_LEDGER);
    check_both_rows();
    digest(after);
    EVN_CHECK_TEXT(after, before);
    site_close(&site);
}

/* What is dated back is counted in the packs of its day. */
static void check_dated_back(int64_t first_us)
{
    EVN_CHECK_OK(receive_cartons(1, "carton", first_us));
    ask_card(1);
    EVN_MUST(answer.card->n_rows == 3);
    EVN_CHECK_EQ(answer.card->rows[1].change, 20);
    EVN_CHECK_EQ(answer.card->rows[1].pack_version, 1);
    struct evn_wire_known_query known = {.item = "rice", .at_us = first_us};
    ask(&(struct evn_wire_ledger_query){.known = &known});
    EVN_MUST(answer.known->n_packs == 1);
    EVN_CHECK_EQ(answer.known->packs[0], 20);
    EVN_CHECK_EQ(answer.known->pack_version, 1);
    check_tree(answer.known->pack_trees, answer.known->n_pack_trees);
    known.at_us = 0;
    ask(&(struct evn_wire_ledger_query){.known = &known});
    EVN_CHECK_EQ(answer.known->packs[0], 25);
    EVN_CHECK_EQ(answer.known->pack_version, 0);
}

/* Said again, alike: no version. Packs come to what had none, and go again. */
static void a_version_is_a_change_of_packs_alone(void)
{
    int64_t first_us = open_world("again");
    site_item(&site, "rice", 0, 25);
    check_both_rows();
    site_item(&site, "oil", 0, 0);
    struct evn_wire_line line = site_line(RECEIVE, NULL, "wh-1", "oil", NULL, NULL, 7);
    EVN_MUST(site_document(&site, &line, 1).err == EVN_OK);
    site_item(&site, "oil", 0, 6);
    EVN_MUST(site_document(&site, &line, 1).err == EVN_OK);
    site_item(&site, "oil", 0, 0);
    struct evn_wire_card_query card = {.place = "wh-1", .item = "oil"};
    ask(&(struct evn_wire_ledger_query){.card = &card});
    EVN_MUST(answer.card->n_rows == 2 && answer.card->n_packs == 2);
    EVN_CHECK_EQ(answer.card->rows[0].pack_version, 2);
    EVN_CHECK_EQ(answer.card->packs[0].levels[0].base_units, 6);
    EVN_CHECK_EQ(answer.card->rows[1].pack_version, 1);
    EVN_CHECK_EQ(answer.card->packs[1].n_levels, 0);
    check_dated_back(first_us);
    site_close(&site);
}

int main(int argc, char **argv)
{
    static const struct evn_test_case tests[] = {
        EVN_TEST(rows_are_told_in_the_packs_of_their_day_also_after_a_kill_and_a_rebuild),
        EVN_TEST(a_version_is_a_change_of_packs_alone),
    };
    return site_main(argc, argv, "ledger.packs", tests, sizeof tests / sizeof *tests);
}
