#include "services/ledger/wire_query_kits.h"

#include "services/ledger/core/kits.h"

#define PROTO(name_) "evernormal.ledger.v1." name_

static const struct evn_wire_field query_fields[] = {
    EVN_FIELD_TEXT(1, TEXT, struct evn_wire_kits_query, item, 0, 1),
    EVN_FIELD_TEXT(2, TEXT, struct evn_wire_kits_query, place, 0, 1),
    EVN_FIELD_NUMBER(3, U32, struct evn_wire_kits_query, rows_max, 0, 0, EVN_LEDGER_ROWS_MAX),
    EVN_FIELD_NUMBER(4, U64, struct evn_wire_kits_query, cursor, 0, 0, EVN_WIRE_ANY),
};
const struct evn_wire_message evn_ledger_kits_query_table =
    EVN_MESSAGE(PROTO("KitsQuery"), struct evn_wire_kits_query, query_fields);

static const struct evn_wire_field part_fields[] = {
    EVN_FIELD_TEXT(1, TEXT, struct evn_wire_kit_part, item, 0, 1),
    EVN_FIELD_NUMBER(2, I64, struct evn_wire_kit_part, quantity, 0, 0, INT64_MAX),
    EVN_FIELD_NUMBER(3, I64, struct evn_wire_kit_part, free, 0, 0, INT64_MAX),
};
static const struct evn_wire_message part_table =
    EVN_MESSAGE(PROTO("KitRow.Part"), struct evn_wire_kit_part, part_fields);

static const struct evn_wire_field row_fields[] = {
    EVN_FIELD_TEXT(1, TEXT, struct evn_wire_kit_row, item, 0, 1),
    EVN_FIELD_NUMBER(2, U32, struct evn_wire_kit_row, version, 0, 0, INT64_MAX),
    EVN_FIELD_TEXT(3, TEXT, struct evn_wire_kit_row, place, 0, 1),
    EVN_FIELD_NUMBER(4, I64, struct evn_wire_kit_row, makeable, 0, 0, INT64_MAX),
    EVN_FIELD_LIST(5, MSG, struct evn_wire_kit_row, parts, 0, 0, EVN_KIT_PARTS_MAX, &part_table),
};
static const struct evn_wire_message row_table =
    EVN_MESSAGE(PROTO("KitRow"), struct evn_wire_kit_row, row_fields);

static const struct evn_wire_field kits_fields[] = {
    EVN_FIELD_LIST(1, MSG, struct evn_wire_kits, rows, 0, 0, EVN_LEDGER_ROWS_MAX, &row_table),
    EVN_FIELD_NUMBER(2, U64, struct evn_wire_kits, next_cursor, 0, 0, EVN_WIRE_ANY),
};
const struct evn_wire_message evn_ledger_kits_table =
    EVN_MESSAGE(PROTO("Kits"), struct evn_wire_kits, kits_fields);
