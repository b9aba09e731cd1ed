#include "services/dispatch/core/rides.h"

#include "common/service/rights.h"
#include "services/dispatch/core/car.h"
#include "services/dispatch/core/decide.h"
#include "services/dispatch/core/passes.h"
#include "services/dispatch/core/ride_go.h"

/* Rides the clock looks at, and rides that go elsewhere, in one turn: more do not fit into a group.
 * The rest are the next turn's. */
enum { DUE_MAX = 50, AGAIN_MAX = 200 };

/* How long a ride of the kind may wait for acceptance. */
static int64_t patience_us(const struct evn_dsp_decision *d, int32_t kind)
{
    const struct evn_dsp_parameters *par = evn_dsp_parameters_of(d->state);
    bool urgent = kind == EVN_DSP_RIDE_EMERGENCY || kind == EVN_DSP_RIDE_BIRTH;
    uint32_t min = urgent ? par->ride_urgent_min : par->ride_min;
    uint32_t usual = urgent ? evn_dsp_usual.ride_urgent_min : evn_dsp_usual.ride_min;
    return (int64_t)(min > 0 ? min : usual) * 60 * EVN_US_PER_S;
}

static bool is_urgent_kind(int32_t kind)
{
    return kind == EVN_DSP_RIDE_EMERGENCY || kind == EVN_DSP_RIDE_BIRTH;
}

/* Asking */

evn_err evn_dsp_ride_make(struct evn_dsp_decision *d, const struct evn_dsp_institutions *all,
                          const struct evn_dsp_ride_ask *ask, const char *by)
{
    struct evn_dsp_ride *r = evn_dsp_add(d, EVN_DSP_RIDE);
    int64_t from_us = ask->due_us > d->business_us ? ask->due_us : d->business_us;
    *r = (struct evn_dsp_ride){.kind = ask->kind,
                               .severity = ask->severity,
                               .state = EVN_DSP_RIDE_REQUESTED,
                               .due_us = ask->due_us,
                               .asked_at_us = d->business_us};
    if (ask->severity == 0 && is_urgent_kind(ask->kind))
        r->severity = EVN_DSP_SEVERE;
    r->accept_due_us = r->next_us = from_us + patience_us(d, ask->kind);
    EVN_DSP_SET(r->ride, ask->ride);
    EVN_DSP_SET(r->person, ask->person);
    EVN_DSP_SET(r->area, ask->community);
    EVN_DSP_SET(r->wanted, ask->to);
    EVN_DSP_SET(r->asked_by, by);
    bool found = evn_dsp_ride_seek(d, all, r);
    if (found && r->wanted[0] != '\0' && strcmp(r->wanted, r->to) != 0)
        evn_dsp_ride_why(r, EVN_DSP_WHY_NOT_TAKEN, r->wanted);
    if (!found)
        evn_dsp_ride_alarm(d, r, "has no place to go to in", "无处可送，所在", r->area);
    return d->full ? EVN_E_LIMIT : EVN_OK;
}

static evn_err check_ask(const struct evn_dsp_decision *d, const struct evn_dsp_institutions *all,
                         const struct evn_dsp_ride_ask *ask)
{
    if (evn_dsp_look(d, EVN_DSP_RIDE, ask->ride) != NULL)
        return evn_dsp_refuse(d, EVN_E_EXISTS, "ride", ask->ride);
    if (evn_dsp_is_card(ask->person))
        return evn_dsp_refuse(d, EVN_E_PERSONAL_TEXT, "ride_ask.person", "");
    if (evn_dsp_look(d, EVN_DSP_COMMUNITY, ask->community) == NULL)
        return evn_dsp_refuse(d, EVN_E_UNKNOWN_REF, "ride_ask.community", ask->community);
    evn_err err = evn_dsp_need_scope(d, ask->community);
    if (err != EVN_OK)
        return err;
    if (ask->due_us != 0 && ask->due_us < d->business_us) {
        (void)evn_dsp_refuse(d, EVN_E_OUT_OF_RANGE, "ride_ask.due_us", ask->ride);
        d->why->have = ask->due_us;
        d->why->want = d->business_us;
        return EVN_E_OUT_OF_RANGE;
    }
    struct evn_dsp_ride trial = {.severity = ask->severity};
    if (ask->severity == 0 && is_urgent_kind(ask->kind))
        trial.severity = EVN_DSP_SEVERE;
    EVN_DSP_SET(trial.area, ask->community);
    return ask->to[0] != '\0' ? evn_dsp_ride_need_to(d, all, &trial, ask->to, "ride_ask.to")
                              : EVN_OK;
}

