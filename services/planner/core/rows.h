/* rows - the rows of one kind of fact, each kept as the bytes of its event. Pure but for the heap.
 *
 * A snapshot emits a row again, a digest hashes it, and equal content is equal bytes. Rows of one
 * community hang on a chain, so that its need is computed from its own rows alone. Rows are never
 * taken out. */
#ifndef EVN_PLANNER_ROWS_H
#define EVN_PLANNER_ROWS_H

#include "common/base/bytes.h"
#include "common/base/textmap.h"

#define EVN_NO_ROW UINT32_MAX /* end of a chain */

struct evn_fact_row {
    char *key;       /* owned, with the body behind it */
    uint8_t *body;   /* in the same block */
    uint32_t len;    /* of the body */
    uint32_t *chain; /* head of the chain it hangs on; borrowed */
    uint32_t next;   /* row behind it, or EVN_NO_ROW */
};

struct evn_facts {
    struct evn_textmap by_key; /* key -> row number */
    struct evn_fact_row *row;  /* owned */
    uint32_t *order;           /* owned: row numbers by key; NULL unless sorted */
    bool sorted;
    size_t n, cap; /* rows; allocated */
};

/* An empty table for at most `max` rows; `sorted`: evn_facts_from may be asked. */
void evn_facts_init(struct evn_facts *table, size_t max, bool sorted);
void evn_facts_fini(struct evn_facts *table);

/* The row of this key, or NULL. Borrowed until the next put. */
const struct evn_fact_row *evn_facts_find(const struct evn_facts *table, const char *key);

/* Add the row, or replace the one with this key, and hang it on `chain` (NULL: none).
 * *changed: it was not there with this content. EVN_E_LIMIT, EVN_E_NO_MEMORY. */
EVN_MUST_USE evn_err evn_facts_put(struct evn_facts *table, const char *key, struct evn_bytes body,
                                   uint32_t *chain, bool *changed);

/* Position in `order` of the first row whose key is not below `key`. */
size_t evn_facts_from(const struct evn_facts *table, const char *key);

#endif
