/* wire_moves - what undoes documents, makes kits and takes them apart, by tables. Pure.
 *
 * Structs of evernormal/ledger/v1/command.proto with its members in its order; what each means
 * stands there. They are read as wire.h says. */
#ifndef EVN_LEDGER_WIRE_MOVES_H
#define EVN_LEDGER_WIRE_MOVES_H

#include "services/ledger/wire.h"

enum { EVN_LEDGER_PARTS_MAX = 256 }; /* named parts of kits that are taken apart */

struct evn_wire_reverse {
    uint64_t document; /* number of any of its events */
    bool as_of;        /* at its own instants */
    char reason[EVN_LEDGER_TEXT];
    char note[EVN_LEDGER_NOTE];
};

struct evn_wire_assemble {
    char place[EVN_LEDGER_TEXT];
    char item[EVN_LEDGER_TEXT]; /* the kit */
    int64_t quantity;           /* base units of the kit */
    char lot[EVN_LEDGER_TEXT];
    struct evn_day expiry;
    int64_t occurred_at_us; /* 0: now */
    char claim[EVN_LEDGER_TEXT];
    char reason[EVN_LEDGER_TEXT];
    char note[EVN_LEDGER_NOTE];
};

struct evn_wire_broken_part {
    char item[EVN_LEDGER_TEXT];
    char lot[EVN_LEDGER_TEXT];
    int64_t quantity; /* base units */
};

struct evn_wire_break {
    char place[EVN_LEDGER_TEXT];
    char item[EVN_LEDGER_TEXT]; /* the kit */
    int64_t quantity;           /* base units of the kit */
    char lot[EVN_LEDGER_TEXT];
    struct evn_wire_broken_part *parts;
    size_t n_parts;
    int64_t occurred_at_us; /* 0: now */
    char reason[EVN_LEDGER_TEXT];
    char note[EVN_LEDGER_NOTE];
};

extern const struct evn_wire_message evn_ledger_reverse_table, evn_ledger_assemble_table,
    evn_ledger_break_table;

#endif
