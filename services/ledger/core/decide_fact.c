#include "services/ledger/core/parts.h"

static bool packs_fit(const struct evn_item *item)
{
    for (uint32_t i = 0; i < item->n_packs; i++) {
        int64_t below = i > 0 ? item->packs[i - 1] : 1;
        if (item->packs[i] <= below || item->packs[i] % below != 0)
            return false;
    }
    return item->n_packs <= EVN_PACK_LEVELS_MAX;
}

static evn_err check_fact(struct evn_draft *d, const struct evn_ledger_command *c)
{
    const struct evn_ledger_fact *f = &c->fact;
    if (f->id.len == 0)
        return evn_draft_refuse(d, EVN_E_MISSING_FIELD, 0, "id");
    if (f->id.len > EVN_NAME_MAX)
        return evn_draft_refuse(d, EVN_E_BAD_TEXT, 0, "id");
    if (c->kind == EVN_COMMAND_PLACE && !evn_place_kind_known(f->place.kind))
        return evn_draft_refuse(d, EVN_E_BAD_FIELD, 0, "kind");
    if (c->kind == EVN_COMMAND_PLACE &&
        (f->place.offset_min < -24 * 60 || f->place.offset_min > 24 * 60))
        return evn_draft_refuse(d, EVN_E_BAD_FIELD, 0, "offset_min");
    if (c->kind != EVN_COMMAND_ITEM)
        return EVN_OK;
    if (f->item.tracking < EVN_TRACKING_NONE || f->item.tracking > EVN_TRACKING_SERIAL)
        return evn_draft_refuse(d, EVN_E_BAD_FIELD, 0, "tracking");
    return packs_fit(&f->item) ? EVN_OK : evn_draft_refuse(d, EVN_E_BAD_UNIT, 0, "packs");
}

/* The dictionary a fact belongs to, and the kind of its frame. */
static const struct evn_dict *dict_of(const struct evn_ledger_state *s, enum evn_command_kind kind,
                                      uint32_t *frame)
{
    *frame = kind == EVN_COMMAND_ITEM    ? EVN_LEDGER_FRAME_ITEM
             : kind == EVN_COMMAND_PLACE ? EVN_LEDGER_FRAME_PLACE
                                         : EVN_LEDGER_FRAME_REASON;
    return kind == EVN_COMMAND_ITEM    ? &s->item_ids
           : kind == EVN_COMMAND_PLACE ? &s->place_ids
                                       : &s->reasons;
}

/* What tells pieces apart, and whether a place is physical, is fixed by the first fact. */
static evn_err check_change(struct evn_draft *d, const struct evn_ledger_command *c, uint32_t old)
{
    if (old == 0)
        return EVN_OK;
    bool kept = true;
    if (c->kind == EVN_COMMAND_ITEM)
        kept = evn_ledger_item(d->state, old)->tracking == c->fact.item.tracking;
    if (c->kind == EVN_COMMAND_PLACE)
        kept = evn_ledger_place(d->state, old)->kind == c->fact.place.kind;
    return kept ? EVN_OK
                : evn_draft_refuse_text(d, EVN_E_EXISTS, 0,
                                        c->kind == EVN_COMMAND_ITEM ? "tracking" : "kind",
                                        c->fact.id);
}

evn_err evn_decide_fact(struct evn_draft *d, const struct evn_ledger_command *c,
                        struct evn_ledger_emit *emit)
{
    evn_err err = check_fact(d, c);
    if (err != EVN_OK)
        return err;
    uint32_t kind;
    const struct evn_dict *dict = dict_of(d->state, c->kind, &kind);
    uint32_t old = evn_dict_find(dict, 0, c->fact.id);
    if (old == 0 && dict->n >= d->state->limits.n_names_max)
        return evn_decide_refuse_full(d, EVN_E_LIMIT, "names", d->state->limits.n_names_max);
    struct evn_known *fact = evn_arena_alloc(d->arena, sizeof *fact);
    if (fact == NULL)
        return evn_draft_refuse(d, EVN_E_LIMIT, 0, NULL);
    *fact = (struct evn_known){.number = old != 0 ? old : dict->n + 1,
                               .id = c->fact.id,
                               .item = c->fact.item,
                               .place = c->fact.place};
    emit->fact_kind = kind;
    emit->fact = fact;
    return check_change(d, c, old);
}
