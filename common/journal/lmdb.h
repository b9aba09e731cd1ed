/* lmdb - the log as rows of an LMDB file: an oracle for `file`, and for odd disks. Shell.
 *
 * One block is one row (first number -> header and payload) and one transaction with LMDB's
 * default, fully synced flags. About ten times slower than `file` for small blocks.
 * Caveat: LMDB checks nothing itself. Cure: every row carries the block's hash. */
#ifndef EVN_JOURNAL_LMDB_H
#define EVN_JOURNAL_LMDB_H

#include "common/base/env.h"
#include "common/journal/journal.h"

struct evn_lmdb_log_options {
    const char *path;          /* the file; its folder must be there */
    const struct evn_env *env; /* for a new log's id; NULL: the real one */
    uint64_t map_bytes;        /* upper bound of the file; 0: 64 GiB */
    uint64_t known_seq;        /* highest number that views or a signed head know; 0: none */
};

/* Open or make the log. EVN_E_LOG_BEHIND_VIEW, EVN_E_CORRUPT (file shorter than it says, or a
 * damaged last row), EVN_E_WRONG_LOG, EVN_E_IO, EVN_E_NO_SPACE, EVN_E_NO_MEMORY.
 * A later submit that finds the map full returns EVN_E_MAP_FULL, and nothing was appended. */
EVN_MUST_USE evn_err evn_journal_lmdb_open(const struct evn_lmdb_log_options *options,
                                           struct evn_journal **out);

#endif
