#include "services/ledger/core/claims.h"
#include "services/ledger/core/parts.h"
#include "services/ledger/core/receipt.h"
#include "services/ledger/core/ship.h"

evn_err evn_decide_claim(struct evn_draft *d, const struct evn_ledger_command *c,
                         struct evn_ledger_emit *emit)
{
    const struct evn_ledger_claim *claim = &c->claim;
    bool reserve = c->kind == EVN_COMMAND_RESERVE;
    evn_err err = evn_decide_check_text(d, claim->owner, EVN_NAME_MAX, "owner");
    if (err == EVN_OK && claim->owner.len == 0)
        err = evn_draft_refuse(d, EVN_E_MISSING_FIELD, 0, "owner");
    if (err == EVN_OK && (reserve || claim->n_lines > 0))
        err = evn_decide_check_n_lines(d, claim->n_lines);
    uint32_t n_owned = reserve ? 0 : evn_claims_count(d->state, claim->owner);
    evn_decide_caps(d, 0, claim->n_lines + n_owned);
    if (err == EVN_OK)
        err = reserve ? evn_claims_reserve(d, claim) : evn_claims_release(d, claim);
    emit->text = (struct evn_document_text){.kind = EVN_DOCUMENT_CLAIM, .owner = claim->owner};
    emit->has_text = true;
    return err == EVN_OK ? evn_decide_check_caps(d) : err;
}

evn_err evn_decide_ship(struct evn_draft *d, const struct evn_ledger_ship *ship,
                        struct evn_ledger_emit *emit)
{
    uint32_t max = d->state->limits.n_lines_max;
    evn_err err = evn_decide_check_text(d, ship->shipment, EVN_NAME_MAX, "shipment");
    if (err == EVN_OK)
        err = evn_decide_check_n_lines(d, ship->n_lines);
    evn_decide_caps(d, max, max);
    if (err == EVN_OK)
        err = evn_ship_draft(d, ship);
    emit->text =
        (struct evn_document_text){.kind = EVN_DOCUMENT_SHIPMENT, .reference = ship->shipment};
    emit->has_text = true;
    return err == EVN_OK ? evn_decide_check(d) : err;
}

evn_err evn_decide_receipt(struct evn_draft *d, const struct evn_ledger_receipt *receipt,
                           struct evn_ledger_emit *emit)
{
    evn_err err = evn_decide_check_text(d, receipt->signed_by, EVN_NAME_MAX, "signed_by");
    if (err == EVN_OK)
        err = evn_decide_check_n_lines(d, receipt->n_lines);
    evn_decide_caps(d, d->state->limits.n_lines_max, 0);
    if (err == EVN_OK)
        err = evn_receipt_draft(d, receipt);
    emit->text = (struct evn_document_text){.kind = EVN_DOCUMENT_RECEIPT,
                                            .reference = receipt->shipment,
                                            .signed_by = receipt->signed_by};
    emit->has_text = true;
    if (err == EVN_OK)
        err = evn_receipt_sums(d, receipt, &emit->text);
    if (err != EVN_OK || d->n_moves == 0)
        return err;
    return evn_decide_check(d);
}
