/* The order of drawing: what is to be drawn on last gives as little as any routing of the same
 * shares allows. The oracle tries amounts one by one against Hall's condition. */
#include "services/dispatch/alloc/alloc.h"
#include "tests/lib/suite.h"
#include "tests/unit/dispatch/alloc/world.h"

static struct evn_arena arena;

static int64_t total(const struct evn_alloc_result *out, size_t i)
{
    return out->shares[i].packs[0] + out->shares[i].packs[1] + out->shares[i].packs[2];
}

/* Whether warehouses that give at most `packs` each can serve all shares. */
static bool can_serve(const struct world *w, const struct evn_alloc_result *out,
                      const int64_t *packs)
{
    for (size_t set = 0; set < (size_t)1 << w->problem.n_warehouses; set++) {
        int64_t holds = 0, asked = 0;
        for (size_t k = 0; k < w->problem.n_warehouses; k++)
            holds += (set >> k & 1) != 0 ? packs[k] : 0;
        for (size_t i = 0; i < w->problem.n_communities; i++)
            asked += (w->c[i].reach & ~(uint64_t)set) == 0 ? total(out, i) : 0;
        if (asked > holds)
            return false;
    }
    return true;
}

static struct evn_alloc_result solve(const struct world *w)
{
    struct evn_alloc_result out = {0};
    evn_arena_reset(&arena);
    EVN_MUST(evn_alloc_solve(&w->problem, &arena, &out) == EVN_OK);
    return out;
}

static void shuffle(struct evn_rng *rng, uint16_t *draw, size_t n)
{
    for (size_t i = 0; i < n; i++)
        draw[i] = (uint16_t)i;
    for (size_t i = n; i > 1; i--) {
        size_t k = evn_rng_below(rng, (uint32_t)i);
        uint16_t t = draw[i - 1];
        draw[i - 1] = draw[k];
        draw[k] = t;
    }
}

static bool draws_in_order(struct world *w, struct evn_rng *rng)
{
    const size_t n = w->problem.n_warehouses;
    static uint16_t draw[WORLD_W_MAX]; /* the world keeps it until the next order */
    int64_t packs[WORLD_W_MAX], plain[WORLD_N_MAX];
    struct evn_alloc_result out = solve(w);
    for (size_t i = 0; i < w->problem.n_communities; i++)
        plain[i] = total(&out, i);
    shuffle(rng, draw, n);
    w->problem.draw = draw;
    out = solve(w);
    for (size_t i = 0; i < w->problem.n_communities; i++)
        if (total(&out, i) != plain[i]) /* the order changes sources, never shares */
            return false;
    for (size_t k = 0; k < n; k++)
        packs[k] = w->stock[k] / w->problem.pack;
    for (size_t k = n; k-- > 0;) {
        const size_t s = draw[k];
        packs[s] = 0;
        while (!can_serve(w, &out, packs))
            packs[s]++;
        if (out.left[s] != w->stock[s] - packs[s] * w->problem.pack)
            return false;
    }
    return true;
}

static void later_sources_give_no_more_than_they_must(void)
{
    const uint64_t seed = evn_test_seed(20221115);
    for (uint64_t i = 0; i < 20000; i++) {
        struct evn_rng rng = evn_rng_of(seed + i);
        struct world w;
        world_random(&rng, &w);
        if (draws_in_order(&w, &rng))
            continue;
        printf("\n    broken with EVN_SEED=%" PRIu64 "\n", seed + i);
        CU_FAIL("a later source gave more than it had to");
        return;
    }
}

/* Lanes of a world: from one warehouse to the communities of a set, at most `limit` packs. */
enum { LANES = 3 };
static struct {
    size_t from;
    uint64_t to; /* communities */
    int64_t limit;
} lane[LANES];
static size_t n_lanes;

/* The lane by which a community is served from a warehouse: a community is in one at most. */
static int lane_of(size_t i, size_t k)
{
    for (size_t l = 0; l < n_lanes; l++)
        if (lane[l].from == k && (lane[l].to >> i & 1) != 0)
            return (int)l;
    return -1;
}

/* By trying amounts: whatever each lane carries, Hall's condition over warehouses and lanes. With
 * fixed flows per lane the lanes are warehouses that took their stock from those behind them. */
static bool split_serves(const struct world *w, const int64_t *packs, size_t l, int64_t *stock,
                         int64_t *through)
{
    if (l < n_lanes) {
        const size_t k = lane[l].from;
        const int64_t most = lane[l].limit < stock[k] ? lane[l].limit : stock[k];
        for (through[l] = 0; through[l] <= most; through[l]++) {
            stock[k] -= through[l];
            bool ok = split_serves(w, packs, l + 1, stock, through);
            stock[k] += through[l];
            if (ok)
                return true;
        }
        return false;
    }
    const size_t n_w = w->problem.n_warehouses;
    for (size_t set = 0; set < (size_t)1 << (n_w + n_lanes); set++) {
        int64_t holds = 0, asked = 0;
        for (size_t k = 0; k < n_w; k++)
            holds += (set >> k & 1) != 0 ? stock[k] : 0;
        for (size_t x = 0; x < n_lanes; x++)
            holds += (set >> (n_w + x) & 1) != 0 ? through[x] : 0;
        for (size_t i = 0; i < w->problem.n_communities; i++) {
            size_t reach = 0;
            for (size_t k = 0; k < n_w; k++)
                if ((w->c[i].reach >> k & 1) != 0)
                    reach |= (size_t)1 << (lane_of(i, k) < 0 ? k : n_w + (size_t)lane_of(i, k));
            asked += (reach & ~set) == 0 ? packs[i] : 0;
        }
        if (asked > holds)
            return false;
    }
    return true;
}

