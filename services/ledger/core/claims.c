#include "services/ledger/core/claims.h"

#include "services/ledger/core/eligible.h"

/* Quantities of several lots may add up to more than an int64_t. */
__extension__ typedef __int128 wide;

static uint32_t owner_number(const struct evn_ledger_state *s, struct evn_bytes owner)
{
    return owner.len > 0 ? evn_dict_find(&s->opens.names, EVN_OPEN_CLAIM, owner) : 0;
}

uint32_t evn_claims_count(const struct evn_ledger_state *state, struct evn_bytes owner)
{
    uint32_t n = 0, name = owner_number(state, owner);
    uint64_t after = 0;
    for (const struct evn_open *row;
         name != 0 && (row = evn_opens_of_name(&state->opens, name, after)) != NULL;
         after = row->seq)
        n++;
    return n;
}

/* Whether a lot at the place can be used now, known or of this draft. */
static bool usable(const struct evn_draft *d, uint32_t place, uint32_t lot)
{
    const struct evn_eligible_ask ask = {.state = d->state, .place = place, .at_us = d->now_us};
    return evn_eligible(&ask, lot, evn_draft_expiry(d, lot)) == 0;
}

static wide eligible(const struct evn_ledger_state *state, uint32_t place, uint32_t item,
                     int64_t now_us)
{
    const struct evn_eligible_ask ask = {.state = state, .place = place, .at_us = now_us};
    wide sum = 0;
    uint32_t n = evn_ledger_find_pool(state, place, item);
    for (; n != 0; n = evn_ledger_account(state, n)->pool_next) {
        const struct evn_account *a = evn_ledger_account(state, n);
        uint32_t lot = evn_account_lot(a);
        if (lot == EVN_LOT_ANY)
            continue;
        struct evn_day expiry =
            lot != EVN_LOT_NONE ? evn_ledger_lot(state, lot)->expiry : EVN_DAY_NONE;
        if (evn_eligible(&ask, lot, expiry) == 0)
            sum += a->balance;
    }
    return sum;
}

static int64_t at_most(wide quantity)
{
    return quantity < INT64_MAX ? (int64_t)quantity : INT64_MAX;
}

int64_t evn_claims_eligible(const struct evn_ledger_state *state, uint32_t place, uint32_t item,
                            int64_t now_us)
{
    return at_most(eligible(state, place, item, now_us));
}

static int64_t claims_on(const struct evn_draft *d, uint32_t place, uint32_t item)
{
    uint32_t any = evn_ledger_find_account(d->state, place, item, EVN_LOT_ANY);
    return any != 0 ? evn_account_claims(evn_ledger_account(d->state, any)) : 0;
}

/* What the document has planned for claims on (place, item): made minus ended. */
static wide planned(const struct evn_draft *d, uint32_t place, uint32_t item)
{
    wide sum = 0;
    for (uint32_t i = 0; i < d->n_claims; i++) {
        const struct evn_touch *t = &d->touches[d->claims[i].touch];
        if (t->place == place && t->item == item)
            sum +=
                d->claims[i].kind == EVN_RECORD_CLAIM_MADE ? d->claims[i].qty : -d->claims[i].qty;
    }
    return sum;
}

static evn_err add_claim(struct evn_draft *d, uint32_t place, uint32_t item,
                         struct evn_claim_move move)
{
    if (d->n_claims == d->claims_cap)
        return evn_draft_refuse_text(d, EVN_E_LIMIT, move.line, NULL,
                                     evn_bytes_text("claims of one command"));
    evn_err err = evn_draft_room_claim(d);
    if (err != EVN_OK)
        return err;
    struct evn_touch *t = evn_draft_touch(d, place, item, EVN_LOT_ANY);
    move.touch = (uint32_t)(t - d->touches);
    d->claims[d->n_claims++] = move;
    return EVN_OK;
}

