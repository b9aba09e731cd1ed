/* report_post - facility reports against what the ledger has, and into it, each row once. Shell.
 *
 * Command ids are made of references, as those of receipts (receive.h): the same row again is the
 * same command. What a row's opening is held against is the closing of the row before it in the
 * file; where there is none, what the books have at the month's beginning. A row earlier than one
 * that is posted already is refused: it would change the past the later one was built on.
 * Rows go month by month: a row is posted when the one it builds on is, and its break is opened
 * when it is posted. What the ledger refuses opens nothing, and no later month stands on it. */
#ifndef EVN_IMPORT_REPORT_POST_H
#define EVN_IMPORT_REPORT_POST_H

#include "tools/import/ledger.h"
#include "tools/import/report_put.h"

/* What is to become of a row. */
struct evn_report_plan {
    int64_t change; /* what brings the books to its opening */
    bool is_break;  /* and whether that is a carry break */
    bool known;     /* the ledger has the row */
    bool settled;   /* its opening is the ledger's business already: nothing is posted before it */
    int32_t wave;   /* so many rows of the same facility and item are posted before it */
};

struct evn_report_chain {
    char key[EVN_REPORT_KEY_MAX]; /* facility and item */
    int32_t last_month;           /* the latest the ledger has */
};

struct evn_report_post {
    struct evn_report *report;
    struct evn_report_plan *plan;    /* of each row; owned */
    struct evn_import_ledger ledger; /* when there is one */
    bool has_ledger;
    struct evn_report_chain *chain; /* of what the ledger has; owned */
    size_t n_chains, chains_cap;
    struct evn_textmap keys; /* of the chains */
    int32_t n_waves;
    int64_t n_breaks;       /* rows whose opening is another than what stood before */
    int64_t n_new, n_known; /* rows; neither has those that were refused */
    void *self;             /* for the functions below */
    /* A row is refused: by us, with a flaw, or by the ledger. Once a row. */
    void (*flaw)(void *self, const struct evn_report_row *row, enum evn_flaw_kind kind);
    void (*refused)(void *self, const struct evn_report_row *row, const struct evn_refusal *why);
    void (*progress)(void *self, size_t done);
};

/* Nothing planned. */
void evn_report_post_init(struct evn_report_post *post, struct evn_report *report);
void evn_report_post_fini(struct evn_report_post *post);

/* Plan every row that is not refused. `session` NULL: against nothing but the file. Errors as
 * evn_import_ledger_find and _read, and of stock questions; EVN_E_NO_MEMORY. */
EVN_MUST_USE evn_err evn_report_post_plan(struct evn_report_post *post, struct evn_session *session,
                                          struct evn_refusal *why);

/* Post what is planned. Errors as evn_post_flush; what was answered before stays. */
EVN_MUST_USE evn_err evn_report_post_send(struct evn_report_post *post, struct evn_session *session,
                                          struct evn_refusal *why);

#endif
