/* events - one hub, many subscribers, over loopback tcp. Shell.
 *
 * First all subscribers read what there is, from the beginning, as fast as it comes: deliveries a
 * second. Then they follow while one client posts: from the ledger's clock of a block, read before
 * it is decided and flushed, to the subscriber that has it. Each must get every record once. A
 * delivery is one event at one subscriber. At full speed the lag is how long the queue is; with
 * --rate so many commands a second are posted, and it is how long the way is. */
#include "common/base/env.h"
#include "common/base/pbw.h"
#include "common/wire/envelope.h"
#include "tools/bench/bench.h"
#include "tools/bench/post.h"
#include "tools/bench/process.h"

#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum {
    SUBSCRIBERS_MAX = 1000,
    PROCESSES = 2, /* that hold the subscribers */
    SAMPLES_MAX = 1 << 20,
    WAIT_US = 60000000,
    TAG_RESULT = 6, /* evernormal.wire.v1.Reply */
    TAG_EVENT = 3,  /* evernormal.events.v1.Batch */
    TAG_RECORDED_AT = 4
};

/* Memory all processes see. */
struct shared {
    struct evn_post_shared post; /* of the one who posts */
    atomic_uint n_ready;         /* subscribers that are connected */
    atomic_bool go, live, stop;
    struct evn_post_seen seen[SUBSCRIBERS_MAX];
    atomic_uint_least32_t n_samples[PROCESSES];
    int32_t lag_us[PROCESSES][SAMPLES_MAX];
};

struct subscriber {
    void *socket;
    struct evn_post_cursor at;
    struct evn_post_seen *seen;
};

struct follower {
    const struct evn_post_plan *plan;
    struct shared *shared;
    unsigned number; /* of the process */
    struct subscriber *one;
    zmq_pollitem_t *item;
    size_t n;
    struct evn_buf query, out;
    int64_t wall_us;
};

static void ask(struct follower *f, struct subscriber *s)
{
    static const uint8_t corr[EVN_NET_CORR_LEN] = {1};
    evn_buf_clear(&f->query);
    evn_buf_clear(&f->out);
    evn_post_ask_more(&s->at, &f->query);
    struct evn_wire_query body = {.body = evn_bytes_of(f->query.at, f->query.len)};
    struct evn_wire_request request = {.version = EVN_WIRE_VERSION, .query = &body};
    evn_bench_need(evn_buf_add(&f->out, evn_bytes_of(corr, sizeof corr)), "out of memory");
    evn_bench_need(evn_wire_encode(&evn_request_table, &request, &f->out), "encode");
    evn_bench_must(zmq_send(s->socket, f->out.at, f->out.len, 0) >= 0, "send");
}

/* From the ledger's clock to here, for each event of the batch. */
static void take_lags(struct follower *f, struct evn_bytes batch)
{
    struct evn_pb_field event, field;
    atomic_uint_least32_t *n = &f->shared->n_samples[f->number];
    while (evn_pb_next(&batch, &event) == EVN_OK) {
        if (event.number != TAG_EVENT)
            continue;
        while (evn_pb_next(&event.bytes, &field) == EVN_OK)
            if (field.number == TAG_RECORDED_AT && atomic_load(n) < SAMPLES_MAX) {
                f->shared->lag_us[f->number][atomic_load(n)] =
                    (int32_t)(f->wall_us - (int64_t)field.value);
                atomic_fetch_add(n, 1);
            }
    }
}

static void take(struct follower *f, struct subscriber *s)
{
    zmq_msg_t frame;
    struct evn_pb_field field, inside;
    zmq_msg_init(&frame);
    while (zmq_msg_recv(&frame, s->socket, ZMQ_DONTWAIT) >= EVN_NET_CORR_LEN) {
        struct evn_bytes reply =
            evn_bytes_of((const uint8_t *)zmq_msg_data(&frame) + EVN_NET_CORR_LEN,
                         zmq_msg_size(&frame) - EVN_NET_CORR_LEN);
        while (evn_pb_next(&reply, &field) == EVN_OK) {
            if (field.number == TAG_RESULT && evn_pb_next(&field.bytes, &inside) == EVN_OK) {
                if (atomic_load(&f->shared->live))
                    take_lags(f, inside.bytes);
                evn_post_take_batch(inside.bytes, &s->at, s->seen);
            }
        }
        ask(f, s);
    }
    zmq_msg_close(&frame);
}

