#include "services/ledger/core/kept.h"

#include "services/ledger/core/eligible.h"

/* Quantities of several lots may add up to more than an int64_t. */
__extension__ typedef __int128 wide;

/* What a document changes on one of its touches. */
struct effect {
    int64_t stock, claims;
};

/* An item at a place. */
struct pool {
    wide rest;   /* of its lots, each above 0 */
    wide claims; /* on the item */
};

static int64_t at_most(wide quantity)
{
    return quantity < INT64_MAX ? (int64_t)quantity : INT64_MAX;
}

/* Claims on an item, without those on its lots. */
static int64_t item_claims(const struct evn_ledger_state *s, uint32_t place, uint32_t item)
{
    uint32_t any = evn_ledger_find_account(s, place, item, EVN_LOT_ANY);
    return any != 0 ? evn_ledger_claims(s, any) : 0;
}

static bool usable(const struct evn_ledger_state *s, uint32_t place, uint32_t lot,
                   struct evn_day expiry, int64_t now_us)
{
    const struct evn_eligible_ask ask = {.state = s, .place = place, .at_us = now_us};
    return evn_eligible(&ask, lot, expiry) == 0;
}

static bool usable_in(const struct evn_draft *d, uint32_t place, uint32_t lot)
{
    return usable(d->state, place, lot, evn_draft_expiry(d, lot), d->now_us);
}

static struct evn_day expiry_of(const struct evn_ledger_state *s, uint32_t lot)
{
    return lot != EVN_LOT_NONE ? evn_ledger_lot(s, lot)->expiry : EVN_DAY_NONE;
}

static void add_lot(struct pool *pool, wide stock, wide claims)
{
    if (stock > claims)
        pool->rest += stock - claims;
}

/* The pool as it is, or with what the draft changes: one effect a touch. */
static struct pool look(const struct evn_ledger_state *s, uint32_t place, uint32_t item,
                        int64_t now_us, const struct evn_draft *d, const struct effect *effects)
{
    struct pool pool = {0, 0};
    uint32_t n = evn_ledger_find_pool(s, place, item);
    for (; n != 0; n = evn_ledger_account(s, n)->pool_next) {
        const struct evn_account *a = evn_ledger_account(s, n);
        uint32_t lot = evn_account_lot(a);
        const struct evn_touch *t =
            effects != NULL ? evn_draft_find_touch(d, place, item, lot) : NULL;
        const struct effect change = t != NULL ? effects[t - d->touches] : (struct effect){0, 0};
        wide claims = (wide)evn_ledger_claims(s, n) + change.claims;
        if (lot == EVN_LOT_ANY)
            pool.claims += claims;
        else if (usable(s, place, lot, expiry_of(s, lot), now_us))
            add_lot(&pool, (wide)a->balance + change.stock, claims);
    }
    for (uint32_t i = 0; effects != NULL && i < d->n_touches; i++) {
        const struct evn_touch *t = &d->touches[i];
        bool is_new = t->account > s->n_accounts && t->place == place && t->item == item;
        if (is_new && t->lot == EVN_LOT_ANY)
            pool.claims += effects[i].claims;
        else if (is_new && usable_in(d, place, t->lot))
            add_lot(&pool, effects[i].stock, effects[i].claims);
    }
    return pool;
}

static wide free_of(const struct pool *pool)
{
    return pool->rest - pool->claims;
}

static int64_t above_zero(wide quantity)
{
    return quantity > 0 ? at_most(quantity) : 0;
}

int64_t evn_kept_free(const struct evn_ledger_state *state, uint32_t place, uint32_t item,
                      int64_t now_us)
{
    const struct pool pool = look(state, place, item, now_us, NULL, NULL);
    return above_zero(free_of(&pool));
}

int64_t evn_kept_claimed(const struct evn_ledger_state *state, uint32_t place, uint32_t item)
{
    wide sum = item_claims(state, place, item);
    uint32_t n = evn_ledger_n_lot_claims(state, place, item) > 0
                     ? evn_ledger_find_pool(state, place, item)
                     : 0;
    for (; n != 0; n = evn_ledger_account(state, n)->pool_next)
        if (!evn_account_is_any(evn_ledger_account(state, n)))
            sum += evn_ledger_claims(state, n);
    return at_most(sum);
}

