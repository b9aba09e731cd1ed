#include "services/registry/core/model_place.h"

#define PEOPLE_MAX INT64_C(2000000000)

static const struct evn_wire_field extent_fields[] = {
    EVN_FIELD_NUMBER(1, I32, struct evn_extent, lat_min_e6, 0, -90000000, 90000000),
    EVN_FIELD_NUMBER(2, I32, struct evn_extent, lat_max_e6, 0, -90000000, 90000000),
    EVN_FIELD_NUMBER(3, I32, struct evn_extent, lon_min_e6, 0, -180000000, 180000000),
    EVN_FIELD_NUMBER(4, I32, struct evn_extent, lon_max_e6, 0, -180000000, 180000000),
};
static const struct evn_wire_message extent_table =
    EVN_MESSAGE("evernormal.registry.v1.Extent", struct evn_extent, extent_fields);

static const struct evn_wire_field area_fields[] = {
    EVN_FIELD_TEXT(1, CODE, struct evn_area, code, EVN_REQUIRED, 2),
    EVN_FIELD_TEXT(2, TEXT, struct evn_area, name_zh, 0, 1),
    EVN_FIELD_TEXT(3, TEXT, struct evn_area, name_en, 0, 1),
    EVN_FIELD_NUMBER(4, I64, struct evn_area, population, 0, 0, PEOPLE_MAX),
    EVN_FIELD_PLAIN(5, BOOL, struct evn_area, synthetic, 0),
    EVN_FIELD_MSG(100, struct evn_area, extent, 0, &extent_table),
};
const struct evn_wire_message evn_area_table =
    EVN_MESSAGE("evernormal.registry.v1.Area", struct evn_area, area_fields);

static const struct evn_wire_field hours_fields[] = {
    EVN_FIELD_NUMBER(1, U32, struct evn_open_hours, from_min, 0, 0, EVN_DAY_MINUTES),
    EVN_FIELD_NUMBER(2, U32, struct evn_open_hours, until_min, EVN_REQUIRED, 1, EVN_DAY_MINUTES),
};
static const struct evn_wire_message hours_table =
    EVN_MESSAGE("evernormal.registry.v1.OpenHours", struct evn_open_hours, hours_fields);

static const struct evn_wire_field vehicle_fields[] = {
    EVN_FIELD_NUMBER(1, I64, struct evn_vehicle, weight_max_g, EVN_REQUIRED, 1, 100000000),
    EVN_FIELD_NUMBER(2, I64, struct evn_vehicle, volume_max_ml, EVN_REQUIRED, 1, 1000000000),
    EVN_FIELD_PLAIN(3, BOOL, struct evn_vehicle, cold_box, 0),
    EVN_FIELD_PLAIN(4, DAY, struct evn_vehicle, pass_from, 0),
    EVN_FIELD_PLAIN(5, DAY, struct evn_vehicle, pass_until, 0),
    EVN_FIELD_TEXT(6, CODE, struct evn_vehicle, depot, EVN_REQUIRED, 1),
    EVN_FIELD_NUMBER(7, U32, struct evn_vehicle, shift_from_min, 0, 0, EVN_DAY_MINUTES),
    EVN_FIELD_NUMBER(8, U32, struct evn_vehicle, shift_until_min, EVN_REQUIRED, 1,
                     2 * EVN_DAY_MINUTES),
};
static const struct evn_wire_message vehicle_table =
    EVN_MESSAGE("evernormal.registry.v1.Vehicle", struct evn_vehicle, vehicle_fields);

