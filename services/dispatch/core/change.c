#include "services/dispatch/core/decide.h"
#include "services/dispatch/core/ledger.h"
#include "services/dispatch/core/live.h"
#include "services/dispatch/core/rides.h"

static bool is_loaded(const struct evn_dsp_trip *trip)
{
    return trip->state == EVN_DSP_TRIP_LOADED || trip->state == EVN_DSP_TRIP_UNDERWAY;
}

evn_err evn_dsp_decide_late(struct evn_dsp_decision *d, const struct evn_dsp_late *late)
{
    uint32_t number;
    size_t first = 0;
    evn_err err = evn_dsp_find_trip(d, late->trip, "late.trip", true, &number);
    if (err != EVN_OK)
        return err;
    const struct evn_dsp_trip *seen = evn_dsp_view(d, EVN_DSP_TRIP, number);
    bool ahead = false;
    for (size_t i = 0; i < seen->n_stops; i++)
        ahead |= seen->stops[i].state == EVN_DSP_STOP_AHEAD;
    if (seen->state < EVN_DSP_TRIP_PLANNED || seen->state > EVN_DSP_TRIP_UNDERWAY || !ahead)
        return evn_dsp_refuse(d, EVN_E_WRONG_STATE, "late.trip", late->trip);
    struct evn_dsp_trip *trip = evn_dsp_edit_trip(d, number);
    if (trip->state != EVN_DSP_TRIP_UNDERWAY)
        trip->start_us += late->late_s * EVN_US_PER_S;
    evn_dsp_trip_shift(d, trip, first, late->late_s * EVN_US_PER_S);
    return seen->state == EVN_DSP_TRIP_PLANNED || d->full ? EVN_OK
                                                          : evn_dsp_live_replan(d, trip->vehicle);
}

/* All items of the stop's shares, as a receipt that refuses everything. */
static evn_err leave_aboard(struct evn_dsp_decision *d, const struct evn_dsp_trip *trip,
                            const struct evn_dsp_stop *stop)
{
    size_t n;
    struct evn_dsp_receipt book = {.occurred_at_us = d->business_us};
    const uint32_t *share = evn_dsp_trip_shares(d, trip, EVN_DSP_SHARE_ABOARD, stop->stop, &n);
    book.lines = evn_arena_array(d->arena, n + 1, sizeof *book.lines);
    if (share == NULL || book.lines == NULL)
        return evn_dsp_refuse(d, EVN_E_LIMIT, "", "memory of one decision");
    for (size_t i = 0; i < n; i++) {
        const struct evn_dsp_share *s = evn_dsp_view(d, EVN_DSP_SHARE, share[i]);
        size_t k = 0;
        while (k < book.n_lines && strcmp(book.lines[k].item, s->item) != 0)
            k++;
        if (k == book.n_lines)
            book.lines[k] = (struct evn_dsp_receipt_line){.wrong_expiry = EVN_DAY_NONE};
        EVN_DSP_SET(book.lines[k].item, s->item);
        book.lines[k].refused += s->quantity;
        book.n_lines += k == book.n_lines;
    }
    EVN_DSP_SET(book.shipment, trip->trip);
    EVN_DSP_SET(book.vehicle, trip->vehicle);
    EVN_DSP_SET(book.to, stop->point);
    EVN_DSP_SET(book.signed_by, "-");
    return evn_dsp_send(d, trip->vehicle, &(struct evn_dsp_ledger_command){.receipt = &book});
}

evn_err evn_dsp_strand(struct evn_dsp_decision *d, uint32_t number, const char *point)
{
    evn_err err = EVN_OK;
    struct evn_dsp_trip *trip = evn_dsp_edit_trip(d, number);
    for (size_t i = 0; i < trip->n_stops && err == EVN_OK && !d->full; i++) {
        struct evn_dsp_stop *stop = &trip->stops[i];
        if ((point[0] != '\0' && strcmp(stop->point, point) != 0) ||
            !evn_sm_move(&evn_dsp_stop_sm, &stop->state, EVN_DSP_STOP_STRAND))
            continue;
        err = leave_aboard(d, trip, stop);
    }
    return err;
}

/* Stops at the place, and those behind them, come when it can be reached again. */
static void wait_for(struct evn_dsp_decision *d, uint32_t number, const char *point,
                     int64_t until_us)
{
    const struct evn_dsp_trip *seen = evn_dsp_view(d, EVN_DSP_TRIP, number);
    for (size_t i = 0; i < seen->n_stops; i++) {
        const struct evn_dsp_stop *stop = &seen->stops[i];
        if (stop->state != EVN_DSP_STOP_AHEAD || strcmp(stop->point, point) != 0 ||
            stop->eta_us >= until_us)
            continue;
        evn_dsp_trip_shift(d, evn_dsp_edit_trip(d, number), i, until_us - stop->eta_us);
        return;
    }
}

