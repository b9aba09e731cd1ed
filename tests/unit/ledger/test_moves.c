#include "services/ledger/core/rule.h"
#include "tests/lib/ledger_rig.h"
#include "tests/lib/suite.h"

static struct evn_rig rig;

/* One place of each kind, named by its number: "p1" to "p38"; rooms belong to p2. */
static void name_of(uint32_t kind, char out[8])
{
    snprintf(out, 8, "p%u", (unsigned)kind);
}

static void make_place(uint32_t kind, const char *id, uint32_t parent)
{
    struct evn_ledger_command c = evn_rig_command(&rig, EVN_COMMAND_PLACE);
    c.fact.id = evn_bytes_text(id);
    c.fact.place =
        (struct evn_place){.kind = kind, .offset_min = EVN_OFFSET_CHINA_MIN, .parent = parent};
    EVN_CHECK_OK(evn_rig_run(&rig, &c));
}

static void make_item(const char *id, enum evn_tracking tracking, bool equipment)
{
    struct evn_ledger_command c = evn_rig_command(&rig, EVN_COMMAND_ITEM);
    c.fact.id = evn_bytes_text(id);
    c.fact.item.tracking = tracking;
    c.fact.item.equipment = equipment;
    EVN_CHECK_OK(evn_rig_run(&rig, &c));
}

static void start(void)
{
    evn_rig_init(&rig, NULL);
    for (uint32_t kind = 1; kind <= EVN_PLACE_VIRTUAL_LAST; kind++) {
        char id[8];
        name_of(kind, id);
        uint32_t p2 = evn_dict_find(&rig.state.place_ids, 0, evn_bytes_text("p2"));
        if (evn_place_kind_known(kind))
            make_place(kind, id, evn_place_is_capacity(kind) ? p2 : 0);
    }
    make_item("rice", EVN_TRACKING_NONE, false);
    make_item("drug", EVN_TRACKING_LOT, false);
    make_item("vent", EVN_TRACKING_SERIAL, true);
    make_item("monitor", EVN_TRACKING_SERIAL, false);
}

static struct evn_ledger_line line_of(uint16_t kind, const char *from, const char *to,
                                      const char *item, const char *lot, int64_t qty)
{
    struct evn_ledger_line line = evn_rig_transfer(from, to, item, lot, qty, EVN_AT_NOW);
    line.kind = kind;
    return line;
}

static evn_err post_with(struct evn_ledger_line line, const char *reason)
{
    struct evn_ledger_command c = evn_rig_command(&rig, EVN_COMMAND_DOCUMENT);
    c.document.lines = &line;
    c.document.n_lines = 1;
    c.document.reason = evn_bytes_text(reason);
    evn_err err = evn_rig_run(&rig, &c);
    return err != EVN_OK ? err : rig.last.refusal.err;
}

static evn_err move(uint16_t kind, const char *from, const char *to, const char *item,
                    const char *lot, int64_t qty)
{
    return post_with(line_of(kind, from, to, item, lot, qty), "because");
}

static bool is_open(uint32_t k)
{
    return k == EVN_PLACE_WAREHOUSE || k == EVN_PLACE_HOSPITAL || k == EVN_PLACE_PHARMACY ||
           k == EVN_PLACE_ISOLATION_SITE || k == EVN_PLACE_RECEPTION_POINT ||
           k == EVN_PLACE_VEHICLE || k == EVN_PLACE_TRANSIT || k == EVN_PLACE_BIN;
}

/* What the specification says, written a second time. */
static bool may(uint32_t kind, uint32_t from, uint32_t to)
{
    bool stock_from = is_open(from) || from == EVN_PLACE_QUARANTINE;
    bool stock_to = is_open(to) || to == EVN_PLACE_QUARANTINE;
    bool away_from = from == EVN_PLACE_ON_LOAN || from == EVN_PLACE_MAINTENANCE;
    bool away_to = to == EVN_PLACE_ON_LOAN || to == EVN_PLACE_MAINTENANCE;
    switch (kind) {
    case EVN_RECORD_RECEIVE:
        return from == EVN_PLACE_SUPPLIER && stock_to;
    case EVN_RECORD_ISSUE:
    case EVN_RECORD_DISPENSE:
        return stock_from && to == EVN_PLACE_CONSUMED;
    case EVN_RECORD_TRANSFER:
        return stock_from && stock_to;
    case EVN_RECORD_ADJUST:
        return (from == EVN_PLACE_FOUND &&
                (stock_to || away_to || to == EVN_PLACE_CAPACITY_FREE)) ||
               (to == EVN_PLACE_LOST &&
                (stock_from || away_from || from == EVN_PLACE_CAPACITY_FREE));
    case EVN_RECORD_DESTROY:
        return (stock_from || away_from) && to == EVN_PLACE_DESTROYED;
    case EVN_RECORD_RETURN:
        return (from == EVN_PLACE_CONSUMED && stock_to) || (stock_from && to == EVN_PLACE_SUPPLIER);
    case EVN_RECORD_RECALL_RETURN:
        return (is_open(from) && to == EVN_PLACE_QUARANTINE) ||
               (stock_from && to == EVN_PLACE_SUPPLIER);
    case EVN_RECORD_QUARANTINE:
        return (is_open(from) && to == EVN_PLACE_QUARANTINE) ||
               (from == EVN_PLACE_QUARANTINE && is_open(to));
    case EVN_RECORD_OCCUPY:
        return from == EVN_PLACE_CAPACITY_FREE && to == EVN_PLACE_CAPACITY_OCCUPIED;
    case EVN_RECORD_FREE:
        return from == EVN_PLACE_CAPACITY_OCCUPIED && to == EVN_PLACE_CAPACITY_FREE;
    case EVN_RECORD_LEND:
        return stock_from && away_to;
    case EVN_RECORD_GIVE_BACK:
        return away_from && stock_to;
    default:
        return false;
    }
}

