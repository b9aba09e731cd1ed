#include "common/journal/file_int.h"

#include <fcntl.h>

void evn_file_leave_segment(struct evn_file_log *log)
{
    if (log->block_fd >= 0 && log->block_fd != log->fd)
        log->disk->close(log->disk->self, log->block_fd);
    if (log->fd >= 0)
        log->disk->close(log->disk->self, log->fd);
    log->fd = log->block_fd = -1;
}

void evn_file_take_segment(struct evn_file_log *log, const char *path, int fd)
{
    bool direct = false;
    evn_file_leave_segment(log);
    log->fd = log->block_fd = fd;
    evn_err err = evn_disk_open_direct(log->disk, path, O_RDWR, &fd, &direct);
    if (err == EVN_OK && direct)
        log->block_fd = fd;
    else if (err == EVN_OK)
        log->disk->close(log->disk->self, fd);
}

void evn_file_commit(struct evn_file_shared *s)
{
    uint64_t to = s->durable < s->limit ? s->durable : s->limit;
    if (to > s->committed)
        s->committed = to;
}

/* Remember where the block is, if the last one remembered is far away. Lock held. */
static evn_err point_at(struct evn_file_log *log, const struct evn_file_queued *one)
{
    if (one->place.offset - log->pointed < log->segment_bytes / EVN_FILE_POINT_STEP)
        return EVN_OK;
    log->pointed = one->place.offset;
    return evn_file_add_point(&log->shared, one->block.first_seq, one->place);
}

evn_err evn_file_publish(struct evn_file_log *log, struct evn_file_queued *const *blocks, size_t n)
{
    struct evn_file_shared *s = &log->shared;
    const struct evn_file_queued *last = blocks[n - 1];
    evn_err err = EVN_OK;
    pthread_mutex_lock(&s->lock);
    for (size_t i = 0; err == EVN_OK && i < n; i++)
        err = point_at(log, blocks[i]);
    s->durable = last->block.first_seq + last->block.count - 1;
    evn_file_commit(s);
    bool half = last->place.offset >= log->segment_bytes / 2;
    if (half && !s->half_full)
        evn_file_call_upkeep(s);
    s->half_full = half;
    pthread_mutex_unlock(&s->lock);
    return err;
}

/* The block as it will lie on the disk, among the recent ones. */
static struct iovec build(struct evn_file_log *log, struct evn_file_queued *one)
{
    struct evn_block *b = &one->block;
    size_t len = b->payload.len, span = (size_t)evn_block_span(len);
    uint8_t *to = evn_file_recent_add(&log->recent, b, one->place);
    evn_block_seal(log->head.log_id, one->place, b, to);
    if (len > 0)
        memcpy(to + EVN_BLOCK_HEADER_LEN, b->payload.at, len);
    memset(to + EVN_BLOCK_HEADER_LEN + len, 0, span - EVN_BLOCK_HEADER_LEN - len);
    return (struct iovec){.iov_base = to, .iov_len = span};
}

evn_err evn_file_write(struct evn_file_log *log, struct evn_file_queued *const *blocks, size_t n)
{
    struct iovec parts[EVN_JOURNAL_QUEUE_MAX];
    for (size_t i = 0; i < n; i++) {
        if (i > 0)
            blocks[i]->block.prev = blocks[i - 1]->block.hash;
        blocks[i]->block.durable_through = blocks[0]->block.first_seq - 1;
        parts[i] = build(log, blocks[i]);
    }
    int64_t from_us = log->env->mono_us(log->env->self);
    evn_err err = evn_disk_write(log->disk, log->block_fd, parts, (int)n, blocks[0]->place.offset);
    if (err == EVN_OK)
        err = evn_disk_flush(log->disk, log->block_fd);
    pthread_mutex_lock(&log->shared.lock);
    log->shared.flush_us += log->env->mono_us(log->env->self) - from_us;
    pthread_mutex_unlock(&log->shared.lock);
    return err;
}
