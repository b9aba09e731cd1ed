#include "services/ledger/translate.h"

#include "common/base/num.h"
#include "services/ledger/core/rule.h"
#include "services/ledger/names.h"
#include "services/ledger/scope.h"
#include "services/ledger/wire_hold.h"
#include "services/ledger/wire_moves.h"

/* The ledger's own place of this kind; "" when it has none. */
static const char *name_of(uint32_t place_kind)
{
    switch (place_kind) {
    case EVN_PLACE_SUPPLIER:
        return EVN_LEDGER_SUPPLIER;
    case EVN_PLACE_CONSUMED:
        return EVN_LEDGER_CONSUMED;
    case EVN_PLACE_DESTROYED:
        return EVN_LEDGER_DESTROYED;
    case EVN_PLACE_LOST:
        return EVN_LEDGER_LOST;
    case EVN_PLACE_FOUND:
        return EVN_LEDGER_FOUND;
    default:
        return "";
    }
}

/* `place` with `suffix` behind it; empty when there is no memory for it. */
static struct evn_bytes part_of(const char *place, const char *suffix, struct evn_arena *arena)
{
    struct evn_bytes of = evn_bytes_text(place), more = evn_bytes_text(suffix);
    uint8_t *text = evn_arena_alloc(arena, of.len + more.len);
    if (text == NULL)
        return evn_bytes_text("");
    memcpy(text, of.at, of.len);
    memcpy(text + of.len, more.at, more.len);
    return evn_bytes_of(text, of.len + more.len);
}

/* A line that names one end has the world outside at the other. */
static void set_ends(const struct evn_wire_line *in, struct evn_arena *arena,
                     struct evn_ledger_line *out)
{
    uint32_t kind = (uint32_t)in->kind;
    const char *from = name_of(evn_rule_outside(kind, true));
    const char *to = name_of(evn_rule_outside(kind, false));
    bool two_ways = from[0] != '\0' && to[0] != '\0';
    bool has_from = in->from[0] != '\0', has_to = in->to[0] != '\0';
    bool occupy = kind == EVN_RECORD_OCCUPY;
    out->from = evn_bytes_text(has_from || (two_ways && !has_to) ? in->from : from);
    out->to = evn_bytes_text(has_to || (two_ways && !has_from) ? in->to : to);
    if ((!occupy && kind != EVN_RECORD_FREE) || !has_from || has_to)
        return;
    out->from = part_of(in->from, occupy ? EVN_LEDGER_FREE : EVN_LEDGER_OCCUPIED, arena);
    out->to = part_of(in->from, occupy ? EVN_LEDGER_OCCUPIED : EVN_LEDGER_FREE, arena);
}

static EVN_COLD evn_err refuse(struct evn_refusal *why, evn_err err, size_t line, const char *field,
                               const char *subject)
{
    *why = evn_refusal_of(err);
    why->line = (uint32_t)line;
    evn_refusal_text(why->field, sizeof why->field, field);
    evn_refusal_text(why->subject, sizeof why->subject, subject);
    return err;
}

/* Base units in one of the pack named, in either language, as they were at that time; 0: no such
 * level. */
static int64_t pack_units(const struct evn_pack_tree *tree, const char *name)
{
    struct evn_bytes text = evn_bytes_text(name);
    for (uint32_t i = 0; tree != NULL && text.len > 0 && i < tree->n; i++)
        if (evn_bytes_equal(tree->zh[i], text) || evn_bytes_equal(tree->en[i], text))
            return tree->units[i];
    return 0;
}

