/* browse - the accounts of a place, of an item, or of both, one after the other. Pure but for heap.
 *
 * For questions: an answer costs what it holds, not what there is. A pool is the accounts of one
 * item at one place; the core chains those. Here pools are chained by place and by item in the
 * order in which they came to be, 12 bytes a pool. Nothing decided depends on it: it is made from
 * the state, and made again at each start. */
#ifndef EVN_LEDGER_BROWSE_H
#define EVN_LEDGER_BROWSE_H

#include "services/ledger/core/state.h"

struct evn_browse {
    struct evn_grow pools;  /* struct evn_browse_pool by number from 1, by their first account */
    struct evn_grow places; /* struct evn_browse_ends by place number */
    struct evn_grow items;  /* struct evn_browse_ends by item number */
    uint32_t n_pools;       /* in the chains */
    uint32_t n_accounts;    /* taken in */
};

void evn_browse_init(struct evn_browse *browse);
void evn_browse_fini(struct evn_browse *browse);

/* Take in the accounts that are new since the last call. EVN_E_NO_MEMORY: go on with the next. */
EVN_MUST_USE evn_err evn_browse_follow(struct evn_browse *browse,
                                       const struct evn_ledger_state *state);

/* The account behind `after` (0: the first) of those at `place` and of `item`; of both when
 * neither is 0, and one of them must not be. 0: there is no more. `after` is one that this
 * question would name (evn_browse_names). Accounts that come to be meanwhile may be missed. */
uint32_t evn_browse_next(const struct evn_browse *browse, const struct evn_ledger_state *state,
                         uint32_t place, uint32_t item, uint32_t after);

/* Whether `account` is one of them: for cursors, which come from outside. */
bool evn_browse_names(const struct evn_browse *browse, const struct evn_ledger_state *state,
                      uint32_t place, uint32_t item, uint64_t account);

#endif
