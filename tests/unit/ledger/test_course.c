/* Courses against arrays and loops. */
#include "common/base/rng.h"
#include "services/ledger/core/course.h"
#include "tests/lib/suite.h"

enum { LEGS_MAX = 30000 };

static struct {
    int64_t at_us, delta;
} legs[LEGS_MAX];
static size_t n_legs;

/* The obvious answer, from net changes by instant. */
static struct evn_leg_summary plain(int64_t after_us, int64_t until_us, int64_t n_instants)
{
    static int64_t net[LEGS_MAX];
    static bool any[LEGS_MAX];
    struct evn_leg_summary s = {.min = INT64_MAX, .min_at_us = INT64_MIN};
    for (int64_t t = 0; t < n_instants; t++) {
        net[t] = 0;
        any[t] = false;
    }
    for (size_t i = 0; i < n_legs; i++) {
        net[legs[i].at_us] += legs[i].delta;
        any[legs[i].at_us] = true;
    }
    for (int64_t t = 0; t < n_instants; t++) {
        if (!any[t] || t <= after_us || t > until_us)
            continue;
        s.sum += net[t];
        if (s.sum < s.min) {
            s.min = s.sum;
            s.min_at_us = t;
        }
    }
    return s;
}

static void check_equal(const struct evn_leg_summary *got, const struct evn_leg_summary *want)
{
    EVN_CHECK_EQ(got->sum, want->sum);
    EVN_CHECK_EQ(got->min, want->min);
    EVN_CHECK_EQ(got->min_at_us, want->min_at_us);
}

static void ask(struct evn_course *course, struct evn_rng *rng, int64_t n_instants)
{
    uint32_t span = (uint32_t)n_instants + 2;
    for (int i = 0; i < 20; i++) {
        int64_t after_us = (int64_t)evn_rng_below(rng, span) - 1;
        int64_t until_us = (int64_t)evn_rng_below(rng, span) - 1;
        if (i % 5 == 0)
            after_us = INT64_MIN;
        if (i % 5 == 1)
            until_us = INT64_MAX;
        struct evn_leg_summary want = plain(after_us, until_us, n_instants);
        struct evn_leg_summary got = evn_course_summary(course, after_us, until_us);
        check_equal(&got, &want);
        if (want.min == INT64_MAX)
            continue;
        int64_t middle_us = evn_course_middle(course, after_us, until_us);
        EVN_CHECK(middle_us > after_us && middle_us <= until_us);
        EVN_CHECK(evn_course_summary(course, middle_us - 1, middle_us).min != INT64_MAX);
    }
}

/* Legs come mostly in order, one in `late` anywhere; from half on they leave in the order they
 * came. */
static void come_and_go(struct evn_rng *rng, int64_t n_instants, uint32_t n, uint32_t late)
{
    struct evn_course course;
    EVN_MUST(evn_course_init(&course) == EVN_OK);
    n_legs = 0;
    for (uint32_t i = 0; i < n; i++) {
        int64_t now_us = (int64_t)i * n_instants / n;
        bool is_late = evn_rng_below(rng, late) == 0;
        legs[n_legs].at_us = is_late ? evn_rng_below(rng, (uint32_t)n_instants) : now_us;
        legs[n_legs].delta = (int64_t)evn_rng_below(rng, 21) - 10;
        EVN_MUST(evn_course_add(&course, legs[n_legs].at_us, legs[n_legs].delta) == EVN_OK);
        n_legs++;
        if (i % (n / 4) == n / 5)
            ask(&course, rng, n_instants);
    }
    while (n_legs > 0) {
        size_t leave = evn_rng_below(rng, n / 3) + 1;
        leave = leave < n_legs ? leave : n_legs;
        for (size_t i = 0; i < leave; i++)
            evn_course_drop(&course, legs[i].at_us, legs[i].delta);
        n_legs -= leave;
        memmove(legs, legs + leave, n_legs * sizeof *legs);
        EVN_CHECK_EQ(course.n_legs, n_legs);
        ask(&course, rng, n_instants);
    }
    EVN_CHECK_EQ(course.n, 0);
    EVN_MUST(evn_course_add(&course, 7, 3) == EVN_OK); /* of use again */
    EVN_CHECK_EQ(evn_course_summary(&course, 6, 7).sum, 3);
    evn_course_fini(&course);
}

static void sums_and_minima_are_what_arrays_and_loops_say(void)
{
    struct evn_rng rng = evn_rng_of(evn_test_seed(31));
    for (int round = 0; round < 12; round++) {
        come_and_go(&rng, 20000, 20000, 100);
        come_and_go(&rng, 3000, 20000, 3);
        come_and_go(&rng, 9000, 9000, 1); /* in no order at all */
        come_and_go(&rng, 30, 500, 2);
    }
}

static void a_small_course_needs_no_heap(void)
{
    struct evn_course_small small;
    struct evn_rng rng = evn_rng_of(evn_test_seed(32));
    evn_course_small(&small);
    n_legs = 0;
    ask(&small.course, &rng, 200);
    for (uint32_t i = 0; i < EVN_COURSE_BLOCK; i++) {
        legs[n_legs].at_us = evn_rng_below(&rng, 200);
        legs[n_legs].delta = (int64_t)evn_rng_below(&rng, 21) - 10;
        EVN_CHECK_OK(evn_course_add(&small.course, legs[n_legs].at_us, legs[n_legs].delta));
        n_legs++;
        ask(&small.course, &rng, 200);
    }
    EVN_CHECK(small.course.blocks == small.blocks);
}

int main(int argc, char **argv)
{
    static const struct evn_test_case tests[] = {
        EVN_TEST(sums_and_minima_are_what_arrays_and_loops_say),
        EVN_TEST(a_small_course_needs_no_heap),
    };
    return evn_test_main(argc, argv, "ledger.course", tests, sizeof tests / sizeof *tests);
}
