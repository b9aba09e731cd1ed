#include "services/events/follow.h"

#include "common/wire/nest.h"
#include "services/events/batch.h"
#include "services/events/share.h"

#include <stdlib.h>

enum {
    WALK_MAX = 65536,    /* events walked over for one answer */
    CURSOR_BYTES = 1024, /* of a batch around its events */
    PAYLOAD_WAIT_MS = 1000
};

struct desk {
    struct evn_host *host;
    const struct evn_hub_state *state;
    struct evn_window window[EVN_STREAMS_MAX]; /* of source[i], in order of first block seen */
    char source[EVN_STREAMS_MAX][EVN_SERVICE_NAME_MAX];
    size_t n_sources;
    struct evn_buf events, records; /* of the answer being made */
    struct evn_share share;
};

/* One Follow being answered. */
struct job {
    struct desk *desk;
    const struct evn_ask *ask;
    struct evn_desk_terms *terms;
    struct evn_hub_follow *follow;
    struct evn_batch batch;
    uint64_t first;      /* position of the first event wanted */
    const char *missing; /* service whose block is not there yet, or NULL */
};

static evn_err refuse(struct evn_refusal *why, evn_err err, const char *field, const char *subject)
{
    *why = evn_refusal_of(err);
    evn_refusal_text(why->field, sizeof why->field, field);
    evn_refusal_text(why->subject, sizeof why->subject, subject);
    return err;
}

static struct evn_window *window_of(struct desk *d, const char *source)
{
    for (size_t i = 0; i < d->n_sources; i++)
        if (strcmp(d->source[i], source) == 0)
            return &d->window[i];
    if (d->n_sources == EVN_STREAMS_MAX || evn_window_init(&d->window[d->n_sources]) != EVN_OK)
        return NULL;
    evn_refusal_text(d->source[d->n_sources], EVN_SERVICE_NAME_MAX, source);
    return &d->window[d->n_sources++];
}

static void take_block(void *desk, const char *source, const struct evn_block *block)
{
    struct evn_window *window = window_of(desk, source);
    if (window != NULL)
        evn_window_put(window, block);
}

/* The cursor behind `position`: its streams lie in the arena. */
static evn_err cursor_at(const struct desk *d, uint64_t position, struct evn_arena *arena,
                         struct evn_hub_cursor *out)
{
    const struct evn_hub_state *s = d->state;
    struct evn_journal_head head;
    struct evn_vector at = evn_merged_vector(&s->merged, position);
    uint8_t *hub = evn_arena_alloc(arena, sizeof head.log_id);
    *out = (struct evn_hub_cursor){.position = position, .n_stream = s->n_sources};
    out->stream = evn_arena_array(arena, EVN_STREAMS_MAX, sizeof *out->stream);
    if (hub == NULL || out->stream == NULL)
        return EVN_E_TOO_LARGE;
    evn_host_head(d->host, &head);
    memcpy(hub, head.log_id, sizeof head.log_id);
    out->hub = evn_bytes_of(hub, sizeof head.log_id);
    for (size_t i = 0; i < s->n_sources; i++) {
        memcpy(out->stream[i].source, s->source[i].name, sizeof out->stream[i].source);
        memcpy(out->stream[i].log_id, s->source[i].log_id, sizeof out->stream[i].log_id);
        out->stream[i].seq = at.seq[i];
    }
    return EVN_OK;
}

/* Write one message as field `tag` of `to`. */
static evn_err put_message(struct evn_buf *to, uint32_t tag, const struct evn_wire_message *table,
                           const void *message)
{
    struct evn_buf one;
    struct evn_pbw w = {.buf = to};
    evn_buf_init(&one, 64 << 10);
    evn_err err = evn_wire_encode(table, message, &one);
    if (err == EVN_OK)
        evn_pbw_bytes(&w, tag, evn_bytes_of(one.at, one.len));
    evn_buf_fini(&one);
    return err != EVN_OK ? err : w.err;
}

static evn_err answer_reset(const struct job *j, enum evn_hub_reset_reason reason,
                            struct evn_buf *result)
{
    struct evn_hub_reset reset = {.reason = (int32_t)reason, .has_head = true};
    evn_err err = cursor_at(j->desk, j->desk->state->merged.head, j->ask->arena, &reset.head);
    return err != EVN_OK ? err
                         : put_message(result, EVN_HUB_RESULT_RESET, &evn_hub_reset_table, &reset);
}

