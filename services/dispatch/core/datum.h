/* datum - coordinates of the Chinese datum GCJ-02 as WGS-84, and back. Pure, integers only.
 *
 * Inside China GCJ-02 lies some 0.3 to 0.7 km off WGS-84, by a published-by-use polynomial of sines
 * on the ellipsoid of Krasovsky (a = 6,378,245 m, e2 = 0.00669342162296594). Only the way there is
 * a formula; back is found by steps. Both are good to a millionth of a degree or two, 0.2 m: far
 * below what a geocoder knows. Outside China the two are the same.
 *
 * This is the one place where a coordinate changes its datum: where.h calls it once for each place
 * that a plan is made over, and all legs are WGS-84. */
#ifndef EVN_DISPATCH_DATUM_H
#define EVN_DISPATCH_DATUM_H

#include <stdint.h>

/* A point in millionths of a degree. */
struct evn_dsp_point_e6 {
    int32_t lat_e6, lon_e6;
};

/* A WGS-84 point as GCJ-02, and a GCJ-02 point as WGS-84. */
struct evn_dsp_point_e6 evn_dsp_gcj02(struct evn_dsp_point_e6 wgs84);
struct evn_dsp_point_e6 evn_dsp_wgs84(struct evn_dsp_point_e6 gcj02);

#endif
