#include "common/base/env.h"
#include "common/wire/envelope.h"
#include "tools/bench/bench.h"
#include "tools/bench/post.h"
#include "tools/bench/zmtp.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum {
    KEPT = 64, /* commands of a client that may be sent a second time */
    PAUSE_US = 2000,
    HEAD = EVN_NET_CORR_LEN + 2, /* correlation; version of the request */
    LENGTH = 4,                  /* a varint of four bytes, padded: field 6, the Post */
    WAIT_US = 30000000
};

/* One message on its way; its bytes stay until it is answered. */
struct slot {
    uint8_t *bytes;
    size_t len;
    uint64_t n_new;    /* commands in it that were not posted before */
    int64_t sent_us;   /* first time */
    int64_t resend_us; /* the ledger was busy: again from then on; 0: on its way */
};

struct client {
    void *socket; /* libzmq's, or NULL: */
    struct evn_zmtp plain;
    struct evn_watch watch;
    struct slot *slot; /* in_flight of them */
    struct {
        uint8_t bytes[EVN_POST_COMMAND_MAX];
        size_t len;
    } kept[KEPT];
    uint32_t n_kept;
};

struct worker {
    const struct evn_post_plan *plan;
    struct evn_post_tally *tally;
    struct client *client;
    size_t n_clients;
    struct evn_watch **watch; /* of each client */
    struct evn_rng rng;
    uint64_t n_ids;
    unsigned number;
    int64_t wall_us; /* of the ids minted now */
    size_t n_open;   /* messages without an answer */
    size_t n_paused; /* of them: to be sent again */
};

static struct evn_id new_id(struct worker *w)
{
    uint8_t rest[10];
    evn_put_u64(rest, evn_rng_next(&w->rng));
    evn_put_u16(rest + 8, (uint16_t)w->n_ids++);
    return evn_id_make(w->wall_us, rest);
}

static uint8_t *put_new(struct worker *w, uint8_t *at)
{
    const struct evn_post_plan *plan = w->plan;
    uint32_t n = (uint32_t)plan->accounts, a_place = n / 10;
    uint32_t number = evn_rng_below(&w->rng, n), dice = evn_rng_below(&w->rng, 100);
    uint32_t to = (number + a_place * (1 + evn_rng_below(&w->rng, 9))) % n;
    enum evn_post_kind kind = dice < 40   ? EVN_POST_RECEIVE
                              : dice < 90 ? EVN_POST_ISSUE
                                          : EVN_POST_TRANSFER;
    int64_t at_us = 0;
    if (plan->late > 0 && evn_rng_below(&w->rng, 1000) < plan->late)
        at_us = w->wall_us - evn_rng_below(&w->rng, 1u << 31);
    struct evn_id id = new_id(w);
    return evn_post_command(plan, at, &id, kind, number, kind == EVN_POST_TRANSFER ? to : number,
                            1 + evn_rng_below(&w->rng, 20), at_us);
}

/* One more command of the Post: a new one, or one the client had sent before. */
static uint8_t *put_command(struct worker *w, struct client *c, uint8_t *at, uint64_t *n_new)
{
    const struct evn_post_plan *plan = w->plan;
    uint8_t *begin = at + 2;
    *at = 0x0a;
    if (c->n_kept >= KEPT && evn_rng_below(&w->rng, 1000) < plan->repeat) {
        uint32_t which = evn_rng_below(&w->rng, KEPT);
        memcpy(begin, c->kept[which].bytes, c->kept[which].len);
        at[1] = (uint8_t)c->kept[which].len;
        return begin + c->kept[which].len;
    }
    uint8_t *end = put_new(w, begin);
    ++*n_new;
    at[1] = (uint8_t)(end - begin);
    EVN_ASSERT(end - begin < 0x80);
    if (plan->repeat > 0) {
        uint32_t which = c->n_kept++ % KEPT;
        c->kept[which].len = (size_t)(end - begin);
        memcpy(c->kept[which].bytes, begin, c->kept[which].len);
    }
    return end;
}

