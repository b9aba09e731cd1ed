#include "services/ledger/core/barriers.h"

#include "common/base/assert.h"
#include "common/base/hash.h"

#include <stdlib.h>
#include <string.h>

enum { SLOTS_START = 64, LIST_START = 4 };

void evn_barriers_init(struct evn_barriers *barriers)
{
    *barriers = (struct evn_barriers){.latest_us = INT64_MIN};
}

void evn_barriers_fini(struct evn_barriers *barriers)
{
    for (uint32_t i = 0; i < barriers->n_slots; i++)
        free(barriers->slot[i].at);
    free(barriers->slot);
    evn_barriers_init(barriers);
}

/* Its slot, or the free one where it belongs. There is one. */
static struct evn_barrier_list *slot_of(struct evn_barrier_list *slot, uint32_t n_slots,
                                        uint32_t account)
{
    uint32_t mask = n_slots - 1, i = (uint32_t)evn_mix64(account) & mask;
    while (slot[i].account != 0 && slot[i].account != account)
        i = (i + 1) & mask;
    return &slot[i];
}

static evn_err grow_slots(struct evn_barriers *b)
{
    uint32_t n = b->n_slots > 0 ? b->n_slots * 2 : SLOTS_START;
    struct evn_barrier_list *fresh = calloc(n, sizeof *fresh);
    if (fresh == NULL)
        return EVN_E_NO_MEMORY;
    for (uint32_t i = 0; i < b->n_slots; i++)
        if (b->slot[i].account != 0)
            *slot_of(fresh, n, b->slot[i].account) = b->slot[i];
    free(b->slot);
    b->slot = fresh;
    b->n_slots = n;
    return EVN_OK;
}

static evn_err grow_list(struct evn_barrier_list *list)
{
    uint32_t cap = list->cap > 0 ? list->cap * 2 : LIST_START;
    struct evn_barrier *at = realloc(list->at, cap * sizeof *at);
    if (at == NULL)
        return EVN_E_NO_MEMORY;
    memset(at + list->cap, 0, (cap - list->cap) * sizeof *at);
    list->at = at;
    list->cap = cap;
    return EVN_OK;
}

/* The first of a list that is not before `at_us`; list->n: none. */
static uint32_t seek(const struct evn_barrier_list *list, int64_t at_us)
{
    uint32_t low = 0, high = list->n;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (list->at[middle].at_us < at_us)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

evn_err evn_barriers_add(struct evn_barriers *barriers, uint32_t account,
                         const struct evn_barrier *barrier)
{
    EVN_ASSERT(account != 0);
    if (barriers->n * 2 >= barriers->n_slots && grow_slots(barriers) != EVN_OK)
        return EVN_E_NO_MEMORY;
    struct evn_barrier_list *list = slot_of(barriers->slot, barriers->n_slots, account);
    if (list->n == list->cap && grow_list(list) != EVN_OK)
        return EVN_E_NO_MEMORY;
    barriers->n += list->account == 0;
    list->account = account;
    uint32_t i = seek(list, barrier->at_us);
    memmove(list->at + i + 1, list->at + i, (list->n++ - i) * sizeof *list->at);
    list->at[i] = *barrier;
    if (barrier->at_us > barriers->latest_us)
        barriers->latest_us = barrier->at_us;
    return EVN_OK;
}

const struct evn_barrier_list *evn_barriers_of(const struct evn_barriers *barriers,
                                               uint32_t account)
{
    if (barriers->n == 0)
        return NULL;
    const struct evn_barrier_list *list = slot_of(barriers->slot, barriers->n_slots, account);
    return list->account != 0 ? list : NULL;
}

const struct evn_barrier *evn_barriers_seek(const struct evn_barriers *barriers, uint32_t account,
                                            int64_t at_us)
{
    const struct evn_barrier_list *list = evn_barriers_of(barriers, account);
    uint32_t i = list != NULL ? seek(list, at_us) : 0;
    return list != NULL && i < list->n ? &list->at[i] : NULL;
}

size_t evn_barriers_bytes(const struct evn_barriers *barriers)
{
    size_t bytes = barriers->n_slots * sizeof *barriers->slot;
    for (uint32_t i = 0; i < barriers->n_slots; i++)
        bytes += barriers->slot[i].cap * sizeof *barriers->slot[i].at;
    return bytes;
}
