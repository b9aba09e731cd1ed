#include "services/ledger/wire_query.h"

#include "services/ledger/wire_account_query.h"
#include "services/ledger/wire_count_query.h"
#include "services/ledger/wire_hold.h"
#include "services/ledger/wire_query_kits.h"

#define PROTO(name_)                  "evernormal.ledger.v1." name_
#define ANY_NUMBER(tag_, kind_, s, m) EVN_FIELD_NUMBER(tag_, kind_, s, m, 0, INT64_MIN, INT64_MAX)
#define PACK_TREES(tag_, s, m)        EVN_FIELD_LIST(tag_, MSG, s, m, 0, 0, 4096, &evn_pack_tree_table)

static const struct evn_wire_field stock_query_fields[] = {
    EVN_FIELD_TEXT(1, TEXT, struct evn_wire_stock_query, place, 0, 1),
    EVN_FIELD_TEXT(2, TEXT, struct evn_wire_stock_query, area, 0, 1),
    EVN_FIELD_TEXT(3, TEXT, struct evn_wire_stock_query, item, 0, 1),
    EVN_FIELD_TEXT(4, TEXT, struct evn_wire_stock_query, lot, 0, 1),
    EVN_FIELD_PLAIN(5, BOOL, struct evn_wire_stock_query, zero, 0),
    EVN_FIELD_PLAIN(6, BOOL, struct evn_wire_stock_query, outside, 0),
    EVN_FIELD_NUMBER(7, U32, struct evn_wire_stock_query, rows_max, 0, 0, EVN_LEDGER_ROWS_MAX),
    EVN_FIELD_NUMBER(8, U64, struct evn_wire_stock_query, cursor, 0, 0, EVN_WIRE_ANY),
    EVN_FIELD_NUMBER(9, I64, struct evn_wire_stock_query, as_of_us, 0, EVN_AT_MIN_US,
                     EVN_AT_MAX_US),
    EVN_FIELD_NUMBER(10, ENUM, struct evn_wire_stock_query, what, 0, 0, EVN_STOCK_TOTALS),
    EVN_FIELD_PLAIN(11, BOOL, struct evn_wire_stock_query, below, 0),
};
static const struct evn_wire_message stock_query_table =
    EVN_MESSAGE(PROTO("StockQuery"), struct evn_wire_stock_query, stock_query_fields);

static const struct evn_wire_field card_query_fields[] = {
    EVN_FIELD_TEXT(1, TEXT, struct evn_wire_card_query, place, 0, 1),
    EVN_FIELD_TEXT(2, TEXT, struct evn_wire_card_query, item, 0, 1),
    EVN_FIELD_TEXT(3, TEXT, struct evn_wire_card_query, lot, 0, 1),
    EVN_FIELD_NUMBER(4, U64, struct evn_wire_card_query, before_seq, 0, 0, EVN_WIRE_ANY),
    EVN_FIELD_NUMBER(5, U32, struct evn_wire_card_query, rows_max, 0, 0, EVN_LEDGER_ROWS_MAX),
    EVN_FIELD_NUMBER(6, ENUM, struct evn_wire_card_query, order, 0, 0, 1),
    EVN_FIELD_NUMBER(7, I64, struct evn_wire_card_query, before_us, 0, EVN_AT_MIN_US,
                     EVN_AT_MAX_US),
};
static const struct evn_wire_message card_query_table =
    EVN_MESSAGE(PROTO("CardQuery"), struct evn_wire_card_query, card_query_fields);

static const struct evn_wire_field document_query_fields[] = {
    EVN_FIELD_NUMBER(1, U64, struct evn_wire_document_query, seq, 0, 0, EVN_WIRE_ANY),
    EVN_FIELD_PLAIN(2, BOOL, struct evn_wire_document_query, last, 0),
};
static const struct evn_wire_message document_query_table =
    EVN_MESSAGE(PROTO("DocumentQuery"), struct evn_wire_document_query, document_query_fields);

static const struct evn_wire_field claims_query_fields[] = {
    EVN_FIELD_TEXT(1, TEXT, struct evn_wire_claims_query, owner, 0, 1),
    EVN_FIELD_TEXT(2, TEXT, struct evn_wire_claims_query, place, 0, 1),
    EVN_FIELD_TEXT(3, TEXT, struct evn_wire_claims_query, item, 0, 1),
    EVN_FIELD_NUMBER(4, U32, struct evn_wire_claims_query, rows_max, 0, 0, EVN_LEDGER_ROWS_MAX),
    EVN_FIELD_NUMBER(5, U64, struct evn_wire_claims_query, cursor, 0, 0, EVN_WIRE_ANY),
    EVN_FIELD_TEXT(6, TEXT, struct evn_wire_claims_query, lot, 0, 1),
};
static const struct evn_wire_message claims_query_table =
    EVN_MESSAGE(PROTO("ClaimsQuery"), struct evn_wire_claims_query, claims_query_fields);

