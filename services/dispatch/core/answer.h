/* answer - what follows from the ledger's answers. Pure.
 *
 * Reserve accepted: shares are reserved; when the round's last warehouse has answered, trips are
 * made. Refused with a line: that item is open again with the reason, the rest is asked once more;
 * refused as a whole: all of it is open again. Ship: the vehicle is loaded, and the answer's
 * events name the lots. Receipt: the stop is done, differences are open again. */
#ifndef EVN_DISPATCH_ANSWER_H
#define EVN_DISPATCH_ANSWER_H

#include "services/dispatch/core/decision.h"

/* As evn_core_ops.answered, within a decision. EVN_E_LIMIT, EVN_E_CORRUPT. */
EVN_MUST_USE evn_err evn_dsp_answered(struct evn_dsp_decision *d,
                                      const struct evn_lane_result *result);

/* Close those of the trip's rounds of which no share is on its way any more. */
void evn_dsp_trip_ended(struct evn_dsp_decision *d, const struct evn_dsp_trip *trip);

#endif
