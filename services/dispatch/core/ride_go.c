#include "services/dispatch/core/ride_go.h"

#include "services/dispatch/core/alarm.h"
#include "services/dispatch/core/car.h"
#include "services/dispatch/core/live.h"
#include "services/dispatch/core/rides.h"

void evn_dsp_ride_why(struct evn_dsp_ride *r, int32_t code, const char *subject)
{
    r->why = evn_dsp_why_of(code, "", subject);
    r->has_why = true;
}

/* Somebody is told, by a ticket about the ride. */
void evn_dsp_ride_alarm(struct evn_dsp_decision *d, struct evn_dsp_ride *r, const char *en,
                        const char *zh, const char *subject)
{
    struct evn_dsp_alarm what = {.id = r->ride,
                                 .link = EVN_DSP_LINK_RIDE,
                                 .area = r->area,
                                 .ticket_class = "ride",
                                 .en = en,
                                 .zh = zh,
                                 .subject = subject};
    r->alarms++;
    evn_dsp_alarm(d, &what, r->ticket);
}

/* Where it goes now: to the place that was asked for while that takes the patient, else to the
 * nearest that does. False: there is none. */
bool evn_dsp_ride_seek(struct evn_dsp_decision *d, const struct evn_dsp_institutions *all,
                       struct evn_dsp_ride *r)
{
    bool refused = false;
    for (size_t i = 0; i < r->n_refused_by; i++)
        refused |= strcmp(r->refused_by[i], r->wanted) == 0;
    const char *to = r->wanted[0] != '\0' && !refused && evn_dsp_ride_takes(d, r, r->wanted)
                         ? r->wanted
                         : evn_dsp_ride_nearest(d, all, r);
    evn_dsp_ride_go_to(d, r, to != NULL ? to : "");
    if (to == NULL)
        evn_dsp_ride_why(r, EVN_DSP_WHY_NO_INSTITUTION, r->area);
    return to != NULL;
}

/* Who has booked a car and loses it waits for another one, and somebody is told. */
void evn_dsp_ride_lose_car(struct evn_dsp_decision *d, struct evn_dsp_ride *r)
{
    char car[EVN_CODE_MAX];
    bool back = r->state == EVN_DSP_RIDE_ACCEPTED;
    EVN_DSP_SET(car, back ? r->back.vehicle : r->out.vehicle);
    bool moved = evn_sm_move(&evn_dsp_ride_sm, &r->state, EVN_DSP_RIDE_CAR_LOST);
    EVN_ASSERT(moved);
    *(back ? &r->has_back : &r->has_out) = false;
    evn_dsp_ride_why(r, EVN_DSP_WHY_NO_CAR, car);
    evn_dsp_ride_alarm(d, r, "has no car any more, it had", "失去车辆，原为", car);
}

/* The car is kept from and until then. When it is on the road, others give way: what is planned
 * for it is planned anew, who has booked it has no car. EVN_E_LIMIT. */
evn_err evn_dsp_ride_keep_car(struct evn_dsp_decision *d, struct evn_dsp_ride *r, int64_t from_us,
                              int64_t until_us)
{
    bool road = r->state != EVN_DSP_RIDE_ASSIGNED;
    r->out.from_us = from_us;
    r->out.until_us = until_us;
    if (evn_dsp_car_is_free(d, &r->out, r->ride))
        return EVN_OK;
    if (!road) {
        evn_dsp_ride_lose_car(d, r);
        return EVN_OK;
    }
    evn_dsp_rides_overrun(d, r->out.vehicle);
    return evn_dsp_live_replan(d, r->out.vehicle);
}

/* The way to the new place may be longer: the car is kept for that too. */
evn_err evn_dsp_ride_stretch(struct evn_dsp_decision *d, struct evn_dsp_ride *r)
{
    const struct evn_dsp_parameters *par = evn_dsp_parameters_of(d->state);
    int64_t until_us = r->out.from_us + 2 * (r->leg_s + par->service_s) * EVN_US_PER_S;
    return r->has_out && until_us > r->out.until_us
               ? evn_dsp_ride_keep_car(d, r, r->out.from_us, until_us)
               : EVN_OK;
}

/* Where it went is out of the question. On the road, or without another place, somebody is told. */
evn_err evn_dsp_ride_elsewhere(struct evn_dsp_decision *d, const struct evn_dsp_institutions *all,
                               struct evn_dsp_ride *r, int32_t event)
{
    char was[EVN_CODE_MAX];
    EVN_DSP_SET(was, r->to);
    bool planned = r->state == EVN_DSP_RIDE_REQUESTED || r->state == EVN_DSP_RIDE_ASSIGNED;
    bool moved = evn_sm_move(&evn_dsp_ride_sm, &r->state, event);
    EVN_ASSERT(moved);
    evn_dsp_ride_why(r, event == EVN_DSP_RIDE_REFUSE ? EVN_DSP_WHY_REFUSED : EVN_DSP_WHY_NOT_TAKEN,
                     was);
    bool found = evn_dsp_ride_seek(d, all, r);
    if (event == EVN_DSP_RIDE_REFUSE)
        evn_dsp_ride_alarm(d, r, "was refused by", "被拒收，拒收方", was);
    else if (!found)
        evn_dsp_ride_alarm(d, r, "has no place to go to; it was to go to", "无处可送，原定", was);
    else if (!planned)
        evn_dsp_ride_alarm(d, r, "goes elsewhere while it is on the road; it was to go to",
                           "途中改道，原定", was);
    return evn_dsp_ride_stretch(d, r);
}

/* The place takes no such patient: NOT_TAKEN, with the nearest that does. */
static evn_err not_taken(const struct evn_dsp_decision *d, const struct evn_dsp_institutions *all,
                         const struct evn_dsp_ride *r, const char *place)
{
    const char *next = evn_dsp_ride_nearest(d, all, r);
    (void)evn_dsp_refuse(d, EVN_E_NOT_TAKEN, "", place);
    EVN_DSP_SET(d->why->place, next != NULL ? next : "-");
    return EVN_E_NOT_TAKEN;
}

/* `to` is known and takes the patient. */
evn_err evn_dsp_ride_need_to(const struct evn_dsp_decision *d,
                             const struct evn_dsp_institutions *all, const struct evn_dsp_ride *r,
                             const char *to, const char *field)
{
    if (evn_dsp_look(d, EVN_DSP_PLACE, to) == NULL)
        return evn_dsp_refuse(d, EVN_E_UNKNOWN_REF, field, to);
    return evn_dsp_ride_takes(d, r, to) ? EVN_OK : not_taken(d, all, r, to);
}

/* The ride, when the event may happen to it. UNKNOWN_REF, WRONG_STATE, RIDE_GOES_ON. */
evn_err evn_dsp_ride_find(const struct evn_dsp_decision *d, const char *code, int32_t event,
                          const char *field, uint32_t *number)
{
    int32_t to;
    if (!evn_dsp_number(d, EVN_DSP_RIDE, code, number))
        return evn_dsp_refuse(d, EVN_E_UNKNOWN_REF, field, code);
    const struct evn_dsp_ride *r = evn_dsp_view(d, EVN_DSP_RIDE, *number);
    if (evn_sm_next(&evn_dsp_ride_sm, r->state, event, &to))
        return EVN_OK;
    bool goes_on = event == EVN_DSP_RIDE_CLOSE && r->state != EVN_DSP_RIDE_CLOSED;
    return evn_dsp_refuse(d, goes_on ? EVN_E_RIDE_GOES_ON : EVN_E_WRONG_STATE, "", code);
}
