#include "tests/sim/ledger/model_parts.h"

#include <stdio.h>

int64_t left_aboard(const struct attempt *a, const struct model_aboard *row)
{
    int64_t left = row->left;
    for (uint32_t i = 0; i < a->n_moves; i++)
        left -= a->moves[i].takes == row->number ? a->moves[i].qty : 0;
    return left;
}

bool push_from(struct attempt *a, struct model_move mv, uint32_t lot, int64_t qty)
{
    const struct model *m = a->m;
    int64_t open = 0;
    for (uint32_t i = 0; i < m->n_aboard; i++)
        if (m->aboard[i].van == mv.from && m->aboard[i].item == mv.item && m->aboard[i].lot == lot)
            open += left_aboard(a, &m->aboard[i]);
    if (open == 0)
        return push(a, mv, lot, qty);
    int64_t free = balance_now(m, mv.from, mv.item, lot) - open;
    for (uint32_t i = 0; i < a->n_moves; i++)
        if (a->moves[i].from == mv.from && a->moves[i].item == mv.item && a->moves[i].lot == lot)
            free -= a->moves[i].qty;
    int64_t part = free < 0 ? 0 : free < qty ? free : qty;
    bool ok = part == 0 || push(a, mv, lot, part);
    qty -= part;
    for (uint32_t i = m->n_aboard; ok && qty > 0 && i > 0; i--) {
        const struct model_aboard *row = &m->aboard[i - 1];
        int64_t left = left_aboard(a, row);
        if (row->van != mv.from || row->item != mv.item || row->lot != lot || left == 0)
            continue;
        part = left < qty ? left : qty;
        mv.takes = row->number;
        mv.stop = row->stop;
        ok = push(a, mv, lot, part);
        qty -= part;
    }
    mv.takes = 0;
    return ok && (qty == 0 || push(a, mv, lot, qty));
}

static bool need_place(struct attempt *a, struct evn_bytes id, const char *field, uint32_t *out)
{
    return id.len > 0 ? find_place(a, id, field, out) : fail(a, EVN_E_MISSING_FIELD, field);
}

static bool is_van(uint32_t place)
{
    return place == WORLD_VAN || place == WORLD_VAN_2;
}

static bool need_van(struct attempt *a, struct evn_bytes id, uint32_t *out)
{
    return need_place(a, id, "vehicle", out) &&
           (is_van(*out) || fail(a, EVN_E_BAD_FIELD, "vehicle"));
}

/* A line as documents have them. */
static struct evn_ledger_line line_of(uint16_t kind, struct evn_bytes from, struct evn_bytes to,
                                      struct evn_bytes item, int64_t qty, int64_t at_us)
{
    const struct evn_bytes none = evn_bytes_text("");
    return (struct evn_ledger_line){.kind = kind,
                                    .from = from,
                                    .to = to,
                                    .item = item,
                                    .lot = none,
                                    .owner = none,
                                    .claim = none,
                                    .expiry = EVN_DAY_NONE,
                                    .made = EVN_DAY_NONE,
                                    .qty = qty,
                                    .occurred_at_us = at_us};
}

static bool ship_line(struct attempt *a, const struct evn_ledger_ship *s,
                      const struct evn_ledger_ship_line *l)
{
    struct evn_ledger_line line =
        line_of(EVN_RECORD_SHIP, l->from, s->vehicle, l->item, l->qty, s->occurred_at_us);
    uint32_t stop = 0, first = a->n_moves;
    if (!need_place(a, l->stop, "stop", &stop))
        return false;
    if (l->from.len == 0) {
        uint32_t at = 0;
        return when(a, s->occurred_at_us, &at) && fail(a, EVN_E_MISSING_FIELD, "from");
    }
    line.claim = s->claim;
    if (!take_line(a, &line, false))
        return false;
    for (uint32_t i = first; i < a->n_moves; i++) {
        if (a->moves[i].takes != 0)
            return fail_state(a, EVN_E_WRONG_STATE, "from", l->from, EVN_S_ABOARD);
        a->moves[i].puts = true;
        a->moves[i].stop = stop;
    }
    use_claims(a, s->claim, first);
    return true;
}

