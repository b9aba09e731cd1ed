/* event_kinds - which message is the body of which event. Shell.
 *
 * Kinds 1 to 15 are the same in every stream (proto/spec/7-service.md); the others belong to the
 * stream's service. */
#ifndef EVN_CLIENT_EVENT_KINDS_H
#define EVN_CLIENT_EVENT_KINDS_H

#include <protobuf-c/protobuf-c.h>
#include <stdint.h>

/* The message of that kind's body, or NULL when it is not known here. */
const ProtobufCMessageDescriptor *evn_event_kind(const char *service, uint32_t kind);

#endif
