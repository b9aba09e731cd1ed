#include "services/ledger/core/eligible.h"

static uint32_t why_of(const struct evn_hold *hold)
{
    switch (hold->cause) {
    case EVN_HOLD_BY_RECALL:
        return EVN_WHY_RECALLED;
    case EVN_HOLD_BY_COLD:
        return EVN_WHY_TEMPERATURE;
    default:
        return EVN_WHY_HELD;
    }
}

static uint32_t why_held(const struct evn_eligible_ask *ask, uint32_t lot)
{
    const struct evn_hold *hold = NULL;
    uint32_t why = 0;
    while ((hold = evn_holds_next(&ask->state->holds, lot, hold)) != NULL)
        if (hold->place == 0 || hold->place == ask->place)
            why |= why_of(hold);
    return why;
}

static int32_t offset_of(const struct evn_ledger_state *state, uint32_t place)
{
    return evn_ledger_place(state, place)->offset_min;
}

/* Days the lot can still be used at the receiver, its last one not counted. */
static int64_t days_left(const struct evn_eligible_ask *ask, struct evn_day expiry)
{
    return (int64_t)expiry.n - evn_day_at(ask->at_us, offset_of(ask->state, ask->receiver)).n;
}

/* What the vial monitor of a known lot says; 0: it has none. */
static uint32_t stage_of(const struct evn_ledger_state *state, uint32_t lot)
{
    if (lot == EVN_LOT_NONE || lot > state->lot_codes.n)
        return 0;
    return evn_lots_told(&state->told, evn_ledger_lot(state, lot)->told).vvm_stage;
}

uint32_t evn_eligible(const struct evn_eligible_ask *ask, uint32_t lot, struct evn_day expiry)
{
    uint32_t why = ask->state->holds.n > 0 && lot != EVN_LOT_NONE ? why_held(ask, lot) : 0;
    if (ask->state->told.n > 0 && stage_of(ask->state, lot) >= EVN_VVM_DISCARD)
        why |= EVN_WHY_VVM;
    if (expiry.n == EVN_DAY_NONE.n)
        return why;
    if (evn_day_at(ask->at_us, offset_of(ask->state, ask->place)).n > expiry.n)
        why |= EVN_WHY_EXPIRED;
    uint32_t asked =
        ask->receiver != 0 ? evn_ledger_place(ask->state, ask->receiver)->min_life_days : 0;
    if (asked > 0 && days_left(ask, expiry) < asked)
        why |= EVN_WHY_SHORT_LIFE;
    return why;
}

uint32_t evn_eligible_stock(const struct evn_eligible_ask *ask, uint32_t lot, struct evn_day expiry,
                            int64_t quantity, int64_t free)
{
    uint32_t why = evn_eligible(ask, lot, expiry);
    if (quantity <= 0)
        why |= EVN_WHY_EMPTY;
    if (free <= 0)
        why |= EVN_WHY_CLAIMED;
    return why;
}

const char *evn_why_name(uint32_t one)
{
    static const char *const names[] = {"empty", "recalled", "held",       "temperature",
                                        "vvm",   "expired",  "short_life", "claimed"};
    for (uint32_t i = 0; i < sizeof names / sizeof *names; i++)
        if (one == UINT32_C(1) << i)
            return names[i];
    return "";
}

const struct evn_hold *evn_why_hold(const struct evn_ledger_state *state, uint32_t lot,
                                    uint32_t place, uint32_t one)
{
    const struct evn_hold *hold = NULL;
    while ((hold = evn_holds_next(&state->holds, lot, hold)) != NULL)
        if ((hold->place == 0 || hold->place == place) && why_of(hold) == one)
            return hold;
    return NULL;
}

static evn_err code_of(uint32_t one)
{
    switch (one) {
    case EVN_WHY_RECALLED:
        return EVN_E_RECALLED;
    case EVN_WHY_HELD:
        return EVN_E_HELD;
    case EVN_WHY_TEMPERATURE:
        return EVN_E_TEMPERATURE;
    case EVN_WHY_VVM:
        return EVN_E_VVM_DISCARD;
    case EVN_WHY_EXPIRED:
        return EVN_E_EXPIRED;
    default:
        return EVN_E_SHORT_LIFE;
    }
}

evn_err evn_eligible_refuse(struct evn_draft *draft, const struct evn_eligible_ask *ask,
                            uint32_t why, uint32_t line, uint32_t item, uint32_t lot)
{
    const struct evn_ledger_state *s = ask->state;
    uint32_t one = evn_why_first(why);
    evn_err err = evn_draft_refuse_stock(draft, code_of(one), line, ask->place, item, lot);
    struct evn_day expiry = evn_draft_expiry(draft, lot);
    if (one == EVN_WHY_EXPIRED) {
        draft->refusal->at_us = evn_day_start_us(expiry, offset_of(s, ask->place));
    } else if (one == EVN_WHY_VVM) {
        draft->refusal->have = evn_draft_lot(draft, lot).vvm_stage;
    } else if (one == EVN_WHY_SHORT_LIFE) {
        draft->refusal->have = days_left(ask, expiry);
        draft->refusal->want = evn_ledger_place(s, ask->receiver)->min_life_days;
    } else {
        char reason[EVN_NAME_MAX + 1];
        struct evn_bytes id =
            evn_dict_text(&s->reasons, evn_why_hold(s, lot, ask->place, one)->reason);
        memcpy(reason, id.at, id.len);
        reason[id.len] = '\0';
        evn_refusal_text(draft->refusal->field, EVN_FIELD_MAX, reason);
    }
    return err;
}
