#include "common/net/server.h"

#include <errno.h>
#include <stdlib.h>

/* Malformed messages looked at in one call, so that a stream of them cannot hold the loop. */
enum { SKIP_MAX = 64 };

/* Smaller answers are copied: their buffer is larger than they are. */
enum { TAKE_MIN = 16 << 10 };

struct door {
    void *socket; /* ROUTER, or NULL when shut */
    struct evn_port port;
    struct evn_watch watch;
    bool dry; /* gave nothing since the last time all doors were dry */
};

struct evn_server {
    struct evn_allow *allow;
    bool plain;
    bool watched; /* a door whose watch says that it has nothing is not asked */
    struct door doors[EVN_N_DOORS];
    unsigned turn; /* the door to look at first */
    struct evn_server_counts counts;
};

evn_err evn_server_open(struct evn_net *net, const char *const endpoints[EVN_N_DOORS],
                        struct evn_server **out, struct evn_refusal *why)
{
    *out = NULL;
    struct evn_server *server = calloc(1, sizeof *server);
    if (server == NULL)
        return EVN_E_NO_MEMORY;
    server->allow = evn_net_allow(net);
    server->plain = evn_net_is_plain(net);
    server->doors[EVN_DOOR_INTERACTIVE].port = evn_port_interactive;
    server->doors[EVN_DOOR_BULK].port = evn_port_bulk;
    evn_err err = EVN_OK;
    for (int i = 0; i < EVN_N_DOORS && err == EVN_OK; i++)
        if (endpoints[i] != NULL)
            err = evn_socket_bind(net, ZMQ_ROUTER, endpoints[i], server->doors[i].port,
                                  &server->doors[i].socket, why);
    for (int i = 0; i < EVN_N_DOORS && err == EVN_OK; i++)
        if (server->doors[i].socket != NULL)
            server->doors[i].watch = evn_watch_socket(server->doors[i].socket);
    if (err == EVN_OK)
        *out = server;
    else
        evn_server_close(&server);
    return err;
}

void evn_server_close(struct evn_server **server)
{
    if (*server == NULL)
        return;
    for (int i = 0; i < EVN_N_DOORS; i++)
        evn_socket_close(&(*server)->doors[i].socket);
    free(*server);
    *server = NULL;
}

evn_err evn_server_endpoint(struct evn_server *server, enum evn_door door,
                            char out[EVN_ENDPOINT_MAX + 1])
{
    size_t len = EVN_ENDPOINT_MAX + 1;
    void *socket = server->doors[door].socket;
    if (socket == NULL || zmq_getsockopt(socket, ZMQ_LAST_ENDPOINT, out, &len) != 0)
        return EVN_E_NET;
    return EVN_OK;
}

size_t evn_server_poll(const struct evn_server *server, zmq_pollitem_t out[EVN_N_DOORS])
{
    size_t n = 0;
    for (int i = 0; i < EVN_N_DOORS; i++)
        if (server->doors[i].socket != NULL)
            out[n++] = (zmq_pollitem_t){.socket = server->doors[i].socket, .events = ZMQ_POLLIN};
    return n;
}

size_t evn_server_watch(struct evn_server *server, struct evn_watch *out[EVN_N_DOORS])
{
    size_t n = 0;
    server->watched = true;
    for (int i = 0; i < EVN_N_DOORS; i++)
        if (server->doors[i].socket != NULL)
            out[n++] = &server->doors[i].watch;
    return n;
}

/* Drop what is left of a message that has more frames than it should. */
static void drop_rest(void *socket, zmq_msg_t *frame)
{
    while (zmq_msg_more(frame) != 0)
        if (zmq_msg_recv(frame, socket, ZMQ_DONTWAIT) < 0)
            return;
}

/* Receive one message. True when one was there; `*good` when it is a name and one frame. */
static bool receive_frames(void *socket, struct evn_request *out, bool *good)
{
    int len = zmq_msg_recv(&out->frame, socket, ZMQ_DONTWAIT);
    if (len < 0)
        return false;
    *good = len == EVN_PEER_LEN && zmq_msg_more(&out->frame) != 0;
    if (*good) {
        memcpy(out->route.peer, zmq_msg_data(&out->frame), EVN_PEER_LEN);
        *good = zmq_msg_recv(&out->frame, socket, ZMQ_DONTWAIT) >= EVN_NET_CORR_LEN &&
                zmq_msg_more(&out->frame) == 0;
    }
    if (!*good)
        drop_rest(socket, &out->frame);
    return true;
}

/* Who sent it, as ZAP named the connection. False when nobody did and that is not allowed. */
static bool identify(struct evn_server *server, struct evn_request *out)
{
    out->key = (struct evn_key){0};
    out->is_revoked = false;
    if (server->plain)
        return true;
    const char *user = zmq_msg_gets(&out->frame, "User-Id");
    if (user == NULL || evn_key_parse(user, &out->key) != EVN_OK)
        return false;
    out->is_revoked = !evn_allow_has(server->allow, &out->key);
    return true;
}

