/* apply - change the state by what the log says. Pure but for the heap.
 *
 * The one function that changes the ledger's state: live, in replay and on a standby alike. It
 * reads no clock, no policy and no configuration, and never says no to a well-formed event. */
#ifndef EVN_LEDGER_APPLY_H
#define EVN_LEDGER_APPLY_H

#include "common/journal/frame.h"
#include "services/ledger/core/state.h"

/* Apply one frame, whose first event has the number state->next_seq; next_seq goes on by
 * frame->count. EVN_E_UNKNOWN_EVENT: a kind of a newer version that is not ignorable.
 * EVN_E_CORRUPT: the bytes are not such an event or contradict the state. EVN_E_NO_MEMORY.
 * After an error the state must not be used any more. */
EVN_MUST_USE evn_err evn_ledger_apply(struct evn_ledger_state *state,
                                      const struct evn_frame *frame);

/* Apply all frames of a payload, in order. */
EVN_MUST_USE evn_err evn_ledger_apply_all(struct evn_ledger_state *state, struct evn_bytes payload);

#endif
