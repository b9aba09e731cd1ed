/* recall - which recalls there were: of which lots, by whom, whether still open. Pure but heap.
 *
 * A recall holds its lots everywhere (holds.h, cause EVN_HOLD_BY_RECALL) by records of the same
 * command; here is what no hold has room for. It is named by its reason, which no other open recall
 * has. Closing releases what it holds. Source: proto/spec/14-ledger-more.md. */
#ifndef EVN_LEDGER_RECALL_H
#define EVN_LEDGER_RECALL_H

#include "common/base/arena.h"
#include "common/base/bytes.h"

#include <stdbool.h>

enum { EVN_RECALL_TEXT = 80, EVN_RECALL_LOTS_MAX = 1000 };

struct evn_recall {
    uint64_t seq;                    /* of the event that opened it */
    uint32_t reason;                 /* number */
    bool open;                       /* not closed yet */
    char authority[EVN_RECALL_TEXT]; /* who ordered it */
    char level[EVN_RECALL_TEXT];     /* as the authority calls it */
    uint32_t *lots;                  /* numbers; owned */
    uint32_t n_lots;
};

struct evn_recalls {
    struct evn_recall *row; /* in the order opened; owned */
    uint32_t n, cap;
};

void evn_recalls_fini(struct evn_recalls *recalls);

/* The open recall with this reason, or NULL. Borrowed until the next apply. */
const struct evn_recall *evn_recalls_open(const struct evn_recalls *recalls, uint32_t reason);

/* One RECALL event. */
struct evn_recall_event {
    bool closes;
    uint64_t of;                       /* closes: seq of the event that opened it */
    uint32_t reason;                   /* number */
    struct evn_bytes authority, level; /* opens */
    const int64_t *lots;               /* numbers */
    size_t n_lots;
};

/* Its body, in the arena. EVN_E_LIMIT, EVN_E_NO_MEMORY. */
EVN_MUST_USE evn_err evn_recall_body(const struct evn_recall_event *event, struct evn_arena *arena,
                                     struct evn_bytes *out);

/* Take in event `seq` with this body. EVN_E_CORRUPT, EVN_E_NO_MEMORY. */
EVN_MUST_USE evn_err evn_recalls_apply(struct evn_recalls *recalls, uint64_t seq,
                                       struct evn_bytes body);

#endif
