/* level - share one pool of packs so that the lowest are raised first. Pure.
 *
 * Each want is a ladder of rungs: before its k-th pack (from 0) it stands at the height
 * (base + k x pack) / weight, a fraction that is only ever compared, by 128-bit cross products.
 * Giving the `supply` lowest rungs of all ladders is water filling in whole packs. The method:
 * find the water level of the continuous problem in fixed point (a bracketed Newton iteration
 * without divisions), count the rungs strictly below it, then add or take back the few packs
 * that are missing or too many from a heap. Every count is exact, so the guess decides only the
 * time: O(n) for the guess, O(n + k log n) to correct by k <= n packs. */
#ifndef EVN_ALLOC_LEVEL_H
#define EVN_ALLOC_LEVEL_H

#include "services/dispatch/alloc/problem.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Heights in fixed point: 2^40 is height 1. */
enum { EVN_LEVEL_SHIFT = 40 };

/* One community's ladder in one tier. */
struct evn_want {
    int64_t base;   /* base units it has towards this tier */
    int64_t weight; /* base units of height 1: the floor, or need_milli (height 1: 1000 days) */
    int64_t max;    /* packs it may be given: all rungs below the tier's end */
    int64_t before; /* packs it was given in earlier tiers, for ties */
    int64_t got;    /* packs given: the result */
    uint32_t who;   /* index of the community, for ties */
    uint32_t group; /* of the caller: communities with the same reach */
};

/* What a fill works with. */
struct evn_level {
    const struct evn_alloc_community *communities; /* for ties; borrowed */
    int64_t pack;                                  /* base units in one pack */
    uint64_t top;                                  /* no rung is at or above, fixed point */
    uint32_t *heap;                                /* scratch for n_wants entries */
};

/* Set `got` of each want so that together they get exactly min(supply, sum of max) packs: the
 * lowest rungs in the order of height, then tie order. supply >= 0. */
void evn_level_fill(const struct evn_level *level, struct evn_want *wants, size_t n,
                    int64_t supply);

/* True when the rung before pack `ka` of `a` comes before that of pack `kb` of `b`. */
bool evn_level_before(const struct evn_level *level, const struct evn_want *a, int64_t ka,
                      const struct evn_want *b, int64_t kb);

/* After a fill: *refused is the want with the lowest rung not given, *last the one with the
 * highest rung given; each NULL when there is none. */
void evn_level_edge(const struct evn_level *level, const struct evn_want *wants, size_t n,
                    const struct evn_want **refused, const struct evn_want **last);

#endif
