/* play - one person's session with all services of an exercise: commands, questions, the clock.
 * Shell; one thread.
 *
 * Commands are gathered and sent in large posts; a refusal of any of them is an error of the play,
 * for a play sends nothing that should be refused. Time moves only by evn_play_until and
 * evn_play_pass, which tell every service and come back when nothing moves any more: no lane has
 * work left, every follower has read what it follows, and asking again finds the same positions. */
#ifndef EVN_DEMO_PLAY_H
#define EVN_DEMO_PLAY_H

#include "tools/import/post.h"

#include <protobuf-c/protobuf-c.h>

/* What plays a part, in the order in which facts flow. */
enum evn_part {
    EVN_PART_REGISTRY,
    EVN_PART_LEDGER,
    EVN_PART_PLANNER,
    EVN_PART_DISPATCH,
    EVN_PART_EVENTS,
    EVN_N_PARTS
};

struct evn_play {
    struct evn_session *session;     /* borrowed; through the bulk doors */
    bool has[EVN_N_PARTS];           /* which services there are */
    struct evn_post post;            /* commands gathered, all for one service */
    bool posting;                    /* post is in use */
    enum evn_part to;                /* the service they are for */
    uint64_t committed[EVN_N_PARTS]; /* events of each service at the last look */
    int64_t now_us;                  /* business time of all services */
    int64_t n_commands;              /* sent so far */
    int64_t n_refused;               /* of them */
    struct evn_refusal why;          /* of the last failure */
};

void evn_play_begin(struct evn_play *play, struct evn_session *session);

void evn_play_end(struct evn_play *play);

/* The service's name. */
const char *evn_play_name(enum evn_part part);

/* Add a command, whose `id` is left out: it is minted here. Sends what was gathered for another
 * service first. The message is not kept. Errors as evn_play_flush. */
EVN_MUST_USE evn_err evn_play_do(struct evn_play *play, enum evn_part to,
                                 const ProtobufCMessage *command);

/* Send what was gathered. The error of the first refusal or of the session, with play->why. */
EVN_MUST_USE evn_err evn_play_flush(struct evn_play *play);

/* Ask; *out is of type `result` and to be freed with protobuf_c_message_free_unpacked. Sends what
 * was gathered first. */
EVN_MUST_USE evn_err evn_play_ask(struct evn_play *play, enum evn_part of,
                                  const ProtobufCMessage *query,
                                  const ProtobufCMessageDescriptor *result, void **out);

/* Send what was gathered and wait until nothing moves. EVN_E_TIMED_OUT: something still moves after
 * a minute; play->why names the service. */
EVN_MUST_USE evn_err evn_play_settle(struct evn_play *play);

/* Move business time to `at_us` at all services, source before follower, and settle each time. Only
 * settles when it is later already. */
EVN_MUST_USE evn_err evn_play_until(struct evn_play *play, int64_t at_us);

/* The same where nothing becomes due on the way, so that the order of services does not matter: all
 * are told at once and settle once. */
EVN_MUST_USE evn_err evn_play_pass(struct evn_play *play, int64_t at_us);

#endif
