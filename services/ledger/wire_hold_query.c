#include "services/ledger/wire_hold.h"
#include "services/ledger/wire_query.h"

#define PROTO(name_)                  "evernormal.ledger.v1." name_
#define ANY_NUMBER(tag_, kind_, s, m) EVN_FIELD_NUMBER(tag_, kind_, s, m, 0, INT64_MIN, INT64_MAX)
#define TEXT(tag_, m_)                EVN_FIELD_TEXT(tag_, TEXT, S, m_, 0, 1)
#define NUMBER(t_, k_, m_)            ANY_NUMBER(t_, k_, S, m_)
#define SEQ(tag_, m_)                 EVN_FIELD_NUMBER(tag_, U64, S, m_, 0, 0, EVN_WIRE_ANY)
#define ROWS_MAX(tag_)                EVN_FIELD_NUMBER(tag_, U32, S, rows_max, 0, 0, EVN_LEDGER_ROWS_MAX)

#define S struct evn_wire_eligible_query
static const struct evn_wire_field eligible_query_fields[] = {
    EVN_FIELD_TEXT(1, TEXT, S, place, EVN_REQUIRED, 1),
    EVN_FIELD_TEXT(2, TEXT, S, item, EVN_REQUIRED, 1), TEXT(3, receiver), ROWS_MAX(4)};
const struct evn_wire_message evn_eligible_query_table =
    EVN_MESSAGE(PROTO("EligibleQuery"), S, eligible_query_fields);
#undef S

#define S struct evn_wire_eligible_row
static const struct evn_wire_field eligible_row_fields[] = {
    TEXT(1, lot),
    EVN_FIELD_PLAIN(2, DAY, S, expiry, 0),
    NUMBER(3, I64, quantity),
    NUMBER(4, U32, turn),
    EVN_FIELD_LIST(5, TEXT, S, reasons, 0, 0, 16, NULL),
    EVN_FIELD_LIST(6, TEXT, S, holds, 0, 0, 64, NULL),
    NUMBER(7, I64, claimed),
};
static const struct evn_wire_message eligible_row_table =
    EVN_MESSAGE(PROTO("EligibleRow"), S, eligible_row_fields);
#undef S

#define S struct evn_wire_eligible
static const struct evn_wire_field eligible_fields[] = {
    EVN_FIELD_LIST(1, MSG, S, rows, 0, 0, 4096, &eligible_row_table),
    NUMBER(2, I64, quantity),
    NUMBER(3, I64, claimed),
    NUMBER(4, I64, free),
    NUMBER(5, U32, left_out),
};
const struct evn_wire_message evn_eligible_table =
    EVN_MESSAGE(PROTO("Eligible"), S, eligible_fields);
#undef S

#define S struct evn_wire_holds_query
static const struct evn_wire_field holds_query_fields[] = {
    TEXT(1, item), TEXT(2, lot), TEXT(3, place), TEXT(4, reason), ROWS_MAX(5), SEQ(6, cursor)};
const struct evn_wire_message evn_holds_query_table =
    EVN_MESSAGE(PROTO("HoldsQuery"), S, holds_query_fields);
#undef S

#define S struct evn_wire_hold_row
static const struct evn_wire_field hold_row_fields[] = {TEXT(1, item), TEXT(2, lot), TEXT(3, place),
                                                        TEXT(4, reason), NUMBER(5, ENUM, cause)};
static const struct evn_wire_message hold_row_table =
    EVN_MESSAGE(PROTO("HoldRow"), S, hold_row_fields);
#undef S

#define S struct evn_wire_holds
static const struct evn_wire_field holds_fields[] = {
    EVN_FIELD_LIST(1, MSG, S, rows, 0, 0, 4096, &hold_row_table), SEQ(2, next_cursor)};
const struct evn_wire_message evn_holds_table = EVN_MESSAGE(PROTO("Holds"), S, holds_fields);
#undef S

#define S struct evn_wire_recalls_query
static const struct evn_wire_field recalls_query_fields[] = {
    EVN_FIELD_PLAIN(1, BOOL, S, closed, 0)};
const struct evn_wire_message evn_recalls_query_table =
    EVN_MESSAGE(PROTO("RecallsQuery"), S, recalls_query_fields);
#undef S

#define S struct evn_wire_recall_row
static const struct evn_wire_field recall_row_fields[] = {
    TEXT(1, reason), TEXT(2, authority),
    TEXT(3, level),  EVN_FIELD_PLAIN(4, BOOL, S, open, 0),
    SEQ(5, seq),     EVN_FIELD_LIST(6, MSG, S, lines, 0, 0, 4096, &evn_lot_line_table)};
static const struct evn_wire_message recall_row_table =
    EVN_MESSAGE(PROTO("RecallRow"), S, recall_row_fields);
#undef S

#define S struct evn_wire_recalls
static const struct evn_wire_field recalls_fields[] = {
    EVN_FIELD_LIST(1, MSG, S, rows, 0, 0, 4096, &recall_row_table)};
const struct evn_wire_message evn_recalls_table = EVN_MESSAGE(PROTO("Recalls"), S, recalls_fields);
#undef S

#define S struct evn_wire_trace_query
static const struct evn_wire_field trace_query_fields[] = {
    EVN_FIELD_TEXT(1, TEXT, S, item, EVN_REQUIRED, 1),
    EVN_FIELD_TEXT(2, TEXT, S, lot, EVN_REQUIRED, 1), ROWS_MAX(3), SEQ(4, before_seq)};
