/* core - the hub's decisions. Pure.
 *
 * The hub follows the streams of all services and gives their events one order, in which no effect
 * stands before its cause. Its log holds ranges of the streams, not their events. Rules:
 * proto/spec/10-events.md. */
#ifndef EVN_EVENTS_CORE_H
#define EVN_EVENTS_CORE_H

#include "common/service/core.h"
#include "services/events/core/state.h"

/* What the engine drives; the state is a struct evn_hub_state. */
const struct evn_core_ops *evn_events_ops(void);

/* decide.c: a command on subscriptions. As evn_core_ops.decide. */
evn_err evn_hub_decide(const void *state, const struct evn_ask *ask, struct evn_emit *emit,
                       struct evn_refusal *why);

/* Emit one of the hub's events. */
evn_err evn_hub_emit(struct evn_emit *emit, enum evn_hub_kind kind, const void *body);

/* Whether the subscription `name` is there and the actor's: EVN_OK with *out, or a refusal
 * (UNKNOWN_REF, NOT_ALLOWED) in *why that names `field`. */
evn_err evn_hub_own(const struct evn_hub_state *state, const struct evn_actor *actor,
                    const char *field, const char *name, const struct evn_subscription **out,
                    struct evn_refusal *why);

#endif
