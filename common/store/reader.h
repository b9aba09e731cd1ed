/* reader - one read transaction on the views, held by one thread at a time. Shell.
 *
 * A reader pins the pages of its moment, so the file grows while it stays open: evn_reader_old
 * says when it has been open for a second; a long read then ends, remembers its key and begins
 * again. What it reads is valid until evn_reader_end; nothing of LMDB's memory is kept beyond. */
#ifndef EVN_STORE_READER_H
#define EVN_STORE_READER_H

#include "common/base/env.h"
#include "common/store/applier.h"

enum { EVN_READER_MAX_US = 1000000 };

struct evn_reader {
    struct evn_store *store;   /* borrowed */
    MDB_dbi meta;              /* where the position row lives */
    const struct evn_env *env; /* for the monotonic clock; borrowed */
    MDB_txn *txn;              /* reused from read to read; valid between begin and end */
    int64_t begun_us;          /* monotonic; 0: not reading */
    struct evn_position at;    /* what this read sees */
};

/* Take a reader slot. EVN_E_LIMIT: all are taken. */
EVN_MUST_USE evn_err evn_reader_init(struct evn_reader *reader, struct evn_store *store,
                                     MDB_dbi meta, const struct evn_env *env);

void evn_reader_fini(struct evn_reader *reader);

/* Begin to read the latest views, which must hold `at_least` (0: whatever there is); waits for the
 * applier up to `wait_us` when it is given. EVN_E_BEHIND: not there in time; send it again. */
EVN_MUST_USE evn_err evn_reader_begin(struct evn_reader *reader, struct evn_applier *applier,
                                      uint64_t at_least, int64_t wait_us);

/* Has this read been open for too long? */
bool evn_reader_old(const struct evn_reader *reader);

void evn_reader_end(struct evn_reader *reader);

#endif
