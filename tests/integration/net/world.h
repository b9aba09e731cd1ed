/* world - one process's network with an echoing service in it. Test support.
 *
 * Client and server share the thread and take turns, so a test decides who acts when; every wait
 * is for a condition and ends the test after WORLD_WAIT_MS. */
#ifndef EVN_TESTS_NET_WORLD_H
#define EVN_TESTS_NET_WORLD_H

#include "common/net/client.h"
#include "common/net/server.h"
#include "tests/lib/suite.h"

enum { WORLD_WAIT_MS = 20000 };

struct world {
    struct evn_net *net;
    struct evn_key_pair self; /* of the service and of the clients alike */
    struct evn_server *server;
    char endpoints[EVN_N_DOORS][EVN_ENDPOINT_MAX + 1];
    uint64_t n_answered; /* requests the service answered */
    bool is_deaf;        /* the service takes requests and answers none */
};

enum world_transport { WORLD_TCP, WORLD_IPC };

/* Open the net with its own key allowed, and the service's both doors. */
void world_open(struct world *w, enum world_transport transport);
void world_close(struct world *w);

/* Stop the service, or start it at the same addresses. */
void world_stop_server(struct world *w);
void world_start_server(struct world *w);

/* Allow exactly these keys. */
void world_allow(struct world *w, const struct evn_key *keys, size_t n_keys);

/* The service's turn: answer all that waits with "echo " and the bytes. */
void world_serve(struct world *w);

struct evn_client *world_client(struct world *w, enum evn_door door);

/* Turns of both until the client has an outcome. Fails the test after WORLD_WAIT_MS. */
struct evn_reply world_outcome(struct world *w, struct evn_client *client);

/* Start a request that ends `wait_ms` from now. */
uint64_t world_ask(struct evn_client *client, const char *text, int64_t wait_ms);

/* Does the reply's text equal this? */
bool world_says(const struct evn_reply *reply, const char *text);

/* Wait up to `wait_ms` for the service or a client to have something to do. */
void world_wait(struct world *w, struct evn_client *const *clients, size_t n_clients,
                int64_t wait_ms);

#endif
