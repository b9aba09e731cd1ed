/* pending - rows that wait in memory until the applier writes them, in key order. Shell.
 *
 * One batch holds what a second or two of the log brings: movements, ids, frames. Writing only
 * appends, but for the chunks of accounts whose tail is cut (sides.h). It also works out the
 * balance of each changed account and checks what the log claims: each record's balance must be the
 * one before plus what moved. */
#ifndef EVN_LEDGER_STORE_PENDING_H
#define EVN_LEDGER_STORE_PENDING_H

#include "common/base/buf.h"
#include "services/ledger/core/record.h"
#include "services/ledger/store/accounts.h"
#include "services/ledger/store/chunks.h"
#include "services/ledger/store/newest.h"
#include "services/ledger/store/opened.h"
#include "services/ledger/store/radix.h"

struct evn_pending_movement {
    uint64_t seq;
    int64_t from_balance; /* after it, as recorded */
    int64_t to_balance;
    struct evn_movement_row row; /* prev_from and prev_to are set when it is written */
};

struct evn_pending_id {
    struct evn_id id;
    struct evn_id_row row;
};

/* The table a frame that is kept as it is goes to. */
enum evn_frame_table { EVN_FRAME_TEXTS, EVN_FRAME_FACTS, EVN_FRAME_RARE };

struct evn_pending_frame {
    uint64_t seq;
    size_t at; /* offset of its row in `bytes` */
    size_t len;
    enum evn_frame_table table;
};

/* An account whose tail is to be cut off. */
struct evn_pending_cut {
    const struct evn_radix *sides; /* its movements of the batch, see sides.c */
    size_t n;                      /* of them */
    uint64_t head;                 /* its newest movement before the batch */
    uint32_t n_legs;               /* and how many it had then */
};

struct evn_pending {
    struct evn_pending_movement *movements; /* by seq */
    size_t n_movements, movements_cap;
    struct evn_pending_id *ids;
    size_t n_ids, ids_cap;
    struct evn_pending_frame *frames;
    size_t n_frames, frames_cap;
    struct evn_opened *opened; /* accounts, by number */
    size_t n_opened, opened_cap;
    struct evn_buf bytes;     /* frames' rows, one behind the other */
    struct evn_rowsum rowsum; /* of facts, rare events, accounts and balances, before this batch */
    struct evn_account_change *changes; /* by account; made by writing */
    size_t n_changes, changes_cap;
    struct evn_radix *order, *spare; /* scratch for sorting; kept from batch to batch */
    size_t order_cap;
    struct evn_chunk_leg *legs; /* scratch: tails and new ones of a few accounts */
    size_t legs_cap;
    struct evn_pending_cut *cuts; /* by account; made by writing */
    size_t n_cuts, cuts_cap;
    struct evn_newest newest; /* movements of the batches before */
};

/* Empty, with the rowsum of what is in the views now. */
void evn_pending_init(struct evn_pending *pending, struct evn_rowsum rowsum);

void evn_pending_fini(struct evn_pending *pending);

/* Add a movement. EVN_E_NO_MEMORY, EVN_E_CORRUPT: its accounts are the same. */
EVN_MUST_USE evn_err evn_pending_record(struct evn_pending *pending,
                                        const struct evn_record *record, uint64_t seq);

/* Add a command's id. EVN_E_NO_MEMORY. */
EVN_MUST_USE evn_err evn_pending_id(struct evn_pending *pending, const struct evn_id *id,
                                    const struct evn_id_row *row);

/* Add a frame that is kept as it is, `seq` being its first event. EVN_E_NO_MEMORY, EVN_E_LIMIT. */
EVN_MUST_USE evn_err evn_pending_frame(struct evn_pending *pending, uint64_t seq,
                                       enum evn_frame_table table, uint32_t kind, uint32_t version,
                                       struct evn_bytes body);

/* Add an account that was opened. EVN_E_NO_MEMORY. */
EVN_MUST_USE evn_err evn_pending_opened(struct evn_pending *pending,
                                        const struct evn_opened *opened);

/* Rows that wait. */
size_t evn_pending_n(const struct evn_pending *pending);

/* Put all rows but balances, whose changes are left in `changes`. May be called again after a
 * failed transaction. EVN_E_CORRUPT: a row exists already, or a balance is not what the log says.
 * Errors of the store. */
EVN_MUST_USE evn_err evn_pending_write(struct evn_pending *pending, struct evn_accounts *accounts,
                                       const struct evn_ledger_tables *tables, MDB_txn *txn,
                                       struct evn_rowsum *rowsum);

/* The rows are committed: forget them, keep the memory. */
void evn_pending_clear(struct evn_pending *pending);

#endif
