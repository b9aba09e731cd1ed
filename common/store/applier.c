#include "common/store/applier.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

struct evn_applier {
    struct evn_applier_config config;
    struct evn_journal_reader *reader;
    struct evn_position folded; /* the last block folded */
    int64_t due_us;             /* when what waits is to be committed */
    int64_t fold_us;            /* spent folding what waits */
    bool running;               /* the thread was started and not joined */
    pthread_t thread;
    pthread_mutex_t mutex;  /* guards all below */
    pthread_cond_t wake;    /* the log grew, or stop was asked for */
    pthread_cond_t applied; /* lag.seq grew, or the applier ended */
    bool stop;
    uint64_t wake_at; /* the head that is worth waking up for */
    uint64_t wanted;  /* somebody waits for this event: do not wait for the interval */
    uint64_t taken;   /* the last event folded, for who paces the writer */
    struct evn_applier_lag lag;
    struct evn_pace pace;
};

static int64_t now_us(const struct evn_applier *a)
{
    return a->config.env->mono_us(a->config.env->self);
}

static evn_err first_position(const struct evn_applier_config *config, struct evn_position *at)
{
    MDB_txn *txn = NULL;
    bool found = false;
    int rc = mdb_txn_begin(evn_store_env(config->store), NULL, MDB_RDONLY, &txn);
    if (rc != 0)
        return evn_store_err(rc);
    evn_err err = evn_position_get(txn, config->meta, at, &found);
    mdb_txn_abort(txn);
    if (err != EVN_OK || found)
        return err == EVN_OK ? evn_position_check(at, config->format, config->journal) : err;
    struct evn_journal_head head;
    evn_journal_tail(config->journal, &head);
    at->format = config->format;
    memcpy(at->log_id, head.log_id, sizeof at->log_id);
    return EVN_OK;
}

static void init_sync(struct evn_applier *a)
{
    pthread_condattr_t attr;
    pthread_condattr_init(&attr);
    pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
    pthread_mutex_init(&a->mutex, NULL);
    pthread_cond_init(&a->wake, &attr);
    pthread_cond_init(&a->applied, &attr);
    pthread_condattr_destroy(&attr);
}

evn_err evn_applier_new(const struct evn_applier_config *config, struct evn_applier **out,
                        struct evn_position *at)
{
    *out = NULL;
    struct evn_applier *a = calloc(1, sizeof *a);
    if (a == NULL)
        return EVN_E_NO_MEMORY;
    a->config = *config;
    init_sync(a);
    evn_err err = first_position(config, &a->folded);
    if (err == EVN_OK)
        err = evn_journal_reader_new(config->journal, a->folded.seq + 1, &a->reader);
    if (err != EVN_OK) {
        evn_applier_destroy(&a);
        return err;
    }
    a->lag.seq = a->lag.head_seq = a->taken = a->folded.seq;
    *at = a->folded;
    *out = a;
    return EVN_OK;
}

void evn_applier_destroy(struct evn_applier **applier)
{
    struct evn_applier *a = *applier;
    if (a == NULL)
        return;
    if (a->running)
        (void)!evn_applier_stop(a);
    evn_journal_reader_destroy(&a->reader);
    pthread_cond_destroy(&a->wake);
    pthread_cond_destroy(&a->applied);
    pthread_mutex_destroy(&a->mutex);
    free(a);
    *applier = NULL;
}

static evn_err fold_next(struct evn_applier *a)
{
    const struct evn_view_ops *ops = a->config.ops;
    struct evn_block block;
    evn_err err = evn_journal_reader_next(a->reader, &block);
    if (err != EVN_OK)
        return err;
    if (block.first_seq != a->folded.seq + 1)
        return EVN_E_CORRUPT;
    err = ops->fold(ops->self, &block);
    if (err != EVN_OK)
        return err == EVN_E_AGAIN ? EVN_E_CORRUPT : err;
    if (a->due_us == 0)
        a->due_us = now_us(a) + a->config.interval_us;
    a->folded.incarnation = block.incarnation;
    a->folded.seq = block.first_seq + block.count - 1;
    a->folded.recorded_at_us = block.recorded_at_us;
    a->folded.block = block.hash;
    pthread_mutex_lock(&a->mutex);
    a->taken = a->folded.seq;
    pthread_mutex_unlock(&a->mutex);
    return EVN_OK;
}

