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

size_t evn_nest_open_large(struct evn_pbw *w, uint32_t number, size_t expected)
{
    uint8_t bytes[2 * VARINT_MAX];
    size_t n = put_varint(bytes, (uint64_t)number << 3 | TYPE_BYTES);
    n += put_varint(bytes + n, expected); /* its length, set when it is closed */
    add(w, bytes, n);
    return w->buf->len;
}

void evn_nest_close_large(struct evn_pbw *w, size_t start, size_t expected)
{
    static const uint8_t zeros[VARINT_MAX];
    uint8_t bytes[VARINT_MAX];
    size_t kept = put_varint(bytes, expected), len = w->buf->len - start;
    size_t n = put_varint(bytes, len);
    if (n > kept)
        add(w, zeros, n - kept);
    if (w->err != EVN_OK)
        return;
    uint8_t *at = w->buf->at + start - kept;
    if (n != kept)
        memmove(at + n, at + kept, len);
    memcpy(at, bytes, n);
    w->buf->len = start - kept + n + len;
}

size_t evn_nest_open(struct evn_pbw *w, uint32_t number)
{
    return evn_nest_open_large(w, number, 0);
}

void evn_nest_close(struct evn_pbw *w, size_t start)
{
    evn_nest_close_large(w, start, 0);
}

void evn_nest_varint(struct evn_pbw *w, uint64_t value)
{
    uint8_t bytes[VARINT_MAX];
    add(w, bytes, put_varint(bytes, value));
}
