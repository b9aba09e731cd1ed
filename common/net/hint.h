/* hint - says "stream S has grown to seq N": a nudge to read, never the data. Shell; one thread.
 *
 * ZeroMQ PUB drops without a sound when a subscriber is slow (4,500 of 200,100 arrived, measured),
 * so nothing is built on a hint arriving: a reader also looks by itself each second, reads the log
 * by sequence, and sees a gap. A hint only makes that look come sooner. Queues are short on
 * purpose, for each hint overtakes the ones before it. */
#ifndef EVN_NET_HINT_H
#define EVN_NET_HINT_H

#include "common/net/link.h"

enum { EVN_STREAM_LEN = 16, EVN_HINT_LEN = EVN_STREAM_LEN + 8 };

struct evn_hint {
    uint8_t stream[EVN_STREAM_LEN]; /* the log's id */
    uint64_t seq;                   /* the last event that is committed */
};

/* Bind a PUB for hints; close with evn_socket_close. Errors: evn_socket_bind. */
EVN_MUST_USE evn_err evn_hint_bind(struct evn_net *net, const char *endpoint, void **out,
                                   struct evn_refusal *why);

/* Tell all subscribers; never waits, never fails in a way that matters. */
void evn_hint_send(void *pub, const struct evn_hint *hint);

/* Subscribe to all hints of the service there; step and poll as any link. Errors:
 * evn_link_init. */
EVN_MUST_USE evn_err evn_hint_follow(struct evn_link *link, struct evn_net *net,
                                     const char *endpoint, const struct evn_key *server);

/* The next hint that arrived; false when there is none. Malformed ones are skipped. */
EVN_MUST_USE bool evn_hint_take(struct evn_link *link, struct evn_hint *out);

#endif
