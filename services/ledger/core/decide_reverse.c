#include "services/ledger/core/check.h"
#include "services/ledger/core/parts.h"
#include "services/ledger/core/ship.h"

/* The decimal digits of a number, in the arena; empty when it is full. */
static struct evn_bytes digits(struct evn_draft *d, uint64_t n)
{
    enum { MAX = 20 };
    uint8_t *text = evn_arena_alloc(d->arena, MAX);
    size_t at = MAX;
    if (text == NULL)
        return evn_bytes_text("");
    do {
        text[--at] = (uint8_t)('0' + n % 10);
        n /= 10;
    } while (n > 0);
    return evn_bytes_of(text + at, MAX - at);
}

/* What is aboard no longer as it was loaded, or a claim of which some was used. */
static evn_err refuse_used(struct evn_draft *d, const struct evn_record *r, int64_t left)
{
    const struct evn_account *a =
        evn_ledger_account(d->state, r->kind == EVN_RECORD_SHIP ? r->to : r->from);
    evn_err err = evn_draft_refuse_stock(d, EVN_E_WRONG_STATE, r->line, a->place,
                                         evn_account_item(d->state, a), evn_account_lot(a));
    d->refusal->have = left;
    d->refusal->want = r->qty;
    return evn_draft_in_state(d, err, EVN_S_USED);
}

/* A serial number that comes back from outside is nowhere else, now or since. */
static evn_err check_serial(struct evn_draft *d, const struct evn_record *r, int64_t at_us)
{
    const struct evn_account *from = evn_ledger_account(d->state, r->from);
    const struct evn_account *to = evn_ledger_account(d->state, r->to);
    uint32_t lot = evn_account_lot(from);
    if (!from->physical || to->physical ||
        evn_ledger_item(d->state, evn_account_item(d->state, from))->tracking !=
            EVN_TRACKING_SERIAL)
        return EVN_OK;
    const struct evn_lot *l = evn_ledger_lot(d->state, lot);
    if (l->on_hand == 0 && at_us >= l->latest_us)
        return EVN_OK;
    return evn_draft_refuse_serial(d, r->line, evn_account_item(d->state, from), lot);
}

static evn_err undo_movement(struct evn_draft *d, const struct evn_ledger_reverse *reverse,
                             uint32_t i)
{
    const struct evn_record *r = &reverse->original->records[i];
    const struct evn_account *from = evn_ledger_account(d->state, r->from);
    const struct evn_account *to = evn_ledger_account(d->state, r->to);
    uint64_t seq = reverse->original->seqs[i];
    struct evn_move move = {.kind = r->kind,
                            .flags = EVN_RECORD_F_REVERSAL,
                            .line = r->line,
                            .qty = r->qty,
                            .at_us = reverse->as_of ? r->occurred_at_us : d->now_us,
                            .ref = seq};
    if (r->kind == EVN_RECORD_SHIP && r->aux != 0) {
        const struct evn_open *row = evn_opens_find(&d->state->opens, seq);
        if (row == NULL || row->left < r->qty)
            return refuse_used(d, r, row != NULL ? row->left : 0);
        move.aux = r->aux;
    } else if (evn_record_takes_aboard(r) && reverse->original->shipment.len > 0) {
        move.aux = r->aux;
    }
    evn_err err = check_serial(d, r, move.at_us);
    return err != EVN_OK ? err
                         : evn_draft_move(d, &move, to->place, from->place,
                                          evn_account_item(d->state, from), evn_account_lot(from));
}

/* A claim of which nothing was used is given back. */
static evn_err undo_claim(struct evn_draft *d, const struct evn_record *r, uint64_t seq)
{
    const struct evn_open *row = evn_opens_find(&d->state->opens, seq);
    const struct evn_account *a = evn_ledger_account(d->state, r->from);
    if (row == NULL || row->left < r->qty)
        return refuse_used(d, r, row != NULL ? row->left : 0);
    evn_err err = evn_draft_room_claim(d);
    if (err != EVN_OK)
        return err;
    const struct evn_touch *t =
        evn_draft_touch(d, a->place, evn_account_item(d->state, a), evn_account_lot(a));
    d->claims[d->n_claims++] = (struct evn_claim_move){.kind = EVN_RECORD_CLAIM_RELEASED,
                                                       .line = r->line,
                                                       .touch = (uint32_t)(t - d->touches),
                                                       .qty = r->qty,
                                                       .ref = seq};
    return EVN_OK;
}

