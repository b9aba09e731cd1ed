/* One row of each table of the views, and each kind of rare event, is damaged: verify names it. */
#include "tests/crash/ledger/life.h"
#include "tests/crash/ledger/pool.h"
#include "tests/lib/suite.h"
#include "tools/audit/audit.h"

#include <stdlib.h>
#include <unistd.h>

enum { COMMANDS = 1500, TURN = 5, ROW_MAX = 16384, ANY = 0, HEAD = 4 };

static char folder[420], path[460];

static void nobody(void *self, const struct life_answer *answer)
{
    (void)self;
    (void)answer;
}

/* A ledger that was at work on everything and stopped cleanly. */
static void make(void)
{
    struct life life = {.seed = evn_test_seed(20221130), .told = nobody};
    const char *data = pool_folder();
    EVN_MUST(life_open(&life, data, 0) == EVN_OK);
    for (uint32_t k = 0; k < COMMANDS; k += TURN)
        EVN_MUST(life_turn(&life, k, TURN) == EVN_OK);
    EVN_MUST(life_finish(&life) == EVN_OK && life_views(&life, 2000) == EVN_OK);
    life_close(&life);
    snprintf(folder, sizeof folder, "%s/ledger", data);
    snprintf(path, sizeof path, "%s/views.mdb", folder);
}

struct found {
    uint64_t n;
    struct evn_audit_finding first;
};

static void take(void *arg, const struct evn_audit_finding *finding)
{
    struct found *found = arg;
    if (found->n++ == 0)
        found->first = *finding;
}

static struct found audit(void)
{
    struct found found = {.n = 0};
    struct evn_audit_counts counts;
    struct evn_journal_head head;
    struct evn_file_report report;
    const struct evn_audit_config config = {
        .folder = folder, .service = "ledger", .found = take, .arg = &found};
    EVN_CHECK_OK(evn_audit(&config, &counts, &head, &report));
    EVN_CHECK_EQ(counts.n_findings, found.n);
    return found;
}

/* A row as it was, to be put back. */
struct row {
    uint8_t key[64], value[ROW_MAX];
    size_t key_len, len;
};

/* The first row of the table, or the first that is a frame of this kind. */
static bool find(MDB_txn *txn, MDB_dbi dbi, uint32_t frame, struct row *out)
{
    MDB_cursor *cursor;
    MDB_val key, value;
    EVN_MUST(mdb_cursor_open(txn, dbi, &cursor) == 0);
    int rc = mdb_cursor_get(cursor, &key, &value, MDB_FIRST);
    while (rc == 0 && frame != ANY && (value.mv_size < HEAD || evn_get_u32(value.mv_data) != frame))
        rc = mdb_cursor_get(cursor, &key, &value, MDB_NEXT);
    if (rc == 0) {
        EVN_MUST(key.mv_size <= sizeof out->key && value.mv_size <= sizeof out->value);
        out->key_len = key.mv_size;
        out->len = value.mv_size;
        memcpy(out->key, key.mv_data, key.mv_size);
        memcpy(out->value, value.mv_data, value.mv_size);
    }
    mdb_cursor_close(cursor);
    return rc == 0;
}

/* What is done to a row. */
enum how { CHANGED, TAKEN_AWAY, PUT_BACK };

static bool touch(const char *table, uint32_t frame, size_t at, enum how how, struct row *row)
{
    struct evn_store *store;
    MDB_txn *txn;
    MDB_dbi dbi;
    const struct evn_store_config config = {
        .path = path, .map_size = EVN_STORE_MAP_SIZE, .n_tables_max = 32, .n_readers_max = 8};
    EVN_MUST(evn_store_open(&config, &store) == EVN_OK);
    EVN_MUST(evn_store_table(store, table, &dbi) == EVN_OK);
    EVN_MUST(mdb_txn_begin(evn_store_env(store), NULL, 0, &txn) == 0);
    bool there = how == PUT_BACK || find(txn, dbi, frame, row);
    if (there) {
        struct row changed = *row;
        if (how == CHANGED)
            changed.value[at < row->len ? at : row->len - 1] ^= 1;
        MDB_val key = {row->key_len, row->key}, value = {row->len, changed.value};
        EVN_MUST((how == TAKEN_AWAY ? mdb_del(txn, dbi, &key, NULL)
                                    : mdb_put(txn, dbi, &key, &value, 0)) == 0);
    }
    EVN_MUST(evn_store_commit(txn) == EVN_OK);
    evn_store_destroy(&store);
    return there;
}

