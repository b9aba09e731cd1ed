/* The past as the views tell it, against arrays and loops. */
#include "services/ledger/core/event.h"
#include "tests/contract/ledger_store/world.h"
#include "tests/lib/suite.h"

#include <stdlib.h>

enum { FACTS = 20, KEYS = 350 };

static int by_time(const void *a, const void *b)
{
    const struct evn_past_moved *x = a, *y = b;
    return x->at_us < y->at_us ? -1 : x->at_us > y->at_us;
}

/* The obvious answer: every movement in time order, instant by instant. */
static struct evn_leg_summary by_hand(const struct evn_past_moved *sorted, size_t n,
                                      uint32_t account, int64_t after_us, int64_t until_us)
{
    struct evn_leg_summary s = {.sum = 0, .min = INT64_MAX, .min_at_us = INT64_MIN};
    for (size_t i = 0, next; i < n; i = next) {
        bool any = false;
        for (next = i; next < n && sorted[next].at_us == sorted[i].at_us; next++) {
            bool mine = sorted[next].from == account || sorted[next].to == account;
            if (!mine || sorted[i].at_us <= after_us || sorted[i].at_us > until_us)
                continue;
            any = true;
            s.sum += sorted[next].to == account ? sorted[next].qty : -sorted[next].qty;
        }
        if (any && s.sum < s.min) {
            s.min = s.sum;
            s.min_at_us = sorted[i].at_us;
        }
    }
    return s;
}

/* Ask the view, which is at the first `n` movements, and by hand. */
static void check_past_at(struct evn_past_world *w, size_t n, int64_t now_us, int n_questions)
{
    struct evn_past_moved *sorted = malloc(n * sizeof *sorted);
    EVN_MUST(sorted != NULL);
    memcpy(sorted, w->moved, n * sizeof *sorted);
    qsort(sorted, n, sizeof *sorted, by_time);
    struct evn_history_view *h = &w->view.history;
    int64_t span_us = now_us - sorted[0].at_us + 10;
    for (int i = 0; i < n_questions; i++) {
        uint32_t account = 1 + evn_rng_below(&w->rng, 3);
        int64_t a = sorted[0].at_us - 5 + evn_rng_below(&w->rng, (uint32_t)span_us);
        int64_t b = i % 4 == 0 ? INT64_MAX : a + evn_rng_below(&w->rng, (uint32_t)span_us);
        int64_t sum;
        struct evn_leg_summary got, want = by_hand(sorted, n, account, INT64_MIN, a);
        EVN_CHECK_OK(h->sum_until(h->self, account, a, &sum));
        EVN_CHECK_EQ(sum, want.sum);
        want = by_hand(sorted, n, account, a, b);
        EVN_CHECK_OK(h->summary(h->self, account, a, b, &got));
        EVN_CHECK_EQ(got.sum, want.sum);
        EVN_CHECK_EQ(got.min, want.min);
        if (want.min != INT64_MAX)
            EVN_CHECK_EQ(got.min_at_us, want.min_at_us);
    }
    free(sorted);
}

static void check_past(struct evn_past_world *w, int64_t now_us, int n_questions)
{
    EVN_CHECK_OK(evn_ledger_view_renew(&w->view));
    EVN_CHECK_EQ(w->view.history.position(&w->view), w->seq);
    check_past_at(w, w->n_moved, now_us, n_questions);
}

static void the_past_is_what_arrays_and_loops_say(void)
{
    static struct evn_past_world w;
    evn_past_begin(&w, 11);
    int64_t now_us = 1000000;
    for (int round = 0; round < 30; round++) {
        evn_past_batch(&w, 1 + evn_rng_below(&w.rng, 1000), 10, &now_us);
        check_past(&w, now_us, 12);
    }
    evn_past_end(&w);
}

