/* chain - an account's movements by following them from the newest back. Shell (reads LMDB rows).
 */
#ifndef EVN_LEDGER_STORE_CHAIN_H
#define EVN_LEDGER_STORE_CHAIN_H

#include "services/ledger/store/chunks.h"
#include "services/ledger/store/newest.h"

/* Put legs into business order: by instant, then by seq. */
void evn_legs_sort(struct evn_chunk_leg *legs, size_t n);

/* A chain to be read: the newest `n` movements of `account`, from `rest` back, into `legs`, oldest
 * first; afterwards `n` is 0 and `rest` the one before them, or 0. */
struct evn_chain_walk {
    uint32_t account;
    uint64_t rest;
    struct evn_chunk_leg *legs; /* room for n */
    size_t n;
};

/* Read several chains side by side, so that the next movement of one comes from memory while the
 * others are looked at. `movements` is a cursor on that table, looked at for what is not in
 * `newest`, which may be NULL. EVN_E_CORRUPT: a chain is broken or shorter. Errors of the store. */
EVN_MUST_USE evn_err evn_chain_read(MDB_cursor *movements, const struct evn_newest *newest,
                                    struct evn_chain_walk *walks, size_t n_walks);

/* Go back from the balance *row to what it was at event `seq`: *row loses the movements behind it.
 * Its latest_us stays, as a bound, and n_legs may be too large by a multiple of EVN_CUT_LEGS.
 * Errors as above. */
EVN_MUST_USE evn_err evn_chain_rewind(MDB_cursor *movements, uint32_t account, uint64_t seq,
                                      struct evn_balance_row *row);

#endif
