/* scan - read words, numbers and lines from a text in memory. Pure.
 *
 * The text is hostile: it need not end in a zero, a line may be megabytes long, a number may have
 * a thousand digits. Every reader here remembers the line and column it stands at, so that a
 * refusal can name them. */
#ifndef EVN_DISPATCH_ROUTEIO_SCAN_H
#define EVN_DISPATCH_ROUTEIO_SCAN_H

#include "common/base/assert.h"
#include "common/base/bytes.h"
#include "common/base/err.h"

struct evn_scan {
    const uint8_t *at, *end;
    const uint8_t *line_start;
    uint32_t line; /* 1-based */
};

struct evn_scan evn_scan_of(struct evn_bytes text);

/* The next word (no blanks, tabs or line ends in it); an empty one at the end of the text. */
struct evn_bytes evn_scan_word(struct evn_scan *s);

/* The rest of the line without blanks around it; stands at the next line then. */
struct evn_bytes evn_scan_line(struct evn_scan *s);

/* Whether only blanks are left on the line. */
bool evn_scan_line_done(struct evn_scan *s);

bool evn_scan_done(struct evn_scan *s);

/* The next word as a decimal number, with sign, fraction and exponent if any, times `scale`,
 * rounded to the nearest integer. False when it is no number or its size passes 2^40. */
bool evn_scan_fixed(struct evn_scan *s, int32_t scale, int64_t *out);

/* The next word as a plain integer in lo..hi. */
bool evn_scan_int(struct evn_scan *s, int64_t lo, int64_t hi, int64_t *out);

/* The next word as a coordinate. */
bool evn_scan_real(struct evn_scan *s, double *out);

/* EVN_E_BAD_FILE with line, column (have) and `field` filled in; returns it. */
evn_err evn_scan_refuse(const struct evn_scan *s, const char *field, struct evn_refusal *refusal);

#endif
