/* Holds, recalls, temperatures and earmarks of the ledger as a process: asked over its sockets,
 * through kills and a rebuild. */
#include "services/ledger/wire_hold.h"
#include "tests/integration/ledger/old_views.h"
#include "tests/integration/ledger/site.h"
#include "tests/lib/suite.h"

#include <signal.h>

static struct site site;

enum { WAREHOUSE = 1, POINT = 5, VEHICLE = 6 };

#define SET(to_, text_) snprintf(to_, sizeof(to_), "%s", text_)

static void open_world(const char *name)
{
    site_open(&site, name);
    site_place(&site, "wh-1", WAREHOUSE, "310115");
    site_place(&site, "wh-2", WAREHOUSE, "310101");
    site_place(&site, "point-1", POINT, "310115");
    site_place(&site, "van-1", VEHICLE, "");
    site_cold_item(&site, "vaccine", 20, 80, 30);
    struct evn_wire_line lines[] = {site_line(1, NULL, "wh-1", "vaccine", "L1", "2098-01-31", 100),
                                    site_line(1, NULL, "wh-1", "vaccine", "L2", "2099-01-31", 100)};
    EVN_MUST(site_document(&site, lines, 2).err == EVN_OK);
}

static evn_err post(struct evn_wire_command command)
{
    return site_post(&site, &command, NULL).err;
}

static evn_err put(const char *lot, const char *place, const char *reason)
{
    struct evn_wire_lot_line line = {.item = "vaccine"};
    struct evn_wire_hold_put in = {.lines = &line, .n_lines = 1};
    SET(line.lot, lot);
    SET(line.place, place);
    SET(in.reason, reason);
    return post((struct evn_wire_command){.hold_put = &in});
}

static evn_err release(const char *lot, const char *place, const char *reason)
{
    struct evn_wire_lot_line line = {.item = "vaccine"};
    struct evn_wire_hold_release in = {.lines = &line, .n_lines = 1, .note = "looked at"};
    SET(line.lot, lot);
    SET(line.place, place);
    SET(in.reason, reason);
    return post((struct evn_wire_command){.hold_release = &in});
}

static evn_err recall(const char *lot, const char *reason)
{
    struct evn_wire_lot_line line = {.item = "vaccine"};
    struct evn_wire_recall_open in = {
        .lines = &line, .n_lines = 1, .authority = "NMPA", .level = "I"};
    SET(line.lot, lot);
    SET(in.reason, reason);
    return post((struct evn_wire_command){.recall_open = &in});
}

static evn_err reserve(const char *owner, int64_t qty, bool earmark)
{
    struct evn_wire_reserve_line line = {.place = "wh-1", .item = "vaccine", .quantity = qty};
    struct evn_wire_reserve in = {.lines = &line, .n_lines = 1, .priority = 1, .earmark = earmark};
    SET(in.owner, owner);
    return post((struct evn_wire_command){.reserve = &in});
}

static struct evn_refusal issue(const char *lot, int64_t qty)
{
    struct evn_wire_line line = site_line(2, "wh-1", NULL, "vaccine", lot, NULL, qty);
    return site_document(&site, &line, 1);
}

static struct evn_wire_ledger_result ask(struct evn_wire_ledger_query query)
{
    struct evn_wire_ledger_result result = {0};
    struct evn_refusal why;
    EVN_MUST(site_query(&site, &query, &result, &why) == EVN_OK);
    return result;
}

static const struct evn_wire_eligible *eligible(const char *receiver)
{
    struct evn_wire_eligible_query in = {.place = "wh-1", .item = "vaccine"};
    SET(in.receiver, receiver);
    return ask((struct evn_wire_ledger_query){.eligible = &in}).eligible;
}

/* What of the claims has lost its stock, asked until it is `want` or time is up. */
static int64_t blocked(int64_t want)
{
    int64_t sum = -1, until_us = evn_client_now_us() + (int64_t)SITE_WAIT_MS * 1000;
    while (sum != want && evn_client_now_us() < until_us) {
        struct evn_wire_claims_query in = {.place = "wh-1"};
        const struct evn_wire_claims *c = ask((struct evn_wire_ledger_query){.claims = &in}).claims;
        sum = 0;
        for (size_t i = 0; i < c->n_rows; i++)
            sum += c->rows[i].blocked;
    }
    return sum;
}

/* The digest of business state: 64 characters. */
static void digest(char out[65])
{
    struct evn_wire_operated told;
    site_operate(&site, EVN_OPERATE_DIGEST, &told);
    EVN_MUST(told.digest != NULL);
    memcpy(out, told.digest->sum, 65);
}

