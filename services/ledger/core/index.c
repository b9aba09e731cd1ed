#include "services/ledger/core/index.h"

#include <stdbool.h>

static union evn_index_bucket *bucket_at(const struct evn_index *index, uint32_t bucket)
{
    return evn_grow_at(&index->buckets, bucket);
}

static union evn_index_bucket *spill_at(const struct evn_index *index, uint32_t number)
{
    return evn_grow_at(&index->spill, number);
}

void evn_index_init(struct evn_index *index)
{
    *index = (struct evn_index){0};
    evn_grow_init(&index->buckets, sizeof(union evn_index_bucket));
    evn_grow_init(&index->spill, sizeof(union evn_index_bucket));
}

void evn_index_fini(struct evn_index *index)
{
    evn_grow_fini(&index->buckets);
    evn_grow_fini(&index->spill);
    *index = (struct evn_index){0};
}

static void give_spill(struct evn_index *index, uint32_t number)
{
    *spill_at(index, number) = (union evn_index_bucket){.more = index->free_spill};
    index->free_spill = number;
}

static uint32_t take_spill(struct evn_index *index)
{
    uint32_t number = index->free_spill;
    EVN_ASSERT(number != 0);
    index->free_spill = spill_at(index, number)->more;
    spill_at(index, number)->more = 0;
    return number;
}

/* An insertion needs one spill bucket at most, a split none but those it frees. */
static evn_err have_spill(struct evn_index *index)
{
    if (index->free_spill != 0)
        return EVN_OK;
    if (evn_grow_reach(&index->spill, index->n_spill + 1) != EVN_OK)
        return EVN_E_NO_MEMORY;
    give_spill(index, ++index->n_spill);
    return EVN_OK;
}

static void put(struct evn_index *index, union evn_index_bucket *bucket, uint32_t number,
                uint32_t hash)
{
    while (bucket->more != 0)
        bucket = spill_at(index, bucket->more);
    if (bucket->n == EVN_INDEX_WIDE) {
        bucket->more = take_spill(index);
        bucket = spill_at(index, bucket->more);
    }
    bucket->hash[bucket->n] = hash;
    bucket->number[bucket->n++] = number;
}

/* Divide the oldest bucket of this round between itself and the new last bucket. A spill bucket is
 * free again before its entries are put: n + 1 buckets become n + 2 at most, two of them homes. */
static void split(struct evn_index *index)
{
    uint32_t low = index->n_buckets - index->mask - 1;
    uint32_t high = index->n_buckets++;
    union evn_index_bucket old = *bucket_at(index, low);
    *bucket_at(index, low) = (union evn_index_bucket){0};
    *bucket_at(index, high) = (union evn_index_bucket){0};
    for (;;) {
        uint32_t more = old.more;
        for (uint32_t i = 0; i < old.n; i++) {
            bool goes_high = (old.hash[i] & (index->mask * 2 + 1)) == high;
            put(index, bucket_at(index, goes_high ? high : low), old.number[i], old.hash[i]);
        }
        if (more == 0)
            break;
        old = *spill_at(index, more);
        give_spill(index, more);
    }
    if (index->n_buckets == (index->mask + 1) * 2)
        index->mask = index->mask * 2 + 1;
}

evn_err evn_index_add(struct evn_index *index, uint32_t number, uint32_t hash)
{
    EVN_ASSERT(number != 0 && index->n < UINT32_MAX / 4);
    if (evn_grow_reach(&index->buckets, index->n_buckets) != EVN_OK || have_spill(index) != EVN_OK)
        return EVN_E_NO_MEMORY;
    if (index->n_buckets == 0)
        index->n_buckets = 1;
    else if (index->n >= index->n_buckets * EVN_INDEX_LOAD)
        split(index);
    put(index, bucket_at(index, evn_index_home(index, hash)), number, hash);
    index->n++;
    return EVN_OK;
}

size_t evn_index_bytes(const struct evn_index *index)
{
    return evn_grow_bytes(&index->buckets) + evn_grow_bytes(&index->spill);
}
