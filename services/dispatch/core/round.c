#include "services/dispatch/core/round.h"

#include "services/dispatch/alloc/alloc.h"
#include "services/dispatch/core/ledger.h"
#include "services/dispatch/core/live.h"

#include <stdlib.h>

/* Lines of one round: their events must fit into one group (proto/spec/7-service.md). */
enum { DEMAND_MAX = 600 };

bool evn_dsp_round_waits(const struct evn_dsp_decision *d)
{
    char key[EVN_DSP_KEY_MAX];
    /* Rounds are made one behind the other: those that wait are the last ones. */
    for (uint32_t i = d->state->last_round; i > 0 && i + 8 > d->state->last_round; i--) {
        evn_dsp_key_round(i, key);
        const struct evn_dsp_round *round = evn_dsp_find(d->state, EVN_DSP_ROUND, key);
        if (round != NULL && round->state == EVN_DSP_ROUND_RESERVING)
            return true;
    }
    return false;
}

static bool wished(const struct evn_dsp_round_wish *wish, const char *item)
{
    if (strcmp(item, wish->after) <= 0)
        return false;
    for (size_t i = 0; i < wish->n_items; i++)
        if (strcmp(wish->items[i], item) == 0)
            return true;
    return wish->n_items == 0;
}

int32_t evn_dsp_round_hindrance(const struct evn_dsp_decision *d, const struct evn_dsp_line *line)
{
    const struct evn_dsp_community *community =
        evn_dsp_find(d->state, EVN_DSP_COMMUNITY, line->community);
    if (evn_dsp_find(d->state, EVN_DSP_ITEM, line->item) == NULL)
        return EVN_DSP_WHY_UNKNOWN_ITEM;
    return community == NULL || community->n_points == 0 ? EVN_DSP_WHY_NO_POINT : EVN_DSP_WHY_NONE;
}

static int compare_demand(const void *a, const void *b)
{
    const struct evn_dsp_demand *x = a, *y = b;
    int order = strcmp(x->item, y->item);
    if (order == 0)
        order = strcmp(x->community, y->community);
    if (order == 0)
        order = (x->tier > y->tier) - (x->tier < y->tier);
    if (order == 0)
        order = (x->since_us > y->since_us) - (x->since_us < y->since_us);
    return order != 0 ? order : (x->line > y->line) - (x->line < y->line);
}

static void say_hindered(struct evn_dsp_line *line, int32_t why)
{
    evn_dsp_line_because(line, evn_dsp_why_of(why, "", ""));
    line->urgent = false;
}

/* All open lines the round may serve, sorted. */
static bool gather(struct evn_dsp_round_work *work, const struct evn_dsp_round_wish *wish)
{
    struct evn_dsp_decision *d = work->d;
    uint32_t n = evn_dsp_count(d, EVN_DSP_LINE);
    work->demand = evn_arena_array(d->arena, (size_t)n + 1, sizeof *work->demand);
    if (work->demand == NULL)
        return false;
    for (uint32_t i = 0; i < n && !d->full; i++) {
        const struct evn_dsp_line *line = evn_dsp_view(d, EVN_DSP_LINE, i);
        if (line->open == 0 || !wished(wish, line->item) || (wish->urgent && !line->urgent))
            continue;
        int32_t why = evn_dsp_round_hindrance(d, line);
        if (why != EVN_DSP_WHY_NONE) {
            if (line->why.code != why || line->urgent)
                say_hindered(evn_dsp_edit(d, EVN_DSP_LINE, i), why);
            continue;
        }
        work->demand[work->n_demand++] = (struct evn_dsp_demand){.community = line->community,
                                                                 .item = line->item,
                                                                 .tier = line->tier,
                                                                 .since_us = line->open_since_us,
                                                                 .line = i};
    }
    qsort(work->demand, work->n_demand, sizeof *work->demand, compare_demand);
    return !d->full;
}

