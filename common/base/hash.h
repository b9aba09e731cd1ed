/* hash - the hashes of the house. Pure.
 *
 * BLAKE2b (RFC 7693, from libsodium) where a change must be noticed: blocks, commands, backups.
 * A fast 64-bit mixer where keys only need spreading: hash tables, incremental state digests. */
#ifndef EVN_BASE_HASH_H
#define EVN_BASE_HASH_H

#include "common/base/bytes.h"

#include <stdint.h>

enum { EVN_HASH256_LEN = 32, EVN_HASH128_LEN = 16 };

struct evn_hash256 {
    uint8_t b[EVN_HASH256_LEN];
};

struct evn_hash128 {
    uint8_t b[EVN_HASH128_LEN];
};

/* BLAKE2b-256 of `a` followed by `b` (either may be empty), keyed by 16 bytes or unkeyed when
 * `key` is NULL. */
void evn_hash256(const uint8_t key[16], struct evn_bytes a, struct evn_bytes b,
                 struct evn_hash256 *out);

/* BLAKE2b-128 of `bytes`, unkeyed: the fingerprint of a command's received bytes. */
void evn_hash128(struct evn_bytes bytes, struct evn_hash128 *out);

/* The same of `n` messages, four at a time where they take as many blocks of 128 bytes and the
 * processor has vectors for it: more than twice as fast for commands of one movement. */
void evn_hash128_many(const struct evn_bytes *in, size_t n, struct evn_hash128 *out);

/* A fast keyed hash of a short text: for tables whose keys others choose. Method: products of 128
 * bits folded to 64, as in wyhash (Wang Yi). The constant is no part of any UTF-8 text, so no text
 * makes a factor zero. Differs from process to process with its key: never to be kept. */
uint64_t evn_hash_keyed(uint64_t key, struct evn_bytes text);

/* FNV-1a folded through evn_mix64: for hash tables over text, not against an attacker. */
uint64_t evn_hash_text(struct evn_bytes text);

/* The finaliser of SplitMix64 (Steele, Lea, Flood 2014): a bijection that spreads every bit. */
static inline uint64_t evn_mix64(uint64_t x)
{
    x ^= x >> 30;
    x *= 0xbf58476d1ce4e5b9u;
    x ^= x >> 27;
    x *= 0x94d049bb133111ebu;
    x ^= x >> 31;
    return x;
}

#endif
