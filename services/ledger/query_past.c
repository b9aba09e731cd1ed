#include "services/ledger/query.h"

#include "services/ledger/core/event.h"
#include "services/ledger/core/past.h"
#include "services/ledger/core/record.h"

/* Whether the views hold all movements of the account. */
static bool views_hold(const struct evn_ledger_service *s, uint32_t account)
{
    uint32_t head = evn_ledger_account(&s->core, account)->head;
    return head == EVN_OVERLAY_NONE ||
           head - s->core.overlay.first >= evn_overlay_n(&s->core.overlay);
}

static void fill_card_row(const struct evn_ledger_state *s, const struct evn_movement_row *m,
                          uint64_t seq, uint32_t account, int64_t balance,
                          struct evn_wire_card_row *to)
{
    bool out = m->from == account;
    *to = (struct evn_wire_card_row){.seq = seq,
                                     .occurred_at_us = m->at_us,
                                     .change = out ? -m->qty : m->qty,
                                     .balance = balance,
                                     .kind = m->kind,
                                     .document = m->document,
                                     .line = m->line};
    evn_question_text(to->other_place, &s->place_ids,
                      evn_ledger_account(s, out ? m->to : m->from)->place);
    evn_question_text(to->reason, &s->reasons, m->reason);
}

/* Follow the account's chain from the newest movement back; rows from `before` on are passed by. */
static evn_err walk(struct evn_ledger_question *q, uint32_t account, uint64_t before, size_t max,
                    struct evn_wire_card *out)
{
    const struct evn_ledger_service *s = q->s;
    uint64_t seq;
    evn_err err = evn_ledger_view_head(&s->view, account, &seq);
    int64_t balance = out->balance;
    while (err == EVN_OK && seq != 0 && out->n_rows < max) {
        struct evn_movement_row m;
        err = evn_ledger_view_movement(&s->view, seq, &m);
        if (err != EVN_OK || (m.from != account && m.to != account))
            return err != EVN_OK ? err : EVN_E_CORRUPT;
        if (before == 0 || seq < before)
            fill_card_row(&s->core, &m, seq, account, balance, &out->rows[out->n_rows++]);
        balance += m.from == account ? m.qty : -m.qty;
        seq = m.from == account ? m.prev_from : m.prev_to;
    }
    out->next_before_seq = seq != 0 && out->n_rows > 0 ? out->rows[out->n_rows - 1].seq : 0;
    return err;
}

evn_err evn_query_card(struct evn_ledger_question *q, const struct evn_wire_card_query *in)
{
    uint32_t account;
    size_t max = in->rows_max > 0 ? in->rows_max : EVN_LEDGER_ROWS_USUAL;
    evn_err err = evn_question_account(q, in->place, in->item, in->lot, &account);
    if (err != EVN_OK)
        return err;
    struct evn_wire_card *out = evn_arena_array(q->ask->arena, 1, sizeof *out);
    if (out != NULL)
        out->rows = evn_arena_array(q->ask->arena, max, sizeof *out->rows);
    if (out == NULL || out->rows == NULL)
        return evn_question_refuse(q, EVN_E_TOO_LARGE, "rows_max", "");
    q->result->card = out;
    if (account == 0)
        return EVN_OK;
    if (!views_hold(q->s, account))
        return EVN_E_AGAIN;
    out->balance = evn_ledger_account(&q->s->core, account)->balance;
    if (in->order == 1)
        return evn_query_card_business(q, in, account, max, out);
    err = walk(q, account, in->before_seq, max, out);
    return err == EVN_OK ? EVN_OK : evn_question_refuse(q, err, "", "views");
}

evn_err evn_query_as_of(struct evn_ledger_question *q, const struct evn_wire_as_of_query *in)
{
    const struct evn_ledger_state *s = &q->s->core;
    uint32_t account;
    evn_err err = evn_question_account(q, in->place, in->item, in->lot, &account);
    if (err != EVN_OK)
        return err;
    struct evn_wire_as_of *out = evn_arena_array(q->ask->arena, 1, sizeof *out);
    if (out == NULL)
        return evn_question_refuse(q, EVN_E_TOO_LARGE, "", "");
    q->result->as_of = out;
    if (account == 0)
        return EVN_OK;
    if (!evn_ledger_account(s, account)->physical)
        return evn_question_refuse(q, EVN_E_BAD_FIELD, "place", in->place);
    const struct evn_past past = {.view = &q->s->view.history,
                                  .overlay = &s->overlay,
                                  .account = account,
                                  .head = evn_ledger_account(s, account)->head};
    err = evn_past_sum_until(&past, in->at_us, &out->quantity);
    return err == EVN_OK ? EVN_OK : evn_question_refuse(q, err, "", "views");
}

/* One block of the log, being searched for the command that event `seq` belongs to. */
struct search {
    struct evn_ledger_question *q;
    uint64_t seq;
    struct evn_wire_document_result *out;
    bool found;
};

