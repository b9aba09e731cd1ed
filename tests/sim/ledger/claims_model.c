#include "tests/sim/ledger/claims_model.h"

#include <stdio.h>

const char *const cm_places[CM_PLACES] = {"wh-1", "wh-2", "van-1", "van-2", "stop-1", "stop-2"};
const char *const cm_items[CM_ITEMS] = {"rice", "drug"};
const char *const cm_lots[CM_LOTS] = {"", "A", "B", "C"};
const int32_t cm_expiry[CM_LOTS] = {0, 19311, 19400, 19400};

enum { MOVES = 512, OUTSIDE = -1 };

struct move {
    int line, from, to, item, lot;
    int aboard; /* index of what it takes from, or -1 */
    int64_t qty;
};

/* One try: `m` is the model before; what the command would do is collected beside it. */
struct attempt {
    const struct claims_model *m;
    int64_t now_us;
    int line;
    struct move move[MOVES];
    int n;
    int64_t ended[CM_ROWS]; /* of each claim */
    struct cm_claim made[64];
    int n_made;
    struct evn_refusal refusal;
};

static int index_of(struct evn_bytes text, const char *const *names, int n)
{
    int i = 0;
    while (i < n && !evn_bytes_equal(text, evn_bytes_text(names[i])))
        i++;
    return i;
}

/* Owners are "o0", "o1", ..., shipments "s0", ...: -1 for nobody. */
static int number_of(struct evn_bytes text)
{
    return text.len == 2 ? text.at[1] - '0' : -1;
}

static bool fail(struct attempt *a, evn_err err, int64_t have, int64_t want)
{
    a->refusal = evn_refusal_of(err);
    a->refusal.line = (uint32_t)a->line;
    a->refusal.have = have;
    a->refusal.want = want;
    return false;
}

static bool expired(const struct attempt *a, int lot)
{
    return lot != 0 && (a->now_us + INT64_C(28800000000)) / EVN_US_PER_DAY > cm_expiry[lot];
}

static int64_t eligible(const struct attempt *a, int place, int item)
{
    int64_t sum = 0;
    for (int lot = 0; lot < CM_LOTS; lot++)
        sum += expired(a, lot) ? 0 : a->m->balance[place][item][lot];
    return sum;
}

int64_t cm_claimed(const struct claims_model *model, int place, int item)
{
    int64_t sum = 0;
    for (int i = 0; i < model->n_claims; i++)
        if (model->claim[i].place == place && model->claim[i].item == item)
            sum += model->claim[i].left;
    return sum;
}

int64_t cm_open(const struct claims_model *model, int place, int item, int lot)
{
    int64_t sum = 0;
    for (int i = 0; i < model->n_aboard; i++)
        if (model->aboard[i].van == place && model->aboard[i].item == item &&
            model->aboard[i].lot == lot)
            sum += model->aboard[i].left;
    return sum;
}

static int64_t out_of(const struct attempt *a, int place, int item, int lot)
{
    int64_t sum = 0;
    for (int i = 0; i < a->n; i++)
        if (a->move[i].from == place && a->move[i].item == item && a->move[i].lot == lot)
            sum += a->move[i].qty;
    return sum;
}

static int64_t left_aboard(const struct attempt *a, int row)
{
    int64_t left = a->m->aboard[row].left;
    for (int i = 0; i < a->n; i++)
        left -= a->move[i].aboard == row ? a->move[i].qty : 0;
    return left;
}

static void push(struct attempt *a, struct move mv, int aboard, int64_t qty)
{
    mv.line = a->line;
    mv.aboard = aboard;
    mv.qty = qty;
    if (qty > 0)
        a->move[a->n++] = mv;
}

/* Out of a van: what is free there first, then what was loaded last. */
static void push_from(struct attempt *a, struct move mv, int64_t qty)
{
    int64_t open = 0;
    for (int i = 0; i < a->m->n_aboard; i++)
        if (a->m->aboard[i].van == mv.from && a->m->aboard[i].item == mv.item &&
            a->m->aboard[i].lot == mv.lot)
            open += left_aboard(a, i);
    if (mv.from == OUTSIDE || open == 0) {
        push(a, mv, -1, qty);
        return;
    }
    int64_t free =
        a->m->balance[mv.from][mv.item][mv.lot] - open - out_of(a, mv.from, mv.item, mv.lot);
    int64_t part = free < 0 ? 0 : free < qty ? free : qty;
    push(a, mv, -1, part);
    qty -= part;
    for (int i = a->m->n_aboard - 1; i >= 0 && qty > 0; i--) {
        const struct cm_aboard *row = &a->m->aboard[i];
        if (row->van != mv.from || row->item != mv.item || row->lot != mv.lot)
            continue;
        part = left_aboard(a, i) < qty ? left_aboard(a, i) : qty;
        push(a, mv, i, part);
        qty -= part;
    }
    push(a, mv, -1, qty);
}

