#include "services/registry/core/order.h"

#include <stdlib.h>
#include <string.h>

void evn_order_fini(struct evn_order *order)
{
    for (size_t i = 0; i < order->n; i++)
        free(order->leaf[i]);
    free(order->leaf);
    *order = (struct evn_order){0};
}

/* First index in the leaf whose row is not below the text (above it when `behind`). */
static uint32_t in_leaf(const struct evn_order_leaf *leaf, const struct evn_order_by *by,
                        const char *text, bool behind)
{
    uint32_t from = 0, until = leaf->n;
    while (from < until) {
        uint32_t mid = (from + until) / 2;
        int c = by->compare(by->rows, leaf->at[mid], text);
        if (c < 0 || (behind && c == 0))
            from = mid + 1;
        else
            until = mid;
    }
    return from;
}

/* First leaf whose last row is not below the text (above it when `behind`). */
static size_t leaf_for(const struct evn_order *order, const struct evn_order_by *by,
                       const char *text, bool behind)
{
    size_t from = 0, until = order->n;
    while (from < until) {
        size_t mid = (from + until) / 2;
        const struct evn_order_leaf *leaf = order->leaf[mid];
        int c = by->compare(by->rows, leaf->at[leaf->n - 1], text);
        if (c < 0 || (behind && c == 0))
            from = mid + 1;
        else
            until = mid;
    }
    return from;
}

/* A new empty leaf at position `i`. */
static evn_err insert_leaf(struct evn_order *order, size_t i)
{
    if (order->n == order->cap) {
        size_t cap = order->cap > 0 ? order->cap * 2 : 16;
        struct evn_order_leaf **grown = realloc(order->leaf, cap * sizeof(struct evn_order_leaf *));
        if (grown == NULL)
            return EVN_E_NO_MEMORY;
        order->leaf = grown;
        order->cap = cap;
    }
    struct evn_order_leaf *leaf = malloc(sizeof *leaf);
    if (leaf == NULL)
        return EVN_E_NO_MEMORY;
    leaf->n = 0;
    memmove(&order->leaf[i + 1], &order->leaf[i], (order->n - i) * sizeof leaf);
    order->leaf[i] = leaf;
    order->n++;
    return EVN_OK;
}

/* A full leaf gives its upper half to a new one behind it. */
static evn_err split(struct evn_order *order, size_t i)
{
    evn_err err = insert_leaf(order, i + 1);
    if (err != EVN_OK)
        return err;
    struct evn_order_leaf *low = order->leaf[i], *high = order->leaf[i + 1];
    high->n = low->n - low->n / 2;
    low->n /= 2;
    memcpy(high->at, low->at + low->n, high->n * sizeof high->at[0]);
    return EVN_OK;
}

/* The leaf where a row of this text goes; the last one takes what is above everything. */
static size_t leaf_to_fill(const struct evn_order *order, const struct evn_order_by *by,
                           const char *text)
{
    size_t i = leaf_for(order, by, text, true);
    return i > 0 && i == order->n ? i - 1 : i;
}

evn_err evn_order_add(struct evn_order *order, const struct evn_order_by *by, const char *text,
                      uint32_t row)
{
    evn_err err = order->n == 0 ? insert_leaf(order, 0) : EVN_OK;
    size_t i = order->n == 1 ? 0 : leaf_to_fill(order, by, text);
    if (err == EVN_OK && order->leaf[i]->n == EVN_ORDER_LEAF) {
        err = split(order, i);
        i = leaf_to_fill(order, by, text);
    }
    if (err != EVN_OK)
        return err;
    struct evn_order_leaf *leaf = order->leaf[i];
    uint32_t at = in_leaf(leaf, by, text, true);
    memmove(&leaf->at[at + 1], &leaf->at[at], (leaf->n - at) * sizeof leaf->at[0]);
    leaf->at[at] = row;
    leaf->n++;
    return EVN_OK;
}

struct evn_order_at evn_order_from(const struct evn_order *order, const struct evn_order_by *by,
                                   const char *text)
{
    struct evn_order_at at = {.leaf = leaf_for(order, by, text, false)};
    if (at.leaf < order->n)
        at.i = in_leaf(order->leaf[at.leaf], by, text, false);
    return at;
}

bool evn_order_next(const struct evn_order *order, struct evn_order_at *at, uint32_t *row)
{
    if (at->leaf >= order->n)
        return false;
    const struct evn_order_leaf *leaf = order->leaf[at->leaf];
    *row = leaf->at[at->i++];
    if (at->i == leaf->n)
        *at = (struct evn_order_at){.leaf = at->leaf + 1};
    return true;
}
