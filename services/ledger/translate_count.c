#include "services/ledger/names.h"
#include "services/ledger/translate.h"
#include "services/ledger/wire_count.h"

static evn_err refuse_large(struct evn_refusal *why)
{
    *why = evn_refusal_of(EVN_E_TOO_LARGE);
    return why->err;
}

static struct evn_bytes *texts(char (*in)[EVN_LEDGER_TEXT], size_t n, struct evn_arena *arena)
{
    struct evn_bytes *out = evn_arena_array(arena, n, sizeof *out);
    for (size_t i = 0; out != NULL && i < n; i++)
        out[i] = evn_bytes_text(in[i]);
    return out;
}

static evn_err start(const struct evn_wire_count_start *in, struct evn_arena *arena,
                     struct evn_ledger_count_start *out, struct evn_refusal *why)
{
    *out = (struct evn_ledger_count_start){.name = evn_bytes_text(in->count),
                                           .place = evn_bytes_text(in->place),
                                           .places = texts(in->places, in->n_places, arena),
                                           .items = texts(in->items, in->n_items, arena),
                                           .n_places = (uint32_t)in->n_places,
                                           .n_items = (uint32_t)in->n_items,
                                           .blind = in->blind,
                                           .n_counters = in->counters > 0 ? in->counters : 1};
    return out->places != NULL && out->items != NULL ? EVN_OK : refuse_large(why);
}

static evn_err lines(const struct evn_ledger_state *state, const char *count,
                     const struct evn_wire_count_line *in, size_t n, struct evn_arena *arena,
                     struct evn_ledger_count_lines *out, struct evn_refusal *why)
{
    struct evn_ledger_count_line *to = evn_arena_array(arena, n, sizeof *to);
    if (to == NULL)
        return refuse_large(why);
    for (size_t i = 0; i < n; i++) {
        const struct evn_wire_count_line *l = &in[i];
        to[i] = (struct evn_ledger_count_line){.place = evn_bytes_text(l->place),
                                               .item = evn_bytes_text(l->item),
                                               .lot = evn_bytes_text(l->lot),
                                               .expiry = l->expiry,
                                               .counted = l->counted,
                                               .at_us = l->counted_at_us != 0 ? l->counted_at_us
                                                                              : EVN_AT_NOW};
        const struct evn_packs packs = {l->item, l->packs, l->n_packs, i + 1, l->counted_at_us};
        evn_err err = evn_translate_packs(state, &packs, &to[i].counted, why);
        if (err != EVN_OK)
            return err;
    }
    *out = (struct evn_ledger_count_lines){
        .name = evn_bytes_text(count), .lines = to, .n_lines = (uint32_t)n};
    return EVN_OK;
}

static void end(const char *count, const char *reason, bool more, struct evn_ledger_count_end *out)
{
    *out = (struct evn_ledger_count_end){
        .name = evn_bytes_text(count), .reason = evn_bytes_text(reason), .more = more};
}

static void discrepancy(const struct evn_wire_discrepancy *in, struct evn_ledger_discrepancy *out)
{
    *out = (struct evn_ledger_discrepancy){.step = (uint32_t)in->step - 1,
                                           .name = evn_bytes_text(in->name),
                                           .place = evn_bytes_text(in->place),
                                           .item = evn_bytes_text(in->item),
                                           .lot = evn_bytes_text(in->lot),
                                           .reason = evn_bytes_text(in->reason),
                                           .owner = evn_bytes_text(in->owner),
                                           .note = evn_bytes_text(in->note),
                                           .qty = in->quantity,
                                           .document = in->document,
                                           .line = in->line};
}

static evn_err expect_lines(const struct evn_ledger_state *state,
                            const struct evn_wire_expect_line *in, size_t n,
                            struct evn_arena *arena, struct evn_ledger_expect *out,
                            struct evn_refusal *why)
{
    struct evn_ledger_expect_line *to = evn_arena_array(arena, n, sizeof *to);
    if (to == NULL)
        return refuse_large(why);
    for (size_t i = 0; i < n; i++) {
        const struct evn_packs packs = {in[i].item, in[i].packs, in[i].n_packs, i + 1, 0};
        to[i] = (struct evn_ledger_expect_line){.item = evn_bytes_text(in[i].item),
                                                .qty = in[i].quantity};
        evn_err err = evn_translate_packs(state, &packs, &to[i].qty, why);
        if (err != EVN_OK)
            return err;
    }
    out->lines = to;
    out->n_lines = (uint32_t)n;
    return EVN_OK;
}

