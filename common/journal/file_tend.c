#include "common/journal/file_int.h"

static evn_err make_ready(struct evn_file_log *log)
{
    struct evn_file_shared *s = &log->shared;
    uint64_t number;
    evn_err err = evn_file_prepare(log, &number);
    if (err != EVN_OK)
        return err;
    pthread_mutex_lock(&s->lock);
    if (s->n_pool < EVN_FILE_POOL_MAX)
        s->pool[s->n_pool++] = number;
    pthread_mutex_unlock(&s->lock);
    return EVN_OK;
}

evn_err evn_file_tend(struct evn_journal *journal)
{
    struct evn_file_log *log = (struct evn_file_log *)journal;
    struct evn_file_shared *s = &log->shared;
    pthread_mutex_lock(&log->tending);
    pthread_mutex_lock(&s->lock);
    bool need_file = s->half_full && s->n_pool == 0;
    pthread_mutex_unlock(&s->lock);
    evn_err err = need_file ? make_ready(log) : EVN_E_AGAIN;
    pthread_mutex_unlock(&log->tending);
    return err;
}

/* Work until there is nothing to do or something failed, then wait for the next call. */
static void *tend_all(void *arg)
{
    struct evn_file_log *log = arg;
    struct evn_file_shared *s = &log->shared;
    pthread_mutex_lock(&s->lock);
    while (!s->stop) {
        pthread_mutex_unlock(&s->lock);
        evn_err err = evn_file_tend(&log->base);
        pthread_mutex_lock(&s->lock);
        if (err != EVN_OK && !s->stop)
            pthread_cond_wait(&s->work, &s->lock);
    }
    pthread_mutex_unlock(&s->lock);
    return NULL;
}

evn_err evn_file_start(struct evn_file_log *log)
{
    log->has_thread = pthread_create(&log->thread, NULL, tend_all, log) == 0;
    return log->has_thread ? EVN_OK : EVN_E_NO_MEMORY;
}

void evn_file_stop(struct evn_file_log *log)
{
    if (!log->has_thread)
        return;
    pthread_mutex_lock(&log->shared.lock);
    log->shared.stop = true;
    pthread_cond_signal(&log->shared.work);
    pthread_mutex_unlock(&log->shared.lock);
    pthread_join(log->thread, NULL);
    log->has_thread = false;
}
