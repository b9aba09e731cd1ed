/* ledger_core_bench [SECONDS]: movements a second through decide and apply, in process.
 *
 * The work of the peers' scripts: 10,000 balances (10 places x 100 items x 10 lots), 40% receipts,
 * 50% issues, 10% transfers, one movement a command, each command with its own id and the hash of
 * its bytes. `core` alone decides, applies and writes the events; `log` also submits each batch as
 * one block to a file log and waits until it is durable. The view takes everything in at the end
 * of each batch. One line a figure: peer, metric, value, unit. */
#include "common/base/env.h"
#include "common/base/rng.h"
#include "common/journal/file.h"
#include "services/ledger/core/apply.h"
#include "services/ledger/core/decide.h"

#include <ftw.h>
#include <inttypes.h>
#include <sodium/core.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { N_PLACES = 10, N_ITEMS = 100, N_LOTS = 10, N_BALANCES = 10000, START_QTY = 1000000 };
enum { NAME_LEN = 24, WIRE_LEN = 96 };

struct bench {
    struct evn_ledger_state state;
    struct evn_arena arena;
    struct evn_buf events;
    struct evn_rng rng;
    const struct evn_env *env;
    struct evn_journal *log; /* NULL: without */
    int64_t now_us;
    uint64_t n_ids;
    uint64_t block_first; /* number of the first event of the batch */
    char places[N_PLACES][NAME_LEN], items[N_ITEMS][NAME_LEN], lots[N_LOTS][NAME_LEN];
};

static void must(bool ok, const char *what)
{
    if (ok)
        return;
    fprintf(stderr, "ledger_core_bench: %s\n", what);
    exit(1);
}

/* Nothing here is back-dated and every id is new, so the past is never asked for. */
static evn_err no_sum(void *self, uint32_t account, int64_t at_us, int64_t *out)
{
    (void)self, (void)account, (void)at_us, (void)out;
    return EVN_E_IO;
}

static evn_err no_summary(void *self, uint32_t account, int64_t after_us, int64_t until_us,
                          struct evn_leg_summary *out)
{
    (void)self, (void)account, (void)after_us, (void)until_us, (void)out;
    return EVN_E_IO;
}

static evn_err no_id(void *self, const struct evn_id *id, struct evn_id_row *out, bool *found)
{
    (void)self, (void)id, (void)out, (void)found;
    return EVN_E_IO;
}

static const struct evn_history_view no_view = {
    .sum_until = no_sum, .summary = no_summary, .find_id = no_id};

static void run(struct bench *b, const struct evn_ledger_command *command)
{
    const struct evn_ledger_turn turn = {.state = &b->state,
                                         .view = &no_view,
                                         .now_us = b->now_us,
                                         .business_us = b->now_us,
                                         .next_seq = b->state.next_seq,
                                         .arena = &b->arena,
                                         .events = &b->events};
    struct evn_decision decision;
    size_t start = b->events.len;
    must(evn_ledger_decide(&turn, command, &decision) == EVN_OK && decision.refusal.err == EVN_OK &&
             !decision.again,
         "a command was refused");
    must(evn_ledger_apply_all(&b->state,
                              evn_bytes_of(b->events.at + start, b->events.len - start)) == EVN_OK,
         "apply failed");
}

/* A fresh id, and the hash of the bytes such a command has on the wire. */
static struct evn_ledger_command command_of(struct bench *b, enum evn_command_kind kind,
                                            uint64_t what)
{
    uint8_t rest[10], wire[WIRE_LEN] = {0};
    evn_put_u64(rest, evn_rng_next(&b->rng));
    evn_put_u16(rest + 8, (uint16_t)b->n_ids++);
    struct evn_ledger_command c = {
        .id = evn_id_make(b->now_us, rest), .actor = evn_bytes_text("bench"), .kind = kind};
    memcpy(wire, c.id.b, EVN_ID_LEN);
    evn_put_u64(wire + EVN_ID_LEN, what);
    evn_hash128(evn_bytes_of(wire, sizeof wire), &c.hash);
    return c;
}

