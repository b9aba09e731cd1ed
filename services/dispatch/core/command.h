/* command - the commands of dispatch, as structs. Pure. Members as in evernormal.dispatch.v1. */
#ifndef EVN_DISPATCH_COMMAND_H
#define EVN_DISPATCH_COMMAND_H

#include "common/service/kit.h"
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
    EVN_DSP_TAG_CANCEL_TRIP
};

struct evn_dsp_request_line {
    char item[EVN_CODE_MAX];
    int64_t quantity;
    char note[EVN_DSP_NOTE_MAX];
};

struct evn_dsp_request_put {
    char request[EVN_CODE_MAX];
    char community[EVN_CODE_MAX];
    uint32_t tier;
    struct evn_dsp_request_line *lines;
    size_t n_lines;
    char note[EVN_DSP_NOTE_MAX];
};

struct evn_dsp_cancel {
    char request[EVN_CODE_MAX];
    uint32_t line;
};

struct evn_dsp_round_now {
    char (*items)[EVN_CODE_MAX];
    size_t n_items;
};

struct evn_dsp_parameters_put {
    struct evn_dsp_parameters parameters;
    bool has_parameters;
};

struct evn_dsp_trip_ref {
    char trip[EVN_CODE_MAX];
};

struct evn_dsp_arrive {
    char trip[EVN_CODE_MAX];
    uint32_t stop;
};

/* `n_short` and `n_refused` are the proto's `short` (a word of C) and `refused`. */
struct evn_dsp_receive_line {
    char item[EVN_CODE_MAX];
    int64_t accepted;
    int64_t n_short;
    int64_t damaged;
    int64_t refused;
};

struct evn_dsp_receive {
    char trip[EVN_CODE_MAX];
    uint32_t stop;
    struct evn_dsp_receive_line *lines;
    size_t n_lines;
    char signed_by[EVN_CODE_MAX];
};

struct evn_dsp_cancel_trip {
    char trip[EVN_CODE_MAX];
    char reason[EVN_CODE_MAX];
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
    struct evn_dsp_trip_ref *depart;
    struct evn_dsp_arrive *arrive;
    struct evn_dsp_receive *receive;
    struct evn_dsp_trip_ref *close;
    struct evn_dsp_cancel_trip *cancel_trip;
};

extern const struct evn_wire_message evn_dsp_command_table;

#endif