evn_err evn_translate_packs(const struct evn_ledger_state *state, const struct evn_packs *packs,
                            int64_t *qty, struct evn_refusal *why)
{
    if (packs->n == 0)
        return EVN_OK;
    uint32_t item = evn_dict_find(&state->item_ids, 0, evn_bytes_text(packs->item));
    if (item == 0)
        return refuse(why, EVN_E_UNKNOWN_ITEM, packs->line, "item", packs->item);
    const struct evn_pack_tree *tree =
        evn_packs_at(&state->packs, item, packs->at_us != 0 ? packs->at_us : INT64_MAX);
    for (size_t i = 0; i < packs->n; i++) {
        const struct evn_wire_pack *pack = &packs->packs[i];
        int64_t units = pack_units(tree, pack->pack);
        if (units == 0)
            return refuse(why, EVN_E_BAD_UNIT, packs->line, "packs", pack->pack);
        if (!evn_mul_i64(units, pack->packs, &units) || !evn_add_i64(*qty, units, qty))
            return refuse(why, EVN_E_OVERFLOW, packs->line, "packs", pack->pack);
    }
    return EVN_OK;
}

static int64_t at_or_now(int64_t at_us)
{
    return at_us != 0 ? at_us : EVN_AT_NOW;
}

static evn_err document(const struct evn_ledger_state *state, const struct evn_wire_document *in,
                        struct evn_arena *arena, struct evn_ledger_document *out,
                        struct evn_refusal *why)
{
    struct evn_ledger_line *lines = evn_arena_array(arena, in->n_lines, sizeof *lines);
    struct evn_ledger_known *known = evn_arena_array(arena, in->n_lines, sizeof *known);
    if (lines == NULL || known == NULL)
        return refuse(why, EVN_E_TOO_LARGE, 0, "", "");
    for (size_t i = 0; i < in->n_lines; i++) {
        const struct evn_wire_line *l = &in->lines[i];
        lines[i] = (struct evn_ledger_line){.kind = (uint16_t)l->kind,
                                            .item = evn_bytes_text(l->item),
                                            .lot = evn_bytes_text(l->lot),
                                            .expiry = l->expiry,
                                            .made = l->made,
                                            .owner = evn_bytes_text(l->owner),
                                            .vvm_stage = l->vvm_stage,
                                            .occurred_at_us = at_or_now(l->occurred_at_us),
                                            .claim = evn_bytes_text(l->claim),
                                            .known = &known[i],
                                            .override = l->override};
        set_ends(l, arena, &lines[i]);
        const struct evn_packs packs = {l->item, l->packs, l->n_packs, i + 1, l->occurred_at_us};
        lines[i].qty = l->quantity;
        evn_err err = evn_translate_packs(state, &packs, &lines[i].qty, why);
        if (err != EVN_OK)
            return err;
    }
    *out = (struct evn_ledger_document){.lines = lines,
                                        .n_lines = (uint32_t)in->n_lines,
                                        .reason = evn_bytes_text(in->reason),
                                        .note = evn_bytes_text(in->note),
                                        .reference = evn_bytes_text(in->reference),
                                        .expected = evn_bytes_text(in->expected),
                                        .recipient = evn_bytes_text(in->recipient)};
    return EVN_OK;
}

static evn_err claim(const char *owner, uint32_t priority, int64_t expires_at_us,
                     const struct evn_wire_reserve_line *in, size_t n, struct evn_arena *arena,
                     struct evn_ledger_claim *out, struct evn_refusal *why)
{
    struct evn_ledger_claim_line *lines = evn_arena_array(arena, n, sizeof *lines);
    if (lines == NULL)
        return refuse(why, EVN_E_TOO_LARGE, 0, "", "");
    for (size_t i = 0; i < n; i++)
        lines[i] = (struct evn_ledger_claim_line){.place = evn_bytes_text(in[i].place),
                                                  .item = evn_bytes_text(in[i].item),
                                                  .lot = evn_bytes_text(in[i].lot),
                                                  .qty = in[i].quantity};
    *out = (struct evn_ledger_claim){.owner = evn_bytes_text(owner),
                                     .priority = priority,
                                     .expires_at_us = expires_at_us,
                                     .lines = lines,
                                     .n_lines = (uint32_t)n};
    return EVN_OK;
}

