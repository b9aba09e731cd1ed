/* geo - how far apart two coordinates are, in whole metres. Pure, integers only.
 *
 * Haversine on a sphere of 6,371,008.8 m (IUGG mean radius) in fixed point: sines as Q31 by their
 * Taylor series to the 11th power, the square under the root as Q62, so that places one metre
 * apart are still told apart. Good to 0.1 % up to 6,000 km; beyond that, more than a day's drive,
 * the arc is under-estimated by up to 13 %. Roads are longer: callers apply a circuity. */
#ifndef EVN_DISPATCH_GEO_H
#define EVN_DISPATCH_GEO_H

#include <stdint.h>

/* Great-circle metres between two points in millionths of a degree, latitude within +-90 and
 * longitude within +-180 degrees. */
int64_t evn_dsp_distance_m(int32_t lat1_e6, int32_t lon1_e6, int32_t lat2_e6, int32_t lon2_e6);

#endif
