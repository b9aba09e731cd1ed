/* viewrows - the tables every service has in its views: command ids and the engine's rows. Shell.
 *
 * `commands` says for each command id with a cause what it was used for, so memory may forget it.
 * `kit` keeps the latest of each thing the engine's own events say (cursors, keys, the clock) and
 * every command of ours that is not answered, so that a service may start from its views without
 * reading the log from its beginning. Rows: proto/spec/3-views.md. */
#ifndef EVN_SERVICE_VIEWROWS_H
#define EVN_SERVICE_VIEWROWS_H

#include "common/service/group.h"
#include "common/store/applier.h"

enum { EVN_VIEWROWS_TABLES = 2 };

/* Two independent sums over the rows of `kit`, which a start reads. */
struct evn_viewrows_sum {
    uint64_t a, b;
};

struct evn_viewrows_change; /* a row that waits to be put or deleted */
struct evn_viewrows_id;     /* a command id that waits */

struct evn_viewrows {
    MDB_dbi commands, kit;
    struct evn_buf bytes;               /* keys and values of changes, one behind the other */
    struct evn_viewrows_change *change; /* in the order of the log */
    size_t n_changes, changes_cap;
    struct evn_viewrows_id *id;
    size_t n_ids, ids_cap;
    struct evn_viewrows_sum kept;    /* of the rows that are committed */
    struct evn_viewrows_sum written; /* with the last write */
};

/* Open both tables. `digest` is that of the position row. Errors of evn_store_table. */
EVN_MUST_USE evn_err evn_viewrows_init(struct evn_viewrows *rows, struct evn_store *store,
                                       const struct evn_hash256 *digest);
void evn_viewrows_fini(struct evn_viewrows *rows);

/* The parts of struct evn_view_ops; the digest fills the second half of `out`. */
EVN_MUST_USE evn_err evn_viewrows_fold(struct evn_viewrows *rows, const struct evn_block *block);
size_t evn_viewrows_pending(const struct evn_viewrows *rows);
EVN_MUST_USE evn_err evn_viewrows_write(struct evn_viewrows *rows, MDB_txn *txn);
void evn_viewrows_clear(struct evn_viewrows *rows);
void evn_viewrows_digest(const struct evn_viewrows *rows, struct evn_hash256 *out);

/* What an id was used for, as the read `txn` sees it. EVN_E_CORRUPT, errors of the store. */
EVN_MUST_USE evn_err evn_viewrows_find(const struct evn_viewrows *rows, MDB_txn *txn,
                                       const struct evn_id *id, struct evn_id_use *out,
                                       bool *found);

/* Give each row of `kit` to `take`, commands by ascending event. EVN_E_DIGEST_MISMATCH: rows are
 * damaged or missing: rebuild. Errors of `take`. */
EVN_MUST_USE evn_err evn_viewrows_load(const struct evn_viewrows *rows, MDB_txn *txn,
                                       evn_err (*take)(void *self, const struct evn_frame *frame,
                                                       uint64_t seq, int64_t recorded_at_us),
                                       void *self);

#endif
