/* command - what the ledger is asked to do, as plain structs. Pure vocabulary.
 *
 * The shell decodes and bounds a message into these; everything is borrowed for the call. External
 * ids are text; the core turns them into its own numbers. */
#ifndef EVN_LEDGER_COMMAND_H
#define EVN_LEDGER_COMMAND_H

#include "services/ledger/core/command_count.h"
#include "services/ledger/core/record.h"
#include "services/ledger/core/state.h"

/* The line happens now. */
#define EVN_AT_NOW INT64_MIN

/* Numbers of what a line names, as found before deciding (ahead.h); 0: not looked for, or not
 * there then. */
struct evn_ledger_known {
    uint32_t from, to, item, lot;
    uint32_t from_maybe, to_maybe; /* accounts that may be the line's: to be compared */
};

struct evn_ledger_line {
    uint16_t kind;                  /* a kind of rule.h that is EVN_RULE_LINE */
    struct evn_bytes from;          /* place the quantity leaves; receive: a supplier */
    struct evn_bytes to;            /* place it enters; issue: where it is consumed */
    struct evn_bytes item;          /* item id */
    struct evn_bytes lot;           /* lot code or serial number; empty: see decide.h */
    struct evn_day expiry;          /* receive: last usable day, or EVN_DAY_NONE */
    struct evn_day made;            /* receive: day of manufacture, or EVN_DAY_NONE */
    struct evn_bytes owner;         /* receive: donor or owner, or empty */
    uint32_t vvm_stage;             /* receive: vaccine vial monitor 1 to 4, or 0 */
    int64_t qty;                    /* base units, > 0 */
    int64_t occurred_at_us;         /* business time, or EVN_AT_NOW */
    struct evn_bytes claim;         /* owner whose claims it uses up, or empty; not for receipts */
    struct evn_ledger_known *known; /* where to put what is found ahead, or NULL */
    bool override;                  /* not the lot FEFO would take, or too short-lived; a reason */
};

struct evn_ledger_document {
    const struct evn_ledger_line *lines;
    uint32_t n_lines;           /* at least 1 */
    struct evn_bytes reason;    /* reason id, or empty */
    struct evn_bytes note;      /* free text, or empty */
    struct evn_bytes reference; /* external reference, or empty */
    struct evn_bytes expected;  /* the delivery this receives, or empty */
    struct evn_bytes recipient; /* who gets it, when it is issued or dispensed; or empty */
};

struct evn_ledger_claim_line {
    struct evn_bytes place;
    struct evn_bytes item;
    struct evn_bytes lot; /* a claim of this lot; empty: of the item, whatever lot */
    int64_t qty;          /* base units, > 0 */
};

/* Reserve: keep stock for an owner. Release: give it back, all of it when there are no lines.
 * EarmarkRelease: the same of earmarks, with a reason. */
struct evn_ledger_claim {
    struct evn_bytes owner;
    bool earmark;            /* ring-fenced: a Release leaves it alone */
    struct evn_bytes reason; /* EarmarkRelease: reason id; else empty */
    struct evn_bytes note;   /* EarmarkRelease: free text; else empty */
    uint32_t priority;       /* 1 first */
    int64_t expires_at_us;   /* business time; 0: never */
    const struct evn_ledger_claim_line *lines;
    uint32_t n_lines;
};

struct evn_ledger_ship_line {
    struct evn_bytes from; /* place it leaves */
    struct evn_bytes item;
    struct evn_bytes stop; /* place it is meant for */
    int64_t qty;           /* base units, > 0 */
};

/* Stock goes aboard a vehicle, first expired first out, and uses up the owner's claims. */
struct evn_ledger_ship {
    struct evn_bytes shipment; /* external id; not one with goods still aboard */
    struct evn_bytes vehicle;
    struct evn_bytes claim; /* owner of the claims, or empty */
    int64_t occurred_at_us; /* business time, or EVN_AT_NOW */
    const struct evn_ledger_ship_line *lines;
    uint32_t n_lines;
};

