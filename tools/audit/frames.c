#include "tools/audit/account.h"
#include "tools/audit/run.h"

#include "evernormal/ledger/v1/event.pb-c.h"

#include <stdio.h>
#include <stdlib.h>

/* Proto/spec/3-views.md: which table keeps which frame of the ledger whole. */
enum {
    KIND_ITEM = 17,
    KIND_ACCOUNT = 22,
    KIND_DOCUMENT = 23,
    KIND_RARE = 26,
    KIND_RARE_LAST = 33,
    COUNTED = 32, /* records that are kept as rare events */
    CLAIM_BLOCKED = 45,
    CLAIM_UNBLOCKED = 46,
    HOLD_PUT = 50,
    HOLD_RELEASED = 51,
    HEAD_LEN = 8
};

enum { FACTS, RARE, TEXTS };
static const char *const table_name[] = {[FACTS] = "facts", [RARE] = "rare", [TEXTS] = "texts"};

/* One row that must be there as the log says it. */
static evn_err compare(struct evn_audit_run *run, int table, uint64_t seq,
                       const struct evn_frame *frame, struct evn_bytes body)
{
    uint8_t key[8];
    char where[EVN_AUDIT_TEXT];
    bool good;
    int64_t have;
    uint8_t *want = malloc(HEAD_LEN + body.len);
    if (want == NULL)
        return EVN_E_NO_MEMORY;
    evn_put_be64(key, seq);
    evn_put_u32(want, frame->kind);
    evn_put_u32(want + 4, frame->version);
    if (body.len > 0)
        memcpy(want + HEAD_LEN, body.at, body.len);
    run->n_frames[table]++;
    const struct evn_audit_expected row = {.table = table_name[table],
                                           .key = evn_bytes_of(key, sizeof key),
                                           .value = evn_bytes_of(want, HEAD_LEN + body.len)};
    evn_err err = evn_audit_row(run, &row, &good, &have);
    free(want);
    snprintf(where, sizeof where, "%s", table_name[table]);
    if (err == EVN_OK && !good)
        evn_audit_tell(run, EVN_AUDIT_ROW, where, 0, (int64_t)frame->kind, seq);
    return err;
}

static bool is_rare(uint16_t kind)
{
    return kind == COUNTED || kind == HOLD_PUT || kind == HOLD_RELEASED || kind == CLAIM_BLOCKED ||
           kind == CLAIM_UNBLOCKED;
}

static evn_err take_records(struct evn_audit_run *run, const struct evn_frame *frame, uint64_t seq)
{
    evn_err err = EVN_OK;
    for (uint32_t i = 0; err == EVN_OK && i < frame->count; i++) {
        const uint8_t *at = frame->body.at + (size_t)i * EVN_AUDIT_RECORD_LEN;
        if (is_rare(evn_get_u16(at)))
            err = compare(run, RARE, seq + i, frame, evn_bytes_of(at, EVN_AUDIT_RECORD_LEN));
    }
    return err;
}

/* The text of a document that undoes another is a rare event. */
static bool is_reversal(const struct evn_frame *frame)
{
    if (frame->kind != KIND_DOCUMENT)
        return false;
    Evernormal__Ledger__V1__Document *m =
        evernormal__ledger__v1__document__unpack(NULL, frame->body.len, frame->body.at);
    bool reversal =
        m != NULL &&
        (m->kind == EVERNORMAL__LEDGER__V1__DOCUMENT_KIND__DOCUMENT_KIND_REVERSAL_TODAY ||
         m->kind == EVERNORMAL__LEDGER__V1__DOCUMENT_KIND__DOCUMENT_KIND_REVERSAL_AS_OF);
    if (m != NULL)
        evernormal__ledger__v1__document__free_unpacked(m, NULL);
    return reversal;
}

evn_err evn_audit_frames(struct evn_audit_run *run, const struct evn_frame *frame, uint64_t seq)
{
    if (run->peek == NULL || seq > run->at.seq || frame->kind == KIND_ACCOUNT)
        return EVN_OK;
    if (frame->kind == EVN_AUDIT_RECORDS_KIND)
        return frame->body.len == (size_t)frame->count * EVN_AUDIT_RECORD_LEN
                   ? take_records(run, frame, seq)
                   : EVN_E_CORRUPT;
    int table = frame->kind >= KIND_ITEM && frame->kind < KIND_ACCOUNT      ? FACTS
                : frame->kind >= KIND_RARE && frame->kind <= KIND_RARE_LAST ? RARE
                : is_reversal(frame)                                        ? RARE
                                                                            : TEXTS;
    return compare(run, table, seq, frame, frame->body);
}

evn_err evn_audit_frames_end(struct evn_audit_run *run)
{
    evn_err err = EVN_OK;
    for (int i = FACTS; err == EVN_OK && i <= TEXTS && run->peek != NULL; i++)
        err = evn_audit_rows(run, EVN_AUDIT_ROW, table_name[i], run->n_frames[i]);
    return err;
}
