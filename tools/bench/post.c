#include "tools/bench/post.h"

#include "common/wire/envelope.h"
#include "tools/bench/bench.h"
#include "tools/bench/process.h"

#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { ARENA = 1 << 20, CATCH_UP_US = 60000000 };

/* What the services had used at one moment. */
struct used {
    int64_t at_us, cpu_us[EVN_POST_SERVICES], writer_us;
    uint64_t written_bytes;
    struct evn_wire_status ledger;
};

struct bench {
    struct evn_post_plan plan;
    struct evn_post_shared *shared;
    struct evn_post_process service[EVN_POST_SERVICES];
    pid_t worker[EVN_POST_WORKERS_MAX], follower;
    struct evn_client *ledger; /* to ask how it is */
    struct evn_arena arena;
    struct used before, after;
    int64_t begin_us;
    double view_lag, hub_lag; /* events */
    double hub_late_s;        /* until the subscriber had everything */
};

static struct evn_wire_reply ask(struct bench *b, struct evn_wire_request *request)
{
    uint8_t space[64];
    struct evn_buf out;
    struct evn_reply got;
    struct evn_wire_reply reply;
    struct evn_refusal why;
    request->version = EVN_WIRE_VERSION;
    evn_buf_init(&out, sizeof space);
    evn_bench_need(evn_wire_encode(&evn_request_table, request, &out), "encode");
    evn_bench_need(evn_client_ask(b->ledger, evn_bytes_of(out.at, out.len), 10000, &got), "ledger");
    evn_arena_reset(&b->arena);
    evn_bench_need(evn_reply_decode(got.bytes, &b->arena, &reply, &why), "reply");
    evn_bench_must(reply.refusal == NULL, "the ledger refused a question");
    evn_buf_fini(&out);
    return reply;
}

static struct evn_wire_status status(struct bench *b)
{
    struct evn_wire_operate what = {.what = EVN_OPERATE_STATUS};
    struct evn_wire_request request = {.operate = &what};
    struct evn_wire_reply reply = ask(b, &request);
    evn_bench_must(reply.operated != NULL && reply.operated->status != NULL, "no status");
    return *reply.operated->status;
}

static void look(struct bench *b, struct used *out)
{
    out->ledger = status(b);
    out->at_us = evn_bench_now_us();
    for (int i = 0; i < EVN_POST_SERVICES; i++)
        out->cpu_us[i] = evn_post_cpu_us(b->service[i].pid);
    out->writer_us = evn_post_first_thread_cpu_us(b->service[EVN_POST_LEDGER].pid);
    out->written_bytes = evn_post_written_bytes(b->service[EVN_POST_LEDGER].pid);
}

/* How far the views and the subscriber are behind now, in events of the ledger. */
static void look_behind(struct bench *b)
{
    struct evn_wire_hello hello = {.client = "evn-bench"};
    struct evn_wire_request request = {.hello = &hello};
    struct evn_wire_reply reply = ask(b, &request);
    uint64_t last = reply.welcome->next_seq - 1;
    uint64_t seen = atomic_load(&b->shared->seen.ledger_seq);
    b->view_lag = (double)(last - reply.welcome->view_seq);
    b->hub_lag = (double)(last - (seen < last ? seen : last));
}

/* Wait until the subscriber has every event the ledger has now. */
static void wait_for_subscriber(struct bench *b)
{
    if (b->plan.endpoint != NULL)
        return;
    uint64_t last = status(b).committed;
    int64_t from_us = evn_bench_now_us();
    while (atomic_load(&b->shared->seen.ledger_seq) < last &&
           evn_bench_now_us() - from_us < CATCH_UP_US)
        nanosleep(&(struct timespec){.tv_nsec = 1000000}, NULL);
    b->hub_late_s = (double)(evn_bench_now_us() - from_us) / 1e6;
}

/* A process that ends with this one. `role`: number of a worker, or one of these. */
enum { ROLE_FACTS = -1, ROLE_FOLLOW = -2 };

static pid_t start(struct bench *b, int role, int go_fd, int not_ours)
{
    pid_t pid = evn_bench_fork();
    if (pid > 0)
        return pid;
    close(not_ours);
    if (role == ROLE_FOLLOW)
        evn_post_follow(&b->plan, b->shared);
    if (role >= 0)
        evn_post_work(&b->plan, (unsigned)role, go_fd, b->shared);
    evn_post_facts(&b->plan);
    _exit(0);
}

