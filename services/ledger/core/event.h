/* event - bodies of the ledger's dictionary and text frames. Pure.
 *
 * Each body is a protobuf message of evernormal/ledger/v1/event.proto, written and read without
 * generated code (common/base/pbw.h). Writers append a whole frame to a block's payload. Readers
 * are strict about ranges and skip fields they do not know. Text that is read points into the
 * frame. Days travel as day numbers from 0001-01-01 = 1; 0 means none. */
#ifndef EVN_LEDGER_EVENT_H
#define EVN_LEDGER_EVENT_H

#include "common/journal/frame.h"
#include "services/ledger/core/state.h"

enum { EVN_EVENT_VERSION = 1, EVN_NOTE_MAX = 500 };

/* A new entry of one of the dictionaries, or new facts of an old item or place. Which members
 * count depends on the frame's kind. */
struct evn_known {
    uint32_t number;      /* dense: the next one, or an old one with new facts */
    struct evn_bytes id;  /* external id; lots: code; accounts: empty */
    struct evn_item item; /* ITEM */
    struct evn_bytes pack_zh[EVN_PACK_LEVELS_MAX]; /* ITEM: names of the levels */
    struct evn_bytes pack_en[EVN_PACK_LEVELS_MAX];
    int64_t pack_since_us;  /* ITEM: business time from which on the packs are valid; 0: always */
    struct evn_place place; /* PLACE */
    uint32_t lot_item;      /* LOT, ACCOUNT: item number */
    struct evn_day expiry;  /* LOT: last usable day, or EVN_DAY_NONE */
    struct evn_day made;    /* LOT: day of manufacture, or EVN_DAY_NONE */
    struct evn_bytes owner; /* LOT: donor or owner, or empty */
    uint32_t vvm_stage;     /* LOT: vaccine vial monitor 1 to 4, or 0 */
    uint32_t bill;          /* LOT: version of the bill kits of it were made by, or 0 */
    uint32_t at_place;      /* ACCOUNT: place number */
    uint32_t lot;           /* ACCOUNT: lot number */
};

enum evn_document_kind {
    EVN_DOCUMENT_PLAIN = 0,
    EVN_DOCUMENT_SHIPMENT = 3,
    EVN_DOCUMENT_RECEIPT = 4,
    EVN_DOCUMENT_COUNT = 5,
    EVN_DOCUMENT_CLAIM = 6,
    EVN_DOCUMENT_REVERSAL_TODAY = 7,
    EVN_DOCUMENT_REVERSAL_AS_OF = 8
};

/* Header of a document: what no record has room for. */
struct evn_document_text {
    struct evn_bytes note;      /* free text, at most EVN_NOTE_MAX bytes */
    struct evn_bytes reference; /* external reference; shipments and receipts: the shipment */
    uint32_t kind;              /* enum evn_document_kind */
    uint64_t of;                /* reversals: first event of what is reversed, else 0 */
    struct evn_bytes owner;     /* claims: who holds them */
    struct evn_bytes signed_by; /* receipts */
    struct evn_bytes recipient; /* who got what was issued or dispensed */
    uint64_t expected;          /* seq of the expected delivery it receives; 0: none */
    const struct evn_document_line *lines; /* receipts, to write */
    uint32_t n_lines;
};

/* Whether the document undoes another. */
static inline bool evn_document_reverses(const struct evn_document_text *text)
{
    return text->kind == EVN_DOCUMENT_REVERSAL_TODAY || text->kind == EVN_DOCUMENT_REVERSAL_AS_OF;
}

/* What a receipt's line says of one lot; base units. */
struct evn_document_line {
    uint32_t line, item, lot;
    int64_t shipped, refused, accepted, missing, damaged, over, wrong, in_transit;
};

/* Append the frame of `kind` (ITEM to ACCOUNT). EVN_E_LIMIT, EVN_E_NO_MEMORY. */
EVN_MUST_USE evn_err evn_event_known(struct evn_buf *events, uint32_t kind,
                                     const struct evn_known *known);

/* Read the body of such a frame. EVN_E_CORRUPT: not one, or a value out of range. */
EVN_MUST_USE evn_err evn_event_read_known(const struct evn_frame *frame, struct evn_known *out);

/* Append a DOCUMENT frame. EVN_E_LIMIT, EVN_E_NO_MEMORY. */
EVN_MUST_USE evn_err evn_event_document(struct evn_buf *events,
                                        const struct evn_document_text *text);

/* Read its texts back; lines are skipped. EVN_E_CORRUPT. */
EVN_MUST_USE evn_err evn_event_read_document(struct evn_bytes body, struct evn_document_text *out);

/* Append a REFUSED frame that holds every argument of the refusal. Errors as above. */
EVN_MUST_USE evn_err evn_event_refused(struct evn_buf *events, const struct evn_refusal *refusal);

/* Read it back. EVN_E_CORRUPT. */
EVN_MUST_USE evn_err evn_event_read_refused(const struct evn_frame *frame, struct evn_refusal *out);

#endif
