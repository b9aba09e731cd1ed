/* where - where places are, as routes are planned over them. Pure.
 *
 * A place keeps the coordinates it was measured with and their datum; here, and nowhere else, they
 * become WGS-84, once for each place of a plan. Coordinates are not believed when there are none,
 * when their datum is not said, or when they lie outside the extent of an area the place is in: of
 * 28,187 real places a geocoder put 24 % into another province. Such a place is not routed to: it
 * is taken to lie in the middle of its district; one without any, in the middle of the smallest
 * area around it that has some. Its stop says so. */
#ifndef EVN_DISPATCH_WHERE_H
#define EVN_DISPATCH_WHERE_H

#include "services/dispatch/core/datum.h"
#include "services/dispatch/core/decision.h"

/* An extent is wide enough for both datums: coordinates are compared with it as they were measured.
 */
struct evn_dsp_extent {
    char area[EVN_CODE_MAX];
    int32_t lat_min_e6, lat_max_e6, lon_min_e6, lon_max_e6; /* all 0: none is known */
};

extern const struct evn_wire_message evn_dsp_extent_table;

struct evn_dsp_where {
    struct evn_dsp_point_e6 at;   /* WGS-84 */
    bool guessed;                 /* not by the place's own coordinates */
    char middle_of[EVN_CODE_MAX]; /* whose middle it is, when guessed; "": of all places */
    char outside[EVN_CODE_MAX];   /* area whose extent its coordinates lie outside of; "": none */
};

/* Whether the place's coordinates lie elsewhere; *area: the largest area around it whose extent
 * they lie outside of, or "". 0, 0 lies in the sea off Africa: it is what geocoders say that found
 * nothing, and outside of all. */
bool evn_dsp_outside(const struct evn_dsp_state *state, const struct evn_dsp_place *place,
                     char area[EVN_CODE_MAX]);

/* Where the place is. Looks at all known places when it must be guessed. */
struct evn_dsp_where evn_dsp_where(const struct evn_dsp_state *state,
                                   const struct evn_dsp_place *place);

#endif
