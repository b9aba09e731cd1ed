/* open - from a clean stop to ready: log, views, balances, names, all in memory again. Shell. */
#include "tools/bench/bench.h"
#include "tools/bench/ledger.h"

#include <inttypes.h>
#include <stdio.h>

int evn_bench_open(int argc, char **argv)
{
    static struct evn_bench_ledger ledger;
    const char *dir = NULL;
    uint64_t accounts = 1000000;
    bool json = false;
    const struct evn_bench_option known[] = {{.name = "accounts", .number = &accounts},
                                             {.name = "dir", .text = &dir},
                                             {.name = "json", .flag = &json},
                                             {.name = NULL}};
    evn_bench_options(argc, argv, known);
    evn_bench_must(accounts < 100000000, "--accounts");
    evn_bench_ledger_make(&ledger, dir, (uint32_t)accounts, 8000);
    int64_t from_us = evn_bench_now_us();
    evn_bench_ledger_stop(&ledger);
    int64_t stopped_us = evn_bench_now_us();
    evn_bench_ledger_start(&ledger);
    int64_t ready_us = evn_bench_now_us();
    printf("{\"bench\":\"open\",\"accounts\":%" PRIu32 ",\"stop_ms\":%" PRId64
           ",\"ready_ms\":%" PRId64
           ",\"state_bytes_per_account\":%.1f,\"view_bytes_per_account\":%u}\n",
           ledger.n_accounts, (stopped_us - from_us) / 1000, (ready_us - stopped_us) / 1000,
           (double)(evn_grow_bytes(&ledger.state.accounts) +
                    evn_index_bytes(&ledger.state.by_account) +
                    evn_index_bytes(&ledger.state.by_pool)) /
               ledger.n_accounts,
           (unsigned)EVN_BALANCE_LEN);
    evn_bench_ledger_end(&ledger);
    return 0;
}
