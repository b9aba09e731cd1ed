/* degrees - temperatures as people write them, "-18.5". Pure. */
#ifndef EVN_TOOLS_DEGREES_H
#define EVN_TOOLS_DEGREES_H

#include "common/base/assert.h"
#include "common/base/err.h"

#include <stdint.h>

enum { EVN_DEGREES_TEXT = 16 };

/* "-18.00": hundredths as degrees with two decimals. Returns `out`. */
const char *evn_degrees_format(int32_t centi, char out[EVN_DEGREES_TEXT]);

/* Read `len` bytes of degrees Celsius with up to two decimals into hundredths. EVN_E_USAGE: they
 * are not of that form, or 1,000 degrees and more. */
EVN_MUST_USE evn_err evn_degrees_parse(const char *text, size_t len, int32_t *out_centi);

/* Read a range, "2..8" or "-25..-15", into tenths, as the registry has them. EVN_E_USAGE: not of
 * that form, a finer step than a tenth, or the first end is above the second. */
EVN_MUST_USE evn_err evn_degrees_range(const char *text, int32_t *out_min_dc, int32_t *out_max_dc);

#endif
