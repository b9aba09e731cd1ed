/* desk - queries a service answers from more than its core's state. Shell.
 *
 * Most queries are the core's: a look at memory. A desk is for a service whose answers wait for
 * something to happen, or hold blocks of other services. It runs in the host's loop, between two
 * looks at the sockets, so it never blocks: what it has not got yet it asks for, says EVN_E_AGAIN,
 * and is asked the same question again when there is news. It sees the core's state and changes
 * nothing in it. */
#ifndef EVN_SERVICE_DESK_H
#define EVN_SERVICE_DESK_H

#include "common/journal/journal.h"
#include "common/service/core.h"

struct evn_host;

/* How a question may be answered. */
struct evn_desk_terms {
    size_t result_max;    /* bytes the result may have at the door it came through */
    bool last_chance;     /* it waited long enough: after EVN_E_AGAIN it is refused as BUSY */
    uint32_t patience_ms; /* how long it may wait, counted from its arrival; 1000 unless set here
                             the first time it is asked */
};

struct evn_desk_ops {
    /* A desk beside the core's state, which is borrowed. EVN_E_NO_MEMORY. */
    evn_err (*open)(struct evn_host *host, const void *state, void **out);
    void (*close)(void **desk);
    /* A block of a followed stream arrived: fed just now, or asked for by evn_host_fetch. The
     * block is borrowed. */
    void (*block)(void *desk, const char *source, const struct evn_block *block);
    /* Answer, as a core's query does; or EVN_E_AGAIN. */
    evn_err (*query)(void *desk, const struct evn_ask *ask, struct evn_desk_terms *terms,
                     struct evn_buf *result, struct evn_refusal *why);
};

/* Ask a followed service for blocks from `from_seq` on; they arrive at `block`, or do not. One
 * fetch is under way per source: until it ends, further ones do nothing. */
void evn_host_fetch(struct evn_host *host, const char *source, uint64_t from_seq);

/* The head of the service's own log. */
void evn_host_head(const struct evn_host *host, struct evn_journal_head *out);

#endif
