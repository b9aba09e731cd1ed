#include "services/ledger/core/index.h"

static uint32_t *head_at(const struct evn_index *index, uint32_t bucket)
{
    return evn_grow_at(&index->heads, bucket);
}

evn_err evn_index_init(struct evn_index *index)
{
    *index = (struct evn_index){.n_buckets = 1};
    evn_grow_init(&index->heads, sizeof(uint32_t));
    evn_grow_init(&index->links, sizeof(struct evn_index_link));
    return evn_grow_reach(&index->heads, 0);
}

void evn_index_fini(struct evn_index *index)
{
    evn_grow_fini(&index->heads);
    evn_grow_fini(&index->links);
}

evn_err evn_index_room(struct evn_index *index, uint32_t n)
{
    EVN_ASSERT(index->n == 0 && n < UINT32_MAX / 4);
    if (evn_grow_reach(&index->links, n) != EVN_OK || evn_grow_reach(&index->heads, n) != EVN_OK)
        return EVN_E_NO_MEMORY;
    index->n_buckets = n > 0 ? n : 1;
    while ((index->mask + 1) * 2 <= index->n_buckets)
        index->mask = index->mask * 2 + 1;
    return EVN_OK;
}

/* Divide the oldest bucket of this round between itself and the new last bucket. */
static void split(struct evn_index *index)
{
    uint32_t low = index->n_buckets - index->mask - 1;
    uint32_t high = index->n_buckets++;
    uint32_t number = *head_at(index, low);
    uint32_t *low_end = head_at(index, low);
    uint32_t *high_end = head_at(index, high);
    while (number != 0) {
        struct evn_index_link *link = evn_index_link(index, number);
        uint32_t **end = (link->hash & (index->mask * 2 + 1)) == high ? &high_end : &low_end;
        **end = number;
        *end = &link->next;
        number = link->next;
    }
    *low_end = 0;
    *high_end = 0;
    if (index->n_buckets == (index->mask + 1) * 2)
        index->mask = index->mask * 2 + 1;
}

evn_err evn_index_add(struct evn_index *index, uint32_t number, uint32_t hash)
{
    EVN_ASSERT(number != 0 && index->n < UINT32_MAX / 4);
    if (evn_grow_reach(&index->links, number) != EVN_OK ||
        evn_grow_reach(&index->heads, index->n_buckets) != EVN_OK)
        return EVN_E_NO_MEMORY;
    if (index->n >= index->n_buckets)
        split(index);
    uint32_t *head = head_at(index, evn_index_bucket(index, hash));
    *evn_index_link(index, number) = (struct evn_index_link){.next = *head, .hash = hash};
    *head = number;
    index->n++;
    return EVN_OK;
}

size_t evn_index_bytes(const struct evn_index *index)
{
    return evn_grow_bytes(&index->heads) + evn_grow_bytes(&index->links);
}
