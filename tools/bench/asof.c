/* asof - a back-dated movement into an account with many later ones, through the real core. Shell.
 */
#include "tools/bench/bench.h"
#include "tools/bench/ledger.h"

#include <inttypes.h>
#include <stdio.h>

enum { BATCH = 1000, QUESTIONS = 200, IN_MEMORY = 10000 };

/* Movements of one account, from now on; with `late_us` one in a hundred is dated so long ago, or
 * less. */
static void post_later(struct evn_bench_ledger *l, uint64_t n, int64_t late_us)
{
    for (uint64_t done = 0; done < n; done += BATCH) {
        evn_bench_ledger_begin(l);
        for (int i = 0; i < BATCH; i++) {
            bool late = late_us > 0 && i % 100 == 99;
            int64_t at_us = l->now_us - (int64_t)(evn_rng_next(&l->rng) % (uint64_t)(late_us + 1));
            evn_bench_ledger_post(l, i % 2 == 0 ? EVN_RECORD_RECEIVE : EVN_RECORD_ISSUE, 0, 0, 5,
                                  late ? at_us : EVN_AT_NOW);
        }
        evn_bench_ledger_commit(l);
    }
}

/* Issues dated just behind the opening receipt, each in a turn of its own. */
static void measure(struct evn_bench_ledger *l, int64_t at_us, uint64_t later, const char *where)
{
    static int64_t took_us[QUESTIONS];
    for (int i = 0; i < QUESTIONS; i++) {
        evn_bench_ledger_begin(l);
        int64_t from_us = evn_bench_now_us();
        evn_bench_ledger_post(l, EVN_RECORD_ISSUE, 0, 0, 1, at_us + i);
        took_us[i] = evn_bench_now_us() - from_us;
        evn_bench_ledger_commit(l);
    }
    int64_t p50_us = evn_bench_quantile(took_us, QUESTIONS, 500);
    printf(
        "{\"bench\":\"asof\",\"later\":%" PRIu64 ",\"later_ones\":\"%s\",\"decide_p50_us\":%" PRId64
        ",\"decide_p99_us\":%" PRId64 ",\"decide_max_us\":%" PRId64 "}\n",
        later, where, p50_us, evn_bench_quantile(took_us, QUESTIONS, 990), took_us[QUESTIONS - 1]);
    fflush(stdout);
}

int evn_bench_asof(int argc, char **argv)
{
    static struct evn_bench_ledger ledger;
    const char *dir = NULL;
    uint64_t later = 1000000;
    bool json = false;
    const struct evn_bench_option known[] = {{.name = "dir", .text = &dir},
                                             {.name = "json", .flag = &json},
                                             {.name = "later", .number = &later},
                                             {.name = NULL}};
    evn_bench_options(argc, argv, known);
    evn_bench_ledger_make(&ledger, dir, 10000, BATCH);
    int64_t at_us = ledger.now_us + 1000;
    evn_bench_must(later >= IN_MEMORY, "--later is at least 10000");
    post_later(&ledger, later - IN_MEMORY, 0);
    evn_bench_ledger_drain_us(&ledger);
    post_later(&ledger, IN_MEMORY, 0);
    measure(&ledger, at_us, later, "10000 in memory, or less");
    evn_bench_ledger_drain_us(&ledger);
    measure(&ledger, at_us + QUESTIONS, later, "in the views");
    evn_bench_need(evn_applier_stop(ledger.applier), "applier");
    post_later(&ledger, later, ledger.now_us - at_us);
    measure(&ledger, at_us + 2 * QUESTIONS, 2 * later, "half of them in memory, 1% back-dated");
    evn_bench_ledger_end(&ledger);
    return 0;
}
