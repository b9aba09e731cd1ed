#include "services/ledger/core/kept.h"
#include "services/ledger/query.h"
#include "services/ledger/wire_query_kits.h"

enum {
    VISITS_MAX = 50000,    /* places and bills looked at for one page */
    PAGE_BYTES = 40 * 1024 /* of its rows, about */
};

/* One question about kits, in numbers, and the page it fills. */
struct kits {
    struct evn_ledger_question *q;
    const struct evn_wire_kits_query *in;
    uint32_t item, place;
    struct evn_wire_kits *out;
    size_t max, bytes;
};

static const struct evn_ledger_state *state_of(const struct kits *k)
{
    return &k->q->s->core;
}

/* What is free of an item at a place, now. */
static int64_t free_of(const struct kits *k, uint32_t place, uint32_t item)
{
    const struct evn_ledger_state *s = state_of(k);
    return evn_kept_free(s, place, item, k->q->ask->business_us);
}

/* How many could be made at the place. */
static int64_t makeable_at(const struct kits *k, const struct evn_kit *kit, uint32_t place)
{
    int64_t least = INT64_MAX;
    for (uint32_t i = 0; i < kit->n_parts && least > 0; i++) {
        int64_t n = free_of(k, place, kit->part[i].item) / kit->part[i].qty;
        least = n < least ? n : least;
    }
    return least;
}

static evn_err add_row(struct kits *k, const struct evn_kit *kit, uint32_t place)
{
    const struct evn_ledger_state *s = state_of(k);
    struct evn_wire_kit_row *row = &k->out->rows[k->out->n_rows];
    row->parts = evn_arena_array(k->q->ask->arena, kit->n_parts, sizeof *row->parts);
    if (row->parts == NULL)
        return EVN_E_LIMIT;
    k->out->n_rows++;
    evn_question_text(row->item, &s->item_ids, kit->item);
    evn_question_text(row->place, &s->place_ids, place);
    row->version = kit->version;
    row->makeable = place != 0 ? makeable_at(k, kit, place) : 0;
    row->n_parts = kit->n_parts;
    for (uint32_t i = 0; i < kit->n_parts; i++) {
        evn_question_text(row->parts[i].item, &s->item_ids, kit->part[i].item);
        row->parts[i].quantity = kit->part[i].qty;
        row->parts[i].free = place != 0 ? free_of(k, place, kit->part[i].item) : 0;
        k->bytes += strlen(row->parts[i].item) + 24;
    }
    k->bytes += strlen(row->item) + strlen(row->place) + 24;
    return EVN_OK;
}

static bool is_full(const struct kits *k)
{
    return k->out->n_rows == k->max || k->bytes >= PAGE_BYTES;
}

/* The bills, at the place when one is named; the cursor is an index. */
static evn_err list_bills(struct kits *k)
{
    const struct evn_kits *kits = &state_of(k)->kits;
    evn_err err = EVN_OK;
    uint64_t i = k->in->cursor;
    for (; err == EVN_OK && i < kits->n && !is_full(k); i++)
        if (kits->kit[i]->n_parts > 0 && (k->item == 0 || kits->kit[i]->item == k->item))
            err = add_row(k, kits->kit[i], k->place);
    k->out->next_cursor = i < kits->n ? i : 0;
    return err;
}

/* One kit at every place that could make any; the cursor is the last place looked at. */
static evn_err list_places(struct kits *k)
{
    const struct evn_ledger_state *s = state_of(k);
    const struct evn_kit *kit = evn_kits_find(&s->kits, k->item);
    evn_err err = EVN_OK;
    uint32_t visits = 0;
    uint64_t place = k->in->cursor + 1;
    if (kit == NULL || kit->n_parts == 0)
        return EVN_OK;
    for (; err == EVN_OK && place <= s->place_ids.n && !is_full(k) && visits < VISITS_MAX;
         place++, visits++) {
        uint32_t n = (uint32_t)place;
        if (evn_place_is_physical(evn_ledger_place(s, n)->kind) && evn_question_covers(k->q, n) &&
            makeable_at(k, kit, n) > 0)
            err = add_row(k, kit, n);
    }
    k->out->next_cursor = place <= s->place_ids.n ? place - 1 : 0;
    return err;
}

evn_err evn_query_kits(struct evn_ledger_question *q, const struct evn_wire_kits_query *in)
{
    struct kits k = {.q = q, .in = in};
    k.max = in->rows_max > 0 ? in->rows_max : EVN_LEDGER_ROWS_USUAL;
    k.out = evn_arena_array(q->ask->arena, 1, sizeof *k.out);
    evn_err err = evn_question_place(q, in->place, "place", &k.place);
    if (err == EVN_OK)
        err = evn_question_find(q, &q->s->core.item_ids, 0, in->item, EVN_E_UNKNOWN_ITEM, "item",
                                &k.item);
    if (err != EVN_OK)
        return err;
    if (k.place != 0 && !evn_place_is_physical(evn_ledger_place(&q->s->core, k.place)->kind))
        return evn_question_refuse(q, EVN_E_BAD_FIELD, "place", in->place);
    if (k.out != NULL)
        k.out->rows = evn_arena_array(q->ask->arena, k.max, sizeof *k.out->rows);
    if (k.out == NULL || k.out->rows == NULL)
        return evn_question_refuse(q, EVN_E_TOO_LARGE, "rows_max", "");
    err = k.item != 0 && k.place == 0 ? list_places(&k) : list_bills(&k);
    if (err != EVN_OK)
        return evn_question_refuse(q, EVN_E_TOO_LARGE, "rows_max", "");
    q->result->kits = k.out;
    return EVN_OK;
}
