/* The ledger as a process, asked over its sockets. */
#include "tests/integration/ledger/old_views.h"
#include "tests/integration/ledger/site.h"
#include "tests/lib/suite.h"

#include <signal.h>

static struct site site;

enum { RECEIVE = 1, ISSUE = 2, TRANSFER = 3 };
enum { WAREHOUSE = 1, POINT = 5, VEHICLE = 6 };

static void open_world(const char *name)
{
    site_open(&site, name);
    site_place(&site, "wh-1", WAREHOUSE, "310115");
    site_place(&site, "wh-2", WAREHOUSE, "310101");
    site_place(&site, "point-1", POINT, "310115");
    site_place(&site, "van-1", VEHICLE, "");
    site_item(&site, "rice", 0, 20);
    site_item(&site, "test", 2, 25);
}

static void must(struct evn_refusal refusal)
{
    char text[300];
    evn_refusal_render(&refusal, EVN_LANG_EN, text, sizeof text);
    if (refusal.err != EVN_OK)
        printf("\n    refused: %s %s: %s\n", evn_err_name(refusal.err), refusal.field, text);
    EVN_MUST(refusal.err == EVN_OK);
}

static void receive(const char *to, const char *item, const char *lot, const char *expiry,
                    int64_t quantity)
{
    struct evn_wire_line line = site_line(RECEIVE, NULL, to, item, lot, expiry, quantity);
    must(site_document(&site, &line, 1));
}

static struct evn_wire_reserve_line reserve_line(const char *place, const char *item, int64_t qty)
{
    struct evn_wire_reserve_line line = {.quantity = qty};
    snprintf(line.place, sizeof line.place, "%s", place);
    snprintf(line.item, sizeof line.item, "%s", item);
    return line;
}

static struct evn_refusal reserve(const char *owner, const char *place, const char *item,
                                  int64_t qty)
{
    struct evn_wire_reserve_line line = reserve_line(place, item, qty);
    struct evn_wire_reserve in = {.lines = &line, .n_lines = 1, .priority = 1};
    struct evn_wire_command command = {.reserve = &in};
    snprintf(in.owner, sizeof in.owner, "%s", owner);
    return site_post(&site, &command, NULL);
}

static struct evn_refusal ship(const char *shipment, const char *owner, int64_t qty)
{
    struct evn_wire_ship_line line = {.from = "wh-1", .item = "test", .stop = "point-1"};
    struct evn_wire_ship in = {.vehicle = "van-1", .lines = &line, .n_lines = 1};
    struct evn_wire_command command = {.ship = &in};
    line.quantity = qty;
    snprintf(in.shipment, sizeof in.shipment, "%s", shipment);
    snprintf(in.claim, sizeof in.claim, "%s", owner);
    return site_post(&site, &command, NULL);
}

static struct evn_refusal receipt(int64_t accepted, int64_t missing, int64_t damaged,
                                  int64_t refused)
{
    struct evn_wire_receipt_line line = {.item = "test",
                                         .accepted = accepted,
                                         .short_ = missing,
                                         .damaged = damaged,
                                         .refused = refused};
    struct evn_wire_receipt in = {.shipment = "S-1",
                                  .vehicle = "van-1",
                                  .to = "point-1",
                                  .signed_by = "committee",
                                  .lines = &line,
                                  .n_lines = 1};
    struct evn_wire_command command = {.receipt = &in};
    return site_post(&site, &command, NULL);
}

static void an_item_made_at_the_registry_is_received_at_once(void)
{
    open_world("at-once");
    for (int i = 0; i < 5; i++) {
        char code[16];
        snprintf(code, sizeof code, "new-%d", i);
        site_item(&site, code, 0, 0);
        receive("wh-1", code, NULL, NULL, 7);
        EVN_CHECK_EQ(site_stock(&site, "wh-1", code), 7);
    }
    site_close(&site);
}

