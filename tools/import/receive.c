#include "tools/import/receive.h"

#include "common/wire/nest.h"
#include "tools/import/ledger.h"
#include "tools/import/post.h"

enum { COMMAND_ID = 1, COMMAND_DOCUMENT = 16, DOCUMENT_MAX = 4096 };

#define EPOCH_US (300 * EVN_US_PER_DAY)

struct evn_id evn_receive_id(const uint8_t log_id[EVN_LOG_ID_LEN], int64_t began_us, int64_t now_us,
                             const char *reference)
{
    struct evn_hash256 hash;
    int64_t epoch = now_us > began_us ? (now_us - began_us) / EPOCH_US : 0;
    evn_hash256(log_id, evn_bytes_text("receipt:"), evn_bytes_text(reference), &hash);
    return evn_id_make(began_us + epoch * EPOCH_US, hash.b);
}

static bool has(const struct evn_import_ledger *ledger, const struct evn_scms_line *line)
{
    char reference[EVN_SCMS_CODE_MAX];
    evn_scms_reference(line, reference);
    return evn_import_ledger_has(ledger, reference);
}

evn_err evn_receive_compare(const struct evn_scms *scms, struct evn_session *session,
                            struct evn_receive_counts *counts, struct evn_refusal *why)
{
    struct evn_import_ledger ledger = {0};
    *counts = (struct evn_receive_counts){0};
    evn_err err = evn_import_ledger_find(&ledger, session, why);
    if (err == EVN_OK)
        err = evn_import_ledger_read(&ledger, session, NULL, NULL, why);
    for (size_t i = 0; i < scms->n && err == EVN_OK; i++) {
        bool known = has(&ledger, &scms->line[i]);
        counts->known += known;
        counts->posted += !known;
    }
    evn_import_ledger_fini(&ledger);
    return err;
}

/* Receipts on their way. */
struct sending {
    const struct evn_scms *scms;
    const struct evn_import_ledger *ledger;
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
    struct evn_import_ledger ledger = {0};
    struct sending s = {.scms = scms, .ledger = &ledger, .sink = sink, .counts = counts};
    *counts = (struct evn_receive_counts){0};
    evn_err err = evn_import_ledger_find(&ledger, session, why);
    if (err == EVN_OK && ledger.now_us - ledger.began_us >= EPOCH_US)
        err = evn_import_ledger_read(&ledger, session, NULL, NULL, why);
    evn_post_init(&post, session, "ledger", &s, answered);
    if (err == EVN_OK)
        err = send_all(&s, &post, why);
    evn_post_fini(&post);
    evn_import_ledger_fini(&ledger);
    return err;
}
