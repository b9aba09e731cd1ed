/* problem - what one allocation round of one item is asked. Pure.
 *
 * Stock of one item lies in warehouses; communities want it in three tiers:
 *   1  floor[0]  what people whose life depends on it need;
 *   2  floor[1]  what further key persons need;
 *   3  need      everyone, up to `target_days` days of cover.
 * All quantities are base units of the item; only whole packs are given out.
 *
 * The rule, whole: write down every pack that every community might be given as one rung. A
 * rung of tier 1 or 2 stands at the served fraction of the floor before that pack, a rung of
 * tier 3 at the days of cover before it. Sort all rungs by tier, then height, then the tie
 * order below; walk up and give each pack that some warehouse can still give (moving earlier
 * packs between warehouses where that helps). This is leximin in whole packs: nobody starts a
 * fourth day before everybody who can be reached has three. Everything else in this folder only
 * finds the end of that walk without taking the steps one by one.
 *
 * Ties, at equal height: smaller `rank`; larger remainder in proportion to the claim, that is
 * what earlier rounds owe it less what this round gave it so far; larger claim; longer ago
 * served; smaller id. All of it is known before the walk, so more stock or fewer communities
 * never change the order of what remains. */
#ifndef EVN_ALLOC_PROBLEM_H
#define EVN_ALLOC_PROBLEM_H

#include "common/base/assert.h"
#include "common/base/err.h"

#include <stddef.h>
#include <stdint.h>

enum {
    EVN_ALLOC_TIERS = 3,
    EVN_ALLOC_WAREHOUSES_MAX = 64,
    EVN_ALLOC_COMMUNITIES_MAX = 100000,
    EVN_ALLOC_TARGET_DAYS_MAX = 3650
};

#define EVN_ALLOC_UNITS_MAX      INT64_C(1000000000000)    /* of any quantity, need_milli too */
#define EVN_ALLOC_CARRIED_MAX    INT64_C(1000000000000000) /* micro-packs */
#define EVN_ALLOC_MICRO_PER_PACK INT64_C(1000000)

/* One community that wants the item. */
struct evn_alloc_community {
    uint64_t id;           /* stable; breaks the last tie */
    uint64_t reach;        /* bit w: warehouse w may serve it */
    int64_t on_hand;       /* base units it has */
    int64_t in_transit;    /* base units on the road to it */
    int64_t need_milli;    /* thousandths of a base unit a day, all its people */
    int64_t floor[2];      /* base units for key persons: tier 1, and tier 2 beyond it */
    int32_t target_days;   /* tier 3 fills up to this cover */
    int32_t rank;          /* goes first at equal height: 0 before 1 before 2, ... */
    int64_t carried_micro; /* millionths of a pack that earlier rounds owe it (negative: it owes) */
    int64_t served_round;  /* number of the last round that gave it something; 0: never */
    uint64_t too_old;      /* bit w: out of reach for its age alone; for the sentence, no rule */
};

/* A bound on what may go one way: from some warehouses, together, to some communities. It is a
 * warehouse of its own (the last `n_lanes` of a problem, in order), whose stock is the limit;
 * communities reach it instead of those behind it. Whatever they draw there is drawn again by
 * the lane, from `from`: it always asks for its whole limit, and takes from itself what the
 * communities left. So a bound on a sum of arcs needs nothing but groups and warehouses. */
struct evn_alloc_lane {
    uint64_t from; /* bits of real warehouses */
};

struct evn_alloc_problem {
    int64_t pack;         /* base units in one pack, > 0 */
    const int64_t *stock; /* base units each warehouse can give now; borrowed */
    size_t n_warehouses;
    const struct evn_alloc_community *communities; /* ids strictly ascending; borrowed */
    size_t n_communities;
    const struct evn_alloc_lane *lanes; /* borrowed; of the last warehouses */
    size_t n_lanes;
    /* All real warehouses in the order they are to be drawn on as far as the shares allow, or NULL:
     * any that serves. With a lot for each "warehouse" and the first to expire in front, no lot is
     * touched for what earlier ones could give. Borrowed. */
    const uint16_t *draw;
};

/* What decides between two communities at equal height. */
enum evn_alloc_tie {
    EVN_ALLOC_TIE_RANK,
    EVN_ALLOC_TIE_CARRIED,
    EVN_ALLOC_TIE_CLAIM,
    EVN_ALLOC_TIE_SERVED,
    EVN_ALLOC_TIE_ID
};

/* Check every limit above. On error *at is the index of the community or warehouse at fault and
 * *field its name (static storage), as in proto/spec/9-allocation.md.
 * EVN_E_OUT_OF_RANGE: a quantity is negative or too large, a reach names no warehouse.
 * EVN_E_BAD_FIELD: ids not strictly ascending. EVN_E_TOO_MANY_LINES. */
EVN_MUST_USE evn_err evn_alloc_check(const struct evn_alloc_problem *problem, size_t *at,
                                     const char **field);

/* Base units at which the community wants nothing more: its floors together, or its target
 * cover, whichever is more. */
int64_t evn_alloc_claim(const struct evn_alloc_community *c);

/* Base units of its target cover: need x days, rounded up. */
int64_t evn_alloc_target(const struct evn_alloc_community *c);

/* Below 0 when `a`, given `n_a` packs in this round so far, goes before `b` with `n_b` at equal
 * height, above 0 after; never 0 for different ids. *why, when not NULL, is the first criterion
 * in which they differ. */
int evn_alloc_tie_cmp(const struct evn_alloc_community *a, int64_t n_a,
                      const struct evn_alloc_community *b, int64_t n_b, enum evn_alloc_tie *why);

#endif
