/* core - the planner: what every sealed community needs on every day. Pure.
 *
 * Truth: needs per community, item and tier for a day, each with its terms. It follows the
 * registry; what it keeps of the registry's facts it has logged itself, so that its state is a
 * function of its own log. */
#ifndef EVN_PLANNER_CORE_H
#define EVN_PLANNER_CORE_H

#include "common/service/core.h"

struct evn_planner_state;

/* The functions of this core, for an engine and for tests. Static. */
const struct evn_core_ops *evn_planner_ops(void);

/* An empty state. EVN_E_NO_MEMORY; *out is then NULL. */
EVN_MUST_USE evn_err evn_planner_state_new(struct evn_planner_state **out);
void evn_planner_state_destroy(struct evn_planner_state **state);

#endif
