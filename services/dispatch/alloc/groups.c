#include "services/dispatch/alloc/groups.h"

#include "common/base/hash.h"

/* Slots of the table: group number + 1, 0 for free. */
static size_t table_size(size_t n)
{
    size_t size = 2;
    while (size < 2 * n)
        size *= 2;
    return size;
}

size_t evn_groups_bytes_each(size_t n_warehouses)
{
    /* table (at most 4 slots), order, of, members; the group itself and what it is sent */
    return (4 + 1 + 1 + 1) * sizeof(uint32_t) + sizeof(struct evn_group) +
           n_warehouses * sizeof(int64_t);
}

static uint32_t group_of(struct evn_groups *groups, uint32_t *table, size_t size, uint64_t reach)
{
    for (size_t slot = evn_mix64(reach) & (size - 1);; slot = (slot + 1) & (size - 1)) {
        if (table[slot] == 0) {
            groups->all[groups->n] = (struct evn_group){.reach = reach};
            table[slot] = (uint32_t)++groups->n;
        }
        if (groups->all[table[slot] - 1].reach == reach)
            return table[slot] - 1;
    }
}

static void order_by_reach(struct evn_groups *groups)
{
    size_t from[EVN_ALLOC_WAREHOUSES_MAX + 2] = {0};
    for (size_t g = 0; g < groups->n; g++)
        from[__builtin_popcountll(groups->all[g].reach) + 1]++;
    for (size_t k = 1; k <= EVN_ALLOC_WAREHOUSES_MAX + 1; k++)
        from[k] += from[k - 1];
    for (size_t g = 0; g < groups->n; g++)
        groups->order[from[__builtin_popcountll(groups->all[g].reach)]++] = (uint32_t)g;
}

/* One group for each lane that anything may go through. */
static void add_lanes(const struct evn_alloc_problem *p, struct evn_groups *out)
{
    out->first_lane = out->n;
    for (size_t k = 0; k < p->n_lanes; k++) {
        const size_t lane = p->n_warehouses - p->n_lanes + k;
        const uint64_t reach = (p->lanes[k].from & out->stocked) | UINT64_C(1) << lane;
        out->all[out->n++] = (struct evn_group){.reach = reach, .demand = out->packs[lane]};
    }
}

evn_err evn_groups_make(const struct evn_alloc_problem *p, struct evn_arena *arena,
                        struct evn_groups *out)
{
    const size_t n = p->n_communities, size = table_size(n);
    *out = (struct evn_groups){.n_warehouses = p->n_warehouses};
    out->packs = evn_arena_array(arena, p->n_warehouses, sizeof *out->packs);
    out->of = evn_arena_alloc(arena, n * sizeof *out->of);
    out->members = evn_arena_alloc(arena, n * sizeof *out->members);
    out->all = evn_arena_alloc(arena, (n + p->n_lanes) * sizeof *out->all);
    uint32_t *table = evn_arena_array(arena, size, sizeof *table);
    if (out->packs == NULL || out->of == NULL || out->members == NULL || out->all == NULL ||
        table == NULL)
        return EVN_E_LIMIT;
    for (size_t w = 0; w < p->n_warehouses; w++) {
        out->packs[w] = p->stock[w] / p->pack;
        out->stocked |= (uint64_t)(out->packs[w] > 0) << w;
    }
    for (size_t i = 0; i < n; i++) {
        const uint64_t reach = p->communities[i].reach & out->stocked;
        out->of[i] = reach != 0 ? group_of(out, table, size, reach) : EVN_NO_GROUP;
        if (reach != 0)
            out->members[out->n_members++] = (uint32_t)i;
    }
    add_lanes(p, out);
    out->order = evn_arena_alloc(arena, out->n * sizeof *out->order);
    int64_t *sent = evn_arena_array(arena, out->n * p->n_warehouses, sizeof *sent);
    if (out->order == NULL || sent == NULL)
        return EVN_E_LIMIT;
    for (size_t g = 0; g < out->n; g++)
        out->all[g].sent = sent + g * p->n_warehouses;
    order_by_reach(out);
    return EVN_OK;
}
