/* discrepancies - differences with a name and an owner, never smoothed over. Pure but heap.
 *
 * A difference between two sources (a closing that is not the next opening, a delivery note and
 * what came) is opened with what it is about and how much it is, explained any number of times, and
 * closed once. It moves no stock: an adjustment does. DISCREPANCY frames of
 * proto/spec/14-ledger-more.md. */
#ifndef EVN_LEDGER_DISCREPANCIES_H
#define EVN_LEDGER_DISCREPANCIES_H

#include "common/base/buf.h"
#include "common/base/canon.h"
#include "common/journal/frame.h"
#include "services/ledger/core/named.h"

enum evn_discrepancy_step {
    EVN_DISCREPANCY_OPENED = 0,
    EVN_DISCREPANCY_EXPLAINED = 1,
    EVN_DISCREPANCY_CLOSED = 2
};

struct evn_discrepancy {
    uint64_t seq;      /* of OPENED */
    int64_t qty;       /* base units, signed: found minus expected; never 0 */
    uint64_t document; /* seq of the document it is about, or 0 */
    uint32_t step;     /* the latest: enum evn_discrepancy_step */
    uint32_t place, item;
    uint32_t lot;    /* or 0 */
    uint32_t line;   /* of the document, or 0 */
    uint32_t reason; /* the latest given, or 0 */
    uint32_t owner;  /* actor who is to clear it up */
};

struct evn_discrepancies {
    struct evn_named named; /* struct evn_discrepancy */
    uint32_t n_open;        /* not closed */
};

/* What a frame says: the row as it is from now on. */
struct evn_discrepancy_event {
    struct evn_discrepancy row; /* seq: of OPENED; 0 in OPENED itself */
    struct evn_bytes name;      /* OPENED: external id */
};

struct evn_ledger_state;

void evn_discrepancies_init(struct evn_discrepancies *all, uint64_t key);
void evn_discrepancies_fini(struct evn_discrepancies *all);

/* Append the body of a frame. EVN_E_LIMIT, EVN_E_NO_MEMORY. */
EVN_MUST_USE evn_err evn_discrepancy_put(struct evn_buf *body,
                                         const struct evn_discrepancy_event *event);

/* Take in frame `seq`. EVN_E_CORRUPT, EVN_E_NO_MEMORY. */
EVN_MUST_USE evn_err evn_discrepancies_apply(struct evn_ledger_state *state, uint64_t seq,
                                             const struct evn_frame *frame);

/* Add every row to the digest of business state. */
void evn_discrepancies_canon(const struct evn_ledger_state *state, struct evn_canon *canon);

#endif
