#include "services/ledger/wire.h"

#include "services/ledger/wire_count.h"
#include "services/ledger/wire_hold.h"
#include "services/ledger/wire_moves.h"

#define PROTO(name_) "evernormal.ledger.v1." name_
#define BIT(i_)      (UINT64_C(1) << (i_))

static const struct evn_wire_field pack_fields[] = {
    EVN_FIELD_TEXT(1, TEXT, struct evn_wire_pack, pack, EVN_REQUIRED, 1),
    EVN_FIELD_NUMBER(2, I64, struct evn_wire_pack, packs, EVN_REQUIRED, 1, INT64_MAX),
};
const struct evn_wire_message evn_ledger_pack_table =
    EVN_MESSAGE(PROTO("PackCount"), struct evn_wire_pack, pack_fields);

static const struct evn_wire_field line_fields[] = {
    EVN_FIELD_NUMBER(1, ENUM, struct evn_wire_line, kind, EVN_REQUIRED, 1, 22),
    EVN_FIELD_TEXT(2, CODE, struct evn_wire_line, from, 0, 1),
    EVN_FIELD_TEXT(3, CODE, struct evn_wire_line, to, 0, 1),
    EVN_FIELD_TEXT(4, CODE, struct evn_wire_line, item, EVN_REQUIRED, 1),
    EVN_FIELD_TEXT(5, TEXT, struct evn_wire_line, lot, 0, 1),
    EVN_FIELD_PLAIN(6, DAY, struct evn_wire_line, expiry, 0),
    EVN_FIELD_PLAIN(7, DAY, struct evn_wire_line, made, 0),
    EVN_FIELD_TEXT(8, TEXT, struct evn_wire_line, owner, 0, 1),
    EVN_FIELD_NUMBER(9, I64, struct evn_wire_line, quantity, 0, 1, INT64_MAX),
    EVN_FIELD_LIST(10, MSG, struct evn_wire_line, packs, 0, 0, 6, &evn_ledger_pack_table),
    EVN_FIELD_NUMBER(11, I64, struct evn_wire_line, occurred_at_us, 0, EVN_AT_MIN_US,
                     EVN_AT_MAX_US),
    EVN_FIELD_TEXT(12, CODE, struct evn_wire_line, claim, 0, 1),
    EVN_FIELD_NUMBER(13, U32, struct evn_wire_line, vvm_stage, 0, 0, 4),
    EVN_FIELD_PLAIN(20, BOOL, struct evn_wire_line, override, 0),
};
static const struct evn_wire_sets line_sets = {
    .required = BIT(0) | BIT(3), .days = BIT(5) | BIT(6)}; /* kind, item; expiry, made */
static const struct evn_wire_message line_table =
    EVN_MESSAGE_SETS(PROTO("Line"), struct evn_wire_line, line_fields, &line_sets);

static const struct evn_wire_field document_fields[] = {
    EVN_FIELD_LIST(1, MSG, struct evn_wire_document, lines, EVN_REQUIRED | EVN_LINES, 1,
                   EVN_LEDGER_LINES_MAX, &line_table),
    EVN_FIELD_TEXT(2, CODE, struct evn_wire_document, reason, 0, 1),
    EVN_FIELD_TEXT(3, TEXT, struct evn_wire_document, note, 0, 1),
    EVN_FIELD_TEXT(4, TEXT, struct evn_wire_document, reference, 0, 1),
    EVN_FIELD_TEXT(20, CODE, struct evn_wire_document, expected, 0, 1),
    EVN_FIELD_TEXT(100, TEXT, struct evn_wire_document, recipient, 0, 1),
};
static const struct evn_wire_sets document_sets = {.required = BIT(0)}; /* lines */
static const struct evn_wire_message document_table = EVN_MESSAGE_SETS(
    PROTO("DocumentCommand"), struct evn_wire_document, document_fields, &document_sets);

static const struct evn_wire_field reserve_line_fields[] = {
    EVN_FIELD_TEXT(1, CODE, struct evn_wire_reserve_line, place, EVN_REQUIRED, 1),
    EVN_FIELD_TEXT(2, CODE, struct evn_wire_reserve_line, item, EVN_REQUIRED, 1),
    EVN_FIELD_NUMBER(3, I64, struct evn_wire_reserve_line, quantity, EVN_REQUIRED, 1, INT64_MAX),
    EVN_FIELD_TEXT(4, TEXT, struct evn_wire_reserve_line, lot, 0, 1),
};
const struct evn_wire_message evn_reserve_line_table =
    EVN_MESSAGE(PROTO("ReserveLine"), struct evn_wire_reserve_line, reserve_line_fields);

