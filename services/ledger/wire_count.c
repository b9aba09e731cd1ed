#include "services/ledger/wire_count.h"

#define PROTO(name_) "evernormal.ledger.v1." name_

static const struct evn_wire_field start_fields[] = {
    EVN_FIELD_TEXT(1, CODE, struct evn_wire_count_start, count, EVN_REQUIRED, 1),
    EVN_FIELD_TEXT(2, CODE, struct evn_wire_count_start, place, EVN_REQUIRED, 1),
    EVN_FIELD_LIST(3, CODE, struct evn_wire_count_start, places, 0, 0, EVN_LEDGER_LIST_MAX, NULL),
    EVN_FIELD_LIST(4, CODE, struct evn_wire_count_start, items, 0, 0, EVN_LEDGER_LIST_MAX, NULL),
    EVN_FIELD_PLAIN(5, BOOL, struct evn_wire_count_start, blind, 0),
    EVN_FIELD_NUMBER(6, U32, struct evn_wire_count_start, counters, 0, 1, 2),
};
const struct evn_wire_message evn_count_start_table =
    EVN_MESSAGE(PROTO("CountStart"), struct evn_wire_count_start, start_fields);

static const struct evn_wire_field line_fields[] = {
    EVN_FIELD_TEXT(1, CODE, struct evn_wire_count_line, item, EVN_REQUIRED, 1),
    EVN_FIELD_TEXT(2, TEXT, struct evn_wire_count_line, lot, 0, 1),
    EVN_FIELD_PLAIN(3, DAY, struct evn_wire_count_line, expiry, 0),
    EVN_FIELD_NUMBER(4, I64, struct evn_wire_count_line, counted, 0, 1, INT64_MAX),
    EVN_FIELD_LIST(5, MSG, struct evn_wire_count_line, packs, 0, 0, 6, &evn_ledger_pack_table),
    EVN_FIELD_NUMBER(6, I64, struct evn_wire_count_line, counted_at_us, 0, EVN_AT_MIN_US,
                     EVN_AT_MAX_US),
    EVN_FIELD_TEXT(7, CODE, struct evn_wire_count_line, place, 0, 1),
};
static const struct evn_wire_message line_table =
    EVN_MESSAGE(PROTO("CountLine"), struct evn_wire_count_line, line_fields);

static const struct evn_wire_field hand_in_fields[] = {
    EVN_FIELD_TEXT(1, CODE, struct evn_wire_count_hand_in, count, EVN_REQUIRED, 1),
    EVN_FIELD_LIST(2, MSG, struct evn_wire_count_hand_in, lines, EVN_REQUIRED | EVN_LINES, 1,
                   EVN_LEDGER_LINES_MAX, &line_table),
    EVN_FIELD_NUMBER(3, U64, struct evn_wire_count_hand_in, seen_seq, 0, 0, EVN_WIRE_ANY),
};
const struct evn_wire_message evn_count_hand_in_table =
    EVN_MESSAGE(PROTO("CountHandIn"), struct evn_wire_count_hand_in, hand_in_fields);

static const struct evn_wire_field recount_fields[] = {
    EVN_FIELD_TEXT(1, CODE, struct evn_wire_count_recount, count, EVN_REQUIRED, 1),
    EVN_FIELD_LIST(2, MSG, struct evn_wire_count_recount, lines, EVN_LINES, 0, EVN_LEDGER_LINES_MAX,
                   &line_table),
};
const struct evn_wire_message evn_count_recount_table =
    EVN_MESSAGE(PROTO("CountRecount"), struct evn_wire_count_recount, recount_fields);

static const struct evn_wire_field approve_fields[] = {
    EVN_FIELD_TEXT(1, CODE, struct evn_wire_count_approve, count, EVN_REQUIRED, 1),
    EVN_FIELD_TEXT(2, CODE, struct evn_wire_count_approve, reason, 0, 1),
    EVN_FIELD_PLAIN(3, BOOL, struct evn_wire_count_approve, more, 0),
};
const struct evn_wire_message evn_count_approve_table =
    EVN_MESSAGE(PROTO("CountApprove"), struct evn_wire_count_approve, approve_fields);

static const struct evn_wire_field drop_fields[] = {
    EVN_FIELD_TEXT(1, CODE, struct evn_wire_count_drop, count, EVN_REQUIRED, 1),
    EVN_FIELD_TEXT(2, CODE, struct evn_wire_count_drop, reason, 0, 1),
};
const struct evn_wire_message evn_count_drop_table =
    EVN_MESSAGE(PROTO("CountDrop"), struct evn_wire_count_drop, drop_fields);

static const struct evn_wire_field limit_fields[] = {
    EVN_FIELD_NUMBER(1, I64, struct evn_wire_count_limit, units, 0, 1, INT64_MAX),
    EVN_FIELD_NUMBER(2, U32, struct evn_wire_count_limit, percent, 0, 1, 1000000),
};
const struct evn_wire_message evn_count_limit_table =
    EVN_MESSAGE(PROTO("CountLimit"), struct evn_wire_count_limit, limit_fields);

static const struct evn_wire_field discrepancy_fields[] = {
    EVN_FIELD_NUMBER(1, ENUM, struct evn_wire_discrepancy, step, EVN_REQUIRED, 1, 3),
    EVN_FIELD_TEXT(2, CODE, struct evn_wire_discrepancy, name, EVN_REQUIRED, 1),
    EVN_FIELD_TEXT(3, CODE, struct evn_wire_discrepancy, place, 0, 1),
    EVN_FIELD_TEXT(4, CODE, struct evn_wire_discrepancy, item, 0, 1),
    EVN_FIELD_TEXT(5, TEXT, struct evn_wire_discrepancy, lot, 0, 1),
    EVN_FIELD_NUMBER(6, I64, struct evn_wire_discrepancy, quantity, 0, INT64_MIN, INT64_MAX),
    EVN_FIELD_TEXT(7, CODE, struct evn_wire_discrepancy, reason, 0, 1),
    EVN_FIELD_TEXT(8, CODE, struct evn_wire_discrepancy, owner, 0, 1),
    EVN_FIELD_TEXT(9, TEXT, struct evn_wire_discrepancy, note, 0, 1),
    EVN_FIELD_NUMBER(10, U64, struct evn_wire_discrepancy, document, 0, 0, EVN_WIRE_ANY),
    EVN_FIELD_NUMBER(11, U32, struct evn_wire_discrepancy, line, 0, 1, UINT32_MAX),
};
const struct evn_wire_message evn_discrepancy_table =
    EVN_MESSAGE(PROTO("DiscrepancyCommand"), struct evn_wire_discrepancy, discrepancy_fields);
