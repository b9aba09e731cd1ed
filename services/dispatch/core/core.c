#include "services/dispatch/core/core.h"

#include "services/dispatch/core/answer.h"
#include "services/dispatch/core/beds.h"
#include "services/dispatch/core/decide.h"
#include "services/dispatch/core/doors.h"
#include "services/dispatch/core/feed.h"
#include "services/dispatch/core/query.h"
#include "services/dispatch/core/rides.h"
#include "services/dispatch/core/tickets.h"

#include <stdlib.h>

evn_err evn_dispatch_state_new(struct evn_dsp_state **out)
{
    *out = malloc(sizeof **out);
    if (*out == NULL)
        return EVN_E_NO_MEMORY;
    evn_err err = evn_dsp_state_init(*out);
    if (err != EVN_OK)
        evn_dispatch_state_destroy(out);
    return err;
}

void evn_dispatch_state_destroy(struct evn_dsp_state **state)
{
    if (*state != NULL)
        evn_dsp_state_fini(*state);
    free(*state);
    *state = NULL;
}

void evn_dispatch_secret(void *state, const uint8_t secret[EVN_DSP_SECRET_LEN])
{
    struct evn_dsp_state *s = state;
    memcpy(s->secret, secret, sizeof s->secret);
    s->has_secret = true;
}

static uint32_t roles_for(uint32_t tag)
{
    enum {
        PLANS = EVN_ROLE_DISPATCHER | EVN_ROLE_ADMIN,
        LOADS = PLANS | EVN_ROLE_WAREHOUSE,
        SIGNS = PLANS | EVN_ROLE_POINT,
        HELPS = SIGNS | EVN_ROLE_AUTHORITY | EVN_ROLE_INTEGRATOR,
        REPORTS = HELPS | EVN_ROLE_WAREHOUSE | EVN_ROLE_QUALITY
    };
    switch (tag) {
    case EVN_DSP_TAG_REQUEST:
    case EVN_DSP_TAG_CANCEL:
    case EVN_DSP_TAG_CHANGE:
    case EVN_DSP_TAG_DOOR_START:
    case EVN_DSP_TAG_DOOR_VISIT:
    case EVN_DSP_TAG_DOOR_CLOSE:
        return SIGNS;
    case EVN_DSP_TAG_ROUND_NOW:
    case EVN_DSP_TAG_PARAMETERS:
    case EVN_DSP_TAG_CANCEL_TRIP:
    case EVN_DSP_TAG_REPLAN:
    case EVN_DSP_TAG_TRANSFER:
    case EVN_DSP_TAG_RIDE_ASSIGN:
        return PLANS;
    case EVN_DSP_TAG_RIDE_ASK:
        return SIGNS | EVN_ROLE_AUTHORITY;
    case EVN_DSP_TAG_LOAD:
    case EVN_DSP_TAG_DEPART:
    case EVN_DSP_TAG_CLOSE:
    case EVN_DSP_TAG_LATE:
    case EVN_DSP_TAG_HINDER:
    case EVN_DSP_TAG_CLEAR:
    case EVN_DSP_TAG_HAND_OVER:
        return LOADS;
    case EVN_DSP_TAG_ARRIVE:
    case EVN_DSP_TAG_RECEIVE:
        return LOADS | SIGNS;
    case EVN_DSP_TAG_TICKET_OPEN:
        return REPORTS;
    case EVN_DSP_TAG_TICKET_DO:
        return HELPS;
    case EVN_DSP_TAG_RIDE_DO:
        return HELPS | EVN_ROLE_WAREHOUSE;
    default:
        return 0;
    }
}

static evn_err decide_people(struct evn_dsp_decision *d, const struct evn_dsp_command *c)
{
    if (c->transfer != NULL)
        return evn_dsp_decide_transfer(d, c->transfer);
    if (c->ticket_open != NULL)
        return evn_dsp_decide_ticket_open(d, c->ticket_open);
    if (c->ticket_do != NULL)
        return evn_dsp_decide_ticket_do(d, c->ticket_do);
    if (c->ride_ask != NULL)
        return evn_dsp_decide_ride_ask(d, c->ride_ask);
    if (c->ride_assign != NULL)
        return evn_dsp_decide_ride_assign(d, c->ride_assign);
    if (c->ride_do != NULL)
        return evn_dsp_decide_ride_do(d, c->ride_do);
    return evn_dsp_refuse(d, EVN_E_UNKNOWN_KIND, "", "tick");
}

static evn_err decide_change(struct evn_dsp_decision *d, const struct evn_dsp_command *c)
{
    if (c->late != NULL)
        return evn_dsp_decide_late(d, c->late);
    if (c->hinder != NULL)
        return evn_dsp_decide_hinder(d, c->hinder);
    if (c->clear != NULL)
        return evn_dsp_decide_clear(d, c->clear);
    if (c->replan != NULL)
        return evn_dsp_decide_replan(d, c->replan);
    if (c->hand_over != NULL)
        return evn_dsp_decide_hand_over(d, c->hand_over);
    if (c->door_start != NULL)
        return evn_dsp_decide_door_start(d, c->door_start);
    if (c->door_visit != NULL)
        return evn_dsp_decide_door_visit(d, c->door_visit);
    if (c->door_close != NULL)
        return evn_dsp_decide_door_close(d, c->door_close);
    return decide_people(d, c);
}

