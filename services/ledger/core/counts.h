/* counts - stock counts under way: who counted what, and what is to be counted again. Pure but
 * heap.
 *
 * A count begins at a place (or some of its bins), for some items or all, and does not stop trade.
 * Counters hand in what they found, each line with its instant; where two must agree, a line on
 * which their differences to the books differ is counted again. Approval turns lines into barriers
 * and adjustments (records), and takes them off the sheet. COUNT frames of
 * proto/spec/14-ledger-more.md. */
#ifndef EVN_LEDGER_COUNTS_H
#define EVN_LEDGER_COUNTS_H

#include "common/base/canon.h"
#include "common/journal/frame.h"
#include "services/ledger/core/count_event.h"
#include "services/ledger/core/named.h"

enum { EVN_COUNT_LINES_MAX = 20000 }; /* handed in and not approved, of one count */

enum evn_count_state { EVN_COUNT_OPEN, EVN_COUNT_DONE, EVN_COUNT_GIVEN_UP };

enum evn_count_line_state {
    EVN_COUNT_ONCE,    /* by one of two counters */
    EVN_COUNT_DIFFERS, /* to be counted again */
    EVN_COUNT_FINAL    /* may be approved */
};

struct evn_count_line {
    uint32_t account;
    uint32_t by;       /* actor who counted it last */
    uint32_t state;    /* enum evn_count_line_state */
    int64_t counted;   /* base units */
    int64_t at_us;     /* business time */
    uint64_t seen_seq; /* last event that was known when it was counted */
};

struct evn_count {
    uint64_t seq;        /* of STARTED */
    uint32_t state;      /* enum evn_count_state */
    uint32_t n_counters; /* 1 or 2 */
    bool blind;
    uint32_t place;
    uint32_t n_places, n_items;  /* of the lists; no places: `place` alone; no items: all */
    uint32_t *places, *items;    /* owned */
    struct evn_count_line *line; /* by account; owned */
    uint32_t n_lines, cap;
    uint32_t *counter; /* actors who handed in lines, each once; owned */
    uint32_t n_counted_by;
    uint32_t n_approved; /* lines that became barriers */
};

struct evn_counts {
    struct evn_named named; /* struct evn_count */
    int64_t limit_units;    /* differences above it need a higher role; 0: none do */
    uint32_t limit_percent; /* the same in percent of what was expected */
};

struct evn_ledger_state;

void evn_counts_init(struct evn_counts *counts, uint64_t key);
void evn_counts_fini(struct evn_counts *counts);

/* The line of an account, or NULL. */
const struct evn_count_line *evn_count_find(const struct evn_count *count, uint32_t account);

/* Has the actor handed in lines of it, approved ones and those others counted again included? */
bool evn_count_is_by(const struct evn_count *count, uint32_t actor);

/* Does the count take lines of this place and item? */
bool evn_count_covers(const struct evn_count *count, uint32_t place, uint32_t item);

/* Take in frame `seq`. EVN_E_CORRUPT, EVN_E_NO_MEMORY. */
EVN_MUST_USE evn_err evn_counts_apply(struct evn_ledger_state *state, uint64_t seq,
                                      const struct evn_frame *frame);

/* Add counts and barriers to the digest of business state. */
void evn_counts_canon(const struct evn_ledger_state *state, struct evn_canon *canon);

#endif
