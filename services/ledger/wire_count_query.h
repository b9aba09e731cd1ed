/* wire_count_query - questions about counts and discrepancies, and the answers, by tables. Pure.
 *
 * Structs of query.proto with its members in its order, as in wire_query.h; what each means stands
 * there. */
#ifndef EVN_LEDGER_WIRE_COUNT_QUERY_H
#define EVN_LEDGER_WIRE_COUNT_QUERY_H

#include "services/ledger/wire_query.h"

/* One sheet, or all. */
struct evn_wire_counts_query {
    char count[EVN_LEDGER_TEXT]; /* its lines */
    char place[EVN_LEDGER_TEXT];
    bool ended; /* also counts that are over */
    uint32_t rows_max;
    uint64_t cursor;
};

struct evn_wire_count_head {
    char count[EVN_LEDGER_TEXT];
    char place[EVN_LEDGER_TEXT];
    int32_t state; /* enum evn_count_state */
    bool blind;
    uint32_t counters; /* 1 or 2 */
    uint32_t lines;    /* handed in and not approved */
    uint32_t approved; /* lines that became true */
    uint32_t again;    /* of `lines`, to be counted again */
};

struct evn_wire_count_row {
    char place[EVN_LEDGER_TEXT];
    char item[EVN_LEDGER_TEXT];
    char lot[EVN_LEDGER_TEXT];
    int64_t counted;               /* base units */
    int64_t counted_at_us;         /* business time */
    char counter[EVN_LEDGER_TEXT]; /* who counted it last */
    int32_t state;                 /* enum evn_count_line_state */
    bool told;                     /* the members below are told */
    int64_t expected;              /* base units: what the books have at that instant, now */
    int64_t since;                 /* of this, recorded after the counter looked */
    int64_t difference;            /* counted - expected */
};

struct evn_wire_counts {
    struct evn_wire_count_head *counts; /* in the arena */
    size_t n_counts;
    struct evn_wire_count_row *rows; /* in the arena */
    size_t n_rows;
    uint64_t next_cursor;
};

struct evn_wire_discrepancies_query {
    char name[EVN_LEDGER_TEXT];
    char place[EVN_LEDGER_TEXT];
    char item[EVN_LEDGER_TEXT];
    char owner[EVN_LEDGER_TEXT];
    bool closed; /* also closed ones */
    uint32_t rows_max;
    uint64_t cursor;
};

struct evn_wire_discrepancy_row {
    char name[EVN_LEDGER_TEXT];
    char place[EVN_LEDGER_TEXT];
    char item[EVN_LEDGER_TEXT];
    char lot[EVN_LEDGER_TEXT];
    int64_t quantity; /* base units, signed */
    int32_t state;    /* enum evn_discrepancy_step */
    char reason[EVN_LEDGER_TEXT];
    char owner[EVN_LEDGER_TEXT];
    uint64_t document;
    uint32_t line;
    uint64_t seq; /* of the event that opened it */
};

struct evn_wire_discrepancies {
    struct evn_wire_discrepancy_row *rows; /* in the arena */
    size_t n_rows;
    uint64_t next_cursor;
    uint32_t open; /* of all, not closed */
};

extern const struct evn_wire_message evn_counts_query_table, evn_counts_table,
    evn_discrepancies_query_table, evn_discrepancies_table;

#endif
