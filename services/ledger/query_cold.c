#include "services/ledger/core/eligible.h"
#include "services/ledger/query.h"
#include "services/ledger/wire_hold.h"

enum { LOTS_MAX = 2000 };
#define US_PER_MIN (INT64_C(60) * 1000000)

static void fill_place(const struct evn_ledger_state *s, const struct evn_cold_place *p,
                       struct evn_wire_cold_place *to)
{
    evn_question_text(to->place, &s->place_ids, p->place);
    to->n_readings = p->n;
    to->breach_us = p->breach_us != INT64_MIN ? p->breach_us : 0;
    if (p->n > 0) {
        to->last_at_us = p->readings[p->n - 1].at_us;
        to->last_centi = p->readings[p->n - 1].centi;
    }
}

static void fill_lot(const struct evn_ledger_state *s, const struct evn_item *item,
                     const struct evn_account *a, struct evn_wire_cold_lot *to)
{
    uint32_t lot = evn_account_lot(a);
    int64_t outside_us = evn_sums_of(&s->cold.outside, lot);
    evn_question_text(to->item, &s->item_ids, evn_account_item(s, a));
    evn_question_text(to->lot, &s->lot_codes, lot);
    to->quantity = a->balance;
    to->outside_min = (uint32_t)(outside_us / US_PER_MIN);
    to->budget_min = item->cold_budget_min;
    to->held = evn_why_hold(s, lot, a->place, EVN_WHY_TEMPERATURE) != NULL;
}

/* Lots of the cold chain that are at the place. */
static void add_lots(const struct evn_ledger_state *s, uint32_t place, struct evn_wire_cold *out)
{
    for (uint32_t i = 0; i < s->cold.n_items; i++) {
        const struct evn_item *item = evn_ledger_item(s, s->cold.items[i]);
        uint32_t n = evn_ledger_find_pool(s, place, s->cold.items[i]);
        for (; n != 0 && evn_item_is_cold(item); n = evn_ledger_account(s, n)->pool_next) {
            const struct evn_account *a = evn_ledger_account(s, n);
            if (!evn_account_is_any(a) && evn_account_lot(a) != EVN_LOT_NONE && a->balance > 0 &&
                out->n_lots < LOTS_MAX)
                fill_lot(s, item, a, &out->lots[out->n_lots++]);
        }
    }
}

evn_err evn_query_cold(struct evn_ledger_question *q, const struct evn_wire_cold_query *in)
{
    const struct evn_ledger_state *s = &q->s->core;
    uint32_t place;
    size_t max = s->cold.n < EVN_LEDGER_ROWS_MAX ? s->cold.n : EVN_LEDGER_ROWS_MAX;
    evn_err err = evn_question_place(q, in->place, "place", &place);
    if (err != EVN_OK)
        return err;
    struct evn_wire_cold *out = evn_arena_array(q->ask->arena, 1, sizeof *out);
    if (out != NULL) {
        out->places = evn_arena_array(q->ask->arena, max + 1, sizeof *out->places);
        out->lots = evn_arena_array(q->ask->arena, place != 0 ? LOTS_MAX : 1, sizeof *out->lots);
    }
    if (out == NULL || out->places == NULL || out->lots == NULL)
        return evn_question_refuse(q, EVN_E_TOO_LARGE, "", "");
    for (uint32_t i = 0; i < s->cold.n && out->n_places < max; i++)
        if ((place == 0 || s->cold.place[i].place == place) &&
            evn_question_covers(q, s->cold.place[i].place))
            fill_place(s, &s->cold.place[i], &out->places[out->n_places++]);
    if (place != 0)
        add_lots(s, place, out);
    q->result->cold = out;
    return EVN_OK;
}
