/* asof - a back-dated movement into an account with many later ones, through the real core; and
 * what is read of such an account. Shell. */
#include "services/ledger/store/legs.h"
#include "tools/bench/bench.h"
#include "tools/bench/ledger.h"

#include <inttypes.h>
#include <stdio.h>

enum { BATCH = 1000, QUESTIONS = 200, IN_MEMORY = 10000, ROWS = 50, SLOW = 3 };

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

/* What the account took in and gave in a period. */
struct reading {
    int64_t from_us, net;
    int n_left;
};

static evn_err take_flow(void *self, const struct evn_flow_part *part)
{
    struct reading *r = self;
    r->net += part->in - part->out;
    return EVN_OK;
}

/* Every leg of the period, one by one; and as many as a page holds. */
static evn_err take_leg(void *self, const struct evn_chunk_leg *leg, bool *more)
{
    struct reading *r = self;
    *more = true;
    if (leg->at_us >= r->from_us)
        r->net += leg->delta;
    return EVN_OK;
}

static evn_err take_row(void *self, const struct evn_chunk_leg *leg, bool *more)
{
    struct reading *r = self;
    r->net += leg->delta;
    *more = --r->n_left > 0;
    return EVN_OK;
}

/* The busy account: the one with most legs. */
static uint32_t busiest(const struct evn_bench_ledger *l)
{
    uint32_t best = 1;
    int64_t most = 0;
    for (uint32_t i = 1; i <= l->state.n_accounts; i++) {
        const struct evn_account *a = evn_ledger_account(&l->state, i);
        if (a->physical && a->taken_in > most) {
            most = a->taken_in;
            best = i;
        }
    }
    return best;
}

/* Supply of a period and a page of the card, by rows that add up; and the same leg by leg. */
static void measure_reads(struct evn_bench_ledger *l, uint64_t later)
{
    static int64_t supply_us[QUESTIONS], card_us[QUESTIONS], slow_us[SLOW];
    uint32_t account = busiest(l);
    evn_bench_ledger_begin(l);
    for (int i = 0; i < QUESTIONS; i++) {
        uint64_t ago_us = evn_rng_next(&l->rng) % (uint64_t)(l->now_us - l->opened_us + 1);
        struct reading supply = {.from_us = l->now_us - (int64_t)ago_us};
        struct reading card = {.n_left = ROWS}, slow = {.from_us = supply.from_us};
        const struct evn_flows_sink flows = {&supply, take_flow};
        const struct evn_legs_sink rows = {&card, take_row}, legs = {&slow, take_leg};
        int64_t at_us = evn_bench_now_us();
        evn_bench_need(
            evn_flows_between(&l->view, account, supply.from_us, EVN_AT_MAX_US, &flows, NULL),
            "supply");
        supply_us[i] = evn_bench_now_us() - at_us;
        at_us = evn_bench_now_us();
        evn_bench_need(evn_legs_back(&l->view, account, l->now_us - (int64_t)ago_us, &rows),
                       "card");
        card_us[i] = evn_bench_now_us() - at_us;
        if (i >= SLOW)
            continue;
        at_us = evn_bench_now_us();
        evn_bench_need(evn_legs_back(&l->view, account, EVN_AT_MAX_US, &legs), "legs");
        slow_us[i] = evn_bench_now_us() - at_us;
        evn_bench_must(slow.net == supply.net, "the sums differ from the legs");
    }
    int64_t p50_us = evn_bench_quantile(supply_us, QUESTIONS, 500);
    int64_t card_p50_us = evn_bench_quantile(card_us, QUESTIONS, 500);
    printf("{\"bench\":\"asof\",\"legs\":%" PRIu64 ",\"supply_p50_us\":%" PRId64
           ",\"supply_p99_us\":%" PRId64 ",\"card_p50_us\":%" PRId64 ",\"card_p99_us\":%" PRId64
           ",\"leg_by_leg_us\":%" PRId64 "}\n",
           later, p50_us, evn_bench_quantile(supply_us, QUESTIONS, 990), card_p50_us,
           evn_bench_quantile(card_us, QUESTIONS, 990), evn_bench_quantile(slow_us, SLOW, 500));
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
    evn_bench_ledger_drain_us(&ledger);
    measure_reads(&ledger, later);
    evn_bench_need(evn_applier_stop(ledger.applier), "applier");
    post_later(&ledger, later, ledger.now_us - at_us);
    measure(&ledger, at_us + 2 * QUESTIONS, 2 * later, "half of them in memory, 1% back-dated");
    evn_bench_ledger_end(&ledger);
    return 0;
}
