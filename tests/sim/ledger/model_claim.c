#include "tests/sim/ledger/model_parts.h"

#include <stdio.h>

/* Of several lots there may be more than an int64_t can say. */
__extension__ typedef __int128 wide;

/* Stock of an item at a place that can be used now. */
static wide eligible(const struct model *m, uint32_t place, uint32_t item, uint32_t now)
{
    wide sum = 0;
    for (uint32_t lot = 0; lot <= m->n_lots[item]; lot++)
        if (why_not(m, place, item, lot, now) == EVN_OK)
            sum += balance_now(m, place, item, lot);
    return sum;
}

static int64_t at_most(wide quantity)
{
    return quantity < INT64_MAX ? (int64_t)quantity : INT64_MAX;
}

static bool is_on(const struct model_claim *c, uint32_t place, uint32_t item)
{
    return c->place == place && c->item == item;
}

static int64_t claims_on(const struct model *m, uint32_t place, uint32_t item)
{
    int64_t sum = 0;
    for (uint32_t i = 0; i < m->n_claims; i++)
        sum += is_on(&m->claims[i], place, item) ? m->claims[i].left : 0;
    return sum;
}

/* End up to `qty` of the owner's claims there, oldest first; what could not be ended. */
static int64_t end_claims(struct attempt *a, struct evn_bytes owner, uint32_t place, uint32_t item,
                          const bool *earmark, int64_t qty)
{
    for (uint32_t i = 0; i < a->m->n_claims; i++) {
        const struct model_claim *c = &a->m->claims[i];
        int64_t rest = c->left - a->ended[i], part = rest < qty ? rest : qty;
        if (!same(owner, c->owner) || !is_on(c, place, item) ||
            (earmark != NULL && c->earmark != *earmark))
            continue;
        a->ended[i] += part;
        qty -= part;
    }
    return qty;
}

void use_claims(struct attempt *a, struct evn_bytes owner, uint32_t first)
{
    for (uint32_t i = first; owner.len > 0 && i < a->n_moves; i++)
        if (physical(a->moves[i].from))
            end_claims(a, owner, a->moves[i].from, a->moves[i].item, NULL, a->moves[i].qty);
}

static bool fail_claim(struct attempt *a, evn_err err, const struct spot *at, int64_t have,
                       int64_t want)
{
    fail_stock(a, err, at->place, at->item, 0);
    a->refusal.at_us = world_at_us(a->now);
    return fail_amount(a, have, want);
}

/* What can be used there changes by so much; the first line that takes of it. */
static wide change_of(const struct attempt *a, const struct spot *at, uint32_t *line)
{
    wide sum = 0;
    *line = 0;
    for (uint32_t i = 0; i < a->n_moves; i++) {
        const struct model_move *mv = &a->moves[i];
        if (mv->item != at->item || why_not(a->m, at->place, mv->item, mv->lot, a->now) != EVN_OK)
            continue;
        if (mv->from == at->place && (*line == 0 || mv->line < *line))
            *line = mv->line;
        sum += mv->to == at->place ? mv->qty : mv->from == at->place ? -mv->qty : 0;
    }
    return sum;
}

bool leaves_claims(struct attempt *a)
{
    for (uint32_t i = 0; i < a->n_touched; i++) {
        const struct spot *at = &a->touched[i];
        int64_t claims = claims_on(a->m, at->place, at->item), ended = 0;
        if (!physical(at->place) || claims == 0)
            continue;
        for (uint32_t c = 0; c < a->m->n_claims; c++)
            ended += is_on(&a->m->claims[c], at->place, at->item) ? a->ended[c] : 0;
        wide before = eligible(a->m, at->place, at->item, a->now) - claims;
        wide after = before + change_of(a, at, &a->line) + ended;
        wide have = before > 0 ? before : 0, want = have - after;
        if (after < 0 && after < before)
            return fail_claim(a, EVN_E_RESERVED, at, at_most(have), at_most(want));
    }
    return true;
}

static bool find_claimed(struct attempt *a, const struct evn_ledger_claim_line *l, struct spot *at)
{
    if (!find_place(a, l->place, "place", &at->place) || !find_item(a, l->item, &at->item))
        return false;
    if (!physical(at->place))
        return fail(a, EVN_E_BAD_FIELD, "place");
    if (l->qty > 0)
        return true;
    fail(a, EVN_E_OUT_OF_RANGE, "quantity");
    return fail_amount(a, l->qty, 1);
}

