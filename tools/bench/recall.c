/* recall - where one lot of many is and was: the trace of a recall, through the real ledger. Shell.
 */
#include "services/ledger/query.h"
#include "services/ledger/wire_hold.h"
#include "tools/bench/bench.h"
#include "tools/bench/ledger.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

enum { BATCH = 1000, QUESTIONS = 50, ARENA_BYTES = 8 << 20 };

/* `n` movements of one lot at all its places, in turns of a batch. */
static void move_it(struct evn_bench_ledger *l, uint64_t n)
{
    for (uint64_t done = 0; done < n; done += BATCH) {
        evn_bench_ledger_begin(l);
        for (uint64_t i = done; i < n && i < done + BATCH; i++)
            evn_bench_ledger_post(l, i % 2 == 0 ? EVN_RECORD_RECEIVE : EVN_RECORD_ISSUE, 0, 0, 1,
                                  EVN_AT_NOW);
        evn_bench_ledger_commit(l);
    }
    evn_bench_ledger_wait(l);
    evn_bench_ledger_drain_us(l);
    evn_bench_ledger_begin(l);
}

/* The account the movements were of: the one of a lot with most taken in. */
static uint32_t busiest(const struct evn_ledger_state *s)
{
    uint32_t best = 0;
    int64_t most = -1;
    for (uint32_t i = 1; i <= s->n_accounts; i++) {
        const struct evn_account *a = evn_ledger_account(s, i);
        if (!a->physical || evn_account_is_any(a) || a->latest_us <= most)
            continue;
        most = a->latest_us;
        best = i;
    }
    return best;
}

static void measure(struct evn_bench_ledger *l, struct evn_ledger_service *s)
{
    static int64_t took_us[QUESTIONS];
    struct evn_wire_trace_query in = {.rows_max = 200};
    const struct evn_account *a = evn_ledger_account(&l->state, busiest(&l->state));
    const struct evn_actor actor = {.name = "bench"};
    const struct evn_wire_trace *trace = NULL;
    struct evn_arena arena;
    evn_question_text(in.item, &l->state.item_ids, evn_account_item(&l->state, a));
    evn_question_text(in.lot, &l->state.lot_codes, evn_account_lot(a));
    evn_bench_need(evn_arena_init(&arena, ARENA_BYTES), "arena");
    for (int i = 0; i < QUESTIONS; i++) {
        struct evn_wire_ledger_result result = {0};
        struct evn_refusal why;
        const struct evn_ask ask = {.actor = &actor, .arena = &arena, .business_us = l->now_us};
        struct evn_ledger_question q = {.s = s, .ask = &ask, .result = &result, .why = &why};
        evn_arena_reset(&arena);
        int64_t from_us = evn_bench_now_us();
        evn_bench_need(evn_query_trace(&q, &in), "trace");
        took_us[i] = evn_bench_now_us() - from_us;
        trace = result.trace;
    }
    int64_t p50_us = evn_bench_quantile(took_us, QUESTIONS, 500);
    printf("{\"bench\":\"recall\",\"lots\":%" PRIu32 ",\"accounts\":%" PRIu32
           ",\"places\":%zu,\"rows\":%zu,\"received\":%" PRId64
           ",\"adds_up\":%s,\"p50_us\":%" PRId64 ",\"p99_us\":%" PRId64 ",\"max_us\":%" PRId64
           "}\n",
           l->state.lot_codes.n, l->state.n_accounts, trace->n_places, trace->n_rows,
           trace->received, trace->adds_up ? "true" : "false", p50_us,
           evn_bench_quantile(took_us, QUESTIONS, 990), took_us[QUESTIONS - 1]);
    evn_arena_fini(&arena);
}

int evn_bench_recall(int argc, char **argv)
{
    static struct evn_bench_ledger ledger;
    const char *dir = NULL;
    uint64_t lots = 100000, movements = 1000;
    bool json = false;
    const struct evn_bench_option known[] = {{.name = "dir", .text = &dir},
                                             {.name = "json", .flag = &json},
                                             {.name = "lots", .number = &lots},
                                             {.name = "movements", .number = &movements},
                                             {.name = NULL}};
    evn_bench_options(argc, argv, known);
    evn_bench_must(lots >= 10 && lots <= 1000000, "--lots is 10 to 1000000");
    evn_bench_ledger_make(&ledger, dir, (uint32_t)lots * EVN_BENCH_PLACES, 8000);
    move_it(&ledger, movements);
    /* The service's words for what is here already: borrowed, nothing of it is changed or ended. */
    struct evn_ledger_service *s = calloc(1, sizeof *s);
    evn_bench_must(s != NULL, "memory");
    s->core = ledger.state;
    s->view = ledger.view;
    s->journal = ledger.journal;
    measure(&ledger, s);
    free(s);
    evn_bench_ledger_end(&ledger);
    return 0;
}
