#include "services/events/batch.h"

#include "common/wire/nest.h"

enum { EVENT_HEAD = 160, BATCH_EVENT_TAG = 3 };

static evn_err write_event(struct evn_batch *b, const struct evn_hub_event *event)
{
    struct evn_pbw w = {.buf = b->events};
    size_t expected = event->body.len + event->cause.len + EVENT_HEAD / 2;
    size_t start = evn_nest_open_large(&w, BATCH_EVENT_TAG, expected);
    evn_err err = evn_wire_encode(&evn_hub_event_table, event, b->events);
    if (err == EVN_OK)
        evn_nest_close_large(&w, start, expected);
    return err != EVN_OK ? err : w.err;
}

evn_err evn_batch_end(struct evn_batch *b)
{
    if (b->run.count == 0)
        return EVN_OK;
    b->run.body = evn_bytes_of(b->records->at, b->records->len);
    evn_err err = write_event(b, &b->run);
    evn_buf_clear(b->records);
    b->run.count = 0;
    return err;
}

/* How many bytes of body still fit, behind what is written and the run that is not. */
static size_t room(const struct evn_batch *b, const struct evn_hub_event *event)
{
    size_t used = b->events->len + event->cause.len + EVENT_HEAD;
    if (b->run.count > 0)
        used += b->records->len + EVENT_HEAD;
    return used < b->bytes_max ? b->bytes_max - used : 0;
}

/* Whether the records go on where the run ends: then they are one run to the reader too. */
static bool continues(const struct evn_hub_event *run, const struct evn_hub_event *next)
{
    return run->count > 0 && next->cause.len == 0 && run->kind == next->kind &&
           run->version == next->version && run->seq + run->count == next->seq &&
           run->position + run->count == next->position &&
           run->recorded_at_us == next->recorded_at_us && strcmp(run->source, next->source) == 0;
}

/* An event that does not fit ends the batch - or, alone in it, goes without its body. `joins`: it
 * is records, of the length all records of its kind have. */
static evn_err add_event(struct evn_batch *b, struct evn_hub_event *event, bool joins)
{
    evn_err err = EVN_OK;
    if (event->body.len > room(b, event)) {
        if (b->n_events > 0) {
            b->full = true;
            return EVN_OK;
        }
        event->body = evn_bytes_of(NULL, 0);
        event->body_left_out = true;
        joins = false;
    }
    b->position = event->position + event->count - 1;
    b->n_events++;
    if (joins && continues(&b->run, event)) {
        b->run.count += event->count;
        return evn_buf_add(b->records, event->body);
    }
    err = evn_batch_end(b);
    if (err != EVN_OK || !joins || event->cause.len > 0)
        return err != EVN_OK ? err : write_event(b, event);
    b->run = *event;
    return evn_buf_add(b->records, event->body);
}

static bool is_wanted(const struct evn_batch *b, const char *source, uint32_t kind,
                      struct evn_bytes body)
{
    struct evn_keys keys;
    if (b->open && kind >= EVN_KIND_FIRST_OWN)
        return true;
    evn_keys_of(b->names, source, kind, body, &keys);
    return evn_filter_keys(b->filter, &keys) && evn_may_see(b->actor, &keys);
}

/* Records: add each stretch of them that is wanted, as far as it fits. */
static evn_err add_run(struct evn_batch *b, const struct evn_hub_event *run, bool joins)
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
        evn_err err = add_event(b, &part, joins);
        if (err != EVN_OK)
            return err;
        i += n;
    }
    return EVN_OK;
}

static evn_err add_frame(struct evn_batch *b, struct evn_hub_event *event)
{
    const struct evn_key_shape *shape = evn_key_shape_of(event->source, event->kind);
    bool is_records = shape != NULL && shape->form == EVN_KEYS_RECORDS &&
                      event->body.len == (size_t)event->count * EVN_RECORD_BYTES;
    bool is_run = event->count > 1 && event->body.len > 0 && event->body.len % event->count == 0;
    if (!evn_filter_kind(b->filter, event->source, event->kind)) {
        b->position = event->position + event->count - 1;
        return EVN_OK;
    }
    if (is_run || is_records)
        return add_run(b, event, is_records);
    if (is_wanted(b, event->source, event->kind, event->body))
        return add_event(b, event, false);
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

evn_err evn_batch_walk(struct evn_batch *b, struct evn_kept *block, const char *source,
                       const struct evn_range *from, uint64_t last)
{
    struct evn_bytes rest = evn_bytes_of(block->payload, block->len);
    struct evn_frame frame;
    uint64_t next = block->first_seq, last_seq = from->seq + (last - from->position);
    evn_err err = EVN_OK;
    if (block->mark_seq <= from->seq) {
        next = block->mark_seq;
        rest = evn_bytes_of(block->payload + block->mark_at, block->len - block->mark_at);
    }
    while (!b->full && next <= last_seq) {
        block->mark_seq = next;
        block->mark_at = block->len - rest.len;
        if ((err = evn_frame_next(&rest, &frame)) != EVN_OK)
            break;
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
