/* wire_account_query - questions about deliveries, thresholds, accounts of supply and movements,
 * and the answers, by tables. Pure.
 *
 * Structs of query.proto with its members in its order, as in wire_query.h; what each means stands
 * there. */
#ifndef EVN_LEDGER_WIRE_ACCOUNT_QUERY_H
#define EVN_LEDGER_WIRE_ACCOUNT_QUERY_H

#include "services/ledger/wire_query.h"

struct evn_wire_expected_query {
    char expected[EVN_LEDGER_TEXT];
    char to[EVN_LEDGER_TEXT];
    char item[EVN_LEDGER_TEXT];
    bool ended; /* also those that are over */
    uint32_t rows_max;
    uint64_t cursor;
};

/* One item of one delivery. */
struct evn_wire_expected_row {
    char expected[EVN_LEDGER_TEXT];
    int32_t source; /* 1 supplier, 2 donor, 3 transfer, 4 purchase order */
    char from[EVN_LEDGER_TEXT];
    char to[EVN_LEDGER_TEXT];
    struct evn_day promised;
    int32_t state; /* 0 open, 1 late, 2 closed, 3 cancelled */
    char item[EVN_LEDGER_TEXT];
    int64_t quantity; /* base units announced */
    int64_t come;
    int64_t to_come;
};

struct evn_wire_expecteds {
    struct evn_wire_expected_row *rows; /* in the arena */
    size_t n_rows;
    uint64_t next_cursor;
};

struct evn_wire_thresholds_query {
    char place[EVN_LEDGER_TEXT];
    char item[EVN_LEDGER_TEXT];
    bool low; /* only where it is low */
    uint32_t rows_max;
    uint64_t cursor;
};

struct evn_wire_threshold_row {
    char place[EVN_LEDGER_TEXT];
    char item[EVN_LEDGER_TEXT];
    int64_t low;      /* base units */
    int64_t enough;   /* base units */
    int64_t quantity; /* there now, not expired */
    bool is_low;
};

struct evn_wire_thresholds {
    struct evn_wire_threshold_row *rows; /* in the arena */
    size_t n_rows;
    uint64_t next_cursor;
};

struct evn_wire_account_query {
    char place[EVN_LEDGER_TEXT];
    char area[EVN_LEDGER_TEXT];
    char item[EVN_LEDGER_TEXT];
    int64_t from_us;
    int64_t until_us; /* 0: now */
    bool sum;         /* a row an item */
    uint32_t rows_max;
    uint64_t cursor;
};

/* Base units of a period. */
struct evn_wire_account_row {
    char place[EVN_LEDGER_TEXT];
    char item[EVN_LEDGER_TEXT];
    int64_t opening;
    int64_t received;
    int64_t issued;
    int64_t transferred_in;
    int64_t transferred_out;
    int64_t adjusted;
    int64_t counted;
    int64_t closing;
    int64_t in_transit; /* aboard now for these places */
};

struct evn_wire_account {
    struct evn_wire_account_row *rows; /* in the arena */
    size_t n_rows;
    uint64_t next_cursor;
    int64_t until_us;
};

struct evn_wire_movements_query {
    char place[EVN_LEDGER_TEXT];
    char area[EVN_LEDGER_TEXT];
    char item[EVN_LEDGER_TEXT];
    uint32_t kind; /* record kind; 0: all */
    uint64_t after_seq;
    uint32_t rows_max;
};

struct evn_wire_movement_row {
    uint64_t seq;
    uint32_t kind;
    char from[EVN_LEDGER_TEXT];
    char to[EVN_LEDGER_TEXT];
    char item[EVN_LEDGER_TEXT];
    char lot[EVN_LEDGER_TEXT];
    int64_t quantity; /* base units */
    int64_t occurred_at_us;
    uint64_t document;
    uint32_t line;
    char reason[EVN_LEDGER_TEXT];
};

struct evn_wire_movements {
    struct evn_wire_movement_row *rows; /* in the arena */
    size_t n_rows;
    uint64_t next_after_seq;
    bool more;
};

extern const struct evn_wire_message evn_expected_query_table, evn_expecteds_table,
    evn_thresholds_query_table, evn_thresholds_table, evn_account_query_table, evn_account_table,
    evn_movements_query_table, evn_movements_table;

#endif
