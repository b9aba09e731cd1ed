#include "services/dispatch/core/ride.h"

#include "services/dispatch/core/duty.h"

#define PROTO(name) "evernormal.dispatch.v1." name
enum { MINUTES_A_DAY = 1440, WEEK = 7 };
#define INSTANT(tag, s, m) EVN_FIELD_NUMBER(tag, I64, s, m, 0, 0, INT64_MAX)

static const struct evn_sm_step steps[] = {
    {0, EVN_DSP_RIDE_ASK, EVN_DSP_RIDE_REQUESTED},
    {EVN_DSP_RIDE_REQUESTED, EVN_DSP_RIDE_ASSIGN, EVN_DSP_RIDE_ASSIGNED},
    {EVN_DSP_RIDE_REQUESTED, EVN_DSP_RIDE_REDIRECT, EVN_DSP_RIDE_REQUESTED},
    {EVN_DSP_RIDE_REQUESTED, EVN_DSP_RIDE_REFUSE, EVN_DSP_RIDE_REQUESTED},
    {EVN_DSP_RIDE_REQUESTED, EVN_DSP_RIDE_BLOCK, EVN_DSP_RIDE_REQUESTED},
    {EVN_DSP_RIDE_REQUESTED, EVN_DSP_RIDE_CLOSE, EVN_DSP_RIDE_CLOSED},
    {EVN_DSP_RIDE_ASSIGNED, EVN_DSP_RIDE_ASSIGN, EVN_DSP_RIDE_ASSIGNED},
    {EVN_DSP_RIDE_ASSIGNED, EVN_DSP_RIDE_CAR_LOST, EVN_DSP_RIDE_REQUESTED},
    {EVN_DSP_RIDE_ASSIGNED, EVN_DSP_RIDE_REDIRECT, EVN_DSP_RIDE_ASSIGNED},
    {EVN_DSP_RIDE_ASSIGNED, EVN_DSP_RIDE_REFUSE, EVN_DSP_RIDE_ASSIGNED},
    {EVN_DSP_RIDE_ASSIGNED, EVN_DSP_RIDE_BLOCK, EVN_DSP_RIDE_ASSIGNED},
    {EVN_DSP_RIDE_ASSIGNED, EVN_DSP_RIDE_DEPART, EVN_DSP_RIDE_DEPARTED},
    {EVN_DSP_RIDE_ASSIGNED, EVN_DSP_RIDE_CLOSE, EVN_DSP_RIDE_CLOSED},
    {EVN_DSP_RIDE_DEPARTED, EVN_DSP_RIDE_REDIRECT, EVN_DSP_RIDE_DEPARTED},
    {EVN_DSP_RIDE_DEPARTED, EVN_DSP_RIDE_BLOCK, EVN_DSP_RIDE_DEPARTED},
    {EVN_DSP_RIDE_DEPARTED, EVN_DSP_RIDE_ARRIVE, EVN_DSP_RIDE_ARRIVED},
    {EVN_DSP_RIDE_DEPARTED, EVN_DSP_RIDE_REFUSE, EVN_DSP_RIDE_REFUSED},
    {EVN_DSP_RIDE_DEPARTED, EVN_DSP_RIDE_RETURN, EVN_DSP_RIDE_RETURNED},
    {EVN_DSP_RIDE_ARRIVED, EVN_DSP_RIDE_ACCEPT, EVN_DSP_RIDE_ACCEPTED},
    {EVN_DSP_RIDE_ARRIVED, EVN_DSP_RIDE_REFUSE, EVN_DSP_RIDE_REFUSED},
    {EVN_DSP_RIDE_ARRIVED, EVN_DSP_RIDE_BLOCK, EVN_DSP_RIDE_REFUSED},
    {EVN_DSP_RIDE_ARRIVED, EVN_DSP_RIDE_RETURN, EVN_DSP_RIDE_RETURNED},
    {EVN_DSP_RIDE_REFUSED, EVN_DSP_RIDE_DEPART, EVN_DSP_RIDE_DEPARTED},
    {EVN_DSP_RIDE_REFUSED, EVN_DSP_RIDE_REDIRECT, EVN_DSP_RIDE_REFUSED},
    {EVN_DSP_RIDE_REFUSED, EVN_DSP_RIDE_REFUSE, EVN_DSP_RIDE_REFUSED},
    {EVN_DSP_RIDE_REFUSED, EVN_DSP_RIDE_BLOCK, EVN_DSP_RIDE_REFUSED},
    {EVN_DSP_RIDE_REFUSED, EVN_DSP_RIDE_RETURN, EVN_DSP_RIDE_RETURNED},
    {EVN_DSP_RIDE_ACCEPTED, EVN_DSP_RIDE_ASSIGN, EVN_DSP_RIDE_ACCEPTED},
    {EVN_DSP_RIDE_ACCEPTED, EVN_DSP_RIDE_CAR_LOST, EVN_DSP_RIDE_ACCEPTED},
    {EVN_DSP_RIDE_ACCEPTED, EVN_DSP_RIDE_RETURN, EVN_DSP_RIDE_RETURNED},
    {EVN_DSP_RIDE_ACCEPTED, EVN_DSP_RIDE_CLOSE, EVN_DSP_RIDE_CLOSED},
    {EVN_DSP_RIDE_RETURNED, EVN_DSP_RIDE_CLOSE, EVN_DSP_RIDE_CLOSED},
};
const struct evn_sm evn_dsp_ride_sm = EVN_SM("ride", steps);