/* What the document changes of claims on a touch; with an owner, of this owner's. */
static int64_t changed(const struct evn_draft *d, uint32_t touch, uint32_t owner)
{
    int64_t sum = 0;
    for (uint32_t i = 0; i < d->n_claims; i++) {
        const struct evn_claim_move *c = &d->claims[i];
        bool counts = c->touch == touch && c->ref != 0 &&
                      (owner == 0 || evn_opens_find(&d->state->opens, c->ref)->name == owner);
        sum -= counts ? c->qty : 0;
    }
    return sum;
}

static evn_err list_effects(struct evn_draft *d, struct effect **out)
{
    struct effect *e = evn_arena_array(d->arena, d->n_touches + 1, sizeof *e);
    *out = e;
    if (e == NULL)
        return evn_draft_refuse(d, EVN_E_LIMIT, 0, NULL);
    for (uint32_t i = 0; i < d->n_moves; i++) {
        e[d->moves[i].from].stock -= d->moves[i].qty;
        e[d->moves[i].to].stock += d->moves[i].qty;
    }
    for (uint32_t i = 0; i < d->n_claims; i++) {
        const struct evn_claim_move *c = &d->claims[i];
        e[c->touch].claims += c->kind == EVN_RECORD_CLAIM_MADE ? c->qty : -c->qty;
    }
    return EVN_OK;
}

/* What can be used of a lot less the claims on it, before the document and with it. */
struct rest {
    wide before, after;
};

static struct rest rest_of(const struct evn_touch *t, const struct effect *effect)
{
    wide before = (wide)t->balance - t->claims;
    return (struct rest){before, before + effect->stock - effect->claims};
}

evn_err evn_kept_claimable(struct evn_draft *draft, uint32_t place, uint32_t item, uint32_t lot,
                           int64_t *out)
{
    const struct evn_ledger_state *s = draft->state;
    size_t used = draft->arena->used;
    struct effect *effects;
    evn_err err = list_effects(draft, &effects);
    *out = 0;
    if (err != EVN_OK)
        return err;
    const struct pool pool = look(s, place, item, draft->now_us, draft, effects);
    *out = above_zero((wide)at_most(pool.rest) - pool.claims);
    if (lot != EVN_LOT_ANY) {
        const struct evn_touch *t = evn_draft_find_touch(draft, place, item, lot);
        uint32_t account = evn_ledger_find_account(s, place, item, lot);
        int64_t planned_here = t != NULL ? effects[t - draft->touches].claims : 0;
        wide rest = account == 0 || !usable_in(draft, place, lot)
                        ? 0
                        : (wide)evn_ledger_account(s, account)->balance -
                              evn_ledger_claims(s, account) - planned_here;
        *out = rest < *out ? above_zero(rest) : *out;
    }
    draft->arena->used = used;
    return EVN_OK;
}

int64_t evn_kept_room(const struct evn_draft *draft, uint32_t account, uint32_t owner, int64_t *own)
{
    const struct evn_ledger_state *s = draft->state;
    const struct evn_account *a = evn_ledger_account(s, account);
    uint32_t lot = evn_account_lot(a);
    int64_t claims = evn_ledger_claims(s, account);
    *own = 0;
    if (claims == 0 || !usable_in(draft, a->place, lot))
        return INT64_MAX;
    const struct evn_touch *t = evn_draft_find_touch(draft, a->place, evn_account_item(s, a), lot);
    uint32_t touch = t != NULL ? (uint32_t)(t - draft->touches) : UINT32_MAX;
    *own = owner != 0 ? evn_opens_claimed(&s->opens, owner, account) + changed(draft, touch, owner)
                      : 0;
    int64_t others = claims + changed(draft, touch, 0) - *own;
    return a->balance - (t != NULL ? t->out : 0) - others;
}

bool evn_kept_covers(const struct evn_draft *draft, const struct evn_move *move)
{
    wide left = 0;
    for (uint32_t i = 0; i < draft->n_moves; i++) {
        const struct evn_move *m = &draft->moves[i];
        left += m->line == move->line && m->from == move->from ? m->qty : 0;
    }
    for (uint32_t i = 0; i < draft->n_claims; i++) {
        const struct evn_claim_move *c = &draft->claims[i];
        left -= c->line == move->line && c->touch == move->from ? c->qty : 0;
    }
    return left <= 0;
}

/* The first line that takes from the touch `only`; without one from what can be used of the item
 * at the place. */
