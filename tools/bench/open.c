/* open - from a clean stop to ready: log, views, balances, names, all in memory again. Shell. */
#include "tools/bench/bench.h"
#include "tools/bench/ledger.h"

#include <inttypes.h>
#include <stdio.h>

static void stop_and_start(struct evn_bench_ledger *l)
{
    int64_t from_us = evn_bench_now_us();
    evn_bench_ledger_stop(l);
    int64_t stopped_us = evn_bench_now_us();
    evn_bench_ledger_start(l);
    int64_t ready_us = evn_bench_now_us();
    printf("{\"bench\":\"open\",\"accounts\":%" PRIu32 ",\"stop_ms\":%" PRId64
           ",\"ready_ms\":%" PRId64 ",\"cpu_ms\":{\"log\":%" PRId64 ",\"views\":%" PRId64
           ",\"state\":%" PRId64 "},\"state_bytes_per_account\":%.1f"
           ",\"view_bytes_per_account\":%u}\n",
           l->n_accounts, (stopped_us - from_us) / 1000, (ready_us - stopped_us) / 1000,
           l->open_cpu_us[0] / 1000, l->open_cpu_us[1] / 1000, l->open_cpu_us[2] / 1000,
           (double)(evn_grow_bytes(&l->state.accounts) + evn_index_bytes(&l->state.by_account) +
                    evn_index_bytes(&l->state.by_pool)) /
               l->n_accounts,
           (unsigned)EVN_BALANCE_LEN);
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
    evn_bench_ledger_end(&ledger);
    return 0;
}
