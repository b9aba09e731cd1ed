#include "services/ledger/core/apply.h"

#include "services/ledger/core/digest.h"
#include "services/ledger/core/event.h"
#include "services/ledger/core/rare.h"
#include "services/ledger/core/record.h"
#include "services/ledger/core/ship.h"

/* Give `text` the number the event says, or find that it has it already. */
static evn_err enter(struct evn_dict *dict, uint32_t scope, const struct evn_known *known)
{
    if (known->number <= dict->n)
        return evn_dict_find(dict, scope, known->id) == known->number ? EVN_OK : EVN_E_CORRUPT;
    if (known->number != dict->n + 1 || evn_dict_find(dict, scope, known->id) != 0)
        return EVN_E_CORRUPT;
    return evn_dict_add(dict, scope, known->id);
}

static evn_err apply_item(struct evn_ledger_state *s, const struct evn_known *known)
{
    if (known->item.tracking < EVN_TRACKING_NONE || known->item.tracking > EVN_TRACKING_SERIAL)
        return EVN_E_CORRUPT;
    struct evn_item item = known->item;
    const struct evn_item *old = known->number > 0 && known->number <= s->item_ids.n
                                     ? evn_ledger_item(s, known->number)
                                     : NULL;
    item.first_expiry = old != NULL ? old->first_expiry : EVN_DAY_NONE;
    evn_err err = enter(&s->item_ids, 0, known);
    if (err == EVN_OK)
        err = evn_grow_reach(&s->items, known->number);
    if (err == EVN_OK)
        err = evn_packs_put(&s->packs, known, old);
    if (err == EVN_OK)
        *(struct evn_item *)evn_grow_at(&s->items, known->number) = item;
    if (err == EVN_OK && evn_item_is_cold(&known->item))
        err = evn_cold_item(&s->cold, known->number);
    return err;
}

static evn_err apply_place(struct evn_ledger_state *s, const struct evn_known *known)
{
    if (!evn_place_kind_known(known->place.kind) || known->place.parent >= known->number)
        return EVN_E_CORRUPT;
    evn_err err = enter(&s->place_ids, 0, known);
    if (err == EVN_OK)
        err = evn_grow_reach(&s->places, known->number);
    if (err == EVN_OK)
        *(struct evn_place *)evn_grow_at(&s->places, known->number) = known->place;
    return err;
}

/* What is said again of a lot adds to what was told; what tells pieces apart stays. */
static evn_err tell_lot(struct evn_ledger_state *s, const struct evn_known *known)
{
    struct evn_lot *lot = evn_ledger_lot(s, known->number);
    bool same = lot->item == known->lot_item && lot->expiry.n == known->expiry.n &&
                lot->bill == known->bill && known->vvm_stage <= EVN_VVM_MAX;
    if (!same || enter(&s->lot_codes, known->lot_item, known) != EVN_OK ||
        !evn_lots_follows(&s->told, lot->told, known->owner, known->made, known->vvm_stage))
        return EVN_E_CORRUPT;
    return evn_lots_tell(&s->told, &lot->told, known->owner, known->made, known->vvm_stage);
}

static evn_err apply_lot(struct evn_ledger_state *s, const struct evn_known *known)
{
    if (known->number > 0 && known->number <= s->lot_codes.n)
        return tell_lot(s, known);
    if (known->lot_item == 0 || known->lot_item > s->item_ids.n || known->vvm_stage > EVN_VVM_MAX ||
        known->owner.len > EVN_NAME_MAX)
        return EVN_E_CORRUPT;
    evn_err err = enter(&s->lot_codes, known->lot_item, known);
    if (err == EVN_OK)
        err = evn_grow_reach(&s->lots, known->number);
    if (err == EVN_OK)
        *evn_ledger_lot(s, known->number) = (struct evn_lot){.item = known->lot_item,
                                                             .expiry = known->expiry,
                                                             .bill = known->bill,
                                                             .latest_us = INT64_MIN};
    if (err == EVN_OK)
        err = evn_lots_tell(&s->told, &evn_ledger_lot(s, known->number)->told, known->owner,
                            known->made, known->vvm_stage);
    struct evn_item *item = evn_grow_at(&s->items, known->lot_item);
    if (err == EVN_OK && known->expiry.n < item->first_expiry.n)
        item->first_expiry = known->expiry;
    return err;
}

static evn_err apply_account(struct evn_ledger_state *s, const struct evn_known *known)
{
    const struct evn_account_key key = {known->at_place, known->lot_item, known->lot};
    bool is_new = known->number == s->n_accounts + 1 && evn_ledger_key_known(s, &key) &&
                  evn_ledger_find_account(s, key.place, key.item, key.lot) == 0;
    return is_new ? evn_ledger_open_account(s, &key) : EVN_E_CORRUPT;
}

