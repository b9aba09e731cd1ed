#include "services/dispatch/core/query.h"

#include "common/base/pbw.h"
#include "services/dispatch/core/round.h"

/* Put what the round would give of item number `i` to whom. */
static evn_err put_item(const struct evn_dsp_reader *r, const struct evn_dsp_decision *d,
                        const char *item)
{
    evn_err err = EVN_OK;
    for (size_t i = 0; i < d->n_touched && err == EVN_OK; i++) {
        if (d->touched[i].kind != EVN_DSP_AWARD)
            continue;
        const struct evn_dsp_award *award = evn_dsp_view(d, EVN_DSP_AWARD, d->touched[i].number);
        if (strcmp(award->item, item) == 0)
            err = evn_dsp_put(r, EVN_DSP_AWARD, &evn_dsp_award_table, award);
    }
    return err;
}

/* Whole items until the page is full: the answer says where the next page begins. */
static evn_err put_round(const struct evn_dsp_reader *r, const struct evn_dsp_decision *d)
{
    const struct evn_dsp_round *made =
        evn_dsp_view(d, EVN_DSP_ROUND, evn_dsp_count(d, EVN_DSP_ROUND) - 1);
    struct evn_dsp_round round = *made;
    evn_err err = EVN_OK;
    for (size_t i = 0; i < made->n_items && err == EVN_OK; i++) {
        if (r->result->len > EVN_DSP_PAGE_BYTES) {
            round.n_items = i;
            round.more = true;
            break;
        }
        err = put_item(r, d, made->items[i].item);
    }
    struct evn_pbw w = {.buf = r->result, .err = EVN_OK};
    if (err == EVN_OK && round.more && round.n_items > 0)
        evn_pbw_bytes(&w, EVN_DSP_RESULT_NEXT, evn_bytes_text(round.items[round.n_items - 1].item));
    if (err == EVN_OK)
        err = w.err;
    return err != EVN_OK ? err : evn_dsp_put(r, EVN_DSP_ROUND, &evn_dsp_round_table, &round);
}

evn_err evn_dsp_read_try(const struct evn_dsp_reader *r, const struct evn_dsp_try *ask)
{
    struct evn_dsp_decision d;
    struct evn_dsp_round_wish wish = {
        .by = "dry run", .after = ask->after, .items = ask->items, .n_items = ask->n_items};
    if (!evn_dsp_may_see(r, ""))
        return evn_dsp_read_refuse(r, EVN_E_OUT_OF_SCOPE, "", "*");
    evn_dsp_begin(&d, r->state, r->ask->arena, NULL, r->ask->business_us);
    d.dry = true;
    if (evn_dsp_round_waits(&d))
        return evn_dsp_read_refuse(r, EVN_E_WRONG_STATE, "", "round");
    evn_err err = evn_dsp_round_make(&d, &wish);
    if (err != EVN_OK || d.full)
        return evn_dsp_read_refuse(r, err != EVN_OK ? err : EVN_E_LIMIT, "", "dry run");
    return put_round(r, &d);
}
