#include "services/ledger/crossing.h"
#include "services/ledger/query.h"
#include "services/ledger/wire_account_query.h"

static evn_err refuse_full(struct evn_ledger_question *q)
{
    return evn_question_refuse(q, EVN_E_TOO_LARGE, "rows_max", "");
}

static void fill_expected(const struct evn_ledger_state *s, uint32_t number, uint32_t k,
                          struct evn_wire_expected_row *to)
{
    const struct evn_named *named = &s->expecteds.named;
    const struct evn_expected *r = evn_named_at(named, number);
    const struct evn_expected_line *line = &r->lines[k];
    int64_t left = line->requested - line->accepted;
    *to = (struct evn_wire_expected_row){.source = (int32_t)r->source + 1,
                                         .promised = r->promised,
                                         .quantity = line->requested,
                                         .come = line->accepted,
                                         .to_come = evn_expected_is_open(r) && left > 0 ? left : 0};
    to->state = r->step == EVN_EXPECTED_CLOSED      ? 2
                : r->step == EVN_EXPECTED_CANCELLED ? 3
                : r->late                           ? 1
                                                    : 0;
    evn_question_text(to->expected, &named->names, number);
    evn_question_text(to->from, &s->place_ids, r->from);
    evn_question_text(to->to, &s->place_ids, r->to);
    evn_question_text(to->item, &s->item_ids, line->item);
}

/* A delivery's lines come together: a page may be longer by those of its last one. */
evn_err evn_query_expected(struct evn_ledger_question *q, const struct evn_wire_expected_query *in)
{
    const struct evn_ledger_state *s = &q->s->core;
    const struct evn_named *named = &s->expecteds.named;
    size_t max = in->rows_max > 0 ? in->rows_max : EVN_LEDGER_ROWS_USUAL;
    uint32_t one, to, item;
    evn_err err =
        evn_question_find(q, &named->names, 0, in->expected, EVN_E_UNKNOWN_REF, "expected", &one);
    if (err == EVN_OK)
        err = evn_question_place(q, in->to, "to", &to);
    if (err == EVN_OK)
        err = evn_question_find(q, &s->item_ids, 0, in->item, EVN_E_UNKNOWN_ITEM, "item", &item);
    if (err != EVN_OK)
        return err;
    struct evn_wire_expecteds *out = evn_arena_array(q->ask->arena, 1, sizeof *out);
    if (out != NULL)
        out->rows = evn_arena_array(q->ask->arena, max + EVN_LEDGER_LINES_MAX, sizeof *out->rows);
    if (out == NULL || out->rows == NULL)
        return refuse_full(q);
    uint64_t i = one != 0 ? one : in->cursor + 1, last = one != 0 ? one : named->names.n;
    for (; i <= last && out->n_rows < max; i++) {
        const struct evn_expected *r = evn_named_at(named, (uint32_t)i);
        if ((one == 0 && !in->ended && !evn_expected_is_open(r)) || (to != 0 && r->to != to) ||
            !evn_question_covers(q, r->to))
            continue;
        for (uint32_t k = 0; k < r->n_lines && out->n_rows < max + EVN_LEDGER_LINES_MAX; k++)
            if (item == 0 || r->lines[k].item == item)
                fill_expected(s, (uint32_t)i, k, &out->rows[out->n_rows++]);
    }
    out->next_cursor = i <= last ? i - 1 : 0;
    q->result->expected = out;
    return EVN_OK;
}

evn_err evn_query_thresholds(struct evn_ledger_question *q,
                             const struct evn_wire_thresholds_query *in)
{
    const struct evn_ledger_state *s = &q->s->core;
    size_t max = in->rows_max > 0 ? in->rows_max : EVN_LEDGER_ROWS_USUAL;
    uint32_t place, item;
    evn_err err = evn_question_place(q, in->place, "place", &place);
    if (err == EVN_OK)
        err = evn_question_find(q, &s->item_ids, 0, in->item, EVN_E_UNKNOWN_ITEM, "item", &item);
    if (err != EVN_OK)
        return err;
    struct evn_wire_thresholds *out = evn_arena_array(q->ask->arena, 1, sizeof *out);
    if (out != NULL)
        out->rows = evn_arena_array(q->ask->arena, max, sizeof *out->rows);
    if (out == NULL || out->rows == NULL)
        return refuse_full(q);
    uint64_t i = in->cursor + 1;
    for (; i <= s->thresholds.n && out->n_rows < max; i++) {
        const struct evn_threshold *r = evn_thresholds_at(&s->thresholds, (uint32_t)i);
        if (r->low == 0 || (place != 0 && r->place != place) || (item != 0 && r->item != item) ||
            (in->low && !r->is_low) || !evn_question_covers(q, r->place))
            continue;
        struct evn_wire_threshold_row *to = &out->rows[out->n_rows++];
        *to = (struct evn_wire_threshold_row){
            .low = r->low,
            .enough = r->enough,
            .is_low = r->is_low,
            .quantity = evn_crossing_stock(s, r->place, r->item, q->ask->business_us)};
        evn_question_text(to->place, &s->place_ids, r->place);
        evn_question_text(to->item, &s->item_ids, r->item);
    }
    out->next_cursor = i <= s->thresholds.n ? i - 1 : 0;
    q->result->thresholds = out;
    return EVN_OK;
}
