/* overlay - legs that are not yet in the view. Pure but for the heap.
 *
 * A ring of legs in the order of their seq; the legs of one account are chained from the newest
 * back. An account with many whose past is asked for gets hot: its course (course.h) is kept beside
 * the chain until that is empty. The writer adds what it applies and drops what the view has taken
 * in. Positions in the ring are 32-bit counters that wrap; fewer than 2^31 legs are ever live, so
 * they never meet. Where an account's chain begins, and how long it is, lives in the account; here
 * it is passed in. */
#ifndef EVN_LEDGER_OVERLAY_H
#define EVN_LEDGER_OVERLAY_H

#include "services/ledger/core/hot.h"

#define EVN_OVERLAY_NONE UINT32_MAX

/* One signed change of one physical account. */
struct evn_leg {
    uint64_t seq;  /* of its record */
    int64_t at_us; /* business time */
    int64_t delta; /* base units, signed */
    uint32_t account;
    uint32_t prev; /* position of the account's leg before this one, or EVN_OVERLAY_NONE */
};

/* The legs of an account. */
struct evn_chain {
    uint32_t head; /* position of the newest, or EVN_OVERLAY_NONE */
    uint32_t n;    /* live ones; EVN_CHAIN_MAX: they are so many or were, it may be hot */
};

enum { EVN_CHAIN_BITS = 6, EVN_CHAIN_MAX = (1 << EVN_CHAIN_BITS) - 1 };

struct evn_overlay_piece;

struct evn_overlay {
    struct evn_overlay_piece **pieces; /* directory, a ring of n_dir; each is made on demand */
    uint32_t n_dir;                    /* a power of two */
    uint32_t first;                    /* position of the oldest live leg */
    uint32_t next;                     /* position the next leg gets */
    struct evn_hot *hot;               /* courses of accounts with many legs; a cache; owned */
};

/* An empty overlay. EVN_E_NO_MEMORY. */
EVN_MUST_USE evn_err evn_overlay_init(struct evn_overlay *overlay);

void evn_overlay_fini(struct evn_overlay *overlay);

/* Add a leg whose seq is not below the last one's; it becomes the head of its account's chain,
 * which is as the last call left it, and its `prev` is set. After EVN_E_NO_MEMORY the overlay must
 * not be used any more. */
EVN_MUST_USE evn_err evn_overlay_add(struct evn_overlay *overlay, const struct evn_leg *leg,
                                     struct evn_chain *chain);

/* The oldest leg if its seq is at most `seq`, else NULL. */
const struct evn_leg *evn_overlay_oldest(const struct evn_overlay *overlay, uint64_t seq);

/* Forget the oldest leg, which is of the account of this chain. */
void evn_overlay_drop(struct evn_overlay *overlay, struct evn_chain *chain);

/* Live legs. */
static inline uint32_t evn_overlay_n(const struct evn_overlay *overlay)
{
    return overlay->next - overlay->first;
}

/* *out: the course of all live legs of an account whose newest is at `head`. Few are put into
 * `small`; of many it is kept. EVN_E_NO_MEMORY. */
EVN_MUST_USE evn_err evn_overlay_course(const struct evn_overlay *overlay, uint32_t account,
                                        uint32_t head, struct evn_course_small *small,
                                        struct evn_course **out);

/* The live leg at a position, or NULL: go on with its `prev`. */
const struct evn_leg *evn_overlay_leg(const struct evn_overlay *overlay, uint32_t position);

/* Bytes of heap in use, without those of `hot`. */
size_t evn_overlay_bytes(const struct evn_overlay *overlay);

#endif
