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

/* What this draft takes from the goods aboard that record `ref` shipped. */
static int64_t taken(const struct evn_draft *d, uint64_t ref)
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
    for (; (row = evn_opens_of_account(&d->state->opens, account, after)) != NULL; after = row->seq)
        sum += row->left - taken(d, row->seq);
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
    const struct evn_open *row, *best = NULL;
    uint64_t after = 0;
    for (; (row = evn_opens_of_account(&d->state->opens, account, after)) != NULL &&
           row->seq < before;
         after = row->seq)
        best = row->left > taken(d, row->seq) ? row : best;
    return best;
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
        int64_t rest = row->left - taken(draft, row->seq);
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

static evn_err find_place(struct evn_draft *d, struct evn_bytes id, uint32_t line,
                          const char *field, uint32_t *out)
{
    *out = 0;
    if (id.len == 0)
        return evn_draft_refuse(d, EVN_E_MISSING_FIELD, line, field);
    *out = evn_dict_find(&d->state->place_ids, 0, id);
    return *out != 0 ? EVN_OK : evn_draft_refuse_text(d, EVN_E_UNKNOWN_PLACE, line, field, id);
}

static evn_err find_vehicle(struct evn_draft *d, struct evn_bytes id, uint32_t *out)
{
    evn_err err = find_place(d, id, 0, "vehicle", out);
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
    evn_err err = find_place(d, said->stop, i + 1, "stop", &stop);
    d->receiver = stop;
    if (err == EVN_OK)
        err = evn_draft_line(d, &line, i + 1);
    d->receiver = 0;
    for (uint32_t m = first; err == EVN_OK && m < d->n_moves; m++) {
        /* What was aboard for another stop, or on another vehicle, cannot be shipped again. */
        if (d->moves[m].ref != 0)
            return evn_draft_refuse_text(d, EVN_E_WRONG_STATE, i + 1, "from", said->from);
        d->moves[m].aux = stop;
    }
    return err;
}

evn_err evn_ship_draft(struct evn_draft *draft, const struct evn_ledger_ship *ship)
{
    const struct evn_opens *opens = &draft->state->opens;
    uint32_t vehicle;
    if (ship->shipment.len == 0)
        return evn_draft_refuse(draft, EVN_E_MISSING_FIELD, 0, "shipment");
    uint32_t name = evn_dict_find(&opens->names, EVN_OPEN_ABOARD, ship->shipment);
    if (name != 0 && evn_opens_of_name(opens, name, 0) != NULL)
        return evn_draft_refuse_text(draft, EVN_E_EXISTS, 0, "shipment", ship->shipment);
    evn_err err = find_vehicle(draft, ship->vehicle, &vehicle);
    for (uint32_t i = 0; err == EVN_OK && i < ship->n_lines; i++)
        err = ship_line(draft, ship, i);
    return err;
}

/* What one receipt looks for. */
struct receipt {
    struct evn_draft *d;
    const struct evn_ledger_receipt *said;
    uint32_t shipment; /* its name's number; 0: there is none */
    uint32_t vehicle, stop, consumed, lost, destroyed;
};

/* Whether goods aboard are of this receipt's line; `lot` is EVN_LOT_ANY for any. */
static bool matches(const struct receipt *r, const struct evn_open *row, uint32_t item,
                    uint32_t lot)
{
    const struct evn_account *a = evn_ledger_account(r->d->state, row->account);
    return row->aux == r->stop && a->place == r->vehicle &&
           evn_account_item(r->d->state, a) == item &&
           (lot == EVN_LOT_ANY || evn_account_lot(a) == lot);
}

static const struct evn_open *next_row(const struct receipt *r, uint32_t item, uint32_t lot,
                                       uint64_t after)
{
    const struct evn_open *row = NULL;
    if (r->shipment == 0)
        return NULL;
    do {
        row = evn_opens_of_name(&r->d->state->opens, r->shipment, row != NULL ? row->seq : after);
    } while (row != NULL && !matches(r, row, item, lot));
    return row;
}

/* What is handed over must be fit for use: a recall reaches goods on their way too. */
static evn_err check_handed_over(struct receipt *r, uint32_t line, uint32_t item, uint32_t lot,
                                 int64_t at_us)
{
    const struct evn_eligible_ask ask = {.state = r->d->state, .place = r->vehicle, .at_us = at_us};
    uint32_t why = evn_eligible(&ask, lot, evn_draft_expiry(r->d, lot)) & EVN_WHY_SAFETY;
    return why == 0 ? EVN_OK : evn_eligible_refuse(r->d, &ask, why, line, item, lot);
}

