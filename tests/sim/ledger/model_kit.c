#include "tests/sim/ledger/model_parts.h"

/* One line of the document that the work on kits is. */
static bool part_line(struct attempt *a, const struct evn_ledger_kit *k, uint16_t kind, bool leaves,
                      uint32_t item, struct evn_bytes lot, int32_t expiry, int64_t qty)
{
    const struct evn_ledger_line line = {.kind = kind,
                                         .from = leaves ? k->place : k->made,
                                         .to = leaves ? k->made : k->place,
                                         .item = evn_bytes_text(world_items[item]),
                                         .lot = lot,
                                         .owner = evn_bytes_text(""),
                                         .claim = k->claim,
                                         .expiry = {expiry},
                                         .made = EVN_DAY_NONE,
                                         .qty = qty,
                                         .occurred_at_us = k->occurred_at_us};
    uint32_t at;
    if (k->place.len > 0)
        return take_line(a, &line, false);
    return when(a, k->occurred_at_us, &at) && fail(a, EVN_E_MISSING_FIELD, leaves ? "from" : "to");
}

static bool part_qty(struct attempt *a, const struct world_kit *kit, uint32_t p, int64_t n,
                     int64_t *out)
{
    a->line = 0;
    if (__builtin_mul_overflow(kit->qty[p], n, out))
        return fail(a, EVN_E_OVERFLOW, "quantity");
    a->line = p + 1;
    return true;
}

static bool assemble(struct attempt *a, const struct evn_ledger_kit *k, const struct world_kit *kit)
{
    int32_t day = k->expiry.n;
    const struct evn_bytes no_lot = evn_bytes_text("");
    for (uint32_t p = 0; p < WORLD_PARTS; p++) {
        int64_t qty;
        uint32_t first = a->n_moves;
        if (!part_qty(a, kit, p, k->qty, &qty) ||
            !part_line(a, k, EVN_RECORD_KIT_IN, true, kit->part[p], no_lot, EVN_DAY_NONE.n, qty))
            return false;
        use_claims(a, k->claim, first);
    }
    for (uint32_t i = 0; i < a->n_moves; i++) {
        const struct model_move *mv = &a->moves[i];
        int32_t of = mv->lot != 0 ? a->m->lots[mv->item][mv->lot].expiry : EVN_DAY_NONE.n;
        if (of != EVN_DAY_NONE.n && (day == EVN_DAY_NONE.n || of < day))
            day = of;
    }
    a->line = WORLD_PARTS + 1;
    bool lots = world_tracking[kit->item] != EVN_TRACKING_NONE;
    return part_line(a, k, EVN_RECORD_KIT_OUT, false, kit->item, k->lot,
                     lots ? day : EVN_DAY_NONE.n, k->qty);
}

/* Take a lot, which is in kits, out of them. */
static bool take_out(struct attempt *a, const struct evn_ledger_kit *k, uint32_t item, uint32_t lot,
                     int64_t qty)
{
    int64_t have = balance_now(a->m, WORLD_MADE, item, lot);
    for (uint32_t i = 0; i < a->n_moves; i++)
        if (a->moves[i].from == WORLD_MADE && a->moves[i].item == item && a->moves[i].lot == lot)
            have -= a->moves[i].qty;
    if (have >= qty)
        return part_line(a, k, EVN_RECORD_KIT_IN, false, item,
                         evn_bytes_text(lot != 0 ? a->m->lots[item][lot].code : ""), EVN_DAY_NONE.n,
                         qty);
    fail_stock(a, EVN_E_SHORT_STOCK, WORLD_MADE, item, lot);
    a->refusal.at_us = world_at_us(a->now);
    return fail_amount(a, have > 0 ? have : 0, qty);
}

/* The command has one line; what is wrong with its parts is told by their item. */
static bool bad_parts(struct attempt *a, evn_err err)
{
    a->line = 0;
    return fail(a, err, "parts");
}

/* The lots that were named of an item; what they add up to. */
static bool take_named(struct attempt *a, const struct evn_ledger_kit *k, uint32_t item,
                       int64_t *named)
{
    *named = 0;
    for (uint32_t i = 0; i < k->n_parts; i++) {
        const struct evn_ledger_kit_part *part = &k->parts[i];
        uint32_t lot = 0;
        if (!same(part->item, world_items[item]))
            continue;
        if (part->lot.len > 0 && (lot = find_lot(a->m, item, part->lot)) == 0)
            return bad_parts(a, EVN_E_UNKNOWN_LOT);
        if (__builtin_add_overflow(*named, part->qty, named))
            return bad_parts(a, EVN_E_OVERFLOW);
        if (!take_out(a, k, item, lot, part->qty))
            return false;
    }
    return true;
}

static bool take_part(struct attempt *a, const struct evn_ledger_kit *k, uint32_t item, int64_t qty)
{
    int64_t named;
    uint32_t lot = 0, n = 0;
    if (!take_named(a, k, item, &named))
        return false;
    if (named == qty)
        return true;
    if (named != 0) {
        bad_parts(a, EVN_E_OUT_OF_RANGE);
        return fail_amount(a, named, qty);
    }
    for (uint32_t l = 1; l <= a->m->n_lots[item]; l++)
        if (balance_now(a->m, WORLD_MADE, item, l) > 0) {
            lot = l;
            n++;
        }
    if (world_tracking[item] != EVN_TRACKING_NONE && n != 1)
        return bad_parts(a, EVN_E_MISSING_FIELD);
    return take_out(a, k, item, lot, qty);
}

static bool take_apart(struct attempt *a, const struct evn_ledger_kit *k,
                       const struct world_kit *kit)
{
    for (uint32_t i = 0; i < k->n_parts; i++)
        if (!same(k->parts[i].item, world_items[kit->part[0]]) &&
            !same(k->parts[i].item, world_items[kit->part[1]]))
            return fail(a, EVN_E_BAD_FIELD, "parts");
    for (uint32_t p = 0; p < WORLD_PARTS; p++) {
        int64_t qty;
        if (!part_qty(a, kit, p, k->qty, &qty) || !take_part(a, k, kit->part[p], qty))
            return false;
    }
    a->line = WORLD_PARTS + 1;
    return part_line(a, k, EVN_RECORD_KIT_OUT, true, kit->item, k->lot, EVN_DAY_NONE.n, k->qty);
}

bool try_kit(struct attempt *a, const struct evn_ledger_kit *k)
{
    uint32_t item;
    const struct world_kit *kit = NULL;
    if (!find_item(a, k->item, &item))
        return false;
    for (int i = 0; i < 2; i++)
        if (world_kits[i].item == item)
            kit = &world_kits[i];
    if (kit == NULL)
        return fail(a, EVN_E_UNKNOWN_REF, "kit");
    if (k->qty <= 0) {
        fail(a, EVN_E_OUT_OF_RANGE, "quantity");
        return fail_amount(a, k->qty, 1);
    }
    return (k->apart ? take_apart(a, k, kit) : assemble(a, k, kit)) && check(a);
}
