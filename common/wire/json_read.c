#include "common/wire/json.h"

#include "common/base/pbw.h"
#include "common/wire/json_name.h"
#include "common/wire/nest.h"
#include "common/wire/text.h"
#include "common/wire/words.h"

#include <jansson.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>

/* A whole number with its sign apart, so that int64 and uint64 both fit. */
struct whole {
    bool negative;
    uint64_t size; /* without the sign */
};

struct reader {
    struct evn_pbw out; /* out.err stays EVN_OK unless the buffer is full */
    struct evn_refusal *why;
};

static evn_err refuse(struct reader *r, const ProtobufCFieldDescriptor *f, evn_err err,
                      const char *subject)
{
    return evn_json_refuse(r->why, err, f->name, subject);
}

/* Exactly -?(0|[1-9][0-9]*) that fits 64 bits. */
static bool parse_whole(const char *text, struct whole *out)
{
    out->negative = *text == '-';
    out->size = 0;
    text += out->negative;
    if (*text == '\0' || (*text == '0' && text[1] != '\0'))
        return false;
    for (; *text != '\0'; text++) {
        if (*text < '0' || *text > '9' || __builtin_mul_overflow(out->size, 10, &out->size) ||
            __builtin_add_overflow(out->size, (uint64_t)(*text - '0'), &out->size))
            return false;
    }
    return true;
}

static bool get_whole(const json_t *value, struct whole *out)
{
    if (json_is_string(value))
        return strlen(json_string_value(value)) == json_string_length(value) &&
               parse_whole(json_string_value(value), out);
    if (!json_is_integer(value))
        return false;
    json_int_t n = json_integer_value(value);
    out->negative = n < 0;
    out->size = n < 0 ? 0 - (uint64_t)n : (uint64_t)n;
    return true;
}

/* Whether the number fits the proto type; *wire is then its varint. */
static bool fit_whole(ProtobufCType type, struct whole n, uint64_t *wire)
{
    bool is_32 = type == PROTOBUF_C_TYPE_INT32 || type == PROTOBUF_C_TYPE_SINT32 ||
                 type == PROTOBUF_C_TYPE_ENUM;
    bool is_unsigned = type == PROTOBUF_C_TYPE_UINT32 || type == PROTOBUF_C_TYPE_UINT64;
    uint64_t most = is_32                            ? INT32_MAX
                    : type == PROTOBUF_C_TYPE_UINT32 ? UINT32_MAX
                    : is_unsigned                    ? UINT64_MAX
                                                     : INT64_MAX;
    if (n.negative && is_unsigned && n.size > 0)
        return false;
    if (n.size > most + (n.negative && !is_unsigned ? 1 : 0))
        return false;
    uint64_t value = n.negative ? 0 - n.size : n.size;
    bool zigzag = type == PROTOBUF_C_TYPE_SINT32 || type == PROTOBUF_C_TYPE_SINT64;
    *wire = zigzag ? value << 1 ^ (0 - (value >> 63)) : value;
    return true;
}

static evn_err get_enum(struct reader *r, const ProtobufCFieldDescriptor *f, const json_t *value,
                        uint64_t *wire)
{
    const char *name = json_string_value(value);
    const ProtobufCEnumValue *found =
        name != NULL ? protobuf_c_enum_descriptor_get_value_by_name(f->descriptor, name) : NULL;
    struct whole n;
    if (found != NULL)
        *wire = (uint64_t)(int64_t)found->value;
    else if (!json_is_integer(value) || !get_whole(value, &n) || !fit_whole(f->type, n, wire))
        return refuse(r, f, EVN_E_BAD_FIELD,
                      name != NULL && evn_text_clean(evn_bytes_text(name)) ? name : "type");
    return EVN_OK;
}

static evn_err get_number(struct reader *r, const ProtobufCFieldDescriptor *f, const json_t *value,
                          uint64_t *wire)
{
    struct whole n;
    if (f->type == PROTOBUF_C_TYPE_ENUM)
        return get_enum(r, f, value, wire);
    if (f->type == PROTOBUF_C_TYPE_BOOL) {
        *wire = json_is_true(value);
        return json_is_boolean(value) ? EVN_OK : refuse(r, f, EVN_E_BAD_FIELD, "type");
    }
    if (!get_whole(value, &n))
        return refuse(r, f, EVN_E_BAD_FIELD, json_is_string(value) ? "number" : "type");
    return fit_whole(f->type, n, wire) ? EVN_OK : refuse(r, f, EVN_E_BAD_FIELD, "number");
}

