#include "services/ledger/wire_account_query.h"

#define PROTO(name_)                  "evernormal.ledger.v1." name_
#define ANY_NUMBER(tag_, kind_, s, m) EVN_FIELD_NUMBER(tag_, kind_, s, m, 0, INT64_MIN, INT64_MAX)
#define ANY_U64(tag_, s, m)           EVN_FIELD_NUMBER(tag_, U64, s, m, 0, 0, EVN_WIRE_ANY)

static const struct evn_wire_field expected_query_fields[] = {
    EVN_FIELD_TEXT(1, TEXT, struct evn_wire_expected_query, expected, 0, 1),
    EVN_FIELD_TEXT(2, TEXT, struct evn_wire_expected_query, to, 0, 1),
    EVN_FIELD_TEXT(3, TEXT, struct evn_wire_expected_query, item, 0, 1),
    EVN_FIELD_PLAIN(4, BOOL, struct evn_wire_expected_query, ended, 0),
    EVN_FIELD_NUMBER(5, U32, struct evn_wire_expected_query, rows_max, 0, 0, EVN_LEDGER_ROWS_MAX),
    ANY_U64(6, struct evn_wire_expected_query, cursor),
};
const struct evn_wire_message evn_expected_query_table =
    EVN_MESSAGE(PROTO("ExpectedQuery"), struct evn_wire_expected_query, expected_query_fields);

static const struct evn_wire_field expected_row_fields[] = {
    EVN_FIELD_TEXT(1, TEXT, struct evn_wire_expected_row, expected, 0, 1),
    ANY_NUMBER(2, ENUM, struct evn_wire_expected_row, source),
    EVN_FIELD_TEXT(3, TEXT, struct evn_wire_expected_row, from, 0, 1),
    EVN_FIELD_TEXT(4, TEXT, struct evn_wire_expected_row, to, 0, 1),
    EVN_FIELD_PLAIN(5, DAY, struct evn_wire_expected_row, promised, 0),
    ANY_NUMBER(6, ENUM, struct evn_wire_expected_row, state),
    EVN_FIELD_TEXT(7, TEXT, struct evn_wire_expected_row, item, 0, 1),
    ANY_NUMBER(8, I64, struct evn_wire_expected_row, quantity),
    ANY_NUMBER(9, I64, struct evn_wire_expected_row, come),
    ANY_NUMBER(10, I64, struct evn_wire_expected_row, to_come),
};
static const struct evn_wire_message expected_row_table =
    EVN_MESSAGE(PROTO("ExpectedRow"), struct evn_wire_expected_row, expected_row_fields);

static const struct evn_wire_field expecteds_fields[] = {
    EVN_FIELD_LIST(1, MSG, struct evn_wire_expecteds, rows, 0, 0, 4096, &expected_row_table),
    ANY_U64(2, struct evn_wire_expecteds, next_cursor),
};
const struct evn_wire_message evn_expecteds_table =
    EVN_MESSAGE(PROTO("Expecteds"), struct evn_wire_expecteds, expecteds_fields);

static const struct evn_wire_field thresholds_query_fields[] = {
    EVN_FIELD_TEXT(1, TEXT, struct evn_wire_thresholds_query, place, 0, 1),
    EVN_FIELD_TEXT(2, TEXT, struct evn_wire_thresholds_query, item, 0, 1),
    EVN_FIELD_PLAIN(3, BOOL, struct evn_wire_thresholds_query, low, 0),
    EVN_FIELD_NUMBER(4, U32, struct evn_wire_thresholds_query, rows_max, 0, 0, EVN_LEDGER_ROWS_MAX),
    ANY_U64(5, struct evn_wire_thresholds_query, cursor),
};
const struct evn_wire_message evn_thresholds_query_table = EVN_MESSAGE(
    PROTO("ThresholdsQuery"), struct evn_wire_thresholds_query, thresholds_query_fields);

static const struct evn_wire_field threshold_row_fields[] = {
    EVN_FIELD_TEXT(1, TEXT, struct evn_wire_threshold_row, place, 0, 1),
    EVN_FIELD_TEXT(2, TEXT, struct evn_wire_threshold_row, item, 0, 1),
    ANY_NUMBER(3, I64, struct evn_wire_threshold_row, low),
    ANY_NUMBER(4, I64, struct evn_wire_threshold_row, enough),
    ANY_NUMBER(5, I64, struct evn_wire_threshold_row, quantity),
    EVN_FIELD_PLAIN(6, BOOL, struct evn_wire_threshold_row, is_low, 0),
};
static const struct evn_wire_message threshold_row_table =
    EVN_MESSAGE(PROTO("ThresholdRow"), struct evn_wire_threshold_row, threshold_row_fields);

static const struct evn_wire_field thresholds_fields[] = {
    EVN_FIELD_LIST(1, MSG, struct evn_wire_thresholds, rows, 0, 0, 4096, &threshold_row_table),
    ANY_U64(2, struct evn_wire_thresholds, next_cursor),
};
const struct evn_wire_message evn_thresholds_table =
    EVN_MESSAGE(PROTO("Thresholds"), struct evn_wire_thresholds, thresholds_fields);

