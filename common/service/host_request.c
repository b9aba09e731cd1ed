#include "common/service/host_impl.h"

#include <stdio.h>
#include <stdlib.h>

enum {
    REPLY_HEAD = 1024,    /* bytes of a reply around a query's result */
    COMMANDS_A_LOOK = 256 /* of a long Post: then look whether a block is durable, so that its
                             answers need not wait for the rest */
};

/* Whether what the request builds on has been seen here. Positions of streams this service does
 * not follow say nothing to it - unless a followed stream was never read, whose id is not known. */
static bool has_seen(struct evn_host *h, const struct evn_position *p)
{
    struct evn_journal_head head;
    bool may_come = false;
    evn_journal_tail(h->journal, &head);
    if (memcmp(p->log_id, head.log_id, sizeof head.log_id) == 0)
        return p->seq < head.next_seq;
    for (const char *const *name = h->service->ops->follows; name != NULL && *name != NULL;
         name++) {
        struct evn_cursor cursor;
        evn_engine_cursor(h->engine, *name, &cursor);
        if (cursor.seq == 0)
            may_come = true;
        else if (memcmp(cursor.log_id, p->log_id, sizeof cursor.log_id) == 0)
            return cursor.seq >= p->seq;
    }
    return !may_come;
}

static bool has_seen_all(struct evn_host *h, const struct evn_wire_request *request)
{
    for (size_t i = 0; i < request->n_after; i++)
        if (!has_seen(h, &request->after[i]))
            return false;
    return request->query == NULL || !request->query->has_at_least ||
           has_seen(h, &request->query->at_least);
}

static const struct evn_behalf *behalf_of(const struct evn_wire_request *request,
                                          struct evn_behalf *out)
{
    if (request->on_behalf_of == NULL)
        return NULL;
    *out = (struct evn_behalf){0};
    evn_refusal_text(out->actor, sizeof out->actor, request->on_behalf_of->actor);
    evn_refusal_text(out->role, sizeof out->role, request->on_behalf_of->role);
    evn_refusal_text(out->scope, sizeof out->scope, request->on_behalf_of->scope);
    evn_refusal_text(out->device, sizeof out->device, request->on_behalf_of->device);
    return out;
}

static void refuse(struct evn_host *h, const struct evn_route *to, evn_err err, const char *subject)
{
    struct evn_refusal refusal = evn_refusal_of(err);
    evn_refusal_text(refusal.subject, sizeof refusal.subject, subject);
    evn_host_send_refusal(h, to, &refusal);
}

/* Which service sends this down a lane: named by its key, so that nobody else can speak for it. */
static evn_err sender_of(struct evn_host *h, const char *key,
                         const struct evn_wire_request *request, struct evn_cursor *out)
{
    struct evn_actor actor;
    const char *const *name = evn_log_service_names;
    const struct evn_position *by = request->sent_by;
    evn_err err = evn_rights_actor(evn_engine_rights(h->engine), key, NULL, &actor);
    if (err != EVN_OK)
        return err;
    while (*name != NULL && strcmp(*name, actor.name) != 0)
        name++;
    if (*name == NULL || (actor.roles & EVN_ROLE_SERVICE) == 0)
        return EVN_E_NOT_ALLOWED;
    *out = (struct evn_cursor){.incarnation = by->incarnation, .seq = by->seq};
    evn_refusal_text(out->source, sizeof out->source, *name);
    memcpy(out->log_id, by->log_id, sizeof out->log_id);
    return EVN_OK;
}

/* How many commands from `done` on go to the engine, one after the other. */
static size_t to_decide(const bool *refused, size_t done, size_t n)
{
    size_t end = done;
    while (end < n && (refused == NULL || !refused[end]))
        end++;
    return end - done;
}

/* A Post may hold more than one turn takes: then the turn ends in between, which changes nothing,
 * for its commands stand each for itself. */
static evn_err post(struct evn_host *h, const struct evn_route *from, const char *key,
                    const struct evn_wire_request *request)
{
    struct evn_behalf space;
    const struct evn_behalf *behalf = behalf_of(request, &space);
    const struct evn_wire_post *all = request->post;
    const struct evn_bytes *commands;
    bool *refused;
    struct evn_cursor sender;
    evn_err err = request->sent_by != NULL ? sender_of(h, key, request, &sender) : EVN_OK;
    if (err != EVN_OK) {
        refuse(h, from, err, "SERVICE");
        return EVN_OK;
    }
    h->n_posts++;
    err = evn_host_desk_commands(h, key, behalf, all, &commands, &refused);
    for (size_t done = 0, n = 0; err == EVN_OK && done < all->n_command; done += n) {
        size_t left = to_decide(refused, done, all->n_command);
        n = 1;
        if (left == 0)
            continue;
        if (evn_engine_room(h->engine) == 0)
            err = evn_host_next_turn(h);
        else if (done > 0)
            err = evn_host_look(h);
        if (err == EVN_OK)
            err = evn_engine_post_many(h->engine, key, behalf, commands + done,
                                       left < COMMANDS_A_LOOK ? left : COMMANDS_A_LOOK,
                                       h->answer + done, &n);
        for (size_t i = 0; err == EVN_OK && request->sent_by != NULL && i < n; i++)
            err = evn_engine_sent(h->engine, &sender, &h->answer[done + i]);
    }
    if (err == EVN_OK)
        evn_host_hold_answers(h, from, all->n_command, request->want_events);
    return err;
}

