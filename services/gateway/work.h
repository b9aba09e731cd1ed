/* work - the one thread that talks to the services, for all browsers. Shell.
 *
 * The HTTP thread never waits for a service: it puts an exchange into this queue and goes on; the
 * worker asks, answers and hands it back. One conversation with the services (common/client) is one
 * thread's, so there is one worker; a service's answer takes about a millisecond. */
#ifndef EVN_GATEWAY_WORK_H
#define EVN_GATEWAY_WORK_H

#include "common/client/session.h"
#include "services/gateway/exchange.h"

enum { EVN_QUEUE_MAX = 1024 };

struct evn_work;

struct evn_work_config {
    const struct evn_site *site; /* borrowed */
    /* Answer one exchange; runs in the worker. Must set it done. */
    void (*serve)(void *self, struct evn_session *session, struct evn_exchange *x);
    /* Called every 100 ms or so, also when there is much to do: follow the events. */
    void (*tend)(void *self, struct evn_session *session);
    /* The exchange is done: resume its connection. Runs in the worker. */
    void (*hand_back)(struct evn_exchange *x);
    void *self;
};

/* Open the session as the key "gateway" and start the thread. Errors of evn_session_open; *why. */
EVN_MUST_USE evn_err evn_work_start(const struct evn_work_config *config, struct evn_work **out,
                                    struct evn_refusal *why);

/* Put an exchange into the queue. False: it is full. */
bool evn_work_add(struct evn_work *work, struct evn_exchange *x);

/* Stop the thread after the exchange it works on; the rest is answered 503. NULL is fine. */
void evn_work_stop(struct evn_work **work);

#endif
