#include "services/ledger/core/ship.h"

#include "common/base/num.h"
#include "services/ledger/core/claims.h"
#include "services/ledger/core/eligible.h"

bool evn_record_puts_aboard(const struct evn_record *r)
{
    bool reversal = (r->flags & EVN_RECORD_F_REVERSAL) != 0;
    return r->aux != 0 && evn_record_is_movement(r->kind) &&
           (r->kind == EVN_RECORD_SHIP) != reversal;
}

bool evn_record_takes_aboard(const struct evn_record *r)
{
    if ((r->flags & EVN_RECORD_F_REVERSAL) != 0)
        return r->kind == EVN_RECORD_SHIP && r->aux != 0;
    return r->ref != 0 && evn_record_is_movement(r->kind) && r->kind != EVN_RECORD_COUNT_ADJUST &&
           r->kind != EVN_RECORD_COUNT_CORRECTION;
}

int64_t evn_aboard_taken(const struct evn_draft *d, uint64_t ref)
{
    int64_t sum = 0;
    for (uint32_t i = 0; i < d->n_moves; i++)
        sum += d->moves[i].ref == ref ? d->moves[i].qty : 0;
    return sum;
}

/* What is open on an account, less what this draft takes of it. */
static int64_t aboard_on(const struct evn_draft *d, uint32_t account)
{
    int64_t sum = 0;
    uint64_t after = 0;
    const struct evn_open *row;
    for (; (row = evn_opens_of_account(&d->state->opens, EVN_OPEN_ABOARD, account, after)) != NULL;
         after = row->seq)
        sum += row->left - evn_aboard_taken(d, row->seq);
    return sum;
}

/* What the draft leaves on an account, and what it puts there for a stop. */
static void balance_after(const struct evn_draft *d, uint32_t touch, int64_t *after, int64_t *open)
{
    for (uint32_t i = 0; i < d->n_moves; i++) {
        const struct evn_move *m = &d->moves[i];
        const struct evn_record r = {
            .kind = m->kind, .flags = m->flags, .ref = m->ref, .aux = m->aux};
        *after += m->to == touch ? m->qty : m->from == touch ? -m->qty : 0;
        *open += m->to == touch && evn_record_puts_aboard(&r) ? m->qty : 0;
    }
}

evn_err evn_aboard_check(struct evn_draft *draft)
{
    const struct evn_ledger_state *s = draft->state;
    for (uint32_t i = 0; i < draft->n_touches; i++) {
        const struct evn_touch *t = &draft->touches[i];
        int64_t after = t->balance, open = 0;
        if (evn_ledger_place(s, t->place)->kind != EVN_PLACE_VEHICLE || t->lot == EVN_LOT_ANY)
            continue;
        balance_after(draft, i, &after, &open);
        open += t->account <= s->n_accounts ? aboard_on(draft, t->account) : 0;
        if (after >= open)
            continue;
        evn_err err =
            evn_draft_refuse_stock(draft, EVN_E_SHORT_STOCK, 0, t->place, t->item, t->lot);
        draft->refusal->at_us = draft->now_us;
        draft->refusal->have = t->out - (open - after) > 0 ? t->out - (open - after) : 0;
        draft->refusal->want = t->out;
        return err;
    }
    return EVN_OK;
}

/* The row of an account that was loaded last before `before`, of which something is left. */
static const struct evn_open *last_loaded(const struct evn_draft *d, uint32_t account,
                                          uint64_t before)
{
    const struct evn_opens *o = &d->state->opens;
    const struct evn_open *row = evn_opens_before(o, EVN_OPEN_ABOARD, account, before);
    while (row != NULL && row->left <= evn_aboard_taken(d, row->seq))
        row = evn_opens_before(o, EVN_OPEN_ABOARD, account, row->seq);
    return row;
}