bool try_ship(struct attempt *a, const struct evn_ledger_ship *s)
{
    uint32_t van = 0;
    if (s->shipment.len == 0)
        return fail(a, EVN_E_MISSING_FIELD, "shipment");
    snprintf(a->shipment, sizeof a->shipment, "%.*s", (int)s->shipment.len,
             (const char *)s->shipment.at);
    for (uint32_t i = 0; i < a->m->n_aboard; i++)
        if (same(s->shipment, a->m->aboard[i].shipment))
            return fail_state(a, EVN_E_EXISTS, "shipment", s->shipment, EVN_S_STILL_ABOARD);
    if (!need_van(a, s->vehicle, &van))
        return false;
    for (a->line = 1; a->line <= s->n_lines; a->line++)
        if (!ship_line(a, s, &s->lines[a->line - 1]))
            return false;
    return check(a);
}

/* A receipt with its names looked up. */
struct stop {
    const struct evn_ledger_receipt *said;
    uint32_t van, at, back; /* back WORLD_PLACES: stays aboard */
    bool keeps;
};

enum { ANY_LOT = MODEL_LOTS };

/* Goods aboard of a line, in the order loaded, the first behind `after`. */
static const struct model_aboard *next_row(const struct attempt *a, const struct stop *s,
                                           uint32_t item, uint32_t lot, uint32_t after)
{
    for (uint32_t i = 0; i < a->m->n_aboard; i++) {
        const struct model_aboard *row = &a->m->aboard[i];
        if (row->number > after && same(s->said->shipment, row->shipment) && row->van == s->van &&
            row->stop == s->at && row->item == item && (lot == ANY_LOT || row->lot == lot))
            return row;
    }
    return NULL;
}

static bool unload(struct attempt *a, const struct stop *s, uint32_t to, uint32_t item,
                   uint32_t lot, int64_t qty, bool handed_over)
{
    uint32_t at = 0;
    const struct model_aboard *row = NULL;
    if (!when(a, s->said->occurred_at_us, &at))
        return false;
    while (qty > 0 && (row = next_row(a, s, item, lot, row != NULL ? row->number : 0)) != NULL) {
        int64_t left = left_aboard(a, row), part = left < qty ? left : qty;
        struct model_move mv = {.from = s->van, .to = to, .item = item, .stop = s->at};
        mv.at = at > row->at ? at : row->at;
        mv.takes = row->number;
        evn_err why = handed_over ? why_not(a->m, s->van, item, row->lot, mv.at) : EVN_OK;
        if (left == 0)
            continue;
        if (why != EVN_OK)
            return fail_why(a, why, s->van, item, row->lot);
        if (!push(a, mv, row->lot, part))
            return false;
        qty -= part;
    }
    return true;
}

/* Found at the stop; consumed there where accepted goods are. */
static bool found(struct attempt *a, const struct stop *s, struct evn_ledger_line line)
{
    line.from = s->said->found;
    line.to = s->said->stop;
    if (line.qty == 0)
        return true;
    if (!take_line(a, &line, false))
        return false;
    struct model_move mv = a->moves[a->n_moves - 1];
    mv.from = s->at;
    mv.to = WORLD_CONSUMED;
    return s->keeps || push(a, mv, mv.lot, mv.qty);
}

static bool sums(struct attempt *a, const struct evn_ledger_receipt_line *l, int64_t *explained)
{
    int64_t all = 0;
    bool fits = true;
    if (l->accepted < 0 || l->missing < 0 || l->damaged < 0 || l->refused < 0 || l->over < 0 ||
        l->wrong < 0)
        return fail(a, EVN_E_OUT_OF_RANGE, "accepted");
    const int64_t parts[] = {l->accepted, l->missing, l->damaged, l->refused, l->over, l->wrong};
    for (int i = 0; i < 6; i++) {
        fits = fits && !__builtin_add_overflow(all, parts[i], &all);
        *explained = i == 3 ? all : *explained;
    }
    if (!fits)
        return fail(a, EVN_E_OVERFLOW, "accepted");
    if (all == 0)
        return fail(a, EVN_E_MISSING_FIELD, "accepted");
    return (l->wrong > 0) == (l->wrong_lot.len > 0) ||
           fail(a, EVN_E_MISSING_FIELD, l->wrong > 0 ? "wrong_lot" : "wrong");
}