evn_err evn_dsp_decide_ride_ask(struct evn_dsp_decision *d, const struct evn_dsp_ride_ask *ask)
{
    struct evn_dsp_institutions all;
    evn_err err = evn_dsp_find_institutions(d, &all);
    if (err != EVN_OK)
        return evn_dsp_refuse(d, err, "", "memory of one decision");
    err = check_ask(d, &all, ask);
    return err != EVN_OK ? err : evn_dsp_ride_make(d, &all, ask, d->ask->actor->name);
}

/* A car */

static struct evn_dsp_booking booking_of(const struct evn_dsp_decision *d,
                                         const struct evn_dsp_ride *r,
                                         const struct evn_dsp_ride_assign *assign)
{
    const struct evn_dsp_parameters *par = evn_dsp_parameters_of(d->state);
    const struct evn_dsp_community *home = evn_dsp_look(d, EVN_DSP_COMMUNITY, r->area);
    int64_t way_us = (r->leg_s + par->service_s) * EVN_US_PER_S;
    int64_t leave_us = r->due_us - way_us;
    struct evn_dsp_booking b = {.from_us = assign->from_us, .until_us = assign->until_us};
    bool out = r->state != EVN_DSP_RIDE_ACCEPTED;
    if (b.from_us == 0)
        b.from_us = out && leave_us > d->business_us ? leave_us : d->business_us;
    if (b.until_us == 0)
        b.until_us = b.from_us + 2 * way_us;
    EVN_DSP_SET(b.vehicle, assign->vehicle[0] != '\0' ? assign->vehicle
                           : home != NULL             ? home->car
                                                      : "");
    return b;
}

static evn_err check_booking(const struct evn_dsp_decision *d, const struct evn_dsp_ride *r,
                             const struct evn_dsp_booking *b)
{
    if (b->vehicle[0] == '\0')
        return evn_dsp_refuse(d, EVN_E_MISSING_FIELD, "ride_assign.vehicle", r->ride);
    if (b->until_us <= b->from_us || b->until_us <= d->business_us) {
        (void)evn_dsp_refuse(d, EVN_E_OUT_OF_RANGE, "ride_assign.until_us", r->ride);
        d->why->have = b->until_us;
        d->why->want = b->from_us > d->business_us ? b->from_us : d->business_us;
        return EVN_E_OUT_OF_RANGE;
    }
    return evn_dsp_car_need(d, b, r->ride, r->area, "ride_assign.vehicle");
}

evn_err evn_dsp_decide_ride_assign(struct evn_dsp_decision *d,
                                   const struct evn_dsp_ride_assign *assign)
{
    uint32_t number;
    evn_err err =
        evn_dsp_ride_find(d, assign->ride, EVN_DSP_RIDE_ASSIGN, "ride_assign.ride", &number);
    if (err != EVN_OK)
        return err;
    const struct evn_dsp_ride *seen = evn_dsp_view(d, EVN_DSP_RIDE, number);
    struct evn_dsp_booking b = booking_of(d, seen, assign);
    err = evn_dsp_need_scope(d, seen->area);
    if (err == EVN_OK && seen->to[0] == '\0')
        err = evn_dsp_refuse(d, EVN_E_NO_INSTITUTION, "", seen->ride);
    if (err == EVN_OK)
        err = check_booking(d, seen, &b);
    if (err != EVN_OK)
        return err;
    struct evn_dsp_ride *r = evn_dsp_edit(d, EVN_DSP_RIDE, number);
    bool back = r->state == EVN_DSP_RIDE_ACCEPTED;
    bool moved = evn_sm_move(&evn_dsp_ride_sm, &r->state, EVN_DSP_RIDE_ASSIGN);
    EVN_ASSERT(moved);
    *(back ? &r->back : &r->out) = b;
    *(back ? &r->has_back : &r->has_out) = true;
    if (r->has_why && r->why.code == EVN_DSP_WHY_NO_CAR)
        r->has_why = false;
    return EVN_OK;
}

