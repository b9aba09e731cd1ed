/* file_recent - the blocks written last, in memory as they lie on the disk. Pure but for the heap.
 *
 * Blocks are built here and written from here, past the page cache; those who follow the log take
 * them from here, so that what is written once is neither copied into the page cache nor read back.
 * A ring: each new block takes the place of the oldest ones. One thread adds; any thread reads. */
#ifndef EVN_JOURNAL_FILE_RECENT_H
#define EVN_JOURNAL_FILE_RECENT_H

#include "common/journal/block.h"

#include <pthread.h>

enum {
    EVN_RECENT_BYTES_MAX = 64 << 20,
    EVN_RECENT_BLOCKS_MAX = 4096 /* so that small blocks use little of the ring */
};

/* Where a block lies. */
struct evn_recent_block {
    uint64_t first_seq;
    uint32_t count;
    size_t at, span; /* in the ring */
    struct evn_block_place place;
};

struct evn_file_recent {
    pthread_mutex_t lock; /* of all below but `bytes` and `cap` */
    uint8_t *bytes;       /* whole pages, owned */
    size_t cap;
    struct evn_recent_block *block; /* ring of n_max by ascending seq, owned */
    size_t n_max, first, n;
};

/* Empty, on the caller's storage. */
void evn_file_recent_init(struct evn_file_recent *recent);

/* Get the memory for the blocks of a log with such segments. EVN_E_NO_MEMORY. */
EVN_MUST_USE evn_err evn_file_recent_open(struct evn_file_recent *recent, uint64_t segment_bytes);

void evn_file_recent_fini(struct evn_file_recent *recent);

/* Room for the next block, whole pages; it belongs to the caller until it is durable, for nobody
 * asks for a block before. What was begun since the last durable block stays as long as it takes
 * half of the ring at most. */
uint8_t *evn_file_recent_add(struct evn_file_recent *recent, const struct evn_block *block,
                             struct evn_block_place place);

/* Have *to of at least `len` bytes, and of *cap. False: no memory. */
bool evn_file_bytes_room(uint8_t **to, size_t *cap, size_t len);

/* Forget everything. */
void evn_file_recent_clear(struct evn_file_recent *recent);

/* Copy the block that holds `seq`, which is durable, to *to (of *cap bytes, grown when it has to
 * be), with its place. EVN_E_AGAIN: it is not here any more. EVN_E_NO_MEMORY. */
EVN_MUST_USE evn_err evn_file_recent_get(struct evn_file_recent *recent, uint64_t seq, uint8_t **to,
                                         size_t *cap, struct evn_recent_block *out);

#endif
