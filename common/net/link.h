/* link - one outgoing connection that always comes back. Shell; one thread.
 *
 * libzmq reconnects after a lost connection, but never after a refused key or a peer that does
 * not speak our CURVE. The link watches for both and then makes its socket anew, 0.1 to 10 s
 * apart, so that a key added later, or a peer set right, is enough for it to work again. */
#ifndef EVN_NET_LINK_H
#define EVN_NET_LINK_H

#include "common/net/socket.h"
#include "common/net/wait.h"

#include <zmq.h>

enum evn_link_state {
    EVN_LINK_DOWN,     /* no finished handshake: nothing can be sent */
    EVN_LINK_UP,       /* connected */
    EVN_LINK_REFUSED,  /* the peer does not know our key; tries again later */
    EVN_LINK_REVOKED,  /* our key was revoked there; tries again later */
    EVN_LINK_MISMATCH, /* the peer is not a secured server of ours; tries again later */
};

struct evn_link {
    struct evn_net *net;                 /* borrowed */
    char endpoint[EVN_ENDPOINT_MAX + 1]; /* where to */
    struct evn_key server;               /* the key the peer must prove */
    struct evn_port port;                /* caps */
    int type;                            /* ZeroMQ socket type */
    void *socket, *events;               /* NULL while waiting to be made anew */
    struct evn_watch watch[2];           /* of the two, while there are */
    enum evn_link_state state;
    uint64_t generation;   /* +1 each time it comes up */
    uint64_t n_failed;     /* +1 each time it is REFUSED or a MISMATCH */
    int64_t remake_at_us;  /* when to make the socket anew; INT64_MAX: not due */
    int64_t remake_gap_us; /* the current pause before that */
};

/* Start connecting. EVN_E_CONFIG, EVN_E_NOT_SECURE: see socket.h. EVN_E_NET when the machine has
 * no sockets left. On any error there is nothing to fini. */
EVN_MUST_USE evn_err evn_link_init(struct evn_link *link, struct evn_net *net, int type,
                                   const char *endpoint, const struct evn_key *server,
                                   struct evn_port port);

void evn_link_fini(struct evn_link *link);

/* Take in what happened and make the socket anew when due. Never blocks. */
void evn_link_step(struct evn_link *link, int64_t now_us);

/* What to wait for; at most 2. Ask again after each step: the socket may be another. */
size_t evn_link_poll(const struct evn_link *link, zmq_pollitem_t out[2]);

#endif
