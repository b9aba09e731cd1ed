#include "services/ledger/core/sums.h"

#include "common/base/hash.h"

#include <stdlib.h>

enum { START = 64 };

void evn_sums_fini(struct evn_sums *sums)
{
    free(sums->slot);
    *sums = (struct evn_sums){0};
}

/* Its slot, or the free one where it would be. */
static struct evn_sum *seek(const struct evn_sums *s, uint64_t key)
{
    uint32_t i = (uint32_t)evn_mix64(key) & (s->cap - 1);
    while (s->slot[i].key != 0 && s->slot[i].key != key)
        i = (i + 1) & (s->cap - 1);
    return &s->slot[i];
}

int64_t evn_sums_of(const struct evn_sums *sums, uint64_t key)
{
    return sums->cap > 0 ? seek(sums, key)->value : 0;
}

static evn_err grow(struct evn_sums *s)
{
    uint32_t live = 0;
    for (uint32_t i = 0; i < s->cap; i++)
        live += s->slot[i].value != 0;
    struct evn_sums fresh = {.cap = s->cap == 0 ? START : live * 4 > s->cap ? s->cap * 2 : s->cap};
    fresh.slot = calloc(fresh.cap, sizeof *fresh.slot);
    if (fresh.slot == NULL)
        return EVN_E_NO_MEMORY;
    for (uint32_t i = 0; i < s->cap; i++)
        if (s->slot[i].value != 0) {
            *seek(&fresh, s->slot[i].key) = s->slot[i];
            fresh.n++;
        }
    free(s->slot);
    *s = fresh;
    return EVN_OK;
}

evn_err evn_sums_add(struct evn_sums *sums, uint64_t key, int64_t delta)
{
    if (sums->n * 2 >= sums->cap && grow(sums) != EVN_OK)
        return EVN_E_NO_MEMORY;
    struct evn_sum *slot = seek(sums, key);
    sums->n += slot->key == 0;
    slot->key = key;
    slot->value += delta;
    return EVN_OK;
}
