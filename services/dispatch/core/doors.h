/* doors - rounds of doors: begun, visited, closed. Pure. */
#ifndef EVN_DISPATCH_DOORS_H
#define EVN_DISPATCH_DOORS_H

#include "services/dispatch/core/command.h"
#include "services/dispatch/core/decision.h"
#include "services/dispatch/core/ledger.h"

/* The commands door_start, door_visit, door_close: proto/spec/29-doors.md. */
evn_err evn_dsp_decide_door_start(struct evn_dsp_decision *d, const struct evn_dsp_door_start *ask);
evn_err evn_dsp_decide_door_visit(struct evn_dsp_decision *d, const struct evn_dsp_door_visit *ask);
evn_err evn_dsp_decide_door_close(struct evn_dsp_decision *d, const struct evn_dsp_door_close *ask);

/* Whether the document takes back what doors did not take; and the ledger's answer to it.
 * EVN_E_CORRUPT: there is no such round. */
bool evn_dsp_is_door_return(const struct evn_dsp_move *asked);
EVN_MUST_USE evn_err evn_dsp_door_answered(struct evn_dsp_decision *d,
                                           const struct evn_dsp_move *asked, bool accepted,
                                           struct evn_dsp_why why);

#endif
