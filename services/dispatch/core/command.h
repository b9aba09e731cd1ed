/* command - the commands of dispatch, as structs. Pure.
 *
 * Members are those of evernormal.dispatch.v1, bounds in the tables: reading a command by them is
 * also its first validation. Who may send which is in core.c, what each does in decide.h. */
#ifndef EVN_DISPATCH_COMMAND_H
#define EVN_DISPATCH_COMMAND_H

#include "common/service/kit.h"
#include "services/dispatch/core/door.h"
#include "services/dispatch/core/handcode.h"
#include "services/dispatch/core/ride.h"
#include "services/dispatch/core/ticket.h"
#include "services/dispatch/core/trip.h"

/* Field numbers of the commands. */
enum evn_dsp_tag {
    EVN_DSP_TAG_REQUEST = 16,
    EVN_DSP_TAG_CANCEL,
    EVN_DSP_TAG_ROUND_NOW,
    EVN_DSP_TAG_PARAMETERS,
    EVN_DSP_TAG_LOAD,
    EVN_DSP_TAG_DEPART,
    EVN_DSP_TAG_ARRIVE,
    EVN_DSP_TAG_RECEIVE,
    EVN_DSP_TAG_CLOSE,
    EVN_DSP_TAG_CANCEL_TRIP,
    EVN_DSP_TAG_LATE,
    EVN_DSP_TAG_HINDER,
    EVN_DSP_TAG_CLEAR,
    EVN_DSP_TAG_REPLAN,
    EVN_DSP_TAG_CHANGE,
    EVN_DSP_TAG_TRANSFER = 60,
    EVN_DSP_TAG_DOOR_START = 80,
    EVN_DSP_TAG_DOOR_VISIT,
    EVN_DSP_TAG_DOOR_CLOSE,
    EVN_DSP_TAG_TICKET_OPEN = 70,
    EVN_DSP_TAG_TICKET_DO,
    EVN_DSP_TAG_HAND_OVER = 95,
    EVN_DSP_TAG_RIDE_ASK = 120,
    EVN_DSP_TAG_RIDE_ASSIGN,
    EVN_DSP_TAG_RIDE_DO
};

/* One line of a request: an item is asked for once. */
struct evn_dsp_request_line {
    char item[EVN_CODE_MAX];
    int64_t quantity; /* base units, > 0 */
    char note[EVN_DSP_NOTE_MAX];
};

/* A community asks, beyond its standing needs. */
struct evn_dsp_request_put {
    char request[EVN_CODE_MAX];   /* external id, new */
    char community[EVN_CODE_MAX]; /* whom it is for */
    uint32_t tier;                /* 0 stands for 3 */
    struct evn_dsp_request_line *lines;
    size_t n_lines;
    char note[EVN_DSP_NOTE_MAX];
    bool urgent; /* at once, from what is free, into the live plan */
};

/* What nobody has begun to load is not wanted any more. */
struct evn_dsp_cancel {
    char request[EVN_CODE_MAX];
    uint32_t line; /* 0: all lines */
};

/* A round beside the daily one. */
struct evn_dsp_round_now {
    char (*items)[EVN_CODE_MAX]; /* only these; none: all */
    size_t n_items;
};

/* All parameters at once: none keeps its old value. */
struct evn_dsp_parameters_put {
    struct evn_dsp_parameters parameters;
    bool has_parameters;
};

/* Load, Close: the trip is all they say. */
struct evn_dsp_trip_ref {
    char trip[EVN_CODE_MAX];
};

/* The vehicle leaves. */
struct evn_dsp_depart {
    char trip[EVN_CODE_MAX];
    char crew[EVN_CODE_MAX]; /* who drives, a number of the keeper's own; "": not said */
};

/* Another crew takes the vehicle over on the way. */
struct evn_dsp_hand_over {
    char trip[EVN_CODE_MAX];
    char crew[EVN_CODE_MAX];
    char note[EVN_CODE_MAX];
};

