/* record - the ledger's fixed 128-byte record: what happened to stock, once. Pure.
 *
 * Little-endian, offsets below and in proto/spec/4-ledger.md; carried in runs as the body of a
 * frame (EVN_LEDGER_FRAME_RECORDS), logged and published as the same bytes. Text (external ids,
 * lot codes, notes) lives in dictionary and document frames that precede first use. */
#ifndef EVN_LEDGER_RECORD_H
#define EVN_LEDGER_RECORD_H

#include "common/base/bytes.h"
#include "common/base/hash.h"
#include "common/base/id.h"

enum { EVN_RECORD_LEN = 128, EVN_RECORD_VERSION = 1 };

/* Offsets of the members, for readers that pick single fields in place. */
enum {
    EVN_RECORD_AT_KIND = 0,          /* u16 enum evn_record_kind */
    EVN_RECORD_AT_VERSION = 2,       /* u8 */
    EVN_RECORD_AT_FLAGS = 3,         /* u8 EVN_RECORD_F_* */
    EVN_RECORD_AT_LINE = 4,          /* u32 1-based line of its command */
    EVN_RECORD_AT_FROM = 8,          /* u32 account the quantity leaves */
    EVN_RECORD_AT_TO = 12,           /* u32 account it enters */
    EVN_RECORD_AT_QTY = 16,          /* i64 base units, > 0 for movements */
    EVN_RECORD_AT_FROM_BALANCE = 24, /* i64 resulting balance now */
    EVN_RECORD_AT_TO_BALANCE = 32,   /* i64 resulting balance now */
    EVN_RECORD_AT_OCCURRED = 40,     /* i64 business time, UTC us */
    EVN_RECORD_AT_RECORDED = 48,     /* i64 our time, UTC us */
    EVN_RECORD_AT_DOCUMENT = 56,     /* u64 seq of the document's first event */
    EVN_RECORD_AT_REF = 64,          /* u64 seq this refers to (reverses, releases), or 0 */
    EVN_RECORD_AT_REASON = 72,       /* u32 reason: dictionary number, or error code if refused */
    EVN_RECORD_AT_ACTOR = 76,        /* u32 actor: dictionary number */
    EVN_RECORD_AT_COMMAND = 80,      /* 16 bytes command id */
    EVN_RECORD_AT_HASH = 96,         /* 16 bytes BLAKE2b-128 of the received command */
    EVN_RECORD_AT_CLAIMED = 112,     /* i64 claimed business time when it was moved, else 0;
                                        claims: when they expire, or 0 */
    EVN_RECORD_AT_N = 120,           /* u32 number of events of this command */
    EVN_RECORD_AT_AUX = 124          /* u32 claims: priority; else zero */
};

/* The same as a struct: in memory as it lies in the log, at any address, so that records are made
 * and read where they lie. Members mean what the offsets say; kinds and flags are in kind.h. */
struct evn_record {
    uint16_t kind;           /* enum evn_record_kind */
    uint8_t version;         /* EVN_RECORD_VERSION; set by evn_record_put */
    uint8_t flags;           /* EVN_RECORD_F_* */
    uint32_t line;           /* 1-based */
    uint32_t from;           /* account, or as the kind says */
    uint32_t to;             /* account, or as the kind says */
    int64_t qty;             /* base units */
    int64_t from_balance;    /* after this record; claim kinds: sum of claims on the account */
    int64_t to_balance;      /* after this record */
    int64_t occurred_at_us;  /* business time */
    int64_t recorded_at_us;  /* our time */
    uint64_t document;       /* seq of the document frame, or of the command's first event */
    uint64_t ref;            /* seq this refers to, or 0 */
    uint32_t reason;         /* dictionary number, 0 none; refused: error code */
    uint32_t actor;          /* dictionary number */
    struct evn_id command;   /* who caused it */
    struct evn_hash128 hash; /* of the received command bytes */
    int64_t claimed_at_us;   /* 0: as occurred */
    uint32_t n_events;       /* events of the command, from `document` on */
    uint32_t aux;            /* claims: priority */
} __attribute__((packed, may_alias));

/* Write all 128 bytes. */
void evn_record_put(uint8_t to[EVN_RECORD_LEN], const struct evn_record *record);
/* The record that lies there, or NULL: version or kind are not of this format. */
const struct evn_record *evn_record_at(const uint8_t from[EVN_RECORD_LEN]);
/* A copy of it. EVN_E_CORRUPT: there is none. */
EVN_MUST_USE evn_err evn_record_get(const uint8_t from[EVN_RECORD_LEN], struct evn_record *out);

#endif