static void open_subscriber(struct follower *f, struct evn_net *net, size_t i, bool bulk)
{
    char endpoint[EVN_ENDPOINT_MAX + 1];
    struct evn_key key;
    struct subscriber *s = &f->one[i];
    s->seen = &f->shared->seen[i * PROCESSES + f->number];
    evn_post_endpoint(f->plan, EVN_POST_HUB, bulk ? EVN_DOOR_BULK : EVN_DOOR_INTERACTIVE, endpoint,
                      &key);
    evn_bench_need(evn_socket_connect(net, ZMQ_DEALER, endpoint, &key, NULL,
                                      bulk ? evn_port_bulk : evn_port_interactive, &s->socket,
                                      NULL),
                   endpoint);
    f->item[i] = (zmq_pollitem_t){.socket = s->socket, .events = ZMQ_POLLOUT};
    evn_bench_must(zmq_poll(&f->item[i], 1, WAIT_US / 1000) == 1, "connect");
    f->item[i].events = ZMQ_POLLIN;
    atomic_fetch_add(&f->shared->n_ready, 1);
}

_Noreturn static void follow(const struct evn_post_plan *plan, struct shared *shared,
                             unsigned number, size_t n, bool bulk)
{
    struct follower f = {.plan = plan, .shared = shared, .number = number, .n = n};
    const struct evn_env *env = evn_env_real();
    f.one = calloc(n, sizeof *f.one);
    f.item = calloc(n, sizeof *f.item);
    evn_bench_must(f.one != NULL && f.item != NULL, "out of memory");
    evn_buf_init(&f.query, 1024);
    evn_buf_init(&f.out, 4096);
    struct evn_net *net = evn_post_net(plan);
    for (size_t i = 0; i < n; i++)
        open_subscriber(&f, net, i, bulk);
    while (!atomic_load(&shared->go))
        nanosleep(&(struct timespec){.tv_nsec = 100000}, NULL);
    for (size_t i = 0; i < n; i++)
        ask(&f, &f.one[i]);
    while (!atomic_load(&shared->stop)) {
        zmq_poll(f.item, (int)n, 100);
        f.wall_us = env->wall_us(env->self);
        for (size_t i = 0; i < n; i++)
            if ((f.item[i].revents & ZMQ_POLLIN) != 0)
                take(&f, &f.one[i]);
    }
    _exit(0);
}

/* The bench as its parent has it. */
struct bench {
    struct evn_post_plan plan;
    uint64_t n_subscribers;
    bool bulk;
    struct shared *shared;
    struct evn_post_process service[EVN_POST_SERVICES];
    pid_t follower[PROCESSES], worker, facts;
};

static pid_t start(struct bench *b, unsigned number, int go_fd, int not_ours)
{
    pid_t pid = evn_bench_fork();
    if (pid > 0)
        return pid;
    if (not_ours >= 0)
        close(not_ours);
    if (number < PROCESSES)
        follow(&b->plan, b->shared, number,
               (size_t)(b->n_subscribers / PROCESSES + (number < b->n_subscribers % PROCESSES)),
               b->bulk);
    if (go_fd >= 0)
        evn_post_work(&b->plan, 0, go_fd, &b->shared->post);
    evn_post_facts(&b->plan);
    _exit(0);
}

/* Wait until each subscriber has `n_records`; when that was. */
static int64_t wait_for(const struct bench *b, uint64_t n_records)
{
    int64_t from_us = evn_bench_now_us();
    for (uint64_t i = 0; i < b->n_subscribers; i++)
        while (atomic_load(&b->shared->seen[i].n_records) < n_records) {
            evn_bench_must(evn_bench_now_us() - from_us < WAIT_US, "events are lost");
            nanosleep(&(struct timespec){.tv_nsec = 200000}, NULL);
        }
    return evn_bench_now_us();
}

static void check(const struct bench *b, uint64_t n_records)
{
    for (uint64_t i = 0; i < b->n_subscribers; i++)
        evn_bench_must(atomic_load(&b->shared->seen[i].n_records) == n_records &&
                           atomic_load(&b->shared->seen[i].n_gaps) == 0,
                       "a subscriber has not what was posted");
}

/* Events of any kind that came to subscribers so far. */
static double delivered(const struct bench *b)
{
    double n = 0;
    for (uint64_t i = 0; i < b->n_subscribers; i++)
        n += (double)atomic_load(&b->shared->seen[i].n_events);
    return n;
}

static void print(const struct bench *b, const char *phase, double deliveries, double records,
                  double wall_us, double hub_us)
{
    printf("{\"bench\":\"events\",\"phase\":\"%s\",\"transport\":\"%s\",\"door\":\"%s\","
           "\"subscribers\":%" PRIu64 ",\"batch\":%" PRIu64 ",\"deliveries\":%.0f,"
           "\"deliveries_per_s\":%.0f,\"records_per_s\":%.0f,\"hub_cpu_ns_per_delivery\":%.0f",
           phase, b->plan.curve ? "curve" : "plain", b->bulk ? "bulk" : "interactive",
           b->n_subscribers, b->plan.batch, deliveries, deliveries * 1e6 / wall_us,
           records * 1e6 / wall_us, hub_us * 1e3 / deliveries);
}

