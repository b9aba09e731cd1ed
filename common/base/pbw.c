#include "common/base/pbw.h"

enum { VARINT_MAX = 10, TYPE_VARINT = 0, TYPE_FIXED64 = 1, TYPE_BYTES = 2, TYPE_FIXED32 = 5 };

static size_t put_varint(uint8_t *to, uint64_t value)
{
    size_t n = 0;
    while (value >= 0x80) {
        to[n++] = (uint8_t)(value | 0x80);
        value >>= 7;
    }
    to[n++] = (uint8_t)value;
    return n;
}

static void add(struct evn_pbw *w, const void *at, size_t len)
{
    if (w->err == EVN_OK)
        w->err = evn_buf_add(w->buf, evn_bytes_of(at, len));
}

static void add_varint(struct evn_pbw *w, uint64_t value)
{
    uint8_t bytes[VARINT_MAX];
    add(w, bytes, put_varint(bytes, value));
}

static void add_key(struct evn_pbw *w, uint32_t number, uint32_t type)
{
    add_varint(w, (uint64_t)number << 3 | type);
}

void evn_pbw_u64(struct evn_pbw *w, uint32_t number, uint64_t value)
{
    if (value == 0)
        return;
    add_key(w, number, TYPE_VARINT);
    add_varint(w, value);
}

void evn_pbw_i64(struct evn_pbw *w, uint32_t number, int64_t value)
{
    evn_pbw_u64(w, number, (uint64_t)value);
}

void evn_pbw_s64(struct evn_pbw *w, uint32_t number, int64_t value)
{
    evn_pbw_u64(w, number, (uint64_t)value << 1 ^ (value < 0 ? UINT64_MAX : 0));
}

void evn_pbw_bytes(struct evn_pbw *w, uint32_t number, struct evn_bytes bytes)
{
    if (bytes.len == 0)
        return;
    add_key(w, number, TYPE_BYTES);
    add_varint(w, bytes.len);
    add(w, bytes.at, bytes.len);
}

void evn_pbw_packed_i64(struct evn_pbw *w, uint32_t number, const int64_t *values, size_t n)
{
    uint8_t scratch[VARINT_MAX];
    size_t len = 0;
    if (n == 0)
        return;
    for (size_t i = 0; i < n; i++)
        len += put_varint(scratch, (uint64_t)values[i]);
    add_key(w, number, TYPE_BYTES);
    add_varint(w, len);
    for (size_t i = 0; i < n; i++)
        add_varint(w, (uint64_t)values[i]);
}

evn_err evn_pb_varint(struct evn_bytes *rest, uint64_t *out)
{
    uint64_t value = 0;
    if (rest->len == 0)
        return EVN_E_AGAIN;
    for (size_t i = 0; i < rest->len && i < VARINT_MAX; i++) {
        uint64_t bits = rest->at[i] & 0x7f;
        if (i == VARINT_MAX - 1 && rest->at[i] > 1)
            return EVN_E_CORRUPT;
        value |= bits << (7 * i);
        if ((rest->at[i] & 0x80) == 0) {
            *out = value;
            *rest = evn_bytes_of(rest->at + i + 1, rest->len - i - 1);
            return EVN_OK;
        }
    }
    return EVN_E_CORRUPT;
}

static evn_err take_fixed(struct evn_bytes *rest, size_t len, uint64_t *out)
{
    if (rest->len < len)
        return EVN_E_CORRUPT;
    *out = len == 8 ? evn_get_u64(rest->at) : evn_get_u32(rest->at);
    *rest = evn_bytes_of(rest->at + len, rest->len - len);
    return EVN_OK;
}

static evn_err take_bytes(struct evn_bytes *rest, struct evn_bytes *out)
{
    uint64_t len;
    if (evn_pb_varint(rest, &len) != EVN_OK || len > rest->len)
        return EVN_E_CORRUPT;
    *out = evn_bytes_of(rest->at, (size_t)len);
    *rest = evn_bytes_of(rest->at + len, rest->len - (size_t)len);
    return EVN_OK;
}

static evn_err take_value(struct evn_bytes *rest, struct evn_pb_field *out)
{
    switch (out->type) {
    case TYPE_VARINT:
        return evn_pb_varint(rest, &out->value) == EVN_OK ? EVN_OK : EVN_E_CORRUPT;
    case TYPE_FIXED64:
        return take_fixed(rest, 8, &out->value);
    case TYPE_BYTES:
        return take_bytes(rest, &out->bytes);
    case TYPE_FIXED32:
        return take_fixed(rest, 4, &out->value);
    default:
        return EVN_E_CORRUPT;
    }
}

evn_err evn_pb_next(struct evn_bytes *rest, struct evn_pb_field *out)
{
    struct evn_bytes at = *rest;
    uint64_t key;
    evn_err err = evn_pb_varint(&at, &key);
    if (err != EVN_OK)
        return err;
    if (key > UINT32_MAX || key >> 3 == 0)
        return EVN_E_CORRUPT;
    *out = (struct evn_pb_field){.number = (uint32_t)key >> 3, .type = (uint32_t)key & 7};
    err = take_value(&at, out);
    if (err == EVN_OK)
        *rest = at;
    return err;
}
