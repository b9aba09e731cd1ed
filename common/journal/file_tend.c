#include "common/journal/archive.h"
#include "common/journal/file_int.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <time.h>

/* Archiving is put off while the log fills segments one after the other, as long as at most so many
 * wait for it: a burst has the processors for itself. */
enum { PUT_OFF_MAX = 16, QUIET_S = 2 };

static bool keep_ready(struct evn_file_shared *s, uint64_t number)
{
    pthread_mutex_lock(&s->lock);
    bool keep = s->n_pool < EVN_FILE_POOL_MAX;
    if (keep)
        s->pool[s->n_pool++] = number;
    pthread_mutex_unlock(&s->lock);
    return keep;
}

/* Make a ready file. The pool may have filled up meanwhile: then it is not needed. */
static evn_err make_ready(struct evn_file_log *log)
{
    char path[EVN_FILE_PATH_MAX];
    uint64_t number;
    evn_err err = evn_file_prepare(log, &number);
    if (err != EVN_OK || keep_ready(&log->shared, number))
        return err;
    evn_file_path(log->dir, "free-", number, path);
    return evn_disk_err(log->disk->unlink(log->disk->self, path));
}

/* A sealed segment that may go into the archive. */
struct sealed {
    uint64_t number;
    uint64_t next_seq; /* number behind its last event */
};

/* The oldest live segment, if it is sealed and all of it committed. */
static bool find_sealed(struct evn_file_shared *s, struct sealed *out)
{
    pthread_mutex_lock(&s->lock);
    out->number = s->archived_through + 1;
    out->next_seq = 0;
    size_t lo = 0, hi = s->n_points;
    while (lo < hi) { /* first point behind the segment */
        size_t mid = lo + (hi - lo) / 2;
        if (s->points[mid].place.segment <= out->number)
            lo = mid + 1;
        else
            hi = mid;
    }
    if (lo < s->n_points)
        out->next_seq = s->points[lo].seq;
    bool yes = out->next_seq > 0 && out->next_seq <= s->committed + 1;
    pthread_mutex_unlock(&s->lock);
    return yes;
}

/* Write the archive of the segment at `path` under its final name. */
static evn_err compress(struct evn_file_log *log, const struct sealed *sealed, const uint8_t *bytes)
{
    char arc[EVN_FILE_PATH_MAX], tmp[EVN_FILE_PATH_MAX + 4], dir[EVN_FILE_PATH_MAX];
    struct evn_segment_header header;
    evn_file_path(log->dir, "archive/arc-", sealed->number, arc);
    snprintf(tmp, sizeof tmp, "%s.tmp", arc);
    snprintf(dir, sizeof dir, "%s/archive", log->dir);
    if (!evn_segment_get(log->head.log_id, bytes, &header) || header.number != sealed->number)
        return EVN_E_CORRUPT;
    evn_err err = evn_archive_write(log->disk, tmp, &header,
                                    evn_bytes_of(bytes, log->segment_bytes), sealed->next_seq);
    if (err == EVN_OK)
        err = evn_disk_err(log->disk->rename(log->disk->self, tmp, arc));
    if (err == EVN_OK)
        err = evn_disk_err(log->disk->flush_dir(log->disk->self, dir));
    return err;
}

/* Memory for a whole segment, kept from one to the next: fresh memory costs a fault and a clearing
 * for each page. */
static uint8_t *segment_room(struct evn_file_log *log)
{
    if (log->archive_room == NULL)
        log->archive_room = aligned_alloc(EVN_BLOCK_PAGE, log->segment_bytes);
    return log->archive_room;
}

/* Until the next segment the system may have the memory back when it runs short. */
static void segment_room_idle(struct evn_file_log *log)
{
    (void)madvise(log->archive_room, log->segment_bytes, MADV_FREE);
}

static evn_err archive_one(struct evn_file_log *log, const struct sealed *sealed)
{
    char path[EVN_FILE_PATH_MAX];
    size_t n = 0;
    int fd;
    evn_file_path(log->dir, "seg-", sealed->number, path);
    uint8_t *bytes = segment_room(log);
    if (bytes == NULL)
        return EVN_E_NO_MEMORY;
    bool direct; /* nobody reads it again soon: not through the page cache */
    evn_err err = evn_disk_open_direct(log->disk, path, O_RDONLY, &fd, &direct);
    if (err == EVN_OK)
        err = evn_disk_read(log->disk, fd, bytes, log->segment_bytes, 0, &n);
    if (fd >= 0)
        log->disk->close(log->disk->self, fd);
    if (err == EVN_OK && n != log->segment_bytes)
        err = EVN_E_CORRUPT;
    if (err == EVN_OK)
        err = compress(log, sealed, bytes);
    segment_room_idle(log);
    if (err != EVN_OK)
        return err;
    pthread_mutex_lock(&log->shared.lock);
    log->shared.archived_through = sealed->number;
    pthread_mutex_unlock(&log->shared.lock);
    return evn_file_recycle(log, path);
}

