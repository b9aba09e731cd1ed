/* table - the rows of one kind of entity, each kept as the bytes of its event. Pure but for the
 * heap.
 *
 * A row is what was logged: a snapshot emits it again, a read copies it into the answer, a digest
 * hashes it, and equal content is equal bytes. Beside the bytes stands only what is searched for.
 * Rows are never taken out, and a row's key never changes. */
#ifndef EVN_REGISTRY_TABLE_H
#define EVN_REGISTRY_TABLE_H

#include "common/base/bytes.h"
#include "common/base/textmap.h"
#include "common/service/core.h"
#include "services/registry/core/order.h"

enum { EVN_ROW_KEY_MAX = 2 * EVN_CODE_MAX };

/* What a row is found by. */
struct evn_row_id {
    char key[EVN_ROW_KEY_MAX]; /* unique in the table; also the order of lists */
    char area[EVN_CODE_MAX];   /* where it lies; "": nowhere, or everywhere */
    int64_t mark;              /* a number the entity's own code looks for; see entity.c */
};

struct evn_row {
    char *key;     /* owned, with area and body behind it */
    char *area;    /* in the same block */
    uint8_t *body; /* in the same block */
    uint32_t len;  /* of the body */
    int64_t mark;  /* as in evn_row_id */
};

struct evn_table {
    struct evn_textmap by_key; /* key -> row number */
    struct evn_order in_order; /* by key */
    struct evn_order by_area;  /* by area, then as they came; empty unless has_areas */
    bool has_areas;            /* evn_table_in is asked: a row's area never changes */
    struct evn_row *row;       /* owned */
    size_t n;                  /* rows */
    size_t cap;                /* allocated */
};

/* An empty table for at most `max` rows. */
void evn_table_init(struct evn_table *table, size_t max, bool has_areas);
void evn_table_fini(struct evn_table *table);

/* The row of this key, or NULL. Borrowed until the next put. */
const struct evn_row *evn_table_find(const struct evn_table *table, const char *key);

/* Add the row, or replace the one with this key. EVN_E_LIMIT, EVN_E_NO_MEMORY; EVN_E_CORRUPT:
 * another area than before, in a table that orders by it. */
EVN_MUST_USE evn_err evn_table_put(struct evn_table *table, const struct evn_row_id *id,
                                   struct evn_bytes body);

/* A walk in the order of keys over the rows behind `after` ("": all) that lie in or below `area`,
 * and one over the same rows in the order of areas (has_areas). evn_table_next gives NULL at the
 * end. */
struct evn_table_walk {
    const struct evn_table *table;
    const struct evn_order *order;
    struct evn_order_at at;
    const char *area; /* rows outside it are passed over */
};
struct evn_table_walk evn_table_after(const struct evn_table *table, const char *after,
                                      const char *area);
struct evn_table_walk evn_table_in(const struct evn_table *table, const char *area);
const struct evn_row *evn_table_next(struct evn_table_walk *walk);

#endif