static evn_err answer_batch(const struct job *j, struct evn_buf *result)
{
    struct evn_hub_cursor cursor;
    const struct evn_buf *events = &j->desk->events;
    struct evn_pbw w = {.buf = result};
    size_t expected = events->len + CURSOR_BYTES / 2;
    size_t start = evn_nest_open_large(&w, EVN_HUB_RESULT_BATCH, expected);
    evn_pbw_u64(&w, 1, j->first);
    evn_err err = cursor_at(j->desk, j->batch.position, j->ask->arena, &cursor);
    if (err == EVN_OK)
        err = put_message(result, 2, &evn_hub_cursor_table, &cursor);
    if (err == EVN_OK && events->len > 0)
        err = evn_buf_add(result, evn_bytes_of(events->at, events->len));
    evn_pbw_u64(&w, 4, j->desk->state->merged.head);
    if (err == EVN_OK)
        evn_nest_close_large(&w, start, expected);
    return err != EVN_OK ? err : w.err;
}

/* Where to begin and which filter holds. */
static evn_err begin(struct job *j, const struct evn_filter **filter, struct evn_refusal *why)
{
    struct evn_hub_follow *f = j->follow;
    *filter = &f->filter;
    j->first = f->cursor.position + 1;
    if (f->has_cursor && f->cursor.hub.len == 0 && f->cursor.position > 0)
        return refuse(why, EVN_E_MISSING_FIELD, "follow.cursor.hub", "");
    if (f->name[0] == '\0')
        return EVN_OK;
    const struct evn_subscription *one;
    evn_err err = evn_hub_own(j->desk->state, j->ask->actor, "follow.name", f->name, &one, why);
    if (err != EVN_OK)
        return err;
    if (f->has_filter)
        return refuse(why, EVN_E_BAD_FIELD, "follow.filter", "one_of");
    if (!f->has_cursor)
        j->first = one->position + 1;
    err = evn_subscription_filter(one, j->ask->arena, &f->filter);
    return err != EVN_OK ? refuse(why, err, "follow.name", f->name) : EVN_OK;
}

/* Walk the merged order until the answer is full, the end is reached, or a block is missing. */
static evn_err collect(struct job *j)
{
    const struct evn_merged *merged = &j->desk->state->merged;
    struct evn_batch *b = &j->batch;
    evn_err err = EVN_OK;
    while (err == EVN_OK && !b->full && b->position < merged->head && b->n_walked < WALK_MAX) {
        uint64_t last;
        struct evn_range from = evn_merged_find(merged, b->position + 1, &last);
        const char *source = j->desk->state->source[from.source - 1].name;
        struct evn_window *window = window_of(j->desk, source);
        struct evn_kept *block = window != NULL ? evn_window_find(window, from.seq) : NULL;
        if (block == NULL) {
            j->missing = source;
            evn_host_fetch(j->desk->host, source, from.seq);
            break;
        }
        uint64_t end = from.position + (block->first_seq + block->count - 1 - from.seq);
        err = evn_batch_walk(b, block, source, &from, end < last ? end : last);
    }
    return err != EVN_OK ? err : evn_batch_end(b);
}

/* Whether to answer now: there is something to say, or the time is up. */
static bool is_due(struct job *j)
{
    const struct evn_batch *b = &j->batch;
    if (j->terms->last_chance || b->n_events > 0 || b->full || b->n_walked >= WALK_MAX)
        return true;
    j->terms->patience_ms = j->missing != NULL ? PAYLOAD_WAIT_MS : j->follow->wait_ms;
    return j->missing == NULL && j->follow->wait_ms == 0;
}

static evn_err follow(struct job *j, struct evn_buf *result, struct evn_refusal *why)
{
    const struct evn_merged *merged = &j->desk->state->merged;
    const struct evn_filter *filter;
    struct evn_journal_head head;
    evn_err err = begin(j, &filter, why);
    if (err != EVN_OK)
        return err;
    evn_host_head(j->desk->host, &head);
    const struct evn_bytes *hub = &j->follow->cursor.hub;
    if (hub->len > 0 && memcmp(hub->at, head.log_id, sizeof head.log_id) != 0)
        return answer_reset(j, EVN_RESET_OTHER_HUB, result);
    if (j->first - 1 > merged->head) {
        refuse(why, EVN_E_ROLLED_BACK, "follow.cursor.position", "");
        why->have = (int64_t)merged->head;
        why->want = (int64_t)j->first - 1;
        return EVN_E_ROLLED_BACK;
    }
    if (j->first - 1 < merged->forgotten)
        return answer_reset(j, EVN_RESET_FORGOTTEN, result);
    size_t bytes_max = j->terms->result_max;
    if (j->follow->bytes_max > 0 && j->follow->bytes_max < bytes_max)
        bytes_max = j->follow->bytes_max;
    evn_buf_clear(&j->desk->events);
    evn_buf_clear(&j->desk->records);
    j->batch = (struct evn_batch){.names = &j->desk->state->names,
                                  .filter = filter,
                                  .actor = j->ask->actor,
                                  .open = evn_filter_is_open(filter, j->ask->actor),
                                  .events = &j->desk->events,
                                  .records = &j->desk->records,
                                  .bytes_max = bytes_max - CURSOR_BYTES,
                                  .position = j->first - 1};
    err = collect(j);
    if (err != EVN_OK)
        return refuse(why, err, "", "");
    if (!is_due(j))
        return EVN_E_AGAIN;
    if (j->missing != NULL && j->batch.position < j->first)
        return refuse(why, EVN_E_UNREACHABLE, "", j->missing);
    return answer_batch(j, result);
}

