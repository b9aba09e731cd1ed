/* envelope - requests and replies, the outside of every message. Pure.
 *
 * Structs of evernormal.wire.v1, filled and written by the tables of field.h; what each member
 * means and which go together stands in proto/spec/5-envelope.md. Commands, queries, results and
 * frames stay bytes here: they are hashed and logged exactly as they were received, and read by
 * the tables of the service they belong to. Structs behind pointers lie in the arena. */
#ifndef EVN_WIRE_ENVELOPE_H
#define EVN_WIRE_ENVELOPE_H

#include "common/base/hash.h"
#include "common/wire/operate.h"

enum {
    EVN_WIRE_VERSION = 1,
    EVN_INTERACTIVE_MAX = 64 * 1024, /* bytes of a request at the interactive endpoint */
    EVN_BULK_MAX = 1024 * 1024,      /* bytes of a request at the bulk endpoint */
    EVN_COMMANDS_MAX = 4096,         /* commands in one Post */
    EVN_LINES_MAX = 1000,            /* lines in one command */
    EVN_AFTER_MAX = 16,              /* positions a request may build on */
    EVN_BLOCKS_MAX = 4096,           /* blocks in one reply */
    EVN_WAIT_MAX_MS = 30000,         /* long poll of a Read */
    EVN_WIRE_CODE_MAX = 40,          /* bytes of an external id in the envelope */
    EVN_LOG_ID_LEN = 16
};

/* A point in one service's log. */
struct evn_position {
    uint8_t log_id[EVN_LOG_ID_LEN]; /* of the log; never all zero */
    uint64_t incarnation;           /* grows with each start and restore of the service */
    uint64_t seq;                   /* last event counted in; 0: before the first */
};

/* For whom a delegate speaks: external ids. */
struct evn_on_behalf {
    char actor[EVN_WIRE_CODE_MAX + 1];  /* person, key or service */
    char role[EVN_WIRE_CODE_MAX + 1];   /* it acts in */
    char scope[EVN_WIRE_CODE_MAX + 1];  /* area it acts in, or empty */
    char device[EVN_WIRE_CODE_MAX + 1]; /* phone, scanner or terminal, or empty */
};

struct evn_wire_post {
    struct evn_bytes *command; /* as received, pointing into the request */
    size_t n_command;          /* 1 to EVN_COMMANDS_MAX */
};

struct evn_wire_query {
    struct evn_bytes body;        /* the service's own query */
    struct evn_position at_least; /* the view must have taken in this much */
    bool has_at_least;
};

struct evn_wire_read {
    uint64_t from_seq;  /* first event wanted, 1 or more */
    uint32_t bytes_max; /* stop after so many; 0: EVN_BULK_MAX */
    uint32_t wait_ms;   /* for something, when there is nothing yet */
};

struct evn_wire_hello {
    char client[EVN_WIRE_CODE_MAX + 1]; /* name and version of the asking program, or empty */
};

/* Of post, query, read, hello and operate exactly one is not NULL. */
struct evn_wire_request {
    uint32_t version;                   /* EVN_WIRE_VERSION */
    uint64_t correlation;               /* comes back in the reply */
    struct evn_position *after;         /* what the answer must have taken in */
    size_t n_after;                     /* at most EVN_AFTER_MAX */
    struct evn_on_behalf *on_behalf_of; /* NULL: the key speaks for itself */
    bool want_events;                   /* put the frames into the answers */
    struct evn_wire_post *post;
    struct evn_wire_query *query;
    struct evn_wire_read *read;
    struct evn_wire_hello *hello;
    struct evn_wire_operate *operate; /* operate.h */
    struct evn_position *sent_by;     /* event of the sending service; NULL: no lane */
};

/* What became of one command. */
struct evn_wire_answer {
    struct evn_id id;                 /* zero: the command's id could not be read */
    uint64_t first_seq;               /* its first event; 0: none */
    uint32_t count;                   /* of its events */
    struct evn_wire_refusal *refusal; /* NULL: accepted */
    struct evn_bytes *event;          /* frames, when wanted */
    size_t n_event;
};

/* A block of the log, as it lies on disk. */
struct evn_wire_block {
    uint64_t first_seq;       /* its first event */
    uint32_t count;           /* of its events */
    int64_t recorded_at_us;   /* UTC microseconds */
    struct evn_bytes payload; /* frames, pointing into the reply */
    struct evn_hash256 hash;  /* of header and payload */
    struct evn_hash256 prev;  /* of the block before */
    uint64_t incarnation;     /* it was written in */
};

/* Who answers. */
struct evn_welcome {
    char service[EVN_WIRE_CODE_MAX + 1]; /* "ledger", ... */
    char version[EVN_WIRE_CODE_MAX + 1]; /* of the program */
    uint8_t log_id[EVN_LOG_ID_LEN];
    uint64_t incarnation;
    uint64_t next_seq; /* number the next event will get */
    uint64_t view_seq; /* last event in the views */
    bool exercise;     /* business time is virtual */
};

/* `refusal` refuses the whole request; else the member for what was asked is set. */
struct evn_wire_reply {
    uint32_t version;             /* EVN_WIRE_VERSION */
    uint64_t correlation;         /* of the request */
    struct evn_position position; /* what this reply has taken in */
    bool has_position;
    struct evn_wire_refusal *refusal; /* NULL: none */
    struct evn_wire_answer *answer;   /* one a command, in their order */
    size_t n_answer;
    struct evn_bytes result;      /* of a query: the service's own */
    struct evn_wire_block *block; /* of a read, in order */
    size_t n_block;
    struct evn_welcome *welcome;        /* of a hello */
    struct evn_wire_operated *operated; /* of an operate */
};

extern const struct evn_wire_message evn_position_table, evn_request_table, evn_reply_table;

/* Read a request that may have `len_max` bytes (one of the two endpoints' bounds), refusing what
 * is unknown. EVN_E_TOO_LARGE and every refusal of evn_wire_decode; *why is set on an error. */
EVN_MUST_USE evn_err evn_request_decode(struct evn_bytes bytes, size_t len_max,
                                        struct evn_arena *arena, struct evn_wire_request *out,
                                        struct evn_refusal *why);

/* The correlation of a request that could not be read, so that its refusal finds the client: 0
 * when even that cannot be made out. */
uint64_t evn_request_correlation(struct evn_bytes bytes);

/* Append to a Reply that is written up to there the answer to a command that was accepted. */
EVN_MUST_USE evn_err evn_reply_accepted(struct evn_buf *reply, const struct evn_id *id,
                                        uint64_t first_seq, uint32_t count);

/* Read a reply, skipping what is unknown. Errors as evn_wire_decode. */
EVN_MUST_USE evn_err evn_reply_decode(struct evn_bytes bytes, struct evn_arena *arena,
                                      struct evn_wire_reply *out, struct evn_refusal *why);

#endif