/* The place and item of a line; only places that hold stock can have it kept. */
static evn_err resolve(struct evn_draft *d, const struct evn_ledger_claim_line *line,
                       uint32_t number, uint32_t *place, uint32_t *item)
{
    const struct evn_ledger_state *s = d->state;
    *place = evn_dict_find(&s->place_ids, 0, line->place);
    *item = evn_dict_find(&s->item_ids, 0, line->item);
    if (*place == 0)
        return evn_draft_refuse_text(d, EVN_E_UNKNOWN_PLACE, number, "place", line->place);
    if (*item == 0)
        return evn_draft_refuse_text(d, EVN_E_UNKNOWN_ITEM, number, "item", line->item);
    if (!evn_place_is_physical(evn_ledger_place(s, *place)->kind))
        return evn_draft_refuse_text(d, EVN_E_BAD_FIELD, number, "place", line->place);
    if (line->qty > 0)
        return EVN_OK;
    evn_err err = evn_draft_refuse(d, EVN_E_OUT_OF_RANGE, number, "quantity");
    d->refusal->have = line->qty;
    d->refusal->want = 1;
    return err;
}

static evn_err refuse_short(struct evn_draft *d, evn_err code, uint32_t line, uint32_t place,
                            uint32_t item, int64_t have, int64_t want)
{
    evn_err err = evn_draft_refuse_stock(d, code, line, place, item, EVN_LOT_ANY);
    d->refusal->at_us = d->now_us;
    d->refusal->have = have;
    d->refusal->want = want;
    return err;
}

static evn_err reserve_line(struct evn_draft *d, const struct evn_ledger_claim *claim, uint32_t i)
{
    const struct evn_ledger_claim_line *line = &claim->lines[i];
    uint32_t place, item;
    evn_err err = resolve(d, line, i + 1, &place, &item);
    if (err != EVN_OK)
        return err;
    /* All claims together are a number. */
    wide free = at_most(eligible(d->state, place, item, d->now_us));
    free -= (wide)claims_on(d, place, item) + planned(d, place, item);
    if (line->qty > free)
        return refuse_short(d, EVN_E_SHORT_STOCK, i + 1, place, item, free > 0 ? at_most(free) : 0,
                            line->qty);
    const struct evn_claim_move move = {.kind = EVN_RECORD_CLAIM_MADE,
                                        .flags = claim->earmark ? EVN_RECORD_F_EARMARK : 0,
                                        .line = i + 1,
                                        .qty = line->qty,
                                        .expires_at_us = claim->expires_at_us,
                                        .priority = claim->priority};
    return add_claim(d, place, item, move);
}

evn_err evn_claims_reserve(struct evn_draft *draft, const struct evn_ledger_claim *claim)
{
    evn_err err = EVN_OK;
    if (claim->expires_at_us != 0 && claim->expires_at_us <= draft->now_us)
        return evn_draft_refuse(draft, EVN_E_BAD_DATE, 0, "expires_at_us");
    for (uint32_t i = 0; err == EVN_OK && i < claim->n_lines; i++)
        err = reserve_line(draft, claim, i);
    return err;
}

/* Which of an owner's claims. */
enum which { ALL_CLAIMS, RESERVATIONS, EARMARKS };

/* What the document has planned to take from the claim made by record `ref`. */
static int64_t taken(const struct evn_draft *d, uint64_t ref)
{
    int64_t sum = 0;
    for (uint32_t i = 0; i < d->n_claims; i++)
        sum += d->claims[i].ref == ref ? d->claims[i].qty : 0;
    return sum;
}

static bool is_of(const struct evn_open *row, uint32_t name, enum which which)
{
    return row->name == name && row->kind == EVN_OPEN_CLAIM &&
           (which == ALL_CLAIMS || row->earmark == (which == EARMARKS));
}

/* End up to `*left` of the owner's claims on `account` (0: on any), oldest first. */
static evn_err end_claims(struct evn_draft *d, uint32_t name, uint32_t account, uint16_t kind,
                          uint32_t line, enum which which, int64_t *left)
{
    const struct evn_opens *opens = &d->state->opens;
    uint64_t after = 0;
    evn_err err = EVN_OK;
    while (err == EVN_OK && *left > 0) {
        const struct evn_open *row = account != 0 ? evn_opens_of_account(opens, account, after)
                                                  : evn_opens_of_name(opens, name, after);
        if (row == NULL)
            break;
        after = row->seq;
        int64_t rest = row->left - taken(d, row->seq);
        if (!is_of(row, name, which) || rest <= 0)
            continue;
        const struct evn_account *a = evn_ledger_account(d->state, row->account);
        const struct evn_claim_move move = {.kind = kind,
                                            .flags = row->earmark ? EVN_RECORD_F_EARMARK : 0,
                                            .line = line,
                                            .qty = rest < *left ? rest : *left,
                                            .ref = row->seq};
        *left -= move.qty;
        err = add_claim(d, a->place, evn_account_item(d->state, a), move);
    }
    return err;
}

