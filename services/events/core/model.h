/* model - messages of the hub as structs and field tables. Pure.
 *
 * Members are those of evernormal.events.v1; what they mean stands there and in
 * proto/spec/10-events.md. */
#ifndef EVN_EVENTS_MODEL_H
#define EVN_EVENTS_MODEL_H

#include "common/service/kit.h"

enum {
    EVN_FILTER_MAX = 64,   /* entries of one list of a filter */
    EVN_KEY_TEXT_MAX = 80, /* bytes of an external id, with NUL */
    EVN_STREAMS_MAX = 8,   /* streams that are merged */
    EVN_FOLLOW_WAIT_MAX_MS = 1000
};

/* Kinds of the hub's own events. */
enum evn_hub_kind {
    EVN_HUB_SOURCE = 16,
    EVN_HUB_RANGE = 17,
    EVN_HUB_KNOWN = 18,
    EVN_HUB_SUBSCRIPTION = 19,
    EVN_HUB_ACKED = 20,
    EVN_HUB_UNSUBSCRIBED = 21
};

/* Lists lie in the arena of the decoder; an empty one asks for all. */
struct evn_filter {
    char (*areas)[EVN_CODE_MAX]; /* prefixes of area codes */
    size_t n_areas;
    char (*places)[EVN_KEY_TEXT_MAX]; /* external ids */
    size_t n_places;
    char (*items)[EVN_KEY_TEXT_MAX]; /* external ids */
    size_t n_items;
    uint32_t *kinds; /* of events, numbered per source */
    size_t n_kinds;
    char (*sources)[EVN_SERVICE_NAME_MAX]; /* services */
    size_t n_sources;
};

/* A stream is merged from now on. */
struct evn_hub_source {
    uint32_t number; /* from 1 */
    char name[EVN_SERVICE_NAME_MAX];
    uint8_t log_id[16];
};

/* The next `count` merged positions are these events. */
struct evn_hub_range {
    uint32_t source; /* number */
    uint64_t first_seq;
    uint32_t count;
    bool forced; /* merged although its cause did not come */
};

/* What a number in the ledger's records stands for. */
struct evn_hub_known {
    uint32_t table; /* kind of the ledger's frame */
    uint32_t number;
    char id[EVN_KEY_TEXT_MAX];
    char area[EVN_CODE_MAX];
    uint32_t place; /* of an account: number */
    uint32_t item;  /* of an account: number */
};

/* A named subscription. */
struct evn_hub_subscription {
    char name[EVN_CODE_MAX];
    char owner[EVN_CODE_MAX]; /* actor */
    struct evn_filter filter;
    bool has_filter;
    uint64_t position; /* last merged position dealt with */
};

/* Both the event and the command: everything up to `position` is dealt with. */
struct evn_hub_ack {
    char name[EVN_CODE_MAX];
    uint64_t position;
};

/* Both the event and the command. */
struct evn_hub_unsubscribe {
    char name[EVN_CODE_MAX];
};

struct evn_hub_subscribe {
    char name[EVN_CODE_MAX];
    struct evn_filter filter;
    bool has_filter;
    bool from_start;
    uint64_t position; /* 0: from_start decides */
    bool replace;      /* it may exist with another filter */
};

/* Exactly one of the pointers is set. */
struct evn_hub_command {
    struct evn_id id;
    struct evn_tick *tick; /* the engine's, never seen here */
    struct evn_hub_subscribe *subscribe;
    struct evn_hub_ack *ack;
    struct evn_hub_unsubscribe *unsubscribe;
};

extern const struct evn_wire_message evn_filter_table, evn_hub_source_table, evn_hub_range_table,
    evn_hub_known_table, evn_hub_subscription_table, evn_hub_acked_table,
    evn_hub_unsubscribed_table, evn_hub_command_table;

#endif
