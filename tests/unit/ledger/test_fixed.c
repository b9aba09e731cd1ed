/* What a place, a lot and a kit stand for is held: closed places, bills of kits, what comes back.
 */
#include "tests/lib/ledger_rig.h"
#include "tests/lib/suite.h"

static struct evn_rig rig;

static uint32_t item_number(const char *id)
{
    return evn_dict_find(&rig.state.item_ids, 0, evn_bytes_text(id));
}

/* Version `version` of what "pack" is made of: so much rice. */
static void make_bill(uint32_t version, int64_t rice)
{
    const struct evn_kit kit = {.item = item_number("pack"),
                                .version = version,
                                .n_parts = 1,
                                .part = {{item_number("rice"), rice}}};
    evn_buf_clear(&rig.events);
    EVN_CHECK_OK(evn_kit_write(&rig.events, &kit));
    struct evn_bytes frame = evn_bytes_of(rig.events.at, rig.events.len);
    EVN_CHECK_OK(evn_ledger_apply_all(&rig.state, frame));
    EVN_CHECK_OK(evn_buf_add(&rig.log, frame));
}

static void put_place(const char *id, enum evn_place_kind kind, uint32_t parent, int64_t closed_us)
{
    struct evn_ledger_command c = evn_rig_command(&rig, EVN_COMMAND_PLACE);
    c.fact.id = evn_bytes_text(id);
    c.fact.place = (struct evn_place){.kind = kind,
                                      .offset_min = EVN_OFFSET_CHINA_MIN,
                                      .parent = parent,
                                      .closed_at_us = closed_us};
    EVN_CHECK_OK(evn_rig_run(&rig, &c));
}

static void start(void)
{
    evn_rig_init(&rig, NULL);
    evn_rig_item(&rig, "rice", EVN_TRACKING_NONE);
    evn_rig_item(&rig, "pack", EVN_TRACKING_LOT);
    put_place("wh", EVN_PLACE_WAREHOUSE, 0, 0);
    put_place("bin", EVN_PLACE_BIN, 1, 0);
    put_place("hosp", EVN_PLACE_HOSPITAL, 0, 0);
    evn_rig_place(&rig, "supplier", EVN_PLACE_SUPPLIER);
    evn_rig_place(&rig, "consumed", EVN_PLACE_CONSUMED);
    evn_rig_place(&rig, "found", EVN_PLACE_FOUND);
    evn_rig_place(&rig, "made", EVN_PLACE_MADE);
}

static evn_err move(uint16_t kind, const char *from, const char *to, int64_t qty, int64_t at_us,
                    const char *reason)
{
    struct evn_ledger_line line = evn_rig_transfer(from, to, "rice", NULL, qty, at_us);
    struct evn_ledger_command c = evn_rig_command(&rig, EVN_COMMAND_DOCUMENT);
    line.kind = kind;
    c.document.lines = &line;
    c.document.n_lines = 1;
    c.document.reason = evn_bytes_text(reason);
    evn_err err = evn_rig_run(&rig, &c);
    return err != EVN_OK ? err : rig.last.refusal.err;
}

static evn_err receive(int64_t qty)
{
    return move(EVN_RECORD_RECEIVE, "supplier", "wh", qty, EVN_AT_NOW, "");
}

static evn_err kit(bool apart, const char *lot, int64_t qty)
{
    struct evn_ledger_command c = evn_rig_command(&rig, EVN_COMMAND_KIT);
    c.kit = (struct evn_ledger_kit){.apart = apart,
                                    .place = evn_bytes_text("wh"),
                                    .item = evn_bytes_text("pack"),
                                    .lot = evn_bytes_text(lot),
                                    .made = evn_bytes_text("made"),
                                    .claim = evn_bytes_text(""),
                                    .reason = evn_bytes_text(""),
                                    .note = evn_bytes_text(""),
                                    .expiry = EVN_DAY_NONE,
                                    .qty = qty,
                                    .occurred_at_us = EVN_AT_NOW};
    if (!apart)
        EVN_CHECK_OK(evn_day_parse("2024-01-01", &c.kit.expiry));
    evn_err err = evn_rig_run(&rig, &c);
    return err != EVN_OK ? err : rig.last.refusal.err;
}

