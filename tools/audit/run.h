/* run - one audit under way; shared by tools/audit only. Shell. */
#ifndef EVN_TOOLS_AUDIT_RUN_H
#define EVN_TOOLS_AUDIT_RUN_H

#include "common/base/textmap.h"
#include "common/journal/frame.h"
#include "common/store/peek.h"
#include "tools/audit/audit.h"

struct evn_audit_record;

/* The command of the ledger that is being read. */
struct evn_audit_command {
    uint64_t document; /* its first event */
    uint32_t n_events; /* as its first record says; 0: none is being read */
    uint64_t last_seq; /* of its last record so far */
    uint64_t end_seq;  /* behind the command before */
    uint8_t id[16], hash[16];
};

/* What claims and shipments opened, in the order of the log. */
struct evn_audit_open;
struct evn_audit_opens {
    struct evn_audit_open *open; /* owned */
    size_t n, cap;
    char *name;               /* of the document frame read last; owned */
    struct evn_textmap names; /* shipment -> its number, from 0 */
    size_t *newest;           /* by number: index + 1 of what was loaded last for it; owned */
    size_t n_newest;          /* room for so many */
};

/* The engine's rows of the views. */
enum { EVN_AUDIT_KIT_KEY_MAX = 64, EVN_AUDIT_KIT_MAX = 10000000 };
struct evn_audit_kit_row;
struct evn_audit_kit {
    struct evn_audit_kit_row *row; /* owned */
    size_t n, cap;
    struct evn_textmap keys; /* key -> row */
};

struct evn_audit_run {
    const struct evn_audit_config *config;
    struct evn_audit_counts *counts;
    struct evn_peek *peek;  /* NULL: there are no views to compare with */
    struct evn_position at; /* of the views */
    uint64_t n_commands;    /* rows that table `commands` must have */
    uint64_t n_frames[3];   /* rows that `facts`, `rare` and `texts` must have */
    struct evn_audit_command command;
    struct evn_audit_opens opens;
    struct evn_audit_kit kit;
    struct evn_audit_fold *fold;       /* of the ledger; else NULL */
    struct evn_audit_derived *derived; /* the same, see derive.h */
};

/* Tell a difference and count it. `where` may be cut. */
void evn_audit_tell(struct evn_audit_run *run, enum evn_audit_check check, const char *where,
                    int64_t have, int64_t want, uint64_t seq);

/* A row that the views must have. */
struct evn_audit_expected {
    enum evn_audit_check check;
    const char *table;
    struct evn_bytes key, value;
    size_t told_at; /* offset of the i64 that tells the rows apart for people */
    uint64_t seq;   /* event that says so */
};

/* Whether the views have it; errors of the views. */
EVN_MUST_USE evn_err evn_audit_row(struct evn_audit_run *run,
                                   const struct evn_audit_expected *expected, bool *good,
                                   int64_t *have);

/* A table must have so many rows; one more or less is told. */
EVN_MUST_USE evn_err evn_audit_rows(struct evn_audit_run *run, enum evn_audit_check check,
                                    const char *table, uint64_t want);

/* Write a command id for people. */
void evn_audit_id_text(const uint8_t id[16], char out[EVN_AUDIT_TEXT]);

/* causes.c: the commands of a block that name their cause, against table `commands`. */
EVN_MUST_USE evn_err evn_audit_causes(struct evn_audit_run *run, const struct evn_block *block);

/* kit.c: the engine's rows of every service, of events up to the views' position. */
EVN_MUST_USE evn_err evn_audit_kit_frame(struct evn_audit_run *run, const struct evn_frame *frame,
                                         uint64_t seq, int64_t recorded_at_us);
EVN_MUST_USE evn_err evn_audit_kit_end(struct evn_audit_run *run);
void evn_audit_kit_free(struct evn_audit_kit *kit);

/* frames.c: the ledger's frames that the views keep whole. */
EVN_MUST_USE evn_err evn_audit_frames(struct evn_audit_run *run, const struct evn_frame *frame,
                                      uint64_t seq);
EVN_MUST_USE evn_err evn_audit_frames_end(struct evn_audit_run *run);

/* commands.c: how a command's events lie. `end` also at the end of a block. */
void evn_audit_command_record(struct evn_audit_run *run, const struct evn_audit_record *record,
                              uint64_t seq, uint64_t block_first_seq);
void evn_audit_command_end(struct evn_audit_run *run);

/* open.c: claims and goods aboard, from document frames and records, and the views' rows. */
EVN_MUST_USE evn_err evn_audit_open_document(struct evn_audit_run *run, struct evn_bytes body);
void evn_audit_open_begin(struct evn_audit_opens *opens);
EVN_MUST_USE evn_err evn_audit_open_record(struct evn_audit_run *run,
                                           const struct evn_audit_record *record, uint64_t seq);
/* Set *stop to where goods were loaded for by record `seq`, if it loaded any. What is aboard of a
 * shipment for the stop, of an item and lot (0: of all its lots). */
void evn_audit_open_stop(const struct evn_audit_opens *opens, uint64_t seq, uint32_t *stop);
int64_t evn_audit_open_aboard(const struct evn_audit_run *run, const char *shipment, uint32_t stop,
                              uint32_t item, uint32_t lot);
EVN_MUST_USE evn_err evn_audit_open_end(struct evn_audit_run *run);
void evn_audit_open_free(struct evn_audit_opens *opens);

/* ids.c: the command of a record, against table `ids`; no more ids than the log has. */
EVN_MUST_USE evn_err evn_audit_id(struct evn_audit_run *run, const struct evn_audit_record *record);
EVN_MUST_USE evn_err evn_audit_ids_end(struct evn_audit_run *run);

/* chunks.c: tables `chunks` and `spans`; flows.c: table `flows`. */
EVN_MUST_USE evn_err evn_audit_chunks_end(struct evn_audit_run *run);
EVN_MUST_USE evn_err evn_audit_flows_end(struct evn_audit_run *run);

/* fold.c: the ledger. `begin` reads the views' balances, `block` folds and compares, `end` says
 * what is left; *again: stock was moved in the past, so walk the log once more through `past`. */
struct evn_audit_fold;
EVN_MUST_USE evn_err evn_audit_fold_begin(struct evn_audit_run *run);
EVN_MUST_USE evn_err evn_audit_fold_block(struct evn_audit_run *run, const struct evn_block *block);
EVN_MUST_USE evn_err evn_audit_fold_end(struct evn_audit_run *run, bool *again);
EVN_MUST_USE evn_err evn_audit_past_block(struct evn_audit_run *run, const struct evn_block *block);
EVN_MUST_USE evn_err evn_audit_past_end(struct evn_audit_run *run);

/* counts.c: take in what record `seq` counted; when the second walk has put all legs of counted
 * accounts in order, hold each count against their sum. */
struct evn_audit_record;
EVN_MUST_USE evn_err evn_audit_count_take(struct evn_audit_run *run,
                                          const struct evn_audit_record *record, uint64_t seq);
void evn_audit_count_check(struct evn_audit_run *run);
void evn_audit_fold_free(struct evn_audit_fold *fold);

#endif