static void an_account_may_become_long_inside_one_batch(void)
{
    static struct evn_past_world w;
    evn_past_begin(&w, 12);
    int64_t now_us = 1000000;
    evn_past_batch(&w, 100, 5, &now_us);
    check_past(&w, now_us, 20);
    evn_past_batch(&w, 9000, 5, &now_us);
    check_past(&w, now_us, 40);
    evn_past_batch(&w, 1, 1, &now_us);
    check_past(&w, now_us, 20);
    evn_past_batch(&w, 9000, 1, &now_us); /* all back-dated: chunks are cut */
    check_past(&w, now_us, 40);
    evn_past_end(&w);
}

/* The count in a balance goes round; a tail is what is left modulo the cut. */
static void an_account_may_have_more_legs_than_are_counted(void)
{
    static struct evn_past_world w;
    evn_past_begin(&w, 18);
    w.busy = true;
    int64_t now_us = 1000000;
    while (w.n_moved < EVN_LEGS_COUNTED - 40)
        evn_past_batch(&w, 4091, 50, &now_us);
    for (int i = 0; i < 4; i++) {
        evn_past_batch(&w, 33, 10, &now_us);
        check_past(&w, now_us, 10);
    }
    size_t n_then = w.n_moved;
    check_past(&w, now_us, 1);
    evn_past_batch(&w, 3000, 10, &now_us);
    check_past_at(&w, n_then, now_us, 10);
    check_past(&w, now_us, 10);
    evn_past_end(&w);
}

static void all_movements_of_one_instant_are_one_step(void)
{
    static struct evn_past_world w;
    evn_past_begin(&w, 13);
    int64_t now_us = 1000000;
    for (int i = 0; i < 3; i++) {
        int64_t still_us = now_us; /* thousands at the same instants, over and over */
        evn_past_batch(&w, 3000, 1000000, &still_us);
    }
    check_past(&w, now_us + 9000, 40);
    evn_past_end(&w);
}

static void ids_are_found_and_unknown_ones_are_not(void)
{
    static struct evn_past_world w;
    evn_past_begin(&w, 14);
    int64_t now_us = 1000000;
    evn_past_batch(&w, 500, 10, &now_us);
    evn_past_batch(&w, 500, 10, &now_us);
    EVN_CHECK_OK(evn_ledger_view_renew(&w.view));
    struct evn_history_view *h = &w.view.history;
    struct evn_id_row row;
    bool found;
    for (uint64_t seq = 1; seq <= 1000; seq++) {
        struct evn_id id = evn_past_id(seq);
        EVN_CHECK_OK(h->find_id(h->self, &id, &row, &found));
        EVN_CHECK(found);
        EVN_CHECK_EQ(row.seq, seq);
        EVN_CHECK_EQ(row.n, 1);
        EVN_CHECK_EQ(row.actor, 9);
    }
    struct evn_id id = evn_past_id(1001);
    EVN_CHECK_OK(h->find_id(h->self, &id, &row, &found));
    EVN_CHECK(!found);
    evn_past_end(&w);
}

static evn_err take_fact(void *self, uint64_t seq, const struct evn_frame *frame)
{
    (void)seq, (void)frame;
    ((int *)self)[0]++;
    return EVN_OK;
}

static evn_err make_room(void *self, uint32_t n_accounts)
{
    (void)self;
    return n_accounts <= KEYS ? EVN_OK : EVN_E_CORRUPT;
}

static evn_err take_keys(void *self, uint32_t first, const struct evn_account_key *keys, size_t n)
{
    for (size_t i = 0; i < n; i++)
        ((int *)self)[2] += keys[i].lot == 5 * (first + i);
    return EVN_OK;
}

static evn_err take_balance(void *self, uint32_t account, const struct evn_balance_row *row)
{
    (void)account, (void)row;
    ((int *)self)[1]++;
    return EVN_OK;
}

/* Open the file, as a start does, read all, and close it again. */
static evn_err load(struct evn_past_world *w, int n[3])
{
    const struct evn_ledger_sink sink = {n,         take_fact,    make_room,
                                         take_keys, take_balance, take_fact};
    n[0] = n[1] = n[2] = 0;
    evn_err err = evn_ledger_views_open(&w->views, w->path, 0);
    if (err != EVN_OK)
        return err;
    err = evn_ledger_views_load(&w->views, &sink);
    evn_ledger_views_close(&w->views);
    return err;
}

