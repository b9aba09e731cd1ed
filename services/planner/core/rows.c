#include "services/planner/core/rows.h"

#include <stdlib.h>

void evn_facts_init(struct evn_facts *table, size_t max, bool sorted)
{
    *table = (struct evn_facts){.sorted = sorted};
    evn_textmap_init(&table->by_key, max);
}

void evn_facts_fini(struct evn_facts *table)
{
    for (size_t i = 0; i < table->n; i++)
        free(table->row[i].key);
    free(table->row);
    free(table->order);
    evn_textmap_fini(&table->by_key);
    *table = (struct evn_facts){0};
}

const struct evn_fact_row *evn_facts_find(const struct evn_facts *table, const char *key)
{
    uint32_t at;
    return evn_textmap_find(&table->by_key, evn_bytes_text(key), &at) ? &table->row[at] : NULL;
}

size_t evn_facts_from(const struct evn_facts *table, const char *key)
{
    EVN_ASSERT(table->sorted);
    size_t from = 0, until = table->n;
    while (from < until) {
        size_t mid = (from + until) / 2;
        if (strcmp(table->row[table->order[mid]].key, key) < 0)
            from = mid + 1;
        else
            until = mid;
    }
    return from;
}

/* Key and body on one block of heap; the chain stays as it is. */
static evn_err set_content(struct evn_fact_row *row, const char *key, struct evn_bytes body)
{
    size_t key_len = strlen(key) + 1;
    char *at = malloc(key_len + body.len);
    if (at == NULL)
        return EVN_E_NO_MEMORY;
    memcpy(at, key, key_len);
    if (body.len > 0)
        memcpy(at + key_len, body.at, body.len);
    free(row->key);
    row->key = at;
    row->body = (uint8_t *)at + key_len;
    row->len = (uint32_t)body.len;
    return EVN_OK;
}

static evn_err reserve(struct evn_facts *table)
{
    if (table->n < table->cap)
        return EVN_OK;
    size_t cap = table->cap > 0 ? table->cap * 2 : 16;
    struct evn_fact_row *row = realloc(table->row, cap * sizeof *row);
    if (row == NULL)
        return EVN_E_NO_MEMORY;
    table->row = row;
    if (table->sorted) {
        uint32_t *order = realloc(table->order, cap * sizeof *order);
        if (order == NULL)
            return EVN_E_NO_MEMORY;
        table->order = order;
    }
    table->cap = cap;
    return EVN_OK;
}

static evn_err append(struct evn_facts *table, const char *key, struct evn_bytes body)
{
    uint32_t number = (uint32_t)table->n;
    evn_err err = reserve(table);
    if (err != EVN_OK)
        return err;
    table->row[number] = (struct evn_fact_row){.next = EVN_NO_ROW};
    err = set_content(&table->row[number], key, body);
    if (err == EVN_OK)
        err = evn_textmap_add(&table->by_key, evn_bytes_text(key), number);
    if (err != EVN_OK) {
        free(table->row[number].key);
        return err;
    }
    if (table->sorted) {
        size_t at = evn_facts_from(table, key);
        memmove(&table->order[at + 1], &table->order[at], (table->n - at) * sizeof table->order[0]);
        table->order[at] = number;
    }
    table->n++;
    return EVN_OK;
}

/* Take the row off the chain it hangs on, and hang it on another. */
static void hang(struct evn_facts *table, uint32_t number, uint32_t *chain)
{
    struct evn_fact_row *row = &table->row[number];
    if (row->chain == chain)
        return;
    for (uint32_t *at = row->chain; at != NULL; at = &table->row[*at].next)
        if (*at == number) {
            *at = row->next;
            break;
        }
    row->chain = chain;
    row->next = EVN_NO_ROW;
    if (chain != NULL) {
        row->next = *chain;
        *chain = number;
    }
}

evn_err evn_facts_put(struct evn_facts *table, const char *key, struct evn_bytes body,
                      uint32_t *chain, bool *changed)
{
    uint32_t number = (uint32_t)table->n;
    evn_err err;
    *changed = true;
    if (evn_textmap_find(&table->by_key, evn_bytes_text(key), &number)) {
        struct evn_fact_row *row = &table->row[number];
        *changed = !evn_bytes_equal(evn_bytes_of(row->body, row->len), body);
        err = *changed ? set_content(row, key, body) : EVN_OK;
    } else {
        err = append(table, key, body);
    }
    if (err == EVN_OK)
        hang(table, number, chain);
    return err;
}
