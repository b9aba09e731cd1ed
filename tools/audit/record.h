/* record - the ledger's 128-byte record, read by its table in proto/spec/4-ledger.md. Pure. */
#ifndef EVN_TOOLS_AUDIT_RECORD_H
#define EVN_TOOLS_AUDIT_RECORD_H

#include "common/base/bytes.h"

enum {
    EVN_AUDIT_RECORDS_KIND = 16, /* frame kind of a run of records */
    EVN_AUDIT_RECORD_LEN = 128,
    EVN_AUDIT_MOVEMENT_MAX = 24, /* kinds 1 to 24 move stock */
    EVN_AUDIT_FROM_PHYSICAL = 1, /* flags */
    EVN_AUDIT_TO_PHYSICAL = 2
};

struct evn_audit_record {
    uint16_t kind;
    uint8_t flags;
    uint32_t line;
    uint32_t from, to; /* accounts */
    int64_t qty;
    int64_t from_balance, to_balance; /* after it */
    int64_t at_us;                    /* business time */
    uint64_t document;                /* first event of its command */
    uint64_t ref;                     /* record it refers to, or 0 */
    uint32_t reason, actor;
    const uint8_t *command, *hash; /* 16 bytes each, in the record */
    int64_t claimed_at_us;         /* claim kinds: expiry */
    uint32_t n_events;             /* of its command; 0: no command */
    uint32_t aux;                  /* priority, or place number of the stop */
};

static inline struct evn_audit_record evn_audit_record_of(const uint8_t *p)
{
    return (struct evn_audit_record){.kind = evn_get_u16(p),
                                     .flags = p[3],
                                     .line = evn_get_u32(p + 4),
                                     .from = evn_get_u32(p + 8),
                                     .to = evn_get_u32(p + 12),
                                     .qty = evn_get_i64(p + 16),
                                     .from_balance = evn_get_i64(p + 24),
                                     .to_balance = evn_get_i64(p + 32),
                                     .at_us = evn_get_i64(p + 40),
                                     .document = evn_get_u64(p + 56),
                                     .ref = evn_get_u64(p + 64),
                                     .reason = evn_get_u32(p + 72),
                                     .actor = evn_get_u32(p + 76),
                                     .command = p + 80,
                                     .hash = p + 96,
                                     .claimed_at_us = evn_get_i64(p + 112),
                                     .n_events = evn_get_u32(p + 120),
                                     .aux = evn_get_u32(p + 124)};
}

#endif
