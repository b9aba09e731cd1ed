/* decide - the ledger's decisions in memory, stage by stage, as a server makes them. Shell.
 *
 * The movements of ledger-core as the bytes clients send. They are made before the clock starts;
 * then a batch goes through each stage as a whole. No log, no views, one thread: under callgrind
 * the counts are exact (collect inside the stage functions). */
#include "services/ledger/core/decide.h"
#include "common/base/rng.h"
#include "services/ledger/core/ahead.h"
#include "services/ledger/core/apply.h"
#include "services/ledger/translate.h"
#include "tools/bench/bench.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum {
    N_PLACES = 10,
    N_LOTS = 10,
    OPENING_QTY = 1000000,
    BATCH_MAX = 100000,
    MESSAGE_MAX = 256,
    AHEAD = 16
};

/* How many events the views would be behind. */
enum { LAG = 100000 };

enum stage { FORGET, HASH, DECODE, DECIDE, N_STAGES };

struct bench {
    struct evn_ledger_state state;
    struct evn_history_view view;
    struct evn_arena wire, scratch; /* the batch as it came in; what the decisions need */
    struct evn_buf bytes, events;
    struct evn_rng rng;
    uint32_t n_items, n_accounts;
    int64_t now_us;
    uint32_t n_ids;
    struct evn_bytes *message; /* of the batch, in `bytes` */
    struct evn_hash128 *hash;
    struct evn_ledger_command *command; /* the same, read */
    int64_t ns[N_STAGES];
};

