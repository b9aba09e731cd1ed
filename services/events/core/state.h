/* state - what the hub knows: the merged order, names, subscriptions. Pure but for the heap. */
#ifndef EVN_EVENTS_STATE_H
#define EVN_EVENTS_STATE_H

#include "services/events/core/merged.h"
#include "services/events/core/names.h"
#include "services/events/core/subscription.h"

struct evn_hub_state {
    struct evn_merged merged;
    struct evn_names names;
    struct evn_subscriptions subscriptions;
    struct evn_hub_source source[EVN_STREAMS_MAX]; /* [0] is number 1 */
    size_t n_sources;
    uint64_t n_known; /* Known events so far: what keys come from is as it was while this is */
};

/* A new empty state. EVN_E_NO_MEMORY. */
EVN_MUST_USE evn_err evn_hub_state_new(void **out);
void evn_hub_state_destroy(void **state);

/* The source of that name, or NULL while nothing of it was merged. */
const struct evn_hub_source *evn_hub_find_source(const struct evn_hub_state *state,
                                                 const char *name);

/* Take in one of the hub's events: the only mutator. EVN_E_UNKNOWN_EVENT, EVN_E_CORRUPT,
 * EVN_E_LIMIT, EVN_E_NO_MEMORY. */
EVN_MUST_USE evn_err evn_hub_apply(void *state, const struct evn_event *event);

#endif
