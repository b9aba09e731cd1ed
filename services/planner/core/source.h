/* source - the registry's stream, read for what the planner needs of it. Pure.
 *
 * Only the fields that matter are read; all others are passed over. Every fact that comes is said
 * again as the planner's own event, so that its log alone rebuilds its state. */
#ifndef EVN_PLANNER_SOURCE_H
#define EVN_PLANNER_SOURCE_H

#include "services/planner/core/state.h"

/* Emit the facts of one block. EVN_E_CORRUPT: not what the registry writes. */
EVN_MUST_USE evn_err evn_source_feed(const struct evn_planner_state *state,
                                     const struct evn_feed *feed, struct evn_emit *emit);

/* Field tables of the registry's messages, as far as they are read: for tests. The i-th, or NULL
 * behind the last. */
const struct evn_wire_message *evn_source_table(size_t i);

#endif