/* One transaction: all waiting rows and the position. */
static evn_err write_pending(struct evn_applier *a)
{
    const struct evn_view_ops *ops = a->config.ops;
    MDB_txn *txn = NULL;
    int rc = mdb_txn_begin(evn_store_env(a->config.store), NULL, 0, &txn);
    if (rc != 0)
        return evn_store_err(rc);
    evn_err err = ops->write(ops->self, txn);
    ops->digest(ops->self, &a->folded.digest);
    if (err == EVN_OK)
        err = evn_position_put(txn, a->config.meta, &a->folded);
    if (err == EVN_OK)
        return evn_store_commit(txn);
    mdb_txn_abort(txn);
    return err;
}

static bool may_retry(evn_err err)
{
    return err == EVN_E_MAP_FULL || err == EVN_E_NO_SPACE;
}

static evn_err commit(struct evn_applier *a)
{
    const struct evn_view_ops *ops = a->config.ops;
    int64_t begin_us = now_us(a);
    size_t n_rows = ops->pending(ops->self);
    evn_err err = write_pending(a);
    int64_t end_us = now_us(a);
    if (err == EVN_OK)
        ops->clear(ops->self);
    a->due_us = err == EVN_OK ? 0 : end_us + a->config.interval_us;
    pthread_mutex_lock(&a->mutex);
    a->lag.stalled = may_retry(err) ? err : EVN_OK;
    a->lag.failed = err != EVN_OK && !may_retry(err) ? err : EVN_OK;
    a->lag.last_us = end_us - begin_us;
    a->lag.busy_us += a->lag.last_us;
    if (err == EVN_OK) {
        evn_pace_learn(&a->pace, a->folded.seq - a->lag.seq, a->fold_us + a->lag.last_us);
        a->fold_us = 0;
        a->lag.seq = a->folded.seq;
        a->lag.n_commits++;
        a->lag.n_rows += n_rows;
    }
    pthread_cond_broadcast(&a->applied);
    pthread_mutex_unlock(&a->mutex);
    return err;
}

static bool full(const struct evn_applier *a)
{
    return a->config.ops->pending(a->config.ops->self) >= a->config.n_pending_max;
}

static bool has_work(const struct evn_applier *a)
{
    return a->folded.seq != a->lag.seq; /* lag.seq is written by this thread alone */
}

/* Is it time to commit? `drained`: everything the log has committed is folded. */
static bool due(struct evn_applier *a, bool drained, bool all)
{
    if (!has_work(a))
        return false;
    if (full(a) || (drained && all) || now_us(a) >= a->due_us)
        return true;
    pthread_mutex_lock(&a->mutex);
    bool hurry = a->wanted > a->lag.seq && a->lag.stalled == EVN_OK;
    pthread_mutex_unlock(&a->mutex);
    return drained && hurry;
}

/* Remember a final failure where every thread can see it. */
static evn_err fail(struct evn_applier *a, evn_err err)
{
    pthread_mutex_lock(&a->mutex);
    a->lag.failed = err;
    pthread_cond_broadcast(&a->applied);
    pthread_mutex_unlock(&a->mutex);
    return err;
}

/* One transaction that brings rows kept in memory nearer to the position. Nothing is lost when it
 * fails for want of space. */
static evn_err settle_slice(struct evn_applier *a)
{
    const struct evn_view_ops *ops = a->config.ops;
    MDB_txn *txn = NULL;
    int rc = mdb_txn_begin(evn_store_env(a->config.store), NULL, 0, &txn);
    if (rc != 0)
        return evn_store_err(rc);
    evn_err err = ops->settle(ops->self, txn);
    if (err != EVN_OK)
        mdb_txn_abort(txn);
    else
        err = evn_store_commit(txn);
    if (err == EVN_OK)
        ops->settle_done(ops->self);
    return err == EVN_OK || may_retry(err) ? err : fail(a, err);
}

static bool settled(const struct evn_applier *a)
{
    const struct evn_view_ops *ops = a->config.ops;
    return ops->settled == NULL || ops->settled(ops->self);
}

static evn_err settle_all(struct evn_applier *a)
{
    evn_err err = EVN_OK;
    while (err == EVN_OK && !settled(a))
        err = settle_slice(a);
    return err;
}

evn_err evn_applier_step(struct evn_applier *a, bool all)
{
    for (;;) {
        int64_t from_us = now_us(a);
        evn_err err = full(a) ? EVN_OK : fold_next(a);
        a->fold_us += now_us(a) - from_us;
        if (err != EVN_OK && err != EVN_E_AGAIN)
            return fail(a, err);
        bool drained = err == EVN_E_AGAIN;
        if (due(a, drained, all)) {
            err = commit(a);
            if (err != EVN_OK)
                return err;
        }
        if (drained)
            return all ? settle_all(a) : EVN_OK;
    }
}

