/* wire - the ledger's commands as they come in, by tables. Pure.
 *
 * Structs of evernormal/ledger/v1/command.proto and the tables that read and bound them; what they
 * become in the core's words is in translate.h. Reading by the tables bounds every text, number
 * and list; a member that is not there is empty, 0 or EVN_DAY_NONE. Who is named by a code must be
 * known to the ledger, and that is not looked at here. Nothing points into the message: text is
 * copied, lists lie in the arena of the turn. */
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
    EVN_LEDGER_TAG_RECEIPT = 20,
    EVN_LEDGER_TAG_REVERSE = 21,
    EVN_LEDGER_TAG_ASSEMBLE = 22,
    EVN_LEDGER_TAG_BREAK = 23,
    EVN_LEDGER_TAG_HOLD_PUT = 30,
    EVN_LEDGER_TAG_HOLD_RELEASE = 31,
    EVN_LEDGER_TAG_RECALL_OPEN = 32,
    EVN_LEDGER_TAG_RECALL_CLOSE = 33,
    EVN_LEDGER_TAG_READINGS = 34,
    EVN_LEDGER_TAG_EARMARK_RELEASE = 35,
    EVN_LEDGER_TAG_LOT_FACTS = 75
};

/* A quantity in packs; several are added up, and to the line's base units. */
struct evn_wire_pack {
    char pack[EVN_LEDGER_TEXT]; /* name of the level, zh or en */
    int64_t packs;              /* how many, > 0 */
};

struct evn_wire_line {
    int32_t kind;                /* number of a record kind (core/rule.h) */
    char from[EVN_LEDGER_TEXT];  /* place; receive: supplier, or empty */
    char to[EVN_LEDGER_TEXT];    /* place; issue: where it is consumed, or empty */
    char item[EVN_LEDGER_TEXT];  /* item code */
    char lot[EVN_LEDGER_TEXT];   /* lot code or serial number, or empty */
    struct evn_day expiry;       /* receive: last usable day */
    struct evn_day made;         /* receive: day of manufacture */
    char owner[EVN_LEDGER_TEXT]; /* receive: donor or owner */
    int64_t quantity;            /* base units beside the packs */
    struct evn_wire_pack *packs; /* at most one a pack level */
    size_t n_packs;
    int64_t occurred_at_us;      /* business time; 0: now */
    char claim[EVN_LEDGER_TEXT]; /* owner whose claims it uses up */
    uint32_t vvm_stage;          /* receive: vaccine vial monitor 1 to 4 */
    bool override;               /* a lot out of its turn, or too short-lived: with a reason */
};

/* Lines that happen all or not at all. */
struct evn_wire_document {
    struct evn_wire_line *lines; /* 1 to EVN_LEDGER_LINES_MAX */
    size_t n_lines;
    char reason[EVN_LEDGER_TEXT];    /* code; a new one becomes known */
    char note[EVN_LEDGER_NOTE];      /* free text */
    char reference[EVN_LEDGER_TEXT]; /* of another system */
    char expected[EVN_LEDGER_TEXT];  /* of which expected delivery it is */
    char recipient[EVN_LEDGER_TEXT]; /* who gets it: a place, a ward, the code of a bag */
};

struct evn_wire_reserve_line {
    char place[EVN_LEDGER_TEXT]; /* that holds stock */
    char item[EVN_LEDGER_TEXT];
    int64_t quantity;          /* base units */
    char lot[EVN_LEDGER_TEXT]; /* this lot alone; empty: the item, whatever lot */
};

/* Keep stock for an owner. */
struct evn_wire_reserve {
    char owner[EVN_LEDGER_TEXT];         /* a round, a request */
    uint32_t priority;                   /* 1 first; kept for those who ask */
    int64_t expires_at_us;               /* business time; 0: never */
    struct evn_wire_reserve_line *lines; /* all or none */
    size_t n_lines;
    bool earmark; /* ring-fenced for a group, which is the owner */
};

/* Give back what is kept. */
struct evn_wire_release {
    char owner[EVN_LEDGER_TEXT];         /* as reserved */
    struct evn_wire_reserve_line *lines; /* none: everything of the owner */
    size_t n_lines;
};

struct evn_wire_ship_line {
    char from[EVN_LEDGER_TEXT]; /* place it leaves */
    char item[EVN_LEDGER_TEXT];
    int64_t quantity;           /* base units, first expired first out */
    char stop[EVN_LEDGER_TEXT]; /* place it is meant for */
};

/* Goods go aboard. */
struct evn_wire_ship {
    char shipment[EVN_LEDGER_TEXT]; /* external id */
    char vehicle[EVN_LEDGER_TEXT];  /* place of kind VEHICLE */
    char claim[EVN_LEDGER_TEXT];    /* owner whose claims are used up */
    struct evn_wire_ship_line *lines;
    size_t n_lines;
    int64_t occurred_at_us; /* business time; 0: now */
};

struct evn_wire_receipt_line {
    char item[EVN_LEDGER_TEXT];
    char lot[EVN_LEDGER_TEXT]; /* empty: in the order loaded */
    int64_t accepted;          /* consumed at the stop */
    int64_t short_;            /* field `short`: lost */
    int64_t damaged;           /* destroyed */
    int64_t refused;           /* stays aboard, or goes back */
    int64_t over;              /* beyond what was shipped */
    int64_t wrong;             /* came as wrong_lot */
    char wrong_lot[EVN_LEDGER_TEXT];
    struct evn_day wrong_expiry;
};

/* What became of goods at one stop. */
struct evn_wire_receipt {
    char shipment[EVN_LEDGER_TEXT]; /* as shipped */
    char vehicle[EVN_LEDGER_TEXT];  /* they are aboard of */
    char to[EVN_LEDGER_TEXT];       /* stop they were meant for */
    struct evn_wire_receipt_line *lines;
    size_t n_lines;
    int64_t occurred_at_us;          /* business time; 0: now */
    char signed_by[EVN_LEDGER_TEXT]; /* who took them, external id */
    bool stock;                      /* what is accepted stays at the stop */
    char back[EVN_LEDGER_TEXT];      /* where refused goods go */
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
    struct evn_wire_reverse *reverse; /* wire_moves.h */
    struct evn_wire_assemble *assemble;
    struct evn_wire_break *break_;            /* field `break` */
    struct evn_wire_count_start *count_start; /* wire_count.h */
    struct evn_wire_count_hand_in *count_hand_in;
    struct evn_wire_count_recount *count_recount;
    struct evn_wire_count_approve *count_approve;
    struct evn_wire_count_drop *count_drop;
    struct evn_wire_count_limit *count_limit;
    struct evn_wire_expect *expect;
    struct evn_wire_expect_change *expect_change;
    struct evn_wire_expect_cancel *expect_cancel;
    struct evn_wire_set_threshold *set_threshold;
    struct evn_wire_discrepancy *discrepancy;
    struct evn_wire_hold_put *hold_put; /* wire_hold.h */
    struct evn_wire_hold_release *hold_release;
    struct evn_wire_recall_open *recall_open;
    struct evn_wire_recall_close *recall_close;
    struct evn_wire_readings *readings;
    struct evn_wire_earmark_release *earmark_release;
    struct evn_wire_lot_facts *lot_facts;
};

extern const struct evn_wire_message evn_ledger_command_table, evn_ledger_pack_table;

#endif
