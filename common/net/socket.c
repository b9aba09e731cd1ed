#include "common/net/socket.h"

#include "common/base/bytes.h"
#include "common/net/net_internal.h"

#include <errno.h>
#include <stdatomic.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zmq.h>

const struct evn_port evn_port_interactive = {.message_max = 64 << 10, .in_flight_max = 32};
const struct evn_port evn_port_bulk = {.message_max = 1 << 20, .in_flight_max = 4};

enum {
    HEARTBEAT_MS = 2000,
    HEARTBEAT_TIMEOUT_MS = 6000,
    HANDSHAKE_MS = 5000,
    CONNECT_MS = 5000,
    RECONNECT_MS = 100,
    RECONNECT_MAX_MS = 10000,
    SEND_MS = 1000,
    BACKLOG = 4096,
    HANDSHAKE_MAX = 1024, /* bytes; the cap holds for the handshake's own frames as well */
};

struct option {
    int name;
    int value;
};

static bool set_ints(void *socket, const struct option *options, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (zmq_setsockopt(socket, options[i].name, &options[i].value, sizeof(int)) != 0)
            return false;
    return true;
}

/* What every socket gets, whatever its type. */
static bool set_limits(void *socket, struct evn_port port)
{
    int64_t frame_max = (int64_t)port.message_max + EVN_NET_OVERHEAD;
    if (frame_max < HANDSHAKE_MAX)
        frame_max = HANDSHAKE_MAX;
    const struct option options[] = {
        {ZMQ_LINGER, 0},
        {ZMQ_SNDHWM, 2 * port.in_flight_max},
        {ZMQ_RCVHWM, 2 * port.in_flight_max},
        {ZMQ_SNDTIMEO, SEND_MS},
        {ZMQ_HEARTBEAT_IVL, HEARTBEAT_MS},
        {ZMQ_HEARTBEAT_TIMEOUT, HEARTBEAT_TIMEOUT_MS},
        {ZMQ_HEARTBEAT_TTL, HEARTBEAT_TIMEOUT_MS},
        {ZMQ_HANDSHAKE_IVL, HANDSHAKE_MS},
        {ZMQ_BACKLOG, BACKLOG},
        {ZMQ_CONNECT_TIMEOUT, CONNECT_MS},
        {ZMQ_RECONNECT_IVL, RECONNECT_MS},
        {ZMQ_RECONNECT_IVL_MAX, RECONNECT_MAX_MS},
    };
    return zmq_setsockopt(socket, ZMQ_MAXMSGSIZE, &frame_max, sizeof frame_max) == 0 &&
           set_ints(socket, options, sizeof options / sizeof options[0]);
}

static bool set_router(void *socket, int type)
{
    static const struct option options[] = {{ZMQ_ROUTER_MANDATORY, 1}, {ZMQ_ROUTER_HANDOVER, 0}};
    return type != ZMQ_ROUTER || set_ints(socket, options, 2);
}

/* Fail closed when there is no handler. Every 4.3 has the option; its header shows the number to
 * drafts only, and the result of setting it is checked. */
#ifndef ZMQ_ZAP_ENFORCE_DOMAIN
#define ZMQ_ZAP_ENFORCE_DOMAIN 93
#endif

static bool set_domain(void *socket)
{
    static const struct option enforce = {ZMQ_ZAP_ENFORCE_DOMAIN, 1};
    return zmq_setsockopt(socket, ZMQ_ZAP_DOMAIN, EVN_ZAP_DOMAIN, strlen(EVN_ZAP_DOMAIN)) == 0 &&
           set_ints(socket, &enforce, 1);
}

static bool set_server(const struct evn_net *net, void *socket)
{
    static const struct option server = {ZMQ_CURVE_SERVER, 1};
    return set_domain(socket) && set_ints(socket, &server, 1) &&
           zmq_setsockopt(socket, ZMQ_CURVE_SECRETKEY, net->key.secret, EVN_KEY_LEN) == 0;
}

static bool set_client(void *socket, const struct evn_key *server, const struct evn_key_pair *self)
{
    return set_domain(socket) &&
           zmq_setsockopt(socket, ZMQ_CURVE_SERVERKEY, server->b, EVN_KEY_LEN) == 0 &&
           zmq_setsockopt(socket, ZMQ_CURVE_PUBLICKEY, self->public_key.b, EVN_KEY_LEN) == 0 &&
           zmq_setsockopt(socket, ZMQ_CURVE_SECRETKEY, self->secret, EVN_KEY_LEN) == 0;
}

static evn_err may_bind(const struct evn_net *net, const char *endpoint, struct evn_refusal *why)
{
    evn_err err = evn_endpoint_check(endpoint, why);
    if (err != EVN_OK)
        return err;
    if (net->plain && !evn_endpoint_is_local(endpoint))
        return evn_endpoint_refuse(why, EVN_E_NOT_SECURE, endpoint);
    if (!net->plain && net->zap == NULL)
        return evn_endpoint_refuse(why, EVN_E_NOT_SECURE, endpoint);
    return evn_endpoint_folder(endpoint, why);
}

evn_err evn_socket_bind(struct evn_net *net, int type, const char *endpoint, struct evn_port port,
                        void **out, struct evn_refusal *why)
{
    EVN_ASSERT(net->pid == getpid());
    *out = NULL;
    evn_err err = may_bind(net, endpoint, why);
    if (err != EVN_OK)
        return err;
    void *socket = zmq_socket(net->context, type);
    if (socket == NULL)
        return evn_endpoint_refuse(why, EVN_E_NET, endpoint);
    const char *path = evn_endpoint_path(endpoint);
    if (set_limits(socket, port) && set_router(socket, type) &&
        (net->plain || set_server(net, socket)) && zmq_bind(socket, endpoint) == 0 &&
        (path == NULL || chmod(path, 0600) == 0)) {
        *out = socket;
        return EVN_OK;
    }
    zmq_close(socket);
    return evn_endpoint_refuse(why, EVN_E_NET, endpoint);
}

