/* http - the HTTP server of the gateway, on loopback only. Shell: libmicrohttpd's one thread.
 *
 * Reads requests and finds out what every request has: who asks (a known token), in which
 * language, whether a browser says that a form came from elsewhere, whether the name asked for is
 * ours. It hands complete requests on and knows nothing of pages. Answers may come later, from
 * another thread; streams are filled bit by bit. */
#ifndef EVN_GATEWAY_HTTP_H
#define EVN_GATEWAY_HTTP_H

#include "services/gateway/exchange.h"

struct evn_http;

struct evn_http_config {
    uint16_t port;          /* 0: the machine chooses */
    const char *token_path; /* file of tokens, read anew when it changes; borrowed */
    bool exercise;          /* every answer says so in a header */
    /* Take a complete request. True: it is done, or a stream. False: it is kept, and resumed
     * later (evn_http_resume). Runs in the server's thread. */
    bool (*request)(void *self, struct evn_exchange *x);
    /* Fill up to `cap` bytes of a stream. 0: it was suspended (evn_http_suspend); < 0: it ends. */
    int64_t (*fill)(void *self, struct evn_exchange *x, char *to, size_t cap);
    /* The stream's connection is gone; x is freed behind this. */
    void (*close)(void *self, struct evn_exchange *x);
    void *self;
};

/* Listen on 127.0.0.1. EVN_E_NET: the port is taken. EVN_E_NO_MEMORY. */
EVN_MUST_USE evn_err evn_http_start(const struct evn_http_config *config, struct evn_http **out);

/* The port it listens on. */
uint16_t evn_http_port(const struct evn_http *http);

/* A kept exchange is done, or a suspended stream has something to send. From any thread. */
void evn_http_resume(struct evn_exchange *x);

/* Nothing to send now; only from `fill`. */
void evn_http_suspend(struct evn_exchange *x);

/* Whether everything has to say EXERCISE. */
bool evn_http_is_exercise(const struct evn_http *http);

/* Who has this token? Only from `request`. */
const struct evn_token *evn_http_token(const struct evn_http *http, const char *text);

/* Stop. What was kept must be done and resumed, and streams end, before. NULL is fine. */
void evn_http_stop(struct evn_http **http);

#endif
