#include "tests/crash/ledger/platter.h"

#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { NAMES_MAX = 1024, SECTOR = 512, NAME_LEN = 80 };

/* A write or a change of size that no flush has made durable. */
struct waiting {
    const struct shim_op *op;
    uint64_t sync; /* the first flush of its file that began behind it; 0: none yet */
};

struct file {
    bool is_folder, in_log;
    uint8_t *disk; /* durable bytes */
    uint64_t size; /* durable size */
    uint64_t cap;  /* of `disk`; all above what was written is zeros */
    struct waiting *waiting;
    size_t n, waiting_cap;
};

/* A name, as programs see it or as the disk has it. */
struct name {
    char path[NAME_LEN];
    struct file *file; /* NULL: removed */
};

struct names {
    struct name at[NAMES_MAX];
    size_t n;
};

/* A change of names that waits for a flush of its folder. */
struct change {
    char path[NAME_LEN];    /* that names `file` from now on; NULL: nothing */
    char instead[NAME_LEN]; /* path of a rename that is no more; "": none */
    struct file *file;
    uint64_t sync; /* the first flush of its folder that began behind it; 0: none yet */
};

struct platter {
    const uint8_t *tape;
    size_t len, at;
    uint64_t n_played;
    unsigned without;
    struct names seen, durable;
    struct change change[NAMES_MAX]; /* in order */
    size_t n_changes;
    struct file **handle; /* by handle; borrowed */
    size_t handles_cap;
    struct file *files[NAMES_MAX * 4]; /* all, owned */
    size_t n_files;
};

static void must(bool ok)
{
    if (!ok)
        abort();
}

static void *grown(void *at, size_t *cap, size_t want, size_t size)
{
    size_t had = *cap;
    if (want <= had)
        return at;
    while (*cap < want)
        *cap = *cap > 0 ? 2 * *cap : 64;
    at = realloc(at, *cap * size);
    must(at != NULL);
    memset((uint8_t *)at + had * size, 0, (*cap - had) * size);
    return at;
}

static struct file *new_file(struct platter *p, const char *path, bool is_folder)
{
    struct file *f = calloc(1, sizeof *f);
    must(f != NULL && p->n_files < sizeof p->files / sizeof *p->files);
    f->is_folder = is_folder;
    f->in_log = strstr(path, "/log") != NULL;
    p->files[p->n_files++] = f;
    return f;
}

static struct file **slot(struct names *names, const char *path)
{
    for (size_t i = 0; i < names->n; i++)
        if (strcmp(names->at[i].path, path) == 0)
            return &names->at[i].file;
    must(names->n < NAMES_MAX);
    snprintf(names->at[names->n].path, NAME_LEN, "%s", path);
    names->at[names->n].file = NULL;
    return &names->at[names->n++].file;
}

static void folder_of(const char *path, char out[NAME_LEN])
{
    const char *slash = strrchr(path, '/');
    snprintf(out, NAME_LEN, "%.*s", slash != NULL ? (int)(slash - path) : 1,
             slash != NULL ? path : ".");
}

/* From now on `path` names `file`; `instead` is no more. */
static void rename_to(struct names *names, const char *path, const char *instead, struct file *file)
{
    *slot(names, path) = file;
    if (instead[0] != '\0')
        *slot(names, instead) = NULL;
}

static void change(struct platter *p, const char *path, const char *instead, struct file *file)
{
    must(p->n_changes < NAMES_MAX);
    struct change *c = &p->change[p->n_changes++];
    *c = (struct change){.file = file};
    snprintf(c->path, sizeof c->path, "%s", path);
    snprintf(c->instead, sizeof c->instead, "%s", instead);
    rename_to(&p->seen, path, instead, file);
}

struct platter *platter_new(const uint8_t *tape, size_t len, unsigned without)
{
    struct platter *p = calloc(1, sizeof *p);
    must(p != NULL);
    p->tape = tape;
    p->len = len;
    p->without = without;
    *slot(&p->seen, ".") = *slot(&p->durable, ".") = new_file(p, ".", true);
    return p;
}

void platter_free(struct platter **platter)
{
    struct platter *p = *platter;
    for (size_t i = 0; i < p->n_files; i++) {
        free(p->files[i]->disk);
        free(p->files[i]->waiting);
        free(p->files[i]);
    }
    free(p->handle);
    free(p);
    *platter = NULL;
}

static void wait_for_flush(struct file *f, const struct shim_op *op)
{
    f->waiting = grown(f->waiting, &f->waiting_cap, f->n + 1, sizeof *f->waiting);
    f->waiting[f->n++] = (struct waiting){op, op->kind == SHIM_WRITE ? op->n : 0};
}

static const uint8_t *bytes_of(const struct shim_op *op)
{
    return (const uint8_t *)(op + 1);
}

static void reach(struct file *f, uint64_t end)
{
    size_t cap = f->cap;
    f->disk = grown(f->disk, &cap, end, 1);
    f->cap = cap;
}

