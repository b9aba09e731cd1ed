/* cell - one cell of a table as one field of a message. Pure. */
#ifndef EVN_IMPORT_CELL_H
#define EVN_IMPORT_CELL_H

#include "tools/import/kind.h"

#include "common/base/pbw.h"

/* Append what the cell says as the field `name` of a message of `type` (asserted to have it). An
 * empty cell says something to EVN_FORM_TESTS alone. EVN_FLAW_NONE, or why it cannot be read;
 * failures to write are in w->err. */
enum evn_flaw_kind evn_cell_write(struct evn_pbw *w, const ProtobufCMessageDescriptor *type,
                                  const char *name, enum evn_form form, struct evn_bytes text);

#endif
