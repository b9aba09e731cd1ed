#include "tools/bench/ledger.h"

#include "services/ledger/core/apply.h"
#include "tools/bench/bench.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { WIRE_LEN = 96, OPENING_QTY = 1000000, N_PLACES = 10, N_LOTS = 10 };

/* How far the views may be behind before the ledger would answer BUSY. */
enum { LAG_MAX = 1500000 };

static int timed_flush(void *self, int fd)
{
    struct evn_bench_disk *d = self;
    const struct evn_disk *real = evn_disk_real();
    int64_t from_us = evn_bench_now_us();
    int rc = real->flush(real->self, fd);
    if (pthread_equal(pthread_self(), d->writer)) {
        d->flush_us += evn_bench_now_us() - from_us;
        d->n_flushes++;
    }
    return rc;
}

/* A fresh id, and the hash of the bytes such a command has on the wire. */
static struct evn_ledger_command command_of(struct evn_bench_ledger *l, enum evn_command_kind kind,
                                            uint64_t what)
{
    uint8_t rest[10], wire[WIRE_LEN] = {0};
    evn_put_u64(rest, evn_rng_next(&l->rng));
    evn_put_u16(rest + 8, (uint16_t)l->n_ids++);
    struct evn_ledger_command c = {
        .id = evn_id_make(l->now_us, rest), .actor = evn_bytes_text("bench"), .kind = kind};
    memcpy(wire, c.id.b, EVN_ID_LEN);
    evn_put_u64(wire + EVN_ID_LEN, what);
    evn_hash128(evn_bytes_of(wire, sizeof wire), &c.hash);
    return c;
}

static void run(struct evn_bench_ledger *l, const struct evn_ledger_command *command)
{
    const struct evn_ledger_turn turn = {.state = &l->state,
                                         .view = &l->view.history,
                                         .now_us = l->now_us,
                                         .business_us = l->now_us,
                                         .next_seq = l->state.next_seq,
                                         .arena = &l->arena,
                                         .events = &l->events};
    struct evn_decision decision;
    size_t start = l->events.len;
    evn_bench_need(evn_ledger_decide(&turn, command, &decision), "decide");
    evn_bench_need(decision.refusal.err, "a command was refused");
    evn_bench_must(!decision.again, "an id came twice");
    struct evn_bytes events = evn_bytes_of(l->events.at + start, l->events.len - start);
    evn_bench_need(evn_ledger_apply_all(&l->state, events), "apply");
}

static void add_fact(struct evn_bench_ledger *l, enum evn_command_kind kind, const char *id,
                     uint32_t what)
{
    struct evn_ledger_command c = command_of(l, kind, what);
    c.fact.id = evn_bytes_text(id);
    if (kind == EVN_COMMAND_ITEM)
        c.fact.item.tracking = what;
    else
        c.fact.place = (struct evn_place){.kind = what, .offset_min = EVN_OFFSET_CHINA_MIN};
    run(l, &c);
}

/* Account number to names: place = number / (items x lots), item, lot. */
static const char *place_of(const struct evn_bench_ledger *l, uint32_t number)
{
    return l->places[number / (l->n_items * N_LOTS)];
}

void evn_bench_ledger_post(struct evn_bench_ledger *l, uint16_t kind, uint32_t number, uint32_t to,
                           int64_t qty, int64_t at_us)
{
    bool in = kind == EVN_RECORD_RECEIVE, out = kind == EVN_RECORD_ISSUE;
    const struct evn_ledger_line line = {
        .kind = kind,
        .from = evn_bytes_text(in ? "supplier" : place_of(l, number)),
        .to = evn_bytes_text(out ? "consumed" : place_of(l, to)),
        .item = evn_bytes_text(l->items[number / N_LOTS % l->n_items]),
        .lot = evn_bytes_text(l->lots[number % N_LOTS]),
        .owner = evn_bytes_text(""),
        .made = EVN_DAY_NONE,
        .expiry = {30000 + (int32_t)(number % N_LOTS)},
        .qty = qty,
        .occurred_at_us = at_us};
    int64_t from_us = evn_bench_now_us();
    struct evn_ledger_command c = command_of(l, EVN_COMMAND_DOCUMENT, number);
    c.document = (struct evn_ledger_document){.lines = &line,
                                              .n_lines = 1,
                                              .reason = evn_bytes_text(""),
                                              .note = evn_bytes_text(""),
                                              .reference = evn_bytes_text("")};
    l->hash_us += evn_bench_now_us() - from_us;
    run(l, &c);
}

