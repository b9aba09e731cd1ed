/* tree - files and folders of a backup: listed, hashed, copied, made durable. Shell. */
#ifndef EVN_TOOLS_BACKUP_TREE_H
#define EVN_TOOLS_BACKUP_TREE_H

#include "tools/backup/manifest.h"

enum { EVN_TREE_PATH_MAX = 1024 };

/* How a folder is found. */
enum evn_tree_state { EVN_TREE_ABSENT, EVN_TREE_EMPTY, EVN_TREE_FULL };

/* EVN_E_IO: it cannot be read, or is no folder. */
EVN_MUST_USE evn_err evn_tree_look(const char *folder, enum evn_tree_state *out);

/* Make a folder (0700) whose parent is there; one that is there is fine. EVN_E_IO. */
EVN_MUST_USE evn_err evn_tree_make(const char *folder);

/* Call `each` with every regular file below the folder, its path relative to it, in no order. What
 * is neither file nor folder is EVN_E_CORRUPT with *out naming it in `each`'s way: it is given with
 * `regular` false. Errors of `each`; EVN_E_IO, EVN_E_LIMIT (depth, length of a path). */
EVN_MUST_USE evn_err evn_tree_each(const char *folder,
                                   evn_err (*each)(void *arg, const char *path, bool regular),
                                   void *arg);

/* Bytes and BLAKE2b-256 of a file. EVN_E_IO: it cannot be read; EVN_E_UNKNOWN_REF: not there. */
EVN_MUST_USE evn_err evn_tree_hash(const char *path, struct evn_hash256 *hash, uint64_t *size);

/* Copy a file into a new one with the same mode bits for its owner, holes kept, and flush it.
 * EVN_E_IO, EVN_E_NO_SPACE. */
EVN_MUST_USE evn_err evn_tree_copy(const char *from, const char *to);

/* Make a new file of these bytes, durably, under its name in one step. EVN_E_IO, EVN_E_NO_SPACE. */
EVN_MUST_USE evn_err evn_tree_write(const char *folder, const char *name, struct evn_bytes bytes);

/* Read a whole file of at most `out`'s cap. EVN_E_UNKNOWN_REF: not there. EVN_E_IO, EVN_E_LIMIT. */
EVN_MUST_USE evn_err evn_tree_read(const char *path, struct evn_buf *out);

/* Flush a folder's names. EVN_E_IO. */
EVN_MUST_USE evn_err evn_tree_flush(const char *folder);

#endif
