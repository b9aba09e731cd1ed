#include "services/gateway/http.h"

#include <arpa/inet.h>
#include <microhttpd.h>
#include <stdio.h>
#include <stdlib.h>

enum { CONNECTIONS_MAX = 1024, STREAM_BLOCK = 16 << 10, IDLE_S = 60 };

struct evn_http {
    struct evn_http_config config;
    struct MHD_Daemon *daemon;
    struct evn_token_file tokens; /* used by the server's thread alone */
};

static const char *header(struct MHD_Connection *c, const char *name)
{
    return MHD_lookup_connection_value(c, MHD_HEADER_KIND, name);
}

/* "Bearer TOKEN", or the cookie that logging in left. */
static void find_token(struct evn_http *http, struct evn_exchange *x, struct MHD_Connection *c)
{
    const char *text = header(c, MHD_HTTP_HEADER_AUTHORIZATION);
    if (text != NULL && strncmp(text, "Bearer ", 7) == 0)
        text += 7;
    else
        text = MHD_lookup_connection_value(c, MHD_COOKIE_KIND, "evn_token");
    evn_token_file_refresh(&http->tokens);
    const struct evn_token *token = text != NULL ? evn_http_token(http, text) : NULL;
    x->was_revoked = token != NULL && token->revoked;
    x->has_token = token != NULL && !token->revoked;
    if (x->has_token)
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

/* A page of another site whose name was pointed at 127.0.0.1 asks under that name. */
static bool is_our_host(const char *host)
{
    static const char *const ours[] = {"127.0.0.1", "localhost", "[::1]"};
    for (size_t i = 0; host != NULL && i < sizeof ours / sizeof ours[0]; i++) {
        size_t len = strlen(ours[i]);
        if (strncmp(host, ours[i], len) == 0 && (host[len] == '\0' || host[len] == ':'))
            return true;
    }
    return false;
}

/* Browsers say where a form was sent from; programs that give a bearer token need not. */
static bool is_cross_site(struct MHD_Connection *c)
{
    const char *site = header(c, "Sec-Fetch-Site"), *origin = header(c, "Origin");
    const char *host = header(c, MHD_HTTP_HEADER_HOST);
    if (site != NULL)
        return strcmp(site, "same-origin") != 0 && strcmp(site, "none") != 0;
    if (origin != NULL)
        return strncmp(origin, "http://", 7) != 0 || host == NULL || strcmp(origin + 7, host) != 0;
    return header(c, MHD_HTTP_HEADER_AUTHORIZATION) == NULL;
}

static enum MHD_Result keep_arg(void *self, enum MHD_ValueKind kind, const char *name,
                                const char *value)
{
    struct evn_exchange *x = self;
    (void)kind;
    const char *text = value != NULL ? value : "";
    if (evn_buf_add(&x->args, evn_bytes_of(name, strlen(name) + 1)) != EVN_OK ||
        evn_buf_add(&x->args, evn_bytes_of(text, strlen(text) + 1)) != EVN_OK) {
        evn_buf_clear(&x->args);
        return MHD_NO;
    }
    return MHD_YES;
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
    x->server = http;
    find_token(http, x, c);
    find_lang(x, c);
    x->wrong_host = !is_our_host(header(c, MHD_HTTP_HEADER_HOST));
    x->cross_site = is_cross_site(c);
    (void)MHD_get_connection_values(c, MHD_GET_ARGUMENT_KIND, keep_arg, x);
    const char *key = header(c, "Idempotency-Key");
    x->has_key = key != NULL && evn_id_parse(key, &x->key) == EVN_OK;
    if (key != NULL && !x->has_key)
        evn_refusal_text(x->bad_key, sizeof x->bad_key, key[0] != '\0' ? key : "\"\"");
    const char *last = header(c, "Last-Event-ID");
    x->has_last_event_id = last != NULL;
    x->last_event_id = last != NULL ? strtoull(last, NULL, 10) : 0;
    return EVN_OK;
}

static ssize_t fill_stream(void *self, uint64_t pos, char *to, size_t cap)
{
    struct evn_exchange *x = self;
    struct evn_http *http = x->server;
    (void)pos;
    int64_t n = http->config.fill(http->config.self, x, to, cap);
    return n >= 0 ? (ssize_t)n : MHD_CONTENT_READER_END_OF_STREAM;
}

static void add_headers(const struct evn_http *http, struct MHD_Response *r,
                        const struct evn_exchange *x)
{
    const char *type = x->is_stream ? "text/event-stream" : x->content_type;
    /* no-cache, not no-store: "back" must show the form with its id and what was typed. */
    bool is_file = strncmp(x->url, "/static/", 8) == 0;
    MHD_add_response_header(r, MHD_HTTP_HEADER_CONTENT_TYPE, type);
    MHD_add_response_header(r, MHD_HTTP_HEADER_CACHE_CONTROL,
                            is_file ? "max-age=60" : "private, no-cache");
    MHD_add_response_header(r, "X-Content-Type-Options", "nosniff");
    MHD_add_response_header(r, "Referrer-Policy", "same-origin");
    MHD_add_response_header(r, "Content-Security-Policy",
                            "default-src 'none'; style-src 'self'; script-src 'self'; "
                            "connect-src 'self'; img-src 'self'; form-action 'self'; "
                            "frame-ancestors 'none'; base-uri 'none'");
    if (http->config.exercise)
        MHD_add_response_header(r, "X-Evernormal", "EXERCISE");
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
            ? MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, STREAM_BLOCK, fill_stream, x,
                                                NULL)
            : MHD_create_response_from_buffer(x->answer.len, x->answer.at, MHD_RESPMEM_PERSISTENT);
    if (r == NULL)
        return MHD_NO;
    add_headers(http, r, x);
    enum MHD_Result sent = MHD_queue_response(c, x->is_stream ? 200 : x->status, r);
    MHD_destroy_response(r);
    return sent;
}

