/* Honest verification: damage planted in the views of a real installation is found and named, and
 * the views come again from the logs. */
#include "common/base/bytes.h"
#include "common/store/sound.h"
#include "tests/lib/site.h"

#include <lmdb.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>

static struct evn_test_site site;
static struct evn_site_run run;

#define RUN(...) evn_test_site_run(&site, &run, (const char *const[]){__VA_ARGS__, NULL})

static const char *const services[] = {"registry", "ledger", "planner", "dispatch", "events"};
enum {
    N_SERVICES = sizeof services / sizeof services[0],
    SLOTS = 60,
    SLOT_LEN = 32,
    MOVEMENT_LEN = 64,
    ID_LEN = 48
};

static bool says(const char *text)
{
    return strstr(run.out, text) != NULL;
}

static const char *views_of(const char *service)
{
    static char path[500];
    snprintf(path, sizeof path, "%s/%s/views.mdb", site.data, service);
    return path;
}

static void stop(void)
{
    EVN_CHECK_EQ(evn_test_site_stop(&site, SIGTERM), 0);
}

/* 5,000 receipts at W3, so that its past has chunks, spans and flows. */
static void fill_the_long_account(void)
{
    char path[500];
    snprintf(path, sizeof path, "%s/lines.csv", evn_test_dir());
    for (int n = 0; n < 5; n++) {
        FILE *file = fopen(path, "wb");
        EVN_MUST(file != NULL && fputs("item,quantity,at\n", file) >= 0);
        for (int i = 0; i < 1000; i++)
            EVN_MUST(fprintf(file, "WATER,%d,2026-01-%02dT%02d:%02d:00Z\n", 1 + i % 5, 1 + i % 28,
                             i % 24, (i + n) % 60) > 0);
        fclose(file);
        RUN("move", "receive", "--to", "W3", "--file", path);
        EVN_CHECK_EQ(run.status, 0);
    }
}

/* Stock with a past: 60 bottles at W1, 50 at W2, receipts and issues of earlier days among them.
 * One installation for all tests: each leaves it stopped, its views whole or gone. */
static void begin(void)
{
    if (site.data[0] != '\0')
        return;
    evn_test_site_make(&site, EVN_BIN_DIR);
    evn_test_site_up(&site, NULL);
    RUN("item", "put", "WATER", "--en", "Water", "--category", "food", "--unit-en", "bottle");
    RUN("place", "put", "W1", "--kind", "warehouse", "--en", "North");
    RUN("place", "put", "W2", "--kind", "warehouse", "--en", "South");
    RUN("place", "put", "W3", "--kind", "warehouse", "--en", "East");
    RUN("move", "receive", "--to", "W1", "--at", "2026-01-05", "WATER=100");
    RUN("move", "transfer", "--from", "W1", "--to", "W2", "--at", "2026-01-09", "WATER=50");
    RUN("move", "receive", "--to", "W1", "--at", "2026-01-02", "WATER=30");
    RUN("move", "issue", "--from", "W1", "--at", "2026-01-03", "WATER=20");
    EVN_CHECK_EQ(run.status, 0);
    RUN("move", "issue", "--from", "W2", "WATER=51");
    EVN_CHECK_EQ(run.status, 69);
    fill_the_long_account();
    stop();
}

/* LMDB's file as bytes: to plant damage in the same views again and again. */
static char *kept;
static size_t kept_len;

static void keep_views(const char *service)
{
    FILE *file = fopen(views_of(service), "rb");
    EVN_MUST(file != NULL && fseek(file, 0, SEEK_END) == 0);
    kept_len = (size_t)ftell(file);
    kept = malloc(kept_len);
    rewind(file);
    EVN_MUST(kept != NULL && fread(kept, 1, kept_len, file) == kept_len);
    fclose(file);
}

static void restore_views(const char *service)
{
    FILE *file = fopen(views_of(service), "wb");
    EVN_MUST(file != NULL && fwrite(kept, 1, kept_len, file) == kept_len);
    fclose(file);
}

