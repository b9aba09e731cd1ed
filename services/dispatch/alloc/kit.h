/* kit - how many kits their components allow, and what making some takes. Pure, integers only.
 *
 * A kit has no stock: in each place it is what the scarcest component allows there. Components are
 * needed alone too, and the order is: floors of key persons in a component, then kits, then what
 * everyone else asks of the component. So kits are made of what a component's own answer leaves
 * beside its tiers 1 and 2; solved again with what the kits took away, those two tiers come out the
 * same to the pack, since the packs they were given are still there and the walk of problem.h
 * passes them first. */
#ifndef EVN_ALLOC_KIT_H
#define EVN_ALLOC_KIT_H

#include "services/dispatch/alloc/alloc.h"

/* One component of a kit. */
struct evn_kit_part {
    int64_t units;        /* base units of it in one base unit of the kit, > 0 */
    int64_t *stock;       /* of each of its warehouses: what it has */
    int64_t *spare;       /* of that, what is beside its floors: evn_kit_spare */
    const uint16_t *draw; /* order in which its warehouses are drawn on, or NULL: as they stand */
    size_t n;             /* real warehouses */
    uint64_t usable;      /* those in the place in question that kits may be made of */
};

/* Base units of each real warehouse beside what tiers 1 and 2 were given of it. */
void evn_kit_spare(const struct evn_alloc_problem *problem, const struct evn_alloc_result *result,
                   int64_t *spare);

/* Base units of the kit that can be made, at most EVN_ALLOC_UNITS_MAX; n >= 1. */
int64_t evn_kit_allows(const struct evn_kit_part *parts, size_t n);

/* Take what `kits` base units of the kit are made of, at most what is allowed:
 * `stock` and `spare` say what is left. */
void evn_kit_take(const struct evn_kit_part *parts, size_t n, int64_t kits);

#endif
