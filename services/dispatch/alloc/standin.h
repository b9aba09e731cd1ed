/* standin - what nobody needed of one item, for those still short of another. Pure, integers only.
 *
 * `give` base units of the substitute stand in for `per` of the item. It is a problem of its own,
 * of the substitute: its stock is what the substitute's own round left, so nobody who asked for the
 * substitute loses anything; its communities are the substitute's, with their reach there, and
 * those still short of the item ask in its tiers, counted in the substitute. What they have is
 * rounded down and what they need is rounded up. Ties go by class, what this round gave, claim,
 * served round and id; remainders of the item are not carried into it. */
#ifndef EVN_ALLOC_STANDIN_H
#define EVN_ALLOC_STANDIN_H

#include "services/dispatch/alloc/alloc.h"

/* Who is short of what, and what may stand in. */
struct evn_standin {
    const struct evn_alloc_problem *item; /* what is short */
    const struct evn_alloc_result *got;   /* its answer */
    const int64_t *stood;                 /* of each of its communities: base units of the item
                                             that earlier substitutes stand in for */
    const struct evn_alloc_problem *by;   /* the substitute */
    const int64_t *left;                  /* evn_standin_left of its answer, and of earlier uses */
    const int32_t *same;                  /* of each community of `by`: itself in `item`, or
                                             EVN_ALLOC_NONE */
    int64_t give, per;                    /* > 0, at most EVN_ALLOC_UNITS_MAX */
};

/* Base units left in each warehouse, and of lanes what they can still carry. */
void evn_standin_left(const struct evn_alloc_problem *problem,
                      const struct evn_alloc_result *result, int64_t *left);

/* Base units of the item that community `i` of it is short of, substitutes counted. */
int64_t evn_standin_missing(const struct evn_standin *ask, size_t i);

/* Base units of the item that `packs` of the substitute stand in for, rounded down. */
int64_t evn_standin_worth(const struct evn_standin *ask, int64_t packs);

/* The problem; `communities` has room for those of `by`, and `out` points to it.
 * EVN_E_OUT_OF_RANGE: a need counted in the substitute is above the limits of problem.h; *at is
 * whose. */
EVN_MUST_USE evn_err evn_standin_make(const struct evn_standin *ask,
                                      struct evn_alloc_community *communities,
                                      struct evn_alloc_problem *out, size_t *at);

#endif