static void restart(int signal)
{
    site_stop(&site, SITE_LEDGER, signal);
    site_start(&site, SITE_LEDGER);
}

/* The same after a kill, and after the views are made again from the log. */
static void state_survives(void)
{
    char folder[EVN_PATH_MAX], before[65], after[65];
    digest(before);
    restart(SIGKILL);
    digest(after);
    EVN_CHECK_TEXT(after, before);
    restart(SIGTERM);
    digest(after);
    EVN_CHECK_TEXT(after, before);
    site_stop(&site, SITE_LEDGER, SIGTERM);
    EVN_MUST(evn_site_folder(&site.at, "ledger", folder) == EVN_OK);
    make_views_old(folder);
    site_start(&site, SITE_LEDGER);
    digest(after);
    EVN_CHECK_TEXT(after, before);
}

static void a_hold_blocks_claims_is_told_and_survives(void)
{
    open_world("hold");
    EVN_CHECK_OK(reserve("R1", 150, false));
    EVN_CHECK_OK(put("L1", "wh-1", "complaint"));
    EVN_CHECK_OK(put("L1", "", "test-pending"));
    EVN_CHECK_ERR(put("L1", "", "test-pending"), EVN_E_EXISTS);
    struct evn_refusal no = issue("L1", 1);
    EVN_CHECK_ERR(no.err, EVN_E_HELD);
    EVN_CHECK_EQ(blocked(50), 50);
    const struct evn_wire_eligible *e = eligible("");
    EVN_MUST(e->n_rows == 2);
    EVN_CHECK_EQ(e->quantity, 100);
    EVN_CHECK_EQ(e->claimed, 150);
    EVN_CHECK_EQ(e->free, 0);
    EVN_CHECK_TEXT(e->rows[0].lot, "L1");
    EVN_CHECK_TEXT(e->rows[0].reasons[0], "held");
    EVN_CHECK_EQ(e->rows[0].n_holds, 2);
    EVN_CHECK_TEXT(e->rows[1].reasons[0], "claimed");
    state_survives();
    EVN_CHECK_EQ(blocked(50), 50);
    EVN_CHECK_OK(release("L1", "wh-1", "complaint"));
    EVN_CHECK_ERR(issue("L1", 1).err, EVN_E_HELD);
    EVN_CHECK_OK(release("L1", "", "test-pending"));
    EVN_CHECK_EQ(blocked(0), 0);
    EVN_CHECK_EQ(eligible("")->free, 50);
    site_close(&site);
}

static void ship_and_receive(void)
{
    struct evn_wire_ship_line line = {
        .from = "wh-1", .item = "vaccine", .stop = "point-1", .quantity = 60};
    struct evn_wire_ship in = {.shipment = "S-1", .vehicle = "van-1", .lines = &line, .n_lines = 1};
    EVN_MUST(post((struct evn_wire_command){.ship = &in}) == EVN_OK);
    struct evn_wire_receipt_line got = {
        .item = "vaccine", .accepted = 40, .short_ = 3, .damaged = 2};
    struct evn_wire_receipt receipt = {.shipment = "S-1",
                                       .vehicle = "van-1",
                                       .to = "point-1",
                                       .signed_by = "committee",
                                       .lines = &got,
                                       .n_lines = 1};
    EVN_MUST(post((struct evn_wire_command){.receipt = &receipt}) == EVN_OK);
}

static bool is_at(const struct evn_wire_trace *t, const char *place, int64_t on_hand, int64_t came)
{
    for (size_t i = 0; i < t->n_places; i++)
        if (strcmp(t->places[i].place, place) == 0)
            return t->places[i].on_hand == on_hand && t->places[i].came == came;
    return false;
}

