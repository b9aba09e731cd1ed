/* opened - which accounts there are: place, item and lot by number, densely packed. Shell.
 *
 * There are as many accounts as everything else together, and a start reads them all. As frames of
 * the log each would be decoded and looked up by itself; here 160 of them lie in a row of 1,920
 * bytes, little-endian place, item, lot; account 0 and what is not opened yet are zeros. */
#ifndef EVN_LEDGER_STORE_OPENED_H
#define EVN_LEDGER_STORE_OPENED_H

#include "services/ledger/core/state.h"
#include "services/ledger/store/rowsum.h"

/* An account that was opened. */
struct evn_opened {
    uint32_t number;
    struct evn_account_key key;
};

/* Write the keys of `n` accounts behind those that are there and add them to *sum.
 * EVN_E_CORRUPT: their numbers are not the next ones. Errors of the store. */
EVN_MUST_USE evn_err evn_opened_write(const struct evn_opened *opened, size_t n, MDB_txn *txn,
                                      MDB_dbi dbi, struct evn_rowsum *sum);

/* Who takes them: `n` keys of the accounts from `first` on, in order. */
struct evn_opened_sink {
    void *self;
    evn_err (*take)(void *self, uint32_t first, const struct evn_account_key *keys, size_t n);
};

/* How many accounts were opened. EVN_E_CORRUPT, errors of the store. */
EVN_MUST_USE evn_err evn_opened_n(MDB_txn *txn, MDB_dbi dbi, uint32_t *n);

/* Give them all to the sink and add them to *sum. EVN_E_CORRUPT: a gap. Errors of the sink and of
 * the store. */
EVN_MUST_USE evn_err evn_opened_read(MDB_txn *txn, MDB_dbi dbi, const struct evn_opened_sink *sink,
                                     struct evn_rowsum *sum);

#endif
