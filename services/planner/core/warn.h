/* warn - warnings from several weak signals: k of n channels within a window. Pure.
 *
 * A rule is a row of the policy table warning_rules. Its warnings are a function of the set of
 * signals alone: days are gone through in order, and on a day on which at least k of its channels
 * reach their thresholds within the window, there is a warning that uses up what these channels
 * counted, so that each signal counts once a rule. Late, repeated and corrected signals therefore
 * give what the same signals in order would have given. proto/spec/12-planner.md, "Warnings". */
#ifndef EVN_PLANNER_WARN_H
#define EVN_PLANNER_WARN_H

#include "services/planner/core/state.h"

enum { EVN_WARN_CHANNELS_MAX = 8, EVN_WARN_DAYS_MAX = 90 };

/* So much must be counted on a channel. */
struct evn_warn_channel {
    char channel[EVN_CHANNEL_MAX];
    int64_t at_least; /* > 0 */
};

/* A row of the table. */
struct evn_warn_rule {
    const char *name;                       /* borrowed */
    struct evn_day valid_from, valid_until; /* EVN_DAY_NONE: open */
    uint32_t k;                             /* channels that must reach their threshold */
    uint32_t n_days;                        /* of the window, which ends on the day looked at */
    uint32_t area_len; /* areas of codes this long are looked at each by itself */
    struct evn_warn_channel channel[EVN_WARN_CHANNELS_MAX];
    size_t n; /* of n channels */
};

/* Read "k=2 days=7 area=9 fever_clinic>=10 pharmacy>=200". False: *field is what is wrong. */
bool evn_warn_read(const struct evn_fact_rule *row, struct evn_warn_rule *out, const char **field);

/* A signal as it counts. */
struct evn_warn_signal {
    const char *channel, *name; /* borrowed */
    struct evn_day day;
    int64_t value; /* > 0 */
};

/* Warnings of the rules of one name (`rules`, in the order of the table; of those that hold on a
 * day the last counts) from all signals of one area, in any order: they are sorted here. `emit` is
 * called for each in order of days; what it is given lies in the arena until it returns.
 * EVN_E_LIMIT: the arena is full; else what emit returns. */
typedef evn_err evn_warn_emit(void *self, const struct evn_fact_warning *warning);
EVN_MUST_USE evn_err evn_warn_of(const struct evn_warn_rule *rules, size_t n_rules,
                                 const char *area, struct evn_warn_signal *signals,
                                 size_t n_signals, struct evn_arena *arena, evn_warn_emit *emit,
                                 void *self);

/* Say the warnings that are new, other or no more since signals or rules changed. EVN_E_LIMIT. */
EVN_MUST_USE evn_err evn_warn_due(const struct evn_planner_state *state, struct evn_day today,
                                  struct evn_arena *arena, struct evn_emit *emit);

#endif
