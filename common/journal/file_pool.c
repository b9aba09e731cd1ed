#include "common/journal/file_int.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>

/* Is there room for one more segment with the headroom left over? */
static evn_err check_room(const struct evn_file_log *log)
{
    int64_t left = log->disk->free_bytes(log->disk->self, log->dir);
    if (left < 0)
        return evn_disk_err(left);
    return (uint64_t)left < log->segment_bytes + log->disk_low_bytes ? EVN_E_DISK_LOW : EVN_OK;
}

/* Past the page cache, which is not to be filled with zeros; if that fails, through it. */
static evn_err write_zeros(const struct evn_file_log *log, const char *path)
{
    const struct evn_bytes zeros = evn_bytes_of(NULL, log->segment_bytes);
    int fd, closed = 0;
    bool direct = false;
    evn_err err = evn_disk_open(log->disk, path, O_RDWR | O_CREAT | O_TRUNC, &fd);
    if (err != EVN_OK)
        return err;
    int direct_fd;
    if (evn_disk_open_direct(log->disk, path, O_RDWR, &direct_fd, &direct) == EVN_OK) {
        direct = direct && evn_disk_fill(log->disk, direct_fd, zeros) == EVN_OK;
        closed = log->disk->close(log->disk->self, direct_fd);
    }
    if (!direct)
        err = evn_disk_fill(log->disk, fd, zeros);
    if (closed >= 0)
        closed = log->disk->close(log->disk->self, fd);
    return err != EVN_OK ? err : evn_disk_err(closed);
}

static uint64_t next_number(struct evn_file_log *log)
{
    pthread_mutex_lock(&log->shared.lock);
    uint64_t n = log->shared.next_pool++;
    pthread_mutex_unlock(&log->shared.lock);
    return n;
}

evn_err evn_file_prepare(struct evn_file_log *log, uint64_t *out)
{
    char path[EVN_FILE_PATH_MAX], tmp[EVN_FILE_PATH_MAX + 4];
    evn_err err = check_room(log);
    if (err != EVN_OK)
        return err;
    *out = next_number(log);
    evn_file_path(log->dir, "free-", *out, path);
    snprintf(tmp, sizeof tmp, "%s.tmp", path);
    err = write_zeros(log, tmp);
    if (err == EVN_OK)
        err = evn_disk_err(log->disk->rename(log->disk->self, tmp, path));
    if (err != EVN_OK) {
        int gone = log->disk->unlink(log->disk->self, tmp);
        (void)gone; /* opening removes what is left over */
    }
    return err;
}

evn_err evn_file_recycle(struct evn_file_log *log, const char *path)
{
    struct evn_file_shared *s = &log->shared;
    pthread_mutex_lock(&s->lock);
    bool keep = s->n_pool < EVN_FILE_POOL_MAX;
    pthread_mutex_unlock(&s->lock);
    if (!keep)
        return evn_disk_err(log->disk->unlink(log->disk->self, path));
    char to[EVN_FILE_PATH_MAX];
    uint64_t number = next_number(log);
    evn_file_path(log->dir, "free-", number, to);
    evn_err err = evn_disk_err(log->disk->rename(log->disk->self, path, to));
    if (err != EVN_OK)
        return err;
    pthread_mutex_lock(&s->lock);
    if (s->n_pool < EVN_FILE_POOL_MAX)
        s->pool[s->n_pool++] = number;
    pthread_mutex_unlock(&s->lock);
    return EVN_OK;
}

static bool take_ready(struct evn_file_shared *s, uint64_t *out)
{
    pthread_mutex_lock(&s->lock);
    bool any = s->n_pool > 0;
    if (any)
        *out = s->pool[--s->n_pool];
    pthread_mutex_unlock(&s->lock);
    return any;
}

/* Write and flush the header of segment `number` into the ready file behind `fd`. */
static evn_err begin(struct evn_file_log *log, int fd, uint64_t number)
{
    uint8_t page[EVN_BLOCK_PAGE];
    size_t n;
    evn_err err = evn_disk_read(log->disk, fd, page, sizeof page, 0, &n);
    if (err != EVN_OK)
        return err;
    struct evn_segment_header before, header = {.number = number, .head = log->head};
    if (n == sizeof page && evn_segment_get(log->head.log_id, page, &before))
        header.recycled_from = before.number;
    evn_segment_put(&header, page);
    struct iovec part = {.iov_base = page, .iov_len = sizeof page};
    err = evn_disk_write(log->disk, fd, &part, 1, 0);
    return err != EVN_OK ? err : evn_disk_flush(log->disk, fd);
}

/* The file has its header: give it its name and write there from now on. */
static evn_err enter(struct evn_file_log *log, const char *path, int fd, uint64_t number)
{
    char to[EVN_FILE_PATH_MAX];
    evn_file_path(log->dir, "seg-", number, to);
    evn_err err = evn_disk_err(log->disk->rename(log->disk->self, path, to));
    if (err == EVN_OK)
        err = evn_disk_err(log->disk->flush_dir(log->disk->self, log->dir));
    if (err != EVN_OK)
        return err;
    evn_file_take_segment(log, to, fd);
    log->offset = EVN_BLOCK_PAGE;
    log->pointed = EVN_BLOCK_PAGE;
    struct evn_file_shared *s = &log->shared;
    pthread_mutex_lock(&s->lock);
    s->segment = number;
    s->half_full = false;
    err =
        evn_file_add_point(s, log->head.next_seq, (struct evn_block_place){number, EVN_BLOCK_PAGE});
    evn_file_call_upkeep(s);
    pthread_mutex_unlock(&s->lock);
    return err;
}

evn_err evn_file_roll(struct evn_file_log *log)
{
    uint64_t ready, number = log->shared.segment + 1;
    if (!take_ready(&log->shared, &ready)) {
        evn_err err = evn_file_prepare(log, &ready);
        if (err == EVN_E_NO_SPACE || err == EVN_E_DISK_LOW)
            return err;
        if (err != EVN_OK) {
            log->broken = true;
            return EVN_E_OUTCOME_UNKNOWN;
        }
    }
    char path[EVN_FILE_PATH_MAX];
    evn_file_path(log->dir, "free-", ready, path);
    int fd;
    evn_err err = evn_disk_open(log->disk, path, O_RDWR, &fd);
    if (err == EVN_OK)
        err = begin(log, fd, number);
    if (err == EVN_OK)
        err = enter(log, path, fd, number);
    if (err != EVN_OK) {
        if (fd >= 0 && fd != log->fd)
            log->disk->close(log->disk->self, fd);
        log->broken = true;
        return EVN_E_OUTCOME_UNKNOWN;
    }
    return EVN_OK;
}
