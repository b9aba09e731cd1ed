#include "common/wire/field.h"

#include "common/base/pbw.h"
#include "common/wire/text.h"
#include "common/wire/words.h"

#include <string.h>

enum { TYPE_VARINT = 0, TYPE_FIXED64 = 1, TYPE_BYTES = 2 };

/* What one call of evn_wire_decode works with. */
struct reader {
    struct evn_arena *arena;
    enum evn_wire_mode mode;
    struct evn_refusal *why;
};

/* What was read of one message: bit i stands for field i of its table. */
struct progress {
    uint64_t seen;  /* fields that came, also when empty */
    uint64_t there; /* fields that hold something */
};

static EVN_COLD evn_err refuse(struct reader *r, evn_err err, const char *field,
                               const char *subject)
{
    *r->why = evn_refusal_of(err);
    evn_refusal_text(r->why->field, sizeof r->why->field, field);
    evn_refusal_text(r->why->subject, sizeof r->why->subject, subject);
    return err;
}

static evn_err refuse_value(struct reader *r, evn_err err, const struct evn_wire_field *f,
                            int64_t have, int64_t want)
{
    refuse(r, err, f->name, "");
    r->why->have = have;
    r->why->want = want;
    return err;
}

static evn_err refuse_full(struct reader *r, const char *field, size_t len)
{
    refuse(r, EVN_E_TOO_LARGE, field, "");
    r->why->have = (int64_t)len;
    r->why->want = (int64_t)r->arena->cap;
    return EVN_E_TOO_LARGE;
}

/* A refusal from inside field `f` gets the field's own name in front, and its line. */
static void prefix_path(struct evn_refusal *why, const struct evn_wire_field *f, int64_t index)
{
    evn_words_prefix_path(why, f->name, index);
    if ((f->flags & EVN_LINES) != 0)
        why->line = (uint32_t)index + 1;
}

static size_t varint_len(uint64_t value)
{
    return (size_t)(64 - __builtin_clzll(value | 1) + 6) / 7;
}

/* Whether a field that took `taken` bytes was written in the shortest form. */
static bool is_shortest(const struct evn_pb_field *in, size_t taken)
{
    size_t key = varint_len((uint64_t)in->number << 3 | in->type);
    if (in->type == TYPE_VARINT)
        return taken == key + varint_len(in->value);
    if (in->type == TYPE_BYTES)
        return taken == key + varint_len(in->bytes.len) + in->bytes.len;
    return taken == key + (in->type == TYPE_FIXED64 ? 8 : 4);
}

/* Take the next field off the front; false when it is damaged or not in the shortest form. Nearly
 * all fields have a key of one byte and a length or value of one byte: those go first. */
static bool next_field(struct evn_bytes *rest, struct evn_pb_field *out)
{
    const uint8_t *p = rest->at;
    if (rest->len >= 2 && p[0] >= 1 << 3 && p[0] < 0x80 && p[1] < 0x80) {
        out->number = p[0] >> 3;
        out->type = p[0] & 7;
        size_t len = out->type == TYPE_BYTES ? p[1] : 0;
        out->value = out->type == TYPE_BYTES ? 0 : p[1];
        out->bytes = evn_bytes_of(p + 2, len);
        if ((out->type == TYPE_VARINT || out->type == TYPE_BYTES) && len <= rest->len - 2) {
            *rest = evn_bytes_of(p + 2 + len, rest->len - 2 - len);
            return true;
        }
    }
    size_t before = rest->len;
    return evn_pb_next(rest, out) == EVN_OK && is_shortest(out, before - rest->len);
}

static bool is_number(enum evn_wire_kind kind)
{
    return kind <= EVN_WIRE_ENUM;
}

/* Whether the value fits the member's type. */
static bool fits(enum evn_wire_kind kind, uint64_t value)
{
    switch (kind) {
    case EVN_WIRE_BOOL:
        return value <= 1;
    case EVN_WIRE_U32:
        return value <= UINT32_MAX;
    case EVN_WIRE_I32:
    case EVN_WIRE_ENUM:
        return (int64_t)value >= INT32_MIN && (int64_t)value <= INT32_MAX;
    default:
        return true;
    }
}

