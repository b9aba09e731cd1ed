/* duty - units, staff members, rosters and clocks, as dispatch knows them. Pure.
 *
 * Facts of the registry (kinds 80, 82, 84, 85 and the policy table ticket_deadlines): who is on
 * duty where, and how soon tickets are to be accepted and answered. */
#ifndef EVN_DISPATCH_DUTY_H
#define EVN_DISPATCH_DUTY_H

#include "services/dispatch/core/fact.h"

enum { EVN_DSP_DEADLINES_MAX = 1000, EVN_DSP_WEEKDAYS_MAX = 7 };

/* Owner of what no unit has anybody for: whoever has the role. No member's number: those of the
 * registry may be anything, so a reader looks at owner_by. */
#define EVN_DSP_DISPATCHERS "DISPATCHER"

enum evn_dsp_owner_by {
    EVN_DSP_BY_ROSTER = 1, /* on duty at the unit */
    EVN_DSP_BY_HEAD,       /* its head */
    EVN_DSP_BY_DISPATCHER, /* no unit has anybody */
    EVN_DSP_BY_TAKEN       /* accepted it */
};

/* Why the owner is not somebody on duty at the unit that was asked. */
enum evn_dsp_passed {
    EVN_DSP_PASSED_NO_UNIT = 1, /* no unit serves the area */
    EVN_DSP_PASSED_NOBODY,      /* nobody is on duty there */
    EVN_DSP_PASSED_RESTING      /* who is on duty misses a course */
};

struct evn_dsp_unit {
    char unit[EVN_CODE_MAX];
    char area[EVN_CODE_MAX]; /* it serves */
    char parent[EVN_CODE_MAX];
    char head[EVN_CODE_MAX]; /* a member */
};

struct evn_dsp_member {
    char member[EVN_CODE_MAX];
    char unit[EVN_CODE_MAX];
    struct evn_day from_day;
    struct evn_day last_day; /* EVN_DAY_NONE: goes on */
    bool resting;            /* a course is missing */
    bool ended;
};

struct evn_dsp_shift {
    char shift[EVN_CODE_MAX];
    char unit[EVN_CODE_MAX];
    char member[EVN_CODE_MAX];
    struct evn_day from_day;
    struct evn_day until_day; /* EVN_DAY_NONE: until withdrawn */
    uint32_t *weekdays;       /* on which it begins, 1 is Monday; none: every day */
    size_t n_weekdays;
    uint32_t from_min;  /* minutes of the local day */
    uint32_t until_min; /* above 1440: the day after */
    uint32_t rank;      /* who is called first */
    bool withdrawn;
};

struct evn_dsp_deadline {
    char ticket_class[EVN_CODE_MAX];
    uint32_t accept_min;
    uint32_t answer_min;
    struct evn_day from_day; /* EVN_DAY_NONE: always, as below */
    struct evn_day until_day;
};

struct evn_dsp_deadlines {
    uint32_t version; /* of the policy table */
    struct evn_dsp_deadline *deadlines;
    size_t n_deadlines;
};

struct evn_dsp_zone {
    char zone[EVN_CODE_MAX];
    char area[EVN_CODE_MAX];
};

extern const struct evn_wire_message evn_dsp_unit_table, evn_dsp_member_table, evn_dsp_shift_table,
    evn_dsp_deadlines_table, evn_dsp_zone_table;

/* Whether the member can be given work on that day; a course that is missing is another matter. */
bool evn_dsp_serves(const struct evn_dsp_member *member, struct evn_day day);

/* 1 is Monday. */
uint32_t evn_dsp_weekday(struct evn_day day);

/* Whether the shift is on at the instant, as the registry's `on_duty` says it. */
bool evn_dsp_shift_on(const struct evn_dsp_shift *shift, int64_t at_us);

/* The clocks of the class on that day: its own row, else the row "other", else 1 h and 24 h. */
struct evn_dsp_deadline evn_dsp_clock_of(const struct evn_dsp_deadlines *known, const char *class_,
                                         struct evn_day day);

#endif
