#include "common/wire/json_name.h"

#include "common/base/assert.h"

#include <string.h>

void evn_json_name(const ProtobufCFieldDescriptor *field, char out[EVN_JSON_NAME_MAX])
{
    size_t n = 0;
    bool upper = false;
    EVN_ASSERT(strlen(field->name) < EVN_JSON_NAME_MAX);
    for (const char *c = field->name; *c != '\0'; c++) {
        if (*c != '_') {
            out[n] = *c;
            if (upper && *c >= 'a' && *c <= 'z')
                out[n] = (char)(*c - 'a' + 'A');
            n++;
        }
        upper = *c == '_';
    }
    out[n] = '\0';
}

bool evn_json_is_number(const ProtobufCFieldDescriptor *field)
{
    switch (field->type) {
    case PROTOBUF_C_TYPE_INT32:
    case PROTOBUF_C_TYPE_SINT32:
    case PROTOBUF_C_TYPE_INT64:
    case PROTOBUF_C_TYPE_SINT64:
    case PROTOBUF_C_TYPE_UINT32:
    case PROTOBUF_C_TYPE_UINT64:
    case PROTOBUF_C_TYPE_BOOL:
    case PROTOBUF_C_TYPE_ENUM:
        return true;
    default:
        EVN_ASSERT(field->type == PROTOBUF_C_TYPE_STRING || field->type == PROTOBUF_C_TYPE_BYTES ||
                   field->type == PROTOBUF_C_TYPE_MESSAGE);
        return false;
    }
}

evn_err evn_json_refuse(struct evn_refusal *why, evn_err err, const char *field,
                        const char *subject)
{
    *why = evn_refusal_of(err);
    evn_refusal_text(why->field, sizeof why->field, field);
    evn_refusal_text(why->subject, sizeof why->subject, subject);
    return err;
}
