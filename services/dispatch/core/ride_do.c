#include "common/service/rights.h"
#include "services/dispatch/core/car.h"
#include "services/dispatch/core/decide.h"
#include "services/dispatch/core/ride_go.h"
#include "services/dispatch/core/rides.h"

bool evn_dsp_ride_seen(const struct evn_dsp_state *state, const char *scope,
                       const struct evn_dsp_ride *ride)
{
    const struct evn_dsp_place *to = evn_dsp_find(state, EVN_DSP_PLACE, ride->to);
    return evn_scope_covers(scope, ride->area) || (to != NULL && evn_scope_covers(scope, to->area));
}

/* Who may do it: the institution says that it accepts or refuses, by a key of its area that does
 * not plan; where a ride goes is for those who plan; the rest is for who drives and who asked. */
static evn_err need_right(const struct evn_dsp_decision *d, const struct evn_dsp_ride *r,
                          int32_t event)
{
    enum {
        PLANS = EVN_ROLE_ADMIN | EVN_ROLE_DISPATCHER,
        TAKES_IN = EVN_ROLE_ADMIN | EVN_ROLE_POINT | EVN_ROLE_INTEGRATOR | EVN_ROLE_AUTHORITY,
        DRIVES = PLANS | EVN_ROLE_POINT | EVN_ROLE_WAREHOUSE
    };
    const struct evn_dsp_place *to = evn_dsp_look(d, EVN_DSP_PLACE, r->to);
    bool answers = event == EVN_DSP_RIDE_ACCEPT || event == EVN_DSP_RIDE_REFUSE;
    bool arrives = event == EVN_DSP_RIDE_ARRIVE;
    uint32_t roles = answers                          ? TAKES_IN
                     : arrives                        ? TAKES_IN | DRIVES
                     : event == EVN_DSP_RIDE_REDIRECT ? PLANS
                                                      : DRIVES;
    if ((d->ask->actor->roles & roles) == 0)
        return evn_dsp_refuse(d, EVN_E_NOT_ALLOWED, "ride_do.event",
                              answers ? "INTEGRATOR" : "DISPATCHER");
    if (answers)
        return to != NULL ? evn_dsp_need_scope(d, to->area)
                          : evn_dsp_refuse(d, EVN_E_NO_INSTITUTION, "", r->ride);
    if (arrives && evn_dsp_ride_seen(d->state, d->ask->actor->scope, r))
        return EVN_OK;
    return evn_dsp_need_scope(d, r->area);
}

/* A reason is given where the ride ends otherwise than by acceptance, and by who refuses. */
static evn_err check_words(const struct evn_dsp_decision *d, const struct evn_dsp_ride *r,
                           const struct evn_dsp_ride_do *what)
{
    bool accepted = r->accepted_us != 0;
    bool ends = what->event == EVN_DSP_RIDE_RETURN || what->event == EVN_DSP_RIDE_CLOSE;
    bool home = r->state == EVN_DSP_RIDE_RETURNED; /* said why already */
    if (what->reason[0] == '\0' &&
        (what->event == EVN_DSP_RIDE_REFUSE || (ends && !accepted && !home)))
        return evn_dsp_refuse(d, EVN_E_MISSING_FIELD, "ride_do.reason", r->ride);
    if (evn_dsp_is_personal(what->reason))
        return evn_dsp_refuse(d, EVN_E_PERSONAL_TEXT, "ride_do.reason", "");
    if (what->event == EVN_DSP_RIDE_REDIRECT && what->place[0] == '\0')
        return evn_dsp_refuse(d, EVN_E_MISSING_FIELD, "ride_do.place", r->ride);
    if (what->event != EVN_DSP_RIDE_REDIRECT && what->place[0] != '\0')
        return evn_dsp_refuse(d, EVN_E_BAD_FIELD, "ride_do.place", what->place);
    return EVN_OK;
}

/* It can leave: there is a place that takes the patient, and the car may and can go. */
static evn_err check_leave(const struct evn_dsp_decision *d, const struct evn_dsp_institutions *all,
                           const struct evn_dsp_ride *r)
{
    if (r->to[0] == '\0')
        return evn_dsp_refuse(d, EVN_E_NO_INSTITUTION, "", r->ride);
    evn_err err = evn_dsp_ride_need_to(d, all, r, r->to, "ride_do.ride");
    if (err != EVN_OK || r->state != EVN_DSP_RIDE_ASSIGNED)
        return err;
    struct evn_dsp_booking now = r->out;
    now.from_us = d->business_us; /* the pass of today, and who else has the car by now */
    if (now.until_us <= now.from_us)
        now.until_us = now.from_us + 1;
    err = evn_dsp_car_need(d, &now, r->ride, r->area, "ride_do.ride");
    return err == EVN_OK ? evn_dsp_car_leaves(d, r->out.vehicle, r->ride, false) : err;
}