/* Do a call on what is durable: all of it, or the sectors that `rng` keeps. */
static void settle(struct file *f, const struct shim_op *op, struct evn_rng *rng, uint32_t keep)
{
    if (op->kind != SHIM_WRITE) {
        if (rng != NULL && evn_rng_below(rng, 100) >= keep)
            return;
        if (op->kind == SHIM_GROW && op->n < f->size)
            return;
        if (op->n < f->size && op->n < f->cap)
            memset(f->disk + op->n, 0, (f->size < f->cap ? f->size : f->cap) - op->n);
        f->size = op->n;
        return;
    }
    for (uint64_t at = op->at, end = op->at + op->len; at < end;) {
        uint64_t to = (at / SECTOR + 1) * SECTOR < end ? (at / SECTOR + 1) * SECTOR : end;
        if (rng == NULL || evn_rng_below(rng, 100) < keep) {
            reach(f, to);
            memcpy(f->disk + at, bytes_of(op) + (at - op->at), to - at);
            f->size = f->size < to ? to : f->size;
        }
        at = to;
    }
}

static struct file *of_handle(struct platter *p, const struct shim_op *op)
{
    must(op->handle < p->handles_cap && p->handle[op->handle] != NULL);
    return p->handle[op->handle];
}

static void play_open(struct platter *p, const struct shim_op *op)
{
    const char *path = (const char *)bytes_of(op);
    struct file *f = *slot(&p->seen, path);
    if (f == NULL && (op->flags & SHIM_F_CREATE) != 0) {
        f = new_file(p, path, false);
        change(p, path, "", f);
    } else if (f != NULL && (op->flags & SHIM_F_EMPTY) != 0) {
        wait_for_flush(f, op); /* its `n` is 0: the size */
    }
    must(f != NULL);
    p->handle = grown(p->handle, &p->handles_cap, op->handle + 1, sizeof *p->handle);
    p->handle[op->handle] = f;
}

/* The path under which a folder is seen. */
static const char *path_of(const struct platter *p, const struct file *f)
{
    for (size_t i = 0; i < p->seen.n; i++)
        if (p->seen.at[i].file == f)
            return p->seen.at[i].path;
    return "";
}

static void begin_flush(struct platter *p, struct file *f, uint64_t sync)
{
    char folder[NAME_LEN];
    for (size_t i = 0; i < f->n; i++)
        f->waiting[i].sync = f->waiting[i].sync != 0 ? f->waiting[i].sync : sync;
    for (size_t i = 0; f->is_folder && i < p->n_changes; i++) {
        struct change *c = &p->change[i];
        folder_of(c->path, folder);
        if (c->sync == 0 && strcmp(folder, path_of(p, f)) == 0)
            c->sync = sync;
    }
}

/* Flush number `sync` of the folder has ended: so has every one that began before it. */
static void end_folder_flush(struct platter *p, const struct file *f, uint64_t sync)
{
    const char *path = path_of(p, f);
    char folder[NAME_LEN];
    size_t n = 0;
    for (size_t i = 0; i < p->n_changes; i++) {
        struct change *c = &p->change[i];
        folder_of(c->path, folder);
        if (c->sync != 0 && c->sync <= sync && strcmp(folder, path) == 0)
            rename_to(&p->durable, c->path, c->instead, c->file);
        else
            p->change[n++] = *c;
    }
    p->n_changes = n;
}

/* Is this what a flush does not do, in a control? */
static bool ignored(const struct platter *p, const struct file *f, const struct shim_op *op)
{
    if (!f->in_log)
        return (p->without & PLATTER_NO_VIEWS_FLUSH) != 0;
    return (p->without & PLATTER_NO_LOG_FLUSH) != 0 && op->kind == SHIM_WRITE && op->at > 0;
}

/* The same for a file; with `alone`, only the write that is flush `sync` itself. */
static void end_flush(const struct platter *p, struct file *f, uint64_t sync, bool alone)
{
    size_t n = 0;
    for (size_t i = 0; i < f->n; i++) {
        uint64_t of = f->waiting[i].sync;
        bool done = alone ? of == sync : of != 0 && of <= sync;
        if (done && !ignored(p, f, f->waiting[i].op))
            settle(f, f->waiting[i].op, NULL, 0);
        else
            f->waiting[n++] = f->waiting[i];
    }
    f->n = n;
}

static void play_flushed(struct platter *p, const struct shim_op *op)
{
    struct file *f = of_handle(p, op);
    if (f->is_folder)
        end_folder_flush(p, f, op->at);
    else
        end_flush(p, f, op->at, op->kind == SHIM_WRITTEN);
}

