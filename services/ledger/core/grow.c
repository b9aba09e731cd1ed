#include "services/ledger/core/grow.h"

#include "common/base/pages.h"

#include <stdlib.h>

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

evn_err evn_grow_reach(struct evn_grow *grow, uint32_t i)
{
    while (grow->n_pieces <= i >> EVN_GROW_BITS) {
        if (grow->n_pieces == grow->dir_cap && grow_directory(grow) != EVN_OK)
            return EVN_E_NO_MEMORY;
        uint8_t *piece =
            evn_pages_new(piece_len(grow), grow->n_pieces > 0 && piece_len(grow) >= EVN_PAGE_LARGE);
        if (piece == NULL)
            return EVN_E_NO_MEMORY;
        grow->pieces[grow->n_pieces++] = piece;
    }
    return EVN_OK;
}

size_t evn_grow_bytes(const struct evn_grow *grow)
{
    return grow->n_pieces * piece_len(grow) + grow->dir_cap * sizeof(void *);
}
