/* share - answers that are kept a while, for all who ask the same. Shell.
 *
 * A hundred screens that follow with the same filter ask the same question: at the same moment when
 * something is new, one after the other when they read what is past. The blocks are walked once,
 * and the answer is sent from here to the others. An answer is the same for whoever asks with the
 * same bytes, roles and scope, as long as nothing was merged since - or, when it was full, as long
 * as no place or account is known otherwise - or, when nothing is left out, for ever. The oldest
 * make room, up to a number of answers and of bytes; readers of the past who keep step within
 * those share the walk. */
#ifndef EVN_EVENTS_SHARE_H
#define EVN_EVENTS_SHARE_H

#include "services/events/core/state.h"

enum { EVN_SHARED_MAX = 512, EVN_SHARED_BYTES_MAX = 32 << 20, EVN_SHARED_CHAINS = 1024 };

/* How far an answer stays as it is. */
enum evn_shared_holds {
    EVN_SHARED_TO_HEAD,  /* until something is merged */
    EVN_SHARED_TO_NAMES, /* it was full: until names change what is left out */
    EVN_SHARED_EVER      /* it was full, and nothing is left out */
};

struct evn_shared {
    struct evn_hash128 key; /* of the question */
    uint64_t head;          /* of the merged order when it was made */
    uint64_t n_known;       /* names known then */
    enum evn_shared_holds holds;
    struct evn_buf result; /* empty: the slot is free */
    uint32_t next;         /* 1 + the next slot of the chain, or 0 */
};

struct evn_share {
    struct evn_shared slot[EVN_SHARED_MAX]; /* a ring */
    uint32_t chain[EVN_SHARED_CHAINS];      /* by key: 1 + first slot, or 0 */
    size_t first, n;                        /* oldest slot, and how many are in the ring */
    size_t bytes;                           /* of all results */
    uint64_t n_used, n_made;                /* answers given from here; kept here */
};

void evn_share_init(struct evn_share *share);
void evn_share_fini(struct evn_share *share);

/* What makes two questions the same: bytes, door's limit, and what the actor may see. */
struct evn_hash128 evn_share_key(const struct evn_ask *ask, size_t result_max);

/* The answer kept under the key that still holds; empty: none. Borrowed until the next keep. */
struct evn_bytes evn_share_find(struct evn_share *share, const struct evn_hub_state *state,
                                const struct evn_hash128 *key);

/* Keep a copy of an answer made just now. Without memory it is not kept. */
void evn_share_keep(struct evn_share *share, const struct evn_hub_state *state,
                    const struct evn_hash128 *key, enum evn_shared_holds holds,
                    struct evn_bytes result);

#endif
