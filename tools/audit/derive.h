/* derive - what the ledger's rarer events make of each other, derived a second time. Pure but heap.
 *
 * Holds and recalls, sheets of counts, expected deliveries, temperatures: frames say the state as
 * it is from then on, and records act on it. Here each is followed by proto/spec/14-ledger-more.md,
 * and what a frame says is held against what came before it and the records of its command. */
#ifndef EVN_TOOLS_AUDIT_DERIVE_H
#define EVN_TOOLS_AUDIT_DERIVE_H

#include "tools/audit/account.h"

/* A list that grows; its rows are owned. */
#define EVN_AUDIT_LIST(type)                                                                       \
    struct {                                                                                       \
        type *row;                                                                                 \
        size_t n, cap;                                                                             \
    }

/* A hold that was put or released. */
struct evn_audit_hold {
    uint8_t key[12]; /* lot, place, reason */
    bool on;
};

struct evn_audit_recall {
    uint64_t seq; /* of the event that opened it */
    uint32_t reason;
    uint32_t *lots; /* owned */
    size_t n_lots;
    bool open;
    bool touched; /* by the command being read */
};

struct evn_audit_sheet_line {
    uint32_t account, by;
    int state; /* once, again, final: sheets.c */
    int64_t counted, at_us;
};

struct evn_audit_sheet {
    uint64_t seq; /* of STARTED */
    uint32_t place, n_counters;
    uint32_t *places, *items; /* owned; none: `place`, all */
    size_t n_places, n_items;
    bool open;
    struct evn_audit_sheet_line *line; /* owned */
    size_t n_lines, cap;
};

struct evn_audit_delivery_line {
    uint32_t item;
    int64_t requested, accepted;
};

struct evn_audit_delivery {
    uint64_t seq; /* of ANNOUNCED */
    uint32_t step, to, promised_day;
    bool late;
    struct evn_audit_delivery_line *line; /* owned */
    size_t n_lines;
};

struct evn_audit_reading {
    int64_t at_us;
    int32_t centi;
};

/* Temperatures of a place, in order of time, and the accounts there that they are about. */
struct evn_audit_cold_place {
    uint32_t place;
    EVN_AUDIT_LIST(struct evn_audit_reading) readings;
    EVN_AUDIT_LIST(uint32_t) accounts; /* indexes of cold_accounts */
};

/* An account of the cold chain: its legs in order of time. */
struct evn_audit_cold_account {
    uint32_t account;
    EVN_AUDIT_LIST(struct evn_audit_leg) legs;
};

/* Limits of an item; both 0: not of the cold chain. */
struct evn_audit_cold_item {
    int32_t min_centi, max_centi;
    int64_t budget_us;
    bool partial; /* it joined the cold chain when there was some of it: not derived */
};

/* A movement into a place, or a count, by the command being read. */
struct evn_audit_came {
    uint32_t place, item;
    int64_t qty;
};

/* Records of a document that named a delivery. */
struct evn_audit_arrival {
    uint64_t first, last; /* events of its command */
    uint64_t delivery;
};

/* A lot that a command's readings took over its budget. */
struct evn_audit_warm {
    uint32_t lot, place;
    uint64_t seq;
};

/* What a receipt's document says of a line and lot, or what its records moved; base units. */
struct evn_audit_sums {
    uint32_t line, item, lot;
    int64_t shipped, accepted, missing, damaged, refused, over, wrong, in_transit;
};

/* A document that moved stock. */
struct evn_audit_done {
    uint64_t document; /* its first event */
    uint64_t sum;      /* one number of all its movements */
};

struct evn_audit_derived {
    EVN_AUDIT_LIST(struct evn_audit_hold) holds;
    struct evn_textmap hold_of; /* key -> hold */
    EVN_AUDIT_LIST(struct evn_audit_recall) recalls;
    EVN_AUDIT_LIST(struct evn_audit_sheet) sheets;
    EVN_AUDIT_LIST(struct evn_audit_delivery) deliveries;
    EVN_AUDIT_LIST(struct evn_audit_arrival) arrivals; /* in order of the log */
    EVN_AUDIT_LIST(struct evn_audit_cold_place) colds;
    EVN_AUDIT_LIST(struct evn_audit_cold_item) cold_items; /* by number */
    EVN_AUDIT_LIST(int64_t) outside_us;                    /* by number of the lot */
    EVN_AUDIT_LIST(struct evn_audit_cold_account) cold_accounts;
    EVN_AUDIT_LIST(uint32_t) cold_of;           /* account number -> index in cold_accounts + 1 */
    EVN_AUDIT_LIST(struct evn_audit_done) done; /* in order of the log */
    uint32_t cold_reason;                       /* of holds because of temperature; 0: none yet */
    /* Of the command being read: */
    uint64_t expected;                /* delivery its document names */
    uint64_t undone;                  /* delivery whose receipt it takes back; 0: none */
    bool reopened;                    /* its EXPECTED frame is about a closed delivery */
    uint64_t expected_seq;            /* the EXPECTED frame that says what has come; 0: none */
    struct evn_audit_delivery before; /* what it was before that frame; lines owned */
    EVN_AUDIT_LIST(struct evn_audit_came) came;
    EVN_AUDIT_LIST(struct evn_audit_counted) approved, counted;
    EVN_AUDIT_LIST(struct evn_audit_warm) warm;
    int document_kind;                           /* of its document, or 0 */
    uint64_t document_of;                        /* document that it undoes */
    uint64_t done_sum, undone_sum;               /* of its movements; of those it undoes */
    uint32_t stop;                               /* of the goods its records take; 0: none yet */
    EVN_AUDIT_LIST(struct evn_audit_sums) said;  /* lines of its document */
    EVN_AUDIT_LIST(struct evn_audit_sums) moved; /* the same from its records */
};

