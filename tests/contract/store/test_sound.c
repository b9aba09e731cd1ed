/* Damaged LMDB files are found out before LMDB sees them, and whole ones never are. */
#include "common/base/bytes.h"
#include "common/store/peek.h"
#include "common/store/sound.h"
#include "tests/lib/suite.h"

#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PAGE = 4096, ROWS = 3000, BIG = 9000, HEAD = 16, COMMITS = 300 };

static char path[400];

static struct evn_store *open_store(void)
{
    struct evn_store *store;
    const struct evn_store_config config = {
        .path = path, .map_size = EVN_STORE_MAP_SIZE, .n_tables_max = 8, .n_readers_max = 8};
    EVN_MUST(evn_store_open(&config, &store) == EVN_OK);
    return store;
}

static void put_rows(struct evn_store *store, MDB_dbi dbi, uint32_t first, uint32_t n)
{
    static uint8_t big[BIG];
    MDB_txn *txn;
    EVN_MUST(mdb_txn_begin(evn_store_env(store), NULL, 0, &txn) == 0);
    for (uint32_t i = first; i < first + n; i++) {
        uint8_t k[4] = {(uint8_t)(i >> 24), (uint8_t)(i >> 16), (uint8_t)(i >> 8), (uint8_t)i};
        MDB_val key = {4, k}, value = {i % 100 == 7 ? BIG : 40, big};
        EVN_MUST(mdb_put(txn, dbi, &key, &value, 0) == 0);
    }
    EVN_MUST(evn_store_commit(txn) == EVN_OK);
}

/* Two tables with branches and big values, rewritten so that pages become free. */
static void make(const char *name)
{
    MDB_dbi rows, few;
    snprintf(path, sizeof path, "%s/%s.mdb", evn_test_dir(), name);
    struct evn_store *store = open_store();
    EVN_MUST(evn_store_table(store, "rows", &rows) == EVN_OK);
    EVN_MUST(evn_store_table(store, "few", &few) == EVN_OK);
    for (uint32_t i = 0; i < 3; i++)
        put_rows(store, rows, i * 100, ROWS);
    put_rows(store, few, 0, 3);
    evn_store_destroy(&store);
}

static void patch(uint64_t offset, const void *bytes, size_t len)
{
    int fd = open(path, O_WRONLY | O_CLOEXEC);
    EVN_MUST(fd >= 0 && pwrite(fd, bytes, len, (off_t)offset) == (ssize_t)len);
    close(fd);
}

static void peek_page(uint64_t page, uint8_t out[PAGE])
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    EVN_MUST(fd >= 0 && pread(fd, out, PAGE, (off_t)(page * PAGE)) == PAGE);
    close(fd);
}

/* Which of the two meta pages counts. */
static uint64_t newest(void)
{
    uint8_t meta[2][PAGE];
    for (uint64_t i = 0; i < 2; i++)
        peek_page(i, meta[i]);
    return evn_get_u64(meta[0] + HEAD + 128) < evn_get_u64(meta[1] + HEAD + 128);
}

/* The tree record of a table: where it stands, and the page of its root. */
static uint64_t root_of(const char *table, uint64_t *record)
{
    uint8_t page[PAGE];
    size_t len = strlen(table);
    peek_page(newest(), page);
    uint64_t list = evn_get_u64(page + HEAD + 24 + 48 + 40);
    peek_page(list, page);
    for (size_t i = 0; i < (size_t)(evn_get_u16(page + 12) - HEAD) / 2; i++) {
        size_t at = evn_get_u16(page + HEAD + 2 * i);
        if (evn_get_u16(page + at + 6) != len || memcmp(page + at + 8, table, len) != 0)
            continue;
        *record = list * PAGE + at + 8 + len;
        return evn_get_u64(page + at + 8 + len + 40);
    }
    EVN_MUST(false);
    return 0;
}

/* With `len` bytes at `offset` changed the file is damaged, in this table; then they are put back.
 */
static void damage(uint64_t offset, const void *bytes, size_t len, const char *table)
{
    uint8_t page[PAGE];
    struct evn_sound_report report;
    struct evn_store *store;
    struct evn_peek *peek;
    const struct evn_store_config config = {
        .path = path, .map_size = EVN_STORE_MAP_SIZE, .n_tables_max = 8, .n_readers_max = 8};
    peek_page(offset / PAGE, page);
    EVN_MUST(memcmp(page + offset % PAGE, bytes, len) != 0);
    patch(offset, bytes, len);
    EVN_CHECK_EQ(evn_sound_check(path, &report), EVN_E_CORRUPT);
    EVN_CHECK_TEXT(report.table, table);
    EVN_CHECK_EQ(evn_store_open(&config, &store), EVN_E_CORRUPT);
    EVN_CHECK_EQ(evn_peek_open(path, &peek), EVN_E_CORRUPT);
    patch(offset, page + offset % PAGE, len);
    EVN_CHECK_OK(evn_sound_check(path, &report));
}

