/* checkpoint - balances written behind the batches, a slice at a time. Shell.
 *
 * Each batch also writes the next slice of the table `balances`, in order of account, as they are
 * in memory at that moment; rows that did not change are left alone. So no commit is long, and the
 * rows of one pass are of different moments. That does no harm: a balance says by its `head` which
 * movements it holds. `done` is where the last finished pass began: every movement that some row
 * may lack stands behind it. A start reads the rows and takes the movements behind `done` that each
 * account's row lacks. */
#ifndef EVN_LEDGER_STORE_CHECKPOINT_H
#define EVN_LEDGER_STORE_CHECKPOINT_H

#include "services/ledger/store/accounts.h"

/* A pass takes about so many events; what a start must fold is at most twice that and a batch. */
enum { EVN_CHECKPOINT_EVENTS = 4000000, EVN_CHECKPOINT_ROWS_MIN = 256 };

struct evn_checkpoint {
    uint64_t done;  /* movements up to here are in every row of balances */
    uint64_t begun; /* where the views stood when the running pass began */
    uint32_t next;  /* row of balances it goes on with; 0: no pass is running */
};

/* How many rows a batch of `n_events` is to write, at least `n_min`. */
size_t evn_checkpoint_share(const struct evn_accounts *accounts, uint64_t n_events, size_t n_min);

/* Write up to `n_rows` rows and the checkpoint's own row. `checkpoint` is moved on: keep it only
 * when the transaction was committed. Errors of the store. */
EVN_MUST_USE evn_err evn_checkpoint_write(struct evn_checkpoint *checkpoint,
                                          const struct evn_accounts *accounts,
                                          const struct evn_ledger_tables *tables, MDB_txn *txn,
                                          size_t n_rows);

/* Fill `accounts`, which are empty, as of `seq`, where the views stand: the rows, then the
 * movements behind them. EVN_E_CORRUPT: rows that cannot be. Errors of the store. */
EVN_MUST_USE evn_err evn_checkpoint_load(struct evn_checkpoint *checkpoint,
                                         struct evn_accounts *accounts,
                                         const struct evn_ledger_tables *tables, MDB_txn *txn,
                                         uint64_t seq);

/* Take one side of a movement into an account's balance. False: sums do not fit. */
EVN_MUST_USE bool evn_balance_take(struct evn_balance_row *row, const struct evn_movement_row *m,
                                   uint64_t seq, bool out);

#endif
