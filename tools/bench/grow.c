/* grow - what a ledger loses as it grows: rate, bytes on disk, reads, memory. Shell.
 *
 * First a small ledger says what the machine does with 10,000 accounts; then a large one grows in
 * steps. The small one gets as many movements before it is measured as the large one needs to open
 * its accounts: so both have a log of the same length behind them, of which the older part is being
 * archived; --before says how many. --alone leaves the small one out. A step's rate is sustained:
 * it ends when the views hold all of it. After each step the reads that a screen makes are timed.
 * Log and views stay below one folder. */
#include "services/ledger/query.h"
#include "services/ledger/wire_account_query.h"
#include "tools/bench/bench.h"
#include "tools/bench/ledger.h"

#include <dirent.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

enum {
    SMALL = 10000,
    OPENING_BATCH = 8000,
    READS = 500,
    IDS = 4096,
    ROWS = 50,
    ARENA_BYTES = 8 << 20
};

struct growing {
    struct evn_bench_ledger *ledger;
    struct evn_ledger_service *service; /* words for what is here already; borrows it */
    struct evn_arena arena;
    uint64_t batch, n; /* movements measured so far */
    uint64_t n_before; /* movements before them, opening receipts included */
    struct evn_id id[IDS];
    uint64_t n_ids; /* taken at even distances */
    double rate;    /* of the last step */
    double cpu_us;  /* of all threads, a movement of the last step */
};

/* Bytes that the files of a folder occupy. */
static uint64_t occupied(const char *folder)
{
    DIR *dir = opendir(folder);
    struct dirent *entry;
    uint64_t bytes = 0;
    while (dir != NULL && (entry = readdir(dir)) != NULL) {
        char path[4096];
        struct stat st;
        int len = snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
        if (entry->d_name[0] == '.' || len < 0 || (size_t)len >= sizeof path ||
            stat(path, &st) != 0)
            continue;
        bytes += S_ISDIR(st.st_mode) ? occupied(path) : (uint64_t)st.st_blocks * 512;
    }
    if (dir != NULL)
        closedir(dir);
    return bytes;
}

static void step(struct growing *g, uint64_t n)
{
    struct evn_bench_ledger *l = g->ledger;
    int64_t from_us = evn_bench_now_us(), cpu_us = evn_bench_process_cpu_us();
    for (uint64_t done = 0; done < n; done += g->batch) {
        evn_bench_ledger_turn(l, (uint32_t)g->batch);
        g->id[g->n_ids++ % IDS] = l->batch.command[0].id;
        g->n += g->batch;
    }
    evn_bench_ledger_drain_us(l);
    g->rate = (double)n * 1e6 / (double)(evn_bench_now_us() - from_us);
    g->cpu_us = (double)(evn_bench_process_cpu_us() - cpu_us) / (double)n;
}

/* The reads. Each asks about another account, taken at random. */

static uint32_t any_account(struct growing *g)
{
    return 1 + evn_rng_below(&g->ledger->rng, g->ledger->state.n_accounts);
}

static uint32_t any_physical(struct growing *g)
{
    uint32_t n = any_account(g);
    while (!evn_ledger_account(&g->ledger->state, n)->physical)
        n = any_account(g);
    return n;
}

/* Names as a question has them, for what is asked with names. */
struct named {
    char place[EVN_LEDGER_TEXT], item[EVN_LEDGER_TEXT], lot[EVN_LEDGER_TEXT];
};

static struct named any_named(struct growing *g)
{
    const struct evn_ledger_state *s = &g->ledger->state;
    const struct evn_account *a = evn_ledger_account(s, any_physical(g));
    struct named names;
    evn_question_text(names.place, &s->place_ids, a->place);
    evn_question_text(names.item, &s->item_ids, evn_account_item(s, a));
    evn_question_text(names.lot, &s->lot_codes, evn_account_lot(a));
    return names;
}

static evn_err read_balance(struct growing *g, struct evn_ledger_question *q)
{
    struct named names = any_named(g);
    uint32_t account;
    evn_err err = evn_question_account(q, names.place, names.item, names.lot, &account);
    evn_bench_must(err != EVN_OK || evn_ledger_account(&g->ledger->state, account)->balance >= 0,
                   "a balance is negative");
    return err;
}

