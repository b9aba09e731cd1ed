#include "tests/crash/ledger/shim.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

enum { FDS = 4096, STRUCK_LEN = 160 };

struct shim_tape {
    pthread_mutex_t lock; /* one call at a time, so that the tape has their order */
    size_t size;          /* of the whole */
    size_t len, room;
    bool full;
    uint64_t n_handles, n_syncs;
    uint64_t calls[SHIM_CLASSES], divisible[SHIM_CLASSES]; /* all; reads and writes of some bytes */
    char struck[STRUCK_LEN];
    _Alignas(8) uint8_t bytes[];
};

/* Of this process. */
static struct {
    struct shim_tape *tape; /* NULL: calls are only passed on */
    char folder[PATH_MAX];
    size_t folder_len;
    bool record;
    struct shim_plan plan;
} us;

static struct {
    uint64_t handle; /* 0: not below the folder */
    bool in_log;
    bool dsync;
} fds[FDS];

static _Thread_local bool interrupted;

static void init_lock(struct shim_tape *tape)
{
    pthread_mutexattr_t attr;
    pthread_mutexattr_init(&attr);
    pthread_mutexattr_setpshared(&attr, PTHREAD_PROCESS_SHARED);
    pthread_mutex_init(&tape->lock, &attr);
    pthread_mutexattr_destroy(&attr);
}

struct shim_tape *shim_tape_new(size_t bytes)
{
    size_t size = sizeof(struct shim_tape) + bytes;
    struct shim_tape *tape =
        mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (tape == MAP_FAILED)
        return NULL;
    tape->size = size;
    tape->room = bytes;
    init_lock(tape);
    return tape;
}

void shim_tape_free(struct shim_tape **tape)
{
    if (*tape != NULL)
        munmap(*tape, (*tape)->size);
    *tape = NULL;
}

void shim_begin(struct shim_tape *tape, const char *folder, bool record,
                const struct shim_plan *plan)
{
    us.folder_len = (size_t)snprintf(us.folder, sizeof us.folder, "%s", folder);
    us.record = record;
    us.plan = plan != NULL ? *plan : (struct shim_plan){0};
    memset(tape->calls, 0, sizeof tape->calls);
    memset(tape->divisible, 0, sizeof tape->divisible);
    tape->struck[0] = '\0';
    us.tape = tape;
}

void shim_end(void)
{
    us.tape = NULL;
    memset(fds, 0, sizeof fds);
}

static void lock(void)
{
    pthread_mutex_lock(&us.tape->lock);
}

static void unlock(void)
{
    pthread_mutex_unlock(&us.tape->lock);
}

void shim_freeze(void)
{
    if (us.tape != NULL)
        lock();
}

void shim_thaw(struct shim_tape *tape)
{
    init_lock(tape);
}

const uint8_t *shim_bytes(const struct shim_tape *tape, size_t *len)
{
    *len = tape->len;
    return tape->full ? NULL : tape->bytes;
}

uint64_t shim_calls(const struct shim_tape *tape, enum shim_class class, enum shim_fault fault)
{
    return fault == SHIM_SHORT ? tape->divisible[class] : tape->calls[class];
}

const char *shim_struck(const struct shim_tape *tape)
{
    return tape->struck;
}

/* The path below the folder, or NULL: not ours. The folder itself is ".". */
static const char *below(const char *path)
{
    if (us.tape == NULL || strncmp(path, us.folder, us.folder_len) != 0)
        return NULL;
    path += us.folder_len;
    return path[0] == '\0' ? "." : path[0] == '/' ? path + 1 : NULL;
}

static bool is_log(const char *below_path)
{
    const char *log = strstr(below_path, "/log");
    return log != NULL && (log[4] == '/' || log[4] == '\0');
}

