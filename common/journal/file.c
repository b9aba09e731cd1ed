#include "common/journal/file_int.h"

#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

void evn_file_path(const char *dir, const char *kind, uint64_t number, char out[EVN_FILE_PATH_MAX])
{
    int n = snprintf(out, EVN_FILE_PATH_MAX, "%s/%s%016" PRIx64, dir, kind, number);
    EVN_ASSERT(n > 0 && n < EVN_FILE_PATH_MAX);
}

bool evn_file_number(const char *name, const char *kind, uint64_t *out)
{
    size_t len = strlen(kind);
    if (strncmp(name, kind, len) != 0 || strlen(name) != len + 16 ||
        strspn(name + len, "0123456789abcdef") != 16)
        return false;
    *out = strtoull(name + len, NULL, 16);
    return true;
}

evn_err evn_file_add_point(struct evn_file_shared *s, uint64_t seq, struct evn_block_place place)
{
    if (s->n_points == s->cap_points) {
        size_t cap = s->cap_points > 0 ? 2 * s->cap_points : 128;
        struct evn_log_point *points = realloc(s->points, cap * sizeof *points);
        if (points == NULL)
            return EVN_E_NO_MEMORY;
        s->points = points;
        s->cap_points = cap;
    }
    s->points[s->n_points++] = (struct evn_log_point){.seq = seq, .place = place};
    return EVN_OK;
}

const struct evn_log_point *evn_file_find_point(const struct evn_file_shared *s, uint64_t seq)
{
    size_t lo = 0, hi = s->n_points;
    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        if (s->points[mid].seq <= seq)
            lo = mid + 1;
        else
            hi = mid;
    }
    EVN_ASSERT(lo > 0);
    return &s->points[lo - 1];
}

static struct evn_file_log *mine(const struct evn_journal *journal)
{
    return (struct evn_file_log *)journal;
}

evn_err evn_file_reserve(struct evn_file_log *log, const struct evn_block *block,
                         struct evn_block_place *out)
{
    uint64_t span = evn_block_span(block->payload.len);
    if (log->broken)
        return EVN_E_OUTCOME_UNKNOWN;
    if (span > log->segment_bytes - EVN_BLOCK_PAGE)
        return EVN_E_LIMIT;
    if (span > log->segment_bytes - log->offset) {
        evn_err err = evn_file_drain(log);
        if (err == EVN_OK)
            err = evn_file_roll(log);
        if (err != EVN_OK)
            return err;
    }
    /* Only the writer changes shared.segment, so it may read it without the lock. */
    *out = (struct evn_block_place){log->shared.segment, log->offset};
    log->offset += span;
    log->head.next_seq = block->first_seq + block->count;
    log->head.recorded_at_us = block->recorded_at_us;
    return EVN_OK;
}

static evn_err file_submit(struct evn_journal *journal, const struct evn_block *block)
{
    struct evn_file_log *log = mine(journal);
    struct evn_file_queued one = {.block = *block}, *all = &one;
    evn_err err = evn_file_drain(log);
    if (err == EVN_OK)
        err = evn_file_reserve(log, block, &one.place);
    if (err != EVN_OK)
        return err;
    one.block.incarnation = log->head.incarnation;
    one.block.prev = log->head.hash;
    if (evn_file_write(log, &all, 1) != EVN_OK || evn_file_publish(log, &all, 1) != EVN_OK) {
        log->broken = true;
        return EVN_E_OUTCOME_UNKNOWN;
    }
    log->head.hash = one.block.hash;
    evn_file_queue_follow(log);
    return EVN_OK;
}

static evn_err file_poll(struct evn_journal *journal, struct evn_journal_mark *out)
{
    return evn_file_queue_poll(mine(journal), out);
}

static void file_tail(const struct evn_journal *journal, struct evn_journal_head *out)
{
    *out = mine(journal)->head;
}

static void file_hold(struct evn_journal *journal, uint64_t seq)
{
    struct evn_file_log *log = mine(journal);
    pthread_mutex_lock(&log->shared.lock);
    log->shared.limit = seq;
    evn_file_commit(&log->shared);
    pthread_mutex_unlock(&log->shared.lock);
}

static void file_destroy(struct evn_journal *journal)
{
    struct evn_file_log *log = mine(journal);
    evn_file_queue_fini(log);
    evn_file_stop(log);
    evn_file_leave_segment(log);
    evn_file_recent_fini(&log->recent);
    pthread_mutex_destroy(&log->shared.lock);
    pthread_mutex_destroy(&log->filling);
    pthread_mutex_destroy(&log->archiving);
    pthread_cond_destroy(&log->shared.work);
    free(log->shared.points);
    free(log->archive_room);
    free(log);
}

static const struct evn_journal_ops file_ops = {
    .submit = file_submit,
    .queue = evn_file_queue,
    .fd = evn_file_fd,
    .poll = file_poll,
    .tail = file_tail,
    .hold = file_hold,
    .truncate = evn_file_truncate,
    .destroy = file_destroy,
    .reader_new = evn_file_reader_new,
};

evn_err evn_file_new(const struct evn_file_options *options, struct evn_file_log **out)
{
    struct evn_file_log *log = calloc(1, sizeof *log);
    *out = log;
    if (log == NULL)
        return EVN_E_NO_MEMORY;
    log->base.ops = &file_ops;
    log->disk = options->disk != NULL ? options->disk : evn_disk_real();
    log->env = options->env != NULL ? options->env : evn_env_real();
    log->disk_low_bytes = options->disk_low_bytes;
    log->fd = log->block_fd = -1;
    evn_file_recent_init(&log->recent);
    log->shared.limit = UINT64_MAX;
    log->shared.next_pool = 1;
    pthread_mutex_init(&log->shared.lock, NULL);
    pthread_mutex_init(&log->filling, NULL);
    pthread_mutex_init(&log->archiving, NULL);
    pthread_condattr_t attr;
    pthread_condattr_init(&attr);
    pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
    pthread_cond_init(&log->shared.work, &attr);
    pthread_condattr_destroy(&attr);
    size_t len = strlen(options->dir);
    evn_err err = evn_file_queue_init(log, options->writer);
    if (err == EVN_OK && (len == 0 || len >= sizeof log->dir))
        err = EVN_E_CONFIG;
    if (err != EVN_OK) {
        file_destroy(&log->base);
        *out = NULL;
        return err;
    }
    memcpy(log->dir, options->dir, len + 1);
    return EVN_OK;
}