static const struct evn_wire_field booking_fields[] = {
    EVN_FIELD_TEXT(1, CODE, struct evn_dsp_booking, vehicle, EVN_REQUIRED, 1),
    INSTANT(2, struct evn_dsp_booking, from_us),
    INSTANT(3, struct evn_dsp_booking, until_us),
};
const struct evn_wire_message evn_dsp_booking_table =
    EVN_MESSAGE(PROTO("Booking"), struct evn_dsp_booking, booking_fields);

static const struct evn_wire_field ride_fields[] = {
    EVN_FIELD_TEXT(1, CODE, struct evn_dsp_ride, ride, EVN_REQUIRED, 1),
    EVN_FIELD_NUMBER(2, ENUM, struct evn_dsp_ride, kind, EVN_REQUIRED, EVN_DSP_RIDE_DIALYSIS,
                     EVN_DSP_RIDE_OTHER),
    EVN_FIELD_TEXT(3, CODE, struct evn_dsp_ride, person, EVN_REQUIRED, 1),
    EVN_FIELD_TEXT(4, CODE, struct evn_dsp_ride, area, EVN_REQUIRED, 1),
    EVN_FIELD_NUMBER(5, U32, struct evn_dsp_ride, severity, 0, 0, 5),
    EVN_FIELD_NUMBER(6, ENUM, struct evn_dsp_ride, state, EVN_REQUIRED, EVN_DSP_RIDE_REQUESTED,
                     EVN_DSP_RIDE_CLOSED),
    EVN_FIELD_TEXT(7, CODE, struct evn_dsp_ride, to, 0, 1),
    EVN_FIELD_TEXT(8, CODE, struct evn_dsp_ride, wanted, 0, 1),
    INSTANT(9, struct evn_dsp_ride, due_us),
    EVN_FIELD_MSG(10, struct evn_dsp_ride, out, 0, &evn_dsp_booking_table),
    EVN_FIELD_MSG(11, struct evn_dsp_ride, back, 0, &evn_dsp_booking_table),
    INSTANT(12, struct evn_dsp_ride, dist_m),
    INSTANT(13, struct evn_dsp_ride, leg_s),
    EVN_FIELD_LIST(14, CODE, struct evn_dsp_ride, refused_by, 0, 0, EVN_DSP_REFUSED_MAX, NULL),
    EVN_FIELD_TEXT(15, CODE, struct evn_dsp_ride, asked_by, 0, 1),
    INSTANT(16, struct evn_dsp_ride, asked_at_us),
    INSTANT(17, struct evn_dsp_ride, accept_due_us),
    INSTANT(18, struct evn_dsp_ride, next_us),
    EVN_FIELD_NUMBER(19, U32, struct evn_dsp_ride, alarms, 0, 0, UINT32_MAX),
    EVN_FIELD_TEXT(20, CODE, struct evn_dsp_ride, ticket, 0, 1),
    EVN_FIELD_MSG(21, struct evn_dsp_ride, why, 0, &evn_dsp_why_table),
    EVN_FIELD_TEXT(22, TEXT, struct evn_dsp_ride, reason, 0, 1),
    INSTANT(23, struct evn_dsp_ride, departed_us),
    INSTANT(24, struct evn_dsp_ride, arrived_us),
    INSTANT(25, struct evn_dsp_ride, accepted_us),
    EVN_FIELD_TEXT(26, CODE, struct evn_dsp_ride, accepted_by, 0, 1),
    INSTANT(27, struct evn_dsp_ride, ended_us),
};
const struct evn_wire_message evn_dsp_ride_table =
    EVN_MESSAGE(PROTO("Ride"), struct evn_dsp_ride, ride_fields);

