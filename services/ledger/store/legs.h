/* legs - the legs of one account as a question wants them: by time, added up, or from a seq on.
 * Shell.
 *
 * As the views hold them at the position of the read. The newest legs are read one by one; of the
 * older ones those that matter, the rest by rows that add up 64 or 4,096 of them (flows.h). For
 * answers, not for decisions. */
#ifndef EVN_LEDGER_STORE_LEGS_H
#define EVN_LEDGER_STORE_LEGS_H

#include "services/ledger/store/flows.h"
#include "services/ledger/store/view.h"

enum {
    EVN_LEGS_BACK_MAX = 1 << 22
}; /* legs and rows of one account that may wait for their turn */

/* The movement `seq` as a leg of the account, and the account's leg before it, or 0.
 * EVN_E_CORRUPT: it is not there, or of other accounts; errors of the store. */
EVN_MUST_USE evn_err evn_leg_read(const struct evn_ledger_view *view, uint32_t account,
                                  uint64_t seq, struct evn_chunk_leg *leg, uint64_t *older);

/* Who takes a leg; *more false ends the walk. */
struct evn_legs_sink {
    void *self;
    evn_err (*take)(void *self, const struct evn_chunk_leg *leg, bool *more);
};

/* Give the account's legs that occurred at or before `until_us`, the latest first, legs of one
 * instant by falling seq. Rows are opened when their latest instant is next: ending early is cheap.
 * Errors of the sink; EVN_E_LIMIT: more than EVN_LEGS_BACK_MAX wait; EVN_E_CORRUPT; errors of the
 * store. */
EVN_MUST_USE evn_err evn_legs_back(const struct evn_ledger_view *view, uint32_t account,
                                   int64_t until_us, const struct evn_legs_sink *sink);

/* Who takes what came from and went to another account; several times for one of them. */
struct evn_flows_sink {
    void *self;
    evn_err (*take)(void *self, const struct evn_flow_part *part);
};

/* Give what flowed between the account and others from `from_us` to `until_us`, both included; so
 * often was something looked at in *n_looks (may be NULL). Errors of the sink; EVN_E_CORRUPT;
 * errors of the store. */
EVN_MUST_USE evn_err evn_flows_between(const struct evn_ledger_view *view, uint32_t account,
                                       int64_t from_us, int64_t until_us,
                                       const struct evn_flows_sink *sink, size_t *n_looks);

/* The newest leg of the account recorded before event `before`; 0 in *seq: none. *change: what all
 * newer ones changed together. EVN_E_CORRUPT; errors of the store. */
EVN_MUST_USE evn_err evn_legs_before(const struct evn_ledger_view *view, uint32_t account,
                                     uint64_t before, uint64_t *seq, int64_t *change);

/* The first movement recorded behind event `after_seq`. EVN_E_AGAIN: there is none in the views.
 * EVN_E_CORRUPT; errors of the store. */
EVN_MUST_USE evn_err evn_movement_after(const struct evn_ledger_view *view, uint64_t after_seq,
                                        uint64_t *seq, struct evn_movement_row *out);

#endif
