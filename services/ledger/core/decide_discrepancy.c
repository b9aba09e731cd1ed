#include "common/base/pbw.h"
#include "services/ledger/core/parts.h"

enum { BODY_MAX = 1024, F_NUMBER = 1, F_ID = 2 };

static evn_err find_lot(struct evn_draft *d, const struct evn_ledger_discrepancy *said,
                        struct evn_discrepancy *row)
{
    row->lot = said->lot.len > 0 ? evn_dict_find(&d->state->lot_codes, row->item, said->lot) : 0;
    return row->lot != 0 || said->lot.len == 0
               ? EVN_OK
               : evn_draft_refuse_text(d, EVN_E_UNKNOWN_LOT, 0, "lot", said->lot);
}

static evn_err open_new(struct evn_draft *d, const struct evn_ledger_discrepancy *said,
                        struct evn_discrepancy *row)
{
    const struct evn_dict *names = &d->state->discrepancies.named.names;
    if (evn_dict_find(names, 0, said->name) != 0)
        return evn_draft_in_state(d, evn_draft_refuse_text(d, EVN_E_EXISTS, 0, "name", said->name),
                                  EVN_S_NAME_USED);
    if (names->n >= d->state->limits.n_names_max)
        return evn_decide_refuse_full(d, EVN_E_LIMIT, "discrepancies",
                                      d->state->limits.n_names_max);
    evn_err err = evn_decide_find_place(d, said->place, 0, "place", &row->place);
    if (err == EVN_OK)
        err = evn_decide_find_item(d, said->item, 0, &row->item);
    if (err == EVN_OK)
        err = find_lot(d, said, row);
    if (err == EVN_OK && said->qty == 0)
        err = evn_draft_refuse(d, EVN_E_MISSING_FIELD, 0, "quantity");
    if (err == EVN_OK && said->document >= d->state->next_seq)
        err = evn_draft_refuse(d, EVN_E_UNKNOWN_REF, 0, "document");
    row->qty = said->qty;
    row->document = said->document;
    row->line = said->line;
    return err;
}

/* The row as it is, to be explained or closed. */
static evn_err find_old(struct evn_draft *d, const struct evn_ledger_discrepancy *said,
                        struct evn_discrepancy *row)
{
    const struct evn_named *named = &d->state->discrepancies.named;
    uint32_t number = evn_dict_find(&named->names, 0, said->name);
    if (number == 0)
        return evn_draft_refuse_text(d, EVN_E_UNKNOWN_REF, 0, "name", said->name);
    *row = *(const struct evn_discrepancy *)evn_named_at(named, number);
    if (row->step == EVN_DISCREPANCY_CLOSED)
        return evn_draft_in_state(
            d, evn_draft_refuse_text(d, EVN_E_WRONG_STATE, 0, "name", said->name), EVN_S_CLEARED);
    if (said->step == EVN_DISCREPANCY_EXPLAINED && said->reason.len == 0)
        return evn_draft_refuse(d, EVN_E_MISSING_FIELD, 0, "reason");
    return EVN_OK;
}

/* An owner who was never heard of becomes known behind the sender. */
static evn_err name_owner(struct evn_draft *d, const struct evn_ledger_emit *emit,
                          struct evn_bytes owner, uint32_t *out)
{
    uint32_t sender = evn_decide_actor(emit), known = d->state->actors.n;
    *out = evn_ledger_find_actor(d->state, owner);
    if (*out == 0 && evn_bytes_equal(owner, emit->command->actor))
        *out = sender;
    if (*out != 0)
        return EVN_OK;
    *out = (sender > known ? sender : known) + 1;
    struct evn_buf body;
    evn_buf_init(&body, BODY_MAX);
    struct evn_pbw w = {.buf = &body};
    evn_pbw_u64(&w, F_NUMBER, *out);
    evn_pbw_bytes(&w, F_ID, owner);
    return evn_decide_frame(d, EVN_LEDGER_FRAME_ACTOR, &body, w.err);
}

static evn_err check_texts(struct evn_draft *d, const struct evn_ledger_discrepancy *said)
{
    evn_err err = evn_decide_check_name(d, said->name, "name");
    if (err == EVN_OK)
        err = evn_decide_check_text(d, said->reason, EVN_NAME_MAX, "reason");
    if (err == EVN_OK)
        err = evn_decide_check_text(d, said->owner, EVN_NAME_MAX, "owner");
    return err == EVN_OK ? evn_decide_check_text(d, said->note, EVN_NOTE_MAX, "note") : err;
}

evn_err evn_decide_discrepancy(struct evn_draft *d, const struct evn_ledger_discrepancy *said,
                               struct evn_ledger_emit *emit)
{
    struct evn_discrepancy_event event = {.name = evn_bytes_text("")};
    struct evn_discrepancy *row = &event.row;
    struct evn_buf body;
    bool opens = said->step == EVN_DISCREPANCY_OPENED;
    evn_err err = check_texts(d, said);
    if (err == EVN_OK)
        err = opens ? open_new(d, said, row) : find_old(d, said, row);
    if (err != EVN_OK)
        return err;
    emit->reason_text = said->reason;
    emit->text = (struct evn_document_text){.note = said->note, .reference = said->name};
    emit->has_text = said->note.len > 0;
    row->step = said->step;
    if (said->reason.len > 0)
        row->reason = evn_decide_reason(emit);
    if (opens || said->owner.len > 0)
        err = name_owner(d, emit, said->owner.len > 0 ? said->owner : emit->command->actor,
                         &row->owner);
    if (err != EVN_OK)
        return err;
    event.name = opens ? said->name : event.name;
    evn_buf_init(&body, BODY_MAX);
    err = evn_discrepancy_put(&body, &event);
    return evn_decide_frame(d, EVN_LEDGER_FRAME_DISCREPANCY, &body, err);
}
