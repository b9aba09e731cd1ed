#include "services/ledger/core/check.h"
#include "services/ledger/core/correct.h"
#include "services/ledger/core/kept.h"
#include "services/ledger/core/parts.h"

evn_err evn_decide_check_text(struct evn_draft *d, struct evn_bytes text, size_t max,
                              const char *field)
{
    return text.len > max ? evn_draft_refuse(d, EVN_E_BAD_TEXT, 0, field) : EVN_OK;
}

evn_err evn_decide_check_n_lines(struct evn_draft *d, uint32_t n_lines)
{
    if (n_lines == 0)
        return evn_draft_refuse(d, EVN_E_MISSING_FIELD, 0, "lines");
    if (n_lines <= d->state->limits.n_lines_max)
        return EVN_OK;
    evn_err err = evn_draft_refuse(d, EVN_E_TOO_MANY_LINES, 0, "lines");
    d->refusal->have = n_lines;
    d->refusal->want = d->state->limits.n_lines_max;
    return err;
}

evn_err evn_decide_refuse_full(struct evn_draft *d, evn_err err, const char *what, uint64_t max)
{
    evn_draft_refuse_text(d, err, 0, NULL, evn_bytes_text(what));
    d->refusal->want = (int64_t)max;
    return err;
}

evn_err evn_decide_check_caps(struct evn_draft *d)
{
    const struct evn_ledger_state *s = d->state;
    const struct evn_ledger_limits *max = &s->limits;
    if (s->n_accounts + d->n_opened > max->n_accounts_max)
        return evn_decide_refuse_full(d, EVN_E_LIMIT, "accounts", max->n_accounts_max);
    if (s->lot_codes.n + d->n_lots > max->n_names_max)
        return evn_decide_refuse_full(d, EVN_E_LIMIT, "lots", max->n_names_max);
    if (evn_overlay_n(&s->overlay) + 2 * (uint64_t)d->n_moves > max->n_legs_max)
        return evn_decide_refuse_full(d, EVN_E_VIEW_LAG, "overlay", max->n_legs_max);
    return EVN_OK;
}

/* How many movements and changes of claims there may be. */
void evn_decide_caps(struct evn_draft *d, uint32_t cap, uint32_t claims_cap)
{
    d->cap = cap;
    d->claims_cap = claims_cap;
}

/* Everything drafted is looked at together. */
evn_err evn_decide_check(struct evn_draft *d)
{
    evn_err err = evn_correct_draft(d);
    if (err == EVN_OK)
        err = evn_decide_check_caps(d);
    if (err == EVN_OK)
        err = evn_check_document(d);
    return err == EVN_OK ? evn_kept_check(d) : err;
}
