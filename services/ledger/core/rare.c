#include "services/ledger/core/rare.h"

#include "services/ledger/core/digest.h"
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

evn_err evn_rare_apply_record(struct evn_ledger_state *state, uint64_t seq,
                              const struct evn_record *record)
{
    (void)seq;
    switch (record->kind) {
    case EVN_RECORD_HOLD_PUT:
    case EVN_RECORD_HOLD_RELEASED:
        return apply_hold(state, record);
    case EVN_RECORD_CLAIM_BLOCKED:
        return apply_blocked(state, record, record->qty);
    case EVN_RECORD_CLAIM_UNBLOCKED:
        return apply_blocked(state, record, -record->qty);
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

evn_err evn_rare_apply(struct evn_ledger_state *state, uint64_t seq, const struct evn_frame *frame)
{
    switch (frame->kind) {
    case EVN_LEDGER_FRAME_RECORDS:
        return apply_run(state, seq, frame);
    case EVN_LEDGER_FRAME_RECALL:
        evn_digest_entry(&state->digest, frame->kind, frame->body);
        return evn_recalls_apply(&state->recalls, seq, frame->body);
    case EVN_LEDGER_FRAME_COLD:
        evn_digest_entry(&state->digest, frame->kind, frame->body);
        return evn_cold_apply(&state->cold, frame->body);
    default:
        return frame->ignorable ? EVN_OK : EVN_E_UNKNOWN_EVENT;
    }
}
