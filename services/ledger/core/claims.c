#include "services/ledger/core/claims.h"

#include "services/ledger/core/eligible.h"
#include "services/ledger/core/kept.h"

uint32_t evn_claims_owner(const struct evn_ledger_state *s, struct evn_bytes owner)
{
    return owner.len > 0 ? evn_dict_find(&s->opens.names, EVN_OPEN_CLAIM, owner) : 0;
}

uint32_t evn_claims_count(const struct evn_ledger_state *state, struct evn_bytes owner)
{
    uint32_t n = 0, name = evn_claims_owner(state, owner);
    uint64_t after = 0;
    for (const struct evn_open *row;
         name != 0 && (row = evn_opens_of_name(&state->opens, name, after)) != NULL;
         after = row->seq)
        n++;
    return n;
}

static evn_err add_claim(struct evn_draft *d, const struct evn_account_key *on,
                         struct evn_claim_move move)
{
    if (d->n_claims == d->claims_cap)
        return evn_draft_refuse_text(d, EVN_E_LIMIT, move.line, NULL,
                                     evn_bytes_text("claims of one command"));
    evn_err err = evn_draft_room_claim(d);
    if (err != EVN_OK)
        return err;
    struct evn_touch *t = evn_draft_touch(d, on->place, on->item, on->lot);
    move.touch = (uint32_t)(t - d->touches);
    d->claims[d->n_claims++] = move;
    return EVN_OK;
}

/* The lot of a line, EVN_LOT_ANY when it names none. */
static evn_err resolve_lot(struct evn_draft *d, const struct evn_ledger_claim_line *line,
                           uint32_t number, struct evn_account_key *on)
{
    const struct evn_ledger_state *s = d->state;
    on->lot = EVN_LOT_ANY;
    if (line->lot.len == 0)
        return EVN_OK;
    if (evn_ledger_item(s, on->item)->tracking == EVN_TRACKING_NONE)
        return evn_draft_refuse_text(d, EVN_E_BAD_FIELD, number, "lot", line->lot);
    on->lot = evn_dict_find(&s->lot_codes, on->item, line->lot);
    return on->lot != 0 ? EVN_OK
                        : evn_draft_refuse_text(d, EVN_E_UNKNOWN_LOT, number, "lot", line->lot);
}

/* What a line names; only places that hold stock can have it kept. */
static evn_err resolve(struct evn_draft *d, const struct evn_ledger_claim_line *line,
                       uint32_t number, struct evn_account_key *on)
{
    const struct evn_ledger_state *s = d->state;
    on->place = evn_dict_find(&s->place_ids, 0, line->place);
    on->item = evn_dict_find(&s->item_ids, 0, line->item);
    if (on->place == 0)
        return evn_draft_refuse_text(d, EVN_E_UNKNOWN_PLACE, number, "place", line->place);
    if (on->item == 0)
        return evn_draft_refuse_text(d, EVN_E_UNKNOWN_ITEM, number, "item", line->item);
    if (!evn_place_is_physical(evn_ledger_place(s, on->place)->kind))
        return evn_draft_refuse_text(d, EVN_E_BAD_FIELD, number, "place", line->place);
    evn_err err = resolve_lot(d, line, number, on);
    if (err != EVN_OK || line->qty > 0)
        return err;
    err = evn_draft_refuse(d, EVN_E_OUT_OF_RANGE, number, "quantity");
    d->refusal->have = line->qty;
    d->refusal->want = 1;
    return err;
}

static evn_err refuse_short(struct evn_draft *d, uint32_t line, const struct evn_account_key *on,
                            int64_t have, int64_t want)
{
    evn_err err = evn_draft_refuse_stock(d, EVN_E_SHORT_STOCK, line, on->place, on->item, on->lot);
    d->refusal->at_us = d->now_us;
    d->refusal->have = have;
    d->refusal->want = want;
    return err;
}

