#include "tools/audit/account.h"
#include "tools/audit/run.h"

#include <stdio.h>
#include <stdlib.h>

/* Proto/spec/3-views.md: which table keeps which frame of the ledger whole. */
enum {
    KIND_ITEM = 17,
    KIND_ACCOUNT = 22,
    KIND_RARE = 26,
    KIND_RARE_LAST = 32,
    COUNTED = 32, /* records that are kept as rare events */
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

static evn_err take_records(struct evn_audit_run *run, const struct evn_frame *frame, uint64_t seq)
{
    evn_err err = EVN_OK;
    for (uint32_t i = 0; err == EVN_OK && i < frame->count; i++) {
        const uint8_t *at = frame->body.at + (size_t)i * EVN_AUDIT_RECORD_LEN;
        uint16_t kind = evn_get_u16(at);
        if (kind == COUNTED || kind == HOLD_PUT || kind == HOLD_RELEASED)
            err = compare(run, RARE, seq + i, frame, evn_bytes_of(at, EVN_AUDIT_RECORD_LEN));
    }
    return err;
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
