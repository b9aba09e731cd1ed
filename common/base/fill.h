/* fill - a sentence of a catalogue with its places filled in. Pure.
 *
 * Catalogues hold whole sentences in each language; what changes from case to case stands in them
 * as {a} {b} {n} {m}, so that each language may put it where it belongs. */
#ifndef EVN_BASE_FILL_H
#define EVN_BASE_FILL_H

#include "common/base/err.h"

/* What replaces {a} {b} {n} {m}. A NULL text is empty. */
struct evn_fill {
    const char *a, *b;
    int64_t n, m;
};

/* The sentence with its places filled in, NUL-terminated and cut at `cap` (at least
 * 1). Braces around anything else stay as they are. Returns `out`. */
const char *evn_fill_in(const char *sentence, const struct evn_fill *with, char *out, size_t cap);

#endif