static evn_err reserve_line(struct evn_draft *d, const struct evn_ledger_claim *claim, uint32_t i)
{
    const struct evn_ledger_claim_line *line = &claim->lines[i];
    struct evn_account_key on;
    int64_t free;
    evn_err err = resolve(d, line, i + 1, &on);
    if (err == EVN_OK)
        err = evn_kept_claimable(d, on.place, on.item, on.lot, &free);
    if (err != EVN_OK)
        return err;
    if (line->qty > free) {
        const struct evn_eligible_ask ask = {
            .state = d->state, .place = on.place, .at_us = d->now_us};
        err = refuse_short(d, i + 1, &on, free, line->qty);
        evn_kept_tell(d, &ask, on.item, on.lot, 0);
        return err;
    }
    const struct evn_claim_move move = {.kind = EVN_RECORD_CLAIM_MADE,
                                        .flags = claim->earmark ? EVN_RECORD_F_EARMARK : 0,
                                        .line = i + 1,
                                        .qty = line->qty,
                                        .expires_at_us = claim->expires_at_us,
                                        .priority = claim->priority};
    return add_claim(d, &on, move);
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

/* End up to `*left` of the owner's claims on `account` (0: wherever they are), oldest first. */
static evn_err end_claims(struct evn_draft *d, uint32_t name, uint32_t account, uint16_t kind,
                          uint32_t line, enum which which, int64_t *left)
{
    const struct evn_opens *opens = &d->state->opens;
    uint64_t after = 0;
    evn_err err = EVN_OK;
    while (err == EVN_OK && *left > 0) {
        const struct evn_open *row =
            account != 0 ? evn_opens_of_account(opens, EVN_OPEN_CLAIM, account, after)
                         : evn_opens_of_name(opens, name, after);
        if (row == NULL)
            break;
        after = row->seq;
        int64_t rest = row->left - taken(d, row->seq);
        if (!is_of(row, name, which) || rest <= 0)
            continue;
        const struct evn_account *a = evn_ledger_account(d->state, row->account);
        const struct evn_account_key on = {a->place, evn_account_item(d->state, a),
                                           evn_account_lot(a)};
        const struct evn_claim_move move = {.kind = kind,
                                            .flags = row->earmark ? EVN_RECORD_F_EARMARK : 0,
                                            .line = line,
                                            .qty = rest < *left ? rest : *left,
                                            .ref = row->seq};
        *left -= move.qty;
        err = add_claim(d, &on, move);
    }
    return err;
}

static evn_err release_line(struct evn_draft *d, const struct evn_ledger_claim_line *line,
                            uint32_t number, uint32_t name, enum which which)
{
    struct evn_account_key on;
    evn_err err = resolve(d, line, number, &on);
    if (err != EVN_OK)
        return err;
    uint32_t account = evn_ledger_find_account(d->state, on.place, on.item, on.lot);
    int64_t left = line->qty;
    if (account != 0 && name != 0)
        err = end_claims(d, name, account, EVN_RECORD_CLAIM_RELEASED, number, which, &left);
    if (err != EVN_OK || left == 0)
        return err;
    return evn_draft_in_state(d, refuse_short(d, number, &on, line->qty - left, line->qty),
                              EVN_S_KEPT_LESS);
}

/* Nothing is kept for the owner, or not in this way. */
static evn_err refuse_nothing(struct evn_draft *d, const struct evn_ledger_claim *claim,
                              enum which which)
{
    bool other = evn_claims_count(d->state, claim->owner) > 0;
    evn_err err = evn_draft_refuse_text(d, EVN_E_WRONG_STATE, 0, "owner", claim->owner);
    return evn_draft_in_state(d, err,
                              !other              ? EVN_S_NOTHING_KEPT
                              : which == EARMARKS ? EVN_S_NO_EARMARK
                                                  : EVN_S_EARMARKED);
}

evn_err evn_claims_release(struct evn_draft *draft, const struct evn_ledger_claim *claim)
{
    enum which which = claim->earmark ? EARMARKS : RESERVATIONS;
    uint32_t name = evn_claims_owner(draft->state, claim->owner);
    int64_t all = INT64_MAX;
    evn_err err = EVN_OK;
    if (claim->n_lines == 0 && name != 0)
        err = end_claims(draft, name, 0, EVN_RECORD_CLAIM_RELEASED, 0, which, &all);
    if (err == EVN_OK && claim->n_lines == 0 && draft->n_claims == 0)
        return refuse_nothing(draft, claim, which);
    for (uint32_t i = 0; err == EVN_OK && i < claim->n_lines; i++)
        err = release_line(draft, &claim->lines[i], i + 1, name, which);
    return err;
}

static evn_err use_of(struct evn_draft *d, uint32_t name, uint32_t account, uint32_t line,
                      int64_t *left)
{
    return account != 0 && *left > 0
               ? end_claims(d, name, account, EVN_RECORD_CLAIM_CONSUMED, line, ALL_CLAIMS, left)
               : EVN_OK;
}

evn_err evn_claims_use(struct evn_draft *draft, struct evn_bytes owner, uint32_t first)
{
    const struct evn_ledger_state *s = draft->state;
    uint32_t name = evn_claims_owner(s, owner);
    evn_err err = EVN_OK;
    for (uint32_t i = first; name != 0 && i < draft->n_moves && err == EVN_OK; i++) {
        const struct evn_move m = draft->moves[i];
        const struct evn_touch from = draft->touches[m.from];
        int64_t left = from.physical ? m.qty : 0;
        if (from.claims > 0)
            err = use_of(draft, name, from.account, m.line, &left);
        if (err == EVN_OK)
            err =
                use_of(draft, name, evn_ledger_find_account(s, from.place, from.item, EVN_LOT_ANY),
                       m.line, &left);
    }
    return err;
}
