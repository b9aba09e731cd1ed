#include "services/registry/core/model_item.h"

static const struct evn_wire_field pack_fields[] = {
    EVN_FIELD_TEXT(1, TEXT, struct evn_pack, name_zh, 0, 1),
    EVN_FIELD_TEXT(2, TEXT, struct evn_pack, name_en, 0, 1),
    EVN_FIELD_NUMBER(3, I64, struct evn_pack, base_units, EVN_REQUIRED, 1, INT64_C(1000000000)),
};
static const struct evn_wire_message pack_table =
    EVN_MESSAGE("evernormal.registry.v1.Pack", struct evn_pack, pack_fields);

static const struct evn_wire_field code_fields[] = {
    EVN_FIELD_NUMBER(1, ENUM, struct evn_item_code, system, EVN_REQUIRED, EVN_CODE_GTIN,
                     EVN_CODE_OWN),
    EVN_FIELD_TEXT(2, TEXT, struct evn_item_code, value, EVN_REQUIRED, 1),
    EVN_FIELD_NUMBER(3, I64, struct evn_item_code, base_units, 0, 1, INT64_C(1000000000)),
};
static const struct evn_wire_message code_table =
    EVN_MESSAGE("evernormal.registry.v1.ItemCode", struct evn_item_code, code_fields);

static const struct evn_wire_field part_fields[] = {
    EVN_FIELD_TEXT(1, CODE, struct evn_kit_part, item, EVN_REQUIRED, 1),
    EVN_FIELD_NUMBER(2, I64, struct evn_kit_part, quantity, EVN_REQUIRED, 1, INT64_C(1000000000)),
};
static const struct evn_wire_message part_table =
    EVN_MESSAGE("evernormal.registry.v1.KitPart", struct evn_kit_part, part_fields);

static const struct evn_wire_field substitute_fields[] = {
    EVN_FIELD_TEXT(1, CODE, struct evn_substitute, item, EVN_REQUIRED, 1),
    EVN_FIELD_NUMBER(2, I64, struct evn_substitute, quantity, EVN_REQUIRED, 1, 1000000),
    EVN_FIELD_NUMBER(3, I64, struct evn_substitute, instead, EVN_REQUIRED, 1, 1000000),
};
static const struct evn_wire_message substitute_table =
    EVN_MESSAGE("evernormal.registry.v1.Substitute", struct evn_substitute, substitute_fields);

static const struct evn_wire_field item_fields[] = {
    EVN_FIELD_TEXT(1, CODE, struct evn_item, code, EVN_REQUIRED, 1),
    EVN_FIELD_TEXT(2, TEXT, struct evn_item, name_zh, 0, 1),
    EVN_FIELD_TEXT(3, TEXT, struct evn_item, name_en, 0, 1),
    EVN_FIELD_TEXT(4, CODE, struct evn_item, category, EVN_REQUIRED, 1),
    EVN_FIELD_NUMBER(5, ENUM, struct evn_item, tracking, 0, 0, EVN_TRACKING_SERIAL),
    EVN_FIELD_TEXT(6, TEXT, struct evn_item, unit_zh, 0, 1),
    EVN_FIELD_TEXT(7, TEXT, struct evn_item, unit_en, 0, 1),
    EVN_FIELD_LIST(8, MSG, struct evn_item, packs, 0, 0, EVN_PACKS_MAX, &pack_table),
    EVN_FIELD_NUMBER(9, I64, struct evn_item, weight_mg, 0, 0, EVN_ITEM_GRAM_MAX *INT64_C(1000)),
    EVN_FIELD_NUMBER(10, I64, struct evn_item, volume_ul, 0, 0, EVN_ITEM_GRAM_MAX *INT64_C(10000)),
    EVN_FIELD_PLAIN(11, BOOL, struct evn_item, cold_chain, 0),
    EVN_FIELD_NUMBER(12, I32, struct evn_item, temp_min_dc, 0, -2000, 1000),
    EVN_FIELD_NUMBER(13, I32, struct evn_item, temp_max_dc, 0, -2000, 1000),
    EVN_FIELD_LIST(14, MSG, struct evn_item, codes, 0, 0, EVN_ITEM_CODES_MAX, &code_table),
    EVN_FIELD_PLAIN(15, BOOL, struct evn_item, life_critical, 0),
    EVN_FIELD_PLAIN(16, BOOL, struct evn_item, synthetic, 0),
    EVN_FIELD_PLAIN(17, BOOL, struct evn_item, equipment, 0),
    EVN_FIELD_LIST(18, MSG, struct evn_item, kit, 0, 0, EVN_KIT_PARTS_MAX, &part_table),
    EVN_FIELD_NUMBER(19, U32, struct evn_item, cold_budget_min, 0, 0, EVN_COLD_BUDGET_MAX),
    EVN_FIELD_NUMBER(20, U32, struct evn_item, n_days_warn, 0, 1, 3650),
    EVN_FIELD_TEXT(21, TEXT, struct evn_item, initials, 0, 1),
    EVN_FIELD_LIST(22, MSG, struct evn_item, substitutes, 0, 0, EVN_SUBSTITUTES_MAX,
                   &substitute_table),
    EVN_FIELD_NUMBER(23, U32, struct evn_item, shelf_life_days, 0, 1, EVN_SHELF_LIFE_MAX),
    EVN_FIELD_LIST(24, CODE, struct evn_item, trace_prefixes, 0, 0, EVN_TRACE_PREFIXES_MAX, NULL),
};
const struct evn_wire_message evn_item_table =
    EVN_MESSAGE("evernormal.registry.v1.Item", struct evn_item, item_fields);
