#include "services/dispatch/core/fact.h"

#define PROTO(name) "evernormal.dispatch.v1." name

const struct evn_dsp_parameters evn_dsp_usual = {.cut_off_min = 360,
                                                 .target_days = 2,
                                                 .speed_kmh = 30,
                                                 .circuity_e2 = 125,
                                                 .service_s = 600,
                                                 .service_s_t = 600,
                                                 .reload_s = 1800,
                                                 .iterations = 600,
                                                 .ride_urgent_min = 30,
                                                 .ride_min = 120};

const struct evn_wire_field evn_dsp_substitute_fields[EVN_DSP_SUBSTITUTE_FIELDS] = {
    EVN_FIELD_TEXT(1, CODE, struct evn_dsp_substitute, item, EVN_REQUIRED, 1),
    EVN_FIELD_NUMBER(2, I64, struct evn_dsp_substitute, quantity, EVN_REQUIRED, 1, 1000000),
    EVN_FIELD_NUMBER(3, I64, struct evn_dsp_substitute, instead, EVN_REQUIRED, 1, 1000000),
};
static const struct evn_wire_message substitute_table =
    EVN_MESSAGE(PROTO("Substitute"), struct evn_dsp_substitute, evn_dsp_substitute_fields);

static const struct evn_wire_field item_fields[] = {
    EVN_FIELD_TEXT(1, CODE, struct evn_dsp_item, item, EVN_REQUIRED, 1),
    EVN_FIELD_NUMBER(2, I64, struct evn_dsp_item, pack, EVN_REQUIRED, 1, EVN_DSP_UNITS_MAX),
    EVN_FIELD_NUMBER(3, I64, struct evn_dsp_item, weight_mg, 0, 0, INT64_MAX),
    EVN_FIELD_NUMBER(4, I64, struct evn_dsp_item, volume_ul, 0, 0, INT64_MAX),
    EVN_FIELD_PLAIN(5, BOOL, struct evn_dsp_item, cold_chain, 0),
    EVN_FIELD_PLAIN(6, BOOL, struct evn_dsp_item, life_critical, 0),
    EVN_FIELD_LIST(7, MSG, struct evn_dsp_item, substitutes, 0, 0, EVN_DSP_SUBSTITUTES_MAX,
                   &substitute_table),
    EVN_FIELD_PLAIN(8, BOOL, struct evn_dsp_item, bed, 0),
};
const struct evn_wire_message evn_dsp_item_table =
    EVN_MESSAGE(PROTO("Item"), struct evn_dsp_item, item_fields);

const struct evn_wire_field evn_dsp_hours_fields[EVN_DSP_HOURS_FIELDS] = {
    EVN_FIELD_NUMBER(1, U32, struct evn_dsp_hours, from_min, 0, 0, EVN_DSP_DAY_MIN),
    EVN_FIELD_NUMBER(2, U32, struct evn_dsp_hours, until_min, EVN_REQUIRED, 1, EVN_DSP_DAY_MIN),
};
static const struct evn_wire_message hours_table =
    EVN_MESSAGE(PROTO("Hours"), struct evn_dsp_hours, evn_dsp_hours_fields);

const struct evn_wire_field evn_dsp_vehicle_fields[EVN_DSP_VEHICLE_FIELDS] = {
    EVN_FIELD_NUMBER(1, I64, struct evn_dsp_vehicle, weight_max_g, 0, 0, INT64_MAX),
    EVN_FIELD_NUMBER(2, I64, struct evn_dsp_vehicle, volume_max_ml, 0, 0, INT64_MAX),
    EVN_FIELD_PLAIN(3, BOOL, struct evn_dsp_vehicle, cold_box, 0),
    EVN_FIELD_PLAIN(4, DAY, struct evn_dsp_vehicle, pass_from, 0),
    EVN_FIELD_PLAIN(5, DAY, struct evn_dsp_vehicle, pass_until, 0),
    EVN_FIELD_TEXT(6, CODE, struct evn_dsp_vehicle, depot, 0, 1),
    EVN_FIELD_NUMBER(7, U32, struct evn_dsp_vehicle, shift_from_min, 0, 0, EVN_DSP_DAY_MIN),
    EVN_FIELD_NUMBER(8, U32, struct evn_dsp_vehicle, shift_until_min, 0, 0, 2 * EVN_DSP_DAY_MIN),
};
static const struct evn_wire_message vehicle_table =
    EVN_MESSAGE(PROTO("Vehicle"), struct evn_dsp_vehicle, evn_dsp_vehicle_fields);

