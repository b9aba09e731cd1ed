#include "tools/audit/account.h"
#include "tools/audit/derive.h"

#include "evernormal/ledger/v1/event.pb-c.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOVEMENT_LEN = 64, MOVEMENTS_N = 30, OPENED_SLOTS = 160, OPENED_LEN = 12 };

void evn_audit_where(const struct evn_audit_fold *fold, uint32_t account, char out[EVN_AUDIT_TEXT])
{
    const struct evn_audit_account *a = &fold->account[account];
    int n = snprintf(out, EVN_AUDIT_TEXT, "%s/%s", evn_audit_name(&fold->places, a->place),
                     evn_audit_name(&fold->items, a->item));
    if (a->lot != 0 && n > 0 && n < EVN_AUDIT_TEXT)
        snprintf(out + n, EVN_AUDIT_TEXT - (size_t)n, "/%s", evn_audit_name(&fold->lots, a->lot));
}

static void tell(struct evn_audit_run *run, enum evn_audit_check check, uint32_t account,
                 int64_t have, int64_t want, uint64_t seq)
{
    char where[EVN_AUDIT_TEXT];
    evn_audit_where(run->fold, account, where);
    evn_audit_tell(run, check, where, have, want, seq);
}

static evn_err take_item(struct evn_audit_fold *f, struct evn_bytes body)
{
    Evernormal__Ledger__V1__ItemKnown *m =
        evernormal__ledger__v1__item_known__unpack(NULL, body.len, body.at);
    evn_err err = m != NULL ? evn_audit_names_put(&f->items, m->number, m->id) : EVN_E_CORRUPT;
    if (m != NULL)
        evernormal__ledger__v1__item_known__free_unpacked(m, NULL);
    return err;
}

static evn_err set_physical(struct evn_audit_fold *f, uint32_t place, bool physical)
{
    if (place >= f->physical_cap) {
        size_t cap = f->physical_cap > 0 ? f->physical_cap * 2 : 64;
        bool *more = realloc(f->physical, cap * sizeof *more);
        if (more == NULL)
            return EVN_E_NO_MEMORY;
        f->physical = more;
        f->physical_cap = cap;
    }
    f->physical[place] = physical;
    return EVN_OK;
}

/* Kinds from SUPPLIER on are the world outside. */
static evn_err take_place(struct evn_audit_fold *f, struct evn_bytes body)
{
    Evernormal__Ledger__V1__PlaceKnown *m =
        evernormal__ledger__v1__place_known__unpack(NULL, body.len, body.at);
    evn_err err = m != NULL ? evn_audit_names_put(&f->places, m->number, m->id) : EVN_E_CORRUPT;
    if (err == EVN_OK)
        err = set_physical(f, m->number,
                           m->kind < EVERNORMAL__LEDGER__V1__PLACE_KIND__PLACE_KIND_SUPPLIER);
    if (m != NULL)
        evernormal__ledger__v1__place_known__free_unpacked(m, NULL);
    return err;
}

static evn_err take_lot(struct evn_audit_fold *f, struct evn_bytes body)
{
    Evernormal__Ledger__V1__LotKnown *m =
        evernormal__ledger__v1__lot_known__unpack(NULL, body.len, body.at);
    evn_err err = m != NULL ? evn_audit_names_put(&f->lots, m->number, m->code) : EVN_E_CORRUPT;
    if (m != NULL)
        evernormal__ledger__v1__lot_known__free_unpacked(m, NULL);
    return err;
}

/* The views name the account as the log does. */
static evn_err compare_opened(struct evn_audit_run *run, uint32_t number, uint64_t seq)
{
    const struct evn_audit_account *a = &run->fold->account[number];
    uint8_t key[4];
    struct evn_bytes row;
    bool found;
    evn_put_be32(key, number / OPENED_SLOTS);
    evn_err err = evn_peek_get(run->peek, "opened", evn_bytes_of(key, sizeof key), &row, &found);
    if (err != EVN_OK)
        return err;
    const uint8_t *slot = found && row.len == OPENED_SLOTS * OPENED_LEN
                              ? row.at + (size_t)(number % OPENED_SLOTS) * OPENED_LEN
                              : NULL;
    if (slot == NULL || evn_get_u32(slot) != a->place || evn_get_u32(slot + 4) != a->item ||
        evn_get_u32(slot + 8) != a->lot)
        tell(run, EVN_AUDIT_ACCOUNT, number, slot != NULL ? evn_get_u32(slot) : 0, a->place, seq);
    return EVN_OK;
}

