/* car - vehicles that are kept for people: a vehicle is never on two trips. Pure.
 *
 * Rides and journeys book a vehicle for a time; deliveries have theirs by the plan. Whoever asks
 * for a vehicle asks here first, and the plan of deliveries leaves out what is booked. What is on
 * the road stays as it is: when its times move over a booking, the booking ends and somebody is
 * told (rides.h). Rules: proto/spec/35-rides.md. */
#ifndef EVN_DISPATCH_CAR_H
#define EVN_DISPATCH_CAR_H

#include "services/dispatch/core/decision.h"
#include "services/dispatch/core/ride.h"

/* A time some ride, journey or delivery has a vehicle for. */
struct evn_dsp_use {
    const char *by; /* its id */
    const char *vehicle;
    int64_t from_us;
    int64_t until_us; /* now, when that is over and the vehicle is not back */
    bool on_road;
    bool delivery;
};

/* Call `each` with all uses that have not ended, of one vehicle ("": of all), until it says false.
 */
void evn_dsp_car_uses(const struct evn_dsp_decision *d, const char *vehicle,
                      bool (*each)(void *context, const struct evn_dsp_use *use), void *context);

/* Whether nobody but `for_` has the vehicle within the booking. */
bool evn_dsp_car_is_free(const struct evn_dsp_decision *d, const struct evn_dsp_booking *booking,
                         const char *for_);

/* Whether `for_` may have the vehicle then: it is one, open, nothing holds it up, it has a pass of
 * the day when the community is sealed ("" is not), and nobody else has it. UNKNOWN_REF at `field`;
 * NO_VEHICLE, NO_PASS, CAR_BOOKED: both are named. */
EVN_MUST_USE evn_err evn_dsp_car_need(const struct evn_dsp_decision *d,
                                      const struct evn_dsp_booking *booking, const char *for_,
                                      const char *community, const char *field);

/* Whether the vehicle can leave now: for a ride, when it is out for nothing else; for a delivery,
 * when nobody is aboard (an earlier delivery may be back and not closed). CAR_BOOKED, as above. */
EVN_MUST_USE evn_err evn_dsp_car_leaves(const struct evn_dsp_decision *d, const char *vehicle,
                                        const char *for_, bool delivery);

#endif
