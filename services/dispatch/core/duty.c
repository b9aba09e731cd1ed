#include "services/dispatch/core/duty.h"

#include "services/dispatch/core/ticket.h"

#define PROTO(name) "evernormal.dispatch.v1." name
enum { MINUTES_A_DAY = 1440 };

static const struct evn_wire_field unit_fields[] = {
    EVN_FIELD_TEXT(1, CODE, struct evn_dsp_unit, unit, EVN_REQUIRED, 1),
    EVN_FIELD_TEXT(2, CODE, struct evn_dsp_unit, area, 0, 1),
    EVN_FIELD_TEXT(3, CODE, struct evn_dsp_unit, parent, 0, 1),
    EVN_FIELD_TEXT(4, CODE, struct evn_dsp_unit, head, 0, 1),
};
const struct evn_wire_message evn_dsp_unit_table =
    EVN_MESSAGE(PROTO("DutyUnit"), struct evn_dsp_unit, unit_fields);

static const struct evn_wire_field member_fields[] = {
    EVN_FIELD_TEXT(1, CODE, struct evn_dsp_member, member, EVN_REQUIRED, 1),
    EVN_FIELD_TEXT(2, CODE, struct evn_dsp_member, unit, 0, 1),
    EVN_FIELD_PLAIN(3, DAY, struct evn_dsp_member, from_day, 0),
    EVN_FIELD_PLAIN(4, DAY, struct evn_dsp_member, last_day, 0),
    EVN_FIELD_PLAIN(5, BOOL, struct evn_dsp_member, resting, 0),
    EVN_FIELD_PLAIN(6, BOOL, struct evn_dsp_member, ended, 0),
};
const struct evn_wire_message evn_dsp_member_table =
    EVN_MESSAGE(PROTO("DutyMember"), struct evn_dsp_member, member_fields);

static const struct evn_wire_field shift_fields[] = {
    EVN_FIELD_TEXT(1, CODE, struct evn_dsp_shift, shift, EVN_REQUIRED, 1),
    EVN_FIELD_TEXT(2, CODE, struct evn_dsp_shift, unit, 0, 1),
    EVN_FIELD_TEXT(3, CODE, struct evn_dsp_shift, member, 0, 1),
    EVN_FIELD_PLAIN(4, DAY, struct evn_dsp_shift, from_day, 0),
    EVN_FIELD_PLAIN(5, DAY, struct evn_dsp_shift, until_day, 0),
    EVN_FIELD_LIST(6, U32, struct evn_dsp_shift, weekdays, 0, 0, EVN_DSP_WEEKDAYS_MAX, NULL),
    EVN_FIELD_NUMBER(7, U32, struct evn_dsp_shift, from_min, 0, 0, MINUTES_A_DAY),
    EVN_FIELD_NUMBER(8, U32, struct evn_dsp_shift, until_min, 0, 0, 2 * MINUTES_A_DAY),
    EVN_FIELD_NUMBER(9, U32, struct evn_dsp_shift, rank, 0, 0, UINT32_MAX),
    EVN_FIELD_PLAIN(10, BOOL, struct evn_dsp_shift, withdrawn, 0),
};
const struct evn_wire_message evn_dsp_shift_table =
    EVN_MESSAGE(PROTO("DutyShift"), struct evn_dsp_shift, shift_fields);

static const struct evn_wire_field deadline_fields[] = {
    EVN_FIELD_TEXT(1, CODE, struct evn_dsp_deadline, ticket_class, EVN_REQUIRED, 1),
    EVN_FIELD_NUMBER(2, U32, struct evn_dsp_deadline, accept_min, EVN_REQUIRED, 1, UINT32_MAX),
    EVN_FIELD_NUMBER(3, U32, struct evn_dsp_deadline, answer_min, EVN_REQUIRED, 1, UINT32_MAX),
    EVN_FIELD_PLAIN(4, DAY, struct evn_dsp_deadline, from_day, 0),
    EVN_FIELD_PLAIN(5, DAY, struct evn_dsp_deadline, until_day, 0),
};
static const struct evn_wire_message deadline_table =
    EVN_MESSAGE(PROTO("Deadline"), struct evn_dsp_deadline, deadline_fields);

