#include "services/ledger/core/rare.h"

#include "services/ledger/core/digest.h"
#include "services/ledger/core/event.h"
#include "services/ledger/core/record.h"

static evn_err apply_hold(struct evn_ledger_state *s, const struct evn_record *r)
{
    const struct evn_hold hold = {
        .lot = r->from, .place = r->to, .reason = r->reason, .cause = r->aux};
    bool known = hold.lot > 0 && hold.lot <= s->lot_codes.n && hold.place <= s->place_ids.n &&
                 hold.reason > 0 && hold.reason <= s->reasons.n;
    bool put = r->kind == EVN_RECORD_HOLD_PUT;
    if (!known || evn_holds_has(&s->holds, &hold) == put)
        return EVN_E_CORRUPT;
    evn_digest_hold(&s->digest, &hold, put ? 1 : -1);
    if (put)
        return evn_holds_put(&s->holds, &hold);
    evn_holds_release(&s->holds, &hold);
    return EVN_OK;
}

/* The claim itself may be gone by now: views hold what is left of each, and every change of these.
 */
static evn_err apply_blocked(struct evn_ledger_state *s, const struct evn_record *r, int64_t delta)
{
    if (r->ref == 0 || r->qty <= 0)
        return EVN_E_CORRUPT;
    evn_digest_blocked(&s->digest, r->ref, delta);
    return evn_sums_add(&s->blocked, r->ref, delta);
}

/* Movements keep it true; here it is only remembered. */
static evn_err apply_counted(struct evn_ledger_state *s, uint64_t seq, const struct evn_record *r)
{
    const struct evn_barrier barrier = {.at_us = r->occurred_at_us, .counted = r->qty, .seq = seq};
    if (r->from == 0 || r->from > s->n_accounts || !evn_ledger_account(s, r->from)->physical ||
        evn_account_is_any(evn_ledger_account(s, r->from)) || r->qty < 0)
        return EVN_E_CORRUPT;
    const struct evn_barrier *old = evn_barriers_from(&s->barriers, r->from, barrier.at_us);
    if (old != NULL && old->at_us == barrier.at_us)
        return EVN_E_CORRUPT;
    evn_digest_count(&s->digest, r->from, barrier.at_us, barrier.counted);
    return evn_barriers_add(&s->barriers, r->from, &barrier);
}

evn_err evn_rare_apply_record(struct evn_ledger_state *state, uint64_t seq,
                              const struct evn_record *record)
{
    switch (record->kind) {
    case EVN_RECORD_HOLD_PUT:
    case EVN_RECORD_HOLD_RELEASED:
        return apply_hold(state, record);
    case EVN_RECORD_CLAIM_BLOCKED:
        return apply_blocked(state, record, record->qty);
    case EVN_RECORD_CLAIM_UNBLOCKED:
        return apply_blocked(state, record, -record->qty);
    case EVN_RECORD_COUNTED:
        return apply_counted(state, seq, record);
    default:
        return EVN_E_UNKNOWN_EVENT;
    }
}

static evn_err apply_run(struct evn_ledger_state *state, uint64_t seq,
                         const struct evn_frame *frame)
{
    struct evn_record record;
    if (frame->body.len != EVN_RECORD_LEN)
        return EVN_E_CORRUPT;
    evn_err err = evn_record_get(frame->body.at, &record);
    return err == EVN_OK ? evn_rare_apply_record(state, seq, &record) : err;
}

bool evn_rare_is_event(const struct evn_frame *frame)
{
    struct evn_document_text text;
    return evn_rare_is_frame(frame->kind) ||
           (frame->kind == EVN_LEDGER_FRAME_DOCUMENT &&
            evn_event_read_document(frame->body, &text) == EVN_OK && evn_document_reverses(&text));
}

/* A document is undone once, after it happened. */
static evn_err apply_reversal(struct evn_ledger_state *s, uint64_t seq,
                              const struct evn_frame *frame)
{
    struct evn_document_text text;
    evn_err err = evn_event_read_document(frame->body, &text);
    if (err != EVN_OK)
        return err;
    if (!evn_document_reverses(&text) || text.of == 0 || text.of >= seq ||
        evn_reversed_by(&s->reversed, text.of) != 0)
        return EVN_E_CORRUPT;
    evn_digest_entry(&s->digest, frame->kind, frame->body);
    return evn_reversed_add(&s->reversed, text.of, seq);
}

static evn_err apply_kit(struct evn_ledger_state *s, const struct evn_frame *frame)
{
    struct evn_kit kit;
    evn_err err = evn_kit_read(frame->body, &kit);
    if (err != EVN_OK || kit.item > s->item_ids.n)
        return EVN_E_CORRUPT;
    for (uint32_t i = 0; i < kit.n_parts; i++)
        if (kit.part[i].item > s->item_ids.n || kit.part[i].item == kit.item)
            return EVN_E_CORRUPT;
    evn_digest_entry(&s->digest, frame->kind, frame->body);
    return evn_kits_put(&s->kits, &kit);
}

evn_err evn_rare_apply(struct evn_ledger_state *state, uint64_t seq, const struct evn_frame *frame)
{
    switch (frame->kind) {
    case EVN_LEDGER_FRAME_KIT:
        return apply_kit(state, frame);
    case EVN_LEDGER_FRAME_DOCUMENT:
        return apply_reversal(state, seq, frame);
    case EVN_LEDGER_FRAME_RECORDS:
        return apply_run(state, seq, frame);
    case EVN_LEDGER_FRAME_RECALL:
        evn_digest_entry(&state->digest, frame->kind, frame->body);
        return evn_recalls_apply(&state->recalls, seq, frame->body);
    case EVN_LEDGER_FRAME_COLD:
        evn_digest_entry(&state->digest, frame->kind, frame->body);
        return evn_cold_apply(&state->cold, frame->body);
    case EVN_LEDGER_FRAME_COUNT:
        return evn_counts_apply(state, seq, frame);
    case EVN_LEDGER_FRAME_EXPECTED:
        return evn_expecteds_apply(state, seq, frame);
    case EVN_LEDGER_FRAME_CROSSING:
    case EVN_LEDGER_FRAME_THRESHOLD:
        return evn_thresholds_apply(state, frame);
    case EVN_LEDGER_FRAME_DISCREPANCY:
        return evn_discrepancies_apply(state, seq, frame);
    default:
        return frame->ignorable ? EVN_OK : EVN_E_UNKNOWN_EVENT;
    }
}
