/* message - a generated message on standard output as one line of ProtoJSON. Shell. */
#ifndef EVN_TOOLS_MESSAGE_H
#define EVN_TOOLS_MESSAGE_H

#include "tools/evn/cli.h"

#include <protobuf-c/protobuf-c.h>

/* Print it with a line end; proto/spec/5-envelope.md says how JSON looks. Errors in cli->why. */
EVN_MUST_USE evn_err evn_message_print(struct evn_cli *cli, const ProtobufCMessage *message);

/* The number of the enum value that `text` names without the enum's prefix, in lower case and with
 * "-" for "_": "lot-expiry" for TRACKING_LOT_EXPIRY. -1: there is none. */
int evn_enum_number(const ProtobufCEnumDescriptor *type, const char *prefix, const char *text);

/* The other way; "" for an unknown number. `out` has room for `cap` bytes. */
const char *evn_enum_name(const ProtobufCEnumDescriptor *type, const char *prefix, int number,
                          char *out, size_t cap);

#endif
