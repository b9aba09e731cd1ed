/* plan - say what changed in the needs of communities. Pure. */
#ifndef EVN_PLANNER_PLAN_H
#define EVN_PLANNER_PLAN_H

#include "services/planner/core/figures.h"

/* Bring the communities up to `today` that are not: those in need whose last plan is older or whose
 * facts changed, and those no longer in need. Says only what is other than before, and DayPlanned.
 * It stops at EVN_PLAN_BYTES of events, and the next call goes on where it stopped. EVN_E_LIMIT. */
enum { EVN_PLAN_BYTES = 256 << 10 };
EVN_MUST_USE evn_err evn_plan_due(const struct evn_planner_state *state, struct evn_day today,
                                  struct evn_arena *arena, struct evn_emit *emit);

/* Say all figures of one community again, changed or not. *needed: false, and nothing is said,
 * when it needs nothing. EVN_E_LIMIT. */
EVN_MUST_USE evn_err evn_plan_again(const struct evn_planner_state *state,
                                    const struct evn_community *community, struct evn_day today,
                                    struct evn_arena *arena, struct evn_emit *emit, bool *needed);

#endif
