/* digest - the incremental digest of the ledger's state. Pure.
 *
 * Two sums modulo 2^64. A balance counts with an odd factor that depends on (place, item, lot), so
 * any error in one account shows for sure, and errors in several with probability 1 - 2^-128;
 * each change costs two multiplications. A dictionary entry counts with the hash of its frame.
 * Against an attacker stands the hash chain of the log, not this. */
#ifndef EVN_LEDGER_DIGEST_H
#define EVN_LEDGER_DIGEST_H

#include "services/ledger/core/dict.h"
#include "services/ledger/core/state.h"

/* The balance of (place, item, lot) changed by `delta`. */
static inline void evn_digest_balance(struct evn_digest *digest, uint32_t place, uint32_t item,
                                      uint32_t lot, int64_t delta)
{
    uint64_t key = evn_mix64(((uint64_t)place << 32 | item) + lot * 0x9e3779b97f4a7c15u);
    digest->a += (key | 1) * (uint64_t)delta;
    digest->b += (evn_mix64(key) | 1) * (uint64_t)delta;
}

/* What record `seq` left open changed by `delta`. */
static inline void evn_digest_open(struct evn_digest *digest, uint64_t seq, int64_t delta)
{
    uint64_t key = evn_mix64(seq ^ 0xd1b54a32d192ed03u);
    digest->a += (key | 1) * (uint64_t)delta;
    digest->b += (evn_mix64(key) | 1) * (uint64_t)delta;
}

/* Account `number` was opened. */
static inline void evn_digest_account(struct evn_digest *digest, uint32_t number,
                                      const struct evn_account_key *key)
{
    uint64_t where = evn_mix64((uint64_t)key->place << 32 | key->item);
    uint64_t mixed = evn_mix64(where ^ ((uint64_t)number << 32 | key->lot));
    digest->a += mixed;
    digest->b += evn_mix64(mixed ^ 0xa0761d6478bd642fu);
}

/* A dictionary frame was applied that opens no account. */
static inline void evn_digest_entry(struct evn_digest *digest, uint32_t kind, struct evn_bytes body)
{
    uint64_t hash = evn_dict_hash(kind, body);
    digest->a += hash;
    digest->b += evn_mix64(hash ^ kind);
}

#endif
