#include "common/journal/file_int.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>

/* What the folder holds. */
struct listing {
    struct evn_file_log *log;
    uint64_t first_live, last_live, n_live;
    uint64_t last_archived; /* segments 1 to this are in the archive */
    uint64_t leftover[16];  /* archived segments that still have their own file, some of them */
    unsigned n_leftover;
    char stale[8][64]; /* names of half-made files, to be removed */
    unsigned n_stale;
};

/* One opening, from listing to the first moment the log can be written. */
struct opening {
    const struct evn_file_options *options;
    struct evn_file_log *log;
    struct evn_file_report *report;
    struct evn_log_identity identity;
    struct listing found;
    struct evn_segment_header last;
    struct evn_segment_scan scan;
    uint8_t *bytes; /* the last segment, owned */
    evn_err point_err;
};

static int list_live(void *arg, const char *name)
{
    struct listing *l = arg;
    struct evn_file_shared *s = &l->log->shared;
    uint64_t n;
    size_t len = strlen(name);
    if (evn_file_number(name, "seg-", &n) && n <= l->last_archived) {
        if (l->n_leftover < sizeof l->leftover / sizeof l->leftover[0])
            l->leftover[l->n_leftover++] = n;
    } else if (evn_file_number(name, "seg-", &n)) {
        l->first_live = l->n_live == 0 || n < l->first_live ? n : l->first_live;
        l->last_live = n > l->last_live ? n : l->last_live;
        l->n_live++;
    } else if (evn_file_number(name, "free-", &n)) {
        if (s->n_pool < EVN_FILE_POOL_MAX)
            s->pool[s->n_pool++] = n;
        s->next_pool = n >= s->next_pool ? n + 1 : s->next_pool;
    } else if (len > 4 && strcmp(name + len - 4, ".tmp") == 0 && l->n_stale < 8 &&
               len < sizeof l->stale[0]) {
        memcpy(l->stale[l->n_stale++], name, len + 1);
    }
    return 0;
}

static int list_archive(void *arg, const char *name)
{
    struct listing *l = arg;
    uint64_t n;
    if (evn_file_number(name, "arc-", &n) && n > l->last_archived)
        l->last_archived = n;
    return 0;
}

static evn_err blame(struct opening *o, const char *kind, uint64_t number, uint64_t offset,
                     enum evn_log_tail tail)
{
    snprintf(o->report->file, sizeof o->report->file, "%s%016llx", kind,
             (unsigned long long)number);
    o->report->offset = offset;
    o->report->tail = tail;
    return tail == EVN_TAIL_BEHIND ? EVN_E_LOG_BEHIND_VIEW : EVN_E_CORRUPT;
}

static evn_err make_folders(struct evn_file_log *log)
{
    char archive[EVN_FILE_PATH_MAX];
    snprintf(archive, sizeof archive, "%s/archive", log->dir);
    int made = log->disk->mkdir(log->disk->self, log->dir);
    if (made < 0 && made != -EEXIST)
        return evn_disk_err(made);
    made = log->disk->mkdir(log->disk->self, archive);
    return made < 0 && made != -EEXIST ? evn_disk_err(made) : EVN_OK;
}

/* A new log is nothing before its folder has a name that stays: whoever sees log.id knows that it
 * has one. */
static evn_err name_folder(const struct evn_file_log *log)
{
    char parent[EVN_FILE_PATH_MAX];
    const char *slash = strrchr(log->dir, '/');
    int len = slash == NULL ? 0 : slash == log->dir ? 1 : (int)(slash - log->dir);
    snprintf(parent, sizeof parent, "%.*s", len > 0 ? len : 1, len > 0 ? log->dir : ".");
    return evn_disk_err(log->disk->flush_dir(log->disk->self, parent));
}