static const struct evn_wire_field place_fields[] = {
    EVN_FIELD_TEXT(1, CODE, struct evn_dsp_place, place, EVN_REQUIRED, 1),
    EVN_FIELD_NUMBER(2, U32, struct evn_dsp_place, kind, EVN_REQUIRED, 1, UINT32_MAX),
    EVN_FIELD_TEXT(3, CODE, struct evn_dsp_place, area, 0, 1),
    EVN_FIELD_NUMBER(4, I32, struct evn_dsp_place, lat_e6, 0, -90000000, 90000000),
    EVN_FIELD_NUMBER(5, I32, struct evn_dsp_place, lon_e6, 0, -180000000, 180000000),
    EVN_FIELD_NUMBER(6, U32, struct evn_dsp_place, datum, 0, 0, UINT32_MAX),
    EVN_FIELD_LIST(7, MSG, struct evn_dsp_place, hours, 0, 0, EVN_DSP_HOURS_MAX, &hours_table),
    EVN_FIELD_MSG(8, struct evn_dsp_place, vehicle, 0, &vehicle_table),
    EVN_FIELD_PLAIN(9, BOOL, struct evn_dsp_place, closed, 0),
    EVN_FIELD_NUMBER(10, U32, struct evn_dsp_place, intake, 0, 0, UINT32_MAX),
    EVN_FIELD_NUMBER(11, U32, struct evn_dsp_place, accepts, 0, 0, UINT32_MAX),
};
const struct evn_wire_message evn_dsp_place_table =
    EVN_MESSAGE(PROTO("Place"), struct evn_dsp_place, place_fields);

static const struct evn_wire_field community_fields[] = {
    EVN_FIELD_TEXT(1, CODE, struct evn_dsp_community, community, EVN_REQUIRED, 1),
    EVN_FIELD_NUMBER(2, I64, struct evn_dsp_community, residents, 0, 0, INT64_MAX),
    EVN_FIELD_LIST(3, CODE, struct evn_dsp_community, points, 0, 0, EVN_DSP_POINTS_MAX, NULL),
    EVN_FIELD_TEXT(120, CODE, struct evn_dsp_community, car, 0, 1),
};
const struct evn_wire_message evn_dsp_community_table =
    EVN_MESSAGE(PROTO("Community"), struct evn_dsp_community, community_fields);

static const struct evn_wire_field doors_fields[] = {
    EVN_FIELD_TEXT(1, CODE, struct evn_dsp_doors, community, EVN_REQUIRED, 1),
    EVN_FIELD_NUMBER(2, I64, struct evn_dsp_doors, restricted, 0, 0, INT64_MAX),
    EVN_FIELD_NUMBER(3, I64, struct evn_dsp_doors, positive, 0, 0, INT64_MAX),
};
const struct evn_wire_message evn_dsp_doors_table =
    EVN_MESSAGE(PROTO("Doors"), struct evn_dsp_doors, doors_fields);

static const struct evn_wire_field norm_fields[] = {
    EVN_FIELD_TEXT(1, CODE, struct evn_dsp_norm, item, EVN_REQUIRED, 1),
    EVN_FIELD_TEXT(2, CODE, struct evn_dsp_norm, norm, EVN_REQUIRED, 1),
};
const struct evn_wire_message evn_dsp_norm_table =
    EVN_MESSAGE(PROTO("ItemNorm"), struct evn_dsp_norm, norm_fields);