static evn_err decide_trip(struct evn_dsp_decision *d, const struct evn_dsp_command *c)
{
    if (c->load != NULL)
        return evn_dsp_decide_load(d, c->load);
    if (c->depart != NULL)
        return evn_dsp_decide_depart(d, c->depart);
    if (c->arrive != NULL)
        return evn_dsp_decide_arrive(d, c->arrive);
    if (c->receive != NULL)
        return evn_dsp_decide_receive(d, c->receive);
    if (c->close != NULL)
        return evn_dsp_decide_close(d, c->close);
    if (c->cancel_trip != NULL)
        return evn_dsp_decide_cancel_trip(d, c->cancel_trip);
    return decide_change(d, c);
}

static evn_err decide_any(struct evn_dsp_decision *d, const struct evn_dsp_command *c)
{
    if (c->request != NULL)
        return evn_dsp_decide_request(d, c->request);
    if (c->cancel != NULL)
        return evn_dsp_decide_cancel(d, c->cancel);
    if (c->change != NULL)
        return evn_dsp_decide_change(d, c->change);
    if (c->round_now != NULL)
        return evn_dsp_decide_round(d, c->round_now);
    if (c->parameters != NULL)
        return evn_dsp_decide_parameters(d, c->parameters);
    return decide_trip(d, c);
}

static evn_err decide(const void *state, const struct evn_ask *ask, struct evn_emit *emit,
                      struct evn_refusal *why)
{
    struct evn_dsp_decision d;
    struct evn_dsp_command command;
    evn_err err = evn_wire_decode(&evn_dsp_command_table, ask->body, ask->arena, EVN_WIRE_STRICT,
                                  &command, why);
    if (err != EVN_OK)
        return err;
    evn_dsp_begin(&d, state, ask->arena, emit, ask->business_us);
    d.ask = ask;
    d.why = why;
    err = decide_any(&d, &command);
    return err != EVN_OK ? err : evn_dsp_commit(&d);
}

static evn_err feed(const void *state, const struct evn_feed *feed, struct evn_emit *emit)
{
    struct evn_dsp_decision d;
    evn_dsp_begin(&d, state, feed->arena, emit, feed->business_us);
    evn_err err = evn_dsp_feed(&d, feed);
    return err != EVN_OK ? err : evn_dsp_commit(&d);
}

static evn_err answered(const void *state, const struct evn_lane_result *result,
                        struct evn_emit *emit)
{
    struct evn_dsp_decision d;
    evn_dsp_begin(&d, state, result->arena, emit, result->business_us);
    evn_err err = evn_dsp_answered(&d, result);
    return err != EVN_OK ? err : evn_dsp_commit(&d);
}

static evn_err timer(const void *state, int64_t business_us, struct evn_arena *arena,
                     struct evn_emit *emit)
{
    struct evn_dsp_decision d;
    evn_dsp_begin(&d, state, arena, emit, business_us);
    evn_err err = evn_dsp_due(&d);
    if (err == EVN_OK)
        err = evn_dsp_seek_beds(&d);
    if (err == EVN_OK)
        err = evn_dsp_rides_regular(&d);
    if (err == EVN_OK)
        err = evn_dsp_rides_due(&d);
    if (err == EVN_OK)
        evn_dsp_tickets_due(&d);
    return err != EVN_OK ? err : evn_dsp_commit(&d);
}

static evn_err apply(void *state, const struct evn_event *event)
{
    return evn_dsp_apply(state, event);
}

static evn_err query(const void *state, const struct evn_ask *ask, struct evn_buf *result,
                     struct evn_refusal *why)
{
    return evn_dsp_query(state, ask, result, why);
}

static evn_err dump(const void *state, struct evn_arena *arena, struct evn_emit *emit)
{
    return evn_dsp_dump(state, arena, emit);
}

static void canon(const void *state, struct evn_arena *arena, struct evn_canon *out)
{
    evn_dsp_canon(state, arena, out);
}

const struct evn_core_ops *evn_dispatch_ops(void)
{
    static const char *const follows[] = {"registry", "planner", "ledger", NULL};
    static const struct evn_core_ops ops = {.name = "dispatch",
                                            .schema = 1,
                                            .follows = follows,
                                            .roles_for = roles_for,
                                            .decide = decide,
                                            .feed = feed,
                                            .answered = answered,
                                            .timer = timer,
                                            .apply = apply,
                                            .query = query,
                                            .dump = dump,
                                            .canon = canon};
    return &ops;
}