static evn_err read_as_of(struct growing *g, struct evn_ledger_question *q)
{
    struct named names = any_named(g);
    struct evn_wire_as_of_query in = {0};
    const struct evn_bench_ledger *l = g->ledger;
    memcpy(in.place, names.place, sizeof in.place);
    memcpy(in.item, names.item, sizeof in.item);
    memcpy(in.lot, names.lot, sizeof in.lot);
    in.at_us = l->opened_us +
               (int64_t)(evn_rng_next(&g->ledger->rng) % (uint64_t)(l->now_us - l->opened_us + 1));
    return evn_query_as_of(q, &in);
}

static evn_err read_card(struct growing *g, struct evn_ledger_question *q)
{
    struct named names = any_named(g);
    struct evn_wire_card_query in = {.rows_max = ROWS, .order = 1};
    memcpy(in.place, names.place, sizeof in.place);
    memcpy(in.item, names.item, sizeof in.item);
    memcpy(in.lot, names.lot, sizeof in.lot);
    return evn_query_card(q, &in);
}

static evn_err read_supply(struct growing *g, struct evn_ledger_question *q)
{
    struct named names = any_named(g);
    struct evn_wire_account_query in = {.rows_max = ROWS, .from_us = g->ledger->opened_us};
    memcpy(in.place, names.place, sizeof in.place);
    memcpy(in.item, names.item, sizeof in.item);
    return evn_query_account(q, &in);
}

static evn_err read_id(struct growing *g, struct evn_ledger_question *q)
{
    const struct evn_history_view *h = &q->s->view.history;
    uint64_t n = g->n_ids < IDS ? g->n_ids : IDS;
    struct evn_id_row row;
    bool found = false;
    evn_err err =
        h->find_id(h->self, &g->id[evn_rng_below(&g->ledger->rng, (uint32_t)n)], &row, &found);
    evn_bench_must(found, "a command id was lost");
    return err;
}

static void time_reads(struct growing *g, const char *name,
                       evn_err (*read)(struct growing *g, struct evn_ledger_question *q), bool last)
{
    static int64_t took_us[READS];
    const struct evn_actor actor = {.name = "bench"};
    for (int i = 0; i < READS; i++) {
        struct evn_wire_ledger_result result = {0};
        struct evn_refusal why;
        const struct evn_ask ask = {
            .actor = &actor, .arena = &g->arena, .business_us = g->ledger->now_us};
        struct evn_ledger_question q = {
            .s = g->service, .ask = &ask, .result = &result, .why = &why};
        evn_arena_reset(&g->arena);
        int64_t from_us = evn_bench_now_us();
        evn_bench_need(read(g, &q), name);
        took_us[i] = evn_bench_now_us() - from_us;
    }
    int64_t p50_us = evn_bench_quantile(took_us, READS, 500);
    printf("\"%s\":{\"p50_us\":%" PRId64 ",\"p99_us\":%" PRId64 "}%s", name, p50_us,
           evn_bench_quantile(took_us, READS, 990), last ? "" : ",");
}

/* Lend the service what the ledger has now: all turns are in the views. */
static void lend(struct growing *g)
{
    evn_bench_ledger_begin(g->ledger);
    g->service->core = g->ledger->state;
    g->service->view = g->ledger->view;
    g->service->view.history.self = &g->service->view;
    g->service->journal = g->ledger->journal;
    evn_bench_need(evn_browse_follow(&g->service->browse, &g->ledger->state), "browse");
}

