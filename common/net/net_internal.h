/* net_internal - what net.c and socket.c share. Shell; not for others. */
#ifndef EVN_NET_INTERNAL_H
#define EVN_NET_INTERNAL_H

#include "common/net/socket.h"

#include <sys/types.h>

/* Sockets a context may hold; a watched client takes three. */
enum { SOCKETS_MAX = 8192 };

struct evn_net {
    void *context;           /* the process's one ZeroMQ context */
    void *first;             /* a socket that is never used: see the caveats in socket.h */
    struct evn_zap *zap;     /* NULL: this process may not bind */
    struct evn_allow allow;  /* read by the ZAP thread */
    struct evn_key_pair key; /* who we are */
    pid_t pid;               /* who opened it; a forked child must not use it */
    bool plain;              /* no CURVE */
};

/* A DEALER without CURVE, for the self-test alone. */
EVN_MUST_USE evn_err evn_socket_connect_bare(struct evn_net *net, const char *endpoint, void **out,
                                             void **events);

#endif
