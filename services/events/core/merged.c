#include "services/events/core/merged.h"

#include <stdlib.h>

void evn_merged_init(struct evn_merged *m, size_t ranges_max)
{
    EVN_ASSERT(ranges_max > 0 && ranges_max % (2 * EVN_MERGED_STEP) == 0);
    *m = (struct evn_merged){.max = ranges_max};
}

void evn_merged_fini(struct evn_merged *m)
{
    free(m->range);
    free(m->step);
    *m = (struct evn_merged){0};
}

static evn_err grow(struct evn_merged *m)
{
    size_t cap = m->cap > 0 ? m->cap * 2 : EVN_MERGED_STEP;
    if (cap > m->max)
        cap = m->max;
    EVN_ASSERT(cap >= EVN_MERGED_STEP);
    struct evn_range *range = realloc(m->range, cap * sizeof *range);
    if (range != NULL)
        m->range = range;
    struct evn_vector *step = realloc(m->step, cap / EVN_MERGED_STEP * sizeof *step);
    if (step != NULL)
        m->step = step;
    if (range == NULL || step == NULL)
        return EVN_E_NO_MEMORY;
    m->cap = cap;
    return EVN_OK;
}

/* Forget the older half. */
static void forget(struct evn_merged *m)
{
    size_t half = m->max / 2;
    m->forgotten = m->range[half].position - 1;
    memmove(m->range, m->range + half, (m->n - half) * sizeof *m->range);
    memmove(m->step, m->step + half / EVN_MERGED_STEP,
            (m->n - half) / EVN_MERGED_STEP * sizeof *m->step);
    m->n -= half;
}

evn_err evn_merged_add(struct evn_merged *m, uint32_t source, uint64_t seq, uint32_t count)
{
    if (source == 0 || source > EVN_STREAMS_MAX || count == 0 || seq != m->at.seq[source - 1] + 1 ||
        m->head > UINT64_MAX - count)
        return EVN_E_CORRUPT;
    if (m->n == 0 || m->range[m->n - 1].source != source) {
        if (m->n == m->max)
            forget(m);
        evn_err err = m->n == m->cap ? grow(m) : EVN_OK;
        if (err != EVN_OK)
            return err;
        if (m->n % EVN_MERGED_STEP == 0)
            m->step[m->n / EVN_MERGED_STEP] = m->at;
        m->range[m->n++] =
            (struct evn_range){.position = m->head + 1, .seq = seq, .source = source};
    }
    m->head += count;
    m->at.seq[source - 1] += count;
    return EVN_OK;
}

/* Index of the range that holds the position. */
static size_t index_of(const struct evn_merged *m, uint64_t position)
{
    size_t low = 0, high = m->n;
    EVN_ASSERT(position > m->forgotten && position <= m->head);
    while (high - low > 1) {
        size_t mid = low + (high - low) / 2;
        if (m->range[mid].position <= position)
            low = mid;
        else
            high = mid;
    }
    return low;
}

static uint64_t last_of(const struct evn_merged *m, size_t i)
{
    return i + 1 < m->n ? m->range[i + 1].position - 1 : m->head;
}

struct evn_range evn_merged_find(const struct evn_merged *m, uint64_t position, uint64_t *last)
{
    size_t i = index_of(m, position);
    struct evn_range found = m->range[i];
    found.seq += position - found.position;
    found.position = position;
    *last = last_of(m, i);
    return found;
}

struct evn_vector evn_merged_vector(const struct evn_merged *m, uint64_t position)
{
    EVN_ASSERT(position >= m->forgotten && position <= m->head);
    if (position == m->head)
        return m->at;
    if (position == m->forgotten)
        return m->step[0];
    size_t i = index_of(m, position);
    size_t from = i / EVN_MERGED_STEP * EVN_MERGED_STEP;
    struct evn_vector at = m->step[from / EVN_MERGED_STEP];
    for (size_t k = from; k <= i; k++) {
        uint64_t last = k < i ? last_of(m, k) : position;
        at.seq[m->range[k].source - 1] = m->range[k].seq + (last - m->range[k].position);
    }
    return at;
}

void evn_merged_check(const struct evn_merged *m)
{
    uint64_t next = m->forgotten + 1;
    struct evn_vector at = m->n > 0 ? m->step[0] : m->at;
    for (size_t i = 0; i < m->n; i++) {
        const struct evn_range *r = &m->range[i];
        if (i % EVN_MERGED_STEP == 0)
            EVN_ASSERT(memcmp(&at, &m->step[i / EVN_MERGED_STEP], sizeof at) == 0);
        EVN_ASSERT(r->position == next && r->seq == at.seq[r->source - 1] + 1);
        next = last_of(m, i) + 1;
        at.seq[r->source - 1] += next - r->position;
    }
    EVN_ASSERT(next == m->head + 1 && memcmp(&at, &m->at, sizeof at) == 0);
}
