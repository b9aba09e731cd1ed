/* desk - what a service does with questions and commands outside its core. Shell.
 *
 * Most queries are the core's: a look at memory. A desk is for a service whose answers wait for
 * something to happen, or hold blocks of other services. It runs in the host's loop, between two
 * looks at the sockets, so it never blocks: what it has not got yet it asks for, says EVN_E_AGAIN,
 * and is asked the same question again when there is news. It sees the core's state and changes
 * nothing in it.
 *
 * A desk may also see commands before anything else does, so that what must not be logged is not:
 * the registry encrypts what is personal there. */
#ifndef EVN_SERVICE_DESK_H
#define EVN_SERVICE_DESK_H

#include "common/journal/journal.h"
#include "common/service/core.h"

struct evn_host;
struct evn_site;

/* How a question may be answered. */
struct evn_desk_terms {
    size_t result_max;     /* bytes the result may have at the door it came through */
    bool last_chance;      /* it waited long enough: after EVN_E_AGAIN it is refused as BUSY */
    uint32_t patience_ms;  /* how long it may wait, counted from its arrival; 1000 unless set here
                              the first time it is asked */
    struct evn_bytes kept; /* an answer that lies ready at the desk, instead of `result`: borrowed
                              until the desk is asked again; empty unless set there */
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
    /* A command whose sender has a role for it, before it is hashed, decided or kept. *out, set to
     * `command` before, is what is decided instead; it may lie in the arena. An error: refused with
     * *why, nothing is logged. NULL: commands are taken as they came. */
    evn_err (*command)(void *desk, struct evn_bytes command, struct evn_arena *arena,
                       struct evn_bytes *out, struct evn_refusal *why);
    /* All commands of a message were seen: make durable what they stand on. An error stops the
     * service. Not NULL with `command`. */
    evn_err (*ready)(void *desk);
    /* Events up to `seq` are committed, and nobody was told yet. An error stops the service,
     * untold. NULL: nothing to do. */
    evn_err (*committed)(void *desk, uint64_t seq);
};

/* Ask a followed service for blocks from `from_seq` on; they arrive at `block`, or do not. One
 * fetch is under way per source: until it ends, further ones do nothing. */
void evn_host_fetch(struct evn_host *host, const char *source, uint64_t from_seq);

/* Where the installation is. Borrowed. */
const struct evn_site *evn_host_site(const struct evn_host *host);

/* The head of the service's own log. */
void evn_host_head(const struct evn_host *host, struct evn_journal_head *out);

#endif
