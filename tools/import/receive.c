#include "tools/import/receive.h"

#include "common/base/textmap.h"
#include "common/journal/frame.h"
#include "common/wire/nest.h"
#include "tools/import/post.h"

enum { COMMAND_ID = 1, COMMAND_DOCUMENT = 16, KIND_DOCUMENT = 23, DOCUMENT_REFERENCE = 2 };
enum { REFERENCES_MAX = 4000000, DOCUMENT_MAX = 4096 };

#define EPOCH_US (300 * EVN_US_PER_DAY)

/* The ledger as it was found. */
struct ledger {
    struct evn_welcome welcome;
    int64_t began_us;              /* its first block */
    int64_t now_us;                /* its clock */
    struct evn_textmap references; /* of the documents in its log, when they were read */
};

struct evn_id evn_receive_id(const uint8_t log_id[EVN_LOG_ID_LEN], int64_t began_us, int64_t now_us,
                             const char *reference)
{
    struct evn_hash256 hash;
    int64_t epoch = now_us > began_us ? (now_us - began_us) / EPOCH_US : 0;
    evn_hash256(log_id, evn_bytes_text("receipt:"), evn_bytes_text(reference), &hash);
    return evn_id_make(began_us + epoch * EPOCH_US, hash.b);
}

static evn_err note_references(struct ledger *ledger, const struct evn_wire_block *block)
{
    struct evn_bytes rest = block->payload;
    struct evn_frame frame;
    struct evn_pb_field field;
    uint32_t known;
    evn_err err;
    while ((err = evn_frame_next(&rest, &frame)) == EVN_OK) {
        struct evn_bytes body = frame.body;
        if (frame.kind != KIND_DOCUMENT)
            continue;
        while (evn_pb_next(&body, &field) == EVN_OK)
            if (field.number == DOCUMENT_REFERENCE && field.type == 2 &&
                !evn_textmap_find(&ledger->references, field.bytes, &known) &&
                (err = evn_textmap_add(&ledger->references, field.bytes, 0)) != EVN_OK)
                return err;
    }
    return err == EVN_E_AGAIN ? EVN_OK : err;
}

/* Read the ledger's log up to where it is now. */
static evn_err read_references(struct ledger *ledger, struct evn_session *session,
                               struct evn_refusal *why)
{
    const struct evn_wire_reply *reply;
    uint64_t from = 1;
    while (from < ledger->welcome.next_seq) {
        evn_err err = evn_session_read(session, "ledger", from, 0, &reply, why);
        for (size_t i = 0; err == EVN_OK && i < reply->n_block; i++) {
            err = note_references(ledger, &reply->block[i]);
            from = reply->block[i].first_seq + reply->block[i].count;
            if (err != EVN_OK)
                *why = evn_refusal_of(err);
        }
        if (err != EVN_OK || reply->n_block == 0)
            return err;
    }
    return EVN_OK;
}

/* Who it is and since when. A log begins with the first keys, before anybody can ask. */
static evn_err find_ledger(struct ledger *ledger, struct evn_session *session,
                           struct evn_refusal *why)
{
    const struct evn_welcome *welcome;
    const struct evn_wire_reply *reply;
    const struct evn_wire_operated *operated;
    struct evn_wire_operate status = {.what = EVN_OPERATE_STATUS};
    evn_textmap_init(&ledger->references, REFERENCES_MAX);
    evn_err err = evn_session_hello(session, "ledger", 10000, &welcome, why);
    if (err != EVN_OK)
        return err;
    ledger->welcome = *welcome;
    err = evn_session_operate(session, "ledger", status, &operated, why);
    if (err != EVN_OK)
        return err;
    ledger->now_us = operated->status->now_us;
    err = evn_session_read(session, "ledger", 1, 0, &reply, why);
    if (err == EVN_OK && reply->n_block == 0)
        err = (*why = evn_refusal_of(EVN_E_BEHIND)).err;
    if (err == EVN_OK)
        ledger->began_us = reply->block[0].recorded_at_us;
    return err;
}

