/* course - how legs of one account add up, instant by instant, in memory. Pure but for the heap.
 *
 * Instants lie in blocks in order of time; a tree over the blocks holds the sum and the smallest
 * prefix of each stretch of them. Adding at the end is a store, adding anywhere else shifts part of
 * a block; sums and minima of any stretch of time cost a logarithm of its length. A block that gets
 * full in the middle is divided and the tree's inner nodes are made again, once in some 64 such
 * legs. Memory: 24 bytes an instant, up to twice that where blocks were divided.
 * No sum overflows: what goes in and what goes out of an account each fit into int64. */
#ifndef EVN_LEDGER_COURSE_H
#define EVN_LEDGER_COURSE_H

#include "services/ledger/core/history.h"

enum { EVN_COURSE_BLOCK = 128 };

/* All legs of one instant. */
struct evn_instant {
    int64_t at_us;
    int64_t delta;
    uint64_t n; /* legs; at least 1 */
};

struct evn_course_block {
    uint32_t n;
    struct evn_instant at[EVN_COURSE_BLOCK]; /* ascending */
};

struct evn_course {
    struct evn_course_block **blocks; /* number first to first + n - 1, in order of time; owned */
    struct evn_leg_summary *tree;     /* 2 * cap; block i is leaf cap + i; 1 is the root; owned */
    uint32_t cap;                     /* a power of two */
    uint32_t first, n;
    uint32_t stale;  /* block whose leaf is not as it is now, or EVN_COURSE_NONE */
    uint64_t n_legs; /* in all */
};

#define EVN_COURSE_NONE UINT32_MAX

/* Without legs. EVN_E_NO_MEMORY. */
EVN_MUST_USE evn_err evn_course_init(struct evn_course *course);

void evn_course_fini(struct evn_course *course);

/* Add a leg. EVN_E_NO_MEMORY: nothing changed. */
EVN_MUST_USE evn_err evn_course_add(struct evn_course *course, int64_t at_us, int64_t delta);

/* Take away a leg that was added. */
void evn_course_drop(struct evn_course *course, int64_t at_us, int64_t delta);

/* Summary of the legs with after_us < occurred_at <= until_us. */
struct evn_leg_summary evn_course_summary(struct evn_course *course, int64_t after_us,
                                          int64_t until_us);

/* An instant of the course in the same stretch, which has one, about in the middle of those. */
int64_t evn_course_middle(const struct evn_course *course, int64_t after_us, int64_t until_us);

/* Bytes of heap in use. */
size_t evn_course_bytes(const struct evn_course *course);

/* A course of few legs, without heap: at most EVN_COURSE_BLOCK are added to `course`, which is made
 * by evn_course_small; no other call changes it. */
struct evn_course_small {
    struct evn_course course;
    struct evn_course_block block;
    struct evn_course_block *blocks[1];
    struct evn_leg_summary tree[2];
};

void evn_course_small(struct evn_course_small *small);

/* *a = a followed by b, which is later. */
static inline void evn_leg_join(struct evn_leg_summary *a, const struct evn_leg_summary *b)
{
    int64_t min = (int64_t)((uint64_t)a->sum + (uint64_t)b->min);
    if (b->min != INT64_MAX && min < a->min) {
        a->min = min;
        a->min_at_us = b->min_at_us;
    }
    a->sum = (int64_t)((uint64_t)a->sum + (uint64_t)b->sum);
}

#endif