static evn_err receive(const char *item, const char *lot, const char *expiry, int64_t qty)
{
    struct evn_ledger_line line = evn_rig_receive("p1", item, lot, expiry, qty, EVN_AT_NOW);
    line.from = evn_bytes_text("p32");
    return post_with(line, "");
}

static void each_kind_goes_where_the_specification_says_and_nowhere_else(void)
{
    char from[8], to[8];
    uint32_t n = 0;
    start();
    for (uint32_t kind = 0; kind <= 64; kind++)
        for (uint32_t f = 1; f <= EVN_PLACE_VIRTUAL_LAST; f++)
            for (uint32_t t = 1; t <= EVN_PLACE_VIRTUAL_LAST; t++) {
                if (f == t || !evn_place_kind_known(f) || !evn_place_kind_known(t))
                    continue;
                bool lends = kind == EVN_RECORD_LEND || kind == EVN_RECORD_GIVE_BACK;
                name_of(f, from);
                name_of(t, to);
                evn_err err = move((uint16_t)kind, from, to, lends ? "monitor" : "rice",
                                   lends ? "none" : NULL, 1);
                /* The place is right when what is wrong is the stock, or that it is no equipment.
                 */
                bool right =
                    err == EVN_OK || err == EVN_E_SHORT_STOCK || err == EVN_E_NOT_EQUIPMENT;
                if (right != may(kind, f, t))
                    printf("\n    kind %u, %s to %s: %s\n", (unsigned)kind, from, to,
                           evn_err_name(err));
                CU_ASSERT_EQUAL(right, may(kind, f, t));
                CU_ASSERT(right || err == EVN_E_BAD_FIELD || err == EVN_E_SAME_PLACE);
                n += right;
            }
    EVN_CHECK(n > 200);
    evn_rig_fini(&rig);
}

static void an_adjustment_needs_a_reason_and_goes_up_and_down(void)
{
    start();
    struct evn_ledger_line up = line_of(EVN_RECORD_ADJUST, "p36", "p1", "drug", "L1", 10);
    EVN_CHECK_ERR(post_with(up, ""), EVN_E_MISSING_FIELD);
    EVN_CHECK_TEXT(rig.last.refusal.field, "reason");
    EVN_CHECK_ERR(post_with(up, "found"), EVN_E_MISSING_FIELD);
    EVN_CHECK_TEXT(rig.last.refusal.field, "expiry");
    EVN_CHECK_OK(evn_day_parse("2023-05-01", &up.expiry));
    EVN_CHECK_OK(post_with(up, "found"));
    up.expiry = EVN_DAY_NONE;
    EVN_CHECK_OK(post_with(up, "found"));
    EVN_CHECK_EQ(evn_rig_balance(&rig, "p1", "drug", "L1"), 20);
    EVN_CHECK_OK(evn_day_parse("2024-05-01", &up.expiry));
    EVN_CHECK_ERR(post_with(up, "found"), EVN_E_LOT_CONFLICT);
    struct evn_ledger_line down = line_of(EVN_RECORD_ADJUST, "p1", "p35", "drug", NULL, 8);
    EVN_CHECK_ERR(post_with(down, "lost"), EVN_E_MISSING_FIELD);
    EVN_CHECK_TEXT(rig.last.refusal.field, "lot");
    down.lot = evn_bytes_text("L1");
    EVN_CHECK_OK(post_with(down, "lost"));
    down.qty = 13;
    EVN_CHECK_ERR(post_with(down, "lost"), EVN_E_SHORT_STOCK);
    EVN_CHECK_EQ(evn_rig_balance(&rig, "p1", "drug", "L1"), 12);
    EVN_CHECK_EQ(evn_rig_balance(&rig, "p35", "drug", "L1"), 8);
    EVN_CHECK_EQ(evn_rig_balance(&rig, "p36", "drug", "L1"), -20);
    evn_rig_fini(&rig);
}

