#include "tests/lib/simdisk.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>

enum { SECTOR = 512, NAME_MAX_LEN = 96, N_NAMES = 256, N_FDS = 64, N_DIRS = 4 };

struct inode {
    uint8_t *cache, *disk; /* what is seen, what is there */
    uint8_t *dirty;        /* one byte a sector */
    size_t size, disk_size, cap;
};

/* A change of names that waits for a flush of its folder. */
struct change {
    char from[NAME_MAX_LEN]; /* "" when made */
    char to[NAME_MAX_LEN];   /* "" when removed */
    struct inode *inode;
};

struct name {
    char path[NAME_MAX_LEN];
    struct inode *inode; /* NULL: a folder */
};

struct names {
    struct name at[N_NAMES];
    size_t n;
};

struct simdisk {
    struct evn_disk disk;
    struct evn_rng rng;
    struct names seen, there;
    struct change *changes;
    size_t n_changes, cap_changes;
    struct inode **inodes; /* all ever made, owned */
    size_t n_inodes;
    struct inode *fds[N_FDS];
    uint64_t calls, fail_at;
    enum simdisk_fault fault;
    bool struck, dead, ignore_flush, ignore_same;
};

/* Count the call; the negative errno to return instead of working, or 0. */
static int strike(struct simdisk *s)
{
    s->calls++;
    if (s->dead)
        return -EIO;
    if (s->fail_at == 0 || s->calls != s->fail_at)
        return 0;
    s->struck = true;
    s->dead = s->fault == SIMDISK_CUT;
    switch (s->fault) {
    case SIMDISK_ENOSPC:
        return -ENOSPC;
    case SIMDISK_EINTR:
        return -EINTR;
    case SIMDISK_SHORT:
        return 0; /* reads and writes look at `struck_now` themselves */
    default:
        return -EIO;
    }
}

static bool short_now(const struct simdisk *s)
{
    return s->fail_at == s->calls && s->fault == SIMDISK_SHORT && s->fail_at != 0;
}

static struct name *find(struct names *names, const char *path)
{
    for (size_t i = 0; i < names->n; i++)
        if (strcmp(names->at[i].path, path) == 0)
            return &names->at[i];
    return NULL;
}

static void add(struct names *names, const char *path, struct inode *inode)
{
    struct name *old = find(names, path);
    if (old == NULL) {
        EVN_ASSERT(names->n < N_NAMES && strlen(path) < NAME_MAX_LEN);
        old = &names->at[names->n++];
        strcpy(old->path, path);
    }
    old->inode = inode;
}

static void drop(struct names *names, const char *path)
{
    struct name *old = find(names, path);
    if (old != NULL)
        *old = names->at[--names->n];
}

static void apply(struct names *names, const struct change *c)
{
    if (c->from[0] != '\0')
        drop(names, c->from);
    if (c->to[0] != '\0')
        add(names, c->to, c->inode);
}

static void change(struct simdisk *s, const char *from, const char *to, struct inode *inode)
{
    if (s->n_changes == s->cap_changes) {
        s->cap_changes = s->cap_changes > 0 ? 2 * s->cap_changes : 64;
        s->changes = realloc(s->changes, s->cap_changes * sizeof *s->changes);
        EVN_ASSERT(s->changes != NULL);
    }
    struct change *c = &s->changes[s->n_changes++];
    snprintf(c->from, sizeof c->from, "%s", from);
    snprintf(c->to, sizeof c->to, "%s", to);
    c->inode = inode;
    apply(&s->seen, c);
}

static size_t dir_len(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash != NULL ? (size_t)(slash - path) : 0;
}

static bool in_dir(const struct change *c, const char *dir)
{
    const char *path = c->to[0] != '\0' ? c->to : c->from;
    return dir_len(path) == strlen(dir) && strncmp(path, dir, strlen(dir)) == 0;
}

static void reserve(struct inode *f, size_t size)
{
    if (size <= f->cap)
        return;
    size_t cap = (size + SECTOR - 1) / SECTOR * SECTOR * 2;
    f->cache = realloc(f->cache, cap);
    f->disk = realloc(f->disk, cap);
    f->dirty = realloc(f->dirty, cap / SECTOR);
    EVN_ASSERT(f->cache != NULL && f->disk != NULL && f->dirty != NULL);
    memset(f->cache + f->cap, 0, cap - f->cap);
    memset(f->disk + f->cap, 0, cap - f->cap);
    memset(f->dirty + f->cap / SECTOR, 0, (cap - f->cap) / SECTOR);
    f->cap = cap;
}

