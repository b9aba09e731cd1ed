/* core - what a service's core gives the engine that drives it. Pure interface.
 *
 * A core is two functions over its state: `decide` (read-only: state, question -> events or a
 * refusal) and `apply` (state, event: the only mutator). Everything else about being a service -
 * log, ids, rights, lanes, feeds, snapshots, sockets - is the engine's and the same for all.
 *
 * Events numbered below EVN_KIND_FIRST_OWN belong to the engine (proto/spec/7-service.md); a core
 * numbers its own from there. */
#ifndef EVN_SERVICE_CORE_H
#define EVN_SERVICE_CORE_H

#include "common/base/arena.h"
#include "common/base/buf.h"
#include "common/base/canon.h"
#include "common/base/hash.h"
#include "common/base/id.h"

enum { EVN_KIND_FIRST_OWN = 16, EVN_CODE_MAX = 64, EVN_AHEAD_MAX = 16 };

/* Roles, as bits. A key holds a set of them; a command tag asks for at least one of a set. */
enum evn_role {
    EVN_ROLE_ADMIN = 1u << 0,      /* keys, places, items, operation */
    EVN_ROLE_SERVICE = 1u << 1,    /* another service of this system */
    EVN_ROLE_WAREHOUSE = 1u << 2,  /* stock in and out of the warehouses in scope */
    EVN_ROLE_POINT = 1u << 3,      /* a community distribution point: ask, confirm receipt */
    EVN_ROLE_DISPATCHER = 1u << 4, /* allocation, trips */
    EVN_ROLE_DASHBOARD = 1u << 5,  /* reads and follows */
    EVN_ROLE_AUDITOR = 1u << 6,    /* reads everything, writes nothing */
    EVN_ROLE_DELEGATE = 1u << 7,   /* may act on behalf of somebody (gateway) */
    EVN_ROLE_BULK = 1u << 8,       /* may use the bulk endpoint */
    EVN_ROLE_INTEGRATOR = 1u << 9, /* hospital, pharmacy and government systems */
    EVN_ROLE_AUTHORITY = 1u << 10, /* zones, cohorts and policy tables; earmarks */
    EVN_ROLE_QUALITY = 1u << 11,   /* answers for the goods: releases holds, recalls */
    EVN_ROLE_ALL = (1u << 12) - 1
};

/* Who asks, as the logged projection of keys says. */
struct evn_actor {
    char name[EVN_CODE_MAX];  /* of the key, or whom it acts for */
    uint32_t roles;           /* set of enum evn_role, already intersected */
    char scope[EVN_CODE_MAX]; /* area code prefix the actor may touch; "" is everywhere */
    uint32_t resting;         /* roles that are theirs and rest: a course is missing */
};

struct evn_again;
struct evn_rights;

/* One command to decide on, or one query to answer. */
struct evn_ask {
    int64_t now_us;                  /* recorded_at of this turn, UTC us */
    int64_t business_us;             /* business clock: now_us, or the exercise's clock */
    const struct evn_actor *actor;   /* who asks */
    const struct evn_rights *rights; /* all keys known here */
    const struct evn_id *id;         /* NULL for queries */
    const struct evn_hash128 *hash;  /* of the received command; NULL for queries */
    struct evn_bytes body;           /* the received bytes, borrowed */
    const void *made;                /* by `ahead` of this command, or NULL */
    struct evn_arena *arena;         /* scratch, reset after the call */
    struct evn_again *again;         /* for cores that own their ids; else NULL */
};

/* Commands of one message that will be decided one after the other, nothing in between. */
struct evn_ahead {
    const struct evn_bytes *body; /* as in evn_ask, `n` of them, borrowed until they are decided */
    size_t n;                     /* at most EVN_AHEAD_MAX */
    struct evn_arena *arena;      /* stays until they are decided */
    const void **made;            /* for each: NULL, or what evn_ask brings back */
};

/* For a core that owns its ids: set by decide when the id was used before, by the same command. */
struct evn_again {
    uint64_t first_seq; /* of the events that answer it; 0: it is new */
    uint32_t count;     /* how many they are */
};

/* A block of another service's stream, read in order from where the last one ended. */
struct evn_feed {
    const char *source;       /* name of the service */
    const uint8_t *log_id;    /* of its log, 16 bytes */
    uint64_t first_seq;       /* of the block's first event */
    uint32_t count;           /* its events */
    int64_t recorded_at_us;   /* by the source's clock */
    struct evn_bytes payload; /* frames (common/journal/frame.h) */
    int64_t now_us;           /* as in evn_ask */
    int64_t business_us;      /* as in evn_ask */
    bool overdue;             /* it was put off as long as may be: take it */
    struct evn_arena *arena;  /* scratch */
};

/* The answer to a command this service sent down a lane. */
struct evn_lane_result {
    const char *target;         /* service that answered */
    const char *key;            /* of the lane */
    struct evn_bytes command;   /* what was sent, without id */
    uint64_t outbox_seq;        /* event that caused it */
    uint64_t first_seq;         /* accepted: the target's first event; else 0 */
    uint32_t count;             /* accepted: its number of events */
    struct evn_refusal refusal; /* refused: err != EVN_OK */
    struct evn_bytes events;    /* accepted: the frames it caused at the target */
    int64_t now_us;             /* as in evn_ask */
    int64_t business_us;        /* as in evn_ask */
    struct evn_arena *arena;    /* scratch */
};