static void stock_moves_and_packs_are_counted_in_base_units(void)
{
    open_world("moves");
    receive("wh-1", "rice", NULL, NULL, 100);
    struct evn_wire_pack packs[] = {{.pack = "carton", .packs = 2}, {.pack = "箱", .packs = 1}};
    struct evn_wire_line line = site_line(RECEIVE, NULL, "wh-1", "rice", NULL, NULL, 3);
    line.packs = packs;
    line.n_packs = 2;
    must(site_document(&site, &line, 1));
    EVN_CHECK_EQ(site_stock(&site, "wh-1", "rice"), 163);
    line = site_line(TRANSFER, "wh-1", "wh-2", "rice", NULL, NULL, 60);
    must(site_document(&site, &line, 1));
    line = site_line(ISSUE, "wh-2", NULL, "rice", NULL, NULL, 10);
    must(site_document(&site, &line, 1));
    EVN_CHECK_EQ(site_stock(&site, "wh-1", "rice"), 103);
    EVN_CHECK_EQ(site_stock(&site, "wh-2", "rice"), 50);
    EVN_CHECK_EQ(site_stock(&site, "", "rice"), 0);
    EVN_CHECK_EQ(site_stock(&site, "consumed", "rice"), 10);
    site_close(&site);
}

static void claims_keep_stock_and_a_shipment_uses_them(void)
{
    open_world("claims");
    receive("wh-1", "test", "L1", "2099-01-31", 60);
    receive("wh-1", "test", "L2", "2098-01-31", 40);
    must(reserve("R1-wh-1", "wh-1", "test", 80));
    struct evn_refusal no = reserve("R2-wh-1", "wh-1", "test", 30);
    EVN_CHECK_ERR(no.err, EVN_E_SHORT_STOCK);
    EVN_CHECK_EQ(no.have, 20);
    EVN_CHECK_EQ(no.want, 30);
    struct evn_wire_line line = site_line(ISSUE, "wh-1", NULL, "test", NULL, NULL, 25);
    no = site_document(&site, &line, 1);
    EVN_CHECK_ERR(no.err, EVN_E_RESERVED);
    EVN_CHECK_EQ(no.have, 20);
    EVN_CHECK_EQ(no.want, 25);
    must(ship("S-1", "R1-wh-1", 70));
    EVN_CHECK_ERR(ship("S-1", "", 1).err, EVN_E_EXISTS);
    EVN_CHECK_EQ(site_stock(&site, "van-1", "test"), 70);
    EVN_CHECK_ERR(receipt(60, 5, 5, 1).err, EVN_E_NOT_SHIPPED);
    must(receipt(40, 3, 2, 0));
    site_stop(&site, SITE_LEDGER, SIGKILL);
    site_start(&site, SITE_LEDGER);
    no = receipt(26, 0, 0, 0);
    EVN_CHECK_ERR(no.err, EVN_E_NOT_SHIPPED);
    EVN_CHECK_EQ(no.have, 25);
    must(receipt(15, 0, 0, 10));
    EVN_CHECK_EQ(site_stock(&site, "van-1", "test"), 10);
    EVN_CHECK_EQ(site_stock(&site, "consumed", "test"), 55);
    EVN_CHECK_EQ(site_stock(&site, "lost", "test"), 3);
    EVN_CHECK_EQ(site_stock(&site, "destroyed", "test"), 2);
    line = site_line(TRANSFER, "van-1", "wh-1", "test", NULL, NULL, 10);
    must(site_document(&site, &line, 1));
    EVN_CHECK_ERR(receipt(1, 0, 0, 0).err, EVN_E_NOT_SHIPPED);
    site_close(&site);
}

