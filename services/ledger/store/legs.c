#include "services/ledger/store/legs.h"

#include "services/ledger/store/chain.h"

#include <stdlib.h>

enum { START = 1024 };

/* Legs being collected. */
struct legs {
    struct evn_chunk_leg *at; /* owned */
    size_t n, cap;
};

static evn_err keep(struct legs *legs, const struct evn_chunk_leg *leg)
{
    if (legs->n == legs->cap) {
        size_t cap = legs->cap > 0 ? legs->cap * 2 : START;
        struct evn_chunk_leg *more =
            cap <= EVN_LEGS_BACK_MAX ? reallocarray(legs->at, cap, sizeof *more) : NULL;
        if (more == NULL)
            return cap <= EVN_LEGS_BACK_MAX ? EVN_E_NO_MEMORY : EVN_E_LIMIT;
        legs->at = more;
        legs->cap = cap;
    }
    legs->at[legs->n++] = *leg;
    return EVN_OK;
}

/* Follow the account's chain from the newest movement back. */
static evn_err collect(const struct evn_ledger_view *view, uint32_t account, int64_t until_us,
                       struct legs *legs)
{
    uint64_t seq;
    evn_err err = evn_ledger_view_head(view, account, &seq);
    while (err == EVN_OK && seq != 0) {
        struct evn_movement_row m;
        err = evn_ledger_view_movement(view, seq, &m);
        if (err != EVN_OK || (m.from != account && m.to != account))
            return err != EVN_OK ? err : EVN_E_CORRUPT;
        bool out = m.from == account;
        const struct evn_chunk_leg leg = {
            .at_us = m.at_us, .seq = seq, .delta = out ? -m.qty : m.qty};
        if (m.at_us <= until_us)
            err = keep(legs, &leg);
        seq = out ? m.prev_from : m.prev_to;
    }
    return err;
}

evn_err evn_legs_back(const struct evn_ledger_view *view, uint32_t account, int64_t until_us,
                      const struct evn_legs_sink *sink)
{
    struct legs legs = {.n = 0};
    bool more = true;
    evn_err err = collect(view, account, until_us, &legs);
    if (err == EVN_OK && legs.n > 0)
        evn_legs_sort(legs.at, legs.n);
    for (; err == EVN_OK && more && legs.n > 0; legs.n--)
        err = sink->take(sink->self, &legs.at[legs.n - 1], &more);
    free(legs.at);
    return err;
}

evn_err evn_movement_after(const struct evn_ledger_view *view, uint64_t after_seq, uint64_t *seq,
                           struct evn_movement_row *out)
{
    uint8_t k[8];
    uint64_t first = after_seq < UINT64_MAX ? after_seq + 1 : after_seq;
    evn_put_be64(k, first / EVN_MOVEMENTS_N);
    MDB_val key = {sizeof k, k}, row;
    int rc = mdb_cursor_get(view->movements, &key, &row, MDB_SET_RANGE);
    for (; rc == 0; rc = mdb_cursor_get(view->movements, &key, &row, MDB_NEXT)) {
        if (key.mv_size != sizeof k || row.mv_size != EVN_MOVEMENTS_LEN)
            return EVN_E_CORRUPT;
        uint64_t base = evn_get_be64(key.mv_data) * EVN_MOVEMENTS_N;
        for (uint64_t i = first > base ? first - base : 0; i < EVN_MOVEMENTS_N; i++) {
            evn_movement_row_get((const uint8_t *)row.mv_data + i * EVN_MOVEMENT_LEN, out);
            *seq = base + i;
            if (out->qty != 0)
                return EVN_OK;
        }
    }
    return rc == MDB_NOTFOUND ? EVN_E_AGAIN : evn_store_err(rc);
}
