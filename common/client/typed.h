/* typed - a generated message goes out, another one comes back; for the typed clients. Shell. */
#ifndef EVN_CLIENT_TYPED_H
#define EVN_CLIENT_TYPED_H

#include "common/client/session.h"

#include <protobuf-c/protobuf-c.h>

/* Post a command, its id inside; *answer as of evn_session_post, or NULL. Errors:
 * evn_session_post; EVN_E_NO_MEMORY. */
EVN_MUST_USE evn_err evn_typed_post(struct evn_session *session, const char *service,
                                    const ProtobufCMessage *command,
                                    const struct evn_wire_answer **answer, struct evn_refusal *why);

/* Ask a query; *out is a message of the type `of`, to be freed as such, and NULL on an error.
 * Errors: evn_session_query; EVN_E_BAD_MESSAGE, EVN_E_NO_MEMORY. */
EVN_MUST_USE evn_err evn_typed_ask(struct evn_session *session, const char *service,
                                   const ProtobufCMessage *query,
                                   const ProtobufCMessageDescriptor *of, void **out,
                                   struct evn_refusal *why);

#endif
