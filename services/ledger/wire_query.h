/* wire_query - questions to the ledger and its answers, by tables. Pure.
 *
 * Structs of evernormal/ledger/v1/query.proto, with its members in its order; what each member
 * means, its unit and what an empty one asks for stands there and is not said twice. Text is
 * copied, so an answer outlives what it was made from; lists lie in the arena of whoever fills
 * them. A question or answer has exactly one of its pointers set. `rows_max` is bounded by the
 * table, so a page fits the arena; cursors and numbers of events are opaque to who asks. */
#ifndef EVN_LEDGER_WIRE_QUERY_H
#define EVN_LEDGER_WIRE_QUERY_H

#include "services/ledger/wire_query_packs.h"

enum { EVN_LEDGER_ROWS_USUAL = 200, EVN_LEDGER_ROWS_MAX = 1000 };

/* Of what a page of stock consists. */
enum evn_stock_what { EVN_STOCK_BOTH, EVN_STOCK_ROWS, EVN_STOCK_TOTALS };

/* What there is now: by place, area, item, lot; page by cursor. */
struct evn_wire_stock_query {
    char place[EVN_LEDGER_TEXT]; /* external id; question: empty matches all */
    char area[EVN_LEDGER_TEXT];  /* prefix of the administrative code */
    char item[EVN_LEDGER_TEXT];  /* external id; question: empty matches all */
    char lot[EVN_LEDGER_TEXT];   /* lot code, empty: no lots, or any */
    bool zero;                   /* also accounts that are empty now */
    bool outside;                /* also supplier, consumed, lost, ... */
    uint32_t rows_max;           /* rows of a page; 0: EVN_LEDGER_ROWS_USUAL */
    uint64_t cursor;             /* next_cursor of the page before; 0: first */
    int64_t as_of_us;            /* end of this instant; 0: now */
    int32_t what;                /* enum evn_stock_what */
    bool below;                  /* also the parts of the place */
};

/* The movements of one account, newest first. */
struct evn_wire_card_query {
    char place[EVN_LEDGER_TEXT]; /* external id; question: empty matches all */
    char item[EVN_LEDGER_TEXT];  /* external id; question: empty matches all */
    char lot[EVN_LEDGER_TEXT];   /* lot code, empty: no lots, or any */
    uint64_t before_seq;         /* next_before_seq of the page before; 0: newest */
    uint32_t rows_max;           /* rows of a page; 0: EVN_LEDGER_ROWS_USUAL */
    int32_t order;               /* 0 as recorded, 1 of business time */
    int64_t before_us;           /* business order: next_before_us of the page before */
};

/* One command, by the number of any of its events. */
struct evn_wire_document_query {
    uint64_t seq; /* number of its event */
    bool last;    /* in place of it: the asker's last one */
};

/* What is kept for whom. */
struct evn_wire_claims_query {
    char owner[EVN_LEDGER_TEXT]; /* who it is kept for */
    char place[EVN_LEDGER_TEXT]; /* external id; question: empty matches all */
    char item[EVN_LEDGER_TEXT];  /* external id; question: empty matches all */
    uint32_t rows_max;           /* rows of a page; 0: EVN_LEDGER_ROWS_USUAL */
    uint64_t cursor;             /* next_cursor of the page before; 0: first */
    char lot[EVN_LEDGER_TEXT];   /* of `item`: claims of this lot */
};

/* What is on its way to a stop. */
struct evn_wire_aboard_query {
    char shipment[EVN_LEDGER_TEXT]; /* external id of the shipment */
    char vehicle[EVN_LEDGER_TEXT];  /* place it is aboard of */
    char stop[EVN_LEDGER_TEXT];     /* place it is meant for */
    uint32_t rows_max;              /* rows of a page; 0: EVN_LEDGER_ROWS_USUAL */
    uint64_t cursor;                /* next_cursor of the page before; 0: first */
};

/* Whether an item and a place are known. */
struct evn_wire_known_query {
    char item[EVN_LEDGER_TEXT];  /* external id; question: empty matches all */
    char place[EVN_LEDGER_TEXT]; /* external id; question: empty matches all */
    int64_t at_us;               /* of the packs; 0: as they are today */
};

/* A balance at the end of an instant. */
struct evn_wire_as_of_query {
    char place[EVN_LEDGER_TEXT]; /* external id; question: empty matches all */
    char item[EVN_LEDGER_TEXT];  /* external id; question: empty matches all */
    char lot[EVN_LEDGER_TEXT];   /* lot code, empty: no lots, or any */
    int64_t at_us;               /* instant, business time */
};