/* The query needs what the views do not hold yet. */
static evn_err wait_for_views(struct evn_host *h, const struct evn_route *from, bool last_chance)
{
    struct evn_engine_status status;
    struct evn_refusal behind = evn_refusal_of(EVN_E_BEHIND);
    evn_engine_status(h->engine, &status);
    evn_views_hurry(h->views, status.committed);
    if (!last_chance)
        return EVN_E_AGAIN;
    evn_host_hold_refusal(h, from, &behind);
    return EVN_OK;
}

static evn_err query(struct evn_host *h, const struct evn_route *from, const char *key,
                     const struct evn_wire_request *request, bool last_chance)
{
    struct evn_behalf space;
    struct evn_refusal refusal = evn_refusal_of(EVN_OK);
    evn_buf_clear(&h->part);
    h->terms = (struct evn_desk_terms){.result_max = from->door == EVN_DOOR_BULK
                                                         ? EVN_REPLY_MAX - REPLY_HEAD
                                                         : EVN_INTERACTIVE_MAX - REPLY_HEAD,
                                       .last_chance = last_chance,
                                       .patience_ms = 1000};
    evn_err err = evn_engine_query(h->engine, key, behalf_of(request, &space), request->query->body,
                                   &h->part, &refusal);
    if (err == EVN_E_AGAIN && h->service->desk == NULL)
        return wait_for_views(h, from, last_chance);
    h->patience_us = (int64_t)h->terms.patience_ms * 1000;
    h->for_news = true;
    if (err == EVN_E_AGAIN && !last_chance)
        return EVN_E_AGAIN;
    if (err == EVN_E_AGAIN)
        refusal = evn_refusal_of(EVN_E_BUSY);
    if (err != EVN_OK) {
        evn_host_hold_refusal(h, from, &refusal);
        return EVN_OK;
    }
    bool kept = h->terms.kept.len > 0;
    struct evn_wire_reply reply = {.result = kept ? h->terms.kept
                                                  : evn_bytes_of(h->part.at, h->part.len)};
    evn_host_hold(h, from, &reply);
    return EVN_OK;
}

/* Raw blocks hold everything; only services, auditors and administrators read them. */
static evn_err may_read(struct evn_host *h, const char *key)
{
    struct evn_actor actor;
    evn_err err = evn_rights_actor(evn_engine_rights(h->engine), key, NULL, &actor);
    if (err == EVN_OK &&
        (actor.roles & (EVN_ROLE_SERVICE | EVN_ROLE_AUDITOR | EVN_ROLE_ADMIN)) == 0)
        err = EVN_E_NOT_ALLOWED;
    return err;
}

static evn_err may_use_bulk(struct evn_host *h, const char *key)
{
    struct evn_actor actor;
    evn_err err = evn_rights_actor(evn_engine_rights(h->engine), key, NULL, &actor);
    if (err == EVN_OK &&
        (actor.roles & (EVN_ROLE_SERVICE | EVN_ROLE_BULK | EVN_ROLE_AUDITOR | EVN_ROLE_ADMIN)) == 0)
        err = EVN_E_NOT_ALLOWED;
    return err;
}

static void operate(struct evn_host *h, const struct evn_route *from, const char *key,
                    const struct evn_wire_operate *what)
{
    struct evn_wire_operated operated = {0};
    struct evn_wire_reply reply = {.operated = &operated};
    evn_err err = evn_host_may_operate(h, key, what->what);
    if (err == EVN_OK && evn_host_hold_full(h))
        err = EVN_E_BUSY;
    if (err != EVN_OK) {
        refuse(h, from, err, "ADMIN");
        return;
    }
    err = evn_host_operate(h, what, &operated);
    if (err == EVN_OK) {
        evn_host_hold(h, from, &reply);
        return;
    }
    struct evn_refusal refusal = evn_refusal_of(err);
    evn_refusal_text(refusal.field, sizeof refusal.field, "operate.seq");
    snprintf(refusal.subject, sizeof refusal.subject, "%llu", (unsigned long long)what->seq);
    evn_host_hold_refusal(h, from, &refusal);
}

