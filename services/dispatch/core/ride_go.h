/* ride_go - where a ride goes and in which car, for rides.c and ride_do.c. Pure. */
#ifndef EVN_DISPATCH_RIDE_GO_H
#define EVN_DISPATCH_RIDE_GO_H

#include "services/dispatch/core/ride_place.h"

/* The ride, when the event may happen to it. UNKNOWN_REF at `field`, WRONG_STATE; RIDE_GOES_ON: it
 * cannot be closed yet. */
EVN_MUST_USE evn_err evn_dsp_ride_find(const struct evn_dsp_decision *d, const char *ride,
                                       int32_t event, const char *field, uint32_t *number);

/* The place is known and takes the patient: UNKNOWN_REF at `field`; NOT_TAKEN, with the nearest
 * that does. */
EVN_MUST_USE evn_err evn_dsp_ride_need_to(const struct evn_dsp_decision *d,
                                          const struct evn_dsp_institutions *all,
                                          const struct evn_dsp_ride *ride, const char *place,
                                          const char *field);

/* Why it goes elsewhere, has no place or no car. */
void evn_dsp_ride_why(struct evn_dsp_ride *ride, int32_t code, const char *subject);

/* Somebody is told: a ticket about the ride, that says what of `subject`. */
void evn_dsp_ride_alarm(struct evn_dsp_decision *d, struct evn_dsp_ride *ride, const char *en,
                        const char *zh, const char *subject);

/* Where it goes now: to the place that was asked for while that takes the patient and has not
 * refused, else to the nearest. False: nowhere, and it says why. */
bool evn_dsp_ride_seek(struct evn_dsp_decision *d, const struct evn_dsp_institutions *all,
                       struct evn_dsp_ride *ride);

/* Where it went is out of the question: `event` is REFUSE or BLOCK. A refusal, another way on the
 * road, and that there is no other place are told. EVN_E_LIMIT. */
EVN_MUST_USE evn_err evn_dsp_ride_elsewhere(struct evn_dsp_decision *d,
                                            const struct evn_dsp_institutions *all,
                                            struct evn_dsp_ride *ride, int32_t event);

/* The car that was booked, there or back, cannot be had: another one is needed. */
void evn_dsp_ride_lose_car(struct evn_dsp_decision *d, struct evn_dsp_ride *ride);

/* The car is kept from and until then. On the road, others give way: what is planned for it is
 * planned anew, who has booked it loses it; else the ride gives way. EVN_E_LIMIT. */
EVN_MUST_USE evn_err evn_dsp_ride_keep_car(struct evn_dsp_decision *d, struct evn_dsp_ride *ride,
                                           int64_t from_us, int64_t until_us);

/* The way has another length: the car is kept long enough for it. EVN_E_LIMIT. */
EVN_MUST_USE evn_err evn_dsp_ride_stretch(struct evn_dsp_decision *d, struct evn_dsp_ride *ride);

#endif
