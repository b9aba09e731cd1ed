#include "common/store/reader.h"
#include "common/store/snapshot.h"
#include "tests/lib/suite.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static char path[400];

static struct evn_store_config config_of(size_t map_size, uint64_t headroom)
{
    snprintf(path, sizeof path, "%s/views.mdb", evn_test_dir());
    return (struct evn_store_config){.path = path,
                                     .map_size = map_size,
                                     .headroom = headroom,
                                     .n_tables_max = 4,
                                     .n_readers_max = 4};
}

/* Put rows first..first+n-1 with values of `len` bytes in one transaction. */
static evn_err put_rows(struct evn_store *store, MDB_dbi dbi, uint32_t first, uint32_t n,
                        size_t len)
{
    static uint8_t value[2000];
    MDB_txn *txn = NULL;
    evn_err err = evn_store_err(mdb_txn_begin(evn_store_env(store), NULL, 0, &txn));
    for (uint32_t i = 0; err == EVN_OK && i < n; i++) {
        uint8_t k[4];
        evn_put_be32(k, first + i);
        MDB_val key = {sizeof k, k}, row = {len, value};
        err = evn_store_err(mdb_put(txn, dbi, &key, &row, 0));
    }
    if (err == EVN_OK)
        return evn_store_commit(txn);
    mdb_txn_abort(txn);
    return err;
}

static uint64_t n_rows(struct evn_store *store, MDB_dbi dbi)
{
    MDB_txn *txn = NULL;
    MDB_stat stat;
    EVN_MUST(mdb_txn_begin(evn_store_env(store), NULL, MDB_RDONLY, &txn) == 0);
    EVN_MUST(mdb_stat(txn, dbi, &stat) == 0);
    mdb_txn_abort(txn);
    return stat.ms_entries;
}

static void rows_are_there_after_the_store_is_opened_again(void)
{
    struct evn_store_config config = config_of((size_t)1 << 30, 1 << 20);
    struct evn_store *store;
    MDB_dbi dbi;
    EVN_CHECK_OK(evn_store_open(&config, &store));
    EVN_CHECK_OK(evn_store_table(store, "rows", &dbi));
    EVN_CHECK_OK(put_rows(store, dbi, 1, 1000, 100));
    evn_store_destroy(&store);
    EVN_CHECK_OK(evn_store_open(&config, &store));
    EVN_CHECK_OK(evn_store_table(store, "rows", &dbi));
    EVN_CHECK_EQ(n_rows(store, dbi), 1000);
    evn_store_destroy(&store);
}

static void a_second_opener_is_refused_also_in_the_same_process(void)
{
    struct evn_store_config config = config_of((size_t)1 << 30, 0);
    struct evn_store *store, *again;
    EVN_CHECK_OK(evn_store_open(&config, &store));
    EVN_CHECK_ERR(evn_store_open(&config, &again), EVN_E_LOCKED);
    EVN_CHECK(again == NULL);
    EVN_CHECK_ERR(evn_store_remove(path), EVN_E_LOCKED);
    evn_store_destroy(&store);
    EVN_CHECK_OK(evn_store_open(&config, &store));
    evn_store_destroy(&store);
}

static void a_truncated_file_is_refused_at_every_length(void)
{
    struct evn_store_config config = config_of((size_t)1 << 30, 0);
    struct evn_store *store;
    MDB_dbi dbi;
    EVN_CHECK_OK(evn_store_open(&config, &store));
    EVN_CHECK_OK(evn_store_table(store, "rows", &dbi));
    EVN_CHECK_OK(put_rows(store, dbi, 1, 2000, 100));
    evn_store_destroy(&store);
    struct stat st;
    EVN_MUST(stat(path, &st) == 0);
    for (off_t len = st.st_size - 4096; len >= 0; len -= len > 40960 ? 40960 : 4096) {
        EVN_MUST(truncate(path, len) == 0);
        EVN_CHECK_ERR(evn_store_open(&config, &store), EVN_E_CORRUPT);
        if (len == 0)
            break;
    }
}