static evn_err ship(const struct evn_wire_ship *in, struct evn_arena *arena,
                    struct evn_ledger_ship *out, struct evn_refusal *why)
{
    struct evn_ledger_ship_line *lines = evn_arena_array(arena, in->n_lines, sizeof *lines);
    if (lines == NULL)
        return refuse(why, EVN_E_TOO_LARGE, 0, "", "");
    for (size_t i = 0; i < in->n_lines; i++)
        lines[i] = (struct evn_ledger_ship_line){.from = evn_bytes_text(in->lines[i].from),
                                                 .item = evn_bytes_text(in->lines[i].item),
                                                 .stop = evn_bytes_text(in->lines[i].stop),
                                                 .qty = in->lines[i].quantity};
    *out = (struct evn_ledger_ship){.shipment = evn_bytes_text(in->shipment),
                                    .vehicle = evn_bytes_text(in->vehicle),
                                    .claim = evn_bytes_text(in->claim),
                                    .occurred_at_us = at_or_now(in->occurred_at_us),
                                    .lines = lines,
                                    .n_lines = (uint32_t)in->n_lines};
    return EVN_OK;
}

static evn_err receipt(const struct evn_wire_receipt *in, struct evn_arena *arena,
                       struct evn_ledger_receipt *out, struct evn_refusal *why)
{
    struct evn_ledger_receipt_line *lines = evn_arena_array(arena, in->n_lines, sizeof *lines);
    if (lines == NULL)
        return refuse(why, EVN_E_TOO_LARGE, 0, "", "");
    for (size_t i = 0; i < in->n_lines; i++) {
        const struct evn_wire_receipt_line *l = &in->lines[i];
        lines[i] = (struct evn_ledger_receipt_line){.item = evn_bytes_text(l->item),
                                                    .lot = evn_bytes_text(l->lot),
                                                    .accepted = l->accepted,
                                                    .missing = l->short_,
                                                    .damaged = l->damaged,
                                                    .refused = l->refused,
                                                    .over = l->over,
                                                    .wrong = l->wrong,
                                                    .wrong_lot = evn_bytes_text(l->wrong_lot),
                                                    .wrong_expiry = l->wrong_expiry};
    }
    *out = (struct evn_ledger_receipt){.shipment = evn_bytes_text(in->shipment),
                                       .vehicle = evn_bytes_text(in->vehicle),
                                       .stop = evn_bytes_text(in->to),
                                       .signed_by = evn_bytes_text(in->signed_by),
                                       .occurred_at_us = at_or_now(in->occurred_at_us),
                                       .consumed = evn_bytes_text(EVN_LEDGER_CONSUMED),
                                       .lost = evn_bytes_text(EVN_LEDGER_LOST),
                                       .destroyed = evn_bytes_text(EVN_LEDGER_DESTROYED),
                                       .found = evn_bytes_text(EVN_LEDGER_FOUND),
                                       .back = evn_bytes_text(in->back),
                                       .stock = in->stock,
                                       .lines = lines,
                                       .n_lines = (uint32_t)in->n_lines};
    return EVN_OK;
}

static void reverse(const struct evn_wire_reverse *in, struct evn_ledger_command *out)
{
    static const struct evn_ledger_original none;
    out->kind = EVN_COMMAND_REVERSE;
    out->reverse = (struct evn_ledger_reverse){.document = in->document,
                                               .as_of = in->as_of,
                                               .reason = evn_bytes_text(in->reason),
                                               .note = evn_bytes_text(in->note),
                                               .original = &none};
}

static void assemble(const struct evn_wire_assemble *in, struct evn_ledger_command *out)
{
    out->kind = EVN_COMMAND_KIT;
    out->kit = (struct evn_ledger_kit){.place = evn_bytes_text(in->place),
                                       .item = evn_bytes_text(in->item),
                                       .lot = evn_bytes_text(in->lot),
                                       .made = evn_bytes_text(EVN_LEDGER_MADE),
                                       .claim = evn_bytes_text(in->claim),
                                       .reason = evn_bytes_text(in->reason),
                                       .note = evn_bytes_text(in->note),
                                       .expiry = in->expiry,
                                       .qty = in->quantity,
                                       .occurred_at_us = at_or_now(in->occurred_at_us)};
}

