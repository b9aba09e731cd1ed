/* lots - what the ledger put on a vehicle: item, lot, quantity, for which reception point, read
 * from its answer. Pure. */
#ifndef EVN_DISPATCH_LOTS_H
#define EVN_DISPATCH_LOTS_H

#include "services/dispatch/core/decision.h"

/* Set the trip's lots from the events of the Ship that loaded it: the records that move stock onto
 * the vehicle. An account that neither the answer nor the ledger's stream has explained yet is
 * left out. EVN_E_CORRUPT, EVN_E_LIMIT. */
EVN_MUST_USE evn_err evn_dsp_lots_read(struct evn_dsp_decision *d, struct evn_bytes events,
                                       struct evn_dsp_trip *trip);

#endif
