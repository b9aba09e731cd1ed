#include "common/service/host_impl.h"

#include <stdio.h>
#include <sys/signalfd.h>
#include <unistd.h>

enum {
    MESSAGES_A_TURN = 1024,
    MESSAGES_A_LOOK = 64, /* while a block is on its way: then look whether it is there */
    ALONE_BYTES = 3900,   /* a turn of one request and one page */
    TIMER_MS = 1000
};

/* Wait for something to do, at most until the next timer. *signalled: somebody wants it to end. */
static void wait_for_work(struct evn_host *h, bool *signalled)
{
    struct evn_watch *watch[EVN_N_DOORS + 2 + 2 * EVN_PEERS_MAX];
    struct evn_watch signals = evn_watch_fd(h->signal_fd);
    struct evn_watch log = evn_watch_fd(evn_journal_fd(h->journal));
    int64_t now_us = evn_client_now_us(), due_us = h->next_timer_us;
    bool paced = now_us < h->pace_us;
    size_t n = paced ? 0 : evn_server_watch(h->server, watch);
    if (paced && h->pace_us < due_us)
        due_us = h->pace_us;
    watch[n++] = &signals;
    if (evn_engine_in_flight(h->engine) > 0)
        watch[n++] = &log;
    for (size_t i = 0; i < h->n_peers; i++) {
        n += evn_client_watch(h->peer[i].client, &watch[n]);
        int64_t client_us = evn_client_due_us(h->peer[i].client);
        if (client_us < due_us)
            due_us = client_us;
        if (!h->peer[i].reading && h->peer[i].followed && h->peer[i].read_after_us < due_us)
            due_us = h->peer[i].read_after_us;
    }
    /* While commands are to be sent again, or requests wait for what brings no news, look often
     * enough to be in time. */
    bool often = evn_engine_lanes(h->engine)->n > 0;
    for (size_t i = 0; i < h->n_waiting; i++) {
        often |= !h->waiting[i].for_news;
        if (h->waiting[i].until_us < due_us)
            due_us = h->waiting[i].until_us;
    }
    int64_t wait_us = due_us > now_us ? due_us - now_us : 0;
    if (often && wait_us > EVN_LOOK_MS * 1000)
        wait_us = EVN_LOOK_MS * 1000;
    if (h->n_waiting > 0 && h->news)
        wait_us = 0;
    evn_wait(watch, n, wait_us);
    *signalled = signals.maybe;
}

static void take_signal(struct evn_host *h)
{
    struct signalfd_siginfo info;
    if (read(h->signal_fd, &info, sizeof info) == (ssize_t)sizeof info)
        h->stop = true;
}

/* Say it where whoever runs the service reads, too: nobody was answered. */
static void tell_failure(const struct evn_host *h, const struct evn_engine_status *status)
{
    char text[300];
    evn_refusal_render(&status->failure, EVN_LANG_EN, text, sizeof text);
    fprintf(stderr, "%s: %s %s failed and is tried again: %s: %s\n", h->service->ops->name,
            status->failure.field, status->failure.subject, evn_err_name(status->failure.err),
            text);
}

/* Everything that may be told by now: answers, and news for those who wait for events. */
static void tell(struct evn_host *h)
{
    struct evn_engine_status status;
    evn_engine_status(h->engine, &status);
    h->news |= status.committed != h->told_seq;
    h->told_seq = status.committed;
    if (status.n_failed != h->n_failed_told)
        tell_failure(h, &status);
    h->n_failed_told = status.n_failed;
    if (evn_host_desk_committed(h, status.committed) == EVN_OK)
        evn_host_send_held(h);
}

static evn_err renew_views(struct evn_host *h)
{
    evn_err err = evn_views_turn(h->views, h->told_seq);
    h->views_lag = err == EVN_E_VIEW_LAG;
    int64_t wait_us = evn_views_pace_us(h->views);
    if (wait_us > 0)
        h->pace_us = evn_client_now_us() + wait_us;
    return h->views_lag ? EVN_OK : err;
}

static evn_err begin(struct evn_host *h)
{
    h->n_posts = 0;
    evn_err err = renew_views(h);
    return err != EVN_OK ? err : evn_engine_begin(h->engine);
}

