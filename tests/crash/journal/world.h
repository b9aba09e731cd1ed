/* world - one writer with numbered commands on a disk that fails. Test support.
 *
 * Command k is a block that carries the number k. The writer has at most `depth` commands on their
 * way; after a restart it looks which of the open commands the log already has before it sends them
 * again. So a right log always reads 1, 2, 3, ..., m with acknowledged <= m <= sent. */
#ifndef EVN_TESTS_CRASH_WORLD_H
#define EVN_TESTS_CRASH_WORLD_H

#include "common/journal/file.h"
#include "tests/lib/simdisk.h"

struct world {
    struct simdisk *sim;
    struct evn_rng rng;
    uint64_t segment_bytes;      /* 64 KiB unless changed before the first start */
    uint32_t command_max;        /* bytes of a command, at most 6000, the usual value */
    unsigned depth;              /* commands on their way at once: 1 (submitted) or more (queued) */
    bool early;                  /* a control: acknowledge what is queued, not what is durable */
    struct evn_journal *journal; /* NULL while down */
    uint64_t sent;               /* last command given to the log */
    uint64_t acked;              /* last command that was acknowledged */
    uint64_t acked_seq;          /* last event of it */
    unsigned lost, doubled, unopenable;
};

void world_init(struct world *world, uint64_t seed);
void world_fini(struct world *world);

/* Open the log, read all of it and hold it against what was acknowledged. A wrong log is counted
 * in lost, doubled or unopenable; what the disk did not let happen is not. False: not open, or
 * wrong. */
bool world_start(struct world *world);

/* Send the next `depth` commands and wait for them; true when all were acknowledged. */
bool world_send(struct world *world);

/* Some upkeep, its failures ignored. */
void world_tend(struct world *world);

/* The process dies; the disk stays as it is. */
void world_stop(struct world *world);

#endif
