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
    return err == EVN_OK ? evn_decide_check_n_lines(d, doc->n_lines) : err;
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
            err = evn_claims_use(d, doc->lines[i].claim, first);
    }
    emit->reason_text = doc->reason;
    emit->has_text = doc->note.len > 0 || doc->reference.len > 0 || doc->expected.len > 0;
    if (emit->has_text)
        emit->text = (struct evn_document_text){.note = doc->note, .reference = doc->reference};
    if (err == EVN_OK)
        err = evn_turns_check(d, doc);
    if (err == EVN_OK && doc->expected.len > 0)
        err = evn_decide_come(d, doc->expected, &emit->text.expected);
    return err == EVN_OK ? evn_decide_check(d) : err;
}
