/* Substitutes and kits on small random worlds, against the rule taken literally (world.h) and
 * against counting by ones. */
#include "services/dispatch/alloc/kit.h"
#include "services/dispatch/alloc/standin.h"
#include "tests/lib/suite.h"
#include "tests/unit/dispatch/alloc/world.h"

enum { CASES = 4000 };

static struct evn_arena arena;

static struct evn_alloc_result solve(const struct evn_alloc_problem *p)
{
    struct evn_alloc_result out = {0};
    EVN_MUST(evn_alloc_solve(p, &arena, &out) == EVN_OK);
    return out;
}

static int64_t total(const struct evn_alloc_result *out, size_t i)
{
    return out->shares[i].packs[0] + out->shares[i].packs[1] + out->shares[i].packs[2];
}

/* The most y with y x per <= x x give, or the least with y x per >= x x give, by counting. */
static int64_t counted(int64_t x, int64_t give, int64_t per, bool up)
{
    int64_t y = 0;
    while ((y + 1) * per <= x * give)
        y++;
    return up && y * per < x * give ? y + 1 : y;
}

/* The substitute's world as those see it who are short of `a`: what the rule says, written anew. */
static void stand_in_world(const struct world *a, const int64_t *got, const struct world *b,
                           const int64_t *left, int64_t give, int64_t per, struct world *out)
{
    world_copy(b, out);
    for (size_t k = 0; k < b->problem.n_warehouses; k++)
        out->stock[k] = left[k];
    for (size_t i = 0; i < b->problem.n_communities; i++) {
        const bool in = i < a->problem.n_communities;
        struct rung rung;
        out->c[i] = (struct evn_alloc_community){.id = b->c[i].id, .reach = b->c[i].reach};
        if (!in || !world_rung(a, i, got[i], &rung))
            continue;
        const struct evn_alloc_community *c = &a->c[i];
        out->c[i].on_hand =
            counted(c->on_hand + c->in_transit + got[i] * a->problem.pack, give, per, false);
        out->c[i].need_milli = counted(c->need_milli, give, per, true);
        out->c[i].floor[0] = counted(c->floor[0], give, per, true);
        out->c[i].floor[1] = counted(c->floor[1], give, per, true);
        out->c[i].target_days = c->target_days;
        out->c[i].rank = c->rank;
        out->c[i].served_round = c->served_round;
    }
}

static bool stands_in(struct evn_rng *rng)
{
    struct world a, b, want;
    int64_t got[WORLD_N_MAX] = {0}, walked[WORLD_N_MAX] = {0}, left[WORLD_W_MAX];
    int64_t stood[WORLD_N_MAX] = {0};
    int32_t same[WORLD_N_MAX];
    struct evn_alloc_community room[WORLD_N_MAX];
    struct evn_alloc_problem p;
    size_t at;
    world_random(rng, &a);
    world_random(rng, &b);
    const size_t n_both = a.problem.n_communities < b.problem.n_communities
                              ? a.problem.n_communities
                              : b.problem.n_communities;
    evn_arena_reset(&arena);
    const struct evn_alloc_result of_a = solve(&a.problem), of_b = solve(&b.problem);
    evn_standin_left(&b.problem, &of_b, left);
    for (size_t i = 0; i < b.problem.n_communities; i++)
        same[i] = i < n_both ? (int32_t)i : EVN_ALLOC_NONE;
    struct evn_standin ask = {&a.problem,
                              &of_a,
                              stood,
                              &b.problem,
                              left,
                              same,
                              1 + evn_rng_below(rng, 4),
                              1 + evn_rng_below(rng, 4)};
    EVN_MUST(evn_standin_make(&ask, room, &p, &at) == EVN_OK);
    const struct evn_alloc_result out = solve(&p);
    world_walk(&a, got);
    stand_in_world(&a, got, &b, left, ask.give, ask.per, &want);
    world_walk(&want, walked);
    int64_t used = 0, had = 0, rest = 0;
    for (size_t i = 0; i < b.problem.n_communities; i++) {
        if (total(&out, i) != walked[i])
            return false;
        used += walked[i] * b.problem.pack;
        if (walked[i] == 0)
            continue;
        /* Only who is short of the item itself, and never a whole pack too many. */
        if (same[i] == EVN_ALLOC_NONE || evn_standin_missing(&ask, i) == 0)
            return false;
        for (size_t k = 0; k < a.problem.n_warehouses; k++)
            if ((a.c[i].reach >> k & 1) != 0 && of_a.left[k] >= a.problem.pack)
                return false; /* the item was not used up for it */
    }
    for (size_t k = 0; k < b.problem.n_warehouses; k++) {
        had += left[k];
        rest += out.left[k];
    }
    for (size_t i = 0; i < b.problem.n_communities; i++)
        used += total(&of_b, i) * b.problem.pack;
    for (size_t k = 0; k < b.problem.n_warehouses; k++)
        had += b.stock[k] - left[k];
    return used + rest == had; /* own shares stand, and all else is given or left */
}