static void wait_for_workers(const struct bench *b)
{
    int64_t from_us = evn_bench_now_us();
    while (atomic_load(&b->shared->n_ready) < b->plan.n_workers) {
        evn_bench_must(evn_bench_now_us() - from_us < CATCH_UP_US, "a worker did not connect");
        nanosleep(&(struct timespec){.tv_nsec = 1000000}, NULL);
    }
}

/* Every process is forked before this one uses ZeroMQ. */
static void run(struct bench *b)
{
    int go[2];
    evn_bench_end(start(b, ROLE_FACTS, -1, -1), "items, places and stock");
    evn_bench_must(pipe2(go, O_CLOEXEC) == 0, "pipe");
    if (b->plan.endpoint == NULL)
        b->follower = start(b, ROLE_FOLLOW, -1, go[1]);
    for (unsigned i = 0; i < b->plan.n_workers; i++)
        b->worker[i] = start(b, (int)i, go[0], go[1]);
    struct evn_net *net = evn_post_net(&b->plan);
    b->ledger = evn_post_client(&b->plan, net, EVN_POST_LEDGER, EVN_DOOR_INTERACTIVE);
    wait_for_workers(b);
    wait_for_subscriber(b);
    look(b, &b->before);
    b->begin_us = evn_bench_now_us();
    close(go[1]);
    for (unsigned i = 0; i < b->plan.n_workers; i++)
        evn_bench_end(b->worker[i], "a worker");
    look_behind(b);
    look(b, &b->after);
    wait_for_subscriber(b);
    atomic_store(&b->shared->stop, true);
    if (b->plan.endpoint == NULL)
        evn_bench_end(b->follower, "the subscriber");
    evn_client_close(&b->ledger);
    evn_net_close(&net);
    close(go[0]);
}

/* All workers together, the latencies of all of them in `sample`. */
struct sum {
    uint64_t n_accepted, n_repeated, n_refused, n_messages, n_busy;
    int64_t end_us, cpu_us, p50_us, p99_us;
};

static struct sum add_up(const struct bench *b)
{
    struct sum s = {0};
    size_t n = 0;
    for (unsigned i = 0; i < b->plan.n_workers; i++)
        n += b->shared->worker[i].n_samples;
    int64_t *sample = calloc(n + 1, sizeof *sample);
    evn_bench_must(sample != NULL, "out of memory");
    n = 0;
    for (unsigned i = 0; i < b->plan.n_workers; i++) {
        const struct evn_post_tally *t = &b->shared->worker[i];
        s.n_accepted += t->n_accepted;
        s.n_repeated += t->n_repeated;
        s.n_refused += t->n_refused;
        s.n_messages += t->n_messages;
        s.n_busy += t->n_busy;
        s.cpu_us += t->cpu_us;
        s.end_us = t->end_us > s.end_us ? t->end_us : s.end_us;
        for (size_t k = 0; k < t->n_samples; k++)
            sample[n++] = t->sample_us[k];
    }
    s.p50_us = evn_bench_quantile(sample, n, 500);
    s.p99_us = evn_bench_quantile(sample, n, 990);
    free(sample);
    return s;
}

/* What there is no more of. */
static const char *limit_of(double wall_us, double all_cpu_us, double writer_us, double flush_us)
{
    double cores = (double)sysconf(_SC_NPROCESSORS_ONLN);
    if (all_cpu_us > 0.85 * cores * wall_us)
        return "processors";
    if (writer_us > 0.85 * wall_us)
        return "the ledger's writing thread";
    if (flush_us > 0.7 * wall_us)
        return "flush";
    return "round trips";
}

/* What was used by one movement, as far as it is known: not of a process that runs elsewhere. */
static void print_used(const struct bench *b, double n, double cpu_us)
{
    if (b->service[EVN_POST_LEDGER].pid <= 0)
        printf(",\"cpu_us_per_movement\":null,\"disk_bytes_per_movement\":null");
    else
        printf(",\"cpu_us_per_movement\":%.3f,\"disk_bytes_per_movement\":%.0f", cpu_us / n,
               (double)(b->after.written_bytes - b->before.written_bytes) / n);
}

