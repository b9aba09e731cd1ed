/* day - calendar days and instants. Pure: never reads a clock, never looks at TZ.
 *
 * An instant is int64_t UTC microseconds since 1970-01-01 (suffix _us). A day is a date of the
 * proleptic Gregorian calendar, counted from 1970-01-01; valid days lie in the years 1 to 9999.
 * A business day belongs to a place: its UTC offset says which day an instant falls on (China:
 * +480 minutes all year). Method: H. Hinnant, "chrono-compatible low-level date algorithms". */
#ifndef EVN_BASE_DAY_H
#define EVN_BASE_DAY_H

#include "common/base/assert.h"
#include "common/base/err.h"

#include <stdbool.h>
#include <stdint.h>

struct evn_day {
    int32_t n; /* days since 1970-01-01 */
};

/* No day: what an absent date field is. Never valid. */
#define EVN_DAY_NONE ((struct evn_day){INT32_MAX})

enum {
    EVN_DAY_MIN = -719162, /* 0001-01-01 */
    EVN_DAY_MAX = 2932896, /* 9999-12-31 */
    EVN_OFFSET_CHINA_MIN = 480
};

#define EVN_US_PER_S   INT64_C(1000000)
#define EVN_US_PER_DAY (INT64_C(86400) * EVN_US_PER_S)

/* The instants 0001-01-01T00:00:00Z and the last microsecond of 9999. */
#define EVN_AT_MIN_US ((int64_t)EVN_DAY_MIN * EVN_US_PER_DAY)
#define EVN_AT_MAX_US (((int64_t)EVN_DAY_MAX + 1) * EVN_US_PER_DAY - 1)

/* False unless year 1..9999, month and day exist (29 February only in leap years). */
bool evn_day_from_civil(int year, int month, int day, struct evn_day *out);

void evn_day_to_civil(struct evn_day day, int *year, int *month, int *mday);

static inline bool evn_day_valid(struct evn_day day)
{
    return day.n >= EVN_DAY_MIN && day.n <= EVN_DAY_MAX;
}

/* "YYYY-MM-DD", exactly ten characters, then NUL. EVN_E_BAD_DATE. */
EVN_MUST_USE evn_err evn_day_parse(const char *text, struct evn_day *out);

void evn_day_format(struct evn_day day, char out[11]);

/* The day at `at_us` in a place that is `offset_min` minutes ahead of UTC. */
struct evn_day evn_day_at(int64_t at_us, int offset_min);

/* 00:00 of the day in that place, as an instant. Date-only input means 12:00: add 12 hours. */
int64_t evn_day_start_us(struct evn_day day, int offset_min);

/* RFC 3339: "2022-11-14T08:00:00Z", optional fraction up to 6 digits, Z or +hh:mm. A bare date
 * means 12:00 at `offset_min`. EVN_E_BAD_DATE for anything else or outside years 1..9999. */
EVN_MUST_USE evn_err evn_time_parse(const char *text, int offset_min, int64_t *out_us);

/* RFC 3339 in UTC with 6 fraction digits only when they are not zero; at most 27 characters. */
void evn_time_format(int64_t at_us, char out[28]);

#endif