static const struct evn_wire_field reserve_fields[] = {
    EVN_FIELD_TEXT(1, CODE, struct evn_wire_reserve, owner, EVN_REQUIRED, 1),
    EVN_FIELD_NUMBER(2, U32, struct evn_wire_reserve, priority, 0, 0, 1000000),
    EVN_FIELD_NUMBER(3, I64, struct evn_wire_reserve, expires_at_us, 0, EVN_AT_MIN_US,
                     EVN_AT_MAX_US),
    EVN_FIELD_LIST(4, MSG, struct evn_wire_reserve, lines, EVN_REQUIRED | EVN_LINES, 1,
                   EVN_LEDGER_LINES_MAX, &evn_reserve_line_table),
    EVN_FIELD_PLAIN(20, BOOL, struct evn_wire_reserve, earmark, 0),
};
static const struct evn_wire_message reserve_table =
    EVN_MESSAGE(PROTO("Reserve"), struct evn_wire_reserve, reserve_fields);

static const struct evn_wire_field release_fields[] = {
    EVN_FIELD_TEXT(1, CODE, struct evn_wire_release, owner, EVN_REQUIRED, 1),
    EVN_FIELD_LIST(2, MSG, struct evn_wire_release, lines, EVN_LINES, 0, EVN_LEDGER_LINES_MAX,
                   &evn_reserve_line_table),
};
static const struct evn_wire_message release_table =
    EVN_MESSAGE(PROTO("Release"), struct evn_wire_release, release_fields);

static const struct evn_wire_field ship_line_fields[] = {
    EVN_FIELD_TEXT(1, CODE, struct evn_wire_ship_line, from, EVN_REQUIRED, 1),
    EVN_FIELD_TEXT(2, CODE, struct evn_wire_ship_line, item, EVN_REQUIRED, 1),
    EVN_FIELD_NUMBER(3, I64, struct evn_wire_ship_line, quantity, EVN_REQUIRED, 1, INT64_MAX),
    EVN_FIELD_TEXT(4, CODE, struct evn_wire_ship_line, stop, EVN_REQUIRED, 1),
};
static const struct evn_wire_message ship_line_table =
    EVN_MESSAGE(PROTO("ShipLine"), struct evn_wire_ship_line, ship_line_fields);

static const struct evn_wire_field ship_fields[] = {
    EVN_FIELD_TEXT(1, CODE, struct evn_wire_ship, shipment, EVN_REQUIRED, 1),
    EVN_FIELD_TEXT(2, CODE, struct evn_wire_ship, vehicle, EVN_REQUIRED, 1),
    EVN_FIELD_TEXT(3, CODE, struct evn_wire_ship, claim, 0, 1),
    EVN_FIELD_LIST(4, MSG, struct evn_wire_ship, lines, EVN_REQUIRED | EVN_LINES, 1,
                   EVN_LEDGER_LINES_MAX, &ship_line_table),
    EVN_FIELD_NUMBER(5, I64, struct evn_wire_ship, occurred_at_us, 0, EVN_AT_MIN_US, EVN_AT_MAX_US),
};
static const struct evn_wire_message ship_table =
    EVN_MESSAGE(PROTO("Ship"), struct evn_wire_ship, ship_fields);

#define RECEIPT_QTY(tag_, name_, member_)                                                          \
    {                                                                                              \
        .name = name_, .tag = tag_, .kind = EVN_WIRE_I64, .size = sizeof(int64_t),                 \
        .offset = offsetof(struct evn_wire_receipt_line, member_), .min = 1, .max = INT64_MAX      \
    }
static const struct evn_wire_field receipt_line_fields[] = {
    EVN_FIELD_TEXT(1, CODE, struct evn_wire_receipt_line, item, EVN_REQUIRED, 1),
    EVN_FIELD_TEXT(2, TEXT, struct evn_wire_receipt_line, lot, 0, 1),
    RECEIPT_QTY(3, "accepted", accepted),
    RECEIPT_QTY(4, "short", short_),
    RECEIPT_QTY(5, "damaged", damaged),
    RECEIPT_QTY(6, "refused", refused),
    RECEIPT_QTY(7, "over", over),
    RECEIPT_QTY(8, "wrong", wrong),
    EVN_FIELD_TEXT(9, TEXT, struct evn_wire_receipt_line, wrong_lot, 0, 1),
    EVN_FIELD_PLAIN(10, DAY, struct evn_wire_receipt_line, wrong_expiry, 0),
};
static const struct evn_wire_message receipt_line_table =
    EVN_MESSAGE(PROTO("ReceiptLine"), struct evn_wire_receipt_line, receipt_line_fields);

