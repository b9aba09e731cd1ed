#include "common/base/rng.h"
#include "common/journal/file.h"
#include "common/journal/frame.h"
#include "common/journal/mem.h"
#include "common/store/applier.h"
#include "common/store/reader.h"
#include "common/store/rebuild.h"
#include "tests/lib/suite.h"

#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

/* A service whose view is one row per block: first_seq -> count; its digest is the sum of all. */
struct toy {
    struct evn_store *store;
    MDB_dbi meta, rows;
    uint64_t first[4096];
    uint32_t count[4096];
    size_t n;
    uint64_t sum, written_sum;
    struct evn_view_ops ops;
};

static evn_err toy_fold(void *self, const struct evn_block *block)
{
    struct toy *toy = self;
    if (toy->n == 4096)
        return EVN_E_NO_MEMORY;
    toy->first[toy->n] = block->first_seq;
    toy->count[toy->n++] = block->count;
    return EVN_OK;
}

static size_t toy_pending(void *self)
{
    return ((struct toy *)self)->n;
}

static evn_err toy_write(void *self, MDB_txn *txn)
{
    struct toy *toy = self;
    toy->written_sum = toy->sum;
    for (size_t i = 0; i < toy->n; i++) {
        uint8_t k[8], p[900] = {0};
        evn_put_be64(k, toy->first[i]);
        evn_put_u32(p, toy->count[i]);
        MDB_val key = {sizeof k, k}, row = {sizeof p, p};
        evn_err err = evn_store_err(mdb_put(txn, toy->rows, &key, &row, MDB_NOOVERWRITE));
        if (err != EVN_OK)
            return err;
        toy->written_sum += evn_mix64(toy->first[i] * 31 + toy->count[i]);
    }
    return EVN_OK;
}

static void toy_clear(void *self)
{
    struct toy *toy = self;
    toy->sum = toy->written_sum;
    toy->n = 0;
}

static void toy_digest(void *self, struct evn_hash256 *out)
{
    *out = (struct evn_hash256){{0}};
    evn_put_u64(out->b, ((struct toy *)self)->written_sum);
}

static evn_err toy_open(struct toy *toy, const char *path, size_t map_size)
{
    const struct evn_store_config config = {
        .path = path, .map_size = map_size, .n_tables_max = 2, .n_readers_max = 4};
    *toy = (struct toy){.ops = {.self = toy,
                                .fold = toy_fold,
                                .pending = toy_pending,
                                .write = toy_write,
                                .clear = toy_clear,
                                .digest = toy_digest}};
    evn_err err = evn_store_open(&config, &toy->store);
    if (err == EVN_OK)
        err = evn_store_table(toy->store, "meta", &toy->meta);
    if (err == EVN_OK)
        err = evn_store_table(toy->store, "rows", &toy->rows);
    return err;
}

static struct evn_applier_config config_of(struct toy *toy, struct evn_journal *journal)
{
    return (struct evn_applier_config){.store = toy->store,
                                       .journal = journal,
                                       .ops = &toy->ops,
                                       .env = evn_env_real(),
                                       .meta = toy->meta,
                                       .format = 1,
                                       .interval_us = 2000,
                                       .n_pending_max = 64,
                                       .lag_max = 500};
}

/* Append a block of `count` events; returns the last number. */
static uint64_t append(struct evn_journal *journal, uint32_t count)
{
    struct evn_journal_head head;
    struct evn_journal_mark mark;
    struct evn_buf payload;
    evn_buf_init(&payload, 4096);
    const struct evn_frame frame = {
        .kind = 1, .version = 1, .count = count, .body = evn_bytes_text("event")};
    EVN_CHECK_OK(evn_frame_append(&payload, &frame));
    evn_journal_tail(journal, &head);
    const struct evn_block block = {.first_seq = head.next_seq,
                                    .count = count,
                                    .recorded_at_us = (int64_t)head.next_seq,
                                    .payload = evn_bytes_of(payload.at, payload.len)};
    EVN_CHECK_OK(evn_journal_submit(journal, &block));
    EVN_CHECK_OK(evn_journal_poll(journal, &mark));
    evn_buf_fini(&payload);
    return mark.committed;
}

static struct evn_position position_of(struct toy *toy)
{
    MDB_txn *txn;
    struct evn_position at;
    bool found;
    EVN_MUST(mdb_txn_begin(evn_store_env(toy->store), NULL, MDB_RDONLY, &txn) == 0);
    EVN_CHECK_OK(evn_position_get(txn, toy->meta, &at, &found));
    mdb_txn_abort(txn);
    return at;
}