/* Room on the tape for a call and its bytes, or NULL. Lock held. */
static uint8_t *put(enum shim_kind kind, uint16_t flags, uint64_t handle, uint64_t at, uint64_t n,
                    size_t len)
{
    struct shim_tape *t = us.tape;
    size_t padded = (len + 7) / 8 * 8;
    if (!us.record || t->full)
        return NULL;
    t->full = t->room - t->len < sizeof(struct shim_op) + padded;
    if (t->full)
        return NULL;
    const struct shim_op op = {.len = (uint32_t)len,
                               .kind = (uint16_t)kind,
                               .flags = flags,
                               .handle = handle,
                               .at = at,
                               .n = n};
    memcpy(t->bytes + t->len, &op, sizeof op);
    uint8_t *bytes = t->bytes + t->len + sizeof op;
    t->len += sizeof op + padded;
    return bytes;
}

static void put_text(enum shim_kind kind, uint16_t flags, uint64_t handle, const char *a,
                     const char *b)
{
    size_t a_len = strlen(a) + 1, b_len = b != NULL ? strlen(b) + 1 : 0;
    uint8_t *to = put(kind, flags, handle, 0, 0, a_len + b_len);
    if (to == NULL)
        return;
    memcpy(to, a, a_len);
    if (b != NULL)
        memcpy(to + a_len, b, b_len);
}

void shim_mark(const void *bytes, uint32_t len)
{
    if (us.tape == NULL)
        return;
    lock();
    uint8_t *to = put(SHIM_MARK, 0, 0, 0, 0, len);
    if (to != NULL)
        memcpy(to, bytes, len);
    unlock();
}

/* Does this call fail? 0: no; an errno; or -1: it does half of its work. Counts it. Lock held. */
static int strike(enum shim_class class, const char *call, const char *what, bool divisible)
{
    static const int errnos[] = {EIO, ENOSPC, EINTR, -1};
    struct shim_tape *t = us.tape;
    const struct shim_plan *p = &us.plan;
    t->calls[class]++;
    t->divisible[class] += divisible;
    uint64_t n = shim_calls(t, class, p->fault);
    if (p->nth == 0 || p->class != class || n < p->nth || (n > p->nth && !p->sticky) ||
        (p->fault == SHIM_SHORT && !divisible))
        return 0;
    if (p->fault == SHIM_EINTR && p->sticky) {
        interrupted = !interrupted;
        if (!interrupted)
            return 0;
    }
    if (t->struck[0] == '\0')
        snprintf(t->struck, sizeof t->struck, "%s %s", call, what);
    return errnos[p->fault];
}

static int failed(int err)
{
    errno = err;
    return -1;
}

static bool ours(int fd)
{
    return us.tape != NULL && fd >= 0 && fd < FDS && fds[fd].handle != 0;
}

static enum shim_class class_of(int fd)
{
    return fds[fd].in_log ? SHIM_LOG_WRITE : SHIM_VIEWS;
}

static const char *name_of(int fd)
{
    return fds[fd].in_log ? "log" : "views";
}

static int open_ours(const char *path, const char *name, int flags, mode_t mode)
{
    bool reads = (flags & (O_ACCMODE | O_CREAT)) == O_RDONLY;
    enum shim_class class = !is_log(name) ? SHIM_VIEWS : reads ? SHIM_LOG_READ : SHIM_LOG_WRITE;
    uint16_t f = (uint16_t)(((flags & O_CREAT) != 0 ? SHIM_F_CREATE : 0) |
                            ((flags & O_TRUNC) != 0 ? SHIM_F_EMPTY : 0) |
                            ((flags & O_DIRECTORY) != 0 ? SHIM_F_FOLDER : 0));
    lock();
    int err = strike(class, "open", name, false);
    int fd = err > 0 ? failed(err) : (int)syscall(SYS_openat, AT_FDCWD, path, flags, mode);
    if (fd >= 0 && fd < FDS) {
        fds[fd].handle = ++us.tape->n_handles;
        fds[fd].in_log = is_log(name);
        fds[fd].dsync = (flags & O_DSYNC) != 0;
        put_text(SHIM_OPEN, f, fds[fd].handle, name, NULL);
    }
    unlock();
    return fd;
}

