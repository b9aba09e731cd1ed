/* share - answers that are kept a moment, for the next one who asks the same. Shell.
 *
 * A hundred screens that follow with the same filter ask the same question at the same moment: the
 * blocks are walked once and the answer is copied to the others. An answer is the same for whoever
 * asks with the same bytes, roles and scope, as long as nothing was merged since - or, when it was
 * full, as long as no place or account is known otherwise. */
#ifndef EVN_EVENTS_SHARE_H
#define EVN_EVENTS_SHARE_H

#include "services/events/core/state.h"

enum { EVN_SHARED_MAX = 32 };

struct evn_shared {
    struct evn_hash128 key; /* of the question; all zero: the slot is free */
    uint64_t head;          /* of the merged order when it was made */
    uint64_t n_known;       /* names known then */
    bool full;              /* later events would not have changed it */
    struct evn_buf result;
};

struct evn_share {
    struct evn_shared slot[EVN_SHARED_MAX];
    size_t next;     /* slot that is overwritten next */
    uint64_t n_used; /* answers given from here */
};

void evn_share_init(struct evn_share *share);
void evn_share_fini(struct evn_share *share);

/* What makes two questions the same: bytes, door's limit, and what the actor may see. */
struct evn_hash128 evn_share_key(const struct evn_ask *ask, size_t result_max);

/* The answer kept under the key that still holds, or NULL. Borrowed until the next keep. */
const struct evn_buf *evn_share_find(struct evn_share *share, const struct evn_hub_state *state,
                                     const struct evn_hash128 *key);

/* Keep a copy of an answer made just now. Without memory it is not kept. */
void evn_share_keep(struct evn_share *share, const struct evn_hub_state *state,
                    const struct evn_hash128 *key, bool full, struct evn_bytes result);

#endif
