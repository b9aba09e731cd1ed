#include "common/service/rights.h"
#include "services/dispatch/core/query.h"

/* Bag codes and pseudonyms are shown to those who pack and carry. */
evn_err evn_dsp_read_doors(const struct evn_dsp_reader *r, const struct evn_dsp_list_doors *list)
{
    enum {
        READERS = EVN_ROLE_ADMIN | EVN_ROLE_SERVICE | EVN_ROLE_POINT | EVN_ROLE_WAREHOUSE |
                  EVN_ROLE_DISPATCHER | EVN_ROLE_AUDITOR | EVN_ROLE_AUTHORITY
    };
    const struct evn_dsp_pool *pool = evn_dsp_pool_of(r->state, EVN_DSP_DOOR_ROUND);
    evn_err err = EVN_OK;
    if ((r->ask->actor->roles & READERS) == 0)
        return evn_dsp_read_refuse(r, EVN_E_NOT_ALLOWED, "", "POINT");
    uint32_t number = (uint32_t)pool->n;
    if (list->after[0] != '\0' && !evn_dsp_pool_find(pool, list->after, &number))
        number = 0;
    while (number > 0 && err == EVN_OK) {
        const struct evn_dsp_door_round *round = evn_dsp_pool_at(pool, --number);
        if ((!list->closed && round->state == EVN_DSP_DOOR_ROUND_CLOSED) ||
            (list->trip[0] != '\0' && strcmp(list->trip, round->trip) != 0) ||
            !evn_scope_covers(list->area, round->area) || !evn_dsp_may_see(r, round->area))
            continue;
        err = evn_dsp_put_entity(r, EVN_DSP_DOOR_ROUND, round);
        if (err == EVN_OK && evn_dsp_is_full(r))
            return evn_dsp_put_next(r, EVN_DSP_DOOR_ROUND, round);
    }
    return err;
}
