/* rowsum - a sum over the rows a restart reads, kept while they are written. Pure.
 *
 * LMDB has no checksums. Each balance and each row of `facts` is mixed into two 64-bit numbers, and
 * the numbers of all rows are added up, so changing a row is one subtraction and one addition. The
 * sum stands in the position row; a restart adds up what it reads and compares. */
#ifndef EVN_LEDGER_STORE_ROWSUM_H
#define EVN_LEDGER_STORE_ROWSUM_H

#include "common/base/bytes.h"
#include "common/base/hash.h"
#include "services/ledger/store/tables.h"

struct evn_rowsum {
    uint64_t a, b; /* two independent sums modulo 2^64 */
};

/* Two independent numbers for a row. */
struct evn_rowsum evn_rowsum_row(struct evn_bytes key, struct evn_bytes value);

static inline void evn_rowsum_add(struct evn_rowsum *sum, struct evn_rowsum row)
{
    sum->a += row.a;
    sum->b += row.b;
}

static inline void evn_rowsum_take(struct evn_rowsum *sum, struct evn_rowsum row)
{
    sum->a -= row.a;
    sum->b -= row.b;
}

/* As it stands in the position row: a, b, then zeros. */
static inline void evn_rowsum_put(struct evn_rowsum sum, struct evn_hash256 *out)
{
    *out = (struct evn_hash256){{0}};
    evn_put_u64(out->b, sum.a);
    evn_put_u64(out->b + 8, sum.b);
}

static inline struct evn_rowsum evn_rowsum_get(const struct evn_hash256 *digest)
{
    return (struct evn_rowsum){evn_get_u64(digest->b), evn_get_u64(digest->b + 8)};
}

/* Of one account's balance as it lies in its row; its key is the account's number, big-endian. */
struct evn_rowsum evn_balance_sum(uint32_t account, const uint8_t balance[EVN_BALANCE_LEN]);

#endif
