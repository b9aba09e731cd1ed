#include "services/ledger/core/sort.h"

#include <stdbool.h>
#include <string.h>

enum { SHORT_RUN = 12 };

static bool after(const struct evn_change *a, const struct evn_change *b)
{
    return a->key != b->key ? a->key > b->key : a->at_us > b->at_us;
}

static void sort_short(struct evn_change *c, size_t n)
{
    for (size_t i = 1; i < n; i++) {
        struct evn_change moving = c[i];
        size_t j = i;
        for (; j > 0 && after(&c[j - 1], &moving); j--)
            c[j] = c[j - 1];
        c[j] = moving;
    }
}

static void merge(const struct evn_change *a, size_t n_a, const struct evn_change *b, size_t n_b,
                  struct evn_change *to)
{
    while (n_a > 0 && n_b > 0) {
        bool take_b = after(a, b);
        *to++ = take_b ? *b++ : *a++;
        n_a -= !take_b;
        n_b -= take_b;
    }
    memcpy(to, n_a > 0 ? a : b, (n_a + n_b) * sizeof *to);
}

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

evn_err evn_changes_sort(struct evn_change *changes, size_t n, struct evn_arena *arena)
{
    for (size_t i = 0; i < n; i += SHORT_RUN)
        sort_short(changes + i, least(SHORT_RUN, n - i));
    if (n <= SHORT_RUN)
        return EVN_OK;
    struct evn_change *from = changes;
    struct evn_change *to = evn_arena_array(arena, n, sizeof *to);
    if (to == NULL)
        return EVN_E_LIMIT;
    for (size_t run = SHORT_RUN; run < n; run *= 2) {
        for (size_t i = 0; i < n; i += 2 * run) {
            size_t n_a = least(run, n - i);
            merge(from + i, n_a, from + i + n_a, least(run, n - i - n_a), to + i);
        }
        struct evn_change *swap = from;
        from = to;
        to = swap;
    }
    if (from != changes)
        memcpy(changes, from, n * sizeof *changes);
    return EVN_OK;
}
