/* ship - goods aboard a vehicle, each for a stop, until somebody received them. Pure.
 *
 * A SHIP record leaves its quantity open for its stop; what a receipt says is taken from it by that
 * record's number, so no more can be received than is aboard for the stop. Invariant: what is open
 * on an account of a vehicle is at most its balance. Goods that leave a vehicle in another way are
 * taken from what is free there first, then from what was loaded last. */
#ifndef EVN_LEDGER_SHIP_H
#define EVN_LEDGER_SHIP_H

#include "services/ledger/core/draft.h"
#include "services/ledger/core/record.h"

/* Draft the movements of a shipment and the use of its claims. INPUT: those of evn_draft_line,
 * with the fields of Ship. STATE: EXISTS (a shipment of this name still has goods aboard),
 * SHORT_STOCK. LIMIT. */
EVN_MUST_USE evn_err evn_ship_draft(struct evn_draft *draft, const struct evn_ledger_ship *ship);

/* Draft a receipt: accepted to consumed, missing to lost, damaged to destroyed; refused stays. A
 * receipt earlier than its shipment is set to the shipment's instant. INPUT: UNKNOWN_ITEM,
 * UNKNOWN_PLACE, UNKNOWN_LOT, OUT_OF_RANGE, BAD_DATE, TIME_IN_FUTURE. STATE: NOT_SHIPPED with
 * what is aboard for the stop (have) and what the line says came (want). LIMIT. */
EVN_MUST_USE evn_err evn_receipt_draft(struct evn_draft *draft,
                                       const struct evn_ledger_receipt *receipt);

/* Add a movement; out of a vehicle it is cut into what is free and what was aboard for a stop. */
EVN_MUST_USE evn_err evn_aboard_move(struct evn_draft *draft, const struct evn_move *move,
                                     uint32_t from, uint32_t to, uint32_t item, uint32_t lot);

/* Whether a movement leaves goods aboard for a stop: a shipment, or what undoes a receipt. */
bool evn_record_puts_aboard(const struct evn_record *record);

/* Whether it takes from what record `ref` left there: goods that leave, or what undoes a shipment.
 */
bool evn_record_takes_aboard(const struct evn_record *record);

/* Every vehicle still has what is open on it once the draft happened. STATE: SHORT_STOCK with what
 * is free there (have) and what is taken (want). */
EVN_MUST_USE evn_err evn_aboard_check(struct evn_draft *draft);

#endif
