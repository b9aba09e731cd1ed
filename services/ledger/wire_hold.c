#include "services/ledger/wire_hold.h"

#define PROTO(name_) "evernormal.ledger.v1." name_

static const struct evn_wire_field lot_line_fields[] = {
    EVN_FIELD_TEXT(1, CODE, struct evn_wire_lot_line, item, EVN_REQUIRED, 1),
    EVN_FIELD_TEXT(2, TEXT, struct evn_wire_lot_line, lot, EVN_REQUIRED, 1),
    EVN_FIELD_TEXT(3, CODE, struct evn_wire_lot_line, place, 0, 1),
};
const struct evn_wire_message evn_lot_line_table =
    EVN_MESSAGE(PROTO("LotLine"), struct evn_wire_lot_line, lot_line_fields);

static const struct evn_wire_field hold_put_fields[] = {
    EVN_FIELD_LIST(1, MSG, struct evn_wire_hold_put, lines, EVN_REQUIRED | EVN_LINES, 1,
                   EVN_LEDGER_LINES_MAX, &evn_lot_line_table),
    EVN_FIELD_TEXT(2, CODE, struct evn_wire_hold_put, reason, EVN_REQUIRED, 1),
    EVN_FIELD_TEXT(3, TEXT, struct evn_wire_hold_put, note, 0, 1),
};
const struct evn_wire_message evn_hold_put_table =
    EVN_MESSAGE(PROTO("HoldPut"), struct evn_wire_hold_put, hold_put_fields);

static const struct evn_wire_field hold_release_fields[] = {
    EVN_FIELD_LIST(1, MSG, struct evn_wire_hold_release, lines, EVN_REQUIRED | EVN_LINES, 1,
                   EVN_LEDGER_LINES_MAX, &evn_lot_line_table),
    EVN_FIELD_TEXT(2, CODE, struct evn_wire_hold_release, reason, EVN_REQUIRED, 1),
    EVN_FIELD_TEXT(3, TEXT, struct evn_wire_hold_release, note, EVN_REQUIRED, 1),
};
const struct evn_wire_message evn_hold_release_table =
    EVN_MESSAGE(PROTO("HoldRelease"), struct evn_wire_hold_release, hold_release_fields);

static const struct evn_wire_field recall_open_fields[] = {
    EVN_FIELD_LIST(1, MSG, struct evn_wire_recall_open, lines, EVN_REQUIRED | EVN_LINES, 1,
                   EVN_LEDGER_LINES_MAX, &evn_lot_line_table),
    EVN_FIELD_TEXT(2, CODE, struct evn_wire_recall_open, reason, EVN_REQUIRED, 1),
    EVN_FIELD_TEXT(3, TEXT, struct evn_wire_recall_open, authority, EVN_REQUIRED, 1),
    EVN_FIELD_TEXT(4, TEXT, struct evn_wire_recall_open, level, 0, 1),
    EVN_FIELD_TEXT(5, TEXT, struct evn_wire_recall_open, note, 0, 1),
};
const struct evn_wire_message evn_recall_open_table =
    EVN_MESSAGE(PROTO("RecallOpen"), struct evn_wire_recall_open, recall_open_fields);

static const struct evn_wire_field recall_close_fields[] = {
    EVN_FIELD_TEXT(1, CODE, struct evn_wire_recall_close, reason, EVN_REQUIRED, 1),
    EVN_FIELD_TEXT(2, TEXT, struct evn_wire_recall_close, note, EVN_REQUIRED, 1),
};
const struct evn_wire_message evn_recall_close_table =
    EVN_MESSAGE(PROTO("RecallClose"), struct evn_wire_recall_close, recall_close_fields);

static const struct evn_wire_field lot_facts_fields[] = {
    EVN_FIELD_TEXT(1, CODE, struct evn_wire_lot_facts, item, EVN_REQUIRED, 1),
    EVN_FIELD_TEXT(2, TEXT, struct evn_wire_lot_facts, lot, EVN_REQUIRED, 1),
    EVN_FIELD_TEXT(3, TEXT, struct evn_wire_lot_facts, owner, 0, 1),
    EVN_FIELD_PLAIN(4, DAY, struct evn_wire_lot_facts, made, 0),
    EVN_FIELD_NUMBER(5, U32, struct evn_wire_lot_facts, vvm_stage, 0, 0, 4),
};
const struct evn_wire_message evn_lot_facts_table =
    EVN_MESSAGE(PROTO("LotFacts"), struct evn_wire_lot_facts, lot_facts_fields);

static const struct evn_wire_field reading_fields[] = {
    EVN_FIELD_NUMBER(1, I64, struct evn_reading, at_us, EVN_REQUIRED, EVN_AT_MIN_US, EVN_AT_MAX_US),
    EVN_FIELD_NUMBER(2, I32, struct evn_reading, centi, 0, -10000, 10000),
};
static const struct evn_wire_message reading_table =
    EVN_MESSAGE(PROTO("Reading"), struct evn_reading, reading_fields);

static const struct evn_wire_field readings_fields[] = {
    EVN_FIELD_TEXT(1, CODE, struct evn_wire_readings, place, EVN_REQUIRED, 1),
    EVN_FIELD_LIST(2, MSG, struct evn_wire_readings, readings, EVN_REQUIRED | EVN_LINES, 1,
                   EVN_COLD_ONCE_MAX, &reading_table),
};
const struct evn_wire_message evn_readings_table =
    EVN_MESSAGE(PROTO("Readings"), struct evn_wire_readings, readings_fields);

static const struct evn_wire_field earmark_release_fields[] = {
    EVN_FIELD_TEXT(1, CODE, struct evn_wire_earmark_release, owner, EVN_REQUIRED, 1),
    EVN_FIELD_LIST(2, MSG, struct evn_wire_earmark_release, lines, EVN_LINES, 0,
                   EVN_LEDGER_LINES_MAX, &evn_reserve_line_table),
    EVN_FIELD_TEXT(3, CODE, struct evn_wire_earmark_release, reason, EVN_REQUIRED, 1),
    EVN_FIELD_TEXT(4, TEXT, struct evn_wire_earmark_release, note, 0, 1),
};
const struct evn_wire_message evn_earmark_release_table =
    EVN_MESSAGE(PROTO("EarmarkRelease"), struct evn_wire_earmark_release, earmark_release_fields);
