/* Iterated max-min by linear programming as an oracle: the levels of the divisible problem.
 *
 * With packs of one unit and thousands of units, shares in whole packs differ from divisible
 * ones by the rounding alone: at most one pack per community of the problem. */
#include "services/dispatch/alloc/alloc.h"
#include "tests/lib/suite.h"
#include "tests/unit/dispatch/alloc/world.h"

#include <glpk.h>
#include <math.h>
#include <stdlib.h>

enum { N = 6, W = 3 };

/* One tier as a linear program over what each community is given in all. */
struct tier {
    const struct world *world;
    double base[N], weight[N]; /* height = (base + given) / weight */
    double lower[N], upper[N]; /* of what is given */
    bool active[N];            /* its height still counts */
};

/* Maximise the lowest height of the active (goal < 0), or what community `goal` is given while
 * all active stand at `level` or higher. */
static double maximise(const struct tier *t, int goal, double level, double *given)
{
    const int n = (int)t->world->problem.n_communities;
    const int n_w = (int)t->world->problem.n_warehouses;
    glp_prob *lp = glp_create_prob();
    glp_set_obj_dir(lp, GLP_MAX);
    const int lowest = 1, first = 2; /* columns: the level, then community x warehouse */
    glp_add_cols(lp, 1 + n * n_w);
    glp_set_col_bnds(lp, lowest, GLP_FR, 0, 0);
    glp_set_obj_coef(lp, lowest, goal < 0 ? 1 : 0);
    for (int i = 0; i < n; i++)
        for (int w = 0; w < n_w; w++) {
            const bool may = (t->world->c[i].reach >> w & 1) != 0;
            glp_set_col_bnds(lp, first + i * n_w + w, may ? GLP_LO : GLP_FX, 0, 0);
            glp_set_obj_coef(lp, first + i * n_w + w, goal == i ? 1 : 0);
        }
    int index[2 + N * W];
    double value[2 + N * W];
    for (int w = 0; w < n_w; w++) { /* stock */
        const int row = glp_add_rows(lp, 1);
        for (int i = 0; i < n; i++)
            index[1 + i] = first + i * n_w + w, value[1 + i] = 1;
        glp_set_mat_row(lp, row, n, index, value);
        glp_set_row_bnds(lp, row, GLP_UP, 0, (double)t->world->stock[w]);
    }
    for (int i = 0; i < n; i++) { /* bounds of what is given, and heights */
        const int row = glp_add_rows(lp, 2);
        const bool fixed = t->upper[i] - t->lower[i] < 1e-7;
        for (int w = 0; w < n_w; w++)
            index[1 + w] = first + i * n_w + w, value[1 + w] = 1;
        glp_set_mat_row(lp, row, n_w, index, value);
        glp_set_row_bnds(lp, row, fixed ? GLP_FX : GLP_DB, t->lower[i], t->upper[i]);
        index[1 + n_w] = lowest, value[1 + n_w] = goal < 0 ? -t->weight[i] : 0;
        glp_set_mat_row(lp, row + 1, n_w + (goal < 0), index, value);
        glp_set_row_bnds(lp, row + 1, t->active[i] ? GLP_LO : GLP_FR,
                         (goal < 0 ? 0 : level * t->weight[i] - 1e-7) - t->base[i], 0);
    }
    glp_smcp options;
    glp_init_smcp(&options);
    options.msg_lev = GLP_MSG_OFF;
    EVN_ASSERT(glp_simplex(lp, &options) == 0 && glp_get_status(lp) == GLP_OPT);
    for (int i = 0; i < n && given != NULL; i++) {
        given[i] = 0;
        for (int w = 0; w < n_w; w++)
            given[i] += glp_get_col_prim(lp, first + i * n_w + w);
    }
    const double best = glp_get_obj_val(lp);
    glp_delete_prob(lp);
    return best;
}

/* Raise the level, fix who cannot rise above it, repeat; `lower` is then the solution. */
static void leximin(struct tier *t)
{
    const int n = (int)t->world->problem.n_communities;
    for (int left = n + 1; left > 0; left--) {
        int n_active = 0;
        for (int i = 0; i < n; i++) {
            t->active[i] = t->upper[i] - t->lower[i] > 1e-6;
            n_active += t->active[i];
        }
        if (n_active == 0)
            return;
        const double level = maximise(t, -1, 0, NULL);
        for (int i = 0; i < n; i++) {
            const double at_level = level * t->weight[i] - t->base[i];
            if (!t->active[i] || at_level < t->lower[i] - 1e-6)
                continue;
            const double most = maximise(t, i, level, NULL);
            if (most <= at_level + 1e-3)
                t->lower[i] = t->upper[i] = at_level < t->upper[i] ? at_level : t->upper[i];
        }
        for (int i = 0; i < n; i++) /* the others keep at least the level */
            if (t->active[i] && level * t->weight[i] - t->base[i] > t->lower[i])
                t->lower[i] = fmin(level * t->weight[i] - t->base[i], t->upper[i]);
        for (int i = 0; i < n; i++)
            t->lower[i] -= t->lower[i] > 0 && t->upper[i] > t->lower[i] ? 1e-9 : 0;
    }
    CU_FAIL("the levels do not end");
}

