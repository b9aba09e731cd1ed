#include "common/base/num.h"
#include "common/service/rights.h"
#include "services/ledger/core/eligible.h"
#include "services/ledger/core/past.h"
#include "services/ledger/query.h"

enum {
    VISITS_MAX = 100000,   /* accounts looked at for one page */
    PAGE_BYTES = 40 * 1024 /* of its rows and totals, about: a page fits every door */
};

/* One stock question, in numbers, and the page it fills. */
struct listing {
    struct evn_ledger_question *q;
    const struct evn_wire_stock_query *in;
    uint32_t place, item;
    struct evn_wire_stock *out;
    size_t max;   /* rows, or totals, of the page */
    size_t bytes; /* of the page so far, about */
    size_t n_visits;
};

static const struct evn_ledger_state *state_of(const struct listing *l)
{
    return &l->q->s->core;
}

static bool starts_with(const char *text, const char *prefix)
{
    return strncmp(text, prefix, strlen(prefix)) == 0;
}

/* Whether a place is `top` or a part of it; parts have higher numbers, so the walk ends. */
static bool is_below(const struct evn_ledger_state *s, uint32_t place, uint32_t top)
{
    while (place > top)
        place = evn_ledger_place(s, place)->parent;
    return place == top;
}

/* The place whose accounts alone are walked through; 0: those of several. */
static uint32_t only_place(const struct listing *l)
{
    return l->in->below ? 0 : l->place;
}

static bool place_matches(const struct listing *l, uint32_t number)
{
    const struct evn_place *place = evn_ledger_place(state_of(l), number);
    return (l->in->outside || evn_place_is_physical(place->kind)) &&
           starts_with(place->area, l->in->area) && evn_question_covers(l->q, number) &&
           (!l->in->below || is_below(state_of(l), number, l->place));
}

static bool lot_matches(const struct listing *l, uint32_t lot)
{
    return lot != EVN_LOT_ANY &&
           (l->in->lot[0] == '\0' || evn_bytes_equal(evn_dict_text(&state_of(l)->lot_codes, lot),
                                                     evn_bytes_text(l->in->lot)));
}

/* The account's balance at the instant asked for. */
static evn_err quantity_of(const struct listing *l, uint32_t number, int64_t *out)
{
    const struct evn_ledger_state *s = state_of(l);
    const struct evn_account *a = evn_ledger_account(s, number);
    *out = a->balance;
    if (l->in->as_of_us == 0 || l->in->as_of_us >= a->latest_us)
        return EVN_OK;
    const struct evn_past past = {
        .view = &l->q->s->view.history, .overlay = &s->overlay, .account = number, .head = a->head};
    return evn_past_sum_until(&past, l->in->as_of_us, out);
}

static struct evn_day expiry_of(const struct evn_ledger_state *s, uint32_t lot)
{
    return lot != EVN_LOT_NONE ? evn_ledger_lot(s, lot)->expiry : EVN_DAY_NONE;
}

/* Balances of one item fit together into int64 but for made-up worlds: saturate. */
static void add(int64_t *sum, int64_t quantity)
{
    if (!evn_add_i64(*sum, quantity, sum))
        *sum = INT64_MAX;
}

/* What is kept is kept now; of another moment nothing is known. */
static int64_t claims_of(const struct listing *l, uint32_t number)
{
    return l->in->as_of_us == 0 ? evn_ledger_claims(state_of(l), number) : 0;
}

static evn_err fill_total(struct listing *l, uint32_t place, uint32_t item,
                          struct evn_wire_stock_total *total)
{
    const struct evn_ledger_state *s = state_of(l);
    const struct evn_eligible_ask ask = {.state = s, .place = place, .at_us = l->out->at_us};
    evn_err err = EVN_OK;
    int64_t item_claims = 0, rest = 0; /* kept.h */
    uint32_t n = evn_ledger_find_pool(s, place, item);
    for (; n != 0 && err == EVN_OK; n = evn_ledger_account(s, n)->pool_next) {
        const struct evn_account *a = evn_ledger_account(s, n);
        int64_t quantity, claims = claims_of(l, n);
        add(&total->claimed, claims);
        l->n_visits++;
        if (evn_account_is_any(a)) {
            item_claims = claims;
            continue;
        }
        err = quantity_of(l, n, &quantity);
        uint32_t lot = evn_account_lot(a), why = evn_eligible(&ask, lot, expiry_of(s, lot));
        add(&total->quantity, quantity);
        if ((why & EVN_WHY_EXPIRED) != 0)
            add(&total->expired, quantity);
        else if (why != 0 && l->in->as_of_us == 0)
            add(&total->held, quantity);
        else if (quantity > claims)
            add(&rest, quantity - claims);
    }
    total->free = rest > item_claims ? rest - item_claims : 0;
    evn_question_text(total->place, &s->place_ids, place);
    evn_question_text(total->item, &s->item_ids, item);
    l->bytes += strlen(total->place) + strlen(total->item) + 40;
    return err;
}