static uint32_t first_line(const struct evn_draft *d, const struct evn_touch *of, bool only)
{
    uint32_t line = 0;
    for (uint32_t i = 0; i < d->n_moves; i++) {
        const struct evn_move *m = &d->moves[i];
        const struct evn_touch *from = &d->touches[m->from];
        bool takes = only ? from == of
                          : from->place == of->place && from->item == of->item &&
                                usable_in(d, from->place, from->lot);
        if (takes && (line == 0 || m->line < line))
            line = m->line;
    }
    return line;
}

static void add_to(int64_t *sum, int64_t quantity)
{
    if (quantity > 0 && __builtin_add_overflow(*sum, quantity, sum))
        *sum = INT64_MAX;
}

void evn_kept_tell(struct evn_draft *draft, const struct evn_eligible_ask *ask, uint32_t item,
                   uint32_t lot, uint32_t owner)
{
    const struct evn_ledger_state *s = ask->state;
    struct evn_refusal *r = draft->refusal;
    const uint32_t stopped = EVN_WHY_SAFETY & ~(uint32_t)EVN_WHY_EXPIRED;
    uint32_t n = evn_ledger_find_pool(s, ask->place, item);
    for (; n != 0; n = evn_ledger_account(s, n)->pool_next) {
        const struct evn_account *a = evn_ledger_account(s, n);
        uint32_t of = evn_account_lot(a);
        if (lot != EVN_LOT_ANY && of != lot && of != EVN_LOT_ANY)
            continue;
        uint32_t why = of != EVN_LOT_ANY ? evn_eligible(ask, of, expiry_of(s, of)) : 0;
        if ((why & stopped) != 0)
            add_to(&r->held, a->balance);
        else if (why != 0)
            add_to(&r->unfit, a->balance);
        evn_opens_kept(&s->opens, n, owner, &r->reserved, &r->earmarked);
    }
}

static evn_err refuse(struct evn_draft *d, const struct evn_touch *t, uint32_t lot, wide have,
                      wide want)
{
    uint32_t line = first_line(d, t, lot != EVN_LOT_ANY);
    evn_err err = evn_draft_refuse_stock(d, EVN_E_RESERVED, line, t->place, t->item, lot);
    d->refusal->at_us = d->now_us;
    d->refusal->have = above_zero(have);
    d->refusal->want = at_most(want);
    const struct evn_eligible_ask ask = {.state = d->state, .place = t->place, .at_us = d->now_us};
    evn_kept_tell(d, &ask, t->item, lot, 0);
    return err;
}

/* Claims on a lot keep their stock, unless some had none before. */
static evn_err check_lot(struct evn_draft *d, uint32_t i, const struct effect *effects)
{
    const struct evn_touch *t = &d->touches[i];
    const struct rest rest = rest_of(t, &effects[i]);
    if (!t->physical || t->lot == EVN_LOT_ANY || t->claims == 0 || rest.after >= 0 ||
        rest.after >= rest.before || !usable_in(d, t->place, t->lot))
        return EVN_OK;
    const struct pool pool = look(d->state, t->place, t->item, d->now_us, NULL, NULL);
    wide free = free_of(&pool);
    return refuse(d, t, t->lot, free < rest.before ? free : rest.before, rest.before - rest.after);
}

static bool seen_before(const struct evn_draft *d, uint32_t i)
{
    for (uint32_t j = 0; j < i; j++)
        if (d->touches[j].place == d->touches[i].place && d->touches[j].item == d->touches[i].item)
            return true;
    return false;
}

/* And so do claims on the item. */
static evn_err check_item(struct evn_draft *d, uint32_t i, const struct effect *effects)
{
    const struct evn_touch *t = &d->touches[i];
    if (!t->physical || seen_before(d, i) || item_claims(d->state, t->place, t->item) == 0)
        return EVN_OK;
    const struct pool now = look(d->state, t->place, t->item, d->now_us, NULL, NULL);
    const struct pool then = look(d->state, t->place, t->item, d->now_us, d, effects);
    wide before = free_of(&now), after = free_of(&then);
    if (after >= 0 || after >= before)
        return EVN_OK;
    return refuse(d, t, EVN_LOT_ANY, before, (before > 0 ? before : 0) - after);
}

evn_err evn_kept_check(struct evn_draft *draft)
{
    struct effect *effects;
    if (draft->state->opens.n == 0)
        return EVN_OK;
    evn_err err = list_effects(draft, &effects);
    for (uint32_t i = 0; err == EVN_OK && i < draft->n_touches; i++)
        err = check_lot(draft, i, effects);
    for (uint32_t i = 0; err == EVN_OK && i < draft->n_touches; i++)
        err = check_item(draft, i, effects);
    return err;
}
