/* command - what the ledger is asked to do, as plain structs. Pure vocabulary.
 *
 * The shell decodes and bounds a message into these; everything is borrowed for the call. External
 * ids are text; the core turns them into its own numbers. */
#ifndef EVN_LEDGER_COMMAND_H
#define EVN_LEDGER_COMMAND_H

#include "services/ledger/core/state.h"

/* The line happens now. */
#define EVN_AT_NOW INT64_MIN

struct evn_ledger_line {
    uint16_t kind;          /* EVN_RECORD_RECEIVE, _ISSUE or _TRANSFER */
    struct evn_bytes from;  /* place the quantity leaves; receive: a supplier */
    struct evn_bytes to;    /* place it enters; issue: where it is consumed */
    struct evn_bytes item;  /* item id */
    struct evn_bytes lot;   /* lot code or serial number; empty: see decide.h */
    struct evn_day expiry;  /* receive: last usable day, or EVN_DAY_NONE */
    struct evn_day made;    /* receive: day of manufacture, or EVN_DAY_NONE */
    struct evn_bytes owner; /* receive: donor or owner, or empty */
    int64_t qty;            /* base units, > 0 */
    int64_t occurred_at_us; /* business time, or EVN_AT_NOW */
};

struct evn_ledger_document {
    const struct evn_ledger_line *lines;
    uint32_t n_lines;           /* at least 1 */
    struct evn_bytes reason;    /* reason id, or empty */
    struct evn_bytes note;      /* free text, or empty */
    struct evn_bytes reference; /* external reference, or empty */
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
    EVN_COMMAND_REASON = 4
};

struct evn_ledger_command {
    struct evn_id id;        /* minted by the client */
    struct evn_hash128 hash; /* of the received bytes */
    struct evn_bytes actor;  /* who sent it: external id of the key or person */
    enum evn_command_kind kind;
    union {
        struct evn_ledger_document document; /* EVN_COMMAND_DOCUMENT */
        struct evn_ledger_fact fact;         /* the others */
    };
};

#endif
