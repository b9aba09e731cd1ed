/* open - from a stop to ready: log, views, balances, names, all in memory again; and the end of the
 * log that the views do not hold yet, as after a crash. Shell. */
#include "tools/bench/bench.h"
#include "tools/bench/ledger.h"

#include <inttypes.h>
#include <stdio.h>

enum { BATCH = 1000 };

/* Bytes an account, by part; virtual accounts are accounts. */
static void print_memory(const struct evn_bench_ledger *l)
{
    const struct evn_ledger_state *s = &l->state;
    double n = s->n_accounts;
    double rows = (double)evn_grow_bytes(&s->accounts) / n;
    double keys = (double)evn_slots_bytes(&s->by_account) / n;
    double pools = (double)evn_slots_bytes(&s->by_pool) / n;
    double views = (double)evn_grow_bytes(&l->views.accounts.rows) / n;
    printf("{\"bench\":\"memory\",\"accounts\":%" PRIu32 ",\"bytes_per_account\":{\"rows\":%.1f,"
           "\"by_key\":%.1f,\"by_pool\":%.1f,\"core\":%.1f,\"views\":%.1f,\"all\":%.1f}}\n",
           s->n_accounts, rows, keys, pools, rows + keys + pools, views,
           rows + keys + pools + views);
}

/* Start again; `stop_us`: what stopping took, `tail`: movements the views did not hold. */
static void start(struct evn_bench_ledger *l, int64_t stop_us, uint64_t tail)
{
    int64_t from_us = evn_bench_now_us();
    evn_bench_ledger_start(l);
    int64_t ready_us = evn_bench_now_us() - from_us;
    printf("{\"bench\":\"open\",\"accounts\":%" PRIu32 ",\"movements\":%" PRIu64
           ",\"stop_ms\":%" PRId64 ",\"ready_ms\":%" PRId64 ",\"cpu_ms\":{\"log\":%" PRId64
           ",\"views\":%" PRId64 ",\"state\":%" PRId64 "}",
           l->n_accounts, l->n_ids, stop_us / 1000, ready_us / 1000, l->open_cpu_us[0] / 1000,
           l->open_cpu_us[1] / 1000, l->open_cpu_us[2] / 1000);
    if (tail > 0)
        printf(",\"tail\":%" PRIu64 ",\"tail_ms\":%" PRId64 ",\"tail_movements_per_s\":%.0f"
               ",\"tail_movements_per_cpu_s\":%.0f",
               tail, l->replay_us / 1000, (double)tail * 1e6 / (double)l->replay_us,
               (double)tail * 1e6 / (double)l->replay_cpu_us);
    puts("}");
    fflush(stdout);
}

static void stop_and_start(struct evn_bench_ledger *l)
{
    int64_t from_us = evn_bench_now_us();
    evn_bench_ledger_stop(l);
    start(l, evn_bench_now_us() - from_us, 0);
}

/* The views stay where they are while `n` movements are made; then memory is lost. */
static void crash_and_start(struct evn_bench_ledger *l, uint64_t n)
{
    evn_bench_need(evn_applier_stop(l->applier), "applier");
    for (uint64_t done = 0; done < n; done += BATCH)
        evn_bench_ledger_turn(l, n - done < BATCH ? (uint32_t)(n - done) : BATCH);
    evn_bench_ledger_crash(l);
    start(l, 0, n);
}

int evn_bench_open(int argc, char **argv)
{
    static struct evn_bench_ledger ledger;
    const char *dir = NULL;
    uint64_t accounts = 1000000, movements = 0, rounds = 3, tail = 1000000;
    bool json = false;
    const struct evn_bench_option known[] = {{.name = "accounts", .number = &accounts},
                                             {.name = "dir", .text = &dir},
                                             {.name = "json", .flag = &json},
                                             {.name = "movements", .number = &movements},
                                             {.name = "rounds", .number = &rounds},
                                             {.name = "tail", .number = &tail},
                                             {.name = NULL}};
    evn_bench_options(argc, argv, known);
    evn_bench_must(accounts < 100000000, "--accounts");
    evn_bench_must(tail < EVN_BENCH_LAG_MAX, "--tail is below 1500000");
    evn_bench_ledger_make(&ledger, dir, (uint32_t)accounts, 8000);
    for (uint64_t n = 0; n < movements; n += 8000)
        evn_bench_ledger_turn(&ledger, 8000);
    for (uint64_t i = 0; i < rounds; i++)
        stop_and_start(&ledger);
    if (tail > 0)
        crash_and_start(&ledger, tail);
    print_memory(&ledger);
    evn_bench_ledger_end(&ledger);
    return 0;
}