static void post_any(struct evn_bench_ledger *l)
{
    uint32_t number = evn_rng_below(&l->rng, l->n_accounts), dice = evn_rng_below(&l->rng, 100);
    uint32_t a_place = l->n_items * N_LOTS;
    int64_t qty = 1 + (int64_t)evn_rng_below(&l->rng, 20), at_us = EVN_AT_NOW;
    if (l->late_per_mille > 0 && evn_rng_below(&l->rng, 1000) < l->late_per_mille)
        at_us = l->now_us - evn_rng_below(&l->rng, 1u << 31);
    if (dice < 40)
        evn_bench_ledger_post(l, EVN_RECORD_RECEIVE, number, number, qty, at_us);
    else if (dice < 90)
        evn_bench_ledger_post(l, EVN_RECORD_ISSUE, number, number, qty, at_us);
    else
        evn_bench_ledger_post(l, EVN_RECORD_TRANSFER, number,
                              (number + a_place * (1 + evn_rng_below(&l->rng, N_PLACES - 1))) %
                                  l->n_accounts,
                              qty, at_us);
}

void evn_bench_ledger_begin(struct evn_bench_ledger *l)
{
    const struct evn_env *env = evn_env_real();
    int64_t from_us = evn_bench_now_us();
    evn_err err;
    while ((err = evn_applier_behind(l->applier)) == EVN_E_VIEW_LAG)
        nanosleep(&(struct timespec){.tv_nsec = 200000}, NULL);
    evn_bench_need(err, "applier");
    int64_t waited_us = evn_bench_now_us();
    evn_bench_need(evn_ledger_view_renew(&l->view), "renew");
    evn_ledger_forget(&l->state, l->view.history.position(&l->view));
    l->wait_us += waited_us - from_us;
    l->view_us += evn_bench_now_us() - waited_us;
    int64_t wall_us = env->wall_us(env->self);
    l->now_us = wall_us > l->now_us ? wall_us : l->now_us;
    evn_buf_clear(&l->events);
}

void evn_bench_ledger_commit(struct evn_bench_ledger *l)
{
    struct evn_journal_mark mark = {0};
    struct evn_journal_head head;
    int64_t from_us = evn_bench_now_us();
    evn_journal_tail(l->journal, &head);
    const struct evn_block block = {.first_seq = head.next_seq,
                                    .count = (uint32_t)(l->state.next_seq - head.next_seq),
                                    .recorded_at_us = l->now_us,
                                    .payload = evn_bytes_of(l->events.at, l->events.len)};
    if (block.count == 0)
        return;
    evn_bench_need(evn_journal_submit(l->journal, &block), "log");
    while (mark.committed + 1 < l->state.next_seq)
        evn_bench_need(evn_journal_poll(l->journal, &mark), "log");
    evn_applier_wake(l->applier, mark.committed);
    l->log_us += evn_bench_now_us() - from_us;
}

void evn_bench_ledger_turn(struct evn_bench_ledger *l, uint32_t n)
{
    evn_bench_ledger_begin(l);
    int64_t hashed_us = l->hash_us, from_us = evn_bench_now_us();
    for (uint32_t i = 0; i < n; i++)
        post_any(l);
    l->decide_us += evn_bench_now_us() - from_us - (l->hash_us - hashed_us);
    evn_bench_ledger_commit(l);
}

void evn_bench_ledger_start(struct evn_bench_ledger *l)
{
    const struct evn_ledger_limits limits = evn_ledger_limits_usual();
    struct evn_position at;
    const struct evn_file_options options = {
        .dir = l->log, .disk = &l->disk.disk, .background = true};
    l->disk.disk = *evn_disk_real();
    l->disk.disk.self = &l->disk;
    l->disk.disk.flush = timed_flush;
    l->disk.writer = pthread_self();
    int64_t cpu_us = evn_bench_thread_cpu_us();
    evn_bench_need(evn_journal_file_open(&options, &l->journal, NULL), "log");
    l->open_cpu_us[0] = evn_bench_thread_cpu_us() - cpu_us;
    evn_bench_need(evn_ledger_views_open(&l->views, l->path, 0), "views");
    l->open_cpu_us[1] = evn_bench_thread_cpu_us() - cpu_us - l->open_cpu_us[0];
    const struct evn_applier_config config = {.store = l->views.store,
                                              .journal = l->journal,
                                              .ops = &l->views.ops,
                                              .env = evn_env_real(),
                                              .meta = l->views.tables.meta,
                                              .format = EVN_LEDGER_VIEWS_FORMAT,
                                              .interval_us = 1000000,
                                              .n_pending_max = 1000000,
                                              .lag_max = LAG_MAX};
    evn_bench_need(evn_applier_new(&config, &l->applier, &at), "applier");
    evn_bench_need(evn_ledger_load(&l->views, l->journal, &limits, &l->state), "load");
    l->open_cpu_us[2] = evn_bench_thread_cpu_us() - cpu_us - l->open_cpu_us[0] - l->open_cpu_us[1];
    evn_bench_need(evn_ledger_view_init(&l->view, l->views.store, &l->views.tables, evn_env_real()),
                   "view");
    evn_bench_need(evn_applier_start(l->applier), "thread");
}