/* What a document used up of claims stays used: its goods come back free for everybody. */
static evn_err undo(struct evn_draft *d, const struct evn_ledger_reverse *reverse)
{
    const struct evn_ledger_original *o = reverse->original;
    evn_err err = EVN_OK;
    for (uint32_t i = o->n_records; i > 0 && err == EVN_OK; i--) {
        const struct evn_record *r = &o->records[i - 1];
        if (evn_record_is_movement(r->kind))
            err = undo_movement(d, reverse, i - 1);
        else if (r->kind == EVN_RECORD_CLAIM_MADE)
            err = undo_claim(d, r, o->seqs[i - 1]);
    }
    if (err == EVN_OK && d->n_moves + d->n_claims == 0)
        err = evn_draft_refuse_text(d, EVN_E_NO_REVERSAL, 0, "document", digits(d, o->document));
    return err;
}

/* Counts, holds and what undid something are not undone. */
static bool can_be_undone(const struct evn_ledger_original *o)
{
    for (uint32_t i = 0; i < o->n_records; i++) {
        const struct evn_record *r = &o->records[i];
        bool claim = r->kind >= EVN_RECORD_CLAIM_MADE && r->kind <= EVN_RECORD_CLAIM_UNBLOCKED;
        if ((!claim && !evn_record_is_movement(r->kind)) || (r->flags & EVN_RECORD_F_REVERSAL) != 0)
            return false;
    }
    return true;
}

static evn_err check_original(struct evn_draft *d, const struct evn_ledger_reverse *reverse)
{
    const struct evn_ledger_original *o = reverse->original;
    if (o->document == 0)
        return evn_draft_refuse_text(d, EVN_E_UNKNOWN_REF, 0, "document",
                                     digits(d, reverse->document));
    uint64_t by = evn_reversed_by(&d->state->reversed, o->document);
    if (by != 0) {
        evn_err err = evn_draft_refuse_text(d, EVN_E_EXISTS, 0, "reversal", digits(d, by));
        d->refusal->have = (int64_t)by;
        return evn_draft_in_state(d, err, EVN_S_UNDONE);
    }
    return can_be_undone(o)
               ? EVN_OK
               : evn_draft_refuse_text(d, EVN_E_NO_REVERSAL, 0, "document", digits(d, o->document));
}

evn_err evn_decide_reverse(struct evn_draft *d, const struct evn_ledger_reverse *reverse,
                           struct evn_ledger_emit *emit)
{
    const struct evn_ledger_original *o = reverse->original;
    evn_err err = evn_decide_check_text(d, reverse->note, EVN_NOTE_MAX, "note");
    if (err == EVN_OK)
        err = evn_decide_check_text(d, reverse->reason, EVN_NAME_MAX, "reason");
    if (err == EVN_OK && reverse->reason.len == 0)
        err = evn_draft_refuse(d, EVN_E_MISSING_FIELD, 0, "reason");
    if (err == EVN_OK)
        err = check_original(d, reverse);
    /* Each of both legs may have a count to correct. */
    evn_decide_caps(d, 3 * o->n_records, o->n_records);
    if (err == EVN_OK)
        err = undo(d, reverse);
    if (err == EVN_OK && o->expected != 0)
        err = evn_decide_not_come(d, o);
    emit->reason_text = reverse->reason;
    emit->text = (struct evn_document_text){.kind = reverse->as_of ? EVN_DOCUMENT_REVERSAL_AS_OF
                                                                   : EVN_DOCUMENT_REVERSAL_TODAY,
                                            .of = o->document,
                                            .reference = o->shipment,
                                            .note = reverse->note};
    emit->has_text = true;
    if (err == EVN_OK)
        err = evn_aboard_check(d);
    return err != EVN_OK || d->n_moves == 0 ? err : evn_decide_check(d);
}