/* One event to apply: live, replayed, or out of a snapshot. */
struct evn_event {
    uint32_t kind;          /* EVN_KIND_FIRST_OWN or more */
    uint32_t version;       /* of the body */
    uint32_t count;         /* events it stands for */
    uint64_t seq;           /* of the first of them */
    int64_t recorded_at_us; /* of its block */
    struct evn_bytes body;  /* borrowed for the call */
};

struct evn_emit; /* where a decision writes its events */

/* Append one event. Once something did not fit, further calls do nothing and the engine refuses
 * the command with EVN_E_LIMIT. */
void evn_emit_event(struct evn_emit *emit, uint32_t kind, uint32_t version, struct evn_bytes body);

/* Append `n` events that are fixed records of `len` bytes in all, as one run; runs of the same
 * kind that follow each other in a turn are logged as one frame. */
void evn_emit_records(struct evn_emit *emit, uint32_t kind, uint32_t version,
                      struct evn_bytes records, uint32_t n);

/* Append a command to another service: it is sent, and sent again, until it is answered. `key`
 * orders it: one in flight per (target, key). `command` is a serialized Command without its id.
 * When too many wait already, the decision as a whole is EVN_E_LIMIT. */
void evn_emit_command(struct evn_emit *emit, const char *target, const char *key,
                      struct evn_bytes command);

/* For a core that writes frames itself: where they go. Say afterwards how many events they are. */
struct evn_buf *evn_emit_frames(struct evn_emit *emit);
void evn_emit_counted(struct evn_emit *emit, uint32_t n_events);

/* Number the next event will get. */
uint64_t evn_emit_next_seq(const struct evn_emit *emit);

struct evn_wire_memory; /* common/wire/operate.h */

struct evn_core_ops {
    const char *name;           /* service name: "registry" */
    uint32_t schema;            /* of its events and snapshots; refuses to open a newer one */
    const char *const *follows; /* names of the streams it reads, NULL at the end */
    /* Roles of which a command (its oneof tag) needs one; 0: nobody may. */
    uint32_t (*roles_for)(uint32_t tag);
    /* Decide on a command. EVN_OK: events were emitted (at least one). Else `why` says what. */
    evn_err (*decide)(const void *state, const struct evn_ask *ask, struct evn_emit *emit,
                      struct evn_refusal *why);
    /* Prepare several commands for `decide`: what no command between can change. Deciding without
     * gives the same; what cannot be prepared is left NULL and refused there. NULL: nothing to
     * prepare. */
    void (*ahead)(const void *state, const struct evn_ahead *commands);
    /* Take notice of another service's block. May emit nothing. EVN_E_AGAIN, unless it is overdue:
     * not before another stream has come further. NULL: follows nothing. */
    evn_err (*feed)(const void *state, const struct evn_feed *feed, struct evn_emit *emit);
    /* Take notice of an answer. May emit nothing. NULL: sends nothing. An error of class SYS or
     * DATA stops the service; another leaves nothing, is logged once, and the command is sent, and
     * its answer offered, again after the back-off. */
    evn_err (*answered)(const void *state, const struct evn_lane_result *result,
                        struct evn_emit *emit);
    /* The business clock moved to `business_us`: emit what became due. NULL: nothing ever does. An
     * error of class SYS or DATA stops the service; another leaves nothing, is logged when it is
     * not the one of the last time, and it is asked again a second later. */
    evn_err (*timer)(const void *state, int64_t business_us, struct evn_arena *arena,
                     struct evn_emit *emit);
    /* Whether the core knows its command ids itself: its events name them, no cause is logged, it
     * answers `ask->again`, and what it refuses with class STATE it has logged itself. */
    bool owns_ids;
    /* Of a core that owns its ids: what the frames of a command's events say, EVN_OK in err for
     * accepted. */
    evn_err (*outcome)(struct evn_bytes frames, struct evn_refusal *out);
    /* The service starts: emit what its log must begin with and does not hold yet; a group without
     * a head. May emit nothing. NULL: nothing ever. */
    evn_err (*start)(const void *state, struct evn_arena *arena, struct evn_emit *emit);
    /* A turn begins. NULL: nothing to do. */
    evn_err (*turn)(void *state);
    /* The only mutator. EVN_E_UNKNOWN_EVENT, EVN_E_CORRUPT, EVN_E_LIMIT, EVN_E_NO_MEMORY stop the
     * service; a decision must not emit what apply cannot take. */
    evn_err (*apply)(void *state, const struct evn_event *event);
    /* Answer a read. `result` takes a serialized <Service>.Result. EVN_E_AGAIN: the views do not
     * hold yet what it needs; it is asked again within a second. */
    evn_err (*query)(const void *state, const struct evn_ask *ask, struct evn_buf *result,
                     struct evn_refusal *why);
    /* Emit events that rebuild this state when applied to an empty one. */
    evn_err (*dump)(const void *state, struct evn_arena *arena, struct evn_emit *emit);
    /* Add every entry of business state to the digest. */
    void (*canon)(const void *state, struct evn_arena *arena, struct evn_canon *canon);
    /* Say what it keeps in memory, in up to EVN_MEMORY_PARTS_MAX - EVN_HOST_MEMORY_PARTS parts; how
     * many. NULL: none. */
    size_t (*memory)(const void *state, struct evn_wire_memory *parts);
};

#endif
