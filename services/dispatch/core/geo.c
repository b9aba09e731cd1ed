#include "services/dispatch/core/geo.h"

#include "services/dispatch/core/trig.h"

__extension__ typedef __int128 wide;

#define ONE       EVN_Q31
#define QUARTER   EVN_QUARTER_E6
#define RADIUS_MM INT64_C(6371008800)

/* Q31 arc sine by its series; see the header for how far it holds. */
static int64_t arc_sine(int64_t x)
{
    static const int64_t num[] = {1, 3, 5, 7, 9, 11, 13}, den[] = {2, 4, 6, 8, 10, 12, 14};
    int64_t square = evn_q31_mul(x, x), power = x, sum = x;
    for (int k = 0; k < 7; k++) {
        power = evn_q31_mul(power, square) * num[k] / den[k];
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

    int64_t a = evn_q31_sine(lat / 2), b = evn_q31_sine(lon / 2);
    wide h =
        (wide)a * a + (wide)b * b * evn_q31_cosine(lat1_e6) / ONE * evn_q31_cosine(lat2_e6) / ONE;
    if (h > (wide)ONE * ONE)
        h = (wide)ONE * ONE;
    int64_t arc = arc_sine(evn_root((uint64_t)h));
    return (int64_t)((wide)2 * RADIUS_MM * arc / ONE / 1000);
}