static evn_err list_folders(struct opening *o)
{
    const struct evn_disk *disk = o->log->disk;
    char archive[EVN_FILE_PATH_MAX];
    snprintf(archive, sizeof archive, "%s/archive", o->log->dir);
    o->found.log = o->log;
    evn_err err = evn_disk_err(disk->list(disk->self, archive, list_archive, &o->found));
    if (err == EVN_OK)
        err = evn_disk_err(disk->list(disk->self, o->log->dir, list_live, &o->found));
    for (unsigned i = 0; err == EVN_OK && i < o->found.n_stale; i++) {
        char path[EVN_FILE_PATH_MAX];
        snprintf(path, sizeof path, "%s/%s", o->log->dir, o->found.stale[i]);
        err = evn_disk_err(disk->unlink(disk->self, path));
    }
    return err;
}

static evn_err save_identity(struct opening *o)
{
    uint8_t page[EVN_BLOCK_PAGE];
    char path[EVN_FILE_PATH_MAX];
    evn_identity_put(&o->identity, page);
    snprintf(path, sizeof path, "%s/log.id", o->log->dir);
    return evn_disk_replace(o->log->disk, o->log->dir, path, evn_bytes_of(page, sizeof page));
}

/* Read log.id; a folder without any file of a log gets a new one. */
static evn_err load_identity(struct opening *o)
{
    uint8_t page[EVN_BLOCK_PAGE];
    char path[EVN_FILE_PATH_MAX];
    snprintf(path, sizeof path, "%s/log.id", o->log->dir);
    int fd = o->log->disk->open(o->log->disk->self, path, O_RDONLY);
    if (fd == -ENOENT) {
        if (o->found.n_live > 0 || o->found.last_archived > 0) {
            evn_err bad = blame(o, "log.id of seg-", o->found.last_live, 0, EVN_TAIL_CORRUPT);
            return bad;
        }
        const struct evn_env *env = o->options->env != NULL ? o->options->env : evn_env_real();
        env->random(env->self, o->identity.log_id, sizeof o->identity.log_id);
        o->identity.segment_bytes =
            o->options->segment_bytes > 0 ? o->options->segment_bytes : EVN_SEGMENT_BYTES;
        evn_err err = name_folder(o->log);
        return err != EVN_OK ? err : save_identity(o);
    }
    if (fd < 0)
        return evn_disk_err(fd);
    size_t n;
    evn_err err = evn_disk_read(o->log->disk, fd, page, sizeof page, 0, &n);
    o->log->disk->close(o->log->disk->self, fd);
    if (err != EVN_OK)
        return err;
    return n == sizeof page && evn_identity_get(page, &o->identity) ? EVN_OK : EVN_E_WRONG_LOG;
}

/* The header of a segment, live or archived, and its index point. */
static evn_err load_header(struct opening *o, const char *kind, uint64_t number,
                           struct evn_segment_header *out)
{
    uint8_t page[EVN_BLOCK_PAGE];
    char path[EVN_FILE_PATH_MAX];
    int fd;
    size_t n = 0;
    evn_file_path(o->log->dir, kind, number, path);
    fd = o->log->disk->open(o->log->disk->self, path, O_RDONLY);
    if (fd == -ENOENT)
        return blame(o, kind, number, 0, EVN_TAIL_CORRUPT);
    evn_err err = evn_disk_err(fd);
    if (err == EVN_OK)
        err = evn_disk_read(o->log->disk, fd, page, sizeof page, 0, &n);
    if (fd >= 0)
        o->log->disk->close(o->log->disk->self, fd);
    if (err != EVN_OK)
        return err;
    if (n != sizeof page || !evn_segment_get(o->identity.log_id, page, out) ||
        out->number != number)
        return blame(o, kind, number, 0, EVN_TAIL_CORRUPT);
    return evn_file_add_point(&o->log->shared, out->head.next_seq,
                              (struct evn_block_place){number, EVN_BLOCK_PAGE});
}

/* Segments in the archive that still have their own file: finish what was cut short. That the
 * archive's names can be seen does not prove that they are durable, so its folder goes first. */
static evn_err finish_archiving(struct opening *o)
{
    if (o->found.n_leftover == 0)
        return EVN_OK;
    char archive[EVN_FILE_PATH_MAX];
    snprintf(archive, sizeof archive, "%s/archive", o->log->dir);
    evn_err err = evn_disk_err(o->log->disk->flush_dir(o->log->disk->self, archive));
    for (unsigned i = 0; err == EVN_OK && i < o->found.n_leftover; i++) {
        char path[EVN_FILE_PATH_MAX];
        evn_file_path(o->log->dir, "seg-", o->found.leftover[i], path);
        err = evn_file_recycle(o->log, path);
    }
    return err;
}

