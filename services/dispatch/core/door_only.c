#include "services/dispatch/core/door_only.h"

#include "common/service/rights.h"
#include "services/dispatch/core/decision.h"

/* Found positive, and neither brought to a bed nor found healthy after all. */
static bool is_there(const struct evn_dsp_transfer *t)
{
    return t->state == EVN_DSP_TRANSFER_ASKED || t->state == EVN_DSP_TRANSFER_CLAIMED ||
           t->state == EVN_DSP_TRANSFER_NO_BED;
}

static bool was_seen(struct evn_dsp_doors_seen *seen, const char *community)
{
    enum { MAX = sizeof seen->community / sizeof seen->community[0] };
    for (size_t i = 0; i < seen->n && i < MAX; i++)
        if (strcmp(seen->community[i], community) == 0)
            return true;
    seen->community[seen->n++ % MAX] = community;
    return false;
}

evn_err evn_dsp_put_doors(const struct evn_dsp_reader *r, const char *community,
                          struct evn_dsp_doors_seen *seen)
{
    if (was_seen(seen, community))
        return EVN_OK;
    const struct evn_dsp_doors *known = evn_dsp_find(r->state, EVN_DSP_DOORS, community);
    const struct evn_dsp_pool *transfers = evn_dsp_pool_of(r->state, EVN_DSP_TRANSFER);
    struct evn_dsp_doors doors = {.restricted = known != NULL ? known->restricted : 0};
    EVN_DSP_SET(doors.community, community);
    for (uint32_t i = 0; i < transfers->n; i++) {
        const struct evn_dsp_transfer *t = evn_dsp_pool_at(transfers, i);
        doors.positive += is_there(t) && evn_scope_covers(community, t->area);
    }
    return doors.restricted + doors.positive > 0 ? evn_dsp_put_entity(r, EVN_DSP_DOORS, &doors)
                                                 : EVN_OK;
}
