/* Questions about stock: what pages list is what a walk through all accounts finds, in scope. */
#include "common/base/rng.h"
#include "services/ledger/query.h"
#include "tests/lib/ledger_rig.h"
#include "tests/lib/suite.h"

#include <stdlib.h>

enum { N_PLACES = 5, N_ITEMS = 7, N_LOTS = 40, MOVES = 600, ARENA = 8 << 20 };
enum { LINES = 1000, PAGES = 3000, PAGE_BYTES = 48 << 10, VISITS = 100000 };

static struct evn_rig rig;
static struct evn_ledger_service service;
static struct evn_arena arena;
static struct evn_actor actor;
static struct evn_refusal why;
static struct evn_rng rng;

static const char *const areas[N_PLACES] = {"310101", "310101", "310104", "3201", ""};

static void begin(void)
{
    char id[16];
    rng = evn_rng_of(evn_test_seed(11));
    evn_rig_init(&rig, NULL);
    EVN_MUST(evn_arena_init(&arena, ARENA) == EVN_OK);
    for (int i = 0; i < N_ITEMS; i++) {
        snprintf(id, sizeof id, "I%d", i);
        evn_rig_item(&rig, id, i == 0 ? EVN_TRACKING_NONE : EVN_TRACKING_LOT);
    }
    evn_rig_place(&rig, "supplier", EVN_PLACE_SUPPLIER);
    for (int i = 0; i < N_PLACES; i++) {
        snprintf(id, sizeof id, "P%d", i);
        evn_rig_place(&rig, id, EVN_PLACE_WAREHOUSE);
        struct evn_place *place = evn_grow_at(&rig.state.places, rig.state.place_ids.n);
        snprintf(place->area, sizeof place->area, "%s", areas[i]);
    }
    evn_browse_init(&service.browse);
    actor = (struct evn_actor){.name = "test"};
}

/* What a turn of the service does for questions. */
static void follow(void)
{
    EVN_CHECK_OK(evn_browse_follow(&service.browse, &rig.state));
    service.core = rig.state;
    service.view.history = rig.view;
}

static void end(void)
{
    evn_browse_fini(&service.browse);
    evn_rig_fini(&rig);
    evn_arena_fini(&arena);
}

static void receive_some(int n)
{
    char to[8], item[8], lot[8];
    for (int i = 0; i < n; i++) {
        uint32_t which = evn_rng_below(&rng, N_ITEMS);
        snprintf(to, sizeof to, "P%u", evn_rng_below(&rng, N_PLACES));
        snprintf(item, sizeof item, "I%u", which);
        snprintf(lot, sizeof lot, "L%u", evn_rng_below(&rng, N_LOTS));
        rig.now_us += 60 * EVN_US_PER_S;
        struct evn_ledger_line line =
            evn_rig_receive(to, item, which > 0 ? lot : NULL, which > 0 ? "2099-01-01" : NULL,
                            1 + evn_rng_below(&rng, 9), rig.now_us);
        EVN_MUST(evn_rig_post(&rig, &line, 1) == EVN_OK);
    }
}

static evn_err ask(const struct evn_wire_stock_query *in, struct evn_wire_ledger_result *out)
{
    struct evn_ask asked = {
        .now_us = rig.now_us, .business_us = rig.now_us, .actor = &actor, .arena = &arena};
    struct evn_ledger_question q = {.s = &service, .ask = &asked, .result = out, .why = &why};
    evn_arena_reset(&arena);
    *out = (struct evn_wire_ledger_result){0};
    return evn_query_stock(&q, in);
}

struct sum {
    int64_t quantity, totals;
    uint32_t n_rows, n_totals;
};

static struct sum all_pages(struct evn_wire_stock_query in)
{
    struct sum sum = {0};
    struct evn_wire_ledger_result out;
    do {
        in.rows_max = 1 + evn_rng_below(&rng, 30);
        EVN_MUST(ask(&in, &out) == EVN_OK);
        EVN_CHECK(out.stock->n_rows <= in.rows_max && out.stock->n_totals <= in.rows_max);
        for (size_t i = 0; i < out.stock->n_rows; i++)
            sum.quantity += out.stock->rows[i].quantity;
        for (size_t i = 0; i < out.stock->n_totals; i++)
            sum.totals += out.stock->totals[i].quantity;
        sum.n_rows += (uint32_t)out.stock->n_rows;
        sum.n_totals += (uint32_t)out.stock->n_totals;
        in.cursor = out.stock->next_cursor;
    } while (in.cursor != 0);
    return sum;
}