enum row { FACT, BALANCES, CHECKPOINT, OPENED, MOVEMENT, N_ROWS };

/* Change one bit of a stored row behind the ledger's back; the file is closed. */
static void flip(struct evn_past_world *w, enum row which, uint32_t dice)
{
    struct evn_store *store;
    struct evn_ledger_tables tables;
    MDB_txn *txn;
    MDB_cursor *cursor;
    MDB_val key, row;
    uint8_t copy[EVN_BALANCES_LEN];
    const struct evn_store_config config = {.path = w->path,
                                            .map_size = EVN_STORE_MAP_SIZE,
                                            .n_tables_max = EVN_LEDGER_TABLES,
                                            .n_readers_max = 8};
    EVN_MUST(evn_store_open(&config, &store) == EVN_OK);
    EVN_MUST(evn_ledger_tables_open(store, &tables) == EVN_OK);
    const MDB_dbi dbis[N_ROWS] = {tables.facts, tables.balances, tables.meta, tables.opened,
                                  tables.movements};
    EVN_MUST(mdb_txn_begin(evn_store_env(store), NULL, 0, &txn) == 0);
    EVN_MUST(mdb_cursor_open(txn, dbis[which], &cursor) == 0);
    EVN_MUST(mdb_cursor_get(cursor, &key, &row, which == MOVEMENT ? MDB_LAST : MDB_FIRST) == 0);
    EVN_MUST(row.mv_size <= sizeof copy);
    memcpy(copy, row.mv_data, row.mv_size);
    size_t at = dice / 8 % row.mv_size;
    if (which == MOVEMENT) /* what a balance is made of: quantity, links, accounts */
        at = w->seq % EVN_MOVEMENTS_N * EVN_MOVEMENT_LEN +
             (at % 32 < 8 ? 8 + at % 32 : 16 + at % 32);
    else if (which == BALANCES && at % 32 / 8 == 1) /* latest instant: movements may heal it */
        at -= 8;
    copy[at] ^= (uint8_t)(1u << dice % 8);
    row.mv_data = copy;
    EVN_MUST(mdb_cursor_put(cursor, &key, &row, MDB_CURRENT) == 0);
    mdb_cursor_close(cursor);
    EVN_MUST(mdb_txn_commit(txn) == 0);
    evn_store_destroy(&store);
}

static void check_flips(struct evn_past_world *w, int n_flips, unsigned n_rows)
{
    int n[3];
    EVN_CHECK_OK(load(w, n));
    EVN_CHECK_EQ(n[0], FACTS);
    EVN_CHECK_EQ(n[1], 5);
    EVN_CHECK_EQ(n[2], KEYS);
    for (int i = 0; i < n_flips; i++) {
        uint32_t dice = evn_rng_below(&w->rng, 100000);
        enum row which = (enum row)((unsigned)i % n_rows);
        flip(w, which, dice);
        EVN_CHECK_ERR(load(w, n), EVN_E_DIGEST_MISMATCH);
        flip(w, which, dice);
    }
    EVN_CHECK_OK(load(w, n));
}

static void settle_all(struct evn_past_world *w)
{
    const struct evn_view_ops *ops = &w->views.ops;
    MDB_txn *txn;
    while (!ops->settled(ops->self)) {
        EVN_MUST(mdb_txn_begin(evn_store_env(w->views.store), NULL, 0, &txn) == 0);
        EVN_CHECK_OK(ops->settle(ops->self, txn));
        EVN_CHECK_OK(evn_store_commit(txn));
        ops->settle_done(ops->self);
    }
}

