#include "services/ledger/query.h"

#include "common/base/num.h"

evn_err evn_question_refuse(struct evn_ledger_question *q, evn_err err, const char *field,
                            const char *subject)
{
    *q->why = evn_refusal_of(err);
    evn_refusal_text(q->why->field, sizeof q->why->field, field);
    evn_refusal_text(q->why->subject, sizeof q->why->subject, subject);
    return err;
}

void evn_question_text(char to[EVN_LEDGER_TEXT], const struct evn_dict *dict, uint32_t number)
{
    struct evn_bytes text = evn_dict_text(dict, number);
    EVN_ASSERT(text.len < EVN_LEDGER_TEXT);
    memcpy(to, text.at, text.len);
    to[text.len] = '\0';
}

static evn_err find(struct evn_ledger_question *q, const struct evn_dict *dict, uint32_t scope,
                    const char *text, evn_err unknown, const char *field, uint32_t *out)
{
    *out = text[0] != '\0' ? evn_dict_find(dict, scope, evn_bytes_text(text)) : 0;
    return *out != 0 || text[0] == '\0' ? EVN_OK : evn_question_refuse(q, unknown, field, text);
}

evn_err evn_question_account(struct evn_ledger_question *q, const char *place, const char *item,
                             const char *lot, uint32_t *out)
{
    const struct evn_ledger_state *s = &q->s->core;
    uint32_t p, i, l = 0;
    if (place[0] == '\0')
        return evn_question_refuse(q, EVN_E_MISSING_FIELD, "place", "");
    if (item[0] == '\0')
        return evn_question_refuse(q, EVN_E_MISSING_FIELD, "item", "");
    evn_err err = find(q, &s->place_ids, 0, place, EVN_E_UNKNOWN_PLACE, "place", &p);
    if (err == EVN_OK)
        err = find(q, &s->item_ids, 0, item, EVN_E_UNKNOWN_ITEM, "item", &i);
    if (err == EVN_OK)
        err = find(q, &s->lot_codes, i, lot, EVN_E_UNKNOWN_LOT, "lot", &l);
    if (err == EVN_OK)
        *out = evn_ledger_find_account(s, p, i, l);
    return err;
}

static void *answer(struct evn_ledger_question *q, size_t size)
{
    return evn_arena_array(q->ask->arena, 1, size);
}

static size_t page(uint32_t rows_max)
{
    return rows_max > 0 ? rows_max : EVN_LEDGER_ROWS_USUAL;
}

/* What a stock question asks for, in numbers. */
struct filter {
    const struct evn_wire_stock_query *in;
    uint32_t place, item;
};

static bool in_area(const struct evn_place *place, const char *area)
{
    return strncmp(place->area, area, strlen(area)) == 0;
}

static bool matches(const struct evn_ledger_state *s, const struct filter *f,
                    const struct evn_account *a)
{
    if ((f->place != 0 && a->place != f->place) || (f->item != 0 && a->item != f->item) ||
        a->lot == EVN_LOT_ANY || (!f->in->zero && a->balance == 0))
        return false;
    if (!f->in->outside && (a->flags & EVN_ACCOUNT_PHYSICAL) == 0)
        return false;
    if (f->in->area[0] != '\0' && !in_area(evn_ledger_place(s, a->place), f->in->area))
        return false;
    return f->in->lot[0] == '\0' ||
           evn_bytes_equal(evn_dict_text(&s->lot_codes, a->lot), evn_bytes_text(f->in->lot));
}

static struct evn_day expiry_of(const struct evn_ledger_state *s, uint32_t lot)
{
    return lot != EVN_LOT_NONE ? evn_ledger_lot(s, lot)->expiry : EVN_DAY_NONE;
}

static void fill_row(const struct evn_ledger_state *s, uint32_t number,
                     struct evn_wire_stock_row *row)
{
    const struct evn_account *a = evn_ledger_account(s, number);
    row->account = number;
    evn_question_text(row->place, &s->place_ids, a->place);
    evn_question_text(row->item, &s->item_ids, a->item);
    evn_question_text(row->lot, &s->lot_codes, a->lot);
    row->expiry = expiry_of(s, a->lot);
    row->quantity = a->balance;
    row->latest_at_us = a->latest_us != INT64_MIN ? a->latest_us : 0;
}

static void fill_total(const struct evn_ledger_question *q, uint32_t place, uint32_t item,
                       struct evn_wire_stock_total *total)
{
    const struct evn_ledger_state *s = &q->s->core;
    int32_t offset_min = evn_ledger_place(s, place)->offset_min;
    int32_t today = evn_day_at(q->ask->business_us, offset_min).n;
    evn_question_text(total->place, &s->place_ids, place);
    evn_question_text(total->item, &s->item_ids, item);
    uint32_t n = evn_ledger_find_pool(s, place, item);
    for (; n != 0; n = evn_ledger_account(s, n)->pool_next) {
        const struct evn_account *a = evn_ledger_account(s, n);
        total->claimed += a->claims;
        if (a->lot == EVN_LOT_ANY)
            continue;
        struct evn_day expiry = expiry_of(s, a->lot);
        bool expired = expiry.n != EVN_DAY_NONE.n && today > expiry.n;
        /* Balances of one item fit together into int64 but for made-up worlds: saturate. */
        if (!evn_add_i64(total->quantity, a->balance, &total->quantity))
            total->quantity = INT64_MAX;
        if (expired && !evn_add_i64(total->expired, a->balance, &total->expired))
            total->expired = INT64_MAX;
    }
    int64_t free = total->quantity - total->expired - total->claimed;
    total->free = free > 0 ? free : 0;
}

