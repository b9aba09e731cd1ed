/* query - what subscribers ask and get, as structs and field tables. Pure.
 *
 * Members are those of evernormal.events.v1. A batch is written piece by piece where it is made
 * (services/events/batch.h), so it has no struct here. */
#ifndef EVN_EVENTS_QUERY_H
#define EVN_EVENTS_QUERY_H

#include "services/events/core/model.h"

/* Field numbers of Result. */
enum evn_hub_result_tag {
    EVN_HUB_RESULT_BATCH = 1,
    EVN_HUB_RESULT_RESET = 2,
    EVN_HUB_RESULT_POSITION = 3,
    EVN_HUB_RESULT_SUBSCRIPTION = 4
};

enum evn_hub_reset_reason { EVN_RESET_OTHER_HUB = 1, EVN_RESET_FORGOTTEN = 2 };

/* How far one stream is merged. */
struct evn_stream_position {
    char source[EVN_SERVICE_NAME_MAX];
    uint8_t log_id[16];
    uint64_t seq; /* last event counted in */
};

struct evn_hub_cursor {
    struct evn_bytes hub;               /* log id of the hub, or empty: before the first event */
    uint64_t position;                  /* merged positions up to here are behind */
    struct evn_stream_position *stream; /* for the subscriber's use; not read here */
    size_t n_stream;
};

struct evn_hub_follow {
    struct evn_hub_cursor cursor;
    bool has_cursor;
    struct evn_filter filter;
    bool has_filter;
    char name[EVN_CODE_MAX]; /* of a subscription; "": none */
    uint32_t bytes_max;      /* of the result; 0: what the door allows */
    uint32_t wait_ms;        /* for something to come */
};

struct evn_hub_empty {
    char none; /* these questions have no members */
};

/* Exactly one of the pointers is set. */
struct evn_hub_query {
    struct evn_hub_follow *follow;
    struct evn_hub_empty *position;
    struct evn_hub_empty *subscriptions;
};

struct evn_hub_reset {
    int32_t reason; /* enum evn_hub_reset_reason */
    struct evn_hub_cursor head;
    bool has_head;
};

/* One event, or a run of records. */
struct evn_hub_event {
    uint64_t position; /* merged position of the first */
    char source[EVN_SERVICE_NAME_MAX];
    uint64_t seq; /* in its stream */
    int64_t recorded_at_us;
    uint32_t kind;
    uint32_t version;
    uint32_t count; /* events it stands for */
    struct evn_bytes body;
    struct evn_bytes cause;
    bool body_left_out; /* too large for an answer of this door */
};

extern const struct evn_wire_message evn_hub_query_table, evn_hub_cursor_table, evn_hub_reset_table,
    evn_hub_event_table;

#endif