/* The same by going through all accounts. */
static struct sum by_hand(const struct evn_wire_stock_query *in)
{
    struct sum sum = {0};
    const struct evn_ledger_state *s = &rig.state;
    for (uint32_t n = 1; n <= s->n_accounts; n++) {
        const struct evn_account *a = evn_ledger_account(s, n);
        const struct evn_place *place = evn_ledger_place(s, a->place);
        if (!evn_place_is_physical(place->kind) || a->balance == 0 ||
            strncmp(place->area, in->area, strlen(in->area)) != 0 ||
            strncmp(place->area, actor.scope, strlen(actor.scope)) != 0 ||
            (in->place[0] != '\0' &&
             !evn_bytes_equal(evn_dict_text(&s->place_ids, a->place), evn_bytes_text(in->place))) ||
            (in->item[0] != '\0' &&
             !evn_bytes_equal(evn_dict_text(&s->item_ids, evn_account_item(s, a)),
                              evn_bytes_text(in->item))) ||
            (in->lot[0] != '\0' &&
             !evn_bytes_equal(evn_dict_text(&s->lot_codes, evn_account_lot(a)),
                              evn_bytes_text(in->lot))))
            continue;
        sum.quantity += a->balance;
        sum.n_rows++;
        sum.n_totals += evn_ledger_find_pool(s, a->place, evn_account_item(s, a)) == n;
    }
    return sum;
}

static void check(const struct evn_wire_stock_query *in)
{
    struct evn_wire_stock_query rows = *in, totals = *in;
    rows.what = EVN_STOCK_ROWS;
    totals.what = EVN_STOCK_TOTALS;
    struct sum want = by_hand(in), have = all_pages(rows);
    EVN_CHECK_EQ(have.n_rows, want.n_rows);
    EVN_CHECK_EQ(have.quantity, want.quantity);
    EVN_CHECK_EQ(have.n_totals, 0);
    if (in->lot[0] != '\0')
        return;
    have = all_pages(totals);
    EVN_CHECK_EQ(have.totals, want.quantity);
    EVN_CHECK_EQ(have.n_totals, want.n_totals);
    EVN_CHECK_EQ(have.n_rows, 0);
}

static void check_all_filters(void)
{
    struct evn_wire_stock_query in = {.rows_max = 0};
    for (int place = -1; place < N_PLACES; place++)
        for (int item = -1; item < N_ITEMS; item++) {
            in = (struct evn_wire_stock_query){.rows_max = 0};
            if (place >= 0)
                snprintf(in.place, sizeof in.place, "P%d", place);
            if (item >= 0)
                snprintf(in.item, sizeof in.item, "I%d", item);
            check(&in);
            snprintf(in.lot, sizeof in.lot, "L7");
            check(&in);
        }
    in = (struct evn_wire_stock_query){.area = "3101"};
    check(&in);
}

static void every_way_to_ask_finds_what_a_walk_through_all_accounts_finds(void)
{
    begin();
    for (int round = 0; round < 3; round++) {
        receive_some(MOVES / 3);
        follow();
        check_all_filters();
    }
    end();
}

static void a_key_sees_stock_in_its_area_alone(void)
{
    struct evn_wire_ledger_result out;
    begin();
    receive_some(MOVES / 3);
    follow();
    snprintf(actor.scope, sizeof actor.scope, "3101");
    struct evn_wire_stock_query in = {.rows_max = 0};
    EVN_CHECK(by_hand(&in).n_rows > 0);
    check(&in);
    snprintf(in.area, sizeof in.area, "310104");
    check(&in);
    snprintf(in.area, sizeof in.area, "31");
    check(&in);
    snprintf(in.area, sizeof in.area, "32");
    EVN_CHECK_ERR(ask(&in, &out), EVN_E_OUT_OF_SCOPE);
    in = (struct evn_wire_stock_query){.place = "P3"};
    EVN_CHECK_ERR(ask(&in, &out), EVN_E_OUT_OF_SCOPE);
    EVN_CHECK_TEXT(why.subject, "P3");
    in = (struct evn_wire_stock_query){.place = "P4"};
    EVN_CHECK_ERR(ask(&in, &out), EVN_E_OUT_OF_SCOPE);
    end();
}

static void cursors_of_other_questions_are_refused(void)
{
    struct evn_wire_ledger_result out;
    begin();
    receive_some(MOVES / 3);
    follow();
    struct evn_wire_stock_query in = {.place = "P0", .rows_max = 1};
    EVN_MUST(ask(&in, &out) == EVN_OK && out.stock->next_cursor != 0);
    in.cursor = out.stock->next_cursor;
    EVN_CHECK_OK(ask(&in, &out));
    snprintf(in.place, sizeof in.place, "P1");
    EVN_CHECK_ERR(ask(&in, &out), EVN_E_BAD_FIELD);
    in.cursor = UINT64_MAX;
    EVN_CHECK_ERR(ask(&in, &out), EVN_E_BAD_FIELD);
    in.cursor = (uint64_t)rig.state.n_accounts + 1;
    EVN_CHECK_ERR(ask(&in, &out), EVN_E_BAD_FIELD);
    end();
}

