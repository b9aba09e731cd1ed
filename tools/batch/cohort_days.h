/* cohort_days - a table of days from a file of people in cohorts. Pure but for the heap.
 *
 * Formats: proto/spec/16-batch.md. Phases are the registry's, days and tests the planner's
 * (services/planner/core/cohorts.h); here lines become stays and stays become counts. */
#ifndef EVN_BATCH_COHORT_DAYS_H
#define EVN_BATCH_COHORT_DAYS_H

#include "common/base/buf.h"
#include "tools/batch/courses.h"

enum { EVN_COHORT_LINES_MAX = 16000000, EVN_COHORT_DAYS_MAX = 3660 };

/* One line of the file. */
struct evn_cohort_line {
    struct evn_bytes person; /* borrowed */
    uint32_t area;           /* number of its name */
    uint32_t cohort;         /* number among those of the rules */
    uint32_t course;         /* number of the course */
    uint32_t next;           /* line of the same person before this one; UINT32_MAX: none */
    struct evn_day start;
};

/* Days of one course in one area. */
struct evn_cohort_stay {
    uint32_t area, cohort, course;
    struct evn_day first, last;
};

/* What a table shows beyond its lines. */
struct evn_cohort_summary {
    int64_t people;                       /* different ones */
    int64_t several;                      /* of them in more than one cohort: counted in each */
    struct evn_listings_seen seen;        /* lines that do not begin a course of their own */
    int64_t person_days, tests;           /* in the table */
    int64_t no_rule[EVN_RULES_MAX];       /* by cohort: lines on whose start no rule holds */
    int64_t zero[EVN_RULES_MAX];          /* lines whose rule isolates nobody */
    int64_t tests_unknown[EVN_RULES_MAX]; /* person-days whose number of tests is not said */
};

struct evn_cohort_days_file {
    struct evn_courses courses;
    struct evn_names areas;
    struct evn_cohort_line *line; /* owned */
    size_t n, cap;
};

/* Begin, with the rules read (evn_courses_init). */
void evn_cohorts_begin(struct evn_cohort_days_file *file);

void evn_cohorts_end(struct evn_cohort_days_file *file);

/* Read the lines. EVN_E_BAD_FILE: flaws were told. EVN_E_LIMIT, EVN_E_NO_MEMORY. Texts are
 * borrowed until the end. */
EVN_MUST_USE evn_err evn_cohorts_read(struct evn_cohort_days_file *file, struct evn_csv rows,
                                      const struct evn_batch_tell *tell);

/* Where a table goes, piece after piece. */
struct evn_cohort_out {
    void *self;
    evn_err (*put)(void *self, struct evn_bytes piece); /* its error ends the writing */
};

/* Write the table of the days `from` to `to` (at most EVN_COHORT_DAYS_MAX), with a head, sorted by
 * date, area, cohort, phase, place and supply mode. EVN_E_NO_MEMORY, before anything was put; and
 * what `put` fails with. */
EVN_MUST_USE evn_err evn_cohorts_write(struct evn_cohort_days_file *file, struct evn_day from,
                                       struct evn_day to, const struct evn_cohort_out *out,
                                       struct evn_cohort_summary *summary);

/* The stays of all people, each within its course; *stays is the caller's to free. EVN_E_NO_MEMORY.
 */
EVN_MUST_USE evn_err evn_cohorts_stays(struct evn_cohort_days_file *file,
                                       struct evn_cohort_stay **stays, size_t *n,
                                       struct evn_cohort_summary *summary);

#endif
