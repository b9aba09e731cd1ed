/* applier - follows the log and writes the views behind it, in large batches. Shell.
 *
 * The applier reads committed blocks through its own journal reader, lets the service fold them
 * into rows in memory, and every one or two seconds, or when enough rows wait, writes them sorted
 * in ONE LMDB transaction together with the position. Nobody waits for it: answers come from log
 * and memory. What it has not written yet is the overlay in the writer's memory, so its lag is
 * bounded: from a tenth of a second of events that are not folded yet on the writer is told to wait
 * (pace), and past the bound the service answers EVN_E_VIEW_LAG.
 *
 * It runs as a thread of its own (start, stop), or step by step in the caller's thread (step): the
 * simulator and tests choose when it runs. A full map or disk stops it, visibly, while reads go
 * on; it tries again each interval. */
#ifndef EVN_STORE_APPLIER_H
#define EVN_STORE_APPLIER_H

#include "common/base/env.h"
#include "common/journal/journal.h"
#include "common/store/pace.h"
#include "common/store/position.h"
#include "common/store/store.h"

/* What a service's store does with blocks. All are called from one thread at a time. */
struct evn_view_ops {
    void *self;
    /* Take the block's events into memory; nothing of `block` is kept by reference. An error
     * stops the applier for good: EVN_E_CORRUPT, EVN_E_UNKNOWN_EVENT, EVN_E_NO_MEMORY. */
    evn_err (*fold)(void *self, const struct evn_block *block);
    /* How many rows wait in memory. */
    size_t (*pending)(void *self);
    /* Put all waiting rows, in key order; keeps them. */
    evn_err (*write)(void *self, MDB_txn *txn);
    /* The waiting rows are committed: forget them. */
    void (*clear)(void *self);
    /* Digest of what the views hold with the rows just written. */
    void (*digest)(void *self, struct evn_hash256 *out);
    /* For a service that keeps rows in memory and writes them behind the position, so that a start
     * finds less to derive; NULL in all others. Called when nothing waits: a slice each interval
     * with no work, and all of it at the end. Is there nothing behind? */
    bool (*settled)(void *self);
    /* Put a bounded slice. */
    evn_err (*settle)(void *self, MDB_txn *txn);
    /* The slice is committed. */
    void (*settle_done)(void *self);
};

struct evn_applier_config {
    struct evn_store *store;        /* borrowed */
    struct evn_journal *journal;    /* borrowed; must outlive the applier */
    const struct evn_view_ops *ops; /* borrowed */
    const struct evn_env *env;      /* for the monotonic clock; borrowed */
    MDB_dbi meta;                   /* where the position row lives */
    uint32_t format;                /* version of the service's tables */
    int64_t interval_us;            /* commit after this long; 1 to 2 s */
    size_t n_pending_max;           /* or with so many rows waiting; about 500,000 */
    uint64_t lag_max;               /* events behind the head past which evn_applier_behind */
};

struct evn_applier_lag {
    uint64_t head_seq;  /* last committed event of the log, as told by evn_applier_wake */
    uint64_t seq;       /* last event in the views */
    uint64_t n_commits; /* transactions since start */
    uint64_t n_rows;    /* rows written since start */
    int64_t busy_us;    /* time spent in write and commit since start */
    int64_t last_us;    /* length of the last one */
    int64_t paced_us;   /* the writer was told to wait, in all */
    evn_err stalled;    /* EVN_OK, or why the last attempt to write failed; it goes on trying */
    evn_err failed;     /* EVN_OK, or why the applier ended: the service must exit */
};

struct evn_applier;

/* Read the position and open a reader behind it. `at` tells where the views stand; the caller
 * loads its state from there. New views take the log's id and begin at 0.
 * Errors of evn_position_check and of the reader. */
EVN_MUST_USE evn_err evn_applier_new(const struct evn_applier_config *config,
                                     struct evn_applier **out, struct evn_position *at);

/* Stops the thread if it runs. What was folded and not committed is dropped: the log has it. */
void evn_applier_destroy(struct evn_applier **applier);

/* Fold what the log has committed and commit if it is time or enough waits; with `all`, until
 * nothing is left, nor to settle. Not while the thread runs. EVN_E_MAP_FULL, EVN_E_NO_SPACE: try
 * again later. Any other error is final: exit. */
EVN_MUST_USE evn_err evn_applier_step(struct evn_applier *applier, bool all);

/* Run in a thread of its own from now on. EVN_E_NO_MEMORY. */
EVN_MUST_USE evn_err evn_applier_start(struct evn_applier *applier);

/* End the thread after a last commit of everything the log holds, settled. Returns what stopped it.
 */
EVN_MUST_USE evn_err evn_applier_stop(struct evn_applier *applier);

/* Tell it that the log is committed up to `head_seq`. Cheap; called each turn. */
void evn_applier_wake(struct evn_applier *applier, uint64_t head_seq);

void evn_applier_lag(struct evn_applier *applier, struct evn_applier_lag *out);

/* EVN_OK, EVN_E_VIEW_LAG past the bound, or why the applier ended. Cheap; called each turn. */
EVN_MUST_USE evn_err evn_applier_behind(struct evn_applier *applier);

/* How long the writer is to wait before it takes in more work, on account of what it took in since
 * the last call; 0 unless a tenth of a second of work or more is not folded yet. Cheap; called each
 * turn. */
int64_t evn_applier_pace_us(struct evn_applier *applier);

/* Wait until the views hold `seq`, at most `wait_us`; the applier then does not wait for its
 * interval. Any thread. EVN_E_BEHIND. */
EVN_MUST_USE evn_err evn_applier_wait(struct evn_applier *applier, uint64_t seq, int64_t wait_us);

#endif
