/* ride - one person to an institution and home again, as structs. Pure.
 *
 * A ride always has a place to go to that takes such a patient now, or it says that there is none
 * and somebody is told. It is over when the person was accepted at a place, or is at home with a
 * reason; nothing else ends it. The person is a pseudonym. Rules: proto/spec/35-rides.md. */
#ifndef EVN_DISPATCH_RIDE_H
#define EVN_DISPATCH_RIDE_H

#include "common/base/sm.h"
#include "services/dispatch/core/document.h"

enum {
    EVN_DSP_RIDE_ID_MAX = 49,     /* bytes of a ride's id, with NUL: names are made of it */
    EVN_DSP_REFUSED_MAX = 32,     /* places that refused one ride */
    EVN_DSP_REGULAR_RIDES_MAX = 8 /* of one key person */
};

enum { EVN_DSP_SEVERE = 4 }; /* grade from which a limited hospital takes patients in */

/* Numbered as in evernormal.registry.v1. */
enum evn_dsp_ride_kind {
    EVN_DSP_RIDE_DIALYSIS = 1,
    EVN_DSP_RIDE_RADIOTHERAPY,
    EVN_DSP_RIDE_BIRTH,
    EVN_DSP_RIDE_EMERGENCY,
    EVN_DSP_RIDE_OTHER
};

enum evn_dsp_ride_state {
    EVN_DSP_RIDE_REQUESTED = 1, /* no car yet */
    EVN_DSP_RIDE_ASSIGNED,      /* a car is booked */
    EVN_DSP_RIDE_DEPARTED,      /* the person is aboard */
    EVN_DSP_RIDE_ARRIVED,       /* at the institution's door */
    EVN_DSP_RIDE_ACCEPTED,
    EVN_DSP_RIDE_REFUSED,  /* turned away: to be driven to the next place */
    EVN_DSP_RIDE_RETURNED, /* at home again */
    EVN_DSP_RIDE_CLOSED
};

/* The events of the state table. CAR_LOST, BLOCK: what the registry or the clock finds. */
enum evn_dsp_ride_event {
    EVN_DSP_RIDE_ASK = 1,
    EVN_DSP_RIDE_ASSIGN,
    EVN_DSP_RIDE_DEPART,
    EVN_DSP_RIDE_ARRIVE,
    EVN_DSP_RIDE_ACCEPT,
    EVN_DSP_RIDE_REFUSE,
    EVN_DSP_RIDE_REDIRECT, /* to a place somebody names */
    EVN_DSP_RIDE_RETURN,
    EVN_DSP_RIDE_CLOSE,
    EVN_DSP_RIDE_CAR_LOST,
    EVN_DSP_RIDE_BLOCK /* the place takes such patients no more */
};
extern const struct evn_sm evn_dsp_ride_sm;

/* A car kept for somebody. */
struct evn_dsp_booking {
    char vehicle[EVN_CODE_MAX];
    int64_t from_us;
    int64_t until_us;
};

struct evn_dsp_ride {
    char ride[EVN_DSP_RIDE_ID_MAX];
    int32_t kind;               /* enum evn_dsp_ride_kind */
    char person[EVN_CODE_MAX];  /* pseudonym */
    char area[EVN_CODE_MAX];    /* community where the person is */
    uint32_t severity;          /* 1 asymptomatic .. 5 critical; 0: of no grade */
    int32_t state;              /* enum evn_dsp_ride_state */
    char to[EVN_CODE_MAX];      /* institution; "": none takes such a patient */
    char wanted[EVN_CODE_MAX];  /* institution that was asked for; "": the nearest */
    int64_t due_us;             /* to be there; 0: at once */
    struct evn_dsp_booking out; /* car there: kept from ASSIGNED to REFUSED */
    bool has_out;
    struct evn_dsp_booking back; /* and home again: kept in ACCEPTED */
    bool has_back;
    int64_t dist_m;                   /* from the community to the institution, estimate */
    int64_t leg_s;                    /* the same as time on the road */
    char (*refused_by)[EVN_CODE_MAX]; /* places that refused it: asked no more */
    size_t n_refused_by;
    char asked_by[EVN_CODE_MAX];
    int64_t asked_at_us;
    int64_t accept_due_us; /* accepted at a place by then, or somebody is told */
    int64_t next_us;       /* the clock looks again then; 0: closed; EVN_DSP_NEVER: not by time */
    uint32_t alarms;
    char ticket[EVN_CODE_MAX]; /* of the last alarm */
    struct evn_dsp_why why;    /* why it goes elsewhere, has no place or no car */
    bool has_why;
    char reason[EVN_DSP_NOTE_MAX]; /* of the last refusal, or of its end without acceptance */
    int64_t departed_us;
    int64_t arrived_us;
    int64_t accepted_us;
    char accepted_by[EVN_CODE_MAX]; /* key of the institution */
    int64_t ended_us;               /* back home, or closed */
};

#define EVN_DSP_NEVER INT64_MAX

/* One ride a key person has in a rhythm, as the registry's. */
struct evn_dsp_regular_ride {
    int32_t kind;
    char to[EVN_CODE_MAX]; /* "": the nearest */
    uint32_t at_min;       /* to be there, of the local day */
    uint32_t *weekdays;    /* 1 is Monday, or */
    size_t n_weekdays;
    uint32_t every_days; /* from from_day */
    struct evn_day from_day;
};

/* A key person's rides, and up to which day they were made. */
struct evn_dsp_regular {
    char person[EVN_CODE_MAX]; /* pseudonym */
    char community[EVN_CODE_MAX];
    struct evn_day last_day; /* EVN_DAY_NONE: goes on */
    struct evn_dsp_regular_ride *rides;
    size_t n_rides;
    struct evn_day made_day; /* rides of that day are made; EVN_DAY_NONE: of none */
};

extern const struct evn_wire_message evn_dsp_ride_table, evn_dsp_regular_table,
    evn_dsp_booking_table;

/* Fields of a regular ride: the registry's own (sources_ride.c). */
enum { EVN_DSP_REGULAR_FIELDS = 6 };
extern const struct evn_wire_field evn_dsp_regular_fields[EVN_DSP_REGULAR_FIELDS];

/* Whether the ride falls on the day. */
bool evn_dsp_regular_on(const struct evn_dsp_regular_ride *ride, struct evn_day day);

#endif
