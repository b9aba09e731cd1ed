/* command_count - counts, expected deliveries, thresholds and discrepancies as commands. Pure
 * vocabulary, like command.h: external ids are text, everything is borrowed for the call. */
#ifndef EVN_LEDGER_COMMAND_COUNT_H
#define EVN_LEDGER_COMMAND_COUNT_H

#include "common/base/bytes.h"
#include "common/base/day.h"

#include <stdbool.h>

/* Open, explain or close a named difference. */
struct evn_ledger_discrepancy {
    uint32_t step;           /* enum evn_discrepancy_step */
    struct evn_bytes name;   /* external id; opened once */
    struct evn_bytes place;  /* opened: where */
    struct evn_bytes item;   /* opened: of what */
    struct evn_bytes lot;    /* opened: or empty */
    struct evn_bytes reason; /* or empty; explained: required */
    struct evn_bytes owner;  /* who is to clear it up; empty: as it was, at first who opens it */
    struct evn_bytes note;   /* free text, or empty */
    int64_t qty;             /* opened: base units, not 0 */
    uint64_t document;       /* opened: seq of the document it is about, or 0 */
    uint32_t line;           /* opened: its line, or 0 */
};

/* A count begins. */
struct evn_ledger_count_start {
    struct evn_bytes name;          /* external id */
    struct evn_bytes place;         /* where */
    const struct evn_bytes *places; /* its bins; none: the place itself */
    const struct evn_bytes *items;  /* none: all items */
    uint32_t n_places, n_items;
    bool blind;          /* counters are not told what is expected */
    uint32_t n_counters; /* 1, or 2 who must agree */
};

struct evn_ledger_count_line {
    struct evn_bytes place; /* empty: the place of the count */
    struct evn_bytes item;
    struct evn_bytes lot;  /* code or serial number, or empty */
    struct evn_day expiry; /* of a lot that is not known yet, or EVN_DAY_NONE */
    int64_t counted;       /* base units, >= 0; recount: not looked at */
    int64_t at_us;         /* business time, or EVN_AT_NOW */
};

/* Lines that were counted, or are to be counted again (none: all that differ from the books). */
struct evn_ledger_count_lines {
    struct evn_bytes name; /* of the count */
    uint64_t seen_seq;     /* last event the counter's device had seen, or 0 */
    const struct evn_ledger_count_line *lines;
    uint32_t n_lines;
};

/* Approve what is final, or drop the count. */
struct evn_ledger_count_end {
    struct evn_bytes name;
    struct evn_bytes reason; /* or empty */
    bool more;               /* approve: the count goes on, whatever is left of it */
    bool may_exceed;         /* approve: who asks has the role for differences above the limit */
};

/* Differences above which approval needs a higher role; 0: none do. */
struct evn_ledger_count_limit {
    int64_t units;
    uint32_t percent;
};

#endif