evn_err evn_aboard_move(struct evn_draft *draft, const struct evn_move *move, uint32_t from,
                        uint32_t to, uint32_t item, uint32_t lot)
{
    if (draft->state->opens.n == 0 || move->ref != 0 || move->kind == EVN_RECORD_RECEIVE)
        return evn_draft_move(draft, move, from, to, item, lot);
    uint32_t number = evn_ledger_find_account(draft->state, from, item, lot);
    int64_t open = number != 0 ? aboard_on(draft, number) : 0;
    if (open == 0)
        return evn_draft_move(draft, move, from, to, item, lot);
    /* `out` counts what this draft takes already, open goods included. */
    const struct evn_touch *t = evn_draft_find_touch(draft, from, item, lot);
    int64_t free =
        evn_ledger_account(draft->state, number)->balance - open - (t != NULL ? t->out : 0);
    int64_t left = move->qty;
    struct evn_move part = *move;
    part.qty = free < 0 ? 0 : free < left ? free : left;
    evn_err err = part.qty > 0 ? evn_draft_move(draft, &part, from, to, item, lot) : EVN_OK;
    left -= part.qty;
    const struct evn_open *row;
    uint64_t before = UINT64_MAX;
    while (err == EVN_OK && left > 0 && (row = last_loaded(draft, number, before)) != NULL) {
        int64_t rest = row->left - evn_aboard_taken(draft, row->seq);
        before = row->seq;
        part.qty = rest < left ? rest : left;
        part.ref = row->seq;
        part.aux = row->aux;
        left -= part.qty;
        err = evn_draft_move(draft, &part, from, to, item, lot);
    }
    if (err != EVN_OK || left == 0)
        return err;
    /* More than there is: the check of balances says so. */
    part = *move;
    part.qty = left;
    return evn_draft_move(draft, &part, from, to, item, lot);
}

evn_err evn_ship_place(struct evn_draft *d, struct evn_bytes id, uint32_t line, const char *field,
                       uint32_t *out)
{
    *out = 0;
    if (id.len == 0)
        return evn_draft_refuse(d, EVN_E_MISSING_FIELD, line, field);
    *out = evn_dict_find(&d->state->place_ids, 0, id);
    return *out != 0 ? EVN_OK : evn_draft_refuse_text(d, EVN_E_UNKNOWN_PLACE, line, field, id);
}

evn_err evn_ship_vehicle(struct evn_draft *d, struct evn_bytes id, uint32_t *out)
{
    evn_err err = evn_ship_place(d, id, 0, "vehicle", out);
    if (err == EVN_OK && evn_ledger_place(d->state, *out)->kind != EVN_PLACE_VEHICLE)
        err = evn_draft_refuse_text(d, EVN_E_BAD_FIELD, 0, "vehicle", id);
    return err;
}

static evn_err ship_line(struct evn_draft *d, const struct evn_ledger_ship *ship, uint32_t i)
{
    const struct evn_ledger_ship_line *said = &ship->lines[i];
    const struct evn_ledger_line line = {.kind = EVN_RECORD_SHIP,
                                         .from = said->from,
                                         .to = ship->vehicle,
                                         .item = said->item,
                                         .lot = evn_bytes_text(""),
                                         .expiry = EVN_DAY_NONE,
                                         .made = EVN_DAY_NONE,
                                         .owner = evn_bytes_text(""),
                                         .qty = said->qty,
                                         .occurred_at_us = ship->occurred_at_us,
                                         .claim = ship->claim};
    uint32_t stop, first = d->n_moves;
    evn_err err = evn_ship_place(d, said->stop, i + 1, "stop", &stop);
    d->receiver = stop;
    if (err == EVN_OK)
        err = evn_draft_line(d, &line, i + 1);
    d->receiver = 0;
    for (uint32_t m = first; err == EVN_OK && m < d->n_moves; m++) {
        /* What was aboard for another stop, or on another vehicle, cannot be shipped again. */
        if (d->moves[m].ref != 0)
            return evn_draft_in_state(
                d, evn_draft_refuse_text(d, EVN_E_WRONG_STATE, i + 1, "from", said->from),
                EVN_S_ABOARD);
        d->moves[m].aux = stop;
    }
    return err == EVN_OK ? evn_claims_use(d, ship->claim, first) : err;
}

evn_err evn_ship_draft(struct evn_draft *draft, const struct evn_ledger_ship *ship)
{
    const struct evn_opens *opens = &draft->state->opens;
    uint32_t vehicle;
    if (ship->shipment.len == 0)
        return evn_draft_refuse(draft, EVN_E_MISSING_FIELD, 0, "shipment");
    uint32_t name = evn_dict_find(&opens->names, EVN_OPEN_ABOARD, ship->shipment);
    if (name != 0 && evn_opens_of_name(opens, name, 0) != NULL)
        return evn_draft_in_state(
            draft, evn_draft_refuse_text(draft, EVN_E_EXISTS, 0, "shipment", ship->shipment),
            EVN_S_STILL_ABOARD);
    evn_err err = evn_ship_vehicle(draft, ship->vehicle, &vehicle);
    for (uint32_t i = 0; err == EVN_OK && i < ship->n_lines; i++)
        err = ship_line(draft, ship, i);
    return err;
}
