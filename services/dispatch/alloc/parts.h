/* parts - fill the tiers part by part, splitting where warehouses cannot follow. Pure.
 *
 * A part is a set of groups with the warehouses that are theirs alone. At first all groups and
 * warehouses are one part. Filling a part as one pool gives either shares that its warehouses
 * can send, or a minimum cut that splits it in two. A part that got all it wants in a tier stays
 * open for the next; a part whose stock ran out is closed and becomes a region. */
#ifndef EVN_ALLOC_PARTS_H
#define EVN_ALLOC_PARTS_H

#include "common/base/arena.h"
#include "services/dispatch/alloc/alloc.h"
#include "services/dispatch/alloc/groups.h"
#include "services/dispatch/alloc/level.h"

#include <stddef.h>
#include <stdint.h>

/* Memory that evn_parts_solve takes from the arena for each community. */
size_t evn_parts_bytes_each(void);

/* The ladder of community `who` in `tier` (0..2), standing on what its share gives it so far:
 * max is 0 when it wants nothing more there. */
void evn_parts_want(const struct evn_alloc_problem *problem, const struct evn_alloc_share *share,
                    size_t who, int32_t tier, struct evn_want *out);

/* Fill `packs` and `region` of all shares (zeroed before) and the regions (room for one per
 * warehouse); the demand of each group is then what its communities were given. EVN_E_LIMIT. */
EVN_MUST_USE evn_err evn_parts_solve(const struct evn_alloc_problem *problem,
                                     struct evn_groups *groups, struct evn_flow *flow,
                                     struct evn_arena *arena, struct evn_alloc_result *out);

#endif
