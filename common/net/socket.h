/* socket - the one place where ZeroMQ sockets are made. Shell.
 *
 * Caveats of libzmq 4.3, and the cure built in here:
 * - CURVE fails open without a ZAP handler: nothing is bound unless this process runs one, and
 *   every socket enforces our ZAP domain. evn_selftest proves it at start (selftest.h).
 * - Default limits are none: every socket has a message cap, high-water marks, heartbeat,
 *   handshake and linger times. Memory is bounded by peers x (in + out marks) x message cap.
 * - The first socket of a context aborts the process when descriptors are exhausted: it is made
 *   in evn_net_open and kept.
 * - One context per process; never use any of this after fork; block the signals you handle
 *   before evn_net_open, since its threads inherit nothing else.
 * A socket belongs to one thread at a time. */
#ifndef EVN_NET_SOCKET_H
#define EVN_NET_SOCKET_H

#include "common/net/endpoint.h"
#include "common/net/key.h"
#include "common/net/zap.h"

/* Every frame of a request or reply starts with the correlation; CURVE adds 33 bytes to a frame
 * and to them 4 more are left for its growth by a release. */
enum { EVN_NET_CORR_LEN = 8, EVN_NET_OVERHEAD = 8 + 33 + 4 };

struct evn_net_config {
    const struct evn_key_pair *key; /* who this process is; copied. NULL with plain only */
    bool serve;                     /* run the ZAP handler: needed to bind anything */
    bool plain;                     /* benchmark on this machine: no CURVE at all; said on stderr */
    int n_io_threads;               /* 0: one */
};

/* The process's use of ZeroMQ: context, handler, own key. */
struct evn_net;

/* What a socket may carry; the same in both directions. The high-water marks are twice the
 * requests in flight: libzmq gives credit back in steps of half a mark, so with less an answer to
 * a client within its bound could find its queue full. */
struct evn_port {
    size_t message_max; /* bytes of a message, correlation not counted */
    int in_flight_max;  /* requests of one client without an answer yet */
};

/* Forms, questions, single commands: 64 KiB, 32 in flight; at worst 8 MiB a peer. */
extern const struct evn_port evn_port_interactive;

/* Batches and imports, for keys with the role bulk: 1 MiB, 4 in flight; at worst 16 MiB a peer. */
extern const struct evn_port evn_port_bulk;

/* Make context and first socket and, with `serve`, start the ZAP thread with an empty allow set.
 * EVN_E_CONFIG: no key and not plain. EVN_E_NOT_SECURE: libzmq has no CURVE.
 * EVN_E_NET, EVN_E_NO_MEMORY. Only one may be open. */
EVN_MUST_USE evn_err evn_net_open(const struct evn_net_config *config, struct evn_net **out);

/* Stop the handler and end the context. All sockets must be closed before. NULL is fine. */
void evn_net_close(struct evn_net **net);

/* The keys that may connect; thread-safe, replaceable at any time. */
struct evn_allow *evn_net_allow(struct evn_net *net);

/* The handler, or NULL when this process serves nothing. */
struct evn_zap *evn_net_zap(struct evn_net *net);

bool evn_net_is_plain(const struct evn_net *net);

/* A socket of that ZeroMQ type, bound as CURVE server. The ipc socket file gets 0600, its folder
 * must be ours and 0700. EVN_E_NOT_SECURE: no handler runs, or plain on an address that others
 * can reach. EVN_E_CONFIG, EVN_E_IO: see endpoint.h. EVN_E_NET: the address is in use or the
 * machine has no sockets left. `*out` is a ZeroMQ socket, or NULL on error. */
EVN_MUST_USE evn_err evn_socket_bind(struct evn_net *net, int type, const char *endpoint,
                                     struct evn_port port, void **out, struct evn_refusal *why);

/* A socket connecting to `server` there, as this process's key or as `self` when not NULL.
 * Queues only to a finished handshake (ZMQ_IMMEDIATE). Errors as above; an absent server is not
 * one: the socket goes on trying, 100 ms to 10 s apart. With `events` not NULL, `*events` is a
 * second socket that tells handshakes and disconnections (evn_socket_event). */
EVN_MUST_USE evn_err evn_socket_connect(struct evn_net *net, int type, const char *endpoint,
                                        const struct evn_key *server,
                                        const struct evn_key_pair *self, struct evn_port port,
                                        void **out, void **events);

/* What happened on a connecting socket. */
enum evn_socket_event {
    EVN_SOCKET_QUIET,    /* nothing more to tell now */
    EVN_SOCKET_UP,       /* handshake finished */
    EVN_SOCKET_DOWN,     /* connection lost or dropped in the handshake; libzmq tries again */
    EVN_SOCKET_REFUSED,  /* our key is not allowed; libzmq gives up for ever */
    EVN_SOCKET_REVOKED,  /* likewise, and it was once */
    EVN_SOCKET_MISMATCH, /* the peer does not speak our CURVE; libzmq gives up for ever */
};

/* The next event; never blocks. */
enum evn_socket_event evn_socket_event(void *events);

/* Take in the credit that peers gave back. libzmq looks at it at most once a millisecond on a send
 * that does not wait, and so reports a full queue (EAGAIN) that is not: refresh and send again
 * before believing it. */
void evn_socket_refresh(void *socket);

/* Close at once, dropping what is queued. NULL is fine. For a watched socket, first the socket,
 * then its events. */
void evn_socket_close(void **socket);

#endif