static evn_err apply_known(struct evn_ledger_state *s, const struct evn_frame *frame)
{
    struct evn_known known;
    evn_err err = evn_event_read_known(frame, &known);
    if (err != EVN_OK || frame->count != 1)
        return EVN_E_CORRUPT;
    if (frame->kind != EVN_LEDGER_FRAME_ACCOUNT)
        evn_digest_entry(&s->digest, frame->kind, frame->body);
    switch (frame->kind) {
    case EVN_LEDGER_FRAME_ITEM:
        return apply_item(s, &known);
    case EVN_LEDGER_FRAME_PLACE:
        return apply_place(s, &known);
    case EVN_LEDGER_FRAME_LOT:
        return apply_lot(s, &known);
    case EVN_LEDGER_FRAME_REASON:
        return enter(&s->reasons, 0, &known);
    case EVN_LEDGER_FRAME_ACTOR:
        return enter(&s->actors, 0, &known);
    default:
        return apply_account(s, &known);
    }
}

/* One side of a movement. */
static evn_err apply_leg(struct evn_ledger_state *s, uint64_t seq, uint32_t number, int64_t delta,
                         int64_t at_us)
{
    struct evn_account *a = evn_ledger_account(s, number);
    a->balance += delta;
    evn_digest_balance(&s->digest, a->place, evn_account_item(s, a), evn_account_lot(a), delta);
    if (!a->physical)
        return EVN_OK;
    if (delta > 0)
        a->taken_in += delta;
    if (at_us > a->latest_us)
        a->latest_us = at_us;
    if (evn_account_lot(a) != EVN_LOT_NONE) {
        struct evn_lot *lot = evn_ledger_lot(s, a->what);
        lot->on_hand = (int64_t)((uint64_t)lot->on_hand + (uint64_t)delta);
        if (at_us > lot->latest_us)
            lot->latest_us = at_us;
    }
    const struct evn_leg leg = {.seq = seq, .at_us = at_us, .delta = delta, .account = number};
    struct evn_chain chain = evn_account_chain(a);
    evn_err err = evn_overlay_add(&s->overlay, &leg, &chain);
    evn_account_set_chain(a, &chain);
    return err;
}

static bool sums_up(const struct evn_ledger_state *s, const struct evn_record *r)
{
    int64_t from, to;
    return r->qty > 0 && r->from != r->to && r->from > 0 && r->to > 0 && r->from <= s->n_accounts &&
           r->to <= s->n_accounts &&
           !__builtin_sub_overflow(evn_ledger_account(s, r->from)->balance, r->qty, &from) &&
           !__builtin_add_overflow(evn_ledger_account(s, r->to)->balance, r->qty, &to) &&
           !evn_account_is_any(evn_ledger_account(s, r->from)) &&
           !evn_account_is_any(evn_ledger_account(s, r->to)) && from == r->from_balance &&
           to == r->to_balance;
}

/* Goods went aboard for a stop, or left from there. */
static evn_err apply_aboard(struct evn_ledger_state *s, uint64_t seq, const struct evn_record *r)
{
    if (evn_record_takes_aboard(r)) {
        struct evn_open *row = evn_opens_find(&s->opens, r->ref);
        if (row == NULL || row->kind != EVN_OPEN_ABOARD || row->account != r->from ||
            row->left < r->qty)
            return EVN_E_CORRUPT;
        evn_digest_open(&s->digest, r->ref, -r->qty);
        evn_opens_take(&s->opens, row, r->qty);
    }
    if (!evn_record_puts_aboard(r))
        return EVN_OK;
    const struct evn_open row = {.seq = seq,
                                 .left = r->qty,
                                 .at_us = r->occurred_at_us,
                                 .kind = EVN_OPEN_ABOARD,
                                 .name = s->open_name,
                                 .account = r->to,
                                 .aux = r->aux};
    evn_digest_open(&s->digest, seq, r->qty);
    return evn_opens_add(&s->opens, &row);
}

static evn_err make_claim(struct evn_ledger_state *s, uint64_t seq, const struct evn_record *r)
{
    const struct evn_open row = {.seq = seq,
                                 .left = r->qty,
                                 .at_us = r->claimed_at_us,
                                 .kind = EVN_OPEN_CLAIM,
                                 .name = s->open_name,
                                 .account = r->from,
                                 .aux = r->aux,
                                 .earmark = (r->flags & EVN_RECORD_F_EARMARK) != 0};
    return evn_opens_add(&s->opens, &row);
}

static evn_err apply_claim(struct evn_ledger_state *s, uint64_t seq, const struct evn_record *r)
{
    bool made = r->kind == EVN_RECORD_CLAIM_MADE;
    if (r->from == 0 || r->from > s->n_accounts || r->qty <= 0 ||
        !evn_account_bears_claims(evn_ledger_account(s, r->from)))
        return EVN_E_CORRUPT;
    struct evn_open *row = made ? NULL : evn_opens_find(&s->opens, r->ref);
    if (!made && (row == NULL || row->kind != EVN_OPEN_CLAIM || row->account != r->from ||
                  row->left < r->qty))
        return EVN_E_CORRUPT;
    int came = made ? 1 : row->left == r->qty ? -1 : 0;
    evn_err err = evn_ledger_claim(s, r->from, made ? r->qty : -r->qty, came);
    if (err != EVN_OK)
        return err;
    if (evn_ledger_claims(s, r->from) != r->from_balance)
        return EVN_E_CORRUPT;
    evn_digest_open(&s->digest, made ? seq : r->ref, made ? r->qty : -r->qty);
    if (made)
        return make_claim(s, seq, r);
    evn_opens_take(&s->opens, row, r->qty);
    return EVN_OK;
}