static const struct evn_wire_field aboard_query_fields[] = {
    EVN_FIELD_TEXT(1, TEXT, struct evn_wire_aboard_query, shipment, 0, 1),
    EVN_FIELD_TEXT(2, TEXT, struct evn_wire_aboard_query, vehicle, 0, 1),
    EVN_FIELD_TEXT(3, TEXT, struct evn_wire_aboard_query, stop, 0, 1),
    EVN_FIELD_NUMBER(4, U32, struct evn_wire_aboard_query, rows_max, 0, 0, EVN_LEDGER_ROWS_MAX),
    EVN_FIELD_NUMBER(5, U64, struct evn_wire_aboard_query, cursor, 0, 0, EVN_WIRE_ANY),
};
static const struct evn_wire_message aboard_query_table =
    EVN_MESSAGE(PROTO("AboardQuery"), struct evn_wire_aboard_query, aboard_query_fields);

static const struct evn_wire_field known_query_fields[] = {
    EVN_FIELD_TEXT(1, TEXT, struct evn_wire_known_query, item, 0, 1),
    EVN_FIELD_TEXT(2, TEXT, struct evn_wire_known_query, place, 0, 1),
    EVN_FIELD_NUMBER(80, I64, struct evn_wire_known_query, at_us, 0, EVN_AT_MIN_US, EVN_AT_MAX_US),
};
static const struct evn_wire_message known_query_table =
    EVN_MESSAGE(PROTO("KnownQuery"), struct evn_wire_known_query, known_query_fields);

static const struct evn_wire_field as_of_query_fields[] = {
    EVN_FIELD_TEXT(1, TEXT, struct evn_wire_as_of_query, place, 0, 1),
    EVN_FIELD_TEXT(2, TEXT, struct evn_wire_as_of_query, item, 0, 1),
    EVN_FIELD_TEXT(3, TEXT, struct evn_wire_as_of_query, lot, 0, 1),
    EVN_FIELD_NUMBER(4, I64, struct evn_wire_as_of_query, at_us, EVN_REQUIRED, EVN_AT_MIN_US,
                     EVN_AT_MAX_US),
};
static const struct evn_wire_message as_of_query_table =
    EVN_MESSAGE(PROTO("AsOfQuery"), struct evn_wire_as_of_query, as_of_query_fields);

static const struct evn_wire_field stock_row_fields[] = {
    EVN_FIELD_TEXT(1, TEXT, struct evn_wire_stock_row, place, 0, 1),
    EVN_FIELD_TEXT(2, TEXT, struct evn_wire_stock_row, item, 0, 1),
    EVN_FIELD_TEXT(3, TEXT, struct evn_wire_stock_row, lot, 0, 1),
    EVN_FIELD_PLAIN(4, DAY, struct evn_wire_stock_row, expiry, 0),
    ANY_NUMBER(5, I64, struct evn_wire_stock_row, quantity),
    ANY_NUMBER(6, I64, struct evn_wire_stock_row, latest_at_us),
    ANY_NUMBER(7, U32, struct evn_wire_stock_row, account),
    ANY_NUMBER(8, I64, struct evn_wire_stock_row, claimed),
    EVN_FIELD_PLAIN(9, DAY, struct evn_wire_stock_row, made, 0),
    EVN_FIELD_TEXT(10, TEXT, struct evn_wire_stock_row, owner, 0, 1),
    ANY_NUMBER(11, U32, struct evn_wire_stock_row, vvm_stage),
    ANY_NUMBER(80, U32, struct evn_wire_stock_row, pack_version),
};
static const struct evn_wire_message stock_row_table =
    EVN_MESSAGE(PROTO("StockRow"), struct evn_wire_stock_row, stock_row_fields);

