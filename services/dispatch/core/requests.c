#include "common/service/rights.h"
#include "services/dispatch/core/decide.h"
#include "services/dispatch/core/round.h"

evn_err evn_dsp_need_scope(const struct evn_dsp_decision *d, const char *area)
{
    if (evn_scope_covers(d->ask->actor->scope, area))
        return EVN_OK;
    return evn_dsp_refuse(d, EVN_E_OUT_OF_SCOPE, "", area[0] != '\0' ? area : "*");
}

static bool is_point_only(const struct evn_dsp_decision *d)
{
    return (d->ask->actor->roles & (EVN_ROLE_ADMIN | EVN_ROLE_DISPATCHER)) == 0;
}

static evn_err check_lines(const struct evn_dsp_decision *d, const struct evn_dsp_request_put *put)
{
    for (size_t i = 0; i < put->n_lines; i++) {
        bool twice = false;
        for (size_t k = 0; k < i; k++)
            twice |= strcmp(put->lines[k].item, put->lines[i].item) == 0;
        evn_err err = twice ? EVN_E_BAD_FIELD
                      : evn_dsp_find(d->state, EVN_DSP_ITEM, put->lines[i].item) == NULL
                          ? EVN_E_UNKNOWN_ITEM
                          : EVN_OK;
        if (err == EVN_OK)
            continue;
        evn_dsp_refuse(d, err, "request.lines.item", put->lines[i].item);
        d->why->line = (uint32_t)i + 1;
        return err;
    }
    return EVN_OK;
}

static evn_err check_request(const struct evn_dsp_decision *d,
                             const struct evn_dsp_request_put *put)
{
    if (evn_dsp_find(d->state, EVN_DSP_COMMUNITY, put->community) == NULL)
        return evn_dsp_refuse(d, EVN_E_UNKNOWN_REF, "request.community", put->community);
    evn_err err = evn_dsp_need_scope(d, put->community);
    if (err != EVN_OK)
        return err;
    if (strncmp(put->request, "STANDING-", 9) == 0)
        return evn_dsp_refuse(d, EVN_E_BAD_FIELD, "request.request", put->request);
    if (put->tier != 0 && put->tier < 3 && is_point_only(d))
        return evn_dsp_refuse(d, EVN_E_NOT_ALLOWED, "request.tier", "DISPATCHER");
    if (put->urgent && is_point_only(d))
        return evn_dsp_refuse(d, EVN_E_NOT_ALLOWED, "request.urgent", "DISPATCHER");
    if (evn_dsp_find(d->state, EVN_DSP_REQUEST, put->request) != NULL)
        return evn_dsp_refuse(d, EVN_E_EXISTS, "request", put->request);
    return check_lines(d, put);
}

evn_err evn_dsp_decide_request(struct evn_dsp_decision *d, const struct evn_dsp_request_put *put)
{
    evn_err err = check_request(d, put);
    if (err != EVN_OK)
        return err;
    struct evn_dsp_request *request = evn_dsp_add(d, EVN_DSP_REQUEST);
    EVN_DSP_SET(request->request, put->request);
    EVN_DSP_SET(request->community, put->community);
    EVN_DSP_SET(request->asked_by, d->ask->actor->name);
    EVN_DSP_SET(request->note, put->note);
    request->asked_at_us = d->business_us;
    request->lines = (uint32_t)put->n_lines;
    request->urgent = put->urgent;
    for (size_t i = 0; i < put->n_lines; i++) {
        struct evn_dsp_line *line = evn_dsp_add(d, EVN_DSP_LINE);
        EVN_DSP_SET(line->request, put->request);
        EVN_DSP_SET(line->community, put->community);
        EVN_DSP_SET(line->item, put->lines[i].item);
        EVN_DSP_SET(line->note, put->lines[i].note);
        line->line = (uint32_t)i + 1;
        line->tier = put->tier != 0 ? put->tier : 3;
        line->urgent = put->urgent;
        evn_dsp_line_ask(d, line, put->lines[i].quantity);
    }
    return put->urgent ? evn_dsp_round_urgent(d, d->ask->actor->name) : EVN_OK;
}