static const struct evn_wire_field need_fields[] = {
    EVN_FIELD_TEXT(1, CODE, struct evn_dsp_need, community, EVN_REQUIRED, 1),
    EVN_FIELD_TEXT(2, CODE, struct evn_dsp_need, item, EVN_REQUIRED, 1),
    EVN_FIELD_NUMBER(3, U32, struct evn_dsp_need, tier, EVN_REQUIRED, 1, 3),
    EVN_FIELD_PLAIN(4, DAY, struct evn_dsp_need, day, EVN_REQUIRED),
    EVN_FIELD_NUMBER(5, I64, struct evn_dsp_need, quantity, 0, 0, EVN_DSP_UNITS_MAX),
    EVN_FIELD_NUMBER(6, I64, struct evn_dsp_need, daily, 0, 0, EVN_DSP_UNITS_MAX),
    EVN_FIELD_NUMBER(7, I64, struct evn_dsp_need, persons, 0, 0, EVN_DSP_UNITS_MAX),
    EVN_FIELD_PLAIN(8, BOOL, struct evn_dsp_need, stays, 0),
};
const struct evn_wire_message evn_dsp_need_table =
    EVN_MESSAGE(PROTO("Need"), struct evn_dsp_need, need_fields);

static const struct evn_wire_field parameters_fields[] = {
    EVN_FIELD_NUMBER(1, U32, struct evn_dsp_parameters, cut_off_min, 0, 0, EVN_DSP_DAY_MIN - 1),
    EVN_FIELD_NUMBER(2, U32, struct evn_dsp_parameters, target_days, EVN_REQUIRED, 1, 60),
    EVN_FIELD_NUMBER(3, U32, struct evn_dsp_parameters, speed_kmh, EVN_REQUIRED, 1, 120),
    EVN_FIELD_NUMBER(4, U32, struct evn_dsp_parameters, circuity_e2, EVN_REQUIRED, 100, 500),
    EVN_FIELD_NUMBER(5, U32, struct evn_dsp_parameters, service_s, 0, 0, 14400),
    EVN_FIELD_NUMBER(6, U32, struct evn_dsp_parameters, service_s_t, 0, 0, 14400),
    EVN_FIELD_NUMBER(7, U32, struct evn_dsp_parameters, reload_s, 0, 0, 14400),
    EVN_FIELD_NUMBER(8, U32, struct evn_dsp_parameters, iterations, 0, 0, 100000),
    EVN_FIELD_NUMBER(120, U32, struct evn_dsp_parameters, ride_urgent_min, 0, 0, EVN_DSP_DAY_MIN),
    EVN_FIELD_NUMBER(121, U32, struct evn_dsp_parameters, ride_min, 0, 0, EVN_DSP_DAY_MIN),
};
const struct evn_wire_message evn_dsp_parameters_table =
    EVN_MESSAGE(PROTO("Parameters"), struct evn_dsp_parameters, parameters_fields);

static const struct evn_wire_field cover_fields[] = {
    EVN_FIELD_TEXT(1, CODE, struct evn_dsp_cover, community, EVN_REQUIRED, 1),
    EVN_FIELD_TEXT(2, CODE, struct evn_dsp_cover, item, EVN_REQUIRED, 1),
    EVN_FIELD_PLAIN(3, DAY, struct evn_dsp_cover, day, EVN_REQUIRED),
    EVN_FIELD_NUMBER(4, I64, struct evn_dsp_cover, units, 0, 0, INT64_MAX),
    EVN_FIELD_NUMBER(5, I64, struct evn_dsp_cover, delivered, 0, 0, INT64_MAX),
    EVN_FIELD_NUMBER(6, I64, struct evn_dsp_cover, use, 0, 0, INT64_MAX),
    EVN_FIELD_NUMBER(7, I64, struct evn_dsp_cover, daily, 0, 0, INT64_MAX),
    EVN_FIELD_NUMBER(8, I64, struct evn_dsp_cover, carried_micro, 0, INT64_MIN, INT64_MAX),
    EVN_FIELD_NUMBER(9, U32, struct evn_dsp_cover, served_round, 0, 0, UINT32_MAX),
};
const struct evn_wire_message evn_dsp_cover_table =
    EVN_MESSAGE(PROTO("Cover"), struct evn_dsp_cover, cover_fields);
