/* wire_query_packs - pack trees of the past in answers, by tables. Pure.
 *
 * Structs of evernormal/ledger/v1/query.proto, as wire_query.h has the others. */
#ifndef EVN_LEDGER_WIRE_QUERY_PACKS_H
#define EVN_LEDGER_WIRE_QUERY_PACKS_H

#include "services/ledger/wire.h"

enum { EVN_WIRE_PACK_NAME = 200 };

struct evn_wire_pack_level {
    char zh[EVN_WIRE_PACK_NAME]; /* names; one may be empty */
    char en[EVN_WIRE_PACK_NAME];
    int64_t base_units; /* in one of it */
};

struct evn_wire_pack_tree {
    char item[EVN_LEDGER_TEXT];
    uint32_t version;
    int64_t since_us; /* business time from which on it was valid; 0: from the beginning */
    struct evn_wire_pack_level *levels; /* ascending; in the arena */
    size_t n_levels;
};

extern const struct evn_wire_message evn_pack_tree_table;

#endif