/* Give the first row of a table, as a copy, to `damage`, which says what to put; NULL: delete. */
static void damage(const char *service, const char *table, size_t (*change)(uint8_t *row, size_t n))
{
    MDB_env *env = NULL;
    MDB_txn *txn = NULL;
    MDB_dbi dbi = 0;
    MDB_cursor *cursor = NULL;
    MDB_val key = {0}, value = {0};
    uint8_t row[4096];
    EVN_MUST(mdb_env_create(&env) == 0 && mdb_env_set_maxdbs(env, 32) == 0 &&
             mdb_env_set_mapsize(env, (size_t)1 << 30) == 0 &&
             mdb_env_open(env, views_of(service), MDB_NOSUBDIR | MDB_NOSYNC, 0600) == 0);
    EVN_MUST(mdb_txn_begin(env, NULL, 0, &txn) == 0 && mdb_dbi_open(txn, table, 0, &dbi) == 0);
    EVN_MUST(mdb_cursor_open(txn, dbi, &cursor) == 0 &&
             mdb_cursor_get(cursor, &key, &value, MDB_FIRST) == 0 && value.mv_size <= sizeof row);
    memcpy(row, value.mv_data, value.mv_size);
    if (change == NULL) {
        EVN_MUST(mdb_cursor_del(cursor, 0) == 0);
    } else {
        value.mv_size = change(row, value.mv_size);
        value.mv_data = row;
        EVN_MUST(mdb_cursor_put(cursor, &key, &value, MDB_CURRENT) == 0);
    }
    mdb_cursor_close(cursor);
    EVN_MUST(mdb_txn_commit(txn) == 0);
    mdb_env_close(env);
}

/* The stock of W1, the only account with 60 on hand, gets one more. */
static size_t flip_a_balance(uint8_t *row, size_t n)
{
    for (size_t i = 0; i < SLOTS; i++)
        if (evn_get_i64(row + i * SLOT_LEN) == 60)
            evn_put_i64(row + i * SLOT_LEN, 61);
    return n;
}

/* The receipt of 100. */
static size_t change_a_quantity(uint8_t *row, size_t n)
{
    for (uint8_t *slot = row; slot + MOVEMENT_LEN <= row + n; slot += MOVEMENT_LEN)
        if (evn_get_i64(slot + 8) == 100)
            evn_put_i64(slot + 8, 101);
    return n;
}

/* A movement that the log does not have, where an event is none. */
static size_t add_a_movement(uint8_t *row, size_t n)
{
    uint8_t *slot = row;
    while (evn_get_i64(slot + 8) != 0)
        slot += MOVEMENT_LEN;
    EVN_MUST(slot < row + n);
    evn_put_i64(slot + 8, 7);
    return n;
}

/* Account 1 moves to another place. */
static size_t change_an_account(uint8_t *row, size_t n)
{
    row[12] ^= 1;
    return n;
}

/* The second and the third id. */
static size_t change_the_order(uint8_t *row, size_t n)
{
    uint8_t second[ID_LEN];
    memcpy(second, row + ID_LEN, ID_LEN);
    memcpy(row + ID_LEN, row + 2 * ID_LEN, ID_LEN);
    memcpy(row + 2 * ID_LEN, second, ID_LEN);
    return n;
}

static size_t cut_one_byte(uint8_t *row, size_t n)
{
    (void)row;
    return n - 1;
}

/* The last byte, whatever it says. */
static size_t flip_the_end(uint8_t *row, size_t n)
{
    row[n - 1] ^= 1;
    return n;
}

static void expect(const char *service, const char *table, size_t (*change)(uint8_t *row, size_t n),
                   const char *finding)
{
    damage(service, table, change);
    RUN("verify", service, "--json");
    EVN_CHECK_EQ(run.status, 65);
    if (!says(finding))
        EVN_CHECK_TEXT(run.out, finding);
    restore_views(service);
}

/* The summary of a chunk or span, and the change of a chunk's first instant. */
static size_t change_a_sum(uint8_t *row, size_t n)
{
    row[8] ^= 1;
    return n;
}

static size_t change_an_instant(uint8_t *row, size_t n)
{
    row[40] ^= 1;
    return n;
}

/* Sum and smallest sum are made to fit: only the log says otherwise. */
static size_t change_an_instant_and_its_sums(uint8_t *row, size_t n)
{
    for (size_t i = 0; i < 3; i++) {
        static const size_t at[] = {8, 16, 40};
        evn_put_i64(row + at[i], evn_get_i64(row + at[i]) + 1);
    }
    return n;
}

/* What came from the first other account of a row of flows. */
static size_t change_what_came(uint8_t *row, size_t n)
{
    evn_put_i64(row + 36, evn_get_i64(row + 36) + 1);
    return n;
}

