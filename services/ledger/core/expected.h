/* expected - deliveries that were announced, and what of them has come. Pure but heap.
 *
 * Named by an external id, from a supplier, donor, other place or purchase order, with a promised
 * day; receipts name the delivery they are of. One that is not there when its business day has
 * passed is late, once a promise. EXPECTED frames say the whole row as it is from then on; see
 * proto/spec/14-ledger-more.md. */
#ifndef EVN_LEDGER_EXPECTED_H
#define EVN_LEDGER_EXPECTED_H

#include "common/base/arena.h"
#include "common/base/buf.h"
#include "common/base/canon.h"
#include "common/base/day.h"
#include "common/journal/frame.h"
#include "services/ledger/core/named.h"

enum evn_expected_step {
    EVN_EXPECTED_ANNOUNCED = 0,
    EVN_EXPECTED_CHANGED = 1,
    EVN_EXPECTED_LATE = 2,
    EVN_EXPECTED_CLOSED = 3,
    EVN_EXPECTED_CANCELLED = 4
};

struct evn_expected_line {
    uint32_t item;
    int64_t requested; /* base units announced */
    int64_t accepted;  /* come so far */
};

struct evn_expected {
    uint64_t seq;            /* of ANNOUNCED */
    uint32_t step;           /* the latest: enum evn_expected_step */
    uint32_t source;         /* 0 supplier, 1 donor, 2 transfer, 3 purchase order */
    uint32_t from, to;       /* places */
    struct evn_day promised; /* business day at `to` */
    bool late;               /* of this promise */
    uint32_t n_lines;
    struct evn_expected_line *lines; /* owned */
};

struct evn_expecteds {
    struct evn_named named; /* struct evn_expected */
};

struct evn_ledger_state;

void evn_expecteds_init(struct evn_expecteds *all, uint64_t key);
void evn_expecteds_fini(struct evn_expecteds *all);

static inline bool evn_expected_is_open(const struct evn_expected *row)
{
    return row->step < EVN_EXPECTED_CLOSED;
}

/* Append the body of a frame; `row->seq` is 0 in ANNOUNCED. EVN_E_LIMIT, EVN_E_NO_MEMORY. */
EVN_MUST_USE evn_err evn_expected_put(struct evn_buf *body, const struct evn_expected *row,
                                      struct evn_bytes name);

/* Take in frame `seq`. EVN_E_CORRUPT, EVN_E_NO_MEMORY. */
EVN_MUST_USE evn_err evn_expecteds_apply(struct evn_ledger_state *state, uint64_t seq,
                                         const struct evn_frame *frame);

/* Append LATE for each delivery whose promised business day has passed; *n says how many, at most
 * 500 at once. EVN_E_LIMIT, EVN_E_NO_MEMORY. */
EVN_MUST_USE evn_err evn_expecteds_late(const struct evn_ledger_state *state, int64_t business_us,
                                        struct evn_buf *events, uint32_t *n);

/* Add every row to the digest of business state. */
void evn_expecteds_canon(const struct evn_ledger_state *state, struct evn_canon *canon);

#endif
