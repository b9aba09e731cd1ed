#include "services/dispatch/alloc/flow.h"

#include <stdbool.h>
#include <string.h>

/* Take the lowest warehouse out of the set. */
static size_t next_of(uint64_t *set)
{
    const size_t w = (size_t)__builtin_ctzll(*set);
    *set &= *set - 1;
    return w;
}

static uint64_t bit(size_t w)
{
    return UINT64_C(1) << w;
}

/* `amount` (may be negative) more packs of the group come from w. */
static void draw(struct evn_flow *flow, struct evn_group *group, size_t w, int64_t amount,
                 uint64_t open)
{
    group->sent[w] += amount;
    flow->load[w] += amount;
    for (uint64_t to = group->reach & open & ~bit(w); to != 0;) {
        const size_t v = next_of(&to);
        flow->can_move[w][v] += amount;
        if (flow->can_move[w][v] > 0)
            flow->out[w] |= bit(v);
        else
            flow->out[w] &= ~bit(v);
    }
}

/* Put the group's demand where there is room, and what is left on its first warehouse. */
static void place(struct evn_flow *flow, struct evn_group *group, uint64_t open)
{
    memset(group->sent, 0, flow->n_warehouses * sizeof group->sent[0]);
    int64_t left = group->demand;
    const uint64_t reach = group->reach & open;
    for (uint64_t set = reach; set != 0 && left > 0;) {
        const size_t w = next_of(&set);
        const int64_t room = flow->packs[w] - flow->load[w];
        const int64_t take = room < left ? room : left;
        if (take <= 0)
            continue;
        draw(flow, group, w, take, open);
        left -= take;
    }
    if (left == 0)
        return;
    EVN_ASSERT(reach != 0);
    draw(flow, group, (size_t)__builtin_ctzll(reach), left, open);
}

/* Move `amount` packs of load from w to v, group by group. */
static void move(struct evn_flow *flow, struct evn_group *groups, const uint32_t *order, size_t n,
                 size_t w, size_t v, int64_t amount, uint64_t open)
{
    for (size_t i = 0; i < n && amount > 0; i++) {
        struct evn_group *group = &groups[order[i]];
        if ((group->reach & bit(v)) == 0 || group->demand == 0 || group->sent[w] == 0)
            continue;
        const int64_t part = group->sent[w] < amount ? group->sent[w] : amount;
        draw(flow, group, w, -part, open);
        draw(flow, group, v, part, open);
        amount -= part;
    }
    EVN_ASSERT(amount == 0);
}

static uint64_t overloaded(const struct evn_flow *flow, uint64_t open)
{
    uint64_t set = 0;
    while (open != 0) {
        const size_t w = next_of(&open);
        if (flow->load[w] > flow->packs[w])
            set |= bit(w);
    }
    return set;
}

/* Warehouses in `open` that can take one more pack, directly or by shedding load. */
static uint64_t can_take(const struct evn_flow *flow, uint64_t open)
{
    uint64_t set = 0;
    for (uint64_t all = open; all != 0;) {
        const size_t w = next_of(&all);
        if (flow->load[w] < flow->packs[w])
            set |= bit(w);
    }
    for (bool grown = true; grown;) {
        grown = false;
        for (uint64_t rest = open & ~set; rest != 0;) {
            const size_t w = next_of(&rest);
            if ((flow->out[w] & set) == 0)
                continue;
            set |= bit(w);
            grown = true;
        }
    }
    return set;
}

/* The shortest path from a warehouse in `from` to one with room: path[0] is that one, path[n-1]
 * the overloaded one. Returns n, 0 when there is none. */
static size_t find_path(const struct evn_flow *flow, uint64_t from, uint64_t open,
                        uint8_t path[EVN_ALLOC_WAREHOUSES_MAX])
{
    uint8_t before[EVN_ALLOC_WAREHOUSES_MAX];
    uint64_t seen = from;
    for (uint64_t wave = from, next; wave != 0; wave = next) {
        next = 0;
        while (wave != 0) {
            const size_t w = next_of(&wave);
            for (uint64_t to = flow->out[w] & open & ~seen; to != 0;) {
                const size_t v = next_of(&to);
                before[v] = (uint8_t)w;
                seen |= bit(v);
                next |= bit(v);
                if (flow->load[v] >= flow->packs[v])
                    continue;
                size_t n = 0;
                path[n++] = (uint8_t)v;
                for (size_t at = v; (from & bit(at)) == 0; at = before[at])
                    path[n++] = before[at];
                return n;
            }
        }
    }
    return 0;
}

/* Packs that can be moved along the whole path. */
static int64_t path_room(const struct evn_flow *flow, const uint8_t *path, size_t n)
{
    const size_t end = path[0], start = path[n - 1];
    int64_t room = flow->packs[end] - flow->load[end];
    const int64_t over = flow->load[start] - flow->packs[start];
    room = over < room ? over : room;
    for (size_t i = n - 1; i > 0; i--) {
        const int64_t step = flow->can_move[path[i]][path[i - 1]];
        room = step < room ? step : room;
    }
    return room;
}

uint64_t evn_flow_route(struct evn_flow *flow, struct evn_group *groups, const uint32_t *order,
                        size_t n, uint64_t open)
{
    memset(flow->load, 0, sizeof flow->load);
    memset(flow->out, 0, sizeof flow->out);
    for (size_t w = 0; w < flow->n_warehouses; w++)
        memset(flow->can_move[w], 0, flow->n_warehouses * sizeof flow->can_move[w][0]);
    for (size_t i = 0; i < n; i++)
        place(flow, &groups[order[i]], open);
    uint64_t over;
    while ((over = overloaded(flow, open)) != 0) {
        uint8_t path[EVN_ALLOC_WAREHOUSES_MAX];
        const size_t len = find_path(flow, over, open, path);
        if (len == 0)
            return open & ~can_take(flow, open);
        const int64_t amount = path_room(flow, path, len);
        for (size_t i = 1; i < len; i++) /* from the end, so that no move waits for another */
            move(flow, groups, order, n, path[i], path[i - 1], amount, open);
    }
    return 0;
}
