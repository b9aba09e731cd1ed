/* wire_account_query - questions about deliveries, thresholds, accounts of supply and movements,
 * and the answers, by tables. Pure.
 *
 * Structs of query.proto with its members in its order, as in wire_query.h; what each means stands
 * there. */
#ifndef EVN_LEDGER_WIRE_ACCOUNT_QUERY_H
#define EVN_LEDGER_WIRE_ACCOUNT_QUERY_H

#include "services/ledger/wire_query.h"

struct evn_wire_expected_query {
    char expected[EVN_LEDGER_TEXT]; /* external id of the delivery */
    char to[EVN_LEDGER_TEXT];       /* place it enters */
    char item[EVN_LEDGER_TEXT];     /* external id */
    bool ended;                     /* also those that are over */
    uint32_t rows_max;              /* of a page; 0: EVN_LEDGER_ROWS_USUAL */
    uint64_t cursor;                /* next_cursor of the page before; 0: first */
};

/* One item of one delivery. */
struct evn_wire_expected_row {
    char expected[EVN_LEDGER_TEXT]; /* external id of the delivery */
    int32_t source;                 /* 1 supplier, 2 donor, 3 transfer, 4 purchase order */
    char from[EVN_LEDGER_TEXT];     /* place it leaves */
    char to[EVN_LEDGER_TEXT];       /* place it enters */
    struct evn_day promised;        /* business day at `to` */
    int32_t state;                  /* 0 open, 1 late, 2 closed, 3 cancelled */
    char item[EVN_LEDGER_TEXT];     /* external id */
    int64_t quantity;               /* base units announced */
    int64_t come;                   /* of these, here already */
    int64_t to_come;                /* the rest, not below 0 */
};

struct evn_wire_expecteds {
    struct evn_wire_expected_row *rows; /* in the arena */
    size_t n_rows;
    uint64_t next_cursor; /* where the next page begins; 0: no more */
};

struct evn_wire_thresholds_query {
    char place[EVN_LEDGER_TEXT]; /* external id */
    char item[EVN_LEDGER_TEXT];  /* external id */
    bool low;                    /* only where it is low */
    uint32_t rows_max;           /* of a page; 0: EVN_LEDGER_ROWS_USUAL */
    uint64_t cursor;             /* next_cursor of the page before; 0: first */
};

struct evn_wire_threshold_row {
    char place[EVN_LEDGER_TEXT]; /* external id */
    char item[EVN_LEDGER_TEXT];  /* external id */
    int64_t low;                 /* base units */
    int64_t enough;              /* base units */
    int64_t quantity;            /* there now, not expired */
    bool is_low;
};

struct evn_wire_thresholds {
    struct evn_wire_threshold_row *rows; /* in the arena */
    size_t n_rows;
    uint64_t next_cursor; /* where the next page begins; 0: no more */
};

struct evn_wire_account_query {
    char place[EVN_LEDGER_TEXT]; /* external id */
    char area[EVN_LEDGER_TEXT];  /* prefix of the code */
    char item[EVN_LEDGER_TEXT];  /* external id */
    int64_t from_us;             /* begin of the period */
    int64_t until_us;            /* 0: now */
    bool sum;                    /* a row an item */
    uint32_t rows_max;           /* of a page; 0: EVN_LEDGER_ROWS_USUAL */
    uint64_t cursor;             /* next_cursor of the page before; 0: first */
};

/* Base units of a period. */
struct evn_wire_account_row {
    char place[EVN_LEDGER_TEXT]; /* external id */
    char item[EVN_LEDGER_TEXT];  /* external id */
    int64_t opening;             /* before the period */
    int64_t received;            /* from suppliers, net */
    int64_t issued;              /* consumed, net */
    int64_t transferred_in;      /* from other places */
    int64_t transferred_out;     /* to other places */
    int64_t adjusted;            /* signed: found, lost, destroyed, made */
    int64_t counted;             /* signed: by counts */
    int64_t closing;             /* at its end */
    int64_t in_transit;          /* aboard now for these places */
};

struct evn_wire_account {
    struct evn_wire_account_row *rows; /* in the arena */
    size_t n_rows;
    uint64_t next_cursor; /* where the next page begins; 0: no more */
    int64_t until_us;     /* end of the period */
};

struct evn_wire_movements_query {
    char place[EVN_LEDGER_TEXT]; /* external id */
    char area[EVN_LEDGER_TEXT];  /* prefix of the code */
    char item[EVN_LEDGER_TEXT];  /* external id */
    uint32_t kind;               /* record kind; 0: all */
    uint64_t after_seq;
    uint32_t rows_max; /* of a page; 0: EVN_LEDGER_ROWS_USUAL */
};

struct evn_wire_movement_row {
    uint64_t seq;
    uint32_t kind;
    char from[EVN_LEDGER_TEXT]; /* place it leaves */
    char to[EVN_LEDGER_TEXT];   /* place it enters */
    char item[EVN_LEDGER_TEXT]; /* external id */
    char lot[EVN_LEDGER_TEXT];  /* code, or empty */
    int64_t quantity;           /* base units */
    int64_t occurred_at_us;
    uint64_t document;
    uint32_t line;
    char reason[EVN_LEDGER_TEXT]; /* code, or empty */
    uint32_t pack_version;        /* of the packs of its time; 0: as they are today */
};

struct evn_wire_movements {
    struct evn_wire_movement_row *rows; /* in the arena */
    size_t n_rows;
    uint64_t next_after_seq;
    bool more;
    struct evn_wire_pack_tree *packs; /* those of the rows that are not today's */
    size_t n_packs;
};

extern const struct evn_wire_message evn_expected_query_table, evn_expecteds_table,
    evn_thresholds_query_table, evn_thresholds_table, evn_account_query_table, evn_account_table,
    evn_movements_query_table, evn_movements_table;

#endif
