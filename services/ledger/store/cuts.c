#include "services/ledger/store/cuts.h"

#include "services/ledger/store/chain.h"
#include "services/ledger/store/flows.h"
#include "services/ledger/store/spans.h"

#include <stdlib.h>

enum { WALKS = 8 };

/* All cuts of one account. */
struct group {
    const struct evn_pending_cut *cuts;
    size_t n;
};

static int by_account(const void *a, const void *b)
{
    const struct evn_pending_cut *x = a, *y = b;
    if (x->account != y->account)
        return x->account < y->account ? -1 : 1;
    return x->head < y->head ? -1 : x->head > y->head;
}

/* Take the legs off the account's chain; `older` is the one before them, or 0. */
static evn_err cut_tail(const struct evn_chunk_cursors *at, const struct group *g, uint64_t older,
                        struct evn_chunk_leg *legs)
{
    size_t n = g->n * EVN_CUT_LEGS;
    uint32_t account = g->cuts->account, n_before = g->cuts->n_legs - EVN_CUT_LEGS;
    bool close = n_before % EVN_CLOSE_LEGS + n >= EVN_CLOSE_LEGS;
    evn_err err = evn_flows_add(at->flows, account, older, n_before, legs, n);
    evn_legs_sort(legs, n);
    return err == EVN_OK ? evn_spans_add(at, account, older == 0, close, legs, n) : err;
}

/* Cut the tails of up to WALKS accounts; `legs` has room for all of them. */
static evn_err cut_some(const struct evn_pending *p, const struct evn_chunk_cursors *at,
                        MDB_cursor *movements, const struct group *groups, size_t n,
                        struct evn_chunk_leg *legs)
{
    struct evn_chain_walk walks[WALKS];
    for (size_t i = 0, n_legs = 0; i < n; i++) {
        const struct evn_pending_cut *last = groups[i].cuts + groups[i].n - 1;
        walks[i] = (struct evn_chain_walk){.account = last->account,
                                           .rest = last->head,
                                           .legs = legs + n_legs,
                                           .n = groups[i].n * EVN_CUT_LEGS};
        n_legs += walks[i].n;
    }
    evn_err err = evn_chain_read(movements, &p->newest, walks, n);
    for (size_t i = 0; err == EVN_OK && i < n; i++)
        err = cut_tail(at, groups + i, walks[i].rest, walks[i].legs);
    return err;
}

/* The cuts of the next accounts, and the cut behind them. */
static size_t next_groups(const struct evn_pending *p, size_t from, struct group *groups, size_t *n)
{
    for (*n = 0; *n < WALKS && from < p->n_cuts; ++*n) {
        struct group *g = groups + *n;
        *g = (struct group){.cuts = p->cuts + from};
        while (from < p->n_cuts && p->cuts[from].account == g->cuts->account) {
            g->n++;
            from++;
        }
    }
    return from;
}

evn_err evn_cuts_write(struct evn_pending *pending, const struct evn_chunk_cursors *at,
                       MDB_cursor *movements)
{
    if (pending->n_cuts == 0)
        return EVN_OK;
    qsort(pending->cuts, pending->n_cuts, sizeof *pending->cuts, by_account);
    struct evn_chunk_leg *legs = calloc(pending->n_cuts * EVN_CUT_LEGS, sizeof *legs);
    evn_err err = legs != NULL ? EVN_OK : EVN_E_NO_MEMORY;
    for (size_t i = 0; err == EVN_OK && i < pending->n_cuts;) {
        struct group groups[WALKS];
        size_t n;
        i = next_groups(pending, i, groups, &n);
        err = cut_some(pending, at, movements, groups, n, legs);
    }
    free(legs);
    return err;
}
