/* open - from a clean stop to ready: log, views, balances, names, all in memory again. Shell. */
#include "tools/bench/bench.h"
#include "tools/bench/ledger.h"

#include <inttypes.h>
#include <stdio.h>

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
           "\"by_key\":%.1f,\"by_pool\":%.1f,\"views\":%.1f,\"all\":%.1f}}\n",
           s->n_accounts, rows, keys, pools, views, rows + keys + pools + views);
}

static void stop_and_start(struct evn_bench_ledger *l)
{
    int64_t from_us = evn_bench_now_us();
    evn_bench_ledger_stop(l);
    int64_t stopped_us = evn_bench_now_us();
    evn_bench_ledger_start(l);
    int64_t ready_us = evn_bench_now_us();
    printf("{\"bench\":\"open\",\"accounts\":%" PRIu32 ",\"stop_ms\":%" PRId64
           ",\"ready_ms\":%" PRId64 ",\"cpu_ms\":{\"log\":%" PRId64 ",\"views\":%" PRId64
           ",\"state\":%" PRId64 "}}\n",
           l->n_accounts, (stopped_us - from_us) / 1000, (ready_us - stopped_us) / 1000,
           l->open_cpu_us[0] / 1000, l->open_cpu_us[1] / 1000, l->open_cpu_us[2] / 1000);
    fflush(stdout);
}

int evn_bench_open(int argc, char **argv)
{
    static struct evn_bench_ledger ledger;
    const char *dir = NULL;
    uint64_t accounts = 1000000, rounds = 3;
    bool json = false;
    const struct evn_bench_option known[] = {{.name = "accounts", .number = &accounts},
                                             {.name = "dir", .text = &dir},
                                             {.name = "json", .flag = &json},
                                             {.name = "rounds", .number = &rounds},
                                             {.name = NULL}};
    evn_bench_options(argc, argv, known);
    evn_bench_must(accounts < 100000000, "--accounts");
    evn_bench_ledger_make(&ledger, dir, (uint32_t)accounts, 8000);
    for (uint64_t i = 0; i < rounds; i++)
        stop_and_start(&ledger);
    print_memory(&ledger);
    evn_bench_ledger_end(&ledger);
    return 0;
}
