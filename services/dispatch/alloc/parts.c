#include "services/dispatch/alloc/parts.h"

#include "common/base/num.h"
#include "services/dispatch/alloc/wide.h"

#include <stdbool.h>
#include <string.h>

struct part {
    size_t want_from, n_wants;
    size_t group_from, n_groups; /* a slice of groups->order */
    uint64_t warehouses;
};

/* What one call works with. */
struct solver {
    const struct evn_alloc_problem *problem;
    struct evn_groups *groups;
    struct evn_flow *flow;
    struct evn_alloc_result *out;
    struct evn_level level;
    struct evn_want *wants;
    uint32_t *spare;                            /* one per group */
    uint8_t *part_of;                           /* open part of each group, or NO_PART */
    uint8_t *region_of;                         /* region of each group, or NO_PART */
    struct part open[EVN_ALLOC_WAREHOUSES_MAX]; /* with disjoint, non-empty warehouses */
    size_t n_open;
};

enum { NO_PART = UINT8_MAX };

size_t evn_parts_bytes_each(void)
{
    return sizeof(struct evn_want) + 2 * sizeof(uint32_t) + 2 * sizeof(uint8_t);
}

void evn_parts_want(const struct evn_alloc_problem *p, const struct evn_alloc_share *share,
                    size_t who, int32_t tier, struct evn_want *out)
{
    const struct evn_alloc_community *c = &p->communities[who];
    const int64_t given = share->packs[0] + share->packs[1] + share->packs[2];
    *out = (struct evn_want){.who = (uint32_t)who, .before = given};
    out->base = c->on_hand + c->in_transit + given * p->pack - (tier == 1 ? c->floor[0] : 0);
    out->weight = tier < 2 ? c->floor[tier] : c->need_milli;
    const int64_t end = tier < 2 ? out->weight : evn_alloc_target(c);
    if (end > out->base)
        out->max = evn_div_up_i64(end - out->base, p->pack);
}

/* A fixed-point height above all rungs of the tier. */
static uint64_t top_of(const struct evn_alloc_problem *p, int32_t tier)
{
    uint64_t days = 0;
    if (tier < 2)
        return UINT64_C(1) << EVN_LEVEL_SHIFT;
    for (size_t i = 0; i < p->n_communities; i++)
        if ((uint64_t)p->communities[i].target_days > days)
            days = (uint64_t)p->communities[i].target_days;
    return (days << EVN_LEVEL_SHIFT) / 1000 + 1;
}

/* Write down the ladders of all open parts, each part's together. */
static void write_wants(struct solver *s, int32_t tier)
{
    const struct evn_groups *groups = s->groups;
    memset(s->part_of, NO_PART, groups->n);
    for (size_t k = 0; k < s->n_open; k++)
        for (size_t i = 0; i < s->open[k].n_groups; i++)
            s->part_of[groups->order[s->open[k].group_from + i]] = (uint8_t)k;
    size_t room[EVN_ALLOC_WAREHOUSES_MAX] = {0}, from = 0;
    for (size_t i = 0; i < groups->n_members; i++) {
        const uint8_t part = s->part_of[groups->of[groups->members[i]]];
        if (part != NO_PART)
            room[part]++;
    }
    for (size_t k = 0; k < s->n_open; from += room[k++]) {
        s->open[k].want_from = from;
        s->open[k].n_wants = 0;
    }
    for (size_t i = 0; i < groups->n_members; i++) {
        const uint32_t who = groups->members[i], group = groups->of[who];
        if (s->part_of[group] == NO_PART)
            continue;
        struct part *part = &s->open[s->part_of[group]];
        struct evn_want *want = &s->wants[part->want_from + part->n_wants];
        evn_parts_want(s->problem, &s->out->shares[who], who, tier, want);
        want->group = group;
        part->n_wants += want->max > 0;
    }
}

/* The part's warehouses less what its groups were given so far. */
static int64_t supply_of(const struct solver *s, const struct part *part)
{
    int64_t supply = 0;
    for (uint64_t set = part->warehouses; set != 0; set &= set - 1)
        supply += s->groups->packs[__builtin_ctzll(set)];
    for (size_t i = 0; i < part->n_groups; i++)
        supply -= s->groups->all[s->groups->order[part->group_from + i]].demand;
    return supply;
}

/* Add (or with sign -1 take back) what the fill gave to the groups' demands; returns the sum. */
static int64_t demand_fill(struct solver *s, const struct part *part, int64_t sign)
{
    int64_t sum = 0;
    for (size_t i = 0; i < part->n_wants; i++) {
        const struct evn_want *w = &s->wants[part->want_from + i];
        s->groups->all[w->group].demand += sign * w->got;
        sum += w->got;
    }
    return sum;
}

/* True when the group reaches no warehouse of the part outside of the cut. */
static bool inside(const struct solver *s, const struct part *part, uint32_t group, uint64_t cut)
{
    return (s->groups->all[group].reach & part->warehouses & ~cut) == 0;
}

