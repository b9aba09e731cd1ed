/* load - the ledger's state at start: from the views, then from the log behind them. Shell. */
#ifndef EVN_LEDGER_STORE_LOAD_H
#define EVN_LEDGER_STORE_LOAD_H

#include "services/ledger/core/state.h"
#include "services/ledger/store/views.h"

/* Make `state` from the views alone, as it is at their position; the caller applies what follows.
 * Errors as below. */
EVN_MUST_USE evn_err evn_ledger_load_views(struct evn_ledger_views *views,
                                           const struct evn_ledger_limits *limits,
                                           struct evn_ledger_state *state);

/* Apply what the journal has committed from state->next_seq on. Errors of evn_ledger_apply and of
 * the reader; the state is then good for nothing but its end. */
EVN_MUST_USE evn_err evn_ledger_replay(struct evn_journal *journal, struct evn_ledger_state *state);

/* Make `state` from the views at their position and replay what the journal has committed behind
 * it. On success the caller owns the state; on error it is gone. The views must be of this journal
 * (evn_applier_new has checked).
 * EVN_E_DIGEST_MISMATCH: what the views hold is damaged: rebuild them. Errors of evn_ledger_apply,
 * of the reader and of the store. */
EVN_MUST_USE evn_err evn_ledger_load(struct evn_ledger_views *views, struct evn_journal *journal,
                                     const struct evn_ledger_limits *limits,
                                     struct evn_ledger_state *state);

#endif
