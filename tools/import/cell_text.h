/* cell_text - a field of a message as people read it: what cell.h reads, the other way. Shell.
 *
 * For the differences a dry run shows: each changed field by the name of its column, the value that
 * is there and the one that would come. Lists and messages inside are shown as JSON; one that has
 * no value is "-". */
#ifndef EVN_IMPORT_CELL_TEXT_H
#define EVN_IMPORT_CELL_TEXT_H

#include "tools/import/kind.h"

enum { EVN_CELL_TEXT_MAX = 240 }; /* bytes with the end mark; longer values are cut, with "..." */

struct evn_cell_change {
    const char *name; /* of the column; of the field, where no column fills it */
    char before[EVN_CELL_TEXT_MAX], after[EVN_CELL_TEXT_MAX];
};

/* Tell each field in which the two entities of the kind differ, by ascending number; those of a
 * message inside one by one. Both are messages of the kind. */
void evn_cell_changes(const struct evn_kind *kind, struct evn_bytes before, struct evn_bytes after,
                      void (*tell)(void *self, const struct evn_cell_change *change), void *self);

#endif