/* Its records of stock and claims name account numbers; holds and refusals do not. */
static void fill_record(const struct evn_ledger_state *s, const struct evn_record *r, uint64_t seq,
                        struct evn_wire_document_record *to)
{
    bool claim = r->kind >= EVN_RECORD_CLAIM_MADE && r->kind <= EVN_RECORD_CLAIM_UNBLOCKED;
    *to = (struct evn_wire_document_record){.seq = seq,
                                            .kind = r->kind,
                                            .line = r->line,
                                            .quantity = r->qty,
                                            .occurred_at_us = r->occurred_at_us,
                                            .ref = r->ref};
    bool counted = r->kind == EVN_RECORD_COUNTED;
    if (!claim && !counted && !evn_record_is_movement(r->kind))
        return;
    const struct evn_account *from = evn_ledger_account(s, r->from);
    evn_question_text(to->from, &s->place_ids, from->place);
    evn_question_text(to->item, &s->item_ids, evn_account_item(s, from));
    if (claim)
        return;
    if (!counted)
        evn_question_text(to->to, &s->place_ids, evn_ledger_account(s, r->to)->place);
    evn_question_text(to->lot, &s->lot_codes, evn_account_lot(from));
}

/* Whether the record moves or claims nothing, or does so at a place in the actor's scope. */
static bool is_in_scope(const struct evn_ledger_question *q, const struct evn_record *r)
{
    const struct evn_ledger_state *s = &q->s->core;
    bool claim = r->kind >= EVN_RECORD_CLAIM_MADE && r->kind <= EVN_RECORD_CLAIM_UNBLOCKED;
    bool counted = r->kind == EVN_RECORD_COUNTED;
    if (!claim && !counted && !evn_record_is_movement(r->kind))
        return true;
    return evn_question_covers(q, evn_ledger_account(s, r->from)->place) ||
           (!claim && !counted && evn_question_covers(q, evn_ledger_account(s, r->to)->place));
}

static evn_err take_record(struct search *f, const struct evn_record *r, uint64_t seq)
{
    const struct evn_ledger_state *s = &f->q->s->core;
    struct evn_wire_document_result *out = f->out;
    uint32_t n = r->n_events > 0 ? r->n_events : 1;
    if (f->seq < r->document || f->seq >= r->document + n)
        return EVN_OK;
    if (!f->found) {
        out->records = evn_arena_array(f->q->ask->arena, n, sizeof *out->records);
        if (out->records == NULL)
            return EVN_E_TOO_LARGE;
        out->document = r->document;
        out->n_events = r->n_events;
        out->recorded_at_us = r->recorded_at_us;
        out->command = r->command;
        evn_question_text(out->actor, &s->actors, r->actor);
        if (r->kind != EVN_RECORD_REFUSED)
            evn_question_text(out->reason, &s->reasons, r->reason);
        f->found = true;
    }
    if (is_in_scope(f->q, r))
        fill_record(s, r, seq, &out->records[out->n_records++]);
    return EVN_OK;
}

static evn_err take_records(struct search *f, const struct evn_frame *frame, uint64_t seq)
{
    evn_err err = EVN_OK;
    for (uint32_t i = 0; err == EVN_OK && i < frame->count; i++) {
        struct evn_record r;
        err = evn_record_get(frame->body.at + (size_t)i * EVN_RECORD_LEN, &r);
        if (err == EVN_OK)
            err = take_record(f, &r, seq + i);
    }
    return err;
}

static void copy(char *to, size_t cap, struct evn_bytes text)
{
    size_t len = text.len < cap ? text.len : cap - 1;
    if (len > 0)
        memcpy(to, text.at, len);
    to[len] = '\0';
}

static evn_err search_block(struct search *f, const struct evn_block *block)
{
    struct evn_bytes rest = block->payload;
    struct evn_frame frame;
    struct evn_document_text text = {0};
    uint64_t seq = block->first_seq, text_seq = 0;
    evn_err err;
    while ((err = evn_frame_next(&rest, &frame)) == EVN_OK && !f->found) {
        if (frame.kind == EVN_LEDGER_FRAME_DOCUMENT) {
            err = evn_event_read_document(frame.body, &text);
            text_seq = seq;
        } else if (frame.kind == EVN_LEDGER_FRAME_RECORDS) {
            err = take_records(f, &frame, seq);
        }
        if (err != EVN_OK)
            return err;
        seq += frame.count;
    }
    if (f->found && text_seq >= f->out->document) {
        copy(f->out->note, sizeof f->out->note, text.note);
        copy(f->out->reference, sizeof f->out->reference, text.reference);
        copy(f->out->owner, sizeof f->out->owner, text.owner);
        f->out->kind = (int32_t)text.kind;
    }
    return err == EVN_E_AGAIN ? EVN_OK : err;
}

evn_err evn_query_document(struct evn_ledger_question *q, const struct evn_wire_document_query *in)
{
    struct search f = {.q = q, .seq = in->seq};
    struct evn_journal_reader *reader = NULL;
    struct evn_block block;
    f.out = evn_arena_array(q->ask->arena, 1, sizeof *f.out);
    if (f.out == NULL)
        return evn_question_refuse(q, EVN_E_TOO_LARGE, "", "");
    evn_err err = evn_journal_reader_new(q->s->journal, in->seq, &reader);
    if (err == EVN_OK)
        err = evn_journal_reader_next(reader, &block);
    if (err == EVN_OK)
        err = search_block(&f, &block);
    evn_journal_reader_destroy(&reader);
    if (err == EVN_OK && f.found && f.out->n_records == 0)
        return evn_question_refuse(q, EVN_E_OUT_OF_SCOPE, "seq", "");
    if (err == EVN_OK && f.found) {
        q->result->document = f.out;
        return EVN_OK;
    }
    if (err == EVN_OK || err == EVN_E_AGAIN || err == EVN_E_ROLLED_BACK)
        return evn_question_refuse(q, EVN_E_UNKNOWN_REF, "seq", "");
    return evn_question_refuse(q, err, "seq", "log");
}