static void add_fact(struct bench *b, enum evn_command_kind kind, const char *id, uint32_t what)
{
    struct evn_ledger_command c = command_of(b, kind, what);
    c.fact.id = evn_bytes_text(id);
    c.fact.item.tracking = what;
    c.fact.place = (struct evn_place){.kind = what, .offset_min = EVN_OFFSET_CHINA_MIN};
    run(b, &c);
}

static void post(struct bench *b, uint16_t kind, uint32_t balance, uint32_t to, int64_t qty)
{
    struct evn_ledger_line line = {.kind = kind,
                                   .from = evn_bytes_text(b->places[balance / 1000]),
                                   .to = evn_bytes_text(b->places[to / 1000]),
                                   .item = evn_bytes_text(b->items[balance / 10 % 100]),
                                   .lot = evn_bytes_text(b->lots[balance % 10]),
                                   .owner = evn_bytes_text(""),
                                   .made = EVN_DAY_NONE,
                                   .expiry = {30000 + (int32_t)(balance % 10)},
                                   .qty = qty,
                                   .occurred_at_us = EVN_AT_NOW};
    if (kind == EVN_RECORD_RECEIVE)
        line.from = evn_bytes_text("supplier");
    if (kind == EVN_RECORD_ISSUE)
        line.to = evn_bytes_text("consumed");
    struct evn_ledger_command c = command_of(b, EVN_COMMAND_DOCUMENT, balance);
    c.document = (struct evn_ledger_document){.lines = &line,
                                              .n_lines = 1,
                                              .reason = evn_bytes_text(""),
                                              .note = evn_bytes_text(""),
                                              .reference = evn_bytes_text("")};
    run(b, &c);
}

static void post_some(struct bench *b)
{
    uint32_t balance = evn_rng_below(&b->rng, N_BALANCES);
    uint32_t kind = evn_rng_below(&b->rng, 100);
    int64_t qty = 1 + (int64_t)evn_rng_below(&b->rng, 20);
    if (kind < 40)
        post(b, EVN_RECORD_RECEIVE, balance, balance, qty);
    else if (kind < 90)
        post(b, EVN_RECORD_ISSUE, balance, balance, qty);
    else
        post(b, EVN_RECORD_TRANSFER, balance,
             (balance + 1000 * (1 + evn_rng_below(&b->rng, 9))) % N_BALANCES, qty);
}

/* End the batch: append and flush it as one block, then let the view take it in. */
static void end_batch(struct bench *b)
{
    const struct evn_block block = {.first_seq = b->block_first,
                                    .count = (uint32_t)(b->state.next_seq - b->block_first),
                                    .recorded_at_us = b->now_us,
                                    .payload = evn_bytes_of(b->events.at, b->events.len)};
    struct evn_journal_mark mark = {0};
    if (b->log != NULL)
        must(evn_journal_submit(b->log, &block) == EVN_OK, "the log took no block");
    while (b->log != NULL && mark.committed + 1 < b->state.next_seq)
        must(evn_journal_poll(b->log, &mark) == EVN_OK, "the log failed");
    evn_ledger_forget(&b->state, b->state.next_seq - 1);
    evn_buf_clear(&b->events);
    b->block_first = b->state.next_seq;
}

static void set_up(struct bench *b)
{
    struct evn_ledger_limits limits = evn_ledger_limits_usual();
    b->env = evn_env_real();
    b->rng = evn_rng_of(1);
    b->now_us = b->env->wall_us(b->env->self);
    b->block_first = 1;
    must(evn_ledger_state_init(&b->state, &limits, INT64_MIN) == EVN_OK &&
             evn_arena_init(&b->arena, 1 << 20) == EVN_OK,
         "out of memory");
    evn_buf_init(&b->events, (size_t)64 << 20);
    for (int i = 0; i < N_ITEMS; i++) {
        snprintf(b->items[i], NAME_LEN, "item-%03d", i);
        add_fact(b, EVN_COMMAND_ITEM, b->items[i], EVN_TRACKING_LOT);
    }
    for (int i = 0; i < N_PLACES; i++) {
        snprintf(b->places[i], NAME_LEN, "site-%02d", i);
        add_fact(b, EVN_COMMAND_PLACE, b->places[i], EVN_PLACE_WAREHOUSE);
    }
    for (int i = 0; i < N_LOTS; i++)
        snprintf(b->lots[i], NAME_LEN, "lot-%02d", i);
    add_fact(b, EVN_COMMAND_PLACE, "supplier", EVN_PLACE_SUPPLIER);
    add_fact(b, EVN_COMMAND_PLACE, "consumed", EVN_PLACE_CONSUMED);
    for (uint32_t i = 0; i < N_BALANCES; i++)
        post(b, EVN_RECORD_RECEIVE, i, i, START_QTY);
    end_batch(b);
}