struct evn_ledger_receipt_line {
    struct evn_bytes item;
    struct evn_bytes lot; /* empty: in the order loaded */
    int64_t accepted;     /* each >= 0, one at least > 0 */
    int64_t missing;
    int64_t damaged;
    int64_t refused; /* stays aboard, or goes back */
    int64_t over;    /* came beyond what was shipped */
    int64_t wrong;   /* came as another lot, wrong_lot */
    struct evn_bytes wrong_lot;
    struct evn_day wrong_expiry; /* of a wrong_lot that is not known, or EVN_DAY_NONE */
};

/* What became of a shipment at one stop. */
struct evn_ledger_receipt {
    struct evn_bytes shipment;
    struct evn_bytes vehicle;
    struct evn_bytes stop;
    struct evn_bytes signed_by;                 /* or empty */
    struct evn_bytes consumed, lost, destroyed; /* virtual places the quantities go to */
    struct evn_bytes found;                     /* and come from */
    struct evn_bytes back;                      /* place refused goods go to; empty: they stay */
    bool stock;                                 /* accepted goods stay at the stop */
    int64_t occurred_at_us;                     /* business time, or EVN_AT_NOW */
    const struct evn_ledger_receipt_line *lines;
    uint32_t n_lines;
};

/* A lot at a place. */
struct evn_ledger_lot_line {
    struct evn_bytes item;
    struct evn_bytes lot;
    struct evn_bytes place; /* empty: everywhere */
};

/* HoldPut, HoldRelease: a reason that stops lots from being used. Recall: the same everywhere, by
 * an authority; to close one names its reason alone. */
struct evn_ledger_hold {
    const struct evn_ledger_lot_line *lines;
    uint32_t n_lines;
    struct evn_bytes reason;           /* reason id: with lot and place it names the hold */
    struct evn_bytes note;             /* free text; to release: why, not empty */
    struct evn_bytes authority, level; /* recalls that are opened */
};

/* What is told of a lot that is known; empty, EVN_DAY_NONE, 0: nothing is said of it. */
struct evn_ledger_lot_facts {
    struct evn_bytes item;
    struct evn_bytes lot;
    struct evn_bytes owner;
    struct evn_day made;
    uint32_t vvm_stage; /* no lower than it was */
};

/* Temperatures of a place, in any order. */
struct evn_ledger_readings {
    struct evn_bytes place;
    const struct evn_reading *readings;
    uint32_t n; /* at least 1 */
};

/* A document as the log has it, read by the shell. */
struct evn_ledger_original {
    uint64_t document; /* its first event; 0: there is none */
    const struct evn_record *records;
    const uint64_t *seqs; /* of the records */
    uint32_t n_records;
    struct evn_bytes shipment; /* of a receipt, or empty */
    uint64_t expected;         /* delivery it was of: its first event, or 0 */
};

/* Undo a document as a whole: each movement again with its accounts exchanged. */
struct evn_ledger_reverse {
    uint64_t document; /* number of any of its events, as it was asked for */
    bool as_of;        /* at the instant of what is undone; else now */
    struct evn_bytes reason;
    struct evn_bytes note;
    const struct evn_ledger_original *original;
};

struct evn_ledger_kit_part {
    struct evn_bytes item;
    struct evn_bytes lot; /* empty for items without lots */
    int64_t qty;          /* base units, > 0 */
};

/* Make kits of what they are made of, or take them apart. */
struct evn_ledger_kit {
    bool apart; /* take apart */
    struct evn_bytes place;
    struct evn_bytes item;  /* the kit */
    struct evn_bytes lot;   /* of the kits, or empty */
    struct evn_bytes made;  /* virtual place that parts go to and kits come from */
    struct evn_bytes claim; /* owner of claims on the parts, or empty */
    struct evn_bytes reason, note;
    struct evn_day expiry;                   /* no later than the parts', or EVN_DAY_NONE */
    int64_t qty;                             /* base units of the kit, > 0 */
    int64_t occurred_at_us;                  /* or EVN_AT_NOW */
    const struct evn_ledger_kit_part *parts; /* apart: those with lots that are named */
    uint32_t n_parts;
};