/* A PAIR that receives the socket's events. Its mark is 0 (none): libzmq's I/O thread would block
 * on a full one; reconnection times bound the rate of events instead. */
static void *watch(struct evn_net *net, void *socket)
{
    static atomic_uint n_watched;
    static const struct option options[] = {{ZMQ_LINGER, 0}, {ZMQ_RCVHWM, 0}};
    char name[40];
    snprintf(name, sizeof name, "inproc://events-%u", atomic_fetch_add(&n_watched, 1));
    const int wanted = ZMQ_EVENT_DISCONNECTED | ZMQ_EVENT_HANDSHAKE_SUCCEEDED |
                       ZMQ_EVENT_HANDSHAKE_FAILED_AUTH | ZMQ_EVENT_HANDSHAKE_FAILED_PROTOCOL |
                       ZMQ_EVENT_HANDSHAKE_FAILED_NO_DETAIL;
    if (zmq_socket_monitor(socket, name, wanted) != 0)
        return NULL;
    void *events = zmq_socket(net->context, ZMQ_PAIR);
    if (events != NULL && set_ints(events, options, 2) && zmq_connect(events, name) == 0)
        return events;
    evn_socket_close(&events);
    return NULL;
}

/* Connect as `self` to `server`, or without CURVE when `server` is NULL. */
static bool prepare(struct evn_net *net, void *socket, int type, const struct evn_key *server,
                    const struct evn_key_pair *self, struct evn_port port)
{
    static const struct option immediate = {ZMQ_IMMEDIATE, 1};
    return set_limits(socket, port) && set_router(socket, type) &&
           set_ints(socket, &immediate, 1) &&
           (server == NULL || set_client(socket, server, self != NULL ? self : &net->key)) &&
           (type != ZMQ_SUB || zmq_setsockopt(socket, ZMQ_SUBSCRIBE, "", 0) == 0);
}

static evn_err connect_as(struct evn_net *net, int type, const char *endpoint,
                          const struct evn_key *server, const struct evn_key_pair *self,
                          struct evn_port port, void **out, void **events)
{
    EVN_ASSERT(net->pid == getpid());
    void *watched = NULL, *socket = zmq_socket(net->context, type);
    if (socket != NULL && prepare(net, socket, type, server, self, port) &&
        (events == NULL || (watched = watch(net, socket)) != NULL) &&
        zmq_connect(socket, endpoint) == 0) {
        *out = socket;
        if (events != NULL)
            *events = watched;
        return EVN_OK;
    }
    evn_socket_close(&socket);
    evn_socket_close(&watched);
    return EVN_E_NET;
}

evn_err evn_socket_connect(struct evn_net *net, int type, const char *endpoint,
                           const struct evn_key *server, const struct evn_key_pair *self,
                           struct evn_port port, void **out, void **events)
{
    *out = NULL;
    evn_err err = evn_endpoint_check(endpoint, NULL);
    if (err != EVN_OK)
        return err;
    if (net->plain && !evn_endpoint_is_local(endpoint))
        return EVN_E_NOT_SECURE;
    EVN_ASSERT(net->plain || server != NULL);
    return connect_as(net, type, endpoint, net->plain ? NULL : server, self, port, out, events);
}

evn_err evn_socket_connect_bare(struct evn_net *net, const char *endpoint, void **out,
                                void **events)
{
    return connect_as(net, ZMQ_DEALER, endpoint, NULL, NULL, evn_port_interactive, out, events);
}

static enum evn_socket_event meaning(unsigned event, uint32_t value)
{
    enum { REVOKED = 500 }; /* zap.c */
    switch (event) {
    case ZMQ_EVENT_HANDSHAKE_SUCCEEDED:
        return EVN_SOCKET_UP;
    case ZMQ_EVENT_HANDSHAKE_FAILED_AUTH:
        return value == REVOKED ? EVN_SOCKET_REVOKED : EVN_SOCKET_REFUSED;
    case ZMQ_EVENT_HANDSHAKE_FAILED_PROTOCOL:
        return EVN_SOCKET_MISMATCH;
    default:
        return EVN_SOCKET_DOWN;
    }
}

enum evn_socket_event evn_socket_event(void *events)
{
    uint8_t head[6]; /* number of the event u16, value u32 */
    char address[EVN_ENDPOINT_MAX + 1];
    int len = zmq_recv(events, head, sizeof head, ZMQ_DONTWAIT);
    if (len < 0)
        return EVN_SOCKET_QUIET;
    EVN_ASSERT(len == (int)sizeof head);
    zmq_recv(events, address, sizeof address, ZMQ_DONTWAIT);
    return meaning(evn_get_u16(head), evn_get_u32(head + 2));
}

void evn_socket_refresh(void *socket)
{
    int events;
    size_t len = sizeof events;
    zmq_getsockopt(socket, ZMQ_EVENTS, &events, &len);
}

void evn_socket_close(void **socket)
{
    if (*socket == NULL)
        return;
    /* libzmq's I/O thread waits for room to tell an event, for ever when nobody listens any more:
     * the watch must have ended before its reader is closed. */
    (void)zmq_socket_monitor(*socket, NULL, 0);
    zmq_close(*socket);
    *socket = NULL;
}
