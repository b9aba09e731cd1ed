#include "services/planner/core/labels.h"

#include <string.h>

evn_err evn_labels_init(struct evn_labels *labels, uint32_t max, struct evn_arena *arena)
{
    *labels = (struct evn_labels){.max = max,
                                  .name = evn_arena_array(arena, max, sizeof *labels->name),
                                  .hash = evn_arena_array(arena, max * 2, sizeof *labels->hash)};
    return labels->name != NULL && labels->hash != NULL ? EVN_OK : EVN_E_LIMIT;
}

/* Where the name stands, or would stand. FNV-1a, linear probing. */
static uint32_t *slot_of(const struct evn_labels *labels, const char *name)
{
    uint32_t h = 2166136261u;
    for (const char *c = name; *c != '\0'; c++)
        h = (h ^ (uint8_t)*c) * 16777619u;
    for (uint32_t i = h % (labels->max * 2);; i = (i + 1) % (labels->max * 2))
        if (labels->hash[i] == 0 || strcmp(labels->name[labels->hash[i] - 1], name) == 0)
            return &labels->hash[i];
}

evn_err evn_labels_add(struct evn_labels *labels, const char *name, uint32_t *out)
{
    uint32_t *at = slot_of(labels, name);
    if (*at == 0) {
        if (labels->n == labels->max)
            return EVN_E_LIMIT;
        labels->name[labels->n++] = name;
        *at = labels->n;
    }
    *out = *at - 1;
    return EVN_OK;
}

bool evn_labels_find(const struct evn_labels *labels, const char *name, uint32_t *out)
{
    const uint32_t *at = slot_of(labels, name);
    *out = *at - 1;
    return *at != 0;
}

/* Sift entry i down: the largest name on top. */
static void sift(const struct evn_labels *labels, uint32_t *order, uint32_t i, uint32_t n)
{
    for (;;) {
        uint32_t child = 2 * i + 1;
        if (child >= n)
            return;
        if (child + 1 < n && strcmp(labels->name[order[child]], labels->name[order[child + 1]]) < 0)
            child++;
        if (strcmp(labels->name[order[i]], labels->name[order[child]]) >= 0)
            return;
        uint32_t swap = order[i];
        order[i] = order[child];
        order[child] = swap;
        i = child;
    }
}

uint32_t *evn_labels_sorted(const struct evn_labels *labels, struct evn_arena *arena)
{
    uint32_t *order = evn_arena_array(arena, labels->n + 1, sizeof *order), n = labels->n;
    if (order == NULL)
        return NULL;
    for (uint32_t i = 0; i < n; i++)
        order[i] = i;
    for (uint32_t i = n / 2; i > 0; i--)
        sift(labels, order, i - 1, n);
    for (uint32_t i = n; i > 1; i--) {
        uint32_t last = order[i - 1];
        order[i - 1] = order[0];
        order[0] = last;
        sift(labels, order, 0, i - 1);
    }
    return order;
}