/* One account. */
struct evn_wire_stock_row {
    char place[EVN_LEDGER_TEXT]; /* external id; question: empty matches all */
    char item[EVN_LEDGER_TEXT];  /* external id; question: empty matches all */
    char lot[EVN_LEDGER_TEXT];   /* lot code, empty: no lots, or any */
    struct evn_day expiry;       /* last usable day, or EVN_DAY_NONE */
    int64_t quantity;            /* base units */
    int64_t latest_at_us;        /* of its latest movement; 0: none */
    uint32_t account;            /* its number */
    int64_t claimed;             /* claims on this lot there */
    struct evn_day made;         /* day of manufacture, or EVN_DAY_NONE */
    char owner[EVN_LEDGER_TEXT]; /* donor or owner, or empty */
    uint32_t vvm_stage;          /* vaccine vial monitor; 0: none */
    uint32_t pack_version;       /* of the packs of that time; 0: as they are today */
};

/* One item at one place, over its lots; of a page with `rows`. */
struct evn_wire_stock_total {
    char place[EVN_LEDGER_TEXT]; /* external id; question: empty matches all */
    char item[EVN_LEDGER_TEXT];  /* external id; question: empty matches all */
    int64_t quantity;            /* base units */
    int64_t expired;             /* of these, past their last usable day */
    int64_t claimed;             /* kept for owners, lots included */
    int64_t free;                /* that may be used and is not claimed */
    int64_t held;                /* on hold or recalled, not expired */
    uint32_t pack_version;       /* as in a row */
};

/* A page of accounts and the totals of their places and items. */
struct evn_wire_stock {
    struct evn_wire_stock_row *rows; /* in the arena */
    size_t n_rows;
    struct evn_wire_stock_total *totals; /* in the arena */
    size_t n_totals;
    uint64_t next_cursor;             /* where the next page begins; 0: no more */
    int64_t at_us;                    /* instant it speaks of */
    struct evn_wire_pack_tree *packs; /* those of the rows that are not today's */
    size_t n_packs;
};

/* One movement as this account saw it; `change` is signed. */
struct evn_wire_card_row {
    uint64_t seq;                      /* number of its event */
    int64_t occurred_at_us;            /* business time */
    int64_t change;                    /* base units, signed */
    int64_t balance;                   /* base units, in the order of recording */
    uint32_t kind;                     /* as in the log */
    uint64_t document;                 /* first event of its command */
    uint32_t line;                     /* 1-based */
    char other_place[EVN_LEDGER_TEXT]; /* where it came from or went to */
    char reason[EVN_LEDGER_TEXT];      /* code, or empty */
    uint32_t pack_version;             /* of the packs of its time; 0: as they are today */
};

/* A page of movements; `balance` is now. */
struct evn_wire_card {
    struct evn_wire_card_row *rows; /* in the arena */
    size_t n_rows;
    uint64_t next_before_seq;         /* where the next page begins; 0: no more */
    int64_t balance;                  /* base units, now */
    int64_t next_before_us;           /* business order: goes with next_before_seq */
    struct evn_wire_pack_tree *packs; /* those of the rows that are not today's */
    size_t n_packs;
    struct evn_day expiry;       /* of the lot: last usable day, or EVN_DAY_NONE */
    struct evn_day made;         /* day of manufacture, or EVN_DAY_NONE */
    char owner[EVN_LEDGER_TEXT]; /* donor or owner, or empty */
    uint32_t vvm_stage;          /* vaccine vial monitor; 0: none */
};

/* One record of the command. */
struct evn_wire_document_record {
    uint64_t seq;               /* number of its event */
    uint32_t kind;              /* as in the log */
    uint32_t line;              /* 1-based */
    char from[EVN_LEDGER_TEXT]; /* place it left; claims: where it is */
    char to[EVN_LEDGER_TEXT];   /* place it entered */
    char item[EVN_LEDGER_TEXT]; /* external id; question: empty matches all */
    char lot[EVN_LEDGER_TEXT];  /* lot code, empty: no lots, or any */
    int64_t quantity;           /* base units */
    int64_t occurred_at_us;     /* business time */
    uint64_t ref;               /* record it refers to, or 0 */
    struct evn_day expiry;      /* of the lot, or EVN_DAY_NONE */
    uint32_t pack_version;      /* of the packs of its time; 0: as they are today */
};

/* The command, who sent it, and its records. */
struct evn_wire_document_result {
    uint64_t document;                        /* first event of its command */
    uint32_t n_events;                        /* of the command */
    int64_t recorded_at_us;                   /* our time */
    struct evn_id command;                    /* its id */
    char actor[EVN_LEDGER_TEXT];              /* who sent it */
    char reason[EVN_LEDGER_TEXT];             /* code, or empty */
    char note[EVN_LEDGER_NOTE];               /* free text */
    char reference[EVN_LEDGER_TEXT];          /* of another system, or the shipment */
    char owner[EVN_LEDGER_TEXT];              /* who it is kept for */
    int32_t kind;                             /* as in the log */
    struct evn_wire_document_record *records; /* in the arena */
    size_t n_records;
    uint64_t of;                      /* reversals: first event of what is undone */
    uint64_t reversed_by;             /* an event of what undid it, or 0 */
    struct evn_wire_pack_tree *packs; /* those of the records that are not today's */
    size_t n_packs;
    char recipient[EVN_LEDGER_TEXT]; /* who got it */
};

