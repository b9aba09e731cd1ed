#include "services/registry/core/table.h"

#include "common/service/rights.h"

#include <stdlib.h>

static int compare_key(const void *rows, uint32_t row, const char *text)
{
    return strcmp(((const struct evn_row *)rows)[row].key, text);
}

static int compare_area(const void *rows, uint32_t row, const char *text)
{
    return strcmp(((const struct evn_row *)rows)[row].area, text);
}

static struct evn_order_by by_key(const struct evn_table *table)
{
    return (struct evn_order_by){.compare = compare_key, .rows = table->row};
}

static struct evn_order_by by_area(const struct evn_table *table)
{
    return (struct evn_order_by){.compare = compare_area, .rows = table->row};
}

void evn_table_init(struct evn_table *table, size_t max, bool has_areas)
{
    *table = (struct evn_table){.has_areas = has_areas};
    evn_textmap_init(&table->by_key, max);
}

void evn_table_fini(struct evn_table *table)
{
    for (size_t i = 0; i < table->n; i++)
        free(table->row[i].key);
    free(table->row);
    evn_order_fini(&table->in_order);
    evn_order_fini(&table->by_area);
    evn_textmap_fini(&table->by_key);
    *table = (struct evn_table){0};
}

const struct evn_row *evn_table_find(const struct evn_table *table, const char *key)
{
    uint32_t at;
    return evn_textmap_find(&table->by_key, evn_bytes_text(key), &at) ? &table->row[at] : NULL;
}

/* A row on one block of heap. */
static evn_err make_row(const struct evn_row_id *id, struct evn_bytes body, struct evn_row *out)
{
    size_t key_len = strlen(id->key) + 1, area_len = strlen(id->area) + 1;
    char *at = malloc(key_len + area_len + body.len);
    if (at == NULL)
        return EVN_E_NO_MEMORY;
    memcpy(at, id->key, key_len);
    memcpy(at + key_len, id->area, area_len);
    if (body.len > 0)
        memcpy(at + key_len + area_len, body.at, body.len);
    *out = (struct evn_row){.key = at,
                            .area = at + key_len,
                            .body = (uint8_t *)at + key_len + area_len,
                            .len = (uint32_t)body.len,
                            .mark = id->mark};
    return EVN_OK;
}

static evn_err reserve(struct evn_table *table)
{
    if (table->n < table->cap)
        return EVN_OK;
    size_t cap = table->cap > 0 ? table->cap * 2 : 16;
    struct evn_row *grown = realloc(table->row, cap * sizeof *grown);
    if (grown == NULL)
        return EVN_E_NO_MEMORY;
    table->row = grown;
    table->cap = cap;
    return EVN_OK;
}

static evn_err append(struct evn_table *table, const struct evn_row *row)
{
    uint32_t number = (uint32_t)table->n;
    evn_err err = reserve(table);
    if (err == EVN_OK)
        err = evn_textmap_add(&table->by_key, evn_bytes_text(row->key), number);
    if (err != EVN_OK)
        return err;
    table->row[table->n++] = *row;
    struct evn_order_by key = by_key(table), area = by_area(table);
    err = evn_order_add(&table->in_order, &key, row->key, number);
    if (err == EVN_OK && table->has_areas)
        err = evn_order_add(&table->by_area, &area, row->area, number);
    return err;
}

evn_err evn_table_put(struct evn_table *table, const struct evn_row_id *id, struct evn_bytes body)
{
    struct evn_row row;
    uint32_t number;
    bool known = evn_textmap_find(&table->by_key, evn_bytes_text(id->key), &number);
    if (known && table->has_areas && strcmp(table->row[number].area, id->area) != 0)
        return EVN_E_CORRUPT;
    evn_err err = make_row(id, body, &row);
    if (err != EVN_OK)
        return err;
    if (known) {
        free(table->row[number].key);
        table->row[number] = row;
        return EVN_OK;
    }
    size_t n = table->n;
    err = append(table, &row);
    if (err != EVN_OK && table->n == n)
        free(row.key);
    return err;
}

struct evn_table_walk evn_table_after(const struct evn_table *table, const char *after,
                                      const char *area)
{
    struct evn_order_by by = by_key(table);
    struct evn_table_walk walk = {.table = table, .order = &table->in_order, .area = area};
    walk.at = evn_order_from(walk.order, &by, after);
    struct evn_order_at next = walk.at;
    uint32_t row;
    if (evn_order_next(walk.order, &next, &row) && strcmp(table->row[row].key, after) == 0)
        walk.at = next;
    return walk;
}

struct evn_table_walk evn_table_in(const struct evn_table *table, const char *area)
{
    struct evn_order_by by = by_area(table);
    struct evn_table_walk walk = {.table = table, .order = &table->by_area, .area = area};
    walk.at = evn_order_from(walk.order, &by, area);
    return walk;
}

const struct evn_row *evn_table_next(struct evn_table_walk *walk)
{
    uint32_t number;
    while (evn_order_next(walk->order, &walk->at, &number)) {
        const struct evn_row *row = &walk->table->row[number];
        if (evn_scope_covers(walk->area, row->area))
            return row;
        if (walk->order == &walk->table->by_area)
            return NULL;
    }
    return NULL;
}