static bool has(const struct ledger *ledger, const struct evn_scms_line *line)
{
    char reference[EVN_SCMS_CODE_MAX];
    uint32_t known;
    evn_scms_reference(line, reference);
    return evn_textmap_find(&ledger->references, evn_bytes_text(reference), &known);
}

evn_err evn_receive_compare(const struct evn_scms *scms, struct evn_session *session,
                            struct evn_receive_counts *counts, struct evn_refusal *why)
{
    struct ledger ledger = {0};
    *counts = (struct evn_receive_counts){0};
    evn_err err = find_ledger(&ledger, session, why);
    if (err == EVN_OK)
        err = read_references(&ledger, session, why);
    for (size_t i = 0; i < scms->n && err == EVN_OK; i++) {
        bool known = has(&ledger, &scms->line[i]);
        counts->known += known;
        counts->posted += !known;
    }
    evn_textmap_fini(&ledger.references);
    return err;
}

/* Receipts on their way. */
struct sending {
    const struct evn_scms *scms;
    const struct ledger *ledger;
    const struct evn_receive_sink *sink;
    struct evn_receive_counts *counts;
};

/* An answer from before our time is the answer to an earlier import. */
static void answered(void *self, size_t tag, uint64_t first_seq, const struct evn_refusal *why)
{
    struct sending *s = self;
    if (why != NULL) {
        s->counts->refused++;
        s->sink->refused(s->sink->self, &s->scms->line[tag], why);
    } else if (first_seq < s->ledger->welcome.next_seq) {
        s->counts->known++;
    } else {
        s->counts->posted++;
    }
    s->sink->progress(s->sink->self, tag + 1);
}

static evn_err write_command(const struct sending *s, const struct evn_scms_line *line,
                             struct evn_buf *out)
{
    char reference[EVN_SCMS_CODE_MAX];
    struct evn_pbw w = {.buf = out};
    evn_scms_reference(line, reference);
    struct evn_id id = evn_receive_id(s->ledger->welcome.log_id, s->ledger->began_us,
                                      s->ledger->now_us, reference);
    evn_pbw_bytes(&w, COMMAND_ID, evn_bytes_of(id.b, sizeof id.b));
    size_t start = evn_nest_open(&w, COMMAND_DOCUMENT);
    evn_err err = w.err == EVN_OK ? evn_scms_document(line, out) : w.err;
    if (err == EVN_OK)
        evn_nest_close(&w, start);
    return err != EVN_OK ? err : w.err;
}

static evn_err send_all(struct sending *s, struct evn_post *post, struct evn_refusal *why)
{
    struct evn_buf command;
    evn_err err = EVN_OK;
    evn_buf_init(&command, DOCUMENT_MAX);
    for (size_t i = 0; i < s->scms->n && err == EVN_OK; i++) {
        if (has(s->ledger, &s->scms->line[i])) {
            s->counts->known++;
            continue;
        }
        evn_buf_clear(&command);
        err = write_command(s, &s->scms->line[i], &command);
        if (err == EVN_OK)
            err = evn_post_add(post, evn_bytes_of(command.at, command.len), i, why);
        else
            *why = evn_refusal_of(err);
    }
    evn_buf_fini(&command);
    return err == EVN_OK ? evn_post_flush(post, why) : err;
}

evn_err evn_receive_send(const struct evn_scms *scms, struct evn_session *session,
                         const struct evn_receive_sink *sink, struct evn_receive_counts *counts,
                         struct evn_refusal *why)
{
    struct evn_post post;
    struct ledger ledger = {0};
    struct sending s = {.scms = scms, .ledger = &ledger, .sink = sink, .counts = counts};
    *counts = (struct evn_receive_counts){0};
    evn_err err = find_ledger(&ledger, session, why);
    if (err == EVN_OK && ledger.now_us - ledger.began_us >= EPOCH_US)
        err = read_references(&ledger, session, why);
    evn_post_init(&post, session, "ledger", &s, answered);
    if (err == EVN_OK)
        err = send_all(&s, &post, why);
    evn_post_fini(&post);
    evn_textmap_fini(&ledger.references);
    return err;
}