/* Split off the groups inside the cut with its warehouses; the others keep their order. */
static void split(struct solver *s, const struct part *part, uint64_t cut, struct part two[2])
{
    struct evn_want *wants = &s->wants[part->want_from];
    uint32_t *order = &s->groups->order[part->group_from];
    size_t n_in = 0, n_out = 0, at = 0;
    for (size_t i = 0; i < part->n_groups; i++)
        if (inside(s, part, order[i], cut))
            order[n_in++] = order[i];
        else
            s->spare[n_out++] = order[i];
    if (n_out > 0)
        memcpy(order + n_in, s->spare, n_out * sizeof *order);
    for (size_t i = 0; i < part->n_wants; i++)
        if (inside(s, part, wants[i].group, cut)) {
            const struct evn_want w = wants[i];
            wants[i] = wants[at];
            wants[at++] = w;
        }
    two[0] = (struct part){part->want_from, at, part->group_from, n_in, cut};
    two[1] = (struct part){part->want_from + at, part->n_wants - at, part->group_from + n_in, n_out,
                           part->warehouses & ~cut};
}

/* The part's stock ran out: make it a region. */
static void close_part(struct solver *s, const struct part *part, int32_t tier)
{
    struct evn_alloc_result *out = s->out;
    const struct evn_want *refused, *last;
    evn_level_edge(&s->level, &s->wants[part->want_from], part->n_wants, &refused, &last);
    EVN_ASSERT(refused != NULL && out->n_regions < EVN_ALLOC_WAREHOUSES_MAX);
    const int64_t pack = s->problem->pack;
    struct evn_alloc_region *r = &out->regions[out->n_regions++];
    *r = (struct evn_alloc_region){.tier = tier,
                                   .warehouses = part->warehouses,
                                   .level_units = refused->base + refused->got * pack,
                                   .level_per = refused->weight,
                                   .refused = refused->who,
                                   .last = last != NULL ? (int32_t)last->who : EVN_ALLOC_NONE};
    if (last != NULL)
        r->tied = (evn_i128)(last->base + (last->got - 1) * pack) * r->level_per ==
                  (evn_i128)r->level_units * last->weight;
    for (size_t i = 0; i < part->n_groups; i++)
        s->region_of[s->groups->order[part->group_from + i]] = (uint8_t)(out->n_regions - 1);
}

/* Give the part what its fill says, or split it where its warehouses cannot follow: then `two`
 * holds the halves and the result is false. */
static bool fill_part(struct solver *s, const struct part *part, int32_t tier, struct part two[2])
{
    struct evn_want *wants = &s->wants[part->want_from];
    int64_t asked = 0;
    evn_level_fill(&s->level, wants, part->n_wants, supply_of(s, part));
    const int64_t given = demand_fill(s, part, 1);
    const bool one_pool = (part->warehouses & (part->warehouses - 1)) == 0;
    const uint64_t cut =
        one_pool ? 0
                 : evn_flow_route(s->flow, s->groups->all, &s->groups->order[part->group_from],
                                  part->n_groups, part->warehouses);
    if (cut != 0) {
        (void)demand_fill(s, part, -1);
        split(s, part, cut, two);
        return false;
    }
    for (size_t i = 0; i < part->n_wants; i++) {
        s->out->shares[wants[i].who].packs[tier] += wants[i].got;
        asked += wants[i].max;
    }
    if (given == asked)
        s->open[s->n_open++] = *part;
    else
        close_part(s, part, tier);
    return true;
}

static void fill_tier(struct solver *s, int32_t tier)
{
    struct part todo[EVN_ALLOC_WAREHOUSES_MAX + 1], two[2];
    size_t n_todo = s->n_open;
    write_wants(s, tier);
    memcpy(todo, s->open, n_todo * sizeof todo[0]);
    s->n_open = 0;
    s->level.top = top_of(s->problem, tier);
    while (n_todo > 0) {
        const struct part part = todo[--n_todo];
        if (fill_part(s, &part, tier, two))
            continue;
        EVN_ASSERT(n_todo + 2 <= sizeof todo / sizeof todo[0]);
        todo[n_todo++] = two[1];
        todo[n_todo++] = two[0];
    }
}

evn_err evn_parts_solve(const struct evn_alloc_problem *p, struct evn_groups *groups,
                        struct evn_flow *flow, struct evn_arena *arena,
                        struct evn_alloc_result *out)
{
    struct solver s = {.problem = p, .groups = groups, .flow = flow, .out = out};
    s.wants = evn_arena_alloc(arena, groups->n_members * sizeof *s.wants);
    s.spare = evn_arena_alloc(arena, groups->n * sizeof *s.spare);
    s.part_of = evn_arena_alloc(arena, groups->n);
    s.region_of = evn_arena_alloc(arena, groups->n);
    s.level = (struct evn_level){.communities = p->communities, .pack = p->pack};
    s.level.heap = evn_arena_alloc(arena, groups->n_members * sizeof *s.level.heap);
    if (s.wants == NULL || s.spare == NULL || s.part_of == NULL || s.region_of == NULL ||
        s.level.heap == NULL)
        return EVN_E_LIMIT;
    memset(s.region_of, NO_PART, groups->n);
    if (groups->n > 0)
        s.open[s.n_open++] = (struct part){.n_groups = groups->n, .warehouses = groups->stocked};
    for (int32_t tier = 0; tier < EVN_ALLOC_TIERS; tier++)
        fill_tier(&s, tier);
    for (size_t i = 0; i < p->n_communities; i++) {
        const uint32_t g = groups->of[i];
        out->shares[i].region =
            g == EVN_NO_GROUP || s.region_of[g] == NO_PART ? EVN_ALLOC_NONE : s.region_of[g];
    }
    return EVN_OK;
}
