#include "common/wire/json.h"

#include "common/base/pbw.h"
#include "common/wire/json_name.h"
#include "common/wire/text.h"
#include "common/wire/words.h"

#include <inttypes.h>
#include <sodium.h>
#include <stdio.h>

enum { TYPE_VARINT = 0, TYPE_BYTES = 2 };

/* Output and the first failure; after one nothing more is written. */
struct writer {
    struct evn_buf *out;
    struct evn_refusal *why;
    evn_err err;
};

static void put(struct writer *w, const char *text, size_t len)
{
    if (w->err == EVN_OK)
        w->err = evn_buf_add(w->out, evn_bytes_of(text, len));
}

static void put_text(struct writer *w, const char *text)
{
    put(w, text, strlen(text));
}

static void fail(struct writer *w, evn_err err, const char *field, const char *subject)
{
    if (w->err == EVN_OK)
        w->err = evn_json_refuse(w->why, err, field, subject);
}

/* One byte that may not stand in a JSON string as it is. */
static void put_escape(struct writer *w, uint8_t c)
{
    static const char letter[] = "btn.fr"; /* for 8 to 13; 11 has none */
    char text[8];
    if (c == '"' || c == '\\')
        snprintf(text, sizeof text, "\\%c", c);
    else if (c >= 8 && c <= 13 && c != 11)
        snprintf(text, sizeof text, "\\%c", letter[c - 8]);
    else
        snprintf(text, sizeof text, "\\u%04x", c);
    put_text(w, text);
}

static void put_string(struct writer *w, const char *field, struct evn_bytes s)
{
    if (!evn_text_utf8(s) || memchr(s.at, '\0', s.len) != NULL) {
        fail(w, EVN_E_BAD_TEXT, field, "");
        return;
    }
    put_text(w, "\"");
    size_t done = 0;
    for (size_t i = 0; i < s.len; i++) {
        if (s.at[i] >= 0x20 && s.at[i] != '"' && s.at[i] != '\\')
            continue;
        put(w, (const char *)s.at + done, i - done);
        put_escape(w, s.at[i]);
        done = i + 1;
    }
    put(w, (const char *)s.at + done, s.len - done);
    put_text(w, "\"");
}

static void put_base64(struct writer *w, struct evn_bytes bytes)
{
    put_text(w, "\"");
    size_t room = sodium_base64_encoded_len(bytes.len, sodium_base64_VARIANT_ORIGINAL);
    uint8_t *to = w->err == EVN_OK ? evn_buf_room(w->out, room) : NULL;
    if (to != NULL) {
        sodium_bin2base64((char *)to, room, bytes.at, bytes.len, sodium_base64_VARIANT_ORIGINAL);
        evn_buf_used(w->out, room - 1);
    } else if (w->err == EVN_OK) {
        w->err = EVN_E_LIMIT;
    }
    put_text(w, "\"");
}

static void put_enum(struct writer *w, const ProtobufCFieldDescriptor *f, int32_t value)
{
    const ProtobufCEnumValue *name = protobuf_c_enum_descriptor_get_value(f->descriptor, value);
    char text[16];
    snprintf(text, sizeof text, "%" PRId32, value);
    if (name == NULL) {
        put_text(w, text);
        return;
    }
    put_text(w, "\"");
    put_text(w, name->name);
    put_text(w, "\"");
}

static void put_number(struct writer *w, const ProtobufCFieldDescriptor *f, uint64_t value)
{
    char text[32] = "";
    switch (f->type) {
    case PROTOBUF_C_TYPE_BOOL:
        put_text(w, value != 0 ? "true" : "false");
        return;
    case PROTOBUF_C_TYPE_ENUM:
        put_enum(w, f, (int32_t)value);
        return;
    case PROTOBUF_C_TYPE_INT32:
        snprintf(text, sizeof text, "%" PRId32, (int32_t)value);
        break;
    case PROTOBUF_C_TYPE_SINT32:
        snprintf(text, sizeof text, "%" PRId32, (int32_t)evn_pb_zigzag((uint32_t)value));
        break;
    case PROTOBUF_C_TYPE_UINT32:
        snprintf(text, sizeof text, "%" PRIu32, (uint32_t)value);
        break;
    case PROTOBUF_C_TYPE_INT64:
        snprintf(text, sizeof text, "\"%" PRId64 "\"", (int64_t)value);
        break;
    case PROTOBUF_C_TYPE_SINT64:
        snprintf(text, sizeof text, "\"%" PRId64 "\"", evn_pb_zigzag(value));
        break;
    default:
        snprintf(text, sizeof text, "\"%" PRIu64 "\"", value);
    }
    put_text(w, text);
}

static void put_message(struct writer *w, const ProtobufCMessageDescriptor *type,
                        struct evn_bytes bytes, int depth);

