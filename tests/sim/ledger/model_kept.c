#include "tests/sim/ledger/model_parts.h"

/* Of several lots there may be more than an int64_t can say. */
__extension__ typedef __int128 wide;

bool is_on(const struct model_claim *c, const struct spot *at)
{
    return c->place == at->place && c->item == at->item && c->lot == at->lot;
}

static int64_t at_most(wide quantity)
{
    return quantity < INT64_MAX ? (int64_t)quantity : INT64_MAX;
}

int64_t claims_left(const struct attempt *a, const struct spot *at, const struct evn_bytes *owner)
{
    int64_t sum = 0;
    for (uint32_t i = 0; i < a->m->n_claims; i++) {
        const struct model_claim *c = &a->m->claims[i];
        if (is_on(c, at) && (owner == NULL || same(*owner, c->owner)))
            sum += c->left - a->ended[i];
    }
    for (uint32_t i = 0; i < a->n_made; i++)
        sum += is_on(&a->made[i], at) ? a->made[i].left : 0;
    return sum;
}

/* Of a lot now, with all that is moved. */
static wide stock_after(const struct attempt *a, const struct spot *at)
{
    wide sum = balance_now(a->m, at->place, at->item, at->lot);
    for (uint32_t i = 0; i < a->n_moves; i++) {
        const struct model_move *mv = &a->moves[i];
        if (mv->item == at->item && mv->lot == at->lot)
            sum += mv->to == at->place ? mv->qty : mv->from == at->place ? -mv->qty : 0;
    }
    return sum;
}

static bool usable(const struct attempt *a, const struct spot *at)
{
    return why_not(a->m, at->place, at->item, at->lot, a->now) == EVN_OK;
}

/* What claims on lots leave of what can be used, lot by lot. Lot 0 is what has no lots. */
static wide rests(const struct attempt *a, uint32_t place, uint32_t item)
{
    wide sum = 0;
    for (uint32_t lot = 0; lot <= a->m->n_lots[item]; lot++) {
        const struct spot at = {place, item, lot};
        wide rest = stock_after(a, &at) - (lot != 0 ? claims_left(a, &at, NULL) : 0);
        sum += usable(a, &at) && rest > 0 ? rest : 0;
    }
    return sum;
}

int64_t claimable(const struct attempt *a, const struct spot *at)
{
    const struct spot item = {at->place, at->item, 0};
    wide free = (wide)at_most(rests(a, at->place, at->item)) - claims_left(a, &item, NULL);
    if (at->lot != 0) {
        wide rest = usable(a, at) ? stock_after(a, at) - claims_left(a, at, NULL) : 0;
        free = rest < free ? rest : free;
    }
    return free > 0 ? at_most(free) : 0;
}

int64_t room(const struct attempt *a, const struct spot *at, struct evn_bytes owner)
{
    bool claimed = false;
    for (uint32_t i = 0; i < a->m->n_claims; i++)
        claimed = claimed || is_on(&a->m->claims[i], at);
    if (at->lot == 0 || !claimed || !usable(a, at))
        return INT64_MAX;
    int64_t others = claims_left(a, at, NULL) - claims_left(a, at, &owner), out = 0;
    for (uint32_t i = 0; i < a->n_moves; i++)
        if (a->moves[i].from == at->place && a->moves[i].item == at->item &&
            a->moves[i].lot == at->lot)
            out += a->moves[i].qty;
    return balance_now(a->m, at->place, at->item, at->lot) - out - others;
}

/* The same as if nothing were moved or claimed by this command. */
static const struct attempt *before(const struct attempt *a)
{
    static struct attempt nothing; /* large, and never anything else than this */
    nothing.m = a->m;
    nothing.now = a->now;
    return &nothing;
}

static uint32_t first_line(const struct attempt *a, const struct spot *at)
{
    uint32_t line = 0;
    for (uint32_t i = 0; i < a->n_moves; i++) {
        const struct model_move *mv = &a->moves[i];
        const struct spot from = {mv->from, mv->item, mv->lot};
        bool takes = at->lot != 0 ? mv->lot == at->lot : usable(a, &from);
        if (takes && mv->from == at->place && mv->item == at->item &&
            (line == 0 || mv->line < line))
            line = mv->line;
    }
    return line;
}

