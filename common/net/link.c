#include "common/net/link.h"

#include <string.h>

enum { REMAKE_FIRST_US = 100000, REMAKE_LAST_US = 10000000 };

static evn_err make(struct evn_link *link)
{
    evn_err err = evn_socket_connect(link->net, link->type, link->endpoint, &link->server, NULL,
                                     link->port, &link->socket, &link->events);
    if (err == EVN_OK) {
        link->watch[0] = evn_watch_socket(link->socket);
        link->watch[1] = evn_watch_socket(link->events);
    }
    return err;
}

evn_err evn_link_init(struct evn_link *link, struct evn_net *net, int type, const char *endpoint,
                      const struct evn_key *server, struct evn_port port)
{
    *link = (struct evn_link){.net = net,
                              .type = type,
                              .port = port,
                              .remake_at_us = INT64_MAX,
                              .remake_gap_us = REMAKE_FIRST_US};
    if (server != NULL)
        link->server = *server;
    evn_err err = evn_endpoint_check(endpoint, NULL);
    if (err != EVN_OK)
        return err;
    memcpy(link->endpoint, endpoint, strlen(endpoint) + 1);
    return make(link);
}

void evn_link_fini(struct evn_link *link)
{
    evn_socket_close(&link->socket);
    evn_socket_close(&link->events);
    link->watch[0].maybe = link->watch[1].maybe = false;
}

static void remake_later(struct evn_link *link, int64_t now_us)
{
    evn_link_fini(link);
    link->remake_at_us = now_us + link->remake_gap_us;
    link->remake_gap_us *= 2;
    if (link->remake_gap_us > REMAKE_LAST_US)
        link->remake_gap_us = REMAKE_LAST_US;
}

static void take(struct evn_link *link, enum evn_socket_event event, int64_t now_us)
{
    switch (event) {
    case EVN_SOCKET_UP:
        link->state = EVN_LINK_UP;
        link->generation++;
        link->remake_gap_us = REMAKE_FIRST_US;
        break;
    case EVN_SOCKET_DOWN:
        link->state = EVN_LINK_DOWN;
        break;
    case EVN_SOCKET_REFUSED:
    case EVN_SOCKET_REVOKED:
    case EVN_SOCKET_MISMATCH:
        link->state = event == EVN_SOCKET_REFUSED   ? EVN_LINK_REFUSED
                      : event == EVN_SOCKET_REVOKED ? EVN_LINK_REVOKED
                                                    : EVN_LINK_MISMATCH;
        link->n_failed++;
        remake_later(link, now_us);
        break;
    case EVN_SOCKET_QUIET:
        break;
    }
}

void evn_link_step(struct evn_link *link, int64_t now_us)
{
    enum evn_socket_event event;
    while (link->events != NULL && (event = evn_socket_event(link->events)) != EVN_SOCKET_QUIET)
        take(link, event, now_us);
    link->watch[1].maybe = false;
    if (now_us < link->remake_at_us)
        return;
    link->remake_at_us = INT64_MAX;
    if (make(link) != EVN_OK)
        remake_later(link, now_us);
}

size_t evn_link_poll(const struct evn_link *link, zmq_pollitem_t out[2])
{
    if (link->socket == NULL)
        return 0;
    out[0] = (zmq_pollitem_t){.socket = link->socket, .events = ZMQ_POLLIN};
    out[1] = (zmq_pollitem_t){.socket = link->events, .events = ZMQ_POLLIN};
    return 2;
}