/* What is left of one claim. */
struct evn_wire_claim_row {
    uint64_t seq;                /* number of its event */
    char owner[EVN_LEDGER_TEXT]; /* who it is kept for */
    char place[EVN_LEDGER_TEXT]; /* external id; question: empty matches all */
    char item[EVN_LEDGER_TEXT];  /* external id; question: empty matches all */
    int64_t quantity;            /* base units */
    uint32_t priority;           /* 1 first */
    int64_t expires_at_us;       /* business time; 0: never */
    int64_t blocked;             /* base units that lost their stock */
    bool earmark;                /* ring-fenced for its owner */
    char lot[EVN_LEDGER_TEXT];   /* of this lot; empty: of any */
};

/* A page of claims. */
struct evn_wire_claims {
    struct evn_wire_claim_row *rows; /* in the arena */
    size_t n_rows;
    uint64_t next_cursor; /* where the next page begins; 0: no more */
};

/* What is left of one loading, for one stop. */
struct evn_wire_aboard_row {
    uint64_t seq;                   /* number of its event */
    char shipment[EVN_LEDGER_TEXT]; /* external id of the shipment */
    char vehicle[EVN_LEDGER_TEXT];  /* place it is aboard of */
    char stop[EVN_LEDGER_TEXT];     /* place it is meant for */
    char item[EVN_LEDGER_TEXT];     /* external id; question: empty matches all */
    char lot[EVN_LEDGER_TEXT];      /* lot code, empty: no lots, or any */
    int64_t quantity;               /* base units */
    int64_t shipped_at_us;          /* business time */
};

/* A page of loadings. */
struct evn_wire_aboard {
    struct evn_wire_aboard_row *rows; /* in the arena */
    size_t n_rows;
    uint64_t next_cursor; /* where the next page begins; 0: no more */
};

/* Facts as the ledger keeps them. */
struct evn_wire_known {
    bool item;        /* external id; question: empty matches all */
    int32_t tracking; /* enum evn_tracking */
    int64_t *packs;   /* base units of each level */
    size_t n_packs;
    bool place;                            /* external id; question: empty matches all */
    int32_t place_kind;                    /* enum evn_place_kind */
    char area[EVN_LEDGER_TEXT];            /* prefix of the administrative code */
    uint32_t pack_version;                 /* of `packs` when they are not today's; 0: today's */
    struct evn_wire_pack_tree *pack_trees; /* then this one, with its names */
    size_t n_pack_trees;
};

/* Base units. */
struct evn_wire_as_of {
    int64_t quantity; /* base units */
};

/* A question: one of these. */
struct evn_wire_ledger_query {
    struct evn_wire_stock_query *stock;
    struct evn_wire_card_query *card;
    struct evn_wire_document_query *document; /* first event of its command */
    struct evn_wire_claims_query *claims;
    struct evn_wire_known_query *known;
    struct evn_wire_as_of_query *as_of;
    struct evn_wire_aboard_query *aboard;
    struct evn_wire_kits_query *kits;         /* wire_query_kits.h */
    struct evn_wire_eligible_query *eligible; /* wire_hold.h */
    struct evn_wire_holds_query *holds;
    struct evn_wire_recalls_query *recalls;
    struct evn_wire_trace_query *trace;
    struct evn_wire_cold_query *cold;
    struct evn_wire_counts_query *counts; /* wire_count_query.h */
    struct evn_wire_discrepancies_query *discrepancies;
    struct evn_wire_expected_query *expected; /* wire_account_query.h */
    struct evn_wire_thresholds_query *thresholds;
    struct evn_wire_account_query *account;
    struct evn_wire_movements_query *movements;
    struct evn_wire_lots_query *lots;
    char (*mask)[EVN_LEDGER_TEXT]; /* names of fields of the rows; none: all */
    size_t n_mask;
};

/* Its answer: the one of the same name. */
struct evn_wire_ledger_result {
    struct evn_wire_stock *stock;
    struct evn_wire_card *card;
    struct evn_wire_document_result *document; /* first event of its command */
    struct evn_wire_claims *claims;
    struct evn_wire_known *known;
    struct evn_wire_as_of *as_of;
    struct evn_wire_aboard *aboard;
    struct evn_wire_kits *kits;
    struct evn_wire_eligible *eligible; /* wire_hold.h */
    struct evn_wire_holds *holds;
    struct evn_wire_recalls *recalls;
    struct evn_wire_trace *trace;
    struct evn_wire_cold *cold;
    struct evn_wire_counts *counts; /* wire_count_query.h */
    struct evn_wire_discrepancies *discrepancies;
    struct evn_wire_expecteds *expected; /* wire_account_query.h */
    struct evn_wire_thresholds *thresholds;
    struct evn_wire_account *account;
    struct evn_wire_movements *movements;
    struct evn_wire_lots *lots;
};

extern const struct evn_wire_message evn_ledger_query_table, evn_ledger_result_table;

#endif
