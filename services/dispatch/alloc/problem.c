#include "services/dispatch/alloc/problem.h"

#include "services/dispatch/alloc/wide.h"

#include <stdbool.h>

static bool in_range(int64_t value, int64_t max)
{
    return value >= 0 && value <= max;
}

/* The name of the first field of `c` that is out of its range, or NULL. */
static const char *bad_field(const struct evn_alloc_community *c, uint64_t known)
{
    const int64_t max = EVN_ALLOC_UNITS_MAX;
    if ((c->reach & ~known) != 0)
        return "reach";
    if (!in_range(c->on_hand, max))
        return "on_hand";
    if (!in_range(c->in_transit, max))
        return "in_transit";
    if (!in_range(c->need_milli, max))
        return "need";
    if (!in_range(c->floor[0], max / 2) || !in_range(c->floor[1], max / 2))
        return "floor";
    if (c->target_days < 0 || c->target_days > EVN_ALLOC_TARGET_DAYS_MAX ||
        evn_alloc_target(c) > max)
        return "target_days";
    if (c->rank < 0)
        return "rank";
    if (!in_range(c->carried_micro < 0 ? -(c->carried_micro + 1) : c->carried_micro,
                  EVN_ALLOC_CARRIED_MAX))
        return "carried_micro";
    return c->served_round < 0 ? "served_round" : NULL;
}

evn_err evn_alloc_check(const struct evn_alloc_problem *problem, size_t *at, const char **field)
{
    const size_t n_w = problem->n_warehouses, n = problem->n_communities;
    *at = 0;
    *field = "warehouses";
    if (n_w > EVN_ALLOC_WAREHOUSES_MAX)
        return EVN_E_TOO_MANY_LINES;
    *field = "communities";
    if (n > EVN_ALLOC_COMMUNITIES_MAX)
        return EVN_E_TOO_MANY_LINES;
    *field = "pack";
    if (problem->pack < 1 || problem->pack > EVN_ALLOC_UNITS_MAX)
        return EVN_E_OUT_OF_RANGE;
    *field = "stock";
    for (*at = 0; *at < n_w; ++*at)
        if (!in_range(problem->stock[*at], EVN_ALLOC_UNITS_MAX))
            return EVN_E_OUT_OF_RANGE;
    *field = "lanes";
    if (problem->n_lanes > n_w)
        return EVN_E_OUT_OF_RANGE;
    for (*at = 0; *at < problem->n_lanes; ++*at)
        if ((problem->lanes[*at].from >> (n_w - problem->n_lanes)) != 0)
            return EVN_E_OUT_OF_RANGE;
    const uint64_t known = n_w == 64 ? UINT64_MAX : (UINT64_C(1) << n_w) - 1;
    for (*at = 0; *at < n; ++*at) {
        const struct evn_alloc_community *c = &problem->communities[*at];
        if ((*field = bad_field(c, known)) != NULL)
            return EVN_E_OUT_OF_RANGE;
        *field = "id";
        if (*at > 0 && c[-1].id >= c->id)
            return EVN_E_BAD_FIELD;
    }
    return EVN_OK;
}

int64_t evn_alloc_target(const struct evn_alloc_community *c)
{
    /* 10^12 x 3650 stays below 2^63. */
    return (c->need_milli * c->target_days + 999) / 1000;
}

int64_t evn_alloc_claim(const struct evn_alloc_community *c)
{
    int64_t floors = c->floor[0] + c->floor[1], target = evn_alloc_target(c);
    return floors > target ? floors : target;
}

int evn_alloc_tie_cmp(const struct evn_alloc_community *a, int64_t n_a,
                      const struct evn_alloc_community *b, int64_t n_b, enum evn_alloc_tie *why)
{
    enum evn_alloc_tie unused;
    if (why == NULL)
        why = &unused;
    *why = EVN_ALLOC_TIE_RANK;
    if (a->rank != b->rank)
        return a->rank < b->rank ? -1 : 1;
    const int64_t claim_a = evn_alloc_claim(a), claim_b = evn_alloc_claim(b);
    const evn_i128 owed_a = (evn_i128)(a->carried_micro - n_a * EVN_ALLOC_MICRO_PER_PACK) * claim_b;
    const evn_i128 owed_b = (evn_i128)(b->carried_micro - n_b * EVN_ALLOC_MICRO_PER_PACK) * claim_a;
    *why = EVN_ALLOC_TIE_CARRIED;
    if (owed_a != owed_b)
        return owed_a > owed_b ? -1 : 1;
    *why = EVN_ALLOC_TIE_CLAIM;
    if (claim_a != claim_b)
        return claim_a > claim_b ? -1 : 1;
    *why = EVN_ALLOC_TIE_SERVED;
    if (a->served_round != b->served_round)
        return a->served_round < b->served_round ? -1 : 1;
    *why = EVN_ALLOC_TIE_ID;
    return a->id < b->id ? -1 : a->id > b->id;
}
