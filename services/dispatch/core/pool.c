#include "services/dispatch/core/pool.h"

#include <stdlib.h>

void evn_dsp_pool_init(struct evn_dsp_pool *pool, const struct evn_wire_message *message,
                       size_t max)
{
    *pool = (struct evn_dsp_pool){.message = message, .max = max};
    evn_textmap_init(&pool->by_key, max);
}

void evn_dsp_pool_fini(struct evn_dsp_pool *pool)
{
    for (size_t i = 0; i < pool->n; i++)
        evn_arena_fini(&pool->row[i]);
    free(pool->row);
    evn_textmap_fini(&pool->by_key);
    *pool = (struct evn_dsp_pool){0};
}

bool evn_dsp_pool_find(const struct evn_dsp_pool *pool, const char *key, uint32_t *number)
{
    return evn_textmap_find(&pool->by_key, evn_bytes_text(key), number);
}

const void *evn_dsp_pool_at(const struct evn_dsp_pool *pool, uint32_t number)
{
    EVN_ASSERT(number < pool->n);
    return pool->row[number].at;
}

static evn_err reserve(struct evn_dsp_pool *pool)
{
    if (pool->n < pool->cap)
        return EVN_OK;
    size_t cap = pool->cap > 0 ? pool->cap * 2 : 16;
    struct evn_arena *grown = realloc(pool->row, cap * sizeof *grown);
    if (grown == NULL)
        return EVN_E_NO_MEMORY;
    pool->row = grown;
    pool->cap = cap;
    return EVN_OK;
}

static evn_err decode(const struct evn_dsp_pool *pool, struct evn_bytes body, size_t room,
                      struct evn_arena *row)
{
    struct evn_refusal why;
    evn_err err = evn_arena_init(row, room);
    if (err != EVN_OK)
        return err;
    void *entity = evn_arena_alloc(row, pool->message->size);
    if (entity != NULL &&
        evn_wire_decode(pool->message, body, row, EVN_WIRE_LENIENT, entity, &why) == EVN_OK)
        return EVN_OK;
    evn_arena_fini(row);
    return EVN_E_CORRUPT;
}

evn_err evn_dsp_pool_put(struct evn_dsp_pool *pool, const char *key, struct evn_bytes body,
                         size_t room)
{
    struct evn_arena row;
    uint32_t number;
    bool known = evn_dsp_pool_find(pool, key, &number);
    evn_err err = decode(pool, body, room, &row);
    if (err != EVN_OK)
        return err;
    if (known) {
        evn_arena_fini(&pool->row[number]);
        pool->row[number] = row;
        return EVN_OK;
    }
    err = reserve(pool);
    if (err == EVN_OK)
        err = evn_textmap_add(&pool->by_key, evn_bytes_text(key), (uint32_t)pool->n);
    if (err != EVN_OK) {
        evn_arena_fini(&row);
        return err;
    }
    pool->row[pool->n++] = row;
    return EVN_OK;
}
