/* Claims and goods aboard are gone through in their order, whatever came and went. */
#include "common/base/rng.h"
#include "services/ledger/core/open.h"
#include "tests/lib/suite.h"

enum { N_ROWS = 3000, N_ACCOUNTS = 5, N_NAMES = 4, N_STEPS = 20000, N_LONG = 300000 };

/* The same rows in an array: at the place of their seq. */
static struct evn_open rows[N_ROWS + 1];

static void add(struct evn_opens *o, uint64_t seq, uint32_t kind, uint32_t name, uint32_t account)
{
    const struct evn_open row = {
        .seq = seq, .left = 2, .kind = kind, .name = name, .account = account};
    EVN_CHECK_OK(evn_opens_add(o, &row));
}

static bool is_on(const struct evn_open *row, uint32_t kind, uint32_t account)
{
    return row->seq != 0 && row->kind == kind && row->account == account;
}

static uint64_t seq_of(const struct evn_open *row)
{
    return row != NULL ? row->seq : 0;
}

static void account_agrees(const struct evn_opens *o, uint32_t kind, uint32_t account)
{
    uint64_t at = 0, back = UINT64_MAX;
    for (uint64_t seq = 1; seq <= N_ROWS; seq++)
        if (is_on(&rows[seq], kind, account)) {
            at = seq_of(evn_opens_of_account(o, kind, account, at));
            EVN_CHECK_EQ(at, seq);
        }
    EVN_CHECK(evn_opens_of_account(o, kind, account, at) == NULL);
    for (uint64_t seq = N_ROWS; seq > 0; seq--)
        if (is_on(&rows[seq], kind, account)) {
            back = seq_of(evn_opens_before(o, kind, account, back));
            EVN_CHECK_EQ(back, seq);
        }
    EVN_CHECK(evn_opens_before(o, kind, account, back) == NULL);
}

static void name_agrees(const struct evn_opens *o, uint32_t name)
{
    uint64_t at = 0;
    for (uint64_t seq = 1; seq <= N_ROWS; seq++)
        if (rows[seq].seq != 0 && rows[seq].name == name) {
            at = seq_of(evn_opens_of_name(o, name, at));
            EVN_CHECK_EQ(at, seq);
        }
    EVN_CHECK(evn_opens_of_name(o, name, at) == NULL);
}

/* From a number that is no row of the account, too. */
static void any_number_agrees(const struct evn_opens *o, uint64_t from, uint32_t kind,
                              uint32_t account)
{
    uint64_t up = from + 1, down = from - 1;
    while (up <= N_ROWS && !is_on(&rows[up], kind, account))
        up++;
    while (down > 0 && !is_on(&rows[down], kind, account))
        down--;
    EVN_CHECK_EQ(seq_of(evn_opens_of_account(o, kind, account, from)), up <= N_ROWS ? up : 0);
    EVN_CHECK_EQ(seq_of(evn_opens_before(o, kind, account, from)), down);
}

static void all_agree(const struct evn_opens *o)
{
    for (uint32_t a = 1; a <= N_ACCOUNTS; a++) {
        account_agrees(o, EVN_OPEN_CLAIM, a);
        account_agrees(o, EVN_OPEN_ABOARD, a);
    }
    for (uint32_t n = 1; n <= N_NAMES; n++)
        name_agrees(o, n);
}

static void step(struct evn_opens *o, struct evn_rng *rng)
{
    uint64_t seq = 1 + evn_rng_below(rng, N_ROWS);
    struct evn_open *row = evn_opens_find(o, seq);
    EVN_CHECK_EQ(seq_of(row), rows[seq].seq);
    if (row == NULL) { /* out of order as often as not */
        uint32_t kind = 1 + evn_rng_below(rng, 2), name = 1 + evn_rng_below(rng, N_NAMES);
        add(o, seq, kind, name, 1 + evn_rng_below(rng, N_ACCOUNTS));
        rows[seq] = *evn_opens_find(o, seq);
        return;
    }
    int64_t qty = 1 + evn_rng_below(rng, 2) % row->left;
    rows[seq].left -= qty;
    evn_opens_take(o, row, qty);
    if (rows[seq].left == 0)
        rows[seq].seq = 0;
}

static void rows_are_found_in_order_whatever_came_and_went(void)
{
    struct evn_rng rng = evn_rng_of(evn_test_seed(20221122));
    struct evn_opens o;
    memset(rows, 0, sizeof rows);
    EVN_CHECK_OK(evn_opens_init(&o, 1));
    for (uint32_t i = 0; i < N_STEPS; i++) {
        step(&o, &rng);
        any_number_agrees(&o, 1 + evn_rng_below(&rng, N_ROWS), 1 + evn_rng_below(&rng, 2),
                          1 + evn_rng_below(&rng, N_ACCOUNTS));
        if (i % 1000 == 999)
            all_agree(&o);
    }
    EVN_CHECK(o.n > N_ROWS / 4);
    evn_opens_fini(&o);
}

/* Step by step; looking for the lowest each time would take minutes. */
static void many_claims_of_one_account_cost_one_step_each(void)
{
    struct evn_opens o;
    uint64_t at = 0, n = 0;
    EVN_CHECK_OK(evn_opens_init(&o, 1));
    for (uint64_t seq = 1; seq <= N_LONG; seq++)
        add(&o, seq, EVN_OPEN_CLAIM, 1, 1);
    for (const struct evn_open *row;
         (row = evn_opens_of_account(&o, EVN_OPEN_CLAIM, 1, at)) != NULL; at = row->seq)
        n++;
    EVN_CHECK_EQ(n, N_LONG);
    for (const struct evn_open *row; (row = evn_opens_before(&o, EVN_OPEN_CLAIM, 1, n + 1)) != NULL;
         n = row->seq - 1)
        EVN_MUST(row->seq == n);
    EVN_CHECK_EQ(n, 0);
    for (uint64_t seq = N_LONG; seq > 0; seq--) /* the last first */
        evn_opens_take(&o, evn_opens_find(&o, seq), 2);
    EVN_CHECK_EQ(o.n, 0);
    EVN_CHECK(evn_opens_of_name(&o, 1, 0) == NULL);
    evn_opens_fini(&o);
}

int main(int argc, char **argv)
{
    static const struct evn_test_case tests[] = {
        EVN_TEST(rows_are_found_in_order_whatever_came_and_went),
        EVN_TEST(many_claims_of_one_account_cost_one_step_each),
    };
    return evn_test_main(argc, argv, "ledger.open", tests, sizeof tests / sizeof *tests);
}
