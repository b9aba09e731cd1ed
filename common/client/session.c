#include "common/client/session.h"

#include "common/client/position.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>

enum {
    ARENA_BYTES = 8 << 20,
    WAIT_MS = 10000,
    RETRY_FIRST_MS = 100,
    RETRY_LAST_MS = 2000,
    /* A reply may hold back as long as the request allows; the answer still needs its way. */
    READ_MARGIN_MS = 5000
};

struct link {
    char service[EVN_SERVICE_TEXT_MAX];
    struct evn_client *client;
};

struct evn_session {
    const struct evn_site *site;
    const char *program;
    int64_t wait_ms;
    bool bulk;
    struct evn_net *net;
    struct link link[EVN_AFTER_MAX];
    size_t n_links;
    struct evn_positions seen;
    struct evn_buf out;     /* the request, kept for its retries */
    struct evn_arena arena; /* of the reply */
    struct evn_wire_reply reply;
};

static evn_err load_key(const struct evn_session_config *config, struct evn_key_pair *pair,
                        struct evn_refusal *why)
{
    evn_err err = evn_site_key_pair(config->site, config->key, pair);
    *why = evn_refusal_of(err);
    snprintf(why->subject, sizeof why->subject, "keys/%.60s.key", config->key);
    evn_refusal_text(why->field, sizeof why->field, "key");
    return err;
}

evn_err evn_session_open(const struct evn_session_config *config, struct evn_session **out,
                         struct evn_refusal *why)
{
    struct evn_key_pair pair;
    *out = NULL;
    evn_err err = load_key(config, &pair, why);
    if (err != EVN_OK)
        return err;
    struct evn_session *s = calloc(1, sizeof *s);
    if (s == NULL) {
        evn_key_wipe(&pair);
        return why->err = EVN_E_NO_MEMORY;
    }
    s->site = config->site;
    s->program = config->program;
    s->wait_ms = config->wait_ms > 0 ? config->wait_ms : WAIT_MS;
    s->bulk = config->bulk;
    evn_buf_init(&s->out, EVN_BULK_MAX);
    struct evn_net_config net = {.key = &pair};
    err = evn_arena_init(&s->arena, ARENA_BYTES);
    if (err == EVN_OK)
        err = evn_net_open(&net, &s->net);
    evn_key_wipe(&pair);
    if (err == EVN_OK)
        *out = s;
    else
        evn_session_close(&s);
    return why->err = err;
}

void evn_session_close(struct evn_session **session)
{
    struct evn_session *s = *session;
    if (s == NULL)
        return;
    for (size_t i = 0; i < s->n_links; i++)
        evn_client_close(&s->link[i].client);
    evn_net_close(&s->net);
    evn_buf_fini(&s->out);
    evn_arena_fini(&s->arena);
    free(s);
    *session = NULL;
}

struct evn_id evn_session_new_id(const struct evn_session *session)
{
    (void)session;
    return evn_env_new_id(evn_env_real());
}

/* The connection to a service, made now if there is none. */
static evn_err connect(struct evn_session *s, const char *service, struct evn_client **out)
{
    char endpoint[EVN_ENDPOINT_MAX + 1];
    struct evn_key key;
    for (size_t i = 0; i < s->n_links; i++)
        if (strcmp(s->link[i].service, service) == 0) {
            *out = s->link[i].client;
            return EVN_OK;
        }
    if (s->n_links == EVN_AFTER_MAX)
        return EVN_E_LIMIT;
    struct link *link = &s->link[s->n_links];
    evn_err err = evn_site_public_key(s->site, service, &key);
    if (err == EVN_OK)
        err = evn_site_endpoint(s->site, service, s->bulk ? EVN_DOOR_BULK : EVN_DOOR_INTERACTIVE,
                                endpoint);
    if (err == EVN_OK)
        err = evn_client_open(s->net, endpoint, &key,
                              s->bulk ? evn_port_bulk : evn_port_interactive, &link->client);
    if (err != EVN_OK)
        return err;
    evn_refusal_text(link->service, sizeof link->service, service);
    s->n_links++;
    *out = link->client;
    return EVN_OK;
}

