#include "services/ledger/query.h"
#include "services/ledger/wire_hold.h"

enum { VISITS_MAX = 100000 }; /* lots looked at for one page */

/* The question in numbers; 0: any. */
struct wanted {
    uint32_t item, lot, owner;
};

static evn_err find_wanted(struct evn_ledger_question *q, const struct evn_wire_lots_query *in,
                           struct wanted *w)
{
    const struct evn_ledger_state *s = &q->s->core;
    evn_err err =
        evn_question_find(q, &s->item_ids, 0, in->item, EVN_E_UNKNOWN_ITEM, "item", &w->item);
    if (err == EVN_OK && in->lot[0] != '\0' && w->item == 0)
        return evn_question_refuse(q, EVN_E_MISSING_FIELD, "item", "");
    if (err == EVN_OK)
        err = evn_question_find(q, &s->lot_codes, w->item, in->lot, EVN_E_UNKNOWN_LOT, "lot",
                                &w->lot);
    if (err == EVN_OK)
        err = evn_question_find(q, &s->told.owners, 0, in->owner, EVN_E_UNKNOWN_REF, "owner",
                                &w->owner);
    return err;
}

static void fill(const struct evn_ledger_state *s, uint32_t number, struct evn_wire_lot_row *to)
{
    const struct evn_lot *lot = evn_ledger_lot(s, number);
    const struct evn_lot_told told = evn_lots_told(&s->told, lot->told);
    *to = (struct evn_wire_lot_row){.expiry = lot->expiry,
                                    .made = told.made,
                                    .vvm_stage = told.vvm_stage,
                                    .bill = lot->bill,
                                    .on_hand = lot->on_hand};
    evn_question_text(to->item, &s->item_ids, lot->item);
    evn_question_text(to->lot, &s->lot_codes, number);
    evn_question_text(to->owner, &s->told.owners, told.owner);
}

evn_err evn_query_lots(struct evn_ledger_question *q, const struct evn_wire_lots_query *in)
{
    const struct evn_ledger_state *s = &q->s->core;
    struct wanted w;
    size_t max = in->rows_max > 0 ? in->rows_max : EVN_LEDGER_ROWS_USUAL;
    evn_err err = find_wanted(q, in, &w);
    if (err != EVN_OK)
        return err;
    struct evn_wire_lots *out = evn_arena_array(q->ask->arena, 1, sizeof *out);
    if (out != NULL)
        out->rows = evn_arena_array(q->ask->arena, max, sizeof *out->rows);
    if (out == NULL || out->rows == NULL)
        return evn_question_refuse(q, EVN_E_TOO_LARGE, "rows_max", "");
    uint64_t first = w.lot != 0 ? w.lot : in->cursor + 1, n = first;
    uint64_t last = w.lot != 0 ? w.lot : s->lot_codes.n;
    for (; n <= last && out->n_rows < max && n - first < VISITS_MAX; n++) {
        const struct evn_lot *lot = evn_ledger_lot(s, (uint32_t)n);
        if ((w.item == 0 || lot->item == w.item) &&
            (w.owner == 0 || evn_lots_told(&s->told, lot->told).owner == w.owner))
            fill(s, (uint32_t)n, &out->rows[out->n_rows++]);
    }
    out->next_cursor = n <= last ? n - 1 : 0;
    q->result->lots = out;
    return EVN_OK;
}