int open(const char *path, int flags, ...)
{
    va_list args;
    va_start(args, flags);
    mode_t mode = (flags & O_CREAT) != 0 ? va_arg(args, mode_t) : 0;
    va_end(args);
    const char *name = below(path);
    return name != NULL ? open_ours(path, name, flags, mode)
                        : (int)syscall(SYS_openat, AT_FDCWD, path, flags, mode);
}

int close(int fd)
{
    if (ours(fd)) {
        lock();
        int err = strike(class_of(fd), "close", name_of(fd), false);
        fds[fd].handle = 0;
        unlock();
        int rc = (int)syscall(SYS_close, fd);
        return err > 0 ? failed(err) : rc;
    }
    return (int)syscall(SYS_close, fd);
}

ssize_t pread(int fd, void *to, size_t len, off_t at)
{
    if (!ours(fd))
        return syscall(SYS_pread64, fd, to, len, at);
    lock();
    int err = strike(fds[fd].in_log ? SHIM_LOG_READ : SHIM_VIEWS, "pread", name_of(fd), len > 1);
    unlock();
    if (err > 0)
        return failed(err);
    return syscall(SYS_pread64, fd, to, err < 0 ? len / 2 : len, at);
}

/* Put what was written on the tape. Lock held. */
static void put_written(int fd, const struct iovec *from, int n_parts, off_t at, size_t done)
{
    uint64_t sync = fds[fd].dsync ? ++us.tape->n_syncs : 0, handle = fds[fd].handle;
    uint8_t *to = put(SHIM_WRITE, 0, handle, (uint64_t)at, sync, done);
    for (int i = 0; to != NULL && i < n_parts && done > 0; i++) {
        size_t len = from[i].iov_len < done ? from[i].iov_len : done;
        memcpy(to, from[i].iov_base, len);
        to += len;
        done -= len;
    }
    if (sync != 0) /* a call of its own: a cut may come in between */
        put(SHIM_WRITTEN, 0, handle, sync, 0, 0);
}

static size_t sum_of(const struct iovec *from, int n)
{
    size_t sum = 0;
    for (int i = 0; i < n; i++)
        sum += from[i].iov_len;
    return sum;
}

/* Write the first half of the parts: as many whole ones as fit, or half of the first. */
static ssize_t write_half(int fd, const struct iovec *from, int n, off_t at)
{
    size_t half = sum_of(from, n) / 2;
    if (from[0].iov_len > half || n == 1)
        return syscall(SYS_pwrite64, fd, from[0].iov_base, half, at);
    int parts = 1;
    while (parts < n && sum_of(from, parts + 1) <= half)
        parts++;
    return syscall(SYS_pwritev, fd, from, parts, at, 0);
}

static ssize_t write_ours(int fd, const struct iovec *from, int n, off_t at, bool moves)
{
    lock();
    int err = strike(class_of(fd), "write", name_of(fd), sum_of(from, n) > 1);
    ssize_t done;
    if (err > 0)
        done = failed(err);
    else if (err < 0)
        done = write_half(fd, from, n, at);
    else
        done = syscall(SYS_pwritev, fd, from, n, at, 0);
    if (done > 0)
        put_written(fd, from, n, at, (size_t)done);
    if (done > 0 && moves)
        lseek(fd, at + done, SEEK_SET);
    unlock();
    return done;
}

ssize_t pwrite(int fd, const void *from, size_t len, off_t at)
{
    struct iovec part = {.iov_base = (void *)(uintptr_t)from, .iov_len = len};
    return ours(fd) ? write_ours(fd, &part, 1, at, false)
                    : syscall(SYS_pwrite64, fd, from, len, at);
}

ssize_t pwritev(int fd, const struct iovec *from, int n, off_t at)
{
    return ours(fd) ? write_ours(fd, from, n, at, false) : syscall(SYS_pwritev, fd, from, n, at, 0);
}

ssize_t write(int fd, const void *from, size_t len)
{
    struct iovec part = {.iov_base = (void *)(uintptr_t)from, .iov_len = len};
    return ours(fd) ? write_ours(fd, &part, 1, lseek(fd, 0, SEEK_CUR), true)
                    : syscall(SYS_write, fd, from, len);
}