static bool pick(struct attempt *a, struct move mv, int64_t want)
{
    bool used[CM_LOTS] = {false};
    int64_t left = want;
    for (;;) {
        int best = 0;
        for (int lot = 1; lot < CM_LOTS; lot++) {
            int64_t there = a->m->balance[mv.from][mv.item][lot] - out_of(a, mv.from, mv.item, lot);
            if (used[lot] || expired(a, lot) || there <= 0)
                continue;
            bool better = best == 0 || cm_expiry[lot] < cm_expiry[best] ||
                          (cm_expiry[lot] == cm_expiry[best] &&
                           a->m->order[mv.item][lot] < a->m->order[mv.item][best]);
            best = better ? lot : best;
        }
        if (best == 0 || left == 0)
            break;
        int64_t there = a->m->balance[mv.from][mv.item][best] - out_of(a, mv.from, mv.item, best);
        mv.lot = best;
        used[best] = true;
        push_from(a, mv, there < left ? there : left);
        left -= there < left ? there : left;
    }
    return left == 0 || fail(a, EVN_E_SHORT_STOCK, want - left, want);
}

/* Use up the owner's claims where the moves from `first` on took something. */
static void use_claims(struct attempt *a, int owner, int first)
{
    for (int i = first; owner >= 0 && i < a->n; i++) {
        int64_t qty = a->move[i].from == OUTSIDE ? 0 : a->move[i].qty;
        for (int c = 0; c < a->m->n_claims; c++) {
            const struct cm_claim *claim = &a->m->claim[c];
            int64_t rest = claim->left - a->ended[c];
            if (claim->owner != owner || claim->place != a->move[i].from ||
                claim->item != a->move[i].item)
                continue;
            a->ended[c] += rest < qty ? rest : qty;
            qty -= rest < qty ? rest : qty;
        }
    }
}

static bool take_line(struct attempt *a, const struct evn_ledger_line *l)
{
    struct move mv = {.from = OUTSIDE, .to = OUTSIDE};
    mv.item = index_of(l->item, cm_items, CM_ITEMS);
    if (l->kind != EVN_RECORD_RECEIVE)
        mv.from = index_of(l->from, cm_places, CM_PLACES);
    if (l->kind != EVN_RECORD_ISSUE)
        mv.to = index_of(l->to, cm_places, CM_PLACES);
    int first = a->n;
    bool ok = true;
    if (mv.from == mv.to)
        return fail(a, EVN_E_SAME_PLACE, 0, 0);
    if (mv.item == 1 && l->kind != EVN_RECORD_RECEIVE) {
        ok = pick(a, mv, l->qty);
    } else {
        mv.lot = mv.item == 1 ? index_of(l->lot, cm_lots, CM_LOTS) : 0;
        push_from(a, mv, l->qty);
    }
    if (ok)
        use_claims(a, number_of(l->claim), first);
    return ok;
}

static int64_t change(const struct attempt *a, int place, int item, int lot)
{
    int64_t sum = 0;
    for (int i = 0; i < a->n; i++)
        if (a->move[i].item == item && a->move[i].lot == lot)
            sum += a->move[i].to == place     ? a->move[i].qty
                   : a->move[i].from == place ? -a->move[i].qty
                                              : 0;
    return sum;
}

static int first_line(const struct attempt *a, int place, int item, int lot)
{
    for (int i = 0; i < a->n; i++)
        if (a->move[i].from == place && a->move[i].item == item &&
            (lot < 0 ? !expired(a, a->move[i].lot) : a->move[i].lot == lot))
            return a->move[i].line;
    return 0;
}

static bool bears(struct attempt *a, int place, int item, int lot)
{
    int64_t have = a->m->balance[place][item][lot], net = change(a, place, item, lot);
    if (have + net >= 0)
        return true;
    a->line = first_line(a, place, item, lot);
    return fail(a, EVN_E_SHORT_STOCK, have, -net);
}

static bool leaves_claims(struct attempt *a, int place, int item)
{
    int64_t claims = cm_claimed(a->m, place, item);
    int64_t before = eligible(a, place, item) - claims, after = before;
    for (int lot = 0; lot < CM_LOTS; lot++)
        after += expired(a, lot) ? 0 : change(a, place, item, lot);
    for (int c = 0; c < a->m->n_claims; c++)
        if (a->m->claim[c].place == place && a->m->claim[c].item == item)
            after += a->ended[c];
    if (claims == 0 || after >= 0 || after >= before)
        return true;
    int64_t have = before > 0 ? before : 0;
    a->line = first_line(a, place, item, -1);
    return fail(a, EVN_E_RESERVED, have, have - after);
}

