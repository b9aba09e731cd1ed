#include "tools/import/cell_text.h"

#include "common/base/pbw.h"
#include "common/wire/json.h"
#include "tools/import/patch.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>

enum { JSON_MAX = 256 * 1024 };

/* Fields of one message against those of another. */
struct telling {
    const struct evn_kind *kind;
    const ProtobufCMessageDescriptor *type;
    const char *inside; /* "vehicle": the field this message lies in; "": none */
    void (*tell)(void *self, const struct evn_cell_change *change);
    void *self;
};

/* The column that fills the field, NULL: none. */
static const struct evn_kind_column *column_of(const struct telling *t, const char *field)
{
    char path[80];
    snprintf(path, sizeof path, "%s%s%s", t->inside, t->inside[0] != '\0' ? "." : "", field);
    for (size_t i = 0; i < t->kind->n_layouts; i++)
        for (size_t k = 0; k < t->kind->layout[i].n_columns; k++) {
            const struct evn_kind_column *column = &t->kind->layout[i].column[k];
            if (column->field != NULL && strcmp(column->field, path) == 0)
                return column;
        }
    return NULL;
}

/* "TRACKING_LOT_EXPIRY" of Tracking is lot-expiry. */
static void enum_text(const ProtobufCEnumDescriptor *type, int value, char out[EVN_CELL_TEXT_MAX])
{
    const ProtobufCEnumValue *v = protobuf_c_enum_descriptor_get_value(type, value);
    const char *name = v != NULL ? v->name : "-";
    size_t skip = 0, n = 0;
    for (const char *p = type->short_name; *p != '\0'; p++)
        skip += p != type->short_name && isupper((unsigned char)*p) ? 2 : 1;
    if (strlen(name) > skip + 1)
        name += skip + 1;
    for (; name[n] != '\0' && n < EVN_CELL_TEXT_MAX - 1; n++)
        out[n] = (char)(name[n] == '_' ? '-' : tolower((unsigned char)name[n]));
    out[n] = '\0';
}

/* The number in units of 10^-places, without zeros at the end. */
static void decimal_text(int64_t n, unsigned places, char out[EVN_CELL_TEXT_MAX])
{
    uint64_t size = n < 0 ? -(uint64_t)n : (uint64_t)n, scale = 1;
    for (unsigned i = 0; i < places; i++)
        scale *= 10;
    int len = snprintf(out, EVN_CELL_TEXT_MAX, "%s%" PRIu64, n < 0 ? "-" : "", size / scale);
    if (size % scale == 0)
        return;
    len += snprintf(out + len, EVN_CELL_TEXT_MAX - (size_t)len, ".%0*" PRIu64, (int)places,
                    size % scale);
    while (out[len - 1] == '0')
        out[--len] = '\0';
}

static void number_text(const ProtobufCFieldDescriptor *field, enum evn_form form, uint64_t value,
                        char out[EVN_CELL_TEXT_MAX])
{
    if (field->type == PROTOBUF_C_TYPE_BOOL)
        snprintf(out, EVN_CELL_TEXT_MAX, "%s", value != 0 ? "yes" : "no");
    else if (field->type == PROTOBUF_C_TYPE_ENUM)
        enum_text(field->descriptor, (int)value, out);
    else if (form == EVN_FORM_MINUTE)
        snprintf(out, EVN_CELL_TEXT_MAX, "%02" PRIu64 ":%02" PRIu64, value / 60, value % 60);
    else
        decimal_text((int64_t)value,
                     form == EVN_FORM_E1                               ? 1
                     : form == EVN_FORM_E3                             ? 3
                     : form == EVN_FORM_E6 || form == EVN_FORM_MEASURE ? 6
                                                                       : 0,
                     out);
}

