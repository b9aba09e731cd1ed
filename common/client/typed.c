#include "common/client/typed.h"

#include <stdlib.h>

/* The message's bytes, to be freed; NULL when there is no memory, but not for an empty message. */
static uint8_t *pack(const ProtobufCMessage *message, struct evn_bytes *out)
{
    uint8_t *at = malloc(protobuf_c_message_get_packed_size(message) + 1);
    *out = evn_bytes_of(at, at != NULL ? protobuf_c_message_pack(message, at) : 0);
    return at;
}

evn_err evn_typed_post(struct evn_session *session, const char *service,
                       const ProtobufCMessage *command, const struct evn_wire_answer **answer,
                       struct evn_refusal *why)
{
    struct evn_bytes bytes;
    uint8_t *packed = pack(command, &bytes);
    *answer = NULL;
    if (packed == NULL)
        return (*why = evn_refusal_of(EVN_E_NO_MEMORY)).err;
    evn_err err = evn_session_post(session, service, bytes, false, answer, why);
    free(packed);
    return err;
}

evn_err evn_typed_ask(struct evn_session *session, const char *service,
                      const ProtobufCMessage *query, const ProtobufCMessageDescriptor *of,
                      void **out, struct evn_refusal *why)
{
    struct evn_bytes result, bytes;
    uint8_t *packed = pack(query, &bytes);
    *out = NULL;
    if (packed == NULL)
        return (*why = evn_refusal_of(EVN_E_NO_MEMORY)).err;
    evn_err err = evn_session_query(session, service, bytes, &result, why);
    free(packed);
    if (err != EVN_OK)
        return err;
    *out = protobuf_c_message_unpack(of, NULL, result.len, result.at);
    return *out != NULL ? EVN_OK : (*why = evn_refusal_of(EVN_E_BAD_MESSAGE)).err;
}
