/* amount - exact sums of norms: residents x value / (days x amount). Pure.
 *
 * A figure is a sum of fractions and is rounded up once, at the end. So it is kept as a whole
 * number and a proper fraction over the least common denominator; a sum that does not fit says so
 * and is never wrong. */
#ifndef EVN_PLANNER_AMOUNT_H
#define EVN_PLANNER_AMOUNT_H

#include "common/base/num.h"

__extension__ typedef unsigned __int128 evn_u128;

/* What a norm is counted over. */
enum evn_period {
    EVN_PERIOD_ONCE = 0, /* once, on the zone's first day; or once for each test */
    EVN_PERIOD_BAD = -1, /* another text: this norm cannot be planned with */
    EVN_PERIOD_DAYS_MAX = 30
};

/* Days that the value is for: "day" 1, "7 days" 7, "30 days" 30, "once" EVN_PERIOD_ONCE, any other
 * text EVN_PERIOD_BAD. */
int evn_period_days(const char *period);

/* A sum >= 0: whole + num / den, with num < den. */
struct evn_amount {
    int64_t whole;
    evn_u128 num, den;
};

#define EVN_AMOUNT_ZERO ((struct evn_amount){.den = 1})

/* sum += count x value / (days x amount); count, value >= 0, amount > 0, days >= 1. False, and the
 * sum untouched, when it does not fit. */
bool evn_amount_add(struct evn_amount *sum, int64_t count, int64_t value, int64_t days,
                    int64_t amount);

/* *out = the sum, rounded up to a whole number; false when that does not fit. */
bool evn_amount_up(const struct evn_amount *sum, int64_t *out);

/* *out = millionths of the sum, rounded down; false when that does not fit. */
bool evn_amount_e6(const struct evn_amount *sum, int64_t *out);

#endif
