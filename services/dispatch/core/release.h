/* release - give reservations back that this decision no longer needs. Pure. */
#ifndef EVN_DISPATCH_RELEASE_H
#define EVN_DISPATCH_RELEASE_H

#include "services/dispatch/core/share.h"

/* Ask the ledger to release what this decision gave back of the round's shares that are on this
 * trip ("": on none): one Release for each warehouse. EVN_E_LIMIT. */
EVN_MUST_USE evn_err evn_dsp_release(struct evn_dsp_decision *d, const struct evn_dsp_round *round,
                                     const char *trip);

#endif
