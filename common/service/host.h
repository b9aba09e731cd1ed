/* host - a service as a process: its core, engine, log and sockets in one loop. Shell.
 *
 * One turn: wait; read the clock once; take requests, other services' blocks and lane answers until
 * nothing waits or the turn is full; one append, one flush; then send the answers, wake who waits
 * for new events, send what lanes have to say. A main() of a service is evn_host_main and nothing
 * else. */
#ifndef EVN_SERVICE_HOST_H
#define EVN_SERVICE_HOST_H

#include "common/service/core.h"
#include "common/service/desk.h"
#include "common/service/engine.h"
#include "common/service/views.h"

/* What a service's main hands over. */
struct evn_host_service {
    const struct evn_core_ops *ops;
    /* A new empty state; EVN_E_NO_MEMORY. */
    evn_err (*state_new)(void **out);
    void (*state_destroy)(void **state);
    /* Before the first request: 32 bytes that this service alone knows, the same at each start,
     * made from its key. NULL: it needs none. Not called without keys, nor to prove a state. */
    void (*secret)(void *state, const uint8_t secret[32]);
    const struct evn_desk_ops *desk; /* answers the queries; NULL: the core does */
    /* Views of its own that its state is made from; NULL: its state is made from the log. */
    const struct evn_views_own *views;
};

/* Run the service until SIGTERM or SIGINT; returns the process's exit status (sysexits.h).
 * Options: --data DIR --run DIR --exercise --parent PID (end when that process ends) -n (check the
 * configuration and say so), --digest FOLDER and --views (prove.h). Prints "ready NAME SEQ" on
 * standard output when it can be asked. */
int evn_host_main(int argc, char **argv, const struct evn_host_service *service);

#endif
