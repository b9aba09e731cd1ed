/* ask - questions and commands to services as JSON trees. Shell.
 *
 * Pages and the live stream are written like any program outside: they ask in ProtoJSON, by
 * descriptor, and so hold no generated struct. The tree's names are those of the .proto files in
 * lowerCamelCase; 64-bit numbers are JSON strings and are read with evn_json_num. */
#ifndef EVN_GATEWAY_ASK_H
#define EVN_GATEWAY_ASK_H

#include "common/client/session.h"
#include "services/gateway/exchange.h"

#include <jansson.h>

/* Who the services are told acts: the holder of the exchange's token. */
void evn_ask_who(const struct evn_exchange *x, struct evn_on_behalf *out);

/* Ask a query and take its result as bytes, valid until the session's next call.
 * Errors: evn_session_ask. */
EVN_MUST_USE evn_err evn_ask_bytes(struct evn_session *session, const struct evn_on_behalf *who,
                                   const char *service, struct evn_bytes query,
                                   struct evn_bytes *result, struct evn_refusal *why);

/* Ask a query; frees `query`, which may be NULL (EVN_E_NO_MEMORY). *result is a new reference,
 * NULL on an error. EVN_E_UNREACHABLE: the service's messages are not known here. Errors:
 * evn_session_ask, evn_json_read, evn_json_write. */
EVN_MUST_USE evn_err evn_ask_json_take(struct evn_session *session, const struct evn_on_behalf *who,
                                       const char *service, json_t *query, json_t **result,
                                       struct evn_refusal *why);

/* Post a command (serialized, without id) under `id`; *answer is of it. EVN_OK: accepted. */
EVN_MUST_USE evn_err evn_do_bytes(struct evn_session *session, const struct evn_on_behalf *who,
                                  const char *service, const struct evn_id *id,
                                  struct evn_bytes command, const struct evn_wire_answer **answer,
                                  struct evn_refusal *why);

/* Post a command (without id) under `id`; frees `command`, which may be NULL. EVN_OK: accepted. */
EVN_MUST_USE evn_err evn_do_json_take(struct evn_session *session, const struct evn_on_behalf *who,
                                      const char *service, const struct evn_id *id, json_t *command,
                                      struct evn_refusal *why);

/* A member's text, "" when it is none; borrowed from `o`. */
const char *evn_json_text(const json_t *o, const char *name);

/* A member's number, written as number or string; 0 when it is none. */
int64_t evn_json_num(const json_t *o, const char *name);

#endif
