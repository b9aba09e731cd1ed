/* claims - stock that is kept for somebody. Pure.
 *
 * A claim keeps a quantity of an item at a place for an owner: of one lot, or of whatever lot there
 * is. It moves nothing; what others may take is in kept.h. Claims end by being used (CONSUMED),
 * given back (RELEASED) or by time (EXPIRED). */
#ifndef EVN_LEDGER_CLAIMS_H
#define EVN_LEDGER_CLAIMS_H

#include "common/base/buf.h"
#include "common/base/canon.h"
#include "services/ledger/core/draft.h"

/* Plan the claims of a Reserve. INPUT: UNKNOWN_ITEM, UNKNOWN_PLACE, UNKNOWN_LOT, BAD_FIELD,
 * OUT_OF_RANGE, BAD_DATE. STATE: SHORT_STOCK with what is free (have) and what the line asks for
 * (want). */
EVN_MUST_USE evn_err evn_claims_reserve(struct evn_draft *draft,
                                        const struct evn_ledger_claim *claim);

/* Plan a Release: all reservations of the owner (with claim->earmark: all earmarks), or the lines
 * named. STATE: SHORT_STOCK with what the
 * owner has there (have). An owner without claims has nothing to give back: accepted. */
EVN_MUST_USE evn_err evn_claims_release(struct evn_draft *draft,
                                        const struct evn_ledger_claim *claim);

/* What the movements from `first` on take from places uses up the owner's claims there, oldest
 * first: those on the lot, then those on the item. LIMIT. */
EVN_MUST_USE evn_err evn_claims_use(struct evn_draft *draft, struct evn_bytes owner,
                                    uint32_t first);

/* The owner's number in evn_opens.names, or 0. */
uint32_t evn_claims_owner(const struct evn_ledger_state *state, struct evn_bytes owner);

/* Write CLAIM_EXPIRED for each claim whose time is over, the first being event `next_seq`, oldest
 * first; *n says how many. EVN_E_LIMIT, EVN_E_NO_MEMORY. */
EVN_MUST_USE evn_err evn_claims_expire(const struct evn_ledger_state *state, int64_t business_us,
                                       uint64_t next_seq, struct evn_arena *arena,
                                       struct evn_buf *events, uint32_t *n);

/* How much of a claim has lost its stock: at most what is left of it. */
int64_t evn_claim_blocked(const struct evn_ledger_state *state, const struct evn_open *row);

/* Write CLAIM_BLOCKED and CLAIM_UNBLOCKED where claims and eligible stock no longer are as the last
 * ones said, the first being event `next_seq`; *n says how many. The claims to lose their stock
 * are those of the last priority, of equal ones the youngest; earmarks lose theirs last. Of more
 * claims than fit one look a part is looked at each second of the business clock. EVN_E_LIMIT,
 * EVN_E_NO_MEMORY. */
EVN_MUST_USE evn_err evn_claims_settle(const struct evn_ledger_state *state, int64_t business_us,
                                       uint64_t next_seq, struct evn_arena *arena,
                                       struct evn_buf *events, uint32_t *n);

/* Add all claims, and what is aboard, to the digest of business state. */
void evn_claims_canon(const struct evn_ledger_state *state, struct evn_canon *canon);

/* How many claim rows a name has: room that a draft needs. */
uint32_t evn_claims_count(const struct evn_ledger_state *state, struct evn_bytes owner);

#endif
