#include "services/dispatch/core/crew.h"

#include "services/dispatch/core/decide.h"

static const char *driver_of(const struct evn_dsp_trip *trip)
{
    return trip->n_crew > 0 ? trip->crew[trip->n_crew - 1].crew : "";
}

static bool is_on_the_road(const struct evn_dsp_trip *trip)
{
    return trip->state == EVN_DSP_TRIP_UNDERWAY || trip->state == EVN_DSP_TRIP_RETURNING;
}

evn_err evn_dsp_crew_take(struct evn_dsp_decision *d, struct evn_dsp_trip *trip, const char *crew,
                          const char *field, const char *note)
{
    uint32_t n = evn_dsp_count(d, EVN_DSP_TRIP);
    if (strcmp(driver_of(trip), crew) == 0)
        return evn_dsp_refuse(d, EVN_E_CREW_BUSY, field, trip->trip);
    for (uint32_t i = 0; i < n; i++) {
        const struct evn_dsp_trip *other = evn_dsp_view(d, EVN_DSP_TRIP, i);
        if (is_on_the_road(other) && strcmp(other->trip, trip->trip) != 0 &&
            strcmp(driver_of(other), crew) == 0)
            return evn_dsp_refuse(d, EVN_E_CREW_BUSY, field, other->trip);
    }
    if (trip->n_crew == EVN_DSP_CREW_MAX)
        return evn_dsp_refuse(d, EVN_E_LIMIT, field, "crews of one trip");
    struct evn_dsp_crew *own = evn_arena_array(d->arena, trip->n_crew + 1, sizeof *own);
    if (own == NULL)
        return evn_dsp_refuse(d, EVN_E_LIMIT, "", "memory of one decision");
    for (size_t i = 0; i < trip->n_crew; i++)
        own[i] = trip->crew[i];
    own[trip->n_crew] = (struct evn_dsp_crew){.from_us = d->business_us};
    EVN_DSP_SET(own[trip->n_crew].crew, crew);
    EVN_DSP_SET(own[trip->n_crew].note, note);
    trip->crew = own;
    trip->n_crew++;
    return EVN_OK;
}

evn_err evn_dsp_decide_hand_over(struct evn_dsp_decision *d, const struct evn_dsp_hand_over *over)
{
    uint32_t number;
    evn_err err = evn_dsp_find_trip(d, over->trip, "hand_over.trip", true, &number);
    if (err != EVN_OK)
        return err;
    const struct evn_dsp_trip *seen = evn_dsp_view(d, EVN_DSP_TRIP, number);
    if (!is_on_the_road(seen))
        return evn_dsp_refuse(d, EVN_E_WRONG_STATE, "", seen->trip);
    return evn_dsp_crew_take(d, evn_dsp_edit_trip(d, number), over->crew, "hand_over.crew",
                             over->note);
}
