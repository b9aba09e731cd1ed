/* wire_query_kits - what kits are made of and how many could be made, by tables. Pure.
 *
 * Structs of evernormal/ledger/v1/query.proto, as wire_query.h has the others. */
#ifndef EVN_LEDGER_WIRE_QUERY_KITS_H
#define EVN_LEDGER_WIRE_QUERY_KITS_H

#include "services/ledger/wire_query.h"

struct evn_wire_kits_query {
    char item[EVN_LEDGER_TEXT];  /* the kit; empty: all */
    char place[EVN_LEDGER_TEXT]; /* empty: as the message says */
    uint32_t rows_max;
    uint64_t cursor;
};

struct evn_wire_kit_part {
    char item[EVN_LEDGER_TEXT];
    int64_t quantity; /* base units for one of the kit */
    int64_t free;     /* base units at the place */
};

struct evn_wire_kit_row {
    char item[EVN_LEDGER_TEXT]; /* the kit */
    uint32_t version;
    char place[EVN_LEDGER_TEXT]; /* empty: the bill alone */
    int64_t makeable;            /* base units of the kit */
    struct evn_wire_kit_part *parts;
    size_t n_parts;
};

struct evn_wire_kits {
    struct evn_wire_kit_row *rows;
    size_t n_rows;
    uint64_t next_cursor; /* 0: no more */
};

extern const struct evn_wire_message evn_ledger_kits_query_table, evn_ledger_kits_table;

#endif
