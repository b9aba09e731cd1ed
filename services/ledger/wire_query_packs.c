#include "services/ledger/wire_query_packs.h"

#include "services/ledger/core/packs.h"

#define PROTO(name_) "evernormal.ledger.v1." name_

static const struct evn_wire_field level_fields[] = {
    EVN_FIELD_TEXT(1, TEXT, struct evn_wire_pack_level, zh, 0, 0),
    EVN_FIELD_TEXT(2, TEXT, struct evn_wire_pack_level, en, 0, 0),
    EVN_FIELD_NUMBER(3, I64, struct evn_wire_pack_level, base_units, 0, 1, INT64_MAX),
};
static const struct evn_wire_message level_table =
    EVN_MESSAGE(PROTO("PackLevel"), struct evn_wire_pack_level, level_fields);

static const struct evn_wire_field tree_fields[] = {
    EVN_FIELD_TEXT(1, TEXT, struct evn_wire_pack_tree, item, 0, 1),
    EVN_FIELD_NUMBER(2, U32, struct evn_wire_pack_tree, version, 0, 0, INT64_MAX),
    EVN_FIELD_NUMBER(3, I64, struct evn_wire_pack_tree, since_us, 0, INT64_MIN, INT64_MAX),
    EVN_FIELD_LIST(4, MSG, struct evn_wire_pack_tree, levels, 0, 0, EVN_PACK_LEVELS_MAX,
                   &level_table),
};
const struct evn_wire_message evn_pack_tree_table =
    EVN_MESSAGE(PROTO("PackTree"), struct evn_wire_pack_tree, tree_fields);
