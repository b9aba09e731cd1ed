/* operate - what those who run a service ask of it, and its answers. Pure.
 *
 * Structs of evernormal.wire.v1.Operate and Operated, the part of the envelope that is the same
 * in every service and about the service itself: proto/spec/5-envelope.md. */
#ifndef EVN_WIRE_OPERATE_H
#define EVN_WIRE_OPERATE_H

#include "common/wire/refusal.h"

enum {
    EVN_OPERATED_MAX = 200,    /* lane entries or keys in one answer */
    EVN_OPERATE_CODE_MAX = 64, /* bytes of a name, key or scope, with NUL */
    EVN_MEMORY_PARTS_MAX = 16, /* parts of a service's memory */
    EVN_HOST_MEMORY_PARTS = 4, /* of them, those every service has */
    EVN_SERVICE_TEXT_MAX = 16, /* bytes of a service's name, with NUL */
    EVN_KEY_TEXT_MAX = 41      /* bytes of a public key's text, with NUL */
};

enum evn_operate_what {
    EVN_OPERATE_NONE,
    EVN_OPERATE_STATUS,     /* how the service is */
    EVN_OPERATE_DIGEST,     /* a digest of its business state */
    EVN_OPERATE_LANES,      /* what waits to be sent to other services */
    EVN_OPERATE_LANE_RETRY, /* send an entry now, also one that was parked */
    EVN_OPERATE_LANE_PARK,  /* set an entry aside until a retry or restart */
    EVN_OPERATE_KEYS        /* who may do what, as this service knows it */
};

struct evn_wire_operate {
    enum evn_operate_what what;
    uint64_t seq; /* LANES: entries from here on; KEYS: how many to skip; LANE_*: the entry */
};

/* One part of what a service keeps in memory. */
struct evn_wire_memory {
    char name[EVN_SERVICE_TEXT_MAX]; /* accounts, legs, ... */
    uint64_t n;                      /* entries now; of queues, the most since the start */
    uint64_t n_max;                  /* its own cap; 0: as many as another part has */
    uint64_t bytes;                  /* of heap, when there were so many */
};

/* Counters count from the start of the process. */
struct evn_wire_status {
    uint64_t committed;             /* last committed event */
    int64_t now_us;                 /* the service's clock, UTC microseconds */
    int64_t business_us;            /* business time */
    uint64_t n_accepted;            /* commands */
    uint64_t n_refused;             /* commands */
    uint64_t n_repeated;            /* commands answered again */
    uint64_t n_lanes;               /* commands waiting to be answered by other services */
    int64_t oldest_lane_us;         /* when the oldest of them was decided; 0: none */
    uint64_t n_waiting;             /* requests that wait for events */
    uint64_t n_keys;                /* keys known, revoked ones too */
    uint64_t n_received;            /* requests */
    uint64_t n_malformed;           /* requests dropped: not one of our frames */
    uint64_t n_unsent;              /* answers whose client was gone or did not read */
    uint64_t arena_peak;            /* most scratch bytes a request took */
    uint64_t n_blocks;              /* made durable: one flush each */
    uint64_t flush_us;              /* spent writing and flushing them */
    struct evn_wire_memory *memory; /* what the service keeps; its own names */
    size_t n_memory;
    uint64_t views_seq; /* last event the views hold */
    uint64_t paced_us;  /* requests were left to wait so that the views keep up */
};

struct evn_wire_digest {
    char sum[65];       /* 64 hexadecimal characters (common/base/canon.h) */
    uint64_t n_entries; /* entries of the state */
};

struct evn_wire_lane {
    uint64_t seq;                      /* of the event that sent it: its name */
    struct evn_id command_id;          /* the same on every try */
    char target[EVN_SERVICE_TEXT_MAX]; /* service */
    char key[EVN_OPERATE_CODE_MAX];    /* of the lane: one in flight per target and key */
    int64_t created_at_us;             /* UTC microseconds */
    uint32_t n_tries;                  /* since the service started */
    bool in_flight;                    /* sent, not answered yet */
    bool parked;                       /* set aside by an operator */
};

struct evn_wire_key {
    char public_key[EVN_KEY_TEXT_MAX]; /* Z85 text */
    char name[EVN_OPERATE_CODE_MAX];   /* who or what holds it */
    uint32_t roles;                    /* bits as in common/service/core.h */
    char scope[EVN_OPERATE_CODE_MAX];  /* area code prefix; empty: everywhere */
    bool revoked;                      /* may do nothing any more */
    char staff[EVN_OPERATE_CODE_MAX];  /* number of the staff member who has it */
    char device[EVN_OPERATE_CODE_MAX]; /* on which it lies */
    uint32_t resting;                  /* of `roles`, those that rest now */
    char course[EVN_OPERATE_CODE_MAX]; /* that is missing; of several, for longest */
};

/* The member for what was asked is set; LANE_RETRY and LANE_PARK give the entry. */
struct evn_wire_operated {
    struct evn_wire_status *status;
    struct evn_wire_digest *digest;
    struct evn_wire_lane *lane; /* ascending seq */
    size_t n_lane;
    struct evn_wire_key *key; /* in the order they became known */
    size_t n_key;
    uint64_t next_seq; /* LANES, KEYS: ask again with this; 0: that was all */
};

extern const struct evn_wire_message evn_operate_table, evn_operated_table;

#endif