static void print_lags(const struct bench *b)
{
    size_t n = 0;
    int64_t *all = calloc((size_t)PROCESSES * SAMPLES_MAX, sizeof *all);
    evn_bench_must(all != NULL, "out of memory");
    for (unsigned p = 0; p < PROCESSES; p++)
        for (uint32_t i = 0; i < atomic_load(&b->shared->n_samples[p]); i++)
            all[n++] = b->shared->lag_us[p][i];
    evn_bench_must(n > 0, "nothing came");
    printf(",\"lag_p50_us\":%" PRId64 ",\"lag_p99_us\":%" PRId64 ",\"lost\":0,\"gaps\":0}\n",
           evn_bench_quantile(all, n, 500), evn_bench_quantile(all, n, 990));
    free(all);
}

static void wait_ready(const struct bench *b)
{
    int64_t from_us = evn_bench_now_us();
    while (atomic_load(&b->shared->n_ready) < b->n_subscribers ||
           atomic_load(&b->shared->post.n_ready) < 1) {
        evn_bench_must(evn_bench_now_us() - from_us < WAIT_US, "not connected");
        nanosleep(&(struct timespec){.tv_nsec = 1000000}, NULL);
    }
}

/* Every process is forked before one of them uses ZeroMQ; the facts and openings come first. */
static void run(struct bench *b)
{
    int go[2];
    const pid_t hub = b->service[EVN_POST_HUB].pid;
    evn_bench_end(start(b, PROCESSES, -1, -1), "items, places and stock");
    evn_bench_must(pipe2(go, O_CLOEXEC) == 0, "pipe");
    for (unsigned i = 0; i < PROCESSES; i++)
        b->follower[i] = start(b, i, -1, go[1]);
    b->worker = start(b, PROCESSES, go[0], go[1]);
    wait_ready(b);
    int64_t cpu_us = evn_post_cpu_us(hub), from_us = evn_bench_now_us();
    atomic_store(&b->shared->go, true);
    double there = (double)(b->plan.accounts * b->n_subscribers);
    int64_t end_us = wait_for(b, b->plan.accounts);
    check(b, b->plan.accounts);
    double before = delivered(b);
    print(b, "from the beginning", before, there, (double)(end_us - from_us),
          (double)(evn_post_cpu_us(hub) - cpu_us));
    printf(",\"lost\":0,\"gaps\":0}\n");
    cpu_us = evn_post_cpu_us(hub);
    from_us = evn_bench_now_us();
    atomic_store(&b->shared->live, true);
    close(go[1]);
    evn_bench_end(b->worker, "the one who posts");
    const struct evn_post_tally *t = &b->shared->post.worker[0];
    uint64_t posted = t->n_accepted + t->n_refused;
    end_us = wait_for(b, b->plan.accounts + posted);
    check(b, b->plan.accounts + posted);
    print(b, "live", delivered(b) - before, (double)(posted * b->n_subscribers),
          (double)(end_us - from_us), (double)(evn_post_cpu_us(hub) - cpu_us));
    print_lags(b);
    atomic_store(&b->shared->stop, true);
    for (unsigned i = 0; i < PROCESSES; i++)
        evn_bench_end(b->follower[i], "subscribers");
    close(go[0]);
}

int evn_bench_events(int argc, char **argv)
{
    static struct bench b = {.plan = {.n_clients = 1,
                                      .in_flight = 1,
                                      .batch = 100,
                                      .accounts = 100000,
                                      .seconds = 5,
                                      .n_workers = 1},
                             .n_subscribers = 100};
    struct evn_post_plan *p = &b.plan;
    const char *dir = NULL;
    char folder[3000];
    const struct evn_bench_option known[] = {{.name = "batch", .number = &p->batch},
                                             {.name = "bulk", .flag = &b.bulk},
                                             {.name = "curve", .flag = &p->curve},
                                             {.name = "dir", .text = &dir},
                                             {.name = "events", .number = &p->accounts},
                                             {.name = "programs", .text = &p->programs},
                                             {.name = "rate", .number = &p->rate},
                                             {.name = "seconds", .number = &p->seconds},
                                             {.name = "subscribers", .number = &b.n_subscribers},
                                             {.name = NULL}};
    evn_bench_options(argc, argv, known);
    evn_bench_must(b.n_subscribers > 0 && b.n_subscribers <= SUBSCRIBERS_MAX, "--subscribers");
    evn_bench_must(p->batch > 0 && p->batch <= 4096, "--batch is 1 to 4096");
    evn_bench_must(p->accounts >= 100 && p->accounts <= 1000000, "--events is 100 to 1000000");
    p->accounts -= p->accounts % 100;
    p->libzmq = p->curve;
    b.shared = evn_bench_share(sizeof *b.shared);
    evn_bench_folder(dir, folder, sizeof folder);
    evn_post_site_open(p, folder, b.service);
    run(&b);
    evn_post_site_close(b.service);
    evn_bench_remove(folder);
    return 0;
}
