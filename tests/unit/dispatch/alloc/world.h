/* world - random allocation problems, and the rule of problem.h taken literally. Test support.
 *
 * Shares no code with the engine: rungs are written down and sorted one by one, and whether
 * warehouses can serve a set of demands is asked by Hall's condition over all sets of
 * warehouses. Fit for small problems only. */
#ifndef EVN_TESTS_ALLOC_WORLD_H
#define EVN_TESTS_ALLOC_WORLD_H

#include "common/base/rng.h"
#include "services/dispatch/alloc/problem.h"

#include <stdbool.h>

enum { WORLD_N_MAX = 48, WORLD_W_MAX = 5 };

/* A problem with its storage. Copy with world_copy, since it points into itself. */
struct world {
    int64_t stock[WORLD_W_MAX];
    struct evn_alloc_community c[WORLD_N_MAX];
    struct evn_alloc_problem problem;
};

/* One pack that a community might be given. */
struct rung {
    int tier;
    int64_t units, per; /* its height is units / per */
    size_t who;
    int64_t given; /* packs before this one */
};

/* 2 to 40 communities, 1 to 5 warehouses; equal needs, empty homes, huge packs, missing stock
 * and unreachable communities are all common. Needs are whole units a day. */
void world_random(struct evn_rng *rng, struct world *out);

void world_copy(const struct world *from, struct world *to);

/* Below 0, 0 or above 0 by tier and height; ties are 0. */
int rung_cmp(const struct rung *a, const struct rung *b);

/* The rung before the next pack of community `who` that was given `packs` in all; false when it
 * wants no more. */
bool world_rung(const struct world *w, size_t who, int64_t packs, struct rung *out);

/* Packs in all for each community, by walking up the sorted rungs. */
void world_walk(const struct world *w, int64_t *packs);

/* The same where `can` says whether these packs can be served. */
void world_walk_by(const struct world *w, int64_t *packs,
                   bool (*can)(const struct world *w, const int64_t *packs));

#endif