evn_err evn_dsp_decide_cancel(struct evn_dsp_decision *d, const struct evn_dsp_cancel *cancel)
{
    char key[EVN_DSP_KEY_MAX];
    const struct evn_dsp_request *request =
        evn_dsp_find(d->state, EVN_DSP_REQUEST, cancel->request);
    if (request == NULL || cancel->line > request->lines)
        return evn_dsp_refuse(d, EVN_E_UNKNOWN_REF, "cancel.request", cancel->request);
    evn_err err = evn_dsp_need_scope(d, request->community);
    if (err != EVN_OK)
        return err;
    int64_t open = 0;
    for (uint32_t i = 1; i <= request->lines && !request->standing; i++) {
        uint32_t number;
        evn_dsp_key_line(request->request, i, key);
        if ((cancel->line != 0 && cancel->line != i) ||
            !evn_dsp_number(d, EVN_DSP_LINE, key, &number))
            continue;
        const struct evn_dsp_line *seen = evn_dsp_view(d, EVN_DSP_LINE, number);
        if (seen->open == 0)
            continue;
        open += seen->open;
        struct evn_dsp_line *line = evn_dsp_edit(d, EVN_DSP_LINE, number);
        evn_dsp_line_refuse(line, line->open,
                            evn_dsp_why_of(EVN_DSP_WHY_CANCELLED, d->ask->actor->name, ""));
    }
    return open > 0 ? EVN_OK
                    : evn_dsp_refuse(d, EVN_E_NO_DEMAND, "cancel.request", cancel->request);
}

evn_err evn_dsp_decide_parameters(struct evn_dsp_decision *d,
                                  const struct evn_dsp_parameters_put *put)
{
    evn_err err = evn_dsp_need_scope(d, "");
    if (err != EVN_OK)
        return err;
    struct evn_dsp_parameters *to = evn_dsp_count(d, EVN_DSP_PARAMETERS) > 0
                                        ? evn_dsp_edit(d, EVN_DSP_PARAMETERS, 0)
                                        : evn_dsp_add(d, EVN_DSP_PARAMETERS);
    *to = put->parameters;
    return EVN_OK;
}

evn_err evn_dsp_decide_round(struct evn_dsp_decision *d, const struct evn_dsp_round_now *now)
{
    evn_err err = evn_dsp_need_scope(d, "");
    if (err != EVN_OK)
        return err;
    if (evn_dsp_round_waits(d))
        return evn_dsp_refuse(d, EVN_E_WRONG_STATE, "", "round");
    struct evn_dsp_round_wish wish = {
        .by = d->ask->actor->name, .after = "", .items = now->items, .n_items = now->n_items};
    return evn_dsp_round_make(d, &wish);
}

/* Trips that nobody loaded on their day keep stock and a vehicle for nothing. They go at midnight,
 * so that the ledger has released the stock before the daily round. */
static evn_err give_up_old(struct evn_dsp_decision *d, bool *some)
{
    evn_err err = EVN_OK;
    for (uint32_t i = 0; i < evn_dsp_count(d, EVN_DSP_TRIP) && err == EVN_OK; i++) {
        const struct evn_dsp_trip *trip = evn_dsp_view(d, EVN_DSP_TRIP, i);
        if (trip->state != EVN_DSP_TRIP_PLANNED || trip->day.n >= d->today.n)
            continue;
        err = evn_dsp_give_up(d, i, "not loaded on its day");
        *some = true;
    }
    return err;
}

evn_err evn_dsp_due(struct evn_dsp_decision *d)
{
    const struct evn_dsp_parameters *par = evn_dsp_parameters_of(d->state);
    int64_t minute =
        (d->business_us - evn_day_start_us(d->today, EVN_OFFSET_CHINA_MIN)) / (60 * EVN_US_PER_S);
    const char *after = evn_dsp_round_rest(d);
    bool cut = minute >= par->cut_off_min &&
               (d->state->last_cut.n == EVN_DAY_NONE.n || d->state->last_cut.n < d->today.n);
    bool old = false;
    evn_err err = give_up_old(d, &old);
    if (err == EVN_OK && !old && after == NULL && !cut)
        return evn_dsp_round_urgent(d, "clock");
    if (err != EVN_OK || old || (after == NULL && evn_dsp_round_waits(d)))
        return err;
    struct evn_dsp_round_wish wish = {
        .by = "clock", .scheduled = true, .after = after != NULL ? after : ""};
    return evn_dsp_round_make(d, &wish);
}
