/* core - the registry: who, what and where, which zones are sealed, by which rules. Pure.
 *
 * Truth: items, areas, places, communities, zones with their infection reports, cohorts, key
 * persons, norms, policy tables, keys. It follows no other service; all others follow it. */
#ifndef EVN_REGISTRY_CORE_H
#define EVN_REGISTRY_CORE_H

#include "common/service/core.h"

struct evn_registry_state;

/* The functions of this core, for an engine and for tests. Static. */
const struct evn_core_ops *evn_registry_ops(void);

/* An empty state. EVN_E_NO_MEMORY; *out is then NULL. */
EVN_MUST_USE evn_err evn_registry_state_new(struct evn_registry_state **out);
void evn_registry_state_destroy(struct evn_registry_state **state);

#endif
