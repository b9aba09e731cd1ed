/* wire_count - commands about counts, expected deliveries, thresholds and discrepancies. Pure.
 *
 * Structs of command.proto with its members in its order; what each means stands there. Read and
 * bounded by tables, as in wire.h. */
#ifndef EVN_LEDGER_WIRE_COUNT_H
#define EVN_LEDGER_WIRE_COUNT_H

#include "services/ledger/wire.h"

enum { EVN_LEDGER_LIST_MAX = 1000 };

/* Tags of the command's content. */
enum {
    EVN_LEDGER_TAG_COUNT_START = 40,
    EVN_LEDGER_TAG_COUNT_HAND_IN = 41,
    EVN_LEDGER_TAG_COUNT_RECOUNT = 42,
    EVN_LEDGER_TAG_COUNT_APPROVE = 43,
    EVN_LEDGER_TAG_COUNT_DROP = 44,
    EVN_LEDGER_TAG_COUNT_LIMIT = 45,
    EVN_LEDGER_TAG_DISCREPANCY = 55
};

/* A count begins. */
struct evn_wire_count_start {
    char count[EVN_LEDGER_TEXT];     /* external id */
    char place[EVN_LEDGER_TEXT];     /* where */
    char (*places)[EVN_LEDGER_TEXT]; /* its bins */
    size_t n_places;
    char (*items)[EVN_LEDGER_TEXT]; /* none: all */
    size_t n_items;
    bool blind;        /* counters are not told what is expected */
    uint32_t counters; /* 1 or 2; 0: 1 */
};

struct evn_wire_count_line {
    char item[EVN_LEDGER_TEXT];
    char lot[EVN_LEDGER_TEXT];   /* code or serial number */
    struct evn_day expiry;       /* of a lot that is not known yet */
    int64_t counted;             /* base units beside the packs */
    struct evn_wire_pack *packs; /* at most one a pack level */
    size_t n_packs;
    int64_t counted_at_us;       /* business time; 0: now */
    char place[EVN_LEDGER_TEXT]; /* bin; empty: the place of the count */
};

/* What a counter found. */
struct evn_wire_count_hand_in {
    char count[EVN_LEDGER_TEXT];
    struct evn_wire_count_line *lines;
    size_t n_lines;
    uint64_t seen_seq; /* last event the counter's device had seen; 0: all */
};

/* What is to be counted again; no lines: all that are not what the books say. */
struct evn_wire_count_recount {
    char count[EVN_LEDGER_TEXT];
    struct evn_wire_count_line *lines;
    size_t n_lines;
};

/* Final lines become true. */
struct evn_wire_count_approve {
    char count[EVN_LEDGER_TEXT];
    char reason[EVN_LEDGER_TEXT];
    bool more; /* the count goes on */
};

struct evn_wire_count_drop {
    char count[EVN_LEDGER_TEXT];
    char reason[EVN_LEDGER_TEXT];
};

/* Above it, an ADMIN approves. */
struct evn_wire_count_limit {
    int64_t units;
    uint32_t percent;
};

/* Open (1), explain (2) or close (3) a named difference. */
struct evn_wire_discrepancy {
    int32_t step;
    char name[EVN_LEDGER_TEXT];
    char place[EVN_LEDGER_TEXT];
    char item[EVN_LEDGER_TEXT];
    char lot[EVN_LEDGER_TEXT];
    int64_t quantity; /* base units, signed */
    char reason[EVN_LEDGER_TEXT];
    char owner[EVN_LEDGER_TEXT];
    char note[EVN_LEDGER_NOTE];
    uint64_t document;
    uint32_t line;
};

extern const struct evn_wire_message evn_count_start_table, evn_count_hand_in_table,
    evn_count_recount_table, evn_count_approve_table, evn_count_drop_table, evn_count_limit_table,
    evn_discrepancy_table;

#endif
