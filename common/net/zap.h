/* zap - decides who may finish a handshake (ZeroMQ RFC 27). Shell: one thread.
 *
 * libzmq's CURVE fails open: without a handler every client key is accepted. The factory in
 * socket.h therefore binds nothing unless this thread runs. It accepts CURVE with a key of the
 * allow set and nothing else - no NULL, no PLAIN, no other domain - and names the accepted peer
 * by its public key, which libzmq then attaches to each message as "User-Id".
 * It sees handshakes only: a key revoked later is caught per request (see server.h). Who proves to
 * hold a revoked key is refused with a code of its own (500), so that the client can say why. */
#ifndef EVN_NET_ZAP_H
#define EVN_NET_ZAP_H

#include "common/net/allow.h"

/* The one domain of our sockets; asked for with ZMQ_ZAP_ENFORCE_DOMAIN. */
#define EVN_ZAP_DOMAIN "evernormal"

struct evn_zap;

/* Handshakes seen since the start. */
struct evn_zap_counts {
    uint64_t n_accepted;
    uint64_t n_refused;
};

/* Bind the handler in the context and start its thread, which blocks all signals. `allow` is
 * borrowed until evn_zap_stop. EVN_E_NET: another handler is there. EVN_E_NO_MEMORY. */
EVN_MUST_USE evn_err evn_zap_start(void *zmq_context, struct evn_allow *allow,
                                   struct evn_zap **out);

/* Stop the thread and free. All bound sockets must be closed before. NULL is fine. */
void evn_zap_stop(struct evn_zap **zap);

/* Accept this key besides the allow set, or no such key any more (NULL): for the self-test's
 * positive control, whose secret half never leaves the process. */
void evn_zap_set_probe(struct evn_zap *zap, const struct evn_key *key);

struct evn_zap_counts evn_zap_counts_of(struct evn_zap *zap);

#endif
