/* pool - the entities of one kind, found by key or number. Pure but for the heap.
 *
 * An entity is a struct with the lists it points to, in one block of its own, as decoded from its
 * event. Numbers are counted from 0 in the order entities became known and never change; entities
 * are replaced whole and never taken out. */
#ifndef EVN_DISPATCH_POOL_H
#define EVN_DISPATCH_POOL_H

#include "common/base/arena.h"
#include "common/base/textmap.h"
#include "common/wire/field.h"

enum { EVN_DSP_KEY_MAX = 192 };

struct evn_dsp_pool {
    const struct evn_wire_message *message; /* of the entity */
    struct evn_textmap by_key;              /* key -> number */
    struct evn_arena *row;                  /* owned: each holds one entity at its beginning */
    size_t n;                               /* entities */
    size_t cap;                             /* rows allocated */
    size_t max;                             /* most entities */
};

/* An empty pool of at most `max` entities of that message. */
void evn_dsp_pool_init(struct evn_dsp_pool *pool, const struct evn_wire_message *message,
                       size_t max);
void evn_dsp_pool_fini(struct evn_dsp_pool *pool);

/* The number of the entity with this key; false when there is none. */
bool evn_dsp_pool_find(const struct evn_dsp_pool *pool, const char *key, uint32_t *number);

/* The entity. `number` must be below n. Borrowed until it is put again. */
const void *evn_dsp_pool_at(const struct evn_dsp_pool *pool, uint32_t number);

/* Put the entity that `body` holds, which `room` bytes of memory are enough for, under `key`.
 * EVN_E_LIMIT, EVN_E_NO_MEMORY, EVN_E_CORRUPT. */
EVN_MUST_USE evn_err evn_dsp_pool_put(struct evn_dsp_pool *pool, const char *key,
                                      struct evn_bytes body, size_t room);

#endif
