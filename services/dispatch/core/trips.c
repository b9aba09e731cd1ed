#include "common/service/rights.h"
#include "services/dispatch/core/answer.h"
#include "services/dispatch/core/car.h"
#include "services/dispatch/core/crew.h"
#include "services/dispatch/core/decide.h"
#include "services/dispatch/core/ledger.h"
#include "services/dispatch/core/live.h"
#include "services/dispatch/core/passes.h"
#include "services/dispatch/core/release.h"
#include "services/dispatch/core/rides.h"

static evn_err wrong_state(const struct evn_dsp_decision *d, const char *trip)
{
    (void)evn_dsp_refuse(d, EVN_E_WRONG_STATE, "", trip);
    return EVN_E_WRONG_STATE;
}

static const char *area_of(const struct evn_dsp_decision *d, const char *code)
{
    const struct evn_dsp_place *place = evn_dsp_find(d->state, EVN_DSP_PLACE, code);
    return place != NULL ? place->area : "";
}

evn_err evn_dsp_find_trip(const struct evn_dsp_decision *d, const char *trip, const char *field,
                          bool scoped, uint32_t *number)
{
    if (!evn_dsp_number(d, EVN_DSP_TRIP, trip, number))
        return evn_dsp_refuse(d, EVN_E_UNKNOWN_REF, field, trip);
    const struct evn_dsp_trip *t = evn_dsp_view(d, EVN_DSP_TRIP, *number);
    return scoped ? evn_dsp_need_scope(d, area_of(d, t->depot)) : EVN_OK;
}

/* Move the trip along its table, or refuse. */
static evn_err move(struct evn_dsp_decision *d, uint32_t number, int32_t event,
                    struct evn_dsp_trip **out)
{
    int32_t to;
    const struct evn_dsp_trip *seen = evn_dsp_view(d, EVN_DSP_TRIP, number);
    if (!evn_sm_next(&evn_dsp_trip_sm, seen->state, event, &to))
        return wrong_state(d, seen->trip);
    *out = evn_dsp_edit_trip(d, number);
    (*out)->state = to;
    return EVN_OK;
}

/* Lines of a Ship: what is for one stop of one item, summed up. */
static void add_ship_line(struct evn_dsp_ship *ship, const struct evn_dsp_share *share,
                          const char *point)
{
    for (size_t i = 0; i < ship->n_lines; i++)
        if (strcmp(ship->lines[i].item, share->item) == 0 &&
            strcmp(ship->lines[i].stop, point) == 0) {
            ship->lines[i].quantity += share->quantity;
            return;
        }
    struct evn_dsp_ship_line *line = &ship->lines[ship->n_lines++];
    line->quantity = share->quantity;
    EVN_DSP_SET(line->from, share->warehouse);
    EVN_DSP_SET(line->item, share->item);
    EVN_DSP_SET(line->stop, point);
}

evn_err evn_dsp_decide_load(struct evn_dsp_decision *d, const struct evn_dsp_trip_ref *ref)
{
    uint32_t number;
    size_t n;
    struct evn_dsp_trip *trip;
    struct evn_dsp_ship ship = {.occurred_at_us = d->business_us};
    evn_err err = evn_dsp_find_trip(d, ref->trip, "load.trip", true, &number);
    if (err == EVN_OK)
        err = evn_dsp_need_pass(d, evn_dsp_view(d, EVN_DSP_TRIP, number));
    if (err == EVN_OK)
        err = move(d, number, EVN_DSP_TRIP_LOAD, &trip);
    if (err != EVN_OK)
        return err;
    trip->has_why = false;
    uint32_t *share = evn_dsp_trip_shares(d, trip, EVN_DSP_SHARE_RESERVED, 0, &n);
    ship.lines = evn_arena_array(d->arena, n + 1, sizeof *ship.lines);
    if (share == NULL || ship.lines == NULL)
        return evn_dsp_refuse(d, EVN_E_LIMIT, "", "memory of one decision");
    for (size_t i = 0; i < n; i++) {
        const struct evn_dsp_share *s = evn_dsp_view(d, EVN_DSP_SHARE, share[i]);
        add_ship_line(&ship, s, trip->stops[s->stop - 1].point);
    }
    EVN_DSP_SET(ship.shipment, trip->trip);
    EVN_DSP_SET(ship.vehicle, trip->vehicle);
    evn_dsp_owner(trip->round, trip->depot, ship.claim);
    return evn_dsp_send(d, trip->depot, &(struct evn_dsp_ledger_command){.ship = &ship});
}

