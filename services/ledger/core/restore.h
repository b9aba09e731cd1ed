/* restore - a state from views instead of from the whole log. Pure but for the heap.
 *
 * A view at position P keeps the dictionary frames and, for each account, its key and balance. To
 * restore: evn_ledger_state_init; apply every dictionary frame but those of accounts, in log order;
 * evn_ledger_restore_room; evn_ledger_restore_accounts, in order; evn_ledger_restore_balance for
 * every account that moved; evn_ledger_restore_end. Then the log is applied from P + 1. */
#ifndef EVN_LEDGER_RESTORE_H
#define EVN_LEDGER_RESTORE_H

#include "services/ledger/core/state.h"

enum { EVN_BALANCE_LINE_MAX = 3 * (EVN_NAME_MAX + 1) + 24 };

/* There will be `n` accounts: make all room for them at once. EVN_E_NO_MEMORY. */
EVN_MUST_USE evn_err evn_ledger_restore_room(struct evn_ledger_state *state, uint32_t n);

/* Open the next `n` accounts; no key comes twice, which is not looked at. EVN_E_CORRUPT: a key that
 * is not known. EVN_E_NO_MEMORY. */
EVN_MUST_USE evn_err evn_ledger_restore_accounts(struct evn_ledger_state *state,
                                                 const struct evn_account_key *keys, size_t n);

/* Set what the view knows of an account that was just opened. `latest_us` is INT64_MIN and
 * `taken_in` 0 where there is no leg. EVN_E_CORRUPT: there is no such account, a physical balance
 * is negative or larger than what was taken in, or the account has a balance already. */
EVN_MUST_USE evn_err evn_ledger_restore_balance(struct evn_ledger_state *state, uint32_t account,
                                                int64_t balance, int64_t latest_us,
                                                int64_t taken_in);

/* Set what a record left open, in ascending order of `row->seq`; `name` is the owner or shipment
 * (row->name is not read). EVN_E_CORRUPT, EVN_E_NO_MEMORY. */
EVN_MUST_USE evn_err evn_ledger_restore_open(struct evn_ledger_state *state,
                                             const struct evn_open *row, struct evn_bytes name);

/* All accounts are restored: the next event is `next_seq`. */
void evn_ledger_restore_end(struct evn_ledger_state *state, uint64_t next_seq);

/* The account's line of the normalised digest, "place TAB item TAB lot TAB balance LF", not
 * NUL-terminated. The number of bytes written; 0 for an account without a balance. */
size_t evn_ledger_balance_line(const struct evn_ledger_state *state, uint32_t account,
                               char out[EVN_BALANCE_LINE_MAX]);

#endif
