#include "services/ledger/core/hot.h"

#include <stdlib.h>

enum { CAP_START = 16 };

static uint32_t home(const struct evn_hot *hot, uint32_t account)
{
    return (uint32_t)evn_mix64(account) & (hot->cap - 1);
}

/* The account's slot, or the free one where it would be. There is a free one. */
static uint32_t seek(const struct evn_hot *hot, uint32_t account)
{
    uint32_t i = home(hot, account);
    while (hot->slots[i].course != NULL && hot->slots[i].account != account)
        i = (i + 1) & (hot->cap - 1);
    return i;
}

void evn_hot_fini(struct evn_hot *hot)
{
    for (uint32_t i = 0; i < hot->cap; i++) {
        if (hot->slots[i].course != NULL)
            evn_course_fini(hot->slots[i].course);
        free(hot->slots[i].course);
    }
    free(hot->slots);
    *hot = (struct evn_hot){0};
}

struct evn_course *evn_hot_find(const struct evn_hot *hot, uint32_t account)
{
    return hot->n > 0 ? hot->slots[seek(hot, account)].course : NULL;
}

static evn_err grow(struct evn_hot *hot)
{
    struct evn_hot wide = {.cap = hot->cap > 0 ? hot->cap * 2 : CAP_START, .n = hot->n};
    wide.slots = calloc(wide.cap, sizeof *wide.slots);
    if (wide.slots == NULL)
        return EVN_E_NO_MEMORY;
    for (uint32_t i = 0; i < hot->cap; i++)
        if (hot->slots[i].course != NULL)
            wide.slots[seek(&wide, hot->slots[i].account)] = hot->slots[i];
    free(hot->slots);
    *hot = wide;
    return EVN_OK;
}

evn_err evn_hot_add(struct evn_hot *hot, uint32_t account, struct evn_course **out)
{
    if (hot->n >= hot->cap / 2 && grow(hot) != EVN_OK)
        return EVN_E_NO_MEMORY;
    struct evn_hot_slot *slot = &hot->slots[seek(hot, account)];
    EVN_ASSERT(slot->course == NULL);
    *out = malloc(sizeof **out);
    if (*out == NULL || evn_course_init(*out) != EVN_OK) {
        free(*out);
        return EVN_E_NO_MEMORY;
    }
    *slot = (struct evn_hot_slot){account, *out};
    hot->n++;
    return EVN_OK;
}

void evn_hot_remove(struct evn_hot *hot, uint32_t account)
{
    uint32_t hole = seek(hot, account), mask = hot->cap - 1;
    EVN_ASSERT(hot->slots[hole].course != NULL);
    evn_course_fini(hot->slots[hole].course);
    free(hot->slots[hole].course);
    /* move up whoever would no longer be found behind the hole */
    for (uint32_t i = (hole + 1) & mask; hot->slots[i].course != NULL; i = (i + 1) & mask) {
        uint32_t from_home = (i - home(hot, hot->slots[i].account)) & mask;
        if (from_home < ((i - hole) & mask))
            continue;
        hot->slots[hole] = hot->slots[i];
        hole = i;
    }
    hot->slots[hole].course = NULL;
    hot->n--;
}

size_t evn_hot_bytes(const struct evn_hot *hot)
{
    size_t bytes = hot->cap * sizeof *hot->slots;
    for (uint32_t i = 0; i < hot->cap; i++)
        if (hot->slots[i].course != NULL)
            bytes += sizeof *hot->slots[i].course + evn_course_bytes(hot->slots[i].course);
    return bytes;
}
