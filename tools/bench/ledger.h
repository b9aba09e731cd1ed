/* ledger - a whole ledger in this process: log on disk, core, views behind. Shell, for benches.
 *
 * The work of the peers' scripts: 10 places x A / 100 items x 10 lots = A accounts; 40% receipts,
 * 50% issues, 10% transfers, one movement a command, each command with its own id and the hash of
 * its bytes. A turn decides and applies a batch and makes it durable as one block; the applier
 * follows in its own thread. */
#ifndef EVN_TOOLS_BENCH_LEDGER_H
#define EVN_TOOLS_BENCH_LEDGER_H

#include "common/base/arena.h"
#include "common/base/env.h"
#include "common/base/rng.h"
#include "common/journal/file.h"
#include "services/ledger/core/decide.h"
#include "services/ledger/store/load.h"
#include "services/ledger/store/view.h"

#include <pthread.h>

/* How far the views may be behind before the ledger would answer BUSY. */
enum { EVN_BENCH_LAG_MAX = 1500000 };

enum { EVN_BENCH_NAME = 16, EVN_BENCH_PLACES = 10, EVN_BENCH_LOTS = 10, EVN_BENCH_WIRE = 96 };

/* Movements of a batch are made and decided so many at a time, as a service reads a message: what
 * is read ahead is still near when it is decided. */
enum { EVN_BENCH_GROUP = 64 };

/* Movements as they have come in, one a command: before they are decided. */
struct evn_bench_movement {
    struct evn_ledger_line line;
    struct evn_ledger_known known;
};
struct evn_bench_batch {
    struct evn_bench_movement movement[EVN_BENCH_GROUP];
    struct evn_ledger_command command[EVN_BENCH_GROUP]; /* of movement i */
    uint8_t wire[EVN_BENCH_GROUP][EVN_BENCH_WIRE];      /* stand for the bytes it came as */
    struct evn_bytes bytes[EVN_BENCH_GROUP];            /* the same, to be hashed */
    struct evn_hash128 hash[EVN_BENCH_GROUP];
    uint32_t n;
};

struct evn_bench_ledger {
    char folder[3000], log[3100], path[3100];
    struct evn_journal *journal;
    struct evn_ledger_views views;
    struct evn_ledger_view view;
    struct evn_applier *applier;
    struct evn_ledger_state state;
    struct evn_arena arena;
    struct evn_buf events;                        /* of the turn */
    struct evn_buf flying[EVN_JOURNAL_QUEUE_MAX]; /* of blocks on their way */
    uint64_t n_queued;                            /* blocks */
    int64_t flush_us;                             /* of all of them, when waited for last */
    bool waits;                                   /* each turn waits for its flush */
    struct evn_rng rng;
    uint32_t n_accounts, n_items;
    uint32_t late_per_mille; /* of the movements are back-dated, by up to an hour */
    char (*items)[EVN_BENCH_NAME];
    char places[EVN_BENCH_PLACES][EVN_BENCH_NAME], lots[EVN_BENCH_LOTS][EVN_BENCH_NAME];
    int64_t now_us, opened_us; /* when all accounts had their opening receipt */
    uint64_t n_ids;
    int64_t open_cpu_us[3];           /* of the last start: log, views, state */
    int64_t replay_us, replay_cpu_us; /* and what the log behind the views took */
    struct evn_bench_batch batch;
    int64_t make_us, hash_us, decide_us, log_us, view_us, wait_us; /* of the writer's time */
};

/* Make a folder below `dir` (NULL: /var/tmp) and a ledger in it, with items, places and an opening
 * receipt for each of `n_accounts`, in blocks of `batch`. */
void evn_bench_ledger_make(struct evn_bench_ledger *l, const char *dir, uint32_t n_accounts,
                           uint32_t batch);

/* Start from what lies in the folder, as a service does; the applier's thread runs. */
void evn_bench_ledger_start(struct evn_bench_ledger *l);

/* A clean stop. */
void evn_bench_ledger_stop(struct evn_bench_ledger *l);

/* Drop what is in memory, as a crash does. What was queued is durable; the applier must have been
 * stopped before, or follow no further. */
void evn_bench_ledger_crash(struct evn_bench_ledger *l);

/* Stop, and remove the folder. */
void evn_bench_ledger_end(struct evn_bench_ledger *l);

/* One turn of `n` random movements. */
void evn_bench_ledger_turn(struct evn_bench_ledger *l, uint32_t n);

/* One movement of account `number` (0 to n_accounts - 1) inside a turn; `to`: where a transfer goes
 * to. `at_us` may be EVN_AT_NOW. */
void evn_bench_ledger_post(struct evn_bench_ledger *l, uint16_t kind, uint32_t number, uint32_t to,
                           int64_t qty, int64_t at_us);

/* Add a movement of the same meaning to the group, which is not full. */
void evn_bench_batch_add(struct evn_bench_ledger *l, uint16_t kind, uint32_t number, uint32_t to,
                         int64_t qty, int64_t at_us);

/* Hash the bytes of the group, look ahead, decide and apply its movements one by one; then it is
 * empty again. */
void evn_bench_batch_run(struct evn_bench_ledger *l);

/* Do so with `n` random movements, group by group. The group is empty. */
void evn_bench_batch_random(struct evn_bench_ledger *l, uint32_t n);

/* Make an item of a tracking kind, or a place of a kind, known. */
void evn_bench_batch_fact(struct evn_bench_ledger *l, enum evn_command_kind kind, const char *id,
                          uint32_t what);

/* Wait until every turn is durable. */
void evn_bench_ledger_wait(struct evn_bench_ledger *l);

/* Begin a turn: see what the views hold. End it: one block, on its way. */
void evn_bench_ledger_begin(struct evn_bench_ledger *l);
void evn_bench_ledger_commit(struct evn_bench_ledger *l);

/* Wait until the views hold everything; how long that took. */
int64_t evn_bench_ledger_drain_us(struct evn_bench_ledger *l);

#endif
