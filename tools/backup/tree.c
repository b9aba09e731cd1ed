#include "tools/backup/tree.h"

#include "common/journal/disk.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { STEP = 1 << 18, DEPTH_MAX = 4 };

evn_err evn_tree_look(const char *folder, enum evn_tree_state *out)
{
    DIR *dir = opendir(folder);
    struct dirent *entry;
    *out = EVN_TREE_ABSENT;
    if (dir == NULL)
        return errno == ENOENT ? EVN_OK : EVN_E_IO;
    *out = EVN_TREE_EMPTY;
    while (*out == EVN_TREE_EMPTY && (entry = readdir(dir)) != NULL)
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
            *out = EVN_TREE_FULL;
    closedir(dir);
    return EVN_OK;
}

evn_err evn_tree_make(const char *folder)
{
    return mkdir(folder, 0700) == 0 || errno == EEXIST ? EVN_OK : evn_disk_err(-errno);
}

struct walk {
    const char *folder;
    evn_err (*each)(void *arg, const char *path, bool regular);
    void *arg;
};

static evn_err visit(const struct walk *w, const char *below, int depth);

static evn_err visit_entry(const struct walk *w, const char *below, const char *name, int depth)
{
    char path[EVN_TREE_PATH_MAX], full[EVN_TREE_PATH_MAX];
    struct stat st;
    int n = snprintf(path, sizeof path, "%s%s%s", below, below[0] != '\0' ? "/" : "", name);
    int m = snprintf(full, sizeof full, "%s/%s", w->folder, path);
    if (n < 0 || (size_t)n >= sizeof path || m < 0 || (size_t)m >= sizeof full)
        return EVN_E_LIMIT;
    if (lstat(full, &st) != 0)
        return EVN_E_IO;
    return S_ISDIR(st.st_mode) ? visit(w, path, depth + 1)
                               : w->each(w->arg, path, S_ISREG(st.st_mode));
}

static evn_err visit(const struct walk *w, const char *below, int depth)
{
    char full[EVN_TREE_PATH_MAX];
    struct dirent *entry;
    evn_err err = EVN_OK;
    snprintf(full, sizeof full, "%s/%s", w->folder, below);
    DIR *dir = depth <= DEPTH_MAX ? opendir(full) : NULL;
    if (dir == NULL)
        return depth <= DEPTH_MAX ? EVN_E_IO : EVN_E_LIMIT;
    while (err == EVN_OK && (entry = readdir(dir)) != NULL)
        if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0)
            err = visit_entry(w, below, entry->d_name, depth);
    closedir(dir);
    return err;
}

evn_err evn_tree_each(const char *folder,
                      evn_err (*each)(void *arg, const char *path, bool regular), void *arg)
{
    const struct walk w = {.folder = folder, .each = each, .arg = arg};
    return visit(&w, "", 0);
}

static evn_err open_to_read(const char *path, int *fd)
{
    *fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (*fd >= 0)
        return EVN_OK;
    return errno == ENOENT ? EVN_E_UNKNOWN_REF : EVN_E_IO;
}

/* Read up to `len` bytes; -1 on failure. */
static ssize_t read_some(int fd, uint8_t *to, size_t len)
{
    ssize_t n;
    do
        n = read(fd, to, len);
    while (n < 0 && errno == EINTR);
    return n;
}

evn_err evn_tree_hash(const char *path, struct evn_hash256 *hash, uint64_t *size)
{
    int fd;
    crypto_generichash_state state;
    uint8_t *buf = malloc(STEP);
    ssize_t n = 0;
    *size = 0;
    evn_err err = buf == NULL ? EVN_E_NO_MEMORY : open_to_read(path, &fd);
    if (err != EVN_OK) {
        free(buf);
        return err;
    }
    crypto_generichash_init(&state, NULL, 0, EVN_HASH256_LEN);
    while ((n = read_some(fd, buf, STEP)) > 0) {
        crypto_generichash_update(&state, buf, (unsigned long long)n);
        *size += (uint64_t)n;
    }
    crypto_generichash_final(&state, hash->b, EVN_HASH256_LEN);
    close(fd);
    free(buf);
    return n < 0 ? EVN_E_IO : EVN_OK;
}

static bool all_zero(const uint8_t *at, size_t len)
{
    return at[0] == 0 && memcmp(at, at + 1, len - 1) == 0;
}

static evn_err write_all(int fd, const uint8_t *from, size_t len, off_t at)
{
    while (len > 0) {
        ssize_t n = pwrite(fd, from, len, at);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return evn_disk_err(n < 0 ? -errno : -EIO);
        from += n;
        at += n;
        len -= (size_t)n;
    }
    return EVN_OK;
}

/* Zeros are left out: the new file has a hole there. */
static evn_err copy_bytes(int in, int out)
{
    uint8_t *buf = malloc(STEP);
    evn_err err = buf != NULL ? EVN_OK : EVN_E_NO_MEMORY;
    off_t at = 0;
    ssize_t n = 0;
    while (err == EVN_OK && (n = read_some(in, buf, STEP)) > 0) {
        if (!all_zero(buf, (size_t)n))
            err = write_all(out, buf, (size_t)n, at);
        at += n;
    }
    free(buf);
    if (err == EVN_OK && n < 0)
        err = EVN_E_IO;
    if (err == EVN_OK && (ftruncate(out, at) != 0 || fsync(out) != 0))
        err = evn_disk_err(-errno);
    return err;
}

evn_err evn_tree_copy(const char *from, const char *to)
{
    int in;
    struct stat st;
    evn_err err = open_to_read(from, &in);
    if (err != EVN_OK)
        return err;
    mode_t mode = fstat(in, &st) == 0 ? st.st_mode & 0700 : 0600;
    int out = open(to, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode | 0200);
    err = out >= 0 ? copy_bytes(in, out) : evn_disk_err(-errno);
    close(in);
    if (out >= 0 && close(out) != 0 && err == EVN_OK)
        err = EVN_E_IO;
    return err;
}

evn_err evn_tree_write(const char *folder, const char *name, struct evn_bytes bytes)
{
    char path[EVN_TREE_PATH_MAX];
    int n = snprintf(path, sizeof path, "%s/%s", folder, name);
    if (n < 0 || (size_t)n >= sizeof path)
        return EVN_E_LIMIT;
    return evn_disk_replace(evn_disk_real(), folder, path, bytes);
}

evn_err evn_tree_read(const char *path, struct evn_buf *out)
{
    int fd;
    evn_err err = open_to_read(path, &fd);
    ssize_t n = 1;
    while (err == EVN_OK && n > 0) {
        uint8_t *room = evn_buf_room(out, STEP);
        n = room != NULL ? read_some(fd, room, STEP) : 0;
        if (room == NULL)
            err = EVN_E_LIMIT;
        else if (n < 0)
            err = EVN_E_IO;
        else
            evn_buf_used(out, (size_t)n);
    }
    if (fd >= 0)
        close(fd);
    return err;
}

evn_err evn_tree_flush(const char *folder)
{
    const struct evn_disk *disk = evn_disk_real();
    return evn_disk_err(disk->flush_dir(disk->self, folder));
}
