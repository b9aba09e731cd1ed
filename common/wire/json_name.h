/* json_name - what both directions of json.h share. Pure. */
#ifndef EVN_WIRE_JSON_NAME_H
#define EVN_WIRE_JSON_NAME_H

#include "common/base/err.h"

#include <protobuf-c/protobuf-c.h>
#include <stdbool.h>

enum { EVN_JSON_NAME_MAX = 64 };

/* The lowerCamelCase name of a field: each underscore goes, the letter behind it is upper case. */
void evn_json_name(const ProtobufCFieldDescriptor *field, char out[EVN_JSON_NAME_MAX]);

/* Whether the field's values are varints on the wire. */
bool evn_json_is_number(const ProtobufCFieldDescriptor *field);

/* Set *why to a code, a field (its own name, or "") and a reason; returns the code. */
evn_err evn_json_refuse(struct evn_refusal *why, evn_err err, const char *field,
                        const char *subject);

#endif
