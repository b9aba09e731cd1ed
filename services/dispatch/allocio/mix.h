/* mix - kits and substitutes: items that depend on each other. Shell: jansson, heap. Private to
 * this folder. */
#ifndef EVN_DISPATCH_ALLOCIO_MIX_H
#define EVN_DISPATCH_ALLOCIO_MIX_H

#include "services/dispatch/allocio/read.h"

/* Read the item's `kit` and `substitutes`, when it has any; other items by name as yet. */
EVN_MUST_USE evn_err evn_allocio_mix_read(const struct evn_allocio_at *at, json_t *object,
                                          struct evn_allocio_item *item);

/* All items are read: find those named. EVN_E_UNKNOWN_REF; EVN_E_BAD_FIELD: itself, a kit in a kit,
 * a kit as substitute, a name twice. */
EVN_MUST_USE evn_err evn_allocio_mix_find(const struct evn_allocio_at *at, struct evn_allocio *doc);

/* Make the kits: give each its stock and take it from the components; once for a document. */
EVN_MUST_USE evn_err evn_allocio_kits_make(struct evn_allocio *doc);

#endif
