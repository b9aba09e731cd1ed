/* snapshot - chosen tables at one position, copied once and streamed from a file. Shell.
 *
 * A subscriber that starts, or was left behind, needs all rows at position P and then every event
 * after P. One short read copies the rows into a temporary file that has no name (it vanishes with
 * the last user or the process); any number of streams then read that file at their own pace, and
 * no LMDB page stays pinned. */
#ifndef EVN_STORE_SNAPSHOT_H
#define EVN_STORE_SNAPSHOT_H

#include "common/store/reader.h"

enum { EVN_SNAPSHOT_TABLES_MAX = 16 };

/* Which rows are wanted; called with LMDB memory that is valid for the call only. NULL: all. */
typedef bool (*evn_snapshot_filter)(void *self, size_t table, struct evn_bytes key,
                                    struct evn_bytes value);

struct evn_snapshot_row {
    size_t table; /* index into the tables asked for */
    struct evn_bytes key;
    struct evn_bytes value;
};

struct evn_snapshot;

/* Copy the tables, in order, keys ascending, out of a read that has begun. `dir` is a folder on a
 * disk with room. EVN_E_NO_SPACE, EVN_E_IO, EVN_E_LIMIT (too many tables). */
EVN_MUST_USE evn_err evn_snapshot_take(struct evn_reader *reader, const MDB_dbi *tables,
                                       size_t n_tables, evn_snapshot_filter filter, void *self,
                                       const char *dir, struct evn_snapshot **out);

/* One more user of the same snapshot; each calls evn_snapshot_drop. Any thread. */
struct evn_snapshot *evn_snapshot_share(struct evn_snapshot *snapshot);

/* *snapshot becomes NULL; the last one frees the file. */
void evn_snapshot_drop(struct evn_snapshot **snapshot);

/* The position the rows are of, and how many there are. */
const struct evn_position *evn_snapshot_position(const struct evn_snapshot *snapshot);
uint64_t evn_snapshot_n_rows(const struct evn_snapshot *snapshot);

/* The row at byte `*at` of the snapshot (0 is the first), and move *at behind it; false behind the
 * last. Any thread, each with its own `at`. Members of *out are valid until the drop. */
bool evn_snapshot_next(const struct evn_snapshot *snapshot, uint64_t *at,
                       struct evn_snapshot_row *out);

#endif