/* Each waiting sector reaches the disk with a chance of `percent`; what does not stays waiting. */
static void write_back(struct simdisk *s, struct inode *f, uint32_t percent)
{
    for (size_t i = 0; i < f->cap / SECTOR; i++)
        if (f->dirty[i] && evn_rng_below(&s->rng, 100) < percent) {
            memcpy(f->disk + i * SECTOR, f->cache + i * SECTOR, SECTOR);
            f->dirty[i] = 0;
            size_t end = (i + 1) * SECTOR < f->size ? (i + 1) * SECTOR : f->size;
            f->disk_size = end > f->disk_size ? end : f->disk_size;
        }
    if (percent == 100)
        f->disk_size = f->size;
}

static int sim_open(void *self, const char *path, int flags)
{
    struct simdisk *s = self;
    int r = strike(s);
    if (r < 0)
        return r;
    struct name *n = find(&s->seen, path);
    struct inode *f = n != NULL ? n->inode : NULL;
    if (f == NULL && (flags & O_CREAT) == 0)
        return -ENOENT;
    if (f == NULL) {
        f = calloc(1, sizeof *f);
        s->inodes = realloc(s->inodes, (s->n_inodes + 1) * sizeof *s->inodes);
        EVN_ASSERT(f != NULL && s->inodes != NULL);
        s->inodes[s->n_inodes++] = f;
        change(s, "", path, f);
    }
    if ((flags & O_TRUNC) != 0)
        f->size = 0;
    for (int fd = 0; fd < N_FDS; fd++)
        if (s->fds[fd] == NULL) {
            s->fds[fd] = f;
            return fd;
        }
    return -EMFILE;
}

static int sim_close(void *self, int fd)
{
    struct simdisk *s = self;
    s->fds[fd] = NULL; /* a descriptor is gone even if close fails */
    return strike(s);
}

static ssize_t sim_pread(void *self, int fd, void *to, size_t len, uint64_t at)
{
    struct simdisk *s = self;
    int r = strike(s);
    struct inode *f = s->fds[fd];
    if (r < 0)
        return r;
    if (at >= f->size)
        return 0;
    len = len < f->size - at ? len : (size_t)(f->size - at);
    if (short_now(s))
        len = (len + 1) / 2;
    memcpy(to, f->cache + at, len);
    return (ssize_t)len;
}

static void write_at(struct simdisk *s, struct inode *f, const uint8_t *from, size_t len,
                     uint64_t at)
{
    if (s->ignore_same && at + len <= f->size && memcmp(f->cache + at, from, len) == 0)
        return;
    reserve(f, at + len);
    memcpy(f->cache + at, from, len);
    for (size_t i = at / SECTOR; i * SECTOR < at + len; i++)
        f->dirty[i] = 1;
    f->size = at + len > f->size ? at + len : f->size;
}

static ssize_t sim_pwritev(void *self, int fd, const struct iovec *from, int n, uint64_t at)
{
    struct simdisk *s = self;
    int r = strike(s);
    struct inode *f = s->fds[fd];
    size_t total = 0, done = 0;
    for (int i = 0; i < n; i++)
        total += from[i].iov_len;
    bool broken = r < 0 && r != -EINTR;
    size_t may = broken || short_now(s) ? evn_rng_below(&s->rng, (uint32_t)total) + 1u : total;
    if (r == -EINTR)
        return r;
    for (int i = 0; i < n && done < may; i++) {
        size_t len = from[i].iov_len < may - done ? from[i].iov_len : may - done;
        if (len > 0)
            write_at(s, f, from[i].iov_base, len, at + done);
        done += len;
    }
    if (evn_rng_below(&s->rng, 8) == 0)
        write_back(s, f, 30);
    return broken ? r : (ssize_t)done;
}

static int sim_flush(void *self, int fd)
{
    struct simdisk *s = self;
    int r = strike(s);
    struct inode *f = s->fds[fd];
    if (r == -EINTR)
        return r;
    if (r < 0) {
        write_back(s, f, evn_rng_below(&s->rng, 3) * 40);
        if (!s->dead && f->cap > 0)
            memset(f->dirty, 0, f->cap / SECTOR);
        return r;
    }
    if (!s->ignore_flush)
        write_back(s, f, 100);
    return 0;
}

static int64_t sim_size(void *self, int fd)
{
    struct simdisk *s = self;
    int r = strike(s);
    return r < 0 ? r : (int64_t)s->fds[fd]->size;
}

static int sim_rename(void *self, const char *from, const char *to)
{
    struct simdisk *s = self;
    int r = strike(s);
    if (r < 0)
        return r;
    struct name *n = find(&s->seen, from);
    if (n == NULL)
        return -ENOENT;
    change(s, from, to, n->inode);
    return 0;
}

static int sim_unlink(void *self, const char *path)
{
    struct simdisk *s = self;
    int r = strike(s);
    if (r < 0)
        return r;
    if (find(&s->seen, path) == NULL)
        return -ENOENT;
    change(s, path, "", NULL);
    return 0;
}

