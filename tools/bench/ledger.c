#include "tools/bench/ledger.h"

#include "tools/bench/bench.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { OPENING_QTY = 1000000, N_PLACES = EVN_BENCH_PLACES, N_LOTS = EVN_BENCH_LOTS };

/* The payload of a block that is queued stays until it is durable: the next turn gets the buffer of
 * the block that came before as many as may be on their way. */
static void turn_buffers(struct evn_bench_ledger *l)
{
    struct evn_buf *next = &l->flying[l->n_queued++ % EVN_JOURNAL_QUEUE_MAX], full = l->events;
    l->events = *next;
    *next = full;
}

void evn_bench_ledger_begin(struct evn_bench_ledger *l)
{
    const struct evn_env *env = evn_env_real();
    int64_t from_us = evn_bench_now_us();
    evn_err err;
    while ((err = evn_applier_behind(l->applier)) == EVN_E_VIEW_LAG)
        nanosleep(&(struct timespec){.tv_nsec = 200000}, NULL);
    evn_bench_need(err, "applier");
    int64_t pace_us = evn_applier_pace_us(l->applier);
    if (pace_us > 0)
        nanosleep(&(struct timespec){.tv_nsec = pace_us * 1000}, NULL);
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
    evn_err (*append)(struct evn_journal *, const struct evn_block *) =
        l->waits ? evn_journal_submit : evn_journal_queue;
    evn_journal_tail(l->journal, &head);
    const struct evn_block block = {.first_seq = head.next_seq,
                                    .count = (uint32_t)(l->state.next_seq - head.next_seq),
                                    .recorded_at_us = l->now_us,
                                    .payload = evn_bytes_of(l->events.at, l->events.len)};
    if (block.count == 0)
        return;
    evn_bench_need(append(l->journal, &block), "log");
    evn_bench_need(evn_journal_poll(l->journal, &mark), "log");
    turn_buffers(l);
    evn_applier_wake(l->applier, mark.committed);
    l->log_us += evn_bench_now_us() - from_us;
}

void evn_bench_ledger_turn(struct evn_bench_ledger *l, uint32_t n)
{
    evn_bench_ledger_begin(l);
    evn_bench_batch_random(l, n);
    evn_bench_ledger_commit(l);
}

void evn_bench_ledger_start(struct evn_bench_ledger *l)
{
    const struct evn_ledger_limits limits = evn_ledger_limits_usual();
    struct evn_position at;
    const struct evn_file_options options = {.dir = l->log,
                                             .background = true,
                                             .writer =
                                                 l->waits ? EVN_WRITER_CALLER : EVN_WRITER_THREAD};
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
                                              .n_pending_max = 200000,
                                              .lag_max = EVN_BENCH_LAG_MAX};
    evn_bench_need(evn_applier_new(&config, &l->applier, &at), "applier");
    evn_bench_need(evn_ledger_load_views(&l->views, &limits, &l->state), "load");
    int64_t loaded_us = evn_bench_now_us(), loaded_cpu_us = evn_bench_thread_cpu_us();
    evn_bench_need(evn_ledger_replay(l->journal, &l->state), "replay");
    l->replay_us = evn_bench_now_us() - loaded_us;
    l->replay_cpu_us = evn_bench_thread_cpu_us() - loaded_cpu_us;
    l->open_cpu_us[2] = evn_bench_thread_cpu_us() - cpu_us - l->open_cpu_us[0] - l->open_cpu_us[1];
    evn_bench_need(evn_ledger_view_init(&l->view, l->views.store, &l->views.tables, evn_env_real()),
                   "view");
    evn_bench_need(evn_applier_start(l->applier), "thread");
}

void evn_bench_ledger_wait(struct evn_bench_ledger *l)
{
    struct evn_journal_mark mark;
    evn_bench_need(evn_journal_wait(l->journal, l->state.next_seq - 1, &mark), "log");
    evn_applier_wake(l->applier, mark.committed);
    l->flush_us = mark.flush_us;
}

void evn_bench_ledger_stop(struct evn_bench_ledger *l)
{
    evn_bench_ledger_wait(l);
    evn_bench_need(evn_applier_stop(l->applier), "applier");
    evn_bench_ledger_crash(l);
}

void evn_bench_ledger_crash(struct evn_bench_ledger *l)
{
    evn_bench_ledger_wait(l);
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
    for (int i = 0; i < EVN_JOURNAL_QUEUE_MAX; i++)
        evn_buf_fini(&l->flying[i]);
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
        evn_bench_batch_fact(l, EVN_COMMAND_PLACE, l->places[i], EVN_PLACE_WAREHOUSE);
    evn_bench_batch_fact(l, EVN_COMMAND_PLACE, "supplier", EVN_PLACE_SUPPLIER);
    evn_bench_batch_fact(l, EVN_COMMAND_PLACE, "consumed", EVN_PLACE_CONSUMED);
    for (uint32_t i = 0; i < l->n_items; i++) {
        evn_bench_batch_fact(l, EVN_COMMAND_ITEM, l->items[i], EVN_TRACKING_LOT);
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
    *l = (struct evn_bench_ledger){
        .rng = evn_rng_of(1), .n_items = n_accounts / 100, .waits = l->waits};
    evn_bench_must(l->n_items > 0 && batch > 0, "accounts go by the hundred");
    l->n_accounts = l->n_items * 100;
    evn_bench_folder(dir, l->folder, sizeof l->folder);
    snprintf(l->log, sizeof l->log, "%s/log", l->folder);
    snprintf(l->path, sizeof l->path, "%s/views.mdb", l->folder);
    evn_bench_need(evn_arena_init(&l->arena, 16 << 20), "arena");
    evn_buf_init(&l->events, (size_t)64 << 20);
    for (int i = 0; i < EVN_JOURNAL_QUEUE_MAX; i++)
        evn_buf_init(&l->flying[i], (size_t)64 << 20);
    make_names(l);
    evn_bench_ledger_start(l);
    make_facts(l, batch);
    for (uint32_t i = 0; i < l->n_accounts;) {
        evn_bench_ledger_begin(l);
        for (uint32_t end = i + batch; i < end && i < l->n_accounts; i++)
            evn_bench_ledger_post(l, EVN_RECORD_RECEIVE, i, i, OPENING_QTY, EVN_AT_NOW);
        evn_bench_ledger_commit(l);
    }
    l->opened_us = l->now_us;
}

int64_t evn_bench_ledger_drain_us(struct evn_bench_ledger *l)
{
    int64_t from_us = evn_bench_now_us();
    evn_bench_ledger_wait(l);
    evn_bench_need(evn_applier_wait(l->applier, l->state.next_seq - 1, INT64_C(600000000)),
                   "the views did not catch up");
    return evn_bench_now_us() - from_us;
}
