#include "tests/contract/audit/forge.h"

#include "common/base/pbw.h"
#include "common/journal/frame.h"
#include "tests/lib/suite.h"

#include <protobuf-c/protobuf-c.h>
#include <stdlib.h>
#include <sys/stat.h>

void forge_frame(struct forged *f, uint32_t kind, struct evn_bytes body)
{
    struct evn_frame frame = {.kind = kind, .version = 1, .count = 1, .body = body};
    EVN_MUST(evn_frame_append(&f->payload, &frame) == EVN_OK);
    f->n_events++;
}

void forge_pack(struct forged *f, uint32_t kind, const void *message)
{
    static uint8_t bytes[4096];
    const ProtobufCMessage *m = message;
    size_t len = protobuf_c_message_get_packed_size(m);
    EVN_MUST(len <= sizeof bytes && protobuf_c_message_pack(m, bytes) == len);
    forge_frame(f, kind, evn_bytes_of(bytes, len));
}

void forge_know(struct forged *f, uint32_t kind, uint64_t number, const char *id, uint64_t third,
                uint64_t fourth)
{
    struct evn_buf buf;
    evn_buf_init(&buf, 200);
    struct evn_pbw w = {.buf = &buf};
    evn_pbw_u64(&w, 1, number);
    if (id != NULL)
        evn_pbw_bytes(&w, 2, evn_bytes_text(id));
    if (third != 0)
        evn_pbw_u64(&w, 3, third);
    if (fourth != 0)
        evn_pbw_u64(&w, 4, fourth);
    EVN_MUST(w.err == EVN_OK);
    forge_frame(f, kind, evn_bytes_of(buf.at, buf.len));
    evn_buf_fini(&buf);
}

void forge_move(struct forged *f, uint16_t kind, int64_t qty, int64_t here, int64_t there,
                int64_t at)
{
    uint8_t r[EVN_AUDIT_RECORD_LEN] = {0};
    bool in = kind == RECEIVE;
    evn_put_u16(r, kind);
    r[2] = 1;
    r[3] = in ? EVN_AUDIT_TO_PHYSICAL : EVN_AUDIT_FROM_PHYSICAL;
    evn_put_u32(r + 8, in ? 2 : 1);
    evn_put_u32(r + 12, in ? 1 : 2);
    evn_put_i64(r + 16, qty);
    evn_put_i64(r + 24, in ? there : here);
    evn_put_i64(r + 32, in ? here : there);
    evn_put_i64(r + 40, at * 60000000);
    evn_put_u64(r + 56, f->next_seq + f->n_events);
    evn_put_u32(r + 120, 1);
    forge_frame(f, EVN_AUDIT_RECORDS_KIND, evn_bytes_of(r, sizeof r));
}

void forge_commit(struct forged *f)
{
    struct evn_journal_mark mark = {0};
    struct evn_block block = {.first_seq = f->next_seq,
                              .count = f->n_events,
                              .recorded_at_us = INT64_C(1700000000000000),
                              .payload = evn_bytes_of(f->payload.at, f->payload.len)};
    EVN_MUST(evn_journal_submit(f->journal, &block) == EVN_OK);
    f->next_seq += f->n_events;
    f->n_events = 0;
    evn_buf_clear(&f->payload);
    while (mark.committed < f->next_seq - 1)
        EVN_MUST(evn_journal_poll(f->journal, &mark) == EVN_OK);
}

void forge_begin(struct forged *f)
{
    static int n;
    char log[420];
    *f = (struct forged){.next_seq = 1};
    snprintf(f->folder, sizeof f->folder, "%s/forged-%d", evn_test_dir(), n++);
    snprintf(log, sizeof log, "%s/log", f->folder);
    EVN_MUST(mkdir(f->folder, 0700) == 0);
    struct evn_file_options options = {.dir = log, .segment_bytes = EVN_SEGMENT_BYTES_MIN};
    EVN_MUST(evn_journal_file_open(&options, &f->journal, NULL) == EVN_OK);
    evn_buf_init(&f->payload, 1 << 20);
    forge_know(f, ITEM, 1, "WATER", 1, 0);
    forge_know(f, PLACE, 1, "W1", WAREHOUSE, 0);
    forge_know(f, PLACE, 2, "supplier", SUPPLIER, 0);
    forge_know(f, ACCOUNT, 1, NULL, 1, 1);
    forge_know(f, ACCOUNT, 2, NULL, 2, 1);
}

static void take(void *arg, const struct evn_audit_finding *finding)
{
    struct forged *f = arg;
    if (f->counts.n_findings <= 8)
        f->found[f->counts.n_findings - 1] = *finding;
}

uint64_t forge_audit(struct forged *f)
{
    struct evn_journal_head head;
    struct evn_file_report report;
    forge_commit(f);
    evn_journal_destroy(&f->journal);
    evn_buf_fini(&f->payload);
    const struct evn_audit_config config = {
        .folder = f->folder, .service = "ledger", .found = take, .arg = f};
    EVN_CHECK_OK(evn_audit(&config, &f->counts, &head, &report));
    return f->counts.n_findings;
}
