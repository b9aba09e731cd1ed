/* open_rows - claims and goods aboard in the views: what records left open. Shell.
 *
 * Table `open`: be64 seq of the record that made it -> 32 bytes and the name; see
 * proto/spec/3-views.md. Rows are few next to movements: they are changed one by one, in the order
 * of the log. Row 0 holds the sum over all others, so that a start notices damage. */
#ifndef EVN_LEDGER_STORE_OPEN_ROWS_H
#define EVN_LEDGER_STORE_OPEN_ROWS_H

#include "common/store/applier.h"
#include "services/ledger/core/state.h"
#include "services/ledger/store/rowsum.h"

struct evn_open_change; /* one change that waits */

struct evn_open_rows {
    MDB_dbi open;
    struct evn_open_change *change; /* in the order of the log; owned */
    size_t n, cap;
};

/* Open the table. Errors of evn_store_table. */
EVN_MUST_USE evn_err evn_open_rows_init(struct evn_open_rows *rows, struct evn_store *store);
void evn_open_rows_fini(struct evn_open_rows *rows);

/* Parts of struct evn_view_ops. fold: EVN_E_CORRUPT, EVN_E_NO_MEMORY. write: EVN_E_CORRUPT when a
 * record takes from a row that is not there, or more than is left. */
EVN_MUST_USE evn_err evn_open_rows_fold(struct evn_open_rows *rows, const struct evn_block *block);
size_t evn_open_rows_pending(const struct evn_open_rows *rows);
EVN_MUST_USE evn_err evn_open_rows_write(struct evn_open_rows *rows, MDB_txn *txn);
void evn_open_rows_clear(struct evn_open_rows *rows);

/* Put every row into the state, whose accounts are restored already. EVN_E_DIGEST_MISMATCH. */
EVN_MUST_USE evn_err evn_open_rows_load(const struct evn_open_rows *rows, struct evn_store *store,
                                        struct evn_ledger_state *state);

#endif