/* Events that the rows stand for, and a digest recomputed from them. */
static uint64_t count_rows(struct toy *toy, uint64_t *sum)
{
    MDB_txn *txn;
    MDB_cursor *cursor;
    MDB_val key, row;
    uint64_t n = 0;
    *sum = 0;
    EVN_MUST(mdb_txn_begin(evn_store_env(toy->store), NULL, MDB_RDONLY, &txn) == 0);
    EVN_MUST(mdb_cursor_open(txn, toy->rows, &cursor) == 0);
    while (mdb_cursor_get(cursor, &key, &row, MDB_NEXT) == 0) {
        EVN_CHECK_EQ(evn_get_be64(key.mv_data), n + 1);
        n += evn_get_u32(row.mv_data);
        *sum += evn_mix64(evn_get_be64(key.mv_data) * 31 + evn_get_u32(row.mv_data));
    }
    mdb_cursor_close(cursor);
    mdb_txn_abort(txn);
    return n;
}

static void check_consistent(struct toy *toy)
{
    uint64_t sum;
    struct evn_position at = position_of(toy);
    EVN_CHECK_EQ(count_rows(toy, &sum), at.seq);
    EVN_CHECK_EQ(evn_get_u64(at.digest.b), sum);
}

static struct evn_mem_log *new_log(uint8_t id, struct evn_journal **journal)
{
    const uint8_t log_id[16] = {id};
    struct evn_mem_log *log;
    EVN_CHECK_OK(evn_mem_log_new(log_id, &log));
    EVN_CHECK_OK(evn_journal_mem_open(log, 0, journal));
    return log;
}

static const char *new_path(void)
{
    static char path[400];
    snprintf(path, sizeof path, "%s/views.mdb", evn_test_dir());
    return path;
}

static void stopped_slow_and_immediate_appliers_end_with_the_same_views(void)
{
    struct evn_rng rng = evn_rng_of(evn_test_seed(1));
    struct evn_journal *journal;
    struct evn_mem_log *log = new_log(1, &journal);
    static struct toy toys[3];
    struct evn_applier *appliers[3];
    struct evn_position at;
    for (int i = 0; i < 3; i++) {
        EVN_CHECK_OK(toy_open(&toys[i], new_path(), (size_t)1 << 30));
        struct evn_applier_config config = config_of(&toys[i], journal);
        EVN_CHECK_OK(evn_applier_new(&config, &appliers[i], &at));
    }
    for (int turn = 0; turn < 1000; turn++) {
        append(journal, 1 + evn_rng_below(&rng, 5));
        EVN_CHECK_OK(evn_applier_step(appliers[1], true));
        if (evn_rng_below(&rng, 20) == 0)
            EVN_CHECK_OK(evn_applier_step(appliers[2], false));
    }
    for (int i = 0; i < 3; i++) {
        EVN_CHECK_OK(evn_applier_step(appliers[i], true));
        check_consistent(&toys[i]);
        struct evn_position first = position_of(&toys[0]), mine = position_of(&toys[i]);
        EVN_CHECK(memcmp(&first, &mine, sizeof first) == 0);
    }
    for (int i = 0; i < 3; i++) {
        evn_applier_destroy(&appliers[i]);
        evn_store_destroy(&toys[i].store);
    }
    evn_journal_destroy(&journal);
    evn_mem_log_destroy(&log);
}

static void a_reader_may_wait_for_what_was_just_logged(void)
{
    struct evn_journal *journal;
    struct evn_mem_log *log = new_log(2, &journal);
    static struct toy toy;
    struct evn_applier *applier;
    struct evn_position at;
    struct evn_reader reader;
    EVN_CHECK_OK(toy_open(&toy, new_path(), (size_t)1 << 30));
    struct evn_applier_config config = config_of(&toy, journal);
    config.interval_us = 60000000; /* only somebody who waits makes it commit */
    EVN_CHECK_OK(evn_applier_new(&config, &applier, &at));
    EVN_CHECK_OK(evn_reader_init(&reader, toy.store, toy.meta, evn_env_real()));
    EVN_CHECK_OK(evn_applier_start(applier));
    for (int i = 0; i < 50; i++) {
        uint64_t seq = append(journal, 3);
        evn_applier_wake(applier, seq);
        EVN_CHECK_OK(evn_reader_begin(&reader, applier, seq, 1000000));
        EVN_CHECK(reader.at.seq >= seq);
        evn_reader_end(&reader);
        EVN_CHECK_ERR(evn_reader_begin(&reader, applier, seq + 1, 0), EVN_E_BEHIND);
    }
    EVN_CHECK_OK(evn_applier_stop(applier));
    check_consistent(&toy);
    evn_reader_fini(&reader);
    evn_applier_destroy(&applier);
    evn_store_destroy(&toy.store);
    evn_journal_destroy(&journal);
    evn_mem_log_destroy(&log);
}

