/* live - the events hub as server-sent events, gap-free for any number of browsers. Shell.
 *
 * The worker follows the hub ten times a second and keeps recent frames in a ring. A frame covers
 * merged positions first..last and holds the events in it that may be shown; its SSE id is `last`.
 * A stream takes frames from the ring; one that is further behind, or whose token is for an area,
 * gets its own Follow from its id. So a stream from id k sees exactly k+1, k+2, ... A stream ahead
 * of the hub is told `rolled_back`, one whose id the hub forgot `reset`; both go on from the head.
 * A comment goes out each second in which nothing else did. Format: proto/spec/13-http.md. */
#ifndef EVN_GATEWAY_LIVE_H
#define EVN_GATEWAY_LIVE_H

#include "common/client/session.h"
#include "services/gateway/exchange.h"

#include <jansson.h>

enum { EVN_STREAMS_MAX = 256, EVN_RECENT_MAX = 60 };

struct evn_live;

/* EVN_E_NO_MEMORY. */
EVN_MUST_USE evn_err evn_live_new(struct evn_live **out);

/* Follow the hub for what is new, and for streams that are behind; in the worker. With `is_up`
 * false the hub is away: streams are only told that we are here. */
void evn_live_step(struct evn_live *live, struct evn_session *session, bool is_up);

/* Take a stream. It begins behind x->last_event_id, without one at the head. False: no room. */
bool evn_live_open(struct evn_live *live, struct evn_exchange *x);

/* What evn_http_config asks of a stream: `self` is the evn_live. */
int64_t evn_live_fill(void *self, struct evn_exchange *x, char *to, size_t cap);
void evn_live_close(void *self, struct evn_exchange *x);

/* The newest events that a person can read something of, newest first, at most EVN_RECENT_MAX:
 * a new reference to a JSON array of events as in the stream, each with `source`, `kind`, `body`.
 * NULL: no memory. From any thread. */
json_t *evn_live_recent(struct evn_live *live);

/* End all streams. The HTTP server stops behind this. NULL is fine. */
void evn_live_end(struct evn_live *live);

void evn_live_destroy(struct evn_live **live);

#endif
