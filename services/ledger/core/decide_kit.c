#include "common/base/num.h"
#include "services/ledger/core/claims.h"
#include "services/ledger/core/parts.h"

/* Kits being made or taken apart. */
struct work {
    struct evn_draft *d;
    const struct evn_ledger_kit *said;
    const struct evn_kit *kit;
    uint32_t line; /* of the document: parts first, in the order of the bill; then the kits */
};

/* One line of the document it becomes. */
static evn_err add_line(struct work *w, uint16_t kind, bool leaves, struct evn_bytes item,
                        struct evn_bytes lot, struct evn_day expiry, int64_t qty)
{
    const struct evn_ledger_line line = {.kind = kind,
                                         .from = leaves ? w->said->place : w->said->made,
                                         .to = leaves ? w->said->made : w->said->place,
                                         .item = item,
                                         .lot = lot,
                                         .expiry = expiry,
                                         .made = EVN_DAY_NONE,
                                         .owner = evn_bytes_text(""),
                                         .claim = w->said->claim,
                                         .qty = qty,
                                         .occurred_at_us = w->said->occurred_at_us};
    return evn_draft_line(w->d, &line, w->line);
}

static struct evn_bytes item_text(const struct work *w, uint32_t item)
{
    return evn_dict_text(&w->d->state->item_ids, item);
}

/* Of one part, what all kits take. */
static evn_err part_qty(struct work *w, uint32_t i, int64_t *out)
{
    w->line = i + 1;
    return evn_mul_i64(w->kit->part[i].qty, w->said->qty, out)
               ? EVN_OK
               : evn_draft_refuse(w->d, EVN_E_OVERFLOW, 0, "quantity");
}

/* The earliest day of what was picked and of what was said. */
static struct evn_day kit_expiry(const struct work *w)
{
    struct evn_day day = w->said->expiry;
    for (uint32_t i = 0; i < w->d->n_moves; i++) {
        uint32_t lot = w->d->touches[w->d->moves[i].from].lot;
        struct evn_day of = evn_draft_expiry(w->d, lot);
        if (of.n != EVN_DAY_NONE.n && (day.n == EVN_DAY_NONE.n || of.n < day.n))
            day = of;
    }
    return day;
}

/* The bill by which the kits of a lot were made, as the lot says. One that does not say, and a kit
 * without lots, was made by the only bill there ever was; NULL when there were several. */
static const struct evn_kit *bill_of(const struct work *w, uint32_t item, uint32_t lot)
{
    const struct evn_ledger_state *s = w->d->state;
    const struct evn_kit *newest = evn_kits_find(&s->kits, item);
    uint32_t version = lot != EVN_LOT_NONE ? evn_ledger_lot(s, lot)->bill : 0;
    if (version != 0)
        return evn_kits_bill(&s->kits, item, version);
    return newest != NULL && newest->older == NULL ? newest : NULL;
}

static evn_err refuse_bill(struct work *w, uint32_t item, uint32_t lot)
{
    uint32_t place = evn_dict_find(&w->d->state->place_ids, 0, w->said->place);
    evn_err err = evn_draft_refuse_stock(w->d, EVN_E_OTHER_BILL, 0, place, item, lot);
    w->d->refusal->have = w->kit->version;
    return err;
}

static evn_err assemble(struct work *w)
{
    evn_err err = EVN_OK;
    for (uint32_t i = 0; err == EVN_OK && i < w->kit->n_parts; i++) {
        int64_t qty;
        err = part_qty(w, i, &qty);
        uint32_t first = w->d->n_moves;
        if (err == EVN_OK)
            err = add_line(w, EVN_RECORD_KIT_IN, true, item_text(w, w->kit->part[i].item),
                           evn_bytes_text(""), EVN_DAY_NONE, qty);
        if (err == EVN_OK)
            err = evn_claims_use(w->d, w->said->claim, first);
    }
    if (err != EVN_OK)
        return err;
    uint32_t tracking = evn_ledger_item(w->d->state, w->kit->item)->tracking;
    w->line = w->kit->n_parts + 1;
    w->d->bill = w->kit->version;
    err = add_line(w, EVN_RECORD_KIT_OUT, false, w->said->item, w->said->lot,
                   tracking != EVN_TRACKING_NONE ? kit_expiry(w) : EVN_DAY_NONE, w->said->qty);
    if (err != EVN_OK)
        return err;
    uint32_t lot = w->d->touches[w->d->moves[w->d->n_moves - 1].to].lot;
    bool known = lot != EVN_LOT_NONE && lot <= w->d->state->lot_codes.n;
    return !known || bill_of(w, w->kit->item, lot) == w->kit ? EVN_OK
                                                             : refuse_bill(w, w->kit->item, lot);
}

