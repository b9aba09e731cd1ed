#include "common/service/engine_impl.h"

#include <stdlib.h>

enum {
    /* A block must fit into one message to those who follow: at most TURN + GROUP bytes. */
    TURN_BYTES = 384 << 10,
    GROUP_BYTES = 512 << 10, /* events of one decision */
    ARENA_BYTES = 8 << 20,
    MADE_BYTES = 2 << 20, /* a command that finds no room is decided as if it came alone */
    IDS_MAX = 1 << 16,
    LANES_MAX = 1 << 16
};

static evn_err prepare(struct evn_engine *e)
{
    evn_buf_init(&e->payload, e->config.turn_bytes_max + GROUP_BYTES);
    for (size_t i = 0; i < EVN_JOURNAL_QUEUE_MAX; i++)
        evn_buf_init(&e->flight[i].payload, e->config.turn_bytes_max + GROUP_BYTES);
    evn_buf_init(&e->cause, 1024);
    evn_buf_init(&e->body, GROUP_BYTES);
    evn_emit_init(&e->emit, GROUP_BYTES);
    evn_lanes_init(&e->lanes, LANES_MAX);
    evn_rights_init(&e->rights);
    evn_err err = evn_recent_init(&e->ids, e->config.ids_max);
    if (err == EVN_OK)
        err = evn_arena_init(&e->arena, ARENA_BYTES);
    return err != EVN_OK ? err : evn_arena_init(&e->made, MADE_BYTES);
}

evn_err evn_engine_new(const struct evn_engine_config *config, struct evn_engine **out)
{
    struct evn_engine *e = calloc(1, sizeof *e);
    if (e == NULL)
        return EVN_E_NO_MEMORY;
    e->config = *config;
    if (e->config.ids_max == 0)
        e->config.ids_max = IDS_MAX;
    if (e->config.turn_bytes_max == 0)
        e->config.turn_bytes_max = TURN_BYTES;
    e->clock_us = INT64_MIN;
    evn_err err = prepare(e);
    if (err != EVN_OK)
        evn_engine_destroy(&e);
    *out = e;
    return err;
}

void evn_engine_destroy(struct evn_engine **engine)
{
    struct evn_engine *e = *engine;
    if (e == NULL)
        return;
    evn_buf_fini(&e->payload);
    for (size_t i = 0; i < EVN_JOURNAL_QUEUE_MAX; i++)
        evn_buf_fini(&e->flight[i].payload);
    evn_buf_fini(&e->cause);
    evn_buf_fini(&e->body);
    evn_emit_fini(&e->emit);
    evn_lanes_fini(&e->lanes);
    evn_rights_fini(&e->rights);
    evn_recent_fini(&e->ids);
    evn_arena_fini(&e->arena);
    evn_arena_fini(&e->made);
    free(e);
    *engine = NULL;
}

evn_err evn_engine_begin(struct evn_engine *e)
{
    struct evn_journal_head head;
    evn_journal_tail(e->config.journal, &head);
    int64_t wall_us = e->config.env->wall_us(e->config.env->self);
    if (e->now_us < head.recorded_at_us)
        e->now_us = head.recorded_at_us;
    if (e->now_us < wall_us)
        e->now_us = wall_us;
    e->first_seq = head.next_seq;
    e->n_events = 0;
    e->behind.is_set = e->sent.is_set = false;
    evn_buf_clear(&e->payload);
    return e->config.ops->turn != NULL ? e->config.ops->turn(e->config.state) : EVN_OK;
}

size_t evn_engine_room(const struct evn_engine *e)
{
    return e->payload.len < e->config.turn_bytes_max ? e->config.turn_bytes_max - e->payload.len
                                                     : 0;
}

size_t evn_engine_turn_bytes(const struct evn_engine *e)
{
    return e->payload.len + e->behind.is_set + e->sent.is_set;
}

uint64_t evn_engine_decided(const struct evn_engine *e)
{
    return e->first_seq + e->n_events - 1;
}

/* The turn ends: its payload goes on the way, and the next one gets an empty buffer. */
static struct evn_flight *take_off(struct evn_engine *e)
{
    struct evn_flight *f = &e->flight[(e->first_flight + e->n_flights++) % EVN_JOURNAL_QUEUE_MAX];
    struct evn_buf spare = f->payload;
    *f = (struct evn_flight){e->first_seq, e->n_events, e->payload};
    evn_buf_clear(&spare);
    e->payload = spare;
    e->first_seq += e->n_events;
    e->n_events = 0;
    return f;
}

