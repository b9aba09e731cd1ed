#include "services/events/batch.h"

#include "common/base/pbw.h"

enum { EVENT_HEAD = 160, BATCH_EVENT_TAG = 3 };

static evn_err write_event(struct evn_batch *b, const struct evn_hub_event *event)
{
    struct evn_buf one;
    struct evn_pbw w = {.buf = b->events};
    evn_buf_init(&one, 2 << 20);
    evn_err err = evn_wire_encode(&evn_hub_event_table, event, &one);
    if (err == EVN_OK)
        evn_pbw_bytes(&w, BATCH_EVENT_TAG, evn_bytes_of(one.at, one.len));
    evn_buf_fini(&one);
    b->n_events++;
    return err != EVN_OK ? err : w.err;
}

/* How many bytes of body still fit. */
static size_t room(const struct evn_batch *b, const struct evn_hub_event *event)
{
    size_t used = b->events->len + event->cause.len + EVENT_HEAD;
    return used < b->bytes_max ? b->bytes_max - used : 0;
}

/* An event that does not fit ends the batch - or, alone in it, goes without its body. */
static evn_err add_event(struct evn_batch *b, struct evn_hub_event *event)
{
    if (event->body.len > room(b, event)) {
        if (b->n_events > 0) {
            b->full = true;
            return EVN_OK;
        }
        event->body = evn_bytes_of(NULL, 0);
        event->body_left_out = true;
    }
    b->position = event->position + event->count - 1;
    return write_event(b, event);
}

static bool is_wanted(const struct evn_batch *b, const char *source, uint32_t kind,
                      struct evn_bytes body)
{
    struct evn_keys keys;
    evn_keys_of(b->names, source, kind, body, &keys);
    return evn_filter_keys(b->filter, &keys) && evn_may_see(b->actor, &keys);
}

/* Records: add each stretch of them that is wanted, as far as it fits. */
static evn_err add_run(struct evn_batch *b, const struct evn_hub_event *run)
{
    size_t len = run->body.len / run->count;
    uint32_t i = 0;
    while (i < run->count && !b->full) {
        struct evn_bytes record = evn_bytes_of(run->body.at + i * len, len);
        if (!is_wanted(b, run->source, run->kind, record)) {
            b->position = run->position + i++;
            continue;
        }
        uint32_t n = 1;
        size_t most = room(b, run) / len;
        while (
            i + n < run->count && n < most &&
            is_wanted(b, run->source, run->kind, evn_bytes_of(run->body.at + (i + n) * len, len)))
            n++;
        struct evn_hub_event part = *run;
        part.position += i;
        part.seq += i;
        part.count = n;
        part.body = evn_bytes_of(run->body.at + i * len, n * len);
        evn_err err = add_event(b, &part);
        if (err != EVN_OK)
            return err;
        i += n;
    }
    return EVN_OK;
}

static evn_err add_frame(struct evn_batch *b, struct evn_hub_event *event)
{
    bool is_run = event->count > 1 && event->body.len > 0 && event->body.len % event->count == 0;
    if (!evn_filter_kind(b->filter, event->source, event->kind)) {
        b->position = event->position + event->count - 1;
        return EVN_OK;
    }
    if (is_run)
        return add_run(b, event);
    if (is_wanted(b, event->source, event->kind, event->body))
        return add_event(b, event);
    b->position = event->position + event->count - 1;
    return EVN_OK;
}

/* Cut the frame that starts at event `seq` to the events first .. last; false: none is left. */
static bool cut(struct evn_frame *frame, uint64_t *seq, uint64_t first, uint64_t last)
{
    uint64_t end = *seq + frame->count - 1;
    if (end < first || *seq > last)
        return false;
    uint64_t from = *seq < first ? first : *seq, to = end > last ? last : end;
    if (frame->count > 1 && frame->body.len % frame->count == 0) {
        size_t len = frame->body.len / frame->count;
        frame->body = evn_bytes_of(frame->body.at + (from - *seq) * len, (to - from + 1) * len);
    }
    frame->count = (uint32_t)(to - from + 1);
    *seq = from;
    return true;
}

evn_err evn_batch_walk(struct evn_batch *b, const struct evn_kept *block, const char *source,
                       const struct evn_range *from, uint64_t last)
{
    struct evn_bytes rest = evn_bytes_of(block->payload, block->len);
    struct evn_frame frame;
    uint64_t next = block->first_seq, last_seq = from->seq + (last - from->position);
    evn_err err = EVN_OK;
    while (!b->full && next <= last_seq && (err = evn_frame_next(&rest, &frame)) == EVN_OK) {
        uint64_t seq = next;
        next += frame.count;
        if (!cut(&frame, &seq, from->seq, last_seq))
            continue;
        struct evn_hub_event event = {.position = from->position + (seq - from->seq),
                                      .seq = seq,
                                      .recorded_at_us = block->recorded_at_us,
                                      .kind = frame.kind,
                                      .version = frame.version,
                                      .count = frame.count,
                                      .body = frame.body};
        evn_refusal_text(event.source, sizeof event.source, source);
        if (evn_may_see_cause(b->actor))
            event.cause = frame.cause;
        b->n_walked += frame.count;
        err = add_frame(b, &event);
        if (err != EVN_OK)
            return err;
    }
    return err == EVN_E_AGAIN ? EVN_OK : err; /* AGAIN: the block ends */
}