/* What the registry and the clock do */

/* The ride, when it is not closed and has its car booked or its way before it; else NULL. */
static const struct evn_dsp_ride *live_ride(const struct evn_dsp_decision *d, uint32_t i)
{
    bool known = i < evn_dsp_pool_of(d->state, EVN_DSP_RIDE)->n;
    if (known && d->state->ride_clock.next_us[i] == 0)
        return NULL; /* closed, and stays so */
    return evn_dsp_view(d, EVN_DSP_RIDE, i);
}

static bool on_the_way(const struct evn_dsp_ride *r)
{
    return r->state < EVN_DSP_RIDE_ACCEPTED || r->state == EVN_DSP_RIDE_REFUSED;
}

static bool has_booked(const struct evn_dsp_ride *r, const char *vehicle)
{
    return (r->state == EVN_DSP_RIDE_ASSIGNED && r->has_out &&
            strcmp(r->out.vehicle, vehicle) == 0) ||
           (r->state == EVN_DSP_RIDE_ACCEPTED && r->has_back &&
            strcmp(r->back.vehicle, vehicle) == 0);
}

/* Rides that go to the place ("": to any) go elsewhere if it does not take them; those that go
 * nowhere look whether it does. */
static evn_err look_again(struct evn_dsp_decision *d, const char *code)
{
    struct evn_dsp_institutions all = {.n = 0};
    evn_err err = EVN_OK;
    uint32_t n = 0;
    for (uint32_t i = 0; i < evn_dsp_count(d, EVN_DSP_RIDE) && err == EVN_OK && n < AGAIN_MAX;
         i++) {
        const struct evn_dsp_ride *seen = live_ride(d, i);
        if (seen == NULL || !on_the_way(seen))
            continue;
        bool there = seen->to[0] != '\0' && (code[0] == '\0' || strcmp(seen->to, code) == 0);
        bool gone = there && !evn_dsp_ride_takes(d, seen, seen->to);
        if (!gone && (seen->to[0] != '\0' || !evn_dsp_ride_takes(d, seen, code)))
            continue;
        n++;
        if (all.place == NULL)
            err = evn_dsp_find_institutions(d, &all);
        if (err == EVN_OK && gone)
            err = evn_dsp_ride_elsewhere(d, &all, evn_dsp_edit(d, EVN_DSP_RIDE, i),
                                         EVN_DSP_RIDE_BLOCK);
        else if (err == EVN_OK && evn_dsp_ride_nearest(d, &all, seen) != NULL)
            (void)evn_dsp_ride_seek(d, &all, evn_dsp_edit(d, EVN_DSP_RIDE, i));
    }
    return err;
}

/* Who has booked the vehicle has none any more; with a person aboard, somebody is told. */
static void lose_vehicle(struct evn_dsp_decision *d, const char *code, bool sealed_only)
{
    for (uint32_t i = 0; i < evn_dsp_count(d, EVN_DSP_RIDE) && !d->full; i++) {
        const struct evn_dsp_ride *seen = live_ride(d, i);
        if (seen == NULL || !has_booked(seen, code) ||
            (sealed_only && !evn_dsp_is_sealed(d, seen->area)))
            continue;
        evn_dsp_ride_lose_car(d, evn_dsp_edit(d, EVN_DSP_RIDE, i));
    }
}

evn_err evn_dsp_rides_place(struct evn_dsp_decision *d, const struct evn_dsp_place *was,
                            const char *code)
{
    const struct evn_dsp_place *now = evn_dsp_look(d, EVN_DSP_PLACE, code);
    if (now == NULL || evn_dsp_count(d, EVN_DSP_RIDE) == 0)
        return EVN_OK;
    bool car = was != NULL && was->has_vehicle;
    bool pass = car && evn_dsp_has_pass(was, d->today) &&
                (!now->has_vehicle || !evn_dsp_has_pass(now, d->today));
    if (car && ((now->closed && !was->closed) || !now->has_vehicle))
        lose_vehicle(d, code, false);
    else if (pass)
        lose_vehicle(d, code, true);
    bool same = was != NULL && was->kind == now->kind && was->closed == now->closed &&
                was->intake == now->intake && was->accepts == now->accepts;
    bool institution =
        evn_dsp_is_institution(now->kind) || (was != NULL && evn_dsp_is_institution(was->kind));
    return same || !institution ? EVN_OK : look_again(d, code);
}

