#include "common/service/emit.h"

#include "common/service/kit.h"

void evn_emit_init(struct evn_emit *emit, size_t max)
{
    *emit = (struct evn_emit){.n_commands_max = SIZE_MAX};
    evn_buf_init(&emit->frames, max);
    evn_buf_init(&emit->scratch, max);
}

void evn_emit_fini(struct evn_emit *emit)
{
    evn_buf_fini(&emit->frames);
    evn_buf_fini(&emit->scratch);
}

void evn_emit_begin(struct evn_emit *emit, uint64_t first_seq, struct evn_bytes cause)
{
    evn_buf_clear(&emit->frames);
    emit->cause = cause;
    emit->first_seq = first_seq;
    emit->n = 0;
    emit->n_commands = 0;
    emit->err = EVN_OK;
}

static void add(struct evn_emit *emit, uint32_t kind, uint32_t version, struct evn_bytes body,
                uint32_t count)
{
    if (emit->err != EVN_OK)
        return;
    struct evn_frame frame = {
        .kind = kind, .version = version, .count = count, .cause = emit->cause, .body = body};
    emit->err = evn_frame_append(&emit->frames, &frame);
    emit->cause = evn_bytes_of(NULL, 0);
    emit->n += count;
}

void evn_emit_event(struct evn_emit *emit, uint32_t kind, uint32_t version, struct evn_bytes body)
{
    add(emit, kind, version, body, 1);
}

void evn_emit_records(struct evn_emit *emit, uint32_t kind, uint32_t version,
                      struct evn_bytes records, uint32_t n)
{
    add(emit, kind, version, records, n);
}

void evn_emit_command(struct evn_emit *emit, const char *target, const char *key,
                      struct evn_bytes command)
{
    struct evn_outbox outbox = {.command = command};
    evn_refusal_text(outbox.target, sizeof outbox.target, target);
    evn_refusal_text(outbox.key, sizeof outbox.key, key);
    evn_buf_clear(&emit->scratch);
    evn_err err = evn_wire_encode(&evn_outbox_message, &outbox, &emit->scratch);
    if (emit->err == EVN_OK)
        emit->err = emit->n_commands == emit->n_commands_max ? EVN_E_LIMIT : err;
    emit->n_commands++;
    add(emit, EVN_KIT_OUTBOX, 1, evn_bytes_of(emit->scratch.at, emit->scratch.len), 1);
}

struct evn_buf *evn_emit_frames(struct evn_emit *emit)
{
    return &emit->frames;
}

void evn_emit_counted(struct evn_emit *emit, uint32_t n_events)
{
    emit->n += n_events;
}

uint64_t evn_emit_next_seq(const struct evn_emit *emit)
{
    return emit->first_seq + emit->n;
}