EVN_MUST_USE evn_err evn_audit_derive_begin(struct evn_audit_run *run);
void evn_audit_derive_free(struct evn_audit_derived *derived);

/* A frame of the ledger that is no run of records, and a record; in the order of the log, when the
 * accounts know of it. EVN_E_CORRUPT: not what its kind is; EVN_E_NO_MEMORY. */
EVN_MUST_USE evn_err evn_audit_derive_frame(struct evn_audit_run *run,
                                            const struct evn_frame *frame, uint64_t seq);
EVN_MUST_USE evn_err evn_audit_derive_record(struct evn_audit_run *run,
                                             const struct evn_audit_record *record, uint64_t seq);

/* How many holds, open recalls, counts and deliveries there are, and all time outside. */
void evn_audit_derive_sum(const struct evn_audit_derived *derived, struct evn_audit_counts *counts);

/* Room for one more row: twice as many when it is full. The row is all zeros. */
EVN_MUST_USE evn_err evn_audit_room(void *row, size_t n, size_t *cap, size_t size);
#define EVN_AUDIT_ROOM(list)                                                                       \
    evn_audit_room(&(list)->row, (list)->n, &(list)->cap, sizeof *(list)->row)

/* holds.c */
EVN_MUST_USE evn_err evn_audit_hold_record(struct evn_audit_run *run,
                                           const struct evn_audit_record *record, uint64_t seq);
EVN_MUST_USE evn_err evn_audit_recall_frame(struct evn_audit_run *run, struct evn_bytes body,
                                            uint64_t seq);
void evn_audit_recall_end(struct evn_audit_run *run, uint64_t seq);
/* Whether the lot is held at the place, or everywhere when it is 0, for this reason. */
bool evn_audit_is_held(const struct evn_audit_derived *derived, uint32_t lot, uint32_t place,
                       uint32_t reason);

/* sheets.c */
EVN_MUST_USE evn_err evn_audit_sheet_frame(struct evn_audit_run *run, struct evn_bytes body,
                                           uint64_t seq);
void evn_audit_sheet_end(struct evn_audit_run *run, uint64_t seq);

/* deliveries.c */
EVN_MUST_USE evn_err evn_audit_delivery_frame(struct evn_audit_run *run, struct evn_bytes body,
                                              uint64_t seq);
void evn_audit_delivery_end(struct evn_audit_run *run, uint64_t seq);

/* documents.c */
struct Evernormal__Ledger__V1__Document;
EVN_MUST_USE evn_err evn_audit_document_frame(
    struct evn_audit_run *run, const struct Evernormal__Ledger__V1__Document *document);
EVN_MUST_USE evn_err evn_audit_document_record(struct evn_audit_run *run,
                                               const struct evn_audit_record *record, uint64_t seq);
EVN_MUST_USE evn_err evn_audit_document_end(struct evn_audit_run *run, uint64_t document,
                                            uint64_t seq);

/* cold.c */
EVN_MUST_USE evn_err evn_audit_cold_item(struct evn_audit_run *run, uint32_t item,
                                         const struct evn_audit_cold_item *limits);
EVN_MUST_USE evn_err evn_audit_cold_leg(struct evn_audit_run *run, uint32_t account, int64_t at_us,
                                        int64_t change);
EVN_MUST_USE evn_err evn_audit_cold_frame(struct evn_audit_run *run, struct evn_bytes body,
                                          uint64_t seq);
void evn_audit_cold_end(struct evn_audit_run *run);
void evn_audit_cold_free(struct evn_audit_derived *derived);

/* Rows 0 to `number` of a list that is kept by number. */
EVN_MUST_USE evn_err evn_audit_reach_row(void *row, size_t *n, size_t *cap, size_t size,
                                         uint32_t number);
#define EVN_AUDIT_REACH(list, number)                                                              \
    evn_audit_reach_row(&(list)->row, &(list)->n, &(list)->cap, sizeof *(list)->row, number)

#endif