static void damage_in_the_past_of_a_long_account_is_found_and_named(void)
{
    begin();
    RUN("verify", "ledger", "--json");
    EVN_CHECK_EQ(run.status, 0);
    EVN_CHECK(says("\"movements\":5004,") && !says("registry"));
    RUN("verify", "nobody");
    EVN_CHECK_EQ(run.status, 65);
    keep_views("ledger");
    static const char named[] = "\"check\":\"past\",\"where\":\"W3/WATER\"";
    expect("ledger", "chunks", change_a_sum, named);
    expect("ledger", "chunks", change_an_instant, named);
    expect("ledger", "chunks", change_an_instant_and_its_sums, named);
    expect("ledger", "chunks", NULL, named);
    expect("ledger", "spans", change_a_sum, named);
    expect("ledger", "spans", NULL, named);
    expect("ledger", "flows", change_a_sum, named);
    expect("ledger", "flows", change_what_came, named);
    expect("ledger", "flows", NULL, named);
    free(kept);
}

static void damage_in_the_views_is_found_and_named(void)
{
    begin();
    RUN("verify", "--json");
    EVN_CHECK_EQ(run.status, 0);
    EVN_CHECK(says("\"service\":\"ledger\",\"result\":\"good\""));
    EVN_CHECK(says("\"accounts\":5,\"movements\":5004,\"ids\":10,\"differences\":0,"));
    keep_views("ledger");
    expect("ledger", "balances", flip_a_balance,
           "\"check\":\"balance\",\"where\":\"W1/WATER\",\"have\":61,\"want\":60,");
    expect("ledger", "balances", NULL,
           "\"check\":\"balance\",\"where\":\"W2/WATER\",\"have\":0,\"want\":50,");
    expect("ledger", "opened", change_an_account, "\"check\":\"account\",\"where\":\"");
    expect("ledger", "movements", NULL,
           "\"check\":\"movement\",\"where\":\"supplier/WATER\",\"have\":0,\"want\":100,");
    expect("ledger", "movements", change_a_quantity, "\"have\":101,\"want\":100,");
    expect("ledger", "movements", add_a_movement,
           "\"check\":\"movement\",\"where\":\"movements\",\"have\":5005,\"want\":5004,");
    expect("ledger", "ids", cut_one_byte, "\"check\":\"id\",\"where\":\"01");
    expect("ledger", "ids", NULL, "\"check\":\"id\",\"where\":\"ids\",\"have\":0,\"want\":10,");
    expect("ledger", "ids", change_the_order,
           "\"check\":\"id\",\"where\":\"ids\",\"have\":10,\"want\":10,");
    static const char *const whole[] = {"facts", "texts", "kit"};
    for (size_t i = 0; i < sizeof whole / sizeof whole[0]; i++) {
        char finding[80];
        snprintf(finding, sizeof finding, "\"check\":\"row\",\"where\":\"%s", whole[i]);
        expect("ledger", whole[i], flip_the_end, finding);
        expect("ledger", whole[i], NULL, finding);
    }
    free(kept);
    keep_views("registry");
    expect("registry", "kit", flip_the_end,
           "\"service\":\"registry\",\"check\":\"row\",\"where\":\"kit ");
    expect("registry", "commands", NULL,
           "\"service\":\"registry\",\"check\":\"id\",\"where\":\"01");
    free(kept);
    RUN("verify");
    EVN_CHECK_EQ(run.status, 0);
    /* A damaged balance never becomes an answer: the service refuses to start from it. */
    damage("ledger", "balances", flip_a_balance);
    RUN("rebuild", "ledger");
    EVN_CHECK_EQ(run.status, 0);
    RUN("verify", "--json");
    EVN_CHECK_EQ(run.status, 0);
    EVN_CHECK(says("\"viewsSeq\":0,\"accounts\":5,"));
}

/* What all services know, while they run. */
static char digest[EVN_SITE_TEXT_MAX];

static void take_digest(void)
{
    RUN("verify", "--digest", "--json");
    EVN_CHECK_EQ(run.status, 0);
    snprintf(digest, sizeof digest, "%s", run.out);
}

static bool is_verified(void *arg)
{
    (void)arg;
    RUN("verify", "--json");
    EVN_CHECK_EQ(run.status, 0);
    const char *at = strstr(run.out, "\"service\":\"ledger\"");
    int seq = 0, views_seq = 0;
    return at != NULL &&
           sscanf(at, "\"service\":\"ledger\",\"result\":\"good\",\"seq\":%d,\"viewsSeq\":%d", &seq,
                  &views_seq) == 2 &&
           views_seq == seq;
}

