#include "services/ledger/core/discrepancies.h"

#include "common/base/pbw.h"
#include "services/ledger/core/digest.h"
#include "services/ledger/core/line.h"

/* Field numbers of Discrepancy. */
enum {
    F_STEP = 1,
    F_OF = 2,
    F_DOCUMENT = 3,
    F_LINE = 4,
    F_PLACE = 5,
    F_ITEM = 6,
    F_LOT = 7,
    F_QTY = 8,
    F_REASON = 9,
    F_OWNER = 10,
    F_NAME = 11
};

void evn_discrepancies_init(struct evn_discrepancies *all, uint64_t key)
{
    evn_named_init(&all->named, sizeof(struct evn_discrepancy), key);
    all->n_open = 0;
}

void evn_discrepancies_fini(struct evn_discrepancies *all)
{
    evn_named_fini(&all->named);
    all->n_open = 0;
}

evn_err evn_discrepancy_put(struct evn_buf *body, const struct evn_discrepancy_event *event)
{
    const struct evn_discrepancy *r = &event->row;
    struct evn_pbw w = {.buf = body};
    evn_pbw_u64(&w, F_STEP, r->step);
    evn_pbw_u64(&w, F_OF, r->seq);
    evn_pbw_u64(&w, F_DOCUMENT, r->document);
    evn_pbw_u64(&w, F_LINE, r->line);
    evn_pbw_u64(&w, F_PLACE, r->place);
    evn_pbw_u64(&w, F_ITEM, r->item);
    evn_pbw_u64(&w, F_LOT, r->lot);
    evn_pbw_i64(&w, F_QTY, r->qty);
    evn_pbw_u64(&w, F_REASON, r->reason);
    evn_pbw_u64(&w, F_OWNER, r->owner);
    evn_pbw_bytes(&w, F_NAME, event->name);
    return w.err;
}

static bool take_field(const struct evn_pb_field *f, struct evn_discrepancy_event *e)
{
    struct evn_discrepancy *r = &e->row;
    uint32_t *const numbers[] = {
        [F_STEP] = &r->step, [F_LINE] = &r->line,     [F_PLACE] = &r->place, [F_ITEM] = &r->item,
        [F_LOT] = &r->lot,   [F_REASON] = &r->reason, [F_OWNER] = &r->owner};
    switch (f->number) {
    case F_OF:
        r->seq = f->value;
        return true;
    case F_DOCUMENT:
        r->document = f->value;
        return true;
    case F_QTY:
        r->qty = (int64_t)f->value;
        return true;
    case F_NAME:
        e->name = f->bytes;
        return true;
    default:
        if (f->number >= sizeof numbers / sizeof *numbers || numbers[f->number] == NULL)
            return true;
        *numbers[f->number] = (uint32_t)f->value;
        return f->value <= UINT32_MAX;
    }
}

static evn_err read(struct evn_bytes body, struct evn_discrepancy_event *out)
{
    struct evn_pb_field f;
    evn_err err;
    *out = (struct evn_discrepancy_event){.name = evn_bytes_text("")};
    while ((err = evn_pb_next(&body, &f)) == EVN_OK)
        if (!take_field(&f, out))
            return EVN_E_CORRUPT;
    return err == EVN_E_AGAIN && out->row.step <= EVN_DISCREPANCY_CLOSED ? EVN_OK : EVN_E_CORRUPT;
}

static bool is_known(const struct evn_ledger_state *s, const struct evn_discrepancy *r)
{
    const struct evn_account_key key = {r->place, r->item, r->lot};
    return r->lot != EVN_LOT_ANY && evn_ledger_key_known(s, &key) && r->qty != 0 &&
           r->reason <= s->reasons.n && r->owner > 0 && r->owner <= s->actors.n;
}

evn_err evn_discrepancies_apply(struct evn_ledger_state *state, uint64_t seq,
                                const struct evn_frame *frame)
{
    struct evn_discrepancies *all = &state->discrepancies;
    struct evn_discrepancy_event e;
    struct evn_discrepancy *row;
    void *fresh;
    evn_err err = read(frame->body, &e);
    if (err != EVN_OK || !is_known(state, &e.row))
        return EVN_E_CORRUPT;
    if (e.row.step == EVN_DISCREPANCY_OPENED) {
        err = e.row.seq == 0 ? evn_named_add(&all->named, e.name, seq, &fresh) : EVN_E_CORRUPT;
        if (err != EVN_OK)
            return err;
        all->n_open++;
        row = fresh;
        e.row.seq = seq;
    } else {
        row = evn_named_of(&all->named, e.row.seq);
        if (row == NULL || row->step == EVN_DISCREPANCY_CLOSED)
            return EVN_E_CORRUPT;
        all->n_open -= e.row.step == EVN_DISCREPANCY_CLOSED;
    }
    *row = e.row;
    evn_digest_entry(&state->digest, frame->kind, frame->body);
    return EVN_OK;
}

void evn_discrepancies_canon(const struct evn_ledger_state *state, struct evn_canon *canon)
{
    const struct evn_named *named = &state->discrepancies.named;
    for (uint32_t i = 1; i <= named->names.n; i++) {
        const struct evn_discrepancy *r = evn_named_at(named, i);
        struct evn_canon_line line = {0};
        evn_line_text(&line, evn_dict_text(&named->names, i));
        evn_line_text(&line, evn_dict_text(&state->place_ids, r->place));
        evn_line_text(&line, evn_dict_text(&state->item_ids, r->item));
        evn_line_text(&line, evn_dict_text(&state->lot_codes, r->lot));
        evn_line_text(&line, evn_dict_text(&state->reasons, r->reason));
        evn_line_text(&line, evn_dict_text(&state->actors, r->owner));
        evn_line_number(&line, r->qty);
        evn_line_number(&line, r->step);
        evn_canon_add(canon, "discrepancy", evn_line_bytes(&line));
    }
}
