#include "common/wire/field.h"

#include "common/wire/nest.h"

#include <string.h>

static uint64_t get_number(const struct evn_wire_field *f, const uint8_t *from)
{
    if (f->size == sizeof(uint64_t))
        return evn_get_u64(from);
    if (f->size != sizeof(uint32_t))
        return *from;
    uint32_t value = evn_get_u32(from);
    bool is_signed = f->kind == EVN_WIRE_I32 || f->kind == EVN_WIRE_ENUM;
    return is_signed ? (uint64_t)(int64_t)(int32_t)value : value;
}

static bool is_zero(const uint8_t *at, size_t len)
{
    for (size_t i = 0; i < len; i++)
        if (at[i] != 0)
            return false;
    return true;
}

/* The bytes of a field that is neither a number nor a message; a day is formatted to `text`. */
static struct evn_bytes get_bytes(const struct evn_wire_field *f, const uint8_t *from,
                                  char text[11])
{
    struct evn_bytes bytes;
    struct evn_day day;
    switch (f->kind) {
    case EVN_WIRE_TEXT:
    case EVN_WIRE_CODE:
        return evn_bytes_of(from, strnlen((const char *)from, f->size));
    case EVN_WIRE_DAY:
        memcpy(&day, from, sizeof day);
        if (!evn_day_valid(day))
            return evn_bytes_of(NULL, 0);
        evn_day_format(day, text);
        return evn_bytes_of(text, 10);
    case EVN_WIRE_BYTES:
        memcpy(&bytes, from, sizeof bytes);
        return bytes;
    default:
        return evn_bytes_of(from, is_zero(from, f->size) ? 0 : f->size);
    }
}

static void put_message(struct evn_pbw *w, const struct evn_wire_message *m, const uint8_t *in);

/* About how many bytes the message takes, when it holds another one's bytes; else 0. */
static size_t expected_len(const struct evn_wire_message *m, const uint8_t *in)
{
    enum { LARGE = 256, REST = 100 };
    size_t len = 0;
    for (size_t i = 0; i < m->n_fields; i++) {
        struct evn_bytes bytes;
        if (m->field[i].kind != EVN_WIRE_BYTES || (m->field[i].flags & EVN_LIST) != 0)
            continue;
        memcpy(&bytes, in + m->field[i].offset, sizeof bytes);
        len += bytes.len;
    }
    return len >= LARGE ? len + REST : 0;
}

static void put_sub(struct evn_pbw *w, const struct evn_wire_field *f, const uint8_t *in)
{
    size_t expected = expected_len(f->sub, in);
    size_t start = evn_nest_open_large(w, f->tag, expected);
    put_message(w, f->sub, in);
    evn_nest_close_large(w, start, expected);
}

/* An element is written even when it is empty, unlike a field of its own. */
static void put_element(struct evn_pbw *w, const struct evn_wire_field *f, const uint8_t *from)
{
    char text[11];
    if (f->kind == EVN_WIRE_MSG) {
        put_sub(w, f, from);
        return;
    }
    struct evn_bytes bytes = get_bytes(f, from, text);
    if (bytes.len == 0 && (f->kind == EVN_WIRE_ID || f->kind == EVN_WIRE_FIXED))
        bytes = evn_bytes_of(from, f->size);
    if (bytes.len == 0)
        (void)evn_nest_open(w, f->tag);
    else
        evn_pbw_bytes(w, f->tag, bytes);
}

static void put_list(struct evn_pbw *w, const struct evn_wire_field *f, const uint8_t *in)
{
    const uint8_t *at;
    size_t n;
    memcpy(&at, in + f->offset, sizeof at);
    memcpy(&n, in + f->offset_n, sizeof n);
    if (n == 0)
        return;
    if (f->kind > EVN_WIRE_ENUM) {
        for (size_t i = 0; i < n; i++)
            put_element(w, f, at + i * f->size);
        return;
    }
    size_t start = evn_nest_open(w, f->tag);
    for (size_t i = 0; i < n; i++)
        evn_nest_varint(w, get_number(f, at + i * f->size));
    evn_nest_close(w, start);
}

static void put_field(struct evn_pbw *w, const struct evn_wire_field *f, const uint8_t *in)
{
    const uint8_t *from = in + f->offset;
    char text[11];
    if ((f->flags & EVN_LIST) != 0) {
        put_list(w, f, in);
    } else if (f->kind <= EVN_WIRE_ENUM) {
        evn_pbw_u64(w, f->tag, get_number(f, from));
    } else if (f->kind == EVN_WIRE_MSG) {
        if (in[f->offset_n] != 0)
            put_sub(w, f, from);
    } else if (f->kind == EVN_WIRE_REF) {
        const uint8_t *at;
        memcpy(&at, from, sizeof at);
        if (at != NULL)
            put_sub(w, f, at);
    } else {
        evn_pbw_bytes(w, f->tag, get_bytes(f, from, text));
    }
}

static void put_message(struct evn_pbw *w, const struct evn_wire_message *m, const uint8_t *in)
{
    for (size_t i = 0; i < m->n_fields; i++)
        put_field(w, &m->field[i], in);
}

evn_err evn_wire_encode(const struct evn_wire_message *message, const void *in, struct evn_buf *buf)
{
    struct evn_pbw w = {.buf = buf, .err = EVN_OK};
    put_message(&w, message, in);
    return w.err;
}