/* Whether any command of a post was only put off. */
static bool is_put_off(const struct evn_wire_reply *reply, struct evn_refusal *why)
{
    for (size_t i = 0; i < reply->n_answer; i++) {
        if (reply->answer[i].refusal == NULL)
            continue;
        struct evn_refusal refusal = evn_refusal_from_wire(reply->answer[i].refusal);
        if (evn_err_class_of(refusal.err) == EVN_CLASS_BUSY) {
            *why = refusal;
            return true;
        }
    }
    return false;
}

/* One sending of s->out. EVN_E_AGAIN: the service put it off, as *why says; try later. */
static evn_err try_once(struct evn_session *s, struct evn_client *client, const char *service,
                        int64_t wait_ms, struct evn_refusal *why)
{
    struct evn_reply got;
    evn_err err = evn_client_ask(client, evn_bytes_of(s->out.at, s->out.len), wait_ms, &got);
    if (err != EVN_OK) {
        *why = evn_refusal_of(err);
        evn_refusal_text(why->subject, sizeof why->subject, service);
        if (err == EVN_E_TOO_LARGE) {
            why->have = (int64_t)s->out.len;
            why->want = (int64_t)evn_client_message_max(client);
        }
        return err;
    }
    evn_arena_reset(&s->arena);
    err = evn_reply_decode(got.bytes, &s->arena, &s->reply, why);
    if (err != EVN_OK)
        return err;
    if (s->reply.has_position)
        evn_positions_note(&s->seen, service, &s->reply.position);
    if (s->reply.refusal == NULL)
        return is_put_off(&s->reply, why) ? EVN_E_AGAIN : EVN_OK;
    *why = evn_refusal_from_wire(s->reply.refusal);
    return evn_err_class_of(why->err) == EVN_CLASS_BUSY ? EVN_E_AGAIN : why->err;
}

/* The request into s->out, building on all that was seen. */
static evn_err encode(struct evn_session *s, struct evn_wire_request *request)
{
    struct evn_position after[EVN_AFTER_MAX];
    request->version = EVN_WIRE_VERSION;
    request->after = after;
    request->n_after = evn_positions_list(&s->seen, after);
    evn_buf_clear(&s->out);
    evn_err err = evn_wire_encode(&evn_request_table, request, &s->out);
    request->after = NULL;
    request->n_after = 0;
    return err;
}

static evn_err ask(struct evn_session *s, const char *service, struct evn_wire_request *request,
                   int64_t wait_ms, struct evn_refusal *why)
{
    struct evn_client *client = NULL;
    *why = evn_refusal_of(EVN_OK);
    evn_err err = connect(s, service, &client);
    if (err == EVN_OK)
        err = encode(s, request);
    if (err != EVN_OK) {
        *why = evn_refusal_of(err);
        evn_refusal_text(why->subject, sizeof why->subject, service);
        return err;
    }
    int64_t until_us = evn_client_now_us() + wait_ms * 1000, pause_ms = RETRY_FIRST_MS;
    for (;;) {
        int64_t left_ms = (until_us - evn_client_now_us() + 999) / 1000;
        err = try_once(s, client, service, left_ms > 0 ? left_ms : 1, why);
        left_ms = (until_us - evn_client_now_us()) / 1000;
        if (err != EVN_E_AGAIN)
            return err;
        if (left_ms <= pause_ms)
            return why->err;
        (void)poll(NULL, 0, (int)pause_ms);
        pause_ms = pause_ms * 2 < RETRY_LAST_MS ? pause_ms * 2 : RETRY_LAST_MS;
    }
}

evn_err evn_session_ask(struct evn_session *session, const char *service,
                        struct evn_wire_request *request, const struct evn_wire_reply **reply,
                        struct evn_refusal *why)
{
    *reply = &session->reply;
    return ask(session, service, request, session->wait_ms, why);
}