evn_err evn_dsp_rides_hindered(struct evn_dsp_decision *d, const char *code)
{
    lose_vehicle(d, code, false);
    for (uint32_t i = 0; i < evn_dsp_count(d, EVN_DSP_RIDE) && !d->full; i++) {
        const struct evn_dsp_ride *seen = live_ride(d, i);
        if (seen == NULL || !on_the_way(seen) || seen->state < EVN_DSP_RIDE_DEPARTED ||
            strcmp(seen->out.vehicle, code) != 0)
            continue;
        evn_dsp_ride_alarm(d, evn_dsp_edit(d, EVN_DSP_RIDE, i),
                           "is on the road in a car held up:", "途中，所乘车辆受阻：", code);
    }
    return look_again(d, code);
}

evn_err evn_dsp_rides_cleared(struct evn_dsp_decision *d, const char *code)
{
    return look_again(d, code);
}

/* What the vehicle is out for, when that is over. */
struct overrun {
    const struct evn_dsp_booking *booking;
    const char *ride;
    bool hit;
};

static bool runs_over(void *context, const struct evn_dsp_use *use)
{
    struct overrun *o = context;
    o->hit |= (use->on_road || use->delivery) && use->from_us < o->booking->until_us &&
              o->booking->from_us < use->until_us && strcmp(use->by, o->ride) != 0;
    return !o->hit;
}

void evn_dsp_rides_overrun(struct evn_dsp_decision *d, const char *vehicle)
{
    for (uint32_t i = 0; i < evn_dsp_count(d, EVN_DSP_RIDE) && !d->full; i++) {
        const struct evn_dsp_ride *seen = live_ride(d, i);
        if (seen == NULL || !has_booked(seen, vehicle))
            continue;
        struct overrun o = {.booking =
                                seen->state == EVN_DSP_RIDE_ACCEPTED ? &seen->back : &seen->out,
                            .ride = seen->ride};
        evn_dsp_car_uses(d, vehicle, runs_over, &o);
        if (o.hit)
            evn_dsp_ride_lose_car(d, evn_dsp_edit(d, EVN_DSP_RIDE, i));
    }
}

/* Whether the last alarm is still somebody's work. */
static bool is_worked_on(const struct evn_dsp_decision *d, const struct evn_dsp_ride *r)
{
    const struct evn_dsp_ticket *t = evn_dsp_look(d, EVN_DSP_TICKET, r->ticket);
    return t != NULL && evn_dsp_ticket_lives(t);
}

evn_err evn_dsp_rides_due(struct evn_dsp_decision *d)
{
    const struct evn_dsp_clock *clock = &d->state->ride_clock;
    struct evn_dsp_institutions all = {.n = 0};
    evn_err err = look_again(d, ""); /* what did not fit into the turn that heard of it */
    int n = 0;
    for (uint32_t i = 0;
         i < evn_dsp_pool_of(d->state, EVN_DSP_RIDE)->n && n < DUE_MAX && err == EVN_OK; i++) {
        if (clock->next_us[i] == 0 || clock->next_us[i] > d->business_us)
            continue;
        struct evn_dsp_ride *r = evn_dsp_edit(d, EVN_DSP_RIDE, i);
        if (all.place == NULL)
            err = evn_dsp_find_institutions(d, &all);
        if (err != EVN_OK)
            return err;
        if (r->to[0] == '\0')
            (void)evn_dsp_ride_seek(d, &all, r);
        if (!is_worked_on(d, r))
            evn_dsp_ride_alarm(d, r, "was not accepted in time; it goes to", "未按时被接收，目的地",
                               r->to);
        r->next_us = d->business_us + patience_us(d, r->kind);
        n++;
    }
    return err;
}
