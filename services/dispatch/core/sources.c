#include "services/dispatch/core/sources.h"

#define REGISTRY(name)   "evernormal.registry.v1." name
#define PLANNER(name)    "evernormal.planner.v1." name
#define UNITS(tag, s, m) EVN_FIELD_NUMBER(tag, I64, s, m, 0, 0, INT64_MAX)

static const struct evn_wire_field pack_fields[] = {
    EVN_FIELD_NUMBER(3, I64, struct evn_src_pack, base_units, EVN_REQUIRED, 1, EVN_DSP_UNITS_MAX),
};
static const struct evn_wire_message pack_table =
    EVN_MESSAGE(REGISTRY("Pack"), struct evn_src_pack, pack_fields);

static const struct evn_wire_message substitute_table =
    EVN_MESSAGE(REGISTRY("Substitute"), struct evn_dsp_substitute, evn_dsp_substitute_fields);

static const struct evn_wire_field item_fields[] = {
    EVN_FIELD_TEXT(1, CODE, struct evn_src_item, code, EVN_REQUIRED, 1),
    EVN_FIELD_TEXT(4, CODE, struct evn_src_item, category, 0, 1),
    EVN_FIELD_LIST(8, MSG, struct evn_src_item, packs, 0, 0, 64, &pack_table),
    UNITS(9, struct evn_src_item, weight_mg),
    UNITS(10, struct evn_src_item, volume_ul),
    EVN_FIELD_PLAIN(11, BOOL, struct evn_src_item, cold_chain, 0),
    EVN_FIELD_PLAIN(15, BOOL, struct evn_src_item, life_critical, 0),
    EVN_FIELD_LIST(22, MSG, struct evn_src_item, substitutes, 0, 0, EVN_DSP_SUBSTITUTES_MAX,
                   &substitute_table),
};
const struct evn_wire_message evn_src_item_table =
    EVN_MESSAGE(REGISTRY("Item"), struct evn_src_item, item_fields);

static const struct evn_wire_field extent_fields[] = {
    EVN_FIELD_NUMBER(1, I32, struct evn_src_extent, lat_min_e6, 0, -90000000, 90000000),
    EVN_FIELD_NUMBER(2, I32, struct evn_src_extent, lat_max_e6, 0, -90000000, 90000000),
    EVN_FIELD_NUMBER(3, I32, struct evn_src_extent, lon_min_e6, 0, -180000000, 180000000),
    EVN_FIELD_NUMBER(4, I32, struct evn_src_extent, lon_max_e6, 0, -180000000, 180000000),
};
static const struct evn_wire_message extent_table =
    EVN_MESSAGE(REGISTRY("Extent"), struct evn_src_extent, extent_fields);

static const struct evn_wire_field area_fields[] = {
    EVN_FIELD_TEXT(1, CODE, struct evn_src_area, code, EVN_REQUIRED, 1),
    EVN_FIELD_MSG(100, struct evn_src_area, extent, 0, &extent_table),
};
const struct evn_wire_message evn_src_area_table =
    EVN_MESSAGE(REGISTRY("Area"), struct evn_src_area, area_fields);

static const struct evn_wire_message hours_table =
    EVN_MESSAGE(REGISTRY("OpenHours"), struct evn_dsp_hours, evn_dsp_hours_fields);

static const struct evn_wire_message vehicle_table =
    EVN_MESSAGE(REGISTRY("Vehicle"), struct evn_dsp_vehicle, evn_dsp_vehicle_fields);

static const struct evn_wire_field place_fields[] = {
    EVN_FIELD_TEXT(1, CODE, struct evn_src_place, code, EVN_REQUIRED, 1),
    EVN_FIELD_NUMBER(2, ENUM, struct evn_src_place, kind, EVN_REQUIRED, 1, INT32_MAX),
    EVN_FIELD_TEXT(3, CODE, struct evn_src_place, area, 0, 1),
    EVN_FIELD_NUMBER(6, I32, struct evn_src_place, lat_e6, 0, -90000000, 90000000),
    EVN_FIELD_NUMBER(7, I32, struct evn_src_place, lon_e6, 0, -180000000, 180000000),
    EVN_FIELD_NUMBER(8, ENUM, struct evn_src_place, datum, 0, 0, INT32_MAX),
    EVN_FIELD_LIST(10, MSG, struct evn_src_place, open_hours, 0, 0, EVN_DSP_HOURS_MAX,
                   &hours_table),
    EVN_FIELD_MSG(12, struct evn_src_place, vehicle, 0, &vehicle_table),
    EVN_FIELD_PLAIN(13, BOOL, struct evn_src_place, closed, 0),
    EVN_FIELD_NUMBER(18, ENUM, struct evn_src_place, intake, 0, 0, INT32_MAX),
    EVN_FIELD_NUMBER(19, U32, struct evn_src_place, accepts, 0, 0, UINT32_MAX),
};
const struct evn_wire_message evn_src_place_table =
    EVN_MESSAGE(REGISTRY("Place"), struct evn_src_place, place_fields);

