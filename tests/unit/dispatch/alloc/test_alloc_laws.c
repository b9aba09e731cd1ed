/* Laws of fair shares, on random problems. EVN_FULL=1 makes ten times as many. */
#include "services/dispatch/alloc/alloc.h"
#include "tests/lib/suite.h"
#include "tests/unit/dispatch/alloc/world.h"

#include <stdlib.h>

static struct evn_arena arena, second;

/* Runs `law` on `n` random worlds and stops at the first that breaks it. */
static void hold(const char *name, int n, bool (*law)(struct evn_rng *rng, const struct world *w))
{
    const uint64_t seed = evn_test_seed(20221114);
    n *= getenv("EVN_FULL") != NULL ? 10 : 1;
    for (int i = 0; i < n; i++) {
        struct evn_rng rng = evn_rng_of(seed + (uint64_t)i);
        struct world w;
        world_random(&rng, &w);
        if (!law(&rng, &w)) {
            printf("\n    %s: broken with EVN_SEED=%" PRIu64 "\n", name, seed + (uint64_t)i);
            CU_FAIL("a law is broken");
            return;
        }
    }
}

static struct evn_alloc_result solve_in(struct evn_arena *in, const struct world *w)
{
    struct evn_alloc_result out = {0};
    evn_arena_reset(in);
    evn_err err = evn_alloc_solve(&w->problem, in, &out);
    EVN_ASSERT(err == EVN_OK);
    return out;
}

static struct evn_alloc_result solve(const struct world *w)
{
    return solve_in(&arena, w);
}

static int64_t total(const struct evn_alloc_result *out, size_t i)
{
    return out->shares[i].packs[0] + out->shares[i].packs[1] + out->shares[i].packs[2];
}

static bool same_as_walk(struct evn_rng *rng, const struct world *w)
{
    (void)rng;
    int64_t packs[WORLD_N_MAX];
    struct evn_alloc_result out = solve(w);
    world_walk(w, packs);
    for (size_t i = 0; i < w->problem.n_communities; i++)
        if (packs[i] != total(&out, i))
            return false;
    return true;
}

static void shares_are_those_of_the_literal_walk(void)
{
    hold("walk", 20000, same_as_walk);
}

/* Lines name only reachable warehouses, add up to the shares, and reserves are what is left. */
static bool feasible(struct evn_rng *rng, const struct world *w)
{
    (void)rng;
    struct evn_alloc_result out = solve(w);
    int64_t got[WORLD_N_MAX][EVN_ALLOC_TIERS] = {{0}}, left[WORLD_W_MAX];
    memcpy(left, w->stock, sizeof left);
    for (size_t k = 0; k < out.n_lines; k++) {
        const struct evn_alloc_line *line = &out.lines[k];
        if ((w->c[line->community].reach >> line->warehouse & 1) == 0 || line->packs <= 0)
            return false;
        got[line->community][line->tier] += line->packs;
        left[line->warehouse] -= line->packs * w->problem.pack;
    }
    for (size_t i = 0; i < w->problem.n_communities; i++)
        if (memcmp(got[i], out.shares[i].packs, sizeof got[i]) != 0)
            return false;
    for (size_t k = 0; k < w->problem.n_warehouses; k++)
        if (left[k] != out.left[k] || left[k] < 0)
            return false;
    return true;
}

static void lines_add_up_and_stay_within_stock_and_reach(void)
{
    hold("feasible", 20000, feasible);
}

/* With a pack from `k` left, or taken from whoever got the highest from `k`, nobody who reaches
 * `k` could stand lower and still want: no waste, tier order, exchange, and envy in one. */
static bool exchange(struct evn_rng *rng, const struct world *w)
{
    (void)rng;
    struct evn_alloc_result out = solve(w);
    struct rung top, next;
    for (size_t i = 0; i < w->problem.n_communities; i++) {
        if (!world_rung(w, i, total(&out, i), &next))
            continue;
        for (size_t k = 0; k < w->problem.n_warehouses; k++)
            if ((w->c[i].reach >> k & 1) != 0 && out.left[k] >= w->problem.pack)
                return false;
        for (size_t k = 0; k < out.n_lines; k++) {
            const size_t j = out.lines[k].community;
            if ((w->c[i].reach >> out.lines[k].warehouse & 1) == 0)
                continue;
            if (!world_rung(w, j, total(&out, j) - 1, &top) || rung_cmp(&top, &next) > 0)
                return false;
        }
    }
    return true;
}

static void no_pack_could_go_to_somebody_lower(void)
{
    hold("exchange", 20000, exchange);
}

static bool nobody_lower(const struct evn_alloc_result *before, size_t i,
                         const struct evn_alloc_result *after, size_t k)
{
    return total(after, k) >= total(before, i);
}

static bool more_supply(struct evn_rng *rng, const struct world *w)
{
    struct world more;
    world_copy(w, &more);
    more.stock[evn_rng_below(rng, (uint32_t)w->problem.n_warehouses)] += evn_rng_below(rng, 300);
    struct evn_alloc_result before = solve(w), after = solve_in(&second, &more);
    for (size_t i = 0; i < w->problem.n_communities; i++)
        if (!nobody_lower(&before, i, &after, i))
            return false;
    return true;
}