static evn_err apply_movement(struct evn_ledger_state *s, uint64_t seq, const struct evn_record *r)
{
    if (!sums_up(s, r))
        return EVN_E_CORRUPT;
    evn_err err = apply_leg(s, seq, r->from, -r->qty, r->occurred_at_us);
    if (err == EVN_OK)
        err = apply_leg(s, seq, r->to, r->qty, r->occurred_at_us);
    if (err == EVN_OK && (r->kind == EVN_RECORD_SHIP || r->ref != 0))
        err = apply_aboard(s, seq, r);
    return err;
}

static evn_err apply_record(struct evn_ledger_state *s, uint64_t seq, const struct evn_record *r)
{
    if (evn_record_is_movement(r->kind))
        return apply_movement(s, seq, r);
    if (r->kind == EVN_RECORD_CLAIM_MADE ||
        (r->kind >= EVN_RECORD_CLAIM_RELEASED && r->kind <= EVN_RECORD_CLAIM_EXPIRED))
        return apply_claim(s, seq, r);
    if (evn_rare_is_record(r->kind))
        return evn_rare_apply_record(s, seq, r);
    bool known = r->kind == EVN_RECORD_REFUSED || r->kind == EVN_RECORD_ACCEPTED;
    return known ? EVN_OK : EVN_E_UNKNOWN_EVENT;
}

/* The last record of a command makes its id known. */
static evn_err note_id(struct evn_ledger_state *s, uint64_t seq, const struct evn_record *r)
{
    if (seq + 1 != r->document + r->n_events)
        return EVN_OK;
    s->last_actor = r->actor <= s->actors.n ? r->actor : 0;
    const struct evn_id_row row = {
        .seq = r->document, .n = r->n_events, .actor = r->actor, .hash = r->hash};
    return evn_ids_add(&s->ids, &r->command, &row);
}

static evn_err apply_records(struct evn_ledger_state *s, const struct evn_frame *frame)
{
    if (frame->count != frame->body.len / EVN_RECORD_LEN || frame->body.len % EVN_RECORD_LEN != 0)
        return EVN_E_CORRUPT;
    for (uint32_t i = 0; i < frame->count; i++) {
        const struct evn_record *r = evn_record_at(frame->body.at + (size_t)i * EVN_RECORD_LEN);
        evn_err err = r != NULL ? apply_record(s, s->next_seq + i, r) : EVN_E_CORRUPT;
        if (err == EVN_OK)
            err = note_id(s, s->next_seq + i, r);
        if (err != EVN_OK)
            return err;
    }
    return EVN_OK;
}

/* What the records behind it open is named by it. */
static evn_err apply_document(struct evn_ledger_state *s, const struct evn_frame *frame)
{
    struct evn_document_text text;
    s->open_name = 0;
    evn_err err = evn_event_read_document(frame->body, &text);
    if (err != EVN_OK)
        return err;
    if (text.kind == EVN_DOCUMENT_CLAIM)
        return evn_opens_name(&s->opens, EVN_OPEN_CLAIM, text.owner, &s->open_name);
    if (evn_document_reverses(&text))
        err = evn_rare_apply(s, s->next_seq, frame);
    if (err == EVN_OK && (text.kind == EVN_DOCUMENT_SHIPMENT || evn_document_reverses(&text)))
        err = evn_opens_name(&s->opens, EVN_OPEN_ABOARD, text.reference, &s->open_name);
    return err;
}

evn_err evn_ledger_apply(struct evn_ledger_state *state, const struct evn_frame *frame)
{
    evn_err err = EVN_OK;
    if (frame->kind == EVN_LEDGER_FRAME_RECORDS)
        err = apply_records(state, frame);
    else if (frame->kind >= EVN_LEDGER_FRAME_ITEM && frame->kind <= EVN_LEDGER_FRAME_ACCOUNT)
        err = apply_known(state, frame);
    else if (frame->kind == EVN_LEDGER_FRAME_DOCUMENT)
        err = apply_document(state, frame);
    else if (evn_rare_is_frame(frame->kind))
        err = evn_rare_apply(state, state->next_seq, frame);
    else if (frame->kind != EVN_LEDGER_FRAME_REFUSED && !frame->ignorable)
        err = EVN_E_UNKNOWN_EVENT;
    if (err == EVN_OK)
        state->next_seq += frame->count;
    return err;
}

evn_err evn_ledger_apply_all(struct evn_ledger_state *state, struct evn_bytes payload)
{
    struct evn_frame frame;
    evn_err err;
    while ((err = evn_frame_next(&payload, &frame)) == EVN_OK) {
        err = evn_ledger_apply(state, &frame);
        if (err != EVN_OK)
            return err;
    }
    return err == EVN_E_AGAIN ? EVN_OK : err;
}