static void a_running_installation_is_verified_and_views_come_again_from_the_logs(void)
{
    begin();
    evn_test_site_up(&site, NULL);
    RUN("rebuild", "all");
    EVN_CHECK_EQ(run.status, 75);
    evn_test_wait(is_verified, NULL);
    EVN_CHECK(says("\"movements\":5004,"));
    take_digest();
    stop();
    EVN_CHECK(access(views_of("gateway"), F_OK) != 0); /* sessions only: nothing to derive */
    RUN("rebuild", "all");
    EVN_CHECK_EQ(run.status, 0);
    for (size_t i = 0; i < N_SERVICES; i++)
        EVN_CHECK(access(views_of(services[i]), F_OK) != 0);
    evn_test_site_up(&site, NULL);
    RUN("verify", "--digest", "--json");
    EVN_CHECK_TEXT(run.out, digest);
    stop();
    RUN("verify", "--json");
    EVN_CHECK_EQ(run.status, 0);
    for (size_t i = 0; i < N_SERVICES; i++)
        EVN_CHECK(access(views_of(services[i]), F_OK) == 0);
    EVN_CHECK(!says("\"viewsSeq\":0,"));
}

/* Flip one bit of a page's header, the first that damages this table; returns where its page is. */
static uint64_t flip_a_bit(const char *table)
{
    enum { PAGE = 4096, UPPER = 14 };
    struct evn_sound_report report;
    FILE *file = fopen(views_of("ledger"), "r+b");
    EVN_MUST(file != NULL && setvbuf(file, NULL, _IONBF, 0) == 0);
    for (long at = 2 * PAGE + UPPER;; at += PAGE) {
        int byte = fseek(file, at, SEEK_SET) == 0 ? fgetc(file) : EOF;
        EVN_MUST(byte != EOF && fseek(file, at, SEEK_SET) == 0 && fputc(byte ^ 8, file) != EOF);
        if (evn_sound_check(views_of("ledger"), &report) == EVN_E_CORRUPT &&
            strcmp(report.table, table) == 0)
            break;
        EVN_MUST(fseek(file, at, SEEK_SET) == 0 && fputc(byte, file) != EOF);
    }
    fclose(file);
    return report.offset;
}

static bool has_said(void *arg)
{
    return evn_test_site_said(&site, arg);
}

/* A bit flips while nothing runs: the ledger says what is damaged, where and how to go on, and
 * the others run; with its views made again it knows what it knew. */
static void a_flipped_bit_is_named_and_mended_by_a_rebuild(void)
{
    char where[600];
    begin();
    evn_test_site_up(&site, NULL);
    if (digest[0] == '\0')
        take_digest();
    stop();
    uint64_t offset = flip_a_bit("movements");
    evn_test_site_start(&site, NULL);
    evn_test_wait(has_said, (char[]){"ledger/views.mdb (table movements)"});
    evn_test_wait(has_said, (char[]){"`evn rebuild ledger`"});
    snprintf(where, sizeof where, "byte %llu", (unsigned long long)offset);
    EVN_CHECK(evn_test_site_said(&site, where));
    EVN_CHECK_EQ(evn_test_site_pid(&site, "ledger"), 0);
    EVN_CHECK(evn_test_site_pid(&site, "registry") > 0);
    RUN("verify", "ledger", "--json");
    EVN_CHECK_EQ(run.status, 65);
    EVN_CHECK(says("\"check\":\"position\""));
    RUN("rebuild", "ledger");
    EVN_CHECK_EQ(run.status, 0);
    (void)evn_test_site_stop(&site, SIGTERM);
    evn_test_site_up(&site, NULL);
    RUN("verify", "--digest", "--json");
    EVN_CHECK_TEXT(run.out, digest);
    stop();
}

int main(int argc, char **argv)
{
    static const struct evn_test_case tests[] = {
        EVN_TEST(damage_in_the_past_of_a_long_account_is_found_and_named),
        EVN_TEST(damage_in_the_views_is_found_and_named),
        EVN_TEST(a_running_installation_is_verified_and_views_come_again_from_the_logs),
        EVN_TEST(a_flipped_bit_is_named_and_mended_by_a_rebuild),
    };
    return evn_test_main(argc, argv, "evn.verify", tests, sizeof tests / sizeof tests[0]);
}
