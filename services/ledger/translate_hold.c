#include "services/ledger/translate.h"
#include "services/ledger/wire_hold.h"

/* What the four commands about holds and recalls have in common. */
struct said {
    const struct evn_wire_lot_line *lines;
    size_t n;
    const char *reason, *note, *authority, *level;
};

static evn_err hold(const struct said *in, struct evn_arena *arena, struct evn_ledger_hold *out,
                    struct evn_refusal *why)
{
    struct evn_ledger_lot_line *lines = evn_arena_array(arena, in->n + 1, sizeof *lines);
    if (lines == NULL) {
        *why = evn_refusal_of(EVN_E_TOO_LARGE);
        return EVN_E_TOO_LARGE;
    }
    for (size_t i = 0; i < in->n; i++)
        lines[i] = (struct evn_ledger_lot_line){.item = evn_bytes_text(in->lines[i].item),
                                                .lot = evn_bytes_text(in->lines[i].lot),
                                                .place = evn_bytes_text(in->lines[i].place)};
    *out = (struct evn_ledger_hold){.lines = lines,
                                    .n_lines = (uint32_t)in->n,
                                    .reason = evn_bytes_text(in->reason),
                                    .note = evn_bytes_text(in->note),
                                    .authority = evn_bytes_text(in->authority),
                                    .level = evn_bytes_text(in->level)};
    return EVN_OK;
}

evn_err evn_ledger_translate_hold(const struct evn_wire_command *in, struct evn_arena *arena,
                                  struct evn_ledger_command *out, struct evn_refusal *why)
{
    struct said said = {.authority = "", .level = "", .note = ""};
    if (in->readings != NULL) {
        out->kind = EVN_COMMAND_READINGS;
        out->readings = (struct evn_ledger_readings){.place = evn_bytes_text(in->readings->place),
                                                     .readings = in->readings->readings,
                                                     .n = (uint32_t)in->readings->n_readings};
        return EVN_OK;
    }
    if (in->lot_facts != NULL) {
        const struct evn_wire_lot_facts *f = in->lot_facts;
        out->kind = EVN_COMMAND_LOT_FACTS;
        out->lot_facts = (struct evn_ledger_lot_facts){.item = evn_bytes_text(f->item),
                                                       .lot = evn_bytes_text(f->lot),
                                                       .owner = evn_bytes_text(f->owner),
                                                       .made = f->made,
                                                       .vvm_stage = f->vvm_stage};
        return EVN_OK;
    }
    if (in->hold_put != NULL) {
        const struct evn_wire_hold_put *p = in->hold_put;
        out->kind = EVN_COMMAND_HOLD_PUT;
        said = (struct said){p->lines, p->n_lines, p->reason, p->note, "", ""};
    } else if (in->hold_release != NULL) {
        const struct evn_wire_hold_release *p = in->hold_release;
        out->kind = EVN_COMMAND_HOLD_RELEASE;
        said = (struct said){p->lines, p->n_lines, p->reason, p->note, "", ""};
    } else if (in->recall_open != NULL) {
        const struct evn_wire_recall_open *p = in->recall_open;
        out->kind = EVN_COMMAND_RECALL_OPEN;
        said = (struct said){p->lines, p->n_lines, p->reason, p->note, p->authority, p->level};
    } else {
        const struct evn_wire_recall_close *p = in->recall_close;
        out->kind = EVN_COMMAND_RECALL_CLOSE;
        said = (struct said){NULL, 0, p->reason, p->note, "", ""};
    }
    return hold(&said, arena, &out->hold, why);
}