static void kits_are_taken_apart_by_the_bill_they_were_made_by(void)
{
    start();
    make_bill(1, 9);
    EVN_CHECK_OK(receive(100));
    EVN_CHECK_OK(kit(false, "K1", 3));
    EVN_CHECK_EQ(evn_rig_balance(&rig, "wh", "rice", NULL), 73);
    make_bill(2, 9); /* said again, the same */
    make_bill(3, 10);
    EVN_CHECK_ERR(kit(false, "K1", 1), EVN_E_OTHER_BILL);
    EVN_CHECK_OK(kit(false, "K2", 1));
    EVN_CHECK_EQ(evn_rig_balance(&rig, "wh", "rice", NULL), 63);
    EVN_CHECK_OK(kit(true, "K1", 2));
    EVN_CHECK_EQ(evn_rig_balance(&rig, "wh", "rice", NULL), 63 + 18);
    EVN_CHECK_OK(kit(true, "K2", 1));
    EVN_CHECK_EQ(evn_rig_balance(&rig, "wh", "rice", NULL), 81 + 10);
    EVN_CHECK_EQ(evn_rig_balance(&rig, "made", "rice", NULL), 9);
    /* Read again from the log, the last one comes apart into what went in. */
    struct evn_ledger_limits limits = evn_ledger_limits_usual();
    struct evn_ledger_state again;
    EVN_CHECK_OK(evn_ledger_state_init(&again, &limits, 0));
    EVN_CHECK_OK(evn_ledger_apply_all(&again, evn_bytes_of(rig.log.at, rig.log.len)));
    EVN_CHECK(memcmp(&again.digest, &rig.state.digest, sizeof again.digest) == 0);
    uint32_t lot = evn_dict_find(&again.lot_codes, item_number("pack"), evn_bytes_text("K1"));
    EVN_CHECK_EQ(evn_ledger_lot(&again, lot)->bill, 1);
    EVN_CHECK_EQ(evn_kits_bill(&again.kits, item_number("pack"), 2)->part[0].qty, 9);
    EVN_CHECK_EQ(evn_kits_bill(&again.kits, item_number("pack"), 3)->part[0].qty, 10);
    evn_ledger_state_fini(&again);
    evn_rig_fini(&rig);
}

static void kits_of_an_unknown_bill_stay_whole_once_the_bill_changed(void)
{
    start();
    make_bill(1, 9);
    struct evn_ledger_line line = evn_rig_receive("wh", "pack", "B", "2024-01-01", 5, EVN_AT_NOW);
    EVN_CHECK_OK(evn_rig_post(&rig, &line, 1));
    EVN_CHECK_ERR(kit(true, "B", 1), EVN_E_SHORT_STOCK);
    make_bill(2, 10);
    EVN_CHECK_ERR(kit(true, "B", 1), EVN_E_OTHER_BILL);
    EVN_CHECK_EQ(rig.last.refusal.have, 2);
    evn_rig_fini(&rig);
}

