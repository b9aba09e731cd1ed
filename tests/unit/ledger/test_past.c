/* View and overlay together against arrays and loops: accounts with few legs and with thousands. */
#include "common/base/rng.h"
#include "services/ledger/core/past.h"
#include "tests/lib/suite.h"

#include <stdlib.h>

enum { LEGS_MAX = 20000 };

/* All legs of account 1; the view holds those of seq 1 to n_view. */
static struct evn_leg legs[LEGS_MAX];            /* by seq */
static const struct evn_leg *in_order[LEGS_MAX]; /* by instant */
static size_t n_legs, n_view, n_asked;

static int by_instant(const void *a, const void *b)
{
    const struct evn_leg *x = *(const struct evn_leg *const *)a;
    const struct evn_leg *y = *(const struct evn_leg *const *)b;
    if (x->at_us != y->at_us)
        return x->at_us < y->at_us ? -1 : 1;
    return x->seq < y->seq ? -1 : x->seq > y->seq;
}

/* Legs of seq 1 to n in (after, until], instant by instant; stops behind the first sum below
 * `floor`. */
static struct evn_leg_summary plain(size_t n, int64_t after_us, int64_t until_us, int64_t floor)
{
    struct evn_leg_summary s = {.min = INT64_MAX, .min_at_us = INT64_MIN};
    for (size_t i = 0, next; i < n_legs && s.min >= floor; i = next) {
        bool any = false;
        for (next = i; next < n_legs && in_order[next]->at_us == in_order[i]->at_us; next++) {
            if (in_order[next]->seq > n || in_order[i]->at_us <= after_us ||
                in_order[i]->at_us > until_us)
                continue;
            any = true;
            s.sum += in_order[next]->delta;
        }
        if (any && s.sum < s.min) {
            s.min = s.sum;
            s.min_at_us = in_order[i]->at_us;
        }
    }
    return s;
}

static evn_err sum_until(void *self, uint32_t account, int64_t at_us, int64_t *out)
{
    (void)self, (void)account;
    *out = plain(n_view, INT64_MIN, at_us, INT64_MIN).sum;
    return EVN_OK;
}

static evn_err summary(void *self, uint32_t account, int64_t after_us, int64_t until_us,
                       struct evn_leg_summary *out)
{
    (void)self, (void)account;
    n_asked++;
    *out = plain(n_view, after_us, until_us, INT64_MIN);
    return EVN_OK;
}

static const struct evn_history_view view = {.sum_until = sum_until, .summary = summary};

static void compare(const struct evn_past *past, struct evn_rng *rng, uint32_t span)
{
    struct evn_leg_summary got, want;
    int64_t sum, at_us;
    bool found;
    int64_t after_us = (int64_t)evn_rng_below(rng, span + 2) - 1;
    int64_t until_us = evn_rng_below(rng, 3) == 0 ? INT64_MAX : evn_rng_below(rng, span + 2);
    want = plain(n_legs, after_us, until_us, INT64_MIN);
    EVN_CHECK_OK(evn_past_summary(past, after_us, until_us, INT64_MAX, &got));
    EVN_CHECK_EQ(got.sum, want.sum);
    EVN_CHECK_EQ(got.min, want.min);
    EVN_CHECK_EQ(got.min_at_us, want.min_at_us);
    int64_t enough = want.min == INT64_MAX ? 0 : want.min - 2 + evn_rng_below(rng, 5);
    EVN_CHECK_OK(evn_past_summary(past, after_us, until_us, enough, &got));
    EVN_CHECK_EQ(got.sum, want.sum);
    EVN_CHECK(want.min < enough ? got.min == want.min : got.min >= enough);
    int64_t floor = want.min == INT64_MAX ? 0 : want.min + (int64_t)evn_rng_below(rng, 40);
    want = plain(n_legs, after_us, until_us, floor);
    EVN_CHECK_OK(evn_past_first_below(past, after_us, until_us, floor, &found, &at_us, &sum));
    EVN_CHECK_EQ(found, want.min < floor);
    if (found) {
        EVN_CHECK_EQ(at_us, want.min_at_us);
        EVN_CHECK_EQ(sum, want.min);
    }
    EVN_CHECK_OK(evn_past_sum_until(past, after_us, &sum));
    EVN_CHECK_EQ(sum, plain(n_legs, INT64_MIN, after_us, INT64_MIN).sum);
}