static const struct evn_wire_field receipt_fields[] = {
    EVN_FIELD_TEXT(1, CODE, struct evn_wire_receipt, shipment, EVN_REQUIRED, 1),
    EVN_FIELD_TEXT(2, CODE, struct evn_wire_receipt, vehicle, EVN_REQUIRED, 1),
    EVN_FIELD_TEXT(3, CODE, struct evn_wire_receipt, to, EVN_REQUIRED, 1),
    EVN_FIELD_LIST(4, MSG, struct evn_wire_receipt, lines, EVN_REQUIRED | EVN_LINES, 1,
                   EVN_LEDGER_LINES_MAX, &receipt_line_table),
    EVN_FIELD_NUMBER(5, I64, struct evn_wire_receipt, occurred_at_us, 0, EVN_AT_MIN_US,
                     EVN_AT_MAX_US),
    EVN_FIELD_TEXT(6, TEXT, struct evn_wire_receipt, signed_by, 0, 1),
    EVN_FIELD_PLAIN(7, BOOL, struct evn_wire_receipt, stock, 0),
    EVN_FIELD_TEXT(8, CODE, struct evn_wire_receipt, back, 0, 1),
};
static const struct evn_wire_message receipt_table =
    EVN_MESSAGE(PROTO("Receipt"), struct evn_wire_receipt, receipt_fields);

#define KIND(tag_, name_, table_)                                                                  \
    EVN_FIELD_REF(tag_, struct evn_wire_command, name_, EVN_ONE_OF, &(table_))
static const struct evn_wire_field command_fields[] = {
    EVN_FIELD_PLAIN(1, ID, struct evn_wire_command, id, EVN_REQUIRED),
    KIND(2, tick, evn_tick_message),
    KIND(EVN_LEDGER_TAG_DOCUMENT, document, document_table),
    KIND(EVN_LEDGER_TAG_RESERVE, reserve, reserve_table),
    KIND(EVN_LEDGER_TAG_RELEASE, release, release_table),
    KIND(EVN_LEDGER_TAG_SHIP, ship, ship_table),
    KIND(EVN_LEDGER_TAG_RECEIPT, receipt, receipt_table),
    KIND(EVN_LEDGER_TAG_REVERSE, reverse, evn_ledger_reverse_table),
    KIND(EVN_LEDGER_TAG_ASSEMBLE, assemble, evn_ledger_assemble_table),
    {.name = "break",
     .tag = EVN_LEDGER_TAG_BREAK,
     .kind = EVN_WIRE_REF,
     .flags = EVN_ONE_OF,
     .size = sizeof(void *),
     .offset = offsetof(struct evn_wire_command, break_),
     .sub = &evn_ledger_break_table},
    KIND(EVN_LEDGER_TAG_HOLD_PUT, hold_put, evn_hold_put_table),
    KIND(EVN_LEDGER_TAG_HOLD_RELEASE, hold_release, evn_hold_release_table),
    KIND(EVN_LEDGER_TAG_RECALL_OPEN, recall_open, evn_recall_open_table),
    KIND(EVN_LEDGER_TAG_RECALL_CLOSE, recall_close, evn_recall_close_table),
    KIND(EVN_LEDGER_TAG_READINGS, readings, evn_readings_table),
    KIND(EVN_LEDGER_TAG_EARMARK_RELEASE, earmark_release, evn_earmark_release_table),
    KIND(EVN_LEDGER_TAG_COUNT_START, count_start, evn_count_start_table),
    KIND(EVN_LEDGER_TAG_COUNT_HAND_IN, count_hand_in, evn_count_hand_in_table),
    KIND(EVN_LEDGER_TAG_COUNT_RECOUNT, count_recount, evn_count_recount_table),
    KIND(EVN_LEDGER_TAG_COUNT_APPROVE, count_approve, evn_count_approve_table),
    KIND(EVN_LEDGER_TAG_COUNT_DROP, count_drop, evn_count_drop_table),
    KIND(EVN_LEDGER_TAG_COUNT_LIMIT, count_limit, evn_count_limit_table),
    KIND(EVN_LEDGER_TAG_EXPECT, expect, evn_expect_table),
    KIND(EVN_LEDGER_TAG_EXPECT_CHANGE, expect_change, evn_expect_change_table),
    KIND(EVN_LEDGER_TAG_EXPECT_CANCEL, expect_cancel, evn_expect_cancel_table),
    KIND(EVN_LEDGER_TAG_SET_THRESHOLD, set_threshold, evn_set_threshold_table),
    KIND(EVN_LEDGER_TAG_DISCREPANCY, discrepancy, evn_discrepancy_table),
    KIND(EVN_LEDGER_TAG_LOT_FACTS, lot_facts, evn_lot_facts_table),
};
enum { N_COMMAND_FIELDS = sizeof command_fields / sizeof *command_fields };
static const struct evn_wire_sets command_sets = {
    .required = BIT(0), .one_of = BIT(N_COMMAND_FIELDS) - BIT(1)}; /* id; all others */
const struct evn_wire_message evn_ledger_command_table =
    EVN_MESSAGE_SETS(PROTO("Command"), struct evn_wire_command, command_fields, &command_sets);