/* The subscriber has every event that was posted, once. */
static void print_subscriber(const struct bench *b, const struct sum *s, double rate)
{
    uint64_t expected = b->plan.accounts + s->n_accepted + s->n_refused;
    uint64_t n_seen = atomic_load(&b->shared->seen.n_records);
    uint64_t n_gaps = atomic_load(&b->shared->seen.n_gaps);
    printf(",\"hub_lag_s\":%.3f,\"subscriber_complete_after_s\":%.3f"
           ",\"subscriber_records\":%" PRIu64 ",\"subscriber_lost\":%" PRId64
           ",\"subscriber_gaps\":%" PRIu64,
           b->hub_lag / rate, b->hub_late_s, n_seen - b->plan.accounts,
           (int64_t)(expected - n_seen), n_gaps);
    fflush(stdout);
    evn_bench_must(n_seen == expected && n_gaps == 0, "the subscriber has not what was posted");
}

static void print(const struct bench *b)
{
    const struct evn_post_plan *p = &b->plan;
    struct sum s = add_up(b);
    double wall_us = (double)(s.end_us - b->begin_us), n = (double)s.n_accepted;
    double rate = n * 1e6 / wall_us, all_us = (double)(s.cpu_us + b->shared->seen.cpu_us);
    double cpu_us[EVN_POST_SERVICES];
    for (int i = 0; i < EVN_POST_SERVICES; i++) {
        cpu_us[i] = (double)(b->after.cpu_us[i] - b->before.cpu_us[i]);
        all_us += cpu_us[i];
    }
    uint64_t n_flushes = b->after.ledger.n_blocks - b->before.ledger.n_blocks;
    double flush_us = (double)(b->after.ledger.flush_us - b->before.ledger.flush_us);
    double writer_us = (double)(b->after.writer_us - b->before.writer_us);
    printf("{\"bench\":\"post\",\"transport\":\"%s\",\"connections\":\"%s\",\"clients\":%" PRIu64
           ",\"inflight\":%" PRIu64 ",\"batch\":%" PRIu64 ",\"accounts\":%" PRIu64
           ",\"late_per_mille\":%" PRIu64 ",\"repeat_per_mille\":%" PRIu64 ",\"seconds\":%.1f",
           p->curve ? "curve" : "plain", p->libzmq ? "libzmq" : "zmtp", p->n_clients, p->in_flight,
           p->batch, p->accounts, p->late, p->repeat, wall_us / 1e6);
    printf(",\"movements\":%" PRIu64 ",\"movements_per_s\":%.0f,\"p50_us\":%" PRId64
           ",\"p99_us\":%" PRId64 ",\"repeated\":%" PRIu64 ",\"refused\":%" PRIu64
           ",\"busy\":%" PRIu64,
           s.n_accepted, rate, s.p50_us, s.p99_us, s.n_repeated, s.n_refused, s.n_busy);
    printf(",\"flushes\":%" PRIu64 ",\"movements_per_flush\":%.1f,\"flush_p_us\":%.0f", n_flushes,
           n / (double)(n_flushes > 0 ? n_flushes : 1),
           flush_us / (double)(n_flushes > 0 ? n_flushes : 1));
    print_used(b, n, cpu_us[EVN_POST_LEDGER]);
    printf(",\"view_lag_s\":%.3f", b->view_lag / rate);
    if (p->endpoint == NULL)
        print_subscriber(b, &s, rate);
    printf(",\"share\":{\"flush\":%.2f,\"writer\":%.2f,\"ledger\":%.2f,\"hub\":%.2f"
           ",\"subscriber\":%.2f,\"clients\":%.2f,\"all\":%.2f},\"limited_by\":\"%s\"}\n",
           flush_us / wall_us, writer_us / wall_us, cpu_us[EVN_POST_LEDGER] / wall_us,
           cpu_us[EVN_POST_HUB] / wall_us, (double)b->shared->seen.cpu_us / wall_us,
           (double)s.cpu_us / wall_us, all_us / wall_us,
           limit_of(wall_us, all_us, writer_us, flush_us));
    fflush(stdout);
}

