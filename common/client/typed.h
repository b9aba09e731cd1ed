/* pack - a generated message as bytes on the heap; for the typed clients. Shell. */
#ifndef EVN_CLIENT_PACK_H
#define EVN_CLIENT_PACK_H

#include "common/base/bytes.h"

#include <protobuf-c/protobuf-c.h>

/* The message's bytes, to be released with evn_client_unpack; `at` is NULL when there is no
 * memory. An empty message has bytes too: none, but not NULL. */
struct evn_bytes evn_client_pack(const ProtobufCMessage *message);

/* Free what evn_client_pack made; NULL bytes are fine. */
void evn_client_unpack(struct evn_bytes bytes);

#endif
