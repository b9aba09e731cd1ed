#include "services/registry/core/publish.h"

#include <stdlib.h>

void evn_publish_init(struct evn_publish *publish)
{
    *publish = (struct evn_publish){0};
}

void evn_publish_fini(struct evn_publish *publish)
{
    free(publish->fact);
    evn_publish_init(publish);
}

static int64_t begin_of(struct evn_day day)
{
    return evn_day_start_us(day, EVN_OFFSET_CHINA_MIN);
}

evn_err evn_publish_put(struct evn_publish *publish, size_t row, const struct evn_zone *zone)
{
    EVN_ASSERT(row <= publish->n);
    if (row == publish->cap) {
        size_t cap = publish->cap > 0 ? publish->cap * 2 : 64;
        struct evn_zone_fact *grown = realloc(publish->fact, cap * sizeof *grown);
        if (grown == NULL)
            return EVN_E_NO_MEMORY;
        publish->fact = grown;
        publish->cap = cap;
    }
    publish->n += row == publish->n;
    struct evn_zone_fact *fact = &publish->fact[row];
    *fact = (struct evn_zone_fact){.sealed_us = zone->sealed_at_us,
                                   .sealed_number = zone->sealed_number,
                                   .unsealed_us = INT64_MAX,
                                   .unsealed_number = INT64_MAX,
                                   .start = zone->seal.start_day,
                                   .unsealed_on = EVN_DAY_NONE};
    if (zone->has_unsealed) {
        fact->unsealed_us = zone->unsealed_at_us;
        fact->unsealed_number = zone->unsealed_number;
        fact->unsealed_on = zone->unsealed_on;
    }
    int64_t number = zone->has_unsealed ? zone->unsealed_number : zone->sealed_number;
    publish->last_number = number > publish->last_number ? number : publish->last_number;
    return EVN_OK;
}

bool evn_publish_on(const struct evn_zone_fact *fact, struct evn_day day, int64_t number)
{
    bool ended = fact->unsealed_number <= number && fact->unsealed_on.n <= day.n;
    return fact->start.n <= day.n && fact->sealed_number <= number && !ended;
}

static int by_number(const void *a, const void *b)
{
    int64_t x = ((const struct evn_edition *)a)->number,
            y = ((const struct evn_edition *)b)->number;
    return (x > y) - (x < y);
}

/* What changed the day's list after it was first made: that a zone was sealed, and unsealed. */
static size_t changes_of(const struct evn_zone_fact *fact, struct evn_day day,
                         struct evn_edition out[2])
{
    int64_t begin_us = begin_of(day);
    size_t n = 0;
    if (fact->start.n > day.n)
        return 0;
    if (fact->sealed_us >= begin_us)
        out[n++] = (struct evn_edition){fact->sealed_number, fact->sealed_us};
    if (fact->unsealed_number != INT64_MAX && fact->unsealed_on.n <= day.n &&
        fact->unsealed_us >= begin_us)
        out[n++] = (struct evn_edition){fact->unsealed_number, fact->unsealed_us};
    return n;
}

const struct evn_edition *evn_publish_editions(const struct evn_publish *publish,
                                               struct evn_day day, struct evn_arena *arena,
                                               size_t *n)
{
    struct evn_edition change[2];
    size_t n_changes = 0, found = 1;
    for (size_t i = 0; i < publish->n; i++)
        n_changes += changes_of(&publish->fact[i], day, change);
    struct evn_edition *at = evn_arena_array(arena, n_changes + 1, sizeof *at);
    if (at == NULL)
        return NULL;
    for (size_t i = 0; i < publish->n; i++) {
        size_t k = changes_of(&publish->fact[i], day, change);
        memcpy(at + found, change, k * sizeof *change);
        found += k;
    }
    qsort(at + 1, found - 1, sizeof *at, by_number);
    *n = 1;
    for (size_t i = 1; i < found; i++)
        if (i == 1 || at[i].number != at[*n - 1].number)
            at[(*n)++] = at[i];
    at[0] = (struct evn_edition){*n > 1 ? at[1].number - 1 : publish->last_number, begin_of(day)};
    return at;
}