void evn_bench_ledger_stop(struct evn_bench_ledger *l)
{
    evn_bench_need(evn_applier_stop(l->applier), "applier");
    evn_ledger_view_fini(&l->view);
    evn_applier_destroy(&l->applier);
    evn_ledger_state_fini(&l->state);
    evn_ledger_views_close(&l->views);
    evn_journal_destroy(&l->journal);
}

void evn_bench_ledger_end(struct evn_bench_ledger *l)
{
    evn_bench_ledger_stop(l);
    evn_arena_fini(&l->arena);
    evn_buf_fini(&l->events);
    free(l->items);
    evn_bench_remove(l->folder);
}

static void make_names(struct evn_bench_ledger *l)
{
    l->items = calloc(l->n_items, sizeof *l->items);
    evn_bench_must(l->items != NULL, "out of memory");
    for (uint32_t i = 0; i < l->n_items; i++)
        snprintf(l->items[i], EVN_BENCH_NAME, "item-%07u", i % 10000000);
    for (unsigned i = 0; i < N_PLACES; i++)
        snprintf(l->places[i], EVN_BENCH_NAME, "site-%02u", i);
    for (unsigned i = 0; i < N_LOTS; i++)
        snprintf(l->lots[i], EVN_BENCH_NAME, "lot-%02u", i);
}

static void make_facts(struct evn_bench_ledger *l, uint32_t batch)
{
    evn_bench_ledger_begin(l);
    for (int i = 0; i < N_PLACES; i++)
        add_fact(l, EVN_COMMAND_PLACE, l->places[i], EVN_PLACE_WAREHOUSE);
    add_fact(l, EVN_COMMAND_PLACE, "supplier", EVN_PLACE_SUPPLIER);
    add_fact(l, EVN_COMMAND_PLACE, "consumed", EVN_PLACE_CONSUMED);
    for (uint32_t i = 0; i < l->n_items; i++) {
        add_fact(l, EVN_COMMAND_ITEM, l->items[i], EVN_TRACKING_LOT);
        if ((i + 1) % batch != 0)
            continue;
        evn_bench_ledger_commit(l);
        evn_bench_ledger_begin(l);
    }
    evn_bench_ledger_commit(l);
}

void evn_bench_ledger_make(struct evn_bench_ledger *l, const char *dir, uint32_t n_accounts,
                           uint32_t batch)
{
    *l = (struct evn_bench_ledger){.rng = evn_rng_of(1), .n_items = n_accounts / 100};
    evn_bench_must(l->n_items > 0 && batch > 0, "accounts go by the hundred");
    l->n_accounts = l->n_items * 100;
    evn_bench_folder(dir, l->folder, sizeof l->folder);
    snprintf(l->log, sizeof l->log, "%s/log", l->folder);
    snprintf(l->path, sizeof l->path, "%s/views.mdb", l->folder);
    evn_bench_need(evn_arena_init(&l->arena, 16 << 20), "arena");
    evn_buf_init(&l->events, (size_t)64 << 20);
    make_names(l);
    evn_bench_ledger_start(l);
    make_facts(l, batch);
    for (uint32_t i = 0; i < l->n_accounts;) {
        evn_bench_ledger_begin(l);
        for (uint32_t end = i + batch; i < end && i < l->n_accounts; i++)
            evn_bench_ledger_post(l, EVN_RECORD_RECEIVE, i, i, OPENING_QTY, EVN_AT_NOW);
        evn_bench_ledger_commit(l);
    }
}

int64_t evn_bench_ledger_drain_us(struct evn_bench_ledger *l)
{
    int64_t from_us = evn_bench_now_us();
    evn_bench_need(evn_applier_wait(l->applier, l->state.next_seq - 1, INT64_C(600000000)),
                   "the views did not catch up");
    return evn_bench_now_us() - from_us;
}