static void a_closed_place_takes_nothing_in_and_gives_out(void)
{
    start();
    int64_t closed_us = rig.now_us - INT64_C(3600) * EVN_US_PER_S;
    EVN_CHECK_OK(receive(100));
    EVN_CHECK_OK(move(EVN_RECORD_TRANSFER, "wh", "hosp", 10, EVN_AT_NOW, ""));
    EVN_CHECK_OK(move(EVN_RECORD_ISSUE, "wh", "consumed", 10, EVN_AT_NOW, ""));
    put_place("wh", EVN_PLACE_WAREHOUSE, 0, closed_us);
    EVN_CHECK_ERR(receive(1), EVN_E_CLOSED);
    EVN_CHECK_TEXT(rig.last.refusal.subject, "wh");
    EVN_CHECK_TEXT(rig.last.refusal.field, "to");
    EVN_CHECK_ERR(move(EVN_RECORD_TRANSFER, "hosp", "wh", 1, EVN_AT_NOW, ""), EVN_E_CLOSED);
    EVN_CHECK_ERR(move(EVN_RECORD_TRANSFER, "hosp", "bin", 1, EVN_AT_NOW, ""), EVN_E_CLOSED);
    EVN_CHECK_ERR(move(EVN_RECORD_RETURN, "consumed", "wh", 1, EVN_AT_NOW, ""), EVN_E_CLOSED);
    EVN_CHECK_OK(move(EVN_RECORD_RECEIVE, "supplier", "wh", 1, closed_us - 1, ""));
    EVN_CHECK_OK(move(EVN_RECORD_TRANSFER, "wh", "bin", 5, EVN_AT_NOW, ""));
    EVN_CHECK_OK(move(EVN_RECORD_TRANSFER, "wh", "hosp", 5, EVN_AT_NOW, ""));
    EVN_CHECK_OK(move(EVN_RECORD_ISSUE, "wh", "consumed", 5, EVN_AT_NOW, ""));
    EVN_CHECK_OK(move(EVN_RECORD_ADJUST, "found", "wh", 1, EVN_AT_NOW, "found"));
    put_place("wh", EVN_PLACE_WAREHOUSE, 0, 0);
    EVN_CHECK_OK(receive(1));
    evn_rig_fini(&rig);
}

static evn_err ship(const char *shipment)
{
    const struct evn_ledger_ship_line line = {.from = evn_bytes_text("wh"),
                                              .item = evn_bytes_text("rice"),
                                              .stop = evn_bytes_text("point"),
                                              .qty = 5};
    struct evn_ledger_command c = evn_rig_command(&rig, EVN_COMMAND_SHIP);
    c.ship = (struct evn_ledger_ship){.shipment = evn_bytes_text(shipment),
                                      .vehicle = evn_bytes_text("van"),
                                      .claim = evn_bytes_text(""),
                                      .occurred_at_us = EVN_AT_NOW,
                                      .lines = &line,
                                      .n_lines = 1};
    evn_err err = evn_rig_run(&rig, &c);
    return err != EVN_OK ? err : rig.last.refusal.err;
}

static void nothing_is_shipped_for_a_stop_that_is_closed(void)
{
    start();
    EVN_CHECK_OK(receive(100));
    evn_rig_place(&rig, "van", EVN_PLACE_VEHICLE);
    put_place("point", EVN_PLACE_RECEPTION_POINT, 0, 0);
    EVN_CHECK_OK(ship("S1"));
    put_place("point", EVN_PLACE_RECEPTION_POINT, 0, rig.now_us);
    EVN_CHECK_ERR(ship("S2"), EVN_E_CLOSED);
    EVN_CHECK_TEXT(rig.last.refusal.field, "stop");
    EVN_CHECK_TEXT(rig.last.refusal.subject, "point");
    put_place("point", EVN_PLACE_RECEPTION_POINT, 0, 0);
    EVN_CHECK_OK(ship("S2"));
    evn_rig_fini(&rig);
}

static void more_comes_back_than_is_out_only_with_a_reason(void)
{
    start();
    EVN_CHECK_OK(receive(100));
    EVN_CHECK_OK(move(EVN_RECORD_ISSUE, "wh", "consumed", 10, EVN_AT_NOW, ""));
    EVN_CHECK_ERR(move(EVN_RECORD_RETURN, "consumed", "wh", 11, EVN_AT_NOW, ""), EVN_E_NOT_ISSUED);
    EVN_CHECK_EQ(rig.last.refusal.have, 10);
    EVN_CHECK_EQ(rig.last.refusal.want, 11);
    EVN_CHECK_TEXT(rig.last.refusal.place, "wh");
    EVN_CHECK_OK(move(EVN_RECORD_RETURN, "consumed", "wh", 6, EVN_AT_NOW, ""));
    struct evn_ledger_line twice[2] = {
        evn_rig_transfer("consumed", "wh", "rice", NULL, 3, EVN_AT_NOW),
        evn_rig_transfer("consumed", "hosp", "rice", NULL, 2, EVN_AT_NOW)};
    twice[0].kind = twice[1].kind = EVN_RECORD_RETURN;
    EVN_CHECK_ERR(evn_rig_post(&rig, twice, 2), EVN_E_NOT_ISSUED);
    EVN_CHECK_EQ(rig.last.refusal.line, 2);
    twice[1].qty = 1;
    EVN_CHECK_OK(evn_rig_post(&rig, twice, 2));
    EVN_CHECK_OK(move(EVN_RECORD_RETURN, "consumed", "wh", 7, EVN_AT_NOW, "old stock"));
    EVN_CHECK_OK(move(EVN_RECORD_RETURN, "wh", "supplier", 50, EVN_AT_NOW, ""));
    evn_rig_fini(&rig);
}

