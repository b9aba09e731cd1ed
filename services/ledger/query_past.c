#include "services/ledger/document.h"
#include "services/ledger/query.h"
#include "services/ledger/store/legs.h"

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

/* Follow the account's chain from the newest movement before `before` back. */
static evn_err walk(struct evn_ledger_question *q, uint32_t account, uint64_t before, size_t max,
                    struct evn_wire_card *out)
{
    const struct evn_ledger_service *s = q->s;
    uint64_t seq;
    int64_t newer;
    evn_err err =
        evn_legs_before(&s->view, account, before != 0 ? before : UINT64_MAX, &seq, &newer);
    int64_t balance = out->balance - newer;
    while (err == EVN_OK && seq != 0 && out->n_rows < max) {
        struct evn_movement_row m;
        err = evn_ledger_view_movement(&s->view, seq, &m);
        if (err != EVN_OK || (m.from != account && m.to != account))
            return err != EVN_OK ? err : EVN_E_CORRUPT;
        fill_card_row(&s->core, &m, seq, account, balance, &out->rows[out->n_rows++]);
        balance += m.from == account ? m.qty : -m.qty;
        seq = m.from == account ? m.prev_from : m.prev_to;
    }
    out->next_before_seq = seq != 0 && out->n_rows > 0 ? out->rows[out->n_rows - 1].seq : 0;
    return err;
}

/* Each row in the packs of its time. */
static evn_err tell_packs(struct evn_ledger_question *q, uint32_t item, struct evn_wire_card *out)
{
    struct evn_packs_told told = {0};
    evn_err err = EVN_OK;
    for (size_t i = 0; err == EVN_OK && i < out->n_rows; i++)
        err = evn_question_packs(q, item, out->rows[i].occurred_at_us, &told,
                                 &out->rows[i].pack_version);
    out->packs = told.tree;
    out->n_packs = told.n;
    return err;
}

static void tell_lot(const struct evn_ledger_state *s, uint32_t lot, struct evn_wire_card *out)
{
    out->expiry = out->made = EVN_DAY_NONE;
    if (lot == EVN_LOT_NONE || lot == EVN_LOT_ANY)
        return;
    const struct evn_lot_told told = evn_lots_told(&s->told, evn_ledger_lot(s, lot)->told);
    out->expiry = evn_ledger_lot(s, lot)->expiry;
    out->made = told.made;
    out->vvm_stage = told.vvm_stage;
    evn_question_text(out->owner, &s->told.owners, told.owner);
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
    tell_lot(&q->s->core, EVN_LOT_NONE, out);
    if (account == 0)
        return EVN_OK;
    if (!views_hold(q->s, account))
        return EVN_E_AGAIN;
    const struct evn_account *a = evn_ledger_account(&q->s->core, account);
    out->balance = a->balance;
    tell_lot(&q->s->core, evn_account_lot(a), out);
    if (in->order == 1)
        err = evn_query_card_business(q, in, account, max, out);
    else
        err = walk(q, account, in->before_seq, max, out);
    if (err == EVN_OK)
        err = tell_packs(q, evn_account_item(&q->s->core, a), out);
    return err == EVN_OK || q->why->err == err ? err : evn_question_refuse(q, err, "", "views");
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
                                            .expiry = EVN_DAY_NONE,
                                            .ref = r->ref};
    bool counted = r->kind == EVN_RECORD_COUNTED;
    if (!claim && !counted && !evn_record_is_movement(r->kind))
        return;
    const struct evn_account *from = evn_ledger_account(s, r->from);
    evn_question_text(to->from, &s->place_ids, from->place);
    evn_question_text(to->item, &s->item_ids, evn_account_item(s, from));
    if (claim && evn_account_is_any(from))
        return;
    if (!counted && !claim)
        evn_question_text(to->to, &s->place_ids, evn_ledger_account(s, r->to)->place);
    uint32_t lot = evn_account_lot(from);
    evn_question_text(to->lot, &s->lot_codes, lot);
    to->expiry = lot != EVN_LOT_NONE ? evn_ledger_lot(s, lot)->expiry : EVN_DAY_NONE;
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