/* The vehicle is at the reception point. */
struct evn_dsp_arrive {
    char trip[EVN_CODE_MAX];
    uint32_t stop; /* counted from 1 */
};

/* `n_short` and `n_refused` are the proto's `short` (a word of C) and `refused`. */
struct evn_dsp_receive_line {
    char item[EVN_CODE_MAX];
    int64_t accepted; /* handed over */
    int64_t n_short;  /* not there */
    int64_t damaged;  /* there, of no use */
    int64_t refused;  /* stays on the vehicle */
    int64_t wrong;    /* handed over, but as another lot than was loaded */
    char wrong_lot[EVN_DSP_LOT_MAX];
    struct evn_day wrong_expiry; /* when that lot is not known; else none */
    int64_t over;                /* there beyond what is carried, and taken */
    char over_lot[EVN_DSP_LOT_MAX];
    char reason[EVN_CODE_MAX];
    char photo[EVN_DSP_PHOTO_MAX]; /* SHA-256 in hexadecimal, or "" */
};

/* Two-party receipt: each item carried for the stop once. */
struct evn_dsp_receive {
    char trip[EVN_CODE_MAX];
    uint32_t stop; /* counted from 1 */
    struct evn_dsp_receive_line *lines;
    size_t n_lines;
    char signed_by[EVN_CODE_MAX]; /* who took it */
    char code[EVN_DSP_CODE_MAX];  /* told by the point; "": none */
    char reason[EVN_CODE_MAX];    /* why there is none */
};

/* The trip will not be driven. */
struct evn_dsp_cancel_trip {
    char trip[EVN_CODE_MAX];
    char reason[EVN_CODE_MAX];
};

/* It comes so much later than the plan says. */
struct evn_dsp_late {
    char trip[EVN_CODE_MAX];
    uint32_t late_s; /* from 1 on */
    char reason[EVN_CODE_MAX];
};

/* A vehicle is broken down, a place cannot be reached. */
struct evn_dsp_hinder {
    char place[EVN_CODE_MAX];
    int64_t until_us; /* 0: nobody knows */
    char reason[EVN_CODE_MAX];
};

/* It is over. */
struct evn_dsp_clear {
    char place[EVN_CODE_MAX];
};

/* Plan anew what nobody has begun to load. */
struct evn_dsp_replan {
    char place[EVN_CODE_MAX]; /* only trips that use, stop or load there; "": all */
};

/* So much of the line is wanted in all. */
struct evn_dsp_change {
    char request[EVN_CODE_MAX];
    uint32_t line;
    int64_t quantity; /* base units; > 0: nothing is a Cancel */
};

enum evn_dsp_step { EVN_DSP_STEP_BROUGHT = 1, EVN_DSP_STEP_ENDED };

/* The person is there, or needs the bed no more. */
struct evn_dsp_transfer_step {
    char person[EVN_CODE_MAX];
    int32_t step; /* enum evn_dsp_step */
};

/* Somebody complains, calls, found something, asks for a service. */
struct evn_dsp_ticket_open {
    char ticket[EVN_CODE_MAX];       /* external id, new */
    int32_t kind;                    /* enum evn_dsp_ticket_kind */
    char ticket_class[EVN_CODE_MAX]; /* "": the kind's own */
    char area[EVN_CODE_MAX];         /* "": of the first link that has one */
    char text[EVN_DSP_TICKET_TEXT_MAX];
    struct evn_dsp_link *links;
    size_t n_links;
    char unit[EVN_CODE_MAX]; /* "": the one with the smallest area that holds it */
};

/* What somebody does with a ticket. */
struct evn_dsp_ticket_do {
    char ticket[EVN_CODE_MAX];
    int32_t verb;            /* enum evn_dsp_ticket_verb, ACCEPT to REOPEN */
    char unit[EVN_CODE_MAX]; /* of REFER */
    char text[EVN_DSP_TICKET_TEXT_MAX];
};

struct evn_dsp_door_quantity {
    char item[EVN_CODE_MAX];
    int64_t quantity; /* base units, > 0 */
};

