#include "common/net/selftest.h"

#include "common/base/env.h"
#include "common/net/net_internal.h"

#include <zmq.h>

enum { WAIT_US = 2000000, TRIES = 5 };

/* Wait for the first event of a handshake; QUIET when none came in time. */
static enum evn_socket_event first_event(void *events)
{
    const struct evn_env *env = evn_env_real();
    int64_t until_us = env->mono_us(env->self) + WAIT_US;
    zmq_pollitem_t item = {.socket = events, .events = ZMQ_POLLIN};
    enum evn_socket_event event = EVN_SOCKET_QUIET;
    int64_t left_us = WAIT_US;
    while (event == EVN_SOCKET_QUIET && left_us > 0) {
        zmq_poll(&item, 1, (long)((left_us + 999) / 1000));
        event = evn_socket_event(events);
        left_us = until_us - env->mono_us(env->self);
    }
    return event;
}

enum guest { GUEST_CURVE, GUEST_BARE };

/* Try to connect and say what came of it. */
static evn_err knock(struct evn_net *net, const char *endpoint, enum guest guest,
                     const struct evn_key_pair *self, enum evn_socket_event *event)
{
    void *socket, *events;
    evn_err err = guest == GUEST_BARE
                      ? evn_socket_connect_bare(net, endpoint, &socket, &events)
                      : evn_socket_connect(net, ZMQ_DEALER, endpoint, &net->key.public_key, self,
                                           evn_port_interactive, &socket, &events);
    if (err != EVN_OK)
        return err;
    *event = first_event(events);
    evn_socket_close(&socket);
    evn_socket_close(&events);
    return EVN_OK;
}

/* A connection that broke, or a box too busy to answer in time, proves nothing: try again. */
static evn_err expect(struct evn_net *net, const char *endpoint, const struct evn_key_pair *self,
                      enum evn_socket_event wanted)
{
    enum evn_socket_event event = EVN_SOCKET_QUIET;
    evn_err err = EVN_OK;
    for (int i = 0; err == EVN_OK && i < TRIES; i++) {
        err = knock(net, endpoint, GUEST_CURVE, self, &event);
        if (event != EVN_SOCKET_QUIET && event != EVN_SOCKET_DOWN)
            break;
    }
    return err != EVN_OK || event == wanted ? err : EVN_E_NOT_SECURE;
}

/* Both sides see that the mechanisms differ; whoever is first hangs up. */
static evn_err expect_bare_refused(struct evn_net *net, const char *endpoint)
{
    enum evn_socket_event event;
    evn_err err = knock(net, endpoint, GUEST_BARE, NULL, &event);
    if (err != EVN_OK)
        return err;
    return event == EVN_SOCKET_MISMATCH || event == EVN_SOCKET_DOWN ? EVN_OK : EVN_E_NOT_SECURE;
}

evn_err evn_selftest(struct evn_net *net, const char *endpoint)
{
    if (net->plain)
        return EVN_OK;
    if (net->zap == NULL)
        return EVN_E_NOT_SECURE;
    struct evn_key_pair stranger;
    evn_err err = evn_key_generate(&stranger);
    if (err == EVN_OK)
        err = expect(net, endpoint, &stranger, EVN_SOCKET_REFUSED);
    if (err == EVN_OK)
        err = expect_bare_refused(net, endpoint);
    if (err == EVN_OK) {
        evn_zap_set_probe(net->zap, &stranger.public_key);
        err = expect(net, endpoint, &stranger, EVN_SOCKET_UP);
        evn_zap_set_probe(net->zap, NULL);
    }
    evn_key_wipe(&stranger);
    return err;
}
