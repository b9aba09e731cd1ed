/* An account's legs by time, added up, and from a seq on, against arrays and loops. */
#include "services/ledger/store/legs.h"
#include "tests/contract/ledger_store/world.h"
#include "tests/lib/suite.h"

#include <stdlib.h>

enum { QUESTIONS = 40 };

static struct evn_past_world w;

static bool is_of(const struct evn_past_moved *m, uint32_t account)
{
    return m->from == account || m->to == account;
}

/* What came and went, by other account. */
struct sums {
    int64_t in[EVN_PAST_ACCOUNTS], out[EVN_PAST_ACCOUNTS];
};

static evn_err take_flow(void *self, const struct evn_flow_part *part)
{
    struct sums *s = self;
    EVN_MUST(part->other > 0 && part->other < EVN_PAST_ACCOUNTS);
    s->in[part->other] += part->in;
    s->out[part->other] += part->out;
    return EVN_OK;
}

static void flows_by_hand(size_t n, uint32_t account, int64_t from_us, int64_t until_us,
                          struct sums *out)
{
    *out = (struct sums){.in = {0}};
    for (size_t i = 0; i < n; i++) {
        const struct evn_past_moved *m = &w.moved[i];
        if (!is_of(m, account) || m->at_us < from_us || m->at_us > until_us)
            continue;
        if (m->to == account)
            out->in[m->from] += m->qty;
        else
            out->out[m->to] += m->qty;
    }
}

/* The view is at the first `n` movements. *n_looks: rows and legs it looked at. */
static void check_flows(size_t n, int64_t now_us, size_t *n_looks)
{
    *n_looks = 0;
    for (int i = 0; i < QUESTIONS; i++) {
        uint32_t account = 1 + evn_rng_below(&w.rng, 5), span_us = (uint32_t)(now_us - 994000);
        int64_t from_us = i % 5 == 0 ? INT64_MIN : 994000 + evn_rng_below(&w.rng, span_us);
        int64_t until_us =
            i % 3 == 0 ? INT64_MAX : 994000 + (int64_t)evn_rng_below(&w.rng, span_us);
        struct sums got = {.in = {0}}, want;
        const struct evn_flows_sink sink = {&got, take_flow};
        EVN_CHECK_OK(evn_flows_between(&w.view, account, from_us, until_us, &sink, n_looks));
        flows_by_hand(n, account, from_us, until_us, &want);
        EVN_CHECK(memcmp(&got, &want, sizeof got) == 0);
    }
}

/* Legs as they must come. */
struct expected {
    struct evn_chunk_leg *leg;
    size_t n, at, n_max;
};

static evn_err take_leg(void *self, const struct evn_chunk_leg *leg, bool *more)
{
    struct expected *e = self;
    EVN_MUST(e->at < e->n);
    const struct evn_chunk_leg *want = &e->leg[e->at++];
    EVN_CHECK(leg->at_us == want->at_us && leg->seq == want->seq && leg->delta == want->delta &&
              leg->other == want->other);
    *more = e->at < e->n_max;
    return EVN_OK;
}

static int latest_first(const void *a, const void *b)
{
    const struct evn_chunk_leg *x = a, *y = b;
    if (x->at_us != y->at_us)
        return x->at_us > y->at_us ? -1 : 1;
    return x->seq > y->seq ? -1 : x->seq < y->seq;
}

static void check_back(size_t n, uint32_t account, int64_t until_us, size_t n_max)
{
    struct expected e = {.leg = calloc(n + 1, sizeof *e.leg), .n_max = n_max};
    const struct evn_legs_sink sink = {&e, take_leg};
    EVN_MUST(e.leg != NULL);
    for (size_t i = 0; i < n; i++) {
        const struct evn_past_moved *m = &w.moved[i];
        bool out = m->from == account;
        if (is_of(m, account) && m->at_us <= until_us)
            e.leg[e.n++] = (struct evn_chunk_leg){.at_us = m->at_us,
                                                  .seq = i + 1,
                                                  .delta = out ? -m->qty : m->qty,
                                                  .other = out ? m->to : m->from};
    }
    qsort(e.leg, e.n, sizeof *e.leg, latest_first);
    EVN_CHECK_OK(evn_legs_back(&w.view, account, until_us, &sink));
    EVN_CHECK_EQ(e.at, e.n < n_max ? e.n : n_max);
    free(e.leg);
}

