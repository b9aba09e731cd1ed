/* render - write an allocation's sentence for people. Shell side: the only place with words. */
#ifndef EVN_DISPATCH_ALLOCIO_RENDER_H
#define EVN_DISPATCH_ALLOCIO_RENDER_H

#include "services/dispatch/alloc/explain.h"

#include <stddef.h>

/* Write the note's template with its arguments filled in, cut at `cap` bytes on a character's
 * boundary. Days and percents have two decimals, packs owed or carried six; `other` and `lane` are
 * the names for {other} and {lane} and may be NULL when the note names none. */
void evn_alloc_render(const struct evn_alloc_note *note, enum evn_lang lang, const char *other,
                      const char *lane, char *out, size_t cap);

#endif
