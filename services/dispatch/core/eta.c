#include "services/dispatch/core/query.h"

#include "common/service/rights.h"

#include <stdlib.h>

#define PROTO(name)        "evernormal.dispatch.v1." name
#define INSTANT(tag, s, m) EVN_FIELD_NUMBER(tag, I64, s, m, 0, INT64_MIN, INT64_MAX)

struct eta {
    char point[EVN_CODE_MAX];
    char trip[EVN_CODE_MAX];
    uint32_t stop;
    char vehicle[EVN_CODE_MAX];
    int32_t state;
    int64_t eta_us;
    int64_t promised_us;
    bool guessed;
};

static const struct evn_wire_field eta_fields[] = {
    EVN_FIELD_TEXT(1, CODE, struct eta, point, EVN_REQUIRED, 1),
    EVN_FIELD_TEXT(2, CODE, struct eta, trip, EVN_REQUIRED, 1),
    EVN_FIELD_NUMBER(3, U32, struct eta, stop, 0, 0, UINT32_MAX),
    EVN_FIELD_TEXT(4, CODE, struct eta, vehicle, 0, 1),
    EVN_FIELD_NUMBER(5, ENUM, struct eta, state, 0, 0, INT32_MAX),
    INSTANT(6, struct eta, eta_us),
    INSTANT(7, struct eta, promised_us),
    EVN_FIELD_PLAIN(8, BOOL, struct eta, guessed, 0),
};
const struct evn_wire_message evn_dsp_eta_table = EVN_MESSAGE(PROTO("Eta"), struct eta, eta_fields);

const struct evn_dsp_share *evn_dsp_walk(const struct evn_dsp_reader *r, struct evn_dsp_walk *walk)
{
    char key[EVN_DSP_KEY_MAX];
    const struct evn_dsp_trip *trip = walk->trip;
    for (; walk->round <= trip->n_also; walk->round++, walk->share = 0) {
        uint32_t number = walk->round == 0 ? trip->round : trip->also[walk->round - 1];
        evn_dsp_key_round(number, key);
        const struct evn_dsp_round *round = evn_dsp_find(r->state, EVN_DSP_ROUND, key);
        while (round != NULL && walk->share < round->shares) {
            evn_dsp_key_share(number, ++walk->share, key);
            const struct evn_dsp_share *s = evn_dsp_find(r->state, EVN_DSP_SHARE, key);
            if (s != NULL && strcmp(s->trip, trip->trip) == 0)
                return s;
        }
    }
    return NULL;
}

static bool is_asked(const struct evn_dsp_reader *r, const struct evn_dsp_get_eta *get,
                     const struct evn_dsp_stop *stop)
{
    const struct evn_dsp_place *place = evn_dsp_find(r->state, EVN_DSP_PLACE, stop->point);
    const char *area = place != NULL ? place->area : "";
    return stop->state == EVN_DSP_STOP_AHEAD && evn_scope_covers(get->area, area) &&
           evn_dsp_may_see(r, area) &&
           (get->point[0] == '\0' || strcmp(get->point, stop->point) == 0);
}

static int by_time(const void *a, const void *b)
{
    const struct eta *x = a, *y = b;
    if (x->eta_us != y->eta_us)
        return x->eta_us < y->eta_us ? -1 : 1;
    return strcmp(x->trip, y->trip);
}

static size_t count(const struct evn_dsp_reader *r)
{
    const struct evn_dsp_pool *trips = evn_dsp_pool_of(r->state, EVN_DSP_TRIP);
    size_t n = 0;
    for (uint32_t i = 0; i < trips->n; i++) {
        const struct evn_dsp_trip *trip = evn_dsp_pool_at(trips, i);
        n += trip->state <= EVN_DSP_TRIP_UNDERWAY ? trip->n_stops : 0;
    }
    return n;
}

static void add_stop(const struct evn_dsp_trip *trip, const struct evn_dsp_stop *stop,
                     struct eta *eta)
{
    *eta = (struct eta){.stop = stop->stop,
                        .state = trip->state,
                        .eta_us = stop->eta_us,
                        .promised_us = stop->promised_us,
                        .guessed = stop->guessed};
    memcpy(eta->point, stop->point, sizeof eta->point);
    memcpy(eta->trip, trip->trip, sizeof eta->trip);
    memcpy(eta->vehicle, trip->vehicle, sizeof eta->vehicle);
}

/* What holds vehicles and places up, as far as the reader sees them. */
static evn_err put_hindrances(const struct evn_dsp_reader *r)
{
    const struct evn_dsp_pool *pool = evn_dsp_pool_of(r->state, EVN_DSP_HINDRANCE);
    evn_err err = EVN_OK;
    for (uint32_t i = 0; i < pool->n && err == EVN_OK; i++) {
        const struct evn_dsp_hindrance *h = evn_dsp_pool_at(pool, i);
        const struct evn_dsp_place *place = evn_dsp_find(r->state, EVN_DSP_PLACE, h->place);
        if (evn_dsp_hindrance_holds(h, r->ask->business_us) &&
            evn_dsp_may_see(r, place != NULL ? place->area : ""))
            err = evn_dsp_put(r, EVN_DSP_HINDRANCE, &evn_dsp_hindrance_table, h);
    }
    return err;
}

evn_err evn_dsp_read_eta(const struct evn_dsp_reader *r, const struct evn_dsp_get_eta *get)
{
    const struct evn_dsp_pool *trips = evn_dsp_pool_of(r->state, EVN_DSP_TRIP);
    struct eta *eta = evn_arena_array(r->ask->arena, count(r) + 1, sizeof *eta);
    size_t n = 0;
    if (eta == NULL)
        return evn_dsp_read_refuse(r, EVN_E_TOO_LARGE, "", "result");
    for (uint32_t i = 0; i < trips->n; i++) {
        const struct evn_dsp_trip *trip = evn_dsp_pool_at(trips, i);
        for (size_t k = 0; trip->state <= EVN_DSP_TRIP_UNDERWAY && k < trip->n_stops; k++)
            if (is_asked(r, get, &trip->stops[k]))
                add_stop(trip, &trip->stops[k], &eta[n++]);
    }
    qsort(eta, n, sizeof *eta, by_time);
    evn_err err = put_hindrances(r);
    for (size_t i = 0; i < n && err == EVN_OK && r->result->len <= EVN_DSP_PAGE_BYTES; i++)
        err = evn_dsp_put(r, EVN_DSP_RESULT_ETA, &evn_dsp_eta_table, &eta[i]);
    return err;
}
