/* flows - the older legs of an account added up by who the other account was. Shell (reads and
 * writes LMDB rows inside a transaction of the caller).
 *
 * Chunks say how much an account's stock changed, not why. Who gave and who took says that: each
 * other account stands for suppliers, consumption, a count, another place. So each EVN_CUT_LEGS
 * legs that are packed into chunks, in the order they were recorded, also make one row here: their
 * first and last instant, and what came from and went to each other account. Its key is the seq of
 * the newest leg, where the account's chain enters them, and it names the row before; so the rows
 * of an account are a chain beside its legs, 64 times shorter. Each EVN_CLOSE_LEGS legs make a row
 * of the second level the same way. Rows are new, never changed, and depend on the log alone. */
#ifndef EVN_LEDGER_STORE_FLOWS_H
#define EVN_LEDGER_STORE_FLOWS_H

#include "services/ledger/store/chunks.h"

enum {
    EVN_FLOW_KEY_LEN = 13, /* be64 seq, be32 account, u8 level */
    EVN_FLOW_HEAD_LEN = 32,
    EVN_FLOW_PART_LEN = 20 /* u32 other account, i64 in, i64 out */
};

/* How many legs a row adds up. */
enum evn_flow_level { EVN_FLOW_CUT, EVN_FLOW_CLOSE };

/* What came from, and went to, one other account. */
struct evn_flow_part {
    uint32_t other;
    int64_t in;  /* not negative, */
    int64_t out; /* nor this */
};

/* A row. `parts` is borrowed from the transaction until something else is read. */
struct evn_flow {
    uint64_t seq;      /* of its newest leg */
    uint64_t older;    /* the same of the row before, which is the leg before its oldest; 0: none */
    int64_t first_us;  /* earliest instant of its legs, */
    int64_t last_us;   /* and latest */
    uint32_t n_parts;  /* at least 1 */
    const void *parts; /* by number of the other account */
};

/* The row of `account` that ends with leg `seq`. EVN_E_CORRUPT: there is none such. */
EVN_MUST_USE evn_err evn_flow_read(MDB_cursor *flows, enum evn_flow_level level, uint32_t account,
                                   uint64_t seq, struct evn_flow *out);

/* Its part `i`. */
struct evn_flow_part evn_flow_part_at(const struct evn_flow *flow, uint32_t i);

/* Make the rows of `n` legs of `account`, oldest first in recorded order, that are being cut off.
 * `n` is a multiple of EVN_CUT_LEGS; `older` is the leg before them, or 0; `n_before` how many
 * stand before them, modulo EVN_CLOSE_LEGS. EVN_E_CORRUPT, EVN_E_NO_MEMORY, errors of the store. */
EVN_MUST_USE evn_err evn_flows_add(MDB_cursor *flows, uint32_t account, uint64_t older,
                                   uint32_t n_before, const struct evn_chunk_leg *legs, size_t n);

#endif
