/* rng - a seeded generator for simulations, solvers and tests. Pure; never for secrets.
 *
 * xoshiro256** (Blackman, Vigna 2018) seeded through SplitMix64: the same seed gives the same
 * numbers on every machine. */
#ifndef EVN_BASE_RNG_H
#define EVN_BASE_RNG_H

#include "common/base/hash.h"

#include <stdint.h>

struct evn_rng {
    uint64_t s[4];
};

static inline struct evn_rng evn_rng_of(uint64_t seed)
{
    struct evn_rng r;
    for (int i = 0; i < 4; i++)
        r.s[i] = evn_mix64(seed += 0x9e3779b97f4a7c15u);
    return r;
}

/* 64 random bits. */
static inline uint64_t evn_rng_next(struct evn_rng *r)
{
    uint64_t x = r->s[1] * 5;
    uint64_t out = (x << 7 | x >> 57) * 9;
    uint64_t t = r->s[1] << 17;
    r->s[2] ^= r->s[0];
    r->s[3] ^= r->s[1];
    r->s[1] ^= r->s[2];
    r->s[0] ^= r->s[3];
    r->s[2] ^= t;
    r->s[3] = r->s[3] << 45 | r->s[3] >> 19;
    return out;
}

/* A number in 0..n-1, n > 0, by Lemire's multiplication (bias below n / 2^32). */
static inline uint32_t evn_rng_below(struct evn_rng *r, uint32_t n)
{
    return (uint32_t)((evn_rng_next(r) >> 32) * n >> 32);
}

#endif