static int base64_variant(const char *text, size_t len)
{
    bool url_safe = strpbrk(text, "-_") != NULL;
    bool padded = len > 0 && text[len - 1] == '=';
    if (url_safe)
        return padded ? sodium_base64_VARIANT_URLSAFE : sodium_base64_VARIANT_URLSAFE_NO_PADDING;
    return padded ? sodium_base64_VARIANT_ORIGINAL : sodium_base64_VARIANT_ORIGINAL_NO_PADDING;
}

/* The content of a field of type bytes, straight into the output. */
static evn_err put_base64(struct reader *r, const ProtobufCFieldDescriptor *f, const char *text,
                          size_t len)
{
    size_t start = evn_nest_open(&r->out, f->id), n = 0, room = len / 4 * 3 + 3;
    uint8_t *to = r->out.err == EVN_OK ? evn_buf_room(r->out.buf, room) : NULL;
    if (to == NULL) {
        r->out.err = EVN_E_LIMIT;
        return EVN_OK;
    }
    if (sodium_base642bin(to, room, text, len, NULL, &n, NULL, base64_variant(text, len)) != 0)
        return refuse(r, f, EVN_E_BAD_FIELD, "base64");
    evn_buf_used(r->out.buf, n);
    evn_nest_close(&r->out, start);
    return EVN_OK;
}

static evn_err put_message(struct reader *r, const ProtobufCMessageDescriptor *type,
                           const json_t *object, int depth);

/* A value that is not a number, with its key, even when it is empty. */
static evn_err put_value(struct reader *r, const ProtobufCFieldDescriptor *f, const json_t *value,
                         int64_t index, int depth)
{
    size_t len = json_string_length(value);
    if (f->type == PROTOBUF_C_TYPE_MESSAGE) {
        if (!json_is_object(value))
            return refuse(r, f, EVN_E_BAD_FIELD, "type");
        size_t start = evn_nest_open(&r->out, f->id);
        evn_err err = put_message(r, f->descriptor, value, depth + 1);
        if (err != EVN_OK)
            evn_words_prefix_path(r->why, f->name, index);
        else
            evn_nest_close(&r->out, start);
        return err;
    }
    if (!json_is_string(value))
        return refuse(r, f, EVN_E_BAD_FIELD, "type");
    if (f->type == PROTOBUF_C_TYPE_BYTES)
        return put_base64(r, f, json_string_value(value), len);
    if (len == 0)
        (void)evn_nest_open(&r->out, f->id);
    evn_pbw_bytes(&r->out, f->id, evn_bytes_of(json_string_value(value), len));
    return EVN_OK;
}

static evn_err put_numbers(struct reader *r, const ProtobufCFieldDescriptor *f,
                           const json_t *values)
{
    size_t i, start = evn_nest_open(&r->out, f->id);
    const json_t *value;
    json_array_foreach(values, i, value)
    {
        uint64_t wire = 0;
        evn_err err = get_number(r, f, value, &wire);
        if (err != EVN_OK)
            return err;
        evn_nest_varint(&r->out, wire);
    }
    evn_nest_close(&r->out, start);
    return EVN_OK;
}

static evn_err put_list(struct reader *r, const ProtobufCFieldDescriptor *f, const json_t *values,
                        int depth)
{
    size_t i;
    const json_t *value;
    evn_err err = EVN_OK;
    if (!json_is_array(values))
        return refuse(r, f, EVN_E_BAD_FIELD, "type");
    if (json_array_size(values) == 0)
        return EVN_OK;
    if (evn_json_is_number(f))
        return put_numbers(r, f, values);
    json_array_foreach(values, i, value)
    {
        err = put_value(r, f, value, (int64_t)i, depth);
        if (err != EVN_OK)
            return err;
    }
    return EVN_OK;
}