static bool check(struct attempt *a)
{
    for (int i = 0; i < a->n; i++)
        for (int side = 0; side < 2; side++) {
            int place = side == 0 ? a->move[i].from : a->move[i].to;
            if (place != OUTSIDE && !bears(a, place, a->move[i].item, a->move[i].lot))
                return false;
        }
    for (int i = 0; i < a->n; i++)
        for (int side = 0; side < 2; side++) {
            int place = side == 0 ? a->move[i].from : a->move[i].to;
            if (place != OUTSIDE && !leaves_claims(a, place, a->move[i].item))
                return false;
        }
    return true;
}

static bool document(struct attempt *a, const struct evn_ledger_document *d)
{
    bool ok = true;
    for (a->line = 1; ok && a->line <= (int)d->n_lines; a->line++)
        ok = take_line(a, &d->lines[a->line - 1]);
    return ok && check(a);
}

static bool reserve(struct attempt *a, const struct evn_ledger_claim *c)
{
    for (a->line = 1; a->line <= (int)c->n_lines; a->line++) {
        const struct evn_ledger_claim_line *l = &c->lines[a->line - 1];
        struct cm_claim made = {number_of(c->owner), index_of(l->place, cm_places, CM_PLACES),
                                index_of(l->item, cm_items, CM_ITEMS), l->qty};
        int64_t free = eligible(a, made.place, made.item) - cm_claimed(a->m, made.place, made.item);
        for (int i = 0; i < a->n_made; i++)
            if (a->made[i].place == made.place && a->made[i].item == made.item)
                free -= a->made[i].left;
        if (l->qty > free)
            return fail(a, EVN_E_SHORT_STOCK, free > 0 ? free : 0, l->qty);
        a->made[a->n_made++] = made;
    }
    return true;
}

static bool release(struct attempt *a, const struct evn_ledger_claim *c)
{
    int owner = number_of(c->owner);
    bool any = c->n_lines > 0;
    for (int i = 0; c->n_lines == 0 && i < a->m->n_claims; i++)
        if (a->m->claim[i].owner == owner) {
            a->ended[i] = a->m->claim[i].left;
            any = true;
        }
    if (!any)
        return fail(a, EVN_E_WRONG_STATE, 0, 0);
    for (a->line = 1; a->line <= (int)c->n_lines; a->line++) {
        const struct evn_ledger_claim_line *l = &c->lines[a->line - 1];
        int place = index_of(l->place, cm_places, CM_PLACES);
        int item = index_of(l->item, cm_items, CM_ITEMS);
        int64_t left = l->qty;
        for (int i = 0; i < a->m->n_claims; i++) {
            const struct cm_claim *claim = &a->m->claim[i];
            int64_t rest = claim->left - a->ended[i], part = rest < left ? rest : left;
            if (claim->owner != owner || claim->place != place || claim->item != item)
                continue;
            a->ended[i] += part;
            left -= part;
        }
        if (left > 0)
            return fail(a, EVN_E_SHORT_STOCK, l->qty - left, l->qty);
    }
    return true;
}

static bool ship(struct attempt *a, const struct evn_ledger_ship *s)
{
    int van = index_of(s->vehicle, cm_places, CM_PLACES);
    a->line = 0;
    for (int i = 0; i < a->m->n_aboard; i++)
        if (a->m->aboard[i].shipment == number_of(s->shipment) && a->m->aboard[i].left > 0)
            return fail(a, EVN_E_EXISTS, 0, 0);
    for (a->line = 1; a->line <= (int)s->n_lines; a->line++) {
        const struct evn_ledger_ship_line *l = &s->lines[a->line - 1];
        struct move mv = {.from = index_of(l->from, cm_places, CM_PLACES), .to = van};
        mv.item = index_of(l->item, cm_items, CM_ITEMS);
        int first = a->n;
        if (mv.from == van)
            return fail(a, EVN_E_SAME_PLACE, 0, 0);
        if (mv.item == 0)
            push_from(a, mv, l->qty);
        else if (!pick(a, mv, l->qty))
            return false;
        for (int i = first; i < a->n; i++)
            if (a->move[i].aboard >= 0)
                return fail(a, EVN_E_WRONG_STATE, 0, 0);
    }
    use_claims(a, number_of(s->claim), 0);
    return check(a);
}

static bool fits(const struct attempt *a, int row, const struct evn_ledger_receipt *r, int item,
                 int lot)
{
    const struct cm_aboard *b = &a->m->aboard[row];
    return b->shipment == number_of(r->shipment) &&
           b->van == index_of(r->vehicle, cm_places, CM_PLACES) &&
           b->stop == index_of(r->stop, cm_places, CM_PLACES) && b->item == item &&
           (lot < 0 || b->lot == lot);
}

