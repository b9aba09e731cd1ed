/* legs - the legs of one account in business order, newest first. Shell.
 *
 * As the views hold them at the position of the read: the account's chain is followed and put in
 * order, so it costs all of the account's movements. For answers, not for decisions. */
#ifndef EVN_LEDGER_STORE_LEGS_H
#define EVN_LEDGER_STORE_LEGS_H

#include "services/ledger/store/view.h"

enum { EVN_LEGS_BACK_MAX = 1 << 22 }; /* legs of one account that are put in order */

/* Who takes a leg; *more false ends the walk. */
struct evn_legs_sink {
    void *self;
    evn_err (*take)(void *self, const struct evn_chunk_leg *leg, bool *more);
};

/* Give the account's legs that occurred at or before `until_us`, the latest first, legs of one
 * instant by falling seq. Errors of the sink; EVN_E_LIMIT: more than EVN_LEGS_BACK_MAX;
 * EVN_E_CORRUPT; errors of the store. */
EVN_MUST_USE evn_err evn_legs_back(const struct evn_ledger_view *view, uint32_t account,
                                   int64_t until_us, const struct evn_legs_sink *sink);

/* The first movement recorded behind event `after_seq`. EVN_E_AGAIN: there is none in the views.
 * EVN_E_CORRUPT; errors of the store. */
EVN_MUST_USE evn_err evn_movement_after(const struct evn_ledger_view *view, uint64_t after_seq,
                                        uint64_t *seq, struct evn_movement_row *out);

#endif