static void check_before(size_t n, uint32_t account, uint64_t before)
{
    uint64_t seq, want_seq = 0;
    int64_t change, want = 0;
    for (size_t i = 0; i < n; i++) {
        const struct evn_past_moved *m = &w.moved[i];
        if (!is_of(m, account))
            continue;
        if (i + 1 < before)
            want_seq = i + 1;
        else
            want += m->from == account ? -m->qty : m->qty;
    }
    EVN_CHECK_OK(evn_legs_before(&w.view, account, before, &seq, &change));
    EVN_CHECK_EQ(seq, want_seq);
    EVN_CHECK_EQ(change, want);
}

static void check_all(size_t n, int64_t now_us)
{
    size_t n_looks;
    check_flows(n, now_us, &n_looks);
    for (int i = 0; i < 8; i++) {
        uint32_t account = 1 + evn_rng_below(&w.rng, 5);
        int64_t until_us = i % 4 == 0
                               ? INT64_MAX
                               : 994000 + (int64_t)evn_rng_below(&w.rng, (uint32_t)now_us - 994000);
        check_back(n, account, until_us, i % 3 == 0 ? SIZE_MAX : 1 + evn_rng_below(&w.rng, 200));
        check_before(n, account, evn_rng_below(&w.rng, (uint32_t)n + 3));
    }
    check_before(n, 1, UINT64_MAX);
}

static void legs_are_what_arrays_and_loops_say(void)
{
    evn_past_begin(&w, 31);
    int64_t now_us = 1000000;
    for (int round = 0; round < 20; round++) {
        evn_past_batch(&w, 1 + evn_rng_below(&w.rng, 900), round % 2 == 0 ? 10 : 1000, &now_us);
        EVN_CHECK_OK(evn_ledger_view_renew(&w.view));
        check_all(w.n_moved, now_us);
    }
    evn_past_end(&w);
}

/* Rows of the second level; more legs than are counted; long in one batch. */
static void long_accounts_are_what_arrays_and_loops_say(void)
{
    evn_past_begin(&w, 32);
    w.busy = true;
    int64_t now_us = 1000000;
    static const uint32_t batches[] = {63, 1, 64, 9000, 4096 - 1, 1, 15000, 5000, 1000};
    for (size_t i = 0; i < sizeof batches / sizeof *batches; i++) {
        evn_past_batch(&w, batches[i], 30, &now_us);
        EVN_CHECK_OK(evn_ledger_view_renew(&w.view));
        check_all(w.n_moved, now_us);
    }
    EVN_CHECK(w.n_moved > EVN_LEGS_COUNTED);
    evn_past_end(&w);
}

static void a_view_that_stays_behind_tells_its_own_legs(void)
{
    evn_past_begin(&w, 33);
    w.busy = true;
    int64_t now_us = 1000000;
    evn_past_batch(&w, 4000, 10, &now_us);
    for (int round = 0; round < 3; round++) {
        size_t n_then = w.n_moved;
        int64_t then_us = now_us;
        EVN_CHECK_OK(evn_ledger_view_renew(&w.view));
        evn_past_batch(&w, 150, 3, &now_us);
        evn_past_batch(&w, 4300, 3, &now_us);
        check_all(n_then, then_us);
    }
    evn_past_end(&w);
}

/* The cost is of rows, not of legs: of some 30,000 legs a question looks at a few hundred. */
static void a_question_looks_at_rows_not_at_legs(void)
{
    evn_past_begin(&w, 34);
    w.busy = true;
    int64_t now_us = 1000000;
    size_t n_looks = 0;
    evn_past_batch(&w, 30000, 100000000, &now_us);
    EVN_CHECK_OK(evn_ledger_view_renew(&w.view));
    struct sums got = {.in = {0}};
    const struct evn_flows_sink sink = {&got, take_flow};
    for (int i = 0; i < QUESTIONS; i++) {
        int64_t from_us = 1000000 + (int64_t)evn_rng_below(&w.rng, 20000);
        EVN_CHECK_OK(evn_flows_between(&w.view, 1, from_us, INT64_MAX, &sink, &n_looks));
    }
    EVN_CHECK(n_looks / QUESTIONS < 64 + 64 + 64 + 64 + 8);
    evn_past_end(&w);
}

int main(int argc, char **argv)
{
    const struct evn_test_case tests[] = {
        EVN_TEST(legs_are_what_arrays_and_loops_say),
        EVN_TEST(long_accounts_are_what_arrays_and_loops_say),
        EVN_TEST(a_view_that_stays_behind_tells_its_own_legs),
        EVN_TEST(a_question_looks_at_rows_not_at_legs),
    };
    return evn_test_main(argc, argv, "ledger.store.legs", tests, sizeof tests / sizeof *tests);
}