/* A total for the pool of `a`, unless it has one on this page. */
static void add_total(const struct evn_ledger_question *q, const struct evn_account *a,
                      struct evn_wire_stock *out)
{
    const struct evn_ledger_state *s = &q->s->core;
    struct evn_bytes place = evn_dict_text(&s->place_ids, a->place);
    struct evn_bytes item = evn_dict_text(&s->item_ids, a->item);
    for (size_t i = 0; i < out->n_totals; i++)
        if (evn_bytes_equal(evn_bytes_text(out->totals[i].place), place) &&
            evn_bytes_equal(evn_bytes_text(out->totals[i].item), item))
            return;
    fill_total(q, a->place, a->item, &out->totals[out->n_totals++]);
}

static evn_err stock(struct evn_ledger_question *q, const struct evn_wire_stock_query *in)
{
    const struct evn_ledger_state *s = &q->s->core;
    struct filter f = {.in = in};
    size_t max = page(in->rows_max);
    struct evn_wire_stock *out = answer(q, sizeof *out);
    evn_err err = find(q, &s->place_ids, 0, in->place, EVN_E_UNKNOWN_PLACE, "place", &f.place);
    if (err == EVN_OK)
        err = find(q, &s->item_ids, 0, in->item, EVN_E_UNKNOWN_ITEM, "item", &f.item);
    if (err != EVN_OK)
        return err;
    if (out != NULL) {
        out->rows = evn_arena_array(q->ask->arena, max, sizeof *out->rows);
        out->totals = evn_arena_array(q->ask->arena, max, sizeof *out->totals);
    }
    if (out == NULL || out->rows == NULL || out->totals == NULL)
        return evn_question_refuse(q, EVN_E_TOO_LARGE, "rows_max", "");
    uint64_t n = in->cursor + 1;
    for (; n <= s->n_accounts && out->n_rows < max; n++) {
        const struct evn_account *a = evn_ledger_account(s, (uint32_t)n);
        if (!matches(s, &f, a))
            continue;
        fill_row(s, (uint32_t)n, &out->rows[out->n_rows++]);
        if ((a->flags & EVN_ACCOUNT_PHYSICAL) != 0)
            add_total(q, a, out);
    }
    out->next_cursor = n <= s->n_accounts ? n - 1 : 0;
    q->result->stock = out;
    return EVN_OK;
}

static evn_err claims(struct evn_ledger_question *q, const struct evn_wire_claims_query *in)
{
    const struct evn_ledger_state *s = &q->s->core;
    const struct evn_opens *o = &s->opens;
    size_t max = page(in->rows_max);
    uint32_t place, item;
    uint32_t owner = evn_dict_find(&o->names, EVN_OPEN_CLAIM, evn_bytes_text(in->owner));
    struct evn_wire_claims *out = answer(q, sizeof *out);
    evn_err err = find(q, &s->place_ids, 0, in->place, EVN_E_UNKNOWN_PLACE, "place", &place);
    if (err == EVN_OK)
        err = find(q, &s->item_ids, 0, in->item, EVN_E_UNKNOWN_ITEM, "item", &item);
    if (err == EVN_OK && out != NULL)
        out->rows = evn_arena_array(q->ask->arena, max, sizeof *out->rows);
    if (err == EVN_OK && (out == NULL || out->rows == NULL))
        err = evn_question_refuse(q, EVN_E_TOO_LARGE, "rows_max", "");
    if (err != EVN_OK)
        return err;
    uint64_t slot = in->cursor + 1;
    for (; slot <= o->n_slots && out->n_rows < max; slot++) {
        const struct evn_open *row = &o->row[slot];
        if (row->seq == 0 || row->kind != EVN_OPEN_CLAIM ||
            (in->owner[0] != '\0' && row->name != owner))
            continue;
        const struct evn_account *a = evn_ledger_account(s, row->account);
        if ((place != 0 && a->place != place) || (item != 0 && a->item != item))
            continue;
        struct evn_wire_claim_row *to = &out->rows[out->n_rows++];
        *to = (struct evn_wire_claim_row){.seq = row->seq,
                                          .quantity = row->left,
                                          .priority = row->aux,
                                          .expires_at_us = row->at_us};
        evn_question_text(to->owner, &o->names, row->name);
        evn_question_text(to->place, &s->place_ids, a->place);
        evn_question_text(to->item, &s->item_ids, a->item);
    }
    out->next_cursor = slot <= o->n_slots ? slot - 1 : 0;
    q->result->claims = out;
    return EVN_OK;
}

