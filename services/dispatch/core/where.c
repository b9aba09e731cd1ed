#include "services/dispatch/core/where.h"

static const struct evn_wire_field extent_fields[] = {
    EVN_FIELD_TEXT(1, CODE, struct evn_dsp_extent, area, EVN_REQUIRED, 1),
    EVN_FIELD_NUMBER(2, I32, struct evn_dsp_extent, lat_min_e6, 0, -90000000, 90000000),
    EVN_FIELD_NUMBER(3, I32, struct evn_dsp_extent, lat_max_e6, 0, -90000000, 90000000),
    EVN_FIELD_NUMBER(4, I32, struct evn_dsp_extent, lon_min_e6, 0, -180000000, 180000000),
    EVN_FIELD_NUMBER(5, I32, struct evn_dsp_extent, lon_max_e6, 0, -180000000, 180000000),
};
const struct evn_wire_message evn_dsp_extent_table =
    EVN_MESSAGE("evernormal.dispatch.v1.Extent", struct evn_dsp_extent, extent_fields);

enum { LEN_DISTRICT = 6 };

/* Lengths of the codes of areas, the largest area first. */
static const size_t lens[] = {2, 4, LEN_DISTRICT, 9, 12, 16, 20};
enum { N_LENS = sizeof lens / sizeof lens[0] };

static bool is_nowhere(const struct evn_dsp_place *place)
{
    return place->lat_e6 == 0 && place->lon_e6 == 0;
}

static bool holds(const struct evn_dsp_extent *e, const struct evn_dsp_place *place)
{
    return e == NULL || e->lat_min_e6 >= e->lat_max_e6 ||
           (place->lat_e6 >= e->lat_min_e6 && place->lat_e6 <= e->lat_max_e6 &&
            place->lon_e6 >= e->lon_min_e6 && place->lon_e6 <= e->lon_max_e6);
}

bool evn_dsp_outside(const struct evn_dsp_state *state, const struct evn_dsp_place *place,
                     char area[EVN_CODE_MAX])
{
    size_t len = strlen(place->area);
    memset(area, 0, EVN_CODE_MAX);
    if (place->datum == EVN_DSP_NO_DATUM)
        return false;
    for (size_t i = 0; i < N_LENS && lens[i] <= len; i++) {
        memcpy(area, place->area, lens[i]);
        if (is_nowhere(place) || !holds(evn_dsp_find(state, EVN_DSP_EXTENT, area), place))
            return true;
    }
    memset(area, 0, EVN_CODE_MAX);
    return is_nowhere(place);
}

/* Legs are not worked out near the poles. */
static bool is_good(const struct evn_dsp_state *state, const struct evn_dsp_place *place)
{
    char area[EVN_CODE_MAX];
    return place->datum != EVN_DSP_NO_DATUM && place->lat_e6 < 85000000 &&
           place->lat_e6 > -85000000 && !evn_dsp_outside(state, place, area);
}

static struct evn_dsp_point_e6 convert(const struct evn_dsp_place *place)
{
    struct evn_dsp_point_e6 at = {place->lat_e6, place->lon_e6};
    return place->datum == EVN_DSP_GCJ02 ? evn_dsp_wgs84(at) : at;
}

/* The middle of all places with good coordinates whose area begins with the first `len` characters
 * of `area`: the middle of each datum is converted, which differs from the middle of what was
 * converted by less than a metre in a city. */
static bool middle(const struct evn_dsp_state *state, const char *area, size_t len,
                   struct evn_dsp_point_e6 *out)
{
    const struct evn_dsp_pool *places = evn_dsp_pool_of(state, EVN_DSP_PLACE);
    int64_t lat[2] = {0}, lon[2] = {0}, n[2] = {0};
    for (uint32_t i = 0; i < places->n; i++) {
        const struct evn_dsp_place *place = evn_dsp_pool_at(places, i);
        bool gcj = place->datum == EVN_DSP_GCJ02;
        if (strncmp(place->area, area, len) != 0 || !is_good(state, place))
            continue;
        lat[gcj] += place->lat_e6;
        lon[gcj] += place->lon_e6;
        n[gcj]++;
    }
    if (n[1] > 0) {
        const struct evn_dsp_point_e6 gcj = {(int32_t)(lat[1] / n[1]), (int32_t)(lon[1] / n[1])};
        const struct evn_dsp_point_e6 wgs = evn_dsp_wgs84(gcj);
        lat[0] += wgs.lat_e6 * n[1];
        lon[0] += wgs.lon_e6 * n[1];
        n[0] += n[1];
    }
    if (n[0] > 0)
        *out = (struct evn_dsp_point_e6){(int32_t)(lat[0] / n[0]), (int32_t)(lon[0] / n[0])};
    return n[0] > 0;
}

struct evn_dsp_where evn_dsp_where(const struct evn_dsp_state *state,
                                   const struct evn_dsp_place *place)
{
    struct evn_dsp_where w = {.guessed = !is_good(state, place)};
    bool elsewhere = evn_dsp_outside(state, place, w.outside), found = false;
    if (!w.guessed) {
        w.at = convert(place);
        return w;
    }
    for (size_t i = N_LENS; i-- > 0 && !found;) {
        if (lens[i] > strlen(place->area) || (elsewhere && lens[i] > LEN_DISTRICT))
            continue;
        found = middle(state, place->area, lens[i], &w.at);
        if (found)
            memcpy(w.middle_of, place->area, lens[i]);
    }
    if (!found)
        (void)middle(state, "", 0, &w.at);
    return w;
}