static void a_recall_freezes_a_lot_and_its_trace_adds_up(void)
{
    open_world("recall");
    ship_and_receive();
    struct evn_wire_line move = site_line(3, "wh-1", "wh-2", "vaccine", "L1", NULL, 10);
    EVN_MUST(site_document(&site, &move, 1).err == EVN_OK);
    EVN_CHECK_OK(recall("L1", "RC-1"));
    EVN_CHECK_ERR(issue("L1", 1).err, EVN_E_RECALLED);
    move = site_line(2, "wh-2", NULL, "vaccine", NULL, NULL, 1);
    EVN_CHECK_ERR(site_document(&site, &move, 1).err, EVN_E_SHORT_STOCK);
    EVN_CHECK_ERR(release("L1", "", "RC-1"), EVN_E_WRONG_STATE);
    struct evn_wire_trace_query in = {.item = "vaccine", .lot = "L1"};
    const struct evn_wire_trace *t = ask((struct evn_wire_ledger_query){.trace = &in}).trace;
    EVN_CHECK(t->adds_up);
    EVN_CHECK_EQ(t->received, 100);
    EVN_CHECK_EQ(t->on_hand, 40);
    EVN_CHECK_EQ(t->aboard, 15);
    EVN_CHECK_EQ(t->consumed, 40);
    EVN_CHECK_EQ(t->lost, 3);
    EVN_CHECK_EQ(t->destroyed, 2);
    EVN_CHECK(is_at(t, "wh-1", 30, 100));
    EVN_CHECK(is_at(t, "wh-2", 10, 10));
    EVN_CHECK(is_at(t, "van-1", 15, 60));
    /* Newest first: damaged, short, accepted, shipped, received. */
    EVN_MUST(t->n_rows == 5);
    EVN_CHECK_EQ(t->rows[2].quantity, 40);
    EVN_CHECK_TEXT(t->rows[2].recipient, "point-1");
    EVN_CHECK_TEXT(t->rows[2].shipment, "S-1");
    EVN_CHECK_TEXT(t->rows[2].signed_by, "committee");
    EVN_CHECK_EQ(t->rows[3].kind, 5);
    EVN_CHECK_TEXT(t->rows[3].to, "van-1");
    EVN_CHECK_TEXT(t->rows[4].from, "supplier");
    state_survives();
    struct evn_wire_recalls_query open = {.closed = false};
    EVN_CHECK_EQ(ask((struct evn_wire_ledger_query){.recalls = &open}).recalls->n_rows, 1);
    struct evn_wire_recall_close over = {.reason = "RC-1", .note = "another batch"};
    EVN_CHECK_OK(post((struct evn_wire_command){.recall_close = &over}));
    EVN_CHECK_EQ(ask((struct evn_wire_ledger_query){.recalls = &open}).recalls->n_rows, 0);
    EVN_CHECK_OK(issue("L1", 1).err);
    site_close(&site);
}

static void a_breach_beyond_the_budget_holds_what_was_there(void)
{
    open_world("cold");
    int64_t now_us = 0;
    struct evn_wire_stock_query stock = {.place = "wh-1"};
    now_us = ask((struct evn_wire_ledger_query){.stock = &stock}).stock->rows[0].latest_at_us;
    /* Readings of the minutes since it came would take half an hour: so a lot that came earlier. */
    struct evn_wire_line early = site_line(1, NULL, "wh-2", "vaccine", "L3", "2098-01-31", 50);
    early.occurred_at_us = now_us - INT64_C(7200) * 1000000;
    EVN_MUST(site_document(&site, &early, 1).err == EVN_OK);
    struct evn_reading r[] = {{now_us - INT64_C(3600) * 1000000, 500},
                              {now_us - INT64_C(3000) * 1000000, 950},
                              {now_us - INT64_C(1200) * 1000000, 600}};
    struct evn_wire_readings in = {.place = "wh-2", .readings = r, .n_readings = 2};
    EVN_CHECK_OK(post((struct evn_wire_command){.readings = &in}));
    struct evn_wire_cold_query where = {.place = "wh-2"};
    const struct evn_wire_cold *c = ask((struct evn_wire_ledger_query){.cold = &where}).cold;
    EVN_MUST(c->n_places == 1 && c->n_lots == 1);
    EVN_CHECK_EQ(c->places[0].breach_us, r[1].at_us);
    EVN_CHECK_EQ(c->lots[0].outside_min, 0);
    EVN_CHECK(!c->lots[0].held);
    in.n_readings = 3;
    r[2].at_us = now_us - INT64_C(1140) * 1000000; /* 31 minutes */
    EVN_CHECK_OK(post((struct evn_wire_command){.readings = &in}));
    c = ask((struct evn_wire_ledger_query){.cold = &where}).cold;
    EVN_CHECK_EQ(c->places[0].breach_us, 0);
    EVN_CHECK_EQ(c->lots[0].outside_min, 31);
    EVN_CHECK(c->lots[0].held);
    struct evn_wire_line line = site_line(2, "wh-2", NULL, "vaccine", "L3", NULL, 1);
    EVN_CHECK_ERR(site_document(&site, &line, 1).err, EVN_E_TEMPERATURE);
    state_survives();
    EVN_CHECK_OK(post((struct evn_wire_command){.readings = &in})); /* twice is once */
    EVN_CHECK_EQ(ask((struct evn_wire_ledger_query){.cold = &where}).cold->lots[0].outside_min, 31);
    EVN_CHECK_OK(release("L3", "wh-2", "temperature"));
    EVN_CHECK_OK(site_document(&site, &line, 1).err);
    site_close(&site);
}

