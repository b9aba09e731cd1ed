#include "tests/unit/dispatch/alloc/world.h"

#include <stdlib.h>

__extension__ typedef __int128 wide;

static int64_t roll(struct evn_rng *rng, int64_t below)
{
    return (int64_t)evn_rng_below(rng, (uint32_t)below);
}

static void random_community(struct evn_rng *rng, bool plain, int64_t pack, uint64_t all,
                             struct evn_alloc_community *c)
{
    static const int64_t needs[] = {0, 1, 2, 5, 10, 10, 10, 20};
    c->id += 1 + (uint64_t)roll(rng, 3);
    c->reach = plain ? all : (uint64_t)roll(rng, 64) & all;
    c->need_milli = 1000 * (roll(rng, 2) == 0 ? needs[roll(rng, 8)] : roll(rng, 30));
    c->target_days = plain || roll(rng, 3) > 0 ? 7 : (int32_t)roll(rng, 15);
    c->on_hand = roll(rng, 2) == 0 ? 0 : roll(rng, 60);
    c->in_transit = roll(rng, 4) == 0 ? pack : 0;
    c->floor[0] = plain || roll(rng, 3) > 0 ? 0 : roll(rng, 30);
    c->floor[1] = plain || roll(rng, 3) > 0 ? 0 : roll(rng, 40);
    c->rank = plain || roll(rng, 6) > 0 ? 1 : 0;
    c->carried_micro = roll(rng, 3) > 0 ? 0 : roll(rng, 4000000) - 2000000;
    c->served_round = roll(rng, 3);
}

void world_random(struct evn_rng *rng, struct world *w)
{
    const size_t n = 2 + evn_rng_below(rng, 39), n_w = 1 + evn_rng_below(rng, WORLD_W_MAX);
    const bool plain = roll(rng, 4) == 0;
    const int64_t pack = roll(rng, 3) == 0 ? 1 + roll(rng, 100) : 1 + roll(rng, 8);
    *w = (struct world){.problem = {.pack = pack, .n_warehouses = n_w, .n_communities = n}};
    w->problem.stock = w->stock;
    w->problem.communities = w->c;
    for (size_t i = 0; i < n_w; i++)
        w->stock[i] = roll(rng, 5) == 0 ? 0 : roll(rng, (int64_t)n * 60);
    for (size_t i = 0; i < n; i++) {
        w->c[i].id = i > 0 ? w->c[i - 1].id : 0;
        random_community(rng, plain, pack, (UINT64_C(1) << n_w) - 1, &w->c[i]);
    }
}

void world_copy(const struct world *from, struct world *to)
{
    *to = *from;
    to->problem.stock = to->stock;
    to->problem.communities = to->c;
}

int rung_cmp(const struct rung *a, const struct rung *b)
{
    if (a->tier != b->tier)
        return a->tier - b->tier;
    const wide left = (wide)a->units * b->per, right = (wide)b->units * a->per;
    return left < right ? -1 : left > right;
}

bool world_rung(const struct world *w, size_t who, int64_t packs, struct rung *out)
{
    const struct evn_alloc_community *c = &w->c[who];
    const int64_t has = c->on_hand + c->in_transit + packs * w->problem.pack;
    *out = (struct rung){2, has, c->need_milli, who, packs};
    if (has < c->floor[0])
        *out = (struct rung){0, has, c->floor[0], who, packs};
    else if (has - c->floor[0] < c->floor[1])
        *out = (struct rung){1, has - c->floor[0], c->floor[1], who, packs};
    else
        return has * 1000 < c->need_milli * c->target_days;
    return true;
}

static int64_t claim_of(const struct evn_alloc_community *c)
{
    const int64_t target = (c->need_milli * c->target_days + 999) / 1000;
    const int64_t floors = c->floor[0] + c->floor[1];
    return target > floors ? target : floors;
}

static int down(int64_t a, int64_t b)
{
    return a > b ? -1 : a < b;
}

static const struct world *sorted_world; /* for qsort, which passes no context */

static int walk_cmp(const void *x, const void *y)
{
    const struct rung *a = x, *b = y;
    const struct evn_alloc_community *c = &sorted_world->c[a->who], *d = &sorted_world->c[b->who];
    const wide owed_c = (wide)(c->carried_micro - a->given * 1000000) * claim_of(d);
    const wide owed_d = (wide)(d->carried_micro - b->given * 1000000) * claim_of(c);
    int cmp = rung_cmp(a, b);
    if (cmp == 0)
        cmp = c->rank - d->rank;
    if (cmp == 0)
        cmp = owed_c > owed_d ? -1 : owed_c < owed_d;
    if (cmp == 0)
        cmp = down(claim_of(c), claim_of(d));
    if (cmp == 0)
        cmp = -down(c->served_round, d->served_round);
    return cmp != 0 ? cmp : c->id < d->id ? -1 : c->id > d->id;
}

/* Hall: no set of warehouses is asked for more than it holds by those who reach nothing else. */
static bool can_serve(const struct world *w, const int64_t *packs)
{
    const size_t n_sets = (size_t)1 << w->problem.n_warehouses;
    for (size_t set = 0; set < n_sets; set++) {
        int64_t holds = 0, asked = 0;
        for (size_t k = 0; k < w->problem.n_warehouses; k++)
            holds += (set >> k & 1) != 0 ? w->stock[k] / w->problem.pack : 0;
        for (size_t i = 0; i < w->problem.n_communities; i++)
            asked += (w->c[i].reach & ~(uint64_t)set) == 0 ? packs[i] : 0;
        if (asked > holds)
            return false;
    }
    return true;
}

void world_walk_by(const struct world *w, int64_t *packs,
                   bool (*can)(const struct world *w, const int64_t *packs))
{
    size_t n = 0, cap = 256;
    struct rung *rungs = malloc(cap * sizeof *rungs);
    EVN_ASSERT(rungs != NULL);
    for (size_t i = 0; i < w->problem.n_communities; i++) {
        packs[i] = 0;
        for (int64_t k = 0; world_rung(w, i, k, &rungs[n]); k++)
            if (++n == cap) {
                rungs = realloc(rungs, (cap *= 2) * sizeof *rungs);
                EVN_ASSERT(rungs != NULL);
            }
    }
    sorted_world = w;
    qsort(rungs, n, sizeof *rungs, walk_cmp);
    for (size_t k = 0; k < n; k++) {
        packs[rungs[k].who]++;
        if (!can(w, packs))
            packs[rungs[k].who]--;
    }
    free(rungs);
}

void world_walk(const struct world *w, int64_t *packs)
{
    world_walk_by(w, packs, can_serve);
}