/* What is behind times what an event takes says how long the writer waits. */
static void a_writer_waits_more_the_further_the_follower_is_behind(void)
{
    struct evn_pace pace = {0};
    EVN_CHECK_EQ(evn_pace_us(&pace, 10000000, 0), 0); /* nothing is known yet */
    evn_pace_learn(&pace, EVN_PACE_LEARN_MIN - 1, 1000000);
    EVN_CHECK_EQ(evn_pace_us(&pace, 20000000, 0), 0); /* a small batch says nothing */
    evn_pace_learn(&pace, 100000, 500000);            /* 5 us each */
    EVN_CHECK_EQ(pace.event_ns, 5000);
    uint64_t seq = 20000000;
    EVN_CHECK_EQ(evn_pace_us(&pace, seq + 20000, seq), 0); /* 0.1 s behind */
    EVN_CHECK_EQ(evn_pace_us(&pace, seq + 120000, seq), 250000);
    EVN_CHECK_EQ(evn_pace_us(&pace, seq + 121000, seq + 71000), 5000);  /* 0.25 s: as long */
    EVN_CHECK_EQ(evn_pace_us(&pace, seq + 122000, seq + 42000), 10000); /* 0.4 s: twice */
    EVN_CHECK_EQ(evn_pace_us(&pace, seq + 122000, seq), 0);             /* nothing came */
    EVN_CHECK_EQ(evn_pace_us(&pace, seq + 123000, seq + 123000), 0);
    EVN_CHECK_EQ(pace.paced_us, 265000);
}

/* A follower slower than a writer that waits as it is told: the writer is held to its speed, and
 * once the follower knows what an event takes, it stays less than a second behind. */
static void a_paced_writer_is_soon_less_than_a_second_ahead(void)
{
    enum { TAKES_NS = 4000, WRITES_NS = 1000, TURN = 5000, BATCH = 50000 };
    struct evn_pace pace = {0};
    const int64_t took_us = BATCH * (int64_t)TAKES_NS / 1000;
    int64_t now_us = 0, done_us = 0, worst_us = 0; /* done_us: of the batch being written, or 0 */
    uint64_t head = 0, seq = 0, taken = 0;
    while (now_us < 60000000) {
        head += TURN;
        now_us += TURN * WRITES_NS / 1000 + evn_pace_us(&pace, head, taken);
        if (done_us > 0 && now_us >= done_us) {
            seq += BATCH;
            evn_pace_learn(&pace, BATCH, took_us);
            done_us = head - seq >= BATCH ? done_us + took_us : 0;
        } else if (done_us == 0 && head - seq >= BATCH) {
            done_us = now_us + took_us;
        }
        taken = done_us > 0 ? seq + BATCH : seq;
        int64_t behind_us = (int64_t)(head - seq) * TAKES_NS / 1000;
        if (now_us > 2000000 && behind_us > worst_us)
            worst_us = behind_us;
        EVN_CHECK(behind_us < 2000000);
    }
    EVN_CHECK(worst_us < 1000000);
    EVN_CHECK(seq > UINT64_C(60000000) * 1000 / TAKES_NS * 9 / 10);
}

