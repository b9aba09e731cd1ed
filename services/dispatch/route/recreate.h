/* recreate - put absent stops back, greedily with blinks. Pure.
 *
 * Internal to route/. Stops go in by tier, then by one of several orders drawn at random; each
 * takes its cheapest feasible place among those next to its neighbours, one unused vehicle of
 * each class and, when there is none, anywhere. A place is overlooked with a small chance
 * ("blink"), which keeps the greedy choice from being the same each time. */
#ifndef EVN_DISPATCH_ROUTE_RECREATE_H
#define EVN_DISPATCH_ROUTE_RECREATE_H

#include "common/base/arena.h"
#include "common/base/rng.h"
#include "services/dispatch/route/insert.h"

struct evn_route_keyed {
    int64_t key;
    int32_t stop;
};

struct evn_route_recreate {
    int32_t *remote; /* by stop: distance to the nearest depot */
    int32_t *rank;   /* by stop: place in the order of the first plan */
    uint32_t *tried; /* by stop: stamp of the last list it was put on */
    uint32_t stamp;
    struct evn_route_keyed *list; /* what goes in this time */
    uint32_t blink_every;         /* places that would be taken */
    bool *hopeless; /* by stop: alone no vehicle could serve it, so it is not tried each time */
    bool *scarce;   /* by stop: less than half of the vehicles have the skills it needs */
    bool any_scarce;
    bool scarce_first; /* these go in before all others, whatever their tier */
    bool by_tier;      /* higher tiers go in first */
    bool blinks;       /* now and then a place is overlooked */
};

size_t evn_route_recreate_size(const struct evn_route_problem *p);

EVN_MUST_USE evn_err evn_route_recreate_init(struct evn_route_recreate *r,
                                             const struct evn_route_model *m,
                                             struct evn_arena *arena);

/* Find out which absent stops are hopeless. */
void evn_route_recreate_judge(struct evn_route_recreate *r, const struct evn_route_tour *t);

/* Put back the absent stops, or, when very many are absent, those in and around `seed`'s
 * neighbourhood and some others. NONE as seed: all of them, anywhere in the plan
 * and without blinks. */
void evn_route_recreate(struct evn_route_recreate *r, struct evn_route_tour *t, int32_t seed,
                        struct evn_rng *rng);

/* Give each absent stop a vehicle of its own while there are idle ones, then the rest any place:
 * a loose plan that a search can pull together from all sides. */
void evn_route_scatter(struct evn_route_recreate *r, struct evn_route_tour *t, struct evn_rng *rng);

/* The cheapest feasible place for one absent stop; .after is NONE when there is none.
 * `limit`: dearer ones don't count. */
struct evn_route_spot evn_route_best_spot(struct evn_route_recreate *r,
                                          const struct evn_route_tour *t, int32_t stop,
                                          int64_t limit, struct evn_rng *rng);

#endif