static int sim_mkdir(void *self, const char *path)
{
    struct simdisk *s = self;
    int r = strike(s);
    if (r < 0)
        return r;
    if (find(&s->seen, path) != NULL)
        return -EEXIST;
    add(&s->seen, path, NULL); /* folders are durable at once: who makes them flushes the parent */
    add(&s->there, path, NULL);
    return 0;
}

static int sim_flush_dir(void *self, const char *path)
{
    struct simdisk *s = self;
    int r = strike(s);
    if (r < 0 || s->ignore_flush)
        return r;
    size_t kept = 0;
    for (size_t i = 0; i < s->n_changes; i++)
        if (in_dir(&s->changes[i], path))
            apply(&s->there, &s->changes[i]);
        else
            s->changes[kept++] = s->changes[i];
    s->n_changes = kept;
    return 0;
}

static int sim_list(void *self, const char *path, int (*each)(void *arg, const char *name),
                    void *arg)
{
    struct simdisk *s = self;
    int r = strike(s);
    for (size_t i = 0; r == 0 && i < s->seen.n; i++) {
        const char *p = s->seen.at[i].path;
        if (dir_len(p) == strlen(path) && strncmp(p, path, strlen(path)) == 0)
            r = each(arg, p + strlen(path) + 1);
    }
    return r;
}

static int64_t sim_free_bytes(void *self, const char *path)
{
    struct simdisk *s = self;
    (void)path;
    int r = strike(s);
    return r < 0 ? r : INT64_MAX;
}

struct simdisk *simdisk_new(uint64_t seed)
{
    struct simdisk *s = calloc(1, sizeof *s);
    EVN_ASSERT(s != NULL);
    s->rng = evn_rng_of(seed);
    s->disk = (struct evn_disk){
        .self = s,
        .open = sim_open,
        .close = sim_close,
        .pread = sim_pread,
        .pwritev = sim_pwritev,
        .flush = sim_flush,
        .size = sim_size,
        .rename = sim_rename,
        .unlink = sim_unlink,
        .mkdir = sim_mkdir,
        .flush_dir = sim_flush_dir,
        .list = sim_list,
        .free_bytes = sim_free_bytes,
    };
    return s;
}

void simdisk_destroy(struct simdisk **sim)
{
    struct simdisk *s = *sim;
    for (size_t i = 0; i < s->n_inodes; i++) {
        free(s->inodes[i]->cache);
        free(s->inodes[i]->disk);
        free(s->inodes[i]->dirty);
        free(s->inodes[i]);
    }
    free(s->inodes);
    free(s->changes);
    free(s);
    *sim = NULL;
}

const struct evn_disk *simdisk_disk(struct simdisk *s)
{
    return &s->disk;
}

void simdisk_fail(struct simdisk *s, uint64_t n, enum simdisk_fault fault)
{
    s->fail_at = n > 0 ? s->calls + n : 0;
    s->fault = fault;
    s->struck = false;
}

uint64_t simdisk_calls(const struct simdisk *s)
{
    return s->calls;
}

bool simdisk_struck(const struct simdisk *s)
{
    return s->struck;
}

void simdisk_ignore_flush(struct simdisk *s, bool on)
{
    s->ignore_flush = on;
}

void simdisk_ignore_same(struct simdisk *s, bool on)
{
    s->ignore_same = on;
}

/* Of the waiting names of each folder, a first part survives. */
static void settle_names(struct simdisk *s, uint32_t keep)
{
    char stopped[N_DIRS][NAME_MAX_LEN];
    size_t n_stopped = 0;
    for (size_t i = 0; i < s->n_changes; i++) {
        const struct change *c = &s->changes[i];
        bool gone = false;
        for (size_t k = 0; k < n_stopped && !gone; k++)
            gone = in_dir(c, stopped[k]);
        if (!gone && evn_rng_below(&s->rng, 100) < keep) {
            apply(&s->there, c);
        } else if (!gone) {
            const char *path = c->to[0] != '\0' ? c->to : c->from;
            EVN_ASSERT(n_stopped < N_DIRS);
            snprintf(stopped[n_stopped++], NAME_MAX_LEN, "%.*s", (int)dir_len(path), path);
        }
    }
    s->n_changes = 0;
    s->seen = s->there;
}

void simdisk_power_cut(struct simdisk *s, uint32_t keep)
{
    settle_names(s, keep);
    for (size_t i = 0; i < s->n_inodes; i++) {
        struct inode *f = s->inodes[i];
        write_back(s, f, keep);
        if (f->cap > 0) {
            memcpy(f->cache, f->disk, f->cap);
            memset(f->dirty, 0, f->cap / SECTOR);
        }
        f->size = f->disk_size;
    }
    memset(s->fds, 0, sizeof s->fds);
    s->dead = false;
    s->fail_at = 0;
}