static void copy(char *to, size_t cap, struct evn_bytes text)
{
    size_t len = text.len < cap ? text.len : cap - 1;
    if (len > 0)
        memcpy(to, text.at, len);
    to[len] = '\0';
}

static void fill_document(struct evn_ledger_question *q, const struct evn_ledger_found *found,
                          struct evn_wire_document_result *out)
{
    const struct evn_ledger_state *s = &q->s->core;
    const struct evn_record *first = &found->records[0];
    out->document = found->document;
    out->n_events = first->n_events;
    out->recorded_at_us = first->recorded_at_us;
    out->command = first->command;
    out->kind = (int32_t)found->text.kind;
    out->of = found->text.of;
    out->reversed_by = evn_reversed_by(&s->reversed, found->document);
    evn_question_text(out->actor, &s->actors, first->actor);
    if (first->kind != EVN_RECORD_REFUSED)
        evn_question_text(out->reason, &s->reasons, first->reason);
    copy(out->note, sizeof out->note, found->text.note);
    copy(out->reference, sizeof out->reference, found->text.reference);
    copy(out->owner, sizeof out->owner, found->text.owner);
    copy(out->recipient, sizeof out->recipient, found->text.recipient);
    for (uint32_t i = 0; i < found->n_records; i++)
        if (is_in_scope(q, &found->records[i]))
            fill_record(s, &found->records[i], found->seqs[i], &out->records[out->n_records++]);
}

/* Each record in the packs of its time; what names no item has none. */
static evn_err tell_document_packs(struct evn_ledger_question *q,
                                   struct evn_wire_document_result *out)
{
    struct evn_packs_told told = {0};
    evn_err err = EVN_OK;
    for (size_t i = 0; err == EVN_OK && i < out->n_records; i++) {
        struct evn_wire_document_record *r = &out->records[i];
        uint32_t item = evn_dict_find(&q->s->core.item_ids, 0, evn_bytes_text(r->item));
        if (item != 0)
            err = evn_question_packs(q, item, r->occurred_at_us, &told, &r->pack_version);
    }
    out->packs = told.tree;
    out->n_packs = told.n;
    return err == EVN_OK ? EVN_OK : evn_question_refuse(q, EVN_E_TOO_LARGE, "seq", "");
}

/* The event it is asked by: as said, or the asker's last document. */
static evn_err which(struct evn_ledger_question *q, const struct evn_wire_document_query *in,
                     uint64_t *seq)
{
    *seq = in->seq;
    if (!in->last)
        return EVN_OK;
    uint32_t actor = evn_ledger_find_actor(&q->s->core, evn_bytes_text(q->ask->actor->name));
    return evn_ledger_last_document(q->s, actor, seq);
}

evn_err evn_query_document(struct evn_ledger_question *q, const struct evn_wire_document_query *in)
{
    struct evn_ledger_found found = {0};
    struct evn_wire_document_result *out = evn_arena_array(q->ask->arena, 1, sizeof *out);
    uint64_t seq;
    if (out == NULL)
        return evn_question_refuse(q, EVN_E_TOO_LARGE, "", "");
    evn_err err = which(q, in, &seq);
    if (err == EVN_OK && seq != 0)
        err = evn_ledger_document(q->s->journal, seq, q->ask->arena, &found);
    if (err == EVN_OK && found.document == 0)
        return evn_question_refuse(q, EVN_E_UNKNOWN_REF, in->last ? "last" : "seq", "");
    if (err == EVN_OK)
        out->records = evn_arena_array(q->ask->arena, found.n_records, sizeof *out->records);
    if (err == EVN_E_LIMIT || (err == EVN_OK && out->records == NULL))
        return evn_question_refuse(q, EVN_E_TOO_LARGE, "seq", "");
    if (err != EVN_OK)
        return evn_question_refuse(q, err, "seq", "log");
    fill_document(q, &found, out);
    if (out->n_records == 0)
        return evn_question_refuse(q, EVN_E_OUT_OF_SCOPE, "seq", "");
    q->result->document = out;
    return tell_document_packs(q, out);
}