static evn_err take_account(struct evn_audit_run *run, struct evn_bytes body, uint64_t seq)
{
    struct evn_audit_fold *f = run->fold;
    Evernormal__Ledger__V1__AccountOpened *m =
        evernormal__ledger__v1__account_opened__unpack(NULL, body.len, body.at);
    bool good = m != NULL && m->place > 0 && m->place <= f->places.n && m->item > 0 &&
                m->item <= f->items.n;
    evn_err err = good ? evn_audit_reach(f, m->number) : EVN_E_CORRUPT;
    if (err == EVN_OK) {
        struct evn_audit_account *a = &f->account[m->number];
        a->place = m->place;
        a->item = m->item;
        a->lot = m->lot;
        a->known = true;
        a->physical = f->physical[m->place];
        a->latest_us = INT64_MIN;
        if (run->peek != NULL && seq <= run->at.seq)
            err = compare_opened(run, m->number, seq);
    }
    if (m != NULL)
        evernormal__ledger__v1__account_opened__free_unpacked(m, NULL);
    return err;
}

/* The row in the views is of the moment behind its head: hold it against the sums then. */
static void compare_kept(struct evn_audit_run *run, uint32_t number, uint64_t seq)
{
    struct evn_audit_account *a = &run->fold->account[number];
    if (a->kept.head != seq)
        return;
    a->compared = true;
    if (a->kept.balance != a->balance)
        tell(run, EVN_AUDIT_BALANCE, number, a->kept.balance, a->balance, seq);
    else if (a->kept.physical != a->physical || a->kept.latest_us != a->latest_us ||
             (a->physical && a->kept.taken_in != a->taken_in))
        tell(run, EVN_AUDIT_BALANCE, number, a->kept.taken_in, a->taken_in, seq);
}

/* One side of a movement. */
static void add_leg(struct evn_audit_run *run, uint32_t number, int64_t change, int64_t at_us,
                    int64_t balance_said, uint64_t seq)
{
    struct evn_audit_fold *f = run->fold;
    struct evn_audit_account *a = &f->account[number];
    if (a->physical && a->latest_us != INT64_MIN && at_us > a->latest_us && a->balance < 0)
        tell(run, EVN_AUDIT_MOMENT, number, a->balance, 0, a->head);
    a->back_dated |= a->latest_us != INT64_MIN && at_us < a->latest_us;
    a->balance = (int64_t)((uint64_t)a->balance + (uint64_t)change);
    a->latest_us = at_us > a->latest_us ? at_us : a->latest_us;
    a->taken_in += change > 0 && a->physical ? change : 0;
    a->head = seq;
    if (seq <= f->done)
        a->settled_head = seq;
    if (a->physical && run->peek != NULL && seq <= run->at.seq)
        evn_audit_chunk_leg(a, at_us, change, seq);
    if (a->balance != balance_said)
        tell(run, EVN_AUDIT_RECORD, number, balance_said, a->balance, seq);
    compare_kept(run, number, seq);
}

/* Whether both ends are accounts of one item and lot, with the flags of their kind, and the
 * movement goes the way its kind goes. */
static bool is_conserved(const struct evn_audit_fold *f, const struct evn_audit_record *r)
{
    if (r->from == 0 || r->to == 0 || r->from > f->n || r->to > f->n || r->from == r->to)
        return false;
    const struct evn_audit_account *from = &f->account[r->from], *to = &f->account[r->to];
    return r->qty > 0 && from->known && to->known && from->item == to->item &&
           from->lot == to->lot && ((r->flags & EVN_AUDIT_FROM_PHYSICAL) != 0) == from->physical &&
           ((r->flags & EVN_AUDIT_TO_PHYSICAL) != 0) == to->physical && evn_audit_fits_kind(r);
}

/* The slot of event `seq` in a row of thirty movements. */
static evn_err read_slot(struct evn_audit_run *run, uint64_t seq, uint8_t slot[MOVEMENT_LEN])
{
    uint8_t key[8];
    struct evn_bytes row = {0};
    bool found;
    memset(slot, 0, MOVEMENT_LEN);
    evn_put_be64(key, seq / MOVEMENTS_N);
    evn_err err = evn_peek_get(run->peek, "movements", evn_bytes_of(key, sizeof key), &row, &found);
    if (err == EVN_OK && found && row.len == (size_t)MOVEMENTS_N * MOVEMENT_LEN)
        memcpy(slot, row.at + seq % MOVEMENTS_N * MOVEMENT_LEN, MOVEMENT_LEN);
    return err;
}

