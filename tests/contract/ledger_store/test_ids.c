/* Packed command ids against a plain list; the ring of the newest movements against the same. */
#include "common/base/rng.h"
#include "services/ledger/store/id_rows.h"
#include "services/ledger/store/newest.h"
#include "services/ledger/store/views.h"
#include "tests/lib/suite.h"

#include <stdio.h>
#include <stdlib.h>

enum { IDS_MAX = 20000 };

struct world {
    struct evn_ledger_views views;
    struct evn_rng rng;
    struct evn_id_kept *kept; /* all ids that were added; owned */
    size_t n;
};

static void begin(struct world *w, const char *name, uint64_t seed)
{
    char path[400];
    snprintf(path, sizeof path, "%s/%s.mdb", evn_test_dir(), name);
    *w = (struct world){.rng = evn_rng_of(seed), .kept = calloc(IDS_MAX, sizeof *w->kept)};
    EVN_MUST(w->kept != NULL);
    EVN_CHECK_OK(evn_ledger_views_open(&w->views, path, 0));
}

static void end(struct world *w)
{
    evn_ledger_views_close(&w->views);
    free(w->kept);
}

static MDB_txn *open_txn(struct world *w, unsigned flags, MDB_cursor **ids)
{
    MDB_txn *txn;
    EVN_MUST(mdb_txn_begin(evn_store_env(w->views.store), NULL, flags, &txn) == 0);
    EVN_MUST(mdb_cursor_open(txn, w->views.tables.ids, ids) == 0);
    return txn;
}

/* An id of that millisecond; few have many brothers that share its first 8 bytes. */
static void make_id(struct world *w, int64_t ms, struct evn_id_kept *to)
{
    uint8_t rest[10];
    evn_put_u64(rest, evn_rng_next(&w->rng));
    evn_put_u16(rest + 8, (uint16_t)evn_rng_next(&w->rng));
    if (evn_rng_below(&w->rng, 2) == 0)
        memset(rest, 0, 2);
    const struct evn_id id = evn_id_make(ms * 1000, rest);
    const struct evn_id_row row = {.seq = 1 + evn_rng_below(&w->rng, 1000000), .n = 3, .actor = 7};
    memcpy(to->b, id.b, EVN_ID_LEN);
    evn_id_row_put(to->b + EVN_ID_LEN, &row);
}

/* Add the ids from `first` on, in one transaction that stays when all goes well. */
static evn_err add(struct world *w, size_t first, size_t n)
{
    MDB_cursor *ids;
    MDB_txn *txn = open_txn(w, 0, &ids);
    struct evn_radix *order = calloc(n, 2 * sizeof *order);
    EVN_MUST(order != NULL);
    evn_err err =
        evn_id_rows_add(ids, w->kept + first, evn_id_rows_sort(w->kept + first, order, n), n);
    mdb_cursor_close(ids);
    free(order);
    if (err == EVN_OK)
        EVN_CHECK_OK(evn_store_commit(txn));
    else
        mdb_txn_abort(txn);
    return err;
}

static void check_found(struct world *w)
{
    MDB_cursor *ids;
    MDB_txn *txn = open_txn(w, MDB_RDONLY, &ids);
    for (size_t i = 0; i < w->n; i++) {
        struct evn_id id;
        struct evn_id_row row, want;
        bool found;
        memcpy(id.b, w->kept[i].b, EVN_ID_LEN);
        evn_id_row_get(w->kept[i].b + EVN_ID_LEN, &want);
        EVN_CHECK_OK(evn_id_rows_find(ids, &id, &row, &found));
        EVN_CHECK(found && row.seq == want.seq && row.n == want.n && row.actor == want.actor);
        id.b[15] ^= 0x80; /* one that is not there, but by a chance of 2^-60 */
        EVN_CHECK_OK(evn_id_rows_find(ids, &id, &row, &found));
        EVN_CHECK(!found);
    }
    mdb_cursor_close(ids);
    mdb_txn_abort(txn);
}

/* Rows are in order and begin with their key; the number of them. */
static size_t check_rows(struct world *w)
{
    MDB_cursor *ids;
    MDB_val key, row;
    struct evn_id last = {{0}}, newest;
    size_t n = 0, n_rows = 0;
    bool found;
    MDB_txn *txn = open_txn(w, MDB_RDONLY, &ids);
    for (; mdb_cursor_get(ids, &key, &row, MDB_NEXT) == 0; n_rows++) {
        const uint8_t *at = row.mv_data;
        EVN_CHECK(row.mv_size <= EVN_IDS_LEN_MAX && row.mv_size % EVN_ID_KEPT_LEN == 0);
        EVN_CHECK(key.mv_size == EVN_ID_LEN && memcmp(key.mv_data, at, EVN_ID_LEN) == 0);
        for (size_t i = 0; i < row.mv_size; i += EVN_ID_KEPT_LEN, n++) {
            EVN_CHECK(memcmp(last.b, at + i, EVN_ID_LEN) < 0);
            memcpy(last.b, at + i, EVN_ID_LEN);
        }
    }
    EVN_CHECK_EQ(n, w->n);
    EVN_CHECK_OK(evn_id_rows_newest(ids, &newest, &found));
    EVN_CHECK(found == (n > 0) && (n == 0 || evn_id_equal(&newest, &last)));
    mdb_cursor_close(ids);
    mdb_txn_abort(txn);
    return n_rows;
}