static const struct evn_wire_field stock_total_fields[] = {
    EVN_FIELD_TEXT(1, TEXT, struct evn_wire_stock_total, place, 0, 1),
    EVN_FIELD_TEXT(2, TEXT, struct evn_wire_stock_total, item, 0, 1),
    ANY_NUMBER(3, I64, struct evn_wire_stock_total, quantity),
    ANY_NUMBER(4, I64, struct evn_wire_stock_total, expired),
    ANY_NUMBER(5, I64, struct evn_wire_stock_total, claimed),
    ANY_NUMBER(6, I64, struct evn_wire_stock_total, free),
    ANY_NUMBER(7, I64, struct evn_wire_stock_total, held),
    ANY_NUMBER(80, U32, struct evn_wire_stock_total, pack_version),
};
static const struct evn_wire_message stock_total_table =
    EVN_MESSAGE(PROTO("StockTotal"), struct evn_wire_stock_total, stock_total_fields);

static const struct evn_wire_field stock_fields[] = {
    EVN_FIELD_LIST(1, MSG, struct evn_wire_stock, rows, 0, 0, 4096, &stock_row_table),
    EVN_FIELD_LIST(2, MSG, struct evn_wire_stock, totals, 0, 0, 4096, &stock_total_table),
    EVN_FIELD_NUMBER(3, U64, struct evn_wire_stock, next_cursor, 0, 0, EVN_WIRE_ANY),
    ANY_NUMBER(4, I64, struct evn_wire_stock, at_us),
    PACK_TREES(80, struct evn_wire_stock, packs),
};
static const struct evn_wire_message stock_table =
    EVN_MESSAGE(PROTO("Stock"), struct evn_wire_stock, stock_fields);

static const struct evn_wire_field card_row_fields[] = {
    EVN_FIELD_NUMBER(1, U64, struct evn_wire_card_row, seq, 0, 0, EVN_WIRE_ANY),
    ANY_NUMBER(2, I64, struct evn_wire_card_row, occurred_at_us),
    ANY_NUMBER(3, I64, struct evn_wire_card_row, change),
    ANY_NUMBER(4, I64, struct evn_wire_card_row, balance),
    ANY_NUMBER(5, U32, struct evn_wire_card_row, kind),
    EVN_FIELD_NUMBER(6, U64, struct evn_wire_card_row, document, 0, 0, EVN_WIRE_ANY),
    ANY_NUMBER(7, U32, struct evn_wire_card_row, line),
    EVN_FIELD_TEXT(8, TEXT, struct evn_wire_card_row, other_place, 0, 1),
    EVN_FIELD_TEXT(9, TEXT, struct evn_wire_card_row, reason, 0, 1),
    ANY_NUMBER(80, U32, struct evn_wire_card_row, pack_version),
};
static const struct evn_wire_message card_row_table =
    EVN_MESSAGE(PROTO("CardRow"), struct evn_wire_card_row, card_row_fields);

static const struct evn_wire_field card_fields[] = {
    EVN_FIELD_LIST(1, MSG, struct evn_wire_card, rows, 0, 0, 4096, &card_row_table),
    EVN_FIELD_NUMBER(2, U64, struct evn_wire_card, next_before_seq, 0, 0, EVN_WIRE_ANY),
    ANY_NUMBER(3, I64, struct evn_wire_card, balance),
    ANY_NUMBER(4, I64, struct evn_wire_card, next_before_us),
    PACK_TREES(80, struct evn_wire_card, packs),
    EVN_FIELD_PLAIN(81, DAY, struct evn_wire_card, expiry, 0),
    EVN_FIELD_PLAIN(82, DAY, struct evn_wire_card, made, 0),
    EVN_FIELD_TEXT(83, TEXT, struct evn_wire_card, owner, 0, 1),
    ANY_NUMBER(84, U32, struct evn_wire_card, vvm_stage),
};
static const struct evn_wire_message card_table =
    EVN_MESSAGE(PROTO("Card"), struct evn_wire_card, card_fields);