static const struct evn_wire_field deadlines_fields[] = {
    EVN_FIELD_NUMBER(1, U32, struct evn_dsp_deadlines, version, 0, 0, UINT32_MAX),
    EVN_FIELD_LIST(2, MSG, struct evn_dsp_deadlines, deadlines, 0, 0, EVN_DSP_DEADLINES_MAX,
                   &deadline_table),
};
const struct evn_wire_message evn_dsp_deadlines_table =
    EVN_MESSAGE(PROTO("Deadlines"), struct evn_dsp_deadlines, deadlines_fields);

static const struct evn_wire_field zone_fields[] = {
    EVN_FIELD_TEXT(1, CODE, struct evn_dsp_zone, zone, EVN_REQUIRED, 1),
    EVN_FIELD_TEXT(2, CODE, struct evn_dsp_zone, area, 0, 1),
};
const struct evn_wire_message evn_dsp_zone_table =
    EVN_MESSAGE(PROTO("TicketZone"), struct evn_dsp_zone, zone_fields);

/* A day without a first or last one has no bound on that side. */
static bool is_between(struct evn_day day, struct evn_day from, struct evn_day until)
{
    return (!evn_day_valid(from) || from.n <= day.n) && (!evn_day_valid(until) || day.n <= until.n);
}

bool evn_dsp_serves(const struct evn_dsp_member *member, struct evn_day day)
{
    return !member->ended && is_between(day, member->from_day, member->last_day);
}

/* 1 is Monday; 1970-01-01 was a Thursday. */
uint32_t evn_dsp_weekday(struct evn_day day)
{
    return (uint32_t)(((day.n + 3) % 7 + 7) % 7) + 1;
}

/* Whether a shift that begins on `day` holds `minute` of that day. */
static bool holds(const struct evn_dsp_shift *shift, struct evn_day day, uint32_t minute)
{
    bool on = shift->n_weekdays == 0;
    for (size_t i = 0; i < shift->n_weekdays; i++)
        on |= shift->weekdays[i] == evn_dsp_weekday(day);
    return on && is_between(day, shift->from_day, shift->until_day) && shift->from_min <= minute &&
           minute < shift->until_min;
}

bool evn_dsp_shift_on(const struct evn_dsp_shift *shift, int64_t at_us)
{
    struct evn_day today = evn_day_at(at_us, EVN_OFFSET_CHINA_MIN);
    uint32_t minute =
        (uint32_t)((at_us - evn_day_start_us(today, EVN_OFFSET_CHINA_MIN)) / (60 * EVN_US_PER_S));
    return !shift->withdrawn &&
           (holds(shift, today, minute) ||
            holds(shift, (struct evn_day){today.n - 1}, minute + MINUTES_A_DAY));
}

struct evn_dsp_deadline evn_dsp_clock_of(const struct evn_dsp_deadlines *known, const char *class_,
                                         struct evn_day day)
{
    struct evn_dsp_deadline usual = {.accept_min = EVN_DSP_ACCEPT_MIN,
                                     .answer_min = EVN_DSP_ANSWER_MIN,
                                     .from_day = EVN_DAY_NONE,
                                     .until_day = EVN_DAY_NONE};
    for (size_t i = 0; known != NULL && i < known->n_deadlines; i++) {
        const struct evn_dsp_deadline *row = &known->deadlines[i];
        if (!is_between(day, row->from_day, row->until_day))
            continue;
        if (strcmp(row->ticket_class, class_) == 0)
            return *row;
        if (strcmp(row->ticket_class, "other") == 0)
            usual = *row;
    }
    return usual;
}