static evn_err release_line(struct evn_draft *d, const struct evn_ledger_claim_line *line,
                            uint32_t number, uint32_t name, enum which which)
{
    uint32_t place, item;
    evn_err err = resolve(d, line, number, &place, &item);
    if (err != EVN_OK)
        return err;
    uint32_t any = evn_ledger_find_account(d->state, place, item, EVN_LOT_ANY);
    int64_t left = line->qty;
    if (any != 0 && name != 0)
        err = end_claims(d, name, any, EVN_RECORD_CLAIM_RELEASED, number, which, &left);
    if (err != EVN_OK || left == 0)
        return err;
    return refuse_short(d, EVN_E_SHORT_STOCK, number, place, item, line->qty - left, line->qty);
}

evn_err evn_claims_release(struct evn_draft *draft, const struct evn_ledger_claim *claim)
{
    enum which which = claim->earmark ? EARMARKS : RESERVATIONS;
    uint32_t name = owner_number(draft->state, claim->owner);
    int64_t all = INT64_MAX;
    evn_err err = EVN_OK;
    if (claim->n_lines == 0 && name != 0)
        err = end_claims(draft, name, 0, EVN_RECORD_CLAIM_RELEASED, 0, which, &all);
    for (uint32_t i = 0; err == EVN_OK && i < claim->n_lines; i++)
        err = release_line(draft, &claim->lines[i], i + 1, name, which);
    return err;
}

evn_err evn_claims_use(struct evn_draft *draft, struct evn_bytes owner, uint32_t place,
                       uint32_t item, int64_t qty, uint32_t line)
{
    uint32_t name = owner_number(draft->state, owner);
    uint32_t any = evn_ledger_find_account(draft->state, place, item, EVN_LOT_ANY);
    if (name == 0 || any == 0)
        return EVN_OK;
    return end_claims(draft, name, any, EVN_RECORD_CLAIM_CONSUMED, line, ALL_CLAIMS, &qty);
}

/* The document's change of eligible stock of (place, item), and the first line that takes. */
static wide change_of(const struct evn_draft *d, uint32_t place, uint32_t item, uint32_t *line)
{
    wide sum = 0;
    *line = 0;
    for (uint32_t i = 0; i < d->n_moves; i++) {
        const struct evn_move *m = &d->moves[i];
        const struct evn_touch *from = &d->touches[m->from], *to = &d->touches[m->to];
        if (from->item != item || !usable(d, place, from->lot))
            continue;
        if (from->place == place && (*line == 0 || m->line < *line))
            *line = m->line;
        int sign = (to->place == place) - (from->place == place);
        sum += (wide)sign * m->qty;
    }
    return sum;
}

static bool seen_before(const struct evn_draft *d, uint32_t i)
{
    for (uint32_t j = 0; j < i; j++)
        if (d->touches[j].place == d->touches[i].place && d->touches[j].item == d->touches[i].item)
            return true;
    return false;
}

static evn_err check_pool(struct evn_draft *d, uint32_t place, uint32_t item)
{
    uint32_t line;
    int64_t claims = claims_on(d, place, item);
    if (claims == 0)
        return EVN_OK;
    wide before = eligible(d->state, place, item, d->now_us) - claims;
    wide after = before + change_of(d, place, item, &line) - planned(d, place, item);
    if (after >= 0 || after >= before)
        return EVN_OK;
    wide have = before > 0 ? before : 0, want = have - after;
    return refuse_short(d, EVN_E_RESERVED, line, place, item, at_most(have), at_most(want));
}

evn_err evn_claims_check(struct evn_draft *draft)
{
    evn_err err = EVN_OK;
    if (draft->state->opens.n == 0)
        return EVN_OK;
    for (uint32_t i = 0; err == EVN_OK && i < draft->n_touches; i++)
        if (draft->touches[i].physical && !seen_before(draft, i))
            err = check_pool(draft, draft->touches[i].place, draft->touches[i].item);
    return err;
}
