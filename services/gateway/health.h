/* health - which services answer, so that nobody waits for one that does not. Shell.
 *
 * A service is asked who it is at most once a second; between, what it said last holds. One that
 * was up, or was never met, gets a second to answer: it may be planning. One that is down costs 120
 * ms, so a page with panels of several services stays quick. */
#ifndef EVN_GATEWAY_HEALTH_H
#define EVN_GATEWAY_HEALTH_H

#include "common/base/buf.h"
#include "common/client/session.h"

enum { EVN_HEALTH_MAX = 8 };

struct evn_health {
    struct evn_health_row {
        char service[EVN_SERVICE_TEXT_MAX]; /* name */
        bool up;                            /* it answered last time */
        int64_t checked_us;                 /* then; monotonic, 0: never */
    } row[EVN_HEALTH_MAX];
    size_t n; /* rows in use */
};

/* Whether the service answers. */
bool evn_health_up(struct evn_health *health, struct evn_session *session, const char *service);

/* A request to it failed so that it seems to be away: ask again before the next one. */
void evn_health_doubt(struct evn_health *health, const char *service);

/* Append {"ready":...,"services":{"registry":true,...}} of all services; *ready: all are up. */
EVN_MUST_USE evn_err evn_health_json(struct evn_health *health, struct evn_session *session,
                                     struct evn_buf *out, bool *ready);

#endif