static evn_err dispatch(struct evn_host *h, const struct evn_route *from, const char *key,
                        const struct evn_wire_request *request, bool last_chance)
{
    evn_err err = from->door == EVN_DOOR_BULK ? may_use_bulk(h, key) : EVN_OK;
    if (err != EVN_OK) {
        refuse(h, from, err, "BULK");
        return EVN_OK;
    }
    if (request->hello != NULL) {
        evn_host_send_welcome(h, from);
        return EVN_OK;
    }
    if (request->read != NULL) {
        h->patience_us = (int64_t)request->read->wait_ms * 1000;
        h->for_news = true;
        err = may_read(h, key);
        if (err == EVN_OK)
            return evn_host_send_blocks(h, from, request->read, !last_chance);
        refuse(h, from, err, "AUDITOR");
        return EVN_OK;
    }
    if (request->operate != NULL) {
        operate(h, from, key, request->operate);
        return EVN_OK;
    }
    if (!has_seen_all(h, request)) {
        if (!last_chance)
            return EVN_E_AGAIN;
        refuse(h, from, EVN_E_BEHIND, "");
        return EVN_OK;
    }
    if (h->views_lag && request->post != NULL) {
        refuse(h, from, EVN_E_VIEW_LAG, "");
        return EVN_OK;
    }
    if (evn_host_hold_full(h)) {
        refuse(h, from, EVN_E_BUSY, "");
        return EVN_OK;
    }
    return request->post != NULL ? post(h, from, key, request)
                                 : query(h, from, key, request, last_chance);
}

evn_err evn_host_request(struct evn_host *h, const struct evn_route *from, const char *key,
                         struct evn_bytes bytes, bool last_chance)
{
    struct evn_wire_request request;
    struct evn_refusal why;
    evn_arena_reset(&h->arena);
    h->patience_us = EVN_US_PER_S;
    h->correlation = evn_request_correlation(bytes);
    h->for_news = false;
    evn_err err =
        evn_request_decode(bytes, from->door == EVN_DOOR_BULK ? EVN_BULK_MAX : EVN_INTERACTIVE_MAX,
                           &h->arena, &request, &why);
    if (err == EVN_OK)
        return dispatch(h, from, key, &request, last_chance);
    evn_host_send_refusal(h, from, &why);
    return EVN_OK;
}

void evn_host_wait(struct evn_host *h, const struct evn_route *from, const char *key,
                   struct evn_bytes bytes, int64_t now_us)
{
    bool fits = h->n_waiting < EVN_WAITING_MAX && h->waiting_bytes + bytes.len <= EVN_WAITING_BYTES;
    uint8_t *copy = fits ? malloc(bytes.len > 0 ? bytes.len : 1) : NULL;
    if (copy == NULL) {
        refuse(h, from, EVN_E_BUSY, "");
        return;
    }
    memcpy(copy, bytes.at, bytes.len);
    struct evn_waiting *w = &h->waiting[h->n_waiting++];
    *w = (struct evn_waiting){.from = *from,
                              .bytes = copy,
                              .len = bytes.len,
                              .until_us = now_us + h->patience_us,
                              .for_news = h->for_news};
    evn_refusal_text(w->key, sizeof w->key, key);
    h->waiting_bytes += bytes.len;
    if (h->n_waiting > h->n_waiting_most)
        h->n_waiting_most = h->n_waiting;
    if (h->waiting_bytes > h->waiting_bytes_most)
        h->waiting_bytes_most = h->waiting_bytes;
}

evn_err evn_host_retry(struct evn_host *h)
{
    int64_t now_us = evn_client_now_us();
    size_t kept = 0;
    evn_err err = EVN_OK;
    bool news = h->news, look = news || now_us >= h->look_at_us;
    h->news = false;
    if (look)
        h->look_at_us = now_us + EVN_LOOK_MS * 1000;
    for (size_t i = 0; i < h->n_waiting; i++) {
        struct evn_waiting w = h->waiting[i];
        if (err == EVN_OK && now_us < w.until_us && (w.for_news ? !news : !look))
            err = EVN_E_AGAIN;
        else if (err == EVN_OK)
            err = evn_host_request(h, &w.from, w.key, evn_bytes_of(w.bytes, w.len),
                                   now_us >= w.until_us);
        if (err == EVN_E_AGAIN) {
            h->waiting[kept++] = w;
            err = EVN_OK;
        } else {
            h->waiting_bytes -= w.len;
            free(w.bytes);
        }
    }
    h->n_waiting = kept;
    return err;
}
