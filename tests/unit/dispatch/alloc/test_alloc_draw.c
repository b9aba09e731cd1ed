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
    uint16_t draw[WORLD_W_MAX];
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

static const struct evn_test_case tests[] = {
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