static evn_err add_refused(struct evn_dsp_decision *d, struct evn_dsp_ride *r, const char *place)
{
    char(*own)[EVN_CODE_MAX] = evn_arena_array(d->arena, r->n_refused_by + 1, sizeof *own);
    if (own == NULL || r->n_refused_by == EVN_DSP_REFUSED_MAX)
        return evn_dsp_refuse(d, EVN_E_LIMIT, "", r->ride);
    if (r->n_refused_by > 0)
        memcpy(own, r->refused_by, r->n_refused_by * sizeof *own);
    EVN_DSP_SET(own[r->n_refused_by], place);
    r->n_refused_by++;
    r->refused_by = own;
    return EVN_OK;
}

/* The car is kept from now on; when it leaves later than it was booked for, until later, too. */
static evn_err leave(struct evn_dsp_decision *d, struct evn_dsp_ride *r)
{
    int64_t late_us = d->business_us - r->out.from_us;
    if (r->departed_us != 0)
        return EVN_OK;
    r->departed_us = d->business_us;
    return evn_dsp_ride_keep_car(d, r, d->business_us,
                                 r->out.until_us + (late_us > 0 ? late_us : 0));
}

static void accept(struct evn_dsp_decision *d, struct evn_dsp_ride *r)
{
    r->accepted_us = d->business_us;
    EVN_DSP_SET(r->accepted_by, d->ask->actor->name);
    r->next_us = EVN_DSP_NEVER;
    r->has_why = false;
}

static evn_err carry_out(struct evn_dsp_decision *d, struct evn_dsp_ride *r,
                         const struct evn_dsp_ride_do *what)
{
    if (what->reason[0] != '\0')
        EVN_DSP_SET(r->reason, what->reason);
    switch (what->event) {
    case EVN_DSP_RIDE_DEPART:
        return leave(d, r);
    case EVN_DSP_RIDE_ARRIVE:
        r->arrived_us = d->business_us;
        return EVN_OK;
    case EVN_DSP_RIDE_ACCEPT:
        accept(d, r);
        return EVN_OK;
    case EVN_DSP_RIDE_REDIRECT:
        EVN_DSP_SET(r->wanted, what->place);
        evn_dsp_ride_go_to(d, r, what->place);
        r->has_why = false;
        return evn_dsp_ride_stretch(d, r);
    case EVN_DSP_RIDE_RETURN:
        r->ended_us = d->business_us;
        r->next_us = EVN_DSP_NEVER;
        return EVN_OK;
    default: /* CLOSE */
        r->ended_us = r->ended_us != 0 ? r->ended_us : d->business_us;
        r->next_us = 0;
        return EVN_OK;
    }
}

/* What must hold of the places and the car. */
static evn_err check_event(const struct evn_dsp_decision *d, const struct evn_dsp_institutions *all,
                           const struct evn_dsp_ride *r, const struct evn_dsp_ride_do *what)
{
    switch (what->event) {
    case EVN_DSP_RIDE_DEPART:
        return check_leave(d, all, r);
    case EVN_DSP_RIDE_REDIRECT:
        return evn_dsp_ride_need_to(d, all, r, what->place, "ride_do.place");
    default:
        return EVN_OK;
    }
}

evn_err evn_dsp_decide_ride_do(struct evn_dsp_decision *d, const struct evn_dsp_ride_do *what)
{
    struct evn_dsp_institutions all;
    uint32_t number;
    evn_err err = evn_dsp_ride_find(d, what->ride, what->event, "ride_do.ride", &number);
    if (err != EVN_OK)
        return err;
    const struct evn_dsp_ride *seen = evn_dsp_view(d, EVN_DSP_RIDE, number);
    err = evn_dsp_find_institutions(d, &all);
    if (err == EVN_OK)
        err = need_right(d, seen, what->event);
    if (err == EVN_OK)
        err = check_words(d, seen, what);
    if (err == EVN_OK)
        err = check_event(d, &all, seen, what);
    if (err != EVN_OK)
        return err;
    struct evn_dsp_ride *r = evn_dsp_edit(d, EVN_DSP_RIDE, number);
    if (what->event == EVN_DSP_RIDE_REFUSE) {
        EVN_DSP_SET(r->reason, what->reason);
        err = add_refused(d, r, r->to);
        return err == EVN_OK ? evn_dsp_ride_elsewhere(d, &all, r, EVN_DSP_RIDE_REFUSE) : err;
    }
    bool moved = evn_sm_move(&evn_dsp_ride_sm, &r->state, what->event);
    EVN_ASSERT(moved);
    return carry_out(d, r, what);
}
