/* wire - the ledger's commands as they come in, by tables. Pure.
 *
 * Structs of evernormal/ledger/v1/command.proto and the tables that read and bound them; what they
 * become in the core's words is in translate.h. */
#ifndef EVN_LEDGER_WIRE_H
#define EVN_LEDGER_WIRE_H

#include "common/service/kit.h"
#include "common/wire/field.h"

enum { EVN_LEDGER_TEXT = 80, EVN_LEDGER_NOTE = 501, EVN_LEDGER_LINES_MAX = 1000 };

/* Tags of the command's content. */
enum {
    EVN_LEDGER_TAG_DOCUMENT = 16,
    EVN_LEDGER_TAG_RESERVE = 17,
    EVN_LEDGER_TAG_RELEASE = 18,
    EVN_LEDGER_TAG_SHIP = 19,
    EVN_LEDGER_TAG_RECEIPT = 20
};

struct evn_wire_pack {
    char pack[EVN_LEDGER_TEXT]; /* name of the level, zh or en */
    int64_t packs;
};

struct evn_wire_line {
    int32_t kind; /* RECEIVE 1, ISSUE 2, TRANSFER 3: the record kinds */
    char from[EVN_LEDGER_TEXT];
    char to[EVN_LEDGER_TEXT];
    char item[EVN_LEDGER_TEXT];
    char lot[EVN_LEDGER_TEXT];
    struct evn_day expiry;
    struct evn_day made;
    char owner[EVN_LEDGER_TEXT];
    int64_t quantity;
    struct evn_wire_pack *packs;
    size_t n_packs;
    int64_t occurred_at_us;
    char claim[EVN_LEDGER_TEXT];
};

struct evn_wire_document {
    struct evn_wire_line *lines;
    size_t n_lines;
    char reason[EVN_LEDGER_TEXT];
    char note[EVN_LEDGER_NOTE];
    char reference[EVN_LEDGER_TEXT];
};

struct evn_wire_reserve_line {
    char place[EVN_LEDGER_TEXT];
    char item[EVN_LEDGER_TEXT];
    int64_t quantity;
};

struct evn_wire_reserve {
    char owner[EVN_LEDGER_TEXT];
    uint32_t priority;
    int64_t expires_at_us;
    struct evn_wire_reserve_line *lines;
    size_t n_lines;
};

struct evn_wire_release {
    char owner[EVN_LEDGER_TEXT];
    struct evn_wire_reserve_line *lines;
    size_t n_lines;
};

struct evn_wire_ship_line {
    char from[EVN_LEDGER_TEXT];
    char item[EVN_LEDGER_TEXT];
    int64_t quantity;
    char stop[EVN_LEDGER_TEXT];
};

struct evn_wire_ship {
    char shipment[EVN_LEDGER_TEXT];
    char vehicle[EVN_LEDGER_TEXT];
    char claim[EVN_LEDGER_TEXT];
    struct evn_wire_ship_line *lines;
    size_t n_lines;
    int64_t occurred_at_us;
};

struct evn_wire_receipt_line {
    char item[EVN_LEDGER_TEXT];
    char lot[EVN_LEDGER_TEXT];
    int64_t accepted;
    int64_t short_; /* short */
    int64_t damaged;
    int64_t refused;
};

struct evn_wire_receipt {
    char shipment[EVN_LEDGER_TEXT];
    char vehicle[EVN_LEDGER_TEXT];
    char to[EVN_LEDGER_TEXT];
    struct evn_wire_receipt_line *lines;
    size_t n_lines;
    int64_t occurred_at_us;
    char signed_by[EVN_LEDGER_TEXT];
};

/* Exactly one of the pointers is not NULL. */
struct evn_wire_command {
    struct evn_id id;
    struct evn_tick *tick;
    struct evn_wire_document *document;
    struct evn_wire_reserve *reserve;
    struct evn_wire_release *release;
    struct evn_wire_ship *ship;
    struct evn_wire_receipt *receipt;
};

extern const struct evn_wire_message evn_ledger_command_table;

#endif