static void u16(uint64_t offset, uint16_t value, const char *table)
{
    uint8_t bytes[2] = {(uint8_t)value, (uint8_t)(value >> 8)};
    damage(offset, bytes, sizeof bytes, table);
}

static void u64(uint64_t offset, uint64_t value, const char *table)
{
    uint8_t bytes[8];
    for (int i = 0; i < 8; i++)
        bytes[i] = (uint8_t)(value >> 8 * i);
    damage(offset, bytes, sizeof bytes, table);
}

static void each_damage_of_a_page_is_named(void)
{
    uint8_t page[PAGE];
    uint64_t record;
    make("each");
    EVN_CHECK_OK(evn_sound_check(path, NULL));
    uint64_t root = root_of("rows", &record), at = root * PAGE;
    peek_page(root, page);
    uint64_t first = evn_get_u16(page + HEAD), child = evn_get_u32(page + first);
    uint64_t second = evn_get_u16(page + HEAD + 2), leaf = child * PAGE;
    u64(at, root + 1, "rows");                        /* another page's number */
    u16(at + 10, 2, "rows");                          /* a branch that says it is a leaf */
    u16(at + 12, HEAD, "rows");                       /* no nodes */
    u16(at + HEAD, (uint16_t)(first + 4000), "rows"); /* a node outside */
    u16(at + HEAD, (uint16_t)second, "rows");         /* a node twice */
    u16(at + first, (uint16_t)root, "rows");          /* its own child: for ever */
    u16(at + first + 2, 0xffff, "rows");              /* a child outside the file */
    u16(at + second + 6, 600, "rows");                /* a key that is too long */
    peek_page(child, page);
    first = evn_get_u16(page + HEAD);
    second = evn_get_u16(page + HEAD + 2);
    u16(leaf + first, 4090, "rows");  /* a value that leaves the page */
    u16(leaf + first + 4, 2, "rows"); /* a row that says it is a table */
    u16(leaf + HEAD, (uint16_t)second, "rows");
    damage(leaf + first + 8, "\xff", 1, "rows");    /* keys out of order */
    u64(record + 32, ROWS, "rows");                 /* so many rows there are not */
    u16(record + 6, 1, "rows");                     /* not so deep */
    u64(record + 40, 1, "rows");                    /* its root is a meta page */
    u16(record + 4, 4, "");                         /* a table of another kind */
    u64(newest() * PAGE + HEAD + 120, 1 << 20, ""); /* more pages than the file has */
    damage(HEAD + 24, "\0\0\0\0", 4, "");           /* pages of no size */
}

static void a_truncated_file_is_damaged(void)
{
    struct stat st;
    struct evn_sound_report report;
    make("short");
    EVN_MUST(stat(path, &st) == 0 && truncate(path, st.st_size / 2) == 0);
    EVN_CHECK_EQ(evn_sound_check(path, &report), EVN_E_CORRUPT);
    EVN_MUST(truncate(path, 100) == 0);
    EVN_CHECK_EQ(evn_sound_check(path, &report), EVN_E_CORRUPT);
    EVN_MUST(unlink(path) == 0);
    EVN_CHECK_OK(evn_sound_check(path, &report));
}

static atomic_bool stop;

static void *write_on(void *arg)
{
    MDB_dbi rows;
    struct evn_store *store = arg;
    EVN_MUST(evn_store_table(store, "rows", &rows) == EVN_OK);
    for (uint32_t i = 0; i < COMMITS; i++)
        put_rows(store, rows, i * 37 % 2000, 40);
    stop = true;
    return NULL;
}

/* Readers come while commits go on: a moment that is whole is never called damaged. */
static void a_file_that_is_written_is_read_as_whole(void)
{
    pthread_t writer;
    unsigned n = 0;
    make("busy");
    struct evn_store *store = open_store();
    stop = false;
    EVN_MUST(pthread_create(&writer, NULL, write_on, store) == 0);
    for (; !stop || n == 0; n++) {
        struct evn_sound_report report;
        MDB_txn *txn;
        EVN_MUST(mdb_txn_begin(evn_store_env(store), NULL, MDB_RDONLY, &txn) == 0);
        evn_err err = evn_sound_moment(path, mdb_txn_id(txn), &report);
        EVN_CHECK(err == EVN_OK || err == EVN_E_AGAIN);
        mdb_txn_abort(txn);
    }
    EVN_MUST(pthread_join(writer, NULL) == 0);
    printf("[%u readers, %d commits] ", n, COMMITS);
    evn_store_destroy(&store);
}

int main(int argc, char **argv)
{
    static const struct evn_test_case tests[] = {
        EVN_TEST(each_damage_of_a_page_is_named),
        EVN_TEST(a_truncated_file_is_damaged),
        EVN_TEST(a_file_that_is_written_is_read_as_whole),
    };
    evn_test_in_memory();
    return evn_test_main(argc, argv, "sound", tests, sizeof tests / sizeof tests[0]);
}