/* At most EVN_CELL_TEXT_MAX bytes, whole characters. */
static void cut_text(struct evn_bytes text, char out[EVN_CELL_TEXT_MAX])
{
    size_t n = text.len;
    if (n >= EVN_CELL_TEXT_MAX) {
        n = EVN_CELL_TEXT_MAX - 4;
        while (n > 0 && (text.at[n] & 0xC0) == 0x80)
            n--;
    }
    memcpy(out, text.at, n);
    snprintf(out + n, EVN_CELL_TEXT_MAX - n, "%s", n < text.len ? "..." : "");
}

/* {"packs":[..]} without its frame. */
static void json_text(const ProtobufCMessageDescriptor *type, struct evn_bytes bytes,
                      char out[EVN_CELL_TEXT_MAX])
{
    struct evn_refusal why;
    struct evn_buf json;
    evn_buf_init(&json, JSON_MAX);
    snprintf(out, EVN_CELL_TEXT_MAX, "?");
    if (evn_json_write(type, bytes, &json, &why) == EVN_OK) {
        const uint8_t *colon = memchr(json.at, ':', json.len);
        if (colon != NULL)
            cut_text(evn_bytes_of(colon + 1, (size_t)(json.at + json.len - 1 - (colon + 1))), out);
    }
    evn_buf_fini(&json);
}

/* The bytes of all fields of one number as text. */
static void value_text(const struct telling *t, const ProtobufCFieldDescriptor *field,
                       enum evn_form form, struct evn_bytes bytes, char out[EVN_CELL_TEXT_MAX])
{
    struct evn_pb_field value = {0};
    struct evn_bytes rest = bytes;
    bool one = field->label != PROTOBUF_C_LABEL_REPEATED;
    bool is_text = field->type == PROTOBUF_C_TYPE_STRING;
    bool is_number = !is_text && field->type != PROTOBUF_C_TYPE_MESSAGE;
    bool has = evn_pb_next(&rest, &value) == EVN_OK;
    if (one && is_number)
        number_text(field, form, value.value, out);
    else if (!has)
        snprintf(out, EVN_CELL_TEXT_MAX, "-");
    else if (one && is_text)
        cut_text(value.bytes, out);
    else
        json_text(t->type, bytes, out);
}

static struct evn_bytes content(struct evn_bytes bytes)
{
    struct evn_pb_field field;
    return evn_pb_next(&bytes, &field) == EVN_OK && field.type == 2 ? field.bytes
                                                                    : (struct evn_bytes){0};
}

static void tell_fields(const struct telling *t, struct evn_bytes before, struct evn_bytes after);

static void tell_field(const struct telling *t, const ProtobufCFieldDescriptor *field,
                       struct evn_bytes before, struct evn_bytes after)
{
    const struct evn_kind_column *column = column_of(t, field->name);
    struct evn_cell_change change = {.name = column != NULL ? column->name : field->name};
    enum evn_form form = column != NULL ? column->form : EVN_FORM_PLAIN;
    if (field->type == PROTOBUF_C_TYPE_MESSAGE && field->label != PROTOBUF_C_LABEL_REPEATED &&
        t->inside[0] == '\0') {
        struct telling inner = *t;
        inner.type = field->descriptor;
        inner.inside = field->name;
        tell_fields(&inner, content(before), content(after));
        return;
    }
    value_text(t, field, form, before, change.before);
    value_text(t, field, form, after, change.after);
    t->tell(t->self, &change);
}

static void tell_fields(const struct telling *t, struct evn_bytes before, struct evn_bytes after)
{
    struct evn_bytes old, new;
    uint32_t number;
    while (evn_patch_step(&before, &after, &number, &old, &new)) {
        const ProtobufCFieldDescriptor *field =
            protobuf_c_message_descriptor_get_field(t->type, number);
        if (field != NULL && !evn_bytes_equal(old, new))
            tell_field(t, field, old, new);
    }
}

void evn_cell_changes(const struct evn_kind *kind, struct evn_bytes before, struct evn_bytes after,
                      void (*tell)(void *self, const struct evn_cell_change *change), void *self)
{
    const struct telling t = {
        .kind = kind, .type = kind->type, .inside = "", .tell = tell, .self = self};
    tell_fields(&t, before, after);
}