static void the_card_the_document_and_the_past_tell_the_same(void)
{
    open_world("past");
    receive("wh-1", "rice", NULL, NULL, 50);
    struct evn_wire_line line = site_line(ISSUE, "wh-1", NULL, "rice", NULL, NULL, 20);
    must(site_document(&site, &line, 1));
    struct evn_wire_card_query ask = {.place = "wh-1", .item = "rice"};
    struct evn_wire_ledger_query query = {.card = &ask};
    struct evn_wire_ledger_result result;
    struct evn_refusal why;
    EVN_MUST(site_query(&site, &query, &result, &why) == EVN_OK);
    EVN_MUST(result.card->n_rows == 2);
    EVN_CHECK_EQ(result.card->balance, 30);
    EVN_CHECK_EQ(result.card->rows[0].change, -20);
    EVN_CHECK_EQ(result.card->rows[0].balance, 30);
    EVN_CHECK_EQ(result.card->rows[1].balance, 50);
    EVN_CHECK_TEXT(result.card->rows[0].other_place, "consumed");
    int64_t received_at_us = result.card->rows[1].occurred_at_us;
    struct evn_wire_document_query document = {.seq = result.card->rows[0].seq};
    query = (struct evn_wire_ledger_query){.document = &document};
    EVN_MUST(site_query(&site, &query, &result, &why) == EVN_OK);
    EVN_MUST(result.document->n_records == 1);
    EVN_CHECK_EQ(result.document->records[0].quantity, 20);
    EVN_CHECK_TEXT(result.document->actor, "admin");
    struct evn_wire_as_of_query as_of = {.place = "wh-1", .item = "rice", .at_us = received_at_us};
    query = (struct evn_wire_ledger_query){.as_of = &as_of};
    EVN_MUST(site_query(&site, &query, &result, &why) == EVN_OK);
    EVN_CHECK_EQ(result.as_of->quantity, 50);
    site_close(&site);
}

/* The same bytes by eight connections, a hundred times: they are answered alike. */
static void one_command_a_hundred_times_acts_once(void)
{
    open_world("once");
    receive("wh-1", "rice", NULL, NULL, 1000);
    struct evn_wire_line line = site_line(ISSUE, "wh-1", NULL, "rice", NULL, NULL, 1);
    struct evn_wire_document document = {.lines = &line, .n_lines = 1};
    struct evn_wire_command command = {.id = site_id(&site), .document = &document};
    struct evn_bytes request = site_request(&site, &command);
    struct evn_client *client[8];
    char endpoint[EVN_ENDPOINT_MAX + 1];
    struct evn_key key;
    uint64_t first_seq = 0, corr;
    EVN_MUST(evn_site_public_key(&site.at, "ledger", &key) == EVN_OK);
    EVN_MUST(evn_site_endpoint(&site.at, "ledger", EVN_DOOR_INTERACTIVE, endpoint) == EVN_OK);
    int n_taken = 0, n_started = 0;
    for (int i = 0; i < 8; i++)
        EVN_MUST(evn_client_open(site.net, endpoint, &key, evn_port_interactive, &client[i]) ==
                 EVN_OK);
    int64_t until_us = evn_client_now_us() + (int64_t)SITE_WAIT_MS * 1000;
    while (n_taken < 100 && evn_client_now_us() < until_us) {
        if (n_started < 100 &&
            evn_client_start(client[n_started % 8], request, until_us, &corr) == EVN_OK)
            n_started++;
        for (int i = 0; i < 8; i++) {
            struct evn_reply got;
            evn_client_step(client[i]);
            while (evn_client_take(client[i], &got)) {
                struct evn_wire_reply reply;
                struct evn_refusal why;
                EVN_MUST(got.err == EVN_OK);
                evn_arena_reset(&site.arena);
                EVN_MUST(evn_reply_decode(got.bytes, &site.arena, &reply, &why) == EVN_OK);
                EVN_MUST(reply.n_answer == 1 && reply.answer[0].refusal == NULL);
                first_seq = first_seq == 0 ? reply.answer[0].first_seq : first_seq;
                EVN_CHECK_EQ(reply.answer[0].first_seq, first_seq);
                n_taken++;
            }
        }
    }
    EVN_CHECK_EQ(n_taken, 100);
    for (int i = 0; i < 8; i++)
        evn_client_close(&client[i]);
    EVN_CHECK_EQ(site_stock(&site, "wh-1", "rice"), 999);
    line.quantity = 2;
    EVN_CHECK_ERR(site_post(&site, &command, NULL).err, EVN_E_ID_CONFLICT);
    site_close(&site);
}