static bool lanes_serve(const struct world *w, const int64_t *packs)
{
    int64_t stock[WORLD_W_MAX], through[LANES];
    for (size_t k = 0; k < w->problem.n_warehouses; k++)
        stock[k] = w->stock[k] / w->problem.pack;
    return split_serves(w, packs, 0, stock, through);
}

/* A small world: whole packs of stock that can be tried one by one. */
static void small_world(struct evn_rng *rng, struct world *w)
{
    world_random(rng, w);
    const size_t n = 1 + evn_rng_below(rng, 5);
    if (n < w->problem.n_communities)
        w->problem.n_communities = n;
    w->problem.n_warehouses = 1 + evn_rng_below(rng, 2);
    w->problem.pack = 1 + evn_rng_below(rng, 3);
    for (size_t k = 0; k < w->problem.n_warehouses; k++)
        w->stock[k] = evn_rng_below(rng, 16);
    for (size_t i = 0; i < w->problem.n_communities; i++) {
        struct evn_alloc_community *c = &w->c[i];
        c->reach &= (UINT64_C(1) << w->problem.n_warehouses) - 1;
        c->need_milli = evn_rng_below(rng, 3) * 1000;
        c->on_hand %= 4;
        c->in_transit %= 4;
        c->floor[0] %= 5;
        c->floor[1] %= 5;
    }
    n_lanes = 1 + evn_rng_below(rng, LANES);
    for (size_t l = 0; l < n_lanes; l++) {
        lane[l].from = evn_rng_below(rng, (uint32_t)w->problem.n_warehouses);
        lane[l].to = evn_rng_below(rng, 32);
        lane[l].limit = evn_rng_below(rng, 5);
        for (size_t x = 0; x < l; x++)
            if (lane[x].from == lane[l].from)
                lane[l].to &= ~lane[x].to;
    }
}

/* The world with its lanes as warehouses. */
static void with_lanes(const struct world *w, struct world *out, struct evn_alloc_lane *lanes)
{
    world_copy(w, out);
    const size_t n_w = w->problem.n_warehouses;
    for (size_t l = 0; l < n_lanes; l++) {
        out->stock[n_w + l] = lane[l].limit * w->problem.pack;
        lanes[l].from = UINT64_C(1) << lane[l].from;
    }
    for (size_t i = 0; i < w->problem.n_communities; i++)
        for (size_t k = 0; k < n_w; k++)
            if ((w->c[i].reach >> k & 1) != 0 && lane_of(i, k) >= 0)
                out->c[i].reach = (out->c[i].reach & ~(UINT64_C(1) << k)) |
                                  UINT64_C(1) << (n_w + (size_t)lane_of(i, k));
    out->problem.n_warehouses += n_lanes;
    out->problem.n_lanes = n_lanes;
    out->problem.lanes = lanes;
}

/* Lines keep to reach, lane and stock, and add up to the shares. */
static bool lines_hold(const struct world *w, const struct evn_alloc_result *out)
{
    int64_t left[WORLD_W_MAX], through[LANES] = {0}, got[WORLD_N_MAX] = {0};
    memcpy(left, w->stock, sizeof left);
    for (size_t k = 0; k < out->n_lines; k++) {
        const struct evn_alloc_line *line = &out->lines[k];
        const int l = lane_of(line->community, line->warehouse);
        if ((w->c[line->community].reach >> line->warehouse & 1) == 0 || line->packs <= 0)
            return false;
        left[line->warehouse] -= line->packs * w->problem.pack;
        got[line->community] += line->packs;
        if (l >= 0)
            through[l] += line->packs;
    }
    for (size_t k = 0; k < w->problem.n_warehouses; k++)
        if (left[k] < 0 || left[k] != out->left[k])
            return false;
    for (size_t l = 0; l < n_lanes; l++)
        if (through[l] > lane[l].limit)
            return false;
    for (size_t i = 0; i < w->problem.n_communities; i++)
        if (got[i] != total(out, i))
            return false;
    return true;
}

static void lanes_carry_what_the_literal_walk_gives(void)
{
    const uint64_t seed = evn_test_seed(20221116);
    for (uint64_t i = 0; i < 4000; i++) {
        struct evn_rng rng = evn_rng_of(seed + i);
        struct world w, shown;
        struct evn_alloc_lane lanes[LANES];
        int64_t packs[WORLD_N_MAX];
        small_world(&rng, &w);
        with_lanes(&w, &shown, lanes);
        struct evn_alloc_result out = solve(&shown);
        world_walk_by(&w, packs, lanes_serve);
        bool ok = lines_hold(&w, &out);
        for (size_t k = 0; k < w.problem.n_communities; k++)
            ok = ok && total(&out, k) == packs[k];
        if (ok)
            continue;
        printf("\n    broken with EVN_SEED=%" PRIu64 "\n", seed + i);
        CU_FAIL("lanes differ from the literal walk");
        return;
    }
}

static const struct evn_test_case tests[] = {
    EVN_TEST(lanes_carry_what_the_literal_walk_gives),
    EVN_TEST(later_sources_give_no_more_than_they_must),
};

int main(int argc, char **argv)
{
    if (evn_arena_init(&arena, 1 << 20) != EVN_OK)
        return 1;
    int status = evn_test_main(argc, argv, "alloc.draw", tests, sizeof tests / sizeof tests[0]);
    evn_arena_fini(&arena);
    return status;
}