static const struct evn_wire_field account_query_fields[] = {
    EVN_FIELD_TEXT(1, TEXT, struct evn_wire_account_query, place, 0, 1),
    EVN_FIELD_TEXT(2, TEXT, struct evn_wire_account_query, area, 0, 1),
    EVN_FIELD_TEXT(3, TEXT, struct evn_wire_account_query, item, 0, 1),
    EVN_FIELD_NUMBER(4, I64, struct evn_wire_account_query, from_us, 0, EVN_AT_MIN_US,
                     EVN_AT_MAX_US),
    EVN_FIELD_NUMBER(5, I64, struct evn_wire_account_query, until_us, 0, EVN_AT_MIN_US,
                     EVN_AT_MAX_US),
    EVN_FIELD_PLAIN(6, BOOL, struct evn_wire_account_query, sum, 0),
    EVN_FIELD_NUMBER(7, U32, struct evn_wire_account_query, rows_max, 0, 0, EVN_LEDGER_ROWS_MAX),
    ANY_U64(8, struct evn_wire_account_query, cursor),
};
const struct evn_wire_message evn_account_query_table =
    EVN_MESSAGE(PROTO("AccountQuery"), struct evn_wire_account_query, account_query_fields);

static const struct evn_wire_field account_row_fields[] = {
    EVN_FIELD_TEXT(1, TEXT, struct evn_wire_account_row, place, 0, 1),
    EVN_FIELD_TEXT(2, TEXT, struct evn_wire_account_row, item, 0, 1),
    ANY_NUMBER(3, I64, struct evn_wire_account_row, opening),
    ANY_NUMBER(4, I64, struct evn_wire_account_row, received),
    ANY_NUMBER(5, I64, struct evn_wire_account_row, issued),
    ANY_NUMBER(6, I64, struct evn_wire_account_row, transferred_in),
    ANY_NUMBER(7, I64, struct evn_wire_account_row, transferred_out),
    ANY_NUMBER(8, I64, struct evn_wire_account_row, adjusted),
    ANY_NUMBER(9, I64, struct evn_wire_account_row, counted),
    ANY_NUMBER(10, I64, struct evn_wire_account_row, closing),
    ANY_NUMBER(11, I64, struct evn_wire_account_row, in_transit),
};
static const struct evn_wire_message account_row_table =
    EVN_MESSAGE(PROTO("AccountRow"), struct evn_wire_account_row, account_row_fields);

static const struct evn_wire_field account_fields[] = {
    EVN_FIELD_LIST(1, MSG, struct evn_wire_account, rows, 0, 0, 4096, &account_row_table),
    ANY_U64(2, struct evn_wire_account, next_cursor),
    ANY_NUMBER(3, I64, struct evn_wire_account, until_us),
};
const struct evn_wire_message evn_account_table =
    EVN_MESSAGE(PROTO("Account"), struct evn_wire_account, account_fields);

static const struct evn_wire_field movements_query_fields[] = {
    EVN_FIELD_TEXT(1, TEXT, struct evn_wire_movements_query, place, 0, 1),
    EVN_FIELD_TEXT(2, TEXT, struct evn_wire_movements_query, area, 0, 1),
    EVN_FIELD_TEXT(3, TEXT, struct evn_wire_movements_query, item, 0, 1),
    ANY_NUMBER(4, U32, struct evn_wire_movements_query, kind),
    ANY_U64(5, struct evn_wire_movements_query, after_seq),
    EVN_FIELD_NUMBER(6, U32, struct evn_wire_movements_query, rows_max, 0, 0, EVN_LEDGER_ROWS_MAX),
};
const struct evn_wire_message evn_movements_query_table =
    EVN_MESSAGE(PROTO("MovementsQuery"), struct evn_wire_movements_query, movements_query_fields);

static const struct evn_wire_field movement_row_fields[] = {
    ANY_U64(1, struct evn_wire_movement_row, seq),
    ANY_NUMBER(2, U32, struct evn_wire_movement_row, kind),
    EVN_FIELD_TEXT(3, TEXT, struct evn_wire_movement_row, from, 0, 1),
    EVN_FIELD_TEXT(4, TEXT, struct evn_wire_movement_row, to, 0, 1),
    EVN_FIELD_TEXT(5, TEXT, struct evn_wire_movement_row, item, 0, 1),
    EVN_FIELD_TEXT(6, TEXT, struct evn_wire_movement_row, lot, 0, 1),
    ANY_NUMBER(7, I64, struct evn_wire_movement_row, quantity),
    ANY_NUMBER(8, I64, struct evn_wire_movement_row, occurred_at_us),
    ANY_U64(9, struct evn_wire_movement_row, document),
    ANY_NUMBER(10, U32, struct evn_wire_movement_row, line),
    EVN_FIELD_TEXT(11, TEXT, struct evn_wire_movement_row, reason, 0, 1),
    ANY_NUMBER(80, U32, struct evn_wire_movement_row, pack_version),
};
static const struct evn_wire_message movement_row_table =
    EVN_MESSAGE(PROTO("MovementRow"), struct evn_wire_movement_row, movement_row_fields);

static const struct evn_wire_field movements_fields[] = {
    EVN_FIELD_LIST(1, MSG, struct evn_wire_movements, rows, 0, 0, 4096, &movement_row_table),
    ANY_U64(2, struct evn_wire_movements, next_after_seq),
    EVN_FIELD_PLAIN(3, BOOL, struct evn_wire_movements, more, 0),
    EVN_FIELD_LIST(80, MSG, struct evn_wire_movements, packs, 0, 0, 4096, &evn_pack_tree_table),
};
const struct evn_wire_message evn_movements_table =
    EVN_MESSAGE(PROTO("Movements"), struct evn_wire_movements, movements_fields);
