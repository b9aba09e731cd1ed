/* position - how far the views have followed the log: one row, written in each transaction. Shell.
 *
 * Row `position` of table `meta`, 120 bytes, little-endian, offsets in proto/spec/3-views.md. As it
 * is committed together with the rows it speaks of, views and position never disagree; a restart
 * opens the views at P and replays the log from P + 1. */
#ifndef EVN_STORE_POSITION_H
#define EVN_STORE_POSITION_H

#include "common/base/hash.h"
#include "common/journal/journal.h"
#include "common/store/store.h"

enum { EVN_POSITION_LEN = 120, EVN_FORMAT_NONE = 0 /* of views that must be made again */ };

struct evn_position {
    uint32_t format;           /* version of the service's tables */
    uint8_t log_id[16];        /* the log these views are of */
    uint64_t incarnation;      /* of the log at block `seq` */
    uint64_t seq;              /* last event applied; 0: none */
    int64_t recorded_at_us;    /* of the block that ends at seq; INT64_MIN: none */
    struct evn_hash256 block;  /* hash of the block that ends at seq; zeros: none */
    struct evn_hash256 digest; /* of the service's state at seq, see struct evn_view_ops */
};

/* Read the row. *found says whether there is one: a new environment has none.
 * EVN_E_CORRUPT: not of this layout, or its own check does not hold. */
EVN_MUST_USE evn_err evn_position_get(MDB_txn *txn, MDB_dbi meta, struct evn_position *out,
                                      bool *found);

EVN_MUST_USE evn_err evn_position_put(MDB_txn *txn, MDB_dbi meta, const struct evn_position *at);

/* Do views at `at` belong to this log? EVN_E_WRONG_LOG: another log, or tables of another format.
 * EVN_E_LOG_BEHIND_VIEW: the log ends before `at`. EVN_E_CORRUPT: the log's block that ends at
 * `at` is not the one that was applied. */
EVN_MUST_USE evn_err evn_position_check(const struct evn_position *at, uint32_t format,
                                        struct evn_journal *journal);

#endif