/* A fact about an item, place or reason that came from another service. */
struct evn_ledger_fact {
    struct evn_bytes id;    /* external id */
    struct evn_item item;   /* EVN_COMMAND_ITEM */
    struct evn_place place; /* EVN_COMMAND_PLACE */
};

enum evn_command_kind {
    EVN_COMMAND_DOCUMENT = 1,
    EVN_COMMAND_ITEM = 2,
    EVN_COMMAND_PLACE = 3,
    EVN_COMMAND_REASON = 4,
    EVN_COMMAND_RESERVE = 5,
    EVN_COMMAND_RELEASE = 6,
    EVN_COMMAND_SHIP = 7,
    EVN_COMMAND_RECEIPT = 8,
    EVN_COMMAND_REVERSE = 21,
    EVN_COMMAND_KIT = 22,
    EVN_COMMAND_HOLD_PUT = 30,
    EVN_COMMAND_HOLD_RELEASE = 31,
    EVN_COMMAND_RECALL_OPEN = 32,
    EVN_COMMAND_RECALL_CLOSE = 33,
    EVN_COMMAND_READINGS = 34,
    EVN_COMMAND_EARMARK_RELEASE = 35,
    EVN_COMMAND_COUNT_START = 40,
    EVN_COMMAND_COUNT_HAND_IN = 41,
    EVN_COMMAND_COUNT_RECOUNT = 42,
    EVN_COMMAND_COUNT_APPROVE = 43,
    EVN_COMMAND_COUNT_DROP = 44,
    EVN_COMMAND_COUNT_LIMIT = 45,
    EVN_COMMAND_EXPECT = 46,
    EVN_COMMAND_EXPECT_CHANGE = 47,
    EVN_COMMAND_EXPECT_CANCEL = 48,
    EVN_COMMAND_THRESHOLD = 50,
    EVN_COMMAND_DISCREPANCY = 55,
    EVN_COMMAND_LOT_FACTS = 75
};

struct evn_ledger_command {
    struct evn_id id;        /* minted by the client */
    struct evn_hash128 hash; /* of the received bytes */
    struct evn_bytes actor;  /* who sent it: external id of the key or person */
    enum evn_command_kind kind;
    union {
        struct evn_ledger_document document; /* EVN_COMMAND_DOCUMENT */
        struct evn_ledger_claim claim;       /* RESERVE, RELEASE, EARMARK_RELEASE */
        struct evn_ledger_ship ship;         /* EVN_COMMAND_SHIP */
        struct evn_ledger_receipt receipt;   /* EVN_COMMAND_RECEIPT */
        struct evn_ledger_hold hold;         /* EVN_COMMAND_HOLD_PUT to EVN_COMMAND_RECALL_CLOSE */
        struct evn_ledger_readings readings; /* EVN_COMMAND_READINGS */
        struct evn_ledger_reverse reverse;   /* EVN_COMMAND_REVERSE */
        struct evn_ledger_kit kit;           /* EVN_COMMAND_KIT */
        struct evn_ledger_fact fact;         /* ITEM, PLACE, REASON */
        struct evn_ledger_count_start count_start;
        struct evn_ledger_count_lines count_lines; /* HAND_IN, RECOUNT */
        struct evn_ledger_count_end count_end;     /* APPROVE, DROP */
        struct evn_ledger_count_limit count_limit;
        struct evn_ledger_discrepancy discrepancy;
        struct evn_ledger_expect expect; /* EXPECT, _CHANGE, _CANCEL */
        struct evn_ledger_threshold threshold;
        struct evn_ledger_lot_facts lot_facts;
    };
};

#endif
