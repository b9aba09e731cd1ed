#include "services/ledger/store/sides.h"

#include "common/base/pages.h"
#include "services/ledger/core/kind.h"
#include "services/ledger/store/chain.h"
#include "services/ledger/store/checkpoint.h"
#include "services/ledger/store/flows.h"
#include "services/ledger/store/spans.h"

#include <stdlib.h>

/* Sides are numbered: i / 2 says which movement, i % 2 is 0 for `from`. */

enum { AHEAD = 16, WALKS = 8 };

/* Room for `n` elements; what was there is not kept. */
static bool scratch(void **at, size_t *cap, size_t n, size_t size)
{
    if (n <= *cap)
        return true;
    free(*at);
    *at = malloc((n + n / 4) * size);
    *cap = *at != NULL ? n + n / 4 : 0;
    if (*at != NULL)
        evn_pages_advise(*at, *cap * size);
    return *at != NULL;
}

static bool make_room(struct evn_pending *p)
{
    size_t n = p->n_movements * 2 + 1, spare_cap = p->order_cap;
    void *order = p->order, *spare = p->spare, *legs = p->legs, *changes = p->changes;
    void *cuts = p->cuts;
    bool ok = scratch(&order, &p->order_cap, n, sizeof *p->order);
    ok = scratch(&spare, &spare_cap, n, sizeof *p->spare) && ok;
    ok = scratch(&legs, &p->legs_cap, n + WALKS * EVN_CUT_LEGS, sizeof *p->legs) && ok;
    ok = scratch(&cuts, &p->cuts_cap, n, sizeof *p->cuts) && ok;
    ok = scratch(&changes, &p->changes_cap, n, sizeof *p->changes) && ok;
    p->order = order;
    p->spare = spare;
    p->legs = legs;
    p->cuts = cuts;
    p->changes = changes;
    if (spare_cap < p->order_cap)
        p->order_cap = spare_cap;
    return ok;
}

/* Take one side of a movement into its account's balance and its chain. */
static bool take_side(struct evn_pending *p, struct evn_balance_row *row, uint32_t side)
{
    struct evn_pending_movement *m = p->movements + side / 2;
    bool out = side % 2 == 0;
    *(out ? &m->row.prev_from : &m->row.prev_to) = row->head;
    return evn_balance_take(row, &m->row, m->seq, out) &&
           row->balance == (out ? m->from_balance : m->to_balance);
}

/* This side's turn comes soon: fetch its movement, which lies in two lines, and its account. */
static void look_ahead(const struct evn_sides *s, const struct evn_radix *side)
{
    const struct evn_pending_movement *m = s->pending->movements + side->i / 2;
    __builtin_prefetch(m, 1);
    __builtin_prefetch(&m->row.flags, 1);
    __builtin_prefetch(evn_accounts_at(s->accounts, (uint32_t)side->key));
}

/* All changes of one account, in the order they came; a tail that has grown to EVN_CUT_LEGS is
 * remembered. `n_left` sides follow in all. */
static evn_err write_account(struct evn_sides *s, const struct evn_radix *sides, size_t n,
                             size_t n_left)
{
    struct evn_pending *p = s->pending;
    uint32_t account = (uint32_t)sides[0].key;
    const uint8_t *at = evn_accounts_at(s->accounts, account);
    struct evn_account_change *change = p->changes + p->n_changes++;
    struct evn_balance_row row, before;
    evn_balance_row_get(at, &before);
    row = before;
    for (size_t i = 0; i < n; i++) {
        if (i + AHEAD < n_left)
            look_ahead(s, sides + i + AHEAD);
        if (!take_side(p, &row, sides[i].i))
            return EVN_E_CORRUPT;
    }
    change->account = account;
    evn_balance_row_put(change->balance, &row);
    if (before.head != 0)
        evn_rowsum_take(&s->rowsum, evn_balance_sum(account, at));
    evn_rowsum_add(&s->rowsum, evn_balance_sum(account, change->balance));
    if (row.physical && before.n_legs % EVN_CUT_LEGS + n >= EVN_CUT_LEGS)
        p->cuts[p->n_cuts++] = (struct evn_pending_cut){
            .sides = sides, .n = n, .head = before.head, .n_legs = before.n_legs};
    return EVN_OK;
}

