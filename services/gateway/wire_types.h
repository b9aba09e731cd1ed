/* wire_types - which proto messages each service speaks, for JSON by descriptor. Shell. */
#ifndef EVN_GATEWAY_WIRE_TYPES_H
#define EVN_GATEWAY_WIRE_TYPES_H

#include <protobuf-c/protobuf-c.h>

struct evn_service_types {
    const char *service;                       /* its name */
    const ProtobufCMessageDescriptor *command; /* Command */
    const ProtobufCMessageDescriptor *query;   /* Query */
    const ProtobufCMessageDescriptor *result;  /* Result */
};

/* Of that service, or NULL. */
const struct evn_service_types *evn_service_types_of(const char *service);

#endif
