/* views - the ledger's views as a whole: open, fold blocks, read back at start. Shell.
 *
 * Everything a screen or a look-up needs and memory should not hold. The applier feeds `ops`. Each
 * batch appends; balances are kept in memory and written behind (checkpoint.h). Opening reads them
 * back as of the last commit; a restart gives facts and balances to the state (load) and replays
 * the log from there. */
#ifndef EVN_LEDGER_STORE_VIEWS_H
#define EVN_LEDGER_STORE_VIEWS_H

#include "common/journal/frame.h"
#include "common/store/applier.h"
#include "services/ledger/store/checkpoint.h"
#include "services/ledger/store/pending.h"

struct evn_ledger_views {
    struct evn_store *store;
    struct evn_ledger_tables tables;
    struct evn_pending pending;       /* rows that wait */
    struct evn_rowsum written;        /* sum with the rows of the last write */
    struct evn_accounts accounts;     /* all balances, as of the last commit */
    struct evn_checkpoint checkpoint; /* how far the table of balances has followed */
    struct evn_checkpoint reached;    /* the same with what was just written */
    size_t slice_rows;                /* of balances, written at least with each batch */
    uint64_t folded_seq;              /* last event that waits or is written */
    struct evn_position at;           /* when opened */
    struct evn_view_ops ops;          /* for the applier; self is this struct */
};

/* Who takes the rows a restart reads, in this order: all facts by seq, then how many accounts there
 * are, all their keys, all balances, and all rare events by seq. */
struct evn_ledger_sink {
    void *self;
    /* A dictionary frame as it is in the log; `seq` is its event. */
    evn_err (*fact)(void *self, uint64_t seq, const struct evn_frame *frame);
    evn_err (*room)(void *self, uint32_t n_accounts);
    /* The keys of `n` accounts from `first` on. */
    evn_err (*opened)(void *self, uint32_t first, const struct evn_account_key *keys, size_t n);
    evn_err (*balance)(void *self, uint32_t account, const struct evn_balance_row *row);
    /* A rare event (core/rare.h): its frame, or a run of one record. */
    evn_err (*rare)(void *self, uint64_t seq, const struct evn_frame *frame);
};

/* Open or create the views in `path` with EVN_STORE_MAP_SIZE and `headroom`, and have all balances
 * in memory - unless the views are of another format, which evn_applier_new then refuses. `views`
 * must not move afterwards. Errors of evn_store_open. EVN_E_DIGEST_MISMATCH: what balances are made
 * from is damaged: rebuild. */
EVN_MUST_USE evn_err evn_ledger_views_open(struct evn_ledger_views *views, const char *path,
                                           uint64_t headroom);

void evn_ledger_views_close(struct evn_ledger_views *views);

/* Give every row a restart needs to the sink, and compare their sum with the one kept.
 * EVN_E_DIGEST_MISMATCH: a row is damaged or missing: rebuild. Errors of the sink. */
EVN_MUST_USE evn_err evn_ledger_views_load(struct evn_ledger_views *views,
                                           const struct evn_ledger_sink *sink);

/* Time of the newest command id in the views; INT64_MIN when there is none. */
EVN_MUST_USE evn_err evn_ledger_views_newest_id(struct evn_ledger_views *views, int64_t *out_us);

#endif
