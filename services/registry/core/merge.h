/* merge - what a sender changed, laid over what others changed since. Pure.
 *
 * A put that says what its sender saw (`was`) is an update: only the fields that differ between
 * `was` and the entity are meant, and every other field keeps the value it has now. So two who
 * change different fields of one item at once lose nothing. A field that was changed by both, to
 * different values, is refused (OUTDATED) and named: what the sender wanted to replace is not there
 * any more. Lists and messages inside count as one field. Rules: proto/spec/8-registry.md.
 *
 * A put without `was` is the whole entity, as it always was. */
#ifndef EVN_REGISTRY_MERGE_H
#define EVN_REGISTRY_MERGE_H

#include "services/registry/core/command.h"
#include "services/registry/core/decision.h"

/* Make the put in `command`, if it is an update, a put of the whole entity with `replace` set; any
 * other command stays as it is. Refusals: OUTDATED (a field of `was` is not what is there now),
 * BAD_FIELD (`was` has another key), UNKNOWN_ITEM, UNKNOWN_PLACE, UNKNOWN_REF (nothing is there),
 * TOO_LARGE. The merged entity is checked by its own decision afterwards. */
evn_err evn_merge_command(const struct evn_decision *d, struct evn_registry_command *command);

#endif
