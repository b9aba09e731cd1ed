/* lots - what is told of a lot beside its expiry: owner, day of manufacture, vial monitor. Pure but
 * for the heap.
 *
 * Most lots tell none of it, so it does not lie with the lot: a lot has the number of its row here,
 * or 0. What was told once stays; what was not can be told later; a monitor's stage only rises. */
#ifndef EVN_LEDGER_LOTS_H
#define EVN_LEDGER_LOTS_H

#include "common/base/canon.h"
#include "common/base/day.h"
#include "services/ledger/core/dict.h"

/* From this stage of the vaccine vial monitor on a vial is to be thrown away (WHO: the inner square
 * matches the circle, or is darker); stages 1 and 2 may be used. */
enum { EVN_VVM_DISCARD = 3, EVN_VVM_MAX = 4 };

struct evn_lot_told {
    uint32_t owner;      /* number in `owners`, or 0: not told */
    struct evn_day made; /* day of manufacture, or EVN_DAY_NONE */
    uint32_t vvm_stage;  /* 1 to 4, or 0 */
};

struct evn_lots {
    struct evn_dict owners; /* donors and owners */
    struct evn_grow rows;   /* struct evn_lot_told from 1 */
    uint32_t n;
};

struct evn_ledger_state;

void evn_lots_init(struct evn_lots *lots, uint64_t key);
void evn_lots_fini(struct evn_lots *lots);

/* What the row tells; row 0 tells nothing. */
struct evn_lot_told evn_lots_told(const struct evn_lots *lots, uint32_t row);

/* Whether what is told is still true when that is said of the lot: what was told is said alike, and
 * the stage is no lower. An empty owner, EVN_DAY_NONE and stage 0 do not say a thing that was told.
 */
bool evn_lots_follows(const struct evn_lots *lots, uint32_t row, struct evn_bytes owner,
                      struct evn_day made, uint32_t vvm_stage);

/* Tell it; *row is the lot's, 0 when it has none yet and gets one if there is anything to tell.
 * EVN_E_NO_MEMORY. */
EVN_MUST_USE evn_err evn_lots_tell(struct evn_lots *lots, uint32_t *row, struct evn_bytes owner,
                                   struct evn_day made, uint32_t vvm_stage);

/* Add all of it to the digest of business state. */
void evn_lots_canon(const struct evn_ledger_state *state, struct evn_canon *canon);

#endif
