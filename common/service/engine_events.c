#include "common/service/engine_impl.h"

/* Append the part of `frame`, which starts at `seq`, that lies in first .. last. A run of fixed
 * records is cut to the records asked for. */
static evn_err add_part(const struct evn_frame *frame, uint64_t seq, uint64_t first, uint64_t last,
                        struct evn_buf *out)
{
    uint64_t end = seq + frame->count - 1;
    if (end < first || seq > last)
        return EVN_OK;
    struct evn_frame part = *frame;
    if (frame->count > 1) {
        size_t len = frame->body.len / frame->count;
        uint64_t from = seq < first ? first : seq, to = end > last ? last : end;
        part.count = (uint32_t)(to - from + 1);
        part.body = evn_bytes_of(frame->body.at + (from - seq) * len, part.count * len);
    }
    return evn_frame_append(out, &part);
}

static evn_err add_block(struct evn_bytes payload, uint64_t seq, uint64_t first, uint64_t last,
                         struct evn_buf *out)
{
    struct evn_frame frame;
    evn_err err;
    while ((err = evn_frame_next(&payload, &frame)) == EVN_OK) {
        err = add_part(&frame, seq, first, last, out);
        if (err != EVN_OK)
            return err;
        seq += frame.count;
    }
    return err == EVN_E_AGAIN ? EVN_OK : err;
}

static evn_err add_from_log(struct evn_engine *e, uint64_t first, uint64_t last,
                            struct evn_buf *out)
{
    struct evn_journal_reader *reader;
    struct evn_block block = {0};
    evn_err err = evn_journal_reader_new(e->config.journal, first, &reader);
    if (err != EVN_OK)
        return err;
    for (uint64_t next = first; err == EVN_OK && next <= last;
         next = block.first_seq + block.count) {
        err = evn_journal_reader_next(reader, &block);
        if (err == EVN_OK)
            err = add_block(block.payload, block.first_seq, first, last, out);
    }
    evn_journal_reader_destroy(&reader);
    return err;
}

evn_err evn_engine_events(struct evn_engine *e, uint64_t first_seq, uint32_t count,
                          struct evn_buf *out)
{
    uint64_t last = first_seq + count - 1;
    if (first_seq == 0 || count == 0 || last >= e->first_seq + e->n_events)
        return EVN_E_UNKNOWN_REF;
    if (first_seq >= e->first_seq && e->n_events > 0)
        return add_block(evn_bytes_of(e->payload.at, e->payload.len), e->first_seq, first_seq, last,
                         out);
    /* What is on its way cannot be read back yet. The events of one command lie in one block. */
    for (size_t i = 0; i < e->n_flights; i++) {
        const struct evn_flight *f = &e->flight[(e->first_flight + i) % EVN_JOURNAL_QUEUE_MAX];
        if (first_seq >= f->first_seq && last < f->first_seq + f->n_events)
            return add_block(evn_bytes_of(f->payload.at, f->payload.len), f->first_seq, first_seq,
                             last, out);
    }
    return add_from_log(e, first_seq, last, out);
}