static const char help[] =
    "usage: evn-bench post [--clients N] [--inflight K] [--batch B] [--accounts A] [--seconds S]\n"
    "         [--late P] [--repeat P] [--curve] [--libzmq] [--dir DIR] [--programs DIR] [--json]\n"
    "       evn-bench post --endpoint E [--data DIR] ...\n"
    "Post movements from other processes over tcp, every check on, durable before the answer.\n"
    "  --clients N   connections, each with --inflight K messages (1 to 32; of batches 1 to 4)\n"
    "  --batch B     commands in one message, each with its own id and answer\n"
    "  --accounts A  10 places x A/100 items x 10 lots, opened with stock before the clock starts\n"
    "  --late P, --repeat P   of a thousand: so many back-dated, so many with an id used before\n"
    "  --curve       encrypted, as services are; without: a transport for benchmarks alone\n"
    "  --libzmq      connect by libzmq, as with --curve; without: one thread, as a database's "
    "bench\n"
    "Without --endpoint it starts its own registry, ledger, hub and a subscriber below --dir on\n"
    "loopback, and removes them.\n"
    "With --endpoint it posts to the ledger that runs at E (tcp://HOST:PORT or ipc://PATH; its "
    "bulk\n"
    "door when a message is above 64 KiB, which is about 600 commands), over CURVE. It needs, "
    "below\n"
    "--data DIR (the usual folder): keys/admin.key, a key with all roles known to the services;\n"
    "keys/ledger.pub and keys/registry.pub; and the registry, where DIR/endpoints says it is. It\n"
    "puts warehouses site-00 to site-09, items item-0000000 and on, and stock into them, which "
    "stay:\n"
    "use an installation made for it. There is no subscriber then, and processor and disk are "
    "null\n"
    "where the services do not run on this machine.\n"
    "Prints one JSON object: movements_per_s, p50_us, p99_us, flushes, movements_per_flush,\n"
    "cpu_us_per_movement, disk_bytes_per_movement, view_lag_s at the end, and what limited it.\n";

static void check(const struct evn_post_plan *p)
{
    evn_bench_must(p->n_clients > 0 && p->n_clients <= 256, "--clients is 1 to 256");
    evn_bench_must(p->batch > 0 && p->batch <= 4096, "--batch is 1 to 4096");
    evn_bench_must(p->in_flight > 0 && p->in_flight <= (p->batch > 1 ? 4u : 32u),
                   "--inflight is 1 to 32, for batches 1 to 4");
    evn_bench_must(p->accounts >= 100 && p->accounts <= 20000000, "--accounts");
    evn_bench_must(p->late <= 1000 && p->repeat <= 1000, "--late, --repeat are per mille");
}

int evn_bench_post(int argc, char **argv)
{
    static struct bench b = {.plan = {.n_clients = 1,
                                      .in_flight = 1,
                                      .batch = 1,
                                      .accounts = 10000,
                                      .seconds = 10,
                                      .n_workers = 2}};
    struct evn_post_plan *p = &b.plan;
    const char *dir = NULL, *data = NULL;
    char folder[3000];
    bool json = false; /* there is no other form */
    const struct evn_bench_option known[] = {{.name = "accounts", .number = &p->accounts},
                                             {.name = "batch", .number = &p->batch},
                                             {.name = "clients", .number = &p->n_clients},
                                             {.name = "curve", .flag = &p->curve},
                                             {.name = "data", .text = &data},
                                             {.name = "dir", .text = &dir},
                                             {.name = "endpoint", .text = &p->endpoint},
                                             {.name = "inflight", .number = &p->in_flight},
                                             {.name = "json", .flag = &json},
                                             {.name = "libzmq", .flag = &p->libzmq},
                                             {.name = "late", .number = &p->late},
                                             {.name = "programs", .text = &p->programs},
                                             {.name = "repeat", .number = &p->repeat},
                                             {.name = "seconds", .number = &p->seconds},
                                             {.name = NULL}};
    if (argc == 2 && strcmp(argv[1], "--help") == 0) {
        fputs(help, stdout);
        return 0;
    }
    evn_bench_options(argc, argv, known);
    check(p);
    p->libzmq |= p->curve || p->endpoint != NULL;
    evn_bench_must(p->endpoint != NULL || data == NULL, "--data goes with --endpoint");
    p->accounts -= p->accounts % 100;
    p->n_workers = p->n_clients < p->n_workers ? p->n_clients : p->n_workers;
    b.shared = evn_bench_share(sizeof *b.shared);
    evn_bench_need(evn_arena_init(&b.arena, ARENA), "arena");
    if (p->endpoint != NULL) {
        evn_post_site_join(p, data, b.service);
        run(&b);
    } else {
        evn_bench_folder(dir, folder, sizeof folder);
        evn_post_site_open(p, folder, b.service);
        run(&b);
        evn_post_site_close(b.service);
    }
    print(&b);
    evn_arena_fini(&b.arena);
    if (p->endpoint == NULL)
        evn_bench_remove(folder);
    return 0;
}
