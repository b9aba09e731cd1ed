#include "common/journal/disk.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

enum { STEP = 1 << 20 };

static int result(int r)
{
    return r < 0 ? -errno : r;
}

static int real_open(void *self, const char *path, int flags)
{
    (void)self;
    return result(open(path, flags | O_CLOEXEC, 0600));
}

static int real_close(void *self, int fd)
{
    (void)self;
    return result(close(fd));
}

static ssize_t real_pread(void *self, int fd, void *to, size_t len, uint64_t at)
{
    (void)self;
    ssize_t n = pread(fd, to, len, (off_t)at);
    return n < 0 ? -errno : n;
}

static ssize_t real_pwritev(void *self, int fd, const struct iovec *from, int n, uint64_t at)
{
    (void)self;
    ssize_t done = pwritev(fd, from, n, (off_t)at);
    return done < 0 ? -errno : done;
}

static int real_flush(void *self, int fd)
{
    (void)self;
    return result(fdatasync(fd));
}

static int64_t real_size(void *self, int fd)
{
    (void)self;
    struct stat st;
    return fstat(fd, &st) < 0 ? -errno : st.st_size;
}

static int real_rename(void *self, const char *from, const char *to)
{
    (void)self;
    return result(rename(from, to));
}

static int real_unlink(void *self, const char *path)
{
    (void)self;
    return result(unlink(path));
}

static int real_mkdir(void *self, const char *path)
{
    (void)self;
    return result(mkdir(path, 0700));
}

static int real_flush_dir(void *self, const char *path)
{
    (void)self;
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return -errno;
    int r = result(fsync(fd));
    close(fd);
    return r;
}

static int real_list(void *self, const char *path, int (*each)(void *arg, const char *name),
                     void *arg)
{
    (void)self;
    DIR *dir = opendir(path);
    if (dir == NULL)
        return -errno;
    int r = 0;
    struct dirent *entry;
    errno = 0;
    while (r == 0 && (entry = readdir(dir)) != NULL)
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
            r = each(arg, entry->d_name);
    if (r == 0 && errno != 0)
        r = -errno;
    closedir(dir);
    return r;
}

static int64_t real_free_bytes(void *self, const char *path)
{
    (void)self;
    struct statvfs st;
    if (statvfs(path, &st) < 0)
        return -errno;
    return (int64_t)(st.f_bavail * st.f_frsize);
}

const struct evn_disk *evn_disk_real(void)
{
    static const struct evn_disk disk = {
        .open = real_open,
        .close = real_close,
        .pread = real_pread,
        .pwritev = real_pwritev,
        .flush = real_flush,
        .size = real_size,
        .rename = real_rename,
        .unlink = real_unlink,
        .mkdir = real_mkdir,
        .flush_dir = real_flush_dir,
        .list = real_list,
        .free_bytes = real_free_bytes,
    };
    return &disk;
}

evn_err evn_disk_err(int64_t r)
{
    if (r >= 0)
        return EVN_OK;
    if (r == -ENOSPC || r == -EDQUOT)
        return EVN_E_NO_SPACE;
    return r == -ENOMEM ? EVN_E_NO_MEMORY : EVN_E_IO;
}

evn_err evn_disk_open(const struct evn_disk *disk, const char *path, int flags, int *fd)
{
    int r;
    do
        r = disk->open(disk->self, path, flags);
    while (r == -EINTR);
    *fd = r >= 0 ? r : -1;
    return evn_disk_err(r);
}

evn_err evn_disk_open_direct(const struct evn_disk *disk, const char *path, int flags, int *fd,
                             bool *direct)
{
    _Alignas(4096) uint8_t page[4096];
    size_t n;
    evn_err err = evn_disk_open(disk, path, flags | O_DIRECT, fd);
    *direct = err == EVN_OK && evn_disk_read(disk, *fd, page, sizeof page, 0, &n) == EVN_OK;
    if (*direct)
        return EVN_OK;
    if (err == EVN_OK)
        disk->close(disk->self, *fd);
    return evn_disk_open(disk, path, flags, fd);
}

evn_err evn_disk_read(const struct evn_disk *disk, int fd, void *to, size_t len, uint64_t at,
                      size_t *n_read)
{
    *n_read = 0;
    while (*n_read < len) {
        ssize_t n =
            disk->pread(disk->self, fd, (uint8_t *)to + *n_read, len - *n_read, at + *n_read);
        if (n == -EINTR)
            continue;
        if (n < 0)
            return evn_disk_err(n);
        if (n == 0)
            break;
        *n_read += (size_t)n;
    }
    return EVN_OK;
}

