/* views - how fast the ledger's views take in movements, open, and answer about the past. Shell.
 *
 * Makes views of A physical accounts (and A / 5 virtual ones) with L movements in them, account by
 * account, then applies random movements (40% receive, 50% issue, 10% transfer) for S seconds in
 * batches of N rows. Only the applier's own work is timed: fold, sort, write, commit. --late makes
 * 1% of the movements back-dated. --hot N then gives one account N movements and times questions
 * about its past. */
#include "services/ledger/store/views.h"
#include "common/base/env.h"
#include "common/base/rng.h"
#include "common/store/applier.h"
#include "services/ledger/core/kind.h"
#include "services/ledger/store/view.h"
#include "tools/bench/bench.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

enum { BLOCK_RECORDS = 1000 };

struct bench {
    uint32_t n_accounts;
    uint64_t before;
    int64_t seconds;
    size_t batch;
    bool late;
    uint32_t hot;
    struct evn_ledger_views views;
    struct evn_rng rng;
    int64_t *balances; /* by account number */
    uint64_t seq;      /* last one */
    int64_t now_us;    /* business time: moves on by a microsecond a movement */
    struct evn_buf payload;
    int64_t busy_us;
    uint64_t n_commits;
    int64_t slowest_us;
    int64_t write_us, commit_us; /* parts of busy_us */
};

/* Virtual accounts stand behind the physical ones: two for each ten. */
static uint32_t virtual_of(const struct bench *b, uint32_t account, bool supplier)
{
    return b->n_accounts + 1 + account / 10 * 2 + (supplier ? 0 : 1);
}

static void add_record(struct bench *b, uint32_t account, unsigned dice)
{
    uint8_t bytes[EVN_RECORD_LEN], rest[10];
    uint32_t other = 1 + evn_rng_below(&b->rng, b->n_accounts);
    bool in = dice < 40 || b->balances[account] < 10;
    bool transfer = !in && dice >= 90 && other != account;
    int64_t late = b->late && dice % 100 == 7 ? evn_rng_below(&b->rng, 1u << 30) : 0;
    struct evn_record r = {.kind = EVN_RECORD_ISSUE,
                           .flags = EVN_RECORD_F_FROM_PHYSICAL,
                           .line = 1,
                           .from = account,
                           .to = virtual_of(b, account, false),
                           .qty = in ? 100 : 10,
                           .occurred_at_us = ++b->now_us - late,
                           .recorded_at_us = b->now_us,
                           .document = ++b->seq,
                           .actor = 1,
                           .n_events = 1};
    if (in) {
        r.kind = EVN_RECORD_RECEIVE;
        r.flags = EVN_RECORD_F_TO_PHYSICAL;
        r.from = virtual_of(b, account, true);
        r.to = account;
    } else if (transfer) {
        r.kind = EVN_RECORD_TRANSFER;
        r.flags |= EVN_RECORD_F_TO_PHYSICAL;
        r.to = other;
    }
    r.from_balance = b->balances[r.from] -= r.qty;
    r.to_balance = b->balances[r.to] += r.qty;
    evn_put_u64(rest, evn_rng_next(&b->rng));
    evn_put_u16(rest + 8, (uint16_t)evn_rng_next(&b->rng));
    r.command = evn_id_make(b->now_us, rest);
    evn_record_put(bytes, &r);
    evn_bench_need(evn_buf_add(&b->payload, evn_bytes_of(bytes, sizeof bytes)), "record");
}

static void fold_block(struct bench *b, uint64_t first, uint32_t n)
{
    struct evn_buf whole;
    evn_buf_init(&whole, 1 << 20);
    const struct evn_frame frame = {.kind = EVN_LEDGER_FRAME_RECORDS,
                                    .version = 1,
                                    .count = n,
                                    .body = evn_bytes_of(b->payload.at, b->payload.len)};
    evn_bench_need(evn_frame_append(&whole, &frame), "frame");
    const struct evn_block block = {
        .first_seq = first, .count = n, .payload = evn_bytes_of(whole.at, whole.len)};
    int64_t begin_us = evn_bench_now_us();
    evn_bench_need(b->views.ops.fold(&b->views, &block), "fold");
    b->busy_us += evn_bench_now_us() - begin_us;
    evn_buf_fini(&whole);
    evn_buf_clear(&b->payload);
}