static void lp_shares(const struct world *w, double *given)
{
    struct tier t = {.world = w};
    const size_t n = w->problem.n_communities;
    for (size_t i = 0; i < n; i++)
        given[i] = 0;
    for (int tier = 0; tier < EVN_ALLOC_TIERS; tier++) {
        for (size_t i = 0; i < n; i++) {
            const struct evn_alloc_community *c = &w->c[i];
            const double has = (double)(c->on_hand + c->in_transit);
            const double start = tier == 1 ? (double)c->floor[0] : 0;
            t.base[i] = has - start;
            t.weight[i] = tier < 2 ? (double)c->floor[tier] : (double)c->need_milli / 1000;
            const double end = tier < 2 ? t.weight[i] : t.weight[i] * c->target_days;
            t.lower[i] = given[i];
            t.upper[i] = fmax(given[i], end - t.base[i]);
            if (has + given[i] < start - 0.01) /* short in tier 1 */
                t.upper[i] = given[i];
        }
        leximin(&t);
        for (size_t i = 0; i < n; i++)
            given[i] = t.lower[i];
    }
}

static void random_lp_world(struct evn_rng *rng, struct world *w)
{
    *w = (struct world){.problem = {.pack = 1, .n_warehouses = 1 + evn_rng_below(rng, W)}};
    w->problem.n_communities = 2 + evn_rng_below(rng, N - 1);
    w->problem.stock = w->stock;
    w->problem.communities = w->c;
    for (size_t k = 0; k < w->problem.n_warehouses; k++)
        w->stock[k] = evn_rng_below(rng, 20000);
    for (size_t i = 0; i < w->problem.n_communities; i++) {
        struct evn_alloc_community *c = &w->c[i];
        c->id = i;
        c->reach = evn_rng_below(rng, 1u << w->problem.n_warehouses);
        c->need_milli = 1000 * (int64_t)(1 + evn_rng_below(rng, 1000));
        c->on_hand = evn_rng_below(rng, 2) * (int64_t)evn_rng_below(rng, 3000);
        c->target_days = 1 + (int32_t)evn_rng_below(rng, 14);
        c->floor[0] = evn_rng_below(rng, 2) * (int64_t)evn_rng_below(rng, 4000);
        c->floor[1] = evn_rng_below(rng, 2) * (int64_t)evn_rng_below(rng, 4000);
    }
}

static void shares_follow_the_iterated_max_min_of_glpk(void)
{
    const uint64_t seed = evn_test_seed(5);
    const int n_runs = getenv("EVN_FULL") != NULL ? 3000 : 300;
    struct evn_arena arena;
    if (evn_arena_init(&arena, evn_alloc_arena_bytes(N, W)) != EVN_OK)
        return;
    int64_t given = 0;
    double worst = 0;
    for (int run = 0; run < n_runs; run++) {
        struct evn_rng rng = evn_rng_of(seed + (uint64_t)run);
        struct evn_alloc_result out;
        struct world w;
        double lp[N];
        random_lp_world(&rng, &w);
        lp_shares(&w, lp);
        evn_arena_reset(&arena);
        EVN_CHECK_OK(evn_alloc_solve(&w.problem, &arena, &out));
        for (size_t i = 0; i < w.problem.n_communities; i++) {
            const int64_t *packs = out.shares[i].packs;
            const int64_t got = packs[0] + packs[1] + packs[2];
            const double miss = fabs((double)got - lp[i]);
            worst = fmax(worst, miss);
            given += got;
            if (miss > (double)w.problem.n_communities) {
                printf("\n    EVN_SEED=%" PRIu64 " community %zu: %" PRId64 " against %.3f\n",
                       seed + (uint64_t)run, i, got, lp[i]);
                CU_FAIL("shares differ from the linear program");
            }
        }
    }
    printf("[%" PRId64 " units given, worst difference %.3f units] ", given, worst);
    EVN_CHECK(given > 0);
    evn_arena_fini(&arena);
}

int main(int argc, char **argv)
{
    static const struct evn_test_case tests[] = {
        EVN_TEST(shares_follow_the_iterated_max_min_of_glpk),
    };
    int status = evn_test_main(argc, argv, "dispatch.alloc.lp", tests, 1);
    glp_free_env();
    return status;
}
