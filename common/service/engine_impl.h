/* engine_impl - the engine's insides, shared by its own files only. Shell. */
#ifndef EVN_SERVICE_ENGINE_IMPL_H
#define EVN_SERVICE_ENGINE_IMPL_H

#include "common/service/emit.h"
#include "common/service/engine.h"
#include "common/service/group.h"

enum { EVN_SOURCES_MAX = 8 };

/* Who posts, looked up once for all commands of a message. */
struct evn_asker {
    const char *public_key;
    const struct evn_behalf *behalf; /* or NULL */
    struct evn_actor actor;          /* when err is EVN_OK */
    evn_err err;                     /* why there is no actor */
};

/* One command as it came in. */
struct evn_said {
    struct evn_bytes bytes;
    struct evn_hash128 hash; /* of them */
    const void *made;        /* what the core made of it ahead, or NULL */
};

/* A block that is queued: its payload stays until it is committed, for those who ask again for its
 * events, and for the log. */
struct evn_flight {
    uint64_t first_seq;
    uint32_t n_events;
    struct evn_buf payload;
};

/* One event of the engine that waits for the end of the turn. */
struct evn_notice {
    bool is_set;
    struct evn_cursor cursor;
};

/* A followed stream whose next block the core may have put off. */
struct evn_put_off {
    char source[EVN_SERVICE_NAME_MAX];
    bool waits;
    int64_t since_us; /* monotonic */
};

struct evn_engine {
    struct evn_engine_config config;
    struct evn_recent ids;
    struct evn_lanes lanes;
    struct evn_rights rights;
    struct evn_cursor cursor[EVN_SOURCES_MAX];
    size_t n_cursors;
    int64_t clock_us; /* business clock of the exercise; INT64_MIN: not set */

    /* the turn */
    int64_t now_us;           /* recorded_at of the turn */
    uint64_t first_seq;       /* number of the turn's first event */
    uint32_t n_events;        /* in the turn */
    struct evn_buf payload;   /* the turn's block */
    struct evn_emit emit;     /* the group being decided */
    struct evn_buf cause;     /* its cause, encoded */
    struct evn_buf body;      /* scratch for the engine's own events */
    struct evn_arena arena;   /* scratch for decisions */
    struct evn_arena made;    /* what the core made ahead of the commands under way */
    evn_err timer_failed;     /* how the core's timer failed the last time; EVN_OK: it did not */
    struct evn_notice behind; /* a cursor that moved without effect */
    struct evn_notice sent;   /* which event of another service sent commands of this turn */

    struct evn_put_off put_off[EVN_SOURCES_MAX];
    size_t n_put_off;

    struct evn_flight flight[EVN_JOURNAL_QUEUE_MAX];
    size_t first_flight, n_flights; /* oldest, how many */
    struct evn_journal_mark mark;
    struct evn_engine_status count;
};

/* Apply one frame that starts at `seq`: the only way state changes. */
evn_err evn_engine_apply(struct evn_engine *engine, struct evn_group *group,
                         const struct evn_frame *frame, uint64_t seq, int64_t recorded_at_us);
/* Decide on one command, apply what it becomes. As evn_engine_post. */
evn_err evn_engine_post_one(struct evn_engine *engine, const struct evn_asker *by,
                            const struct evn_said *said, struct evn_answer *out);
/* Start a group; `cause` as in evn_emit_begin. */
void evn_engine_group(struct evn_engine *engine, struct evn_bytes cause);
/* Emit one of the engine's own events. */
evn_err evn_engine_emit_kit(struct evn_engine *engine, enum evn_kit_kind kind,
                            const struct evn_wire_message *message, const void *body);
/* Apply the decided group and put it into the turn. */
evn_err evn_engine_keep(struct evn_engine *engine);
/* Log what waits, as a group of its own. */
evn_err evn_engine_log_notice(struct evn_engine *engine, struct evn_notice *notice,
                              enum evn_kit_kind kind);

/* The exercise's clock, or this turn's. */
int64_t evn_engine_business_us(const struct evn_engine *engine);

/* The group is complete: remember its command id. */
void evn_engine_close(struct evn_engine *engine, struct evn_group *group);

/* Last event whose command ids the views hold; without views: every id may be forgotten. */
uint64_t evn_engine_view_seq(const struct evn_engine *engine);

/* Where the stream `source` was read to, or NULL. */
struct evn_cursor *evn_engine_find_cursor(struct evn_engine *engine, const char *source);

#endif