static void an_earmark_survives_and_ends_by_its_own_command(void)
{
    open_world("earmark");
    EVN_CHECK_OK(reserve("children", 190, true));
    EVN_CHECK_ERR(issue(NULL, 20).err, EVN_E_RESERVED);
    struct evn_wire_release all = {.owner = "children"};
    EVN_CHECK_ERR(post((struct evn_wire_command){.release = &all}), EVN_E_WRONG_STATE);
    state_survives();
    EVN_CHECK_ERR(issue(NULL, 20).err, EVN_E_RESERVED);
    struct evn_wire_earmark_release end = {.owner = "children", .reason = "season-over"};
    EVN_CHECK_OK(post((struct evn_wire_command){.earmark_release = &end}));
    EVN_CHECK_OK(issue(NULL, 20).err);
    site_close(&site);
}

static const struct evn_wire_lots *lots(const char *owner)
{
    struct evn_wire_lots_query in = {.item = "vaccine"};
    SET(in.owner, owner);
    return ask((struct evn_wire_ledger_query){.lots = &in}).lots;
}

static evn_err tell(const char *lot, const char *owner, uint32_t stage)
{
    struct evn_wire_lot_facts in = {.item = "vaccine", .made = EVN_DAY_NONE, .vvm_stage = stage};
    SET(in.lot, lot);
    SET(in.owner, owner);
    return post((struct evn_wire_command){.lot_facts = &in});
}

static void what_is_told_of_lots_is_shown_and_survives(void)
{
    char before[65], after[65];
    open_world("lots");
    struct evn_wire_line line = site_line(1, NULL, "wh-2", "vaccine", "L3", "2098-01-31", 50);
    line.made = (struct evn_day){19000};
    line.vvm_stage = 1;
    SET(line.owner, "Red Cross");
    EVN_MUST(site_document(&site, &line, 1).err == EVN_OK);
    EVN_CHECK_OK(tell("L1", "Caritas", 0));
    digest(before);
    EVN_CHECK_OK(tell("L1", "", 2));
    digest(after);
    EVN_CHECK(strcmp(before, after) != 0);
    EVN_CHECK_OK(tell("L1", "", 3));
    EVN_CHECK_ERR(tell("L1", "", 2), EVN_E_LOT_CONFLICT);
    EVN_CHECK_ERR(issue("L1", 1).err, EVN_E_VVM_DISCARD);
    state_survives();
    EVN_CHECK_ERR(issue("L1", 1).err, EVN_E_VVM_DISCARD);
    EVN_CHECK_TEXT(eligible("")->rows[1].reasons[0], "vvm");
    const struct evn_wire_lots *l = lots("Red Cross");
    EVN_MUST(l->n_rows == 1);
    EVN_CHECK_TEXT(l->rows[0].lot, "L3");
    EVN_CHECK_EQ(l->rows[0].made.n, 19000);
    EVN_CHECK_EQ(l->rows[0].vvm_stage, 1);
    EVN_CHECK_EQ(l->rows[0].on_hand, 50);
    EVN_CHECK_EQ(lots("")->n_rows, 3);
    struct evn_wire_stock_query stock = {.place = "wh-2"};
    const struct evn_wire_stock *s = ask((struct evn_wire_ledger_query){.stock = &stock}).stock;
    EVN_MUST(s->n_rows == 1);
    EVN_CHECK_TEXT(s->rows[0].owner, "Red Cross");
    EVN_CHECK_EQ(s->rows[0].made.n, 19000);
    struct evn_wire_trace_query trace = {.item = "vaccine", .lot = "L1"};
    EVN_CHECK_TEXT(ask((struct evn_wire_ledger_query){.trace = &trace}).trace->owner, "Caritas");
    struct evn_wire_lots_query masked = {.item = "vaccine", .lot = "L3"};
    char mask[1][EVN_LEDGER_TEXT] = {"owner"};
    l = ask((struct evn_wire_ledger_query){.lots = &masked, .mask = mask, .n_mask = 1}).lots;
    EVN_CHECK_TEXT(l->rows[0].owner, "Red Cross");
    EVN_CHECK_EQ(l->rows[0].vvm_stage, 0);
    site_close(&site);
}

int main(int argc, char **argv)
{
    static const struct evn_test_case tests[] = {
        EVN_TEST(a_hold_blocks_claims_is_told_and_survives),
        EVN_TEST(a_recall_freezes_a_lot_and_its_trace_adds_up),
        EVN_TEST(a_breach_beyond_the_budget_holds_what_was_there),
        EVN_TEST(an_earmark_survives_and_ends_by_its_own_command),
        EVN_TEST(what_is_told_of_lots_is_shown_and_survives),
    };
    return site_main(argc, argv, "ledger.hold", tests, sizeof tests / sizeof *tests);
}