static evn_err expect(const struct evn_ledger_state *state, const struct evn_wire_command *in,
                      struct evn_arena *arena, struct evn_ledger_command *out,
                      struct evn_refusal *why)
{
    struct evn_ledger_expect *to = &out->expect;
    const struct evn_wire_expect *new = in->expect;
    *to = (struct evn_ledger_expect){.promised = EVN_DAY_NONE, .reason = evn_bytes_text("")};
    if (new != NULL) {
        out->kind = EVN_COMMAND_EXPECT;
        to->name = evn_bytes_text(new->expected);
        to->source = (uint32_t) new->source - 1;
        to->from = evn_bytes_text(new->from[0] != '\0' ? new->from : EVN_LEDGER_SUPPLIER);
        to->to = evn_bytes_text(new->to);
        to->promised = new->promised;
        to->lead_days = new->lead_days;
        return expect_lines(state, new->lines, new->n_lines, arena, to, why);
    }
    if (in->expect_change != NULL) {
        out->kind = EVN_COMMAND_EXPECT_CHANGE;
        to->name = evn_bytes_text(in->expect_change->expected);
        to->promised = in->expect_change->promised;
        return expect_lines(state, in->expect_change->lines, in->expect_change->n_lines, arena, to,
                            why);
    }
    out->kind = EVN_COMMAND_EXPECT_CANCEL;
    to->name = evn_bytes_text(in->expect_cancel->expected);
    to->reason = evn_bytes_text(in->expect_cancel->reason);
    return EVN_OK;
}

evn_err evn_ledger_translate_count(const struct evn_ledger_state *state,
                                   const struct evn_wire_command *in, struct evn_arena *arena,
                                   struct evn_ledger_command *out, struct evn_refusal *why)
{
    evn_err err = EVN_OK;
    if (in->count_start != NULL) {
        out->kind = EVN_COMMAND_COUNT_START;
        return start(in->count_start, arena, &out->count_start, why);
    }
    if (in->count_hand_in != NULL) {
        out->kind = EVN_COMMAND_COUNT_HAND_IN;
        err = lines(state, in->count_hand_in->count, in->count_hand_in->lines,
                    in->count_hand_in->n_lines, arena, &out->count_lines, why);
        out->count_lines.seen_seq = in->count_hand_in->seen_seq;
        return err;
    }
    if (in->count_recount != NULL) {
        out->kind = EVN_COMMAND_COUNT_RECOUNT;
        return lines(state, in->count_recount->count, in->count_recount->lines,
                     in->count_recount->n_lines, arena, &out->count_lines, why);
    }
    if (in->expect != NULL || in->expect_change != NULL || in->expect_cancel != NULL)
        return expect(state, in, arena, out, why);
    if (in->set_threshold != NULL) {
        const struct evn_wire_set_threshold *t = in->set_threshold;
        out->kind = EVN_COMMAND_THRESHOLD;
        out->threshold = (struct evn_ledger_threshold){.place = evn_bytes_text(t->place),
                                                       .item = evn_bytes_text(t->item),
                                                       .low = t->low,
                                                       .enough = t->enough};
        return EVN_OK;
    }
    if (in->count_approve != NULL) {
        out->kind = EVN_COMMAND_COUNT_APPROVE;
        end(in->count_approve->count, in->count_approve->reason, in->count_approve->more,
            &out->count_end);
    } else if (in->count_drop != NULL) {
        out->kind = EVN_COMMAND_COUNT_DROP;
        end(in->count_drop->count, in->count_drop->reason, false, &out->count_end);
    } else if (in->count_limit != NULL) {
        out->kind = EVN_COMMAND_COUNT_LIMIT;
        out->count_limit = (struct evn_ledger_count_limit){.units = in->count_limit->units,
                                                           .percent = in->count_limit->percent};
    } else {
        out->kind = EVN_COMMAND_DISCREPANCY;
        discrepancy(in->discrepancy, &out->discrepancy);
    }
    return EVN_OK;
}
