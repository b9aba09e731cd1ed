#include "services/dispatch/core/instead.h"

#include "services/dispatch/alloc/standin.h"

#include <stdlib.h>

/* A round with so many shares makes none of substitutes: its events must fit into one group. */
enum { SHARES_MAX = 1200 };

/* One substitute being shared. */
struct giving {
    struct evn_dsp_round_work *work;
    const struct evn_dsp_shared *shared;
    const struct evn_dsp_substitute *ratio;
    const struct evn_dsp_item *by;
    int64_t *stood; /* of each community: base units of the item that stand-ins are worth so far */
    struct evn_dsp_stand_in *list;
    size_t n_list;
};

static const struct evn_dsp_line *line_at(const struct giving *g, size_t i)
{
    return evn_dsp_view(g->work->d, EVN_DSP_LINE, g->shared->demand[i].line);
}

/* Base units of the item that are open for the community. */
static int64_t open_of(const struct giving *g, size_t community)
{
    int64_t open = 0;
    for (size_t k = g->shared->first[community]; k < g->shared->first[community + 1]; k++)
        open += line_at(g, k)->open;
    return open;
}

/* Who asks for the substitute comes first: whole packs for all that is open of it stay. */
static void keep_asked(const struct evn_dsp_round_work *work, const struct evn_dsp_item *by,
                       int64_t *left)
{
    int64_t keep = 0;
    for (uint32_t i = 0; i < evn_dsp_count(work->d, EVN_DSP_LINE); i++) {
        const struct evn_dsp_line *line = evn_dsp_view(work->d, EVN_DSP_LINE, i);
        if (line->open > 0 && strcmp(line->item, by->item) == 0 &&
            evn_dsp_round_hindrance(work->d, line) == EVN_DSP_WHY_NONE)
            keep += (line->open + by->pack - 1) / by->pack * by->pack;
    }
    for (size_t w = 0; w < work->n_warehouses; w++) {
        int64_t part = keep < left[w] ? keep : left[w];
        left[w] -= part;
        keep -= part;
    }
}

/* What `units` of the substitute are worth in base units of the item, at most `open`. */
static int64_t worth_of(const struct giving *g, int64_t units, int64_t open)
{
    int64_t worth = units > EVN_DSP_UNITS_MAX ? 0 : units * g->ratio->instead / g->ratio->quantity;
    return worth < open ? worth : open;
}

/* Whole packs of the substitute that are worth `open` or a little more. */
static int64_t packs_for(const struct giving *g, int64_t open)
{
    int64_t per = g->ratio->instead * g->by->pack, units = open * g->ratio->quantity;
    return (units + per - 1) / per;
}

/* Pour packs of one warehouse into the lines of the community, by tier and age. */
static void pour(struct giving *g, struct evn_dsp_stand_in *to, const char *warehouse,
                 int64_t packs)
{
    const size_t end = g->shared->first[to->community + 1];
    for (size_t k = g->shared->first[to->community]; k < end && packs > 0 && !g->work->d->full;
         k++) {
        const int64_t open = line_at(g, k)->open, need = packs_for(g, open);
        struct evn_dsp_substitute by = *g->ratio;
        by.quantity = (packs < need ? packs : need) * g->by->pack;
        by.instead = worth_of(g, by.quantity, open);
        if (by.instead == 0)
            continue;
        evn_dsp_share_stand_in(g->work->d, g->work->round, g->shared->demand[k].line, warehouse,
                               &by);
        packs -= by.quantity / g->by->pack;
        to->units += by.quantity;
        to->worth += by.instead;
    }
}

static void hand_out(struct giving *g, struct evn_alloc_result *result)
{
    struct evn_alloc_line *line = result->lines;
    if (result->n_lines > 0)
        qsort(line, result->n_lines, sizeof *line, evn_dsp_alloc_order);
    for (size_t k = 0, i; k < result->n_lines; k = i) {
        struct evn_dsp_stand_in *to = &g->list[g->n_list];
        *to = (struct evn_dsp_stand_in){.community = line[k].community, .item = g->by->item};
        for (i = k; i < result->n_lines && line[i].community == line[k].community; i++)
            pour(g, to, g->work->warehouse[line[i].warehouse], line[i].packs);
        to->missing = open_of(g, to->community);
        g->stood[to->community] += to->worth;
        g->n_list += to->units > 0;
    }
}

