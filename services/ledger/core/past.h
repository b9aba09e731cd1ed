/* past - the past of one account as `decide` sees it: the view, and the overlay behind it. Pure.
 *
 * Both know sums and minima of any stretch of time, but the smallest balance of both together is
 * not the sum of their smallest: it is searched. A stretch where one of them has nothing is
 * answered by the other. Any other is divided at an instant of the overlay - unless even the
 * smallest of both at once would not be below what is known or asked for already. Most stretches
 * are given up at once, so a question costs some logarithms, not a replay. */
#ifndef EVN_LEDGER_PAST_H
#define EVN_LEDGER_PAST_H

#include "services/ledger/core/overlay.h"

struct evn_past {
    const struct evn_history_view *view;
    const struct evn_overlay *overlay;
    uint32_t account;
    uint32_t head; /* the account's newest overlay leg, or EVN_OVERLAY_NONE */
};

/* Sum of all legs with occurred_at <= at_us. Errors of the view. */
EVN_MUST_USE evn_err evn_past_sum_until(const struct evn_past *past, int64_t at_us, int64_t *out);

/* Summary of the legs with after_us < occurred_at <= until_us. A minimum that is not below `enough`
 * may be told as any number not below `enough`, and costs less. Errors of the view. */
EVN_MUST_USE evn_err evn_past_summary(const struct evn_past *past, int64_t after_us,
                                      int64_t until_us, int64_t enough,
                                      struct evn_leg_summary *out);

/* The first instant in the same stretch at whose end the legs of it sum up to less than `floor`:
 * *at_us, and *sum, what they sum up to. *found says whether there is one. Errors of the view. */
EVN_MUST_USE evn_err evn_past_first_below(const struct evn_past *past, int64_t after_us,
                                          int64_t until_us, int64_t floor, bool *found,
                                          int64_t *at_us, int64_t *sum);

#endif
