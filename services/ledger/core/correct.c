#include "services/ledger/core/correct.h"

evn_err evn_correct_place(struct evn_draft *draft, uint32_t *out)
{
    const struct evn_bytes id = evn_bytes_text(EVN_COUNT_DIFFERENCE);
    *out = evn_dict_find(&draft->state->place_ids, 0, id);
    if (*out != 0 && evn_ledger_place(draft->state, *out)->kind == EVN_PLACE_COUNT_DIFFERENCE)
        return EVN_OK;
    return evn_draft_refuse_text(draft, EVN_E_UNKNOWN_PLACE, 0, "place", id);
}

/* What happened at the instant of the count happened before it was counted. */
static evn_err refuse_short(struct evn_draft *d, const struct evn_touch *t,
                            const struct evn_move *m, const struct evn_barrier *b)
{
    evn_err err = evn_draft_refuse_stock(d, EVN_E_SHORT_STOCK, m->line, t->place, t->item, t->lot);
    d->refusal->at_us = b->at_us;
    d->refusal->have = b->counted;
    d->refusal->want = m->qty;
    return err;
}

/* One leg of a movement: `takes` says that it leaves the account. */
static evn_err correct_leg(struct evn_draft *d, const struct evn_move *m, uint32_t touch,
                           bool takes)
{
    const struct evn_touch t = d->touches[touch];
    const struct evn_barrier *b = evn_barriers_from(&d->state->barriers, t.account, m->at_us);
    uint32_t outside;
    if (b == NULL || !t.physical)
        return EVN_OK;
    if (takes && b->at_us == m->at_us && m->qty > b->counted)
        return refuse_short(d, &t, m, b);
    const struct evn_move back = {.kind = EVN_RECORD_COUNT_CORRECTION,
                                  .line = m->line,
                                  .qty = m->qty,
                                  .at_us = b->at_us,
                                  .ref = b->seq};
    evn_err err = evn_correct_place(d, &outside);
    if (err != EVN_OK)
        return err;
    return takes ? evn_draft_move(d, &back, outside, t.place, t.item, t.lot)
                 : evn_draft_move(d, &back, t.place, outside, t.item, t.lot);
}

evn_err evn_correct_draft(struct evn_draft *draft)
{
    evn_err err = EVN_OK;
    uint32_t n = draft->state->barriers.n > 0 ? draft->n_moves : 0;
    for (uint32_t i = 0; i < n && err == EVN_OK; i++) {
        const struct evn_move m = draft->moves[i];
        err = correct_leg(draft, &m, m.from, true);
        if (err == EVN_OK)
            err = correct_leg(draft, &m, m.to, false);
    }
    return err;
}