static void more_stock_lowers_nobody(void)
{
    hold("more stock", 20000, more_supply);
}

static bool one_leaves(struct evn_rng *rng, const struct world *w)
{
    struct world fewer;
    world_copy(w, &fewer);
    const size_t n = --fewer.problem.n_communities, gone = evn_rng_below(rng, (uint32_t)n + 1);
    memmove(&fewer.c[gone], &fewer.c[gone + 1], (n - gone) * sizeof fewer.c[0]);
    struct evn_alloc_result before = solve(w), after = solve_in(&second, &fewer);
    for (size_t i = 0; i < n; i++)
        if (!nobody_lower(&before, i + (i >= gone), &after, i))
            return false;
    return true;
}

static void a_community_that_leaves_lowers_nobody(void)
{
    hold("one leaves", 20000, one_leaves);
}

static bool scaled(struct evn_rng *rng, const struct world *w)
{
    struct world big;
    const int64_t k = 2 + evn_rng_below(rng, 1000);
    world_copy(w, &big);
    big.problem.pack *= k;
    for (size_t i = 0; i < w->problem.n_warehouses; i++)
        big.stock[i] *= k;
    for (size_t i = 0; i < w->problem.n_communities; i++) {
        struct evn_alloc_community *c = &big.c[i];
        c->need_milli *= k, c->on_hand *= k, c->in_transit *= k;
        c->floor[0] *= k, c->floor[1] *= k;
    }
    struct evn_alloc_result before = solve(w), after = solve_in(&second, &big);
    for (size_t i = 0; i < w->problem.n_communities; i++)
        if (memcmp(before.shares[i].packs, after.shares[i].packs, sizeof after.shares[i].packs) !=
            0)
            return false;
    return before.n_lines == after.n_lines &&
           memcmp(before.lines, after.lines, before.n_lines * sizeof *before.lines) == 0;
}

static void the_unit_of_measure_does_not_matter(void)
{
    hold("scale", 4000, scaled);
}

static int by_height(const void *a, const void *b)
{
    return rung_cmp(a, b);
}

/* All rungs given, sorted by tier and height. */
static size_t rungs_given(const struct world *w, const struct evn_alloc_result *out,
                          struct rung *rungs, size_t cap)
{
    size_t n = 0;
    for (size_t i = 0; i < w->problem.n_communities; i++)
        for (int64_t k = 0; k < total(out, i) && n < cap; k++)
            n += world_rung(w, i, k, &rungs[n]);
    qsort(rungs, n, sizeof *rungs, by_height);
    return n;
}

/* Communities get each other's ids: who wins the last ties may change, the heights may not. */
static bool other_ids(struct evn_rng *rng, const struct world *w)
{
    static struct rung a[20000], b[20000];
    struct world other;
    world_copy(w, &other);
    const size_t n = w->problem.n_communities;
    for (size_t i = n; i > 1; i--) {
        const size_t k = evn_rng_below(rng, (uint32_t)i);
        const struct evn_alloc_community c = other.c[i - 1];
        other.c[i - 1] = other.c[k];
        other.c[k] = c;
    }
    for (size_t i = 0; i < n; i++)
        other.c[i].id = w->c[i].id * 3;
    struct evn_alloc_result before = solve(w), after = solve_in(&second, &other);
    const size_t n_a = rungs_given(w, &before, a, 20000);
    if (n_a != rungs_given(&other, &after, b, 20000))
        return false;
    for (size_t i = 0; i < n_a; i++)
        if (rung_cmp(&a[i], &b[i]) != 0)
            return false;
    return true;
}

static void order_and_ids_do_not_change_the_heights(void)
{
    hold("ids", 10000, other_ids);
}

/* One community asks as two halves. Nobody is owed anything from before. */
static bool halves(struct evn_rng *rng, const struct world *w)
{
    struct world whole, two;
    world_copy(w, &whole);
    const size_t n = w->problem.n_communities, i = evn_rng_below(rng, (uint32_t)n);
    for (size_t k = 0; k < n; k++)
        whole.c[k].carried_micro = 0;
    struct evn_alloc_community *c = &whole.c[i];
    c->need_milli *= 2, c->on_hand *= 2, c->in_transit *= 2, c->floor[0] *= 2, c->floor[1] *= 2;
    world_copy(&whole, &two);
    struct evn_alloc_community *half = &two.c[i];
    half->need_milli /= 2, half->on_hand /= 2, half->in_transit /= 2;
    half->floor[0] /= 2, half->floor[1] /= 2;
    two.c[n] = *half;
    two.c[n].id = two.c[n - 1].id + 1;
    two.problem.n_communities++;
    struct evn_alloc_result before = solve(&whole), after = solve_in(&second, &two);
    return total(&after, i) + total(&after, n) <= total(&before, i) + 1;
}

static void asking_as_two_gains_at_most_one_pack(void)
{
    hold("halves", 10000, halves);
}

