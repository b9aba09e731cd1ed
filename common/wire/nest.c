#include "common/wire/nest.h"

enum { TYPE_BYTES = 2, VARINT_MAX = 10 };

static size_t put_varint(uint8_t *to, uint64_t value)
{
    size_t n = 0;
    for (; value >= 0x80; value >>= 7)
        to[n++] = (uint8_t)(value | 0x80);
    to[n++] = (uint8_t)value;
    return n;
}

size_t evn_nest_open(struct evn_pbw *w, uint32_t number)
{
    evn_nest_varint(w, (uint64_t)number << 3 | TYPE_BYTES);
    evn_nest_varint(w, 0);
    return w->buf->len;
}

void evn_nest_close(struct evn_pbw *w, size_t start)
{
    uint8_t bytes[VARINT_MAX];
    size_t len = w->buf->len - start;
    size_t extra = put_varint(bytes, len) - 1;
    for (size_t i = 0; i < extra; i++)
        evn_nest_varint(w, 0);
    if (w->err != EVN_OK)
        return;
    uint8_t *at = w->buf->at + start;
    memmove(at + extra, at, len);
    memcpy(at - 1, bytes, extra + 1);
}

void evn_nest_varint(struct evn_pbw *w, uint64_t value)
{
    uint8_t bytes[VARINT_MAX];
    size_t n = put_varint(bytes, value);
    if (w->err == EVN_OK)
        w->err = evn_buf_add(w->buf, evn_bytes_of(bytes, n));
}
