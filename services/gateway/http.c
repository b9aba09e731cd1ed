#include "services/gateway/http.h"

#include <arpa/inet.h>
#include <microhttpd.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

enum { STREAMS_MAX = 256, CONNECTIONS_MAX = 1024, STREAM_BLOCK = 16 << 10 };

struct stream {
    struct evn_http *http;
    struct evn_exchange *x;
    bool waits; /* suspended: nothing to send */
};

struct evn_http {
    struct evn_http_config config;
    struct MHD_Daemon *daemon;
    pthread_mutex_t lock;               /* of the streams */
    struct stream *stream[STREAMS_MAX]; /* open ones */
    size_t n_streams;
    bool ending; /* no stream may suspend any more */
};

static const char *header(struct MHD_Connection *c, const char *name)
{
    return MHD_lookup_connection_value(c, MHD_HEADER_KIND, name);
}

/* "Bearer TOKEN", or the cookie a page's link left. */
static void find_token(struct evn_http *http, struct evn_exchange *x, struct MHD_Connection *c)
{
    const char *text = header(c, MHD_HTTP_HEADER_AUTHORIZATION);
    if (text != NULL && strncmp(text, "Bearer ", 7) == 0)
        text += 7;
    else
        text = MHD_lookup_connection_value(c, MHD_COOKIE_KIND, "evn_token");
    const struct evn_token *token =
        text != NULL ? evn_tokens_find(http->config.tokens, text) : NULL;
    x->has_token = token != NULL;
    if (token != NULL)
        x->token = *token;
}

static void find_lang(struct evn_exchange *x, struct MHD_Connection *c)
{
    const char *asked = MHD_lookup_connection_value(c, MHD_GET_ARGUMENT_KIND, "lang");
    const char *kept = MHD_lookup_connection_value(c, MHD_COOKIE_KIND, "evn_lang");
    const char *accepted = header(c, MHD_HTTP_HEADER_ACCEPT_LANGUAGE);
    x->lang_chosen = asked != NULL;
    const char *text = asked != NULL ? asked : kept != NULL ? kept : accepted;
    x->lang = text != NULL && strncmp(text, "en", 2) == 0 ? EVN_LANG_EN : EVN_LANG_ZH;
}

static evn_err begin(struct evn_http *http, struct MHD_Connection *c, const char *url,
                     const char *method, struct evn_exchange **out)
{
    evn_err err = evn_exchange_new(out);
    if (err != EVN_OK)
        return err;
    struct evn_exchange *x = *out;
    evn_refusal_text(x->method, sizeof x->method, method);
    evn_refusal_text(x->url, sizeof x->url, url);
    x->connection = c;
    find_token(http, x, c);
    find_lang(x, c);
    const char *key = header(c, "Idempotency-Key");
    x->has_key = key != NULL && evn_id_parse(key, &x->key) == EVN_OK;
    const char *last = header(c, "Last-Event-ID");
    x->last_event_id = last != NULL ? strtoull(last, NULL, 10) : 0;
    return EVN_OK;
}

static ssize_t fill_stream(void *self, uint64_t pos, char *to, size_t cap)
{
    struct stream *s = self;
    (void)pos;
    size_t n = s->http->config.stream(s->http->config.self, s->x, to, cap);
    if (n > 0)
        return (ssize_t)n;
    pthread_mutex_lock(&s->http->lock);
    bool ending = s->http->ending;
    if (!ending && !s->waits) {
        s->waits = true;
        MHD_suspend_connection(s->x->connection);
    }
    pthread_mutex_unlock(&s->http->lock);
    return ending ? MHD_CONTENT_READER_END_OF_STREAM : 0;
}

static void end_stream(void *self)
{
    struct stream *s = self;
    struct evn_http *http = s->http;
    pthread_mutex_lock(&http->lock);
    for (size_t i = 0; i < http->n_streams; i++)
        if (http->stream[i] == s) {
            http->stream[i] = http->stream[--http->n_streams];
            break;
        }
    pthread_mutex_unlock(&http->lock);
    free(s);
}

static struct MHD_Response *open_stream(struct evn_http *http, struct evn_exchange *x)
{
    struct stream *s = calloc(1, sizeof *s);
    if (s == NULL)
        return NULL;
    *s = (struct stream){.http = http, .x = x};
    pthread_mutex_lock(&http->lock);
    bool room = http->n_streams < STREAMS_MAX && !http->ending;
    if (room)
        http->stream[http->n_streams++] = s;
    pthread_mutex_unlock(&http->lock);
    if (room)
        return MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, STREAM_BLOCK, fill_stream, s,
                                                 end_stream);
    free(s);
    return NULL;
}

