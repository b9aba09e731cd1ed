#include "services/dispatch/core/datum.h"

#include "services/dispatch/core/trig.h"

#include <stdbool.h>

__extension__ typedef __int128 wide;

/* The polynomial's origin, and the box in which the datums differ. */
enum { LAT_0 = 35000000, LON_0 = 105000000 };
enum { LAT_MIN = 829300, LAT_MAX = 55827100, LON_MIN = 72004000, LON_MAX = 137834700 };

/* Krasovsky's ellipsoid: metres, and e2 as Q31. */
#define AXIS_M INT64_C(6378245)
#define E2_Q31 INT64_C(14374014)

#define MICRO INT64_C(1000000)

/* k x sin(pi x deg x m / n) in millionths of a metre; `deg_e6` in millionths. */
static int64_t wave(int64_t k, int64_t deg_e6, int64_t m, int64_t n)
{
    return (int64_t)((wide)k * MICRO * evn_q31_sine(180 * deg_e6 * m / n) / EVN_Q31);
}

/* a x b of two numbers in millionths. */
static int64_t times(int64_t a_e6, int64_t b_e6)
{
    return a_e6 * b_e6 / MICRO;
}

/* 0.1 or 0.2 times the root of |x|, in millionths: the root of x_e6 x 10^6 is that of x, x 10^6. */
static int64_t root_e6(int64_t x_e6)
{
    return evn_root((uint64_t)(x_e6 < 0 ? -x_e6 : x_e6) * (uint64_t)MICRO);
}

/* How far the datum lies north and east of WGS-84, in millionths of a metre. */
static int64_t north(int64_t x, int64_t y)
{
    int64_t sum =
        -100 * MICRO + 2 * x + 3 * y + times(y, y) / 5 + times(x, y) / 10 + root_e6(x) / 5;
    sum += (wave(20, x, 6, 1) + wave(20, x, 2, 1)) * 2 / 3;
    sum += (wave(20, y, 1, 1) + wave(40, y, 1, 3)) * 2 / 3;
    return sum + (wave(160, y, 1, 12) + wave(320, y, 1, 30)) * 2 / 3;
}

static int64_t east(int64_t x, int64_t y)
{
    int64_t sum = 300 * MICRO + x + 2 * y + times(x, x) / 10 + times(x, y) / 10 + root_e6(x) / 10;
    sum += (wave(20, x, 6, 1) + wave(20, x, 2, 1)) * 2 / 3;
    sum += (wave(20, x, 1, 1) + wave(40, x, 1, 3)) * 2 / 3;
    return sum + (wave(150, x, 1, 12) + wave(300, x, 1, 30)) * 2 / 3;
}

/* Millionths of a degree on an arc of that radius (metres, Q31 parts of the axis). */
static int32_t degrees(int64_t arc_um, int64_t radius_q31)
{
    /* 180 / pi = 57.29577951... */
    wide radius_mm = (wide)AXIS_M * 1000 * radius_q31 / EVN_Q31;
    return (int32_t)((wide)arc_um * INT64_C(57295779513) / radius_mm / MICRO);
}

static bool in_china(struct evn_dsp_point_e6 p)
{
    return p.lat_e6 >= LAT_MIN && p.lat_e6 <= LAT_MAX && p.lon_e6 >= LON_MIN && p.lon_e6 <= LON_MAX;
}

struct evn_dsp_point_e6 evn_dsp_gcj02(struct evn_dsp_point_e6 p)
{
    if (!in_china(p))
        return p;
    int64_t x = p.lon_e6 - LON_0, y = p.lat_e6 - LAT_0, sine = evn_q31_sine(p.lat_e6);
    int64_t w = EVN_Q31 - evn_q31_mul(E2_Q31, evn_q31_mul(sine, sine)); /* 1 - e2 sin2 */
    int64_t root = evn_root((uint64_t)w << 31);
    /* Radii of curvature over the axis: of the meridian, and of the parallel. */
    int64_t meridian = (int64_t)((wide)(EVN_Q31 - E2_Q31) * EVN_Q31 / w * EVN_Q31 / root);
    int64_t parallel = (int64_t)((wide)evn_q31_cosine(p.lat_e6) * EVN_Q31 / root);
    p.lat_e6 += degrees(north(x, y), meridian);
    p.lon_e6 += degrees(east(x, y), parallel);
    return p;
}

struct evn_dsp_point_e6 evn_dsp_wgs84(struct evn_dsp_point_e6 p)
{
    enum { STEPS = 4 }; /* each leaves a thousandth of the error */
    struct evn_dsp_point_e6 out = p;
    for (int i = 0; i < STEPS && in_china(out); i++) {
        struct evn_dsp_point_e6 there = evn_dsp_gcj02(out);
        out.lat_e6 += p.lat_e6 - there.lat_e6;
        out.lon_e6 += p.lon_e6 - there.lon_e6;
    }
    return out;
}
