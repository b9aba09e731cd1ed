#include "common/service/engine_impl.h"

#define PUT_OFF_MAX_US (INT64_C(30) * EVN_US_PER_S)

/* Moves of the same stream's cursor, or commands sent by the same stream, join until the turn ends
 * or another stream comes in between. */
static evn_err note(struct evn_engine *e, struct evn_notice *notice, enum evn_kit_kind kind,
                    const struct evn_cursor *cursor)
{
    evn_err err = EVN_OK;
    if (notice->is_set && strcmp(notice->cursor.source, cursor->source) != 0)
        err = evn_engine_log_notice(e, notice, kind);
    *notice = (struct evn_notice){.is_set = true, .cursor = *cursor};
    return err;
}

evn_err evn_engine_log_notice(struct evn_engine *e, struct evn_notice *notice,
                              enum evn_kit_kind kind)
{
    if (!notice->is_set)
        return EVN_OK;
    notice->is_set = false;
    evn_engine_group(e, evn_bytes_of(NULL, 0));
    evn_err err = evn_engine_emit_kit(e, kind, &evn_cursor_message, &notice->cursor);
    return err != EVN_OK ? err : evn_engine_keep(e);
}

evn_err evn_engine_sent(struct evn_engine *e, const struct evn_cursor *by,
                        const struct evn_answer *answer)
{
    if (answer->first_seq < e->first_seq)
        return EVN_OK;
    if (e->sent.is_set && strcmp(e->sent.cursor.source, by->source) == 0 &&
        e->sent.cursor.seq > by->seq)
        return EVN_OK;
    return note(e, &e->sent, EVN_KIT_SENT, by);
}

/* The registry's keys are every service's keys, and so is what their holders may not do. */
static evn_err take_keys(struct evn_engine *e, const char *source, struct evn_bytes payload)
{
    struct evn_frame frame;
    evn_err err = EVN_E_AGAIN;
    if (strcmp(source, "registry") == 0)
        while ((err = evn_frame_next(&payload, &frame)) == EVN_OK)
            if (frame.kind == EVN_KIT_KEY || frame.kind == EVN_KIT_STANDING)
                evn_emit_event(&e->emit, frame.kind, frame.version, frame.body);
    return err == EVN_E_AGAIN ? EVN_OK : err;
}

/* Since when the stream's next block is put off; makes the entry. NULL: too many streams. */
static struct evn_put_off *put_off_of(struct evn_engine *e, const char *source)
{
    size_t i = 0;
    while (i < e->n_put_off && strcmp(e->put_off[i].source, source) != 0)
        i++;
    if (i == EVN_SOURCES_MAX)
        return NULL;
    if (i == e->n_put_off) {
        e->n_put_off++;
        e->put_off[i].waits = false;
        evn_refusal_text(e->put_off[i].source, sizeof e->put_off[i].source, source);
    }
    return &e->put_off[i];
}

/* Let the core take the block; it may put it off, for a while counted from the first time. */
static evn_err offer(struct evn_engine *e, struct evn_feed *feed)
{
    int64_t mono_us = e->config.env->mono_us(e->config.env->self);
    struct evn_put_off *p = put_off_of(e, feed->source);
    if (p == NULL)
        return EVN_E_LIMIT;
    feed->overdue = p->waits && mono_us - p->since_us >= PUT_OFF_MAX_US;
    evn_err err = e->config.ops->feed(e->config.state, feed, &e->emit);
    if (err == EVN_E_AGAIN && !p->waits)
        p->since_us = mono_us;
    p->waits = err == EVN_E_AGAIN;
    return err;
}

static evn_err decide_feed(struct evn_engine *e, const struct evn_cursor *next,
                           const struct evn_block *block)
{
    evn_engine_group(e, evn_bytes_of(NULL, 0));
    evn_err err = evn_engine_emit_kit(e, EVN_KIT_CURSOR, &evn_cursor_message, next);
    struct evn_feed feed = {.source = next->source,
                            .log_id = next->log_id,
                            .first_seq = block->first_seq,
                            .count = block->count,
                            .recorded_at_us = block->recorded_at_us,
                            .payload = block->payload,
                            .now_us = e->now_us,
                            .business_us = evn_engine_business_us(e),
                            .arena = &e->arena};
    if (err == EVN_OK)
        err = take_keys(e, next->source, block->payload);
    if (err == EVN_OK)
        err = offer(e, &feed);
    if (err == EVN_OK && e->emit.n_commands > e->emit.n_commands_max)
        return EVN_E_AGAIN;
    return err != EVN_OK ? err : e->emit.err;
}

evn_err evn_engine_feed(struct evn_engine *e, const char *source, const uint8_t log_id[16],
                        const struct evn_block *block)
{
    struct evn_cursor next;
    evn_engine_cursor(e, source, &next);
    bool is_behind = e->behind.is_set && strcmp(e->behind.cursor.source, source) == 0;
    if (is_behind)
        next = e->behind.cursor;
    if (next.seq > 0 && memcmp(next.log_id, log_id, 16) != 0)
        return EVN_E_WRONG_LOG;
    if (block->first_seq + block->count - 1 <= next.seq)
        return EVN_OK;
    if (block->first_seq != next.seq + 1)
        return EVN_E_CORRUPT;
    memcpy(next.log_id, log_id, 16);
    next.incarnation = block->incarnation;
    next.seq = block->first_seq + block->count - 1;
    evn_err err = decide_feed(e, &next, block);
    if (err != EVN_OK)
        return err;
    if (e->emit.n == 1)
        return note(e, &e->behind, EVN_KIT_CURSOR, &next);
    e->behind.is_set &= !is_behind;
    err = evn_engine_keep(e);
    return err != EVN_OK ? err : evn_engine_timer(e);
}