static void add_headers(struct MHD_Response *r, const struct evn_exchange *x)
{
    MHD_add_response_header(r, MHD_HTTP_HEADER_CONTENT_TYPE, x->content_type);
    MHD_add_response_header(r, MHD_HTTP_HEADER_CACHE_CONTROL, "no-store");
    MHD_add_response_header(r, "X-Content-Type-Options", "nosniff");
    MHD_add_response_header(r, "Referrer-Policy", "no-referrer");
    MHD_add_response_header(r, "Content-Security-Policy",
                            "default-src 'none'; style-src 'self'; script-src 'self'; "
                            "connect-src 'self'; img-src 'self'; form-action 'self'; "
                            "frame-ancestors 'none'; base-uri 'none'");
    if (x->location[0] != '\0')
        MHD_add_response_header(r, MHD_HTTP_HEADER_LOCATION, x->location);
    if (x->cookie[0] != '\0')
        MHD_add_response_header(r, MHD_HTTP_HEADER_SET_COOKIE, x->cookie);
    if (x->lang_chosen)
        MHD_add_response_header(r, MHD_HTTP_HEADER_SET_COOKIE,
                                x->lang == EVN_LANG_EN ? "evn_lang=en; Path=/; SameSite=Strict"
                                                       : "evn_lang=zh; Path=/; SameSite=Strict");
}

static enum MHD_Result send_answer(struct evn_http *http, struct MHD_Connection *c,
                                   struct evn_exchange *x)
{
    struct MHD_Response *r =
        x->is_stream
            ? open_stream(http, x)
            : MHD_create_response_from_buffer(x->answer.len, x->answer.at, MHD_RESPMEM_PERSISTENT);
    if (r == NULL)
        return MHD_NO;
    add_headers(r, x);
    enum MHD_Result sent = MHD_queue_response(c, x->status, r);
    MHD_destroy_response(r);
    return sent;
}

static void take_body(struct evn_exchange *x, const char *data, size_t len)
{
    if (evn_buf_add(&x->body, evn_bytes_of(data, len)) != EVN_OK)
        x->body_too_large = true;
}

static enum MHD_Result serve(void *self, struct MHD_Connection *c, const char *url,
                             const char *method, const char *version, const char *data,
                             size_t *data_len, void **state)
{
    struct evn_http *http = self;
    (void)version;
    if (*state == NULL) {
        struct evn_exchange *x;
        if (begin(http, c, url, method, &x) != EVN_OK)
            return MHD_NO;
        *state = x;
        return MHD_YES;
    }
    struct evn_exchange *x = *state;
    if (*data_len > 0) {
        take_body(x, data, *data_len);
        *data_len = 0;
        return MHD_YES;
    }
    if (x->done)
        return send_answer(http, c, x);
    /* Suspended before it is handed on: the worker may be done before this call returns. */
    MHD_suspend_connection(c);
    if (http->config.request(http->config.self, x))
        MHD_resume_connection(c);
    return MHD_YES;
}

static void completed(void *self, struct MHD_Connection *c, void **state,
                      enum MHD_RequestTerminationCode why)
{
    (void)self, (void)c, (void)why;
    struct evn_exchange *x = *state;
    evn_exchange_destroy(&x);
    *state = NULL;
}

evn_err evn_http_start(const struct evn_http_config *config, struct evn_http **out)
{
    struct evn_http *http = calloc(1, sizeof *http);
    *out = http;
    if (http == NULL)
        return EVN_E_NO_MEMORY;
    http->config = *config;
    pthread_mutex_init(&http->lock, NULL);
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons(config->port)};
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    http->daemon = MHD_start_daemon(MHD_USE_AUTO_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME,
                                    config->port, NULL, NULL, serve, http, MHD_OPTION_SOCK_ADDR,
                                    (struct sockaddr *)&at, MHD_OPTION_NOTIFY_COMPLETED, completed,
                                    http, MHD_OPTION_CONNECTION_LIMIT, (unsigned)CONNECTIONS_MAX,
                                    MHD_OPTION_CONNECTION_TIMEOUT, 60u, MHD_OPTION_END);
    if (http->daemon != NULL)
        return EVN_OK;
    pthread_mutex_destroy(&http->lock);
    free(http);
    *out = NULL;
    return EVN_E_NET;
}

uint16_t evn_http_port(const struct evn_http *http)
{
    return MHD_get_daemon_info(http->daemon, MHD_DAEMON_INFO_BIND_PORT)->port;
}

void evn_http_resume(struct evn_exchange *x)
{
    MHD_resume_connection(x->connection);
}

void evn_http_wake(struct evn_http *http)
{
    pthread_mutex_lock(&http->lock);
    for (size_t i = 0; i < http->n_streams; i++)
        if (http->stream[i]->waits) {
            http->stream[i]->waits = false;
            MHD_resume_connection(http->stream[i]->x->connection);
        }
    pthread_mutex_unlock(&http->lock);
}

void evn_http_stop(struct evn_http **out)
{
    struct evn_http *http = *out;
    if (http == NULL)
        return;
    pthread_mutex_lock(&http->lock);
    http->ending = true;
    pthread_mutex_unlock(&http->lock);
    evn_http_wake(http);
    MHD_stop_daemon(http->daemon);
    pthread_mutex_destroy(&http->lock);
    free(http);
    *out = NULL;
}
