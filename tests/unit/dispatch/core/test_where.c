/* Datums, coordinates that are not believed, and where such places are taken to lie. */
#include "services/dispatch/core/geo.h"
#include "services/dispatch/core/where.h"
#include "tests/unit/dispatch/core/world.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

static const double pi = 3.14159265358979323846;

static double waves(double x, double a, double m, double b, double n)
{
    return (a * sin(m * x * pi) + b * sin(n * x * pi)) * 2 / 3;
}

/* The formula as it is published, in floating point: the oracle. */
static void shift(const double p[2], double out[2])
{
    const double a = 6378245, e2 = 0.00669342162296594323;
    double x = p[1] - 105, y = p[0] - 35, root = sqrt(fabs(x));
    double north = -100 + 2 * x + 3 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root;
    north +=
        waves(x, 20, 6, 20, 2) + waves(y, 20, 1, 40, 1. / 3) + waves(y, 160, 1. / 12, 320, 1. / 30);
    double east = 300 + x + 2 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root;
    east +=
        waves(x, 20, 6, 20, 2) + waves(x, 20, 1, 40, 1. / 3) + waves(x, 150, 1. / 12, 300, 1. / 30);
    double lat = p[0] / 180 * pi, w = 1 - e2 * sin(lat) * sin(lat);
    out[0] = p[0] + north * 180 / (a * (1 - e2) / (w * sqrt(w)) * pi);
    out[1] = p[1] + east * 180 / (a / sqrt(w) * cos(lat) * pi);
}

static struct evn_dsp_point_e6 anywhere(void)
{
    return (struct evn_dsp_point_e6){1000000 + rand() % 54000000, 73000000 + rand() % 64000000};
}

static void the_chinese_datum_agrees_with_its_formula_and_back(void)
{
    srand((unsigned)evn_test_seed(2));
    for (int i = 0; i < 20000; i++) {
        struct evn_dsp_point_e6 p = anywhere(), there = evn_dsp_gcj02(p),
                                back = evn_dsp_wgs84(there);
        double want[2], from[2] = {p.lat_e6 / 1e6, p.lon_e6 / 1e6};
        shift(from, want);
        EVN_CHECK(fabs(there.lat_e6 - want[0] * 1e6) <= 2 &&
                  fabs(there.lon_e6 - want[1] * 1e6) <= 2);
        EVN_CHECK(abs(back.lat_e6 - p.lat_e6) <= 2 && abs(back.lon_e6 - p.lon_e6) <= 2);
    }
    /* In Shanghai the two are some 500 m apart; in Paris they are the same. */
    struct evn_dsp_point_e6 sh = {31230000, 121470000}, paris = {48850000, 2350000};
    struct evn_dsp_point_e6 there = evn_dsp_gcj02(sh);
    int64_t m = evn_dsp_distance_m(sh.lat_e6, sh.lon_e6, there.lat_e6, there.lon_e6);
    EVN_CHECK(m > 400 && m < 600);
    EVN_CHECK_EQ(evn_dsp_gcj02(paris).lat_e6, paris.lat_e6);
    EVN_CHECK_EQ(evn_dsp_wgs84(paris).lon_e6, paris.lon_e6);
}

static struct world w;

static void put_place(const char *code, const char *area, struct evn_dsp_point_e6 at,
                      uint32_t datum)
{
    struct evn_src_place place = {
        .kind = EVN_DSP_POINT, .lat_e6 = at.lat_e6, .lon_e6 = at.lon_e6, .datum = datum};
    EVN_DSP_SET(place.code, code);
    EVN_DSP_SET(place.area, area);
    feed_one(&w, "registry", EVN_SRC_PLACE, &evn_src_place_table, &place);
}

static void put_extent(bool has)
{
    struct evn_src_area area = {
        .code = "31", .extent = {30600000, 31900000, 120800000, 122200000}, .has_extent = has};
    feed_one(&w, "registry", EVN_SRC_AREA, &evn_src_area_table, &area);
}

static struct evn_dsp_where where_is(const char *code)
{
    return evn_dsp_where(w.state, evn_dsp_find(w.state, EVN_DSP_PLACE, code));
}

static void two_datums_are_never_mixed(void)
{
    world_init(&w);
    struct evn_dsp_point_e6 at = {31220000, 121420000}, moved = evn_dsp_gcj02(at);
    put_place("A", "310105001001", at, EVN_DSP_WGS84);
    put_place("B", "310105001001", moved, EVN_DSP_GCJ02);
    struct evn_dsp_where a = where_is("A"), b = where_is("B");
    EVN_CHECK(!a.guessed && !b.guessed);
    EVN_CHECK(evn_dsp_distance_m(a.at.lat_e6, a.at.lon_e6, b.at.lat_e6, b.at.lon_e6) <= 1);
    EVN_CHECK(evn_dsp_distance_m(at.lat_e6, at.lon_e6, moved.lat_e6, moved.lon_e6) > 400);
    world_fini(&w);
}

