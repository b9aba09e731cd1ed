/* client - asks a service and waits no longer than it was told. Shell; one thread.
 *
 * Each request gets exactly one outcome: the answer, or a typed error at its deadline at the
 * latest. Until then the same bytes are sent again when an answer is late (1 s, then doubling to
 * 8 s) and at once after a reconnection; this is right because a request carries command ids that
 * act at most once. Answers are matched by correlation, so a late second answer is dropped.
 * Two ways to use it: start, poll, step, take from a loop; or evn_client_ask, which waits. */
#ifndef EVN_NET_CLIENT_H
#define EVN_NET_CLIENT_H

#include "common/base/bytes.h"
#include "common/net/link.h"

struct evn_client;

/* One outcome. `err`:
 * EVN_OK: `bytes` is the answer, valid until the next take, ask or close.
 * EVN_E_TIMED_OUT: sent, never answered: the outcome is open; send the same bytes again.
 * EVN_E_UNREACHABLE: never sent, so nothing was done.
 * EVN_E_UNKNOWN_KEY: the service does not know our key: an administrator must add it (the link
 * tries again by itself). EVN_E_KEY_REVOKED: it was revoked there. EVN_E_NET: who listens there is
 * not a secured server of ours. */
struct evn_reply {
    uint64_t corr; /* as evn_client_start gave it */
    evn_err err;
    struct evn_bytes bytes;
};

struct evn_client_counts {
    uint64_t n_sent;    /* frames, retries included */
    uint64_t n_resent;  /* retries */
    uint64_t n_put_off; /* sends that found the queue full and were tried again */
    uint64_t n_stray;   /* answers nobody waits for any more */
};

/* Start connecting to the service at `endpoint` that owns the key `server` (NULL with plain).
 * At most port.in_flight_max requests are in flight. Errors: evn_link_init; EVN_E_NO_MEMORY. */
EVN_MUST_USE evn_err evn_client_open(struct evn_net *net, const char *endpoint,
                                     const struct evn_key *server, struct evn_port port,
                                     struct evn_client **out);

/* Close; requests in flight end without an outcome. NULL is fine. */
void evn_client_close(struct evn_client **client);

/* The clock of all `now_us` and deadlines here: microseconds, monotonic. */
int64_t evn_client_now_us(void);

/* Begin a request with a copy of `bytes`; `*corr` names it. It is sent as soon as there is a
 * connection. EVN_E_TOO_LARGE: above the cap. EVN_E_AGAIN: as many in flight or not yet taken as
 * allowed. EVN_E_NO_MEMORY. */
EVN_MUST_USE evn_err evn_client_start(struct evn_client *client, struct evn_bytes bytes,
                                      int64_t deadline_us, uint64_t *corr);

/* What zmq_poll should wait for, at most 2; ask before each wait. */
size_t evn_client_poll(const struct evn_client *client, zmq_pollitem_t out[2]);

/* The same for evn_wait. */
size_t evn_client_watch(struct evn_client *client, struct evn_watch *out[2]);

/* Whether a step, or a take, would do anything: for whoever waits with evn_wait. */
bool evn_client_has_work(const struct evn_client *client, int64_t now_us);

/* When to step at the latest although nothing arrived; INT64_MAX: no need. */
int64_t evn_client_due_us(const struct evn_client *client);

/* Take in answers, send what is due, end what is late. Never blocks. */
void evn_client_step(struct evn_client *client);

/* The next outcome, in order of completion; false when there is none. */
EVN_MUST_USE bool evn_client_take(struct evn_client *client, struct evn_reply *out);

/* The largest message it sends, bytes. */
size_t evn_client_message_max(const struct evn_client *client);

/* One request and its outcome, waiting at most `wait_ms`. Nothing else may be in flight. Returns
 * out->err, or what evn_client_start refuses. */
EVN_MUST_USE evn_err evn_client_ask(struct evn_client *client, struct evn_bytes bytes,
                                    int64_t wait_ms, struct evn_reply *out);

/* The state of the connection now, for doctor and metrics. */
enum evn_link_state evn_client_state(const struct evn_client *client);

struct evn_client_counts evn_client_counts_of(const struct evn_client *client);

#endif
