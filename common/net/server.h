/* server - receives requests, sends answers. Shell; one thread.
 *
 * Two doors of one service: interactive (64 KiB messages) and bulk (1 MiB). A request is one
 * frame [correlation u64][message]; the answer repeats the correlation. Nothing here blocks and
 * nothing is queued here: an answer that cannot be sent now is counted and dropped, for the
 * client sends the same bytes again and gets the same answer. Delivery is therefore: at most
 * once per send, at least once through the client's retry, one effect through the command id. */
#ifndef EVN_NET_SERVER_H
#define EVN_NET_SERVER_H

#include "common/base/buf.h"
#include "common/net/socket.h"
#include "common/net/wait.h"

#include <zmq.h>

enum evn_door { EVN_DOOR_INTERACTIVE, EVN_DOOR_BULK, EVN_N_DOORS };

/* libzmq's own name of a connection: 0 and a number. Names chosen by peers are not taken. */
enum { EVN_PEER_LEN = 5 };

/* Where an answer goes: kept by the service until its flush is done. */
struct evn_route {
    uint64_t corr;              /* the client's number of the request */
    enum evn_door door;         /* the socket it came in by */
    uint8_t peer[EVN_PEER_LEN]; /* the connection */
};

struct evn_request {
    struct evn_route route;
    struct evn_key key;     /* who asks; zeros in plain mode */
    bool is_revoked;        /* the key left the allow set after its handshake */
    struct evn_bytes bytes; /* the message; valid until evn_request_fini */
    zmq_msg_t frame;        /* owns the bytes */
};

struct evn_server_counts {
    uint64_t n_received;
    uint64_t n_malformed; /* several frames, a frame without correlation, a name of its own */
    uint64_t n_too_large; /* above the door's cap yet below the transport's */
    uint64_t n_sent;
    uint64_t n_gone; /* answers for connections that were closed */
    uint64_t n_full; /* answers for clients that do not read */
};

struct evn_server;

/* Bind both doors. An endpoint of NULL leaves that door shut. Errors: evn_socket_bind. */
EVN_MUST_USE evn_err evn_server_open(struct evn_net *net, const char *const endpoints[EVN_N_DOORS],
                                     struct evn_server **out, struct evn_refusal *why);

/* Close the doors; queued answers are dropped. NULL is fine. */
void evn_server_close(struct evn_server **server);

/* The address a door is bound to, with the port the machine chose for "tcp://...:*". */
EVN_MUST_USE evn_err evn_server_endpoint(struct evn_server *server, enum evn_door door,
                                         char out[EVN_ENDPOINT_MAX + 1]);

/* Fill what zmq_poll should wait for; returns how many. Stays valid while the server is open. */
size_t evn_server_poll(const struct evn_server *server, zmq_pollitem_t out[EVN_N_DOORS]);

/* The same for evn_wait; returns how many. From then on a door is asked for requests only when its
 * watch says that it may have some. */
size_t evn_server_watch(struct evn_server *server, struct evn_watch *out[EVN_N_DOORS]);

/* Take the next request, doors in turn; malformed ones are counted and skipped, at most a few
 * per call. EVN_E_AGAIN: none is waiting. On EVN_OK release it with evn_request_fini. */
EVN_MUST_USE evn_err evn_server_receive(struct evn_server *server, struct evn_request *out);

void evn_request_fini(struct evn_request *request);

/* Make the frame of an answer that is sent later. `answer` begins with EVN_NET_CORR_LEN bytes that
 * are set here; the memory of a large one is taken, and the buffer is empty afterwards.
 * EVN_E_TOO_LARGE: above the door's cap, a client would not take it. EVN_E_NO_MEMORY. Then the
 * answer is as it was. */
EVN_MUST_USE evn_err evn_server_prepare_take(const struct evn_server *server,
                                             const struct evn_route *to, struct evn_buf *answer,
                                             zmq_msg_t *out);

/* Send a frame made by evn_server_prepare_take, never waiting; it is used up. Errors of the
 * connection as for evn_server_send. */
evn_err evn_server_send_take(struct evn_server *server, const struct evn_route *to,
                             zmq_msg_t *frame);

/* Send one answer, never waiting; the bytes are copied. EVN_E_UNREACHABLE: the connection is
 * gone. EVN_E_BUSY: its queue is full. Both are counted and need nothing from the caller.
 * EVN_E_TOO_LARGE: above the door's cap, a client would not take it. EVN_E_NO_MEMORY. */
evn_err evn_server_send(struct evn_server *server, const struct evn_route *to,
                        struct evn_bytes bytes);

struct evn_server_counts evn_server_counts_of(const struct evn_server *server);

#endif
