#include "services/dispatch/core/live.h"

#include "services/dispatch/core/release.h"

uint32_t evn_dsp_live_round(const struct evn_dsp_decision *d)
{
    uint32_t newest = 0;
    for (uint32_t i = 0; i < evn_dsp_count(d, EVN_DSP_TRIP); i++) {
        const struct evn_dsp_trip *trip = evn_dsp_view(d, EVN_DSP_TRIP, i);
        if (trip->state == EVN_DSP_TRIP_PLANNED && trip->round > newest)
            newest = trip->round;
    }
    return newest;
}

/* The planned trips of the round that made them. */
static bool gather_old(struct evn_dsp_planning *p)
{
    struct evn_dsp_decision *d = p->d;
    size_t n = 0;
    for (uint32_t i = 0; i < evn_dsp_count(d, EVN_DSP_TRIP); i++) {
        const struct evn_dsp_trip *trip = evn_dsp_view(d, EVN_DSP_TRIP, i);
        n += trip->state == EVN_DSP_TRIP_PLANNED && trip->round == p->name->round;
    }
    p->old = evn_arena_array(d->arena, n + 1, sizeof *p->old);
    for (uint32_t i = 0; i < evn_dsp_count(d, EVN_DSP_TRIP) && p->old != NULL; i++) {
        const struct evn_dsp_trip *trip = evn_dsp_view(d, EVN_DSP_TRIP, i);
        if (trip->state == EVN_DSP_TRIP_PLANNED && trip->round == p->name->round)
            p->old[p->n_old++] = (struct evn_dsp_old_trip){.number = i, .was = *trip};
    }
    return p->old != NULL;
}

/* Shares of the old trips, and those of `asked` (or NULL) that are on none. */
static bool gather_shares(struct evn_dsp_planning *p, const struct evn_dsp_round *asked)
{
    struct evn_dsp_decision *d = p->d;
    size_t room = evn_dsp_count(d, EVN_DSP_SHARE), n;
    uint32_t *list = evn_arena_array(d->arena, room + 1, sizeof *list);
    p->n_shares = 0;
    for (size_t i = 0; i < p->n_old && list != NULL; i++) {
        const uint32_t *on = evn_dsp_trip_shares(d, &p->old[i].was, EVN_DSP_SHARE_RESERVED, 0, &n);
        for (size_t k = 0; k < n && on != NULL; k++)
            list[p->n_shares++] = on[k];
    }
    const uint32_t *mine =
        asked != NULL ? evn_dsp_shares_of(d, asked, EVN_DSP_SHARE_RESERVED, "", &n) : NULL;
    for (size_t k = 0; mine != NULL && k < n && list != NULL; k++) {
        const struct evn_dsp_share *s = evn_dsp_view(d, EVN_DSP_SHARE, mine[k]);
        if (s->trip[0] == '\0')
            list[p->n_shares++] = mine[k];
    }
    p->share = list;
    return list != NULL && !d->full;
}

static struct evn_dsp_round *edit_round(struct evn_dsp_decision *d, uint32_t round)
{
    char key[EVN_DSP_KEY_MAX];
    uint32_t number;
    evn_dsp_key_round(round, key);
    return evn_dsp_number(d, EVN_DSP_ROUND, key, &number) ? evn_dsp_edit(d, EVN_DSP_ROUND, number)
                                                          : NULL;
}

evn_err evn_dsp_live_insert(struct evn_dsp_decision *d, struct evn_dsp_round *round)
{
    size_t left = 0;
    struct evn_dsp_planning p = {.d = d, .round = round, .name = round, .live = true};
    if (round->joins != 0)
        p.name = edit_round(d, round->joins);
    if (p.name == NULL)
        return EVN_E_CORRUPT;
    struct evn_dsp_planning alone = p;
    p.insert = true;
    if (!gather_old(&p) || !gather_shares(&p, round))
        return EVN_E_LIMIT;
    evn_err err = evn_dsp_plan_run(&p, &left);
    if (err == EVN_OK && left > 0) /* what stands is late already: leave it in peace */
        err = gather_shares(&alone, round) ? evn_dsp_plan_run(&alone, &left) : EVN_E_LIMIT;
    return err != EVN_OK ? err : evn_dsp_release(d, round, "");
}

/* Ask the ledger for what this decision gave back of the round and of those that joined it. */
static evn_err release_all(struct evn_dsp_decision *d, const struct evn_dsp_planning *p)
{
    evn_err err = evn_dsp_release(d, p->name, "");
    for (size_t i = 0; i < p->n_old; i++)
        for (size_t k = 0; k < p->old[i].was.n_also && err == EVN_OK; k++) {
            const struct evn_dsp_trip *was = &p->old[i].was;
            bool twice = false;
            for (size_t j = 0; j < i && !twice; j++)
                for (size_t m = 0; m < p->old[j].was.n_also; m++)
                    twice |= p->old[j].was.also[m] == was->also[k];
            const struct evn_dsp_round *round = evn_dsp_round_at(d, was->also[k]);
            if (!twice && round != NULL)
                err = evn_dsp_release(d, round, "");
        }
    return err;
}