static const struct evn_wire_field place_fields[] = {
    EVN_FIELD_TEXT(1, CODE, struct evn_place, code, EVN_REQUIRED, 1),
    EVN_FIELD_NUMBER(2, ENUM, struct evn_place, kind, EVN_REQUIRED, EVN_PLACE_WAREHOUSE,
                     EVN_PLACE_MAINTENANCE),
    EVN_FIELD_TEXT(3, CODE, struct evn_place, area, 0, 2),
    EVN_FIELD_TEXT(4, TEXT, struct evn_place, name_zh, 0, 1),
    EVN_FIELD_TEXT(5, TEXT, struct evn_place, name_en, 0, 1),
    EVN_FIELD_NUMBER(6, I32, struct evn_place, lat_e6, 0, -90000000, 90000000),
    EVN_FIELD_NUMBER(7, I32, struct evn_place, lon_e6, 0, -180000000, 180000000),
    EVN_FIELD_NUMBER(8, ENUM, struct evn_place, datum, 0, EVN_DATUM_WGS84, EVN_DATUM_GCJ02),
    EVN_FIELD_TEXT(9, TEXT, struct evn_place, coord_source, 0, 1),
    EVN_FIELD_LIST(10, MSG, struct evn_place, open_hours, 0, 0, EVN_OPEN_HOURS_MAX, &hours_table),
    EVN_FIELD_NUMBER(11, I64, struct evn_place, capacity, 0, 0, PEOPLE_MAX),
    EVN_FIELD_MSG(12, struct evn_place, vehicle, 0, &vehicle_table),
    EVN_FIELD_PLAIN(13, BOOL, struct evn_place, closed, 0),
    EVN_FIELD_PLAIN(14, BOOL, struct evn_place, synthetic, 0),
    EVN_FIELD_TEXT(15, CODE, struct evn_place, parent, 0, 1),
    EVN_FIELD_NUMBER(16, U32, struct evn_place, min_life_days, 0, 0, EVN_LIFE_DAYS_MAX),
    EVN_FIELD_PLAIN(17, BOOL, struct evn_place, closed_loop, 0),
    EVN_FIELD_NUMBER(18, ENUM, struct evn_place, intake, 0, EVN_INTAKE_OPEN, EVN_INTAKE_CLOSED),
    EVN_FIELD_NUMBER(19, U32, struct evn_place, accepts, 0, 0, 63),
};
const struct evn_wire_message evn_place_table =
    EVN_MESSAGE("evernormal.registry.v1.Place", struct evn_place, place_fields);

static const struct evn_wire_field call_fields[] = {
    EVN_FIELD_NUMBER(1, I64, struct evn_test_call, at_us, EVN_REQUIRED, 1, INT64_MAX),
    EVN_FIELD_PLAIN(2, BOOL, struct evn_test_call, answered, 0),
    EVN_FIELD_TEXT(3, TEXT, struct evn_test_call, note, 0, 1),
};
static const struct evn_wire_message call_table =
    EVN_MESSAGE("evernormal.registry.v1.TestCall", struct evn_test_call, call_fields);

static const struct evn_wire_field link_fields[] = {
    EVN_FIELD_NUMBER(1, ENUM, struct evn_link, kind, EVN_REQUIRED, EVN_LINK_HOSPITAL, EVN_LINK_CAR),
    EVN_FIELD_TEXT(2, CODE, struct evn_link, place, EVN_REQUIRED, 1),
    EVN_FIELD_TEXT(3, TEXT, struct evn_link, phone, 0, 1),
    EVN_FIELD_LIST(4, MSG, struct evn_link, calls, 0, 0, EVN_TEST_CALLS_MAX, &call_table),
};
static const struct evn_wire_message link_table =
    EVN_MESSAGE("evernormal.registry.v1.Link", struct evn_link, link_fields);

static const struct evn_wire_field community_fields[] = {
    EVN_FIELD_TEXT(1, CODE, struct evn_community, code, EVN_REQUIRED, 12),
    EVN_FIELD_TEXT(2, TEXT, struct evn_community, name_zh, 0, 1),
    EVN_FIELD_TEXT(3, TEXT, struct evn_community, name_en, 0, 1),
    EVN_FIELD_NUMBER(4, I64, struct evn_community, residents, 0, 0, PEOPLE_MAX),
    EVN_FIELD_NUMBER(5, I64, struct evn_community, households, 0, 0, PEOPLE_MAX),
    EVN_FIELD_LIST(6, CODE, struct evn_community, reception_points, 0, 0, EVN_RECEPTION_MAX, NULL),
    EVN_FIELD_PLAIN(7, BOOL, struct evn_community, synthetic, 0),
    EVN_FIELD_LIST(8, MSG, struct evn_community, links, 0, 0, EVN_LINKS_MAX, &link_table),
};
const struct evn_wire_message evn_community_table =
    EVN_MESSAGE("evernormal.registry.v1.Community", struct evn_community, community_fields);