/* The answer somebody else just got to the same question, or one of its own. A subscription's
 * position changes by itself, so what it gets is not shared. */
static evn_err follow_shared(struct job *j, struct evn_buf *result, struct evn_refusal *why)
{
    struct desk *d = j->desk;
    if (j->follow->name[0] != '\0')
        return follow(j, result, why);
    struct evn_hash128 key = evn_share_key(j->ask, j->terms->result_max);
    j->terms->kept = evn_share_find(&d->share, d->state, &key);
    if (j->terms->kept.len > 0)
        return EVN_OK;
    evn_err err = follow(j, result, why);
    if (err == EVN_OK && j->batch.n_events > 0 && j->missing == NULL)
        evn_share_keep(&d->share, d->state, &key,
                       !j->batch.full  ? EVN_SHARED_TO_HEAD
                       : j->batch.open ? EVN_SHARED_EVER
                                       : EVN_SHARED_TO_NAMES,
                       evn_bytes_of(result->at, result->len));
    return err;
}

static evn_err list(const struct desk *d, const struct evn_ask *ask, struct evn_buf *result)
{
    const struct evn_subscriptions *all = &d->state->subscriptions;
    evn_err err = EVN_OK;
    for (size_t i = 0; err == EVN_OK && i < all->n; i++) {
        const struct evn_subscription *one = &all->at[i];
        struct evn_hub_subscription out = {.position = one->position, .has_filter = true};
        if (strcmp(one->owner, ask->actor->name) != 0)
            continue;
        memcpy(out.name, one->name, sizeof out.name);
        memcpy(out.owner, one->owner, sizeof out.owner);
        err = evn_subscription_filter(one, ask->arena, &out.filter);
        if (err == EVN_OK)
            err =
                put_message(result, EVN_HUB_RESULT_SUBSCRIPTION, &evn_hub_subscription_table, &out);
    }
    return err;
}

static evn_err query(void *desk, const struct evn_ask *ask, struct evn_desk_terms *terms,
                     struct evn_buf *result, struct evn_refusal *why)
{
    struct desk *d = desk;
    struct evn_hub_query q;
    struct evn_hub_cursor cursor;
    evn_err err =
        evn_wire_decode(&evn_hub_query_table, ask->body, ask->arena, EVN_WIRE_STRICT, &q, why);
    if (err != EVN_OK)
        return err;
    if (q.follow != NULL) {
        struct job job = {.desk = d, .ask = ask, .terms = terms, .follow = q.follow};
        return follow_shared(&job, result, why);
    }
    if (q.subscriptions != NULL) {
        err = list(d, ask, result);
    } else {
        err = cursor_at(d, d->state->merged.head, ask->arena, &cursor);
        if (err == EVN_OK)
            err = put_message(result, EVN_HUB_RESULT_POSITION, &evn_hub_cursor_table, &cursor);
    }
    return err != EVN_OK ? refuse(why, EVN_E_TOO_LARGE, "", "") : EVN_OK;
}

static evn_err open(struct evn_host *host, const void *state, void **out)
{
    struct desk *d = calloc(1, sizeof *d);
    if (d == NULL)
        return EVN_E_NO_MEMORY;
    d->host = host;
    d->state = state;
    evn_buf_init(&d->events, 2 << 20);
    evn_buf_init(&d->records, 2 << 20);
    evn_share_init(&d->share);
    *out = d;
    return EVN_OK;
}

static void close(void **desk)
{
    struct desk *d = *desk;
    for (size_t i = 0; i < d->n_sources; i++)
        evn_window_fini(&d->window[i]);
    evn_buf_fini(&d->events);
    evn_buf_fini(&d->records);
    evn_share_fini(&d->share);
    free(d);
    *desk = NULL;
}

const struct evn_desk_ops *evn_follow_desk(void)
{
    static const struct evn_desk_ops ops = {
        .open = open, .close = close, .block = take_block, .query = query};
    return &ops;
}
