/* index - a hash index over numbered entries that grows one bucket at a time. Pure but for heap.
 *
 * Linear hashing (W. Litwin, VLDB 1980): each insertion splits one bucket, so there is never a
 * rehash of everything and no turn stalls. The index knows numbers and 32-bit hashes; the caller
 * compares keys while walking a chain:
 *     for (n = evn_index_first(ix, h); n != 0; n = evn_index_next(ix, n, h)) ...
 * Entry numbers are dense and start at 1; 0 means none. 12 bytes an entry. */
#ifndef EVN_LEDGER_INDEX_H
#define EVN_LEDGER_INDEX_H

#include "services/ledger/core/grow.h"

struct evn_index_link {
    uint32_t next; /* entry behind this one in its bucket, or 0 */
    uint32_t hash; /* of this entry's key */
};

struct evn_index {
    struct evn_grow heads; /* uint32_t: first entry of each bucket, or 0 */
    struct evn_grow links; /* struct evn_index_link by entry number */
    uint32_t n_buckets;    /* in use; at least 1 */
    uint32_t mask;         /* 2^level - 1, with 2^level <= n_buckets < 2^(level + 1) */
    uint32_t n;            /* entries in the index */
};

/* EVN_E_NO_MEMORY. */
EVN_MUST_USE evn_err evn_index_init(struct evn_index *index);

void evn_index_fini(struct evn_index *index);

/* Make room for `n` entries at once in an index without any. EVN_E_NO_MEMORY. */
EVN_MUST_USE evn_err evn_index_room(struct evn_index *index, uint32_t n);

/* Put entry `number` in, which is not in yet. EVN_E_NO_MEMORY: nothing changed. */
EVN_MUST_USE evn_err evn_index_add(struct evn_index *index, uint32_t number, uint32_t hash);

size_t evn_index_bytes(const struct evn_index *index);

static inline uint32_t evn_index_bucket(const struct evn_index *index, uint32_t hash)
{
    uint32_t bucket = hash & (index->mask * 2 + 1);
    return bucket < index->n_buckets ? bucket : hash & index->mask;
}

static inline struct evn_index_link *evn_index_link(const struct evn_index *index, uint32_t number)
{
    return evn_grow_at(&index->links, number);
}

/* The first entry with this hash, from entry `number` of a chain on. */
static inline uint32_t evn_index_seek(const struct evn_index *index, uint32_t number, uint32_t hash)
{
    while (number != 0 && evn_index_link(index, number)->hash != hash)
        number = evn_index_link(index, number)->next;
    return number;
}

static inline uint32_t evn_index_first(const struct evn_index *index, uint32_t hash)
{
    const uint32_t *head = evn_grow_at(&index->heads, evn_index_bucket(index, hash));
    return evn_index_seek(index, *head, hash);
}

/* Have the first entry of this hash's bucket on its way to the processor. */
static inline void evn_index_prefetch(const struct evn_index *index, uint32_t hash)
{
    __builtin_prefetch(evn_grow_at(&index->heads, evn_index_bucket(index, hash)), 1);
}

static inline uint32_t evn_index_next(const struct evn_index *index, uint32_t number, uint32_t hash)
{
    return evn_index_seek(index, evn_index_link(index, number)->next, hash);
}

#endif