static void stock_as_of_an_instant_is_the_sum_of_what_happened_until_then(void)
{
    struct evn_wire_ledger_result out;
    begin();
    int64_t noon = rig.now_us;
    rig.now_us += EVN_US_PER_DAY;
    struct evn_ledger_line lines[] = {evn_rig_receive("P0", "I0", NULL, NULL, 10, noon),
                                      evn_rig_issue("P0", "I0", NULL, 4, noon + 2)};
    evn_rig_place(&rig, "consumed", EVN_PLACE_CONSUMED);
    EVN_MUST(evn_rig_post(&rig, lines, 2) == EVN_OK);
    follow();
    struct evn_wire_stock_query in = {.item = "I0"};
    static const struct {
        int64_t after, want;
    } moments[] = {{-1, 0}, {0, 10}, {1, 10}, {2, 6}};
    for (size_t i = 0; i < sizeof moments / sizeof moments[0]; i++) {
        in.as_of_us = noon + moments[i].after;
        EVN_MUST(ask(&in, &out) == EVN_OK);
        EVN_CHECK_EQ(out.stock->n_rows, moments[i].want > 0);
        EVN_CHECK_EQ(out.stock->at_us, in.as_of_us);
        if (out.stock->n_rows > 0)
            EVN_CHECK_EQ(out.stock->rows[0].quantity, moments[i].want);
    }
    in.outside = true;
    EVN_CHECK_ERR(ask(&in, &out), EVN_E_BAD_FIELD);
    end();
}

/* Lots of one item at one place, whose codes have `len` letters. */
static void receive_lots(uint32_t n, int len)
{
    static struct evn_ledger_line lines[LINES];
    static char codes[LINES][EVN_LEDGER_TEXT];
    for (uint32_t done = 0; done < n; done += LINES) {
        for (uint32_t i = 0; i < LINES; i++) {
            snprintf(codes[i], sizeof codes[i], "%0*u", len, done + i);
            lines[i] = evn_rig_receive("P0", "I1", codes[i], "2099-01-01", 1, rig.now_us);
        }
        EVN_MUST(evn_rig_post(&rig, lines, LINES) == EVN_OK);
    }
    follow();
}

static size_t encoded(const struct evn_wire_ledger_result *out)
{
    struct evn_buf buf;
    evn_buf_init(&buf, 16 << 20);
    EVN_CHECK_OK(evn_wire_encode(&evn_ledger_result_table, out, &buf));
    size_t len = buf.len;
    evn_buf_fini(&buf);
    return len;
}

/* However much is asked for, a page fits through the small door, and its cursor goes on to the end:
 * 1,000 rows, 40 KiB, 100,000 accounts looked at. */
static void a_page_is_bounded_in_rows_in_bytes_and_in_what_is_looked_at(void)
{
    struct evn_wire_ledger_result out;
    begin();
    receive_lots(PAGES, 70);
    struct evn_wire_stock_query in = {.place = "P0", .rows_max = EVN_LEDGER_ROWS_MAX};
    uint32_t n_pages = 0, n_rows = 0;
    do {
        EVN_MUST(ask(&in, &out) == EVN_OK);
        EVN_CHECK(out.stock->n_rows <= EVN_LEDGER_ROWS_MAX);
        EVN_CHECK(encoded(&out) <= PAGE_BYTES);
        n_rows += (uint32_t)out.stock->n_rows;
        in.cursor = out.stock->next_cursor;
        n_pages++;
    } while (in.cursor != 0);
    EVN_CHECK_EQ(n_rows, PAGES);
    EVN_CHECK(n_pages >= PAGES * 70 / PAGE_BYTES);
    receive_lots(VISITS + LINES, 6);
    /* The day before there was nothing: every account is looked at in vain. */
    in = (struct evn_wire_stock_query){.place = "P0", .as_of_us = rig.now_us - EVN_US_PER_DAY};
    EVN_MUST(ask(&in, &out) == EVN_OK);
    EVN_CHECK_EQ(out.stock->n_rows, 0);
    in.cursor = out.stock->next_cursor;
    EVN_CHECK(in.cursor != 0);
    EVN_MUST(ask(&in, &out) == EVN_OK);
    EVN_CHECK_EQ(out.stock->n_rows, 0);
    EVN_CHECK_EQ(out.stock->next_cursor, 0);
    end();
}

int main(int argc, char **argv)
{
    static const struct evn_test_case tests[] = {
        EVN_TEST(every_way_to_ask_finds_what_a_walk_through_all_accounts_finds),
        EVN_TEST(a_key_sees_stock_in_its_area_alone),
        EVN_TEST(cursors_of_other_questions_are_refused),
        EVN_TEST(stock_as_of_an_instant_is_the_sum_of_what_happened_until_then),
        EVN_TEST(a_page_is_bounded_in_rows_in_bytes_and_in_what_is_looked_at),
    };
    return evn_test_main(argc, argv, "ledger.browse", tests, sizeof tests / sizeof tests[0]);
}
