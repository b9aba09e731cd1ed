#include "services/dispatch/alloc/level.h"

#include "common/base/num.h"
#include "services/dispatch/alloc/wide.h"

static int64_t min_i64(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

bool evn_level_before(const struct evn_level *level, const struct evn_want *a, int64_t ka,
                      const struct evn_want *b, int64_t kb)
{
    const evn_i128 left = (evn_i128)(a->base + ka * level->pack) * b->weight;
    const evn_i128 right = (evn_i128)(b->base + kb * level->pack) * a->weight;
    if (left != right)
        return left < right;
    return evn_alloc_tie_cmp(&level->communities[a->who], a->before + ka,
                             &level->communities[b->who], b->before + kb, NULL) < 0;
}

/* Base units that water at height `at` would hold, half a pack added for each ladder it has
 * reached, since a started pack is given whole; *slope: the weight that rises with the water. */
static int64_t held_at(const struct evn_level *level, const struct evn_want *wants, size_t n,
                       uint64_t at, int64_t *slope)
{
    int64_t held = 0, rising = 0;
    for (size_t i = 0; i < n; i++) {
        const struct evn_want *w = &wants[i];
        int64_t depth = (int64_t)((evn_u128)at * (uint64_t)w->weight >> EVN_LEVEL_SHIFT) - w->base;
        if (depth <= 0)
            continue;
        const int64_t full = w->max * level->pack;
        depth += level->pack / 2;
        rising += depth < full ? w->weight : 0;
        held += min_i64(depth, full);
    }
    *slope = rising;
    return held;
}

/* Where to look first: the level if every ladder stood in the water. */
static uint64_t first_look(const struct evn_level *level, const struct evn_want *wants, size_t n,
                           int64_t supply)
{
    int64_t base = 0, weight = 0;
    for (size_t i = 0; i < n; i++) {
        base += wants[i].base;
        weight += wants[i].weight;
    }
    EVN_ASSERT(weight > 0);
    const evn_u128 mean =
        ((evn_u128)(supply * level->pack + base) << EVN_LEVEL_SHIFT) / (evn_u128)weight;
    return mean < level->top ? (uint64_t)mean : level->top;
}

/* A height at which about `supply` rungs lie below. */
static uint64_t guess(const struct evn_level *level, const struct evn_want *wants, size_t n,
                      int64_t supply)
{
    const int64_t near = level->pack * (int64_t)(n / 64 + 1);
    uint64_t lo = 0, hi = level->top, at = first_look(level, wants, n, supply);
    for (unsigned pass = 1; hi - lo > 1; pass++) {
        int64_t slope;
        const int64_t miss = supply * level->pack - held_at(level, wants, n, at, &slope);
        if (miss >= -near && miss <= near)
            break;
        if (miss > 0)
            lo = at;
        else
            hi = at;
        evn_i128 next = -1;
        if (slope > 0 && pass % 4 != 0) /* every fourth pass halves: at most 4 x 43 passes */
            next = (evn_i128)at + (evn_i128)miss * (INT64_C(1) << EVN_LEVEL_SHIFT) / slope;
        at = next > lo && next < hi ? (uint64_t)next : lo + (hi - lo) / 2;
    }
    return at;
}

/* Count the rungs strictly below `at` into `got`; returns their sum. */
static int64_t count_below(const struct evn_level *level, struct evn_want *wants, size_t n,
                           uint64_t at)
{
    const evn_u128 round_up = ((evn_u128)1 << EVN_LEVEL_SHIFT) - 1;
    int64_t sum = 0;
    for (size_t i = 0; i < n; i++) {
        struct evn_want *w = &wants[i];
        const int64_t end =
            (int64_t)(((evn_u128)at * (uint64_t)w->weight + round_up) >> EVN_LEVEL_SHIFT);
        w->got = end > w->base ? min_i64(w->max, evn_div_up_i64(end - w->base, level->pack)) : 0;
        sum += w->got;
    }
    return sum;
}

/* A heap of ladders: with `up`, the lowest rung not given is on top; else the highest given. */
struct ladder_heap {
    const struct evn_level *level;
    struct evn_want *wants;
    size_t n;
    bool up;
};

static bool on_top(const struct ladder_heap *h, uint32_t a, uint32_t b)
{
    const struct evn_want *x = &h->wants[a], *y = &h->wants[b];
    if (h->up)
        return evn_level_before(h->level, x, x->got, y, y->got);
    return evn_level_before(h->level, y, y->got - 1, x, x->got - 1);
}

static void sift(const struct ladder_heap *h, size_t at)
{
    uint32_t *heap = h->level->heap;
    const uint32_t moving = heap[at];
    for (size_t child; (child = 2 * at + 1) < h->n; at = child) {
        if (child + 1 < h->n && on_top(h, heap[child + 1], heap[child]))
            child++;
        if (!on_top(h, heap[child], moving))
            break;
        heap[at] = heap[child];
    }
    heap[at] = moving;
}

/* Give (`up`) or take back `k` packs, one by one in order. */
static void correct(const struct evn_level *level, struct evn_want *wants, size_t n, bool up,
                    int64_t k)
{
    struct ladder_heap h = {.level = level, .wants = wants, .up = up};
    for (size_t i = 0; i < n; i++)
        if (up ? wants[i].got < wants[i].max : wants[i].got > 0)
            level->heap[h.n++] = (uint32_t)i;
    for (size_t i = h.n / 2; i-- > 0;)
        sift(&h, i);
    for (; k > 0; k--) {
        EVN_ASSERT(h.n > 0);
        struct evn_want *top = &wants[level->heap[0]];
        top->got += up ? 1 : -1;
        if (up ? top->got == top->max : top->got == 0)
            level->heap[0] = level->heap[--h.n];
        if (h.n > 0)
            sift(&h, 0);
    }
}

void evn_level_fill(const struct evn_level *level, struct evn_want *wants, size_t n, int64_t supply)
{
    int64_t all = 0;
    for (size_t i = 0; i < n; i++)
        all += wants[i].max;
    const bool enough = all <= supply;
    for (size_t i = 0; i < n && (enough || supply == 0); i++)
        wants[i].got = enough ? wants[i].max : 0;
    if (enough || supply == 0)
        return;
    const int64_t below = count_below(level, wants, n, guess(level, wants, n, supply));
    if (below != supply)
        correct(level, wants, n, below < supply, below < supply ? supply - below : below - supply);
}

void evn_level_edge(const struct evn_level *level, const struct evn_want *wants, size_t n,
                    const struct evn_want **refused, const struct evn_want **last)
{
    *refused = *last = NULL;
    for (size_t i = 0; i < n; i++) {
        const struct evn_want *w = &wants[i];
        if (w->got < w->max &&
            (*refused == NULL || evn_level_before(level, w, w->got, *refused, (*refused)->got)))
            *refused = w;
        if (w->got > 0 &&
            (*last == NULL || evn_level_before(level, *last, (*last)->got - 1, w, w->got - 1)))
            *last = w;
    }
}
