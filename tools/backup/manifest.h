/* manifest - what a backup holds: the logs with their ends, and every file with its hash. Pure but
 * for the heap.
 *
 * One line a thing, members separated by tabs; the last line has the hash of all before, so the
 * manifest proves itself:
 *
 *   evernormal-backup 1
 *   made      UTC-TIME
 *   log       SERVICE LOG-ID LAST-SEQ BLOCK-HASH RECORDED-AT-US ENTRIES DIGEST
 *   file      BYTES BLAKE2B-256 PATH
 *   end       BLAKE2B-256
 *
 * It names services, files and hashes; it holds no name, quantity or secret out of them. */
#ifndef EVN_TOOLS_BACKUP_MANIFEST_H
#define EVN_TOOLS_BACKUP_MANIFEST_H

#include "common/base/buf.h"
#include "common/base/hash.h"

enum {
    EVN_MANIFEST_LOGS_MAX = 8,
    EVN_MANIFEST_PATH_MAX = 200, /* of a file below the backup's folder, with NUL */
    EVN_MANIFEST_FILES_MAX = 1000000
};
#define EVN_MANIFEST_NAME "manifest.tsv"

struct evn_manifest_log {
    char service[16];
    uint8_t log_id[16];
    uint64_t seq;            /* last event */
    struct evn_hash256 hash; /* of the block that ends with it; zeros: no event */
    int64_t recorded_at_us;  /* of that block; 0: no event */
    uint64_t n_entries;      /* of business state */
    char digest[65];         /* of business state */
};

struct evn_manifest_file {
    char path[EVN_MANIFEST_PATH_MAX]; /* below the folder, without ".." */
    uint64_t size;                    /* bytes */
    struct evn_hash256 hash;
};

struct evn_manifest {
    char made[32]; /* UTC */
    struct evn_manifest_log log[EVN_MANIFEST_LOGS_MAX];
    size_t n_logs;
    struct evn_manifest_file *file; /* by path; owned */
    size_t n_files, cap;
};

/* Add a file; its hash and size may be filled in later. EVN_E_LIMIT, EVN_E_NO_MEMORY. */
EVN_MUST_USE evn_err evn_manifest_add(struct evn_manifest *manifest, const char *path,
                                      struct evn_manifest_file **out);

/* Put the files in the order of their paths. */
void evn_manifest_sort(struct evn_manifest *manifest);

/* The file of that path, of a sorted manifest; NULL: none. */
const struct evn_manifest_file *evn_manifest_find(const struct evn_manifest *manifest,
                                                  const char *path);

/* Append the text. EVN_E_LIMIT, EVN_E_NO_MEMORY. */
EVN_MUST_USE evn_err evn_manifest_write(const struct evn_manifest *manifest, struct evn_buf *out);

/* Read a text into an empty manifest. EVN_E_CORRUPT: not exactly what evn_manifest_write writes;
 * *line is the first bad one, 0: the hash over all. EVN_E_NO_MEMORY. */
EVN_MUST_USE evn_err evn_manifest_read(struct evn_manifest *manifest, struct evn_bytes text,
                                       size_t *line);

void evn_manifest_fini(struct evn_manifest *manifest);

#endif