static bool is_below(const struct evn_wire_field *f, uint64_t value)
{
    return f->kind == EVN_WIRE_U64 ? value < (uint64_t)f->min : (int64_t)value < f->min;
}

static bool is_above(const struct evn_wire_field *f, uint64_t value)
{
    return f->kind == EVN_WIRE_U64 ? value > (uint64_t)f->max : (int64_t)value > f->max;
}

static evn_err take_number(struct reader *r, const struct evn_wire_field *f, uint64_t value,
                           uint8_t *to)
{
    bool bounded = f->kind != EVN_WIRE_BOOL && (f->flags & EVN_LIST) == 0 && value != 0;
    if (!fits(f->kind, value) || (bounded && is_above(f, value)))
        return refuse_value(r, EVN_E_OUT_OF_RANGE, f,
                            value > INT64_MAX && f->kind == EVN_WIRE_U64 ? INT64_MAX
                                                                         : (int64_t)value,
                            f->kind == EVN_WIRE_BOOL ? 1 : f->max);
    if (bounded && is_below(f, value))
        return refuse_value(r, EVN_E_OUT_OF_RANGE, f, (int64_t)value, f->min);
    if (f->size == sizeof value)
        memcpy(to, &value, sizeof value);
    else if (f->size == sizeof(uint32_t))
        evn_put_u32(to, (uint32_t)value);
    else
        *to = (uint8_t)value;
    return EVN_OK;
}

static evn_err take_text(struct reader *r, const struct evn_wire_field *f, struct evn_bytes text,
                         uint8_t *to)
{
    size_t least = (f->flags & EVN_LIST) != 0 ? 1 : (size_t)f->min;
    size_t most = f->size - 1;
    if (text.len > most || (text.len < least && (text.len > 0 || (f->flags & EVN_LIST) != 0)))
        return refuse_value(r, EVN_E_BAD_TEXT, f, (int64_t)text.len,
                            (int64_t)(text.len > most ? most : least));
    bool is_code = evn_text_code(text); /* which is clean, too */
    if (!is_code && !evn_text_clean(text))
        return refuse(r, EVN_E_BAD_TEXT, f->name, "");
    memcpy(to, text.at, text.len);
    to[text.len] = '\0';
    return is_code || f->kind == EVN_WIRE_TEXT
               ? EVN_OK
               : refuse(r, EVN_E_BAD_FIELD, f->name, (const char *)to);
}

static evn_err take_day(struct reader *r, const struct evn_wire_field *f, struct evn_bytes text,
                        void *to)
{
    char day[11] = {0};
    struct evn_day *out = to;
    if (text.len == 0) {
        *out = EVN_DAY_NONE;
        return EVN_OK;
    }
    if (text.len != sizeof day - 1)
        return refuse(r, EVN_E_BAD_DATE, f->name, "");
    memcpy(day, text.at, text.len);
    return evn_day_parse(day, out) == EVN_OK ? EVN_OK : refuse(r, EVN_E_BAD_DATE, f->name, "");
}

static evn_err take_fixed(struct reader *r, const struct evn_wire_field *f, struct evn_bytes bytes,
                          void *to)
{
    if (bytes.len == 0 && (f->flags & EVN_LIST) == 0)
        return EVN_OK;
    if (f->kind == EVN_WIRE_ID)
        return evn_id_from_bytes(bytes, to) == EVN_OK ? EVN_OK
                                                      : refuse(r, EVN_E_BAD_ID, f->name, "");
    if (bytes.len != f->size) {
        refuse(r, EVN_E_BAD_FIELD, f->name, "length");
        r->why->have = (int64_t)bytes.len;
        r->why->want = (int64_t)f->size;
        return EVN_E_BAD_FIELD;
    }
    memcpy(to, bytes.at, bytes.len);
    return EVN_OK;
}

