/* order - row numbers kept in the order of their rows' texts. Pure but for the heap.
 *
 * Pages of a list, and "everything in this area", need rows by text. Row numbers lie in leaves of
 * at most EVN_ORDER_LEAF, sorted, and the leaves in an array: adding moves few bytes, walking is
 * an array scan. Rows are never taken out, and the text a row is ordered by never changes. */
#ifndef EVN_REGISTRY_ORDER_H
#define EVN_REGISTRY_ORDER_H

#include "common/base/assert.h"
#include "common/base/err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { EVN_ORDER_LEAF = 256 };

struct evn_order_leaf {
    uint32_t n;                  /* rows in it; 1 or more */
    uint32_t at[EVN_ORDER_LEAF]; /* row numbers */
};

struct evn_order {
    struct evn_order_leaf **leaf; /* owned, in order */
    size_t n;                     /* leaves */
    size_t cap;                   /* allocated */
};

/* Compares the row with a text: below, equal, above as memcmp. */
struct evn_order_by {
    int (*compare)(const void *rows, uint32_t row, const char *text);
    const void *rows;
};

/* Where a walk stands. */
struct evn_order_at {
    size_t leaf;
    uint32_t i;
};

void evn_order_fini(struct evn_order *order);

/* Add a row whose text is `text`; rows of equal text stay in the order they came.
 * EVN_E_NO_MEMORY. */
EVN_MUST_USE evn_err evn_order_add(struct evn_order *order, const struct evn_order_by *by,
                                   const char *text, uint32_t row);

/* The first row that is not below `text`. */
struct evn_order_at evn_order_from(const struct evn_order *order, const struct evn_order_by *by,
                                   const char *text);

/* The row there, and one step on; false at the end. */
bool evn_order_next(const struct evn_order *order, struct evn_order_at *at, uint32_t *row);

#endif