/* Share what is left of one substitute. A need too large to be counted in it passes it over. */
static evn_err give(struct giving *g, const int64_t *left)
{
    struct evn_arena *arena = g->work->d->arena;
    const size_t n = g->shared->n, mark = g->work->alloc.used;
    struct evn_alloc_community *own = evn_arena_array(arena, n, sizeof *own);
    struct evn_alloc_community *asks = evn_arena_array(arena, n, sizeof *asks);
    int32_t *same = evn_arena_array(arena, n, sizeof *same);
    if (own == NULL || asks == NULL || same == NULL)
        return EVN_E_LIMIT;
    for (size_t i = 0; i < n; i++) {
        const struct evn_alloc_community *c = &g->shared->problem->communities[i];
        own[i] = (struct evn_alloc_community){.id = c->id, .reach = c->reach};
        same[i] = open_of(g, i) > 0 ? (int32_t)i : EVN_ALLOC_NONE;
    }
    const struct evn_alloc_problem by = {.pack = g->by->pack,
                                         .stock = left,
                                         .n_warehouses = g->work->n_warehouses,
                                         .communities = own,
                                         .n_communities = n};
    const struct evn_standin ask = {.item = g->shared->problem,
                                    .got = g->shared->result,
                                    .stood = g->stood,
                                    .by = &by,
                                    .left = left,
                                    .same = same,
                                    .give = g->ratio->quantity,
                                    .per = g->ratio->instead};
    struct evn_alloc_problem problem;
    struct evn_alloc_result result;
    size_t at;
    if (evn_standin_make(&ask, asks, &problem, &at) != EVN_OK)
        return EVN_OK;
    evn_err err = evn_alloc_solve(&problem, &g->work->alloc, &result);
    if (err == EVN_OK)
        hand_out(g, &result);
    g->work->alloc.used = mark;
    return err;
}

/* Whether somebody is short, and some warehouse has a pack of the substitute to spare. */
static bool is_of_use(const struct giving *g, int64_t *left)
{
    int64_t open = 0, packs = 0;
    for (size_t i = 0; i < g->shared->n; i++)
        open += open_of(g, i);
    if (open == 0 || g->work->round->shares >= SHARES_MAX)
        return false;
    evn_dsp_round_stock(g->work, g->by->item, left);
    keep_asked(g->work, g->by, left);
    for (size_t w = 0; w < g->work->n_warehouses; w++)
        packs += left[w] / g->by->pack;
    return packs > 0;
}

evn_err evn_dsp_instead(struct evn_dsp_round_work *work, const struct evn_dsp_shared *shared,
                        struct evn_dsp_stand_in **out, size_t *n_out)
{
    struct evn_dsp_decision *d = work->d;
    const size_t n_by = shared->item->n_substitutes;
    int64_t left[EVN_DSP_DEPOTS_MAX];
    struct giving g = {.work = work, .shared = shared};
    evn_err err = EVN_OK;
    *n_out = 0;
    if (n_by == 0)
        return EVN_OK;
    g.stood = evn_arena_array(d->arena, shared->n, sizeof *g.stood);
    *out = g.list = evn_arena_array(d->arena, shared->n * n_by + 1, sizeof *g.list);
    if (g.stood == NULL || g.list == NULL)
        return EVN_E_LIMIT;
    for (size_t i = 0; i < n_by && err == EVN_OK && !d->full; i++) {
        g.ratio = &shared->item->substitutes[i];
        g.by = evn_dsp_find(d->state, EVN_DSP_ITEM, g.ratio->item);
        if (g.by != NULL && !g.by->bed && is_of_use(&g, left))
            err = give(&g, left);
    }
    *n_out = g.n_list;
    return err;
}
