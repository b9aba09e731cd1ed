/* overlay - legs that are not yet in the view, and the past as view plus overlay. Pure.
 *
 * A ring of legs in the order of their seq; the legs of one account are chained from the newest
 * back. The writer adds what it applies and drops what the view has taken in. Positions in the
 * ring are 32-bit counters that wrap; fewer than 2^31 legs are ever live, so they never meet.
 * The chain's head lives in the account; here it is passed in. */
#ifndef EVN_LEDGER_OVERLAY_H
#define EVN_LEDGER_OVERLAY_H

#include "common/base/arena.h"
#include "services/ledger/core/history.h"

#define EVN_OVERLAY_NONE UINT32_MAX

/* One signed change of one physical account. */
struct evn_leg {
    uint64_t seq;  /* of its record */
    int64_t at_us; /* business time */
    int64_t delta; /* base units, signed */
    uint32_t account;
    uint32_t prev; /* position of the account's leg before this one, or EVN_OVERLAY_NONE */
};

struct evn_overlay {
    struct evn_leg **pieces; /* directory, a ring of n_dir; each piece is made on demand */
    uint32_t n_dir;          /* a power of two */
    uint32_t first;          /* position of the oldest live leg */
    uint32_t next;           /* position the next leg gets */
};

/* An empty overlay. EVN_E_NO_MEMORY. */
EVN_MUST_USE evn_err evn_overlay_init(struct evn_overlay *overlay);

void evn_overlay_fini(struct evn_overlay *overlay);

/* Add a leg whose seq is not below the last one's; `leg->prev` is the account's head. The leg's
 * position, which becomes the head, is set in *position. EVN_E_NO_MEMORY: nothing changed. */
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

/* The past of one account as `decide` sees it. */
struct evn_past {
    const struct evn_history_view *view;
    const struct evn_overlay *overlay;
    struct evn_arena *arena; /* scratch for sorting overlay legs */
    uint32_t account;
    uint32_t head; /* the account's newest overlay leg, or EVN_OVERLAY_NONE */
};

/* Sum of all legs with occurred_at <= at_us. Errors of the view. */
EVN_MUST_USE evn_err evn_past_sum_until(const struct evn_past *past, int64_t at_us, int64_t *out);

/* Summary of the legs with after_us < occurred_at <= until_us: view ranges cut at the overlay's
 * instants. k overlay legs in the range cost at most 2 k + 1 view summaries, and one where the
 * view has nothing there. EVN_E_LIMIT: scratch too small. Errors of the view. */
EVN_MUST_USE evn_err evn_past_summary(const struct evn_past *past, int64_t after_us,
                                      int64_t until_us, struct evn_leg_summary *out);

#endif
