#include "services/dispatch/core/rides.h"

#include <stdlib.h>

enum { MADE_MAX = 50, MINUTE_S = 60 };

static int by_text(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Sealed communities: those with a standing need; sorted, some twice. */
static const char **sealed_ones(const struct evn_dsp_decision *d, size_t *n)
{
    const struct evn_dsp_pool *needs = evn_dsp_pool_of(d->state, EVN_DSP_NEED);
    const char **sealed = evn_arena_array(d->arena, needs->n + 1, sizeof *sealed);
    *n = 0;
    for (uint32_t i = 0; i < needs->n && sealed != NULL; i++) {
        const struct evn_dsp_need *need = evn_dsp_pool_at(needs, i);
        bool other = *n == 0 || strcmp(sealed[*n - 1], need->community) != 0;
        if (other && (need->daily > 0 || need->quantity > 0))
            sealed[(*n)++] = need->community;
    }
    if (sealed != NULL)
        qsort(sealed, *n, sizeof *sealed, by_text);
    return sealed;
}

/* Whether a ride of the person is due today and was not made. */
static bool is_due(const struct evn_dsp_decision *d, const struct evn_dsp_regular *r)
{
    bool due = false;
    if ((r->made_day.n != EVN_DAY_NONE.n && r->made_day.n >= d->today.n) ||
        (r->last_day.n != EVN_DAY_NONE.n && r->last_day.n < d->today.n))
        return false;
    for (size_t i = 0; i < r->n_rides; i++)
        due |= evn_dsp_regular_on(&r->rides[i], d->today);
    return due;
}

/* "K<day>-<number of the person>-<ride>": none but this makes such a ride, and only once. */
static void name_it(const struct evn_dsp_decision *d, uint32_t number, size_t ride,
                    char out[EVN_DSP_RIDE_ID_MAX])
{
    const uint32_t part[] = {(uint32_t)d->today.n, number + 1, (uint32_t)ride + 1};
    memcpy(out, "K", 2);
    for (size_t i = 0; i < sizeof part / sizeof part[0]; i++) {
        if (i > 0)
            evn_refusal_text(out + strlen(out), 2, "-");
        evn_dsp_add_number(out, part[i]);
    }
}

static evn_err make(struct evn_dsp_decision *d, const struct evn_dsp_institutions *all,
                    uint32_t number)
{
    struct evn_dsp_regular *r = evn_dsp_edit(d, EVN_DSP_REGULAR, number);
    evn_err err = EVN_OK;
    for (size_t i = 0; i < r->n_rides && err == EVN_OK; i++) {
        const struct evn_dsp_regular_ride *ride = &r->rides[i];
        int64_t due_us = evn_day_start_us(d->today, EVN_OFFSET_CHINA_MIN) +
                         (int64_t)ride->at_min * MINUTE_S * EVN_US_PER_S;
        struct evn_dsp_ride_ask ask = {.kind = ride->kind,
                                       .due_us = due_us > d->business_us ? due_us : 0};
        if (!evn_dsp_regular_on(ride, d->today))
            continue;
        name_it(d, number, i, ask.ride);
        EVN_DSP_SET(ask.person, r->person);
        EVN_DSP_SET(ask.community, r->community);
        EVN_DSP_SET(ask.to, ride->to);
        if (evn_dsp_look(d, EVN_DSP_RIDE, ask.ride) == NULL)
            err = evn_dsp_ride_make(d, all, &ask, "clock");
    }
    r->made_day = d->today;
    return err;
}

evn_err evn_dsp_rides_regular(struct evn_dsp_decision *d)
{
    const char **sealed = NULL;
    struct evn_dsp_institutions all = {.n = 0};
    size_t n_sealed = 0;
    evn_err err = EVN_OK;
    int n = 0;
    for (uint32_t i = 0; i < evn_dsp_count(d, EVN_DSP_REGULAR) && n < MADE_MAX && err == EVN_OK;
         i++) {
        const struct evn_dsp_regular *r = evn_dsp_view(d, EVN_DSP_REGULAR, i);
        const char *community = r->community;
        if (!is_due(d, r))
            continue;
        if (sealed == NULL)
            sealed = sealed_ones(d, &n_sealed);
        if (sealed == NULL)
            return EVN_E_LIMIT;
        if (bsearch(&community, sealed, n_sealed, sizeof *sealed, by_text) == NULL)
            continue;
        if (all.place == NULL)
            err = evn_dsp_find_institutions(d, &all);
        if (err == EVN_OK)
            err = make(d, &all, i);
        n++;
    }
    return err;
}