void evn_dsp_trip_shift(struct evn_dsp_decision *d, struct evn_dsp_trip *trip, size_t first,
                        int64_t late_us)
{
    for (size_t i = first; i < trip->n_stops; i++)
        if (trip->stops[i].state == EVN_DSP_STOP_AHEAD) {
            trip->stops[i].eta_us += late_us;
            trip->stops[i].leave_us += late_us;
        }
    trip->end_us += late_us;
    evn_dsp_live_push(d, trip->vehicle);
    evn_dsp_rides_overrun(d, trip->vehicle);
}

/* The vehicle is here, and not out with somebody aboard. */
static evn_err need_car(const struct evn_dsp_decision *d, uint32_t number)
{
    const struct evn_dsp_trip *trip = evn_dsp_view(d, EVN_DSP_TRIP, number);
    return trip->state == EVN_DSP_TRIP_LOADED
               ? evn_dsp_car_leaves(d, trip->vehicle, trip->trip, true)
               : EVN_OK;
}

evn_err evn_dsp_decide_depart(struct evn_dsp_decision *d, const struct evn_dsp_depart *depart)
{
    uint32_t number;
    struct evn_dsp_trip *trip;
    evn_err err = evn_dsp_find_trip(d, depart->trip, "depart.trip", true, &number);
    if (err == EVN_OK)
        err = evn_dsp_need_pass(d, evn_dsp_view(d, EVN_DSP_TRIP, number));
    if (err == EVN_OK)
        err = need_car(d, number);
    if (err == EVN_OK)
        err = move(d, number, EVN_DSP_TRIP_DEPART, &trip);
    if (err == EVN_OK && depart->crew[0] != '\0')
        err = evn_dsp_crew_take(d, trip, depart->crew, "depart.crew", "");
    if (err != EVN_OK)
        return err;
    trip->departed_at_us = d->business_us;
    EVN_DSP_SET(trip->departed_by, d->ask->actor->name);
    evn_dsp_trip_shift(d, trip, 0, d->business_us - trip->start_us);
    return EVN_OK;
}

evn_err evn_dsp_move_stop(struct evn_dsp_decision *d, const char *code, uint32_t stop,
                          const char *field, int32_t event, struct evn_dsp_trip **trip)
{
    uint32_t number;
    int32_t to;
    *trip = NULL;
    evn_err err = evn_dsp_find_trip(d, code, field, false, &number);
    if (err != EVN_OK)
        return err;
    const struct evn_dsp_trip *seen = evn_dsp_view(d, EVN_DSP_TRIP, number);
    if (stop == 0 || stop > seen->n_stops)
        return evn_dsp_refuse(d, EVN_E_UNKNOWN_REF, field, code);
    err = evn_dsp_need_scope(d, area_of(d, seen->stops[stop - 1].point));
    if (err != EVN_OK)
        return err;
    if (seen->state != EVN_DSP_TRIP_UNDERWAY ||
        !evn_sm_next(&evn_dsp_stop_sm, seen->stops[stop - 1].state, event, &to))
        return wrong_state(d, code);
    *trip = evn_dsp_edit_trip(d, number);
    if (d->full)
        return evn_dsp_refuse(d, EVN_E_LIMIT, "", "memory of one decision");
    (*trip)->stops[stop - 1].state = to;
    return EVN_OK;
}

evn_err evn_dsp_decide_arrive(struct evn_dsp_decision *d, const struct evn_dsp_arrive *arrive)
{
    struct evn_dsp_trip *trip;
    evn_err err =
        evn_dsp_move_stop(d, arrive->trip, arrive->stop, "arrive.stop", EVN_DSP_STOP_ARRIVE, &trip);
    if (err != EVN_OK)
        return err;
    EVN_ASSERT(trip != NULL);
    struct evn_dsp_stop *stop = &trip->stops[arrive->stop - 1];
    stop->arrived_at_us = d->business_us;
    evn_dsp_trip_shift(d, trip, arrive->stop, d->business_us - stop->eta_us);
    return EVN_OK;
}

