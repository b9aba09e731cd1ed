#include "services/ledger/store/pending.h"

#include "common/base/pages.h"

#include <stdlib.h>

enum { FRAME_BYTES_MAX = 256 << 20, FRAME_HEAD_LEN = 8 };

/* Make room for one more element of `size` bytes. */
static bool reserve(void **at, size_t *cap, size_t n, size_t size)
{
    if (n < *cap)
        return true;
    size_t want = *cap == 0 ? 1024 : *cap * 2;
    void *grown = reallocarray(*at, want, size);
    if (grown == NULL)
        return false;
    evn_pages_advise(grown, want * size);
    *at = grown;
    *cap = want;
    return true;
}

void evn_pending_init(struct evn_pending *pending, struct evn_rowsum rowsum)
{
    *pending = (struct evn_pending){.rowsum = rowsum};
    evn_buf_init(&pending->bytes, FRAME_BYTES_MAX);
}

void evn_pending_fini(struct evn_pending *pending)
{
    free(pending->movements);
    free(pending->ids);
    free(pending->frames);
    free(pending->opened);
    free(pending->changes);
    free(pending->order);
    free(pending->spare);
    free(pending->legs);
    free(pending->cuts);
    evn_newest_fini(&pending->newest);
    evn_buf_fini(&pending->bytes);
    *pending = (struct evn_pending){0};
}

evn_err evn_pending_record(struct evn_pending *pending, const struct evn_record *record,
                           uint64_t seq)
{
    void *at = pending->movements;
    if (record->from == record->to || record->qty <= 0)
        return EVN_E_CORRUPT;
    if (!reserve(&at, &pending->movements_cap, pending->n_movements, sizeof *pending->movements))
        return EVN_E_NO_MEMORY;
    pending->movements = at;
    pending->movements[pending->n_movements++] =
        (struct evn_pending_movement){.seq = seq,
                                      .from_balance = record->from_balance,
                                      .to_balance = record->to_balance,
                                      .row = {.at_us = record->occurred_at_us,
                                              .qty = record->qty,
                                              .document = record->document,
                                              .from = record->from,
                                              .to = record->to,
                                              .reason = record->reason,
                                              .line = record->line,
                                              .kind = record->kind,
                                              .flags = record->flags}};
    return EVN_OK;
}

evn_err evn_pending_id(struct evn_pending *pending, const struct evn_id *id,
                       const struct evn_id_row *row)
{
    void *at = pending->ids;
    if (!reserve(&at, &pending->ids_cap, pending->n_ids, sizeof *pending->ids))
        return EVN_E_NO_MEMORY;
    pending->ids = at;
    pending->ids[pending->n_ids++] = (struct evn_pending_id){.id = *id, .row = *row};
    return EVN_OK;
}

evn_err evn_pending_frame(struct evn_pending *pending, uint64_t seq, enum evn_frame_table table,
                          uint32_t kind, uint32_t version, struct evn_bytes body)
{
    uint8_t head[FRAME_HEAD_LEN];
    evn_put_u32(head, kind);
    evn_put_u32(head + 4, version);
    struct evn_pending_frame frame = {
        .seq = seq, .at = pending->bytes.len, .len = sizeof head + body.len, .table = table};
    evn_err err = evn_buf_add(&pending->bytes, evn_bytes_of(head, sizeof head));
    if (err == EVN_OK)
        err = evn_buf_add(&pending->bytes, body);
    void *at = pending->frames;
    if (err == EVN_OK && !reserve(&at, &pending->frames_cap, pending->n_frames, sizeof frame))
        err = EVN_E_NO_MEMORY;
    if (err != EVN_OK)
        return err;
    pending->frames = at;
    pending->frames[pending->n_frames++] = frame;
    return EVN_OK;
}

evn_err evn_pending_opened(struct evn_pending *pending, const struct evn_opened *opened)
{
    void *at = pending->opened;
    if (!reserve(&at, &pending->opened_cap, pending->n_opened, sizeof *opened))
        return EVN_E_NO_MEMORY;
    pending->opened = at;
    pending->opened[pending->n_opened++] = *opened;
    return EVN_OK;
}

size_t evn_pending_n(const struct evn_pending *pending)
{
    return pending->n_movements + pending->n_ids + pending->n_frames + pending->n_opened;
}

void evn_pending_clear(struct evn_pending *pending)
{
    for (size_t i = 0; i < pending->n_movements; i++)
        evn_newest_put(&pending->newest, pending->movements[i].seq, &pending->movements[i].row);
    pending->n_movements = pending->n_ids = pending->n_frames = pending->n_opened = 0;
    pending->n_changes = 0;
    evn_buf_clear(&pending->bytes);
}