const struct evn_wire_message evn_trace_query_table =
    EVN_MESSAGE(PROTO("TraceQuery"), S, trace_query_fields);
#undef S

#define S struct evn_wire_trace_place
static const struct evn_wire_field trace_place_fields[] = {
    TEXT(1, place), NUMBER(2, ENUM, kind), NUMBER(3, I64, on_hand), NUMBER(4, I64, came),
    NUMBER(5, I64, went)};
static const struct evn_wire_message trace_place_table =
    EVN_MESSAGE(PROTO("TracePlace"), S, trace_place_fields);
#undef S

#define S struct evn_wire_trace_row
static const struct evn_wire_field trace_row_fields[] = {
    SEQ(1, seq),          NUMBER(2, I64, occurred_at_us),
    NUMBER(3, U32, kind), TEXT(4, from),
    TEXT(5, to),          NUMBER(6, I64, quantity),
    TEXT(7, shipment),    TEXT(8, recipient),
    TEXT(9, signed_by),   SEQ(10, document)};
static const struct evn_wire_message trace_row_table =
    EVN_MESSAGE(PROTO("TraceRow"), S, trace_row_fields);
#undef S

#define S struct evn_wire_trace
static const struct evn_wire_field trace_fields[] = {
    EVN_FIELD_LIST(1, MSG, S, places, 0, 0, EVN_TRACE_PLACES_MAX, &trace_place_table),
    EVN_FIELD_LIST(2, MSG, S, rows, 0, 0, EVN_TRACE_ROWS_MAX, &trace_row_table),
    SEQ(3, next_before_seq),
    NUMBER(4, I64, received),
    NUMBER(5, I64, found),
    NUMBER(6, I64, on_hand),
    NUMBER(7, I64, aboard),
    NUMBER(8, I64, consumed),
    NUMBER(9, I64, destroyed),
    NUMBER(10, I64, lost),
    NUMBER(11, I64, returned),
    EVN_FIELD_PLAIN(12, BOOL, S, adds_up, 0),
    EVN_FIELD_PLAIN(13, DAY, S, expiry, 0),
    EVN_FIELD_PLAIN(14, DAY, S, made, 0),
    TEXT(15, owner),
    NUMBER(16, U32, vvm_stage)};
const struct evn_wire_message evn_trace_table = EVN_MESSAGE(PROTO("Trace"), S, trace_fields);
#undef S

#define S struct evn_wire_lots_query
static const struct evn_wire_field lots_query_fields[] = {
    TEXT(1, item), TEXT(2, lot), TEXT(3, owner), ROWS_MAX(4), SEQ(5, cursor)};
const struct evn_wire_message evn_lots_query_table =
    EVN_MESSAGE(PROTO("LotsQuery"), S, lots_query_fields);
#undef S

#define S struct evn_wire_lot_row
static const struct evn_wire_field lot_row_fields[] = {TEXT(1, item),
                                                       TEXT(2, lot),
                                                       EVN_FIELD_PLAIN(3, DAY, S, expiry, 0),
                                                       EVN_FIELD_PLAIN(4, DAY, S, made, 0),
                                                       TEXT(5, owner),
                                                       NUMBER(6, U32, vvm_stage),
                                                       NUMBER(7, U32, bill),
                                                       NUMBER(8, I64, on_hand)};
static const struct evn_wire_message lot_row_table =
    EVN_MESSAGE(PROTO("LotRow"), S, lot_row_fields);
#undef S

#define S struct evn_wire_lots
static const struct evn_wire_field lots_fields[] = {
    EVN_FIELD_LIST(1, MSG, S, rows, 0, 0, 4096, &lot_row_table), SEQ(2, next_cursor)};
const struct evn_wire_message evn_lots_table = EVN_MESSAGE(PROTO("Lots"), S, lots_fields);
#undef S

#define S struct evn_wire_cold_query
static const struct evn_wire_field cold_query_fields[] = {TEXT(1, place)};
const struct evn_wire_message evn_cold_query_table =
    EVN_MESSAGE(PROTO("ColdQuery"), S, cold_query_fields);
#undef S

#define S struct evn_wire_cold_place
static const struct evn_wire_field cold_place_fields[] = {
    TEXT(1, place), NUMBER(2, I64, last_at_us), NUMBER(3, I32, last_centi),
    NUMBER(4, U32, n_readings), NUMBER(5, I64, breach_us)};
static const struct evn_wire_message cold_place_table =
    EVN_MESSAGE(PROTO("ColdPlace"), S, cold_place_fields);
#undef S

#define S struct evn_wire_cold_lot
static const struct evn_wire_field cold_lot_fields[] = {TEXT(1, item),
                                                        TEXT(2, lot),
                                                        NUMBER(3, I64, quantity),
                                                        NUMBER(4, U32, outside_min),
                                                        NUMBER(5, U32, budget_min),
                                                        EVN_FIELD_PLAIN(6, BOOL, S, held, 0)};
static const struct evn_wire_message cold_lot_table =
    EVN_MESSAGE(PROTO("ColdLot"), S, cold_lot_fields);
#undef S

#define S struct evn_wire_cold
static const struct evn_wire_field cold_fields[] = {
    EVN_FIELD_LIST(1, MSG, S, places, 0, 0, 4096, &cold_place_table),
    EVN_FIELD_LIST(2, MSG, S, lots, 0, 0, 4096, &cold_lot_table)};
const struct evn_wire_message evn_cold_table = EVN_MESSAGE(PROTO("Cold"), S, cold_fields);
#undef S