/* What was turned back at the doors, by item: lines of a transfer to the depot. */
static evn_err gather_back(struct evn_dsp_decision *d, const struct evn_dsp_trip *trip,
                           struct evn_dsp_move *back)
{
    size_t n;
    uint32_t *share = evn_dsp_trip_shares(d, trip, EVN_DSP_SHARE_DELIVERED, 0, &n);
    back->lines = evn_arena_array(d->arena, n + 1, sizeof *back->lines);
    if (share == NULL || back->lines == NULL)
        return evn_dsp_refuse(d, EVN_E_LIMIT, "", "memory of one decision");
    for (size_t i = 0; i < n; i++) {
        const struct evn_dsp_share *s = evn_dsp_view(d, EVN_DSP_SHARE, share[i]);
        size_t k = 0;
        while (k < back->n_lines && strcmp(back->lines[k].item, s->item) != 0)
            k++;
        if (s->turned_back == 0)
            continue;
        struct evn_dsp_move_line *line = &back->lines[k];
        line->kind = 3;
        line->quantity += s->turned_back;
        line->occurred_at_us = d->business_us;
        EVN_DSP_SET(line->from, trip->vehicle);
        EVN_DSP_SET(line->to, trip->depot);
        EVN_DSP_SET(line->item, s->item);
        back->n_lines += k == back->n_lines;
    }
    EVN_DSP_SET(back->reference, trip->trip);
    return EVN_OK;
}

evn_err evn_dsp_decide_close(struct evn_dsp_decision *d, const struct evn_dsp_trip_ref *ref)
{
    uint32_t number;
    struct evn_dsp_trip *trip;
    struct evn_dsp_move back = {0};
    evn_err err = evn_dsp_find_trip(d, ref->trip, "close.trip", true, &number);
    if (err != EVN_OK)
        return err;
    const struct evn_dsp_trip *seen = evn_dsp_view(d, EVN_DSP_TRIP, number);
    for (size_t i = 0; i < seen->n_stops; i++)
        if (seen->stops[i].state != EVN_DSP_STOP_DONE)
            return wrong_state(d, seen->trip);
    err = gather_back(d, seen, &back);
    if (err == EVN_OK)
        err = move(d, number, back.n_lines > 0 ? EVN_DSP_TRIP_TAKE_BACK : EVN_DSP_TRIP_END, &trip);
    if (err != EVN_OK)
        return err;
    if (back.n_lines > 0)
        return evn_dsp_send(d, trip->vehicle, &(struct evn_dsp_ledger_command){.document = &back});
    trip->closed_at_us = d->business_us;
    evn_dsp_trip_ended(d, trip);
    return EVN_OK;
}

evn_err evn_dsp_give_up(struct evn_dsp_decision *d, uint32_t number, const char *reason)
{
    size_t n;
    struct evn_dsp_trip *trip;
    evn_err err = move(d, number, EVN_DSP_TRIP_CANCEL, &trip);
    if (err != EVN_OK)
        return err;
    trip->why = evn_dsp_why_of(EVN_DSP_WHY_CANCELLED, "", reason);
    trip->has_why = true;
    trip->closed_at_us = d->business_us;
    uint32_t *share = evn_dsp_trip_shares(d, trip, EVN_DSP_SHARE_RESERVED, 0, &n);
    for (size_t i = 0; i < n && share != NULL; i++)
        evn_dsp_share_step(d, share[i], EVN_DSP_SHARE_GIVEN_BACK, trip->why);
    for (size_t i = 0; i <= trip->n_also && err == EVN_OK; i++) {
        const struct evn_dsp_round *round =
            evn_dsp_round_at(d, i == 0 ? trip->round : trip->also[i - 1]);
        err = round != NULL ? evn_dsp_release(d, round, trip->trip) : EVN_OK;
    }
    evn_dsp_trip_ended(d, trip);
    return err;
}

evn_err evn_dsp_decide_cancel_trip(struct evn_dsp_decision *d,
                                   const struct evn_dsp_cancel_trip *cancel)
{
    uint32_t number;
    evn_err err = evn_dsp_find_trip(d, cancel->trip, "cancel_trip.trip", true, &number);
    return err != EVN_OK ? err : evn_dsp_give_up(d, number, cancel->reason);
}
