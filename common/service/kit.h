/* kit - the engine's own events, as structs and field tables. Pure.
 *
 * Kinds 1 to 15 of every stream, the same in every service: proto/evernormal/service/v1 and
 * proto/spec/7-service.md. */
#ifndef EVN_SERVICE_KIT_H
#define EVN_SERVICE_KIT_H

#include "common/service/lane.h"
#include "common/service/rights.h"
#include "common/wire/refusal.h"

enum evn_kit_kind {
    EVN_KIT_REFUSED = 1,     /* a command was refused for good */
    EVN_KIT_OUTBOX = 2,      /* a command to another service */
    EVN_KIT_LANE_ANSWER = 3, /* its answer */
    EVN_KIT_CURSOR = 4,      /* another stream was read up to here */
    EVN_KIT_CLOCK = 5,       /* the exercise's clock moved */
    EVN_KIT_KEY = 6,         /* what is known of a key */
    EVN_KIT_DUE = 7,         /* what follows became due by the clock */
    EVN_KIT_SENT = 8,        /* commands of this block came down a lane from there */
    EVN_KIT_STANDING = 9,    /* what a staff member may not do */
    EVN_KIT_LAST = EVN_KIT_STANDING
};

/* Who asked for the events that follow. */
struct evn_cause {
    struct evn_id command_id;
    struct evn_hash128 command_hash;
    char actor[EVN_CODE_MAX];
    char role[EVN_CODE_MAX];
    char device[EVN_CODE_MAX];
};

/* A command to another service, on its way until a lane answer names it. */
struct evn_outbox {
    char target[EVN_SERVICE_NAME_MAX];
    char key[EVN_CODE_MAX];
    struct evn_bytes command;
};

/* What the target said of it, for good. */
struct evn_lane_answer {
    uint64_t outbox_seq;
    uint64_t first_seq;
    uint32_t count;
    bool has_refusal;
    struct evn_wire_refusal refusal;
    char target[EVN_SERVICE_NAME_MAX]; /* service that answered */
};

/* How far another service's stream was read, or which of its events sent a command. */
struct evn_cursor {
    char source[EVN_SERVICE_NAME_MAX];
    uint8_t log_id[16];
    uint64_t incarnation;
    uint64_t seq;
};

/* A moment of business time. */
struct evn_clock {
    int64_t business_us;
};

/* The command that moves it. */
struct evn_tick {
    int64_t business_us;
};

/* What the engine reads of every command before its core does. */
struct evn_command_head {
    struct evn_id id;
    uint32_t tag; /* of the one field behind the id */
    bool has_tick;
    struct evn_tick tick;
};

extern const struct evn_wire_message evn_cause_message;
extern const struct evn_wire_message evn_outbox_message;
extern const struct evn_wire_message evn_lane_answer_message;
extern const struct evn_wire_message evn_cursor_message;
extern const struct evn_wire_message evn_clock_message;
extern const struct evn_wire_message evn_tick_message;
extern const struct evn_wire_message evn_key_message;
extern const struct evn_wire_message evn_standing_message;
extern const struct evn_wire_message evn_tick_message;

/* Read a command's id and which kind it is, without its content. The field behind the id must be
 * the only one. EVN_E_BAD_MESSAGE, EVN_E_BAD_ID, EVN_E_MISSING_FIELD, in *why. */
EVN_MUST_USE evn_err evn_command_head_read(struct evn_bytes command, struct evn_command_head *out,
                                           struct evn_refusal *why);

#endif