static void a_flipped_bit_in_what_a_restart_reads_is_a_digest_mismatch(void)
{
    static struct evn_past_world w;
    evn_past_begin(&w, 15);
    int64_t now_us = 1000000;
    struct evn_buf payload;
    evn_buf_init(&payload, 1 << 20);
    for (int i = 0; i < FACTS; i++) {
        const struct evn_frame fact = {.kind = EVN_LEDGER_FRAME_PLACE,
                                       .version = 1,
                                       .count = 1,
                                       .body = evn_bytes_text("a place with a name")};
        EVN_CHECK_OK(evn_frame_append(&payload, &fact));
    }
    for (uint32_t i = 1; i <= KEYS; i++) {
        const struct evn_known account = {.number = i, .at_place = 7, .lot_item = 3, .lot = 5 * i};
        EVN_CHECK_OK(evn_event_known(&payload, EVN_LEDGER_FRAME_ACCOUNT, &account));
    }
    const struct evn_block block = {
        .first_seq = 1, .count = FACTS + KEYS, .payload = evn_bytes_of(payload.at, payload.len)};
    EVN_CHECK_OK(w.views.ops.fold(&w.views, &block));
    w.seq = FACTS + KEYS;
    evn_past_batch(&w, 300, 10, &now_us);
    evn_past_batch(&w, 300, 10, &now_us);
    evn_buf_fini(&payload);
    evn_ledger_view_fini(&w.view);
    evn_ledger_views_close(&w.views);
    check_flips(&w, 200, N_ROWS); /* balances stand behind: movements are read as well */
    EVN_CHECK_OK(evn_ledger_views_open(&w.views, w.path, 0));
    EVN_CHECK(w.views.checkpoint.done < w.views.at.seq);
    settle_all(&w);
    EVN_CHECK_EQ(w.views.checkpoint.done, w.views.at.seq);
    evn_ledger_views_close(&w.views);
    check_flips(&w, 150, MOVEMENT); /* balances alone */
    EVN_CHECK_OK(evn_ledger_views_open(&w.views, w.path, 0));
    EVN_CHECK_OK(evn_ledger_view_init(&w.view, w.views.store, &w.views.tables, evn_env_real()));
    evn_past_end(&w);
}

/* An account's past at an older position, while memory and newer transactions are ahead of it. */
static void a_view_that_stays_behind_still_tells_its_own_past(void)
{
    static struct evn_past_world w;
    evn_past_begin(&w, 17);
    int64_t now_us = 1000000;
    evn_past_batch(&w, 900, 10, &now_us);
    for (int round = 0; round < 4; round++) { /* short, then long accounts */
        size_t n_then = w.n_moved;
        int64_t then_us = now_us;
        check_past(&w, now_us, 1);
        evn_past_batch(&w, 1500, 3, &now_us);
        evn_past_batch(&w, 700, 3, &now_us);
        check_past_at(&w, n_then, then_us, 40);
    }
    evn_past_end(&w);
}

static void a_record_whose_balance_does_not_add_up_is_refused(void)
{
    static struct evn_past_world w;
    evn_past_begin(&w, 16);
    int64_t now_us = 1000000;
    evn_past_batch(&w, 10, 10, &now_us);
    w.balances[1]++; /* the log now claims one too many */
    struct evn_buf body;
    evn_buf_init(&body, 4096);
    evn_past_move(&w, &body, 1, 2, 5, now_us);
    struct evn_record r;
    EVN_CHECK_OK(evn_record_get(body.at, &r));
    EVN_CHECK_ERR(evn_pending_record(&w.views.pending, &r, w.seq), EVN_E_CORRUPT);
    evn_buf_fini(&body);
    evn_past_end(&w);
}

int main(int argc, char **argv)
{
    const struct evn_test_case tests[] = {
        EVN_TEST(the_past_is_what_arrays_and_loops_say),
        EVN_TEST(an_account_may_become_long_inside_one_batch),
        EVN_TEST(an_account_may_have_more_legs_than_are_counted),
        EVN_TEST(all_movements_of_one_instant_are_one_step),
        EVN_TEST(ids_are_found_and_unknown_ones_are_not),
        EVN_TEST(a_flipped_bit_in_what_a_restart_reads_is_a_digest_mismatch),
        EVN_TEST(a_view_that_stays_behind_still_tells_its_own_past),
        EVN_TEST(a_record_whose_balance_does_not_add_up_is_refused),
    };
    return evn_test_main(argc, argv, "ledger.store.past", tests, sizeof tests / sizeof *tests);
}