static int64_t now_ns(void)
{
    struct timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

static uint64_t position(void *self)
{
    (void)self;
    return 0;
}

static evn_err find_id(void *self, const struct evn_id *id, struct evn_id_row *out, bool *found)
{
    (void)self, (void)id, (void)out;
    *found = false;
    return EVN_OK;
}

static struct evn_id fresh_id(struct bench *b)
{
    uint8_t rest[10];
    evn_put_u64(rest, evn_rng_next(&b->rng));
    evn_put_u16(rest + 8, (uint16_t)b->n_ids++);
    return evn_id_make(b->now_us, rest);
}

static void name(char *to, const char *form, uint32_t number)
{
    snprintf(to, EVN_LEDGER_TEXT, form, number);
}

/* One movement of account `number` as a client writes it, at the end of `bytes`. */
static struct evn_bytes message_of(struct bench *b, uint32_t kind, uint32_t number, int64_t qty)
{
    uint32_t place = number / (b->n_items * N_LOTS);
    struct evn_wire_line line = {
        .kind = (int32_t)kind, .quantity = qty, .expiry = EVN_DAY_NONE, .made = EVN_DAY_NONE};
    if (kind == EVN_RECORD_RECEIVE)
        line.expiry = (struct evn_day){30000};
    name(kind == EVN_RECORD_RECEIVE ? line.to : line.from, "site-%02" PRIu32, place);
    if (kind == EVN_RECORD_TRANSFER)
        name(line.to, "site-%02" PRIu32,
             (place + 1 + evn_rng_below(&b->rng, N_PLACES - 1)) % N_PLACES);
    name(line.item, "item-%07" PRIu32, number / N_LOTS % b->n_items);
    name(line.lot, "lot-%02" PRIu32, number % N_LOTS);
    struct evn_wire_document document = {.lines = &line, .n_lines = 1};
    struct evn_wire_command command = {.id = fresh_id(b), .document = &document};
    size_t start = b->bytes.len;
    evn_bench_need(evn_wire_encode(&evn_ledger_command_table, &command, &b->bytes), "encode");
    return evn_bytes_of(b->bytes.at + start, b->bytes.len - start);
}

static void make_batch(struct bench *b, uint32_t n)
{
    evn_buf_clear(&b->bytes);
    evn_bench_must(evn_buf_room(&b->bytes, (size_t)n * MESSAGE_MAX) != NULL, "out of memory");
    for (uint32_t i = 0; i < n; i++) {
        uint32_t number = evn_rng_below(&b->rng, b->n_accounts);
        uint32_t dice = evn_rng_below(&b->rng, 100);
        uint32_t kind = dice < 40   ? EVN_RECORD_RECEIVE
                        : dice < 90 ? EVN_RECORD_ISSUE
                                    : EVN_RECORD_TRANSFER;
        b->message[i] = message_of(b, kind, number, 1 + (int64_t)evn_rng_below(&b->rng, 20));
    }
}

static __attribute__((noinline)) void hash_all(struct bench *b, uint32_t n)
{
    evn_hash128_many(b->message, n, b->hash);
}

static __attribute__((noinline)) void decode_all(struct bench *b, uint32_t n)
{
    struct evn_wire_command in;
    struct evn_refusal why;
    evn_arena_reset(&b->wire);
    for (uint32_t i = 0; i < n; i++) {
        evn_bench_need(evn_wire_decode(&evn_ledger_command_table, b->message[i], &b->wire,
                                       EVN_WIRE_STRICT, &in, &why),
                       "decode");
        b->command[i].id = in.id;
        b->command[i].hash = b->hash[i];
        b->command[i].actor = evn_bytes_text("bench");
        evn_bench_need(evn_ledger_translate(&b->state, &in, &b->wire, &b->command[i], &why),
                       "translate");
    }
}

static __attribute__((noinline)) void ahead(struct bench *b, uint32_t first, uint32_t n)
{
    evn_ledger_ahead(&b->state, b->command + first, n);
}

static __attribute__((noinline)) void decide(struct bench *b, const struct evn_ledger_command *c)
{
    const struct evn_ledger_turn turn = {.state = &b->state,
                                         .view = &b->view,
                                         .now_us = b->now_us,
                                         .business_us = b->now_us,
                                         .next_seq = b->state.next_seq,
                                         .arena = &b->scratch,
                                         .events = &b->events};
    struct evn_decision decision;
    evn_bench_need(evn_ledger_decide(&turn, c, &decision), "decide");
    evn_bench_need(decision.refusal.err, "a command was refused");
}

static __attribute__((noinline)) void apply(struct bench *b, size_t start)
{
    struct evn_bytes events = evn_bytes_of(b->events.at + start, b->events.len - start);
    evn_bench_need(evn_ledger_apply_all(&b->state, events), "apply");
}

static void run_batch(struct bench *b, uint32_t n)
{
    int64_t at[5];
    b->now_us += 1000;
    evn_buf_clear(&b->events);
    at[0] = now_ns();
    if (b->state.next_seq > LAG)
        evn_ledger_forget(&b->state, b->state.next_seq - LAG);
    at[1] = now_ns();
    hash_all(b, n);
    at[2] = now_ns();
    decode_all(b, n);
    at[3] = now_ns();
    for (uint32_t i = 0; i < n; i++) {
        size_t start = b->events.len;
        if (i % AHEAD == 0)
            ahead(b, i, n - i < AHEAD ? n - i : AHEAD);
        decide(b, &b->command[i]);
        apply(b, start);
    }
    at[4] = now_ns();
    b->ns[FORGET] += at[1] - at[0];
    b->ns[HASH] += at[2] - at[1];
    b->ns[DECODE] += at[3] - at[2];
    b->ns[DECIDE] += at[4] - at[3];
}

static void add_fact(struct bench *b, enum evn_command_kind kind, const char *id, uint32_t what)
{
    struct evn_ledger_command c = {
        .id = fresh_id(b), .kind = kind, .actor = evn_bytes_text("bench")};
    c.fact.id = evn_bytes_text(id);
    if (kind == EVN_COMMAND_ITEM)
        c.fact.item.tracking = what;
    else
        c.fact.place = (struct evn_place){.kind = what, .offset_min = EVN_OFFSET_CHINA_MIN};
    evn_buf_clear(&b->events);
    decide(b, &c);
    apply(b, 0);
}

static void make_facts(struct bench *b)
{
    char id[EVN_LEDGER_TEXT];
    for (uint32_t i = 0; i < N_PLACES; i++) {
        name(id, "site-%02" PRIu32, i);
        add_fact(b, EVN_COMMAND_PLACE, id, EVN_PLACE_WAREHOUSE);
    }
    add_fact(b, EVN_COMMAND_PLACE, "supplier", EVN_PLACE_SUPPLIER);
    add_fact(b, EVN_COMMAND_PLACE, "consumed", EVN_PLACE_CONSUMED);
    for (uint32_t i = 0; i < b->n_items; i++) {
        name(id, "item-%07" PRIu32, i);
        add_fact(b, EVN_COMMAND_ITEM, id, EVN_TRACKING_LOT);
    }
}

static void make(struct bench *b, uint32_t n_accounts)
{
    const struct evn_ledger_limits limits = evn_ledger_limits_usual();
    *b = (struct bench){.rng = evn_rng_of(1),
                        .view = {.position = position, .find_id = find_id},
                        .n_items = n_accounts / 100,
                        .now_us = INT64_C(1700000000) * EVN_US_PER_S};
    b->n_accounts = b->n_items * 100;
    evn_bench_need(evn_ledger_state_init(&b->state, &limits, INT64_MIN), "state");
    evn_bench_need(evn_arena_init(&b->wire, (size_t)512 << 20), "arena");
    evn_bench_need(evn_arena_init(&b->scratch, (size_t)8 << 20), "arena");
    evn_buf_init(&b->bytes, SIZE_MAX / 2);
    evn_buf_init(&b->events, SIZE_MAX / 2);
    b->message = calloc(BATCH_MAX, sizeof *b->message);
    b->hash = calloc(BATCH_MAX, sizeof *b->hash);
    b->command = calloc(BATCH_MAX, sizeof *b->command);
    evn_bench_must(b->message != NULL && b->hash != NULL && b->command != NULL, "out of memory");
    make_facts(b);
    for (uint32_t i = 0; i < b->n_accounts;) {
        uint32_t n = 0;
        evn_buf_clear(&b->bytes);
        evn_bench_must(evn_buf_room(&b->bytes, 1000 * MESSAGE_MAX) != NULL, "out of memory");
        for (; n < 1000 && i < b->n_accounts; i++)
            b->message[n++] = message_of(b, EVN_RECORD_RECEIVE, i, OPENING_QTY);
        run_batch(b, n);
    }
}

static void fini(struct bench *b)
{
    evn_ledger_state_fini(&b->state);
    evn_arena_fini(&b->wire);
    evn_arena_fini(&b->scratch);
    evn_buf_fini(&b->bytes);
    evn_buf_fini(&b->events);
    free(b->message);
    free(b->hash);
    free(b->command);
}

/* Under callgrind, counts are taken from here on. */
static __attribute__((noinline)) uint64_t measure(struct bench *b, uint32_t batch, uint64_t n)
{
    uint64_t done = 0;
    memset(b->ns, 0, sizeof b->ns);
    for (; done < n; done += batch) {
        make_batch(b, batch);
        run_batch(b, batch);
    }
    return done;
}

int evn_bench_decide(int argc, char **argv)
{
    static struct bench bench;
    uint64_t accounts = 10000, batch = 1000, movements = 1000000;
    bool json = false; /* there is no other form */
    const struct evn_bench_option known[] = {{.name = "accounts", .number = &accounts},
                                             {.name = "batch", .number = &batch},
                                             {.name = "json", .flag = &json},
                                             {.name = "movements", .number = &movements},
                                             {.name = NULL}};
    evn_bench_options(argc, argv, known);
    evn_bench_must(accounts >= 100 && accounts < 100000000, "--accounts go by the hundred");
    evn_bench_must(batch > 0 && batch <= BATCH_MAX, "--batch");
    make(&bench, (uint32_t)accounts);
    double n = (double)measure(&bench, (uint32_t)batch, movements);
    printf("{\"bench\":\"decide\",\"accounts\":%" PRIu64 ",\"batch\":%" PRIu64
           ",\"movements\":%.0f,\"ns\":{\"forget\":%.0f,\"hash\":%.0f,\"decode\":%.0f"
           ",\"decide_apply\":%.0f},\"log_bytes\":%.1f,\"peak_mib\":%" PRIu64 "}\n",
           accounts, batch, n, (double)bench.ns[FORGET] / n, (double)bench.ns[HASH] / n,
           (double)bench.ns[DECODE] / n, (double)bench.ns[DECIDE] / n,
           (double)bench.events.len / (double)batch, evn_bench_peak_bytes() >> 20);
    fini(&bench);
    return 0;
}
