#include "services/dispatch/core/trip.h"

#define PROTO(name)        "evernormal.dispatch.v1." name
#define UNITS(tag, s, m)   EVN_FIELD_NUMBER(tag, I64, s, m, 0, 0, INT64_MAX)
#define INSTANT(tag, s, m) EVN_FIELD_NUMBER(tag, I64, s, m, 0, INT64_MIN, INT64_MAX)

static const struct evn_sm_step trip_steps[] = {
    {0, EVN_DSP_TRIP_MADE, EVN_DSP_TRIP_PLANNED},
    {EVN_DSP_TRIP_PLANNED, EVN_DSP_TRIP_CANCEL, EVN_DSP_TRIP_CANCELLED},
    {EVN_DSP_TRIP_PLANNED, EVN_DSP_TRIP_LOAD, EVN_DSP_TRIP_LOADING},
    {EVN_DSP_TRIP_LOADING, EVN_DSP_TRIP_SHIPPED, EVN_DSP_TRIP_LOADED},
    {EVN_DSP_TRIP_LOADING, EVN_DSP_TRIP_NOT_SHIPPED, EVN_DSP_TRIP_PLANNED},
    {EVN_DSP_TRIP_LOADED, EVN_DSP_TRIP_DEPART, EVN_DSP_TRIP_UNDERWAY},
    {EVN_DSP_TRIP_LOADED, EVN_DSP_TRIP_TAKE_BACK, EVN_DSP_TRIP_RETURNING},
    {EVN_DSP_TRIP_UNDERWAY, EVN_DSP_TRIP_END, EVN_DSP_TRIP_CLOSED},
    {EVN_DSP_TRIP_UNDERWAY, EVN_DSP_TRIP_TAKE_BACK, EVN_DSP_TRIP_RETURNING},
    {EVN_DSP_TRIP_RETURNING, EVN_DSP_TRIP_TAKEN, EVN_DSP_TRIP_CLOSED},
    {EVN_DSP_TRIP_RETURNING, EVN_DSP_TRIP_NOT_TAKEN, EVN_DSP_TRIP_UNDERWAY},
};
const struct evn_sm evn_dsp_trip_sm = EVN_SM("trip", trip_steps);

static const struct evn_sm_step stop_steps[] = {
    {0, EVN_DSP_STOP_MADE, EVN_DSP_STOP_AHEAD},
    {EVN_DSP_STOP_AHEAD, EVN_DSP_STOP_ARRIVE, EVN_DSP_STOP_ARRIVED},
    {EVN_DSP_STOP_ARRIVED, EVN_DSP_STOP_SIGN, EVN_DSP_STOP_SIGNING},
    {EVN_DSP_STOP_SIGNING, EVN_DSP_STOP_BOOKED, EVN_DSP_STOP_DONE},
    {EVN_DSP_STOP_SIGNING, EVN_DSP_STOP_NOT_BOOKED, EVN_DSP_STOP_ARRIVED},
    {EVN_DSP_STOP_AHEAD, EVN_DSP_STOP_STRAND, EVN_DSP_STOP_STRANDING},
    {EVN_DSP_STOP_STRANDING, EVN_DSP_STOP_BOOKED, EVN_DSP_STOP_DONE},
    {EVN_DSP_STOP_STRANDING, EVN_DSP_STOP_NOT_BOOKED, EVN_DSP_STOP_AHEAD},
};
const struct evn_sm evn_dsp_stop_sm = EVN_SM("stop", stop_steps);

static const struct evn_wire_field difference_fields[] = {
    EVN_FIELD_TEXT(1, CODE, struct evn_dsp_difference, item, EVN_REQUIRED, 1),
    {.name = "short",
     .tag = 2,
     .kind = EVN_WIRE_I64,
     .size = sizeof(int64_t),
     .offset = offsetof(struct evn_dsp_difference, n_short),
     .max = EVN_DSP_UNITS_MAX},
    UNITS(3, struct evn_dsp_difference, damaged),
    UNITS(4, struct evn_dsp_difference, refused),
    UNITS(5, struct evn_dsp_difference, over),
    EVN_FIELD_TEXT(6, TEXT, struct evn_dsp_difference, over_lot, 0, 1),
    UNITS(7, struct evn_dsp_difference, wrong),
    EVN_FIELD_TEXT(8, TEXT, struct evn_dsp_difference, wrong_lot, 0, 1),
    EVN_FIELD_TEXT(9, TEXT, struct evn_dsp_difference, reason, 0, 1),
    EVN_FIELD_TEXT(10, TEXT, struct evn_dsp_difference, photo, 0, EVN_DSP_PHOTO_MAX - 1),
};
static const struct evn_wire_message difference_table =
    EVN_MESSAGE(PROTO("Difference"), struct evn_dsp_difference, difference_fields);

static const struct evn_wire_field crew_fields[] = {
    EVN_FIELD_TEXT(1, CODE, struct evn_dsp_crew, crew, EVN_REQUIRED, 1),
    INSTANT(2, struct evn_dsp_crew, from_us),
    EVN_FIELD_TEXT(3, TEXT, struct evn_dsp_crew, note, 0, 1),
};
static const struct evn_wire_message crew_table =
    EVN_MESSAGE(PROTO("Crew"), struct evn_dsp_crew, crew_fields);

