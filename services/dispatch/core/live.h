/* live - the plan that is being driven, and what is done to it: an urgent request put in, what has
 * not been loaded planned anew. Pure.
 *
 * Only trips in state PLANNED change, and those of one round at a time, for one trip carries what
 * is claimed in one round's name. Everything else - loading, loaded, on the road, of other rounds -
 * is no part of the problem: it keeps its vehicle until its end and is never written to. */
#ifndef EVN_DISPATCH_LIVE_H
#define EVN_DISPATCH_LIVE_H

#include "services/dispatch/core/plan.h"

/* The newest round that has trips which nobody has begun to load; 0: none. */
uint32_t evn_dsp_live_round(const struct evn_dsp_decision *d);

/* Put the urgent round's reserved shares into the trips of the round it joins, or onto new ones.
 * What stands keeps its vehicle and order. What finds no place is given back. EVN_E_LIMIT. */
EVN_MUST_USE evn_err evn_dsp_live_insert(struct evn_dsp_decision *d, struct evn_dsp_round *round);

/* Plan all planned trips anew, from where they stand: of all rounds, or of those that use the
 * vehicle, stop or load at the place. Trips that need no change get none. EVN_E_LIMIT. */
EVN_MUST_USE evn_err evn_dsp_live_replan(struct evn_dsp_decision *d, const char *place);

/* The vehicle's planned trips begin no earlier than it is back from the one before. Times alone. */
void evn_dsp_live_push(struct evn_dsp_decision *d, const char *vehicle);

#endif
