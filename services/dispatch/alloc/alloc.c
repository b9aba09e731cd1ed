#include "services/dispatch/alloc/alloc.h"

#include "common/base/num.h"
#include "services/dispatch/alloc/groups.h"
#include "services/dispatch/alloc/parts.h"
#include "services/dispatch/alloc/wide.h"

static int64_t total_packs(const struct evn_alloc_share *s)
{
    return s->packs[0] + s->packs[1] + s->packs[2];
}

static int64_t above_zero(int64_t v)
{
    return v > 0 ? v : 0;
}

static void set_missing(const struct evn_alloc_problem *p, const struct evn_alloc_community *c,
                        struct evn_alloc_share *s)
{
    const int64_t has = c->on_hand + c->in_transit + total_packs(s) * p->pack;
    const int64_t floors = c->floor[0] + c->floor[1];
    s->missing[0] = above_zero(c->floor[0] - has);
    s->missing[1] = above_zero(floors - has) - s->missing[0];
    s->missing[2] = above_zero(evn_alloc_claim(c) - (has > floors ? has : floors));
}

/* What the round owes each community now: its due share less what it got, rounded down. */
static void carry(const struct evn_alloc_problem *p, struct evn_alloc_share *shares)
{
    evn_i128 claims = 0, given = 0;
    for (size_t i = 0; i < p->n_communities; i++) {
        if (p->communities[i].reach != 0)
            claims += evn_alloc_claim(&p->communities[i]);
        given += total_packs(&shares[i]);
    }
    for (size_t i = 0; i < p->n_communities; i++) {
        const struct evn_alloc_community *c = &p->communities[i];
        evn_i128 owed = c->carried_micro;
        if (c->reach != 0 && claims > 0)
            owed += given * EVN_ALLOC_MICRO_PER_PACK * evn_alloc_claim(c) / claims -
                    (evn_i128)total_packs(&shares[i]) * EVN_ALLOC_MICRO_PER_PACK;
        if (owed > EVN_ALLOC_CARRIED_MAX)
            owed = EVN_ALLOC_CARRIED_MAX;
        if (owed < -EVN_ALLOC_CARRIED_MAX)
            owed = -EVN_ALLOC_CARRIED_MAX;
        shares[i].carried_micro = (int64_t)owed;
    }
}

/* Why a community in a region got no more. */
static void bound_by(const struct evn_alloc_problem *p, const struct evn_alloc_result *out,
                     size_t i)
{
    struct evn_alloc_share *s = &out->shares[i];
    const struct evn_alloc_region *r = &out->regions[s->region];
    const struct evn_alloc_community *c = &p->communities[i];
    struct evn_want want;
    evn_parts_want(p, s, i, r->tier, &want);
    if (want.max == 0) {
        s->reason = EVN_ALLOC_TIER;
        return;
    }
    s->reason = EVN_ALLOC_ABOVE;
    const evn_i128 stands = (evn_i128)want.base * r->level_per;
    if (!r->tied || stands != (evn_i128)r->level_units * want.weight)
        return;
    s->reason = EVN_ALLOC_TIED;
    (void)evn_alloc_tie_cmp(&p->communities[r->last], total_packs(&out->shares[r->last]) - 1, c,
                            total_packs(s), &s->tie);
}

static void set_reason(const struct evn_alloc_problem *p, const struct evn_alloc_result *out,
                       size_t i, uint64_t stocked)
{
    const bool reachable = (p->communities[i].reach & stocked) != 0;
    const struct evn_alloc_community *c = &p->communities[i];
    struct evn_alloc_share *s = &out->shares[i];
    const int64_t claim = evn_alloc_claim(c);
    if (claim == 0)
        s->reason = EVN_ALLOC_NO_CLAIM;
    else if (c->on_hand + c->in_transit >= claim)
        s->reason = EVN_ALLOC_COVERED;
    else if (s->missing[0] + s->missing[1] + s->missing[2] == 0)
        s->reason = EVN_ALLOC_FILLED;
    else if (!reachable)
        s->reason = (c->too_old & stocked) != 0 ? EVN_ALLOC_TOO_OLD : EVN_ALLOC_NO_STOCK;
    else
        bound_by(p, out, i);
}

