#include "services/ledger/wire_moves.h"

#define PROTO(name_) "evernormal.ledger.v1." name_

static const struct evn_wire_field reverse_fields[] = {
    EVN_FIELD_NUMBER(1, U64, struct evn_wire_reverse, document, EVN_REQUIRED, 1, EVN_WIRE_ANY),
    EVN_FIELD_PLAIN(2, BOOL, struct evn_wire_reverse, as_of, 0),
    EVN_FIELD_TEXT(3, CODE, struct evn_wire_reverse, reason, EVN_REQUIRED, 1),
    EVN_FIELD_TEXT(4, TEXT, struct evn_wire_reverse, note, 0, 1),
};
const struct evn_wire_message evn_ledger_reverse_table =
    EVN_MESSAGE(PROTO("Reverse"), struct evn_wire_reverse, reverse_fields);

static const struct evn_wire_field assemble_fields[] = {
    EVN_FIELD_TEXT(1, CODE, struct evn_wire_assemble, place, EVN_REQUIRED, 1),
    EVN_FIELD_TEXT(2, CODE, struct evn_wire_assemble, item, EVN_REQUIRED, 1),
    EVN_FIELD_NUMBER(3, I64, struct evn_wire_assemble, quantity, EVN_REQUIRED, 1, INT64_MAX),
    EVN_FIELD_TEXT(4, TEXT, struct evn_wire_assemble, lot, 0, 1),
    EVN_FIELD_PLAIN(5, DAY, struct evn_wire_assemble, expiry, 0),
    EVN_FIELD_NUMBER(6, I64, struct evn_wire_assemble, occurred_at_us, 0, EVN_AT_MIN_US,
                     EVN_AT_MAX_US),
    EVN_FIELD_TEXT(7, CODE, struct evn_wire_assemble, claim, 0, 1),
    EVN_FIELD_TEXT(8, CODE, struct evn_wire_assemble, reason, 0, 1),
    EVN_FIELD_TEXT(9, TEXT, struct evn_wire_assemble, note, 0, 1),
};
const struct evn_wire_message evn_ledger_assemble_table =
    EVN_MESSAGE(PROTO("Assemble"), struct evn_wire_assemble, assemble_fields);

static const struct evn_wire_field part_fields[] = {
    EVN_FIELD_TEXT(1, CODE, struct evn_wire_broken_part, item, EVN_REQUIRED, 1),
    EVN_FIELD_TEXT(2, TEXT, struct evn_wire_broken_part, lot, 0, 1),
    EVN_FIELD_NUMBER(3, I64, struct evn_wire_broken_part, quantity, EVN_REQUIRED, 1, INT64_MAX),
};
static const struct evn_wire_message part_table =
    EVN_MESSAGE(PROTO("BrokenPart"), struct evn_wire_broken_part, part_fields);

static const struct evn_wire_field break_fields[] = {
    EVN_FIELD_TEXT(1, CODE, struct evn_wire_break, place, EVN_REQUIRED, 1),
    EVN_FIELD_TEXT(2, CODE, struct evn_wire_break, item, EVN_REQUIRED, 1),
    EVN_FIELD_NUMBER(3, I64, struct evn_wire_break, quantity, EVN_REQUIRED, 1, INT64_MAX),
    EVN_FIELD_TEXT(4, TEXT, struct evn_wire_break, lot, 0, 1),
    EVN_FIELD_LIST(5, MSG, struct evn_wire_break, parts, EVN_LINES, 0, EVN_LEDGER_PARTS_MAX,
                   &part_table),
    EVN_FIELD_NUMBER(6, I64, struct evn_wire_break, occurred_at_us, 0, EVN_AT_MIN_US,
                     EVN_AT_MAX_US),
    EVN_FIELD_TEXT(7, CODE, struct evn_wire_break, reason, 0, 1),
    EVN_FIELD_TEXT(8, TEXT, struct evn_wire_break, note, 0, 1),
};
const struct evn_wire_message evn_ledger_break_table =
    EVN_MESSAGE(PROTO("Break"), struct evn_wire_break, break_fields);