static const struct evn_wire_field result_fields[] = {
    EVN_FIELD_TEXT(1, CODE, struct evn_src_result, person, EVN_REQUIRED, 1),
    EVN_FIELD_TEXT(2, CODE, struct evn_src_result, sample, EVN_REQUIRED, 1),
    EVN_FIELD_NUMBER(3, I64, struct evn_src_result, at_us, 0, INT64_MIN, INT64_MAX),
    EVN_FIELD_TEXT(7, CODE, struct evn_src_result, area, 0, 1),
    EVN_FIELD_NUMBER(10, ENUM, struct evn_src_result, verdict, 0, 0, INT32_MAX),
    EVN_FIELD_NUMBER(16, ENUM, struct evn_src_result, severity, 0, 0, 5),
};
const struct evn_wire_message evn_src_result_table =
    EVN_MESSAGE(REGISTRY("TestResult"), struct evn_src_result, result_fields);

static const struct evn_wire_field norm_fields[] = {
    EVN_FIELD_TEXT(1, CODE, struct evn_src_norm, item, EVN_REQUIRED, 1),
    EVN_FIELD_TEXT(2, CODE, struct evn_src_norm, norm, EVN_REQUIRED, 1),
};
const struct evn_wire_message evn_src_norm_table =
    EVN_MESSAGE(REGISTRY("ItemNorm"), struct evn_src_norm, norm_fields);

static const struct evn_wire_field link_fields[] = {
    EVN_FIELD_NUMBER(1, ENUM, struct evn_src_link, kind, 0, 0, INT32_MAX),
    EVN_FIELD_TEXT(2, CODE, struct evn_src_link, place, 0, 1),
};
static const struct evn_wire_message link_table =
    EVN_MESSAGE(REGISTRY("Link"), struct evn_src_link, link_fields);

static const struct evn_wire_field community_fields[] = {
    EVN_FIELD_TEXT(1, CODE, struct evn_src_community, code, EVN_REQUIRED, 1),
    UNITS(4, struct evn_src_community, residents),
    EVN_FIELD_LIST(6, CODE, struct evn_src_community, reception_points, 0, 0, EVN_DSP_POINTS_MAX,
                   NULL),
    EVN_FIELD_LIST(8, MSG, struct evn_src_community, links, 0, 0, 16, &link_table),
};
const struct evn_wire_message evn_src_community_table =
    EVN_MESSAGE(REGISTRY("Community"), struct evn_src_community, community_fields);

static const struct evn_wire_field term_fields[] = {
    EVN_FIELD_NUMBER(1, ENUM, struct evn_src_term, kind, 0, 0, 1000),
    UNITS(2, struct evn_src_term, count),
};
static const struct evn_wire_message term_table =
    EVN_MESSAGE(PLANNER("Term"), struct evn_src_term, term_fields);

static const struct evn_wire_field need_fields[] = {
    EVN_FIELD_TEXT(1, CODE, struct evn_src_need, community, EVN_REQUIRED, 1),
    EVN_FIELD_TEXT(2, CODE, struct evn_src_need, item, EVN_REQUIRED, 1),
    EVN_FIELD_PLAIN(3, DAY, struct evn_src_need, day, EVN_REQUIRED),
    EVN_FIELD_NUMBER(4, U32, struct evn_src_need, tier, EVN_REQUIRED, 1, 3),
    EVN_FIELD_NUMBER(5, I64, struct evn_src_need, quantity, 0, 0, EVN_DSP_UNITS_MAX),
    EVN_FIELD_NUMBER(6, I64, struct evn_src_need, daily, 0, 0, EVN_DSP_UNITS_MAX),
    EVN_FIELD_LIST(7, MSG, struct evn_src_need, terms, 0, 0, 1000, &term_table),
    EVN_FIELD_PLAIN(9, BOOL, struct evn_src_need, stays, 0),
    EVN_FIELD_PLAIN(10, BOOL, struct evn_src_need, capacity, 0),
};
const struct evn_wire_message evn_src_need_table =
    EVN_MESSAGE(PLANNER("NeedPut"), struct evn_src_need, need_fields);

static const struct evn_wire_field closed_fields[] = {
    EVN_FIELD_TEXT(1, CODE, struct evn_src_closed, community, EVN_REQUIRED, 1),
    EVN_FIELD_PLAIN(2, DAY, struct evn_src_closed, day, 0),
};
const struct evn_wire_message evn_src_closed_table =
    EVN_MESSAGE(PLANNER("NeedClosed"), struct evn_src_closed, closed_fields);

static const struct evn_wire_field planned_fields[] = {
    EVN_FIELD_TEXT(1, CODE, struct evn_src_planned, community, EVN_REQUIRED, 1),
    UNITS(70, struct evn_src_planned, door_only),
};
const struct evn_wire_message evn_src_planned_table =
    EVN_MESSAGE(PLANNER("DayPlanned"), struct evn_src_planned, planned_fields);