/* What every refusal for stock of this item says behind it. */
#define THERE                                                                                      \
    "; there, but not to be used: expired or too short-lived: 5, reserved: 50 (`evn claim list`)"

/* A refusal as a person reads it, without its instant, and the field and line at fault. */
static void expect_text(struct evn_refusal got, const char *want)
{
    char text[500], whole[600];
    got.at_us = INT64_MIN;
    evn_refusal_render(&got, EVN_LANG_EN, text, sizeof text);
    snprintf(whole, sizeof whole, "%s %s:%u %s", evn_err_name(got.err), got.field, got.line, text);
    EVN_CHECK_TEXT(whole, want);
}

static struct evn_refusal one_line(struct evn_wire_line line)
{
    return site_document(&site, &line, 1);
}

static void every_refusal_says_what_where_and_what_is_short(void)
{
    open_world("refusals");
    receive("wh-1", "rice", NULL, NULL, 50);
    receive("wh-1", "test", "OLD", "2020-01-31", 5);
    receive("wh-1", "test", "L1", "2099-01-31", 60);
    must(reserve("R1", "wh-1", "test", 50));
    struct evn_wire_line bad = site_line(RECEIVE, NULL, "wh-1", "rice", NULL, NULL, 1);
    struct evn_wire_pack pallet = {.pack = "pallet", .packs = 1};
    bad.packs = &pallet;
    bad.n_packs = 1;
    const struct {
        struct evn_refusal got;
        const char *want;
    } table[] = {
        {one_line(site_line(RECEIVE, NULL, "wh-9", "rice", NULL, NULL, 1)),
         "UNKNOWN_PLACE to:1 Place wh-9 is not registered"},
        {one_line(site_line(RECEIVE, NULL, "wh-1", "gold", NULL, NULL, 1)),
         "UNKNOWN_ITEM item:1 Item gold is not registered"},
        {one_line(site_line(RECEIVE, NULL, "wh-1", "test", NULL, "2099-01-31", 1)),
         "MISSING_FIELD lot:1 Field lot is missing"},
        {one_line(site_line(RECEIVE, NULL, "wh-1", "test", "L9", NULL, 1)),
         "MISSING_FIELD expiry:1 Field expiry is missing"},
        {one_line(site_line(RECEIVE, NULL, "wh-1", "test", "L1", "2098-01-31", 1)),
         "LOT_CONFLICT expiry:1 Lot L1 is known with another expiry"},
        {one_line(site_line(RECEIVE, "wh-2", "wh-1", "rice", NULL, NULL, 1)),
         "BAD_FIELD from:1 Field from is not valid: wh-2"},
        {one_line(site_line(RECEIVE, NULL, "wh-1", "rice", "X", NULL, 1)),
         "BAD_FIELD lot:1 Field lot is not valid: X"},
        {one_line(site_line(RECEIVE, NULL, "wh-1", "rice", NULL, NULL, 0)),
         "OUT_OF_RANGE quantity:1 Field quantity is 0; the limit is 1"},
        {one_line(bad), "BAD_UNIT packs:1 Unit pallet is not a pack level of this item"},
        {one_line(site_line(TRANSFER, "wh-1", "wh-1", "rice", NULL, NULL, 1)),
         "SAME_PLACE to:1 A transfer needs two different places"},
        {one_line(site_line(ISSUE, "wh-1", NULL, "rice", NULL, NULL, 51)),
         "SHORT_STOCK :1 Not enough rice at wh-1: 1 short at -"},
        {one_line(site_line(ISSUE, "wh-1", NULL, "test", NULL, NULL, 61)),
         "SHORT_STOCK expired:1 Not enough test at wh-1: 1 short at -" THERE},
        {one_line(site_line(ISSUE, "wh-1", NULL, "test", "NEW", NULL, 1)),
         "UNKNOWN_LOT lot:1 Lot NEW is not known"},
        {one_line(site_line(ISSUE, "wh-1", NULL, "test", "OLD", NULL, 1)),
         "EXPIRED :1 test/OLD expired on -"},
        {one_line(site_line(ISSUE, "wh-1", NULL, "test", NULL, NULL, 11)),
         "RESERVED :1 test at wh-1 is reserved for others: 1 short now" THERE},
        {reserve("R2", "wh-1", "test", 11),
         "SHORT_STOCK :1 Not enough test at wh-1: 1 short at -" THERE},
        {reserve("R2", "supplier", "test", 1),
         "BAD_FIELD place:1 Field place is not valid: supplier"},
        {ship("S-1", "", 11), "RESERVED :1 test at wh-1 is reserved for others: 1 short now" THERE},
        {receipt(1, 0, 0, 0), "NOT_SHIPPED S-1:1 Shipment S-1 has nothing aboard van-1: it never "
                              "left under that name, or all of it was received"},
        {receipt(0, 0, 0, 0), "MISSING_FIELD accepted:1 Field accepted is missing"},
    };
    for (size_t i = 0; i < sizeof table / sizeof *table; i++)
        expect_text(table[i].got, table[i].want);
    site_close(&site);
}

