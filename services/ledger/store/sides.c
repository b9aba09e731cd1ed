#include "services/ledger/store/sides.h"

#include "services/ledger/core/kind.h"
#include "services/ledger/store/chain.h"
#include "services/ledger/store/checkpoint.h"
#include "services/ledger/store/spans.h"

#include <stdlib.h>

/* Sides are numbered: i / 2 says which movement, i % 2 is 0 for `from`. */

enum { AHEAD = 16 };

/* Room for `n` elements; what was there is not kept. */
static bool scratch(void **at, size_t *cap, size_t n, size_t size)
{
    if (n <= *cap)
        return true;
    free(*at);
    *at = malloc((n + n / 4) * size);
    *cap = *at != NULL ? n + n / 4 : 0;
    return *at != NULL;
}

static bool make_room(struct evn_pending *p)
{
    size_t n = p->n_movements * 2 + 1, spare_cap = p->order_cap;
    void *order = p->order, *spare = p->spare, *legs = p->legs, *changes = p->changes;
    bool ok = scratch(&order, &p->order_cap, n, sizeof *p->order);
    ok = scratch(&spare, &spare_cap, n, sizeof *p->spare) && ok;
    ok = scratch(&legs, &p->legs_cap, n + EVN_CUT_LEGS, sizeof *p->legs) && ok;
    ok = scratch(&changes, &p->changes_cap, n, sizeof *p->changes) && ok;
    p->order = order;
    p->spare = spare;
    p->legs = legs;
    p->changes = changes;
    if (spare_cap < p->order_cap)
        p->order_cap = spare_cap;
    return ok;
}

/* Cut what has become EVN_CUT_LEGS or more off the account's chain: its tail before the batch, and
 * as many of its `n` new legs as make a multiple of that. The rest is the new tail. */
static evn_err cut_tail(struct evn_sides *s, uint32_t account, const struct evn_balance_row *before,
                        size_t n)
{
    size_t n_tail = before->n_legs % EVN_CUT_LEGS;
    size_t n_cut = (n_tail + n) / EVN_CUT_LEGS * EVN_CUT_LEGS;
    struct evn_chunk_leg *legs = s->pending->legs + EVN_CUT_LEGS - n_tail;
    uint64_t rest = 0;
    if (n_cut == 0)
        return EVN_OK;
    evn_err err = evn_chain_read(s->movements, &s->pending->newest, account, before->head, legs,
                                 n_tail, &rest);
    if (err != EVN_OK)
        return err;
    evn_legs_sort(legs, n_cut);
    bool close = before->n_legs % EVN_CLOSE_LEGS + n >= EVN_CLOSE_LEGS;
    return evn_spans_add(&s->at, account, rest == 0, close, legs, n_cut);
}

/* Take one side of a movement into its account's balance, its chain and, if physical, the i-th new
 * leg; before those is room for a tail. */
static bool take_side(struct evn_pending *p, struct evn_balance_row *row, uint32_t side, size_t i)
{
    struct evn_pending_movement *m = p->movements + side / 2;
    bool out = side % 2 == 0;
    *(out ? &m->row.prev_from : &m->row.prev_to) = row->head;
    bool fits = evn_balance_take(row, &m->row, m->seq, out);
    if (row->physical)
        p->legs[EVN_CUT_LEGS + i] = (struct evn_chunk_leg){
            .at_us = m->row.at_us, .seq = m->seq, .delta = out ? -m->row.qty : m->row.qty};
    return fits && row->balance == (out ? m->from_balance : m->to_balance);
}

/* All changes of one account, in the order they came. */
static evn_err write_account(struct evn_sides *s, const struct evn_radix *sides, size_t n)
{
    struct evn_pending *p = s->pending;
    uint32_t account = (uint32_t)sides[0].key;
    const uint8_t *at = evn_accounts_at(s->accounts, account);
    struct evn_account_change *change = p->changes + p->n_changes++;
    struct evn_balance_row row, before;
    evn_balance_row_get(at, &before);
    row = before;
    for (size_t i = 0; i < n; i++)
        if (!take_side(p, &row, sides[i].i, i))
            return EVN_E_CORRUPT;
    change->account = account;
    evn_balance_row_put(change->balance, &row);
    if (before.head != 0)
        evn_rowsum_take(&s->rowsum, evn_balance_sum(account, at));
    evn_rowsum_add(&s->rowsum, evn_balance_sum(account, change->balance));
    return row.physical ? cut_tail(s, account, &before, n) : EVN_OK;
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
    p->n_changes = 0;
    if (n == 0)
        return EVN_OK;
    if (!make_room(p))
        return EVN_E_NO_MEMORY;
    const struct evn_radix *sorted = sorted_sides(p, &account_max);
    evn_err err = evn_accounts_reach(sides->accounts, account_max);
    for (size_t i = 0, next; err == EVN_OK && i < n; i = next) {
        next = i + 1;
        if (i + AHEAD < n) {
            __builtin_prefetch(p->movements + sorted[i + AHEAD].i / 2, 1);
            __builtin_prefetch(evn_accounts_at(sides->accounts, (uint32_t)sorted[i + AHEAD].key));
        }
        while (next < n && sorted[next].key == sorted[i].key)
            next++;
        err = write_account(sides, sorted + i, next - i);
    }
    return err;
}
