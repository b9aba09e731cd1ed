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

int64_t sum_of(const struct world *w, const char *community, const char *item, size_t offset)
{
    const struct evn_dsp_pool *lines = evn_dsp_pool_of(w->state, EVN_DSP_LINE);
    int64_t sum = 0;
    for (uint32_t i = 0; i < lines->n; i++) {
        const struct evn_dsp_line *l = evn_dsp_pool_at(lines, i);
        if (strcmp(l->community, community) == 0 && strcmp(l->item, item) == 0)
            sum += evn_get_i64((const uint8_t *)l + offset);
    }
    return sum;
}
