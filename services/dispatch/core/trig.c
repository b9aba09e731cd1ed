#include "services/dispatch/core/trig.h"

#include <stdbool.h>

__extension__ typedef __int128 wide;

int64_t evn_q31_mul(int64_t a, int64_t b)
{
    return (int64_t)((wide)a * b >> 31);
}

/* Of an angle of -90 to 90 degrees. 2^31 x pi / 180e6 = 37.48066032... */
static int64_t sine_near(int64_t angle_e6)
{
    int64_t x = (int64_t)((wide)angle_e6 * INT64_C(3748066032) / 100000000);
    int64_t square = evn_q31_mul(x, x), term = x, sum = x;
    for (int64_t k = 2; k <= 10; k += 2) {
        term = -evn_q31_mul(term, square) / (k * (k + 1));
        sum += term;
    }
    return sum;
}

int64_t evn_q31_sine(int64_t angle_e6)
{
    int64_t a = angle_e6 % (4 * EVN_QUARTER_E6); /* within +-360 degrees */
    if (a > 2 * EVN_QUARTER_E6)
        a -= 4 * EVN_QUARTER_E6;
    if (a < -2 * EVN_QUARTER_E6)
        a += 4 * EVN_QUARTER_E6;
    if (a > EVN_QUARTER_E6)
        a = 2 * EVN_QUARTER_E6 - a;
    if (a < -EVN_QUARTER_E6)
        a = -2 * EVN_QUARTER_E6 - a;
    return sine_near(a);
}

int64_t evn_q31_cosine(int64_t angle_e6)
{
    return evn_q31_sine(EVN_QUARTER_E6 - (angle_e6 < 0 ? -angle_e6 : angle_e6));
}

int64_t evn_root(uint64_t square)
{
    uint64_t r = 0;
    for (uint64_t bit = UINT64_C(1) << 62; bit > 0; bit >>= 2) {
        bool fits = square >= r + bit;
        if (fits)
            square -= r + bit;
        r = fits ? (r >> 1) + bit : r >> 1;
    }
    return (int64_t)r;
}
