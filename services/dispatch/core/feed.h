/* feed - what dispatch takes from the streams of registry, planner and ledger. Pure. */
#ifndef EVN_DISPATCH_FEED_H
#define EVN_DISPATCH_FEED_H

#include "services/dispatch/core/decision.h"

/* Take notice of a block, within a decision: facts become events of our own; what does not
 * concern dispatch is passed over. EVN_E_CORRUPT: not what the source's spec says. EVN_E_LIMIT. */
EVN_MUST_USE evn_err evn_dsp_feed(struct evn_dsp_decision *d, const struct evn_feed *feed);

#endif
