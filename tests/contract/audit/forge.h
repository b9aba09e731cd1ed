/* forge - logs that no ledger would write, whole by their chain. Test support.
 *
 * Each begins with an item, a warehouse (1), a supplier (2) and accounts 1 and 2 of it there. */
#ifndef EVN_TESTS_AUDIT_FORGE_H
#define EVN_TESTS_AUDIT_FORGE_H

#include "common/base/buf.h"
#include "tools/audit/audit.h"
#include "tools/audit/record.h"

enum { ITEM = 17, PLACE = 18, ACCOUNT = 22, WAREHOUSE = 1, SUPPLIER = 32, RECEIVE = 1, ISSUE = 2 };

struct forged {
    char folder[400];
    struct evn_journal *journal;
    struct evn_buf payload;
    uint32_t n_events;
    uint64_t next_seq;
    struct evn_audit_counts counts;
    struct evn_audit_finding found[8];
};

/* A new log, without views: as a backup is verified. */
void forge_begin(struct forged *f);

/* Append a frame that is one event. */
void forge_frame(struct forged *f, uint32_t kind, struct evn_bytes body);

/* The same of a message of protobuf-c. */
void forge_pack(struct forged *f, uint32_t kind, const void *message);

/* A dictionary frame: numbers in fields 1, 3, 4, 5 and an id in field 2; 0 and NULL are left out.
 */
void forge_know(struct forged *f, uint32_t kind, uint64_t number, const char *id, uint64_t third,
                uint64_t fourth);

/* A movement between accounts 1 (warehouse) and 2 (supplier), of minute `at`; balances after it. */
void forge_move(struct forged *f, uint16_t kind, int64_t qty, int64_t here, int64_t there,
                int64_t at);

/* End the block. */
void forge_commit(struct forged *f);

/* End the log and audit it; returns how many differences there are. */
uint64_t forge_audit(struct forged *f);

#endif