static evn_err compare_movement(struct evn_audit_run *run, const struct evn_audit_record *r,
                                uint64_t seq)
{
    uint8_t have[MOVEMENT_LEN], want[MOVEMENT_LEN] = {0};
    const struct evn_audit_account *account = run->fold->account;
    evn_put_i64(want, r->at_us);
    evn_put_i64(want + 8, r->qty);
    evn_put_u64(want + 16, r->document);
    evn_put_u64(want + 24, account[r->from].head);
    evn_put_u64(want + 32, account[r->to].head);
    evn_put_u32(want + 40, r->from);
    evn_put_u32(want + 44, r->to);
    evn_put_u32(want + 48, r->reason);
    evn_put_u32(want + 52, r->line);
    evn_put_u16(want + 56, r->kind);
    want[58] = r->flags;
    run->fold->n_movements++;
    evn_err err = read_slot(run, seq, have);
    if (err == EVN_OK && memcmp(have, want, sizeof have) != 0)
        tell(run, EVN_AUDIT_MOVEMENT, r->from, evn_get_i64(have + 8), r->qty, seq);
    return err;
}

static evn_err take_movement(struct evn_audit_run *run, const struct evn_audit_record *r,
                             uint64_t seq)
{
    run->counts->n_movements++;
    if (!is_conserved(run->fold, r)) {
        char where[EVN_AUDIT_TEXT];
        snprintf(where, sizeof where, "#%u -> #%u", (unsigned)r->from, (unsigned)r->to);
        evn_audit_tell(run, EVN_AUDIT_CONSERVATION, where, r->qty, 0, seq);
        return EVN_OK;
    }
    evn_err err = run->peek != NULL && seq <= run->at.seq ? compare_movement(run, r, seq) : EVN_OK;
    if (err != EVN_OK)
        return err;
    add_leg(run, r->from, -r->qty, r->at_us, r->from_balance, seq);
    add_leg(run, r->to, r->qty, r->at_us, r->to_balance, seq);
    return EVN_OK;
}

static evn_err take_record(struct evn_audit_run *run, const struct evn_audit_record *r,
                           uint64_t seq)
{
    evn_err err = evn_audit_open_record(run, r, seq);
    if (err != EVN_OK)
        return err;
    evn_audit_command_record(run, r, seq, run->fold->block_seq);
    if (r->n_events > 0 && r->document != run->fold->document) {
        run->fold->document = r->document;
        err = evn_audit_id(run, r);
    }
    if (err == EVN_OK && r->kind > 0 && r->kind <= EVN_AUDIT_MOVEMENT_MAX)
        err = take_movement(run, r, seq);
    if (err == EVN_OK && r->kind == EVN_AUDIT_COUNTED)
        err = evn_audit_count_take(run, r, seq);
    return err == EVN_OK ? evn_audit_derive_record(run, r, seq) : err;
}

static evn_err take_frame(struct evn_audit_run *run, const struct evn_frame *frame, uint64_t seq)
{
    evn_err err = EVN_OK;
    switch (frame->kind) {
    case EVERNORMAL__LEDGER__V1__FRAME_KIND__FRAME_KIND_ITEM:
        return take_item(run->fold, frame->body);
    case EVERNORMAL__LEDGER__V1__FRAME_KIND__FRAME_KIND_PLACE:
        return take_place(run->fold, frame->body);
    case EVERNORMAL__LEDGER__V1__FRAME_KIND__FRAME_KIND_LOT:
        return take_lot(run->fold, frame->body);
    case EVERNORMAL__LEDGER__V1__FRAME_KIND__FRAME_KIND_ACCOUNT:
        return take_account(run, frame->body, seq);
    case EVERNORMAL__LEDGER__V1__FRAME_KIND__FRAME_KIND_DOCUMENT:
        return evn_audit_open_document(run, frame->body);
    case EVERNORMAL__LEDGER__V1__FRAME_KIND__FRAME_KIND_RECORDS:
        if (frame->body.len != (size_t)frame->count * EVN_AUDIT_RECORD_LEN)
            return EVN_E_CORRUPT;
        for (uint32_t i = 0; err == EVN_OK && i < frame->count; i++) {
            const struct evn_audit_record r =
                evn_audit_record_of(frame->body.at + (size_t)i * EVN_AUDIT_RECORD_LEN);
            err = take_record(run, &r, seq + i);
        }
        return err;
    default:
        return EVN_OK;
    }
}