static evn_err take_apart(const struct evn_wire_break *in, struct evn_arena *arena,
                          struct evn_ledger_command *out, struct evn_refusal *why)
{
    struct evn_ledger_kit_part *parts = evn_arena_array(arena, in->n_parts, sizeof *parts);
    if (parts == NULL)
        return refuse(why, EVN_E_TOO_LARGE, 0, "", "");
    for (size_t i = 0; i < in->n_parts; i++)
        parts[i] = (struct evn_ledger_kit_part){.item = evn_bytes_text(in->parts[i].item),
                                                .lot = evn_bytes_text(in->parts[i].lot),
                                                .qty = in->parts[i].quantity};
    out->kind = EVN_COMMAND_KIT;
    out->kit = (struct evn_ledger_kit){.apart = true,
                                       .place = evn_bytes_text(in->place),
                                       .item = evn_bytes_text(in->item),
                                       .lot = evn_bytes_text(in->lot),
                                       .made = evn_bytes_text(EVN_LEDGER_MADE),
                                       .claim = evn_bytes_text(""),
                                       .reason = evn_bytes_text(in->reason),
                                       .note = evn_bytes_text(in->note),
                                       .expiry = EVN_DAY_NONE,
                                       .qty = in->quantity,
                                       .occurred_at_us = at_or_now(in->occurred_at_us),
                                       .parts = parts,
                                       .n_parts = (uint32_t)in->n_parts};
    return EVN_OK;
}

evn_err evn_ledger_translate(const struct evn_ledger_state *state,
                             const struct evn_wire_command *in, struct evn_arena *arena,
                             struct evn_ledger_command *out, struct evn_refusal *why)
{
    if (in->document != NULL) {
        out->kind = EVN_COMMAND_DOCUMENT;
        return document(state, in->document, arena, &out->document, why);
    }
    if (in->reserve != NULL) {
        const struct evn_wire_reserve *r = in->reserve;
        out->kind = EVN_COMMAND_RESERVE;
        evn_err err = claim(r->owner, r->priority, r->expires_at_us, r->lines, r->n_lines, arena,
                            &out->claim, why);
        out->claim.earmark = r->earmark;
        return err;
    }
    if (in->release != NULL) {
        const struct evn_wire_release *r = in->release;
        out->kind = EVN_COMMAND_RELEASE;
        return claim(r->owner, 0, 0, r->lines, r->n_lines, arena, &out->claim, why);
    }
    if (in->ship != NULL) {
        out->kind = EVN_COMMAND_SHIP;
        return ship(in->ship, arena, &out->ship, why);
    }
    if (in->reverse != NULL) {
        reverse(in->reverse, out);
        return EVN_OK;
    }
    if (in->assemble != NULL) {
        assemble(in->assemble, out);
        return EVN_OK;
    }
    if (in->break_ != NULL)
        return take_apart(in->break_, arena, out, why);
    if (in->earmark_release != NULL) {
        const struct evn_wire_earmark_release *r = in->earmark_release;
        out->kind = EVN_COMMAND_EARMARK_RELEASE;
        evn_err err = claim(r->owner, 0, 0, r->lines, r->n_lines, arena, &out->claim, why);
        out->claim.earmark = true;
        out->claim.reason = evn_bytes_text(r->reason);
        out->claim.note = evn_bytes_text(r->note);
        return err;
    }
    if (in->receipt != NULL) {
        out->kind = EVN_COMMAND_RECEIPT;
        return receipt(in->receipt, arena, &out->receipt, why);
    }
    if (evn_scope_is_hold(in))
        return evn_ledger_translate_hold(in, arena, out, why);
    return evn_ledger_translate_count(state, in, arena, out, why);
}
