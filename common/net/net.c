#include "common/net/socket.h"

#include "common/net/net_internal.h"

#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
#include <zmq.h>

/* Enforces one context per process. */
static atomic_bool is_open;

static evn_err start(struct evn_net *net, const struct evn_net_config *config)
{
    net->context = zmq_ctx_new();
    if (net->context == NULL)
        return EVN_E_NO_MEMORY;
    zmq_ctx_set(net->context, ZMQ_IO_THREADS, config->n_io_threads > 0 ? config->n_io_threads : 1);
    zmq_ctx_set(net->context, ZMQ_MAX_SOCKETS, SOCKETS_MAX);
    zmq_ctx_set(net->context, ZMQ_BLOCKY, 0);
    net->first = zmq_socket(net->context, ZMQ_PAIR);
    if (net->first == NULL)
        return EVN_E_NET;
    return config->serve ? evn_zap_start(net->context, &net->allow, &net->zap) : EVN_OK;
}

evn_err evn_net_open(const struct evn_net_config *config, struct evn_net **out)
{
    *out = NULL;
    if (config->key == NULL && !config->plain)
        return EVN_E_CONFIG;
    if (!config->plain && !zmq_has("curve"))
        return EVN_E_NOT_SECURE;
    EVN_ASSERT(!atomic_exchange(&is_open, true));
    struct evn_net *net = calloc(1, sizeof *net);
    if (net == NULL) {
        atomic_store(&is_open, false);
        return EVN_E_NO_MEMORY;
    }
    net->pid = getpid();
    net->plain = config->plain;
    if (config->key != NULL)
        net->key = *config->key;
    evn_allow_init(&net->allow);
    if (net->plain)
        fputs("warning: transport is PLAIN, neither encrypted nor authenticated: for benchmarks "
              "on this machine only\n",
              stderr);
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    evn_err err = start(net, config);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (err == EVN_OK)
        *out = net;
    else
        evn_net_close(&net);
    return err;
}

void evn_net_close(struct evn_net **net)
{
    struct evn_net *n = *net;
    if (n == NULL)
        return;
    EVN_ASSERT(n->pid == getpid());
    evn_zap_stop(&n->zap);
    if (n->first != NULL)
        zmq_close(n->first);
    if (n->context != NULL)
        zmq_ctx_term(n->context);
    evn_allow_fini(&n->allow);
    evn_key_wipe(&n->key);
    free(n);
    *net = NULL;
    atomic_store(&is_open, false);
}

struct evn_allow *evn_net_allow(struct evn_net *net)
{
    return &net->allow;
}

struct evn_zap *evn_net_zap(struct evn_net *net)
{
    return net->zap;
}

bool evn_net_is_plain(const struct evn_net *net)
{
    return net->plain;
}