static bool reserve(struct attempt *a, const struct evn_ledger_claim *c)
{
    if (c->expires_at_us != 0 && c->expires_at_us <= world_at_us(a->now))
        return fail(a, EVN_E_BAD_DATE, "expires_at_us");
    for (a->line = 1; a->line <= c->n_lines; a->line++) {
        const struct evn_ledger_claim_line *l = &c->lines[a->line - 1];
        struct spot at;
        if (!find_claimed(a, l, &at))
            return false;
        wide free = at_most(eligible(a->m, at.place, at.item, a->now));
        free -= claims_on(a->m, at.place, at.item);
        for (uint32_t i = 0; i < a->n_made; i++)
            free -= is_on(&a->made[i], at.place, at.item) ? a->made[i].left : 0;
        if (l->qty > free)
            return fail_claim(a, EVN_E_SHORT_STOCK, &at, free > 0 ? at_most(free) : 0, l->qty);
        struct model_claim *made = &a->made[a->n_made++];
        *made = (struct model_claim){.place = at.place,
                                     .item = at.item,
                                     .priority = c->priority,
                                     .earmark = c->earmark,
                                     .expires_us = c->expires_at_us,
                                     .left = l->qty};
        snprintf(made->owner, sizeof made->owner, "%.*s", (int)c->owner.len,
                 (const char *)c->owner.at);
    }
    return true;
}

static bool release(struct attempt *a, const struct evn_ledger_claim *c)
{
    for (uint32_t i = 0; c->n_lines == 0 && i < a->m->n_claims; i++)
        if (same(c->owner, a->m->claims[i].owner) && a->m->claims[i].earmark == c->earmark)
            a->ended[i] = a->m->claims[i].left;
    for (a->line = 1; a->line <= c->n_lines; a->line++) {
        const struct evn_ledger_claim_line *l = &c->lines[a->line - 1];
        struct spot at;
        if (!find_claimed(a, l, &at))
            return false;
        int64_t left = end_claims(a, c->owner, at.place, at.item, &c->earmark, l->qty);
        if (left > 0)
            return fail_claim(a, EVN_E_SHORT_STOCK, &at, l->qty - left, l->qty);
    }
    return true;
}

bool try_claim(struct attempt *a, const struct evn_ledger_command *command)
{
    const struct evn_ledger_claim *c = &command->claim;
    if (c->owner.len == 0)
        return fail(a, EVN_E_MISSING_FIELD, "owner");
    if (command->kind == EVN_COMMAND_EARMARK_RELEASE && c->reason.len == 0)
        return fail(a, EVN_E_MISSING_FIELD, "reason");
    if (command->kind != EVN_COMMAND_RESERVE)
        return release(a, c);
    return c->n_lines > 0 ? reserve(a, c) : fail(a, EVN_E_MISSING_FIELD, "lines");
}

/* Earmarks keep their stock longest; of the others the first in priority (0: last), then the
 * oldest. */
static bool keeps_longer(const struct model_claim *a, const struct model_claim *b)
{
    uint32_t x = a->earmark ? 0 : a->priority > 0 ? a->priority : UINT32_MAX;
    uint32_t y = b->earmark ? 0 : b->priority > 0 ? b->priority : UINT32_MAX;
    return x != y ? x < y : a->number < b->number;
}

/* What is left of the stock by those who keep theirs longer. */
static int64_t stock_for(const struct model *m, const struct model_claim *c, uint32_t now)
{
    wide stock = eligible(m, c->place, c->item, now);
    for (uint32_t i = 0; i < m->n_claims; i++)
        if (is_on(&m->claims[i], c->place, c->item) && keeps_longer(&m->claims[i], c))
            stock -= m->claims[i].left;
    return stock > 0 ? at_most(stock) : 0;
}

void model_timer(struct model *model, uint32_t now)
{
    uint32_t n = 0;
    for (uint32_t i = 0; i < model->n_claims; i++)
        if (model->claims[i].expires_us == 0 || model->claims[i].expires_us > world_at_us(now))
            model->claims[n++] = model->claims[i];
    bool ended = n < model->n_claims;
    model->n_claims = n;
    for (uint32_t i = 0; i < n && !ended; i++) {
        struct model_claim *c = &model->claims[i];
        int64_t stock = stock_for(model, c, now);
        c->blocked = stock < c->left ? c->left - stock : 0;
    }
}
