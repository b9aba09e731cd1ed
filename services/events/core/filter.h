/* filter - does a subscriber want an event, and may it have it? Pure. */
#ifndef EVN_EVENTS_FILTER_H
#define EVN_EVENTS_FILTER_H

#include "services/events/core/keys.h"

/* Whether the filter may want events of this source and kind at all. Cheap: no keys needed. */
bool evn_filter_kind(const struct evn_filter *filter, const char *source, uint32_t kind);

/* Whether it wants an event with these keys: of the lists of areas, places and items that are not
 * empty, each must name the same one of the things the event touches. */
bool evn_filter_keys(const struct evn_filter *filter, const struct evn_keys *keys);

/* Whether the actor may see it: by role and scope. */
bool evn_may_see(const struct evn_actor *actor, const struct evn_keys *keys);

/* Whether both hold for all events of a service's own kinds, whatever keys they have. */
bool evn_filter_is_open(const struct evn_filter *filter, const struct evn_actor *actor);

/* Whether the actor may see who caused an event. */
bool evn_may_see_cause(const struct evn_actor *actor);

#endif
