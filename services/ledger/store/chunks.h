/* chunks - sums and minima of runs of legs, so that the past of a long account is not replayed.
 * Shell (reads and writes LMDB rows inside a transaction of the caller).
 *
 * A long account's legs are cut into chunks of about EVN_CHUNK_LEGS, always between two instants,
 * never inside one, because a balance counts only at an instant's end. A chunk's row says sum,
 * smallest prefix and where; its last instant is kept apart, so a leg at the account's end costs
 * one row update and no reading. A back-dated leg has its chunk read again; a chunk that grew to
 * twice its size is cut. So a summary over a million legs reads about two thousand chunk rows and
 * at most two chunks of legs. */
#ifndef EVN_LEDGER_STORE_CHUNKS_H
#define EVN_LEDGER_STORE_CHUNKS_H

#include "services/ledger/store/tables.h"

enum { EVN_CHUNK_LEGS = 512 };

/* Cursors on legs and chunks of one transaction. */
struct evn_chunk_cursors {
    MDB_cursor *legs;
    MDB_cursor *chunks;
};

/* A signed change of an account. */
struct evn_chunk_leg {
    int64_t at_us;
    uint64_t seq;
    int64_t delta;
};

/* Nothing summed up yet. */
static inline struct evn_leg_summary evn_summary_none(void)
{
    return (struct evn_leg_summary){.sum = 0, .min = INT64_MAX, .min_at_us = INT64_MIN};
}

/* *a = a followed by b (b later in time). False when a sum does not fit: damaged rows. */
EVN_MUST_USE bool evn_summary_join(struct evn_leg_summary *a, const struct evn_leg_summary *b);

/* Make the chunks of an account that just became long, from all its rows in `legs`.
 * EVN_E_CORRUPT, errors of the store. */
EVN_MUST_USE evn_err evn_chunks_make(const struct evn_chunk_cursors *at, uint32_t account);

/* Take `n` legs of a long account, in business order, into its chunks; their rows are in `legs`
 * already. EVN_E_CORRUPT, errors of the store. */
EVN_MUST_USE evn_err evn_chunks_add(const struct evn_chunk_cursors *at, uint32_t account,
                                    const struct evn_chunk_leg *legs, size_t n);

/* Summary of a long account's legs with after_us < occurred_at <= until_us.
 * EVN_E_CORRUPT, errors of the store. */
EVN_MUST_USE evn_err evn_chunks_summary(const struct evn_chunk_cursors *at, uint32_t account,
                                        int64_t after_us, int64_t until_us,
                                        struct evn_leg_summary *out);

/* The same of legs in memory, in business order. EVN_E_CORRUPT: a sum does not fit. */
EVN_MUST_USE evn_err evn_legs_summary(const struct evn_chunk_leg *legs, size_t n, int64_t after_us,
                                      int64_t until_us, struct evn_leg_summary *out);

#endif
