/* disk - files as one struct of functions, so that tests can make a disk fail. Shell.
 *
 * The functions are the system calls, one call each: they may be interrupted, write less than
 * asked, and return the negative errno on failure. What has to be done about that - try again,
 * write the rest, turn an errno into an evn_err - is done once, in the helpers below; everything
 * else in the log calls only those. Paths are whole; new files get mode 0600. */
#ifndef EVN_JOURNAL_DISK_H
#define EVN_JOURNAL_DISK_H

#include "common/base/assert.h"
#include "common/base/bytes.h"
#include "common/base/err.h"

#include <sys/types.h>
#include <sys/uio.h>

struct evn_disk {
    void *self;                                           /* passed to each function */
    int (*open)(void *self, const char *path, int flags); /* open(2): a descriptor */
    int (*close)(void *self, int fd);                     /* close(2) */
    ssize_t (*pread)(void *self, int fd, void *to, size_t len, uint64_t at);
    ssize_t (*pwritev)(void *self, int fd, const struct iovec *from, int n, uint64_t at);
    int (*flush)(void *self, int fd);    /* fdatasync(2) */
    int64_t (*size)(void *self, int fd); /* bytes in the file */
    int (*rename)(void *self, const char *from, const char *to);
    int (*unlink)(void *self, const char *path);
    int (*mkdir)(void *self, const char *path);     /* mode 0700 */
    int (*flush_dir)(void *self, const char *path); /* fsync(2) of the folder */
    /* Call `each` for every name in the folder but "." and "..", until it returns non-zero. */
    int (*list)(void *self, const char *path, int (*each)(void *arg, const char *name), void *arg);
    int64_t (*free_bytes)(void *self, const char *path); /* statvfs(3): for this user */
};

/* The real machine. Static. */
const struct evn_disk *evn_disk_real(void);

/* EVN_OK for a result >= 0; EVN_E_NO_SPACE for ENOSPC and EDQUOT, EVN_E_NO_MEMORY, else EVN_E_IO.
 */
EVN_MUST_USE evn_err evn_disk_err(int64_t result);

/* open(2) with the flags; *fd is -1 on failure. EVN_E_NO_SPACE, EVN_E_IO. */
EVN_MUST_USE evn_err evn_disk_open(const struct evn_disk *disk, const char *path, int flags,
                                   int *fd);

/* The same past the page cache (O_DIRECT), for an existing file: memory, offsets and lengths are
 * then whole pages of 4,096 bytes. Where the file system does not do that, as evn_disk_open;
 * *direct says which. */
EVN_MUST_USE evn_err evn_disk_open_direct(const struct evn_disk *disk, const char *path, int flags,
                                          int *fd, bool *direct);

/* Read up to `len` bytes at `at`; *n_read is less only at the end of the file. EVN_E_IO. */
EVN_MUST_USE evn_err evn_disk_read(const struct evn_disk *disk, int fd, void *to, size_t len,
                                   uint64_t at, size_t *n_read);

/* Read the `len` bytes at the beginning of a file into `to`, which is zeros: a MiB of zeros in the
 * file is not written there, so fresh memory of a long empty tail is never touched. *n_read is
 * less only when the file is; behind *zeros_from, a whole MiB or the end, all is zeros. EVN_E_IO,
 * EVN_E_NO_MEMORY. */
EVN_MUST_USE evn_err evn_disk_read_set(const struct evn_disk *disk, int fd, uint8_t *to, size_t len,
                                       size_t *n_read, uint64_t *zeros_from);

/* Write all of the `n` parts, one behind the other, at `at`; `parts` is used up. EVN_E_NO_SPACE,
 * EVN_E_IO: any part of it may be on disk. */
EVN_MUST_USE evn_err evn_disk_write(const struct evn_disk *disk, int fd, struct iovec *parts, int n,
                                    uint64_t at);

/* Write zeros from `at` to `end`, in steps of 1 MiB. */
EVN_MUST_USE evn_err evn_disk_zero(const struct evn_disk *disk, int fd, uint64_t at, uint64_t end);

/* Write `bytes` from the start of the file and flush it, in steps of 1 MiB: the flush of another
 * file, such as the log's, never waits behind a large one. `bytes.at` NULL: zeros. */
EVN_MUST_USE evn_err evn_disk_fill(const struct evn_disk *disk, int fd, struct evn_bytes bytes);

/* Make the file's bytes durable. EVN_E_IO: what is on disk is unknown, and trying again on the
 * same descriptor proves nothing. */
EVN_MUST_USE evn_err evn_disk_flush(const struct evn_disk *disk, int fd);

/* Replace the file at `path` by `bytes`, durably, in one step: write `path`.tmp, flush, rename,
 * flush the folder. */
EVN_MUST_USE evn_err evn_disk_replace(const struct evn_disk *disk, const char *dir,
                                      const char *path, struct evn_bytes bytes);

#endif
