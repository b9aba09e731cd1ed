/* cohorts - a person's course through the phases of a cohort: days, places, tests. Pure.
 *
 * The phases themselves, with the rule of the day each began, are the registry's; here they become
 * what is needed on which day and where. The service plans tests with it, the batch command makes
 * its table of days with it. */
#ifndef EVN_PLANNER_COHORTS_H
#define EVN_PLANNER_COHORTS_H

#include "common/base/day.h"
#include "common/service/core.h"

#include <stddef.h>

/* After a course ended, so many days for the journey: who is listed again elsewhere within them is
 * the same person arriving, and is not isolated anew. */
enum { EVN_ARRIVAL_DAYS = 7 };

struct evn_course_phase {
    char supply_mode[EVN_CODE_MAX]; /* "centre": the site sees to it; else the community */
    struct evn_day first_day;
    uint32_t days;       /* 0: nobody is isolated */
    uint32_t *test_days; /* days of the phase, from 1; borrowed */
    size_t n_test_days;
    bool tests_unknown; /* the rule does not say how many: counted as none */
    bool code_managed;  /* the health code is restricted: what is brought comes to the door */
    uint32_t kind;      /* the caller's: what is counted together */
};

/* True when the isolation site sees to the person, false when the community does. */
bool evn_course_at_centre(const struct evn_course_phase *phase);

/* The day of the i-th test; EVN_DAY_NONE beyond the calendar. */
struct evn_day evn_course_test(const struct evn_course_phase *phase, size_t i);

/* The last day of a course that begins on `start`: the day before it when nobody is isolated. */
struct evn_day evn_course_last(const struct evn_course_phase *phases, size_t n,
                               struct evn_day start);

/* Days of the course from `first` to `last` in phases whose number of tests is not said. */
int64_t evn_course_unknown(const struct evn_course_phase *phases, size_t n, struct evn_day first,
                           struct evn_day last);

/* A line that lists a person in a cohort. */
struct evn_listing {
    uint32_t area;
    struct evn_day start; /* day 1 of the first phase */
    struct evn_day end;   /* evn_course_last of a course from there */
};

/* Days of one course in one area. */
struct evn_stay {
    uint32_t area;
    struct evn_day start;       /* of the course */
    struct evn_day first, last; /* of the stay; both included */
};

/* What became of a person's lines. */
struct evn_listings_seen {
    int64_t twice;     /* the same line again */
    int64_t elsewhere; /* the course goes on there: only what is left of it counts */
    int64_t done;      /* it was over elsewhere: nothing counts */
};

/* Where one person of one cohort is, from all lines about it, which are sorted by start and area.
 * A person is in one area a day. A line in another area during the course, or up to
 * EVN_ARRIVAL_DAYS after it, is the same course, begun or done elsewhere: it is not repeated. A
 * later line in the same area, or a line after that time, begins a new course, which ends what is
 * left of the old one. Returns the number of stays (at most n) and adds to *seen. */
size_t evn_stays_of(const struct evn_listing *listings, size_t n, struct evn_stay *out,
                    struct evn_listings_seen *seen);

/* People and tests of one kind on one day. */
struct evn_cohort_cell {
    int64_t people, tests;
};

/* Cells of some days by kind: cell[kind * n_days + day]. */
struct evn_cohort_days {
    struct evn_day from; /* the first of them */
    size_t n_days;
    struct evn_cohort_cell *cell; /* borrowed, n_days for each kind */
};

/* One person more through these phases, on the days from `first` to `last` of the course.*/
void evn_cohort_days_add(const struct evn_cohort_days *days, const struct evn_course_phase *phases,
                         size_t n, struct evn_day first, struct evn_day last);

#endif
