/* initials - what people type to find a Chinese name: the first letters of its pinyin. Pure but for
 * ICU's tables, which are read once. */
#ifndef EVN_IMPORT_INITIALS_H
#define EVN_IMPORT_INITIALS_H

#include "common/base/assert.h"
#include "common/base/bytes.h"
#include "common/base/err.h"

enum { EVN_INITIALS_MAX = 64 }; /* bytes with NUL; longer ones are cut */

/* Of "N95口罩" this is "n95kz": of each Han character the first letter of its usual reading, and
 * ASCII letters and digits as small ones; all else is left out. A character that is read in several
 * ways gets the most usual one whatever stands beside it: where that is wrong, people give the
 * initials themselves. `name` is UTF-8 (other bytes are left out). EVN_E_CONFIG: ICU lacks its
 * transliterator. */
EVN_MUST_USE evn_err evn_initials(struct evn_bytes name, char out[EVN_INITIALS_MAX]);

#endif
