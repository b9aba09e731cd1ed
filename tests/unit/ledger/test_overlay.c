#include "common/base/day.h"
#include "common/base/rng.h"
#include "services/ledger/core/past.h"
#include "tests/lib/suite.h"

enum { N_LEGS = 60, N_INSTANTS = 20, ROUNDS = 2000 };

/* All legs of one account; the first `n_view` are what the view holds. */
static struct evn_leg legs[N_LEGS];
static size_t n_view;
static size_t n_asked;

static evn_err sum_until(void *self, uint32_t account, int64_t at_us, int64_t *out)
{
    (void)self, (void)account;
    *out = 0;
    for (size_t i = 0; i < n_view; i++)
        *out += legs[i].at_us <= at_us ? legs[i].delta : 0;
    return EVN_OK;
}

/* Summary of the first n legs in (after, until], instant by instant. */
static struct evn_leg_summary plain(size_t n, int64_t after_us, int64_t until_us)
{
    struct evn_leg_summary s = {.min = INT64_MAX};
    for (int64_t t = 0; t <= N_INSTANTS; t++) {
        bool any = false;
        for (size_t i = 0; i < n; i++)
            if (legs[i].at_us == t && t > after_us && t <= until_us) {
                s.sum += legs[i].delta;
                any = true;
            }
        if (any && s.sum < s.min) {
            s.min = s.sum;
            s.min_at_us = t;
        }
    }
    return s;
}

static evn_err summary(void *self, uint32_t account, int64_t after_us, int64_t until_us,
                       struct evn_leg_summary *out)
{
    (void)self, (void)account;
    n_asked++;
    *out = plain(n_view, after_us, until_us);
    return EVN_OK;
}

static const struct evn_history_view view = {.sum_until = sum_until, .summary = summary};

static void compare(const struct evn_past *past, struct evn_rng *rng)
{
    int64_t after_us = (int64_t)evn_rng_below(rng, N_INSTANTS + 2) - 1;
    int64_t until_us =
        evn_rng_below(rng, 8) == 0 ? INT64_MAX : (int64_t)evn_rng_below(rng, N_INSTANTS + 1);
    struct evn_leg_summary want = plain(N_LEGS, after_us, until_us), got;
    EVN_CHECK_OK(evn_past_summary(past, after_us, until_us, INT64_MAX, &got));
    EVN_CHECK_EQ(got.sum, want.sum);
    EVN_CHECK_EQ(got.min, want.min);
    if (want.min != INT64_MAX)
        EVN_CHECK_EQ(got.min_at_us, want.min_at_us);
    int64_t sum;
    EVN_CHECK_OK(evn_past_sum_until(past, after_us, &sum));
    EVN_CHECK_EQ(sum, plain(N_LEGS, -2, after_us).sum);
}

static void view_and_overlay_together_are_the_whole_past(void)
{
    struct evn_rng rng = evn_rng_of(evn_test_seed(11));
    for (int round = 0; round < ROUNDS; round++) {
        struct evn_overlay overlay;
        struct evn_chain chain = {.head = EVN_OVERLAY_NONE};
        EVN_MUST(evn_overlay_init(&overlay) == EVN_OK);
        n_view = evn_rng_below(&rng, N_LEGS + 1);
        for (size_t i = 0; i < N_LEGS; i++) {
            legs[i] = (struct evn_leg){.seq = i + 1,
                                       .at_us = (int64_t)evn_rng_below(&rng, N_INSTANTS + 1),
                                       .delta = (int64_t)evn_rng_below(&rng, 21) - 10,
                                       .account = 1};
            EVN_MUST(evn_overlay_add(&overlay, &legs[i], &chain) == EVN_OK);
        }
        while (evn_overlay_oldest(&overlay, n_view) != NULL)
            evn_overlay_drop(&overlay, &chain);
        EVN_CHECK_EQ(evn_overlay_n(&overlay), N_LEGS - n_view);
        const struct evn_past past = {&view, &overlay, 1, chain.head};
        compare(&past, &rng);
        evn_overlay_fini(&overlay);
    }
}

