#include "services/ledger/core/emit.h"

#include "services/ledger/core/record.h"

/* Find the actor's number; a new actor is one more event. */
static evn_err emit_actor(struct evn_ledger_emit *e, struct evn_id_row *row)
{
    const struct evn_dict *actors = &e->turn->state->actors;
    row->actor = evn_ledger_find_actor(e->turn->state, e->command->actor);
    if (row->actor != 0)
        return EVN_OK;
    row->actor = actors->n + 1;
    row->n++;
    const struct evn_known known = {.number = row->actor, .id = e->command->actor};
    return evn_event_known(e->turn->events, EVN_LEDGER_FRAME_ACTOR, &known);
}

static evn_err emit_lots(struct evn_ledger_emit *e)
{
    evn_err err = EVN_OK;
    for (uint32_t i = 0; i < e->draft->n_lots && err == EVN_OK; i++) {
        const struct evn_new_lot *lot = &e->draft->lots[i];
        const struct evn_known known = {.number = e->turn->state->lot_codes.n + i + 1,
                                        .id = lot->code,
                                        .lot_item = lot->item,
                                        .expiry = lot->expiry,
                                        .made = lot->made,
                                        .owner = lot->owner,
                                        .vvm_stage = lot->vvm_stage,
                                        .bill = lot->bill};
        err = evn_event_known(e->turn->events, EVN_LEDGER_FRAME_LOT, &known);
    }
    return err;
}

static evn_err emit_accounts(struct evn_ledger_emit *e)
{
    evn_err err = EVN_OK;
    for (uint32_t i = 0; i < e->draft->n_touches && err == EVN_OK; i++) {
        const struct evn_touch *t = &e->draft->touches[i];
        if (t->account <= e->turn->state->n_accounts)
            continue;
        const struct evn_known known = {
            .number = t->account, .at_place = t->place, .lot_item = t->item, .lot = t->lot};
        err = evn_event_known(e->turn->events, EVN_LEDGER_FRAME_ACCOUNT, &known);
    }
    return err;
}

/* Append the head of a run of records and the room for them, in one. */
static evn_err records_room(struct evn_buf *events, uint32_t n, uint8_t **to)
{
    const struct evn_frame frame = {
        .kind = EVN_LEDGER_FRAME_RECORDS, .version = EVN_RECORD_VERSION, .count = n};
    size_t len = (size_t)n * EVN_RECORD_LEN;
    evn_err err = evn_frame_append_head(events, &frame, len);
    if (err != EVN_OK)
        return err;
    *to = evn_buf_room(events, len);
    if (*to == NULL)
        return EVN_E_LIMIT;
    evn_buf_used(events, len);
    return EVN_OK;
}

/* What every record of the command has in common. */
static struct evn_record record_of(const struct evn_ledger_emit *e, const struct evn_id_row *row)
{
    return (struct evn_record){.recorded_at_us = e->turn->now_us,
                               .occurred_at_us = e->turn->business_us,
                               .document = row->seq,
                               .n_events = row->n,
                               .actor = row->actor,
                               .command = e->command->id,
                               .hash = e->command->hash};
}

/* Most records are movements: they are made where they go. */
static void put_move(const struct evn_ledger_emit *e, const struct evn_id_row *row,
                     const struct evn_move *m, uint8_t *to)
{
    struct evn_touch *from_touch = &e->draft->touches[m->from];
    struct evn_touch *to_touch = &e->draft->touches[m->to];
    from_touch->balance -= m->qty;
    to_touch->balance += m->qty;
    *(struct evn_record *)to = (struct evn_record){.kind = m->kind,
                                                   .version = EVN_RECORD_VERSION,
                                                   .flags = m->flags,
                                                   .line = m->line,
                                                   .from = from_touch->account,
                                                   .to = to_touch->account,
                                                   .qty = m->qty,
                                                   .from_balance = from_touch->balance,
                                                   .to_balance = to_touch->balance,
                                                   .occurred_at_us = m->at_us,
                                                   .recorded_at_us = e->turn->now_us,
                                                   .document = row->seq,
                                                   .ref = m->ref,
                                                   .reason = e->reason,
                                                   .actor = row->actor,
                                                   .command = e->command->id,
                                                   .hash = e->command->hash,
                                                   .claimed_at_us = m->claimed_us,
                                                   .n_events = row->n,
                                                   .aux = m->aux};
}

static void put_claim(struct evn_draft *d, const struct evn_claim_move *c, struct evn_record *r,
                      uint8_t *to)
{
    struct evn_touch *t = &d->touches[c->touch];
    t->claims += c->kind == EVN_RECORD_CLAIM_MADE ? c->qty : -c->qty;
    r->kind = c->kind;
    r->flags = c->flags;
    r->line = c->line;
    r->from = t->account;
    r->qty = c->qty;
    r->from_balance = t->claims;
    r->claimed_at_us = c->expires_at_us;
    r->ref = c->ref;
    r->aux = c->priority;
    evn_record_put(to, r);
}

