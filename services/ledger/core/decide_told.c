#include "services/ledger/core/parts.h"

static evn_err conflict(struct evn_draft *d, const struct evn_ledger_lot_facts *said,
                        const char *field)
{
    return evn_draft_refuse_text(d, EVN_E_LOT_CONFLICT, 0, field, said->lot);
}

/* What was told stays: an owner, a day of manufacture; a stage only rises. */
static evn_err check_told(struct evn_draft *d, const struct evn_ledger_lot_facts *said,
                          const struct evn_new_lot *old)
{
    if (said->owner.len > 0 && old->owner.len > 0 && !evn_bytes_equal(said->owner, old->owner))
        return conflict(d, said, "owner");
    if (said->made.n != EVN_DAY_NONE.n && old->made.n != EVN_DAY_NONE.n &&
        said->made.n != old->made.n)
        return conflict(d, said, "made");
    if (said->vvm_stage == 0 || said->vvm_stage >= old->vvm_stage)
        return EVN_OK;
    evn_err err = conflict(d, said, "vvm_stage");
    d->refusal->have = old->vvm_stage;
    d->refusal->want = said->vvm_stage;
    return err;
}

static evn_err check_said(struct evn_draft *d, const struct evn_ledger_lot_facts *said,
                          const struct evn_new_lot *old)
{
    struct evn_day today = evn_day_at(d->now_us, EVN_OFFSET_CHINA_MIN);
    if (said->owner.len == 0 && said->made.n == EVN_DAY_NONE.n && said->vvm_stage == 0)
        return evn_draft_refuse(d, EVN_E_MISSING_FIELD, 0, "vvm_stage");
    if (said->vvm_stage > EVN_VVM_MAX)
        return evn_draft_refuse(d, EVN_E_BAD_FIELD, 0, "vvm_stage");
    if (said->made.n != EVN_DAY_NONE.n &&
        (!evn_day_valid(said->made) || said->made.n > old->expiry.n || said->made.n > today.n))
        return evn_draft_refuse(d, EVN_E_BAD_DATE, 0, "made");
    return evn_decide_check_text(d, said->owner, EVN_NAME_MAX, "owner");
}

evn_err evn_decide_lot_facts(struct evn_draft *d, const struct evn_ledger_lot_facts *said,
                             struct evn_ledger_emit *emit)
{
    const struct evn_ledger_lot_line line = {.item = said->item, .lot = said->lot};
    uint32_t item, lot;
    evn_err err = evn_decide_lot(d, &line, 0, &item, &lot);
    if (err != EVN_OK)
        return err;
    const struct evn_new_lot old = evn_draft_lot(d, lot);
    err = check_said(d, said, &old);
    if (err == EVN_OK)
        err = check_told(d, said, &old);
    if (err != EVN_OK)
        return err;
    struct evn_known *fact = evn_arena_alloc(d->arena, sizeof *fact);
    if (fact == NULL)
        return evn_draft_refuse(d, EVN_E_LIMIT, 0, NULL);
    *fact = (struct evn_known){.number = lot,
                               .id = old.code,
                               .lot_item = item,
                               .expiry = old.expiry,
                               .made = said->made.n != EVN_DAY_NONE.n ? said->made : old.made,
                               .owner = said->owner.len > 0 ? said->owner : old.owner,
                               .vvm_stage = said->vvm_stage != 0 ? said->vvm_stage : old.vvm_stage,
                               .bill = old.bill};
    emit->fact_kind = EVN_LEDGER_FRAME_LOT;
    emit->fact = fact;
    return EVN_OK;
}