static const struct evn_wire_field document_record_fields[] = {
    EVN_FIELD_NUMBER(1, U64, struct evn_wire_document_record, seq, 0, 0, EVN_WIRE_ANY),
    ANY_NUMBER(2, U32, struct evn_wire_document_record, kind),
    ANY_NUMBER(3, U32, struct evn_wire_document_record, line),
    EVN_FIELD_TEXT(4, TEXT, struct evn_wire_document_record, from, 0, 1),
    EVN_FIELD_TEXT(5, TEXT, struct evn_wire_document_record, to, 0, 1),
    EVN_FIELD_TEXT(6, TEXT, struct evn_wire_document_record, item, 0, 1),
    EVN_FIELD_TEXT(7, TEXT, struct evn_wire_document_record, lot, 0, 1),
    ANY_NUMBER(8, I64, struct evn_wire_document_record, quantity),
    ANY_NUMBER(9, I64, struct evn_wire_document_record, occurred_at_us),
    EVN_FIELD_NUMBER(10, U64, struct evn_wire_document_record, ref, 0, 0, EVN_WIRE_ANY),
    EVN_FIELD_PLAIN(11, DAY, struct evn_wire_document_record, expiry, 0),
    ANY_NUMBER(80, U32, struct evn_wire_document_record, pack_version),
};
static const struct evn_wire_message document_record_table =
    EVN_MESSAGE(PROTO("DocumentRecord"), struct evn_wire_document_record, document_record_fields);

static const struct evn_wire_field document_result_fields[] = {
    EVN_FIELD_NUMBER(1, U64, struct evn_wire_document_result, document, 0, 0, EVN_WIRE_ANY),
    ANY_NUMBER(2, U32, struct evn_wire_document_result, n_events),
    ANY_NUMBER(3, I64, struct evn_wire_document_result, recorded_at_us),
    EVN_FIELD_PLAIN(4, ID, struct evn_wire_document_result, command, 0),
    EVN_FIELD_TEXT(5, TEXT, struct evn_wire_document_result, actor, 0, 1),
    EVN_FIELD_TEXT(6, TEXT, struct evn_wire_document_result, reason, 0, 1),
    EVN_FIELD_TEXT(7, TEXT, struct evn_wire_document_result, note, 0, 1),
    EVN_FIELD_TEXT(8, TEXT, struct evn_wire_document_result, reference, 0, 1),
    EVN_FIELD_TEXT(9, TEXT, struct evn_wire_document_result, owner, 0, 1),
    ANY_NUMBER(10, ENUM, struct evn_wire_document_result, kind),
    EVN_FIELD_LIST(11, MSG, struct evn_wire_document_result, records, 0, 0, 4096,
                   &document_record_table),
    EVN_FIELD_NUMBER(12, U64, struct evn_wire_document_result, of, 0, 0, EVN_WIRE_ANY),
    EVN_FIELD_NUMBER(13, U64, struct evn_wire_document_result, reversed_by, 0, 0, EVN_WIRE_ANY),
    PACK_TREES(80, struct evn_wire_document_result, packs),
    EVN_FIELD_TEXT(100, TEXT, struct evn_wire_document_result, recipient, 0, 1),
};
static const struct evn_wire_message document_result_table =
    EVN_MESSAGE(PROTO("DocumentResult"), struct evn_wire_document_result, document_result_fields);

static const struct evn_wire_field claim_row_fields[] = {
    EVN_FIELD_NUMBER(1, U64, struct evn_wire_claim_row, seq, 0, 0, EVN_WIRE_ANY),
    EVN_FIELD_TEXT(2, TEXT, struct evn_wire_claim_row, owner, 0, 1),
    EVN_FIELD_TEXT(3, TEXT, struct evn_wire_claim_row, place, 0, 1),
    EVN_FIELD_TEXT(4, TEXT, struct evn_wire_claim_row, item, 0, 1),
    ANY_NUMBER(5, I64, struct evn_wire_claim_row, quantity),
    ANY_NUMBER(6, U32, struct evn_wire_claim_row, priority),
    ANY_NUMBER(7, I64, struct evn_wire_claim_row, expires_at_us),
    ANY_NUMBER(8, I64, struct evn_wire_claim_row, blocked),
    EVN_FIELD_PLAIN(9, BOOL, struct evn_wire_claim_row, earmark, 0),
    EVN_FIELD_TEXT(10, TEXT, struct evn_wire_claim_row, lot, 0, 1),
};
static const struct evn_wire_message claim_row_table =
    EVN_MESSAGE(PROTO("ClaimRow"), struct evn_wire_claim_row, claim_row_fields);

static const struct evn_wire_field claims_fields[] = {
    EVN_FIELD_LIST(1, MSG, struct evn_wire_claims, rows, 0, 0, 4096, &claim_row_table),
    EVN_FIELD_NUMBER(2, U64, struct evn_wire_claims, next_cursor, 0, 0, EVN_WIRE_ANY),
};
static const struct evn_wire_message claims_table =
    EVN_MESSAGE(PROTO("Claims"), struct evn_wire_claims, claims_fields);