/* What of this lot is in kits, less what this document took out of them already. */
static int64_t in_kits(const struct work *w, uint32_t item, uint32_t lot)
{
    const struct evn_ledger_state *s = w->d->state;
    uint32_t made = evn_dict_find(&s->place_ids, 0, w->said->made);
    uint32_t account = evn_ledger_find_account(s, made, item, lot);
    int64_t sum = account != 0 ? evn_ledger_account(s, account)->balance : 0;
    for (uint32_t i = 0; i < w->d->n_moves; i++) {
        const struct evn_touch *from = &w->d->touches[w->d->moves[i].from];
        if (from->place == made && from->item == item && from->lot == lot)
            sum -= w->d->moves[i].qty;
    }
    return sum;
}

static evn_err take_out(struct work *w, uint32_t item, uint32_t lot, int64_t qty)
{
    const struct evn_ledger_state *s = w->d->state;
    int64_t have = in_kits(w, item, lot);
    if (have < qty) {
        uint32_t made = evn_dict_find(&s->place_ids, 0, w->said->made);
        evn_err err = evn_draft_refuse_stock(w->d, EVN_E_SHORT_STOCK, w->line, made, item, lot);
        w->d->refusal->at_us = w->d->now_us;
        w->d->refusal->have = have > 0 ? have : 0;
        w->d->refusal->want = qty;
        return err;
    }
    return add_line(w, EVN_RECORD_KIT_IN, false, item_text(w, item),
                    evn_dict_text(&s->lot_codes, lot), EVN_DAY_NONE, qty);
}

/* The only lot of the item that is in kits; EVN_LOT_ANY when it is not the only one. */
static uint32_t only_lot(const struct work *w, uint32_t item)
{
    const struct evn_ledger_state *s = w->d->state;
    uint32_t only = EVN_LOT_ANY;
    uint32_t n = evn_ledger_find_pool(s, evn_dict_find(&s->place_ids, 0, w->said->made), item);
    for (; n != 0; n = evn_ledger_account(s, n)->pool_next) {
        const struct evn_account *a = evn_ledger_account(s, n);
        if (evn_account_is_any(a) || a->balance <= 0)
            continue;
        if (only != EVN_LOT_ANY)
            return EVN_LOT_ANY;
        only = evn_account_lot(a);
    }
    return only;
}

/* Take out the lots that are named of an item; *named is what they add up to. */
static evn_err take_named(struct work *w, uint32_t item, int64_t *named)
{
    const struct evn_ledger_state *s = w->d->state;
    evn_err err = EVN_OK;
    *named = 0;
    for (uint32_t i = 0; err == EVN_OK && i < w->said->n_parts; i++) {
        const struct evn_ledger_kit_part *part = &w->said->parts[i];
        if (!evn_bytes_equal(part->item, item_text(w, item)))
            continue;
        uint32_t lot = part->lot.len > 0 ? evn_dict_find(&s->lot_codes, item, part->lot) : 0;
        if (part->lot.len > 0 && lot == 0)
            return evn_draft_refuse_text(w->d, EVN_E_UNKNOWN_LOT, 0, "parts", part->lot);
        if (!evn_add_i64(*named, part->qty, named))
            return evn_draft_refuse(w->d, EVN_E_OVERFLOW, 0, "parts");
        err = take_out(w, item, lot, part->qty);
    }
    return err;
}