static void flags_that_lose_data_are_not_safe(void)
{
    const unsigned bad[] = {MDB_NOSYNC, MDB_NOMETASYNC, MDB_WRITEMAP, MDB_MAPASYNC, MDB_NOLOCK};
    EVN_CHECK(evn_store_flags_safe(MDB_NOTLS | MDB_NOSUBDIR));
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        EVN_CHECK(!evn_store_flags_safe(MDB_NOTLS | bad[i]));
}

static void a_full_map_is_a_typed_error_and_reads_go_on(void)
{
    struct evn_store_config config = config_of(1 << 20, 0);
    struct evn_store *store;
    struct evn_store_usage usage;
    MDB_dbi dbi;
    EVN_CHECK_OK(evn_store_open(&config, &store));
    EVN_CHECK_OK(evn_store_table(store, "rows", &dbi));
    EVN_CHECK_OK(evn_store_tend(store, &usage));
    EVN_CHECK(!usage.alarm);
    uint32_t n = 0;
    evn_err err;
    while ((err = put_rows(store, dbi, n, 10, 1000)) == EVN_OK)
        n += 10;
    EVN_CHECK_ERR(err, EVN_E_MAP_FULL);
    EVN_CHECK_EQ(n_rows(store, dbi), n);
    EVN_CHECK_OK(evn_store_tend(store, &usage));
    EVN_CHECK(usage.alarm);
    EVN_CHECK_ERR(put_rows(store, dbi, n, 10, 1000), EVN_E_MAP_FULL);
    evn_store_destroy(&store);
}

static void headroom_is_allocated_and_a_half_made_file_is_swept_away(void)
{
    struct evn_store_config config = config_of((size_t)1 << 30, 8 << 20);
    char half[420];
    snprintf(half, sizeof half, "%s.new", path);
    int fd = open(half, O_CREAT | O_WRONLY, 0600);
    EVN_MUST(fd >= 0 && write(fd, "half", 4) == 4);
    close(fd);
    struct evn_store *store;
    struct evn_store_usage usage;
    EVN_CHECK_OK(evn_store_open(&config, &store));
    EVN_CHECK_OK(evn_store_tend(store, &usage));
    EVN_CHECK(usage.file_bytes >= 8 << 20);
    EVN_CHECK(!usage.headroom_low);
    EVN_CHECK(access(half, F_OK) != 0);
    evn_store_destroy(&store);
}

static void the_slot_of_a_killed_reader_is_cleared(void)
{
    struct evn_store_config config = config_of((size_t)1 << 30, 0);
    int up[2];
    EVN_MUST(pipe(up) == 0);
    pid_t pid = fork();
    if (pid == 0) {
        struct evn_store *store;
        MDB_dbi dbi;
        MDB_txn *txn;
        bool ok = evn_store_open(&config, &store) == EVN_OK &&
                  evn_store_table(store, "rows", &dbi) == EVN_OK &&
                  mdb_txn_begin(evn_store_env(store), NULL, MDB_RDONLY, &txn) == 0;
        if (write(up[1], ok ? "y" : "n", 1) == 1)
            pause();
        _exit(1);
    }
    char said = 0;
    EVN_MUST(read(up[0], &said, 1) == 1 && said == 'y');
    kill(pid, SIGKILL);
    waitpid(pid, NULL, 0);
    struct evn_store *store;
    EVN_CHECK_OK(evn_store_open(&config, &store));
    MDB_envinfo info;
    EVN_MUST(mdb_env_info(evn_store_env(store), &info) == 0);
    EVN_CHECK_EQ(info.me_numreaders, 0);
    evn_store_destroy(&store);
    close(up[0]);
    close(up[1]);
}

static bool only_even(void *self, size_t table, struct evn_bytes key, struct evn_bytes value)
{
    (void)self, (void)table, (void)value;
    return evn_get_be32(key.at) % 2 == 0;
}