static void play(struct platter *p, const struct shim_op *op)
{
    const char *path = (const char *)bytes_of(op);
    switch ((enum shim_kind)op->kind) {
    case SHIM_OPEN:
        play_open(p, op);
        break;
    case SHIM_WRITE:
    case SHIM_SIZE:
    case SHIM_GROW:
        wait_for_flush(of_handle(p, op), op);
        break;
    case SHIM_SYNC_BEGIN:
        begin_flush(p, of_handle(p, op), op->at);
        break;
    case SHIM_SYNC_END:
    case SHIM_WRITTEN:
        play_flushed(p, op);
        break;
    case SHIM_RENAME:
        change(p, path + strlen(path) + 1, path, *slot(&p->seen, path));
        break;
    case SHIM_UNLINK:
        change(p, path, "", NULL);
        break;
    case SHIM_MKDIR:
        change(p, path, "", new_file(p, path, true));
        break;
    case SHIM_MARK:
        break;
    }
}

static const struct shim_op *next(const uint8_t *tape, size_t len, size_t *at)
{
    if (*at >= len)
        return NULL;
    const struct shim_op *op = (const void *)(tape + *at);
    *at += sizeof *op + (op->len + 7) / 8 * 8;
    return op;
}

uint64_t platter_calls(const uint8_t *tape, size_t len)
{
    uint64_t n = 0;
    for (size_t at = 0; next(tape, len, &at) != NULL;)
        n++;
    return n;
}

void platter_play(struct platter *p, uint64_t n,
                  void (*mark)(void *arg, const uint8_t *bytes, uint32_t len), void *arg)
{
    const struct shim_op *op;
    while (p->n_played < n && (op = next(p->tape, p->len, &p->at)) != NULL) {
        p->n_played++;
        if (op->kind == SHIM_MARK)
            mark(arg, bytes_of(op), op->len);
        else
            play(p, op);
    }
}

/* The names a cut leaves: per folder all that is durable and a first part of what waits. */
static void cut_names(const struct platter *p, struct evn_rng *rng, struct names *left)
{
    struct names folders = {.n = 0};
    char folder[NAME_LEN];
    uint32_t rest[NAMES_MAX] = {0};
    *left = p->durable;
    for (size_t i = 0; i < p->n_changes; i++) {
        folder_of(p->change[i].path, folder);
        (void)slot(&folders, folder);
    }
    for (size_t i = 0; i < folders.n; i++)
        rest[i] = evn_rng_below(rng, 3) == 0 ? UINT32_MAX : evn_rng_below(rng, 8);
    for (size_t i = 0; i < p->n_changes; i++) {
        const struct change *c = &p->change[i];
        folder_of(c->path, folder);
        size_t at = 0;
        while (strcmp(folders.at[at].path, folder) != 0)
            at++;
        if (rest[at] == 0)
            continue;
        rest[at]--;
        rename_to(left, c->path, c->instead, c->file);
    }
}

static bool write_out(const struct file *f, const char *path)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    uint64_t len = f->size < f->cap ? f->size : f->cap;
    while (len > 0 && f->disk[len - 1] == 0)
        len--;
    bool ok = fd >= 0 && (len == 0 || write(fd, f->disk, len) == (ssize_t)len) &&
              ftruncate(fd, (off_t)f->size) == 0;
    if (fd >= 0)
        close(fd);
    return ok;
}

/* The file as the cut leaves it. */
static bool cut_file(const struct file *f, struct evn_rng *rng, uint32_t keep, const char *path)
{
    struct file left = {.size = f->size, .cap = f->cap};
    left.disk = f->cap > 0 ? malloc(f->cap) : NULL;
    must(f->cap == 0 || left.disk != NULL);
    if (f->cap > 0)
        memcpy(left.disk, f->disk, f->cap);
    for (size_t i = 0; i < f->n; i++)
        settle(&left, f->waiting[i].op, rng, keep);
    bool ok = write_out(&left, path);
    free(left.disk);
    return ok;
}

/* Whether all folders above it are there. */
static bool reachable(const struct names *left, const char *path)
{
    char folder[NAME_LEN];
    folder_of(path, folder);
    while (strcmp(folder, ".") != 0) {
        char above[NAME_LEN];
        size_t i = 0;
        while (i < left->n && strcmp(left->at[i].path, folder) != 0)
            i++;
        if (i == left->n || left->at[i].file == NULL)
            return false;
        folder_of(folder, above);
        memcpy(folder, above, sizeof folder);
    }
    return true;
}

static unsigned depth_of(const char *path)
{
    unsigned n = 0;
    for (; *path != '\0'; path++)
        n += *path == '/';
    return n;
}

bool platter_cut(const struct platter *p, struct evn_rng *rng, uint32_t keep, const char *folder)
{
    static struct names left;
    char path[PATH_MAX];
    bool ok = true;
    cut_names(p, rng, &left);
    for (unsigned depth = 0; depth < 4; depth++) /* folders before what is in them */
        for (size_t i = 0; i < left.n && ok; i++) {
            const struct name *n = &left.at[i];
            if (strcmp(n->path, ".") == 0 || n->file == NULL || depth_of(n->path) != depth ||
                !reachable(&left, n->path))
                continue;
            snprintf(path, sizeof path, "%s/%s", folder, n->path);
            ok = n->file->is_folder ? mkdir(path, 0700) == 0 : cut_file(n->file, rng, keep, path);
        }
    return ok;
}
