#include "common/base/textmap.h"

#include "common/base/hash.h"

#include <stdlib.h>

struct evn_textmap_slot {
    uint8_t *key; /* owned copy; NULL: the slot is free */
    uint32_t len;
    uint32_t value;
    uint64_t hash;
};

void evn_textmap_init(struct evn_textmap *map, size_t max)
{
    *map = (struct evn_textmap){.max = max};
}

void evn_textmap_fini(struct evn_textmap *map)
{
    for (size_t i = 0; i < map->n_slots; i++)
        free(map->slot[i].key);
    free(map->slot);
    *map = (struct evn_textmap){0};
}

/* The slot that holds the key, or the free one where it would go. */
static struct evn_textmap_slot *probe(const struct evn_textmap *map, struct evn_bytes key,
                                      uint64_t hash)
{
    for (size_t i = hash & (map->n_slots - 1);; i = (i + 1) & (map->n_slots - 1)) {
        struct evn_textmap_slot *slot = &map->slot[i];
        if (slot->key == NULL ||
            (slot->hash == hash && slot->len == key.len && memcmp(slot->key, key.at, key.len) == 0))
            return slot;
    }
}

bool evn_textmap_find(const struct evn_textmap *map, struct evn_bytes key, uint32_t *value)
{
    if (map->n_slots == 0)
        return false;
    const struct evn_textmap_slot *slot = probe(map, key, evn_hash_keyed(0, key));
    if (slot->key == NULL)
        return false;
    *value = slot->value;
    return true;
}

static evn_err grow(struct evn_textmap *map)
{
    struct evn_textmap bigger = {.n_slots = map->n_slots > 0 ? map->n_slots * 2 : 16};
    bigger.slot = calloc(bigger.n_slots, sizeof *bigger.slot);
    if (bigger.slot == NULL)
        return EVN_E_NO_MEMORY;
    for (size_t i = 0; i < map->n_slots; i++) {
        const struct evn_textmap_slot *old = &map->slot[i];
        if (old->key != NULL)
            *probe(&bigger, evn_bytes_of(old->key, old->len), old->hash) = *old;
    }
    free(map->slot);
    map->slot = bigger.slot;
    map->n_slots = bigger.n_slots;
    return EVN_OK;
}

evn_err evn_textmap_add(struct evn_textmap *map, struct evn_bytes key, uint32_t value)
{
    if (map->n >= map->max)
        return EVN_E_LIMIT;
    if ((map->n + 1) * 4 > map->n_slots * 3) {
        evn_err err = grow(map);
        if (err != EVN_OK)
            return err;
    }
    uint64_t hash = evn_hash_keyed(0, key);
    struct evn_textmap_slot *slot = probe(map, key, hash);
    EVN_ASSERT(slot->key == NULL);
    uint8_t *copy = malloc(key.len > 0 ? key.len : 1);
    if (copy == NULL)
        return EVN_E_NO_MEMORY;
    if (key.len > 0)
        memcpy(copy, key.at, key.len);
    *slot = (struct evn_textmap_slot){copy, (uint32_t)key.len, value, hash};
    map->n++;
    return EVN_OK;
}
