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

evn_err evn_batch_add(struct evn_batch *batch, uint32_t tag, struct evn_bytes key,
                      struct evn_bytes body, uint32_t line)
{
    char text[KEY_MAX];
    uint32_t at;
    if (key.len > KEY_MAX - 8)
        return EVN_E_LIMIT;
    int n = snprintf(text, sizeof text, "%u:", tag % 1000);
    memcpy(text + n, key.at, key.len);
    struct evn_bytes whole = evn_bytes_of(text, (size_t)n + key.len);
    if (evn_textmap_find(&batch->keys, whole, &at))
        return evn_bytes_equal(evn_batch_body(batch, at), body) ? EVN_OK : EVN_E_EXISTS;
    evn_err err = grow(batch);
    if (err == EVN_OK)
        err = evn_textmap_add(&batch->keys, whole, (uint32_t)batch->n);
    struct evn_batch_entry entry = {.tag = tag,
                                    .line = line,
                                    .key_at = batch->bytes.len,
                                    .key_len = key.len,
                                    .body_at = batch->bytes.len + key.len,
                                    .body_len = body.len};
    if (err == EVN_OK)
        err = evn_buf_add(&batch->bytes, key);
    if (err == EVN_OK)
        err = evn_buf_add(&batch->bytes, body);
    if (err == EVN_OK)
        batch->entry[batch->n++] = entry;
    return err;
}