/* Check that segments 1..n are all there, and index them. */
static evn_err load_catalog(struct opening *o)
{
    struct listing *l = &o->found;
    uint64_t n = 1;
    if (l->n_live == 0 || l->last_live - l->first_live + 1 != l->n_live ||
        l->first_live != l->last_archived + 1)
        return blame(o, "seg-", l->last_archived + 1, 0, EVN_TAIL_CORRUPT);
    for (; n <= l->last_archived; n++) {
        evn_err err = load_header(o, "archive/arc-", n, &o->last);
        if (err != EVN_OK)
            return err;
    }
    for (; n <= l->last_live; n++) {
        evn_err err = load_header(o, "seg-", n, &o->last);
        if (err != EVN_OK)
            return err;
    }
    o->log->shared.archived_through = l->last_archived;
    o->log->shared.segment = l->last_live;
    return finish_archiving(o);
}

static void remember(void *arg, const struct evn_block *block, uint64_t offset)
{
    struct opening *o = arg;
    struct evn_file_log *log = o->log;
    if (offset - log->pointed < log->segment_bytes / EVN_FILE_POINT_STEP)
        return;
    log->pointed = offset;
    evn_err err = evn_file_add_point(&log->shared, block->first_seq,
                                     (struct evn_block_place){log->shared.segment, offset});
    if (err != EVN_OK)
        o->point_err = err;
}

/* Read the last segment whole and find where the log ends. */
static evn_err scan_last(struct opening *o)
{
    struct evn_file_log *log = o->log;
    char path[EVN_FILE_PATH_MAX];
    size_t n;
    evn_file_path(log->dir, "seg-", log->shared.segment, path);
    int fd;
    evn_err err = evn_disk_open(log->disk, path, O_RDWR, &fd);
    if (err != EVN_OK)
        return err;
    evn_file_take_segment(log, path, fd);
    o->bytes = calloc(1, log->segment_bytes);
    if (o->bytes == NULL)
        return EVN_E_NO_MEMORY;
    err = evn_disk_read_set(log->disk, log->fd, o->bytes, log->segment_bytes, &n,
                            &o->scan.zeros_from);
    if (err != EVN_OK)
        return err;
    o->scan.head = o->last.head;
    log->pointed = EVN_BLOCK_PAGE;
    evn_segment_scan(log->shared.segment, evn_bytes_of(o->bytes, log->segment_bytes), &o->scan,
                     remember, o);
    return o->point_err;
}

/* Tell a torn tail from damage (FOUNDATION, the log, 3). */
static evn_err judge(struct opening *o)
{
    const struct evn_segment_scan *scan = &o->scan;
    uint64_t known = o->options->known_seq > o->identity.floor_seq ? o->options->known_seq
                                                                   : o->identity.floor_seq;
    bool recycled = o->last.recycled_from != 0;
    bool bad = scan->found == EVN_BLOCK_DAMAGED || scan->found == EVN_BLOCK_NOISE ||
               scan->found == EVN_BLOCK_VALID;
    o->report->seq = scan->head.next_seq;
    if (scan->beyond != 0 || (bad && known >= scan->head.next_seq))
        return blame(o, "seg-", o->log->shared.segment, scan->end, EVN_TAIL_CORRUPT);
    if (known >= scan->head.next_seq)
        return blame(o, "seg-", o->log->shared.segment, scan->end, EVN_TAIL_BEHIND);
    enum evn_log_tail tail = EVN_TAIL_CLEAN;
    if (scan->found == EVN_BLOCK_DAMAGED || (scan->noise_follows && !recycled))
        tail = EVN_TAIL_TORN;
    else if (scan->noise_follows)
        tail = EVN_TAIL_STALE;
    evn_err label = blame(o, "seg-", o->log->shared.segment, scan->end, tail);
    (void)label; /* only the report's text: nothing is wrong */
    return EVN_OK;
}

