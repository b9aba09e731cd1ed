#include "services/ledger/core/holds.h"

#include "common/base/hash.h"

#include <stdlib.h>

enum { START = 64 };

struct evn_hold_slot {
    struct evn_hold hold; /* first: a borrowed row is its slot; lot 0: the slot is free */
    uint32_t next;        /* of the same bucket, or of the free ones */
};

void evn_holds_init(struct evn_holds *holds)
{
    *holds = (struct evn_holds){0};
}

void evn_holds_fini(struct evn_holds *holds)
{
    free(holds->slot);
    free(holds->bucket);
    *holds = (struct evn_holds){0};
}

static uint32_t *bucket_of(const struct evn_holds *h, uint32_t lot)
{
    return &h->bucket[evn_mix64(lot) & (h->n_buckets - 1)];
}

static void link_slot(struct evn_holds *h, uint32_t i)
{
    uint32_t *head = bucket_of(h, h->slot[i].hold.lot);
    h->slot[i].next = *head;
    *head = i;
}

static evn_err grow_buckets(struct evn_holds *h)
{
    uint32_t n = h->n_buckets > 0 ? h->n_buckets * 2 : START;
    uint32_t *fresh = calloc(n, sizeof *fresh);
    if (fresh == NULL)
        return EVN_E_NO_MEMORY;
    free(h->bucket);
    h->bucket = fresh;
    h->n_buckets = n;
    for (uint32_t i = 1; i <= h->n_slots; i++)
        if (h->slot[i].hold.lot != 0)
            link_slot(h, i);
    return EVN_OK;
}

static evn_err grow_slots(struct evn_holds *h)
{
    uint32_t cap = h->cap > 0 ? h->cap * 2 : START;
    struct evn_hold_slot *slot = realloc(h->slot, cap * sizeof *slot);
    if (slot == NULL)
        return EVN_E_NO_MEMORY;
    h->slot = slot;
    h->cap = cap;
    return EVN_OK;
}

evn_err evn_holds_put(struct evn_holds *holds, const struct evn_hold *hold)
{
    evn_err err = EVN_OK;
    if (holds->n >= holds->n_buckets)
        err = grow_buckets(holds);
    if (err == EVN_OK && holds->free == 0 && holds->n_slots + 1 >= holds->cap)
        err = grow_slots(holds);
    if (err != EVN_OK)
        return err;
    uint32_t i = holds->free;
    if (i != 0)
        holds->free = holds->slot[i].next;
    else
        i = ++holds->n_slots;
    holds->slot[i].hold = *hold;
    link_slot(holds, i);
    holds->n++;
    return EVN_OK;
}

static bool same(const struct evn_hold *a, const struct evn_hold *b)
{
    return a->lot == b->lot && a->place == b->place && a->reason == b->reason;
}

void evn_holds_release(struct evn_holds *holds, const struct evn_hold *hold)
{
    uint32_t *link = bucket_of(holds, hold->lot);
    while (!same(&holds->slot[*link].hold, hold))
        link = &holds->slot[*link].next;
    uint32_t i = *link;
    *link = holds->slot[i].next;
    holds->slot[i] = (struct evn_hold_slot){.next = holds->free};
    holds->free = i;
    holds->n--;
}

const struct evn_hold *evn_holds_next(const struct evn_holds *holds, uint32_t lot,
                                      const struct evn_hold *after)
{
    if (holds->n == 0)
        return NULL;
    uint32_t i =
        after != NULL ? ((const struct evn_hold_slot *)after)->next : *bucket_of(holds, lot);
    while (i != 0 && holds->slot[i].hold.lot != lot)
        i = holds->slot[i].next;
    return i != 0 ? &holds->slot[i].hold : NULL;
}

const struct evn_hold *evn_holds_find(const struct evn_holds *holds, const struct evn_hold *hold)
{
    const struct evn_hold *row = NULL;
    while ((row = evn_holds_next(holds, hold->lot, row)) != NULL)
        if (same(row, hold))
            break;
    return row;
}

const struct evn_hold *evn_holds_slot(const struct evn_holds *holds, uint32_t i)
{
    return holds->slot[i].hold.lot != 0 ? &holds->slot[i].hold : NULL;
}

const struct evn_hold *evn_holds_at(const struct evn_holds *holds, uint32_t lot, uint32_t place)
{
    const struct evn_hold *row = NULL;
    while ((row = evn_holds_next(holds, lot, row)) != NULL)
        if (row->place == 0 || row->place == place)
            return row;
    return NULL;
}
