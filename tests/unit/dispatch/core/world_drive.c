#include "tests/unit/dispatch/core/world.h"

static void drive(struct world *w, const char *trip)
{
    size_t n = trip_of(w, trip)->n_stops;
    EVN_CHECK_OK(trip_step(w, EVN_DSP_TAG_LOAD, trip));
    settle(w);
    EVN_CHECK_OK(trip_step(w, EVN_DSP_TAG_DEPART, trip));
    for (uint32_t stop = 1; stop <= n; stop++) {
        EVN_CHECK_OK(arrive(w, trip, stop));
        EVN_CHECK_OK(receive_stop(w, trip, stop, 0, 0));
        settle(w);
    }
    EVN_CHECK_OK(trip_step(w, EVN_DSP_TAG_CLOSE, trip));
    settle(w);
}

void drive_all(struct world *w)
{
    const struct evn_dsp_pool *trips = evn_dsp_pool_of(w->state, EVN_DSP_TRIP);
    for (uint32_t i = 0; i < trips->n; i++) {
        const struct evn_dsp_trip *trip = evn_dsp_pool_at(trips, i);
        char name[EVN_CODE_MAX];
        memcpy(name, trip->trip, sizeof name);
        if (trip->state == EVN_DSP_TRIP_PLANNED)
            drive(w, name);
    }
}