static void where_the_view_has_nothing_one_summary_is_enough(void)
{
    struct evn_overlay overlay;
    struct evn_chain chain = {.head = EVN_OVERLAY_NONE};
    EVN_MUST(evn_overlay_init(&overlay) == EVN_OK);
    n_view = 0;
    for (uint32_t i = 0; i < 500; i++) {
        const struct evn_leg leg = {.seq = i, .at_us = i, .delta = 1, .account = 1};
        EVN_MUST(evn_overlay_add(&overlay, &leg, &chain) == EVN_OK);
    }
    const struct evn_past past = {&view, &overlay, 1, chain.head};
    struct evn_leg_summary got;
    n_asked = 0;
    EVN_CHECK_OK(evn_past_summary(&past, 99, INT64_MAX, INT64_MAX, &got));
    EVN_CHECK_EQ(got.sum, 400);
    EVN_CHECK_EQ(got.min_at_us, 100);
    EVN_CHECK_EQ(n_asked, 1);
    evn_overlay_fini(&overlay);
}

/* Positions wrap after 2^32 legs: start close to it. Many pieces, few live legs. */
static void the_ring_goes_on_when_positions_wrap(void)
{
    struct evn_overlay overlay;
    struct evn_chain chain = {.head = EVN_OVERLAY_NONE};
    EVN_MUST(evn_overlay_init(&overlay) == EVN_OK);
    overlay.first = overlay.next = UINT32_MAX - UINT32_MAX % (1u << 14) - (1u << 14);
    uint32_t wrong = 0;
    for (uint32_t i = 0; i < 100000; i++) {
        const struct evn_leg leg = {.seq = i, .at_us = i, .delta = 1, .account = 1};
        EVN_MUST(evn_overlay_add(&overlay, &leg, &chain) == EVN_OK);
        wrong += chain.head == EVN_OVERLAY_NONE;
        while (i >= 5000 && evn_overlay_oldest(&overlay, i - 5000) != NULL)
            evn_overlay_drop(&overlay, &chain);
    }
    EVN_CHECK_EQ(wrong, 0);
    EVN_CHECK_EQ(evn_overlay_n(&overlay), 5000);
    const struct evn_leg *leg = evn_overlay_oldest(&overlay, UINT64_MAX);
    EVN_CHECK_EQ(leg->seq, 95000);
    evn_overlay_fini(&overlay);
}

static void an_account_gets_hot_when_many_legs_are_asked_for(void)
{
    enum { LIVE = 20, PASSED = 1000 };
    struct evn_overlay overlay;
    struct evn_chain chain = {.head = EVN_OVERLAY_NONE};
    struct evn_course_small small;
    struct evn_course *course;
    EVN_MUST(evn_overlay_init(&overlay) == EVN_OK);
    for (uint64_t seq = 1; seq <= PASSED; seq++) {
        const struct evn_leg leg = {.seq = seq, .at_us = (int64_t)seq, .delta = 1, .account = 7};
        EVN_MUST(evn_overlay_add(&overlay, &leg, &chain) == EVN_OK);
        if (seq > LIVE)
            evn_overlay_drop(&overlay, &chain);
    }
    EVN_CHECK_EQ(evn_overlay_n(&overlay), LIVE);
    EVN_CHECK_OK(evn_overlay_course(&overlay, 7, chain.head, &small, &course));
    EVN_CHECK(course == &small.course && course->n_legs == LIVE);
    for (uint64_t seq = PASSED + 1; evn_overlay_n(&overlay) < 200; seq++) {
        const struct evn_leg leg = {.seq = seq, .at_us = (int64_t)seq, .delta = 1, .account = 7};
        EVN_MUST(evn_overlay_add(&overlay, &leg, &chain) == EVN_OK);
    }
    EVN_CHECK_EQ(overlay.hot->n, 0);
    EVN_CHECK_OK(evn_overlay_course(&overlay, 7, chain.head, &small, &course));
    EVN_CHECK(course == evn_hot_find(overlay.hot, 7) && course->n_legs == 200);
    while (evn_overlay_n(&overlay) > 1)
        evn_overlay_drop(&overlay, &chain);
    EVN_CHECK_EQ(course->n_legs, 1);
    evn_overlay_drop(&overlay, &chain);
    EVN_CHECK_EQ(overlay.hot->n, 0);
    EVN_CHECK_EQ(chain.n, 0);
    evn_overlay_fini(&overlay);
}

int main(int argc, char **argv)
{
    static const struct evn_test_case tests[] = {
        EVN_TEST(view_and_overlay_together_are_the_whole_past),
        EVN_TEST(where_the_view_has_nothing_one_summary_is_enough),
        EVN_TEST(the_ring_goes_on_when_positions_wrap),
        EVN_TEST(an_account_gets_hot_when_many_legs_are_asked_for),
    };
    return evn_test_main(argc, argv, "ledger.overlay", tests, sizeof tests / sizeof *tests);
}
