/* alloc - share one item among communities by the rule of problem.h. Pure, integers only.
 *
 * Tier by tier, each part of the map that still has stock is filled as if its warehouses were
 * one pool (level.h). If a minimum cut (flow.h) says that some groups then ask for more than the
 * warehouses they reach hold, that set is split off with exactly those warehouses and both sides
 * are solved again: the decomposition of a separable convex problem over a polymatroid
 * (Fujishige 1980; Groenevelt 1991), at most one split per warehouse and tier. A part whose
 * warehouses are used up becomes a region: one level, one sentence of explanation. At last one
 * flow says which warehouse sends what.
 *
 * Carried remainder: of all packs of the round a community is due its share in proportion to its
 * claim; what it is due minus what it got is carried. It only decides ties, so communities with
 * the same reach, claims and history never drift more than one pack apart. */
#ifndef EVN_ALLOC_ALLOC_H
#define EVN_ALLOC_ALLOC_H

#include "common/base/arena.h"
#include "services/dispatch/alloc/problem.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { EVN_ALLOC_NONE = -1 };

/* Communities that share warehouses which were used up at one height. */
struct evn_alloc_region {
    int32_t tier;        /* 0..2: the tier in which stock ran out */
    uint64_t warehouses; /* all of them are used up to the last whole pack */
    int64_t level_units; /* the height of the first pack not given is */
    int64_t level_per;   /* level_units / level_per; in tier 3 level_per is need_milli */
    uint32_t refused;    /* community whose pack that would have been */
    int32_t last;        /* community whose pack was the last given here, or EVN_ALLOC_NONE */
    bool tied;           /* that last pack stood at the same height: the tie order decided */
};

/* Why a community got no more. */
enum evn_alloc_reason {
    EVN_ALLOC_NO_CLAIM, /* it wants nothing: no floor, no need or no target */
    EVN_ALLOC_COVERED,  /* had its floors and target before the round */
    EVN_ALLOC_FILLED,   /* now has its floors and target, to the next whole pack */
    EVN_ALLOC_NO_STOCK, /* no warehouse that may serve it has a whole pack */
    EVN_ALLOC_ABOVE,    /* stock ran out at a lower height than it stands at */
    EVN_ALLOC_TIED,     /* stands just at the height where stock ran out; another came first */
    EVN_ALLOC_TIER,     /* stock ran out in a tier before the one it still wants */
    EVN_ALLOC_TOO_OLD   /* only warehouses whose goods are too old for it have a whole pack */
};

/* What one community gets, and what remains. */
struct evn_alloc_share {
    int64_t packs[EVN_ALLOC_TIERS];   /* given */
    int64_t missing[EVN_ALLOC_TIERS]; /* base units still missing to floor 1, floor 2, target */
    int64_t carried_micro;            /* for the next round */
    int32_t region;                   /* what bound it, or EVN_ALLOC_NONE */
    enum evn_alloc_reason reason;
    enum evn_alloc_tie tie; /* with TIED: what decided for the last pack given */
};

/* One flow from a warehouse to a community. */
struct evn_alloc_line {
    uint32_t community;
    uint16_t warehouse;
    uint16_t tier; /* 0..2 */
    int64_t packs; /* > 0 */
};

/* The answer. All arrays lie in the arena of the call. */
struct evn_alloc_result {
    struct evn_alloc_share *shares; /* one per community */
    struct evn_alloc_line *lines;   /* grouped by communities of the same reach */
    size_t n_lines;
    struct evn_alloc_region *regions; /* at most one per warehouse */
    size_t n_regions;
    int64_t *left; /* base units left in each warehouse: the reserve */
};

/* An arena of this size is enough for any problem with these numbers; of one with lanes, count each
 * lane as a community too. */
size_t evn_alloc_arena_bytes(size_t n_communities, size_t n_warehouses);

/* Solve a problem that evn_alloc_check accepts (else the process stops at an assertion).
 * Deterministic: the same problem gives the same bytes. `arena` is not reset here, and `out`
 * points into it. EVN_E_LIMIT: the arena is too small; `out` is then unset. */
EVN_MUST_USE evn_err evn_alloc_solve(const struct evn_alloc_problem *problem,
                                     struct evn_arena *arena, struct evn_alloc_result *out);

#endif
