#include "common/journal/file_int.h"

#include <errno.h>
#include <sys/eventfd.h>
#include <unistd.h>

/* What has gathered while the disk was busy is written and flushed together. Each block says how
 * far the log was durable then, so opening tells a torn group from damage (evn_segment_scan). */

enum { TOGETHER_BYTES = 1 << 20 }; /* of blocks flushed together, or one larger one */

evn_err evn_file_queue_init(struct evn_file_log *log, enum evn_file_writer writer)
{
    struct evn_file_queue *q = &log->queue;
    *q = (struct evn_file_queue){.writer = writer, .event_fd = -1};
    pthread_mutex_init(&q->lock, NULL);
    pthread_cond_init(&q->more, NULL);
    pthread_cond_init(&q->less, NULL);
    if (writer == EVN_WRITER_THREAD)
        q->event_fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    return writer == EVN_WRITER_THREAD && q->event_fd < 0 ? EVN_E_NO_MEMORY : EVN_OK;
}

/* The blocks to be written next: the first, and those behind it as far as they go together. */
static size_t next_blocks(struct evn_file_queue *q, struct evn_file_queued **blocks)
{
    size_t n = 0;
    for (uint64_t bytes = 0; n < q->n; n++) {
        struct evn_file_queued *one = &q->at[(q->first + n) % EVN_JOURNAL_QUEUE_MAX];
        bytes += evn_block_span(one->block.payload.len);
        if (n > 0 && bytes > TOGETHER_BYTES)
            break;
        blocks[n] = one;
    }
    return n;
}

/* Write what the queue, which is not empty, has for the disk. Lock held, but not while writing:
 * whoever has it sees marks, hash and queue of the same moment. */
static void write_some(struct evn_file_log *log)
{
    struct evn_file_queue *q = &log->queue;
    struct evn_file_queued *blocks[EVN_JOURNAL_QUEUE_MAX];
    size_t n = next_blocks(q, blocks);
    blocks[0]->block.prev = q->hash;
    pthread_mutex_unlock(&q->lock);
    evn_err err = evn_file_write(log, blocks, n);
    pthread_mutex_lock(&q->lock);
    if (err == EVN_OK)
        err = evn_file_publish(log, blocks, n);
    q->failed = err != EVN_OK;
    if (!q->failed) {
        q->hash = blocks[n - 1]->block.hash;
        q->first = (q->first + n) % EVN_JOURNAL_QUEUE_MAX;
        q->n -= n;
    }
}

static void tell(struct evn_file_queue *q)
{
    const uint64_t one = 1;
    pthread_cond_signal(&q->less);
    /* The counter cannot be full: poll takes all of it. */
    ssize_t n;
    do
        n = write(q->event_fd, &one, sizeof one);
    while (n < 0 && errno == EINTR);
}

static void *write_all(void *arg)
{
    struct evn_file_log *log = arg;
    struct evn_file_queue *q = &log->queue;
    pthread_mutex_lock(&q->lock);
    while (!q->failed && (q->n > 0 || !q->stop)) {
        if (q->n == 0) {
            pthread_cond_wait(&q->more, &q->lock);
            continue;
        }
        write_some(log);
        tell(q);
    }
    pthread_mutex_unlock(&q->lock);
    return NULL;
}

evn_err evn_file_queue_start(struct evn_file_log *log)
{
    struct evn_file_queue *q = &log->queue;
    evn_file_queue_follow(log);
    log->shared.written_from = log->head.next_seq;
    if (q->writer == EVN_WRITER_THREAD)
        q->has_thread = pthread_create(&q->thread, NULL, write_all, log) == 0;
    return q->writer == EVN_WRITER_THREAD && !q->has_thread ? EVN_E_NO_MEMORY : EVN_OK;
}

void evn_file_queue_fini(struct evn_file_log *log)
{
    struct evn_file_queue *q = &log->queue;
    if (q->has_thread) {
        pthread_mutex_lock(&q->lock);
        q->stop = true;
        pthread_cond_signal(&q->more);
        pthread_mutex_unlock(&q->lock);
        pthread_join(q->thread, NULL);
    }
    if (q->event_fd >= 0)
        close(q->event_fd);
    pthread_mutex_destroy(&q->lock);
    pthread_cond_destroy(&q->more);
    pthread_cond_destroy(&q->less);
}

void evn_file_queue_follow(struct evn_file_log *log)
{
    pthread_mutex_lock(&log->queue.lock);
    log->queue.hash = log->head.hash;
    pthread_mutex_unlock(&log->queue.lock);
}

/* Wait until at most `n_max` blocks are queued. Lock held. */
static void wait_for_room(struct evn_file_log *log, size_t n_max)
{
    struct evn_file_queue *q = &log->queue;
    while (q->n > n_max && !q->failed) {
        if (q->has_thread)
            pthread_cond_wait(&q->less, &q->lock);
        else
            write_some(log);
    }
}

/* How it stands with the queue, for the writer. Lock held. */
static evn_err take_notice(struct evn_file_log *log)
{
    log->broken = log->broken || log->queue.failed;
    log->head.hash = log->queue.hash;
    return log->broken ? EVN_E_OUTCOME_UNKNOWN : EVN_OK;
}

evn_err evn_file_drain(struct evn_file_log *log)
{
    struct evn_file_queue *q = &log->queue;
    pthread_mutex_lock(&q->lock);
    wait_for_room(log, 0);
    evn_err err = take_notice(log);
    pthread_mutex_unlock(&q->lock);
    return err;
}

evn_err evn_file_queue_poll(struct evn_file_log *log, struct evn_journal_mark *out)
{
    struct evn_file_queue *q = &log->queue;
    struct evn_file_shared *s = &log->shared;
    uint64_t n;
    pthread_mutex_lock(&q->lock);
    if (q->event_fd >= 0 && read(q->event_fd, &n, sizeof n) < 0)
        n = 0; /* nothing was told */
    if (q->n > 0 && !q->has_thread && !q->failed)
        write_some(log);
    evn_err err = take_notice(log);
    pthread_mutex_lock(&s->lock);
    *out = (struct evn_journal_mark){
        .durable_local = s->durable, .committed = s->committed, .flush_us = s->flush_us};
    pthread_mutex_unlock(&s->lock);
    pthread_mutex_unlock(&q->lock);
    return err;
}

int evn_file_fd(const struct evn_journal *journal)
{
    return ((const struct evn_file_log *)journal)->queue.event_fd;
}

evn_err evn_file_queue(struct evn_journal *journal, const struct evn_block *block)
{
    struct evn_file_log *log = (struct evn_file_log *)journal;
    struct evn_file_queue *q = &log->queue;
    struct evn_file_queued one = {.block = *block};
    if (q->writer == EVN_WRITER_CALLER)
        return journal->ops->submit(journal, block);
    evn_err err = evn_file_reserve(log, block, &one.place);
    if (err != EVN_OK)
        return err;
    one.block.incarnation = log->head.incarnation;
    pthread_mutex_lock(&q->lock);
    wait_for_room(log, EVN_JOURNAL_QUEUE_MAX - 1);
    err = take_notice(log);
    if (err == EVN_OK) {
        q->at[(q->first + q->n++) % EVN_JOURNAL_QUEUE_MAX] = one;
        pthread_cond_signal(&q->more);
    }
    pthread_mutex_unlock(&q->lock);
    return err;
}
