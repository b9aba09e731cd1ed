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

/* There is room nearly always; the bytes are few. */
static void add(struct evn_pbw *w, const void *at, size_t len)
{
    struct evn_buf *buf = w->buf;
    if (w->err != EVN_OK || len == 0)
        return;
    if (len > buf->cap - buf->len) {
        w->err = evn_buf_add(buf, evn_bytes_of(at, len));
        return;
    }
    memcpy(buf->at + buf->len, at, len);
    buf->len += len;
}

static void add_varint(struct evn_pbw *w, uint64_t value)
{
    uint8_t bytes[VARINT_MAX];
    add(w, bytes, put_varint(bytes, value));
}

/* A key and the varint behind it: the value, or the length of what follows. */
static void add_head(struct evn_pbw *w, uint32_t number, uint32_t type, uint64_t value)
{
    uint8_t bytes[2 * VARINT_MAX];
    size_t n = put_varint(bytes, (uint64_t)number << 3 | type);
    add(w, bytes, n + put_varint(bytes + n, value));
}

void evn_pbw_u64(struct evn_pbw *w, uint32_t number, uint64_t value)
{
    if (value != 0)
        add_head(w, number, TYPE_VARINT, value);
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
    add_head(w, number, TYPE_BYTES, bytes.len);
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
    add_head(w, number, TYPE_BYTES, len);
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

/* Nearly all fields: a key of one or two bytes, and one such byte or two as value or length. */
static bool next_short(struct evn_bytes *rest, struct evn_pb_field *out)
{
    const uint8_t *p = rest->at;
    if (rest->len < 4)
        return false;
    uint32_t key = *p++;
    if (key >= 0x80)
        key = (key & 0x7f) | (uint32_t)*p++ << 7;
    uint32_t value = *p++;
    if (value >= 0x80)
        value = (value & 0x7f) | (uint32_t)*p++ << 7;
    uint32_t type = key & 7, len = type == TYPE_BYTES ? value : 0;
    size_t left = rest->len - (size_t)(p - rest->at);
    if (key < 1 << 3 || key >= 1 << 14 || value >= 1 << 14 || len > left ||
        (type != TYPE_VARINT && type != TYPE_BYTES))
        return false;
    *out = (struct evn_pb_field){.number = key >> 3,
                                 .type = type,
                                 .value = type == TYPE_BYTES ? 0 : value,
                                 .bytes = evn_bytes_of(p, len)};
    *rest = evn_bytes_of(p + len, left - len);
    return true;
}

evn_err evn_pb_next(struct evn_bytes *rest, struct evn_pb_field *out)
{
    if (next_short(rest, out))
        return EVN_OK;
    struct evn_bytes at = *rest;
    uint64_t key;
    evn_err err = evn_pb_varint(&at, &key);
    if (err != EVN_OK)
        return err;
    if (key > UINT32_MAX || key >> 3 == 0)
        return EVN_E_CORRUPT;
    *out = (struct evn_pb_field){
        .number = (uint32_t)key >> 3, .type = (uint32_t)key & 7, .bytes = evn_bytes_of(at.at, 0)};
    err = take_value(&at, out);
    if (err == EVN_OK)
        *rest = at;
    return err;
}