static void nothing_is_made_after_it_expired(void)
{
    start();
    struct evn_ledger_line line = evn_rig_receive("wh", "pack", "B", "2022-11-10", 5, EVN_AT_NOW);
    EVN_CHECK_OK(evn_day_parse("2022-11-11", &line.made));
    EVN_CHECK_ERR(evn_rig_post(&rig, &line, 1), EVN_E_BAD_DATE);
    EVN_CHECK_TEXT(rig.last.refusal.field, "made");
    line.made = line.expiry;
    EVN_CHECK_OK(evn_rig_post(&rig, &line, 1));
    evn_rig_fini(&rig);
}

static void a_hold_is_released_and_not_reversed(void)
{
    start();
    struct evn_ledger_line line = evn_rig_receive("wh", "pack", "B", "2024-01-01", 5, EVN_AT_NOW);
    EVN_CHECK_OK(evn_rig_post(&rig, &line, 1));
    const struct evn_ledger_lot_line held = {
        .item = evn_bytes_text("pack"), .lot = evn_bytes_text("B"), .place = evn_bytes_text("wh")};
    struct evn_ledger_command c = evn_rig_command(&rig, EVN_COMMAND_HOLD_PUT);
    c.hold = (struct evn_ledger_hold){.lines = &held,
                                      .n_lines = 1,
                                      .reason = evn_bytes_text("bad"),
                                      .note = evn_bytes_text(""),
                                      .authority = evn_bytes_text(""),
                                      .level = evn_bytes_text("")};
    EVN_CHECK_OK(evn_rig_run(&rig, &c));
    struct evn_record record = {.kind = EVN_RECORD_HOLD_PUT};
    const struct evn_ledger_original original = {.document = rig.last.row.seq,
                                                 .records = &record,
                                                 .seqs = &rig.last.row.seq,
                                                 .n_records = 1,
                                                 .shipment = evn_bytes_text("")};
    c = evn_rig_command(&rig, EVN_COMMAND_REVERSE);
    c.reverse = (struct evn_ledger_reverse){.document = original.document,
                                            .reason = evn_bytes_text("mistake"),
                                            .note = evn_bytes_text(""),
                                            .original = &original};
    EVN_CHECK_OK(evn_rig_run(&rig, &c));
    EVN_CHECK_ERR(rig.last.refusal.err, EVN_E_NO_REVERSAL);
    char text[400];
    evn_refusal_render(&rig.last.refusal, EVN_LANG_EN, text, sizeof text);
    EVN_CHECK(strstr(text, "hold release") != NULL);
    evn_rig_fini(&rig);
}

int main(int argc, char **argv)
{
    static const struct evn_test_case tests[] = {
        EVN_TEST(kits_are_taken_apart_by_the_bill_they_were_made_by),
        EVN_TEST(kits_of_an_unknown_bill_stay_whole_once_the_bill_changed),
        EVN_TEST(a_closed_place_takes_nothing_in_and_gives_out),
        EVN_TEST(nothing_is_shipped_for_a_stop_that_is_closed),
        EVN_TEST(more_comes_back_than_is_out_only_with_a_reason),
        EVN_TEST(nothing_is_made_after_it_expired),
        EVN_TEST(a_hold_is_released_and_not_reversed),
    };
    return evn_test_main(argc, argv, "ledger.fixed", tests, sizeof tests / sizeof *tests);
}