static void lag_past_the_bound_is_busy_and_stop_catches_up(void)
{
    struct evn_journal *journal;
    struct evn_mem_log *log = new_log(3, &journal);
    static struct toy toy;
    struct evn_applier *applier;
    struct evn_position at;
    EVN_CHECK_OK(toy_open(&toy, new_path(), (size_t)1 << 30));
    struct evn_applier_config config = config_of(&toy, journal);
    EVN_CHECK_OK(evn_applier_new(&config, &applier, &at));
    evn_applier_wake(applier, append(journal, 500));
    EVN_CHECK_OK(evn_applier_behind(applier));
    evn_applier_wake(applier, append(journal, 1));
    EVN_CHECK_ERR(evn_applier_behind(applier), EVN_E_VIEW_LAG);
    EVN_CHECK_OK(evn_applier_start(applier));
    EVN_CHECK_OK(evn_applier_stop(applier));
    EVN_CHECK_OK(evn_applier_behind(applier));
    EVN_CHECK_EQ(position_of(&toy).seq, 501);
    evn_applier_destroy(&applier);
    evn_store_destroy(&toy.store);
    evn_journal_destroy(&journal);
    evn_mem_log_destroy(&log);
}

static void a_full_map_stalls_the_applier_and_keeps_its_place(void)
{
    struct evn_journal *journal;
    struct evn_mem_log *log = new_log(4, &journal);
    static struct toy toy;
    struct evn_applier *applier;
    struct evn_applier_lag lag;
    struct evn_position at;
    const char *path = new_path();
    EVN_CHECK_OK(toy_open(&toy, path, 1 << 20));
    struct evn_applier_config config = config_of(&toy, journal);
    EVN_CHECK_OK(evn_applier_new(&config, &applier, &at));
    for (int i = 0; i < 2000; i++)
        append(journal, 1);
    EVN_CHECK_ERR(evn_applier_step(applier, true), EVN_E_MAP_FULL);
    evn_applier_lag(applier, &lag);
    EVN_CHECK_ERR(lag.stalled, EVN_E_MAP_FULL);
    EVN_CHECK_OK(lag.failed);
    EVN_CHECK(lag.seq > 0 && lag.seq < 2000);
    check_consistent(&toy);
    evn_applier_destroy(&applier);
    evn_store_destroy(&toy.store);
    EVN_CHECK_OK(toy_open(&toy, path, 64 << 20)); /* a larger map: goes on where it was */
    toy.sum = evn_get_u64(position_of(&toy).digest.b);
    config = config_of(&toy, journal);
    EVN_CHECK_OK(evn_applier_new(&config, &applier, &at));
    EVN_CHECK_EQ(at.seq, lag.seq);
    EVN_CHECK_OK(evn_applier_step(applier, true));
    EVN_CHECK_EQ(position_of(&toy).seq, 2000);
    check_consistent(&toy);
    evn_applier_destroy(&applier);
    evn_store_destroy(&toy.store);
    evn_journal_destroy(&journal);
    evn_mem_log_destroy(&log);
}

static void views_of_another_log_or_ahead_of_it_are_refused(void)
{
    struct evn_journal *journal, *other, *shorter;
    struct evn_mem_log *log = new_log(5, &journal), *other_log = new_log(6, &other);
    struct evn_mem_log *shorter_log = new_log(5, &shorter);
    static struct toy toy;
    struct evn_applier *applier;
    struct evn_position at;
    EVN_CHECK_OK(toy_open(&toy, new_path(), (size_t)1 << 30));
    append(journal, 2);
    append(journal, 2);
    struct evn_applier_config config = config_of(&toy, journal);
    EVN_CHECK_OK(evn_applier_new(&config, &applier, &at));
    EVN_CHECK_OK(evn_applier_step(applier, true));
    evn_applier_destroy(&applier);
    config.journal = other;
    EVN_CHECK_ERR(evn_applier_new(&config, &applier, &at), EVN_E_WRONG_LOG);
    config.journal = shorter;
    EVN_CHECK_ERR(evn_applier_new(&config, &applier, &at), EVN_E_LOG_BEHIND_VIEW);
    append(shorter, 1); /* same id and length, other history */
    append(shorter, 3);
    EVN_CHECK_ERR(evn_applier_new(&config, &applier, &at), EVN_E_CORRUPT);
    config.journal = journal;
    config.format = 2;
    EVN_CHECK_ERR(evn_applier_new(&config, &applier, &at), EVN_E_WRONG_LOG);
    evn_store_destroy(&toy.store);
    evn_journal_destroy(&journal);
    evn_journal_destroy(&other);
    evn_journal_destroy(&shorter);
    evn_mem_log_destroy(&log);
    evn_mem_log_destroy(&other_log);
    evn_mem_log_destroy(&shorter_log);
}