/* A total for the pool of `a`, unless it is the pool of the last one: a pool's accounts come
 * together. Virtual places have rows alone. */
static evn_err add_total(struct listing *l, const struct evn_account *a)
{
    struct evn_wire_stock *out = l->out;
    const struct evn_ledger_state *s = state_of(l);
    struct evn_wire_stock_total *last = out->n_totals > 0 ? &out->totals[out->n_totals - 1] : NULL;
    if (!a->physical || l->in->what == EVN_STOCK_ROWS ||
        (last != NULL &&
         evn_bytes_equal(evn_bytes_text(last->place), evn_dict_text(&s->place_ids, a->place)) &&
         evn_bytes_equal(evn_bytes_text(last->item),
                         evn_dict_text(&s->item_ids, evn_account_item(s, a)))))
        return EVN_OK;
    return fill_total(l, a->place, evn_account_item(s, a), &out->totals[out->n_totals++]);
}

static evn_err add_row(struct listing *l, uint32_t number, int64_t quantity)
{
    const struct evn_ledger_state *s = state_of(l);
    const struct evn_account *a = evn_ledger_account(s, number);
    uint32_t lot = evn_account_lot(a);
    const struct evn_lot_told told =
        evn_lots_told(&s->told, lot != EVN_LOT_NONE ? evn_ledger_lot(s, lot)->told : 0);
    struct evn_wire_stock_row *row = &l->out->rows[l->out->n_rows++];
    row->account = number;
    evn_question_text(row->place, &s->place_ids, a->place);
    evn_question_text(row->item, &s->item_ids, evn_account_item(s, a));
    evn_question_text(row->lot, &s->lot_codes, lot);
    row->expiry = expiry_of(s, lot);
    row->made = told.made;
    row->vvm_stage = told.vvm_stage;
    evn_question_text(row->owner, &s->told.owners, told.owner);
    row->quantity = quantity;
    row->claimed = claims_of(l, number);
    row->latest_at_us = a->latest_us != INT64_MIN ? a->latest_us : 0;
    l->bytes += strlen(row->place) + strlen(row->item) + strlen(row->lot) + strlen(row->owner) + 48;
    return add_total(l, a);
}

/* Totals alone: once a pool, at its first account, and only where there is or was something. */
static evn_err visit_pool(struct listing *l, uint32_t number)
{
    const struct evn_ledger_state *s = state_of(l);
    const struct evn_account *a = evn_ledger_account(s, number);
    if (evn_ledger_find_pool(s, a->place, evn_account_item(s, a)) != number || !a->physical)
        return EVN_OK;
    struct evn_wire_stock_total *total = &l->out->totals[l->out->n_totals];
    *total = (struct evn_wire_stock_total){.quantity = 0};
    evn_err err = fill_total(l, a->place, evn_account_item(s, a), total);
    l->out->n_totals += l->in->zero || total->quantity != 0 || total->claimed != 0;
    return err;
}

static evn_err visit(struct listing *l, uint32_t number)
{
    const struct evn_account *a = evn_ledger_account(state_of(l), number);
    int64_t quantity;
    l->n_visits++;
    if (!place_matches(l, a->place))
        return EVN_OK;
    if (l->in->what == EVN_STOCK_TOTALS)
        return visit_pool(l, number);
    if (!lot_matches(l, evn_account_lot(a)))
        return EVN_OK;
    evn_err err = quantity_of(l, number, &quantity);
    if (err == EVN_OK && (l->in->zero || quantity != 0))
        err = add_row(l, number, quantity);
    return err;
}

static bool is_full(const struct listing *l)
{
    return l->out->n_rows == l->max || l->out->n_totals == l->max || l->bytes >= PAGE_BYTES ||
           l->n_visits >= VISITS_MAX;
}

/* The account behind `after` of all the question is about: those of its place or item, else of
 * one place after the other. */
static uint32_t next_account(struct listing *l, uint32_t after)
{
    const struct evn_ledger_state *s = state_of(l);
    const struct evn_browse *browse = &l->q->s->browse;
    if (only_place(l) != 0 || l->item != 0)
        return evn_browse_next(browse, s, only_place(l), l->item, after);
    uint32_t place = after != 0 ? evn_ledger_account(s, after)->place : 1;
    for (; place <= s->place_ids.n; place++, after = 0) {
        uint32_t n = place_matches(l, place) ? evn_browse_next(browse, s, place, 0, after) : 0;
        if (n != 0)
            return n;
    }
    return 0;
}

