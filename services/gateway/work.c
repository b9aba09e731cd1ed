#include "services/gateway/work.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <time.h>

enum { WAIT_MS = 3000, TEND_US = 100000 };

struct evn_work {
    struct evn_work_config config;
    struct evn_session *session;
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t wake;
    struct evn_exchange *first, *last; /* queue, under the lock */
    size_t n;                          /* its length */
    bool stop;
};

/* Take the next exchange, waiting for one no longer than TEND_US. NULL: none came, or stop. */
static struct evn_exchange *take(struct evn_work *w)
{
    struct timespec until;
    int waited = 0;
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_nsec += TEND_US * 1000L;
    until.tv_sec += until.tv_nsec / 1000000000L;
    until.tv_nsec %= 1000000000L;
    pthread_mutex_lock(&w->lock);
    while (w->first == NULL && !w->stop && waited != ETIMEDOUT)
        waited = pthread_cond_timedwait(&w->wake, &w->lock, &until);
    struct evn_exchange *x = w->stop ? NULL : w->first;
    if (x != NULL) {
        w->first = x->next;
        w->last = w->first != NULL ? w->last : NULL;
        w->n--;
    }
    pthread_mutex_unlock(&w->lock);
    return x;
}

static bool stopped(struct evn_work *w)
{
    pthread_mutex_lock(&w->lock);
    bool stop = w->stop;
    pthread_mutex_unlock(&w->lock);
    return stop;
}

static void *run(void *self)
{
    struct evn_work *w = self;
    int64_t tended_us = 0;
    while (!stopped(w)) {
        struct evn_exchange *x = take(w);
        if (x != NULL) {
            w->config.serve(w->config.self, w->session, x);
            w->config.hand_back(x);
        }
        if (evn_client_now_us() - tended_us >= TEND_US && !stopped(w)) {
            w->config.tend(w->config.self, w->session);
            tended_us = evn_client_now_us();
        }
    }
    return NULL;
}

evn_err evn_work_start(const struct evn_work_config *config, struct evn_work **out,
                       struct evn_refusal *why)
{
    struct evn_work *w = calloc(1, sizeof *w);
    *out = w;
    *why = evn_refusal_of(EVN_E_NO_MEMORY);
    if (w == NULL)
        return EVN_E_NO_MEMORY;
    w->config = *config;
    pthread_mutex_init(&w->lock, NULL);
    pthread_cond_init(&w->wake, NULL);
    struct evn_session_config session = {.site = config->site,
                                         .key = "gateway",
                                         .program = "evn-gateway",
                                         .wait_ms = WAIT_MS,
                                         .bulk = false};
    evn_err err = evn_session_open(&session, &w->session, why);
    if (err == EVN_OK && pthread_create(&w->thread, NULL, run, w) != 0) {
        evn_session_close(&w->session);
        err = EVN_E_NO_MEMORY;
    }
    if (err != EVN_OK) {
        free(w);
        *out = NULL;
    }
    return err;
}

bool evn_work_add(struct evn_work *w, struct evn_exchange *x)
{
    pthread_mutex_lock(&w->lock);
    bool room = w->n < EVN_QUEUE_MAX && !w->stop;
    if (room) {
        x->next = NULL;
        *(w->first == NULL ? &w->first : &w->last->next) = x;
        w->last = x;
        w->n++;
        pthread_cond_signal(&w->wake);
    }
    pthread_mutex_unlock(&w->lock);
    return room;
}

void evn_work_stop(struct evn_work **work)
{
    struct evn_work *w = *work;
    if (w == NULL)
        return;
    pthread_mutex_lock(&w->lock);
    w->stop = true;
    pthread_cond_signal(&w->wake);
    pthread_mutex_unlock(&w->lock);
    pthread_join(w->thread, NULL);
    struct evn_refusal busy = evn_refusal_of(EVN_E_BUSY);
    for (struct evn_exchange *x = w->first, *next; x != NULL; x = next) {
        next = x->next;
        evn_exchange_refuse(x, &busy);
        w->config.hand_back(x);
    }
    evn_session_close(&w->session);
    pthread_cond_destroy(&w->wake);
    pthread_mutex_destroy(&w->lock);
    free(w);
    *work = NULL;
}