static bool receipt(struct attempt *a, const struct evn_ledger_receipt *r)
{
    for (a->line = 1; a->line <= (int)r->n_lines; a->line++) {
        const struct evn_ledger_receipt_line *l = &r->lines[a->line - 1];
        int item = index_of(l->item, cm_items, CM_ITEMS);
        int lot = l->lot.len > 0 ? index_of(l->lot, cm_lots, CM_LOTS) : -1;
        int64_t want = l->accepted + l->missing + l->damaged + l->refused, have = 0;
        if (lot > 0 && a->m->order[item][lot] == 0)
            return fail(a, EVN_E_UNKNOWN_LOT, 0, 0);
        if (want == 0)
            return fail(a, EVN_E_MISSING_FIELD, 0, 0);
        for (int i = 0; i < a->m->n_aboard; i++)
            have += fits(a, i, r, item, lot) ? left_aboard(a, i) : 0;
        for (int k = 0; k + 1 < (int)a->line; k++)
            if (evn_bytes_equal(r->lines[k].item, l->item) &&
                evn_bytes_equal(r->lines[k].lot, l->lot))
                have -= r->lines[k].refused; /* aboard, and said already */
        if (want > have)
            return fail(a, EVN_E_NOT_SHIPPED, have, want);
        int64_t left = l->accepted + l->missing + l->damaged;
        for (int i = 0; i < a->m->n_aboard && left > 0; i++) {
            int64_t rest = fits(a, i, r, item, lot) ? left_aboard(a, i) : 0;
            struct move mv = {.from = a->m->aboard[i].van,
                              .to = OUTSIDE,
                              .item = item,
                              .lot = a->m->aboard[i].lot};
            bool handed_over = l->missing + l->damaged < left && l->accepted > 0;
            if (rest > 0 && handed_over && expired(a, mv.lot))
                return fail(a, EVN_E_EXPIRED, 0, 0);
            push(a, mv, i, rest < left ? rest : left);
            left -= rest < left ? rest : left;
        }
    }
    return a->n == 0 || check(a);
}

/* Forget rows that are over; the order of the others stays. */
static void tidy(struct claims_model *m)
{
    int n = 0;
    for (int i = 0; i < m->n_claims; i++)
        if (m->claim[i].left > 0)
            m->claim[n++] = m->claim[i];
    m->n_claims = n;
    n = 0;
    for (int i = 0; i < m->n_aboard; i++)
        if (m->aboard[i].left > 0)
            m->aboard[n++] = m->aboard[i];
    m->n_aboard = n;
}

static void keep(struct claims_model *m, const struct attempt *a,
                 const struct evn_ledger_command *c)
{
    for (int i = 0; i < m->n_claims; i++)
        m->claim[i].left -= a->ended[i];
    for (int i = 0; i < a->n_made; i++)
        m->claim[m->n_claims++] = a->made[i];
    for (int i = 0; i < a->n; i++) {
        const struct move *mv = &a->move[i];
        if (mv->from != OUTSIDE)
            m->balance[mv->from][mv->item][mv->lot] -= mv->qty;
        if (mv->to != OUTSIDE)
            m->balance[mv->to][mv->item][mv->lot] += mv->qty;
        if (mv->lot > 0 && m->order[mv->item][mv->lot] == 0)
            m->order[mv->item][mv->lot] = ++m->n_lots;
        if (mv->aboard >= 0)
            m->aboard[mv->aboard].left -= mv->qty;
    }
    for (int i = 0; c->kind == EVN_COMMAND_SHIP && i < a->n; i++) {
        const struct move *mv = &a->move[i];
        m->aboard[m->n_aboard++] =
            (struct cm_aboard){number_of(c->ship.shipment),
                               mv->to,
                               index_of(c->ship.lines[mv->line - 1].stop, cm_places, CM_PLACES),
                               mv->item,
                               mv->lot,
                               mv->qty};
    }
    tidy(m);
}

struct evn_refusal cm_run(struct claims_model *model, const struct evn_ledger_command *command,
                          int64_t now_us)
{
    static struct attempt a;
    a = (struct attempt){.m = model, .now_us = now_us, .refusal = evn_refusal_of(EVN_OK)};
    bool ok = command->kind == EVN_COMMAND_DOCUMENT  ? document(&a, &command->document)
              : command->kind == EVN_COMMAND_RESERVE ? reserve(&a, &command->claim)
              : command->kind == EVN_COMMAND_RELEASE ? release(&a, &command->claim)
              : command->kind == EVN_COMMAND_SHIP    ? ship(&a, &command->ship)
                                                     : receipt(&a, &command->receipt);
    if (ok)
        keep(model, &a, command);
    return a.refusal;
}
