/* chunks - sums and minima of runs of legs, so that the past of a long account is not replayed.
 * Shell (reads and writes LMDB rows inside a transaction of the caller).
 *
 * A long account's legs are cut into chunks of about EVN_CHUNK_LEGS, always between two instants,
 * never inside one, because a balance counts only at an instant's end. A chunk's row says sum,
 * smallest prefix and where; its last instant is kept apart, so a leg at the account's end costs
 * one row update and no reading. A back-dated leg has its chunk read again; a chunk that grew to
 * twice its size is cut. Over many chunks, spans.h sums up once more. */
#ifndef EVN_LEDGER_STORE_CHUNKS_H
#define EVN_LEDGER_STORE_CHUNKS_H

#include "services/ledger/store/tables.h"

enum { EVN_CHUNK_LEGS = 512 };

/* Cursors of one transaction. */
struct evn_chunk_cursors {
    MDB_cursor *legs;
    MDB_cursor *chunks;
    MDB_cursor *spans;
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

/* Does the account have chunks: is it long? */
EVN_MUST_USE evn_err evn_chunks_any(const struct evn_chunk_cursors *at, uint32_t account,
                                    bool *any);

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

/* A chunk as a whole. */
struct evn_chunk_whole {
    int64_t first_us;           /* where it begins; INT64_MIN for an account's first */
    struct evn_leg_summary sum; /* of all its legs */
};

/* The chunk that begins at first_us, and from there the next one. EVN_E_AGAIN: the account has no
 * more. EVN_E_CORRUPT, errors of the store. */
EVN_MUST_USE evn_err evn_chunk_first(MDB_cursor *chunks, uint32_t account, int64_t first_us,
                                     struct evn_chunk_whole *out);
EVN_MUST_USE evn_err evn_chunk_next(MDB_cursor *chunks, uint32_t account,
                                    struct evn_chunk_whole *out);

/* The key of a chunk or span. */
static inline void evn_chunk_key_put(uint8_t to[EVN_CHUNK_KEY_LEN], uint32_t account,
                                     int64_t first_us)
{
    evn_put_be32(to, account);
    evn_put_be64(to + 4, evn_biased(first_us));
}

/* Put the cursor on the last row at or before (account, at_us) - or, where there is none, on the
 * first. EVN_E_CORRUPT: the table is empty. */
EVN_MUST_USE evn_err evn_chunk_seek(MDB_cursor *cursor, uint32_t account, int64_t at_us,
                                    MDB_val *key, MDB_val *row);

/* The same as evn_chunks_summary of legs in memory, in business order. EVN_E_CORRUPT: a sum does
 * not fit. */
EVN_MUST_USE evn_err evn_legs_summary(const struct evn_chunk_leg *legs, size_t n, int64_t after_us,
                                      int64_t until_us, struct evn_leg_summary *out);

#endif
