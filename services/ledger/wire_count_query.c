#include "services/ledger/wire_count_query.h"

#define PROTO(name_)                  "evernormal.ledger.v1." name_
#define ANY_NUMBER(tag_, kind_, s, m) EVN_FIELD_NUMBER(tag_, kind_, s, m, 0, INT64_MIN, INT64_MAX)
#define ANY_U64(tag_, s, m)           EVN_FIELD_NUMBER(tag_, U64, s, m, 0, 0, EVN_WIRE_ANY)

static const struct evn_wire_field counts_query_fields[] = {
    EVN_FIELD_TEXT(1, TEXT, struct evn_wire_counts_query, count, 0, 1),
    EVN_FIELD_TEXT(2, TEXT, struct evn_wire_counts_query, place, 0, 1),
    EVN_FIELD_PLAIN(3, BOOL, struct evn_wire_counts_query, ended, 0),
    EVN_FIELD_NUMBER(4, U32, struct evn_wire_counts_query, rows_max, 0, 0, EVN_LEDGER_ROWS_MAX),
    ANY_U64(5, struct evn_wire_counts_query, cursor),
};
const struct evn_wire_message evn_counts_query_table =
    EVN_MESSAGE(PROTO("CountsQuery"), struct evn_wire_counts_query, counts_query_fields);

static const struct evn_wire_field count_head_fields[] = {
    EVN_FIELD_TEXT(1, TEXT, struct evn_wire_count_head, count, 0, 1),
    EVN_FIELD_TEXT(2, TEXT, struct evn_wire_count_head, place, 0, 1),
    ANY_NUMBER(3, ENUM, struct evn_wire_count_head, state),
    EVN_FIELD_PLAIN(4, BOOL, struct evn_wire_count_head, blind, 0),
    ANY_NUMBER(5, U32, struct evn_wire_count_head, counters),
    ANY_NUMBER(6, U32, struct evn_wire_count_head, lines),
    ANY_NUMBER(7, U32, struct evn_wire_count_head, approved),
    ANY_NUMBER(8, U32, struct evn_wire_count_head, again),
};
static const struct evn_wire_message count_head_table =
    EVN_MESSAGE(PROTO("CountHead"), struct evn_wire_count_head, count_head_fields);

static const struct evn_wire_field count_row_fields[] = {
    EVN_FIELD_TEXT(1, TEXT, struct evn_wire_count_row, place, 0, 1),
    EVN_FIELD_TEXT(2, TEXT, struct evn_wire_count_row, item, 0, 1),
    EVN_FIELD_TEXT(3, TEXT, struct evn_wire_count_row, lot, 0, 1),
    ANY_NUMBER(4, I64, struct evn_wire_count_row, counted),
    ANY_NUMBER(5, I64, struct evn_wire_count_row, counted_at_us),
    EVN_FIELD_TEXT(6, TEXT, struct evn_wire_count_row, counter, 0, 1),
    ANY_NUMBER(7, ENUM, struct evn_wire_count_row, state),
    EVN_FIELD_PLAIN(8, BOOL, struct evn_wire_count_row, told, 0),
    ANY_NUMBER(9, I64, struct evn_wire_count_row, expected),
    ANY_NUMBER(10, I64, struct evn_wire_count_row, since),
    ANY_NUMBER(11, I64, struct evn_wire_count_row, difference),
};
static const struct evn_wire_message count_row_table =
    EVN_MESSAGE(PROTO("CountRow"), struct evn_wire_count_row, count_row_fields);

static const struct evn_wire_field counts_fields[] = {
    EVN_FIELD_LIST(1, MSG, struct evn_wire_counts, counts, 0, 0, 4096, &count_head_table),
    EVN_FIELD_LIST(2, MSG, struct evn_wire_counts, rows, 0, 0, 4096, &count_row_table),
    ANY_U64(3, struct evn_wire_counts, next_cursor),
};
const struct evn_wire_message evn_counts_table =
    EVN_MESSAGE(PROTO("Counts"), struct evn_wire_counts, counts_fields);

static const struct evn_wire_field discrepancies_query_fields[] = {
    EVN_FIELD_TEXT(1, TEXT, struct evn_wire_discrepancies_query, name, 0, 1),
    EVN_FIELD_TEXT(2, TEXT, struct evn_wire_discrepancies_query, place, 0, 1),
    EVN_FIELD_TEXT(3, TEXT, struct evn_wire_discrepancies_query, item, 0, 1),
    EVN_FIELD_TEXT(4, TEXT, struct evn_wire_discrepancies_query, owner, 0, 1),
    EVN_FIELD_PLAIN(5, BOOL, struct evn_wire_discrepancies_query, closed, 0),
    EVN_FIELD_NUMBER(6, U32, struct evn_wire_discrepancies_query, rows_max, 0, 0,
                     EVN_LEDGER_ROWS_MAX),
    ANY_U64(7, struct evn_wire_discrepancies_query, cursor),
};
const struct evn_wire_message evn_discrepancies_query_table = EVN_MESSAGE(
    PROTO("DiscrepanciesQuery"), struct evn_wire_discrepancies_query, discrepancies_query_fields);

static const struct evn_wire_field discrepancy_row_fields[] = {
    EVN_FIELD_TEXT(1, TEXT, struct evn_wire_discrepancy_row, name, 0, 1),
    EVN_FIELD_TEXT(2, TEXT, struct evn_wire_discrepancy_row, place, 0, 1),
    EVN_FIELD_TEXT(3, TEXT, struct evn_wire_discrepancy_row, item, 0, 1),
    EVN_FIELD_TEXT(4, TEXT, struct evn_wire_discrepancy_row, lot, 0, 1),
    ANY_NUMBER(5, I64, struct evn_wire_discrepancy_row, quantity),
    ANY_NUMBER(6, ENUM, struct evn_wire_discrepancy_row, state),
    EVN_FIELD_TEXT(7, TEXT, struct evn_wire_discrepancy_row, reason, 0, 1),
    EVN_FIELD_TEXT(8, TEXT, struct evn_wire_discrepancy_row, owner, 0, 1),
    ANY_U64(9, struct evn_wire_discrepancy_row, document),
    ANY_NUMBER(10, U32, struct evn_wire_discrepancy_row, line),
    ANY_U64(11, struct evn_wire_discrepancy_row, seq),
};
static const struct evn_wire_message discrepancy_row_table =
    EVN_MESSAGE(PROTO("DiscrepancyRow"), struct evn_wire_discrepancy_row, discrepancy_row_fields);

static const struct evn_wire_field discrepancies_fields[] = {
    EVN_FIELD_LIST(1, MSG, struct evn_wire_discrepancies, rows, 0, 0, 4096, &discrepancy_row_table),
    ANY_U64(2, struct evn_wire_discrepancies, next_cursor),
    ANY_NUMBER(3, U32, struct evn_wire_discrepancies, open),
};
const struct evn_wire_message evn_discrepancies_table =
    EVN_MESSAGE(PROTO("Discrepancies"), struct evn_wire_discrepancies, discrepancies_fields);