/* Lines of one community and tier from one warehouse are one. */
static void add_line(struct evn_alloc_result *out, struct evn_alloc_line line)
{
    for (size_t k = out->n_lines; k-- > 0 && out->lines[k].community == line.community;)
        if (out->lines[k].tier == line.tier && out->lines[k].warehouse == line.warehouse) {
            out->lines[k].packs += line.packs;
            return;
        }
    out->lines[out->n_lines++] = line;
}

/* What went through a lane came from the warehouses that the lane itself drew on. */
static void add_through(struct evn_group *lane, struct evn_alloc_line line,
                        struct evn_alloc_result *out)
{
    for (uint16_t w = 0; line.packs > 0; w++) {
        EVN_ASSERT(w < line.warehouse);
        const int64_t part = lane->sent[w] < line.packs ? lane->sent[w] : line.packs;
        if (part == 0)
            continue;
        lane->sent[w] -= part;
        line.packs -= part;
        add_line(out, (struct evn_alloc_line){line.community, w, line.tier, part});
    }
}

/* Cut the flow of each group into lines, communities and tiers in order. */
static void write_lines(const struct evn_alloc_problem *p, const struct evn_groups *groups,
                        struct evn_alloc_result *out)
{
    const size_t n_real = p->n_warehouses - p->n_lanes;
    for (size_t i = 0; i < groups->n_members; i++) {
        const uint32_t who = groups->members[i];
        struct evn_group *group = &groups->all[groups->of[who]];
        for (uint16_t tier = 0; tier < (uint16_t)EVN_ALLOC_TIERS; tier++) {
            int64_t rest = out->shares[who].packs[tier];
            for (uint16_t w = 0; rest > 0; w++) {
                EVN_ASSERT(w < groups->n_warehouses);
                const int64_t part = group->sent[w] < rest ? group->sent[w] : rest;
                if (part == 0)
                    continue;
                group->sent[w] -= part;
                rest -= part;
                if (w < n_real)
                    add_line(out, (struct evn_alloc_line){who, w, tier, part});
                else
                    add_through(&groups->all[groups->first_lane + w - n_real],
                                (struct evn_alloc_line){who, w, tier, part}, out);
            }
        }
    }
}

/* Packs that the groups inside the cut ask for beyond what it holds. */
static int64_t lacking(const struct evn_groups *groups, uint64_t cut)
{
    int64_t lack = 0;
    for (size_t g = 0; g < groups->n; g++)
        if ((groups->all[g].reach & ~cut) == 0)
            lack += groups->all[g].demand;
    for (uint64_t set = cut; set != 0; set &= set - 1)
        lack -= groups->packs[__builtin_ctzll(set)];
    return lack;
}

/* Route anew so that the last in the order of drawing gives as little as can be, then the last but
 * one, and so on: each is closed, and opened only as far as a cut says that others cannot do. */
static void draw_in_order(const struct evn_alloc_problem *p, struct evn_groups *groups,
                          struct evn_flow *flow)
{
    for (size_t k = p->n_warehouses - p->n_lanes; k-- > 0;) {
        const uint16_t w = p->draw[k];
        const int64_t whole = groups->packs[w];
        uint64_t cut;
        groups->packs[w] = 0;
        while ((cut = evn_flow_route(flow, groups->all, groups->order, groups->n,
                                     groups->stocked)) != 0) {
            const int64_t lack = lacking(groups, cut);
            EVN_ASSERT(lack > 0 && (cut >> w & 1) != 0);
            groups->packs[w] += lack;
            EVN_ASSERT(groups->packs[w] <= whole);
        }
    }
}

