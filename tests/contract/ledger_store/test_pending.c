#include "common/base/rng.h"
#include "services/ledger/core/kind.h"
#include "services/ledger/store/pending.h"
#include "tests/lib/suite.h"

struct world {
    struct evn_accounts accounts;
    struct evn_pending pending;
    uint64_t seq;
    int64_t moved[8]; /* by account */
};

static void begin(struct world *w)
{
    *w = (struct world){.seq = 1};
    evn_accounts_init(&w->accounts);
    evn_pending_init(&w->pending, &w->accounts, (struct evn_rowsum){0, 0});
}

static void end(struct world *w)
{
    evn_pending_fini(&w->pending);
    evn_accounts_fini(&w->accounts);
}

/* One piece from an account to another, with the balances the log would say. */
static evn_err move(struct world *w, uint32_t from, uint32_t to)
{
    const struct evn_record r = {.kind = EVN_RECORD_TRANSFER,
                                 .version = EVN_RECORD_VERSION,
                                 .from = from,
                                 .to = to,
                                 .qty = 1,
                                 .from_balance = --w->moved[from],
                                 .to_balance = ++w->moved[to],
                                 .document = w->seq,
                                 .n_events = 1};
    return evn_pending_record(&w->pending, &r, w->seq++);
}

/* The batch is over. */
static void commit(struct world *w)
{
    evn_accounts_publish(&w->accounts, w->pending.changes, w->pending.n_changes, w->seq - 1);
    evn_pending_clear(&w->pending);
}

static void marks_of_batches_long_past_say_nothing(void)
{
    struct world w;
    begin(&w);
    uint32_t first = w.pending.batch, n = 0;
    EVN_MUST(move(&w, 1, 2) == EVN_OK);
    commit(&w);
    for (; w.pending.batch != first && n <= EVN_PENDING_BATCHES; n++) {
        EVN_MUST(move(&w, 3, 4) == EVN_OK);
        commit(&w);
    }
    EVN_CHECK_EQ(n, EVN_PENDING_BATCHES - 1);
    EVN_CHECK_OK(move(&w, 3, 4)); /* takes the places that 1 and 2 had in that batch */
    EVN_CHECK_OK(move(&w, 1, 2));
    EVN_CHECK_EQ(w.pending.n_changes, 4);
    EVN_CHECK_EQ(w.pending.changes[2].account, 1);
    EVN_CHECK_EQ(w.pending.changes[2].row.balance, -2);
    end(&w);
}

static void what_a_batch_replaces_is_summed_once_an_account(void)
{
    struct world w;
    struct evn_rowsum want = {0, 0};
    begin(&w);
    EVN_MUST(move(&w, 1, 2) == EVN_OK);
    EVN_CHECK_EQ(w.pending.replaced.a, 0); /* they never moved: no row is replaced */
    commit(&w);
    evn_rowsum_add(&want, evn_balance_sum(1, evn_accounts_at(&w.accounts, 1)));
    evn_rowsum_add(&want, evn_balance_sum(2, evn_accounts_at(&w.accounts, 2)));
    EVN_MUST(move(&w, 1, 2) == EVN_OK);
    EVN_MUST(move(&w, 2, 1) == EVN_OK);
    EVN_CHECK_EQ(w.pending.replaced.a, want.a);
    EVN_CHECK_EQ(w.pending.replaced.b, want.b);
    commit(&w);
    EVN_CHECK_EQ(w.pending.replaced.a, 0);
    end(&w);
}

static void the_sum_of_a_balance_is_that_of_any_row(void)
{
    struct evn_rng rng = evn_rng_of(evn_test_seed(71));
    for (int i = 0; i < 1000; i++) {
        uint8_t key[4], row[EVN_BALANCE_LEN];
        uint32_t account = (uint32_t)evn_rng_next(&rng);
        for (size_t at = 0; at < sizeof row; at += 8)
            evn_put_u64(row + at, evn_rng_next(&rng));
        evn_put_be32(key, account);
        struct evn_rowsum want =
            evn_rowsum_row(evn_bytes_of(key, sizeof key), evn_bytes_of(row, sizeof row));
        struct evn_rowsum got = evn_balance_sum(account, row);
        EVN_CHECK(got.a == want.a && got.b == want.b);
    }
}

int main(int argc, char **argv)
{
    const struct evn_test_case tests[] = {
        EVN_TEST(marks_of_batches_long_past_say_nothing),
        EVN_TEST(what_a_batch_replaces_is_summed_once_an_account),
        EVN_TEST(the_sum_of_a_balance_is_that_of_any_row),
    };
    return evn_test_main(argc, argv, "ledger.store.pending", tests, sizeof tests / sizeof *tests);
}
