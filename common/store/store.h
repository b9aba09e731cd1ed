/* store - one LMDB environment, opened so that it can't lose or destroy anything. Shell.
 *
 * Caveat: LMDB's fast flags lose acknowledged transactions or the whole file. Cure: only
 * MDB_NOTLS and MDB_NOSUBDIR are ever used, asserted at open.
 * Caveat: a power cut inside file creation leaves a file that won't open. Cure: a new file is made
 * under another name, synced, renamed, and its folder synced.
 * Caveat: a truncated file or a damaged page ends the process. Cure: the whole tree is walked
 * before LMDB gets to see it (sound.h). Caveat: a file opened twice in a process corrupts itself.
 * Cure: an flock held while it is open. Caveat: a killed reader makes the file grow. Cure:
 * evn_store_tend at start and each minute. Caveat: LMDB has no checksums. Cure: the position row
 * keeps the state's digest (position.h).
 *
 * LMDB memory and types never leave common/store and services/X/store. Views only: everything here
 * can be deleted and derived again from the log (rebuild.h). Rules: proto/spec/3-views.md. */
#ifndef EVN_STORE_STORE_H
#define EVN_STORE_STORE_H

#include "common/base/assert.h"
#include "common/base/err.h"

#include <lmdb.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define EVN_STORE_MAP_SIZE ((size_t)64 << 30) /* address space, not disk: 64 GiB */

struct evn_store_config {
    const char *path;       /* the data file; LMDB's lock file stands beside it as path-lock */
    size_t map_size;        /* bound of the file in bytes; usually EVN_STORE_MAP_SIZE */
    uint64_t headroom;      /* bytes kept allocated on disk beyond what is used */
    unsigned n_tables_max;  /* named tables, at most */
    unsigned n_readers_max; /* read transactions open at a time, at most */
};

struct evn_store_usage {
    uint64_t used_bytes; /* up to the last page in use */
    uint64_t map_bytes;  /* bound */
    uint64_t file_bytes; /* size of the file, headroom included */
    unsigned n_dead;     /* reader slots of dead processes cleared by this call */
    bool alarm;          /* 70% of the map is used */
    bool headroom_low;   /* the disk did not give the headroom asked for */
};

struct evn_store;

/* Open, or create when there is no file. On error *out is NULL.
 * EVN_E_LOCKED: open elsewhere, or in this process. EVN_E_CORRUPT: not sound; evn_sound_check
 * says where.  * EVN_E_WRONG_LOG: another LMDB format. EVN_E_NO_SPACE, EVN_E_NO_MEMORY, EVN_E_IO.
 */
EVN_MUST_USE evn_err evn_store_open(const struct evn_store_config *config, struct evn_store **out);

/* Close; all transactions must have ended. *store becomes NULL. */
void evn_store_destroy(struct evn_store **store);

/* Remove the data file and its lock file; the environment must be closed. Missing files are fine.
 * EVN_E_LOCKED, EVN_E_IO. */
EVN_MUST_USE evn_err evn_store_remove(const char *path);

/* Open a table, creating it when missing; a position that stands in the file already then gets the
 * format EVN_FORMAT_NONE, for what the table held is not there. At start only, from one thread,
 * before any other transaction; handles stay valid until the environment closes. EVN_E_LIMIT: too
 * many tables. */
EVN_MUST_USE evn_err evn_store_table(struct evn_store *store, const char *name, MDB_dbi *out);

/* The environment, for the transactions of store modules. */
MDB_env *evn_store_env(struct evn_store *store);

/* Clear dead readers, keep the headroom, and say how full the map is. Call each minute. */
EVN_MUST_USE evn_err evn_store_tend(struct evn_store *store, struct evn_store_usage *out);

/* Commit. EVN_E_MAP_FULL, EVN_E_NO_SPACE: not committed, reads go on. Anything else that fails is
 * EVN_E_OUTCOME_UNKNOWN: exit and restart. The transaction is gone in every case. */
EVN_MUST_USE evn_err evn_store_commit(MDB_txn *txn);

/* The error of the table for what an LMDB call returned; never for a commit. */
evn_err evn_store_err(int rc);

/* Do these environment flags keep every promise above? */
bool evn_store_flags_safe(unsigned flags);

#endif
