/* courses - the course of each cohort from each start, by a table of isolation rules. Pure but for
 * the heap.
 *
 * Rules come from a file like isolation_rules.tsv, or from the table that is built in. Phases are
 * the registry's (services/registry/core/phases.h); each course is worked out once. */
#ifndef EVN_BATCH_COURSES_H
#define EVN_BATCH_COURSES_H

#include "common/base/textmap.h"
#include "services/planner/core/cohorts.h"
#include "services/registry/core/phases.h"
#include "tools/batch/names.h"
#include "tools/batch/tell.h"

/* What is counted together: one column set of the output. */
struct evn_course_kind {
    const char *phase, *place, *supply_mode; /* of the policy */
};

struct evn_course {
    struct evn_course_phase *phase; /* in an arena */
    size_t n;                       /* 0: no rule holds on the start */
    struct evn_day last;            /* evn_course_last */
};

struct evn_courses {
    struct evn_policy policy;      /* in the first arena */
    struct evn_names cohorts;      /* that the rules name */
    struct evn_course_kind *kinds; /* owned: in order of their texts */
    size_t n_kinds;
    struct evn_textmap known;  /* cohort and start -> course */
    struct evn_course *course; /* owned */
    size_t n, cap;
    struct evn_arena *arenas; /* owned: the last has room */
    size_t n_arenas;
};

/* Read the rules; `text` NULL: those built in. EVN_E_BAD_FILE: flaws were told. Rules that
 * contradict each other: EVN_E_BAD_FIELD, *why names row and field. EVN_E_LIMIT, EVN_E_NO_MEMORY.
 * To be ended with evn_courses_fini in any case. */
EVN_MUST_USE evn_err evn_courses_init(struct evn_courses *courses, const struct evn_csv *rows,
                                      const struct evn_batch_tell *tell, struct evn_refusal *why);

void evn_courses_fini(struct evn_courses *courses);

/* The number of the course of that cohort from that day. EVN_E_NO_MEMORY. */
EVN_MUST_USE evn_err evn_courses_find(struct evn_courses *courses, uint32_t cohort,
                                      struct evn_day start, uint32_t *out);

#endif
