/* audit - what a service's log says, held against itself and against the views. Shell.
 *
 * Reads the log's frames and the views' rows as proto/spec/1-log.md, 3-views.md, 4-ledger.md and
 * 7-service.md say, with code that shares nothing with the services: what they derive is derived a
 * second time. Read-only; the service may be running. */
#ifndef EVN_TOOLS_AUDIT_H
#define EVN_TOOLS_AUDIT_H

#include "common/journal/file.h"

enum { EVN_AUDIT_TEXT = 260 };

enum evn_audit_check {
    EVN_AUDIT_RECORD,       /* a record's balances are those of all records before it */
    EVN_AUDIT_CONSERVATION, /* per item and lot everything sums to zero */
    EVN_AUDIT_MOMENT,       /* no physical account is negative at the end of any instant */
    EVN_AUDIT_ACCOUNT,      /* the views' account is of the place, item and lot the log says */
    EVN_AUDIT_BALANCE,      /* the views' balance is the sum of the log's legs */
    EVN_AUDIT_MOVEMENT,     /* the views' movement is the log's record */
    EVN_AUDIT_ID,           /* the views know each command id for what the log says */
    EVN_AUDIT_DOCUMENT,     /* a command's events are as many, and where, its records say; lines of
                               receipts add up; what is undone is undone once and as a whole */
    EVN_AUDIT_PAST,         /* the views' chunks, spans and flows hold the log's legs, and add up */
    EVN_AUDIT_OPEN,         /* what claims and shipments opened is used up at most once */
    EVN_AUDIT_ROW,      /* the views keep facts, texts, rare events, cursors and keys as logged */
    EVN_AUDIT_POSITION, /* the views are of this log, not ahead of it, of a known format */
    EVN_AUDIT_COUNT,    /* what was counted is the balance at that instant, for ever */
    EVN_AUDIT_HOLD,     /* what is put on hold was not, what is released was */
    EVN_AUDIT_RECALL,   /* an open recall holds its lots everywhere, a closed one none */
    EVN_AUDIT_SHEET,    /* counted is what was handed in, final and approved, on an open sheet */
    EVN_AUDIT_EXPECTED, /* what has come of a delivery is what receipts brought to its place */
    EVN_AUDIT_COLD      /* time outside follows from readings and stock; over its budget: held */
};

/* One difference. */
struct evn_audit_finding {
    enum evn_audit_check check;
    char where[EVN_AUDIT_TEXT]; /* account as place/item/lot, command id, or table */
    int64_t have;               /* what stands there: in the views, or in the record */
    int64_t want;               /* what follows from the log */
    uint64_t seq;               /* event that says so; 0: none */
};

/* What was compared; for people to see that something was. */
struct evn_audit_counts {
    uint64_t views_seq;   /* position of the views; 0: there are none */
    uint64_t n_accounts;  /* accounts of the log */
    uint64_t n_movements; /* movements of the log */
    uint64_t n_ids;       /* commands of the log */
    uint64_t n_holds;     /* these and what follows: at the end of the log */
    uint64_t n_recalls_open;
    uint64_t n_counts_open;
    uint64_t n_expected_open; /* deliveries */
    uint64_t outside_us;      /* of all lots, outside their temperatures */
    uint64_t n_findings;      /* differences */
};

struct evn_audit_config {
    const char *folder;  /* of the service: log/ and views.mdb below it */
    const char *service; /* its name: "ledger" has more to check than others */
    void (*found)(void *arg, const struct evn_audit_finding *finding);
    void *arg; /* for found */
};

/* Walk the log once - its chain is checked on the way - or twice, when stock was moved in the
 * past. EVN_OK: the chain is whole; differences are in `counts` and were given to `found`.
 * EVN_E_CORRUPT: the chain is broken, *report says where; nothing else was checked then. Errors
 * of evn_journal_verify; EVN_E_NO_MEMORY. */
EVN_MUST_USE evn_err evn_audit(const struct evn_audit_config *config,
                               struct evn_audit_counts *counts, struct evn_journal_head *head,
                               struct evn_file_report *report);

#endif