evn_err evn_host_next_turn(struct evn_host *h)
{
    evn_err err = evn_engine_queue(h->engine);
    return err != EVN_OK ? err : begin(h);
}

/* What was flushed since the last look may be told. What gathered meanwhile goes at once, so that
 * the disk is not idle while the answers are sent. */
static evn_err look_at_log(struct evn_host *h)
{
    evn_err err = evn_engine_poll(h->engine);
    bool next = evn_engine_in_flight(h->engine) == 0 && evn_engine_turn_bytes(h->engine) > 0;
    if (err == EVN_OK && next)
        err = evn_engine_queue(h->engine);
    if (err != EVN_OK)
        return err;
    tell(h);
    return evn_engine_turn_bytes(h->engine) == 0 ? begin(h) : EVN_OK;
}

evn_err evn_host_look(struct evn_host *h)
{
    if (evn_engine_in_flight(h->engine) == 0)
        return EVN_OK;
    evn_err err = evn_engine_poll(h->engine);
    if (err == EVN_OK && evn_engine_in_flight(h->engine) == 0)
        tell(h);
    return err;
}

static evn_err take_one(struct evn_host *h, struct evn_request *request)
{
    char key[EVN_KEY_TEXT_LEN + 1];
    if (h->plain)
        memcpy(key, h->plain_key, sizeof key);
    else
        evn_key_format(&request->key, key);
    evn_err err = evn_host_request(h, &request->route, key, request->bytes, false);
    if (err != EVN_E_AGAIN)
        return err;
    evn_host_wait(h, &request->route, key, request->bytes, evn_client_now_us());
    return EVN_OK;
}

static evn_err take_requests(struct evn_host *h)
{
    struct evn_request request;
    evn_err err = EVN_OK;
    int max = evn_engine_in_flight(h->engine) > 0 ? MESSAGES_A_LOOK : MESSAGES_A_TURN;
    if (evn_client_now_us() < h->pace_us)
        return EVN_OK;
    for (int i = 0; i < max && err == EVN_OK && evn_engine_room(h->engine) > 0; i++) {
        if (evn_server_receive(h->server, &request) != EVN_OK)
            break;
        err = take_one(h, &request);
        evn_request_fini(&request);
    }
    return err;
}

static evn_err run_timer(struct evn_host *h)
{
    int64_t now_us = evn_client_now_us();
    if (now_us < h->next_timer_us)
        return EVN_OK;
    h->next_timer_us = now_us + TIMER_MS * 1000;
    return evn_engine_timer(h->engine);
}

/* The flush gathers the next group: while a block is on its way the turn stays open, unless it is
 * full. One small request by itself is flushed here, without waking another thread. */
static evn_err end_turn(struct evn_host *h)
{
    size_t decided = evn_engine_turn_bytes(h->engine);
    bool idle = evn_engine_in_flight(h->engine) == 0;
    if (decided == 0 || (!idle && evn_engine_room(h->engine) > 0))
        return EVN_OK;
    if (idle && h->n_posts <= 1 && decided <= ALONE_BYTES)
        return evn_engine_commit(h->engine);
    return evn_engine_queue(h->engine);
}

evn_err evn_host_turn(struct evn_host *h)
{
    bool signalled;
    wait_for_work(h, &signalled);
    if (signalled)
        take_signal(h);
    evn_err err = look_at_log(h);
    if (err == EVN_OK)
        err = evn_host_peers_take(h);
    if (err == EVN_OK)
        err = evn_host_retry(h);
    if (err == EVN_OK)
        err = take_requests(h);
    if (err == EVN_OK)
        err = run_timer(h);
    if (err == EVN_OK)
        err = end_turn(h);
    /* Before the answers: whoever reads of a key may connect with it at once. */
    if (err == EVN_OK)
        err = evn_host_allow_keys(h);
    if (err != EVN_OK)
        return err;
    tell(h);
    evn_host_peers_send(h);
    return h->desk_failed;
}

evn_err evn_host_finish(struct evn_host *h)
{
    evn_err err = evn_engine_commit(h->engine);
    if (err == EVN_OK)
        tell(h);
    return err;
}
