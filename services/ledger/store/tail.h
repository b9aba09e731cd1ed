/* tail - the newest legs of an account, and its past as those and its chunks together tell it.
 * Shell (reads LMDB rows).
 *
 * The legs of an account are cut off its chain EVN_CUT_LEGS at a time, in the order they were
 * recorded, and packed into chunks. The rest, fewer than that, are the tail: read by the chain's
 * links. An account that never had that many has a tail alone. */
#ifndef EVN_LEDGER_STORE_TAIL_H
#define EVN_LEDGER_STORE_TAIL_H

#include "services/ledger/store/chunks.h"

struct evn_tail {
    uint32_t account; /* 0: none was read */
    uint64_t head;    /* its newest movement then */
    int64_t until_us; /* latest instant in its chunks; INT64_MIN: there are none */
    size_t n;
    struct evn_chunk_leg legs[EVN_CUT_LEGS]; /* in business order */
};

/* Read the tail of an account whose balance at the cursors' transaction is *row. EVN_E_CORRUPT: the
 * chain does not end where it must. Errors of the store. */
EVN_MUST_USE evn_err evn_tail_read(struct evn_tail *tail, MDB_cursor *movements, MDB_cursor *chunks,
                                   uint32_t account, const struct evn_balance_row *row);

/* Summary of all legs with after_us < occurred_at <= until_us. EVN_E_CORRUPT, errors of the store.
 */
EVN_MUST_USE evn_err evn_tail_summary(const struct evn_tail *tail,
                                      const struct evn_chunk_cursors *at, int64_t after_us,
                                      int64_t until_us, struct evn_leg_summary *out);

#endif
