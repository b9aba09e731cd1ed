#include "common/base/num.h"
#include "common/service/rights.h"
#include "services/ledger/query.h"
#include "services/ledger/store/legs.h"
#include "services/ledger/wire_account_query.h"

enum { LOOKS_MAX = 50000, ACCOUNTS_MAX = 20000 }; /* for one page; a row is finished */

/* One question, in numbers, and the page it fills. */
struct supply {
    struct evn_ledger_question *q;
    const struct evn_wire_account_query *in;
    uint32_t place, item;
    int64_t until_us;
    struct evn_wire_account *out;
    uint32_t *places, *items; /* of each row; place 0 with `sum` */
    size_t max, n_looks, n_accounts;
    struct evn_wire_account_row *row;
};

static const struct evn_ledger_state *state_of(const struct supply *s)
{
    return &s->q->s->core;
}

static struct evn_ledger_view *view_of(const struct supply *s)
{
    return s->q->s->view.history.self;
}

static bool is_transit(uint32_t kind)
{
    return kind == EVN_PLACE_VEHICLE || kind == EVN_PLACE_TRANSIT;
}

/* Is the place one of those asked about? A vehicle is only when it is named. */
static bool is_in(const struct supply *s, uint32_t number)
{
    const struct evn_place *place = evn_ledger_place(state_of(s), number);
    if (s->place != 0)
        return number == s->place;
    return evn_place_is_physical(place->kind) && !is_transit(place->kind) &&
           strncmp(place->area, s->in->area, strlen(s->in->area)) == 0 &&
           evn_question_covers(s->q, number);
}

static evn_err add(int64_t *sum, int64_t delta)
{
    return evn_add_i64(*sum, delta, sum) ? EVN_OK : EVN_E_OVERFLOW;
}

/* Put what flowed where it belongs: every leg goes to exactly one member, which the place on its
 * other side names. Only counts move stock to and from the place of count differences. */
static evn_err take_flow(void *self, const struct evn_flow_part *part)
{
    struct supply *s = self;
    const struct evn_ledger_state *state = state_of(s);
    struct evn_wire_account_row *row = s->row;
    if (part->other == 0 || part->other > state->n_accounts)
        return EVN_E_CORRUPT;
    uint32_t other = evn_ledger_account(state, part->other)->place;
    uint32_t kind = evn_ledger_place(state, other)->kind;
    if (kind == EVN_PLACE_COUNT_DIFFERENCE)
        return add(&row->counted, part->in - part->out);
    if (kind == EVN_PLACE_SUPPLIER)
        return add(&row->received, part->in - part->out);
    if (kind == EVN_PLACE_CONSUMED)
        return add(&row->issued, part->out - part->in);
    if (!evn_place_is_physical(kind))
        return add(&row->adjusted, part->in - part->out);
    if (s->in->sum && is_in(s, other))
        return EVN_OK;
    evn_err err = add(&row->transferred_in, part->in);
    return err == EVN_OK ? add(&row->transferred_out, part->out) : err;
}

/* Do the views hold all that happened up to the end of the period? */
static bool is_held(const struct supply *s, uint32_t number)
{
    const struct evn_overlay *overlay = &state_of(s)->overlay;
    const struct evn_leg *leg;
    uint32_t head = evn_ledger_account(state_of(s), number)->head;
    for (; (leg = evn_overlay_leg(overlay, head)) != NULL; head = leg->prev)
        if (leg->at_us <= s->until_us)
            return false;
    return true;
}

/* Add one account to the row: what it had before and behind, and what flowed between. */
static evn_err add_account(struct supply *s, uint32_t number, struct evn_wire_account_row *row)
{
    const struct evn_history_view *history = &s->q->s->view.history;
    const struct evn_flows_sink sink = {s, take_flow};
    int64_t opening = 0, closing;
    s->n_accounts++;
    if (evn_account_is_any(evn_ledger_account(state_of(s), number)))
        return EVN_OK;
    if (!is_held(s, number))
        return EVN_E_AGAIN;
    s->row = row;
    evn_err err = history->sum_until(history->self, number, s->until_us, &closing);
    if (err == EVN_OK && s->in->from_us > EVN_AT_MIN_US)
        err = history->sum_until(history->self, number, s->in->from_us - 1, &opening);
    if (err == EVN_OK)
        err =
            evn_flows_between(view_of(s), number, s->in->from_us, s->until_us, &sink, &s->n_looks);
    if (err == EVN_OK)
        err = add(&row->opening, opening);
    if (err == EVN_OK)
        err = add(&row->closing, closing);
    s->row = NULL;
    return err;
}

static void keep_row(struct supply *s, const struct evn_wire_account_row *row, uint32_t place,
                     uint32_t item)
{
    const struct evn_ledger_state *state = state_of(s);
    struct evn_wire_account *out = s->out;
    bool empty = row->opening == 0 && row->closing == 0 && row->received == 0 && row->issued == 0 &&
                 row->transferred_in == 0 && row->transferred_out == 0 && row->adjusted == 0 &&
                 row->counted == 0;
    if (empty)
        return;
    s->places[out->n_rows] = place;
    s->items[out->n_rows] = item;
    out->rows[out->n_rows] = *row;
    evn_question_text(out->rows[out->n_rows].place, &state->place_ids, place);
    evn_question_text(out->rows[out->n_rows++].item, &state->item_ids, item);
}

static bool is_full(const struct supply *s)
{
    return s->out->n_rows == s->max || s->n_looks >= LOOKS_MAX || s->n_accounts >= ACCOUNTS_MAX;
}

/* A row a place and item; the cursor is the last account that was looked at: it names the place,
 * and the next pool begins behind it, there or at a later place. */