static void coordinates_in_another_province_give_way_to_the_middle_of_the_district(void)
{
    struct evn_dsp_point_e6 ningbo = {29892700, 121517200};
    world_init(&w);
    put_place("A", "310101001001", (struct evn_dsp_point_e6){31200000, 121480000}, EVN_DSP_WGS84);
    put_place("B", "310101002001", (struct evn_dsp_point_e6){31220000, 121500000}, EVN_DSP_WGS84);
    put_place("X", "310101002001", ningbo, EVN_DSP_GCJ02);
    put_place("N", "310101002001", (struct evn_dsp_point_e6){0, 0}, EVN_DSP_NO_DATUM);
    EVN_CHECK(!where_is("X").guessed); /* nobody said where Shanghai is */
    put_extent(true);
    struct evn_dsp_where x = where_is("X"), n = where_is("N");
    EVN_CHECK(x.guessed && n.guessed && !where_is("A").guessed);
    EVN_CHECK_TEXT(x.outside, "31");
    EVN_CHECK_TEXT(x.middle_of, "310101");
    EVN_CHECK_EQ(x.at.lat_e6, 31210000);
    EVN_CHECK_EQ(x.at.lon_e6, 121490000);
    EVN_CHECK_TEXT(n.outside, "");
    EVN_CHECK_TEXT(n.middle_of, "310101002001");
    EVN_CHECK_EQ(n.at.lat_e6, 31220000);
    check_replay(&w);
    put_extent(false);
    EVN_CHECK(!where_is("X").guessed);
    world_fini(&w);
}

static void a_stop_says_whose_middle_was_taken_and_why(void)
{
    world_init(&w);
    put_extent(true);
    add_item(&w, "RICE", 1, 1000000);
    add_community(&w, "310105001001", 1);
    put_place("P-310105001001", "310105001001", (struct evn_dsp_point_e6){29892700, 121517200},
              EVN_DSP_GCJ02);
    receive_stock(&w, "W1", "RICE", 10);
    need(&w, "310105001001", "RICE", 3, 1);
    EVN_CHECK_OK(round_now(&w));
    settle(&w);
    const struct evn_dsp_trip *trip = trip_of(&w, "T1-1");
    EVN_MUST(trip != NULL && trip->n_stops == 1);
    EVN_CHECK(trip->stops[0].guessed);
    EVN_CHECK_TEXT(trip->stops[0].middle_of, "310105");
    EVN_CHECK_TEXT(trip->stops[0].outside, "31");
    EVN_CHECK(trip->dist_m < 20000); /* not the 150 km to Ningbo and back */
    check_replay(&w);
    world_fini(&w);
}

/* One line of the real file. */
struct real {
    char place[16], district[8];
    double lon, lat;
    int plausible;
};

static bool next_real(FILE *file, struct real *out)
{
    char line[200];
    return fgets(line, sizeof line, file) != NULL &&
           sscanf(line, "%15s %7s %lf %lf %d", out->place, out->district, &out->lon, &out->lat,
                  &out->plausible) == 5;
}

static void of_the_real_places_those_in_other_provinces_are_flagged(void)
{
    const char *path = evn_test_data("epidemic/sealed_places.tsv");
    if (path == NULL) {
        evn_test_skip("no real data");
        return;
    }
    FILE *file = fopen(path, "re");
    char head[200];
    struct real r;
    size_t n = 0, flagged = 0, wrong = 0, near_the_middle = 0;
    EVN_MUST(file != NULL && fgets(head, sizeof head, file) != NULL);
    world_init(&w);
    put_extent(true);
    for (; next_real(file, &r); n++)
        put_place(
            r.place, r.district,
            (struct evn_dsp_point_e6){(int32_t)lround(r.lat * 1e6), (int32_t)lround(r.lon * 1e6)},
            EVN_DSP_GCJ02);
    rewind(file);
    EVN_MUST(fgets(head, sizeof head, file) != NULL);
    while (next_real(file, &r)) {
        const struct evn_dsp_place *place = evn_dsp_find(w.state, EVN_DSP_PLACE, r.place);
        char area[EVN_CODE_MAX];
        bool out = evn_dsp_outside(w.state, place, area);
        flagged += out;
        wrong += out == (r.plausible == 1);
        if (!out || flagged % 100 != 0)
            continue;
        struct evn_dsp_where at = evn_dsp_where(w.state, place);
        near_the_middle += at.guessed && strcmp(at.middle_of, r.district) == 0 &&
                           at.at.lat_e6 > 30600000 && at.at.lat_e6 < 31900000;
    }
    (void)fclose(file);
    printf(" %zu of %zu ", flagged, n);
    EVN_CHECK_EQ(n, 28187);
    EVN_CHECK_EQ(flagged, 6844); /* 24 % */
    EVN_CHECK_EQ(wrong, 0);
    EVN_CHECK_EQ(near_the_middle, 68);
    world_fini(&w);
}

int main(int argc, char **argv)
{
    static const struct evn_test_case tests[] = {
        EVN_TEST(the_chinese_datum_agrees_with_its_formula_and_back),
        EVN_TEST(two_datums_are_never_mixed),
        EVN_TEST(coordinates_in_another_province_give_way_to_the_middle_of_the_district),
        EVN_TEST(a_stop_says_whose_middle_was_taken_and_why),
        EVN_TEST(of_the_real_places_those_in_other_provinces_are_flagged),
    };
    return evn_test_main(argc, argv, "dispatch.where", tests, sizeof tests / sizeof tests[0]);
}
