#include "tools/import/batch.h"

#include <stdio.h>
#include <stdlib.h>

enum { KEY_MAX = 512 };

void evn_batch_init(struct evn_batch *batch)
{
    *batch = (struct evn_batch){0};
    evn_buf_init(&batch->bytes, EVN_BATCH_BYTES_MAX);
    evn_textmap_init(&batch->keys, EVN_BATCH_MAX);
}

void evn_batch_fini(struct evn_batch *batch)
{
    free(batch->entry);
    batch->entry = NULL;
    batch->n = batch->cap = 0;
    evn_buf_fini(&batch->bytes);
    evn_textmap_fini(&batch->keys);
}

struct evn_bytes evn_batch_key(const struct evn_batch *batch, size_t i)
{
    return evn_bytes_of(batch->bytes.at + batch->entry[i].key_at, batch->entry[i].key_len);
}

struct evn_bytes evn_batch_body(const struct evn_batch *batch, size_t i)
{
    return evn_bytes_of(batch->bytes.at + batch->entry[i].body_at, batch->entry[i].body_len);
}

static evn_err grow(struct evn_batch *batch)
{
    size_t cap = batch->cap == 0 ? 256 : batch->cap * 2;
    void *more =
        batch->n < batch->cap ? batch->entry : realloc(batch->entry, cap * sizeof *batch->entry);
    if (more == NULL)
        return EVN_E_NO_MEMORY;
    if (batch->n == batch->cap)
        batch->cap = cap;
    batch->entry = more;
    return EVN_OK;
}

/* "tag:key"; empty: the key is too long. */
static struct evn_bytes name_of(uint32_t tag, struct evn_bytes key, char out[KEY_MAX])
{
    if (key.len > KEY_MAX - 8)
        return (struct evn_bytes){0};
    int n = snprintf(out, KEY_MAX, "%u:", tag % 1000);
    if (key.len > 0)
        memcpy(out + n, key.at, key.len);
    return evn_bytes_of(out, (size_t)n + key.len);
}

bool evn_batch_find(const struct evn_batch *batch, uint32_t tag, struct evn_bytes key, size_t *i)
{
    char text[KEY_MAX];
    uint32_t at;
    struct evn_bytes name = name_of(tag, key, text);
    if (name.len == 0 || !evn_textmap_find(&batch->keys, name, &at))
        return false;
    *i = at;
    return true;
}

/* The same again, maybe from a table with other columns: what either says is said. */
static evn_err add_again(struct evn_batch *batch, size_t i, struct evn_bytes body,
                         const struct evn_said *said)
{
    struct evn_said *old = &batch->entry[i].said;
    if (!evn_bytes_equal(evn_batch_body(batch, i), body))
        return EVN_E_EXISTS;
    old->whole |= said->whole;
    old->fields |= said->fields;
    old->inner |= said->inner;
    if (said->inner_of != 0)
        old->inner_of = said->inner_of;
    return EVN_OK;
}

evn_err evn_batch_add_part(struct evn_batch *batch, uint32_t tag, struct evn_bytes key,
                           struct evn_bytes body, const struct evn_said *said, uint32_t line)
{
    char text[KEY_MAX];
    size_t at;
    struct evn_bytes name = name_of(tag, key, text);
    if (name.len == 0)
        return EVN_E_LIMIT;
    if (evn_batch_find(batch, tag, key, &at))
        return add_again(batch, at, body, said);
    evn_err err = grow(batch);
    if (err == EVN_OK)
        err = evn_textmap_add(&batch->keys, name, (uint32_t)batch->n);
    struct evn_batch_entry entry = {.tag = tag,
                                    .line = line,
                                    .key_at = batch->bytes.len,
                                    .key_len = key.len,
                                    .body_at = batch->bytes.len + key.len,
                                    .body_len = body.len,
                                    .said = *said};
    if (err == EVN_OK)
        err = evn_buf_add(&batch->bytes, key);
    if (err == EVN_OK)
        err = evn_buf_add(&batch->bytes, body);
    if (err == EVN_OK)
        batch->entry[batch->n++] = entry;
    return err;
}

evn_err evn_batch_add(struct evn_batch *batch, uint32_t tag, struct evn_bytes key,
                      struct evn_bytes body, uint32_t line)
{
    return evn_batch_add_part(batch, tag, key, body, &(struct evn_said){.whole = true}, line);
}

evn_err evn_batch_complete(struct evn_batch *batch, size_t i, struct evn_bytes body)
{
    struct evn_batch_entry *entry = &batch->entry[i];
    size_t at = batch->bytes.len;
    evn_err err = evn_buf_add(&batch->bytes, body);
    if (err != EVN_OK)
        return err;
    entry->body_at = at;
    entry->body_len = body.len;
    entry->said = (struct evn_said){.whole = true};
    return EVN_OK;
}