evn_err evn_audit_fold_block(struct evn_audit_run *run, const struct evn_block *block)
{
    struct evn_bytes rest = block->payload;
    struct evn_frame frame;
    uint64_t seq = block->first_seq;
    evn_err err;
    run->fold->block_seq = seq;
    while ((err = evn_frame_next(&rest, &frame)) == EVN_OK) {
        err = evn_audit_frames(run, &frame, seq);
        if (err == EVN_OK)
            err = take_frame(run, &frame, seq);
        if (err == EVN_OK)
            err = evn_audit_derive_frame(run, &frame, seq);
        if (err != EVN_OK)
            return err;
        seq += frame.count;
    }
    evn_audit_command_end(run);
    return err == EVN_E_AGAIN ? EVN_OK : err;
}

static int by_stuff(const void *a, const void *b)
{
    const struct evn_audit_account *x = *(const struct evn_audit_account *const *)a;
    const struct evn_audit_account *y = *(const struct evn_audit_account *const *)b;
    if (x->item != y->item)
        return x->item < y->item ? -1 : 1;
    return x->lot != y->lot ? (x->lot < y->lot ? -1 : 1) : 0;
}

/* Everything of one item and lot, wherever it is, sums to zero. */
static evn_err check_sums(struct evn_audit_run *run)
{
    struct evn_audit_fold *f = run->fold;
    struct evn_audit_account **sorted = calloc(f->n + 1, sizeof(struct evn_audit_account *));
    size_t n = 0;
    if (sorted == NULL)
        return EVN_E_NO_MEMORY;
    for (size_t i = 1; i <= f->n; i++)
        if (f->account[i].known)
            sorted[n++] = &f->account[i];
    qsort(sorted, n, sizeof *sorted, by_stuff);
    for (size_t i = 0, end; i < n; i = end) {
        uint64_t sum = 0;
        for (end = i; end < n && by_stuff(&sorted[i], &sorted[end]) == 0; end++)
            sum += (uint64_t)sorted[end]->balance;
        if (sum != 0)
            tell(run, EVN_AUDIT_CONSERVATION, (uint32_t)(sorted[i] - f->account), (int64_t)sum, 0,
                 0);
    }
    free(sorted);
    return EVN_OK;
}

/* Add the movements of a row to *arg. */
static evn_err count_movements(void *arg, struct evn_bytes key, struct evn_bytes value)
{
    static const uint8_t none[MOVEMENT_LEN];
    uint64_t *n = arg;
    (void)key;
    for (size_t at = 0; at + MOVEMENT_LEN <= value.len; at += MOVEMENT_LEN)
        *n += memcmp(value.at + at, none, sizeof none) != 0;
    return EVN_OK;
}

/* No more movements than the log has; each of those was looked for already. */
static evn_err check_movements(struct evn_audit_run *run)
{
    uint64_t have = 0, want = run->fold->n_movements;
    evn_err err = evn_peek_each(run->peek, "movements", count_movements, &have);
    if (err == EVN_OK && have != want)
        evn_audit_tell(run, EVN_AUDIT_MOVEMENT, "movements", (int64_t)have, (int64_t)want, 0);
    return err;
}

evn_err evn_audit_fold_end(struct evn_audit_run *run, bool *again)
{
    struct evn_audit_fold *f = run->fold;
    evn_err err = check_sums(run);
    *again = false;
    evn_audit_derive_sum(run->derived, run->counts);
    for (uint32_t i = 1; err == EVN_OK && i <= f->n; i++) {
        const struct evn_audit_account *a = &f->account[i];
        run->counts->n_accounts += a->known;
        *again |= (a->back_dated && a->physical) || a->counted;
        if (a->physical && a->balance < 0)
            tell(run, EVN_AUDIT_MOMENT, i, a->balance, 0, a->head);
        if (run->peek == NULL)
            continue;
        if (a->kept.head != 0 && !a->compared)
            tell(run, EVN_AUDIT_BALANCE, i, a->kept.balance, a->balance, a->kept.head);
        else if (a->kept.head < a->settled_head)
            tell(run, EVN_AUDIT_BALANCE, i, a->kept.balance, a->balance, a->settled_head);
    }
    if (err == EVN_OK && run->peek != NULL)
        err = check_movements(run);
    if (err == EVN_OK && run->peek != NULL)
        err = evn_audit_ids_end(run);
    if (err == EVN_OK)
        err = evn_audit_frames_end(run);
    if (err == EVN_OK)
        err = evn_audit_chunks_end(run);
    if (err == EVN_OK)
        err = evn_audit_flows_end(run);
    return err == EVN_OK ? evn_audit_open_end(run) : err;
}
