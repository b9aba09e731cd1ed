#include "common/client/pack.h"

#include <stdlib.h>

struct evn_bytes evn_client_pack(const ProtobufCMessage *message)
{
    size_t len = protobuf_c_message_get_packed_size(message);
    uint8_t *at = malloc(len + 1);
    if (at != NULL)
        (void)protobuf_c_message_pack(message, at);
    return evn_bytes_of(at, at != NULL ? len : 0);
}

void evn_client_unpack(struct evn_bytes bytes)
{
    free((void *)(uintptr_t)bytes.at);
}
