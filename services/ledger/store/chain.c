#include "services/ledger/store/chain.h"

#include "common/base/num.h"

#include <stdlib.h>

static int in_business_order(const void *a, const void *b)
{
    const struct evn_chunk_leg *x = a, *y = b;
    if (x->at_us != y->at_us)
        return x->at_us < y->at_us ? -1 : 1;
    return x->seq < y->seq ? -1 : x->seq > y->seq;
}

void evn_legs_sort(struct evn_chunk_leg *legs, size_t n)
{
    size_t i = 1; /* most are in order already */
    while (i < n && in_business_order(legs + i - 1, legs + i) <= 0)
        i++;
    if (i < n)
        qsort(legs, n, sizeof *legs, in_business_order);
}

/* The movement `seq`, from memory or from the table. */
static evn_err read_movement(MDB_cursor *movements, const struct evn_newest *newest, uint64_t seq,
                             struct evn_movement_row *out)
{
    const uint8_t *here = newest != NULL ? evn_newest_get(newest, seq) : NULL;
    if (here == NULL)
        return evn_movement_read(movements, seq, out);
    evn_movement_row_get(here, out);
    return EVN_OK;
}

/* The movement `seq` as a leg of `account`, and the one before it. */
static evn_err read_leg(MDB_cursor *movements, const struct evn_newest *newest, uint32_t account,
                        uint64_t seq, struct evn_chunk_leg *leg, uint64_t *prev)
{
    struct evn_movement_row m;
    evn_err err = read_movement(movements, newest, seq, &m);
    if (err != EVN_OK)
        return err;
    bool out = m.from == account;
    *prev = out ? m.prev_from : m.prev_to;
    if ((!out && m.to != account) || *prev >= seq)
        return EVN_E_CORRUPT;
    *leg = (struct evn_chunk_leg){
        .at_us = m.at_us, .seq = seq, .delta = out ? -m.qty : m.qty, .other = out ? m.to : m.from};
    return EVN_OK;
}

evn_err evn_chain_read(MDB_cursor *movements, const struct evn_newest *newest,
                       struct evn_chain_walk *walks, size_t n_walks)
{
    for (size_t n_left = n_walks; n_left > 0;) {
        n_left = 0;
        for (struct evn_chain_walk *w = walks; w < walks + n_walks; w++) {
            if (w->n == 0)
                continue;
            evn_err err = w->rest == 0 ? EVN_E_CORRUPT
                                       : read_leg(movements, newest, w->account, w->rest,
                                                  w->legs + w->n - 1, &w->rest);
            if (err != EVN_OK)
                return err;
            if (newest != NULL)
                evn_newest_ahead(newest, w->rest);
            n_left += --w->n > 0;
        }
    }
    return EVN_OK;
}

evn_err evn_chain_rewind(MDB_cursor *movements, uint32_t account, uint64_t seq,
                         struct evn_balance_row *row)
{
    while (row->head > seq) {
        struct evn_chunk_leg leg;
        evn_err err = read_leg(movements, NULL, account, row->head, &leg, &row->head);
        if (err != EVN_OK)
            return err;
        if (!evn_sub_i64(row->balance, leg.delta, &row->balance))
            return EVN_E_CORRUPT;
        row->n_legs = (row->n_legs > 0 ? row->n_legs : EVN_CUT_LEGS) - 1;
    }
    return EVN_OK;
}
