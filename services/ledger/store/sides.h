/* sides - a batch's movements account by account: balances, chains, and tails cut off into chunks.
 * Shell. */
#ifndef EVN_LEDGER_STORE_SIDES_H
#define EVN_LEDGER_STORE_SIDES_H

#include "services/ledger/store/pending.h"

/* What one writing transaction works with. */
struct evn_sides {
    struct evn_pending *pending;
    struct evn_accounts *accounts; /* as of before the batch; only grows here */
    struct evn_chunk_cursors at;
    MDB_cursor *movements;
    struct evn_rowsum rowsum; /* moved on with the balances */
};

/* Set the movements' links to the ones before them, cut tails that have grown, and leave the
 * new balances in pending->changes, by account. EVN_E_CORRUPT: a balance is not what a record
 * says. EVN_E_NO_MEMORY, errors of the store. */
EVN_MUST_USE evn_err evn_sides_write(struct evn_sides *sides);

#endif