static void repeat(bool (*holds)(struct evn_rng *rng), const char *what)
{
    const uint64_t seed = evn_test_seed(20221116);
    for (uint64_t i = 0; i < CASES; i++) {
        struct evn_rng rng = evn_rng_of(seed + i);
        if (holds(&rng))
            continue;
        printf("\n    %s with EVN_SEED=%" PRIu64 "\n", what, seed + i);
        CU_FAIL("a rule of substitutes or kits is broken");
        return;
    }
}

static void a_substitute_goes_where_the_rule_says(void)
{
    repeat(stands_in, "a substitute was given otherwise");
}

/* A kit of two components in one place, and the first component needed alone. */
static bool kits_hold(struct evn_rng *rng)
{
    struct world alone;
    int64_t spare[WORLD_W_MAX], stock[WORLD_W_MAX], other = evn_rng_below(rng, 200);
    const int64_t other_had = other;
    int64_t other_spare = other;
    world_random(rng, &alone);
    const size_t n_w = alone.problem.n_warehouses;
    evn_arena_reset(&arena);
    const struct evn_alloc_result before = solve(&alone.problem);
    evn_kit_spare(&alone.problem, &before, spare);
    for (size_t k = 0; k < n_w; k++)
        stock[k] = alone.stock[k];
    const struct evn_kit_part parts[2] = {
        {1 + evn_rng_below(rng, 5), alone.stock, spare, NULL, n_w, 1 + evn_rng_below(rng, 31)},
        {1 + evn_rng_below(rng, 5), &other, &other_spare, NULL, 1, 1}};
    struct evn_kit_part first = parts[0];
    first.usable &= (UINT64_C(1) << n_w) - 1;
    const struct evn_kit_part both[2] = {first, parts[1]};
    int64_t usable = 0, most = 0, taken = 0;
    for (size_t k = 0; k < n_w; k++)
        usable += (first.usable >> k & 1) != 0 ? spare[k] : 0;
    while ((most + 1) * first.units <= usable && (most + 1) * both[1].units <= other_had)
        most++;
    if (evn_kit_allows(both, 2) != most)
        return false;
    const int64_t made = (int64_t)evn_rng_below(rng, (uint32_t)most + 1);
    evn_kit_take(both, 2, made);
    for (size_t k = 0; k < n_w; k++) {
        if ((first.usable >> k & 1) == 0 && alone.stock[k] != stock[k])
            return false;
        taken += stock[k] - alone.stock[k];
    }
    if (taken != made * first.units || other != other_had - made * both[1].units)
        return false;
    const struct evn_alloc_result after = solve(&alone.problem);
    for (size_t i = 0; i < alone.problem.n_communities; i++)
        for (int tier = 0; tier < 2; tier++)
            if (after.shares[i].packs[tier] != before.shares[i].packs[tier])
                return false;
    return true;
}

static void kits_are_what_components_allow_and_take_no_floor(void)
{
    repeat(kits_hold, "a kit took a floor, or was miscounted");
}

int main(int argc, char **argv)
{
    static const struct evn_test_case tests[] = {
        EVN_TEST(a_substitute_goes_where_the_rule_says),
        EVN_TEST(kits_are_what_components_allow_and_take_no_floor),
    };
    if (evn_arena_init(&arena, 8 << 20) != EVN_OK)
        return 1;
    const int status =
        evn_test_main(argc, argv, "dispatch.standin", tests, sizeof tests / sizeof tests[0]);
    evn_arena_fini(&arena);
    return status;
}
