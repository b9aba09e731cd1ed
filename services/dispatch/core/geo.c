#include "services/dispatch/core/geo.h"

#include <stdbool.h>

__extension__ typedef __int128 wide;

#define ONE       (INT64_C(1) << 31) /* 1 as Q31 */
#define QUARTER   INT64_C(90000000)  /* 90 degrees in millionths */
#define RADIUS_MM INT64_C(6371008800)

static int64_t mul(int64_t a, int64_t b)
{
    return (int64_t)((wide)a * b >> 31);
}

/* Q31 sine of an angle of -90 to 90 degrees. 2^31 x pi / 180e6 = 37.48066032... */
static int64_t sine(int64_t angle_e6)
{
    int64_t x = (int64_t)((wide)angle_e6 * INT64_C(3748066032) / 100000000);
    int64_t square = mul(x, x), term = x, sum = x;
    for (int64_t k = 2; k <= 10; k += 2) {
        term = -mul(term, square) / (k * (k + 1));
        sum += term;
    }
    return sum;
}

static int64_t cosine(int64_t angle_e6)
{
    return sine(QUARTER - (angle_e6 < 0 ? -angle_e6 : angle_e6));
}

static int64_t root(uint64_t square)
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

/* Q31 arc sine by its series; see the header for how far it holds. */
static int64_t arc_sine(int64_t x)
{
    static const int64_t num[] = {1, 3, 5, 7, 9, 11, 13}, den[] = {2, 4, 6, 8, 10, 12, 14};
    int64_t square = mul(x, x), power = x, sum = x;
    for (int k = 0; k < 7; k++) {
        power = mul(power, square) * num[k] / den[k];
        sum += power / (2 * k + 3);
    }
    return sum;
}

int64_t evn_dsp_distance_m(int32_t lat1_e6, int32_t lon1_e6, int32_t lat2_e6, int32_t lon2_e6)
{
    int64_t lat = (int64_t)lat1_e6 - lat2_e6, lon = (int64_t)lon1_e6 - lon2_e6;
    if (lon > 2 * QUARTER)
        lon -= 4 * QUARTER;
    if (lon < -2 * QUARTER)
        lon += 4 * QUARTER;

    int64_t a = sine(lat / 2), b = sine(lon / 2);
    wide h = (wide)a * a + (wide)b * b * cosine(lat1_e6) / ONE * cosine(lat2_e6) / ONE;
    if (h > (wide)ONE * ONE)
        h = (wide)ONE * ONE;
    int64_t arc = arc_sine(root((uint64_t)h));
    return (int64_t)((wide)2 * RADIUS_MM * arc / ONE / 1000);
}