/* `n` legs over `span` instants, one in `late` back-dated; the sums drift by `drift` a leg. */
static void make(struct evn_overlay *overlay, struct evn_rng *rng, struct evn_chain *chain,
                 size_t n, uint32_t span, uint32_t late, int64_t drift)
{
    *chain = (struct evn_chain){.head = EVN_OVERLAY_NONE};
    n_legs = n;
    EVN_MUST(evn_overlay_init(overlay) == EVN_OK);
    for (size_t i = 0; i < n; i++) {
        bool is_late = evn_rng_below(rng, late) == 0;
        legs[i] =
            (struct evn_leg){.seq = i + 1,
                             .at_us = is_late ? evn_rng_below(rng, span) : (int64_t)(i * span / n),
                             .delta = (int64_t)evn_rng_below(rng, 21) - 10 + drift,
                             .account = 1};
        EVN_MUST(evn_overlay_add(overlay, &legs[i], chain) == EVN_OK);
        in_order[i] = &legs[i];
    }
    qsort(in_order, n, sizeof *in_order, by_instant);
}

/* The view takes in legs step by step; after each step it is asked. */
static void walk(struct evn_rng *rng, size_t n, uint32_t span, uint32_t late, int64_t drift)
{
    struct evn_overlay overlay;
    struct evn_chain chain;
    make(&overlay, rng, &chain, n, span, late, drift);
    for (n_view = 0; n_view < n; n_view += 1 + evn_rng_below(rng, (uint32_t)n / 4)) {
        while (evn_overlay_oldest(&overlay, n_view) != NULL)
            evn_overlay_drop(&overlay, &chain);
        EVN_CHECK_EQ(evn_overlay_n(&overlay), n - n_view);
        const struct evn_past past = {&view, &overlay, 1, chain.head};
        for (int i = 0; i < 4; i++)
            compare(&past, rng, span);
    }
    evn_overlay_fini(&overlay);
}

static void a_search_finds_what_a_replay_finds(void)
{
    struct evn_rng rng = evn_rng_of(evn_test_seed(41));
    for (int round = 0; round < 60; round++) {
        int64_t drift = (int64_t)evn_rng_below(&rng, 3) - 1;
        walk(&rng, 40, 20, 2, drift);
        walk(&rng, 100, 1000, 4, drift);
        walk(&rng, 600, 100, 2, drift); /* many legs an instant */
        walk(&rng, 600, 600, 1, drift); /* in no order at all */
        walk(&rng, 1500, 100000, 20, drift);
    }
}

/* Half of the legs are in the view, and thousands of instants of both lie between each other. */
static void a_search_asks_the_view_seldom(void)
{
    struct evn_rng rng = evn_rng_of(evn_test_seed(42));
    struct evn_overlay overlay;
    struct evn_chain chain;
    struct evn_leg_summary got;
    make(&overlay, &rng, &chain, LEGS_MAX, LEGS_MAX, 1, 0);
    n_view = LEGS_MAX / 2;
    while (evn_overlay_oldest(&overlay, n_view) != NULL)
        evn_overlay_drop(&overlay, &chain);
    const struct evn_past past = {&view, &overlay, 1, chain.head};
    n_asked = 0;
    EVN_CHECK_OK(evn_past_summary(&past, 99, INT64_MAX, -1000000, &got)); /* far from short */
    EVN_CHECK(n_asked <= 2);
    n_asked = 0;
    EVN_CHECK_OK(evn_past_summary(&past, 99, INT64_MAX, INT64_MAX, &got));
    EVN_CHECK(n_asked < 400);
    EVN_CHECK_EQ(got.min, plain(n_legs, 99, INT64_MAX, INT64_MIN).min);
    printf("[asked %zu times] ", n_asked);
    evn_overlay_fini(&overlay);
}

int main(int argc, char **argv)
{
    static const struct evn_test_case tests[] = {
        EVN_TEST(a_search_finds_what_a_replay_finds),
        EVN_TEST(a_search_asks_the_view_seldom),
    };
    return evn_test_main(argc, argv, "ledger.past", tests, sizeof tests / sizeof *tests);
}
