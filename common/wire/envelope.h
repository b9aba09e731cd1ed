/* envelope - requests and replies, the outside of every message. Pure.
 *
 * Structs of evernormal.wire.v1, filled and written by the tables of field.h; what each member
 * means and which go together stands in proto/spec/5-envelope.md. Commands, queries, results and
 * frames stay bytes here: they are hashed and logged exactly as they were received, and read by
 * the tables of the service they belong to. Structs behind pointers lie in the arena. */
#ifndef EVN_WIRE_ENVELOPE_H
#define EVN_WIRE_ENVELOPE_H

#include "common/base/hash.h"
#include "common/wire/refusal.h"

enum {
    EVN_WIRE_VERSION = 1,
    EVN_INTERACTIVE_MAX = 64 * 1024, /* bytes of a request at the interactive endpoint */
    EVN_BULK_MAX = 1024 * 1024,      /* bytes of a request at the bulk endpoint */
    EVN_COMMANDS_MAX = 4096,         /* commands in one Post */
    EVN_LINES_MAX = 1000,            /* lines in one command */
    EVN_AFTER_MAX = 16,              /* positions a request may build on */
    EVN_BLOCKS_MAX = 4096,           /* blocks in one reply */
    EVN_WAIT_MAX_MS = 30000,         /* long poll of a Read */
    EVN_CODE_MAX = 40,               /* bytes of an external id in the envelope */
    EVN_LOG_ID_LEN = 16
};

struct evn_position {
    uint8_t log_id[EVN_LOG_ID_LEN];
    uint64_t incarnation;
    uint64_t seq;
};

struct evn_on_behalf {
    char actor[EVN_CODE_MAX + 1];
    char role[EVN_CODE_MAX + 1];
    char scope[EVN_CODE_MAX + 1];
    char device[EVN_CODE_MAX + 1];
};

struct evn_post {
    struct evn_bytes *command;
    size_t n_command;
};

struct evn_query {
    struct evn_bytes body;
    struct evn_position at_least;
    bool has_at_least;
};

struct evn_read {
    uint64_t from_seq;
    uint32_t bytes_max;
    uint32_t wait_ms;
};

struct evn_hello {
    char client[EVN_CODE_MAX + 1];
};

struct evn_request {
    uint32_t version;
    uint64_t correlation;
    struct evn_position *after;
    size_t n_after;
    struct evn_on_behalf *on_behalf_of;
    bool want_events;
    struct evn_post *post; /* of these four exactly one is not NULL */
    struct evn_query *query;
    struct evn_read *read;
    struct evn_hello *hello;
};

struct evn_answer {
    struct evn_id id;
    uint64_t first_seq;
    uint32_t count;
    struct evn_wire_refusal *refusal; /* NULL: accepted */
    struct evn_bytes *event;
    size_t n_event;
};

struct evn_block {
    uint64_t first_seq;
    uint32_t count;
    int64_t recorded_at_us;
    struct evn_bytes payload;
    struct evn_hash256 hash;
    struct evn_hash256 prev;
    uint64_t incarnation;
};

struct evn_welcome {
    char service[EVN_CODE_MAX + 1];
    char version[EVN_CODE_MAX + 1];
    uint8_t log_id[EVN_LOG_ID_LEN];
    uint64_t incarnation;
    uint64_t next_seq;
    uint64_t view_seq;
    bool exercise;
};

struct evn_reply {
    uint32_t version;
    uint64_t correlation;
    struct evn_position position;
    bool has_position;
    struct evn_wire_refusal *refusal;
    struct evn_answer *answer;
    size_t n_answer;
    struct evn_bytes result;
    struct evn_block *block;
    size_t n_block;
    struct evn_welcome *welcome;
};

extern const struct evn_wire_message evn_position_table, evn_request_table, evn_reply_table;

/* Read a request that may have `len_max` bytes (one of the two endpoints' bounds), refusing what
 * is unknown. EVN_E_TOO_LARGE and every refusal of evn_wire_decode; *why is set on an error. */
EVN_MUST_USE evn_err evn_request_decode(struct evn_bytes bytes, size_t len_max,
                                        struct evn_arena *arena, struct evn_request *out,
                                        struct evn_refusal *why);

/* The correlation of a request that could not be read, so that its refusal finds the client: 0
 * when even that cannot be made out. */
uint64_t evn_request_correlation(struct evn_bytes bytes);

/* Read a reply, skipping what is unknown. Errors as evn_wire_decode. */
EVN_MUST_USE evn_err evn_reply_decode(struct evn_bytes bytes, struct evn_arena *arena,
                                      struct evn_reply *out, struct evn_refusal *why);

#endif
