/* quantity - quantities of an item in its packs, as people write and read them. Pure.
 *
 * "12 boxes + 4 strips" and back, in exact integers. The levels of an item are its base unit and
 * its packs, as registered, ascending; names are those of the registry in either language, whatever
 * their case, and an English name may stand in the plural. */
#ifndef EVN_TOOLS_QUANTITY_H
#define EVN_TOOLS_QUANTITY_H

#include "common/base/assert.h"
#include "common/base/err.h"

#include <stddef.h>
#include <stdint.h>

enum { EVN_LEVELS_MAX = 9, EVN_QUANTITY_TEXT = 400 };

struct evn_level {
    const char *zh, *en; /* names, borrowed; may be empty */
    int64_t units;       /* base units in one; the base unit itself: 1 */
};

/* `n` levels: level[0] is the base unit. */
struct evn_levels {
    struct evn_level level[EVN_LEVELS_MAX];
    size_t n;
};

/* Write `quantity` in the fewest packs, largest first: "12 boxes + 4 strips", "0 tablets". What is
 * not positive is written in base units. Names in `lang`, or the other where there is none; a
 * level without any name is passed over. Returns `out`. */
const char *evn_quantity_format(const struct evn_levels *levels, int64_t quantity,
                                enum evn_lang lang, char out[EVN_QUANTITY_TEXT]);

/* Read "12box+4strip", "12 boxes + 4 strips", "30": parts are added up, a number alone is base
 * units. EVN_E_BAD_UNIT: no such level; EVN_E_BAD_FIELD: not whole numbers above 0; both with the
 * part in why->subject. EVN_E_OVERFLOW. */
EVN_MUST_USE evn_err evn_quantity_parse(const struct evn_levels *levels, const char *text,
                                        int64_t *out, struct evn_refusal *why);

/* The names of all levels in `lang`, "tablet, strip, box", cut at `cap`. Returns `out`. */
const char *evn_quantity_names(const struct evn_levels *levels, enum evn_lang lang, char *out,
                               size_t cap);

#endif
