#include "services/ledger/core/grow.h"

#include "common/base/pages.h"

#include <stdlib.h>
#include <string.h>

enum { FIRST_SMALL = 1 << 20 }; /* bytes of small pages a table begins with */

void evn_grow_init(struct evn_grow *grow, uint32_t size)
{
    *grow = (struct evn_grow){.size = size};
}

static size_t piece_len(const struct evn_grow *grow)
{
    return (size_t)EVN_GROW_PIECE * grow->size;
}

void evn_grow_fini(struct evn_grow *grow)
{
    for (uint32_t i = 0; i < grow->n_pieces; i++)
        evn_pages_free(grow->pieces[i], piece_len(grow));
    free(grow->pieces);
    *grow = (struct evn_grow){0};
}

static evn_err grow_directory(struct evn_grow *grow)
{
    uint32_t cap = grow->dir_cap > 0 ? grow->dir_cap * 2 : 16;
    uint8_t **pieces = realloc(grow->pieces, cap * sizeof *pieces);
    if (pieces == NULL)
        return EVN_E_NO_MEMORY;
    grow->pieces = pieces;
    grow->dir_cap = cap;
    return EVN_OK;
}

static uint8_t *piece_new(size_t len, uint32_t number)
{
    if (number > 0 || len < EVN_PAGE_LARGE)
        return evn_pages_new(len, len >= EVN_PAGE_LARGE);
    uint8_t *piece = evn_pages_new(len, false);
    if (piece != NULL)
        evn_pages_advise(piece + FIRST_SMALL, len - FIRST_SMALL);
    return piece;
}

evn_err evn_grow_reach(struct evn_grow *grow, uint32_t i)
{
    while (grow->n_pieces <= i >> EVN_GROW_BITS) {
        if (grow->n_pieces == grow->dir_cap && grow_directory(grow) != EVN_OK)
            return EVN_E_NO_MEMORY;
        uint8_t *piece = piece_new(piece_len(grow), grow->n_pieces);
        if (piece == NULL)
            return EVN_E_NO_MEMORY;
        grow->pieces[grow->n_pieces++] = piece;
    }
    if (i >= grow->n)
        grow->n = i + 1;
    return EVN_OK;
}

void evn_grow_wipe(struct evn_grow *grow)
{
    for (uint32_t from = 0; from < grow->n; from += EVN_GROW_PIECE) {
        uint32_t n = grow->n - from < EVN_GROW_PIECE ? grow->n - from : EVN_GROW_PIECE;
        memset(evn_grow_at(grow, from), 0, (size_t)n * grow->size);
    }
}

size_t evn_grow_bytes(const struct evn_grow *grow)
{
    return (size_t)grow->n * grow->size + grow->dir_cap * sizeof(void *);
}