/* Move `qty` of the goods aboard to `to`, in the order loaded. */
static evn_err receive(struct receipt *r, uint32_t line, uint16_t kind, uint32_t to, uint32_t item,
                       uint32_t lot, int64_t qty)
{
    struct evn_move at = {.kind = kind, .line = line, .aux = r->stop};
    evn_err err = evn_draft_time(r->d, r->said->occurred_at_us, line, &at);
    uint64_t after = 0;
    const struct evn_open *row;
    while (err == EVN_OK && qty > 0 && (row = next_row(r, item, lot, after)) != NULL) {
        struct evn_move move = at;
        int64_t rest = row->left - taken(r->d, row->seq);
        after = row->seq;
        if (rest <= 0)
            continue;
        move.ref = row->seq;
        move.qty = rest < qty ? rest : qty;
        if (move.at_us < row->at_us) {
            move.claimed_us = move.at_us;
            move.at_us = row->at_us;
            move.flags |= EVN_RECORD_F_REDATED;
        }
        qty -= move.qty;
        uint32_t its_lot = evn_account_lot(evn_ledger_account(r->d->state, row->account));
        if (kind == EVN_RECORD_ISSUE)
            err = check_handed_over(r, line, item, its_lot, move.at_us);
        if (err == EVN_OK)
            err = evn_draft_move(r->d, &move, r->vehicle, to, item, its_lot);
    }
    return err;
}

static evn_err check_line(struct receipt *r, const struct evn_ledger_receipt_line *l,
                          uint32_t number, uint32_t item, uint32_t lot)
{
    int64_t want = 0, have = 0;
    uint64_t after = 0;
    const struct evn_open *row;
    if (l->accepted < 0 || l->missing < 0 || l->damaged < 0 || l->refused < 0)
        return evn_draft_refuse(r->d, EVN_E_OUT_OF_RANGE, number, "accepted");
    if (!evn_add_i64(l->accepted, l->missing, &want) || !evn_add_i64(want, l->damaged, &want) ||
        !evn_add_i64(want, l->refused, &want))
        return evn_draft_refuse(r->d, EVN_E_OVERFLOW, number, "accepted");
    if (want == 0)
        return evn_draft_refuse(r->d, EVN_E_MISSING_FIELD, number, "accepted");
    for (; (row = next_row(r, item, lot, after)) != NULL; after = row->seq)
        have += row->left - taken(r->d, row->seq);
    if (want <= have)
        return EVN_OK;
    evn_err err = evn_draft_refuse_stock(r->d, EVN_E_NOT_SHIPPED, number, r->vehicle, item, lot);
    r->d->refusal->have = have;
    r->d->refusal->want = want;
    return err;
}

static evn_err receipt_line(struct receipt *r, uint32_t i)
{
    const struct evn_ledger_receipt_line *l = &r->said->lines[i];
    const struct evn_ledger_state *s = r->d->state;
    uint32_t item = evn_dict_find(&s->item_ids, 0, l->item), lot = EVN_LOT_ANY;
    if (item == 0)
        return evn_draft_refuse_text(r->d, EVN_E_UNKNOWN_ITEM, i + 1, "item", l->item);
    if (l->lot.len > 0)
        lot = evn_dict_find(&s->lot_codes, item, l->lot);
    if (lot == 0)
        return evn_draft_refuse_text(r->d, EVN_E_UNKNOWN_LOT, i + 1, "lot", l->lot);
    evn_err err = check_line(r, l, i + 1, item, lot);
    if (err == EVN_OK)
        err = receive(r, i + 1, EVN_RECORD_ISSUE, r->consumed, item, lot, l->accepted);
    if (err == EVN_OK)
        err = receive(r, i + 1, EVN_RECORD_SHORT, r->lost, item, lot, l->missing);
    return err != EVN_OK
               ? err
               : receive(r, i + 1, EVN_RECORD_DAMAGED, r->destroyed, item, lot, l->damaged);
}

evn_err evn_receipt_draft(struct evn_draft *draft, const struct evn_ledger_receipt *receipt)
{
    struct receipt r = {.d = draft, .said = receipt};
    r.shipment = evn_dict_find(&draft->state->opens.names, EVN_OPEN_ABOARD, receipt->shipment);
    evn_err err = find_vehicle(draft, receipt->vehicle, &r.vehicle);
    if (err == EVN_OK)
        err = find_place(draft, receipt->stop, 0, "to", &r.stop);
    if (err == EVN_OK)
        err = find_place(draft, receipt->consumed, 0, "to", &r.consumed);
    if (err == EVN_OK)
        err = find_place(draft, receipt->lost, 0, "to", &r.lost);
    if (err == EVN_OK)
        err = find_place(draft, receipt->destroyed, 0, "to", &r.destroyed);
    for (uint32_t i = 0; err == EVN_OK && i < receipt->n_lines; i++)
        err = receipt_line(&r, i);
    return err;
}
