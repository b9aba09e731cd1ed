#include "services/dispatch/alloc/standin.h"

#include "services/dispatch/alloc/wide.h"

static int64_t packs_of(const struct evn_alloc_share *s)
{
    return s->packs[0] + s->packs[1] + s->packs[2];
}

void evn_standin_left(const struct evn_alloc_problem *p, const struct evn_alloc_result *result,
                      int64_t *left)
{
    const size_t n_real = p->n_warehouses - p->n_lanes;
    for (size_t w = 0; w < p->n_warehouses; w++)
        left[w] = w < n_real ? result->left[w] : p->stock[w];
    for (size_t k = 0; k < result->n_lines; k++) {
        const struct evn_alloc_line *line = &result->lines[k];
        for (size_t w = n_real; w < p->n_warehouses; w++)
            if ((p->communities[line->community].reach >> w & 1) != 0 &&
                (p->lanes[w - n_real].from >> line->warehouse & 1) != 0)
                left[w] -= line->packs * p->pack;
    }
}

int64_t evn_standin_missing(const struct evn_standin *ask, size_t i)
{
    const struct evn_alloc_share *s = &ask->got->shares[i];
    const int64_t missing = s->missing[0] + s->missing[1] + s->missing[2] - ask->stood[i];
    return missing > 0 ? missing : 0;
}

int64_t evn_standin_worth(const struct evn_standin *ask, int64_t packs)
{
    const evn_i128 worth = (evn_i128)packs * ask->by->pack * ask->per / ask->give;
    return worth < EVN_ALLOC_UNITS_MAX ? (int64_t)worth : EVN_ALLOC_UNITS_MAX;
}

/* Base units of the item counted in the substitute, at most one above the limit. */
static int64_t counted(const struct evn_standin *ask, int64_t units, bool up)
{
    const evn_i128 value = ((evn_i128)units * ask->give + (up ? ask->per - 1 : 0)) / ask->per;
    return value <= EVN_ALLOC_UNITS_MAX ? (int64_t)value : EVN_ALLOC_UNITS_MAX + 1;
}

/* What the community still asks of the item. */
static void ask_for(const struct evn_standin *ask, size_t i, struct evn_alloc_community *out)
{
    const struct evn_alloc_community *c = &ask->item->communities[i];
    const int64_t has = c->on_hand + c->in_transit +
                        packs_of(&ask->got->shares[i]) * ask->item->pack + ask->stood[i];
    out->on_hand = counted(ask, has, false);
    out->need_milli = counted(ask, c->need_milli, true);
    for (int tier = 0; tier < 2; tier++)
        out->floor[tier] = counted(ask, c->floor[tier], true);
    out->target_days = c->target_days;
    out->rank = c->rank;
    out->served_round = c->served_round;
}

evn_err evn_standin_make(const struct evn_standin *ask, struct evn_alloc_community *communities,
                         struct evn_alloc_problem *out, size_t *at)
{
    const char *field;
    *out = *ask->by;
    out->stock = ask->left;
    out->communities = communities;
    for (size_t i = 0; i < out->n_communities; i++) {
        const struct evn_alloc_community *own = &ask->by->communities[i];
        communities[i] = (struct evn_alloc_community){
            .id = own->id, .reach = own->reach, .too_old = own->too_old};
        if (ask->same[i] != EVN_ALLOC_NONE && evn_standin_missing(ask, (size_t)ask->same[i]) > 0)
            ask_for(ask, (size_t)ask->same[i], &communities[i]);
    }
    return evn_alloc_check(out, at, &field);
}