static const struct evn_wire_field aboard_row_fields[] = {
    EVN_FIELD_NUMBER(1, U64, struct evn_wire_aboard_row, seq, 0, 0, EVN_WIRE_ANY),
    EVN_FIELD_TEXT(2, TEXT, struct evn_wire_aboard_row, shipment, 0, 1),
    EVN_FIELD_TEXT(3, TEXT, struct evn_wire_aboard_row, vehicle, 0, 1),
    EVN_FIELD_TEXT(4, TEXT, struct evn_wire_aboard_row, stop, 0, 1),
    EVN_FIELD_TEXT(5, TEXT, struct evn_wire_aboard_row, item, 0, 1),
    EVN_FIELD_TEXT(6, TEXT, struct evn_wire_aboard_row, lot, 0, 1),
    ANY_NUMBER(7, I64, struct evn_wire_aboard_row, quantity),
    ANY_NUMBER(8, I64, struct evn_wire_aboard_row, shipped_at_us),
};
static const struct evn_wire_message aboard_row_table =
    EVN_MESSAGE(PROTO("AboardRow"), struct evn_wire_aboard_row, aboard_row_fields);

static const struct evn_wire_field aboard_fields[] = {
    EVN_FIELD_LIST(1, MSG, struct evn_wire_aboard, rows, 0, 0, 4096, &aboard_row_table),
    EVN_FIELD_NUMBER(2, U64, struct evn_wire_aboard, next_cursor, 0, 0, EVN_WIRE_ANY),
};
static const struct evn_wire_message aboard_table =
    EVN_MESSAGE(PROTO("Aboard"), struct evn_wire_aboard, aboard_fields);

static const struct evn_wire_field known_fields[] = {
    EVN_FIELD_PLAIN(1, BOOL, struct evn_wire_known, item, 0),
    ANY_NUMBER(2, ENUM, struct evn_wire_known, tracking),
    EVN_FIELD_LIST(3, I64, struct evn_wire_known, packs, 0, 0, 6, NULL),
    EVN_FIELD_PLAIN(4, BOOL, struct evn_wire_known, place, 0),
    ANY_NUMBER(5, ENUM, struct evn_wire_known, place_kind),
    EVN_FIELD_TEXT(6, TEXT, struct evn_wire_known, area, 0, 1),
    ANY_NUMBER(80, U32, struct evn_wire_known, pack_version),
    PACK_TREES(81, struct evn_wire_known, pack_trees),
};
static const struct evn_wire_message known_table =
    EVN_MESSAGE(PROTO("Known"), struct evn_wire_known, known_fields);

static const struct evn_wire_field as_of_fields[] = {
    ANY_NUMBER(1, I64, struct evn_wire_as_of, quantity),
};
static const struct evn_wire_message as_of_table =
    EVN_MESSAGE(PROTO("AsOf"), struct evn_wire_as_of, as_of_fields);

static const struct evn_wire_field query_fields[] = {
    EVN_FIELD_REF(1, struct evn_wire_ledger_query, stock, EVN_ONE_OF, &stock_query_table),
    EVN_FIELD_REF(2, struct evn_wire_ledger_query, card, EVN_ONE_OF, &card_query_table),
    EVN_FIELD_REF(3, struct evn_wire_ledger_query, document, EVN_ONE_OF, &document_query_table),
    EVN_FIELD_REF(4, struct evn_wire_ledger_query, claims, EVN_ONE_OF, &claims_query_table),
    EVN_FIELD_REF(5, struct evn_wire_ledger_query, known, EVN_ONE_OF, &known_query_table),
    EVN_FIELD_REF(6, struct evn_wire_ledger_query, as_of, EVN_ONE_OF, &as_of_query_table),
    EVN_FIELD_REF(7, struct evn_wire_ledger_query, aboard, EVN_ONE_OF, &aboard_query_table),
    EVN_FIELD_LIST(10, TEXT, struct evn_wire_ledger_query, mask, 0, 0, 32, NULL),
    EVN_FIELD_REF(20, struct evn_wire_ledger_query, eligible, EVN_ONE_OF,
                  &evn_eligible_query_table),
    EVN_FIELD_REF(21, struct evn_wire_ledger_query, holds, EVN_ONE_OF, &evn_holds_query_table),
    EVN_FIELD_REF(22, struct evn_wire_ledger_query, recalls, EVN_ONE_OF, &evn_recalls_query_table),
    EVN_FIELD_REF(23, struct evn_wire_ledger_query, trace, EVN_ONE_OF, &evn_trace_query_table),
    EVN_FIELD_REF(24, struct evn_wire_ledger_query, cold, EVN_ONE_OF, &evn_cold_query_table),
    EVN_FIELD_REF(30, struct evn_wire_ledger_query, kits, EVN_ONE_OF, &evn_ledger_kits_query_table),
    EVN_FIELD_REF(40, struct evn_wire_ledger_query, counts, EVN_ONE_OF, &evn_counts_query_table),
    EVN_FIELD_REF(41, struct evn_wire_ledger_query, discrepancies, EVN_ONE_OF,
                  &evn_discrepancies_query_table),
    EVN_FIELD_REF(42, struct evn_wire_ledger_query, expected, EVN_ONE_OF,
                  &evn_expected_query_table),
    EVN_FIELD_REF(43, struct evn_wire_ledger_query, thresholds, EVN_ONE_OF,
                  &evn_thresholds_query_table),
    EVN_FIELD_REF(44, struct evn_wire_ledger_query, account, EVN_ONE_OF, &evn_account_query_table),
    EVN_FIELD_REF(45, struct evn_wire_ledger_query, movements, EVN_ONE_OF,
                  &evn_movements_query_table),
    EVN_FIELD_REF(65, struct evn_wire_ledger_query, lots, EVN_ONE_OF, &evn_lots_query_table),
};
const struct evn_wire_message evn_ledger_query_table =
    EVN_MESSAGE(PROTO("Query"), struct evn_wire_ledger_query, query_fields);

