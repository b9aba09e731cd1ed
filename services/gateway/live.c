#include "services/gateway/live.h"

#include "services/gateway/http.h"
#include "services/gateway/hub.h"

#include <inttypes.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>

enum {
    RING_MAX = 256,
    BEGIN_BEFORE = 400, /* positions before the head, for the ticker */
    HEARTBEAT_US = 1000000
};

struct evn_live {
    pthread_mutex_t lock; /* of all below */
    struct evn_cover ring[RING_MAX];
    size_t first, n;              /* oldest cover, how many */
    struct evn_exchange *streams; /* by next */
    size_t n_streams;
    struct evn_hub hub; /* of the worker alone */
    uint64_t from;      /* the ring goes up to here */
    bool stop;
};

static struct evn_cover *ring_at(struct evn_live *l, size_t i)
{
    return &l->ring[(l->first + i) % RING_MAX];
}

/* Forget everything: the order is another one now. */
static void ring_clear(struct evn_live *l)
{
    for (size_t i = 0; i < l->n; i++)
        evn_cover_fini(ring_at(l, i));
    l->first = l->n = 0;
}

static void ring_add_take(struct evn_live *l, struct evn_cover *cover)
{
    if (l->n == RING_MAX) {
        evn_cover_fini(ring_at(l, 0));
        l->first = (l->first + 1) % RING_MAX;
        l->n--;
    }
    *ring_at(l, l->n++) = *cover;
}

/* The cover that holds the position behind `from`, or NULL. */
static const struct evn_cover *ring_find(struct evn_live *l, uint64_t from)
{
    size_t low = 0, high = l->n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (ring_at(l, middle)->last > from)
            high = middle;
        else
            low = middle + 1;
    }
    const struct evn_cover *cover = low < l->n ? ring_at(l, low) : NULL;
    return cover != NULL && cover->first <= from + 1 ? cover : NULL;
}

static void wake_streams(struct evn_live *l)
{
    for (struct evn_exchange *x = l->streams; x != NULL; x = x->next)
        if (x->waits) {
            x->waits = false;
            evn_http_resume(x);
        }
}

/* Streams that only need to be told that we are here. */
static void wake_quiet(struct evn_live *l)
{
    int64_t now_us = evn_client_now_us();
    for (struct evn_exchange *x = l->streams; x != NULL; x = x->next)
        if (x->waits && now_us - x->sent_us >= HEARTBEAT_US) {
            x->waits = false;
            evn_http_resume(x);
        }
}

/* Begin to follow, or again after the order was replaced. */
static evn_err begin(struct evn_live *l, struct evn_session *session)
{
    struct evn_refusal why;
    struct evn_hub hub = {{0}, 0};
    evn_err err = evn_hub_find(session, &hub, &why);
    if (err != EVN_OK)
        return err;
    pthread_mutex_lock(&l->lock);
    l->hub = hub;
    l->from = hub.head > BEGIN_BEFORE ? hub.head - BEGIN_BEFORE : 0;
    pthread_mutex_unlock(&l->lock);
    return EVN_OK;
}

static evn_err follow_ring(struct evn_live *l, struct evn_session *session)
{
    struct evn_refusal why;
    struct evn_cover cover;
    struct evn_hub hub = l->hub;
    evn_err err = evn_hub_follow(session, &hub, "", l->from, &cover, &why);
    if (err != EVN_OK)
        return err;
    pthread_mutex_lock(&l->lock);
    l->hub = hub;
    l->from = cover.last;
    if (cover.kind != EVN_COVERS)
        ring_clear(l);
    else if (cover.last >= cover.first) {
        ring_add_take(l, &cover);
        cover.events = NULL;
        wake_streams(l);
    }
    pthread_mutex_unlock(&l->lock);
    evn_cover_fini(&cover);
    return EVN_OK;
}

/* A stream that asks for its own Follow; copies what is needed out of it. */
static bool next_behind(struct evn_live *l, uint64_t *id, uint64_t *from, char scope[])
{
    bool found = false;
    pthread_mutex_lock(&l->lock);
    for (struct evn_exchange *x = l->streams; x != NULL && !found; x = x->next) {
        if (!x->wants_follow)
            continue;
        found = true;
        x->wants_follow = false;
        *id = x->stream_id;
        *from = x->last_event_id;
        evn_refusal_text(scope, EVN_TOKEN_NAME_MAX, x->token.scope);
    }
    pthread_mutex_unlock(&l->lock);
    return found;
}

/* Give a stream what its own Follow brought, if it is still there. */
static void give(struct evn_live *l, uint64_t id, const struct evn_cover *cover)
{
    pthread_mutex_lock(&l->lock);
    for (struct evn_exchange *x = l->streams; x != NULL; x = x->next) {
        if (x->stream_id != id)
            continue;
        bool news = cover->kind != EVN_COVERS || cover->last >= cover->first;
        if (news && evn_cover_write(cover, x->last_event_id, &x->answer) == EVN_OK)
            x->last_event_id = cover->last;
        if (x->waits && news) {
            x->waits = false;
            evn_http_resume(x);
        }
    }
    pthread_mutex_unlock(&l->lock);
}

