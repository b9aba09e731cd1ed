#include "services/dispatch/core/ride_place.h"

#include "services/dispatch/core/geo.h"

/* As in evernormal.registry.v1. */
enum { INTAKE_LIMITED = 1, INTAKE_CLOSED = 2, HOSPITAL = 2, ISOLATION_SITE = 4 };

bool evn_dsp_is_institution(uint32_t kind)
{
    return kind == HOSPITAL || kind == ISOLATION_SITE;
}

bool evn_dsp_takes(const struct evn_dsp_place *place, uint32_t severity)
{
    if (place->closed || place->intake == INTAKE_CLOSED || !evn_dsp_is_institution(place->kind))
        return false;
    if (place->intake == INTAKE_LIMITED && severity < EVN_DSP_SEVERE)
        return false;
    return place->accepts == 0 || (severity > 0 && (place->accepts >> severity & 1) != 0);
}

bool evn_dsp_ride_takes(const struct evn_dsp_decision *d, const struct evn_dsp_ride *ride,
                        const char *code)
{
    const struct evn_dsp_place *place = evn_dsp_look(d, EVN_DSP_PLACE, code);
    return place != NULL && evn_dsp_takes(place, ride->severity) &&
           evn_dsp_hindered(d, code) == NULL;
}

evn_err evn_dsp_find_institutions(const struct evn_dsp_decision *d,
                                  struct evn_dsp_institutions *out)
{
    size_t n = 0, count = evn_dsp_count(d, EVN_DSP_PLACE);
    for (uint32_t i = 0; i < count; i++) {
        const struct evn_dsp_place *place = evn_dsp_view(d, EVN_DSP_PLACE, i);
        n += place->kind == HOSPITAL && !place->closed;
    }
    *out =
        (struct evn_dsp_institutions){.place = evn_arena_array(d->arena, n + 1, sizeof *out->place),
                                      .at = evn_arena_array(d->arena, n + 1, sizeof *out->at)};
    if (out->place == NULL || out->at == NULL)
        return EVN_E_LIMIT;
    for (uint32_t i = 0; i < count; i++) {
        const struct evn_dsp_place *place = evn_dsp_view(d, EVN_DSP_PLACE, i);
        if (place->kind != HOSPITAL || place->closed)
            continue;
        out->place[out->n] = place;
        out->at[out->n++] = evn_dsp_where(d->state, place).at;
    }
    return EVN_OK;
}

/* Where a community's people are: at its first open reception point, else in its middle. */
static struct evn_dsp_point_e6 home_of(const struct evn_dsp_decision *d, const char *area)
{
    const struct evn_dsp_community *community = evn_dsp_look(d, EVN_DSP_COMMUNITY, area);
    for (size_t i = 0; community != NULL && i < community->n_points; i++) {
        const struct evn_dsp_place *point = evn_dsp_look(d, EVN_DSP_PLACE, community->points[i]);
        if (point != NULL && !point->closed)
            return evn_dsp_where(d->state, point).at;
    }
    struct evn_dsp_place home = {.kind = EVN_DSP_POINT};
    EVN_DSP_SET(home.area, area);
    return evn_dsp_where(d->state, &home).at;
}

static int64_t road_m(const struct evn_dsp_decision *d, struct evn_dsp_point_e6 a,
                      struct evn_dsp_point_e6 b)
{
    const struct evn_dsp_parameters *par = evn_dsp_parameters_of(d->state);
    return evn_dsp_distance_m(a.lat_e6, a.lon_e6, b.lat_e6, b.lon_e6) * par->circuity_e2 / 100;
}

static bool has_refused(const struct evn_dsp_ride *ride, const char *place)
{
    bool has = false;
    for (size_t i = 0; i < ride->n_refused_by; i++)
        has |= strcmp(ride->refused_by[i], place) == 0;
    return has;
}

const char *evn_dsp_ride_nearest(const struct evn_dsp_decision *d,
                                 const struct evn_dsp_institutions *all,
                                 const struct evn_dsp_ride *ride)
{
    struct evn_dsp_point_e6 home = home_of(d, ride->area);
    const char *best = NULL;
    int64_t least = 0;
    for (size_t i = 0; i < all->n; i++) {
        const char *code = all->place[i]->place;
        if (has_refused(ride, code) || !evn_dsp_ride_takes(d, ride, code))
            continue;
        int64_t m = road_m(d, home, all->at[i]);
        if (best == NULL || m < least || (m == least && strcmp(code, best) < 0)) {
            best = code;
            least = m;
        }
    }
    return best;
}

void evn_dsp_ride_go_to(const struct evn_dsp_decision *d, struct evn_dsp_ride *ride,
                        const char *code)
{
    const struct evn_dsp_place *place = evn_dsp_look(d, EVN_DSP_PLACE, code);
    const struct evn_dsp_parameters *par = evn_dsp_parameters_of(d->state);
    EVN_DSP_SET(ride->to, code);
    ride->dist_m = ride->leg_s = 0;
    if (place == NULL)
        return;
    ride->dist_m = road_m(d, home_of(d, ride->area), evn_dsp_where(d->state, place).at);
    ride->leg_s = ride->dist_m * 36 / (10 * (int64_t)par->speed_kmh);
}