static void a_snapshot_keeps_its_moment_while_the_store_goes_on(void)
{
    struct evn_store_config config = config_of((size_t)1 << 30, 0);
    struct evn_store *store;
    struct evn_reader reader;
    struct evn_snapshot *snapshot, *shared;
    MDB_dbi dbi, meta;
    EVN_CHECK_OK(evn_store_open(&config, &store));
    EVN_CHECK_OK(evn_store_table(store, "rows", &dbi));
    EVN_CHECK_OK(evn_store_table(store, "meta", &meta));
    EVN_CHECK_OK(put_rows(store, dbi, 1, 5000, 700));
    EVN_CHECK_OK(evn_reader_init(&reader, store, meta, evn_env_real()));
    EVN_CHECK_OK(evn_reader_begin(&reader, NULL, 0, 0));
    EVN_CHECK_OK(evn_snapshot_take(&reader, &dbi, 1, only_even, NULL, evn_test_dir(), &snapshot));
    evn_reader_end(&reader);
    EVN_CHECK_OK(put_rows(store, dbi, 5001, 100, 700));
    EVN_CHECK_EQ(evn_snapshot_n_rows(snapshot), 2500);
    shared = evn_snapshot_share(snapshot);
    evn_snapshot_drop(&snapshot);
    struct evn_snapshot_row row;
    uint64_t at = 0;
    uint32_t want = 2;
    for (; evn_snapshot_next(shared, &at, &row); want += 2) {
        EVN_CHECK_EQ(evn_get_be32(row.key.at), want);
        EVN_CHECK_EQ(row.value.len, 700);
    }
    EVN_CHECK_EQ(want, 5002);
    evn_snapshot_drop(&shared);
    evn_reader_fini(&reader);
    evn_store_destroy(&store);
}

static void a_damaged_position_row_is_noticed(void)
{
    struct evn_store_config config = config_of((size_t)1 << 30, 0);
    struct evn_store *store;
    struct evn_position at = {.format = 1, .seq = 77}, back;
    bool found;
    MDB_dbi meta;
    MDB_txn *txn;
    EVN_CHECK_OK(evn_store_open(&config, &store));
    EVN_CHECK_OK(evn_store_table(store, "meta", &meta));
    EVN_MUST(mdb_txn_begin(evn_store_env(store), NULL, 0, &txn) == 0);
    EVN_CHECK_OK(evn_position_get(txn, meta, &back, &found));
    EVN_CHECK(!found);
    EVN_CHECK_OK(evn_position_put(txn, meta, &at));
    EVN_CHECK_OK(evn_position_get(txn, meta, &back, &found));
    EVN_CHECK(found);
    EVN_CHECK_EQ(back.seq, 77);
    for (size_t bit = 0; bit < EVN_POSITION_LEN * 8; bit++) {
        MDB_val key = {8, "position"}, row;
        uint8_t bytes[EVN_POSITION_LEN];
        EVN_CHECK_OK(evn_position_put(txn, meta, &at));
        EVN_MUST(mdb_get(txn, meta, &key, &row) == 0);
        memcpy(bytes, row.mv_data, sizeof bytes);
        bytes[bit / 8] ^= (uint8_t)(1u << bit % 8);
        row.mv_data = bytes;
        EVN_MUST(mdb_put(txn, meta, &key, &row, 0) == 0);
        EVN_CHECK_ERR(evn_position_get(txn, meta, &back, &found), EVN_E_CORRUPT);
    }
    mdb_txn_abort(txn);
    evn_store_destroy(&store);
}

int main(int argc, char **argv)
{
    const struct evn_test_case tests[] = {
        EVN_TEST(rows_are_there_after_the_store_is_opened_again),
        EVN_TEST(a_second_opener_is_refused_also_in_the_same_process),
        EVN_TEST(a_truncated_file_is_refused_at_every_length),
        EVN_TEST(flags_that_lose_data_are_not_safe),
        EVN_TEST(a_full_map_is_a_typed_error_and_reads_go_on),
        EVN_TEST(headroom_is_allocated_and_a_half_made_file_is_swept_away),
        EVN_TEST(the_slot_of_a_killed_reader_is_cleared),
        EVN_TEST(a_snapshot_keeps_its_moment_while_the_store_goes_on),
        EVN_TEST(a_damaged_position_row_is_noticed),
    };
    return evn_test_main(argc, argv, "store", tests, sizeof tests / sizeof *tests);
}
