#include "common/base/num.h"
#include "services/ledger/core/event.h"
#include "services/ledger/core/record.h"
#include "services/ledger/core/sort.h"
#include "services/ledger/query.h"
#include "services/ledger/wire_hold.h"

enum { WALK_MAX = 200000 }; /* movements of one lot that are looked at */

/* One lot being traced. */
struct trace {
    struct evn_ledger_question *q;
    uint32_t item, lot;
    struct evn_wire_trace *out;
    struct evn_change *seen; /* movements to tell: at_us is -seq, so the newest sorts first */
    size_t n_seen, cap;
};

static const struct evn_ledger_state *state_of(const struct trace *t)
{
    return &t->q->s->core;
}

static bool is_moving(uint32_t kind)
{
    return kind == EVN_PLACE_VEHICLE || kind == EVN_PLACE_TRANSIT;
}

/* Whether the views hold all movements of the account. */
static bool views_hold(const struct trace *t, const struct evn_account *a)
{
    const struct evn_overlay *o = &state_of(t)->overlay;
    return a->head == EVN_OVERLAY_NONE || a->head - o->first >= evn_overlay_n(o);
}

static void add(int64_t *sum, int64_t quantity)
{
    if (!evn_add_i64(*sum, quantity, sum))
        *sum = quantity > 0 ? INT64_MAX : INT64_MIN;
}

/* What a vehicle's account tells that no account outside does: what went aboard, and what somebody
 * took on stock or sent back. */
static bool is_handover(const struct trace *t, const struct evn_movement_row *m, uint32_t vehicle)
{
    const struct evn_ledger_state *s = state_of(t);
    return m->to == vehicle ? m->kind == EVN_RECORD_SHIP : evn_ledger_account(s, m->to)->physical;
}

/* Follow the account's chain from the newest movement back; `ships`: of a vehicle. */
static evn_err walk(struct trace *t, uint32_t account, bool ships)
{
    uint64_t seq;
    evn_err err = evn_ledger_view_head(&t->q->s->view, account, &seq);
    while (err == EVN_OK && seq != 0) {
        struct evn_movement_row m;
        err = evn_ledger_view_movement(&t->q->s->view, seq, &m);
        if (err != EVN_OK || (m.from != account && m.to != account))
            return err != EVN_OK ? err : EVN_E_CORRUPT;
        if (t->n_seen == t->cap)
            return EVN_E_TOO_LARGE;
        if (!ships || is_handover(t, &m, account))
            t->seen[t->n_seen++] = (struct evn_change){.at_us = -(int64_t)seq};
        bool back =
            m.from == account &&
            evn_ledger_place(state_of(t), evn_ledger_account(state_of(t), account)->place)->kind ==
                EVN_PLACE_SUPPLIER;
        if (!ships && back)
            add(&t->out->received, m.qty);
        seq = m.from == account ? m.prev_from : m.prev_to;
    }
    return err;
}

/* What the account says about the lot. Physical ones are places; those outside are sums. */
static evn_err take_account(struct trace *t, uint32_t number)
{
    const struct evn_ledger_state *s = state_of(t);
    const struct evn_account *a = evn_ledger_account(s, number);
    uint32_t kind = evn_ledger_place(s, a->place)->kind;
    struct evn_wire_trace *out = t->out;
    if (!a->physical) {
        int64_t *sums[] = {[EVN_PLACE_CONSUMED] = &out->consumed,
                           [EVN_PLACE_DESTROYED] = &out->destroyed,
                           [EVN_PLACE_LOST] = &out->lost};
        if (kind == EVN_PLACE_SUPPLIER)
            add(&out->returned, a->balance);
        else if (kind < sizeof sums / sizeof *sums)
            add(sums[kind], a->balance);
        else
            add(&out->found, -a->balance);
        return walk(t, number, false);
    }
    if (!views_hold(t, a))
        return EVN_E_AGAIN;
    add(is_moving(kind) ? &out->aboard : &out->on_hand, a->balance);
    if (out->n_places == EVN_TRACE_PLACES_MAX)
        return EVN_E_TOO_LARGE;
    if (evn_question_covers(t->q, a->place)) {
        struct evn_wire_trace_place *to = &out->places[out->n_places++];
        evn_question_text(to->place, &s->place_ids, a->place);
        to->kind = (int32_t)kind;
        to->on_hand = a->balance;
        to->came = a->taken_in;
        to->went = a->taken_in - a->balance;
    }
    return is_moving(kind) ? walk(t, number, true) : EVN_OK;
}

