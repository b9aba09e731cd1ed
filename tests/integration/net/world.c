#include "tests/integration/net/world.h"

void world_allow(struct world *w, const struct evn_key *keys, size_t n_keys)
{
    EVN_MUST(evn_allow_replace(evn_net_allow(w->net), keys, n_keys) == EVN_OK);
}

/* libzmq closes in its own thread: the address is free a moment after evn_server_close. */
void world_start_server(struct world *w)
{
    const char *endpoints[EVN_N_DOORS] = {w->endpoints[0], w->endpoints[1]};
    int64_t until_us = evn_client_now_us() + WORLD_WAIT_MS * 1000;
    while (evn_server_open(w->net, endpoints, &w->server, NULL) != EVN_OK) {
        EVN_MUST(evn_client_now_us() < until_us);
        zmq_poll(NULL, 0, 1);
    }
    for (int i = 0; i < EVN_N_DOORS; i++)
        EVN_MUST(evn_server_endpoint(w->server, (enum evn_door)i, w->endpoints[i]) == EVN_OK);
}

void world_stop_server(struct world *w)
{
    evn_server_close(&w->server);
}

void world_open(struct world *w, enum world_transport transport)
{
    *w = (struct world){0};
    EVN_MUST(evn_key_generate(&w->self) == EVN_OK);
    struct evn_net_config config = {.key = &w->self, .serve = true};
    EVN_MUST(evn_net_open(&config, &w->net) == EVN_OK);
    world_allow(w, &w->self.public_key, 1);
    for (int i = 0; i < EVN_N_DOORS; i++)
        if (transport == WORLD_TCP)
            strcpy(w->endpoints[i], "tcp://127.0.0.1:*");
        else
            snprintf(w->endpoints[i], sizeof w->endpoints[i], "ipc://%s/door-%d", evn_test_dir(),
                     i);
    world_start_server(w);
}

void world_close(struct world *w)
{
    evn_server_close(&w->server);
    evn_net_close(&w->net);
}

void world_serve(struct world *w)
{
    struct evn_request request;
    while (w->server != NULL && evn_server_receive(w->server, &request) == EVN_OK) {
        static uint8_t answer[(1 << 20) + 5];
        memcpy(answer, "echo ", 5);
        memcpy(answer + 5, request.bytes.at, request.bytes.len);
        struct evn_bytes bytes = evn_bytes_of(answer, request.bytes.len + 5);
        if (!w->is_deaf && evn_server_send(w->server, &request.route, bytes) == EVN_OK)
            w->n_answered++;
        evn_request_fini(&request);
    }
}

struct evn_client *world_client(struct world *w, enum evn_door door)
{
    struct evn_client *client = NULL;
    struct evn_port port = door == EVN_DOOR_BULK ? evn_port_bulk : evn_port_interactive;
    EVN_MUST(evn_client_open(w->net, w->endpoints[door], &w->self.public_key, port, &client) ==
             EVN_OK);
    return client;
}

void world_wait(struct world *w, struct evn_client *const *clients, size_t n_clients,
                int64_t wait_ms)
{
    zmq_pollitem_t items[EVN_N_DOORS + 2 * 64];
    size_t n = w->server != NULL ? evn_server_poll(w->server, items) : 0;
    for (size_t i = 0; i < n_clients; i++) {
        n += evn_client_poll(clients[i], items + n);
        int64_t left_ms = (evn_client_due_us(clients[i]) - evn_client_now_us() + 999) / 1000;
        if (left_ms < wait_ms)
            wait_ms = left_ms > 0 ? left_ms : 0;
    }
    zmq_poll(items, (int)n, (long)wait_ms);
}

struct evn_reply world_outcome(struct world *w, struct evn_client *client)
{
    struct evn_reply reply;
    int64_t until_us = evn_client_now_us() + WORLD_WAIT_MS * 1000;
    for (;;) {
        world_serve(w);
        evn_client_step(client);
        if (evn_client_take(client, &reply))
            return reply;
        EVN_MUST(evn_client_now_us() < until_us);
        world_wait(w, &client, 1, 1000);
    }
}

uint64_t world_ask(struct evn_client *client, const char *text, int64_t wait_ms)
{
    uint64_t corr = 0;
    EVN_MUST(evn_client_start(client, evn_bytes_text(text), evn_client_now_us() + wait_ms * 1000,
                              &corr) == EVN_OK);
    return corr;
}

bool world_says(const struct evn_reply *reply, const char *text)
{
    return reply->err == EVN_OK && evn_bytes_equal(reply->bytes, evn_bytes_text(text));
}
