/* kept - what of stock is kept for owners, and what is free. Pure.
 *
 * A claim stands on an item at a place, or on one lot of it there. What can be used of a lot serves
 * the claims on this lot first; what is left of all lots serves the claims on the item. So
 *   rest of a lot    = what can be used of it (eligible.h) - claims on it
 *   free of the item = sum of the rests above 0 - claims on the item
 *   free of a lot    = its rest, at most what is free of the item
 * and never below 0. Claims are looked at now, never in the past, so a back-dated issue that would
 * eat claimed stock is refused too. What cannot be used is kept for nobody. */
#ifndef EVN_LEDGER_KEPT_H
#define EVN_LEDGER_KEPT_H

#include "services/ledger/core/draft.h"

struct evn_eligible_ask; /* eligible.h */

/* What is free of an item at a place now; of several lots at most INT64_MAX. */
int64_t evn_kept_free(const struct evn_ledger_state *state, uint32_t place, uint32_t item,
                      int64_t now_us);

/* What is claimed of an item at a place, lots included; at most INT64_MAX. */
int64_t evn_kept_claimed(const struct evn_ledger_state *state, uint32_t place, uint32_t item);

/* How much more the draft, which makes or ends claims alone, may claim of an item, or with a `lot`
 * other than EVN_LOT_ANY of this lot: what is free, and no more than that all claims on the item
 * are a number. LIMIT. */
EVN_MUST_USE evn_err evn_kept_claimable(struct evn_draft *draft, uint32_t place, uint32_t item,
                                        uint32_t lot, int64_t *out);

/* What of a lot the document may still take because of claims on the lot: all that is not kept for
 * others than `owner` (a number of evn_opens.names, or 0); INT64_MAX: all there is. *own: what of
 * it is kept for the owner. */
int64_t evn_kept_room(const struct evn_draft *draft, uint32_t account, uint32_t owner,
                      int64_t *own);

/* Whether all that a line takes of this movement's lot was claimed as that lot. */
bool evn_kept_covers(const struct evn_draft *draft, const struct evn_move *move);

/* Say in the refusal what of the item, or of a `lot` other than EVN_LOT_ANY, is at the place and
 * may not be used, and what is kept there, but for `owner` (as in evn_kept_room). */
EVN_COLD void evn_kept_tell(struct evn_draft *draft, const struct evn_eligible_ask *ask,
                            uint32_t item, uint32_t lot, uint32_t owner);

/* May the drafted movements take what they take? RESERVED: names item, or item and lot, and place,
 * what is free for this document (have) and what it takes beyond its own claims (want). */
EVN_MUST_USE evn_err evn_kept_check(struct evn_draft *draft);

#endif