/* Serve those the ring cannot serve. */
static void follow_behind(struct evn_live *l, struct evn_session *session)
{
    uint64_t id, from;
    char scope[EVN_TOKEN_NAME_MAX];
    for (size_t i = 0; i < EVN_STREAMS_MAX && next_behind(l, &id, &from, scope); i++) {
        struct evn_refusal why;
        struct evn_cover cover;
        struct evn_hub hub = l->hub;
        if (evn_hub_follow(session, &hub, scope, from, &cover, &why) == EVN_OK)
            give(l, id, &cover);
        evn_cover_fini(&cover);
    }
}

void evn_live_step(struct evn_live *l, struct evn_session *session, bool is_up)
{
    evn_err err = EVN_OK;
    if (is_up && l->hub.id[0] == '\0')
        err = begin(l, session);
    if (is_up && err == EVN_OK && follow_ring(l, session) == EVN_OK)
        follow_behind(l, session);
    pthread_mutex_lock(&l->lock);
    wake_quiet(l);
    pthread_mutex_unlock(&l->lock);
}

evn_err evn_live_new(struct evn_live **out)
{
    struct evn_live *l = *out = calloc(1, sizeof *l);
    if (l == NULL)
        return EVN_E_NO_MEMORY;
    pthread_mutex_init(&l->lock, NULL);
    return EVN_OK;
}

bool evn_live_open(struct evn_live *l, struct evn_exchange *x)
{
    static uint64_t opened; /* only the HTTP server's thread comes here */
    pthread_mutex_lock(&l->lock);
    bool room = l->n_streams < EVN_STREAMS_MAX && !l->stop;
    if (room) {
        x->is_stream = true;
        x->stream_id = ++opened;
        if (!x->has_last_event_id)
            x->last_event_id = l->from;
        x->next = l->streams;
        l->streams = x;
        l->n_streams++;
    }
    pthread_mutex_unlock(&l->lock);
    return room;
}

/* More for the stream into its buffer, from the ring or, at least each second, to say so. */
static void refill(struct evn_live *l, struct evn_exchange *x)
{
    evn_buf_clear(&x->answer);
    x->sent = 0;
    const struct evn_cover *cover =
        x->token.scope[0] == '\0' ? ring_find(l, x->last_event_id) : NULL;
    if (cover != NULL && evn_cover_write(cover, x->last_event_id, &x->answer) == EVN_OK)
        x->last_event_id = cover->last;
    else if (x->token.scope[0] != '\0' || x->last_event_id != l->from || cover != NULL)
        x->wants_follow = true;
    if (x->answer.len == 0 && evn_client_now_us() - x->sent_us >= HEARTBEAT_US)
        (void)!evn_buf_add(&x->answer, evn_bytes_text(": here\n\n"));
}

int64_t evn_live_fill(void *self, struct evn_exchange *x, char *to, size_t cap)
{
    struct evn_live *l = self;
    int64_t n = 0;
    pthread_mutex_lock(&l->lock);
    if (x->sent == x->answer.len)
        refill(l, x);
    size_t left = x->answer.len - x->sent;
    if (left > 0) {
        n = (int64_t)(left < cap ? left : cap);
        memcpy(to, x->answer.at + x->sent, (size_t)n);
        x->sent += (size_t)n;
        x->sent_us = evn_client_now_us();
    } else if (l->stop) {
        n = -1;
    } else {
        x->waits = true;
        evn_http_suspend(x);
    }
    pthread_mutex_unlock(&l->lock);
    return n;
}

void evn_live_close(void *self, struct evn_exchange *x)
{
    struct evn_live *l = self;
    pthread_mutex_lock(&l->lock);
    for (struct evn_exchange **p = &l->streams; *p != NULL; p = &(*p)->next)
        if (*p == x) {
            *p = x->next;
            l->n_streams--;
            break;
        }
    pthread_mutex_unlock(&l->lock);
}

json_t *evn_live_recent(struct evn_live *l)
{
    json_t *out = json_array();
    pthread_mutex_lock(&l->lock);
    for (size_t i = l->n; i > 0 && json_array_size(out) < EVN_RECENT_MAX; i--) {
        const json_t *events = ring_at(l, i - 1)->events;
        for (size_t k = json_array_size(events); k > 0; k--)
            if (json_array_size(out) < EVN_RECENT_MAX)
                json_array_append_new(out, json_deep_copy(json_array_get(events, k - 1)));
    }
    pthread_mutex_unlock(&l->lock);
    return out;
}

void evn_live_end(struct evn_live *l)
{
    if (l == NULL)
        return;
    pthread_mutex_lock(&l->lock);
    l->stop = true;
    wake_streams(l);
    pthread_mutex_unlock(&l->lock);
}

void evn_live_destroy(struct evn_live **live)
{
    struct evn_live *l = *live;
    if (l == NULL)
        return;
    ring_clear(l);
    pthread_mutex_destroy(&l->lock);
    free(l);
    *live = NULL;
}
