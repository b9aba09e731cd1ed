#include "common/journal/file_recent.h"

#include "common/base/pages.h"

#include <stdlib.h>

void evn_file_recent_init(struct evn_file_recent *recent)
{
    *recent = (struct evn_file_recent){.n = 0};
    pthread_mutex_init(&recent->lock, NULL);
}

evn_err evn_file_recent_open(struct evn_file_recent *recent, uint64_t segment_bytes)
{
    recent->cap = 2 * segment_bytes < EVN_RECENT_BYTES_MAX ? (size_t)(2 * segment_bytes)
                                                           : EVN_RECENT_BYTES_MAX;
    recent->bytes = evn_pages_new(recent->cap, recent->cap == EVN_RECENT_BYTES_MAX);
    recent->n_max = recent->cap / EVN_BLOCK_PAGE;
    if (recent->n_max > EVN_RECENT_BLOCKS_MAX)
        recent->n_max = EVN_RECENT_BLOCKS_MAX;
    recent->block = calloc(recent->n_max, sizeof *recent->block);
    return recent->bytes != NULL && recent->block != NULL ? EVN_OK : EVN_E_NO_MEMORY;
}

void evn_file_recent_fini(struct evn_file_recent *recent)
{
    evn_pages_free(recent->bytes, recent->cap);
    free(recent->block);
    pthread_mutex_destroy(&recent->lock);
}

/* The i-th oldest. */
static struct evn_recent_block *nth(const struct evn_file_recent *r, size_t i)
{
    return &r->block[(r->first + i) % r->n_max];
}

static void drop_oldest(struct evn_file_recent *r)
{
    r->first = (r->first + 1) % r->n_max;
    r->n--;
}

/* Where the next `span` bytes go; what lies there is dropped. The ring begins again when its end is
 * reached, or as soon as its beginning is free: a log of small blocks touches little of it. */
static size_t next_place(struct evn_file_recent *r, size_t span)
{
    if (r->n == 0)
        return 0;
    const struct evn_recent_block *newest = nth(r, r->n - 1);
    size_t oldest = nth(r, 0)->at, at = newest->at + newest->span;
    bool again = oldest <= newest->at && oldest >= span;
    if (again || r->cap - at < span) {
        while (!again && r->n > 0 && nth(r, 0)->at >= at)
            drop_oldest(r);
        at = 0;
    }
    while (r->n > 0 && nth(r, 0)->at < at + span && nth(r, 0)->at + nth(r, 0)->span > at)
        drop_oldest(r);
    return at;
}

uint8_t *evn_file_recent_add(struct evn_file_recent *recent, const struct evn_block *block,
                             struct evn_block_place place)
{
    size_t span = (size_t)evn_block_span(block->payload.len);
    EVN_ASSERT(span <= recent->cap);
    pthread_mutex_lock(&recent->lock);
    if (recent->n == recent->n_max)
        drop_oldest(recent);
    size_t at = next_place(recent, span);
    *nth(recent, recent->n++) = (struct evn_recent_block){.first_seq = block->first_seq,
                                                          .count = block->count,
                                                          .at = at,
                                                          .span = span,
                                                          .place = place};
    pthread_mutex_unlock(&recent->lock);
    return recent->bytes + at;
}

void evn_file_recent_clear(struct evn_file_recent *recent)
{
    pthread_mutex_lock(&recent->lock);
    recent->first = recent->n = 0;
    pthread_mutex_unlock(&recent->lock);
}

/* The block that holds `seq`, or NULL. Lock held. */
static const struct evn_recent_block *find(const struct evn_file_recent *r, uint64_t seq)
{
    size_t lo = 0, hi = r->n;
    while (lo < hi) {
        size_t mid = lo + (hi - lo) / 2;
        if (nth(r, mid)->first_seq <= seq)
            lo = mid + 1;
        else
            hi = mid;
    }
    const struct evn_recent_block *b = lo > 0 ? nth(r, lo - 1) : NULL;
    return b != NULL && seq - b->first_seq < b->count ? b : NULL;
}

bool evn_file_bytes_room(uint8_t **to, size_t *cap, size_t len)
{
    if (len <= *cap)
        return true;
    uint8_t *at = realloc(*to, len);
    if (at == NULL)
        return false;
    *to = at;
    *cap = len;
    return true;
}

evn_err evn_file_recent_get(struct evn_file_recent *recent, uint64_t seq, uint8_t **to, size_t *cap,
                            struct evn_recent_block *out)
{
    evn_err err = EVN_E_AGAIN;
    pthread_mutex_lock(&recent->lock);
    const struct evn_recent_block *b = find(recent, seq);
    if (b != NULL)
        err = evn_file_bytes_room(to, cap, b->span) ? EVN_OK : EVN_E_NO_MEMORY;
    if (b != NULL && err == EVN_OK) {
        memcpy(*to, recent->bytes + b->at, b->span);
        *out = *b;
    }
    pthread_mutex_unlock(&recent->lock);
    return err;
}
