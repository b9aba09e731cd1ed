/* Exact sums, and where they end. */
#include "services/planner/core/amount.h"
#include "tests/lib/suite.h"

static void periods_are_those_that_can_be_counted_exactly(void)
{
    EVN_CHECK_EQ(evn_period_days("day"), 1);
    EVN_CHECK_EQ(evn_period_days("7 days"), 7);
    EVN_CHECK_EQ(evn_period_days("30 days"), 30);
    EVN_CHECK_EQ(evn_period_days("once"), EVN_PERIOD_ONCE);
    EVN_CHECK_EQ(evn_period_days("2 days"), EVN_PERIOD_BAD);
    EVN_CHECK_EQ(evn_period_days(""), EVN_PERIOD_BAD);
}

static void fractions_add_up_to_wholes(void)
{
    struct evn_amount sum = EVN_AMOUNT_ZERO;
    int64_t up = 0, e6 = 0;
    for (int i = 0; i < 210; i++)
        EVN_CHECK(evn_amount_add(&sum, 1, 1, 7, 30));
    EVN_CHECK(evn_amount_up(&sum, &up) && evn_amount_e6(&sum, &e6));
    EVN_CHECK_EQ(up, 1);
    EVN_CHECK_EQ(e6, 1000000);
    EVN_CHECK(evn_amount_add(&sum, 1, 1, 30, 1000000000));
    EVN_CHECK(evn_amount_up(&sum, &up) && evn_amount_e6(&sum, &e6));
    EVN_CHECK_EQ(up, 2);
    EVN_CHECK_EQ(e6, 1000000);
}

static void nothing_is_nothing(void)
{
    struct evn_amount sum = EVN_AMOUNT_ZERO;
    int64_t up = 9;
    EVN_CHECK(evn_amount_add(&sum, 0, 5, 1, 3));
    EVN_CHECK(evn_amount_up(&sum, &up));
    EVN_CHECK_EQ(up, 0);
}

static void a_sum_that_does_not_fit_is_refused_and_left_alone(void)
{
    struct evn_amount sum = EVN_AMOUNT_ZERO;
    int64_t up = 0, e6 = 0;
    EVN_CHECK(!evn_amount_add(&sum, INT64_MAX, INT64_MAX, 1, 1));
    EVN_CHECK(evn_amount_add(&sum, 1, INT64_MAX, 1, 1));
    EVN_CHECK(!evn_amount_add(&sum, 1, 1, 1, 1));
    EVN_CHECK(evn_amount_up(&sum, &up) && up == INT64_MAX);
    EVN_CHECK(!evn_amount_e6(&sum, &e6));
    EVN_CHECK(evn_amount_add(&sum, 1, 1, 1, 2));
    EVN_CHECK(!evn_amount_up(&sum, &up));
    /* Denominators without a common one below 2^128. */
    sum = EVN_AMOUNT_ZERO;
    EVN_CHECK(evn_amount_add(&sum, 1, 1, 1, INT64_MAX));
    EVN_CHECK(evn_amount_add(&sum, 1, 1, 1, INT64_MAX - 1));
    EVN_CHECK(!evn_amount_add(&sum, 1, 1, 1, INT64_MAX - 2));
    EVN_CHECK(evn_amount_up(&sum, &up) && up == 1);
}

static const struct evn_test_case tests[] = {
    EVN_TEST(periods_are_those_that_can_be_counted_exactly),
    EVN_TEST(fractions_add_up_to_wholes),
    EVN_TEST(nothing_is_nothing),
    EVN_TEST(a_sum_that_does_not_fit_is_refused_and_left_alone),
};

int main(int argc, char **argv)
{
    return evn_test_main(argc, argv, "planner.amount", tests, sizeof tests / sizeof tests[0]);
}
