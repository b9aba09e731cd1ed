#include "services/ledger/document.h"

#include "common/service/rights.h"
#include "services/ledger/core/record.h"

/* One block of the log, being searched for the command that event `seq` belongs to. */
struct search {
    uint64_t seq;
    struct evn_arena *arena;
    struct evn_ledger_found *out;
};

static evn_err take_record(struct search *f, const struct evn_record *r, uint64_t seq)
{
    struct evn_ledger_found *out = f->out;
    uint32_t n = r->n_events > 0 ? r->n_events : 1;
    if (f->seq < r->document || f->seq >= r->document + n)
        return EVN_OK;
    if (out->document == 0) {
        out->records = evn_arena_array(f->arena, n, sizeof *out->records);
        out->seqs = evn_arena_array(f->arena, n, sizeof *out->seqs);
        if (out->records == NULL || out->seqs == NULL)
            return EVN_E_LIMIT;
        out->document = r->document;
    }
    out->records[out->n_records] = *r;
    out->seqs[out->n_records++] = seq;
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

/* The block is the reader's; texts that outlive it are copied. */
static bool keep(struct evn_arena *arena, struct evn_bytes *text)
{
    uint8_t *copy = evn_arena_alloc(arena, text->len + 1);
    if (copy == NULL)
        return false;
    if (text->len > 0)
        memcpy(copy, text->at, text->len);
    *text = evn_bytes_of(copy, text->len);
    return true;
}

static evn_err keep_text(struct search *f, struct evn_document_text text)
{
    if (!keep(f->arena, &text.note) || !keep(f->arena, &text.reference) ||
        !keep(f->arena, &text.owner) || !keep(f->arena, &text.signed_by) ||
        !keep(f->arena, &text.recipient))
        return EVN_E_LIMIT;
    f->out->text = text;
    return EVN_OK;
}

static evn_err search_block(struct search *f, const struct evn_block *block)
{
    struct evn_bytes rest = block->payload;
    struct evn_frame frame;
    struct evn_document_text text = {0};
    uint64_t seq = block->first_seq, text_seq = 0;
    evn_err err;
    while ((err = evn_frame_next(&rest, &frame)) == EVN_OK && f->out->document == 0) {
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
    if (err != EVN_OK && err != EVN_E_AGAIN)
        return err;
    bool has_text = f->out->document != 0 && text_seq >= f->out->document;
    return has_text ? keep_text(f, text) : EVN_OK;
}

evn_err evn_ledger_document(struct evn_journal *journal, uint64_t seq, struct evn_arena *arena,
                            struct evn_ledger_found *out)
{
    const struct evn_bytes none = evn_bytes_text("");
    struct search f = {.seq = seq, .arena = arena, .out = out};
    struct evn_journal_reader *reader = NULL;
    struct evn_block block;
    *out = (struct evn_ledger_found){
        .text = {
            .note = none, .reference = none, .owner = none, .signed_by = none, .recipient = none}};
    evn_err err = evn_journal_reader_new(journal, seq, &reader);
    if (err == EVN_OK)
        err = evn_journal_reader_next(reader, &block);
    if (err == EVN_OK)
        err = search_block(&f, &block);
    evn_journal_reader_destroy(&reader);
    return err == EVN_E_AGAIN || err == EVN_E_ROLLED_BACK ? EVN_OK : err;
}

/* The actor's last document among the records of a run. */
static void last_of_run(const struct evn_ledger_service *s, const struct evn_frame *frame,
                        uint32_t actor, uint64_t *out)
{
    for (uint32_t i = 0; i < frame->count; i++) {
        struct evn_record r;
        if (evn_record_get(frame->body.at + (size_t)i * EVN_RECORD_LEN, &r) == EVN_OK &&
            r.actor == actor && evn_record_is_movement(r.kind) &&
            (r.flags & EVN_RECORD_F_REVERSAL) == 0 &&
            evn_reversed_by(&s->core.reversed, r.document) == 0)
            *out = r.document;
    }
}

static evn_err last_since(const struct evn_ledger_service *s, uint64_t from, uint32_t actor,
                          uint64_t *out)
{
    struct evn_journal_reader *reader = NULL;
    struct evn_block block;
    evn_err err = evn_journal_reader_new(s->journal, from, &reader);
    while (err == EVN_OK && (err = evn_journal_reader_next(reader, &block)) == EVN_OK) {
        struct evn_bytes rest = block.payload;
        struct evn_frame frame;
        while (evn_frame_next(&rest, &frame) == EVN_OK)
            if (frame.kind == EVN_LEDGER_FRAME_RECORDS)
                last_of_run(s, &frame, actor, out);
    }
    evn_journal_reader_destroy(&reader);
    return err == EVN_E_AGAIN || err == EVN_E_ROLLED_BACK ? EVN_OK : err;
}

evn_err evn_ledger_last_document(const struct evn_ledger_service *s, uint32_t actor, uint64_t *out)
{
    static const uint64_t steps[] = {1000, 10000, 100000};
    evn_err err = EVN_OK;
    *out = 0;
    for (size_t i = 0; err == EVN_OK && actor != 0 && *out == 0 && i < 3; i++)
        err = last_since(s, s->core.next_seq > steps[i] ? s->core.next_seq - steps[i] : 1, actor,
                         out);
    return err;
}

static evn_err check_place(const struct evn_ledger_state *s, const char *scope, uint32_t account,
                           uint32_t line, struct evn_refusal *why)
{
    char id[EVN_NAME_MAX + 1];
    uint32_t number = evn_ledger_account(s, account)->place;
    const struct evn_place *place = evn_ledger_place(s, number);
    if (!evn_place_is_physical(place->kind) || evn_scope_covers(scope, place->area))
        return EVN_OK;
    struct evn_bytes text = evn_dict_text(&s->place_ids, number);
    memcpy(id, text.at, text.len);
    id[text.len] = '\0';
    *why = evn_refusal_of(EVN_E_OUT_OF_SCOPE);
    why->line = line;
    evn_refusal_text(why->field, sizeof why->field, "document");
    evn_refusal_text(why->subject, sizeof why->subject, id);
    evn_refusal_text(why->place, sizeof why->place, id);
    return why->err;
}

/* All places of what is undone, as if each movement was asked for by itself. */
static evn_err check_scope(const struct evn_ledger_state *s, const char *scope,
                           const struct evn_ledger_found *found, struct evn_refusal *why)
{
    evn_err err = EVN_OK;
    for (uint32_t i = 0; scope[0] != '\0' && err == EVN_OK && i < found->n_records; i++) {
        const struct evn_record *r = &found->records[i];
        bool move = evn_record_is_movement(r->kind);
        if (move || r->kind == EVN_RECORD_CLAIM_MADE)
            err = check_place(s, scope, r->from, r->line, why);
        if (err == EVN_OK && move)
            err = check_place(s, scope, r->to, r->line, why);
    }
    return err;
}

evn_err evn_ledger_read_original(const struct evn_ledger_service *s, const struct evn_ask *ask,
                                 struct evn_ledger_command *command, struct evn_refusal *why)
{
    struct evn_ledger_found found;
    struct evn_ledger_original *original = evn_arena_alloc(ask->arena, sizeof *original);
    evn_err err = original == NULL ? EVN_E_LIMIT
                                   : evn_ledger_document(s->journal, command->reverse.document,
                                                         ask->arena, &found);
    if (err != EVN_OK) {
        *why = evn_refusal_of(err);
        evn_refusal_text(why->subject, sizeof why->subject, "log");
        return err;
    }
    bool receipt = found.text.kind == EVN_DOCUMENT_RECEIPT;
    *original = (struct evn_ledger_original){.document = found.document,
                                             .records = found.records,
                                             .seqs = found.seqs,
                                             .n_records = found.n_records,
                                             .shipment = receipt ? found.text.reference
                                                                 : evn_bytes_text(""),
                                             .expected = found.text.expected};
    command->reverse.original = original;
    return check_scope(&s->core, ask->actor->scope, &found, why);
}
