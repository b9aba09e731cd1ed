/* api - every service's commands and queries as JSON over HTTP. Shell.
 *
 *   POST /api/v1/SERVICE/command   body: Command without id; the header Idempotency-Key is its id
 *   POST /api/v1/SERVICE/query     body: Query; the answer is Result
 * JSON is ProtoJSON, byte-stable. A command needs a token; it acts as the token's holder, in the
 * token's role and scope. */
#ifndef EVN_GATEWAY_API_H
#define EVN_GATEWAY_API_H

#include "common/client/session.h"
#include "services/gateway/exchange.h"

/* True if the path is of the API; the exchange is then done. */
bool evn_api_serve(struct evn_session *session, struct evn_exchange *x);

/* Ask a service's question as the token's holder; used by pages too. */
EVN_MUST_USE evn_err evn_api_query(struct evn_session *session, const struct evn_exchange *x,
                                   const char *service, struct evn_bytes query,
                                   struct evn_bytes *result, struct evn_refusal *why);

/* Post a command (without id) under `id` as the token's holder; *answer is of it. */
EVN_MUST_USE evn_err evn_api_post(struct evn_session *session, const struct evn_exchange *x,
                                  const char *service, const struct evn_id *id,
                                  struct evn_bytes command, const struct evn_wire_answer **answer,
                                  struct evn_refusal *why);

#endif
