/* json - ProtoJSON between wire bytes and text, by descriptor. Shell.
 *
 * For people's tools and browsers: `--json`, the HTTP gateway. No message is unpacked into
 * generated structs: text comes straight from wire bytes and wire bytes from text, both bounded.
 * A table of field.h has the last word on bytes that were made from JSON. The mapping, and where
 * it is narrower than ProtoJSON, stands in proto/spec/5-envelope.md. */
#ifndef EVN_WIRE_JSON_H
#define EVN_WIRE_JSON_H

#include "common/base/buf.h"

#include <protobuf-c/protobuf-c.h>

enum {
    EVN_JSON_MAX = 4 * 1024 * 1024, /* bytes of a JSON text that is read */
    EVN_JSON_DEPTH_MAX = 32         /* objects inside objects, both ways */
};

/* Append the message as one JSON object without blanks or line ends, equal messages as equal
 * text: fields by ascending number, default values left out, unknown fields left out. `type` has
 * no floating-point, fixed-width or map fields (none of ours has).
 * EVN_E_BAD_MESSAGE, EVN_E_BAD_FIELD, EVN_E_BAD_TEXT: the bytes are not such a message, *why
 * names the field. EVN_E_LIMIT, EVN_E_NO_MEMORY: of `out`. On an error `out` ends in a part. */
EVN_MUST_USE evn_err evn_json_write(const ProtobufCMessageDescriptor *type, struct evn_bytes bytes,
                                    struct evn_buf *out, struct evn_refusal *why);

/* Append the wire bytes of the message in the JSON text: ascending numbers, defaults left out, so
 * equal values give equal bytes.
 * EVN_E_BAD_MESSAGE: not JSON (subject "JSON line:column"), or nested too deep. EVN_E_BAD_FIELD:
 * unknown or repeated name, another type, a number that does not fit; *why has the proto's path.
 * EVN_E_TOO_LARGE: the text. EVN_E_LIMIT, EVN_E_NO_MEMORY: of `out`. */
EVN_MUST_USE evn_err evn_json_read(const ProtobufCMessageDescriptor *type, struct evn_bytes text,
                                   struct evn_buf *out, struct evn_refusal *why);

#endif