/* The day after: use what is there, keep what is owed. */
static void next_day(struct world *w, const struct evn_alloc_result *out, int round, int64_t *sum)
{
    for (size_t i = 0; i < w->problem.n_communities; i++) {
        struct evn_alloc_community *c = &w->c[i];
        const int64_t packs = total(out, i);
        const int64_t has = c->on_hand + c->in_transit + packs * w->problem.pack;
        const int64_t rest = has - c->need_milli / 1000;
        c->on_hand = rest > 0 ? rest : 0;
        c->in_transit = 0;
        c->carried_micro = out->shares[i].carried_micro;
        c->served_round = packs > 0 ? round : c->served_round;
        sum[i] += packs;
    }
}

static bool twins(struct evn_rng *rng, const struct world *start)
{
    struct world w;
    int64_t sum[WORLD_N_MAX] = {0};
    world_copy(start, &w);
    const size_t n = w.problem.n_communities, n_twins = 1 + evn_rng_below(rng, 4);
    for (size_t i = 0; i < n_twins; i++) {
        w.c[n + i] = w.c[0];
        w.c[n + i].id = w.c[n + i - 1].id + 1;
    }
    w.problem.n_communities += n_twins;
    for (int round = 3; round < 15; round++) {
        for (size_t k = 0; k < w.problem.n_warehouses; k++)
            w.stock[k] = evn_rng_below(rng, 2) == 0 ? 0 : evn_rng_below(rng, (uint32_t)n * 15);
        struct evn_alloc_result out = solve(&w);
        next_day(&w, &out, round, sum);
        for (size_t i = 0; i < n_twins; i++)
            for (size_t k = 0; k < n_twins; k++)
                if (sum[n + i] - sum[0] > 1 || sum[0] - sum[n + i] > 1 ||
                    sum[n + i] - sum[n + k] > 1)
                    return false;
    }
    return true;
}

static void over_rounds_equals_stay_within_one_pack(void)
{
    hold("twins", 3000, twins);
}

/* The same problem twice, from an arena with other content: the same bytes. */
static bool deterministic(struct evn_rng *rng, const struct world *w)
{
    (void)rng;
    memset(second.at, 0xa5, second.cap);
    struct evn_alloc_result a = solve(w), b = solve_in(&second, w);
    return a.n_lines == b.n_lines && a.n_regions == b.n_regions &&
           memcmp(a.lines, b.lines, a.n_lines * sizeof *a.lines) == 0 &&
           memcmp(a.regions, b.regions, a.n_regions * sizeof *a.regions) == 0 &&
           memcmp(a.shares, b.shares, w->problem.n_communities * sizeof *a.shares) == 0;
}

static void the_same_problem_has_the_same_bytes(void)
{
    hold("deterministic", 300, deterministic);
}

/* evn_alloc_arena_bytes is enough, and a smaller arena is an error, not a crash. */
static bool bounded(struct evn_rng *rng, const struct world *w)
{
    struct evn_arena exact;
    struct evn_alloc_result out;
    const size_t bytes = evn_alloc_arena_bytes(w->problem.n_communities, w->problem.n_warehouses);
    if (evn_arena_init(&exact, bytes) != EVN_OK)
        return false;
    bool ok = evn_alloc_solve(&w->problem, &exact, &out) == EVN_OK;
    const size_t peak = exact.peak;
    evn_arena_reset(&exact);
    exact.cap = evn_rng_below(rng, (uint32_t)peak);
    ok = ok && evn_alloc_solve(&w->problem, &exact, &out) == EVN_E_LIMIT;
    evn_arena_fini(&exact);
    return ok;
}

static void memory_is_bounded_and_too_little_is_refused(void)
{
    hold("memory", 2000, bounded);
}

int main(int argc, char **argv)
{
    static const struct evn_test_case tests[] = {
        EVN_TEST(shares_are_those_of_the_literal_walk),
        EVN_TEST(lines_add_up_and_stay_within_stock_and_reach),
        EVN_TEST(no_pack_could_go_to_somebody_lower),
        EVN_TEST(more_stock_lowers_nobody),
        EVN_TEST(a_community_that_leaves_lowers_nobody),
        EVN_TEST(the_unit_of_measure_does_not_matter),
        EVN_TEST(order_and_ids_do_not_change_the_heights),
        EVN_TEST(asking_as_two_gains_at_most_one_pack),
        EVN_TEST(over_rounds_equals_stay_within_one_pack),
        EVN_TEST(the_same_problem_has_the_same_bytes),
        EVN_TEST(memory_is_bounded_and_too_little_is_refused),
    };
    const size_t bytes = evn_alloc_arena_bytes(WORLD_N_MAX, WORLD_W_MAX);
    if (evn_arena_init(&arena, bytes) != EVN_OK || evn_arena_init(&second, bytes) != EVN_OK)
        return 1;
    int status =
        evn_test_main(argc, argv, "dispatch.alloc.laws", tests, sizeof tests / sizeof tests[0]);
    evn_arena_fini(&arena);
    evn_arena_fini(&second);
    return status;
}