static void each_damaged_row_is_named(void)
{
    static const struct {
        const char *table;
        uint32_t frame; /* of facts, rare and texts */
        size_t at;      /* of the byte that is changed; SIZE_MAX: the last */
        enum evn_audit_check check;
    } rows[] = {
        {"movements", ANY, SIZE_MAX, EVN_AUDIT_MOVEMENT},
        {"balances", ANY, 32, EVN_AUDIT_BALANCE},
        {"opened", ANY, 12, EVN_AUDIT_ACCOUNT},
        {"ids", ANY, 0, EVN_AUDIT_ID},
        {"open", ANY, 0, EVN_AUDIT_OPEN},
        {"chunks", ANY, 40, EVN_AUDIT_PAST},
        {"kit", ANY, SIZE_MAX, EVN_AUDIT_ROW},
        {"meta", ANY, 0, EVN_AUDIT_POSITION},
        {"facts", 17, SIZE_MAX, EVN_AUDIT_ROW},
        {"facts", 18, SIZE_MAX, EVN_AUDIT_ROW},
        {"facts", 19, SIZE_MAX, EVN_AUDIT_ROW},
        {"facts", 20, SIZE_MAX, EVN_AUDIT_ROW},
        {"facts", 21, SIZE_MAX, EVN_AUDIT_ROW},
        {"texts", 23, SIZE_MAX, EVN_AUDIT_ROW},
        {"texts", 24, SIZE_MAX, EVN_AUDIT_ROW},
        {"rare", 16, SIZE_MAX, EVN_AUDIT_ROW},
        {"rare", 23, SIZE_MAX, EVN_AUDIT_ROW},
        {"rare", 26, SIZE_MAX, EVN_AUDIT_ROW},
        {"rare", 27, SIZE_MAX, EVN_AUDIT_ROW},
        {"rare", 28, SIZE_MAX, EVN_AUDIT_ROW},
        {"rare", 29, SIZE_MAX, EVN_AUDIT_ROW},
        {"rare", 32, SIZE_MAX, EVN_AUDIT_ROW},
        {"rare", 33, SIZE_MAX, EVN_AUDIT_ROW},
    };
    static struct row row;
    make();
    EVN_CHECK_EQ(audit().n, 0);
    for (size_t i = 0; i < 2 * sizeof rows / sizeof *rows; i++) {
        enum how how = i % 2 == 0 ? CHANGED : TAKEN_AWAY;
        const char *table = rows[i / 2].table;
        bool there = touch(table, rows[i / 2].frame, rows[i / 2].at, how, &row);
        EVN_CHECK(there);
        struct found found = audit();
        bool good = found.n > 0 && found.first.where[0] != '\0' &&
                    (how == TAKEN_AWAY || found.first.check == rows[i / 2].check);
        if (!there || !good)
            printf("\n    %s, frame %u, %s: %" PRIu64 " findings, check %d, %s", table,
                   rows[i / 2].frame, how == CHANGED ? "changed" : "taken away", found.n,
                   (int)found.first.check, found.first.where);
        EVN_CHECK(good);
        if (there)
            EVN_MUST(touch(table, ANY, 0, PUT_BACK, &row));
    }
    EVN_CHECK_EQ(audit().n, 0);
}

int main(int argc, char **argv)
{
    static const struct evn_test_case tests[] = {EVN_TEST(each_damaged_row_is_named)};
    pool_begin();
    return evn_test_main(argc, argv, "ledger.damage", tests, sizeof tests / sizeof tests[0]);
}
