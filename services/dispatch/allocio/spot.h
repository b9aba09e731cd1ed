/* spot - where in a JSON text a path leads. Pure. Private to this folder.
 *
 * Used on errors alone, so reading pays nothing for it. */
#ifndef EVN_DISPATCH_ALLOCIO_SPOT_H
#define EVN_DISPATCH_ALLOCIO_SPOT_H

#include "common/base/bytes.h"

#include <stddef.h>

/* Line and column (bytes, from 1) of the value that a path like "items[0].communities[3].need"
 * leads to, as deep as the text has it. The text is valid JSON. */
void evn_allocio_spot(struct evn_bytes text, const char *path, size_t *line, size_t *column);

#endif
