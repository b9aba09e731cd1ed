#include "tools/import/ledger.h"

#include "common/base/pbw.h"
#include "common/journal/frame.h"
#include "common/wire/nest.h"

enum { KIND_DOCUMENT = 23, DOCUMENT_REFERENCE = 2 };

struct reading {
    struct evn_import_ledger *ledger;
    evn_err (*each)(void *self, struct evn_bytes reference);
    void *self;
};

static evn_err note(const struct reading *r, struct evn_bytes reference)
{
    uint32_t known;
    if (evn_textmap_find(&r->ledger->references, reference, &known))
        return EVN_OK;
    evn_err err = evn_textmap_add(&r->ledger->references, reference, 0);
    return err == EVN_OK && r->each != NULL ? r->each(r->self, reference) : err;
}

static evn_err note_block(const struct reading *r, const struct evn_wire_block *block)
{
    struct evn_bytes rest = block->payload;
    struct evn_frame frame;
    struct evn_pb_field field;
    evn_err err;
    while ((err = evn_frame_next(&rest, &frame)) == EVN_OK) {
        struct evn_bytes body = frame.body;
        if (frame.kind != KIND_DOCUMENT)
            continue;
        while (evn_pb_next(&body, &field) == EVN_OK)
            if (field.number == DOCUMENT_REFERENCE && field.type == 2 &&
                (err = note(r, field.bytes)) != EVN_OK)
                return err;
    }
    return err == EVN_E_AGAIN ? EVN_OK : err;
}

evn_err evn_import_ledger_read(struct evn_import_ledger *ledger, struct evn_session *session,
                               evn_err (*each)(void *self, struct evn_bytes reference), void *self,
                               struct evn_refusal *why)
{
    const struct reading r = {.ledger = ledger, .each = each, .self = self};
    const struct evn_wire_reply *reply;
    uint64_t from = 1;
    while (from < ledger->welcome.next_seq) {
        evn_err err = evn_session_read(session, "ledger", from, 0, &reply, why);
        for (size_t i = 0; err == EVN_OK && i < reply->n_block; i++) {
            err = note_block(&r, &reply->block[i]);
            from = reply->block[i].first_seq + reply->block[i].count;
            if (err != EVN_OK)
                *why = evn_refusal_of(err);
        }
        if (err != EVN_OK || reply->n_block == 0)
            return err;
    }
    return EVN_OK;
}

/* A log begins with the first keys, before anybody can ask. */
evn_err evn_import_ledger_find(struct evn_import_ledger *ledger, struct evn_session *session,
                               struct evn_refusal *why)
{
    const struct evn_welcome *welcome;
    const struct evn_wire_reply *reply;
    const struct evn_wire_operated *operated;
    struct evn_wire_operate status = {.what = EVN_OPERATE_STATUS};
    *ledger = (struct evn_import_ledger){0};
    evn_textmap_init(&ledger->references, EVN_REFERENCES_MAX);
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

bool evn_import_ledger_has(const struct evn_import_ledger *ledger, const char *reference)
{
    uint32_t known;
    return evn_textmap_find(&ledger->references, evn_bytes_text(reference), &known);
}

void evn_import_ledger_fini(struct evn_import_ledger *ledger)
{
    evn_textmap_fini(&ledger->references);
}
