/* wire_hold - holds, recalls, temperatures and earmarks on the wire, by tables. Pure.
 *
 * Structs of command.proto (HoldPut and on) and query.proto (EligibleQuery and on), with their
 * members in their order; what each member means stands there. Text is copied; lists lie in the
 * arena of whoever fills them. Bounds are in the tables. */
#ifndef EVN_LEDGER_WIRE_HOLD_H
#define EVN_LEDGER_WIRE_HOLD_H

#include "services/ledger/core/cold.h"
#include "services/ledger/wire.h"

enum { EVN_TRACE_ROWS_MAX = 1000, EVN_TRACE_PLACES_MAX = 4000 };

/* A lot at a place; empty: everywhere. */
struct evn_wire_lot_line {
    char item[EVN_LEDGER_TEXT];
    char lot[EVN_LEDGER_TEXT];
    char place[EVN_LEDGER_TEXT];
};

/* Lots are stopped for a reason, or go on. */
struct evn_wire_hold_put {
    struct evn_wire_lot_line *lines;
    size_t n_lines;
    char reason[EVN_LEDGER_TEXT]; /* code; a new one becomes known */
    char note[EVN_LEDGER_NOTE];   /* to release: why */
};
struct evn_wire_hold_release {
    struct evn_wire_lot_line *lines;
    size_t n_lines;
    char reason[EVN_LEDGER_TEXT];
    char note[EVN_LEDGER_NOTE];
};

/* Lots are frozen everywhere. */
struct evn_wire_recall_open {
    struct evn_wire_lot_line *lines; /* without places */
    size_t n_lines;
    char reason[EVN_LEDGER_TEXT];    /* names the recall */
    char authority[EVN_LEDGER_TEXT]; /* who ordered it */
    char level[EVN_LEDGER_TEXT];     /* as the authority calls it */
    char note[EVN_LEDGER_NOTE];
};
struct evn_wire_recall_close {
    char reason[EVN_LEDGER_TEXT];
    char note[EVN_LEDGER_NOTE]; /* why it is over */
};

/* What was not told of a lot, and what its vial monitor says. */
struct evn_wire_lot_facts {
    char item[EVN_LEDGER_TEXT];
    char lot[EVN_LEDGER_TEXT];
    char owner[EVN_LEDGER_TEXT]; /* each: empty, EVN_DAY_NONE, 0: says nothing */
    struct evn_day made;
    uint32_t vvm_stage;
};

/* Temperatures of a place. */
struct evn_wire_readings {
    char place[EVN_LEDGER_TEXT];
    struct evn_reading *readings; /* in any order */
    size_t n_readings;
};

/* Ring-fenced stock is given back. */
struct evn_wire_earmark_release {
    char owner[EVN_LEDGER_TEXT];
    struct evn_wire_reserve_line *lines; /* none: everything */
    size_t n_lines;
    char reason[EVN_LEDGER_TEXT];
    char note[EVN_LEDGER_NOTE];
};

extern const struct evn_wire_message evn_hold_put_table, evn_hold_release_table,
    evn_recall_open_table, evn_recall_close_table, evn_readings_table, evn_earmark_release_table,
    evn_lot_facts_table, evn_lot_line_table;
extern const struct evn_wire_message evn_reserve_line_table; /* wire.c */

/* Which lots may be used. */
struct evn_wire_eligible_query {
    char place[EVN_LEDGER_TEXT];
    char item[EVN_LEDGER_TEXT];
    char receiver[EVN_LEDGER_TEXT]; /* or empty */
    uint32_t rows_max;
};
struct evn_wire_eligible_row {
    char lot[EVN_LEDGER_TEXT];
    struct evn_day expiry;
    int64_t quantity;
    uint32_t turn;                    /* 1: FEFO takes it first; 0: it may not be used */
    char (*reasons)[EVN_LEDGER_TEXT]; /* names, the first one first */
    size_t n_reasons;
    char (*holds)[EVN_LEDGER_TEXT]; /* reason ids */
    size_t n_holds;
    int64_t claimed; /* of this lot */
};
struct evn_wire_eligible {
    struct evn_wire_eligible_row *rows;
    size_t n_rows;
    int64_t quantity;  /* that can be used */
    int64_t claimed;   /* of the item at the place, lots included */
    int64_t free;      /* that may be used and is not claimed */
    uint32_t left_out; /* rows beyond rows_max */
};

/* What is on hold. */
struct evn_wire_holds_query {
    char item[EVN_LEDGER_TEXT]; /* each: empty matches all */
    char lot[EVN_LEDGER_TEXT];
    char place[EVN_LEDGER_TEXT];
    char reason[EVN_LEDGER_TEXT];
    uint32_t rows_max;
    uint64_t cursor;
};
struct evn_wire_hold_row {
    char item[EVN_LEDGER_TEXT];
    char lot[EVN_LEDGER_TEXT];
    char place[EVN_LEDGER_TEXT]; /* empty: everywhere */
    char reason[EVN_LEDGER_TEXT];
    int32_t cause; /* enum evn_hold_cause */
};
struct evn_wire_holds {
    struct evn_wire_hold_row *rows;
    size_t n_rows;
    uint64_t next_cursor;
};