static void expired_stock_may_be_destroyed_returned_and_put_apart_but_not_used(void)
{
    start();
    EVN_CHECK_OK(receive("drug", "OLD", "2022-11-01", 10));
    EVN_CHECK_ERR(move(EVN_RECORD_DISPENSE, "p1", "p33", "drug", "OLD", 1), EVN_E_EXPIRED);
    EVN_CHECK_ERR(move(EVN_RECORD_DISPENSE, "p1", "p33", "drug", NULL, 1), EVN_E_SHORT_STOCK);
    EVN_CHECK_OK(move(EVN_RECORD_QUARANTINE, "p1", "p8", "drug", "OLD", 4));
    EVN_CHECK_OK(move(EVN_RECORD_QUARANTINE, "p8", "p1", "drug", "OLD", 1));
    EVN_CHECK_OK(move(EVN_RECORD_DESTROY, "p1", "p34", "drug", "OLD", 2));
    EVN_CHECK_OK(move(EVN_RECORD_RECALL_RETURN, "p1", "p32", "drug", "OLD", 2));
    EVN_CHECK_OK(move(EVN_RECORD_RETURN, "p1", "p32", "drug", "OLD", 1));
    EVN_CHECK_EQ(evn_rig_balance(&rig, "p1", "drug", "OLD"), 2);
    EVN_CHECK_EQ(evn_rig_balance(&rig, "p8", "drug", "OLD"), 3);
    evn_rig_fini(&rig);
}

static void equipment_is_lent_and_given_back_and_never_used_up(void)
{
    start();
    EVN_CHECK_OK(receive("vent", "S1", NULL, 1));
    EVN_CHECK_OK(receive("monitor", "M1", NULL, 1));
    EVN_CHECK_ERR(move(EVN_RECORD_ISSUE, "p1", "p33", "vent", "S1", 1), EVN_E_EQUIPMENT);
    EVN_CHECK_ERR(move(EVN_RECORD_DISPENSE, "p1", "p33", "vent", "S1", 1), EVN_E_EQUIPMENT);
    EVN_CHECK_ERR(move(EVN_RECORD_LEND, "p1", "p12", "monitor", "M1", 1), EVN_E_NOT_EQUIPMENT);
    EVN_CHECK_OK(move(EVN_RECORD_LEND, "p1", "p12", "vent", "S1", 1));
    EVN_CHECK_ERR(move(EVN_RECORD_LEND, "p1", "p12", "vent", "S1", 1), EVN_E_SHORT_STOCK);
    EVN_CHECK_ERR(move(EVN_RECORD_ADJUST, "p36", "p1", "vent", "S1", 1), EVN_E_WRONG_STATE);
    EVN_CHECK_OK(move(EVN_RECORD_GIVE_BACK, "p12", "p2", "vent", "S1", 1));
    EVN_CHECK_OK(move(EVN_RECORD_LEND, "p2", "p13", "vent", "S1", 1));
    EVN_CHECK_EQ(evn_rig_balance(&rig, "p13", "vent", "S1"), 1);
    EVN_CHECK_OK(move(EVN_RECORD_ISSUE, "p1", "p33", "monitor", "M1", 1));
    EVN_CHECK_OK(move(EVN_RECORD_RETURN, "p33", "p1", "monitor", "M1", 1));
    EVN_CHECK_ERR(move(EVN_RECORD_RETURN, "p33", "p1", "monitor", "M1", 1), EVN_E_WRONG_STATE);
    evn_rig_fini(&rig);
}

static void beds_are_occupied_and_freed_within_one_place(void)
{
    start();
    uint32_t p4 = evn_dict_find(&rig.state.place_ids, 0, evn_bytes_text("p4"));
    make_place(EVN_PLACE_CAPACITY_OCCUPIED, "p4/occupied", p4);
    EVN_CHECK_OK(move(EVN_RECORD_ADJUST, "p36", "p10", "rice", NULL, 2));
    EVN_CHECK_ERR(move(EVN_RECORD_OCCUPY, "p10", "p4/occupied", "rice", NULL, 1), EVN_E_BAD_FIELD);
    EVN_CHECK_OK(move(EVN_RECORD_OCCUPY, "p10", "p11", "rice", NULL, 2));
    EVN_CHECK_ERR(move(EVN_RECORD_OCCUPY, "p10", "p11", "rice", NULL, 1), EVN_E_SHORT_STOCK);
    EVN_CHECK_OK(move(EVN_RECORD_FREE, "p11", "p10", "rice", NULL, 1));
    EVN_CHECK_EQ(evn_rig_balance(&rig, "p10", "rice", NULL), 1);
    EVN_CHECK_EQ(evn_rig_balance(&rig, "p11", "rice", NULL), 1);
    evn_rig_fini(&rig);
}

int main(int argc, char **argv)
{
    static const struct evn_test_case tests[] = {
        EVN_TEST(each_kind_goes_where_the_specification_says_and_nowhere_else),
        EVN_TEST(an_adjustment_needs_a_reason_and_goes_up_and_down),
        EVN_TEST(expired_stock_may_be_destroyed_returned_and_put_apart_but_not_used),
        EVN_TEST(equipment_is_lent_and_given_back_and_never_used_up),
        EVN_TEST(beds_are_occupied_and_freed_within_one_place),
    };
    return evn_test_main(argc, argv, "ledger.moves", tests, sizeof tests / sizeof *tests);
}
