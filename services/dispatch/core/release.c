#include "services/dispatch/core/release.h"

#include "services/dispatch/core/ledger.h"

/* Whether this very decision gave the share back: it was reserved before. */
static bool given_back(const struct evn_dsp_decision *d, uint32_t share)
{
    const struct evn_dsp_share *now = evn_dsp_view(d, EVN_DSP_SHARE, share);
    const struct evn_dsp_pool *pool = evn_dsp_pool_of(d->state, EVN_DSP_SHARE);
    if (now->state != EVN_DSP_SHARE_REOPENED || now->why.code == EVN_DSP_WHY_LEDGER)
        return false;
    if (share >= pool->n)
        return true;
    const struct evn_dsp_share *before = evn_dsp_pool_at(pool, share);
    return before->state != EVN_DSP_SHARE_REOPENED;
}

static void add(struct evn_dsp_reserve *ask, const struct evn_dsp_share *share)
{
    for (size_t i = 0; i < ask->n_lines; i++)
        if (strcmp(ask->lines[i].item, share->item) == 0) {
            ask->lines[i].quantity += share->quantity;
            return;
        }
    struct evn_dsp_reserve_line *line = &ask->lines[ask->n_lines++];
    line->quantity = share->quantity;
    EVN_DSP_SET(line->place, share->warehouse);
    EVN_DSP_SET(line->item, share->item);
}

evn_err evn_dsp_release(struct evn_dsp_decision *d, const struct evn_dsp_round *round,
                        const char *trip)
{
    size_t n;
    uint32_t *share = evn_dsp_shares_of(d, round, EVN_DSP_SHARE_REOPENED, "", &n);
    struct evn_dsp_reserve ask = {
        .lines = evn_arena_array(d->arena, round->n_items + 1, sizeof *ask.lines)};
    evn_err err = share != NULL && ask.lines != NULL ? EVN_OK : EVN_E_LIMIT;
    for (size_t w = 0; w < round->n_warehouses && err == EVN_OK; w++) {
        const char *warehouse = round->warehouses[w].warehouse;
        memset(ask.lines, 0, round->n_items * sizeof *ask.lines);
        ask.n_lines = 0;
        for (size_t i = 0; i < n; i++) {
            const struct evn_dsp_share *s = evn_dsp_view(d, EVN_DSP_SHARE, share[i]);
            if (strcmp(s->warehouse, warehouse) == 0 && strcmp(s->trip, trip) == 0 &&
                given_back(d, share[i]))
                add(&ask, s);
        }
        evn_dsp_owner(evn_dsp_round_name(round), warehouse, ask.owner);
        if (ask.n_lines > 0)
            err = evn_dsp_send(d, warehouse, &(struct evn_dsp_ledger_command){.release = &ask});
    }
    return err;
}
