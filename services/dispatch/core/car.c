#include "services/dispatch/core/car.h"

#include "services/dispatch/core/passes.h"

typedef bool each_use(void *context, const struct evn_dsp_use *use);

/* Whether this use is of the vehicle that is asked for; then it is told. False: no more. */
static bool tell(const struct evn_dsp_decision *d, const char *vehicle, struct evn_dsp_use use,
                 each_use *each, void *context)
{
    if (vehicle[0] != '\0' && strcmp(vehicle, use.vehicle) != 0)
        return true;
    if (use.until_us < d->business_us)
        use.until_us = d->business_us;
    return each(context, &use);
}

static bool ride_uses(const struct evn_dsp_decision *d, const char *vehicle, each_use *each,
                      void *context)
{
    const struct evn_dsp_clock *clock = &d->state->ride_clock;
    bool more = true;
    for (uint32_t i = 0; i < evn_dsp_count(d, EVN_DSP_RIDE) && more; i++) {
        if (i < evn_dsp_pool_of(d->state, EVN_DSP_RIDE)->n && clock->next_us[i] == 0)
            continue; /* closed, and stays so */
        const struct evn_dsp_ride *r = evn_dsp_view(d, EVN_DSP_RIDE, i);
        bool road = r->state == EVN_DSP_RIDE_DEPARTED || r->state == EVN_DSP_RIDE_ARRIVED ||
                    r->state == EVN_DSP_RIDE_REFUSED;
        bool back = r->state == EVN_DSP_RIDE_ACCEPTED && r->has_back;
        const struct evn_dsp_booking *b = back ? &r->back : &r->out;
        if (back || (r->has_out && (road || r->state == EVN_DSP_RIDE_ASSIGNED)))
            more = tell(
                d, vehicle,
                (struct evn_dsp_use){r->ride, b->vehicle, b->from_us, b->until_us, road, false},
                each, context);
    }
    return more;
}

static bool trip_uses(const struct evn_dsp_decision *d, const char *vehicle, each_use *each,
                      void *context)
{
    bool more = true;
    for (uint32_t i = 0; i < evn_dsp_count(d, EVN_DSP_TRIP) && more; i++) {
        const struct evn_dsp_trip *t = evn_dsp_view(d, EVN_DSP_TRIP, i);
        bool road = t->state == EVN_DSP_TRIP_UNDERWAY || t->state == EVN_DSP_TRIP_RETURNING;
        if (t->state != EVN_DSP_TRIP_CLOSED && t->state != EVN_DSP_TRIP_CANCELLED)
            more =
                tell(d, vehicle,
                     (struct evn_dsp_use){t->trip, t->vehicle, t->start_us, t->end_us, road, true},
                     each, context);
    }
    return more;
}

void evn_dsp_car_uses(const struct evn_dsp_decision *d, const char *vehicle, each_use *each,
                      void *context)
{
    if (ride_uses(d, vehicle, each, context))
        (void)trip_uses(d, vehicle, each, context);
}

struct conflict {
    const struct evn_dsp_booking *booking; /* NULL: only what is on the road */
    bool delivery;                         /* it is for one: others are none */
    const char *for_;
    struct evn_dsp_use found;
    bool is_found;
};

static bool look(void *context, const struct evn_dsp_use *use)
{
    struct conflict *c = context;
    bool hit = c->booking == NULL
                   ? use->on_road && !(c->delivery && use->delivery)
                   : use->from_us < c->booking->until_us && c->booking->from_us < use->until_us;
    if (!hit || strcmp(use->by, c->for_) == 0)
        return true;
    c->found = *use;
    c->is_found = true;
    return false;
}

bool evn_dsp_car_is_free(const struct evn_dsp_decision *d, const struct evn_dsp_booking *booking,
                         const char *for_)
{
    struct conflict c = {.booking = booking, .for_ = for_};
    evn_dsp_car_uses(d, booking->vehicle, look, &c);
    return !c.is_found;
}

/* Nobody else has it, or CAR_BOOKED with both. */
static evn_err need_free(const struct evn_dsp_decision *d, const char *vehicle, struct conflict c)
{
    evn_dsp_car_uses(d, vehicle, look, &c);
    if (!c.is_found)
        return EVN_OK;
    (void)evn_dsp_refuse(d, EVN_E_CAR_BOOKED, c.for_, vehicle);
    EVN_DSP_SET(d->why->place, c.found.by);
    d->why->at_us = c.found.from_us;
    return EVN_E_CAR_BOOKED;
}

evn_err evn_dsp_car_need(const struct evn_dsp_decision *d, const struct evn_dsp_booking *booking,
                         const char *for_, const char *community, const char *field)
{
    const struct evn_dsp_place *car = evn_dsp_look(d, EVN_DSP_PLACE, booking->vehicle);
    struct evn_day day = evn_day_at(booking->from_us, EVN_OFFSET_CHINA_MIN);
    if (car == NULL || car->kind != EVN_DSP_VEHICLE || !car->has_vehicle)
        return evn_dsp_refuse(d, EVN_E_UNKNOWN_REF, field, booking->vehicle);
    if (car->closed || evn_dsp_hindered(d, booking->vehicle) != NULL)
        return evn_dsp_refuse(d, EVN_E_NO_VEHICLE, field, booking->vehicle);
    if (community[0] != '\0' && !evn_dsp_has_pass(car, day) && evn_dsp_is_sealed(d, community)) {
        (void)evn_dsp_refuse(d, EVN_E_NO_PASS, field, booking->vehicle);
        EVN_DSP_SET(d->why->place, community);
        return EVN_E_NO_PASS;
    }
    return need_free(d, booking->vehicle, (struct conflict){.booking = booking, .for_ = for_});
}

evn_err evn_dsp_car_leaves(const struct evn_dsp_decision *d, const char *vehicle, const char *for_,
                           bool delivery)
{
    return need_free(d, vehicle, (struct conflict){.for_ = for_, .delivery = delivery});
}
