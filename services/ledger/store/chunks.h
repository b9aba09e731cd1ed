/* chunks - the older past of long accounts: net changes by instant, packed, with sum and minimum of
 * each pack. Shell (reads and writes LMDB rows inside a transaction of the caller).
 *
 * A balance counts only at the end of an instant, so all legs of one instant are one number. A
 * chunk is one row: up to EVN_CHUNK_INSTANTS instants in order, their sum, and the smallest sum of
 * a beginning of them. Legs come EVN_CUT_LEGS at a time (cuts.h), so a page is touched once for
 * many of them; back-dated ones are merged into the chunk they fall into, which is cut when it is
 * full. Over many chunks, spans.h sums up once more. */
#ifndef EVN_LEDGER_STORE_CHUNKS_H
#define EVN_LEDGER_STORE_CHUNKS_H

#include "services/ledger/store/tables.h"

/* Cursors of one transaction. */
struct evn_chunk_cursors {
    MDB_cursor *chunks;
    MDB_cursor *spans;
    MDB_cursor *flows; /* see flows.h */
};

/* A signed change of an account. */
struct evn_chunk_leg {
    int64_t at_us;
    uint64_t seq;
    int64_t delta;
    uint32_t other; /* account on the movement's other side */
};

/* Nothing summed up yet. */
static inline struct evn_leg_summary evn_summary_none(void)
{
    return (struct evn_leg_summary){.sum = 0, .min = INT64_MAX, .min_at_us = INT64_MIN};
}

/* *a = a followed by b (b later in time). False when a sum does not fit: damaged rows. */
EVN_MUST_USE bool evn_summary_join(struct evn_leg_summary *a, const struct evn_leg_summary *b);

/* Does the account have chunks? *until_us: the latest instant in them; INT64_MIN: none. */
EVN_MUST_USE evn_err evn_chunks_any(MDB_cursor *chunks, uint32_t account, bool *any,
                                    int64_t *until_us);

/* Take `n` legs, in business order, into the account's chunks; `fresh`: it has none yet.
 * EVN_E_CORRUPT, errors of the store. */
EVN_MUST_USE evn_err evn_chunks_add(MDB_cursor *chunks, uint32_t account, bool fresh,
                                    const struct evn_chunk_leg *legs, size_t n);

/* Summary of what the chunks hold of the instants with after_us < instant <= until_us.
 * EVN_E_CORRUPT, errors of the store. */
EVN_MUST_USE evn_err evn_chunks_summary(MDB_cursor *chunks, uint32_t account, int64_t after_us,
                                        int64_t until_us, struct evn_leg_summary *out);

/* A chunk as a whole. */
struct evn_chunk_whole {
    int64_t first_us;           /* where it begins; INT64_MIN for an account's first */
    struct evn_leg_summary sum; /* of all its instants */
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

#endif
