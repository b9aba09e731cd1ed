/* overlay - legs that are not yet in the view. Pure but for the heap.
 *
 * A ring of legs in the order of their seq; the legs of one account are chained from the newest
 * back. An account with many is hot: its course (course.h) is kept beside the chain. The writer
 * adds what it applies and drops what the view has taken in. Positions in the ring are 32-bit
 * counters that wrap; fewer than 2^31 legs are ever live, so they never meet. The chain's head
 * lives in the account; here it is passed in. */
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

struct evn_overlay_piece;

struct evn_overlay {
    struct evn_overlay_piece **pieces; /* directory, a ring of n_dir; each is made on demand */
    uint32_t n_dir;                    /* a power of two */
    uint32_t first;                    /* position of the oldest live leg */
    uint32_t next;                     /* position the next leg gets */
    struct evn_hot hot;                /* courses of accounts with many legs */
};

/* An empty overlay. EVN_E_NO_MEMORY. */
EVN_MUST_USE evn_err evn_overlay_init(struct evn_overlay *overlay);

void evn_overlay_fini(struct evn_overlay *overlay);

/* Add a leg whose seq is not below the last one's; `leg->prev` is the account's head. The leg's
 * position, which becomes the head, is set in *position. After EVN_E_NO_MEMORY the overlay must not
 * be used any more. */
EVN_MUST_USE evn_err evn_overlay_add(struct evn_overlay *overlay, const struct evn_leg *leg,
                                     uint32_t *position);

/* The oldest leg if its seq is at most `seq`, else NULL. */
const struct evn_leg *evn_overlay_oldest(const struct evn_overlay *overlay, uint64_t seq);

/* Forget the oldest leg. If its account's head is the position returned, that head becomes
 * EVN_OVERLAY_NONE. */
uint32_t evn_overlay_drop(struct evn_overlay *overlay);

/* Live legs. */
static inline uint32_t evn_overlay_n(const struct evn_overlay *overlay)
{
    return overlay->next - overlay->first;
}

/* The course of all live legs of an account whose newest is at `head`, if it has many; else NULL:
 * then evn_overlay_gather puts its legs, fewer than EVN_COURSE_BLOCK, into a small one. */
struct evn_course *evn_overlay_course(const struct evn_overlay *overlay, uint32_t account,
                                      uint32_t head);
EVN_MUST_USE evn_err evn_overlay_gather(const struct evn_overlay *overlay, uint32_t head,
                                        struct evn_course *course);

/* The live leg at a position, or NULL: go on with its `prev`. */
const struct evn_leg *evn_overlay_leg(const struct evn_overlay *overlay, uint32_t position);

/* Bytes of heap in use, without those of `hot`. */
size_t evn_overlay_bytes(const struct evn_overlay *overlay);

#endif
