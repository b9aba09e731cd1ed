#include "services/ledger/store/tail.h"

#include "common/base/num.h"
#include "services/ledger/store/chain.h"
#include "services/ledger/store/spans.h"

evn_err evn_tail_read(struct evn_tail *tail, MDB_cursor *movements, MDB_cursor *chunks,
                      uint32_t account, const struct evn_balance_row *row)
{
    bool any;
    tail->account = 0;
    tail->n = row->n_legs % EVN_CUT_LEGS;
    struct evn_chain_walk walk = {
        .account = account, .rest = row->head, .legs = tail->legs, .n = tail->n};
    evn_err err = evn_chunks_any(chunks, account, &any, &tail->until_us);
    if (err == EVN_OK)
        err = evn_chain_read(movements, NULL, &walk, 1);
    if (err == EVN_OK && any != (walk.rest != 0))
        err = EVN_E_CORRUPT;
    if (err != EVN_OK)
        return err;
    evn_legs_sort(tail->legs, tail->n);
    tail->account = account;
    tail->head = row->head;
    return EVN_OK;
}

/* Add what the chunks hold of a range. */
static evn_err join_chunks(const struct evn_tail *tail, const struct evn_chunk_cursors *at,
                           int64_t after_us, int64_t until_us, struct evn_leg_summary *sum)
{
    struct evn_leg_summary part;
    if (after_us >= until_us || after_us >= tail->until_us)
        return EVN_OK;
    evn_err err = evn_spans_summary(at, tail->account, after_us, until_us, &part);
    return err == EVN_OK && !evn_summary_join(sum, &part) ? EVN_E_CORRUPT : err;
}

/* Add one instant: `net` of the tail and what the chunks have there. */
static evn_err join_instant(const struct evn_tail *tail, const struct evn_chunk_cursors *at,
                            int64_t at_us, int64_t net, struct evn_leg_summary *sum)
{
    struct evn_leg_summary there = evn_summary_none();
    evn_err err = join_chunks(tail, at, at_us - 1, at_us, &there);
    if (err != EVN_OK || !evn_add_i64(there.sum, net, &net))
        return err != EVN_OK ? err : EVN_E_CORRUPT;
    const struct evn_leg_summary one = {.sum = net, .min = net, .min_at_us = at_us};
    return evn_summary_join(sum, &one) ? EVN_OK : EVN_E_CORRUPT;
}

evn_err evn_tail_summary(const struct evn_tail *tail, const struct evn_chunk_cursors *at,
                         int64_t after_us, int64_t until_us, struct evn_leg_summary *out)
{
    *out = evn_summary_none();
    evn_err err = EVN_OK;
    for (size_t i = 0; err == EVN_OK && i < tail->n && tail->legs[i].at_us <= until_us;) {
        int64_t at_us = tail->legs[i].at_us, net = 0;
        bool fits = true;
        for (; i < tail->n && tail->legs[i].at_us == at_us; i++)
            fits = fits && evn_add_i64(net, tail->legs[i].delta, &net);
        if (!fits)
            return EVN_E_CORRUPT;
        if (at_us <= after_us)
            continue;
        err = join_chunks(tail, at, after_us, at_us - 1, out);
        if (err == EVN_OK)
            err = join_instant(tail, at, at_us, net, out);
        after_us = at_us;
    }
    return err == EVN_OK ? join_chunks(tail, at, after_us, until_us, out) : err;
}
