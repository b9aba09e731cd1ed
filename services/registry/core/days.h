/* days - for each area that is or was a zone, the days with a newly found infection. Pure but for
 * the heap.
 *
 * A zone's clock depends only on which days had an infection in its area (fiveday.h). They are
 * counted as reports come, so that one report costs the days of the zones that hold it, not all
 * reports ever made there. A day with no report left is taken out again. */
#ifndef EVN_REGISTRY_DAYS_H
#define EVN_REGISTRY_DAYS_H

#include "common/base/day.h"
#include "common/base/textmap.h"

struct evn_day_count {
    struct evn_day day;
    uint32_t n; /* reports of it */
};

/* Ascending, without gaps in the array. */
struct evn_area_days {
    struct evn_day_count *at; /* owned */
    size_t n, cap;
};

struct evn_days {
    struct evn_textmap by_area; /* area -> index into area */
    struct evn_area_days *area; /* owned */
    size_t n, cap;
};

void evn_days_init(struct evn_days *days, size_t areas_max);
void evn_days_fini(struct evn_days *days);

/* The area's days, or NULL when it is not counted. Borrowed until the next change. */
const struct evn_area_days *evn_days_find(const struct evn_days *days, struct evn_bytes area);

/* Count the area's days from now on; it has none yet. One that is counted already stays as it is.
 * EVN_E_LIMIT, EVN_E_NO_MEMORY. */
EVN_MUST_USE evn_err evn_days_begin(struct evn_days *days, struct evn_bytes area);

/* One report more (`by` 1) or less (-1, of a day that has one) in each counted area that is a
 * beginning of `area`. EVN_E_NO_MEMORY. */
EVN_MUST_USE evn_err evn_days_count(struct evn_days *days, const char *area, struct evn_day day,
                                    int by);

/* The same in one area. */
EVN_MUST_USE evn_err evn_days_count_in(struct evn_days *days, struct evn_bytes area,
                                       struct evn_day day, int by);

#endif
