#include "services/ledger/store/pending.h"

#include "common/base/pages.h"
#include "services/ledger/store/checkpoint.h"

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

void evn_pending_init(struct evn_pending *pending, struct evn_accounts *accounts,
                      struct evn_rowsum rowsum)
{
    *pending = (struct evn_pending){.accounts = accounts, .rowsum = rowsum, .batch = 1};
    evn_grow_init(&pending->change_of, sizeof(uint32_t));
    evn_buf_init(&pending->bytes, FRAME_BYTES_MAX);
}

void evn_pending_fini(struct evn_pending *pending)
{
    free(pending->ids);
    free(pending->order);
    free(pending->frames);
    free(pending->opened);
    free(pending->changes);
    free(pending->cuts);
    evn_grow_fini(&pending->change_of);
    evn_newest_fini(&pending->newest);
    evn_buf_fini(&pending->bytes);
    *pending = (struct evn_pending){0};
}

/* Room for what one movement may add. */
static evn_err make_room(struct evn_pending *p, uint32_t from, uint32_t to)
{
    uint32_t account = from > to ? from : to;
    void *changes = p->changes, *cuts = p->cuts;
    bool ok = reserve(&changes, &p->changes_cap, p->n_changes + 1, sizeof *p->changes) &&
              reserve(&cuts, &p->cuts_cap, p->n_cuts + 1, sizeof *p->cuts);
    p->changes = changes;
    p->cuts = cuts;
    if (!ok || evn_grow_reach(&p->change_of, account) != EVN_OK)
        return EVN_E_NO_MEMORY;
    return evn_accounts_reach(p->accounts, account);
}

/* The account as it is with the batch so far. */
static struct evn_balance_row *account_at(struct evn_pending *p, uint32_t account)
{
    uint32_t place = evn_pending_place(p, account);
    if (place == 0) {
        struct evn_account_change *change = p->changes + p->n_changes++;
        place = (uint32_t)p->n_changes;
        *EVN_GROW_AT(uint32_t, &p->change_of, account) = p->batch << EVN_PENDING_PLACE_BITS | place;
        change->account = account;
        const uint8_t *before = evn_accounts_at(p->accounts, account);
        evn_balance_row_get(before, &change->row);
        if (change->row.head != 0)
            evn_rowsum_add(&p->replaced, evn_balance_sum(account, before));
    }
    return &p->changes[place - 1].row;
}

/* Take one side of a movement into its account; a tail that has grown to EVN_CUT_LEGS is noted. */
static bool take_side(struct evn_pending *p, struct evn_balance_row *row,
                      const struct evn_movement_row *m, uint64_t seq, bool out)
{
    if (!evn_balance_take(row, m, seq, out))
        return false;
    if (row->physical && row->n_legs % EVN_CUT_LEGS == 0)
        p->cuts[p->n_cuts++] = (struct evn_pending_cut){
            .head = seq, .account = out ? m->from : m->to, .n_legs = row->n_legs};
    return true;
}

evn_err evn_pending_record(struct evn_pending *pending, const struct evn_record *record,
                           uint64_t seq)
{
    if (record->from == record->to || record->qty <= 0)
        return EVN_E_CORRUPT;
    if (pending->n_movements == 0)
        pending->first_seq = seq;
    if (seq - pending->first_seq > EVN_NEWEST_N - EVN_MOVEMENTS_N)
        return EVN_E_LIMIT;
    evn_err err = make_room(pending, record->from, record->to);
    uint8_t *slot = err == EVN_OK ? evn_newest_add(&pending->newest, seq) : NULL;
    if (slot == NULL)
        return EVN_E_NO_MEMORY;
    struct evn_balance_row *from = account_at(pending, record->from);
    struct evn_balance_row *to = account_at(pending, record->to);
    const struct evn_movement_row row = {.at_us = record->occurred_at_us,
                                         .qty = record->qty,
                                         .document = record->document,
                                         .prev_from = from->head,
                                         .prev_to = to->head,
                                         .from = record->from,
                                         .to = record->to,
                                         .reason = record->reason,
                                         .line = record->line,
                                         .kind = record->kind,
                                         .flags = record->flags};
    evn_movement_row_put(slot, &row);
    pending->n_movements++;
    return take_side(pending, from, &row, seq, true) && take_side(pending, to, &row, seq, false) &&
                   from->balance == record->from_balance && to->balance == record->to_balance
               ? EVN_OK
               : EVN_E_CORRUPT;
}

evn_err evn_pending_id(struct evn_pending *pending, const struct evn_id *id,
                       const struct evn_id_row *row)
{
    void *at = pending->ids;
    if (!reserve(&at, &pending->ids_cap, pending->n_ids, sizeof *pending->ids))
        return EVN_E_NO_MEMORY;
    pending->ids = at;
    uint8_t *to = pending->ids[pending->n_ids++].b;
    memcpy(to, id->b, EVN_ID_LEN);
    evn_id_row_put(to + EVN_ID_LEN, row);
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
    return pending->n_ids + pending->n_frames + pending->n_opened;
}

void evn_pending_clear(struct evn_pending *pending)
{
    if (++pending->batch > EVN_PENDING_BATCHES) {
        evn_grow_wipe(&pending->change_of);
        pending->batch = 1;
    }
    pending->replaced = (struct evn_rowsum){0, 0};
    pending->n_movements = pending->n_ids = pending->n_frames = pending->n_opened = 0;
    pending->n_changes = pending->n_cuts = 0;
    evn_buf_clear(&pending->bytes);
}
