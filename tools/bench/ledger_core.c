/* ledger-core - decide, apply, log to disk and take into the views, all in this process. Shell. */
#include "tools/bench/bench.h"
#include "tools/bench/ledger.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

enum { TURNS_MAX = 1 << 22 };

struct run {
    uint64_t n; /* movements */
    size_t n_turns;
    int64_t *turn_us;
    int64_t wall_us, writer_cpu_us, cpu_us, busy_us;
    uint64_t written_bytes, lag;
    int64_t flush_us; /* writing and flushing, in a thread of the log unless turns wait */
};

/* What takes most of the writer's time. The applier's thread works beside it: it limits when the
 * writer has to wait for it. */
static const char *limit_of(const struct evn_bench_ledger *l, const struct run *r)
{
    int64_t flush_us = r->flush_us, log_us = l->log_us - (l->waits ? flush_us : 0);
    int64_t core_us = l->hash_us + l->decide_us;
    if (l->wait_us > r->wall_us / 20)
        return "applier";
    if (r->cpu_us - r->writer_cpu_us > r->wall_us && core_us > r->writer_cpu_us)
        return "processors";
    if (flush_us > core_us && flush_us > log_us)
        return "flush";
    return core_us > log_us ? "decide" : "log hash and copy";
}

static void forget_times(struct evn_bench_ledger *l)
{
    l->make_us = l->hash_us = l->decide_us = l->log_us = l->view_us = l->wait_us = 0;
}

static void measure(struct evn_bench_ledger *l, uint32_t batch, int64_t for_us, struct run *r)
{
    struct evn_applier_lag before, after;
    evn_applier_lag(l->applier, &before);
    evn_bench_ledger_wait(l);
    r->flush_us = -l->flush_us;
    forget_times(l);
    uint64_t bytes = evn_bench_written_bytes();
    int64_t cpu_us = evn_bench_process_cpu_us(), own_us = evn_bench_thread_cpu_us();
    int64_t from_us = evn_bench_now_us(), at_us = from_us;
    while (at_us - from_us < for_us && r->n_turns < TURNS_MAX) {
        evn_bench_ledger_turn(l, batch);
        int64_t end_us = evn_bench_now_us();
        r->turn_us[r->n_turns++] = end_us - at_us;
        r->n += batch;
        at_us = end_us;
    }
    evn_bench_ledger_wait(l);
    r->flush_us += l->flush_us;
    r->wall_us = evn_bench_now_us() - from_us;
    r->writer_cpu_us = evn_bench_thread_cpu_us() - own_us;
    r->cpu_us = evn_bench_process_cpu_us() - cpu_us;
    r->written_bytes = evn_bench_written_bytes() - bytes;
    evn_applier_lag(l->applier, &after);
    r->busy_us = after.busy_us - before.busy_us;
    r->lag = after.head_seq - after.seq;
}

static void print(struct evn_bench_ledger *l, uint32_t batch, struct run *r)
{
    double n = (double)r->n, wall = (double)r->wall_us, rate = n * 1e6 / wall;
    int64_t p50_us = evn_bench_quantile(r->turn_us, r->n_turns, 500);
    int64_t p99_us = evn_bench_quantile(r->turn_us, r->n_turns, 990);
    double log_us = (double)(l->log_us - (l->waits ? r->flush_us : 0));
    printf("{\"bench\":\"ledger-core\",\"accounts\":%" PRIu32 ",\"batch\":%" PRIu32
           ",\"late_per_mille\":%" PRIu32 ",\"seconds\":%.1f,\"movements\":%" PRIu64
           ",\"movements_per_s\":%.0f,\"p50_us\":%" PRId64 ",\"p99_us\":%" PRId64,
           l->n_accounts, batch, l->late_per_mille, wall / 1e6, r->n, rate, p50_us, p99_us);
    printf(",\"flushes\":%zu,\"movements_per_flush\":%.0f,\"cpu_us_per_movement\":%.3f"
           ",\"writer_cpu_us_per_movement\":%.3f,\"disk_bytes_per_movement\":%.0f",
           r->n_turns, n / (double)r->n_turns, (double)r->cpu_us / n, (double)r->writer_cpu_us / n,
           (double)r->written_bytes / n);
    printf(",\"view_lag_events\":%" PRIu64 ",\"view_lag_s\":%.2f", r->lag, (double)r->lag / rate);
    printf(",\"share\":{\"make\":%.2f,\"hash\":%.2f,\"decide\":%.2f,\"log\":%.2f,\"flush\":%.2f,"
           "\"views\":%.2f,"
           "\"waiting\":%.2f,\"applier\":%.2f},\"limited_by\":\"%s\"",
           (double)l->make_us / wall, (double)l->hash_us / wall, (double)l->decide_us / wall,
           log_us / wall, (double)r->flush_us / wall, (double)l->view_us / wall,
           (double)l->wait_us / wall, (double)r->busy_us / wall, limit_of(l, r));
    double catch_up_s = (double)evn_bench_ledger_drain_us(l) / 1e6;
    printf(",\"catch_up_s\":%.2f,\"peak_mib\":%" PRIu64 "}\n", catch_up_s,
           evn_bench_peak_bytes() >> 20);
    fflush(stdout);
}

int evn_bench_ledger_core(int argc, char **argv)
{
    static struct evn_bench_ledger ledger;
    const char *dir = NULL;
    uint64_t accounts = 10000, before = 0, batch = 1000, seconds = 10, late = 0;
    bool json = false; /* there is no other form */
    ledger.waits = false;
    const struct evn_bench_option known[] = {{.name = "accounts", .number = &accounts},
                                             {.name = "batch", .number = &batch},
                                             {.name = "before", .number = &before},
                                             {.name = "dir", .text = &dir},
                                             {.name = "json", .flag = &json},
                                             {.name = "late", .number = &late},
                                             {.name = "seconds", .number = &seconds},
                                             {.name = "wait", .flag = &ledger.waits},
                                             {.name = NULL}};
    evn_bench_options(argc, argv, known);
    evn_bench_must(accounts < 100000000 && batch > 0 && batch <= 100000, "--accounts, --batch");
    evn_bench_ledger_make(&ledger, dir, (uint32_t)accounts, 8000);
    ledger.late_per_mille = (uint32_t)late;
    for (uint64_t n = 0; n < before; n += 8000)
        evn_bench_ledger_turn(&ledger, 8000);
    evn_bench_ledger_drain_us(&ledger);
    struct run r = {.turn_us = calloc(TURNS_MAX, sizeof *r.turn_us)};
    evn_bench_must(r.turn_us != NULL, "out of memory");
    measure(&ledger, (uint32_t)batch, (int64_t)seconds * 1000000, &r);
    print(&ledger, (uint32_t)batch, &r);
    evn_bench_ledger_end(&ledger);
    free(r.turn_us);
    return 0;
}
