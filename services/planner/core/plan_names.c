#include "services/planner/core/plan_names.h"

#include <string.h>

evn_err evn_plan_names_init(struct evn_plan_names *slots, uint32_t max, struct evn_arena *arena)
{
    *slots = (struct evn_plan_names){.max = max,
                                     .name = evn_arena_array(arena, max, sizeof *slots->name),
                                     .hash = evn_arena_array(arena, max * 2, sizeof *slots->hash)};
    return slots->name != NULL && slots->hash != NULL ? EVN_OK : EVN_E_LIMIT;
}

/* Where the name stands, or would stand. FNV-1a, linear probing. */
static uint32_t *slot_of(const struct evn_plan_names *slots, const char *name)
{
    uint32_t h = 2166136261u;
    for (const char *c = name; *c != '\0'; c++)
        h = (h ^ (uint8_t)*c) * 16777619u;
    for (uint32_t i = h % (slots->max * 2);; i = (i + 1) % (slots->max * 2))
        if (slots->hash[i] == 0 || strcmp(slots->name[slots->hash[i] - 1], name) == 0)
            return &slots->hash[i];
}

evn_err evn_plan_names_add(struct evn_plan_names *slots, const char *name, uint32_t *out)
{
    uint32_t *at = slot_of(slots, name);
    if (*at == 0) {
        if (slots->n == slots->max)
            return EVN_E_LIMIT;
        slots->name[slots->n++] = name;
        *at = slots->n;
    }
    *out = *at - 1;
    return EVN_OK;
}

bool evn_plan_names_find(const struct evn_plan_names *slots, const char *name, uint32_t *out)
{
    const uint32_t *at = slot_of(slots, name);
    *out = *at - 1;
    return *at != 0;
}

/* Sift entry i down: the largest name on top. */
static void sift(const struct evn_plan_names *slots, uint32_t *order, uint32_t i, uint32_t n)
{
    for (;;) {
        uint32_t child = 2 * i + 1;
        if (child >= n)
            return;
        if (child + 1 < n && strcmp(slots->name[order[child]], slots->name[order[child + 1]]) < 0)
            child++;
        if (strcmp(slots->name[order[i]], slots->name[order[child]]) >= 0)
            return;
        uint32_t swap = order[i];
        order[i] = order[child];
        order[child] = swap;
        i = child;
    }
}

uint32_t *evn_plan_names_sorted(const struct evn_plan_names *slots, struct evn_arena *arena)
{
    uint32_t *order = evn_arena_array(arena, slots->n + 1, sizeof *order), n = slots->n;
    if (order == NULL)
        return NULL;
    for (uint32_t i = 0; i < n; i++)
        order[i] = i;
    for (uint32_t i = n / 2; i > 0; i--)
        sift(slots, order, i - 1, n);
    for (uint32_t i = n; i > 1; i--) {
        uint32_t last = order[i - 1];
        order[i - 1] = order[0];
        order[0] = last;
        sift(slots, order, 0, i - 1);
    }
    return order;
}
