/* crew - who drives a trip, and who takes it over on the way. Pure.
 *
 * A crew is a number of the keeper's own, never a name. It is on one trip at a time: the one that
 * is loaded or on the road and names it last. */
#ifndef EVN_DISPATCH_CREW_H
#define EVN_DISPATCH_CREW_H

#include "services/dispatch/core/decision.h"

/* The crew drives the trip from now on. WRONG_STATE at `field` when it drives another one (named as
 * subject) or this one already; LIMIT when the trip changed hands too often. */
EVN_MUST_USE evn_err evn_dsp_crew_take(struct evn_dsp_decision *d, struct evn_dsp_trip *trip,
                                       const char *crew, const char *field, const char *note);

#endif