static evn_err take_bytes(struct reader *r, const struct evn_wire_field *f, struct evn_bytes bytes,
                          void *to)
{
    int64_t len = (int64_t)bytes.len;
    bool bounded = (f->flags & EVN_LIST) == 0;
    if (bounded && len > f->max)
        return refuse_value(r, EVN_E_OUT_OF_RANGE, f, len, f->max);
    if (bounded && len > 0 && len < f->min)
        return refuse_value(r, EVN_E_OUT_OF_RANGE, f, len, f->min);
    memcpy(to, &bytes, sizeof bytes);
    return EVN_OK;
}

static evn_err read_message(struct reader *r, const struct evn_wire_message *m,
                            struct evn_bytes bytes, uint8_t *out);

/* `to` is the struct itself, or for REF the pointer to it. */
static evn_err take_message(struct reader *r, const struct evn_wire_field *f,
                            struct evn_bytes bytes, uint8_t *to)
{
    if (f->kind == EVN_WIRE_MSG)
        return read_message(r, f->sub, bytes, to);
    uint8_t *at = evn_arena_alloc(r->arena, f->sub->size);
    if (at == NULL)
        return refuse_full(r, "", bytes.len);
    memcpy(to, &at, sizeof at);
    return read_message(r, f->sub, bytes, at);
}

static evn_err take_value(struct reader *r, const struct evn_wire_field *f, struct evn_bytes bytes,
                          uint8_t *to)
{
    switch (f->kind) {
    case EVN_WIRE_TEXT:
    case EVN_WIRE_CODE:
        return take_text(r, f, bytes, to);
    case EVN_WIRE_DAY:
        return take_day(r, f, bytes, to);
    case EVN_WIRE_ID:
    case EVN_WIRE_FIXED:
        return take_fixed(r, f, bytes, to);
    case EVN_WIRE_BYTES:
        return take_bytes(r, f, bytes, to);
    default:
        return take_message(r, f, bytes, to);
    }
}

/* The elements of list `f` in the message that goes on with `rest`: reading ends at the first
 * damage, and so does this count. */
static size_t count_elements(const struct evn_wire_field *f, struct evn_bytes rest)
{
    struct evn_pb_field in;
    size_t n = 0;
    while (rest.len > 0 && next_field(&rest, &in)) {
        if (in.number != f->tag)
            continue;
        if (in.type != TYPE_BYTES || !is_number(f->kind)) {
            n++;
            continue;
        }
        for (size_t i = 0; i < in.bytes.len; i++)
            n += in.bytes.at[i] < 0x80;
    }
    return n;
}

static size_t *list_count(const struct evn_wire_field *f, uint8_t *out)
{
    return (size_t *)(void *)(out + f->offset_n);
}

/* Reserve the elements when the list's first field is met. */
static evn_err open_list(struct reader *r, const struct evn_wire_field *f, struct evn_bytes rest,
                         uint8_t *out)
{
    size_t n = count_elements(f, rest);
    evn_err too_many = (f->flags & EVN_LINES) != 0 ? EVN_E_TOO_MANY_LINES : EVN_E_OUT_OF_RANGE;
    if (n > (size_t)f->max)
        return refuse_value(r, too_many, f, (int64_t)n, f->max);
    if (n < (size_t)f->min)
        return refuse_value(r, EVN_E_OUT_OF_RANGE, f, (int64_t)n, f->min);
    /* The structs of messages are cleared when they are read. */
    void *at = f->kind == EVN_WIRE_MSG ? evn_arena_alloc(r->arena, n * f->size)
                                       : evn_arena_array(r->arena, n, f->size);
    if (at == NULL)
        return refuse_full(r, f->name, rest.len);
    memcpy(out + f->offset, &at, sizeof at);
    return EVN_OK;
}