static void print_step(struct growing *g)
{
    const struct evn_ledger_state *s = &g->ledger->state;
    double all = (double)(g->n + g->n_before), accounts = s->n_accounts;
    struct stat views = {0};
    evn_bench_must(stat(g->ledger->path, &views) == 0, "views");
    lend(g);
    printf("{\"bench\":\"grow\",\"accounts\":%" PRIu32 ",\"movements\":%" PRIu64
           ",\"movements_per_s\":%.0f,\"cpu_us_per_movement\":%.3f,\"log_bytes_per_movement\":%.0f"
           ",\"view_bytes_per_movement\":%.0f,\"core_bytes_per_account\":%.1f"
           ",\"peak_mib\":%" PRIu64 ",\"reads\":{",
           g->ledger->n_accounts, g->n, g->rate, g->cpu_us, (double)occupied(g->ledger->log) / all,
           (double)views.st_blocks * 512 / all,
           (double)(evn_grow_bytes(&s->accounts) + evn_slots_bytes(&s->by_account) +
                    evn_slots_bytes(&s->by_pool)) /
               accounts,
           evn_bench_peak_bytes() >> 20);
    time_reads(g, "balance", read_balance, false);
    time_reads(g, "as_of", read_as_of, false);
    time_reads(g, "card", read_card, false);
    time_reads(g, "supply", read_supply, false);
    time_reads(g, "id", read_id, true);
    puts("}}");
    fflush(stdout);
}

/* A ledger that has `n_before` movements, opening receipts included, behind it. */
static void begin(struct growing *g, const char *dir, uint32_t n_accounts, uint64_t n_before,
                  uint64_t batch)
{
    static struct evn_bench_ledger ledger;
    *g = (struct growing){.ledger = &ledger, .batch = batch};
    evn_bench_ledger_make(&ledger, dir, n_accounts, OPENING_BATCH);
    for (g->n_before = n_accounts; g->n_before < n_before; g->n_before += OPENING_BATCH)
        evn_bench_ledger_turn(&ledger, OPENING_BATCH);
    evn_bench_ledger_drain_us(&ledger);
    evn_bench_need(evn_arena_init(&g->arena, ARENA_BYTES), "arena");
    g->service = calloc(1, sizeof *g->service);
    evn_bench_must(g->service != NULL, "memory");
    evn_browse_init(&g->service->browse);
}

static void end(struct growing *g)
{
    evn_browse_fini(&g->service->browse);
    free(g->service);
    evn_arena_fini(&g->arena);
    evn_bench_ledger_end(g->ledger);
}

int evn_bench_grow(int argc, char **argv)
{
    static struct growing g;
    const char *dir = NULL;
    uint64_t accounts = 1000000, movements = 4000000, steps = 4, batch = 1000;
    uint64_t before = 0;
    bool json = false; /* there is no other form */
    bool alone = false;
    const struct evn_bench_option known[] = {{.name = "accounts", .number = &accounts},
                                             {.name = "alone", .flag = &alone},
                                             {.name = "batch", .number = &batch},
                                             {.name = "before", .number = &before},
                                             {.name = "dir", .text = &dir},
                                             {.name = "json", .flag = &json},
                                             {.name = "movements", .number = &movements},
                                             {.name = "steps", .number = &steps},
                                             {.name = NULL}};
    evn_bench_options(argc, argv, known);
    evn_bench_must(accounts >= 100 && accounts < 18000000, "--accounts is 100 to 18000000");
    evn_bench_must(steps > 0 && batch > 0 && batch <= 100000 && movements / steps >= batch,
                   "--movements, --steps, --batch");
    double small = 0, small_cpu_us = 0;
    before = before > accounts ? before : accounts;
    if (!alone) {
        begin(&g, dir, SMALL, before, batch);
        step(&g, movements / steps);
        print_step(&g);
        small = g.rate;
        small_cpu_us = g.cpu_us;
        end(&g);
    }
    begin(&g, dir, (uint32_t)accounts, before, batch);
    for (uint64_t i = 0; i < steps; i++) {
        step(&g, movements / steps);
        print_step(&g);
    }
    if (!alone)
        printf("{\"bench\":\"grow\",\"accounts\":%" PRIu64 ",\"movements\":%" PRIu64
               ",\"rate_kept\":%.3f,\"by_processor\":%.3f,\"goal\":0.8,\"floor\":0.6}\n",
               accounts, g.n, g.rate / small, small_cpu_us / g.cpu_us);
    end(&g);
    return 0;
}
