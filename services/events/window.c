#include "services/events/window.h"

#include <stdlib.h>

evn_err evn_window_init(struct evn_window *w)
{
    *w = (struct evn_window){.ring = calloc(EVN_WINDOW_BLOCKS_MAX, sizeof *w->ring)};
    return w->ring == NULL ? EVN_E_NO_MEMORY : EVN_OK;
}

static void drop_oldest(struct evn_window *w)
{
    struct evn_kept *oldest = &w->ring[w->first];
    w->bytes -= oldest->len;
    free(oldest->payload);
    *oldest = (struct evn_kept){0};
    w->first = (w->first + 1) % EVN_WINDOW_BLOCKS_MAX;
    w->n--;
}

void evn_window_fini(struct evn_window *w)
{
    while (w->n > 0)
        drop_oldest(w);
    free(w->ring);
    *w = (struct evn_window){0};
}

static bool holds(const struct evn_kept *k, uint64_t seq)
{
    return seq >= k->first_seq && seq - k->first_seq < k->count;
}

struct evn_kept *evn_window_find(struct evn_window *w, uint64_t seq)
{
    /* Who reads on wants the block of before, or the one behind it. Others are mostly near the
     * head: look from the newest back. What was dropped counts no events. */
    for (size_t i = 0; i < 2; i++) {
        size_t at = (w->found + i) % EVN_WINDOW_BLOCKS_MAX;
        if (holds(&w->ring[at], seq)) {
            w->found = at;
            return &w->ring[at];
        }
    }
    for (size_t i = w->n; i > 0; i--) {
        size_t at = (w->first + i - 1) % EVN_WINDOW_BLOCKS_MAX;
        if (holds(&w->ring[at], seq)) {
            w->found = at;
            return &w->ring[at];
        }
    }
    return NULL;
}

void evn_window_put(struct evn_window *w, const struct evn_block *block)
{
    if (evn_window_find(w, block->first_seq) != NULL)
        return;
    uint8_t *copy = malloc(block->payload.len > 0 ? block->payload.len : 1);
    if (copy == NULL)
        return;
    memcpy(copy, block->payload.at, block->payload.len);
    while (w->n == EVN_WINDOW_BLOCKS_MAX ||
           (w->n > 0 && w->bytes + block->payload.len > EVN_WINDOW_BYTES_MAX))
        drop_oldest(w);
    w->ring[(w->first + w->n++) % EVN_WINDOW_BLOCKS_MAX] =
        (struct evn_kept){.first_seq = block->first_seq,
                          .count = block->count,
                          .recorded_at_us = block->recorded_at_us,
                          .payload = copy,
                          .len = block->payload.len,
                          .mark_seq = block->first_seq};
    w->bytes += block->payload.len;
}