const struct evn_wire_field evn_dsp_regular_fields[EVN_DSP_REGULAR_FIELDS] = {
    EVN_FIELD_NUMBER(1, ENUM, struct evn_dsp_regular_ride, kind, EVN_REQUIRED,
                     EVN_DSP_RIDE_DIALYSIS, EVN_DSP_RIDE_OTHER),
    EVN_FIELD_TEXT(2, CODE, struct evn_dsp_regular_ride, to, 0, 1),
    EVN_FIELD_NUMBER(3, U32, struct evn_dsp_regular_ride, at_min, 0, 0, MINUTES_A_DAY - 1),
    EVN_FIELD_LIST(4, U32, struct evn_dsp_regular_ride, weekdays, 0, 0, WEEK, NULL),
    EVN_FIELD_NUMBER(5, U32, struct evn_dsp_regular_ride, every_days, 0, 0, 366),
    EVN_FIELD_PLAIN(6, DAY, struct evn_dsp_regular_ride, from_day, 0),
};
static const struct evn_wire_message regular_ride_table =
    EVN_MESSAGE(PROTO("RegularRide"), struct evn_dsp_regular_ride, evn_dsp_regular_fields);

static const struct evn_wire_field regular_fields[] = {
    EVN_FIELD_TEXT(1, CODE, struct evn_dsp_regular, person, EVN_REQUIRED, 1),
    EVN_FIELD_TEXT(2, CODE, struct evn_dsp_regular, community, 0, 1),
    EVN_FIELD_PLAIN(3, DAY, struct evn_dsp_regular, last_day, 0),
    EVN_FIELD_LIST(4, MSG, struct evn_dsp_regular, rides, 0, 0, EVN_DSP_REGULAR_RIDES_MAX,
                   &regular_ride_table),
    EVN_FIELD_PLAIN(5, DAY, struct evn_dsp_regular, made_day, 0),
};
const struct evn_wire_message evn_dsp_regular_table =
    EVN_MESSAGE(PROTO("Regular"), struct evn_dsp_regular, regular_fields);

bool evn_dsp_regular_on(const struct evn_dsp_regular_ride *ride, struct evn_day day)
{
    bool on = false;
    if (ride->from_day.n != EVN_DAY_NONE.n && day.n < ride->from_day.n)
        return false;
    if (ride->every_days > 0)
        return ride->from_day.n != EVN_DAY_NONE.n &&
               (uint32_t)(day.n - ride->from_day.n) % ride->every_days == 0;
    for (size_t i = 0; i < ride->n_weekdays; i++)
        on |= ride->weekdays[i] == evn_dsp_weekday(day);
    return on;
}
