/* public - what anybody may read, without a token: the public list of zones. Shell.
 *
 * GET /api/v1/zones and /api/v1/zones.csv, with ?on=DATE and &version=N: proto/spec/13-http.md. */
#ifndef EVN_GATEWAY_PUBLIC_H
#define EVN_GATEWAY_PUBLIC_H

#include "services/gateway/page.h"

/* Answer it; false: it is something else that is asked for. */
bool evn_public_serve(struct evn_gate *gate, struct evn_session *session, struct evn_exchange *x);

#endif