static bool stops_at(const struct evn_dsp_trip *trip, const char *point)
{
    for (size_t i = 0; i < trip->n_stops; i++)
        if (trip->stops[i].state == EVN_DSP_STOP_AHEAD && strcmp(trip->stops[i].point, point) == 0)
            return true;
    return false;
}

/* What is loaded: a vehicle that is back in time goes on later; else the goods stay aboard. */
static evn_err hold_up(struct evn_dsp_decision *d, const struct evn_dsp_hindrance *h)
{
    evn_err err = EVN_OK;
    for (uint32_t i = 0; i < evn_dsp_count(d, EVN_DSP_TRIP) && err == EVN_OK && !d->full; i++) {
        const struct evn_dsp_trip *trip = evn_dsp_view(d, EVN_DSP_TRIP, i);
        bool own = strcmp(trip->vehicle, h->place) == 0;
        if (!is_loaded(trip) || (!own && !stops_at(trip, h->place)))
            continue;
        if (h->until_us == 0)
            err = evn_dsp_strand(d, i, own ? "" : h->place);
        else if (own)
            evn_dsp_trip_shift(d, evn_dsp_edit_trip(d, i), 0, h->until_us - d->business_us);
        else
            wait_for(d, i, h->place, h->until_us);
    }
    return err;
}

static evn_err find_place(const struct evn_dsp_decision *d, const char *code, const char *field,
                          const struct evn_dsp_place **out)
{
    const struct evn_dsp_place *place = *out = evn_dsp_find(d->state, EVN_DSP_PLACE, code);
    if (place == NULL)
        return evn_dsp_refuse(d, EVN_E_UNKNOWN_REF, field, code);
    return evn_dsp_need_scope(d, place->area);
}

evn_err evn_dsp_decide_hinder(struct evn_dsp_decision *d, const struct evn_dsp_hinder *hinder)
{
    uint32_t number;
    const struct evn_dsp_place *place;
    evn_err err = find_place(d, hinder->place, "hinder.place", &place);
    if (err != EVN_OK)
        return err;
    if (hinder->until_us != 0 && hinder->until_us <= d->business_us) {
        evn_dsp_refuse(d, EVN_E_OUT_OF_RANGE, "hinder.until_us", hinder->place);
        d->why->have = hinder->until_us;
        d->why->want = d->business_us;
        return EVN_E_OUT_OF_RANGE;
    }
    struct evn_dsp_hindrance *h = evn_dsp_number(d, EVN_DSP_HINDRANCE, hinder->place, &number)
                                      ? evn_dsp_edit(d, EVN_DSP_HINDRANCE, number)
                                      : evn_dsp_add(d, EVN_DSP_HINDRANCE);
    *h = (struct evn_dsp_hindrance){.since_us = d->business_us, .until_us = hinder->until_us};
    EVN_DSP_SET(h->place, hinder->place);
    EVN_DSP_SET(h->reason, hinder->reason);
    EVN_DSP_SET(h->by, d->ask->actor->name);
    err = hold_up(d, h);
    if (err == EVN_OK)
        err = evn_dsp_live_replan(d, hinder->place);
    return err != EVN_OK ? err : evn_dsp_rides_hindered(d, hinder->place);
}

evn_err evn_dsp_decide_clear(struct evn_dsp_decision *d, const struct evn_dsp_clear *clear)
{
    uint32_t number;
    const struct evn_dsp_place *place;
    evn_err err = find_place(d, clear->place, "clear.place", &place);
    if (err != EVN_OK)
        return err;
    if (evn_dsp_hindered(d, clear->place) == NULL ||
        !evn_dsp_number(d, EVN_DSP_HINDRANCE, clear->place, &number))
        return evn_dsp_refuse(d, EVN_E_WRONG_STATE, "clear.place", clear->place);
    struct evn_dsp_hindrance *h = evn_dsp_edit(d, EVN_DSP_HINDRANCE, number);
    h->cleared = true;
    return evn_dsp_rides_cleared(d, clear->place);
}

evn_err evn_dsp_decide_replan(struct evn_dsp_decision *d, const struct evn_dsp_replan *replan)
{
    const struct evn_dsp_place *place;
    evn_err err = replan->place[0] != '\0' ? find_place(d, replan->place, "replan.place", &place)
                                           : evn_dsp_need_scope(d, "");
    if (err != EVN_OK)
        return err;
    if (evn_dsp_live_round(d) == 0)
        return evn_dsp_refuse(d, EVN_E_NO_DEMAND, "replan", "");
    return evn_dsp_live_replan(d, replan->place);
}