static const struct evn_wire_field stop_fields[] = {
    EVN_FIELD_NUMBER(1, U32, struct evn_dsp_stop, stop, EVN_REQUIRED, 1, UINT32_MAX),
    EVN_FIELD_TEXT(2, CODE, struct evn_dsp_stop, point, EVN_REQUIRED, 1),
    EVN_FIELD_NUMBER(3, ENUM, struct evn_dsp_stop, state, EVN_REQUIRED, EVN_DSP_STOP_AHEAD,
                     EVN_DSP_STOP_STRANDING),
    INSTANT(4, struct evn_dsp_stop, eta_us),
    INSTANT(5, struct evn_dsp_stop, leave_us),
    INSTANT(6, struct evn_dsp_stop, arrived_at_us),
    INSTANT(7, struct evn_dsp_stop, done_at_us),
    EVN_FIELD_TEXT(8, TEXT, struct evn_dsp_stop, signed_by, 0, 1),
    EVN_FIELD_PLAIN(9, BOOL, struct evn_dsp_stop, guessed, 0),
    UNITS(10, struct evn_dsp_stop, mass_g),
    INSTANT(11, struct evn_dsp_stop, promised_us),
    EVN_FIELD_NUMBER(30, ENUM, struct evn_dsp_stop, proof, 0, 0, EVN_DSP_SIGNED_WORD),
    EVN_FIELD_TEXT(31, TEXT, struct evn_dsp_stop, told_by, 0, 1),
    EVN_FIELD_TEXT(32, TEXT, struct evn_dsp_stop, why_no_code, 0, 1),
    EVN_FIELD_LIST(33, MSG, struct evn_dsp_stop, differences, 0, 0, EVN_DSP_ITEMS_MAX,
                   &difference_table),
    EVN_FIELD_TEXT(90, CODE, struct evn_dsp_stop, middle_of, 0, 1),
    EVN_FIELD_TEXT(91, CODE, struct evn_dsp_stop, outside, 0, 1),
};
static const struct evn_wire_message stop_table =
    EVN_MESSAGE(PROTO("Stop"), struct evn_dsp_stop, stop_fields);

static const struct evn_wire_field lot_fields[] = {
    EVN_FIELD_TEXT(1, CODE, struct evn_dsp_lot, item, EVN_REQUIRED, 1),
    EVN_FIELD_NUMBER(2, U32, struct evn_dsp_lot, number, 0, 0, UINT32_MAX),
    UNITS(3, struct evn_dsp_lot, quantity),
    EVN_FIELD_TEXT(4, CODE, struct evn_dsp_lot, point, 0, 1),
};
static const struct evn_wire_message lot_table =
    EVN_MESSAGE(PROTO("Lot"), struct evn_dsp_lot, lot_fields);

static const struct evn_wire_field trip_fields[] = {
    EVN_FIELD_TEXT(1, CODE, struct evn_dsp_trip, trip, EVN_REQUIRED, 1),
    EVN_FIELD_NUMBER(2, U32, struct evn_dsp_trip, round, EVN_REQUIRED, 1, UINT32_MAX),
    EVN_FIELD_TEXT(3, CODE, struct evn_dsp_trip, vehicle, EVN_REQUIRED, 1),
    EVN_FIELD_TEXT(4, CODE, struct evn_dsp_trip, depot, EVN_REQUIRED, 1),
    EVN_FIELD_NUMBER(5, ENUM, struct evn_dsp_trip, state, EVN_REQUIRED, EVN_DSP_TRIP_PLANNED,
                     EVN_DSP_TRIP_CANCELLED),
    EVN_FIELD_PLAIN(6, DAY, struct evn_dsp_trip, day, EVN_REQUIRED),
    INSTANT(7, struct evn_dsp_trip, start_us),
    INSTANT(8, struct evn_dsp_trip, end_us),
    UNITS(9, struct evn_dsp_trip, dist_m),
    UNITS(10, struct evn_dsp_trip, mass_g),
    UNITS(11, struct evn_dsp_trip, volume_ml),
    EVN_FIELD_LIST(12, MSG, struct evn_dsp_trip, stops, 0, 0, EVN_DSP_STOPS_MAX, &stop_table),
    EVN_FIELD_LIST(13, MSG, struct evn_dsp_trip, lots, 0, 0, EVN_DSP_LOTS_MAX, &lot_table),
    INSTANT(14, struct evn_dsp_trip, departed_at_us),
    INSTANT(15, struct evn_dsp_trip, closed_at_us),
    EVN_FIELD_MSG(16, struct evn_dsp_trip, why, 0, &evn_dsp_why_table),
    EVN_FIELD_LIST(17, U32, struct evn_dsp_trip, also, 0, 0, EVN_DSP_ALSO_MAX, NULL),
    EVN_FIELD_NUMBER(18, U32, struct evn_dsp_trip, changes, 0, 0, UINT32_MAX),
    EVN_FIELD_TEXT(30, TEXT, struct evn_dsp_trip, departed_by, 0, 1),
    EVN_FIELD_LIST(31, MSG, struct evn_dsp_trip, crew, 0, 0, EVN_DSP_CREW_MAX, &crew_table),
};
const struct evn_wire_message evn_dsp_trip_table =
    EVN_MESSAGE(PROTO("Trip"), struct evn_dsp_trip, trip_fields);