static evn_err replan_round(struct evn_dsp_decision *d, uint32_t number)
{
    size_t left;
    struct evn_dsp_planning p = {.d = d, .live = true};
    p.round = p.name = edit_round(d, number);
    if (p.name == NULL)
        return EVN_E_CORRUPT;
    if (!gather_old(&p) || !gather_shares(&p, NULL))
        return EVN_E_LIMIT;
    evn_err err = evn_dsp_plan_run(&p, &left);
    return err != EVN_OK ? err : release_all(d, &p);
}

static bool concerns(const struct evn_dsp_trip *trip, const char *place)
{
    bool yes =
        place[0] == '\0' || strcmp(trip->vehicle, place) == 0 || strcmp(trip->depot, place) == 0;
    for (size_t i = 0; i < trip->n_stops && !yes; i++)
        yes = strcmp(trip->stops[i].point, place) == 0;
    return yes;
}

evn_err evn_dsp_live_replan(struct evn_dsp_decision *d, const char *place)
{
    evn_err err = EVN_OK;
    for (uint32_t last = 0, next = UINT32_MAX; err == EVN_OK; last = next, next = UINT32_MAX) {
        for (uint32_t i = 0; i < evn_dsp_count(d, EVN_DSP_TRIP); i++) {
            const struct evn_dsp_trip *trip = evn_dsp_view(d, EVN_DSP_TRIP, i);
            if (trip->state == EVN_DSP_TRIP_PLANNED && trip->round > last && trip->round < next &&
                concerns(trip, place))
                next = trip->round;
        }
        if (next == UINT32_MAX)
            return EVN_OK;
        err = replan_round(d, next);
    }
    return err;
}

static void move_trip(struct evn_dsp_decision *d, uint32_t number, int64_t by_us)
{
    struct evn_dsp_trip *trip = evn_dsp_edit_trip(d, number);
    trip->start_us += by_us;
    trip->end_us += by_us;
    trip->day = evn_day_at(trip->start_us, EVN_OFFSET_CHINA_MIN);
    for (size_t i = 0; i < trip->n_stops && !d->full; i++) {
        trip->stops[i].eta_us += by_us;
        trip->stops[i].leave_us += by_us;
    }
}

/* The vehicle's trip that starts first after (start_us, number) and is planned. */
static bool next_trip(const struct evn_dsp_decision *d, const char *vehicle, int64_t after_us,
                      uint32_t *number)
{
    int64_t first_us = INT64_MAX;
    for (uint32_t i = 0; i < evn_dsp_count(d, EVN_DSP_TRIP); i++) {
        const struct evn_dsp_trip *trip = evn_dsp_view(d, EVN_DSP_TRIP, i);
        if (trip->state == EVN_DSP_TRIP_PLANNED && trip->start_us > after_us &&
            trip->start_us < first_us && strcmp(trip->vehicle, vehicle) == 0) {
            first_us = trip->start_us;
            *number = i;
        }
    }
    return first_us != INT64_MAX;
}

void evn_dsp_live_push(struct evn_dsp_decision *d, const char *vehicle)
{
    const struct evn_dsp_parameters *par = evn_dsp_parameters_of(d->state);
    int64_t back_us = 0, after_us = INT64_MIN;
    uint32_t number;
    for (uint32_t i = 0; i < evn_dsp_count(d, EVN_DSP_TRIP); i++) {
        const struct evn_dsp_trip *trip = evn_dsp_view(d, EVN_DSP_TRIP, i);
        bool out = trip->state >= EVN_DSP_TRIP_LOADING && trip->state <= EVN_DSP_TRIP_UNDERWAY;
        if (out && trip->end_us > back_us && strcmp(trip->vehicle, vehicle) == 0)
            back_us = trip->end_us;
    }
    while (back_us > 0 && !d->full && next_trip(d, vehicle, after_us, &number)) {
        const struct evn_dsp_trip *trip = evn_dsp_view(d, EVN_DSP_TRIP, number);
        int64_t ready_us = back_us + par->reload_s * EVN_US_PER_S;
        after_us = trip->start_us;
        if (trip->start_us < ready_us)
            move_trip(d, number, ready_us - trip->start_us);
        trip = evn_dsp_view(d, EVN_DSP_TRIP, number);
        after_us = trip->start_us > after_us ? trip->start_us : after_us;
        back_us = trip->end_us;
    }
}