static int compare_text(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Open warehouses by code, the first of them; one without a name when there is none. */
static bool find_warehouses(struct evn_dsp_round_work *work)
{
    const struct evn_dsp_pool *places = evn_dsp_pool_of(work->d->state, EVN_DSP_PLACE);
    work->warehouse = evn_arena_array(work->d->arena, places->n + 1, sizeof *work->warehouse);
    if (work->warehouse == NULL)
        return false;
    for (uint32_t i = 0; i < places->n; i++) {
        const struct evn_dsp_place *place = evn_dsp_pool_at(places, i);
        const struct evn_dsp_hindrance *h = evn_dsp_hindered(work->d, place->place);
        if (place->kind == EVN_DSP_WAREHOUSE && !place->closed && (h == NULL || h->until_us > 0))
            work->warehouse[work->n_warehouses++] = place->place;
    }
    qsort(work->warehouse, work->n_warehouses, sizeof *work->warehouse, compare_text);
    if (work->n_warehouses > EVN_DSP_DEPOTS_MAX)
        work->n_warehouses = EVN_DSP_DEPOTS_MAX;
    if (work->n_warehouses == 0)
        work->warehouse[work->n_warehouses++] = "";
    work->place = evn_arena_array(work->d->arena, work->n_warehouses, sizeof *work->place);
    for (size_t w = 0; w < work->n_warehouses && work->place != NULL; w++)
        work->place[w] =
            evn_dsp_stock_number(&work->d->state->stock, EVN_DSP_OF_PLACE, work->warehouse[w]);
    return work->place != NULL;
}

/* Where campuses are. */
static bool find_campuses(struct evn_dsp_round_work *work)
{
    const struct evn_dsp_pool *places = evn_dsp_pool_of(work->d->state, EVN_DSP_PLACE);
    work->campus = evn_arena_array(work->d->arena, places->n + 1, sizeof *work->campus);
    for (uint32_t i = 0; i < places->n && work->campus != NULL; i++) {
        const struct evn_dsp_place *place = evn_dsp_pool_at(places, i);
        if (place->kind == EVN_DSP_CAMPUS && !place->closed && place->area[0] != '\0')
            work->campus[work->n_campus++] = place->area;
    }
    return work->campus != NULL;
}

/* The round's own shares of the item are not claimed yet. */
static void take_given(const struct evn_dsp_round_work *work, const char *item, int64_t *stock)
{
    const struct evn_dsp_decision *d = work->d;
    uint32_t n = evn_dsp_count(d, EVN_DSP_SHARE);
    for (uint32_t i = n - work->round->shares; i < n; i++) {
        const struct evn_dsp_share *s = evn_dsp_view(d, EVN_DSP_SHARE, i);
        for (size_t w = 0; w < work->n_warehouses && strcmp(s->item, item) == 0; w++)
            if (strcmp(s->warehouse, work->warehouse[w]) == 0)
                stock[w] -= s->quantity;
    }
}

void evn_dsp_round_stock(const struct evn_dsp_round_work *work, const char *item, int64_t *stock)
{
    const struct evn_dsp_stock *all = &work->d->state->stock;
    uint32_t number = evn_dsp_stock_number(all, EVN_DSP_OF_ITEM, item);
    for (size_t w = 0; w < work->n_warehouses; w++)
        stock[w] = 0;
    for (size_t i = 0; i < all->n; i++) {
        const struct evn_dsp_account *a = &all->account[i];
        for (size_t w = 0; w < work->n_warehouses && a->item == number; w++)
            if (a->place == work->place[w])
                stock[w] += evn_dsp_stock_free(all, a, work->d->today);
    }
    take_given(work, item, stock);
    for (size_t w = 0; w < work->n_warehouses; w++)
        stock[w] = stock[w] < 0 ? 0 : stock[w];
}

/* A round has looked at the line: it waits with the others from now on. */
static void looked_at(struct evn_dsp_decision *d, uint32_t number)
{
    const struct evn_dsp_line *seen = evn_dsp_view(d, EVN_DSP_LINE, number);
    if (!seen->urgent)
        return;
    struct evn_dsp_line *line = evn_dsp_edit(d, EVN_DSP_LINE, number);
    line->urgent = false;
}

/* Share item by item while the round has room; *more: some items did not fit. */
static evn_err share_items(struct evn_dsp_round_work *work)
{
    int64_t stock[EVN_DSP_DEPOTS_MAX];
    evn_err err = EVN_OK;
    for (size_t first = 0, last; first < work->n_demand && err == EVN_OK; first = last) {
        for (last = first + 1; last < work->n_demand; last++)
            if (strcmp(work->demand[last].item, work->demand[first].item) != 0)
                break;
        work->round->more =
            work->round->n_items == EVN_DSP_ITEMS_MAX || (first > 0 && last > DEMAND_MAX);
        if (work->round->more)
            break;
        size_t end = last - first > DEMAND_MAX ? first + DEMAND_MAX : last;
        evn_dsp_round_stock(work, work->demand[first].item, stock);
        err = evn_dsp_round_item(work, first, end, stock);
        for (size_t k = first; k < end; k++)
            looked_at(work->d, work->demand[k].line);
    }
    /* An urgent round is no part of the daily one: what it leaves is still urgent. */
    work->round->more &= !work->round->urgent;
    return err;
}

/* One Reserve: the round's allocated shares from this warehouse, summed up by item. */
static evn_err reserve(struct evn_dsp_round_work *work, const char *warehouse)
{
    struct evn_dsp_decision *d = work->d;
    struct evn_dsp_reserve ask = {.priority = 1};
    size_t n;
    uint32_t *share = evn_dsp_shares_of(d, work->round, EVN_DSP_SHARE_ALLOCATED, "", &n);
    ask.lines = evn_arena_array(d->arena, work->round->shares + 1, sizeof *ask.lines);
    if (share == NULL || ask.lines == NULL)
        return EVN_E_LIMIT;
    for (size_t i = 0; i < n; i++) {
        const struct evn_dsp_share *s = evn_dsp_view(d, EVN_DSP_SHARE, share[i]);
        if (strcmp(s->warehouse, warehouse) != 0)
            continue;
        size_t k = 0;
        while (k < ask.n_lines && strcmp(ask.lines[k].item, s->item) != 0)
            k++;
        if (k == ask.n_lines) {
            EVN_DSP_SET(ask.lines[k].place, warehouse);
            EVN_DSP_SET(ask.lines[k].item, s->item);
            ask.n_lines++;
        }
        ask.lines[k].quantity += s->quantity;
    }
    if (ask.n_lines == 0)
        return EVN_OK;
    struct evn_dsp_round_warehouse *w = &work->round->warehouses[work->round->n_warehouses++];
    *w = (struct evn_dsp_round_warehouse){.state = EVN_DSP_WAITING, .lines = (uint32_t)ask.n_lines};
    EVN_DSP_SET(w->warehouse, warehouse);
    evn_dsp_owner(evn_dsp_round_name(work->round), warehouse, ask.owner);
    return evn_dsp_send(d, warehouse, &(struct evn_dsp_ledger_command){.reserve = &ask});
}

static bool make_room(struct evn_dsp_round_work *work)
{
    struct evn_dsp_round *round = work->round;
    size_t most = work->n_demand < DEMAND_MAX ? work->n_demand : DEMAND_MAX;
    /* An item's own answer, and that of a substitute beside it. */
    size_t bytes = 2 * evn_alloc_arena_bytes(most, work->n_warehouses);
    round->items = evn_arena_array(work->d->arena, EVN_DSP_ITEMS_MAX, sizeof *round->items);
    round->warehouses =
        evn_arena_array(work->d->arena, EVN_DSP_DEPOTS_MAX, sizeof *round->warehouses);
    work->alloc = (struct evn_arena){.at = evn_arena_alloc(work->d->arena, bytes), .cap = bytes};
    return round->items != NULL && round->warehouses != NULL && work->alloc.at != NULL;
}

evn_err evn_dsp_round_make(struct evn_dsp_decision *d, const struct evn_dsp_round_wish *wish)
{
    struct evn_dsp_round_work work = {.d = d};
    if (!wish->urgent)
        evn_dsp_standing(d, wish->items, wish->n_items);
    struct evn_dsp_round *round = work.round = evn_dsp_add(d, EVN_DSP_ROUND);
    if (d->full || !gather(&work, wish) || !find_warehouses(&work) || !find_campuses(&work) ||
        !make_room(&work))
        return evn_dsp_refuse(d, EVN_E_LIMIT, "", "memory of one decision");
    round->round = d->state->last_round + 1;
    round->day = d->today;
    round->at_us = d->business_us;
    round->scheduled = wish->scheduled;
    round->urgent = wish->urgent;
    round->joins = wish->urgent ? evn_dsp_live_round(d) : 0;
    EVN_DSP_SET(round->by, wish->by);
    evn_err err = share_items(&work);
    for (size_t w = 0; w < work.n_warehouses && err == EVN_OK; w++)
        err = reserve(&work, work.warehouse[w]);
    bool made = evn_sm_move(&evn_dsp_round_sm, &round->state,
                            round->n_warehouses > 0 ? EVN_DSP_ROUND_ASKED : EVN_DSP_ROUND_EMPTY);
    EVN_ASSERT(made);
    return err != EVN_OK ? evn_dsp_refuse(d, err, "", "round") : EVN_OK;
}

const char *evn_dsp_round_rest(const struct evn_dsp_decision *d)
{
    const struct evn_dsp_round *last = evn_dsp_round_at(d, d->state->last_round);
    return last != NULL && last->more && last->n_items > 0 ? last->items[last->n_items - 1].item
                                                           : NULL;
}

static bool any_urgent(const struct evn_dsp_decision *d)
{
    const struct evn_dsp_pool *pool = evn_dsp_pool_of(d->state, EVN_DSP_LINE);
    if (d->state->n_urgent > 0)
        return true;
    for (uint32_t i = (uint32_t)pool->n; i < evn_dsp_count(d, EVN_DSP_LINE); i++) {
        const struct evn_dsp_line *line = evn_dsp_view(d, EVN_DSP_LINE, i);
        if (line->urgent && line->open > 0)
            return true;
    }
    return false;
}

evn_err evn_dsp_round_urgent(struct evn_dsp_decision *d, const char *by)
{
    struct evn_dsp_round_wish wish = {.by = by, .after = "", .urgent = true};
    if (!any_urgent(d) || evn_dsp_round_waits(d) || evn_dsp_round_rest(d) != NULL)
        return EVN_OK;
    return evn_dsp_round_make(d, &wish);
}