/* Every part of the memory is told, with its cap. */
static void the_status_tells_memory_by_part(void)
{
    const char *const names[] = {"accounts", "by-key",  "by-pool", "views",   "names",
                                 "lots",     "packs",   "ids",     "legs",    "hot",
                                 "held",     "waiting", "request", "decision"};
    struct evn_wire_operated told;
    open_world("memory");
    receive("wh-1", "rice", NULL, NULL, 70);
    site_operate(&site, EVN_OPERATE_STATUS, &told);
    EVN_MUST(told.status != NULL);
    const struct evn_wire_status *status = told.status;
    EVN_MUST(status->n_memory == sizeof names / sizeof *names);
    for (size_t i = 0; i < status->n_memory; i++)
        EVN_CHECK_TEXT(status->memory[i].name, names[i]);
    EVN_CHECK_EQ(status->memory[0].n, 2); /* supplier and wh-1 */
    EVN_CHECK_EQ(status->memory[0].n_max, 20000000);
    EVN_CHECK(status->memory[0].bytes >= 3 * 40);
    for (size_t i = status->n_memory - 2; i < status->n_memory; i++) {
        EVN_CHECK(status->memory[i].n > 0);
        EVN_CHECK_EQ(status->memory[i].n_max, 8 * 1024 * 1024);
    }
    site_close(&site);
}

static void views_of_another_format_are_made_again_by_the_start(void)
{
    char folder[EVN_PATH_MAX];
    open_world("format");
    receive("wh-1", "rice", NULL, NULL, 70);
    site_stop(&site, SITE_LEDGER, SIGTERM);
    EVN_MUST(evn_site_folder(&site.at, "ledger", folder) == EVN_OK);
    make_views_old(folder);
    site_start(&site, SITE_LEDGER);
    EVN_CHECK_EQ(site_stock(&site, "wh-1", "rice"), 70);
    receive("wh-1", "rice", NULL, NULL, 7);
    site_stop(&site, SITE_LEDGER, SIGTERM);
    site_start(&site, SITE_LEDGER);
    EVN_CHECK_EQ(site_stock(&site, "wh-1", "rice"), 77);
    site_close(&site);
}

int main(int argc, char **argv)
{
    static const struct evn_test_case tests[] = {
        EVN_TEST(an_item_made_at_the_registry_is_received_at_once),
        EVN_TEST(stock_moves_and_packs_are_counted_in_base_units),
        EVN_TEST(claims_keep_stock_and_a_shipment_uses_them),
        EVN_TEST(the_card_the_document_and_the_past_tell_the_same),
        EVN_TEST(one_command_a_hundred_times_acts_once),
        EVN_TEST(every_refusal_says_what_where_and_what_is_short),
        EVN_TEST(the_status_tells_memory_by_part),
        EVN_TEST(views_of_another_format_are_made_again_by_the_start),
    };
    return site_main(argc, argv, "ledger.service", tests, sizeof tests / sizeof *tests);
}
