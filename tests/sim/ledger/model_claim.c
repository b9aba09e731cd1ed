#include "tests/sim/ledger/model_parts.h"

#include <stdio.h>

/* End up to `qty` of the owner's claims there, oldest first; what could not be ended. */
static int64_t end_claims(struct attempt *a, struct evn_bytes owner, const struct spot *at,
                          const bool *earmark, int64_t qty)
{
    for (uint32_t i = 0; i < a->m->n_claims; i++) {
        const struct model_claim *c = &a->m->claims[i];
        int64_t rest = c->left - a->ended[i], part = rest < qty ? rest : qty;
        if (!same(owner, c->owner) || !is_on(c, at) || (earmark != NULL && c->earmark != *earmark))
            continue;
        a->ended[i] += part;
        qty -= part;
    }
    return qty;
}

void use_claims(struct attempt *a, struct evn_bytes owner, uint32_t first)
{
    for (uint32_t i = first; owner.len > 0 && i < a->n_moves; i++) {
        struct model_move *mv = &a->moves[i];
        const struct spot lot = {mv->from, mv->item, mv->lot}, item = {mv->from, mv->item, 0};
        int64_t left = mv->qty;
        if (!physical(mv->from))
            continue;
        if (mv->lot != 0)
            left = end_claims(a, owner, &lot, NULL, left);
        mv->own = mv->qty - left;
        end_claims(a, owner, &item, NULL, left);
    }
}

static bool fail_claim(struct attempt *a, evn_err err, const struct spot *at, int64_t have,
                       int64_t want)
{
    fail_stock(a, err, at->place, at->item, at->lot);
    a->refusal.at_us = world_at_us(a->now);
    return fail_amount(a, have, want);
}

static bool find_claimed(struct attempt *a, const struct evn_ledger_claim_line *l, struct spot *at)
{
    if (!find_place(a, l->place, "place", &at->place) || !find_item(a, l->item, &at->item))
        return false;
    if (!physical(at->place))
        return fail(a, EVN_E_BAD_FIELD, "place");
    at->lot = 0;
    if (l->lot.len > 0 && world_tracking[at->item] == EVN_TRACKING_NONE)
        return fail(a, EVN_E_BAD_FIELD, "lot");
    if (l->lot.len > 0 && (at->lot = find_lot(a->m, at->item, l->lot)) == 0)
        return fail(a, EVN_E_UNKNOWN_LOT, "lot");
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
        int64_t free = claimable(a, &at);
        if (l->qty > free)
            return fail_claim(a, EVN_E_SHORT_STOCK, &at, free, l->qty);
        struct model_claim *made = &a->made[a->n_made++];
        *made = (struct model_claim){.place = at.place,
                                     .item = at.item,
                                     .lot = at.lot,
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
    bool any = c->n_lines > 0, other = false;
    for (uint32_t i = 0; i < a->m->n_claims; i++)
        other |= same(c->owner, a->m->claims[i].owner);
    for (uint32_t i = 0; c->n_lines == 0 && i < a->m->n_claims; i++)
        if (same(c->owner, a->m->claims[i].owner) && a->m->claims[i].earmark == c->earmark) {
            a->ended[i] = a->m->claims[i].left;
            any = true;
        }
    if (!any)
        return fail_state(a, EVN_E_WRONG_STATE, "owner", c->owner,
                          !other       ? EVN_S_NOTHING_KEPT
                          : c->earmark ? EVN_S_NO_EARMARK
                                       : EVN_S_EARMARKED);
    for (a->line = 1; a->line <= c->n_lines; a->line++) {
        const struct evn_ledger_claim_line *l = &c->lines[a->line - 1];
        struct spot at;
        if (!find_claimed(a, l, &at))
            return false;
        int64_t left = end_claims(a, c->owner, &at, &c->earmark, l->qty);
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