static bool accept(struct evn_server *server, enum evn_door door, bool good,
                   struct evn_request *out)
{
    if (!good || !identify(server, out)) {
        server->counts.n_malformed++;
        return false;
    }
    const uint8_t *data = zmq_msg_data(&out->frame);
    out->route.corr = evn_get_u64(data);
    out->route.door = door;
    out->bytes =
        evn_bytes_of(data + EVN_NET_CORR_LEN, zmq_msg_size(&out->frame) - EVN_NET_CORR_LEN);
    if (out->bytes.len > server->doors[door].port.message_max) {
        server->counts.n_too_large++;
        return false;
    }
    server->counts.n_received++;
    return true;
}

/* The next door that may have something; NULL, and all may again, when none has. */
static struct door *next_door(struct evn_server *server)
{
    for (int i = 0; i < EVN_N_DOORS; i++) {
        struct door *door = &server->doors[server->turn++ % EVN_N_DOORS];
        if (door->socket != NULL && !door->dry && (!server->watched || door->watch.maybe))
            return door;
    }
    for (int i = 0; i < EVN_N_DOORS; i++)
        server->doors[i].dry = false;
    return NULL;
}

evn_err evn_server_receive(struct evn_server *server, struct evn_request *out)
{
    zmq_msg_init(&out->frame);
    for (int skipped = 0; skipped < SKIP_MAX;) {
        bool good;
        struct door *door = next_door(server);
        if (door == NULL)
            break;
        if (!receive_frames(door->socket, out, &good)) {
            door->dry = true;
            door->watch.maybe = errno != EAGAIN;
        } else if (accept(server, (enum evn_door)(door - server->doors), good, out)) {
            return EVN_OK;
        } else {
            skipped++;
        }
    }
    zmq_msg_close(&out->frame);
    return EVN_E_AGAIN;
}

void evn_request_fini(struct evn_request *request)
{
    zmq_msg_close(&request->frame);
    request->bytes = (struct evn_bytes){0};
}

static evn_err not_sent(struct evn_server *server)
{
    if (errno == EHOSTUNREACH) {
        server->counts.n_gone++;
        return EVN_E_UNREACHABLE;
    }
    server->counts.n_full++;
    return EVN_E_BUSY;
}

/* The first frame picks the connection, and so tells whether it is there and has room. */
static bool pick_peer(void *socket, const struct evn_route *to)
{
    const int flags = ZMQ_SNDMORE | ZMQ_DONTWAIT;
    if (zmq_send(socket, to->peer, EVN_PEER_LEN, flags) >= 0)
        return true;
    if (errno != EAGAIN)
        return false;
    evn_socket_refresh(socket);
    return zmq_send(socket, to->peer, EVN_PEER_LEN, flags) >= 0;
}

static void free_answer(void *at, void *hint)
{
    (void)hint;
    free(at);
}

evn_err evn_server_prepare_take(const struct evn_server *server, const struct evn_route *to,
                                struct evn_buf *answer, zmq_msg_t *out)
{
    EVN_ASSERT(answer->len >= EVN_NET_CORR_LEN);
    if (answer->len - EVN_NET_CORR_LEN > server->doors[to->door].port.message_max)
        return EVN_E_TOO_LARGE;
    evn_put_u64(answer->at, to->corr);
    if (answer->len >= TAKE_MIN) {
        if (zmq_msg_init_data(out, answer->at, answer->len, free_answer, NULL) != 0)
            return EVN_E_NO_MEMORY;
        evn_buf_init(answer, answer->max);
        return EVN_OK;
    }
    if (zmq_msg_init_size(out, answer->len) != 0)
        return EVN_E_NO_MEMORY;
    memcpy(zmq_msg_data(out), answer->at, answer->len);
    return EVN_OK;
}

evn_err evn_server_send_take(struct evn_server *server, const struct evn_route *to,
                             zmq_msg_t *frame)
{
    void *socket = server->doors[to->door].socket;
    EVN_ASSERT(socket != NULL);
    server->doors[to->door].watch.maybe = true;
    if (!pick_peer(socket, to) || zmq_msg_send(frame, socket, ZMQ_DONTWAIT) < 0) {
        evn_err err = not_sent(server);
        zmq_msg_close(frame);
        return err;
    }
    server->counts.n_sent++;
    return EVN_OK;
}

evn_err evn_server_send(struct evn_server *server, const struct evn_route *to,
                        struct evn_bytes bytes)
{
    zmq_msg_t frame;
    struct evn_buf answer;
    uint8_t corr[EVN_NET_CORR_LEN] = {0};
    evn_buf_init(&answer, sizeof corr + bytes.len);
    evn_err err = evn_buf_add(&answer, evn_bytes_of(corr, sizeof corr));
    if (err == EVN_OK)
        err = evn_buf_add(&answer, bytes);
    if (err == EVN_OK)
        err = evn_server_prepare_take(server, to, &answer, &frame);
    evn_buf_fini(&answer);
    return err != EVN_OK ? err : evn_server_send_take(server, to, &frame);
}

struct evn_server_counts evn_server_counts_of(const struct evn_server *server)
{
    return server->counts;
}
