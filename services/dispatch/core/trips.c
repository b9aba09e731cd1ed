#include "common/service/rights.h"
#include "services/dispatch/core/answer.h"
#include "services/dispatch/core/decide.h"
#include "services/dispatch/core/ledger.h"
#include "services/dispatch/core/live.h"
#include "services/dispatch/core/release.h"

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
}

evn_err evn_dsp_decide_depart(struct evn_dsp_decision *d, const struct evn_dsp_trip_ref *ref)
{
    uint32_t number;
    struct evn_dsp_trip *trip;
    evn_err err = evn_dsp_find_trip(d, ref->trip, "depart.trip", true, &number);
    if (err == EVN_OK)
        err = move(d, number, EVN_DSP_TRIP_DEPART, &trip);
    if (err != EVN_OK)
        return err;
    trip->departed_at_us = d->business_us;
    evn_dsp_trip_shift(d, trip, 0, d->business_us - trip->start_us);
    return EVN_OK;
}

/* The trip underway and its stop, which `event` moves. */
static evn_err find_stop(struct evn_dsp_decision *d, const char *code, uint32_t stop,
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
        find_stop(d, arrive->trip, arrive->stop, "arrive.stop", EVN_DSP_STOP_ARRIVE, &trip);
    if (err != EVN_OK)
        return err;
    EVN_ASSERT(trip != NULL);
    struct evn_dsp_stop *stop = &trip->stops[arrive->stop - 1];
    stop->arrived_at_us = d->business_us;
    evn_dsp_trip_shift(d, trip, arrive->stop, d->business_us - stop->eta_us);
    return EVN_OK;
}

/* What the trip carries of the item for the stop. */
static int64_t carried(const struct evn_dsp_decision *d, const uint32_t *share, size_t n,
                       uint32_t stop, const char *item)
{
    int64_t sum = 0;
    for (size_t i = 0; i < n; i++) {
        const struct evn_dsp_share *s = evn_dsp_view(d, EVN_DSP_SHARE, share[i]);
        if (s->stop == stop && strcmp(s->item, item) == 0)
            sum += s->quantity;
    }
    return sum;
}

static evn_err refuse_line(const struct evn_dsp_decision *d, evn_err err, size_t line,
                           const char *item, int64_t have, int64_t want)
{
    evn_dsp_refuse(d, err, "receive.lines", item);
    d->why->line = (uint32_t)line + 1;
    d->why->have = have;
    d->why->want = want;
    return err;
}

/* Each line adds up to what is carried, and no item carried for the stop is left out. */
static evn_err check_receipt(const struct evn_dsp_decision *d,
                             const struct evn_dsp_receive *receive, const uint32_t *share, size_t n)
{
    for (size_t i = 0; i < receive->n_lines; i++) {
        const struct evn_dsp_receive_line *line = &receive->lines[i];
        int64_t have = carried(d, share, n, receive->stop, line->item);
        int64_t want = line->accepted + line->n_short + line->damaged + line->refused;
        for (size_t k = 0; k < i; k++)
            if (strcmp(receive->lines[k].item, line->item) == 0)
                return refuse_line(d, EVN_E_BAD_FIELD, i, line->item, 0, 0);
        if (want > have)
            return refuse_line(d, EVN_E_NOT_SHIPPED, i, line->item, have, want);
        if (want < have)
            return refuse_line(d, EVN_E_OUT_OF_RANGE, i, line->item, want, have);
    }
    for (size_t i = 0; i < n; i++) {
        const struct evn_dsp_share *s = evn_dsp_view(d, EVN_DSP_SHARE, share[i]);
        bool named = s->stop != receive->stop;
        for (size_t k = 0; k < receive->n_lines && !named; k++)
            named = strcmp(receive->lines[k].item, s->item) == 0;
        if (!named)
            return evn_dsp_refuse(d, EVN_E_MISSING_FIELD, "receive.lines", s->item);
    }
    return EVN_OK;
}

evn_err evn_dsp_decide_receive(struct evn_dsp_decision *d, const struct evn_dsp_receive *receive)
{
    struct evn_dsp_trip *trip;
    size_t n;
    struct evn_dsp_receipt book = {.occurred_at_us = d->business_us, .n_lines = receive->n_lines};
    evn_err err =
        find_stop(d, receive->trip, receive->stop, "receive.stop", EVN_DSP_STOP_SIGN, &trip);
    if (err != EVN_OK)
        return err;
    EVN_ASSERT(trip != NULL);
    uint32_t *share = evn_dsp_trip_shares(d, trip, EVN_DSP_SHARE_ABOARD, 0, &n);
    book.lines = evn_arena_array(d->arena, receive->n_lines, sizeof *book.lines);
    if (share == NULL || book.lines == NULL)
        return evn_dsp_refuse(d, EVN_E_LIMIT, "", "memory of one decision");
    err = check_receipt(d, receive, share, n);
    if (err != EVN_OK)
        return err;
    for (size_t i = 0; i < receive->n_lines; i++) {
        const struct evn_dsp_receive_line *line = &receive->lines[i];
        book.lines[i] = (struct evn_dsp_receipt_line){.accepted = line->accepted,
                                                      .n_short = line->n_short,
                                                      .damaged = line->damaged,
                                                      .refused = line->refused};
        EVN_DSP_SET(book.lines[i].item, line->item);
    }
    struct evn_dsp_stop *stop = &trip->stops[receive->stop - 1];
    EVN_DSP_SET(stop->signed_by, receive->signed_by);
    EVN_DSP_SET(book.shipment, trip->trip);
    EVN_DSP_SET(book.vehicle, trip->vehicle);
    EVN_DSP_SET(book.to, stop->point);
    EVN_DSP_SET(book.signed_by, receive->signed_by);
    return evn_dsp_send(d, trip->vehicle, &(struct evn_dsp_ledger_command){.receipt = &book});
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
