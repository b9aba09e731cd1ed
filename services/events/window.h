/* window - blocks of one stream kept in memory for those who follow. Shell.
 *
 * Payload is never copied into the hub's log; it is taken from here, or fetched from the service
 * that owns it and then taken from here. First in, first out, up to a number of blocks and of
 * bytes. */
#ifndef EVN_EVENTS_WINDOW_H
#define EVN_EVENTS_WINDOW_H

#include "common/journal/block.h"

enum { EVN_WINDOW_BLOCKS_MAX = 4096, EVN_WINDOW_BYTES_MAX = 32 << 20 };

struct evn_kept {
    uint64_t first_seq;     /* of the block's first event */
    uint32_t count;         /* of its events */
    int64_t recorded_at_us; /* by the source's clock */
    uint8_t *payload;       /* owned: frames */
    size_t len;             /* bytes of it */
    uint64_t mark_seq;      /* first event of a frame that somebody walked to, */
    size_t mark_at;         /* and where it begins: who goes on from there need not walk again */
};

struct evn_window {
    struct evn_kept *ring; /* owned, EVN_WINDOW_BLOCKS_MAX of them */
    size_t first, n;       /* oldest, and how many */
    size_t bytes;          /* of all payloads */
    size_t found;          /* place in the ring of the block found last */
};

/* EVN_E_NO_MEMORY. */
EVN_MUST_USE evn_err evn_window_init(struct evn_window *window);
void evn_window_fini(struct evn_window *window);

/* Keep a copy of the block, unless it is kept already; the oldest make room. Without memory it is
 * not kept: then it is fetched when it is needed. */
void evn_window_put(struct evn_window *window, const struct evn_block *block);

/* The block that holds the event, or NULL. Borrowed until the next put. */
struct evn_kept *evn_window_find(struct evn_window *window, uint64_t seq);

#endif
