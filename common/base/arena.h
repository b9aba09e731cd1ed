/* arena - bounded scratch memory that is reset as a whole. Pure but for the heap.
 *
 * One arena serves one turn: what a message unpacks to, what a decision works with. Memory is
 * handed out in order and never freed one by one; evn_arena_reset makes it all free again. The
 * size is fixed at start, so hostile input cannot make a process grow. */
#ifndef EVN_BASE_ARENA_H
#define EVN_BASE_ARENA_H

#include "common/base/assert.h"
#include "common/base/err.h"

#include <stddef.h>
#include <stdint.h>

struct evn_arena {
    uint8_t *at; /* the block, owned */
    size_t cap;  /* its bytes */
    size_t used; /* bytes handed out since the last reset */
    size_t peak; /* the most that was ever handed out: a metric */
};

/* Allocate `cap` bytes for the arena. EVN_E_NO_MEMORY. */
EVN_MUST_USE evn_err evn_arena_init(struct evn_arena *arena, size_t cap);

void evn_arena_fini(struct evn_arena *arena);

/* All memory handed out becomes invalid. */
void evn_arena_reset(struct evn_arena *arena);

/* `len` bytes aligned for any type, not cleared; NULL when the arena is full. */
void *evn_arena_alloc(struct evn_arena *arena, size_t len);

/* Room for `n` elements of `size` bytes, cleared; NULL when full or when n * size overflows. */
void *evn_arena_array(struct evn_arena *arena, size_t n, size_t size);

#endif
