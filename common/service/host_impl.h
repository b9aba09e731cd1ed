/* host_impl - the host's insides, shared by its own files only. Shell. */
#ifndef EVN_SERVICE_HOST_IMPL_H
#define EVN_SERVICE_HOST_IMPL_H

#include "common/journal/file.h"
#include "common/net/client.h"
#include "common/net/server.h"
#include "common/service/host.h"
#include "common/service/lock.h"
#include "common/service/site.h"
#include "common/wire/envelope.h"

#include <signal.h>

enum {
    EVN_PEERS_MAX = 8,
    EVN_IN_FLIGHT_MAX = 32,       /* commands on their way to one service */
    EVN_WAITING_MAX = 1024,       /* requests that wait for events or for what they build on */
    EVN_WAITING_BYTES = 32 << 20, /* and their bytes */
    EVN_HELD_MAX = 16384,         /* replies held until they are durable */
    EVN_HELD_BYTES = 64 << 20,    /* and their bytes */
    EVN_LOOK_MS = 20,             /* between two looks at those who wait, without news */
    EVN_READERS_MAX = 8,          /* log readers kept open for followers */
    EVN_REPLY_MAX = 1000 << 10    /* bytes of one reply */
};

/* A service this one follows or sends commands to. */
struct evn_peer {
    char name[EVN_SERVICE_NAME_MAX];
    bool followed;
    struct evn_client *client;
    uint64_t read_corr; /* the Read under way */
    bool reading;
    int64_t read_after_us; /* do not read before (monotonic): after a failure */
    bool put_off;          /* its next block waits for another stream */
    uint64_t fetch_corr;   /* the Read for the desk under way */
    bool fetching;
    struct {
        uint64_t corr, outbox_seq;
    } sent[EVN_IN_FLIGHT_MAX];
    size_t n_sent;
};

/* A reply that waits until what it tells is durable. */
struct evn_held {
    struct evn_route to;
    uint64_t seq;    /* last event it has taken in: it goes out when that is committed */
    zmq_msg_t frame; /* owned */
};

/* A request that is looked at again later. */
struct evn_waiting {
    struct evn_route from;
    char key[EVN_PUBLIC_KEY_TEXT_LEN + 1];
    uint8_t *bytes; /* owned copy of the request */
    size_t len;
    int64_t until_us; /* monotonic: answer as it is then */
    bool for_news;    /* it waits for events or blocks; else look again each EVN_LOOK_MS */
};

struct evn_host {
    const struct evn_host_service *service;
    void *state;
    struct evn_site site;
    bool exercise;
    bool plain;                           /* see host_plain.h */
    char plain_key[EVN_KEY_TEXT_LEN + 1]; /* text of the key everybody acts as, when plain */
    int lock_fd;
    struct evn_views *views;
    bool views_lag; /* no commands are taken until the views have caught up */
    struct evn_journal *journal;
    struct evn_engine *engine;
    struct evn_net *net;
    struct evn_server *server;
    int signal_fd;
    struct evn_peer peer[EVN_PEERS_MAX];
    size_t n_peers;
    struct evn_arena arena;    /* of requests and replies */
    struct evn_buf out;        /* reply being built */
    struct evn_buf part;       /* events or blocks of it */
    struct evn_answer *answer; /* to one Post, EVN_COMMANDS_MAX */
    struct evn_held *held;     /* ring of EVN_HELD_MAX, by ascending seq */
    size_t first_held, n_held, held_bytes;
    size_t n_held_most, held_bytes_most; /* since the start */
    unsigned n_posts;                    /* requests decided on in this turn */
    uint64_t told_seq;                   /* last event that those who wait were told of */
    int64_t look_at_us; /* monotonic: when to look at those who wait although there is no news */
    struct evn_waiting *waiting; /* EVN_WAITING_MAX */
    size_t n_waiting, waiting_bytes;
    size_t n_waiting_most, waiting_bytes_most; /* since the start */
    struct {
        uint64_t next_seq; /* 0: not in use */
        struct evn_journal_reader *reader;
    } reader[EVN_READERS_MAX];
    size_t next_reader;
    uint64_t n_keys_allowed; /* version of the rights in the transport's allow list */
    int64_t next_timer_us;   /* monotonic */
    int64_t pace_us;         /* monotonic: requests are left to wait until then, for the views */
    void *desk;              /* of services that have one */
    evn_err desk_failed;     /* it could not do what a committed event asks: nothing more is told */
    struct evn_desk_terms terms; /* of the question being asked */
    int64_t patience_us;         /* how long the request being looked at may wait */
    uint64_t n_failed_told;      /* failures of the engine that were said on standard error */
    uint64_t correlation;        /* of the request being looked at or answered */
    bool for_news;               /* and whether it waits for events or blocks alone */
    bool news;                   /* something came that waiting requests may wait for */
    bool stop;
};

/* host_main.c: evn_host_main; `plain` only from host_plain.c. */
int evn_host_start(int argc, char **argv, const struct evn_host_service *service, bool plain);

/* host.c: run until told to stop; returns the exit status. */
int evn_host_run(const struct evn_host_service *service, const struct evn_site *site, bool exercise,
                 bool plain, int signal_fd);

