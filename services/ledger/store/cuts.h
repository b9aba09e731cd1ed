/* cuts - tails cut off their accounts' chains into chunks, spans and flows. Shell. */
#ifndef EVN_LEDGER_STORE_CUTS_H
#define EVN_LEDGER_STORE_CUTS_H

#include "services/ledger/store/pending.h"

/* Pack what pending->cuts name, account by account; the movements are in pending->newest or behind
 * the cursor on their table. EVN_E_NO_MEMORY, EVN_E_CORRUPT: a chain is broken. Errors of the
 * store. */
EVN_MUST_USE evn_err evn_cuts_write(struct evn_pending *pending, const struct evn_chunk_cursors *at,
                                    MDB_cursor *movements);

#endif