static void commit(struct bench *b)
{
    const struct evn_view_ops *ops = &b->views.ops;
    struct evn_position at = {.format = EVN_LEDGER_VIEWS_FORMAT, .seq = b->seq};
    MDB_txn *txn = NULL;
    int64_t begin_us = evn_bench_now_us();
    evn_bench_need(evn_store_err(mdb_txn_begin(evn_store_env(b->views.store), NULL, 0, &txn)),
                   "begin");
    evn_bench_need(ops->write(ops->self, txn), "write");
    ops->digest(ops->self, &at.digest);
    evn_bench_need(evn_position_put(txn, b->views.tables.meta, &at), "position");
    int64_t written_us = evn_bench_now_us();
    evn_bench_need(evn_store_commit(txn), "commit");
    b->write_us += written_us - begin_us;
    b->commit_us += evn_bench_now_us() - written_us;
    ops->clear(ops->self);
    int64_t took_us = evn_bench_now_us() - begin_us;
    b->busy_us += took_us;
    b->slowest_us = took_us > b->slowest_us ? took_us : b->slowest_us;
    b->n_commits++;
}

/* One block of records on accounts that `pick` names. */
static void block(struct bench *b, uint32_t (*pick)(struct bench *, uint64_t), uint64_t from)
{
    uint64_t first = b->seq + 1;
    for (uint32_t i = 0; i < BLOCK_RECORDS; i++)
        add_record(b, pick(b, from + i), evn_rng_below(&b->rng, 100));
    fold_block(b, first, BLOCK_RECORDS);
    if (b->views.ops.pending(&b->views) >= b->batch)
        commit(b);
}

static uint32_t pick_in_order(struct bench *b, uint64_t i)
{
    uint64_t each = b->before / b->n_accounts + 1;
    return 1 + (uint32_t)(i / each % b->n_accounts);
}

static uint32_t pick_any(struct bench *b, uint64_t i)
{
    (void)i;
    return 1 + evn_rng_below(&b->rng, b->n_accounts);
}

static uint32_t pick_hot(struct bench *b, uint64_t i)
{
    (void)b, (void)i;
    return 1;
}

static void run_random(struct bench *b)
{
    uint64_t from = b->seq, bytes = evn_bench_written_bytes();
    struct rusage use, used;
    getrusage(RUSAGE_SELF, &used);
    int64_t begin_us = evn_bench_now_us();
    b->busy_us = b->slowest_us = b->write_us = b->commit_us = 0;
    b->n_commits = 0;
    while (evn_bench_now_us() - begin_us < b->seconds * 1000000)
        block(b, pick_any, 0);
    commit(b);
    double n = (double)(b->seq - from);
    getrusage(RUSAGE_SELF, &use);
    double user_us = (double)(use.ru_utime.tv_sec - used.ru_utime.tv_sec) * 1e6 +
                     (double)(use.ru_utime.tv_usec - used.ru_utime.tv_usec);
    double system_us = (double)(use.ru_stime.tv_sec - used.ru_stime.tv_sec) * 1e6 +
                       (double)(use.ru_stime.tv_usec - used.ru_stime.tv_usec);
    struct evn_store_usage usage;
    evn_bench_need(evn_store_tend(b->views.store, &usage), "tend");
    printf("{\"accounts\":%" PRIu32 ",\"before\":%" PRIu64 ",\"batch_rows\":%zu,"
           "\"movements\":%.0f,\"movements_per_s\":%.0f,\"commits\":%" PRIu64
           ",\"busy_ms\":%" PRId64 ",\"write_ms\":%" PRId64 ",\"commit_ms\":%" PRId64
           ",\"slowest_commit_ms\":%" PRId64 ",\"written_bytes_a_movement\":%.0f,"
           "\"user_us_a_movement\":%.2f,\"system_us_a_movement\":%.2f,\"used_mib\":%" PRIu64 "}\n",
           b->n_accounts, b->before, b->batch, n, n * 1e6 / (double)b->busy_us, b->n_commits,
           b->busy_us / 1000, b->write_us / 1000, b->commit_us / 1000, b->slowest_us / 1000,
           (double)(evn_bench_written_bytes() - bytes) / n, user_us / n, system_us / n,
           usage.used_bytes >> 20);
}

