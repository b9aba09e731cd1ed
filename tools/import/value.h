/* value - what cells say: numbers, money, dates. Pure.
 *
 * All of a cell must be the value, without blanks around it: a program that guesses at "1,5" or
 * "12 pcs" guesses wrongly one day. No floating point: money is whole cents, amounts are whole
 * thousandths or millionths. */
#ifndef EVN_IMPORT_VALUE_H
#define EVN_IMPORT_VALUE_H

#include "common/base/bytes.h"
#include "common/base/day.h"

/* Digits only; false when there are none or the number is above INT64_MAX. */
bool evn_value_count(struct evn_bytes text, int64_t *out);

/* "12", "12.5", "-0.25" as an integer of 10^-places (0 to 9): "12.5" with 2 places is 1250. False
 * when it does not fit or has digits other than 0 beyond. */
bool evn_value_decimal(struct evn_bytes text, unsigned places, int64_t *out);

/* 1 or 0, yes or no, true or false. */
bool evn_value_flag(struct evn_bytes text, bool *out);

/* "2006-06-02", "2-Jun-06", "2-Jun-2006", "11/13/06" or "11/13/2006" (month first). Two-digit
 * years 69 to 99 are 1969 to 1999, the others 2000 to 2068, as POSIX has it. */
bool evn_value_day(struct evn_bytes text, struct evn_day *out);

/* "08:30" as minutes after midnight; hours up to 47 (a shift may end on the next day). */
bool evn_value_minute(struct evn_bytes text, uint32_t *out);

/* The text is exactly this word. */
bool evn_value_is(struct evn_bytes text, const char *word);

#endif