/* What a lane drew on real warehouses and nobody drew on it goes back: it takes its own instead. */
static void return_rest(const struct evn_alloc_problem *p, struct evn_groups *groups,
                        struct evn_flow *flow)
{
    const size_t n_real = p->n_warehouses - p->n_lanes;
    for (size_t k = 0; k < p->n_lanes; k++) {
        struct evn_group *lane = &groups->all[groups->first_lane + k];
        const size_t own = n_real + k;
        for (size_t w = n_real; w-- > 0;) {
            const int64_t rest = groups->packs[own] - flow->load[own];
            const int64_t part = lane->sent[w] < rest ? lane->sent[w] : rest;
            lane->sent[w] -= part;
            flow->load[w] -= part;
            lane->sent[own] += part;
            flow->load[own] += part;
        }
    }
}

/* Route the final shares and turn the flow into lines and reserves. */
static evn_err route(const struct evn_alloc_problem *p, struct evn_groups *groups,
                     struct evn_flow *flow, struct evn_arena *arena, struct evn_alloc_result *out)
{
    size_t n_max = 0;
    for (size_t i = 0; i < p->n_communities; i++)
        for (int tier = 0; tier < EVN_ALLOC_TIERS; tier++)
            n_max += out->shares[i].packs[tier] > 0;
    const uint64_t stuck =
        evn_flow_route(flow, groups->all, groups->order, groups->n, groups->stocked);
    EVN_ASSERT(stuck == 0);
    if (p->draw != NULL)
        draw_in_order(p, groups, flow);
    return_rest(p, groups, flow);
    for (size_t g = 0; g < groups->n; g++)
        for (size_t w = 0; w < p->n_warehouses; w++)
            n_max += groups->all[g].sent[w] > 0;
    out->n_lines = 0;
    out->lines = evn_arena_alloc(arena, n_max * sizeof *out->lines);
    out->left = evn_arena_array(arena, p->n_warehouses, sizeof *out->left);
    if (out->lines == NULL || out->left == NULL)
        return EVN_E_LIMIT;
    for (size_t w = 0; w < p->n_warehouses; w++)
        out->left[w] = p->stock[w] - flow->load[w] * p->pack;
    write_lines(p, groups, out);
    return EVN_OK;
}

size_t evn_alloc_arena_bytes(size_t n, size_t n_warehouses)
{
    const size_t per_community = sizeof(struct evn_alloc_share) +
                                 (EVN_ALLOC_TIERS + n_warehouses) * sizeof(struct evn_alloc_line) +
                                 evn_parts_bytes_each() + evn_groups_bytes_each(n_warehouses);
    return n * per_community + sizeof(struct evn_flow) + 8 * 1024 +
           EVN_ALLOC_WAREHOUSES_MAX * sizeof(struct evn_alloc_region);
}

evn_err evn_alloc_solve(const struct evn_alloc_problem *p, struct evn_arena *arena,
                        struct evn_alloc_result *out)
{
    size_t at;
    const char *field;
    EVN_ASSERT(evn_alloc_check(p, &at, &field) == EVN_OK);
    *out = (struct evn_alloc_result){0};
    out->shares = evn_arena_array(arena, p->n_communities, sizeof *out->shares);
    out->regions = evn_arena_array(arena, EVN_ALLOC_WAREHOUSES_MAX, sizeof *out->regions);
    struct evn_flow *flow = evn_arena_array(arena, 1, sizeof *flow);
    struct evn_groups groups;
    if (out->shares == NULL || out->regions == NULL || flow == NULL)
        return EVN_E_LIMIT;
    evn_err err = evn_groups_make(p, arena, &groups);
    if (err != EVN_OK)
        return err;
    *flow = (struct evn_flow){.n_warehouses = p->n_warehouses, .packs = groups.packs};
    err = evn_parts_solve(p, &groups, flow, arena, out);
    if (err != EVN_OK)
        return err;
    for (size_t i = 0; i < p->n_communities; i++) {
        set_missing(p, &p->communities[i], &out->shares[i]);
        set_reason(p, out, i, groups.stocked);
    }
    carry(p, out->shares);
    return route(p, &groups, flow, arena, out);
}