/* Questions about the past of an account with b->hot later movements. */
static void run_hot(struct bench *b)
{
    int64_t from_us = b->now_us;
    for (uint32_t i = 0; i < b->hot; i += BLOCK_RECORDS)
        block(b, pick_hot, 0);
    commit(b);
    struct evn_ledger_view view;
    evn_bench_need(evn_ledger_view_init(&view, b->views.store, &b->views.tables, evn_env_real()),
                   "view");
    enum { N = 100 };
    int64_t worst_us = 0, sum_us = 0;
    for (int i = 0; i < N; i++) {
        struct evn_leg_summary sum;
        int64_t at_us = from_us + (int64_t)evn_rng_below(&b->rng, 1000);
        int64_t balance, begin_us = evn_bench_now_us();
        evn_bench_need(view.history.sum_until(&view, 1, at_us, &balance), "sum_until");
        evn_bench_need(view.history.summary(&view, 1, at_us, INT64_MAX, &sum), "summary");
        int64_t took_us = evn_bench_now_us() - begin_us;
        sum_us += took_us;
        worst_us = took_us > worst_us ? took_us : worst_us;
        if (balance + sum.sum != b->balances[1])
            evn_bench_need(EVN_E_DIGEST_MISMATCH, "sum");
    }
    printf("{\"hot_legs\":%" PRIu32 ",\"past_mean_us\":%" PRId64 ",\"past_max_us\":%" PRId64 "}\n",
           b->hot, sum_us / N, worst_us);
    evn_ledger_view_fini(&view);
}

static evn_err take_fact(void *self, uint64_t seq, const struct evn_frame *frame)
{
    (void)self, (void)seq, (void)frame;
    return EVN_OK;
}

static evn_err make_room(void *self, uint32_t n_accounts)
{
    (void)self, (void)n_accounts;
    return EVN_OK;
}

static evn_err take_keys(void *self, uint32_t first, const struct evn_account_key *keys, size_t n)
{
    (void)self, (void)first, (void)keys, (void)n;
    return EVN_OK;
}

static evn_err take_balance(void *self, uint32_t account, const struct evn_balance_row *row)
{
    int64_t *balances = self;
    return balances[account] == row->balance ? EVN_OK : EVN_E_DIGEST_MISMATCH;
}

static void run_load(struct bench *b, const char *path)
{
    evn_ledger_views_close(&b->views);
    int64_t begin_us = evn_bench_now_us();
    evn_bench_need(evn_ledger_views_open(&b->views, path, 0), "open");
    const struct evn_ledger_sink sink = {b->balances, take_fact,    make_room,
                                         take_keys,   take_balance, take_fact};
    evn_bench_need(evn_ledger_views_load(&b->views, &sink), "load");
    printf("{\"accounts\":%" PRIu32 ",\"balances_read_ms\":%" PRId64 "}\n", b->n_accounts,
           (evn_bench_now_us() - begin_us) / 1000);
}

int evn_bench_views(int argc, char **argv)
{
    char folder[4096], path[4200];
    const char *dir = NULL;
    uint64_t n_accounts = 10000, before = 0, seconds = 5, batch = 1000000, hot = 0;
    struct bench b = {.rng = evn_rng_of(7), .now_us = INT64_C(1668384000000000)};
    const struct evn_bench_option known[] = {
        {.name = "dir", .text = &dir},         {.name = "accounts", .number = &n_accounts},
        {.name = "before", .number = &before}, {.name = "seconds", .number = &seconds},
        {.name = "batch", .number = &batch},   {.name = "hot", .number = &hot},
        {.name = "late", .flag = &b.late},     {.name = NULL}};
    evn_bench_options(argc, argv, known);
    evn_bench_must(n_accounts > 0 && n_accounts < 1u << 28 && batch > 0, "--accounts, --batch");
    b.n_accounts = (uint32_t)n_accounts;
    b.before = before;
    b.seconds = (int64_t)seconds;
    b.batch = batch;
    b.hot = (uint32_t)hot;
    evn_bench_folder(dir, folder, sizeof folder);
    snprintf(path, sizeof path, "%s/views.mdb", folder);
    b.balances = calloc((size_t)b.n_accounts * 6 / 5 + 16, sizeof *b.balances);
    evn_bench_must(b.balances != NULL, "out of memory");
    evn_buf_init(&b.payload, 1 << 20);
    evn_bench_need(evn_ledger_views_open(&b.views, path, 0), "open");
    for (uint64_t i = 0; i < b.before; i += BLOCK_RECORDS)
        block(&b, pick_in_order, i);
    commit(&b);
    run_random(&b);
    if (b.hot > 0)
        run_hot(&b);
    run_load(&b, path);
    evn_ledger_views_close(&b.views);
    evn_bench_remove(folder);
    evn_buf_fini(&b.payload);
    free(b.balances);
    return 0;
}
