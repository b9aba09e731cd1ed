/* rides - what happens to rides: people move them, institutions and the clock do. Pure. */
#ifndef EVN_DISPATCH_RIDES_H
#define EVN_DISPATCH_RIDES_H

#include "services/dispatch/core/command.h"
#include "services/dispatch/core/ride_place.h"

/* The commands ride_ask, ride_assign and ride_do. INPUT: UNKNOWN_REF, MISSING_FIELD, OUT_OF_RANGE,
 * PERSONAL_TEXT; STATE: EXISTS, WRONG_STATE, NOT_TAKEN, NO_INSTITUTION, NO_VEHICLE, NO_PASS,
 * CAR_BOOKED, RIDE_GOES_ON; OUT_OF_SCOPE, NOT_ALLOWED, LIMIT. */
evn_err evn_dsp_decide_ride_ask(struct evn_dsp_decision *d, const struct evn_dsp_ride_ask *ask);
evn_err evn_dsp_decide_ride_assign(struct evn_dsp_decision *d,
                                   const struct evn_dsp_ride_assign *assign);
evn_err evn_dsp_decide_ride_do(struct evn_dsp_decision *d, const struct evn_dsp_ride_do *what);

/* Make a ride that nobody asked for, as `by`; `ask` was checked. EVN_E_LIMIT. */
EVN_MUST_USE evn_err evn_dsp_ride_make(struct evn_dsp_decision *d,
                                       const struct evn_dsp_institutions *all,
                                       const struct evn_dsp_ride_ask *ask, const char *by);

/* The place is not what it was (NULL: it was not known), or something holds it up: rides that go
 * there go elsewhere, those that use it as a car have none, those without a place look at it.
 * EVN_E_LIMIT. */
EVN_MUST_USE evn_err evn_dsp_rides_place(struct evn_dsp_decision *d,
                                         const struct evn_dsp_place *was, const char *code);
EVN_MUST_USE evn_err evn_dsp_rides_hindered(struct evn_dsp_decision *d, const char *place);
EVN_MUST_USE evn_err evn_dsp_rides_cleared(struct evn_dsp_decision *d, const char *place);

/* Times of the vehicle moved: who has booked it then, and has not left, has no car any more. */
void evn_dsp_rides_overrun(struct evn_dsp_decision *d, const char *vehicle);

/* Rides whose time to acceptance is over: somebody is told, some at a time. EVN_E_LIMIT. */
EVN_MUST_USE evn_err evn_dsp_rides_due(struct evn_dsp_decision *d);

/* Rides of key persons that are due today and not made yet, some at a time. EVN_E_LIMIT. */
EVN_MUST_USE evn_err evn_dsp_rides_regular(struct evn_dsp_decision *d);

/* Whether somebody with that scope sees the ride: it is of their area, or goes to it. */
bool evn_dsp_ride_seen(const struct evn_dsp_state *state, const char *scope,
                       const struct evn_dsp_ride *ride);

#endif
