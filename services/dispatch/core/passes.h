/* passes - what a place that closes, or a vehicle that loses its pass, means for trips. Pure.
 *
 * A pass of the white list opens sealed communities to a vehicle on its days. Taken away, it counts
 * from the turn that hears of it: what nobody has begun to load is planned anew without the
 * vehicle, what is loaded does not depart and comes back. What has departed goes on. */
#ifndef EVN_DISPATCH_PASSES_H
#define EVN_DISPATCH_PASSES_H

#include "services/dispatch/core/decision.h"

/* Whether the vehicle may enter sealed communities on the day. */
bool evn_dsp_has_pass(const struct evn_dsp_place *vehicle, struct evn_day day);

/* Whether people of the community are sealed: only then has it a standing need. */
bool evn_dsp_is_sealed(const struct evn_dsp_decision *d, const char *community);

/* Refuse (NO_PASS, with the vehicle and the first such point) a trip with goods for a sealed
 * community whose vehicle has no pass today. */
evn_err evn_dsp_need_pass(const struct evn_dsp_decision *d, const struct evn_dsp_trip *trip);

/* The place was put anew, and `was` so before (NULL: it is new): plan anew what it can no longer
 * give, take or drive. EVN_E_LIMIT, and those of a plan. */
EVN_MUST_USE evn_err evn_dsp_place_lost(struct evn_dsp_decision *d, const struct evn_dsp_place *was,
                                        const char *code);

#endif