/* A bag and what is in it: of a person, or with a code of its own. */
struct evn_dsp_door_put {
    char person[EVN_CODE_MAX]; /* pseudonym: the bag's code follows from it; or "" */
    char bag[EVN_CODE_MAX];
    struct evn_dsp_door_quantity *lines;
    size_t n_lines;
};

/* What was received at the stop goes to these doors, in this order. */
struct evn_dsp_door_start {
    char trip[EVN_CODE_MAX];
    uint32_t stop; /* counted from 1 */
    struct evn_dsp_door_put *doors;
    size_t n_doors;
};

/* At a door: what was handed over now, and why not all. */
struct evn_dsp_door_visit {
    char trip[EVN_CODE_MAX];
    uint32_t stop;
    char bag[EVN_CODE_MAX];
    struct evn_dsp_door_quantity *lines;
    size_t n_lines;
    int32_t proof; /* enum evn_dsp_door_proof */
    char proof_text[EVN_DSP_NOTE_MAX];
    int32_t why; /* enum evn_dsp_door_why */
    char note[EVN_DSP_NOTE_MAX];
};

/* Every door was visited; what is not returned stays at the point. */
struct evn_dsp_door_close {
    char trip[EVN_CODE_MAX];
    uint32_t stop;
    struct evn_dsp_door_quantity *returned;
    size_t n_returned;
};

/* One person to an institution. */
struct evn_dsp_ride_ask {
    char ride[EVN_DSP_RIDE_ID_MAX]; /* external id, new */
    int32_t kind;                   /* enum evn_dsp_ride_kind */
    char person[EVN_CODE_MAX];      /* pseudonym */
    char community[EVN_CODE_MAX];   /* where the person is */
    uint32_t severity;              /* 0: not said */
    char to[EVN_CODE_MAX];          /* "": the nearest */
    int64_t due_us;                 /* 0: at once */
};

/* A car for the way there or, once accepted, home. */
struct evn_dsp_ride_assign {
    char ride[EVN_DSP_RIDE_ID_MAX];
    char vehicle[EVN_CODE_MAX]; /* "": the community's own car */
    int64_t from_us;            /* 0: by the estimate, as below */
    int64_t until_us;
};

/* What happened to a ride. */
struct evn_dsp_ride_do {
    char ride[EVN_DSP_RIDE_ID_MAX];
    int32_t event; /* enum evn_dsp_ride_event, DEPART to CLOSE */
    char place[EVN_CODE_MAX];
    char reason[EVN_DSP_NOTE_MAX];
};

/* One command: exactly one of the pointers is set. */
struct evn_dsp_command {
    struct evn_id id;
    struct evn_tick *tick; /* decided by the engine, never here */
    struct evn_dsp_request_put *request;
    struct evn_dsp_cancel *cancel;
    struct evn_dsp_round_now *round_now;
    struct evn_dsp_parameters_put *parameters;
    struct evn_dsp_trip_ref *load;
    struct evn_dsp_depart *depart;
    struct evn_dsp_arrive *arrive;
    struct evn_dsp_receive *receive;
    struct evn_dsp_trip_ref *close;
    struct evn_dsp_cancel_trip *cancel_trip;
    struct evn_dsp_late *late;
    struct evn_dsp_hinder *hinder;
    struct evn_dsp_clear *clear;
    struct evn_dsp_replan *replan;
    struct evn_dsp_change *change;
    struct evn_dsp_transfer_step *transfer;
    struct evn_dsp_ticket_open *ticket_open;
    struct evn_dsp_ticket_do *ticket_do;
    struct evn_dsp_hand_over *hand_over;
    struct evn_dsp_door_start *door_start;
    struct evn_dsp_door_visit *door_visit;
    struct evn_dsp_door_close *door_close;
    struct evn_dsp_ride_ask *ride_ask;
    struct evn_dsp_ride_assign *ride_assign;
    struct evn_dsp_ride_do *ride_do;
};

extern const struct evn_wire_message evn_dsp_command_table;

#endif