/* A Request with a Post, written straight into the slot. The Post's length is known at the end, so
 * the parts in front of it end where the first command begins. */
static void fill(struct worker *w, struct client *c, uint32_t number)
{
    struct slot *s = &c->slot[number];
    EVN_ASSERT(s->bytes != NULL);
    uint8_t body_head[8], *commands = s->bytes + HEAD + 1 + LENGTH, *at = commands;
    s->n_new = 0;
    for (uint64_t i = 0; i < w->plan->batch; i++)
        at = put_command(w, c, at, &s->n_new);
    size_t len = (size_t)(at - commands), n = 0;
    for (size_t rest = len; n == 0 || rest > 0; rest >>= 7)
        body_head[n++] = (uint8_t)((rest & 0x7f) | (rest > 0x7f ? 0x80 : 0));
    uint8_t *message = s->bytes;
    evn_put_u64(message, number);
    message[EVN_NET_CORR_LEN] = 0x08;
    message[EVN_NET_CORR_LEN + 1] = EVN_WIRE_VERSION;
    message[HEAD] = 0x32;
    memcpy(message + HEAD + 1, body_head, n);
    if (n < LENGTH)
        memmove(message + HEAD + 1 + n, commands, len);
    s->len = HEAD + 1 + n + len;
}

static void send_slot(struct client *c, struct slot *s)
{
    s->resend_us = 0;
    if (c->socket == NULL) {
        evn_zmtp_put(&c->plain, evn_bytes_of(s->bytes, s->len));
        return;
    }
    c->watch.maybe = true;
    int n = zmq_send(c->socket, s->bytes, s->len, 0);
    evn_bench_must(n == (int)s->len, "sending");
}

static void start(struct worker *w, struct client *c, uint32_t number)
{
    struct slot *s = &c->slot[number];
    fill(w, c, number);
    s->sent_us = evn_bench_now_us();
    w->n_open++;
    send_slot(c, s);
}

/* An answer: count it and, until the end, send the next. */
static void take(struct worker *w, struct client *c, struct evn_bytes bytes, bool go_on)
{
    struct evn_post_tally *t = w->tally;
    uint64_t n_accepted = 0, n_refused = 0;
    bool busy;
    evn_bench_must(bytes.len >= EVN_NET_CORR_LEN && evn_get_u64(bytes.at) < w->plan->in_flight,
                   "an answer to nothing");
    uint32_t number = (uint32_t)evn_get_u64(bytes.at);
    struct slot *s = &c->slot[number];
    evn_post_read_reply(evn_bytes_of(bytes.at + EVN_NET_CORR_LEN, bytes.len - EVN_NET_CORR_LEN),
                        &n_accepted, &n_refused, &busy);
    int64_t now_us = evn_bench_now_us();
    if (busy) {
        t->n_busy++;
        w->n_paused++;
        s->resend_us = now_us + PAUSE_US;
        return;
    }
    evn_bench_must(n_accepted + n_refused == w->plan->batch, "an answer is missing");
    t->n_messages++;
    t->n_refused += n_refused;
    t->n_repeated += w->plan->batch - s->n_new;
    t->n_accepted += s->n_new - (n_refused < s->n_new ? n_refused : s->n_new);
    t->end_us = now_us;
    if (t->n_samples < EVN_POST_SAMPLES_MAX)
        t->sample_us[t->n_samples++] = (int32_t)(now_us - s->sent_us);
    w->n_open--;
    if (go_on)
        start(w, c, number);
}

static void take_all(struct worker *w, struct client *c, bool go_on)
{
    zmq_msg_t frame;
    struct evn_bytes bytes;
    c->plain.may_have = true;
    while (c->socket == NULL && evn_zmtp_receive(&c->plain, &bytes))
        take(w, c, bytes, go_on);
    if (c->socket == NULL) {
        evn_zmtp_flush(&c->plain);
        return;
    }
    zmq_msg_init(&frame);
    while (zmq_msg_recv(&frame, c->socket, ZMQ_DONTWAIT) >= 0)
        take(w, c, evn_bytes_of(zmq_msg_data(&frame), zmq_msg_size(&frame)), go_on);
    c->watch.maybe = false;
    zmq_msg_close(&frame);
}

