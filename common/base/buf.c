#include "common/base/buf.h"

#include <stdlib.h>

void evn_buf_init(struct evn_buf *buf, size_t max)
{
    *buf = (struct evn_buf){.max = max};
}

void evn_buf_fini(struct evn_buf *buf)
{
    free(buf->at);
    *buf = (struct evn_buf){0};
}

void evn_buf_clear(struct evn_buf *buf)
{
    buf->len = 0;
}

uint8_t *evn_buf_grow(struct evn_buf *buf, size_t len)
{
    if (len > buf->max - buf->len)
        return NULL;
    size_t want = buf->cap > 0 ? buf->cap : 256;
    while (want < buf->len + len)
        want *= 2;
    if (want > buf->max)
        want = buf->max > 0 ? buf->max : 1;
    uint8_t *at = realloc(buf->at, want);
    if (at == NULL)
        return NULL;
    buf->at = at;
    buf->cap = want;
    return at + buf->len;
}

evn_err evn_buf_add(struct evn_buf *buf, struct evn_bytes bytes)
{
    if (bytes.len > buf->max - buf->len)
        return EVN_E_LIMIT;
    uint8_t *to = evn_buf_room(buf, bytes.len);
    if (to == NULL)
        return EVN_E_NO_MEMORY;
    if (bytes.len > 0)
        memcpy(to, bytes.at, bytes.len);
    evn_buf_used(buf, bytes.len);
    return EVN_OK;
}