static evn_err aboard(struct evn_ledger_question *q, const struct evn_wire_aboard_query *in)
{
    const struct evn_ledger_state *s = &q->s->core;
    const struct evn_opens *o = &s->opens;
    size_t max = page(in->rows_max);
    uint32_t vehicle, stop;
    uint32_t shipment = evn_dict_find(&o->names, EVN_OPEN_ABOARD, evn_bytes_text(in->shipment));
    struct evn_wire_aboard *out = answer(q, sizeof *out);
    evn_err err = find(q, &s->place_ids, 0, in->vehicle, EVN_E_UNKNOWN_PLACE, "vehicle", &vehicle);
    if (err == EVN_OK)
        err = find(q, &s->place_ids, 0, in->stop, EVN_E_UNKNOWN_PLACE, "stop", &stop);
    if (err == EVN_OK && out != NULL)
        out->rows = evn_arena_array(q->ask->arena, max, sizeof *out->rows);
    if (err == EVN_OK && (out == NULL || out->rows == NULL))
        err = evn_question_refuse(q, EVN_E_TOO_LARGE, "rows_max", "");
    if (err != EVN_OK)
        return err;
    uint64_t slot = in->cursor + 1;
    for (; slot <= o->n_slots && out->n_rows < max; slot++) {
        const struct evn_open *row = &o->row[slot];
        if (row->seq == 0 || row->kind != EVN_OPEN_ABOARD ||
            (in->shipment[0] != '\0' && row->name != shipment) || (stop != 0 && row->aux != stop))
            continue;
        const struct evn_account *a = evn_ledger_account(s, row->account);
        if (vehicle != 0 && a->place != vehicle)
            continue;
        struct evn_wire_aboard_row *to = &out->rows[out->n_rows++];
        *to = (struct evn_wire_aboard_row){
            .seq = row->seq, .quantity = row->left, .shipped_at_us = row->at_us};
        evn_question_text(to->shipment, &o->names, row->name);
        evn_question_text(to->vehicle, &s->place_ids, a->place);
        evn_question_text(to->stop, &s->place_ids, row->aux);
        evn_question_text(to->item, &s->item_ids, a->item);
        evn_question_text(to->lot, &s->lot_codes, a->lot);
    }
    out->next_cursor = slot <= o->n_slots ? slot - 1 : 0;
    q->result->aboard = out;
    return EVN_OK;
}

static evn_err known(struct evn_ledger_question *q, const struct evn_wire_known_query *in)
{
    const struct evn_ledger_state *s = &q->s->core;
    struct evn_wire_known *out = answer(q, sizeof *out);
    if (out == NULL)
        return evn_question_refuse(q, EVN_E_TOO_LARGE, "", "");
    uint32_t item = evn_dict_find(&s->item_ids, 0, evn_bytes_text(in->item));
    uint32_t place = evn_dict_find(&s->place_ids, 0, evn_bytes_text(in->place));
    if (item != 0) {
        struct evn_item *facts = evn_grow_at(&s->items, item);
        out->item = true;
        out->tracking = (int32_t)facts->tracking;
        out->packs = facts->packs;
        out->n_packs = facts->n_packs;
    }
    if (place != 0) {
        const struct evn_place *facts = evn_ledger_place(s, place);
        out->place = true;
        out->place_kind = (int32_t)facts->kind;
        evn_refusal_text(out->area, sizeof out->area, facts->area);
    }
    q->result->known = out;
    return EVN_OK;
}

static evn_err ask(struct evn_ledger_question *q, const struct evn_wire_ledger_query *in)
{
    if (in->stock != NULL)
        return stock(q, in->stock);
    if (in->card != NULL)
        return evn_query_card(q, in->card);
    if (in->document != NULL)
        return evn_query_document(q, in->document);
    if (in->claims != NULL)
        return claims(q, in->claims);
    if (in->known != NULL)
        return known(q, in->known);
    if (in->as_of != NULL)
        return evn_query_as_of(q, in->as_of);
    return aboard(q, in->aboard);
}

evn_err evn_ledger_query(const void *state, const struct evn_ask *asked, struct evn_buf *result,
                         struct evn_refusal *why)
{
    struct evn_wire_ledger_query in;
    struct evn_wire_ledger_result out = {0};
    struct evn_ledger_question q = {.s = state, .ask = asked, .result = &out, .why = why};
    evn_err err = evn_wire_decode(&evn_ledger_query_table, asked->body, asked->arena,
                                  EVN_WIRE_STRICT, &in, why);
    if (err == EVN_OK)
        err = ask(&q, &in);
    if (err == EVN_OK)
        err = evn_wire_encode(&evn_ledger_result_table, &out, result);
    if (err == EVN_E_LIMIT)
        return evn_question_refuse(&q, EVN_E_TOO_LARGE, "rows_max", "");
    return err;
}
