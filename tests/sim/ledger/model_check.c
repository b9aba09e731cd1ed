#include "tests/sim/ledger/model_parts.h"

uint32_t next_count(const struct model *m, uint32_t place, uint32_t item, uint32_t lot, uint32_t at)
{
    while (at < WORLD_INSTANTS && !m->counted[place][item][lot][at])
        at++;
    return at;
}

/* A leg at or before a count is taken back at the count. */
static bool correct(struct attempt *a, struct model_move mv, uint32_t place)
{
    uint32_t at =
        physical(place) ? next_count(a->m, place, mv.item, mv.lot, mv.at) : MODEL_INSTANT_NONE;
    if (at == MODEL_INSTANT_NONE)
        return true;
    a->line = mv.line;
    int64_t counted = model_balance(a->m, place, mv.item, mv.lot, at);
    if (place == mv.from && mv.at == at && mv.qty > counted) {
        fail_stock(a, EVN_E_SHORT_STOCK, place, mv.item, mv.lot);
        a->refusal.at_us = world_at_us(at);
        return fail_amount(a, counted, mv.qty);
    }
    struct model_move back = {.line = mv.line, .item = mv.item, .at = at};
    back.from = place == mv.from ? WORLD_DIFFERENCE : place;
    back.to = place == mv.from ? place : WORLD_DIFFERENCE;
    return push(a, back, mv.lot, mv.qty);
}

static bool correct_all(struct attempt *a)
{
    uint32_t n = a->n_moves;
    for (uint32_t i = 0; i < n; i++)
        if (!correct(a, a->moves[i], a->moves[i].from) || !correct(a, a->moves[i], a->moves[i].to))
            return false;
    return true;
}

/* Sign with which a move changes (place, item, lot). */
static int sign_of(const struct model_move *mv, const struct spot *at)
{
    if (mv->item != at->item || mv->lot != at->lot)
        return 0;
    return (mv->to == at->place) - (mv->from == at->place);
}

static bool in_range(struct attempt *a, const struct spot *at)
{
    int64_t in = physical(at->place) ? a->m->taken_in[at->place][at->item][at->lot] : 0, out = 0,
            sum;
    int64_t now = model_balance(a->m, at->place, at->item, at->lot, WORLD_INSTANTS - 1);
    for (uint32_t t = 0; t < WORLD_INSTANTS; t++)
        for (uint32_t i = 0; i < a->n_moves; i++) {
            const struct model_move *mv = &a->moves[i];
            int sign = mv->at == t ? sign_of(mv, at) : 0;
            a->line = mv->line;
            if (sign > 0 && __builtin_add_overflow(in, mv->qty, &in))
                return fail(a, EVN_E_OVERFLOW, "quantity");
            if (sign < 0 && __builtin_sub_overflow(out, mv->qty, &out))
                return fail(a, EVN_E_OVERFLOW, "quantity");
        }
    if (physical(at->place) ||
        (!__builtin_add_overflow(now, in, &sum) && !__builtin_add_overflow(now, out, &sum)))
        return true;
    for (uint32_t i = a->n_moves; i > 0; i--)
        a->line = sign_of(&a->moves[i - 1], at) != 0 ? a->moves[i - 1].line : a->line;
    return fail(a, EVN_E_OVERFLOW, "quantity");
}

static bool bears(struct attempt *a, const struct spot *at)
{
    int64_t net = 0, have = 0;
    bool mine = false;
    uint32_t line = UINT32_MAX;
    for (uint32_t t = 0; t < WORLD_INSTANTS; t++) {
        for (uint32_t i = 0; i < a->n_moves; i++) {
            int sign = a->moves[i].at == t ? sign_of(&a->moves[i], at) : 0;
            mine = mine || sign != 0;
            net = (int64_t)((uint64_t)net + (uint64_t)(sign * a->moves[i].qty));
            line = sign < 0 && a->moves[i].line < line ? a->moves[i].line : line;
        }
        have += a->m->net[at->place][at->item][at->lot][t];
        if (!mine || net >= 0 || have >= -net)
            continue;
        a->line = line;
        fail_stock(a, EVN_E_SHORT_STOCK, at->place, at->item, at->lot);
        a->refusal.at_us = world_at_us(t);
        a->refusal.have = have;
        a->refusal.want = -net;
        return false;
    }
    return true;
}

bool check_balances(struct attempt *a)
{
    if (!correct_all(a))
        return false;
    for (uint32_t i = 0; i < a->n_touched; i++) {
        const struct spot *at = &a->touched[i];
        if (!in_range(a, at) || (physical(at->place) && !bears(a, at)))
            return false;
    }
    return true;
}

bool check(struct attempt *a)
{
    return check_balances(a) && leaves_claims(a);
}
