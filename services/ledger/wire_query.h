/* wire_query - questions to the ledger and its answers, by tables. Pure.
 *
 * Structs of evernormal/ledger/v1/query.proto; what each member means stands there. Lists lie in
 * the arena of whoever fills them. A question or answer has exactly one of its pointers set. */
#ifndef EVN_LEDGER_WIRE_QUERY_H
#define EVN_LEDGER_WIRE_QUERY_H

#include "services/ledger/wire.h"

enum { EVN_LEDGER_ROWS_USUAL = 200, EVN_LEDGER_ROWS_MAX = 1000 };

/* StockQuery */
struct evn_wire_stock_query {
    char place[EVN_LEDGER_TEXT];
    char area[EVN_LEDGER_TEXT];
    char item[EVN_LEDGER_TEXT];
    char lot[EVN_LEDGER_TEXT];
    bool zero;
    bool outside;
    uint32_t rows_max;
    uint64_t cursor;
};

/* CardQuery */
struct evn_wire_card_query {
    char place[EVN_LEDGER_TEXT];
    char item[EVN_LEDGER_TEXT];
    char lot[EVN_LEDGER_TEXT];
    uint64_t before_seq;
    uint32_t rows_max;
};

/* DocumentQuery */
struct evn_wire_document_query {
    uint64_t seq;
};

/* ClaimsQuery */
struct evn_wire_claims_query {
    char owner[EVN_LEDGER_TEXT];
    char place[EVN_LEDGER_TEXT];
    char item[EVN_LEDGER_TEXT];
    uint32_t rows_max;
    uint64_t cursor;
};

/* AboardQuery */
struct evn_wire_aboard_query {
    char shipment[EVN_LEDGER_TEXT];
    char vehicle[EVN_LEDGER_TEXT];
    char stop[EVN_LEDGER_TEXT];
    uint32_t rows_max;
    uint64_t cursor;
};

/* KnownQuery */
struct evn_wire_known_query {
    char item[EVN_LEDGER_TEXT];
    char place[EVN_LEDGER_TEXT];
};

/* AsOfQuery */
struct evn_wire_as_of_query {
    char place[EVN_LEDGER_TEXT];
    char item[EVN_LEDGER_TEXT];
    char lot[EVN_LEDGER_TEXT];
    int64_t at_us;
};

/* StockRow */
struct evn_wire_stock_row {
    char place[EVN_LEDGER_TEXT];
    char item[EVN_LEDGER_TEXT];
    char lot[EVN_LEDGER_TEXT];
    struct evn_day expiry;
    int64_t quantity;
    int64_t latest_at_us;
};

/* StockTotal */
struct evn_wire_stock_total {
    char place[EVN_LEDGER_TEXT];
    char item[EVN_LEDGER_TEXT];
    int64_t quantity;
    int64_t expired;
    int64_t claimed;
    int64_t free;
};

/* Stock */
struct evn_wire_stock {
    struct evn_wire_stock_row *rows;
    size_t n_rows;
    struct evn_wire_stock_total *totals;
    size_t n_totals;
    uint64_t next_cursor;
};

/* CardRow */
struct evn_wire_card_row {
    uint64_t seq;
    int64_t occurred_at_us;
    int64_t change;
    int64_t balance;
    uint32_t kind;
    uint64_t document;
    uint32_t line;
    char other_place[EVN_LEDGER_TEXT];
    char reason[EVN_LEDGER_TEXT];
};

/* Card */
struct evn_wire_card {
    struct evn_wire_card_row *rows;
    size_t n_rows;
    uint64_t next_before_seq;
    int64_t balance;
};

/* DocumentRecord */
struct evn_wire_document_record {
    uint64_t seq;
    uint32_t kind;
    uint32_t line;
    char from[EVN_LEDGER_TEXT];
    char to[EVN_LEDGER_TEXT];
    char item[EVN_LEDGER_TEXT];
    char lot[EVN_LEDGER_TEXT];
    int64_t quantity;
    int64_t occurred_at_us;
    uint64_t ref;
};

/* DocumentResult */
struct evn_wire_document_result {
    uint64_t document;
    uint32_t n_events;
    int64_t recorded_at_us;
    struct evn_id command;
    char actor[EVN_LEDGER_TEXT];
    char reason[EVN_LEDGER_TEXT];
    char note[EVN_LEDGER_NOTE];
    char reference[EVN_LEDGER_TEXT];
    char owner[EVN_LEDGER_TEXT];
    int32_t kind;
    struct evn_wire_document_record *records;
    size_t n_records;
};

/* ClaimRow */
struct evn_wire_claim_row {
    uint64_t seq;
    char owner[EVN_LEDGER_TEXT];
    char place[EVN_LEDGER_TEXT];
    char item[EVN_LEDGER_TEXT];
    int64_t quantity;
    uint32_t priority;
    int64_t expires_at_us;
};

/* Claims */
struct evn_wire_claims {
    struct evn_wire_claim_row *rows;
    size_t n_rows;
    uint64_t next_cursor;
};

/* AboardRow */
struct evn_wire_aboard_row {
    uint64_t seq;
    char shipment[EVN_LEDGER_TEXT];
    char vehicle[EVN_LEDGER_TEXT];
    char stop[EVN_LEDGER_TEXT];
    char item[EVN_LEDGER_TEXT];
    char lot[EVN_LEDGER_TEXT];
    int64_t quantity;
    int64_t shipped_at_us;
};

/* Aboard */
struct evn_wire_aboard {
    struct evn_wire_aboard_row *rows;
    size_t n_rows;
    uint64_t next_cursor;
};

/* Known */
struct evn_wire_known {
    bool item;
    int32_t tracking;
    int64_t *packs;
    size_t n_packs;
    bool place;
    int32_t place_kind;
    char area[EVN_LEDGER_TEXT];
};

/* AsOf */
struct evn_wire_as_of {
    int64_t quantity;
};

struct evn_wire_ledger_query {
    struct evn_wire_stock_query *stock;
    struct evn_wire_card_query *card;
    struct evn_wire_document_query *document;
    struct evn_wire_claims_query *claims;
    struct evn_wire_known_query *known;
    struct evn_wire_as_of_query *as_of;
    struct evn_wire_aboard_query *aboard;
};

struct evn_wire_ledger_result {
    struct evn_wire_stock *stock;
    struct evn_wire_card *card;
    struct evn_wire_document_result *document;
    struct evn_wire_claims *claims;
    struct evn_wire_known *known;
    struct evn_wire_as_of *as_of;
    struct evn_wire_aboard *aboard;
};

extern const struct evn_wire_message evn_ledger_query_table, evn_ledger_result_table;

#endif