static enum MHD_Result serve(void *self, struct MHD_Connection *c, const char *url,
                             const char *method, const char *version, const char *data,
                             size_t *data_len, void **state)
{
    struct evn_http *http = self;
    struct evn_exchange *x = *state;
    (void)version;
    if (x == NULL) {
        if (begin(http, c, url, method, &x) != EVN_OK)
            return MHD_NO;
        *state = x;
        return MHD_YES;
    }
    if (*data_len > 0) {
        if (evn_buf_add(&x->body, evn_bytes_of(data, *data_len)) != EVN_OK)
            x->body_too_large = true;
        *data_len = 0;
        return MHD_YES;
    }
    if (x->done || x->is_stream)
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
    struct evn_http *http = self;
    struct evn_exchange *x = *state;
    (void)c, (void)why;
    if (x != NULL && x->is_stream)
        http->config.close(http->config.self, x);
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
    http->tokens.path = config->token_path;
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons(config->port)};
    at.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    http->daemon = MHD_start_daemon(
        MHD_USE_AUTO_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME, config->port, NULL, NULL, serve,
        http, MHD_OPTION_SOCK_ADDR, (struct sockaddr *)&at, MHD_OPTION_NOTIFY_COMPLETED, completed,
        http, MHD_OPTION_CONNECTION_LIMIT, (unsigned)CONNECTIONS_MAX, MHD_OPTION_CONNECTION_TIMEOUT,
        (unsigned)IDLE_S, MHD_OPTION_END);
    if (http->daemon != NULL)
        return EVN_OK;
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

void evn_http_suspend(struct evn_exchange *x)
{
    MHD_suspend_connection(x->connection);
}

bool evn_http_is_exercise(const struct evn_http *http)
{
    return http->config.exercise;
}

const struct evn_token *evn_http_token(const struct evn_http *http, const char *text)
{
    return evn_tokens_find(&http->tokens.tokens, text);
}

void evn_http_stop(struct evn_http **out)
{
    struct evn_http *http = *out;
    if (http == NULL)
        return;
    MHD_stop_daemon(http->daemon);
    free(http);
    *out = NULL;
}
