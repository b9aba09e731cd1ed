#include "services/dispatch/core/cover.h"
#include "services/dispatch/core/geo.h"
#include "tests/lib/suite.h"

#include <math.h>
#include <stdlib.h>

/* The textbook formula in floating point: the oracle. */
static double haversine_m(const int32_t p[4])
{
    const double rad = 3.14159265358979323846 / 180e6;
    double a = sin((p[0] - p[2]) * rad / 2), b = sin((p[1] - p[3]) * rad / 2);
    double h = a * a + cos(p[0] * rad) * cos(p[2] * rad) * b * b;
    return 2 * 6371008.8 * asin(sqrt(h));
}

static void distances_agree_with_floating_point_within_a_thousandth(void)
{
    srand((unsigned)evn_test_seed(7));
    for (int i = 0; i < 20000; i++) {
        int32_t reach = i % 2 == 0 ? 300000 : 20000000;
        int32_t p[4] = {rand() % 120000000 - 60000000, rand() % 300000000 - 150000000};
        p[2] = p[0] + rand() % reach - reach / 2;
        p[3] = p[1] + rand() % reach - reach / 2;
        double want = haversine_m(p), got = (double)evn_dsp_distance_m(p[0], p[1], p[2], p[3]);
        if (fabs(got - want) > 1.5 + want / 1000)
            EVN_CHECK_EQ((int64_t)got, (int64_t)want);
    }
}

static void places_a_few_metres_apart_are_told_apart(void)
{
    EVN_CHECK_EQ(evn_dsp_distance_m(31200000, 121400000, 31200000, 121400000), 0);
    int64_t m = evn_dsp_distance_m(31200000, 121400000, 31200090, 121400000);
    EVN_CHECK(m >= 9 && m <= 10);
}

static void cover_falls_by_a_day_each_day_and_never_below_zero(void)
{
    struct evn_dsp_cover c = {.day = {100}, .units = 10, .delivered = 35, .use = 20, .daily = 20};
    EVN_CHECK_EQ(evn_dsp_cover_cdays(&c), 225);
    EVN_CHECK(!evn_dsp_cover_below(&c));
    evn_dsp_cover_roll(&c, (struct evn_day){101});
    EVN_CHECK_EQ(evn_dsp_cover_has(&c), 25);
    evn_dsp_cover_roll(&c, (struct evn_day){102});
    EVN_CHECK_EQ(evn_dsp_cover_has(&c), 5);
    EVN_CHECK(evn_dsp_cover_below(&c));
    evn_dsp_cover_roll(&c, (struct evn_day){103});
    EVN_CHECK_EQ(evn_dsp_cover_has(&c), 0);
    evn_dsp_cover_roll(&c, (struct evn_day){50});
    EVN_CHECK_EQ(c.day.n, 103);
}

static void rolling_day_by_day_and_at_once_agree(void)
{
    srand((unsigned)evn_test_seed(11));
    for (int i = 0; i < 5000; i++) {
        struct evn_dsp_cover a = {.day = {10},
                                  .units = rand() % 500,
                                  .delivered = rand() % 100,
                                  .use = rand() % 90,
                                  .daily = rand() % 40},
                             b = a;
        int days = rand() % 20;
        evn_dsp_cover_roll(&a, (struct evn_day){10 + days});
        for (int d = 1; d <= days; d++)
            evn_dsp_cover_roll(&b, (struct evn_day){10 + d});
        if (a.units != b.units || a.use != b.use)
            EVN_CHECK_EQ(a.units, b.units);
    }
}

int main(int argc, char **argv)
{
    static const struct evn_test_case tests[] = {
        EVN_TEST(distances_agree_with_floating_point_within_a_thousandth),
        EVN_TEST(places_a_few_metres_apart_are_told_apart),
        EVN_TEST(cover_falls_by_a_day_each_day_and_never_below_zero),
        EVN_TEST(rolling_day_by_day_and_at_once_agree),
    };
    return evn_test_main(argc, argv, "dispatch.geo", tests, sizeof tests / sizeof tests[0]);
}