evn_err evn_session_post(struct evn_session *session, const char *service, struct evn_bytes command,
                         bool want_events, const struct evn_wire_answer **answer,
                         struct evn_refusal *why)
{
    struct evn_wire_post post = {.command = &command, .n_command = 1};
    struct evn_wire_request request = {.want_events = want_events, .post = &post};
    const struct evn_wire_reply *reply;
    evn_err err = evn_session_ask(session, service, &request, &reply, why);
    if (err != EVN_OK)
        return err;
    if (reply->n_answer != 1)
        return (*why = evn_refusal_of(EVN_E_BAD_MESSAGE)).err;
    *answer = &reply->answer[0];
    if (reply->answer[0].refusal != NULL)
        *why = evn_refusal_from_wire(reply->answer[0].refusal);
    return why->err;
}

evn_err evn_session_query(struct evn_session *session, const char *service, struct evn_bytes query,
                          struct evn_bytes *result, struct evn_refusal *why)
{
    struct evn_wire_query body = {.body = query};
    struct evn_wire_request request = {.query = &body};
    const struct evn_wire_reply *reply;
    evn_err err = evn_session_ask(session, service, &request, &reply, why);
    *result = err == EVN_OK ? reply->result : (struct evn_bytes){0};
    return err;
}

evn_err evn_session_read(struct evn_session *session, const char *service, uint64_t from_seq,
                         uint32_t wait_ms, const struct evn_wire_reply **reply,
                         struct evn_refusal *why)
{
    struct evn_wire_read read = {.from_seq = from_seq, .wait_ms = wait_ms};
    struct evn_wire_request request = {.read = &read};
    /* What does not fit the interactive door's replies is asked for in smaller parts. */
    read.bytes_max = session->bulk ? 0 : EVN_INTERACTIVE_MAX / 2;
    *reply = &session->reply;
    int64_t need_ms = (int64_t)wait_ms + READ_MARGIN_MS;
    return ask(session, service, &request, session->wait_ms > need_ms ? session->wait_ms : need_ms,
               why);
}

evn_err evn_session_hello(struct evn_session *session, const char *service, int64_t wait_ms,
                          const struct evn_welcome **welcome, struct evn_refusal *why)
{
    struct evn_wire_hello hello = {0};
    struct evn_wire_request request = {.hello = &hello};
    evn_refusal_text(hello.client, sizeof hello.client, session->program);
    evn_err err = ask(session, service, &request, wait_ms, why);
    if (err == EVN_OK && session->reply.welcome == NULL)
        *why = evn_refusal_of(err = EVN_E_BAD_MESSAGE);
    *welcome = err == EVN_OK ? session->reply.welcome : NULL;
    return err;
}

evn_err evn_session_operate(struct evn_session *session, const char *service,
                            struct evn_wire_operate operate,
                            const struct evn_wire_operated **operated, struct evn_refusal *why)
{
    struct evn_wire_request request = {.operate = &operate};
    const struct evn_wire_reply *reply;
    evn_err err = evn_session_ask(session, service, &request, &reply, why);
    if (err == EVN_OK && reply->operated == NULL)
        *why = evn_refusal_of(err = EVN_E_BAD_MESSAGE);
    *operated = err == EVN_OK ? reply->operated : NULL;
    return err;
}

bool evn_session_seen(const struct evn_session *session, const char *service,
                      struct evn_position *out)
{
    for (size_t i = 0; i < session->seen.n; i++)
        if (strcmp(session->seen.entry[i].service, service) == 0) {
            *out = session->seen.entry[i].at;
            return true;
        }
    return false;
}

void evn_session_save(const struct evn_session *session, const char *path)
{
    evn_positions_save(&session->seen, path);
}

void evn_session_load(struct evn_session *session, const char *path)
{
    evn_positions_load(&session->seen, path);
}
