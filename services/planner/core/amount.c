#include "services/planner/core/amount.h"

#include <string.h>

int evn_period_days(const char *period)
{
    static const struct {
        const char *text;
        int days;
    } known[] = {{"day", 1}, {"7 days", 7}, {"30 days", 30}, {"once", EVN_PERIOD_ONCE}};
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++)
        if (strcmp(known[i].text, period) == 0)
            return known[i].days;
    return EVN_PERIOD_BAD;
}

static evn_u128 gcd(evn_u128 a, evn_u128 b)
{
    while (b > UINT64_MAX) {
        evn_u128 rest = a % b;
        a = b;
        b = rest;
    }
    if (b == 0)
        return a;
    uint64_t x = (uint64_t)b, y = (uint64_t)(a % b);
    while (y != 0) {
        uint64_t rest = x % y;
        x = y;
        y = rest;
    }
    return x;
}

/* sum += num / den, a proper fraction in lowest terms. */
static bool add_fraction(struct evn_amount *sum, evn_u128 num, evn_u128 den)
{
    evn_u128 common = gcd(sum->den, den), all, ours, theirs, total;
    if (__builtin_mul_overflow(sum->den / common, den, &all) ||
        __builtin_mul_overflow(sum->num, all / sum->den, &ours) ||
        __builtin_mul_overflow(num, all / den, &theirs) ||
        __builtin_add_overflow(ours, theirs, &total))
        return false;
    int64_t whole = sum->whole;
    if (total >= all && !evn_add_i64(whole, 1, &whole))
        return false;
    total = total >= all ? total - all : total;
    common = gcd(total, all);
    *sum = (struct evn_amount){.whole = whole, .num = total / common, .den = all / common};
    return true;
}

bool evn_amount_add(struct evn_amount *sum, int64_t count, int64_t value, int64_t days,
                    int64_t amount)
{
    evn_u128 num = (evn_u128)count * (evn_u128)value, den = (evn_u128)days * (evn_u128)amount;
    evn_u128 whole = num / den, common = gcd(num % den, den);
    struct evn_amount next = *sum;
    if (whole > INT64_MAX || !evn_add_i64(next.whole, (int64_t)whole, &next.whole) ||
        !add_fraction(&next, num % den / common, den / common))
        return false;
    *sum = next;
    return true;
}

bool evn_amount_up(const struct evn_amount *sum, int64_t *out)
{
    return evn_add_i64(sum->whole, sum->num > 0, out);
}

bool evn_amount_e6(const struct evn_amount *sum, int64_t *out)
{
    int64_t e6;
    evn_u128 scaled;
    if (!evn_mul_i64(sum->whole, 1000000, &e6) ||
        __builtin_mul_overflow(sum->num, (evn_u128)1000000, &scaled))
        return false;
    return evn_add_i64(e6, (int64_t)(scaled / sum->den), out);
}