/* A singular field: a default value is left out unless it stands for a choice. */
static evn_err put_single(struct reader *r, const ProtobufCFieldDescriptor *f, const json_t *value,
                          int depth)
{
    bool chosen = (f->flags & PROTOBUF_C_FIELD_FLAG_ONEOF) != 0;
    uint64_t wire = 0;
    if (!evn_json_is_number(f)) {
        bool is_empty = json_is_string(value) && json_string_length(value) == 0;
        return is_empty && !chosen && f->type != PROTOBUF_C_TYPE_MESSAGE
                   ? EVN_OK
                   : put_value(r, f, value, EVN_NO_INDEX, depth);
    }
    evn_err err = get_number(r, f, value, &wire);
    if (err == EVN_OK && wire == 0 && chosen) {
        evn_nest_varint(&r->out, (uint64_t)f->id << 3);
        evn_nest_varint(&r->out, 0);
    } else if (err == EVN_OK) {
        evn_pbw_u64(&r->out, f->id, wire);
    }
    return err;
}

/* The field's value under either of its names; *n counts the names the object has of it. */
static const json_t *find_value(const json_t *object, const ProtobufCFieldDescriptor *f, size_t *n)
{
    char name[EVN_JSON_NAME_MAX];
    evn_json_name(f, name);
    const json_t *camel = json_object_get(object, name);
    const json_t *plain = strcmp(name, f->name) != 0 ? json_object_get(object, f->name) : NULL;
    *n = (camel != NULL ? 1u : 0u) + (plain != NULL ? 1u : 0u);
    return camel != NULL ? camel : plain;
}

static bool is_known(const ProtobufCMessageDescriptor *type, const char *key)
{
    for (unsigned i = 0; i < type->n_fields; i++) {
        char name[EVN_JSON_NAME_MAX];
        evn_json_name(&type->fields[i], name);
        if (strcmp(key, name) == 0 || strcmp(key, type->fields[i].name) == 0)
            return true;
    }
    return false;
}

static evn_err refuse_unknown(struct reader *r, const ProtobufCMessageDescriptor *type,
                              const json_t *object)
{
    const char *key;
    json_t *value;
    json_object_foreach((json_t *)(uintptr_t)object, key, value)
    {
        if (!is_known(type, key))
            return evn_json_refuse(r->why, EVN_E_BAD_FIELD,
                                   evn_text_clean(evn_bytes_text(key)) ? key : "?", "unknown");
    }
    return EVN_OK;
}

static evn_err put_message(struct reader *r, const ProtobufCMessageDescriptor *type,
                           const json_t *object, int depth)
{
    size_t n_known = 0;
    if (depth > EVN_JSON_DEPTH_MAX)
        return evn_json_refuse(r->why, EVN_E_BAD_MESSAGE, "", "depth");
    for (unsigned i = 0; i < type->n_fields; i++) {
        const ProtobufCFieldDescriptor *f = &type->fields[i];
        size_t n;
        const json_t *value = find_value(object, f, &n);
        n_known += n;
        if (n > 1)
            return refuse(r, f, EVN_E_BAD_FIELD, "repeated");
        if (value == NULL || json_is_null(value))
            continue;
        evn_err err = f->label == PROTOBUF_C_LABEL_REPEATED ? put_list(r, f, value, depth)
                                                            : put_single(r, f, value, depth);
        if (err != EVN_OK)
            return err;
    }
    return n_known == json_object_size(object) ? EVN_OK : refuse_unknown(r, type, object);
}

static evn_err refuse_syntax(const json_error_t *error, struct evn_refusal *why)
{
    char where[EVN_SUBJECT_MAX];
    snprintf(where, sizeof where, "JSON %d:%d", error->line, error->column);
    return evn_json_refuse(why, EVN_E_BAD_MESSAGE, "", where);
}

evn_err evn_json_read(const ProtobufCMessageDescriptor *type, struct evn_bytes text,
                      struct evn_buf *out, struct evn_refusal *why)
{
    json_error_t error;
    if (text.len > EVN_JSON_MAX) {
        evn_json_refuse(why, EVN_E_TOO_LARGE, "", "");
        why->have = (int64_t)text.len;
        why->want = EVN_JSON_MAX;
        return EVN_E_TOO_LARGE;
    }
    json_t *object = json_loadb((const char *)text.at, text.len, JSON_REJECT_DUPLICATES, &error);
    if (object == NULL)
        return refuse_syntax(&error, why);
    struct reader r = {.out = {.buf = out, .err = EVN_OK}, .why = why};
    evn_err err = json_is_object(object) ? put_message(&r, type, object, 1)
                                         : evn_json_refuse(why, EVN_E_BAD_MESSAGE, "", "type");
    json_decref(object);
    return err != EVN_OK ? err : r.out.err;
}