static bool fail_reserved(struct attempt *a, const struct spot *at, wide have, wide want)
{
    a->line = first_line(a, at);
    fail_stock(a, EVN_E_RESERVED, at->place, at->item, at->lot);
    a->refusal.at_us = world_at_us(a->now);
    return fail_amount(a, have > 0 ? at_most(have) : 0, at_most(want));
}

static wide item_free(const struct attempt *a, const struct spot *at)
{
    const struct spot item = {at->place, at->item, 0};
    return rests(a, at->place, at->item) - claims_left(a, &item, NULL);
}

static bool leaves_lot(struct attempt *a, const struct spot *at)
{
    const struct attempt *was = before(a);
    if (at->lot == 0 || claims_left(was, at, NULL) == 0 || !usable(a, at))
        return true;
    wide had = stock_after(was, at) - claims_left(was, at, NULL);
    wide has = stock_after(a, at) - claims_left(a, at, NULL), free = item_free(was, at);
    return has >= 0 || has >= had || fail_reserved(a, at, free < had ? free : had, had - has);
}

static bool leaves_item(struct attempt *a, const struct spot *at)
{
    const struct attempt *was = before(a);
    const struct spot item = {at->place, at->item, 0};
    if (claims_left(was, &item, NULL) == 0)
        return true;
    wide had = item_free(was, at), has = item_free(a, at);
    return has >= 0 || has >= had || fail_reserved(a, &item, had, (had > 0 ? had : 0) - has);
}

bool leaves_claims(struct attempt *a)
{
    for (uint32_t i = 0; i < a->n_touched; i++)
        if (physical(a->touched[i].place) && !leaves_lot(a, &a->touched[i]))
            return false;
    for (uint32_t i = 0; i < a->n_touched; i++)
        if (physical(a->touched[i].place) && !leaves_item(a, &a->touched[i]))
            return false;
    return true;
}

/* Earmarks keep their stock longest; of the others the first in priority (0: last), then the
 * oldest. */
static bool keeps_longer(const struct model_claim *a, const struct model_claim *b)
{
    uint32_t x = a->earmark ? 0 : a->priority > 0 ? a->priority : UINT32_MAX;
    uint32_t y = b->earmark ? 0 : b->priority > 0 ? b->priority : UINT32_MAX;
    return x != y ? x < y : a->number < b->number;
}

/* The first claim that keeps its stock longer than those not seen yet, of one item at a place. */
static struct model_claim *next_claim(struct model *m, uint32_t place, uint32_t item,
                                      const bool *seen)
{
    struct model_claim *best = NULL;
    for (uint32_t i = 0; i < m->n_claims; i++) {
        struct model_claim *c = &m->claims[i];
        if (c->place == place && c->item == item && !seen[i] &&
            (best == NULL || keeps_longer(c, best)))
            best = c;
    }
    return best;
}

/* Each takes what is left for it: of its lot, and of all. */
static void settle(struct model *m, uint32_t place, uint32_t item, uint32_t now)
{
    static bool seen[MODEL_OPEN];
    int64_t of_lot[MODEL_LOTS] = {0};
    wide of_all = 0;
    struct model_claim *c;
    memset(seen, 0, m->n_claims * sizeof *seen);
    for (uint32_t lot = 0; lot <= m->n_lots[item]; lot++)
        if (why_not(m, place, item, lot, now) == EVN_OK)
            of_all += of_lot[lot] = balance_now(m, place, item, lot);
    while ((c = next_claim(m, place, item, seen)) != NULL) {
        int64_t most = c->lot != 0 && of_lot[c->lot] < of_all ? of_lot[c->lot] : at_most(of_all);
        int64_t has = most < c->left ? most : c->left;
        seen[c - m->claims] = true;
        c->blocked = c->left - has;
        of_lot[c->lot] -= c->lot != 0 ? has : 0;
        of_all -= has;
    }
}

void model_timer(struct model *model, uint32_t now)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < model->n_claims; i++)
        if (model->claims[i].expires_us == 0 || model->claims[i].expires_us > world_at_us(now))
            model->claims[n++] = model->claims[i];
    bool ended = n < model->n_claims;
    model->n_claims = n;
    for (uint32_t place = 0; place < WORLD_PHYSICAL && !ended; place++)
        for (uint32_t item = 0; item < WORLD_ITEMS; item++)
            settle(model, place, item, now);
}