static void put_extra(const struct evn_draft *d, const struct evn_extra *x, struct evn_record *r,
                      uint8_t *to)
{
    const struct evn_touch *touch = x->touch != 0 ? &d->touches[x->touch - 1] : NULL;
    r->kind = x->kind;
    r->flags = x->flags;
    r->line = x->line;
    r->from = touch != NULL ? touch->account : x->from;
    r->to = x->to;
    r->qty = x->qty;
    r->from_balance = touch != NULL ? touch->balance : 0;
    r->occurred_at_us = x->at_us;
    r->ref = x->ref;
    r->aux = x->aux;
    evn_record_put(to, r);
}

static void put_extras(const struct evn_draft *d, struct evn_record *r, uint8_t *to)
{
    for (uint32_t i = 0; i < d->n_extras; i++) {
        if (d->extras[i].frame != 0)
            continue;
        put_extra(d, &d->extras[i], r, to);
        to += EVN_RECORD_LEN;
    }
}

static evn_err emit_frames(struct evn_ledger_emit *e)
{
    evn_err err = EVN_OK;
    for (uint32_t i = 0; i < e->draft->n_extras && err == EVN_OK; i++) {
        const struct evn_extra *x = &e->draft->extras[i];
        const struct evn_frame frame = {.kind = x->frame,
                                        .version = EVN_EVENT_VERSION,
                                        .count = 1,
                                        .ignorable = x->ignorable,
                                        .body = x->body};
        if (x->frame != 0)
            err = evn_frame_append(e->turn->events, &frame);
    }
    return err;
}

static evn_err emit_run(struct evn_ledger_emit *e, const struct evn_id_row *row, uint32_t n)
{
    struct evn_draft *d = e->draft;
    uint8_t *to;
    evn_err err = records_room(e->turn->events, n, &to);
    if (err != EVN_OK)
        return err;
    for (uint32_t i = 0; i < d->n_moves; i++, to += EVN_RECORD_LEN)
        put_move(e, row, &d->moves[i], to);
    if (n == d->n_moves)
        return EVN_OK;
    struct evn_record r = record_of(e, row);
    for (uint32_t i = 0; i < d->n_claims; i++, to += EVN_RECORD_LEN)
        put_claim(d, &d->claims[i], &r, to);
    r = record_of(e, row);
    r.reason = e->reason;
    put_extras(d, &r, to);
    return EVN_OK;
}

static evn_err emit_one(struct evn_ledger_emit *e, const struct evn_id_row *row, uint16_t kind,
                        uint32_t reason)
{
    uint8_t *to;
    evn_err err = records_room(e->turn->events, 1, &to);
    if (err != EVN_OK)
        return err;
    struct evn_record r = record_of(e, row);
    r.kind = kind;
    r.reason = reason;
    evn_record_put(to, &r);
    return EVN_OK;
}

/* A new reason is one more event. */
static evn_err emit_reason(struct evn_ledger_emit *e, struct evn_id_row *row)
{
    const struct evn_dict *reasons = &e->turn->state->reasons;
    if (e->reason_text.len == 0)
        return EVN_OK;
    e->reason = evn_dict_find(reasons, 0, e->reason_text);
    if (e->reason != 0)
        return EVN_OK;
    e->reason = reasons->n + 1;
    row->n++;
    const struct evn_known known = {.number = e->reason, .id = e->reason_text};
    return evn_event_known(e->turn->events, EVN_LEDGER_FRAME_REASON, &known);
}

static evn_err emit_draft(struct evn_ledger_emit *e, struct evn_id_row *row)
{
    struct evn_draft *d = e->draft;
    uint32_t n_records = d->n_moves + d->n_claims + d->n_extras - d->n_extra_frames;
    row->n +=
        d->n_lots + d->n_opened + d->n_extra_frames + e->has_text + (n_records > 0 ? n_records : 1);
    evn_err err = emit_lots(e);
    if (err == EVN_OK)
        err = emit_accounts(e);
    if (err == EVN_OK)
        err = emit_frames(e);
    if (err == EVN_OK && e->has_text)
        err = evn_event_document(e->turn->events, &e->text);
    if (err != EVN_OK)
        return err;
    return n_records > 0 ? emit_run(e, row, n_records) : emit_one(e, row, EVN_RECORD_ACCEPTED, 0);
}

static void start_row(const struct evn_ledger_emit *e, struct evn_id_row *row)
{
    *row = (struct evn_id_row){.seq = e->turn->next_seq, .hash = e->command->hash};
}

evn_err evn_ledger_emit_accepted(struct evn_ledger_emit *emit, struct evn_id_row *row)
{
    start_row(emit, row);
    evn_err err = emit_actor(emit, row);
    if (err != EVN_OK)
        return err;
    if (emit->fact_kind == 0) {
        err = emit_reason(emit, row);
        return err == EVN_OK ? emit_draft(emit, row) : err;
    }
    row->n += 2;
    err = evn_event_known(emit->turn->events, emit->fact_kind, emit->fact);
    return err == EVN_OK ? emit_one(emit, row, EVN_RECORD_ACCEPTED, 0) : err;
}

evn_err evn_ledger_emit_refused(struct evn_ledger_emit *emit, const struct evn_refusal *refusal,
                                struct evn_id_row *row)
{
    start_row(emit, row);
    evn_err err = emit_actor(emit, row);
    row->n += 2;
    if (err == EVN_OK)
        err = evn_event_refused(emit->turn->events, refusal);
    return err == EVN_OK ? emit_one(emit, row, EVN_RECORD_REFUSED, (uint32_t)refusal->err) : err;
}
