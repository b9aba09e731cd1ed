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

static void add(struct evn_pbw *w, const uint8_t *at, size_t n)
{
    if (w->err == EVN_OK)
        w->err = evn_buf_add(w->buf, evn_bytes_of(at, n));
}

size_t evn_nest_open(struct evn_pbw *w, uint32_t number)
{
    uint8_t bytes[VARINT_MAX + 1];
    size_t n = put_varint(bytes, (uint64_t)number << 3 | TYPE_BYTES);
    bytes[n] = 0; /* its length, set when it is closed */
    add(w, bytes, n + 1);
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
    add(w, bytes, put_varint(bytes, value));
}
