/* snapshot - all stock of one moment, read from the ledger for a question to the planner. Shell.
 *
 * Totals a place and item, what of it is ring-fenced, and what is aboard for which stop. Pages are
 * true at their own positions: when the ledger moved between the first and the last, everything is
 * read again, a few times; then `moved` says so. */
#ifndef EVN_CLIENT_SNAPSHOT_H
#define EVN_CLIENT_SNAPSHOT_H

#include "common/client/ledger.h"
#include "common/client/planner.h"

struct evn_stock_snapshot {
    Evernormal__Planner__V1__Holding *holding;   /* owned, with the texts of their members */
    Evernormal__Planner__V1__Holding **holdings; /* pointers to them, as messages want it */
    size_t n_holdings, cap_holdings;
    Evernormal__Planner__V1__AboardFor *load;
    Evernormal__Planner__V1__AboardFor **loads;
    size_t n_loads, cap_loads;
    bool moved; /* stock moved while it was read */
};

/* Read it; `item` empty: of all items. To be ended with evn_stock_snapshot_fini in any case.
 * Errors of evn_ledger_ask; EVN_E_NO_MEMORY. */
EVN_MUST_USE evn_err evn_stock_snapshot_take(struct evn_session *session, const char *item,
                                             struct evn_stock_snapshot *out,
                                             struct evn_refusal *why);

void evn_stock_snapshot_fini(struct evn_stock_snapshot *snapshot);

/* Put it into a question; the snapshot must outlive that. */
void evn_stock_snapshot_into(const struct evn_stock_snapshot *snapshot,
                             Evernormal__Planner__V1__Cover *question);

#endif