static evn_err list(struct listing *l)
{
    uint32_t after = (uint32_t)l->in->cursor, n;
    evn_err err = EVN_OK;
    while (err == EVN_OK && (n = next_account(l, after)) != 0) {
        if (is_full(l)) {
            l->out->next_cursor = after;
            return EVN_OK;
        }
        err = visit(l, n);
        after = n;
    }
    return err;
}

/* One account, found by its key. */
static evn_err one(struct listing *l)
{
    uint32_t number;
    evn_err err = evn_question_account(l->q, l->in->place, l->in->item, l->in->lot, &number);
    if (err == EVN_E_UNKNOWN_LOT)
        return EVN_OK;
    return err != EVN_OK || number == 0 ? err : visit(l, number);
}

static evn_err begin(struct listing *l)
{
    struct evn_ledger_question *q = l->q;
    const struct evn_wire_stock_query *in = l->in;
    const char *scope = q->ask->actor->scope;
    evn_err err = evn_question_place(q, in->place, "place", &l->place);
    if (err == EVN_OK)
        err = evn_question_find(q, &q->s->core.item_ids, 0, in->item, EVN_E_UNKNOWN_ITEM, "item",
                                &l->item);
    if (err != EVN_OK)
        return err;
    if (!evn_scope_covers(scope, in->area) && !evn_scope_covers(in->area, scope))
        return evn_question_refuse(q, EVN_E_OUT_OF_SCOPE, "area", in->area);
    if (in->as_of_us != 0 && in->outside)
        return evn_question_refuse(q, EVN_E_BAD_FIELD, "outside", "as_of_us");
    if (in->cursor != 0 &&
        !evn_browse_names(&q->s->browse, &q->s->core, only_place(l), l->item, in->cursor))
        return evn_question_refuse(q, EVN_E_BAD_FIELD, "cursor", "");
    struct evn_arena *arena = q->ask->arena;
    l->max = in->rows_max > 0 ? in->rows_max : EVN_LEDGER_ROWS_USUAL;
    if (in->below && l->place == 0)
        return evn_question_refuse(q, EVN_E_MISSING_FIELD, "place", "");
    if (only_place(l) != 0 && l->item != 0 && in->lot[0] != '\0')
        l->max = 1;
    l->out = evn_arena_array(arena, 1, sizeof *l->out);
    if (l->out == NULL)
        return evn_question_refuse(q, EVN_E_TOO_LARGE, "rows_max", "");
    l->out->rows = evn_arena_array(arena, l->max, sizeof *l->out->rows);
    l->out->totals = evn_arena_array(arena, l->max, sizeof *l->out->totals);
    if (l->out->rows == NULL || l->out->totals == NULL)
        return evn_question_refuse(q, EVN_E_TOO_LARGE, "rows_max", "");
    l->out->at_us = in->as_of_us != 0 ? in->as_of_us : q->ask->business_us;
    return EVN_OK;
}

/* What was there in the packs of that time. */
static evn_err tell_packs(struct evn_ledger_question *q, struct evn_wire_stock *out)
{
    const struct evn_dict *ids = &q->s->core.item_ids;
    struct evn_packs_told told = {0};
    evn_err err = EVN_OK;
    for (size_t i = 0; err == EVN_OK && i < out->n_rows; i++)
        err = evn_question_packs(q, evn_dict_find(ids, 0, evn_bytes_text(out->rows[i].item)),
                                 out->at_us, &told, &out->rows[i].pack_version);
    for (size_t i = 0; err == EVN_OK && i < out->n_totals; i++)
        err = evn_question_packs(q, evn_dict_find(ids, 0, evn_bytes_text(out->totals[i].item)),
                                 out->at_us, &told, &out->totals[i].pack_version);
    out->packs = told.tree;
    out->n_packs = told.n;
    return err;
}

evn_err evn_query_stock(struct evn_ledger_question *q, const struct evn_wire_stock_query *in)
{
    struct listing l = {.q = q, .in = in};
    evn_err err = begin(&l);
    if (err != EVN_OK)
        return err;
    bool exact =
        only_place(&l) != 0 && l.item != 0 && in->lot[0] != '\0' && in->what != EVN_STOCK_TOTALS;
    err = exact ? one(&l) : list(&l);
    if (err == EVN_OK && in->as_of_us != 0)
        err = tell_packs(q, l.out);
    if (err != EVN_OK)
        return q->why->err == err ? err : evn_question_refuse(q, err, "", "views");
    q->result->stock = l.out;
    return EVN_OK;
}
