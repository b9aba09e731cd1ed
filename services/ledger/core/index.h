/* index - a hash index over numbered entries that grows one bucket at a time. Pure but for heap.
 *
 * Linear hashing (W. Litwin, VLDB 1980): some insertions split one bucket, so there is never a
 * rehash of everything and no turn stalls. A bucket is one cache line of hashes and numbers, so a
 * look-up nearly always reads one line before it comes to the entry itself; what does not fit
 * goes on in spill buckets. The index knows numbers and 32-bit hashes; the caller compares keys:
 *     struct evn_index_at at = evn_index_at(ix, h);
 *     while ((n = evn_index_next(ix, &at)) != 0) ...
 * Entry numbers are dense and start at 1; 0 means none. About 18 bytes an entry. */
#ifndef EVN_LEDGER_INDEX_H
#define EVN_LEDGER_INDEX_H

#include "common/base/match.h"
#include "services/ledger/core/grow.h"

enum { EVN_INDEX_WIDE = 7, EVN_INDEX_LOAD = 4 }; /* entries a bucket: at most, on average */

union evn_index_bucket {
    uint32_t word[EVN_MATCH_WIDE];
    struct {
        uint32_t hash[EVN_INDEX_WIDE];
        uint32_t number[EVN_INDEX_WIDE];
        uint32_t n;    /* entries here */
        uint32_t more; /* spill bucket that goes on, or 0; then n is EVN_INDEX_WIDE */
    };
};

struct evn_index {
    struct evn_grow buckets; /* union evn_index_bucket */
    struct evn_grow spill;   /* the same, by number from 1 */
    uint32_t n_buckets;      /* in use; 0 while there are no entries */
    uint32_t mask;           /* 2^level - 1, with 2^level <= n_buckets < 2^(level + 1) */
    uint32_t n_spill;        /* spill buckets made */
    uint32_t free_spill;     /* first one not in use, chained by `more`; or 0 */
    uint32_t n;              /* entries in the index */
};

/* Where a look-up is. */
struct evn_index_at {
    const union evn_index_bucket *bucket;
    uint32_t left; /* bits of the entries of this bucket that come next */
    uint32_t hash; /* looked for */
};

void evn_index_init(struct evn_index *index);
void evn_index_fini(struct evn_index *index);

/* Put entry `number` in, which is not in yet. EVN_E_NO_MEMORY: nothing changed. */
EVN_MUST_USE evn_err evn_index_add(struct evn_index *index, uint32_t number, uint32_t hash);

size_t evn_index_bytes(const struct evn_index *index);

static inline uint32_t evn_index_home(const struct evn_index *index, uint32_t hash)
{
    uint32_t bucket = hash & (index->mask * 2 + 1);
    return bucket < index->n_buckets ? bucket : hash & index->mask;
}

/* The line a look-up of this hash reads first, to be prefetched. */
static inline const union evn_index_bucket *evn_index_line_of(const struct evn_index *index,
                                                              uint32_t hash)
{
    static const union evn_index_bucket none;
    return index->n_buckets > 0
               ? EVN_GROW_AT(union evn_index_bucket, &index->buckets, evn_index_home(index, hash))
               : &none;
}

/* The entries of a bucket with this hash. */
static inline uint32_t evn_index_match(const union evn_index_bucket *bucket, uint32_t hash)
{
    return evn_match(bucket->word, hash, 0) & ((1u << bucket->n) - 1);
}

/* Before the first entry with this hash. */
static inline struct evn_index_at evn_index_at(const struct evn_index *index, uint32_t hash)
{
    const union evn_index_bucket *bucket = evn_index_line_of(index, hash);
    return (struct evn_index_at){
        .bucket = bucket, .left = evn_index_match(bucket, hash), .hash = hash};
}

/* The next entry with that hash, or 0. */
static inline uint32_t evn_index_next(const struct evn_index *index, struct evn_index_at *at)
{
    while (at->left == 0) {
        if (at->bucket->more == 0)
            return 0;
        at->bucket = EVN_GROW_AT(union evn_index_bucket, &index->spill, at->bucket->more);
        at->left = evn_index_match(at->bucket, at->hash);
    }
    uint32_t i = (uint32_t)__builtin_ctz(at->left);
    at->left &= at->left - 1;
    return at->bucket->number[i];
}

#endif
