#include "tests/sim/ledger/model_parts.h"

/* A serial number that comes back from outside is nowhere else. */
static bool comes_back(struct attempt *a, const struct model_move *mv)
{
    if (world_tracking[mv->item] != EVN_TRACKING_SERIAL || physical(mv->from) || !physical(mv->to))
        return true;
    a->line = mv->line;
    return (on_hand(a->m, mv->item, mv->lot) == 0 &&
            mv->at >= a->m->lots[mv->item][mv->lot].latest) ||
           fail(a, EVN_E_WRONG_STATE, "lot");
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
        return fail(a, EVN_E_EXISTS, "reversal");
    if (!done->moved || done->is_reversal || done->counts)
        return fail(a, EVN_E_WRONG_STATE, "document");
    for (uint32_t i = done->n_moves; i > 0; i--) {
        struct model_move mv = done->moves[i - 1];
        uint32_t line = mv.line;
        mv.from = done->moves[i - 1].to;
        mv.to = done->moves[i - 1].from;
        mv.at = reverse->as_of ? mv.at : a->now;
        a->line = line;
        if (!comes_back(a, &mv) || !push(a, mv, mv.lot, mv.qty))
            return false;
    }
    if (!check(a))
        return false;
    done->reversed = true;
    return true;
}
