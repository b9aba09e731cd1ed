/* receipt - what became of a shipment at a stop, line by line. Pure.
 *
 * Goods leave the vehicle in the order loaded: accepted ones go on stock at the stop, or are
 * consumed there; short ones are lost, damaged ones destroyed, refused ones go back to a place or
 * stay aboard. What came beyond that, or as another lot, is found at the stop. What no line says
 * anything about stays in transit. */
#ifndef EVN_LEDGER_RECEIPT_H
#define EVN_LEDGER_RECEIPT_H

#include "services/ledger/core/event.h"
#include "services/ledger/core/ship.h"

/* Draft the movements. A receipt earlier than its shipment is set to the shipment's instant. INPUT:
 * UNKNOWN_ITEM, UNKNOWN_PLACE, UNKNOWN_LOT, OUT_OF_RANGE, MISSING_FIELD, BAD_FIELD, BAD_DATE,
 * TIME_IN_FUTURE. STATE: NOT_SHIPPED with what is aboard for the stop (have) and what the line says
 * of it (want); LOT_CONFLICT, WRONG_STATE (a serial number that is elsewhere). LIMIT. */
EVN_MUST_USE evn_err evn_receipt_draft(struct evn_draft *draft,
                                       const struct evn_ledger_receipt *receipt);

/* The sums of each line and lot, from the draft: shipped = accepted + short + damaged + refused +
 * in transit; beside it what was over and wrong. In the arena. LIMIT. */
EVN_MUST_USE evn_err evn_receipt_sums(struct evn_draft *draft,
                                      const struct evn_ledger_receipt *receipt,
                                      struct evn_document_text *text);

#endif
