/* http - the HTTP server of the gateway, on loopback only. Shell: libmicrohttpd's one thread.
 *
 * Reads requests, checks what every request must have - a known token where one is given, a
 * same-site origin for forms - and hands them to the worker. Nothing here knows what a page shows.
 */
#ifndef EVN_GATEWAY_HTTP_H
#define EVN_GATEWAY_HTTP_H

#include "services/gateway/exchange.h"

struct evn_http;

struct evn_http_config {
    uint16_t port;                   /* 0: the machine chooses */
    const struct evn_tokens *tokens; /* borrowed */
    /* Take a complete request: answer it (set it done) or keep it and resume it later.
     * True: it is done. False: it was kept. */
    bool (*request)(void *self, struct evn_exchange *x);
    /* Fill up to `cap` bytes of the stream; 0: nothing now, wake me (evn_http_wake). */
    size_t (*stream)(void *self, struct evn_exchange *x, char *to, size_t cap);
    void *self;
};

/* Listen on 127.0.0.1. EVN_E_NET: the port is taken. EVN_E_NO_MEMORY. */
EVN_MUST_USE evn_err evn_http_start(const struct evn_http_config *config, struct evn_http **out);

/* The port it listens on. */
uint16_t evn_http_port(const struct evn_http *http);

/* A kept exchange is done: send its answer. From any thread. */
void evn_http_resume(struct evn_exchange *x);

/* Streams may have something to send. From any thread. */
void evn_http_wake(struct evn_http *http);

/* Stop; open streams end. NULL is fine. */
void evn_http_stop(struct evn_http **http);

#endif
