/* post - what the parts of `evn-bench post` share. Shell, for that command only.
 *
 * Real services on loopback tcp, and around them processes that know nothing but the wire: workers
 * that post and one subscriber that follows the hub. Each process is a fork made before anything
 * of ZeroMQ was used; what they counted lies in memory they share with the parent, which reads it
 * when they are done. The work is that of the peers' scripts: 10 places x A / 100 items x 10 lots
 * = A accounts; 40% receipts, 50% issues, 10% transfers, one movement a command. */
#ifndef EVN_TOOLS_BENCH_POST_H
#define EVN_TOOLS_BENCH_POST_H

#include "common/base/buf.h"
#include "common/base/rng.h"
#include "common/net/client.h"
#include "common/service/site.h"

#include <stdatomic.h>
#include <sys/types.h>

enum {
    EVN_POST_SERVICES = 3,          /* registry, ledger, events */
    EVN_POST_WORKERS_MAX = 4,       /* posting processes */
    EVN_POST_SAMPLES_MAX = 1 << 21, /* latencies kept by one worker */
    EVN_POST_COMMAND_MAX = 160,     /* bytes of one command */
    EVN_POST_OPENING_QTY = 1000000
};

/* Service numbers, for the arrays below. */
enum evn_post_service { EVN_POST_REGISTRY, EVN_POST_LEDGER, EVN_POST_HUB };

/* What was asked for. */
struct evn_post_plan {
    uint64_t n_clients, in_flight, batch, accounts, seconds;
    uint64_t late, repeat; /* per mille of the commands */
    uint64_t rate;         /* commands a second of one client; 0: as fast as they are answered */
    uint64_t n_workers;
    bool curve;
    bool libzmq;          /* the workers' connections are libzmq's, as with curve; else zmtp.h */
    const char *endpoint; /* of a ledger that runs already, or NULL: own services */
    const char *programs; /* folder of the services' programs; NULL: that of this one */
    struct evn_site site;
};

/* What one worker did. Written by it alone. */
struct evn_post_tally {
    uint64_t n_accepted, n_repeated, n_refused; /* commands */
    uint64_t n_messages, n_busy; /* answered; sent again because the ledger was busy */
    int64_t end_us;              /* monotonic: its last answer */
    int64_t cpu_us;
    size_t n_samples;
    int32_t sample_us[EVN_POST_SAMPLES_MAX]; /* from sending a message to its answer */
};

/* What the subscriber saw. Written by it alone. */
struct evn_post_seen {
    atomic_uint_least64_t ledger_seq; /* the merged order has come to this event of the ledger */
    atomic_uint_least64_t n_records;  /* events of the ledger that are records */
    atomic_uint_least64_t n_events;   /* of any kind and service */
    atomic_uint_least64_t n_gaps;     /* batches that do not begin where the last one ended */
    int64_t cpu_us;
};

/* Where a subscriber stands: what goes into the next Follow. */
struct evn_post_cursor {
    uint8_t hub[16];
    uint64_t position;
};

/* Memory all processes see. */
struct evn_post_shared {
    atomic_bool stop;    /* the subscriber is to end */
    atomic_uint n_ready; /* workers that are connected */
    struct evn_post_seen seen;
    struct evn_post_tally worker[EVN_POST_WORKERS_MAX];
};

/* A service as a process. */
struct evn_post_process {
    pid_t pid;
    int out_fd; /* its standard output, kept open */
};

/* post_site.c: folders, keys, free ports, and the services up; ends the program if they do not
 * come. Plain transport: by the programs evn-bench-plain-*, which nothing else starts. */
void evn_post_site_open(struct evn_post_plan *plan, const char *folder,
                        struct evn_post_process process[EVN_POST_SERVICES]);
/* Services that run already: their folder (NULL: the usual one), whose keys are used, and their
 * processes as far as they run here; pid 0 where not. */
void evn_post_site_join(struct evn_post_plan *plan, const char *data,
                        struct evn_post_process process[EVN_POST_SERVICES]);
void evn_post_site_close(struct evn_post_process process[EVN_POST_SERVICES]);

/* Processor time and bytes given to write calls of a process so far; and of its first thread. 0
 * without a process. */
int64_t evn_post_cpu_us(pid_t pid);
int64_t evn_post_first_thread_cpu_us(pid_t pid);
uint64_t evn_post_written_bytes(pid_t pid);

/* post_wire.c: the process's transport as the admin, and where a service's door is. */
struct evn_net *evn_post_net(const struct evn_post_plan *plan);
void evn_post_endpoint(const struct evn_post_plan *plan, enum evn_post_service service,
                       enum evn_door door, char out[EVN_ENDPOINT_MAX + 1], struct evn_key *key);

/* A client that waits for each answer, for what is not measured. */
struct evn_client *evn_post_client(const struct evn_post_plan *plan, struct evn_net *net,
                                   enum evn_post_service service, enum evn_door door);

/* Write one command, EVN_POST_COMMAND_MAX bytes at most, at `at`; returns its end. `number` is the
 * account (0 to accounts - 1), `to` where a transfer goes to, `at_us` 0 the present. */
enum evn_post_kind { EVN_POST_RECEIVE = 1, EVN_POST_ISSUE = 2, EVN_POST_TRANSFER = 3 };
uint8_t *evn_post_command(const struct evn_post_plan *plan, uint8_t *at, const struct evn_id *id,
                          enum evn_post_kind kind, uint32_t number, uint32_t to, uint32_t qty,
                          int64_t at_us);

/* What an answer to a Post says. *busy: the whole of it is to be sent again. */
void evn_post_read_reply(struct evn_bytes reply, uint64_t *n_accepted, uint64_t *n_refused,
                         bool *busy);

/* The hub's Query for what is behind the cursor, appended to `out`; and what its Batch says: moves
 * the cursor, counts. */
void evn_post_ask_more(const struct evn_post_cursor *at, struct evn_buf *out);
void evn_post_take_batch(struct evn_bytes batch, struct evn_post_cursor *at,
                         struct evn_post_seen *seen);

/* What follows runs in a process of its own, and opens the transport there. */

/* post_facts.c: items and places at the registry, an opening receipt for each account. */
void evn_post_facts(const struct evn_post_plan *plan);

/* post_worker.c: worker `number`, which posts from when `go_fd` ends. */
_Noreturn void evn_post_work(const struct evn_post_plan *plan, unsigned number, int go_fd,
                             struct evn_post_shared *shared);

/* post_follow.c: the subscriber, from the hub's first event on. */
_Noreturn void evn_post_follow(const struct evn_post_plan *plan, struct evn_post_shared *shared);

#endif
