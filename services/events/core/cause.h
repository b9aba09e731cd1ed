/* cause - what a block builds on, and whether that is merged. Pure.
 *
 * Three events of the engine say that a stream has taken notice of another one: Cursor (it was read
 * up to here), LaneAnswer (it answered with these events) and Sent (its event sent commands that
 * were decided here). What stands in that block may be an effect of it, so the block waits until
 * the hub has merged that far. Blocks are flushed whole and read whole, so a block never builds on
 * one that builds on it: waiting cannot go round in a circle. A stream the hub does not follow, or
 * whose log is another one, is not waited for. */
#ifndef EVN_EVENTS_CAUSE_H
#define EVN_EVENTS_CAUSE_H

#include "services/events/core/state.h"

/* EVN_OK: everything the block's frames build on is merged. EVN_E_AGAIN: not yet.
 * EVN_E_CORRUPT: not frames, or not the engine's events. `follows` are the streams the hub reads,
 * NULL at the end. */
EVN_MUST_USE evn_err evn_cause_met(const struct evn_hub_state *state, const char *const *follows,
                                   struct evn_bytes frames);

#endif
