/* chain - an account's movements by following them from the newest back. Shell (reads LMDB rows).
 */
#ifndef EVN_LEDGER_STORE_CHAIN_H
#define EVN_LEDGER_STORE_CHAIN_H

#include "services/ledger/store/chunks.h"

/* Put legs into business order: by instant, then by seq. */
void evn_legs_sort(struct evn_chunk_leg *legs, size_t n);

/* Read the `n` movements of `account` from `head` back into `legs`, in business order. `movements`
 * is a cursor on that table. EVN_E_CORRUPT: the chain does not have them. Errors of the store. */
EVN_MUST_USE evn_err evn_chain_read(MDB_cursor *movements, uint32_t account, uint64_t head,
                                    struct evn_chunk_leg *legs, size_t n);

#endif
