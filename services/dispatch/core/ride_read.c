#include "services/dispatch/core/query.h"
#include "services/dispatch/core/rides.h"

#include "common/service/rights.h"

static bool has(const char *asked, const char *code)
{
    return asked[0] == '\0' || strcmp(asked, code) == 0;
}

static bool in_area(const struct evn_dsp_reader *r, const char *area,
                    const struct evn_dsp_ride *ride)
{
    return evn_dsp_ride_seen(r->state, area, ride);
}

/* Rides say how people are: they are shown to those who look after them, where they are and where
 * they go. */
evn_err evn_dsp_read_rides(const struct evn_dsp_reader *r, const struct evn_dsp_list_rides *list)
{
    enum {
        READERS = EVN_ROLE_ADMIN | EVN_ROLE_SERVICE | EVN_ROLE_POINT | EVN_ROLE_DISPATCHER |
                  EVN_ROLE_AUDITOR | EVN_ROLE_INTEGRATOR | EVN_ROLE_AUTHORITY
    };
    const struct evn_dsp_pool *pool = evn_dsp_pool_of(r->state, EVN_DSP_RIDE);
    evn_err err = EVN_OK;
    if ((r->ask->actor->roles & READERS) == 0)
        return evn_dsp_read_refuse(r, EVN_E_NOT_ALLOWED, "", "POINT");
    uint32_t number = (uint32_t)pool->n;
    if (list->after[0] != '\0' && !evn_dsp_pool_find(pool, list->after, &number))
        number = 0;
    while (number > 0 && err == EVN_OK) {
        const struct evn_dsp_ride *ride = evn_dsp_pool_at(pool, --number);
        bool open = ride->state != EVN_DSP_RIDE_CLOSED || list->ride[0] != '\0';
        if ((!open && !list->closed) || !has(list->ride, ride->ride) ||
            !has(list->place, ride->to) ||
            (!has(list->vehicle, ride->out.vehicle) && !has(list->vehicle, ride->back.vehicle)) ||
            !in_area(r, list->area, ride) || !in_area(r, r->ask->actor->scope, ride))
            continue;
        err = evn_dsp_put_entity(r, EVN_DSP_RIDE, ride);
        if (err == EVN_OK && evn_dsp_is_full(r))
            return evn_dsp_put_next(r, EVN_DSP_RIDE, ride);
    }
    return err;
}