/* Write again what no later block proves to be flushed, and zeros behind it (rules 3 and 4). */
static evn_err rewrite(struct opening *o)
{
    struct evn_file_log *log = o->log;
    uint64_t from = o->scan.unproven, len = o->scan.end - from;
    struct iovec part = {.iov_base = o->bytes + from, .iov_len = len};
    evn_err err = evn_disk_write(log->disk, log->fd, &part, 1, from);
    if (err == EVN_OK)
        err = evn_disk_zero(log->disk, log->fd, o->scan.end, log->segment_bytes);
    if (err == EVN_OK)
        err = evn_disk_flush(log->disk, log->fd);
    o->report->rewritten_bytes = len;
    return err;
}

static evn_err recover(struct opening *o)
{
    struct evn_file_log *log = o->log;
    evn_err err = load_catalog(o);
    if (err == EVN_OK)
        err = scan_last(o);
    if (err == EVN_OK)
        err = judge(o);
    if (err == EVN_OK)
        err = rewrite(o);
    if (err != EVN_OK)
        return err;
    log->head = o->scan.head;
    log->offset = o->scan.end;
    log->shared.half_full = log->offset >= log->segment_bytes / 2;
    return EVN_OK;
}

/* A log that has no segment yet: the folder is new, or its making was cut short. */
static evn_err found_log(struct opening *o)
{
    struct evn_file_log *log = o->log;
    if (o->options->known_seq > 0 || o->identity.floor_seq > 0)
        return blame(o, "seg-", 1, 0, EVN_TAIL_BEHIND);
    log->head = (struct evn_journal_head){.next_seq = 1, .recorded_at_us = INT64_MIN};
    memcpy(log->head.log_id, o->identity.log_id, sizeof log->head.log_id);
    evn_err err = evn_file_roll(log);
    return err == EVN_E_OUTCOME_UNKNOWN ? EVN_E_IO : err;
}

static bool size_allowed(uint64_t bytes)
{
    return bytes >= EVN_SEGMENT_BYTES_MIN && bytes <= EVN_SEGMENT_BYTES_MAX &&
           bytes % EVN_BLOCK_PAGE == 0;
}

static evn_err open_log(struct opening *o)
{
    struct evn_file_log *log = o->log;
    evn_err err = make_folders(log);
    if (err == EVN_OK)
        err = list_folders(o);
    if (err == EVN_OK)
        err = load_identity(o);
    if (err != EVN_OK)
        return err;
    if (!size_allowed(o->identity.segment_bytes))
        return EVN_E_CONFIG;
    log->segment_bytes = o->identity.segment_bytes;
    err = evn_file_recent_open(&log->recent, log->segment_bytes);
    if (err != EVN_OK)
        return err;
    err = o->found.n_live + o->found.last_archived == 0 ? found_log(o) : recover(o);
    if (err != EVN_OK)
        return err;
    o->identity.incarnation++;
    o->identity.floor_seq = log->head.next_seq - 1;
    log->head.incarnation = o->identity.incarnation;
    log->shared.durable = log->shared.committed = log->head.next_seq - 1;
    return save_identity(o);
}

evn_err evn_journal_file_open(const struct evn_file_options *options, struct evn_journal **out,
                              struct evn_file_report *report)
{
    struct evn_file_report unused;
    struct opening *o = calloc(1, sizeof *o);
    *out = NULL;
    if (o == NULL)
        return EVN_E_NO_MEMORY;
    o->options = options;
    o->report = report != NULL ? report : &unused;
    *o->report = (struct evn_file_report){0};
    evn_err err = evn_file_new(options, &o->log);
    if (err == EVN_OK)
        err = open_log(o);
    if (err == EVN_OK)
        err = evn_file_queue_start(o->log);
    if (err == EVN_OK && options->background)
        err = evn_file_start(o->log);
    if (err == EVN_OK)
        *out = &o->log->base;
    else if (o->log != NULL)
        o->log->base.ops->destroy(&o->log->base);
    free(o->bytes);
    free(o);
    return err;
}