static int by_value(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

/* On a machine that does other work as well, this says what the code itself costs. */
static int64_t thread_cpu_us(void)
{
    struct timespec t;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return t.tv_sec * EVN_US_PER_S + t.tv_nsec / 1000;
}

/* Run batches for `wait_us` and print the rate, and the median and the 99th of 100 batch times. */
static void measure(struct bench *b, const char *name, uint32_t batch, int64_t wait_us)
{
    enum { N_TIMES_MAX = 1 << 20 };
    int64_t *times = malloc(N_TIMES_MAX * sizeof *times);
    must(times != NULL, "out of memory");
    size_t n = 0;
    int64_t start_us = b->env->mono_us(b->env->self), at_us = start_us, cpu_us = thread_cpu_us();
    while (at_us - start_us < wait_us && n < N_TIMES_MAX) {
        int64_t wall_us = b->env->wall_us(b->env->self);
        b->now_us = wall_us > b->now_us ? wall_us : b->now_us;
        for (uint32_t i = 0; i < batch; i++)
            post_some(b);
        end_batch(b);
        int64_t end_us = b->env->mono_us(b->env->self);
        times[n++] = end_us - at_us;
        at_us = end_us;
    }
    qsort(times, n, sizeof *times, by_value);
    double rate = (double)n * batch * 1e6 / (double)(at_us - start_us);
    double cpu_rate = (double)n * batch * 1e6 / (double)(thread_cpu_us() - cpu_us);
    printf("evernormal %s_b%u %.0f movements/s\n", name, batch, rate);
    printf("evernormal %s_b%u_cpu %.0f movements/s of this thread's processor time\n", name, batch,
           cpu_rate);
    printf("evernormal %s_b%u_p50 %" PRId64 " us\n", name, batch, times[n / 2]);
    printf("evernormal %s_b%u_p99 %" PRId64 " us\n", name, batch, times[n * 99 / 100]);
    free(times);
}

static void tear_down(struct bench *b)
{
    evn_ledger_state_fini(&b->state);
    evn_arena_fini(&b->arena);
    evn_buf_fini(&b->events);
    if (b->log != NULL)
        evn_journal_destroy(&b->log);
}

static int remove_one(const char *path, const struct stat *st, int kind, struct FTW *walk)
{
    (void)st, (void)kind, (void)walk;
    return remove(path);
}

int main(int argc, char **argv)
{
    static struct bench core, logged;
    char dir[] = "/var/tmp/evn-bench-XXXXXX";
    double seconds = argc > 1 ? strtod(argv[1], NULL) : 2;
    int64_t wait_us = (int64_t)(seconds * 1e6);
    const uint32_t batches[] = {100, 1000, 8000};
    must(sodium_init() >= 0, "no libsodium"); /* chooses the fastest code for this processor */
    must(mkdtemp(dir) != NULL, "no folder for the log");
    const struct evn_file_options options = {.dir = dir, .background = true};
    set_up(&core);
    must(evn_journal_file_open(&options, &logged.log, NULL) == EVN_OK, "no log");
    set_up(&logged);
    for (size_t i = 0; i < 3; i++)
        measure(&core, "core", batches[i], wait_us);
    for (size_t i = 0; i < 3; i++)
        measure(&logged, "log", batches[i], wait_us);
    tear_down(&core);
    tear_down(&logged);
    nftw(dir, remove_one, 16, FTW_DEPTH | FTW_PHYS);
    return 0;
}
