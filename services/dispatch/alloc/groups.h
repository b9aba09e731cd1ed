/* groups - put communities together that the same stocked warehouses may serve. Pure.
 *
 * Only warehouses with at least one whole pack count. Ten warehouses make at most 1023 groups
 * however many communities there are, so everything that concerns sources works on groups. */
#ifndef EVN_ALLOC_GROUPS_H
#define EVN_ALLOC_GROUPS_H

#include "common/base/arena.h"
#include "services/dispatch/alloc/flow.h"
#include "services/dispatch/alloc/problem.h"

#include <stddef.h>
#include <stdint.h>

#define EVN_NO_GROUP UINT32_MAX

struct evn_groups {
    size_t n_warehouses;
    int64_t *packs;        /* whole packs in each warehouse */
    uint64_t stocked;      /* warehouses with at least one */
    struct evn_group *all; /* in order of first appearance; demand starts at 0 */
    size_t n;
    size_t first_lane; /* groups of the problem's lanes: from here on; they ask for their limits */
    uint32_t *order;   /* groups that reach fewer warehouses first */
    uint32_t *of;      /* group of each community, or EVN_NO_GROUP */
    uint32_t *members; /* communities that have a group, in order */
    size_t n_members;
};

/* Memory that evn_groups_make takes from the arena for each community. */
size_t evn_groups_bytes_each(size_t n_warehouses);

/* Build the groups of a checked problem; all arrays lie in the arena. EVN_E_LIMIT. */
EVN_MUST_USE evn_err evn_groups_make(const struct evn_alloc_problem *problem,
                                     struct evn_arena *arena, struct evn_groups *out);

#endif