/* A place may have had the lot when it has an account of it: look each up. */
static evn_err take_places(struct trace *t)
{
    const struct evn_ledger_state *s = state_of(t);
    evn_err err = EVN_OK;
    for (uint32_t place = 1; err == EVN_OK && place <= s->place_ids.n; place++) {
        uint32_t account = evn_ledger_find_account(s, place, t->item, t->lot);
        if (account != 0)
            err = take_account(t, account);
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

static void fill_row(const struct trace *t, const struct evn_record *r, uint64_t seq,
                     const struct evn_document_text *text, struct evn_wire_trace_row *to)
{
    const struct evn_ledger_state *s = state_of(t);
    *to = (struct evn_wire_trace_row){.seq = seq,
                                      .occurred_at_us = r->occurred_at_us,
                                      .kind = r->kind,
                                      .quantity = r->qty,
                                      .document = r->document};
    evn_question_text(to->from, &s->place_ids, evn_ledger_account(s, r->from)->place);
    evn_question_text(to->to, &s->place_ids, evn_ledger_account(s, r->to)->place);
    evn_question_text(to->recipient, &s->place_ids, r->aux <= s->place_ids.n ? r->aux : 0);
    if (to->recipient[0] == '\0')
        copy(to->recipient, sizeof to->recipient, text->recipient);
    copy(to->shipment, sizeof to->shipment, text->reference);
    copy(to->signed_by, sizeof to->signed_by, text->signed_by);
}

static uint64_t seq_of(const struct evn_change *seen)
{
    return (uint64_t)-seen->at_us;
}

/* The rows of `n` records of one block, the newest first, each with the text of its document, in
 * one pass over the block. EVN_E_CORRUPT: one is not there. */
static evn_err fill_block(const struct trace *t, const struct evn_block *block,
                          const struct evn_change *seen, size_t n, struct evn_wire_trace_row *to)
{
    struct evn_bytes rest = block->payload;
    struct evn_frame frame;
    struct evn_document_text text = {0}, none = {0};
    uint64_t at = block->first_seq, text_seq = 0;
    evn_err err = EVN_OK;
    for (; n > 0 && (err = evn_frame_next(&rest, &frame)) == EVN_OK; at += frame.count) {
        if (frame.kind == EVN_LEDGER_FRAME_DOCUMENT) {
            err = evn_event_read_document(frame.body, &text);
            text_seq = at;
        }
        bool records = frame.kind == EVN_LEDGER_FRAME_RECORDS;
        for (; err == EVN_OK && records && n > 0 && seq_of(seen + n - 1) < at + frame.count; n--) {
            uint64_t seq = seq_of(seen + n - 1);
            struct evn_record r;
            err = evn_record_get(frame.body.at + (size_t)(seq - at) * EVN_RECORD_LEN, &r);
            if (err == EVN_OK)
                fill_row(t, &r, seq, text_seq >= r.document ? &text : &none, to + n - 1);
        }
        if (err != EVN_OK)
            return err;
    }
    return err == EVN_E_AGAIN ? EVN_E_CORRUPT : err;
}

/* The rows of the first of up to `n` records: of as many as lie in one block, set in *taken. */
static evn_err read_rows(const struct trace *t, const struct evn_change *seen, size_t n,
                         struct evn_wire_trace_row *to, size_t *taken)
{
    struct evn_journal_reader *reader = NULL;
    struct evn_block block;
    *taken = 0;
    evn_err err = evn_journal_reader_new(t->q->s->journal, seq_of(seen), &reader);
    if (err == EVN_OK)
        err = evn_journal_reader_next(reader, &block);
    while (err == EVN_OK && *taken < n && seq_of(seen + *taken) >= block.first_seq)
        ++*taken;
    if (err == EVN_OK)
        err = fill_block(t, &block, seen, *taken, to);
    evn_journal_reader_destroy(&reader);
    return err;
}

/* A row shows when one of its ends, or who it was for, lies in the actor's scope. */
static bool shows(const struct trace *t, const struct evn_wire_trace_row *row)
{
    const struct evn_ledger_state *s = state_of(t);
    const char *ends[] = {row->from, row->to, row->recipient};
    for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
        uint32_t place = evn_dict_find(&s->place_ids, 0, evn_bytes_text(ends[i]));
        if (place != 0 && evn_question_covers(t->q, place))
            return true;
    }
    return false;
}

static evn_err fill_rows(struct trace *t, uint64_t before, size_t max)
{
    struct evn_wire_trace *out = t->out;
    evn_err err = evn_changes_sort(t->seen, t->n_seen, t->q->ask->arena);
    if (err != EVN_OK)
        return EVN_E_TOO_LARGE;
    size_t i = 0;
    while (i < t->n_seen && before != 0 && seq_of(t->seen + i) >= before)
        i++;
    for (size_t taken; err == EVN_OK && i < t->n_seen; i += taken) {
        if (out->n_rows == max) {
            out->next_before_seq = out->rows[max - 1].seq;
            return EVN_OK;
        }
        size_t n = t->n_seen - i < max - out->n_rows ? t->n_seen - i : max - out->n_rows;
        struct evn_wire_trace_row *rows = out->rows + out->n_rows;
        err = read_rows(t, t->seen + i, n, rows, &taken);
        for (size_t k = 0; err == EVN_OK && k < taken; k++)
            if (shows(t, &rows[k]))
                out->rows[out->n_rows++] = rows[k];
    }
    return err;
}

static evn_err begin(struct trace *t, const struct evn_wire_trace_query *in, size_t max)
{
    const struct evn_ledger_state *s = state_of(t);
    struct evn_arena *arena = t->q->ask->arena;
    evn_err err =
        evn_question_find(t->q, &s->item_ids, 0, in->item, EVN_E_UNKNOWN_ITEM, "item", &t->item);
    if (err == EVN_OK)
        err = evn_question_find(t->q, &s->lot_codes, t->item, in->lot, EVN_E_UNKNOWN_LOT, "lot",
                                &t->lot);
    if (err != EVN_OK)
        return err;
    t->out = evn_arena_array(arena, 1, sizeof *t->out);
    if (t->out == NULL)
        return EVN_E_TOO_LARGE;
    t->out->places = evn_arena_array(arena, EVN_TRACE_PLACES_MAX, sizeof *t->out->places);
    t->out->rows = evn_arena_array(arena, max, sizeof *t->out->rows);
    /* Sorting takes as much again. */
    size_t left = arena->cap - arena->used;
    t->cap = left / (4 * sizeof *t->seen) < WALK_MAX ? left / (4 * sizeof *t->seen) : WALK_MAX;
    t->seen = evn_arena_array(arena, t->cap, sizeof *t->seen);
    const struct evn_lot_told told = evn_lots_told(&s->told, evn_ledger_lot(s, t->lot)->told);
    t->out->expiry = evn_ledger_lot(s, t->lot)->expiry;
    t->out->made = told.made;
    t->out->vvm_stage = told.vvm_stage;
    evn_question_text(t->out->owner, &s->told.owners, told.owner);
    return t->out->places != NULL && t->out->rows != NULL && t->seen != NULL ? EVN_OK
                                                                             : EVN_E_TOO_LARGE;
}

/* What came from suppliers and did not stay outside is somewhere: the sums say so themselves. What
 * was returned is what came less what is outside at the suppliers'. */
static void add_up(struct evn_wire_trace *out)
{
    int64_t there = 0;
    add(&out->returned, out->received);
    const int64_t parts[] = {out->on_hand,   out->aboard, out->consumed,
                             out->destroyed, out->lost,   out->returned};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        add(&there, parts[i]);
    int64_t came = out->received;
    add(&came, out->found);
    out->adds_up = came == there;
}

evn_err evn_query_trace(struct evn_ledger_question *q, const struct evn_wire_trace_query *in)
{
    struct trace t = {.q = q};
    size_t max = in->rows_max > 0 ? in->rows_max : EVN_LEDGER_ROWS_USUAL;
    *q->why = evn_refusal_of(EVN_OK);
    evn_err err = begin(&t, in, max);
    if (err == EVN_OK)
        err = take_places(&t);
    if (err == EVN_OK)
        err = fill_rows(&t, in->before_seq, max);
    if (err == EVN_E_AGAIN || (err != EVN_OK && q->why->err == err))
        return err;
    if (err != EVN_OK)
        return evn_question_refuse(q, err, err == EVN_E_TOO_LARGE ? "rows_max" : "", "views");
    add_up(t.out);
    q->result->trace = t.out;
    return EVN_OK;
}
