#include "services/ledger/core/reversed.h"

#include "common/base/hash.h"

#include <stdlib.h>

void evn_reversed_init(struct evn_reversed *reversed)
{
    *reversed = (struct evn_reversed){0};
}

void evn_reversed_fini(struct evn_reversed *reversed)
{
    free(reversed->slot);
    *reversed = (struct evn_reversed){0};
}

/* The slot of the document, or the free one where it would be. */
static struct evn_reversal *slot_of(const struct evn_reversed *r, uint64_t document)
{
    uint64_t i = evn_mix64(document);
    while (r->slot[i & (r->cap - 1)].of != 0 && r->slot[i & (r->cap - 1)].of != document)
        i++;
    return &r->slot[i & (r->cap - 1)];
}

uint64_t evn_reversed_by(const struct evn_reversed *reversed, uint64_t document)
{
    return reversed->n > 0 ? slot_of(reversed, document)->by : 0;
}

static evn_err grow(struct evn_reversed *r)
{
    struct evn_reversed more = {.cap = r->cap > 0 ? r->cap * 2 : 64, .n = r->n};
    more.slot = calloc(more.cap, sizeof *more.slot);
    if (more.slot == NULL)
        return EVN_E_NO_MEMORY;
    for (uint32_t i = 0; i < r->cap; i++)
        if (r->slot[i].of != 0)
            *slot_of(&more, r->slot[i].of) = r->slot[i];
    free(r->slot);
    *r = more;
    return EVN_OK;
}

evn_err evn_reversed_add(struct evn_reversed *reversed, uint64_t document, uint64_t by)
{
    evn_err err = reversed->n * 2 >= reversed->cap ? grow(reversed) : EVN_OK;
    if (err != EVN_OK)
        return err;
    *slot_of(reversed, document) = (struct evn_reversal){.of = document, .by = by};
    reversed->n++;
    return EVN_OK;
}
