/* exchange - one HTTP request and its answer. Pure but for the heap.
 *
 * Made when a request's head arrives, filled while its body comes, answered either at once or by
 * the worker that talks to the services. It owns what it points to. */
#ifndef EVN_GATEWAY_EXCHANGE_H
#define EVN_GATEWAY_EXCHANGE_H

#include "common/base/buf.h"
#include "common/base/id.h"
#include "services/gateway/token.h"

enum { EVN_BODY_MAX = 256 << 10, EVN_PAGE_MAX = 4 << 20, EVN_URL_MAX = 512, EVN_ARGS_MAX = 4096 };

struct MHD_Connection;

struct evn_exchange {
    char method[8];                    /* "GET", "POST" */
    char url[EVN_URL_MAX];             /* path, decoded, without query */
    enum evn_lang lang;                /* of pages and texts */
    bool lang_chosen;                  /* by ?lang=: keep it in a cookie */
    bool has_token;                    /* `token` is who asks */
    bool was_revoked;                  /* a token came that is revoked */
    struct evn_token token;            /* copy: tokens may be read anew meanwhile */
    bool has_key;                      /* Idempotency-Key was given, and is an id */
    char bad_key[40];                  /* what was given and is none, else empty */
    struct evn_id key;                 /* it */
    struct evn_buf body;               /* of the request */
    bool body_too_large;               /* it passed EVN_BODY_MAX */
    struct MHD_Connection *connection; /* to resume when the answer is there */
    struct evn_buf args;               /* of the address: name NUL value NUL, and so on */
    bool wrong_host;                   /* asked under a name that is not ours (DNS rebinding) */
    bool cross_site;                   /* a browser says the form came from another site */
    bool has_last_event_id;            /* Last-Event-ID was given */
    uint64_t last_event_id;            /* it; of a stream: the last position sent */
    bool done;                         /* status and answer are set */
    unsigned status;                   /* HTTP status */
    const char *content_type;          /* static text */
    char location[EVN_URL_MAX];        /* of a redirection, else empty */
    char cookie[256];                  /* Set-Cookie, else empty */
    struct evn_buf answer;             /* body of the answer */
    struct evn_exchange *next;         /* in the worker's queue, or among the streams */
    bool is_stream;                    /* server-sent events: never answered as a whole */
    bool waits;                        /* of a stream: suspended, nothing to send */
    bool wants_follow;                 /* of a stream: the ring does not hold what comes next */
    uint64_t stream_id;                /* of a stream: its number, never given again */
    size_t sent;                       /* of a stream: bytes of `answer` that are sent */
    int64_t sent_us;                   /* of a stream: when something was sent (monotonic) */
    void *server;                      /* of a stream: who fills it */
};

/* EVN_E_NO_MEMORY. */
EVN_MUST_USE evn_err evn_exchange_new(struct evn_exchange **out);
void evn_exchange_destroy(struct evn_exchange **exchange);

/* Answer with this text, replacing what was there. */
void evn_exchange_answer(struct evn_exchange *x, unsigned status, const char *content_type,
                         const char *text);

/* Answer with a refusal as JSON {"code","class","text","field","subject"}, status by its class:
 * INPUT 400, STATE 409, AUTH 403 (401 without a token), BUSY 503, LIMIT 413, others 500. */
void evn_exchange_refuse(struct evn_exchange *x, const struct evn_refusal *why);

/* Answer with 303 See Other. `to` is an address on this server. */
void evn_exchange_redirect(struct evn_exchange *x, const char *to);

/* Value of an argument of the address, "" if there is none. */
const char *evn_exchange_arg(const struct evn_exchange *x, const char *name);

/* Value of a field of a form body (application/x-www-form-urlencoded), decoded; false: not there
 * or longer than `cap`. */
bool evn_exchange_form(const struct evn_exchange *x, const char *name, char *out, size_t cap);

#endif