static void ids_in_any_order_are_found_again(void)
{
    static struct world w;
    uint64_t seed = evn_test_seed(1);
    begin(&w, "any", seed);
    check_rows(&w);
    for (int64_t ms = 1000000; w.n < IDS_MAX - 400; ms += 5) {
        size_t first = w.n, n = 1 + evn_rng_below(&w.rng, w.n % 3 == 0 ? 400 : 30);
        for (size_t i = 0; i < n; i++) {
            bool late = evn_rng_below(&w.rng, 10) == 0;
            int64_t back = late ? evn_rng_below(&w.rng, 2000) : evn_rng_below(&w.rng, 4);
            make_id(&w, ms - back, &w.kept[w.n++]);
        }
        EVN_CHECK_OK(add(&w, first, n));
    }
    check_found(&w);
    check_rows(&w);
    end(&w);
}

static void ids_in_order_fill_their_rows(void)
{
    static struct world w;
    begin(&w, "order", 2);
    for (size_t batch = 1; batch <= 60; batch++) {
        for (size_t i = 0; i < batch; i++, w.n++)
            make_id(&w, 1000000 + (int64_t)w.n, &w.kept[w.n]);
        EVN_CHECK_OK(add(&w, w.n - batch, batch));
        EVN_CHECK_EQ(check_rows(&w), (w.n + EVN_IDS_N - 1) / EVN_IDS_N);
    }
    check_found(&w);
    end(&w);
}

static void an_id_that_is_there_already_is_refused(void)
{
    static struct world w;
    begin(&w, "twice", 3);
    for (; w.n < 500; w.n++)
        make_id(&w, 1000000 + (int64_t)(w.n * 7 % 500), &w.kept[w.n]);
    EVN_CHECK_OK(add(&w, 0, w.n));
    for (size_t i = 0; i < 500; i++) {
        w.kept[500] = w.kept[i];
        EVN_CHECK_ERR(add(&w, 500, 1), EVN_E_CORRUPT);
    }
    make_id(&w, 2000000, &w.kept[500]);
    w.kept[501] = w.kept[500];
    EVN_CHECK_ERR(add(&w, 500, 2), EVN_E_CORRUPT);
    check_rows(&w);
    check_found(&w);
    end(&w);
}

/* Events from `from` to `to`: each that was added and is not too old is here, and no other. */
static void check_newest(const struct evn_newest *newest, const uint8_t *added, uint64_t from,
                         uint64_t to)
{
    for (uint64_t seq = from; seq < to; seq++) {
        const uint8_t *slot = evn_newest_get(newest, seq);
        bool must = added[seq] && newest->next - seq <= EVN_NEWEST_N - EVN_MOVEMENTS_N;
        EVN_CHECK(slot != NULL || !must);
        EVN_CHECK(slot == NULL || (added[seq] && evn_get_u64(slot + 8) == seq));
    }
}

static void the_newest_movements_are_here_and_no_others(void)
{
    enum { EVENTS = 3 * EVN_NEWEST_N };
    struct evn_newest newest = {.rows = NULL};
    struct evn_rng rng = evn_rng_of(evn_test_seed(1));
    uint8_t *added = calloc(EVENTS, 1);
    EVN_MUST(added != NULL);
    EVN_CHECK(evn_newest_get(&newest, 5) == NULL);
    for (uint64_t seq = 1 + evn_rng_below(&rng, 100); seq < EVENTS;) {
        uint8_t *slot = evn_newest_add(&newest, seq);
        EVN_MUST(slot != NULL);
        EVN_CHECK_EQ(evn_get_u64(slot + 8), 0);
        evn_put_u64(slot + 8, seq);
        added[seq] = 1;
        uint64_t far = seq > EVN_NEWEST_N + 64 ? seq - EVN_NEWEST_N - 64 : 0;
        if (evn_rng_below(&rng, 2000) == 0) {
            check_newest(&newest, added, seq > 300 ? seq - 300 : 0, seq + 1);
            check_newest(&newest, added, far, far + 128 < seq ? far + 128 : seq);
        }
        uint32_t dice = evn_rng_below(&rng, 50000);
        seq += dice < 40000 ? 1 : dice < 49990 ? evn_rng_below(&rng, 90) + 1 : 100000;
    }
    evn_newest_fini(&newest);
    free(added);
}

int main(int argc, char **argv)
{
    const struct evn_test_case tests[] = {
        EVN_TEST(ids_in_any_order_are_found_again),
        EVN_TEST(ids_in_order_fill_their_rows),
        EVN_TEST(an_id_that_is_there_already_is_refused),
        EVN_TEST(the_newest_movements_are_here_and_no_others),
    };
    return evn_test_main(argc, argv, "ledger.store.ids", tests, sizeof tests / sizeof *tests);
}
