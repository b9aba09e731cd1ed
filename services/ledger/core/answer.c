#include "services/ledger/core/answer.h"

#include "services/ledger/core/event.h"
#include "services/ledger/core/kind.h"

/* A run of records may belong to several commands; this command's part of it. */
static evn_err take_records(const struct evn_frame *frame, uint64_t seq,
                            const struct evn_id_row *row, struct evn_ledger_answer *out)
{
    uint64_t from = seq > row->seq ? seq : row->seq;
    uint64_t until = row->seq + row->n;
    if (frame->body.len != (size_t)frame->count * EVN_RECORD_LEN || until > seq + frame->count)
        return EVN_E_CORRUPT;
    out->records = evn_bytes_of(frame->body.at + (from - seq) * EVN_RECORD_LEN,
                                (until - from) * EVN_RECORD_LEN);
    struct evn_record last;
    evn_err err = evn_record_get(out->records.at + out->records.len - EVN_RECORD_LEN, &last);
    bool ours = err == EVN_OK && last.document == row->seq && last.n_events == row->n;
    out->recorded_at_us = last.recorded_at_us;
    if (!ours || (last.kind == EVN_RECORD_REFUSED) != (out->refusal.err != EVN_OK))
        return EVN_E_CORRUPT;
    return EVN_OK;
}

evn_err evn_ledger_answer(struct evn_bytes payload, uint64_t first_seq,
                          const struct evn_id_row *row, struct evn_ledger_answer *out)
{
    struct evn_frame frame;
    uint64_t seq = first_seq;
    evn_err err = EVN_OK;
    *out = (struct evn_ledger_answer){
        .document = row->seq, .n_events = row->n, .refusal = evn_refusal_of(EVN_OK)};
    for (; evn_frame_next(&payload, &frame) == EVN_OK && err == EVN_OK; seq += frame.count) {
        if (seq + frame.count <= row->seq)
            continue;
        if (frame.kind == EVN_LEDGER_FRAME_REFUSED)
            err = evn_event_read_refused(&frame, &out->refusal);
        else if (frame.kind == EVN_LEDGER_FRAME_RECORDS)
            return take_records(&frame, seq, row, out);
    }
    return EVN_E_CORRUPT;
}
