/* hub - what the events hub has behind a position, as text for a stream. Shell.
 *
 * A cover is one answer of the hub: merged positions first..last, without a gap, and of the events
 * in it those that may be shown. */
#ifndef EVN_GATEWAY_HUB_H
#define EVN_GATEWAY_HUB_H

#include "common/client/session.h"

#include <jansson.h>

struct evn_hub {
    char id[32];   /* base64 of the hub's log id; "" until it is known */
    uint64_t head; /* end of the merged order when last asked */
};

enum evn_cover_kind { EVN_COVERS, EVN_COVER_ROLLED_BACK, EVN_COVER_RESET };

struct evn_cover {
    enum evn_cover_kind kind; /* others than COVERS: no events; `last` is where to go on */
    uint64_t first, last;     /* positions; first = last + 1: nothing came */
    json_t *events;           /* owned array, each with position, source, seq, kind, body */
};

/* Where the order ends: fills in *hub. Errors: evn_session_ask. */
EVN_MUST_USE evn_err evn_hub_find(struct evn_session *session, struct evn_hub *hub,
                                  struct evn_refusal *why);

/* What comes behind `from`, for who sees what lies in `scope` ("" is everywhere), now. *out owns
 * its events: evn_cover_fini. Errors: evn_session_ask. */
EVN_MUST_USE evn_err evn_hub_follow(struct evn_session *session, struct evn_hub *hub,
                                    const char *scope, uint64_t from, struct evn_cover *out,
                                    struct evn_refusal *why);

void evn_cover_fini(struct evn_cover *cover);

/* Append the cover as one server-sent event, without what a stream at `from` has seen.
 * EVN_E_AGAIN: an event lies across `from`. EVN_E_LIMIT, EVN_E_NO_MEMORY: of `out`. */
EVN_MUST_USE evn_err evn_cover_write(const struct evn_cover *cover, uint64_t from,
                                     struct evn_buf *out);

#endif
