/* decide - what people ask of dispatch, one function for each command. Pure.
 *
 * Each returns EVN_OK having changed something, or refuses with *d->why set. Codes of class STATE:
 * EVN_E_EXISTS, EVN_E_WRONG_STATE, EVN_E_NO_DEMAND, EVN_E_NOT_SHIPPED; others as in the spec. */
#ifndef EVN_DISPATCH_DECIDE_H
#define EVN_DISPATCH_DECIDE_H

#include "services/dispatch/core/command.h"
#include "services/dispatch/core/decision.h"

evn_err evn_dsp_decide_request(struct evn_dsp_decision *d, const struct evn_dsp_request_put *put);
evn_err evn_dsp_decide_cancel(struct evn_dsp_decision *d, const struct evn_dsp_cancel *cancel);
evn_err evn_dsp_decide_change(struct evn_dsp_decision *d, const struct evn_dsp_change *change);
evn_err evn_dsp_decide_round(struct evn_dsp_decision *d, const struct evn_dsp_round_now *now);
evn_err evn_dsp_decide_parameters(struct evn_dsp_decision *d,
                                  const struct evn_dsp_parameters_put *put);
evn_err evn_dsp_decide_load(struct evn_dsp_decision *d, const struct evn_dsp_trip_ref *ref);
evn_err evn_dsp_decide_depart(struct evn_dsp_decision *d, const struct evn_dsp_depart *depart);
evn_err evn_dsp_decide_hand_over(struct evn_dsp_decision *d, const struct evn_dsp_hand_over *over);
evn_err evn_dsp_decide_arrive(struct evn_dsp_decision *d, const struct evn_dsp_arrive *arrive);
evn_err evn_dsp_decide_receive(struct evn_dsp_decision *d, const struct evn_dsp_receive *receive);
evn_err evn_dsp_decide_close(struct evn_dsp_decision *d, const struct evn_dsp_trip_ref *ref);
evn_err evn_dsp_decide_cancel_trip(struct evn_dsp_decision *d,
                                   const struct evn_dsp_cancel_trip *cancel);

evn_err evn_dsp_decide_late(struct evn_dsp_decision *d, const struct evn_dsp_late *late);
evn_err evn_dsp_decide_hinder(struct evn_dsp_decision *d, const struct evn_dsp_hinder *hinder);
evn_err evn_dsp_decide_clear(struct evn_dsp_decision *d, const struct evn_dsp_clear *clear);
evn_err evn_dsp_decide_replan(struct evn_dsp_decision *d, const struct evn_dsp_replan *replan);

/* What the clock makes due: at midnight trips nobody loaded on their day are given up; at the
 * cut-off the daily round, or at once the rest of one that was full. Emits nothing when nothing is
 * due. */
EVN_MUST_USE evn_err evn_dsp_due(struct evn_dsp_decision *d);

/* Whether the actor may touch what lies in `area`; else EVN_E_OUT_OF_SCOPE. */
evn_err evn_dsp_need_scope(const struct evn_dsp_decision *d, const char *area);

/* Give up a trip that is not loaded: its shares are open again. */
EVN_MUST_USE evn_err evn_dsp_give_up(struct evn_dsp_decision *d, uint32_t trip, const char *reason);

/* The trip with this code; with `scoped`, only if the actor may touch what its depot does. Else
 * UNKNOWN_REF at `field`, OUT_OF_SCOPE. */
EVN_MUST_USE evn_err evn_dsp_find_trip(const struct evn_dsp_decision *d, const char *trip,
                                       const char *field, bool scoped, uint32_t *number);

/* The trip underway, with its stop moved along its table by `event`. Else UNKNOWN_REF at `field`,
 * OUT_OF_SCOPE of the point, WRONG_STATE; *trip is then NULL. */
EVN_MUST_USE evn_err evn_dsp_move_stop(struct evn_dsp_decision *d, const char *trip, uint32_t stop,
                                       const char *field, int32_t event, struct evn_dsp_trip **out);

/* The trip's stops ahead, from index `first` on, come so much later, or earlier, and what the
 * vehicle does next with them. */
void evn_dsp_trip_shift(struct evn_dsp_decision *d, struct evn_dsp_trip *trip, size_t first,
                        int64_t late_us);

/* The stops ahead of a loaded trip will not be reached, all or those at `point`: what is aboard
 * for them comes back with the vehicle. EVN_E_LIMIT. */
EVN_MUST_USE evn_err evn_dsp_strand(struct evn_dsp_decision *d, uint32_t number, const char *point);

#endif