/* Fill a file if one will be needed soon. EVN_E_AGAIN: none is. */
static evn_err tend_pool(struct evn_file_log *log)
{
    struct evn_file_shared *s = &log->shared;
    pthread_mutex_lock(&log->filling);
    pthread_mutex_lock(&s->lock);
    bool need_file = s->half_full && s->n_pool == 0;
    pthread_mutex_unlock(&s->lock);
    evn_err err = need_file ? make_ready(log) : EVN_E_AGAIN;
    pthread_mutex_unlock(&log->filling);
    return err;
}

/* Archive the oldest segment that may be. EVN_E_AGAIN: there is none. */
static evn_err tend_archive(struct evn_file_log *log)
{
    struct sealed sealed;
    pthread_mutex_lock(&log->archiving);
    evn_err err = find_sealed(&log->shared, &sealed) ? archive_one(log, &sealed) : EVN_E_AGAIN;
    pthread_mutex_unlock(&log->archiving);
    return err;
}

evn_err evn_file_tend(struct evn_journal *journal)
{
    struct evn_file_log *log = (struct evn_file_log *)journal;
    evn_err err = tend_pool(log);
    return err == EVN_E_AGAIN ? tend_archive(log) : err;
}

/* Work until there is nothing to do or something failed, then wait for the next call. */
static void tend_all(struct evn_file_log *log, evn_err (*tend)(struct evn_file_log *))
{
    struct evn_file_shared *s = &log->shared;
    pthread_mutex_lock(&s->lock);
    while (!s->stop) {
        uint64_t n_calls = s->n_calls;
        pthread_mutex_unlock(&s->lock);
        evn_err err = tend(log);
        pthread_mutex_lock(&s->lock);
        while (err != EVN_OK && !s->stop && s->n_calls == n_calls)
            pthread_cond_wait(&s->work, &s->lock);
    }
    pthread_mutex_unlock(&s->lock);
}

/* May so many segments more wait? Not when the disk fills up: their files are needed again. */
static bool has_room_to_wait(const struct evn_file_log *log)
{
    int64_t left = log->disk->free_bytes(log->disk->self, log->dir);
    return left >= 0 &&
           (uint64_t)left / (2 * PUT_OFF_MAX) > log->segment_bytes + log->disk_low_bytes;
}

static struct timespec quiet_from_now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    t.tv_sec += QUIET_S;
    return t;
}

/* Wait until no segment was begun for QUIET_S, too many are sealed, or stop is asked for. */
static void wait_for_quiet(struct evn_file_log *log)
{
    struct evn_file_shared *s = &log->shared;
    bool wait = has_room_to_wait(log);
    pthread_mutex_lock(&s->lock);
    struct timespec until = quiet_from_now();
    for (uint64_t segment = s->segment; wait && !s->stop; segment = s->segment) {
        uint64_t n_sealed = segment - s->archived_through - 1;
        if (n_sealed == 0 || n_sealed > PUT_OFF_MAX)
            break;
        wait = pthread_cond_timedwait(&s->work, &s->lock, &until) != ETIMEDOUT;
        if (s->segment != segment)
            until = quiet_from_now();
    }
    pthread_mutex_unlock(&s->lock);
}

static evn_err tend_archive_later(struct evn_file_log *log)
{
    wait_for_quiet(log);
    return tend_archive(log);
}

static void *fill(void *log)
{
    tend_all(log, tend_pool);
    return NULL;
}

static void *archive(void *log)
{
    tend_all(log, tend_archive_later);
    return NULL;
}

evn_err evn_file_start(struct evn_file_log *log)
{
    void *(*const work[])(void *) = {fill, archive};
    bool ok = true;
    for (; ok && log->n_upkeep < sizeof work / sizeof *work; log->n_upkeep += ok)
        ok = pthread_create(&log->upkeep[log->n_upkeep], NULL, work[log->n_upkeep], log) == 0;
    return ok ? EVN_OK : EVN_E_NO_MEMORY;
}

void evn_file_call_upkeep(struct evn_file_shared *s)
{
    s->n_calls++;
    pthread_cond_broadcast(&s->work);
}

void evn_file_stop(struct evn_file_log *log)
{
    pthread_mutex_lock(&log->shared.lock);
    log->shared.stop = true;
    evn_file_call_upkeep(&log->shared);
    pthread_mutex_unlock(&log->shared.lock);
    while (log->n_upkeep > 0)
        pthread_join(log->upkeep[--log->n_upkeep], NULL);
}
