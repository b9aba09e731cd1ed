/* pending - rows that wait in memory until the applier writes them. Shell.
 *
 * One batch holds what up to a second of the log brings: movements, ids, frames. Movements are
 * added in the order of the log and take their place in their row at once; the balance of each
 * account that moves is worked out then, and what the log claims is checked: each record's balance
 * must be the one before plus what moved. Writing only appends, but for the chunks of accounts
 * whose tail is cut (cuts.h) and for late ids. */
#ifndef EVN_LEDGER_STORE_PENDING_H
#define EVN_LEDGER_STORE_PENDING_H

#include "common/base/buf.h"
#include "services/ledger/core/record.h"
#include "services/ledger/store/accounts.h"
#include "services/ledger/store/chunks.h"
#include "services/ledger/store/newest.h"
#include "services/ledger/store/opened.h"
#include "services/ledger/store/radix.h"

/* The table a frame that is kept as it is goes to. */
enum evn_frame_table { EVN_FRAME_TEXTS, EVN_FRAME_FACTS, EVN_FRAME_RARE };

struct evn_pending_frame {
    uint64_t seq;
    size_t at; /* offset of its row in `bytes` */
    size_t len;
    enum evn_frame_table table;
};

/* A tail of EVN_CUT_LEGS movements that is to be cut off. */
struct evn_pending_cut {
    uint64_t head; /* the newest of them */
    uint32_t account;
    uint32_t n_legs; /* of the account up to there, see EVN_LEGS_COUNTED */
};

struct evn_pending {
    struct evn_accounts *accounts; /* as of before the batch; only grows here; borrowed */
    struct evn_newest newest;      /* movements, and those of the batches before */
    uint64_t first_seq;            /* of the oldest movement that waits */
    size_t n_movements;
    struct evn_id_kept *ids; /* in the order of the log */
    size_t n_ids, ids_cap;
    struct evn_radix *order; /* scratch for sorting ids; kept from batch to batch */
    size_t order_cap;
    struct evn_pending_frame *frames;
    size_t n_frames, frames_cap;
    struct evn_opened *opened; /* accounts, by number */
    size_t n_opened, opened_cap;
    struct evn_buf bytes;     /* frames' rows, one behind the other */
    struct evn_rowsum rowsum; /* of facts, rare events, accounts and balances, before this batch */
    struct evn_rowsum replaced; /* of the balances before this batch that are in `changes` */
    struct evn_account_change *changes; /* accounts that moved, as they are with the batch */
    size_t n_changes, changes_cap;
    struct evn_grow change_of;    /* by account, u32: `batch` and 1 + its place in `changes` */
    uint32_t batch;               /* 1 to EVN_PENDING_BATCHES; marks of other ones say nothing */
    struct evn_pending_cut *cuts; /* in the order of the log, by account once written */
    size_t n_cuts, cuts_cap;
};

/* Marks stay when a batch is done: it would cost two cache misses a movement to wipe them. */
enum {
    EVN_PENDING_PLACE_BITS = 21,
    EVN_PENDING_PLACE = (1 << EVN_PENDING_PLACE_BITS) - 1,
    EVN_PENDING_BATCHES = (1 << (32 - EVN_PENDING_PLACE_BITS)) - 1
};
_Static_assert(2 * EVN_NEWEST_N < EVN_PENDING_PLACE, "every side that waits has a place");

/* Empty, on top of these accounts, which are borrowed, and the rowsum of what is in the views. */
void evn_pending_init(struct evn_pending *pending, struct evn_accounts *accounts,
                      struct evn_rowsum rowsum);

void evn_pending_fini(struct evn_pending *pending);

/* Add the movement recorded as event `seq`, newer than all before. EVN_E_NO_MEMORY. EVN_E_CORRUPT:
 * a balance is not what the record says, or its accounts are the same. EVN_E_LIMIT: more events
 * wait than are kept in memory (newest.h); write first. */
EVN_MUST_USE evn_err evn_pending_record(struct evn_pending *pending,
                                        const struct evn_record *record, uint64_t seq);

/* A movement of this account is added soon: fetch where its balance is, and some ten accounts
 * later, when that is there, the balance. Always inline: see evn_newest_ahead. */
__attribute__((always_inline)) static inline void
evn_pending_ahead(const struct evn_pending *pending, uint32_t account)
{
    if (account < pending->change_of.n)
        __builtin_prefetch(EVN_GROW_AT(uint32_t, &pending->change_of, account), 1);
}

/* 1 + the place in `changes` of an account, 0: it has none. */
static inline uint32_t evn_pending_place(const struct evn_pending *pending, uint32_t account)
{
    uint32_t mark = *EVN_GROW_AT(uint32_t, &pending->change_of, account);
    return mark >> EVN_PENDING_PLACE_BITS == pending->batch ? mark & EVN_PENDING_PLACE : 0;
}

__attribute__((always_inline)) static inline void
evn_pending_nearer(const struct evn_pending *pending, uint32_t account)
{
    if (account >= pending->accounts->n || account >= pending->change_of.n)
        return;
    uint32_t place = evn_pending_place(pending, account);
    if (place > 0)
        __builtin_prefetch(&pending->changes[place - 1], 1);
    else
        __builtin_prefetch(evn_accounts_at(pending->accounts, account));
}

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

/* Rows that wait but movements. */
size_t evn_pending_n(const struct evn_pending *pending);

/* Put all rows but balances, which are left in `changes`. May be called again after a failed
 * transaction. EVN_E_CORRUPT: a row exists already. Errors of the store. */
EVN_MUST_USE evn_err evn_pending_write(struct evn_pending *pending,
                                       const struct evn_ledger_tables *tables, MDB_txn *txn,
                                       struct evn_rowsum *rowsum);

/* The rows are committed: forget them, keep the memory. */
void evn_pending_clear(struct evn_pending *pending);

#endif