/* host.c: the transport lets in exactly the keys that are known and not revoked. */
EVN_MUST_USE evn_err evn_host_allow_keys(struct evn_host *host);

/* host_turn.c: one turn of the loop; and end a full turn in the middle of a request. */
EVN_MUST_USE evn_err evn_host_turn(struct evn_host *host);
EVN_MUST_USE evn_err evn_host_next_turn(struct evn_host *host);
/* In the middle of a request: tell what was flushed since the last look. */
EVN_MUST_USE evn_err evn_host_look(struct evn_host *host);
/* Wait for all flushes and send what was held. */
EVN_MUST_USE evn_err evn_host_finish(struct evn_host *host);

/* host_request.c: decide on one request; it is answered after the flush. EVN_E_AGAIN: look at it
 * again later. Other errors stop the service. */
evn_err evn_host_request(struct evn_host *host, const struct evn_route *from, const char *key,
                         struct evn_bytes bytes, bool last_chance);
/* Take a copy of a request that has to wait. */
void evn_host_wait(struct evn_host *host, const struct evn_route *from, const char *key,
                   struct evn_bytes bytes, int64_t now_us);
/* Look again at all that wait, if there is news or it is time. */
evn_err evn_host_retry(struct evn_host *host);

/* host_desk.c: the service's desk, if it has one. */
EVN_MUST_USE evn_err evn_host_desk_open(struct evn_host *host, struct evn_query_desk *out);
void evn_host_desk_close(struct evn_host *host);
void evn_host_desk_block(struct evn_host *host, const char *source, const struct evn_block *block);
/* The commands of a message as they are to be decided, in the host's arena: *commands, and for each
 * in *refused whether it is refused, its answer being set. Without a desk that looks at commands,
 * they stay as they are and *refused is NULL. EVN_E_NO_MEMORY, and what stops the service. */
EVN_MUST_USE evn_err evn_host_desk_commands(struct evn_host *host, const char *key,
                                            const struct evn_behalf *behalf,
                                            const struct evn_wire_post *post,
                                            const struct evn_bytes **commands, bool **refused);
EVN_MUST_USE evn_err evn_host_desk_committed(struct evn_host *host, uint64_t seq);

/* host_reply.c: the reply as bytes in host->out, behind room for its number, its position filled
 * in: `seq` is the last event it has taken in. EVN_E_LIMIT, EVN_E_NO_MEMORY. */
EVN_MUST_USE evn_err evn_host_encode(struct evn_host *host, struct evn_wire_reply *reply,
                                     uint64_t seq);
/* How many bytes that were. */
size_t evn_host_encoded(const struct evn_host *host);
/* Build replies and send them: at once what tells nothing of the state, or only what
 * is committed. */
void evn_host_send_refusal(struct evn_host *host, const struct evn_route *to,
                           const struct evn_refusal *refusal);
void evn_host_send_welcome(struct evn_host *host, const struct evn_route *to);
/* Blocks from `read->from_seq`; EVN_E_AGAIN: none yet and `may_wait`. */
evn_err evn_host_send_blocks(struct evn_host *host, const struct evn_route *to,
                             const struct evn_wire_read *read, bool may_wait);

/* host_hold.c: replies made from the state as it is now, uncommitted turns included. They are built
 * at once and go out in order, each when all it was made from is committed. */
/* The first `n` of host->answer. */
void evn_host_hold_answers(struct evn_host *host, const struct evn_route *to, size_t n,
                           bool want_events);
void evn_host_hold(struct evn_host *host, const struct evn_route *to, struct evn_wire_reply *reply);
void evn_host_hold_refusal(struct evn_host *host, const struct evn_route *to,
                           const struct evn_refusal *refusal);
/* The refusal of a reply of so many bytes. */
struct evn_refusal evn_host_too_large(size_t len);
/* Whether no more may be held. */
bool evn_host_hold_full(const struct evn_host *host);
/* Send those that are committed by now. */
void evn_host_send_held(struct evn_host *host);
void evn_host_drop_held(struct evn_host *host);

/* host_operate.c: what those who run the service ask of it. Reads are for ADMIN and AUDITOR, lanes
 * are set by ADMIN alone. */
evn_err evn_host_may_operate(struct evn_host *host, const char *key, enum evn_operate_what what);
/* Fill the answer, in the host's arena. EVN_E_UNKNOWN_REF: no such lane entry (any more).
 * EVN_E_TOO_LARGE: the arena is full. */
evn_err evn_host_operate(struct evn_host *host, const struct evn_wire_operate *operate,
                         struct evn_wire_operated *out);

/* host_peer.c: other services. */
EVN_MUST_USE evn_err evn_host_peers_open(struct evn_host *host);
void evn_host_peers_close(struct evn_host *host);
/* Take in what peers answered. Part of a turn. */
EVN_MUST_USE evn_err evn_host_peers_take(struct evn_host *host);
/* Ask for new blocks, send what lanes have to say. After the flush. */
void evn_host_peers_send(struct evn_host *host);

#endif