static uint8_t *next_element(const struct evn_wire_field *f, uint8_t *out)
{
    uint8_t *at;
    memcpy(&at, out + f->offset, sizeof at);
    return at + f->size * *list_count(f, out);
}

static evn_err take_packed(struct reader *r, const struct evn_wire_field *f, struct evn_bytes rest,
                           uint8_t *out)
{
    while (rest.len > 0) {
        uint64_t value;
        size_t before = rest.len;
        if (evn_pb_varint(&rest, &value) != EVN_OK || before - rest.len != varint_len(value))
            return refuse(r, EVN_E_BAD_FIELD, f->name, "encoding");
        evn_err err = take_number(r, f, value, next_element(f, out));
        if (err != EVN_OK)
            return err;
        ++*list_count(f, out);
    }
    return EVN_OK;
}

static evn_err take_element(struct reader *r, const struct evn_wire_field *f,
                            const struct evn_pb_field *in, uint8_t *out)
{
    size_t *n = list_count(f, out);
    if (is_number(f->kind) && in->type == TYPE_BYTES)
        return take_packed(r, f, in->bytes, out);
    uint8_t *to = next_element(f, out);
    evn_err err =
        is_number(f->kind) ? take_number(r, f, in->value, to) : take_value(r, f, in->bytes, to);
    if (err == EVN_OK)
        ++*n;
    else if (f->kind == EVN_WIRE_MSG)
        prefix_path(r->why, f, (int64_t)*n);
    return err;
}

static evn_err take_single(struct reader *r, const struct evn_wire_field *f,
                           const struct evn_pb_field *in, uint8_t *out)
{
    uint8_t *to = out + f->offset;
    if (is_number(f->kind))
        return take_number(r, f, in->value, to);
    evn_err err = take_value(r, f, in->bytes, to);
    bool is_message = f->kind == EVN_WIRE_MSG || f->kind == EVN_WIRE_REF;
    if (is_message && err != EVN_OK)
        prefix_path(r->why, f, EVN_NO_INDEX);
    if (f->kind == EVN_WIRE_MSG)
        out[f->offset_n] = true;
    return err;
}

/* The table's line of a tag; n_fields when there is none. Most tables number from 1 upwards. */
static size_t find(const struct evn_wire_message *m, uint32_t tag)
{
    if (tag <= m->n_fields && m->field[tag - 1].tag == tag)
        return tag - 1;
    size_t i = 0;
    while (i < m->n_fields && m->field[i].tag != tag)
        i++;
    return i;
}

static evn_err refuse_unknown(struct reader *r, uint32_t tag)
{
    struct evn_words path = {.len = 0};
    evn_words_add(&path, "#");
    evn_words_decimal(&path, tag);
    return refuse(r, EVN_E_BAD_FIELD, path.at, "unknown");
}

static bool has_type(const struct evn_wire_field *f, const struct evn_pb_field *in)
{
    bool packed = (f->flags & EVN_LIST) != 0 && in->type == TYPE_BYTES;
    return is_number(f->kind) ? in->type == TYPE_VARINT || packed : in->type == TYPE_BYTES;
}

/* Field `in`, which starts `rest`, into the struct. */
static evn_err take_field(struct reader *r, const struct evn_wire_message *m,
                          const struct evn_pb_field *in, struct evn_bytes rest, uint8_t *out,
                          struct progress *done)
{
    size_t i = find(m, in->number);
    if (i == m->n_fields)
        return r->mode == EVN_WIRE_LENIENT ? EVN_OK : refuse_unknown(r, in->number);
    const struct evn_wire_field *f = &m->field[i];
    uint64_t bit = UINT64_C(1) << i;
    bool is_first = (done->seen & bit) == 0;
    done->seen |= bit;
    if (!has_type(f, in))
        return refuse(r, EVN_E_BAD_FIELD, f->name, "type");
    if ((f->flags & EVN_LIST) != 0) {
        evn_err err = is_first ? open_list(r, f, rest, out) : EVN_OK;
        done->there |= bit;
        return err != EVN_OK ? err : take_element(r, f, in, out);
    }
    if (!is_first)
        return refuse(r, EVN_E_BAD_FIELD, f->name, "repeated");
    bool is_message = f->kind == EVN_WIRE_MSG || f->kind == EVN_WIRE_REF;
    if (is_message || in->value != 0 || in->bytes.len > 0)
        done->there |= bit;
    return take_single(r, f, in, out);
}

