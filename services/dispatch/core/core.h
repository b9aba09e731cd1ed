/* core - dispatch as a core for the engine: who gets what, which vehicle goes where. Pure but for
 * the heap of its state. What it decides: proto/spec/11-dispatch.md. */
#ifndef EVN_DISPATCH_CORE_H
#define EVN_DISPATCH_CORE_H

#include "services/dispatch/core/state.h"

/* The functions the engine drives; `state` is a struct evn_dsp_state. */
const struct evn_core_ops *evn_dispatch_ops(void);

/* A new empty state; EVN_E_NO_MEMORY. */
EVN_MUST_USE evn_err evn_dispatch_state_new(struct evn_dsp_state **out);
void evn_dispatch_state_destroy(struct evn_dsp_state **state);

/* Tell a struct evn_dsp_state what only this service knows: the codes of reception points are made
 * of it. Without it there are none, and none is believed. */
void evn_dispatch_secret(void *state, const uint8_t secret[EVN_DSP_SECRET_LEN]);

#endif