static void resend(struct worker *w)
{
    int64_t now_us = evn_bench_now_us();
    for (size_t i = 0; i < w->n_clients; i++)
        for (size_t k = 0; k < w->plan->in_flight; k++) {
            struct slot *s = &w->client[i].slot[k];
            if (s->resend_us == 0 || now_us < s->resend_us)
                continue;
            w->n_paused--;
            send_slot(&w->client[i], s);
        }
}

/* Send what was put for a connection of our own. */
static void flush_all(struct worker *w)
{
    for (size_t i = 0; i < w->n_clients; i++)
        if (w->client[i].socket == NULL && w->client[i].plain.out.len > 0)
            evn_zmtp_flush(&w->client[i].plain);
}

/* Take answers, and until `end_us` send the next, until no message is open. */
static void answer_all(struct worker *w, int64_t end_us)
{
    const struct evn_env *env = evn_env_real();
    while (w->n_open > 0) {
        flush_all(w);
        int64_t from_us = evn_bench_now_us();
        evn_wait(w->watch, w->n_clients, w->n_paused > 0 ? PAUSE_US / 2 : WAIT_US);
        int64_t now_us = evn_bench_now_us();
        evn_bench_must(now_us - from_us < WAIT_US, "no answer for a long time");
        bool go_on = now_us < end_us;
        w->wall_us = env->wall_us(env->self);
        for (size_t i = 0; i < w->n_clients; i++)
            if (w->client[i].watch.maybe)
                take_all(w, &w->client[i], go_on);
        if (w->n_paused > 0)
            resend(w);
    }
}

/* One message after the other by the clock; one that is late does not wait. */
static void run_paced(struct worker *w, int64_t end_us)
{
    const struct evn_env *env = evn_env_real();
    int64_t from_us = evn_bench_now_us(), due_us = from_us;
    EVN_ASSERT(w->n_clients == 1 && w->client[0].slot != NULL);
    for (uint64_t n = 1; due_us < end_us; n++) {
        int64_t wait_us = due_us - evn_bench_now_us();
        if (wait_us > 0)
            nanosleep(&(struct timespec){.tv_sec = wait_us / 1000000,
                                         .tv_nsec = wait_us % 1000000 * 1000},
                      NULL);
        w->wall_us = env->wall_us(env->self);
        start(w, &w->client[0], 0);
        answer_all(w, 0);
        due_us = from_us + (int64_t)(n * w->plan->batch * 1000000 / w->plan->rate);
    }
}

static void run(struct worker *w)
{
    const struct evn_env *env = evn_env_real();
    int64_t end_us = evn_bench_now_us() + (int64_t)w->plan->seconds * 1000000;
    int64_t cpu_us = evn_bench_process_cpu_us();
    w->wall_us = env->wall_us(env->self);
    if (w->plan->rate > 0) {
        run_paced(w, end_us);
    } else {
        for (size_t i = 0; i < w->n_clients; i++)
            for (uint32_t k = 0; k < w->plan->in_flight; k++)
                start(w, &w->client[i], k);
        answer_all(w, end_us);
    }
    w->tally->cpu_us = evn_bench_process_cpu_us() - cpu_us;
}

static const uint8_t hello[EVN_NET_CORR_LEN + 4] = {[EVN_NET_CORR_LEN] = 0x08, 0x01, 0x4a, 0};

static void open_plain(struct client *c, const char *endpoint)
{
    struct evn_bytes answer;
    evn_zmtp_open(&c->plain, endpoint);
    c->watch = evn_watch_fd(c->plain.fd);
    evn_zmtp_put(&c->plain, evn_bytes_of(hello, sizeof hello));
    evn_zmtp_flush(&c->plain);
    struct evn_watch *watch = &c->watch;
    do {
        evn_wait(&watch, 1, WAIT_US);
        evn_bench_must(c->watch.maybe, "the ledger does not answer");
        c->plain.may_have = true;
    } while (!evn_zmtp_receive(&c->plain, &answer));
}