/* The new legs of an account, in the order they came. */
static void new_legs(const struct evn_pending *p, const struct evn_pending_cut *cut,
                     struct evn_chunk_leg *legs)
{
    for (size_t i = 0; i < cut->n; i++) {
        const struct evn_pending_movement *m = p->movements + cut->sides[i].i / 2;
        bool out = cut->sides[i].i % 2 == 0;
        legs[i] = (struct evn_chunk_leg){.at_us = m->row.at_us,
                                         .seq = m->seq,
                                         .delta = out ? -m->row.qty : m->row.qty,
                                         .other = out ? m->row.to : m->row.from};
    }
}

/* Take off the account's chain its tail before the batch, which stands in front of its new legs,
 * and as many of those as make a multiple of EVN_CUT_LEGS. The rest is the new tail. `older` is the
 * leg before all of these, or 0. */
static evn_err cut_tail(struct evn_sides *s, const struct evn_pending_cut *cut, uint64_t older,
                        struct evn_chunk_leg *legs)
{
    uint32_t account = (uint32_t)cut->sides[0].key;
    uint32_t n_before = cut->n_legs / EVN_CUT_LEGS * EVN_CUT_LEGS;
    size_t n_cut = (cut->n_legs % EVN_CUT_LEGS + cut->n) / EVN_CUT_LEGS * EVN_CUT_LEGS;
    bool close = cut->n_legs % EVN_CLOSE_LEGS + cut->n >= EVN_CLOSE_LEGS;
    evn_err err = evn_flows_add(s->at.flows, account, older, n_before, legs, n_cut);
    evn_legs_sort(legs, n_cut);
    return err == EVN_OK ? evn_spans_add(&s->at, account, older == 0, close, legs, n_cut) : err;
}

/* Cut the tails of up to WALKS accounts. */
static evn_err cut_some(struct evn_sides *s, const struct evn_pending_cut *cuts, size_t n)
{
    struct evn_chain_walk walks[WALKS];
    struct evn_chunk_leg *legs[WALKS], *at = s->pending->legs;
    for (size_t i = 0; i < n; i++) {
        size_t n_tail = cuts[i].n_legs % EVN_CUT_LEGS;
        legs[i] = at;
        walks[i] = (struct evn_chain_walk){.account = (uint32_t)cuts[i].sides[0].key,
                                           .rest = cuts[i].head,
                                           .legs = at,
                                           .n = n_tail};
        new_legs(s->pending, cuts + i, at + n_tail);
        at += n_tail + cuts[i].n;
    }
    evn_err err = evn_chain_read(s->movements, &s->pending->newest, walks, n);
    for (size_t i = 0; err == EVN_OK && i < n; i++)
        err = cut_tail(s, cuts + i, walks[i].rest, legs[i]);
    return err;
}

static evn_err cut_all(struct evn_sides *s)
{
    const struct evn_pending *p = s->pending;
    evn_err err = EVN_OK;
    for (size_t i = 0, n; err == EVN_OK && i < p->n_cuts; i += n) {
        n = p->n_cuts - i < WALKS ? p->n_cuts - i : WALKS;
        err = cut_some(s, p->cuts + i, n);
    }
    return err;
}

/* Both sides of every movement, in order of account. */
static const struct evn_radix *sorted_sides(struct evn_pending *p, uint32_t *account_max)
{
    size_t n = p->n_movements * 2;
    *account_max = 0;
    for (size_t i = 0; i < n; i++) {
        const struct evn_movement_row *row = &p->movements[i / 2].row;
        uint32_t account = i % 2 == 0 ? row->from : row->to;
        p->order[i] = (struct evn_radix){.key = account, .i = (uint32_t)i};
        *account_max = account > *account_max ? account : *account_max;
    }
    return evn_radix_sort(p->order, p->spare, n);
}

evn_err evn_sides_write(struct evn_sides *sides)
{
    struct evn_pending *p = sides->pending;
    size_t n = p->n_movements * 2;
    uint32_t account_max;
    p->n_changes = p->n_cuts = 0;
    if (n == 0)
        return EVN_OK;
    if (!make_room(p))
        return EVN_E_NO_MEMORY;
    const struct evn_radix *sorted = sorted_sides(p, &account_max);
    evn_err err = evn_accounts_reach(sides->accounts, account_max);
    for (size_t i = 0, next; err == EVN_OK && i < n; i = next) {
        for (next = i; next < n && sorted[next].key == sorted[i].key;)
            next++;
        err = write_account(sides, sorted + i, next - i, n - i);
    }
    return err == EVN_OK ? cut_all(sides) : err;
}
