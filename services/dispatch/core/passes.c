#include "services/dispatch/core/passes.h"

#include "services/dispatch/core/decide.h"
#include "services/dispatch/core/live.h"

bool evn_dsp_has_pass(const struct evn_dsp_place *vehicle, struct evn_day day)
{
    const struct evn_dsp_vehicle *car = &vehicle->vehicle;
    bool from = car->pass_from.n != EVN_DAY_NONE.n && car->pass_from.n <= day.n;
    return from && (car->pass_until.n == EVN_DAY_NONE.n || car->pass_until.n >= day.n);
}

bool evn_dsp_is_sealed(const struct evn_dsp_decision *d, const char *community)
{
    const struct evn_dsp_pool *needs = evn_dsp_pool_of(d->state, EVN_DSP_NEED);
    for (uint32_t i = 0; i < needs->n; i++) {
        const struct evn_dsp_need *need = evn_dsp_pool_at(needs, i);
        if ((need->daily > 0 || need->quantity > 0) && strcmp(need->community, community) == 0)
            return true;
    }
    return false;
}

/* A share of the trip that is for a sealed community and not handed over; NULL: there is none. */
static const struct evn_dsp_share *sealed_share(const struct evn_dsp_decision *d,
                                                const struct evn_dsp_trip *trip)
{
    for (uint32_t i = 0; i < evn_dsp_count(d, EVN_DSP_SHARE); i++) {
        const struct evn_dsp_share *s = evn_dsp_view(d, EVN_DSP_SHARE, i);
        if (s->state != EVN_DSP_SHARE_DELIVERED && s->state != EVN_DSP_SHARE_REOPENED &&
            strcmp(s->trip, trip->trip) == 0 && evn_dsp_is_sealed(d, s->community))
            return s;
    }
    return NULL;
}

evn_err evn_dsp_need_pass(const struct evn_dsp_decision *d, const struct evn_dsp_trip *trip)
{
    const struct evn_dsp_place *vehicle = evn_dsp_look(d, EVN_DSP_PLACE, trip->vehicle);
    if (vehicle != NULL && evn_dsp_has_pass(vehicle, d->today))
        return EVN_OK;
    const struct evn_dsp_share *s = sealed_share(d, trip);
    if (s == NULL)
        return EVN_OK;
    (void)evn_dsp_refuse(d, EVN_E_NO_PASS, "", trip->vehicle);
    EVN_DSP_SET(d->why->place, s->community);
    return EVN_E_NO_PASS;
}

static bool stops_at(const struct evn_dsp_trip *trip, const char *point)
{
    for (size_t i = 0; i < trip->n_stops; i++)
        if (trip->stops[i].state == EVN_DSP_STOP_AHEAD && strcmp(trip->stops[i].point, point) == 0)
            return true;
    return false;
}

/* What is loaded for a closed place comes back; so does all of a vehicle that may not go in and has
 * not left. */
static evn_err call_back(struct evn_dsp_decision *d, const char *code, bool closed)
{
    evn_err err = EVN_OK;
    for (uint32_t i = 0; i < evn_dsp_count(d, EVN_DSP_TRIP) && err == EVN_OK && !d->full; i++) {
        const struct evn_dsp_trip *trip = evn_dsp_view(d, EVN_DSP_TRIP, i);
        bool loaded = trip->state == EVN_DSP_TRIP_LOADED;
        if (loaded && strcmp(trip->vehicle, code) == 0 && sealed_share(d, trip) != NULL)
            err = evn_dsp_strand(d, i, "");
        else if (closed && (loaded || trip->state == EVN_DSP_TRIP_UNDERWAY) && stops_at(trip, code))
            err = evn_dsp_strand(d, i, code);
    }
    return err;
}

evn_err evn_dsp_place_lost(struct evn_dsp_decision *d, const struct evn_dsp_place *was,
                           const char *code)
{
    const struct evn_dsp_place *now = evn_dsp_look(d, EVN_DSP_PLACE, code);
    if (was == NULL || now == NULL)
        return EVN_OK;
    bool closed = now->closed && !was->closed;
    bool pass = was->has_vehicle && evn_dsp_has_pass(was, d->today) &&
                (!now->has_vehicle || !evn_dsp_has_pass(now, d->today));
    if (!closed && !pass)
        return EVN_OK;
    evn_err err = call_back(d, code, closed);
    return err == EVN_OK ? evn_dsp_live_replan(d, code) : err;
}