static const struct evn_wire_field result_fields[] = {
    EVN_FIELD_REF(1, struct evn_wire_ledger_result, stock, EVN_ONE_OF, &stock_table),
    EVN_FIELD_REF(2, struct evn_wire_ledger_result, card, EVN_ONE_OF, &card_table),
    EVN_FIELD_REF(3, struct evn_wire_ledger_result, document, EVN_ONE_OF, &document_result_table),
    EVN_FIELD_REF(4, struct evn_wire_ledger_result, claims, EVN_ONE_OF, &claims_table),
    EVN_FIELD_REF(5, struct evn_wire_ledger_result, known, EVN_ONE_OF, &known_table),
    EVN_FIELD_REF(6, struct evn_wire_ledger_result, as_of, EVN_ONE_OF, &as_of_table),
    EVN_FIELD_REF(7, struct evn_wire_ledger_result, aboard, EVN_ONE_OF, &aboard_table),
    EVN_FIELD_REF(20, struct evn_wire_ledger_result, eligible, EVN_ONE_OF, &evn_eligible_table),
    EVN_FIELD_REF(21, struct evn_wire_ledger_result, holds, EVN_ONE_OF, &evn_holds_table),
    EVN_FIELD_REF(22, struct evn_wire_ledger_result, recalls, EVN_ONE_OF, &evn_recalls_table),
    EVN_FIELD_REF(23, struct evn_wire_ledger_result, trace, EVN_ONE_OF, &evn_trace_table),
    EVN_FIELD_REF(24, struct evn_wire_ledger_result, cold, EVN_ONE_OF, &evn_cold_table),
    EVN_FIELD_REF(30, struct evn_wire_ledger_result, kits, EVN_ONE_OF, &evn_ledger_kits_table),
    EVN_FIELD_REF(40, struct evn_wire_ledger_result, counts, EVN_ONE_OF, &evn_counts_table),
    EVN_FIELD_REF(41, struct evn_wire_ledger_result, discrepancies, EVN_ONE_OF,
                  &evn_discrepancies_table),
    EVN_FIELD_REF(42, struct evn_wire_ledger_result, expected, EVN_ONE_OF, &evn_expecteds_table),
    EVN_FIELD_REF(43, struct evn_wire_ledger_result, thresholds, EVN_ONE_OF, &evn_thresholds_table),
    EVN_FIELD_REF(44, struct evn_wire_ledger_result, account, EVN_ONE_OF, &evn_account_table),
    EVN_FIELD_REF(45, struct evn_wire_ledger_result, movements, EVN_ONE_OF, &evn_movements_table),
    EVN_FIELD_REF(65, struct evn_wire_ledger_result, lots, EVN_ONE_OF, &evn_lots_table),
};
const struct evn_wire_message evn_ledger_result_table =
    EVN_MESSAGE(PROTO("Result"), struct evn_wire_ledger_result, result_fields);
