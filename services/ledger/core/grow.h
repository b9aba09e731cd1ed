/* grow - an array that grows by whole pieces and never moves what it holds. Pure but for the heap.
 *
 * Growing costs one allocation of a fixed size, never a copy of the content, so no turn of the
 * service stalls because a table doubled. Elements keep their addresses until evn_grow_fini, and
 * one of 2^n bytes lies at an address divisible by that: one of 64 bytes is one cache line. A piece
 * is a whole number of large pages for every size divisible by four, and asks for them
 * (common/base/pages.h), but for the beginning of the first one: a small table stays small. */
#ifndef EVN_LEDGER_GROW_H
#define EVN_LEDGER_GROW_H

#include "common/base/assert.h"
#include "common/base/err.h"

#include <stddef.h>
#include <stdint.h>

enum { EVN_GROW_BITS = 19, EVN_GROW_PIECE = 1 << EVN_GROW_BITS };

struct evn_grow {
    uint8_t **pieces;  /* each EVN_GROW_PIECE elements, zeroed when made; owned */
    uint32_t n_pieces; /* made so far */
    uint32_t dir_cap;  /* room in `pieces` */
    uint32_t n;        /* elements asked for so far; behind them pages were hardly ever touched */
    uint32_t size;     /* bytes of one element */
};

/* An empty array of elements of `size` bytes. */
void evn_grow_init(struct evn_grow *grow, uint32_t size);

void evn_grow_fini(struct evn_grow *grow);

/* Make sure elements 0..i exist; new ones are zero. EVN_E_NO_MEMORY: nothing changed. */
EVN_MUST_USE evn_err evn_grow_reach(struct evn_grow *grow, uint32_t i);

/* Make all elements zero again. */
void evn_grow_wipe(struct evn_grow *grow);

/* Bytes of heap in use: what nobody asked for yet costs nothing. */
size_t evn_grow_bytes(const struct evn_grow *grow);

/* Element i, which evn_grow_reach made before. */
static inline void *evn_grow_at(const struct evn_grow *grow, uint32_t i)
{
    return grow->pieces[i >> EVN_GROW_BITS] +
           (size_t)(i & (EVN_GROW_PIECE - 1)) * (size_t)grow->size;
}

/* The same, for a type whose size the compiler knows: no multiplication, one load. */
#define EVN_GROW_AT(type, grow, i)                                                                 \
    (&((type *)(void *)(grow)->pieces[(i) >> EVN_GROW_BITS])[(i) & (EVN_GROW_PIECE - 1)])

#endif