static evn_err take_part(struct work *w, uint32_t i)
{
    uint32_t item = w->kit->part[i].item;
    int64_t qty, named;
    evn_err err = part_qty(w, i, &qty);
    if (err == EVN_OK)
        err = take_named(w, item, &named);
    if (err != EVN_OK || named == qty)
        return err;
    if (named != 0) {
        evn_draft_refuse_text(w->d, EVN_E_OUT_OF_RANGE, 0, "parts", item_text(w, item));
        w->d->refusal->have = named;
        w->d->refusal->want = qty;
        return EVN_E_OUT_OF_RANGE;
    }
    bool has_lots = evn_ledger_item(w->d->state, item)->tracking != EVN_TRACKING_NONE;
    uint32_t lot = has_lots ? only_lot(w, item) : EVN_LOT_NONE;
    if (lot == EVN_LOT_ANY)
        return evn_draft_refuse_text(w->d, EVN_E_MISSING_FIELD, 0, "parts", item_text(w, item));
    return take_out(w, item, lot, qty);
}

static bool is_part(const struct work *w, struct evn_bytes item)
{
    for (uint32_t i = 0; i < w->kit->n_parts; i++)
        if (evn_bytes_equal(item_text(w, w->kit->part[i].item), item))
            return true;
    return false;
}

static evn_err take_apart(struct work *w)
{
    evn_err err = EVN_OK;
    for (uint32_t i = 0; err == EVN_OK && i < w->said->n_parts; i++)
        if (!is_part(w, w->said->parts[i].item))
            err = evn_draft_refuse_text(w->d, EVN_E_BAD_FIELD, 0, "parts", w->said->parts[i].item);
    for (uint32_t i = 0; err == EVN_OK && i < w->kit->n_parts; i++)
        err = take_part(w, i);
    w->line = w->kit->n_parts + 1;
    return err != EVN_OK ? err
                         : add_line(w, EVN_RECORD_KIT_OUT, true, w->said->item, w->said->lot,
                                    EVN_DAY_NONE, w->said->qty);
}

static evn_err check_head(struct work *w)
{
    const struct evn_ledger_kit *said = w->said;
    uint32_t item = evn_dict_find(&w->d->state->item_ids, 0, said->item);
    evn_err err = evn_decide_check_text(w->d, said->note, EVN_NOTE_MAX, "note");
    if (err == EVN_OK)
        err = evn_decide_check_text(w->d, said->reason, EVN_NAME_MAX, "reason");
    if (err != EVN_OK)
        return err;
    if (item == 0)
        return evn_draft_refuse_text(w->d, EVN_E_UNKNOWN_ITEM, 0, "item", said->item);
    w->kit = evn_kits_find(&w->d->state->kits, item);
    uint32_t lot = said->lot.len > 0 ? evn_dict_find(&w->d->state->lot_codes, item, said->lot) : 0;
    if (w->kit != NULL && said->apart && (lot != 0 || said->lot.len == 0)) {
        const struct evn_kit *bill = bill_of(w, item, lot);
        if (bill == NULL)
            return refuse_bill(w, item, lot);
        w->kit = bill;
    }
    if (w->kit == NULL || w->kit->n_parts == 0)
        return evn_draft_refuse_text(w->d, EVN_E_UNKNOWN_REF, 0, "kit", said->item);
    if (said->qty > 0)
        return EVN_OK;
    evn_draft_refuse(w->d, EVN_E_OUT_OF_RANGE, 0, "quantity");
    w->d->refusal->have = said->qty;
    w->d->refusal->want = 1;
    return EVN_E_OUT_OF_RANGE;
}

evn_err evn_decide_kit(struct evn_draft *d, const struct evn_ledger_kit *kit,
                       struct evn_ledger_emit *emit)
{
    struct work w = {.d = d, .said = kit};
    evn_err err = check_head(&w);
    evn_decide_caps(d, d->state->limits.n_lines_max, d->state->limits.n_lines_max);
    if (err == EVN_OK)
        err = kit->apart ? take_apart(&w) : assemble(&w);
    emit->reason_text = kit->reason;
    emit->text = (struct evn_document_text){.note = kit->note};
    emit->has_text = kit->note.len > 0;
    return err == EVN_OK ? evn_decide_check(d) : err;
}