static void open_libzmq(const struct worker *w, struct evn_net *net, struct client *c,
                        const char *endpoint, const struct evn_key *key)
{
    struct evn_port port = w->plan->batch > 1 ? evn_port_bulk : evn_port_interactive;
    evn_bench_need(evn_socket_connect(net, ZMQ_DEALER, endpoint, key, NULL, port, &c->socket, NULL),
                   endpoint);
    int tries = 0;
    while (zmq_send(c->socket, hello, sizeof hello, 0) < 0 && errno == EAGAIN && tries < 20)
        tries++;
    zmq_pollitem_t item = {.socket = c->socket, .events = ZMQ_POLLIN};
    zmq_msg_t frame;
    zmq_msg_init(&frame);
    evn_bench_must(zmq_poll(&item, 1, WAIT_US / 1000) == 1 &&
                       zmq_msg_recv(&frame, c->socket, ZMQ_DONTWAIT) > 0,
                   "the ledger does not answer");
    zmq_msg_close(&frame);
    c->watch = evn_watch_socket(c->socket);
}

/* Connect and get a first answer, whatever it is. */
static void open_client(struct worker *w, struct evn_net *net, struct client *c)
{
    char endpoint[EVN_ENDPOINT_MAX + 1];
    struct evn_key key;
    evn_post_endpoint(w->plan, EVN_POST_LEDGER,
                      w->plan->batch > 1 ? EVN_DOOR_BULK : EVN_DOOR_INTERACTIVE, endpoint, &key);
    if (w->plan->libzmq)
        open_libzmq(w, net, c, endpoint, &key);
    else
        open_plain(c, endpoint);
    c->slot = calloc(w->plan->in_flight, sizeof *c->slot);
    evn_bench_must(c->slot != NULL, "out of memory");
    for (uint64_t k = 0; k < w->plan->in_flight; k++) {
        c->slot[k].bytes = malloc(64 + w->plan->batch * (EVN_POST_COMMAND_MAX + 2));
        evn_bench_must(c->slot[k].bytes != NULL, "out of memory");
    }
}

/* Wait until the parent closes `go_fd`. A connection of our own answers the server's PINGs. */
static void wait_for_go(struct worker *w, int go_fd)
{
    struct evn_watch go = evn_watch_fd(go_fd);
    struct evn_bytes none;
    char byte;
    w->watch[w->n_clients] = &go;
    do {
        evn_wait(w->watch, w->n_clients + 1, WAIT_US);
        for (size_t i = 0; i < w->n_clients; i++) {
            struct client *c = &w->client[i];
            c->plain.may_have = c->watch.maybe;
            evn_bench_must(c->socket != NULL || !evn_zmtp_receive(&c->plain, &none),
                           "an answer to nothing");
        }
    } while (!go.maybe);
    evn_bench_must(read(go_fd, &byte, 1) == 0, "start");
}

_Noreturn void evn_post_work(const struct evn_post_plan *plan, unsigned number, int go_fd,
                             struct evn_post_shared *shared)
{
    struct worker w = {.plan = plan,
                       .tally = &shared->worker[number],
                       .number = number,
                       .rng = evn_rng_of((uint64_t)getpid() << 20 ^ (uint64_t)evn_bench_now_us())};
    w.n_clients = plan->n_clients / plan->n_workers + (number < plan->n_clients % plan->n_workers);
    w.client = calloc(w.n_clients + 1, sizeof *w.client);
    w.watch = calloc(w.n_clients + 1, sizeof *w.watch);
    evn_bench_must(w.client != NULL && w.watch != NULL, "out of memory");
    struct evn_net *net = evn_post_net(plan);
    for (size_t i = 0; i < w.n_clients; i++) {
        open_client(&w, net, &w.client[i]);
        w.watch[i] = &w.client[i].watch;
    }
    atomic_fetch_add(&shared->n_ready, 1);
    wait_for_go(&w, go_fd);
    run(&w);
    _exit(0);
}
