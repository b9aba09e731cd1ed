#include "common/base/pbw.h"
#include "common/wire/envelope.h"
#include "tools/bench/bench.h"
#include "tools/bench/post.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum {
    WAIT_MS = 1000,
    ASK_MS = 30000,
    RECORDS = 16,    /* kind of the ledger's records */
    TAG_FOLLOW = 16, /* evernormal.events.v1.Query */
    TAG_BATCH = 1    /* evernormal.events.v1.Result */
};

/* The question, inside out: Cursor, Follow, Query. */
void evn_post_ask_more(const struct evn_post_cursor *at, struct evn_buf *out)
{
    struct evn_buf cursor, follow;
    evn_buf_init(&cursor, 64);
    evn_buf_init(&follow, 128);
    struct evn_pbw c = {.buf = &cursor}, f = {.buf = &follow}, q = {.buf = out};
    if (at->position > 0)
        evn_pbw_bytes(&c, 1, evn_bytes_of(at->hub, sizeof at->hub));
    evn_pbw_u64(&c, 2, at->position);
    evn_pbw_bytes(&f, 1, evn_bytes_of(cursor.at, cursor.len));
    evn_pbw_u64(&f, 5, WAIT_MS);
    evn_pbw_bytes(&q, TAG_FOLLOW, evn_bytes_of(follow.at, follow.len));
    evn_bench_must(c.err == EVN_OK && f.err == EVN_OK && q.err == EVN_OK, "out of memory");
    evn_buf_fini(&cursor);
    evn_buf_fini(&follow);
}

static void take_stream(struct evn_bytes stream, struct evn_post_seen *seen)
{
    struct evn_pb_field field;
    bool ledger = false;
    uint64_t seq = 0;
    while (evn_pb_next(&stream, &field) == EVN_OK) {
        ledger |= field.number == 1 && evn_bytes_equal(field.bytes, evn_bytes_text("ledger"));
        seq = field.number == 3 ? field.value : seq;
    }
    if (ledger)
        atomic_store(&seen->ledger_seq, seq);
}

static void take_cursor(struct evn_bytes bytes, struct evn_post_cursor *at,
                        struct evn_post_seen *seen)
{
    struct evn_pb_field field;
    while (evn_pb_next(&bytes, &field) == EVN_OK) {
        if (field.number == 1 && field.bytes.len == sizeof at->hub)
            memcpy(at->hub, field.bytes.at, sizeof at->hub);
        if (field.number == 2)
            at->position = field.value;
        if (field.number == 3)
            take_stream(field.bytes, seen);
    }
}

/* Count what the event stands for: events, and records of the ledger among them. */
static void count(struct evn_bytes event, uint64_t *n_events, uint64_t *n_records)
{
    struct evn_pb_field field;
    bool ledger = false, records = false;
    uint64_t n = 0;
    while (evn_pb_next(&event, &field) == EVN_OK) {
        ledger |= field.number == 2 && evn_bytes_equal(field.bytes, evn_bytes_text("ledger"));
        records |= field.number == 5 && field.value == RECORDS;
        n = field.number == 7 ? field.value : n;
    }
    *n_events += n;
    *n_records += ledger && records ? n : 0;
}

void evn_post_take_batch(struct evn_bytes batch, struct evn_post_cursor *at,
                         struct evn_post_seen *seen)
{
    struct evn_pb_field field;
    uint64_t first = 0, before = at->position, n_events = 0, n_records = 0;
    while (evn_pb_next(&batch, &field) == EVN_OK) {
        if (field.number == 1)
            first = field.value;
        if (field.number == 2)
            take_cursor(field.bytes, at, seen);
        if (field.number == 3)
            count(field.bytes, &n_events, &n_records);
    }
    if (first != before + 1 || at->position < before)
        atomic_fetch_add(&seen->n_gaps, 1);
    atomic_fetch_add(&seen->n_events, n_events);
    atomic_fetch_add(&seen->n_records, n_records);
}

_Noreturn void evn_post_follow(const struct evn_post_plan *plan, struct evn_post_shared *shared)
{
    struct evn_post_cursor at = {.position = 0};
    struct evn_buf query, out;
    struct evn_arena arena;
    struct evn_wire_reply reply;
    struct evn_reply got;
    struct evn_refusal why;
    struct evn_pb_field field;
    evn_buf_init(&query, 1024);
    evn_buf_init(&out, 4096);
    evn_bench_need(evn_arena_init(&arena, 4 << 20), "arena");
    struct evn_net *net = evn_post_net(plan);
    struct evn_client *client = evn_post_client(plan, net, EVN_POST_HUB, EVN_DOOR_BULK);
    int64_t cpu_us = evn_bench_process_cpu_us();
    while (!atomic_load(&shared->stop)) {
        evn_buf_clear(&query);
        evn_buf_clear(&out);
        evn_post_ask_more(&at, &query);
        struct evn_wire_query body = {.body = evn_bytes_of(query.at, query.len)};
        struct evn_wire_request request = {.version = EVN_WIRE_VERSION, .query = &body};
        evn_bench_need(evn_wire_encode(&evn_request_table, &request, &out), "encode");
        evn_bench_need(evn_client_ask(client, evn_bytes_of(out.at, out.len), ASK_MS, &got), "hub");
        evn_arena_reset(&arena);
        evn_bench_need(evn_reply_decode(got.bytes, &arena, &reply, &why), "the hub's reply");
        if (reply.refusal != NULL && reply.refusal->error_class == EVN_CLASS_BUSY)
            continue;
        evn_bench_must(reply.refusal == NULL && evn_pb_next(&reply.result, &field) == EVN_OK &&
                           field.number == TAG_BATCH,
                       "the hub refused");
        evn_post_take_batch(field.bytes, &at, &shared->seen);
        shared->seen.cpu_us = evn_bench_process_cpu_us() - cpu_us;
    }
    _exit(0);
}
