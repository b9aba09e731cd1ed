/* check - never negative, at the end of any instant. Pure.
 *
 * All changes of a document are inserted together, then every physical account it touches is
 * looked at: at each of its own instants and at every later one. When all changes lie at or after
 * the account's latest movement, today's balance says it all; else the minimum of later balances
 * comes from range summaries: logarithmic, never a replay. */
#ifndef EVN_LEDGER_CHECK_H
#define EVN_LEDGER_CHECK_H

#include "services/ledger/core/draft.h"

/* EVN_OK: the document fits. SHORT_STOCK: draft->refusal names the first failing instant of the
 * first account in order of appearance, its lot and place, what there is at that instant (have)
 * and what the document takes by then (want). OVERFLOW: an account would take in more than an
 * int64_t holds, over its life. LIMIT. Errors of the view. */
EVN_MUST_USE evn_err evn_check_document(struct evn_draft *draft);

/* The balance of a known physical account at the end of an instant. Errors of the view. */
EVN_MUST_USE evn_err evn_check_balance_at(struct evn_draft *draft, uint32_t account, int64_t at_us,
                                          int64_t *out);

/* What can be taken from a physical account at `at_us` without any later balance going negative;
 * from its next count on nothing is taken (correct.h). */
EVN_MUST_USE evn_err evn_check_available(struct evn_draft *draft, uint32_t account, int64_t at_us,
                                         int64_t *out);

#endif
