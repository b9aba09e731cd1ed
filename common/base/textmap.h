/* textmap - from an external id (text) to a dense number. Pure but for the heap.
 *
 * External ids are what people and other systems write; inside, everything is a number counted
 * from 0. The map keeps its own copies of the keys and never forgets one: numbers are given out
 * for good. Open addressing with linear probing, at most three quarters full. */
#ifndef EVN_BASE_TEXTMAP_H
#define EVN_BASE_TEXTMAP_H

#include "common/base/assert.h"
#include "common/base/bytes.h"
#include "common/base/err.h"

struct evn_textmap_slot;

struct evn_textmap {
    struct evn_textmap_slot *slot; /* owned; NULL while empty */
    size_t n_slots;                /* power of two, or 0 */
    size_t n;                      /* keys held */
    size_t max;                    /* most keys it may hold */
};

/* An empty map for at most `max` keys. */
void evn_textmap_init(struct evn_textmap *map, size_t max);

void evn_textmap_fini(struct evn_textmap *map);

/* True and *value when the key is known. */
bool evn_textmap_find(const struct evn_textmap *map, struct evn_bytes key, uint32_t *value);

/* Bind a key that is not in the map yet (asserted) to `value`. EVN_E_LIMIT: `max` keys are held.
 * EVN_E_NO_MEMORY. */
EVN_MUST_USE evn_err evn_textmap_add(struct evn_textmap *map, struct evn_bytes key, uint32_t value);

#endif
