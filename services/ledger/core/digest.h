/* digest - the incremental digest of the ledger's state. Pure.
 *
 * Two sums modulo 2^64. A balance counts with an odd factor that depends on (place, item, lot), so
 * any error in one account shows for sure, and errors in several with probability 1 - 2^-128;
 * each change costs two multiplications. A dictionary entry counts with the hash of its frame.
 * Against an attacker stands the hash chain of the log, not this. */
#ifndef EVN_LEDGER_DIGEST_H
#define EVN_LEDGER_DIGEST_H

#include "services/ledger/core/state.h"

/* The factor of the balance of (place, item, lot), from which the second one is made. */
static inline uint64_t evn_digest_factor(uint32_t place, uint32_t item, uint32_t lot)
{
    return evn_mix64(((uint64_t)place << 32 | item) + lot * 0x9e3779b97f4a7c15u);
}

/* The balance with that factor changed by `delta`. */
static inline void evn_digest_change(struct evn_digest *digest, uint64_t factor, int64_t delta)
{
    digest->a += (factor | 1) * (uint64_t)delta;
    digest->b += (evn_mix64(factor) | 1) * (uint64_t)delta;
}

/* The balance of (place, item, lot) changed by `delta`. */
static inline void evn_digest_balance(struct evn_digest *digest, uint32_t place, uint32_t item,
                                      uint32_t lot, int64_t delta)
{
    evn_digest_change(digest, evn_digest_factor(place, item, lot), delta);
}

/* What record `seq` left open changed by `delta`. */
static inline void evn_digest_open(struct evn_digest *digest, uint64_t seq, int64_t delta)
{
    evn_digest_change(digest, evn_mix64(seq ^ 0xd1b54a32d192ed03u), delta);
}

/* A hold came (1) or went (-1). */
static inline void evn_digest_hold(struct evn_digest *digest, const struct evn_hold *hold,
                                   int64_t delta)
{
    uint64_t where = evn_mix64((uint64_t)hold->lot << 32 | hold->place);
    evn_digest_change(digest, evn_mix64(where ^ hold->reason ^ 0x8f14d2c7ab6e53f1u), delta);
}

/* What of claim `seq` has lost its stock changed by `delta`. */
static inline void evn_digest_blocked(struct evn_digest *digest, uint64_t seq, int64_t delta)
{
    evn_digest_change(digest, evn_mix64(seq ^ 0x3c79ac492ba7b653u), delta);
}

/* The account was counted: so much at that instant. */
static inline void evn_digest_count(struct evn_digest *digest, uint32_t account, int64_t at_us,
                                    int64_t counted)
{
    uint64_t factor = evn_mix64(evn_mix64(account ^ 0x6a09e667f3bcc909u) ^ (uint64_t)at_us);
    evn_digest_change(digest, factor, (int64_t)((uint64_t)counted * 2 + 1));
}

/* The last bytes of a text shorter than eight, each at a place of its own. */
static inline uint64_t evn_digest_tail(const uint8_t *at, size_t len)
{
    if (len >= 4)
        return evn_get_u32(at) | (uint64_t)evn_get_u32(at + len - 4) << 32;
    if (len == 0)
        return 0;
    return at[0] | (uint64_t)at[len / 2] << 8 | (uint64_t)at[len - 1] << 16;
}

/* Eight bytes at a time, the last eight overlapping. Equal on every machine, for ever. */
static inline uint64_t evn_digest_hash(uint32_t kind, struct evn_bytes body)
{
    uint64_t h = (body.len + ((uint64_t)kind << 8)) * 0x9e3779b97f4a7c15u;
    if (body.len < 8)
        return evn_mix64(h ^ evn_digest_tail(body.at, body.len));
    for (size_t i = 0; i + 8 < body.len; i += 8)
        h = evn_mix64(h ^ evn_get_u64(body.at + i));
    return evn_mix64(h ^ evn_get_u64(body.at + body.len - 8));
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
    uint64_t hash = evn_digest_hash(kind, body);
    digest->a += hash;
    digest->b += evn_mix64(hash ^ kind);
}

#endif
