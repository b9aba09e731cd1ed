/* phases - which days a person is isolated where, and tested. Pure.
 *
 * Phases of a cohort follow each other by `phase_order`; each takes the row of isolation_rules
 * that holds on the phase's first day, and keeps it. `start` is day 1 of the first phase; test
 * days are days of their phase, counted from 1. */
#ifndef EVN_REGISTRY_PHASES_H
#define EVN_REGISTRY_PHASES_H

#include "services/registry/core/model_people.h"

/* The row for this phase of this cohort that holds on the day, or NULL. */
const struct evn_isolation_rule *evn_phases_rule(const struct evn_policy *policy,
                                                 const char *cohort, uint32_t order,
                                                 struct evn_day day);

/* The phases of a person of `cohort` from `start` on, at most EVN_PHASES_MAX, into `out`; test
 * days lie in the arena. Where a row names a number of tests but no days, tests are on days 1, 3,
 * 5, ... Returns the number of phases: 0 when no row of order 1 holds on the start, or on the
 * arena being full. */
size_t evn_phases_of(const struct evn_policy *policy, const char *cohort, struct evn_day start,
                     struct evn_arena *arena, struct evn_phase out[EVN_PHASES_MAX]);

/* Whether rows of the table contradict themselves or each other: test days not ascending within
 * the phase, a number of tests that differs from the days named, days of validity the wrong way
 * round, two rows for one phase on one day. Returns the index of the first bad row and says why
 * in *field; n_isolation when all is well. */
size_t evn_phases_check(const struct evn_policy *policy, const char **field);

/* The last day somebody of a cohort is looked after: when the person was released, or the last day
 * of the last phase; the start at least. */
struct evn_day evn_member_end(const struct evn_member *member);

#endif
