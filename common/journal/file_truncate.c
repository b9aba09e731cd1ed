#include "common/journal/file_int.h"

#include <fcntl.h>
#include <stdlib.h>

/* What the last segment holds, from its header to its last block. */
struct cut {
    uint64_t seq;      /* drop the blocks from here on */
    uint64_t *offsets; /* of the blocks to drop, in order, owned */
    size_t n, cap;
    uint64_t end;                 /* offset of the first of them */
    struct evn_journal_head head; /* in front of it */
    bool full;                    /* no memory */
};

static void collect(void *arg, const struct evn_block *block, uint64_t offset)
{
    struct cut *c = arg;
    if (block->first_seq < c->seq) {
        evn_block_advance(&c->head, block);
        c->end = offset + evn_block_span(block->payload.len);
        return;
    }
    if (c->n == c->cap) {
        size_t cap = c->cap > 0 ? 2 * c->cap : 64;
        uint64_t *offsets = realloc(c->offsets, cap * sizeof *offsets);
        c->full = c->full || offsets == NULL;
        if (offsets == NULL)
            return;
        c->offsets = offsets;
        c->cap = cap;
    }
    c->offsets[c->n++] = offset;
}

/* Read the last segment: its header and its blocks. */
static evn_err survey(struct evn_file_log *log, struct cut *c)
{
    uint8_t *bytes = calloc(1, log->segment_bytes);
    if (bytes == NULL)
        return EVN_E_NO_MEMORY;
    size_t n;
    struct evn_segment_header header;
    evn_err err = evn_disk_read(log->disk, log->fd, bytes, log->offset, 0, &n);
    if (err == EVN_OK && !evn_segment_get(log->head.log_id, bytes, &header))
        err = EVN_E_CORRUPT;
    if (err == EVN_OK) {
        struct evn_segment_scan scan = {.head = header.head};
        c->head = header.head;
        c->end = EVN_BLOCK_PAGE;
        evn_segment_scan(log->shared.segment, evn_bytes_of(bytes, log->offset), &scan, collect, c);
        err = c->full ? EVN_E_NO_MEMORY : EVN_OK;
    }
    free(bytes);
    return err;
}

/* Zero the blocks from the last to the first, each flushed before the one in front of it goes: at
 * every moment what is left is a whole log. */
static evn_err wipe(struct evn_file_log *log, const struct cut *c)
{
    uint64_t end = log->offset;
    for (size_t i = c->n; i-- > 0;) {
        evn_err err = evn_disk_zero(log->disk, log->fd, c->offsets[i], end);
        if (err == EVN_OK)
            err = evn_disk_flush(log->disk, log->fd);
        if (err != EVN_OK)
            return err;
        end = c->offsets[i];
    }
    return EVN_OK;
}

/* The last segment is empty and not needed: go back to the one before. */
static evn_err step_back(struct evn_file_log *log)
{
    char path[EVN_FILE_PATH_MAX];
    evn_file_path(log->dir, "seg-", log->shared.segment, path);
    evn_err err = evn_disk_err(log->disk->unlink(log->disk->self, path));
    if (err == EVN_OK)
        err = evn_disk_err(log->disk->flush_dir(log->disk->self, log->dir));
    if (err != EVN_OK)
        return err;
    int fd;
    evn_file_leave_segment(log);
    evn_file_path(log->dir, "seg-", log->shared.segment - 1, path);
    err = evn_disk_open(log->disk, path, O_RDWR, &fd);
    if (err != EVN_OK)
        return err;
    evn_file_take_segment(log, path, fd);
    pthread_mutex_lock(&log->shared.lock);
    log->shared.segment--;
    pthread_mutex_unlock(&log->shared.lock);
    log->offset = log->segment_bytes;
    return EVN_OK;
}

/* Forget the places of what was dropped, but for the start of the last segment. */
static void forget(struct evn_file_log *log, uint64_t seq)
{
    struct evn_file_shared *s = &log->shared;
    pthread_mutex_lock(&s->lock);
    while (s->n_points > 0) {
        const struct evn_log_point *p = &s->points[s->n_points - 1];
        if (p->seq < seq || (p->place.segment == s->segment && p->place.offset == EVN_BLOCK_PAGE))
            break;
        s->n_points--;
    }
    log->pointed = s->points[s->n_points - 1].place.offset;
    s->durable = seq - 1;
    pthread_mutex_unlock(&s->lock);
}

static evn_err cut_back(struct evn_file_log *log, uint64_t seq)
{
    for (;;) {
        struct cut c = {.seq = seq};
        evn_err err = survey(log, &c);
        if (err == EVN_OK)
            err = wipe(log, &c);
        free(c.offsets);
        if (err != EVN_OK)
            return err;
        log->offset = c.end;
        uint64_t incarnation = log->head.incarnation;
        log->head = c.head;
        log->head.incarnation = incarnation;
        if (c.head.next_seq <= seq)
            break;
        err = step_back(log);
        if (err != EVN_OK)
            return err;
    }
    EVN_ASSERT(log->head.next_seq == seq);
    forget(log, seq);
    return EVN_OK;
}

evn_err evn_file_truncate(struct evn_journal *journal, uint64_t seq)
{
    struct evn_file_log *log = (struct evn_file_log *)journal;
    evn_err err = evn_file_drain(log);
    if (err != EVN_OK)
        return err;
    EVN_ASSERT(seq > log->shared.committed && seq <= log->head.next_seq);
    if (seq == log->head.next_seq)
        return EVN_OK;
    evn_file_recent_clear(&log->recent);
    pthread_mutex_lock(&log->filling);
    pthread_mutex_lock(&log->archiving);
    err = cut_back(log, seq);
    pthread_mutex_unlock(&log->archiving);
    pthread_mutex_unlock(&log->filling);
    evn_file_queue_follow(log);
    log->broken = err != EVN_OK;
    return err == EVN_OK ? EVN_OK : EVN_E_OUTCOME_UNKNOWN;
}
