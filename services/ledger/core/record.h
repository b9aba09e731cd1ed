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
    EVN_RECORD_AT_CLAIMED = 112,     /* i64 claimed business time when it was moved, else 0 */
    EVN_RECORD_AT_LINES = 120,       /* u32 number of records of this command */
    EVN_RECORD_AT_SPARE = 124        /* u32 zero */
};

struct evn_record {
    uint16_t kind;
    uint8_t flags;
    uint32_t line;
    uint32_t from;
    uint32_t to;
    int64_t qty;
    int64_t from_balance;
    int64_t to_balance;
    int64_t occurred_at_us;
    int64_t recorded_at_us;
    uint64_t document;
    uint64_t ref;
    uint32_t reason;
    uint32_t actor;
    struct evn_id command;
    struct evn_hash128 hash;
    int64_t claimed_at_us;
    uint32_t n_records;
};

void evn_record_put(uint8_t to[EVN_RECORD_LEN], const struct evn_record *record);
/* EVN_E_CORRUPT: version, kind or spare bytes are not of this format. */
EVN_MUST_USE evn_err evn_record_get(const uint8_t from[EVN_RECORD_LEN], struct evn_record *out);

#endif