/* Take in what is committed; what is not any more under way gives its place back. */
static evn_err land(struct evn_engine *e, evn_err err)
{
    while (e->n_flights > 0) {
        const struct evn_flight *f = &e->flight[e->first_flight];
        if (f->first_seq + f->n_events - 1 > e->mark.committed)
            break;
        e->first_flight = (e->first_flight + 1) % EVN_JOURNAL_QUEUE_MAX;
        e->n_flights--;
        e->count.n_blocks++;
    }
    return err;
}

/* End the turn as a block for the log. `append` is evn_journal_submit or evn_journal_queue. */
static evn_err append_turn(struct evn_engine *e, evn_err (*append)(struct evn_journal *journal,
                                                                   const struct evn_block *block))
{
    evn_err err = evn_engine_log_notice(e, &e->sent, EVN_KIT_SENT);
    if (err == EVN_OK)
        err = evn_engine_log_notice(e, &e->behind, EVN_KIT_CURSOR);
    if (err == EVN_OK && e->n_events > 0 && e->n_flights == EVN_JOURNAL_QUEUE_MAX) {
        const struct evn_flight *oldest = &e->flight[e->first_flight];
        uint64_t last = oldest->first_seq + oldest->n_events - 1;
        err = land(e, evn_journal_wait(e->config.journal, last, &e->mark));
    }
    if (err != EVN_OK || e->n_events == 0)
        return err;
    const struct evn_flight *f = take_off(e);
    struct evn_block block = {.first_seq = f->first_seq,
                              .count = f->n_events,
                              .recorded_at_us = e->now_us,
                              .payload = evn_bytes_of(f->payload.at, f->payload.len)};
    return append(e->config.journal, &block);
}

evn_err evn_engine_queue(struct evn_engine *e)
{
    evn_err err = append_turn(e, evn_journal_queue);
    return err != EVN_OK ? err : evn_engine_poll(e);
}

evn_err evn_engine_poll(struct evn_engine *e)
{
    return e->n_flights > 0 ? land(e, evn_journal_poll(e->config.journal, &e->mark)) : EVN_OK;
}

evn_err evn_engine_commit(struct evn_engine *e)
{
    evn_err err = append_turn(e, evn_journal_submit);
    if (err != EVN_OK || e->n_flights == 0)
        return err;
    return land(e, evn_journal_wait(e->config.journal, evn_engine_decided(e), &e->mark));
}

size_t evn_engine_in_flight(const struct evn_engine *e)
{
    return e->n_flights;
}

void evn_engine_status(const struct evn_engine *e, struct evn_engine_status *out)
{
    *out = e->count;
    out->committed = e->mark.committed;
    out->flush_us = e->mark.flush_us;
    out->now_us = e->now_us;
    out->business_us = e->clock_us != INT64_MIN ? e->clock_us : e->now_us;
    out->scratch_peak = e->arena.peak;
    out->scratch_max = e->arena.cap;
    out->exercise = e->config.exercise;
}

uint64_t evn_engine_view_seq(const struct evn_engine *engine)
{
    const struct evn_id_history *ids = &engine->config.ids;
    return ids->position == NULL ? UINT64_MAX : ids->position(ids->self);
}

struct evn_cursor *evn_engine_find_cursor(struct evn_engine *e, const char *source)
{
    for (size_t i = 0; i < e->n_cursors; i++)
        if (strcmp(e->cursor[i].source, source) == 0)
            return &e->cursor[i];
    return NULL;
}

void evn_engine_cursor(const struct evn_engine *engine, const char *source, struct evn_cursor *out)
{
    *out = (struct evn_cursor){0};
    evn_refusal_text(out->source, sizeof out->source, source);
    for (size_t i = 0; i < engine->n_cursors; i++)
        if (strcmp(engine->cursor[i].source, source) == 0)
            *out = engine->cursor[i];
}

struct evn_lanes *evn_engine_lanes(struct evn_engine *e)
{
    return &e->lanes;
}

const struct evn_rights *evn_engine_rights(const struct evn_engine *e)
{
    return &e->rights;
}

void evn_engine_canon(struct evn_engine *e, struct evn_canon *out)
{
    *out = (struct evn_canon){0};
    evn_arena_reset(&e->arena);
    e->config.ops->canon(e->config.state, &e->arena, out);
}
