/* officer - who has a ticket at a unit: never nobody, and why not another one. Pure.
 *
 * Asked in this order: who is on duty at the unit, lowest rank first, then number; its head; the
 * same at each unit above; the dispatchers, by their role. Who misses a course is passed over. */
#ifndef EVN_DISPATCH_OFFICER_H
#define EVN_DISPATCH_OFFICER_H

#include "services/dispatch/core/decision.h"
#include "services/dispatch/core/ticket.h"

/* The owner of what comes to `unit` ("": no unit) at the decision's business time. */
void evn_dsp_officer(const struct evn_dsp_decision *d, const char *unit, struct evn_dsp_owner *out);

/* The unit with the smallest area that holds `area`, the first by code; or NULL. */
const struct evn_dsp_unit *evn_dsp_unit_for(const struct evn_dsp_decision *d, const char *area);

/* The unit above: its parent, else the one with the smallest area larger than its own; or NULL. */
const struct evn_dsp_unit *evn_dsp_unit_above(const struct evn_dsp_decision *d, const char *unit);

#endif