static bool receipt_line(struct attempt *a, const struct stop *s,
                         const struct evn_ledger_receipt_line *l)
{
    uint32_t item = 0, lot = ANY_LOT;
    int64_t want = 0, have = 0;
    if (!find_item(a, l->item, &item))
        return false;
    if (l->lot.len > 0 && (lot = find_lot(a->m, item, l->lot)) == 0)
        return fail(a, EVN_E_UNKNOWN_LOT, "lot");
    if (!sums(a, l, &want))
        return false;
    for (const struct model_aboard *row = next_row(a, s, item, lot, 0); row != NULL;
         row = next_row(a, s, item, lot, row->number))
        have += left_aboard(a, row);
    for (uint32_t k = 0; s->back == WORLD_PLACES && k + 1 < a->line; k++)
        if (evn_bytes_equal(s->said->lines[k].item, l->item) &&
            evn_bytes_equal(s->said->lines[k].lot, l->lot))
            have -= s->said->lines[k].refused; /* aboard, and said already */
    if (want > have) {
        fail_stock(a, EVN_E_NOT_SHIPPED, s->van, item, lot == ANY_LOT ? 0 : lot);
        snprintf(a->refusal.field, sizeof a->refusal.field,
                 "?"); /* the shipment, if it has nothing */
        return fail_amount(a, have, want);
    }
    struct evn_ledger_line over =
        line_of(EVN_RECORD_OVER, l->item, l->item, l->item, l->over, s->said->occurred_at_us);
    struct evn_ledger_line wrong = over;
    over.lot = l->lot;
    wrong.kind = EVN_RECORD_WRONG_LOT;
    wrong.lot = l->wrong_lot;
    wrong.expiry = l->wrong_expiry;
    wrong.qty = l->wrong;
    uint32_t to = s->keeps ? s->at : WORLD_CONSUMED;
    return unload(a, s, to, item, lot, l->accepted, !s->keeps) &&
           unload(a, s, WORLD_LOST, item, lot, l->missing, false) &&
           unload(a, s, WORLD_DESTROYED, item, lot, l->damaged, false) &&
           (s->back == WORLD_PLACES || unload(a, s, s->back, item, lot, l->refused, false)) &&
           found(a, s, over) && found(a, s, wrong);
}

/* Goods off a vehicle go to a place with stock, not onto the same vehicle. */
static bool can_keep(const struct stop *s, uint32_t place)
{
    return place < WORLD_LOAN && place != s->van;
}

bool try_receipt(struct attempt *a, const struct evn_ledger_receipt *r)
{
    struct stop s = {.said = r, .back = WORLD_PLACES};
    if (!need_van(a, r->vehicle, &s.van) || !need_place(a, r->stop, "to", &s.at))
        return false;
    if (r->back.len > 0 && !find_place(a, r->back, "back", &s.back))
        return false;
    if (s.back != WORLD_PLACES && !can_keep(&s, s.back))
        return fail(a, EVN_E_BAD_FIELD, "back");
    s.keeps = r->stock || s.at <= 2; /* warehouses and the hospital */
    if (s.keeps && !can_keep(&s, s.at))
        return fail(a, EVN_E_BAD_FIELD, "to");
    snprintf(a->shipment, sizeof a->shipment, "%.*s", (int)r->shipment.len,
             (const char *)r->shipment.at);
    for (a->line = 1; a->line <= r->n_lines; a->line++)
        if (!receipt_line(a, &s, &r->lines[a->line - 1]))
            return false;
    return a->n_moves == 0 || check(a);
}
