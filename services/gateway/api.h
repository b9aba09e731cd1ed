/* api - every service's commands and queries as JSON over HTTP. Shell.
 *
 *   POST /api/v1/SERVICE/command   body: Command without id; the header Idempotency-Key is its id
 *   POST /api/v1/SERVICE/query     body: Query; the answer is Result
 * JSON is ProtoJSON, byte-stable (proto/spec/5-envelope.md). All of it needs a token and acts as
 * the token's holder, in the token's role and scope. */
#ifndef EVN_GATEWAY_API_H
#define EVN_GATEWAY_API_H

#include "common/client/session.h"
#include "services/gateway/exchange.h"

/* Answer an exchange whose path is of the API. False: it is not; nothing was done. */
bool evn_api_serve(struct evn_session *session, struct evn_exchange *x);

#endif
