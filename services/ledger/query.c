#include "services/ledger/query.h"
#include "services/ledger/mask.h"

#include "common/service/rights.h"
#include "services/ledger/core/claims.h"

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

evn_err evn_question_find(struct evn_ledger_question *q, const struct evn_dict *dict,
                          uint32_t scope, const char *text, evn_err unknown, const char *field,
                          uint32_t *out)
{
    *out = text[0] != '\0' ? evn_dict_find(dict, scope, evn_bytes_text(text)) : 0;
    return *out != 0 || text[0] == '\0' ? EVN_OK : evn_question_refuse(q, unknown, field, text);
}

bool evn_question_covers(const struct evn_ledger_question *q, uint32_t place)
{
    return evn_scope_covers(q->ask->actor->scope, evn_ledger_place(&q->s->core, place)->area);
}

evn_err evn_question_place(struct evn_ledger_question *q, const char *text, const char *field,
                           uint32_t *out)
{
    evn_err err =
        evn_question_find(q, &q->s->core.place_ids, 0, text, EVN_E_UNKNOWN_PLACE, field, out);
    if (err == EVN_OK && *out != 0 && !evn_question_covers(q, *out))
        return evn_question_refuse(q, EVN_E_OUT_OF_SCOPE, field, text);
    return err;
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
    evn_err err = evn_question_place(q, place, "place", &p);
    if (err == EVN_OK)
        err = evn_question_find(q, &s->item_ids, 0, item, EVN_E_UNKNOWN_ITEM, "item", &i);
    if (err == EVN_OK)
        err = evn_question_find(q, &s->lot_codes, i, lot, EVN_E_UNKNOWN_LOT, "lot", &l);
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

static evn_err claims(struct evn_ledger_question *q, const struct evn_wire_claims_query *in)
{
    const struct evn_ledger_state *s = &q->s->core;
    const struct evn_opens *o = &s->opens;
    size_t max = page(in->rows_max);
    uint32_t place, item, lot;
    uint32_t owner = evn_dict_find(&o->names, EVN_OPEN_CLAIM, evn_bytes_text(in->owner));
    struct evn_wire_claims *out = answer(q, sizeof *out);
    evn_err err = evn_question_place(q, in->place, "place", &place);
    if (err == EVN_OK)
        err = evn_question_find(q, &s->item_ids, 0, in->item, EVN_E_UNKNOWN_ITEM, "item", &item);
    if (err == EVN_OK && in->lot[0] != '\0' && item == 0)
        err = evn_question_refuse(q, EVN_E_MISSING_FIELD, "item", "");
    if (err == EVN_OK)
        err = evn_question_find(q, &s->lot_codes, item, in->lot, EVN_E_UNKNOWN_LOT, "lot", &lot);
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
        if ((place != 0 && a->place != place) || (item != 0 && evn_account_item(s, a) != item) ||
            (lot != 0 && evn_account_lot(a) != lot) || !evn_question_covers(q, a->place))
            continue;
        struct evn_wire_claim_row *to = &out->rows[out->n_rows++];
        *to = (struct evn_wire_claim_row){.seq = row->seq,
                                          .quantity = row->left,
                                          .priority = row->aux,
                                          .expires_at_us = row->at_us,
                                          .blocked = evn_claim_blocked(s, row),
                                          .earmark = row->earmark};
        evn_question_text(to->owner, &o->names, row->name);
        evn_question_text(to->place, &s->place_ids, a->place);
        evn_question_text(to->item, &s->item_ids, evn_account_item(s, a));
        if (!evn_account_is_any(a))
            evn_question_text(to->lot, &s->lot_codes, evn_account_lot(a));
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
    evn_err err = evn_question_find(q, &s->place_ids, 0, in->vehicle, EVN_E_UNKNOWN_PLACE,
                                    "vehicle", &vehicle);
    if (err == EVN_OK)
        err = evn_question_place(q, in->stop, "stop", &stop);
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
        if ((vehicle != 0 && a->place != vehicle) ||
            (!evn_question_covers(q, row->aux) && !evn_question_covers(q, a->place)))
            continue;
        struct evn_wire_aboard_row *to = &out->rows[out->n_rows++];
        *to = (struct evn_wire_aboard_row){
            .seq = row->seq, .quantity = row->left, .shipped_at_us = row->at_us};
        evn_question_text(to->shipment, &o->names, row->name);
        evn_question_text(to->vehicle, &s->place_ids, a->place);
        evn_question_text(to->stop, &s->place_ids, row->aux);
        evn_question_text(to->item, &s->item_ids, evn_account_item(s, a));
        evn_question_text(to->lot, &s->lot_codes, evn_account_lot(a));
    }
    out->next_cursor = slot <= o->n_slots ? slot - 1 : 0;
    q->result->aboard = out;
    return EVN_OK;
}

/* The packs of that instant in place of today's. */
static evn_err known_packs(struct evn_ledger_question *q, uint32_t item, int64_t at_us,
                           struct evn_wire_known *out)
{
    struct evn_packs_told told = {0};
    evn_err err = evn_question_packs(q, item, at_us, &told, &out->pack_version);
    if (err != EVN_OK || told.n == 0)
        return err;
    out->pack_trees = told.tree;
    out->n_pack_trees = told.n;
    out->n_packs = told.tree->n_levels;
    out->packs = evn_arena_array(q->ask->arena, out->n_packs, sizeof *out->packs);
    for (size_t i = 0; i < out->n_packs && out->packs != NULL; i++)
        out->packs[i] = told.tree->levels[i].base_units;
    return out->packs != NULL || out->n_packs == 0 ? EVN_OK : EVN_E_LIMIT;
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
        if (in->at_us != 0 && known_packs(q, item, in->at_us, out) != EVN_OK)
            return evn_question_refuse(q, EVN_E_TOO_LARGE, "", "");
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
        return evn_query_stock(q, in->stock);
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
    if (in->kits != NULL)
        return evn_query_kits(q, in->kits);
    if (in->aboard != NULL)
        return aboard(q, in->aboard);
    if (in->counts != NULL)
        return evn_query_counts(q, in->counts);
    if (in->expected != NULL)
        return evn_query_expected(q, in->expected);
    if (in->thresholds != NULL)
        return evn_query_thresholds(q, in->thresholds);
    if (in->account != NULL)
        return evn_query_account(q, in->account);
    if (in->movements != NULL)
        return evn_query_movements(q, in->movements);
    if (in->discrepancies != NULL)
        return evn_query_discrepancies(q, in->discrepancies);
    if (in->eligible != NULL)
        return evn_query_eligible(q, in->eligible);
    if (in->holds != NULL)
        return evn_query_holds(q, in->holds);
    if (in->lots != NULL)
        return evn_query_lots(q, in->lots);
    if (in->recalls != NULL)
        return evn_query_recalls(q, in->recalls);
    return in->trace != NULL ? evn_query_trace(q, in->trace) : evn_query_cold(q, in->cold);
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
    size_t which;
    if (err == EVN_OK && evn_mask_apply(&in, &out, &which) != EVN_OK)
        err = evn_question_refuse(&q, EVN_E_BAD_FIELD, "mask", in.mask[which]);
    if (err == EVN_OK)
        err = evn_wire_encode(&evn_ledger_result_table, &out, result);
    if (err == EVN_E_LIMIT)
        return evn_question_refuse(&q, EVN_E_TOO_LARGE, "rows_max", "");
    return err;
}
