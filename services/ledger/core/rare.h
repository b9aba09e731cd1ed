/* rare - events that are few next to movements, and what they make of the state. Pure but heap.
 *
 * Counts, holds, blocked claims, recalls, readings, expected deliveries, crossings, kits,
 * discrepancies. The views keep each of them whole, by its number, and a start applies them again
 * after accounts and balances are there: so each family has one function that changes its state,
 * used by the log and by the views alike. It never touches a balance; movements do that. */
#ifndef EVN_LEDGER_RARE_H
#define EVN_LEDGER_RARE_H

#include "common/journal/frame.h"
#include "services/ledger/core/state.h"

struct evn_record;

/* Is a record of that kind a rare event? */
static inline bool evn_rare_is_record(uint32_t kind)
{
    return kind == EVN_RECORD_COUNTED || kind == EVN_RECORD_HOLD_PUT ||
           kind == EVN_RECORD_HOLD_RELEASED || kind == EVN_RECORD_CLAIM_BLOCKED ||
           kind == EVN_RECORD_CLAIM_UNBLOCKED;
}

/* Is a frame of that kind one? */
static inline bool evn_rare_is_frame(uint32_t kind)
{
    return kind >= EVN_LEDGER_FRAME_EXPECTED && kind <= EVN_LEDGER_FRAME_THRESHOLD;
}

/* The same of an event as the log has it: a frame of such a kind, or the text of a reversal. */
bool evn_rare_is_event(const struct evn_frame *frame);

/* Take in event `seq`: a frame of such a kind, or a run of one such record. EVN_E_CORRUPT: what it
 * says cannot be. EVN_E_UNKNOWN_EVENT: nobody here knows it, and it is not ignorable.
 * EVN_E_NO_MEMORY. */
EVN_MUST_USE evn_err evn_rare_apply(struct evn_ledger_state *state, uint64_t seq,
                                    const struct evn_frame *frame);

/* The same of a record that was read already. */
EVN_MUST_USE evn_err evn_rare_apply_record(struct evn_ledger_state *state, uint64_t seq,
                                           const struct evn_record *record);

#endif