evn_err evn_disk_read_set(const struct evn_disk *disk, int fd, uint8_t *to, size_t len,
                          size_t *n_read, uint64_t *zeros_from)
{
    uint8_t *step = malloc(STEP);
    evn_err err = step != NULL ? EVN_OK : EVN_E_NO_MEMORY;
    size_t n = STEP;
    *n_read = 0;
    *zeros_from = 0;
    while (err == EVN_OK && n == STEP && *n_read < len) {
        size_t want = len - *n_read < STEP ? len - *n_read : STEP;
        err = evn_disk_read(disk, fd, step, want, *n_read, &n);
        if (n > 0 && !evn_bytes_zero(step, n)) {
            memcpy(to + *n_read, step, n);
            *zeros_from = *n_read + n;
        }
        *n_read += n;
    }
    free(step);
    return err;
}

/* Drop the first `done` bytes of the parts; returns how many parts are used up. */
static int skip(struct iovec *parts, int n, size_t done)
{
    int i = 0;
    while (i < n && done >= parts[i].iov_len)
        done -= parts[i++].iov_len;
    if (i < n) {
        parts[i].iov_base = (uint8_t *)parts[i].iov_base + done;
        parts[i].iov_len -= done;
    }
    return i;
}

evn_err evn_disk_write(const struct evn_disk *disk, int fd, struct iovec *parts, int n, uint64_t at)
{
    int first = skip(parts, n, 0);
    while (first < n) {
        ssize_t done = disk->pwritev(disk->self, fd, parts + first, n - first, at);
        if (done == -EINTR)
            continue;
        if (done <= 0)
            return done < 0 ? evn_disk_err(done) : EVN_E_IO;
        at += (size_t)done;
        first += skip(parts + first, n - first, (size_t)done);
    }
    return EVN_OK;
}

evn_err evn_disk_zero(const struct evn_disk *disk, int fd, uint64_t at, uint64_t end)
{
    _Alignas(4096) static const uint8_t zeros[1 << 16];
    while (at < end) {
        struct iovec parts[16];
        int n = 0;
        uint64_t to = at;
        for (; n < 16 && to < end; n++) {
            size_t len = end - to < sizeof zeros ? (size_t)(end - to) : sizeof zeros;
            parts[n] = (struct iovec){.iov_base = (void *)(uintptr_t)zeros, .iov_len = len};
            to += len;
        }
        evn_err err = evn_disk_write(disk, fd, parts, n, at);
        if (err != EVN_OK)
            return err;
        at = to;
    }
    return EVN_OK;
}

evn_err evn_disk_fill(const struct evn_disk *disk, int fd, struct evn_bytes bytes)
{
    evn_err err = EVN_OK;
    for (size_t at = 0; err == EVN_OK && at < bytes.len; at += STEP) {
        size_t len = bytes.len - at < STEP ? bytes.len - at : STEP;
        if (bytes.at == NULL) {
            err = evn_disk_zero(disk, fd, at, at + len);
        } else {
            struct iovec part = {.iov_base = (void *)(uintptr_t)(bytes.at + at), .iov_len = len};
            err = evn_disk_write(disk, fd, &part, 1, at);
        }
        if (err == EVN_OK)
            err = evn_disk_flush(disk, fd);
    }
    return err;
}

evn_err evn_disk_flush(const struct evn_disk *disk, int fd)
{
    int r;
    do
        r = disk->flush(disk->self, fd);
    while (r == -EINTR);
    return evn_disk_err(r);
}

evn_err evn_disk_replace(const struct evn_disk *disk, const char *dir, const char *path,
                         struct evn_bytes bytes)
{
    char tmp[PATH_MAX];
    int len = snprintf(tmp, sizeof tmp, "%s.tmp", path);
    if (len < 0 || (size_t)len >= sizeof tmp)
        return EVN_E_IO;
    int fd;
    evn_err err = evn_disk_open(disk, tmp, O_RDWR | O_CREAT | O_TRUNC, &fd);
    if (err != EVN_OK)
        return err;
    struct iovec part = {.iov_base = (void *)(uintptr_t)bytes.at, .iov_len = bytes.len};
    err = evn_disk_write(disk, fd, &part, 1, 0);
    if (err == EVN_OK)
        err = evn_disk_flush(disk, fd);
    int closed = disk->close(disk->self, fd);
    if (err == EVN_OK)
        err = evn_disk_err(closed);
    if (err == EVN_OK)
        err = evn_disk_err(disk->rename(disk->self, tmp, path));
    if (err == EVN_OK)
        err = evn_disk_err(disk->flush_dir(disk->self, dir));
    return err;
}
