/* num - checked 64-bit arithmetic. Pure.
 *
 * Quantities are int64_t in an item's base unit. Every sum of input values goes through these:
 * a result that does not fit is `false`, never a wrapped number. */
#ifndef EVN_BASE_NUM_H
#define EVN_BASE_NUM_H

#include <stdbool.h>
#include <stdint.h>

/* *out = a + b. False, and *out untouched, when the sum does not fit. */
static inline bool evn_add_i64(int64_t a, int64_t b, int64_t *out)
{
    int64_t r;
    if (__builtin_add_overflow(a, b, &r))
        return false;
    *out = r;
    return true;
}

/* *out = a - b. False, and *out untouched, when the difference does not fit. */
static inline bool evn_sub_i64(int64_t a, int64_t b, int64_t *out)
{
    int64_t r;
    if (__builtin_sub_overflow(a, b, &r))
        return false;
    *out = r;
    return true;
}

/* *out = a * b. False, and *out untouched, when the product does not fit. */
static inline bool evn_mul_i64(int64_t a, int64_t b, int64_t *out)
{
    int64_t r;
    if (__builtin_mul_overflow(a, b, &r))
        return false;
    *out = r;
    return true;
}

/* *out = ceil(a / b) for a >= 0 and b > 0. */
static inline int64_t evn_div_up_i64(int64_t a, int64_t b)
{
    return a / b + (a % b != 0);
}

#endif
