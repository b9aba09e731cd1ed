/* view - the past of the ledger as the views hold it, for the writer thread. Shell.
 *
 * Implements struct evn_history_view (services/ledger/core/history.h) on one read transaction that
 * is renewed once per turn, so all decisions of a turn see one position. An account's newest
 * movement is looked up in memory (accounts.h), which may be ahead of the transaction: then its
 * chain is followed back to the transaction's position. */
#ifndef EVN_LEDGER_STORE_VIEW_H
#define EVN_LEDGER_STORE_VIEW_H

#include "common/store/reader.h"
#include "services/ledger/store/tail.h"

struct evn_ledger_view {
    struct evn_reader reader;
    struct evn_store *store;                /* borrowed */
    const struct evn_ledger_tables *tables; /* borrowed */
    struct evn_chunk_cursors cursors;       /* renewed with the transaction */
    MDB_cursor *movements;
    MDB_cursor *ids;
    struct evn_tail last;            /* of who was asked about last: one decision asks much */
    struct evn_history_view history; /* what `decide` is given; self is this struct */
};

/* Open the first read. `view` must not move afterwards. EVN_E_LIMIT: no reader slot. */
EVN_MUST_USE evn_err evn_ledger_view_init(struct evn_ledger_view *view, struct evn_store *store,
                                          const struct evn_ledger_tables *tables,
                                          const struct evn_env *env);

void evn_ledger_view_fini(struct evn_ledger_view *view);

/* See the latest committed views from now on. Once per turn. */
EVN_MUST_USE evn_err evn_ledger_view_renew(struct evn_ledger_view *view);

/* The account as it is at the view's position; its latest_us may be later than that. */
EVN_MUST_USE evn_err evn_ledger_view_account(const struct evn_ledger_view *view, uint32_t account,
                                             struct evn_balance_row *out);

/* The account's newest movement in the views; 0 in *seq: none. */
EVN_MUST_USE evn_err evn_ledger_view_head(const struct evn_ledger_view *view, uint32_t account,
                                          uint64_t *seq);

/* The movement recorded as event `seq`. EVN_E_CORRUPT: it is not there. */
EVN_MUST_USE evn_err evn_ledger_view_movement(const struct evn_ledger_view *view, uint64_t seq,
                                              struct evn_movement_row *out);

#endif
