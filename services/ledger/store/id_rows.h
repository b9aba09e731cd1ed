/* id_rows - command ids, packed in their order: which command's events are where. Shell (reads and
 * writes LMDB rows inside a transaction of the caller).
 *
 * Ids begin with their time, so most are newer than all before and fill the last row; the key of a
 * row is its first id, and it holds all ids up to the next row's key. A late id goes into the row
 * where it belongs, which is cut when it is full. */
#ifndef EVN_LEDGER_STORE_ID_ROWS_H
#define EVN_LEDGER_STORE_ID_ROWS_H

#include "services/ledger/store/radix.h"
#include "services/ledger/store/tables.h"

/* The row of `id`; *found says whether there is one. EVN_E_CORRUPT, errors of the store. */
EVN_MUST_USE evn_err evn_id_rows_find(MDB_cursor *ids, const struct evn_id *id,
                                      struct evn_id_row *out, bool *found);

/* The newest id; *found says whether there is any. EVN_E_CORRUPT, errors of the store. */
EVN_MUST_USE evn_err evn_id_rows_newest(MDB_cursor *ids, struct evn_id *out, bool *found);

/* Put `n` ids in the order that `order` names by its `i`.
 * EVN_E_CORRUPT: one is there already. Errors of the store. */
EVN_MUST_USE evn_err evn_id_rows_add(MDB_cursor *ids, const struct evn_id_kept *kept,
                                     const struct evn_radix *order, size_t n);

/* The order of these `n` ids, in `order` or in the `n` elements behind its first `n`; which of the
 * two is returned. */
struct evn_radix *evn_id_rows_sort(const struct evn_id_kept *kept, struct evn_radix *order,
                                   size_t n);

#endif