/* Which recalls there were. */
struct evn_wire_recalls_query {
    bool closed; /* closed ones too */
};
struct evn_wire_recall_row {
    char reason[EVN_LEDGER_TEXT];
    char authority[EVN_LEDGER_TEXT];
    char level[EVN_LEDGER_TEXT];
    bool open;
    uint64_t seq; /* of the event that opened it */
    struct evn_wire_lot_line *lines;
    size_t n_lines;
};
struct evn_wire_recalls {
    struct evn_wire_recall_row *rows;
    size_t n_rows;
};

/* Where a lot is and was. */
struct evn_wire_trace_query {
    char item[EVN_LEDGER_TEXT];
    char lot[EVN_LEDGER_TEXT];
    uint32_t rows_max;
    uint64_t before_seq;
};
struct evn_wire_trace_place {
    char place[EVN_LEDGER_TEXT];
    int32_t kind;    /* enum evn_place_kind */
    int64_t on_hand; /* now */
    int64_t came;    /* ever */
    int64_t went;
};
struct evn_wire_trace_row {
    uint64_t seq;
    int64_t occurred_at_us;
    uint32_t kind; /* of the record */
    char from[EVN_LEDGER_TEXT];
    char to[EVN_LEDGER_TEXT];
    int64_t quantity;
    char shipment[EVN_LEDGER_TEXT];  /* or reference */
    char recipient[EVN_LEDGER_TEXT]; /* stop it is or was for */
    char signed_by[EVN_LEDGER_TEXT];
    uint64_t document;
};
struct evn_wire_trace {
    struct evn_wire_trace_place *places;
    size_t n_places;
    struct evn_wire_trace_row *rows;
    size_t n_rows;
    uint64_t next_before_seq;
    int64_t received; /* in: from suppliers */
    int64_t found;    /* in: found, or made, or counted, less what went there */
    int64_t on_hand;  /* at places that do not move */
    int64_t aboard;   /* on vehicles and in transit */
    int64_t consumed;
    int64_t destroyed;
    int64_t lost;
    int64_t returned; /* to suppliers */
    bool adds_up;     /* received + found = on_hand + ... + returned */
    struct evn_day expiry;
    struct evn_day made; /* day of manufacture */
    char owner[EVN_LEDGER_TEXT];
    uint32_t vvm_stage; /* 0: no monitor */
};

/* What is told of lots. */
struct evn_wire_lots_query {
    char item[EVN_LEDGER_TEXT]; /* each: empty matches all */
    char lot[EVN_LEDGER_TEXT];
    char owner[EVN_LEDGER_TEXT];
    uint32_t rows_max;
    uint64_t cursor;
};
struct evn_wire_lot_row {
    char item[EVN_LEDGER_TEXT];
    char lot[EVN_LEDGER_TEXT];
    struct evn_day expiry;
    struct evn_day made; /* day of manufacture */
    char owner[EVN_LEDGER_TEXT];
    uint32_t vvm_stage; /* 0: no monitor */
    uint32_t bill;      /* kits: version of the bill */
    int64_t on_hand;    /* at all places */
};
struct evn_wire_lots {
    struct evn_wire_lot_row *rows;
    size_t n_rows;
    uint64_t next_cursor;
};

/* Temperatures. */
struct evn_wire_cold_query {
    char place[EVN_LEDGER_TEXT]; /* empty: all, without lots */
};
struct evn_wire_cold_place {
    char place[EVN_LEDGER_TEXT];
    int64_t last_at_us;
    int32_t last_centi;
    uint32_t n_readings; /* that are kept */
    int64_t breach_us;   /* since when it is outside; 0: it is not */
};
struct evn_wire_cold_lot {
    char item[EVN_LEDGER_TEXT];
    char lot[EVN_LEDGER_TEXT];
    int64_t quantity; /* here */
    uint32_t outside_min;
    uint32_t budget_min;
    bool held; /* because of it */
};
struct evn_wire_cold {
    struct evn_wire_cold_place *places;
    size_t n_places;
    struct evn_wire_cold_lot *lots;
    size_t n_lots;
};

extern const struct evn_wire_message evn_eligible_query_table, evn_eligible_table,
    evn_holds_query_table, evn_holds_table, evn_recalls_query_table, evn_recalls_table,
    evn_trace_query_table, evn_trace_table, evn_cold_query_table, evn_cold_table,
    evn_lots_query_table, evn_lots_table;

#endif