static evn_err refuse_none_of(struct reader *r, const struct evn_wire_message *m)
{
    struct evn_words names = {.len = 0};
    for (size_t i = 0; i < m->n_fields; i++)
        if ((m->field[i].flags & EVN_ONE_OF) != 0) {
            evn_words_add(&names, names.len > 0 ? "|" : "");
            evn_words_add(&names, m->field[i].name);
        }
    return refuse(r, EVN_E_MISSING_FIELD, names.at, "");
}

/* As finish, for a message whose sets are known: true when it is all right. */
static bool finish_sets(const struct evn_wire_message *m, uint8_t *out, uint64_t there)
{
    uint64_t one_of = m->sets->one_of & there;
    bool one = m->sets->one_of == 0 || (one_of != 0 && (one_of & (one_of - 1)) == 0);
    for (uint64_t days = m->sets->days & ~there; days != 0; days &= days - 1)
        memcpy(out + m->field[__builtin_ctzll(days)].offset, &EVN_DAY_NONE, sizeof EVN_DAY_NONE);
    return one && (m->sets->required & ~there) == 0;
}

/* What only shows at the end: fields that must be there, one of several, absent days. */
static evn_err finish(struct reader *r, const struct evn_wire_message *m, uint8_t *out,
                      const struct progress *done)
{
    if (m->sets != NULL && finish_sets(m, out, done->there))
        return EVN_OK;
    size_t n_one_of = 0, n_there = 0;
    for (size_t i = 0; i < m->n_fields; i++) {
        const struct evn_wire_field *f = &m->field[i];
        if ((f->flags & (EVN_REQUIRED | EVN_ONE_OF | EVN_A_DAY)) == 0)
            continue;
        bool there = (done->there >> i & 1) != 0;
        if (!there && (f->flags & EVN_REQUIRED) != 0)
            return refuse(r, EVN_E_MISSING_FIELD, f->name, "");
        if (!there && (f->flags & (EVN_A_DAY | EVN_LIST)) == EVN_A_DAY)
            memcpy(out + f->offset, &EVN_DAY_NONE, sizeof EVN_DAY_NONE);
        if ((f->flags & EVN_ONE_OF) == 0)
            continue;
        n_one_of++;
        n_there += there;
        if (n_there > 1)
            return refuse(r, EVN_E_BAD_FIELD, f->name, "one_of");
    }
    return n_one_of > 0 && n_there == 0 ? refuse_none_of(r, m) : EVN_OK;
}

static evn_err read_message(struct reader *r, const struct evn_wire_message *m,
                            struct evn_bytes bytes, uint8_t *out)
{
    struct evn_bytes rest = bytes;
    struct progress done = {0};
    memset(out, 0, m->size);
    while (rest.len > 0) {
        struct evn_bytes at = rest;
        struct evn_pb_field in;
        if (!next_field(&rest, &in))
            return refuse(r, EVN_E_BAD_MESSAGE, "", "encoding");
        evn_err err = take_field(r, m, &in, at, out, &done);
        if (err != EVN_OK)
            return err;
    }
    return finish(r, m, out, &done);
}

evn_err evn_wire_decode(const struct evn_wire_message *message, struct evn_bytes bytes,
                        struct evn_arena *arena, enum evn_wire_mode mode, void *out,
                        struct evn_refusal *why)
{
    EVN_ASSERT(message->n_fields <= 64);
    struct reader reader = {.arena = arena, .mode = mode, .why = why};
    return read_message(&reader, message, bytes, out);
}
