#include "common/base/num.h"
#include "services/ledger/core/claims.h"
#include "services/ledger/core/parts.h"
#include "services/ledger/core/rule.h"
#include "services/ledger/core/turns.h"

static evn_err check_document_head(struct evn_draft *d, const struct evn_ledger_document *doc)
{
    evn_err err = evn_decide_check_text(d, doc->note, EVN_NOTE_MAX, "note");
    if (err == EVN_OK)
        err = evn_decide_check_text(d, doc->reference, EVN_NAME_MAX, "reference");
    if (err == EVN_OK)
        err = evn_decide_check_text(d, doc->reason, EVN_NAME_MAX, "reason");
    if (err == EVN_OK)
        err = evn_decide_check_text(d, doc->recipient, EVN_NAME_MAX, "recipient");
    return err == EVN_OK ? evn_decide_check_n_lines(d, doc->n_lines) : err;
}

/* Who got it is said of what is given out for use, and of what comes back from there. */
static evn_err check_recipient(struct evn_draft *d, const struct evn_ledger_document *doc,
                               uint32_t kind, uint32_t number)
{
    bool used =
        kind == EVN_RECORD_ISSUE || kind == EVN_RECORD_DISPENSE || kind == EVN_RECORD_RETURN;
    if (doc->recipient.len == 0 || used)
        return EVN_OK;
    return evn_draft_refuse(d, EVN_E_BAD_FIELD, number, "recipient");
}

/* What comes back was given out, by whatever place, or a reason says where it comes from. */
static evn_err check_return(struct evn_draft *d, const struct evn_ledger_line *line,
                            uint32_t number)
{
    if (line->kind != EVN_RECORD_RETURN || d->has_reason)
        return EVN_OK;
    const struct evn_move *last = &d->moves[d->n_moves - 1];
    const struct evn_touch *from = &d->touches[last->from], *to = &d->touches[last->to];
    int64_t out = from->balance;
    bool fits = true;
    if (evn_ledger_place(d->state, from->place)->kind != EVN_PLACE_CONSUMED)
        return EVN_OK;
    for (uint32_t i = 0; fits && i + 1 < d->n_moves; i++) {
        const struct evn_move *m = &d->moves[i];
        int64_t delta = m->to == last->from ? m->qty : m->from == last->from ? -m->qty : 0;
        fits = evn_add_i64(out, delta, &out);
    }
    if (!fits)
        return evn_draft_refuse(d, EVN_E_OVERFLOW, number, "quantity");
    if (out >= last->qty)
        return EVN_OK;
    evn_err err = evn_draft_refuse_stock(d, EVN_E_NOT_ISSUED, number, to->place, to->item, to->lot);
    d->refusal->have = out > 0 ? out : 0;
    d->refusal->want = last->qty;
    return err;
}

evn_err evn_decide_document(struct evn_draft *d, const struct evn_ledger_document *doc,
                            struct evn_ledger_emit *emit)
{
    evn_err err = check_document_head(d, doc);
    evn_decide_caps(d, d->state->limits.n_lines_max, d->state->limits.n_lines_max);
    d->has_reason = doc->reason.len > 0;
    for (uint32_t i = 0; i < doc->n_lines && err == EVN_OK; i++) {
        uint32_t first = d->n_moves;
        if (doc->lines[i].override && doc->reason.len == 0)
            return evn_draft_refuse(d, EVN_E_MISSING_FIELD, i + 1, "reason");
        err = evn_rule_is_line(doc->lines[i].kind)
                  ? evn_draft_line(d, &doc->lines[i], i + 1)
                  : evn_draft_refuse(d, EVN_E_BAD_FIELD, i + 1, "kind");
        if (err == EVN_OK)
            err = check_recipient(d, doc, doc->lines[i].kind, i + 1);
        if (err == EVN_OK)
            err = check_return(d, &doc->lines[i], i + 1);
        if (err == EVN_OK)
            err = evn_claims_use(d, doc->lines[i].claim, first);
    }
    emit->reason_text = doc->reason;
    emit->has_text = doc->note.len > 0 || doc->reference.len > 0 || doc->expected.len > 0 ||
                     doc->recipient.len > 0;
    if (emit->has_text)
        emit->text = (struct evn_document_text){
            .note = doc->note, .reference = doc->reference, .recipient = doc->recipient};
    if (err == EVN_OK)
        err = evn_turns_check(d, doc);
    if (err == EVN_OK && doc->expected.len > 0)
        err = evn_decide_come(d, doc->expected, &emit->text.expected);
    return err == EVN_OK ? evn_decide_check(d) : err;
}