static struct timespec after_us(int64_t wait_us)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    int64_t ns = t.tv_nsec + (wait_us > 0 ? wait_us : 0) * 1000;
    t.tv_sec += ns / 1000000000;
    t.tv_nsec = ns % 1000000000;
    return t;
}

/* Sleep until it is time to commit, the log grew by a good part of a batch, somebody waits, or stop
 * is asked for; says whether it was. Turns that write little wake nobody. *idle: nothing happened.
 */
static bool rest(struct evn_applier *a, bool *idle)
{
    struct timespec until = after_us(has_work(a) ? a->due_us - now_us(a) : a->config.interval_us);
    bool blocked = full(a);
    pthread_mutex_lock(&a->mutex);
    a->wake_at = a->folded.seq + 1 + a->config.n_pending_max / 8;
    bool timed_out = false;
    while (!a->stop && !timed_out &&
           (blocked ||
            (a->lag.head_seq < a->wake_at && (a->wanted <= a->lag.seq || a->lag.stalled != EVN_OK ||
                                              a->lag.head_seq <= a->folded.seq))))
        timed_out = pthread_cond_timedwait(&a->wake, &a->mutex, &until) == ETIMEDOUT;
    bool stop = a->stop;
    *idle = timed_out && !stop && !has_work(a) && a->lag.head_seq <= a->folded.seq;
    pthread_mutex_unlock(&a->mutex);
    return stop;
}

static void *run(void *self)
{
    struct evn_applier *a = self;
    evn_err err = EVN_OK;
    bool idle = false;
    do {
        err = idle && !settled(a) ? settle_slice(a) : EVN_OK;
        if (err == EVN_OK || may_retry(err))
            err = evn_applier_step(a, false);
    } while ((err == EVN_OK || may_retry(err)) && !rest(a, &idle));
    if (err == EVN_OK)
        (void)!evn_applier_step(a, true);
    return NULL;
}

evn_err evn_applier_start(struct evn_applier *a)
{
    EVN_ASSERT(!a->running);
    a->stop = false;
    if (pthread_create(&a->thread, NULL, run, a) != 0)
        return EVN_E_NO_MEMORY;
    a->running = true;
    return EVN_OK;
}

evn_err evn_applier_stop(struct evn_applier *a)
{
    if (!a->running)
        return EVN_OK;
    pthread_mutex_lock(&a->mutex);
    a->stop = true;
    pthread_cond_signal(&a->wake);
    pthread_mutex_unlock(&a->mutex);
    pthread_join(a->thread, NULL);
    a->running = false;
    return a->lag.failed != EVN_OK ? a->lag.failed : a->lag.stalled;
}

void evn_applier_wake(struct evn_applier *a, uint64_t head_seq)
{
    pthread_mutex_lock(&a->mutex);
    a->lag.head_seq = head_seq;
    if (head_seq >= a->wake_at || a->wanted > a->lag.seq)
        pthread_cond_signal(&a->wake);
    pthread_mutex_unlock(&a->mutex);
}

void evn_applier_lag(struct evn_applier *a, struct evn_applier_lag *out)
{
    pthread_mutex_lock(&a->mutex);
    *out = a->lag;
    pthread_mutex_unlock(&a->mutex);
}

evn_err evn_applier_behind(struct evn_applier *a)
{
    struct evn_applier_lag lag;
    evn_applier_lag(a, &lag);
    if (lag.failed != EVN_OK)
        return lag.failed;
    bool behind = lag.head_seq > lag.seq && lag.head_seq - lag.seq > a->config.lag_max;
    return behind ? EVN_E_VIEW_LAG : EVN_OK;
}

int64_t evn_applier_pace_us(struct evn_applier *a)
{
    pthread_mutex_lock(&a->mutex);
    int64_t wait_us = evn_pace_us(&a->pace, a->lag.head_seq, a->taken);
    a->lag.paced_us = a->pace.paced_us;
    pthread_mutex_unlock(&a->mutex);
    return wait_us;
}

evn_err evn_applier_wait(struct evn_applier *a, uint64_t seq, int64_t wait_us)
{
    struct timespec until = after_us(wait_us);
    pthread_mutex_lock(&a->mutex);
    if (a->wanted < seq)
        a->wanted = seq;
    pthread_cond_signal(&a->wake);
    bool timed_out = false;
    while (a->lag.seq < seq && a->lag.failed == EVN_OK && !timed_out)
        timed_out = pthread_cond_timedwait(&a->applied, &a->mutex, &until) == ETIMEDOUT;
    bool there = a->lag.seq >= seq;
    pthread_mutex_unlock(&a->mutex);
    return there ? EVN_OK : EVN_E_BEHIND;
}
