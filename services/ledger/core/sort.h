/* sort - put changes into business order. Pure.
 *
 * A change is one signed quantity at one instant on one thing (`key`); the order is by key, then
 * by instant, and changes that are equal in both keep the order they came in. */
#ifndef EVN_LEDGER_SORT_H
#define EVN_LEDGER_SORT_H

#include "common/base/arena.h"

struct evn_change {
    int64_t at_us; /* business time */
    int64_t delta; /* base units, signed */
    uint32_t key;  /* what changes: an index of the caller */
    uint32_t line; /* 1-based line it comes from */
};

/* Stable sort by (key, at_us). EVN_E_LIMIT: the arena has no room for a copy of `changes`. */
EVN_MUST_USE evn_err evn_changes_sort(struct evn_change *changes, size_t n,
                                      struct evn_arena *arena);

#endif