/* The child of the kill test: log and apply without end. */
static void work_until_killed(const char *dir, const char *path, int ready)
{
    static struct toy toy;
    struct evn_journal *journal;
    struct evn_applier *applier;
    struct evn_position at;
    const struct evn_file_options options = {.dir = dir};
    if (toy_open(&toy, path, (size_t)1 << 30) != EVN_OK)
        _exit(2);
    toy.sum = evn_get_u64(position_of(&toy).digest.b);
    if (evn_journal_file_open(&options, &journal, NULL) != EVN_OK)
        _exit(3);
    struct evn_applier_config config = config_of(&toy, journal);
    if (evn_applier_new(&config, &applier, &at) != EVN_OK)
        _exit(4);
    if (evn_applier_start(applier) != EVN_OK)
        _exit(5);
    for (int i = 0;; i++) {
        evn_applier_wake(applier, append(journal, 1 + (uint32_t)(i % 3)));
        if (i == 20 && write(ready, "r", 1) != 1)
            _exit(6);
        if (evn_applier_behind(applier) == EVN_E_VIEW_LAG)
            (void)!evn_applier_wait(applier, 1, 1000);
    }
}

static void a_kill_leaves_rows_and_position_together_and_rebuild_is_equal(void)
{
    struct evn_rng rng = evn_rng_of(evn_test_seed(2));
    static struct toy toy;
    char dir[400], path[400];
    snprintf(dir, sizeof dir, "%s/log", evn_test_dir());
    snprintf(path, sizeof path, "%s", new_path());
    for (int round = 0; round < 12; round++) {
        int ready[2];
        EVN_MUST(pipe(ready) == 0);
        pid_t pid = fork();
        if (pid == 0)
            work_until_killed(dir, path, ready[1]);
        char got = 0;
        close(ready[1]);
        EVN_CHECK(read(ready[0], &got, 1) == 1); /* it works */
        close(ready[0]);
        for (uint32_t i = evn_rng_below(&rng, 20000); i > 0; i--)
            (void)getppid(); /* kill at another moment of its work each time */
        kill(pid, SIGKILL);
        waitpid(pid, NULL, 0);
        EVN_CHECK_OK(toy_open(&toy, path, (size_t)1 << 30));
        check_consistent(&toy);
        evn_store_destroy(&toy.store);
    }
    struct evn_journal *journal;
    const struct evn_file_options options = {.dir = dir};
    struct evn_applier *applier;
    struct evn_position at, rebuilt;
    EVN_CHECK_OK(evn_journal_file_open(&options, &journal, NULL));
    EVN_CHECK_OK(toy_open(&toy, path, (size_t)1 << 30));
    toy.sum = evn_get_u64(position_of(&toy).digest.b);
    struct evn_applier_config config = config_of(&toy, journal);
    EVN_CHECK_OK(evn_applier_new(&config, &applier, &at));
    EVN_CHECK_OK(evn_applier_step(applier, true));
    at = position_of(&toy);
    evn_applier_destroy(&applier);
    EVN_CHECK_ERR(evn_rebuild(&config, &rebuilt), EVN_E_WRONG_LOG); /* not empty */
    evn_store_destroy(&toy.store);
    EVN_CHECK_OK(evn_store_remove(path));
    EVN_CHECK_OK(toy_open(&toy, path, (size_t)1 << 30));
    config = config_of(&toy, journal);
    EVN_CHECK_OK(evn_rebuild(&config, &rebuilt));
    EVN_CHECK(at.seq > 0);
    EVN_CHECK(memcmp(&at, &rebuilt, sizeof at) == 0);
    evn_store_destroy(&toy.store);
    evn_journal_destroy(&journal);
}

int main(int argc, char **argv)
{
    const struct evn_test_case tests[] = {
        EVN_TEST(stopped_slow_and_immediate_appliers_end_with_the_same_views),
        EVN_TEST(a_reader_may_wait_for_what_was_just_logged),
        EVN_TEST(a_writer_waits_more_the_further_the_follower_is_behind),
        EVN_TEST(a_paced_writer_is_soon_less_than_a_second_ahead),
        EVN_TEST(lag_past_the_bound_is_busy_and_stop_catches_up),
        EVN_TEST(a_full_map_stalls_the_applier_and_keeps_its_place),
        EVN_TEST(views_of_another_log_or_ahead_of_it_are_refused),
        EVN_TEST(a_kill_leaves_rows_and_position_together_and_rebuild_is_equal),
    };
    evn_test_in_memory();
    return evn_test_main(argc, argv, "applier", tests, sizeof tests / sizeof *tests);
}