static evn_err list_pools(struct supply *s)
{
    const struct evn_ledger_state *state = state_of(s);
    const struct evn_browse *browse = &s->q->s->browse;
    uint32_t after = (uint32_t)s->in->cursor, last = after;
    uint32_t place = s->place != 0 ? s->place
                     : after != 0  ? evn_ledger_account(state, after)->place
                                   : 1;
    evn_err err = EVN_OK;
    for (; place <= state->place_ids.n; place++, after = 0) {
        uint32_t n;
        while (is_in(s, place) &&
               (n = evn_browse_next(browse, state, place, s->item, after)) != 0) {
            struct evn_wire_account_row row = {.opening = 0};
            uint32_t item = evn_account_item(state, evn_ledger_account(state, n));
            if (is_full(s)) {
                s->out->next_cursor = last;
                return EVN_OK;
            }
            for (; n != 0 && err == EVN_OK; n = evn_ledger_account(state, n)->pool_next) {
                err = add_account(s, n, &row);
                after = last = n;
            }
            if (err != EVN_OK)
                return err;
            keep_row(s, &row, place, item);
            if (s->item != 0)
                break;
        }
        if (s->place != 0)
            break;
    }
    return err;
}

/* A row an item, over all places; the cursor is the item. */
static evn_err list_items(struct supply *s)
{
    const struct evn_ledger_state *state = state_of(s);
    const struct evn_browse *browse = &s->q->s->browse;
    uint32_t item = s->item != 0 ? s->item : (uint32_t)s->in->cursor + 1;
    uint32_t last = s->item != 0 ? s->item : state->item_ids.n;
    evn_err err = EVN_OK;
    for (; item <= last && err == EVN_OK; item++) {
        struct evn_wire_account_row row = {.opening = 0};
        if (is_full(s)) {
            s->out->next_cursor = item - 1;
            return EVN_OK;
        }
        uint32_t n = evn_browse_next(browse, state, 0, item, 0);
        for (; n != 0 && err == EVN_OK; n = evn_browse_next(browse, state, 0, item, n))
            if (is_in(s, evn_ledger_account(state, n)->place))
                err = add_account(s, n, &row);
        if (err == EVN_OK)
            keep_row(s, &row, 0, item);
    }
    return err;
}

/* What is aboard for these places. */
static evn_err add_transit(struct supply *s)
{
    const struct evn_ledger_state *state = state_of(s);
    evn_err err = EVN_OK;
    for (uint32_t i = 1; i <= state->opens.n_slots; i++) {
        const struct evn_open *open = &state->opens.row[i];
        if (open->seq == 0 || open->kind != EVN_OPEN_ABOARD)
            continue;
        uint32_t item = evn_account_item(state, evn_ledger_account(state, open->account));
        for (size_t k = 0; k < s->out->n_rows && err == EVN_OK; k++)
            if (s->items[k] == item &&
                (s->places[k] == 0 ? is_in(s, open->aux) : s->places[k] == open->aux))
                err = add(&s->out->rows[k].in_transit, open->left);
    }
    return err;
}

static evn_err begin(struct supply *s)
{
    struct evn_ledger_question *q = s->q;
    const struct evn_wire_account_query *in = s->in;
    const char *scope = q->ask->actor->scope;
    struct evn_arena *arena = q->ask->arena;
    evn_err err = evn_question_place(q, in->place, "place", &s->place);
    if (err == EVN_OK)
        err = evn_question_find(q, &q->s->core.item_ids, 0, in->item, EVN_E_UNKNOWN_ITEM, "item",
                                &s->item);
    if (err != EVN_OK)
        return err;
    if (!evn_scope_covers(scope, in->area) && !evn_scope_covers(in->area, scope))
        return evn_question_refuse(q, EVN_E_OUT_OF_SCOPE, "area", in->area);
    s->until_us = in->until_us != 0 ? in->until_us : q->ask->business_us;
    if (s->until_us < in->from_us)
        return evn_question_refuse(q, EVN_E_BAD_FIELD, "until_us", "");
    if (in->sum ? in->cursor > q->s->core.item_ids.n
                : in->cursor != 0 &&
                      !evn_browse_names(&q->s->browse, &q->s->core, s->place, s->item, in->cursor))
        return evn_question_refuse(q, EVN_E_BAD_FIELD, "cursor", "");
    s->max = in->rows_max > 0 ? in->rows_max : EVN_LEDGER_ROWS_USUAL;
    s->out = evn_arena_array(arena, 1, sizeof *s->out);
    s->places = evn_arena_array(arena, s->max, sizeof *s->places);
    s->items = evn_arena_array(arena, s->max, sizeof *s->items);
    if (s->out != NULL)
        s->out->rows = evn_arena_array(arena, s->max, sizeof *s->out->rows);
    if (s->out == NULL || s->places == NULL || s->items == NULL || s->out->rows == NULL)
        return evn_question_refuse(q, EVN_E_TOO_LARGE, "rows_max", "");
    s->out->until_us = s->until_us;
    return EVN_OK;
}

evn_err evn_query_account(struct evn_ledger_question *q, const struct evn_wire_account_query *in)
{
    struct supply s = {.q = q, .in = in};
    evn_err err = begin(&s);
    if (err != EVN_OK)
        return err;
    err = in->sum ? list_items(&s) : list_pools(&s);
    if (err == EVN_E_AGAIN)
        return err;
    if (err == EVN_OK)
        err = add_transit(&s);
    if (err == EVN_E_OVERFLOW)
        return evn_question_refuse(q, err, "quantity", "");
    if (err != EVN_OK)
        return evn_question_refuse(q, err, "", "views");
    q->result->account = s.out;
    return EVN_OK;
}
