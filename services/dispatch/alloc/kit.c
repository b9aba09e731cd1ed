#include "services/dispatch/alloc/kit.h"

void evn_kit_spare(const struct evn_alloc_problem *p, const struct evn_alloc_result *result,
                   int64_t *spare)
{
    for (size_t w = 0; w < p->n_warehouses - p->n_lanes; w++)
        spare[w] = p->stock[w];
    for (size_t k = 0; k < result->n_lines; k++)
        if (result->lines[k].tier < 2)
            spare[result->lines[k].warehouse] -= result->lines[k].packs * p->pack;
}

int64_t evn_kit_allows(const struct evn_kit_part *parts, size_t n)
{
    int64_t kits = EVN_ALLOC_UNITS_MAX;
    for (size_t i = 0; i < n; i++) {
        int64_t units = 0; /* at most 64 x 10^12 */
        for (uint64_t set = parts[i].usable; set != 0; set &= set - 1)
            units += parts[i].spare[__builtin_ctzll(set)];
        kits = units / parts[i].units < kits ? units / parts[i].units : kits;
    }
    return kits;
}

void evn_kit_take(const struct evn_kit_part *parts, size_t n, int64_t kits)
{
    EVN_ASSERT(kits >= 0 && kits <= evn_kit_allows(parts, n));
    for (size_t i = 0; i < n; i++) {
        int64_t rest = kits * parts[i].units;
        for (size_t k = 0; k < parts[i].n; k++) {
            const size_t w = parts[i].draw != NULL ? parts[i].draw[k] : k;
            const int64_t part = parts[i].spare[w] < rest ? parts[i].spare[w] : rest;
            if ((parts[i].usable >> w & 1) == 0)
                continue;
            parts[i].spare[w] -= part;
            parts[i].stock[w] -= part;
            rest -= part;
        }
    }
}