ssize_t writev(int fd, const struct iovec *from, int n)
{
    return ours(fd) ? write_ours(fd, from, n, lseek(fd, 0, SEEK_CUR), true)
                    : syscall(SYS_writev, fd, from, n);
}

int ftruncate(int fd, off_t size)
{
    if (!ours(fd))
        return (int)syscall(SYS_ftruncate, fd, size);
    lock();
    int err = strike(class_of(fd), "ftruncate", name_of(fd), false);
    int rc = err > 0 ? failed(err) : (int)syscall(SYS_ftruncate, fd, size);
    if (rc == 0)
        put(SHIM_SIZE, 0, fds[fd].handle, 0, (uint64_t)size, 0);
    unlock();
    return rc;
}

/* In a test it is enough that the file has the size: nothing is allocated. */
int fallocate(int fd, int mode, off_t at, off_t len)
{
    struct stat st;
    if (mode != 0)
        return (int)syscall(SYS_fallocate, fd, mode, at, len);
    bool is_ours = ours(fd);
    if (is_ours)
        lock();
    int err = is_ours ? strike(class_of(fd), "fallocate", name_of(fd), false) : 0;
    int rc = err > 0 ? failed(err) : fstat(fd, &st);
    if (rc == 0 && st.st_size < at + len)
        rc = (int)syscall(SYS_ftruncate, fd, at + len);
    if (!is_ours)
        return rc;
    if (rc == 0)
        put(SHIM_GROW, 0, fds[fd].handle, 0, (uint64_t)(at + len), 0);
    unlock();
    return rc;
}

static int sync_ours(int fd, long number, const char *call)
{
    lock();
    uint64_t handle = fds[fd].handle, sync = ++us.tape->n_syncs;
    int err = strike(class_of(fd), call, name_of(fd), false);
    put(SHIM_SYNC_BEGIN, 0, handle, sync, 0, 0);
    unlock();
    if (err > 0)
        return failed(err);
    int rc = (int)syscall(number, fd);
    lock();
    if (rc == 0)
        put(SHIM_SYNC_END, 0, handle, sync, 0, 0);
    unlock();
    return rc;
}

int fdatasync(int fd)
{
    return ours(fd) ? sync_ours(fd, SYS_fdatasync, "fdatasync") : (int)syscall(SYS_fdatasync, fd);
}

int fsync(int fd)
{
    return ours(fd) ? sync_ours(fd, SYS_fsync, "fsync") : (int)syscall(SYS_fsync, fd);
}

int rename(const char *from, const char *to)
{
    const char *a = below(from), *b = below(to);
    if (a == NULL || b == NULL)
        return (int)syscall(SYS_rename, from, to);
    lock();
    int err = strike(is_log(a) ? SHIM_LOG_WRITE : SHIM_VIEWS, "rename", a, false);
    int rc = err > 0 ? failed(err) : (int)syscall(SYS_rename, from, to);
    if (rc == 0)
        put_text(SHIM_RENAME, 0, 0, a, b);
    unlock();
    return rc;
}

static int name_ours(enum shim_kind kind, const char *call, const char *path, long number,
                     mode_t mode)
{
    const char *name = below(path);
    if (name == NULL)
        return (int)syscall(number, path, mode);
    lock();
    int err = strike(is_log(name) ? SHIM_LOG_WRITE : SHIM_VIEWS, call, name, false);
    int rc = err > 0 ? failed(err) : (int)syscall(number, path, mode);
    if (rc == 0)
        put_text(kind, 0, 0, name, NULL);
    unlock();
    return rc;
}

int unlink(const char *path)
{
    return name_ours(SHIM_UNLINK, "unlink", path, SYS_unlink, 0);
}

int mkdir(const char *path, mode_t mode)
{
    return name_ours(SHIM_MKDIR, "mkdir", path, SYS_mkdir, mode);
}
