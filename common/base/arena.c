#include "common/base/arena.h"

#include <stdalign.h>
#include <stdlib.h>
#include <string.h>

evn_err evn_arena_init(struct evn_arena *arena, size_t cap)
{
    *arena = (struct evn_arena){.at = malloc(cap > 0 ? cap : 1), .cap = cap};
    return arena->at != NULL ? EVN_OK : EVN_E_NO_MEMORY;
}

void evn_arena_fini(struct evn_arena *arena)
{
    free(arena->at);
    *arena = (struct evn_arena){0};
}

void evn_arena_reset(struct evn_arena *arena)
{
    arena->used = 0;
}

void *evn_arena_alloc(struct evn_arena *arena, size_t len)
{
    const size_t align = alignof(max_align_t);
    size_t start = (arena->used + align - 1) / align * align;
    if (start > arena->cap || len > arena->cap - start)
        return NULL;
    arena->used = start + len;
    if (arena->used > arena->peak)
        arena->peak = arena->used;
    return arena->at + start;
}

void *evn_arena_array(struct evn_arena *arena, size_t n, size_t size)
{
    size_t len;
    if (__builtin_mul_overflow(n, size, &len))
        return NULL;
    void *at = evn_arena_alloc(arena, len);
    if (at != NULL)
        memset(at, 0, len);
    return at;
}