static void put_value(struct writer *w, const ProtobufCFieldDescriptor *f,
                      const struct evn_pb_field *in, int64_t index, int depth)
{
    if (evn_json_is_number(f)) {
        put_number(w, f, in->value);
    } else if (f->type == PROTOBUF_C_TYPE_STRING) {
        put_string(w, f->name, in->bytes);
    } else if (f->type == PROTOBUF_C_TYPE_BYTES) {
        put_base64(w, in->bytes);
    } else {
        bool was_ok = w->err == EVN_OK;
        put_message(w, f->descriptor, in->bytes, depth + 1);
        if (was_ok && evn_err_class_of(w->err) == EVN_CLASS_INPUT)
            evn_words_prefix_path(w->why, f->name, index);
    }
}

/* The numbers of a packed field, the first of them element `n`; returns their count. */
static int64_t put_packed(struct writer *w, const ProtobufCFieldDescriptor *f,
                          struct evn_bytes rest, int64_t n)
{
    uint64_t value;
    while (rest.len > 0 && w->err == EVN_OK) {
        if (evn_pb_varint(&rest, &value) != EVN_OK) {
            fail(w, EVN_E_BAD_FIELD, f->name, "encoding");
            return n;
        }
        put_text(w, n++ > 0 ? "," : "");
        put_number(w, f, value);
    }
    return n;
}

static void put_list(struct writer *w, const ProtobufCFieldDescriptor *f, struct evn_bytes rest,
                     int depth)
{
    struct evn_pb_field in;
    int64_t n = 0;
    put_text(w, "[");
    while (w->err == EVN_OK && evn_pb_next(&rest, &in) == EVN_OK) {
        if (in.number != f->id)
            continue;
        if (in.type == TYPE_BYTES && evn_json_is_number(f)) {
            n = put_packed(w, f, in.bytes, n);
            continue;
        }
        put_text(w, n > 0 ? "," : "");
        put_value(w, f, &in, n++, depth);
    }
    put_text(w, "]");
}

/* What there is of a field in the message: how often it comes, and the last of it. Wrong wire
 * types and a second value of a singular field are failures. */
static size_t look_up(struct writer *w, const ProtobufCFieldDescriptor *f, struct evn_bytes rest,
                      struct evn_pb_field *last)
{
    struct evn_pb_field in;
    size_t n = 0;
    bool repeated = f->label == PROTOBUF_C_LABEL_REPEATED, number = evn_json_is_number(f);
    while (evn_pb_next(&rest, &in) == EVN_OK) {
        if (in.number != f->id)
            continue;
        bool packed = repeated && number && in.type == TYPE_BYTES;
        if (!packed && in.type != (number ? TYPE_VARINT : TYPE_BYTES))
            fail(w, EVN_E_BAD_FIELD, f->name, "type");
        if (packed && in.bytes.len == 0)
            continue;
        if (n++ > 0 && !repeated)
            fail(w, EVN_E_BAD_FIELD, f->name, "repeated");
        *last = in;
    }
    return n;
}

static bool is_default(const ProtobufCFieldDescriptor *f, const struct evn_pb_field *in)
{
    if (f->label == PROTOBUF_C_LABEL_REPEATED || f->type == PROTOBUF_C_TYPE_MESSAGE ||
        (f->flags & PROTOBUF_C_FIELD_FLAG_ONEOF) != 0)
        return false;
    return in->value == 0 && in->bytes.len == 0;
}

/* Returns whether something was written. */
static bool put_field(struct writer *w, const ProtobufCFieldDescriptor *f, struct evn_bytes bytes,
                      const char *comma, int depth)
{
    struct evn_pb_field in;
    char name[EVN_JSON_NAME_MAX];
    if (look_up(w, f, bytes, &in) == 0 || w->err != EVN_OK || is_default(f, &in))
        return false;
    evn_json_name(f, name);
    put_text(w, comma);
    put_text(w, "\"");
    put_text(w, name);
    put_text(w, "\":");
    if (f->label == PROTOBUF_C_LABEL_REPEATED)
        put_list(w, f, bytes, depth);
    else
        put_value(w, f, &in, EVN_NO_INDEX, depth);
    return true;
}

static bool is_whole(struct evn_bytes rest)
{
    struct evn_pb_field in;
    evn_err err;
    do
        err = evn_pb_next(&rest, &in);
    while (err == EVN_OK);
    return err == EVN_E_AGAIN;
}

static void put_message(struct writer *w, const ProtobufCMessageDescriptor *type,
                        struct evn_bytes bytes, int depth)
{
    if (depth > EVN_JSON_DEPTH_MAX)
        fail(w, EVN_E_BAD_MESSAGE, "", "depth");
    if (!is_whole(bytes))
        fail(w, EVN_E_BAD_MESSAGE, "", "encoding");
    const char *comma = "";
    put_text(w, "{");
    for (unsigned i = 0; i < type->n_fields && w->err == EVN_OK; i++)
        if (put_field(w, &type->fields[i], bytes, comma, depth))
            comma = ",";
    put_text(w, "}");
}

evn_err evn_json_write(const ProtobufCMessageDescriptor *type, struct evn_bytes bytes,
                       struct evn_buf *out, struct evn_refusal *why)
{
    struct writer w = {.out = out, .why = why, .err = EVN_OK};
    put_message(&w, type, bytes, 1);
    return w.err;
}
