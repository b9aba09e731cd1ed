#include "tests/sim/ledger/model_parts.h"

/* A serial number that comes back from outside is nowhere else. */
static bool comes_back(struct attempt *a, const struct model_move *mv)
{
    if (world_tracking[mv->item] != EVN_TRACKING_SERIAL || physical(mv->from) || !physical(mv->to))
        return true;
    a->line = mv->line;
    return (on_hand(a->m, mv->item, mv->lot) == 0 &&
            mv->at >= a->m->lots[mv->item][mv->lot].latest) ||
           fail_serial(a, mv->item, mv->lot);
}

/* What it put aboard is all still there; what a receipt took from there is aboard again. */
static bool undo_aboard(struct attempt *a, const struct model_done *done,
                        const struct model_move *was, struct model_move *mv)
{
    int64_t left = 0;
    mv->takes = mv->made = 0;
    mv->puts = was->takes != 0 && done->shipment[0] != '\0';
    if (!was->puts)
        return true;
    for (uint32_t i = 0; i < a->m->n_aboard; i++)
        left = a->m->aboard[i].number == was->made ? a->m->aboard[i].left : left;
    mv->takes = was->made;
    if (left >= was->qty)
        return true;
    fail_stock(a, EVN_E_WRONG_STATE, was->to, was->item, was->lot);
    a->refusal.state = EVN_S_USED;
    return fail_amount(a, left, was->qty);
}

static bool undo_move(struct attempt *a, const struct model_done *done,
                      const struct model_move *was, bool as_of)
{
    struct model_move mv = *was;
    mv.from = was->to;
    mv.to = was->from;
    mv.at = as_of ? was->at : a->now;
    a->line = was->line;
    return undo_aboard(a, done, was, &mv) && comes_back(a, &mv) && push(a, mv, mv.lot, mv.qty);
}

static bool undo_claim(struct attempt *a, const struct model_claim *was)
{
    int64_t left = 0;
    for (uint32_t i = 0; i < a->m->n_claims; i++)
        if (a->m->claims[i].number == was->number) {
            left = a->m->claims[i].left;
            a->ended[i] = was->left;
        }
    if (left >= was->left)
        return true;
    fail_stock(a, EVN_E_WRONG_STATE, was->place, was->item, was->lot);
    a->refusal.state = EVN_S_USED;
    return fail_amount(a, left, was->left);
}

/* Each vehicle still has what is aboard for stops. */
static bool still_aboard(struct attempt *a, const struct spot *at)
{
    int64_t open = 0, after = balance_now(a->m, at->place, at->item, at->lot), out = 0;
    for (uint32_t i = 0; i < a->m->n_aboard; i++) {
        const struct model_aboard *row = &a->m->aboard[i];
        if (row->van == at->place && row->item == at->item && row->lot == at->lot)
            open += left_aboard(a, row);
    }
    for (uint32_t i = 0; i < a->n_moves; i++) {
        const struct model_move *mv = &a->moves[i];
        if (mv->item != at->item || mv->lot != at->lot)
            continue;
        after += mv->to == at->place ? mv->qty : mv->from == at->place ? -mv->qty : 0;
        open += mv->to == at->place && mv->puts ? mv->qty : 0;
        out += mv->from == at->place ? mv->qty : 0;
    }
    if (after >= open)
        return true;
    a->line = 0;
    fail_stock(a, EVN_E_SHORT_STOCK, at->place, at->item, at->lot);
    a->refusal.at_us = world_at_us(a->now);
    return fail_amount(a, out - (open - after) > 0 ? out - (open - after) : 0, out);
}

bool try_reversal(struct attempt *a, const struct evn_ledger_reverse *reverse)
{
    uint32_t number = (uint32_t)reverse->document;
    struct model_done *done = &a->m->done[number % MODEL_IDS];
    if (reverse->reason.len == 0)
        return fail(a, EVN_E_MISSING_FIELD, "reason");
    if (done->number != number)
        return fail(a, EVN_E_UNKNOWN_REF, "document");
    if (done->reversed)
        return fail_state(a, EVN_E_EXISTS, "reversal", evn_bytes_text("?"), EVN_S_UNDONE);
    if (done->n_moves + done->n_claims == 0 || done->is_reversal || done->counts)
        return fail(a, EVN_E_NO_REVERSAL, "document");
    memcpy(a->shipment, done->shipment, sizeof a->shipment);
    for (uint32_t i = done->n_claims; i > 0; i--) {
        a->line = i;
        if (!undo_claim(a, &done->claims[i - 1]))
            return false;
    }
    for (uint32_t i = done->n_moves; i > 0; i--)
        if (!undo_move(a, done, &done->moves[i - 1], reverse->as_of))
            return false;
    for (uint32_t i = 0; i < a->n_touched; i++) {
        uint32_t place = a->touched[i].place;
        if ((place == WORLD_VAN || place == WORLD_VAN_2) && !still_aboard(a, &a->touched[i]))
            return false;
    }
    if (a->n_moves > 0 && !check(a))
        return false;
    done->reversed = true;
    return true;
}
