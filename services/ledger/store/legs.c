#include "services/ledger/store/legs.h"

#include "services/ledger/store/accounts.h"
#include "services/ledger/store/chain.h"

#include <stdlib.h>

/* Whether its legs lie in order, as of the position of the read. */
static evn_err is_long(struct evn_ledger_view *view, uint32_t account, bool *out)
{
    struct evn_balance_row row;
    evn_accounts_read(view->tables->accounts, account, view->reader.at.seq, &row);
    *out = row.n_legs > EVN_LONG_FROM;
    return *out && row.head > view->reader.at.seq ? evn_chunks_any(&view->cursors, account, out)
                                                  : EVN_OK;
}

static evn_err give_short(struct evn_ledger_view *view, uint32_t account, int64_t until_us,
                          const struct evn_legs_sink *sink)
{
    struct evn_chunk_leg *legs = malloc(EVN_LONG_FROM * sizeof *legs);
    uint64_t head;
    size_t n = 0;
    bool more = true;
    evn_err err = legs != NULL ? evn_ledger_view_head(view, account, &head) : EVN_E_NO_MEMORY;
    if (err == EVN_OK)
        err = evn_chain_read(view->movements, account, head, legs, EVN_LONG_FROM, &n);
    for (; err == EVN_OK && more && n > 0; n--)
        if (legs[n - 1].at_us <= until_us)
            err = sink->take(sink->self, &legs[n - 1], &more);
    free(legs);
    return err;
}

static evn_err give_long(struct evn_ledger_view *view, uint32_t account, int64_t until_us,
                         const struct evn_legs_sink *sink)
{
    MDB_cursor *legs = view->cursors.legs;
    uint8_t at[EVN_LEG_KEY_LEN];
    evn_leg_key_put(at, account, until_us, UINT64_MAX);
    MDB_val key = {sizeof at, at}, row;
    int rc = mdb_cursor_get(legs, &key, &row, MDB_SET_RANGE);
    rc = mdb_cursor_get(legs, &key, &row, rc == MDB_NOTFOUND ? MDB_LAST : MDB_PREV);
    bool more = true;
    evn_err err = EVN_OK;
    while (rc == 0 && err == EVN_OK && more) {
        const uint8_t *k = key.mv_data;
        if (key.mv_size != EVN_LEG_KEY_LEN || row.mv_size != EVN_LEG_LEN)
            return EVN_E_CORRUPT;
        if (evn_get_be32(k) != account)
            return EVN_OK;
        const struct evn_chunk_leg leg = {.at_us = evn_unbiased(evn_get_be64(k + 4)),
                                          .seq = evn_get_be64(k + 12),
                                          .delta = evn_get_i64(row.mv_data)};
        err = sink->take(sink->self, &leg, &more);
        rc = mdb_cursor_get(legs, &key, &row, MDB_PREV);
    }
    return err != EVN_OK || rc == 0 || rc == MDB_NOTFOUND ? err : evn_store_err(rc);
}

evn_err evn_legs_back(struct evn_ledger_view *view, uint32_t account, int64_t until_us,
                      const struct evn_legs_sink *sink)
{
    bool ordered;
    evn_err err = is_long(view, account, &ordered);
    if (err != EVN_OK)
        return err;
    return ordered ? give_long(view, account, until_us, sink)
                   : give_short(view, account, until_us, sink);
}

evn_err evn_movement_after(const struct evn_ledger_view *view, uint64_t after_seq, uint64_t *seq,
                           struct evn_movement_row *out)
{
    uint8_t k[8];
    if (after_seq == UINT64_MAX)
        return EVN_E_AGAIN;
    evn_put_be64(k, after_seq + 1);
    MDB_val key = {sizeof k, k}, row;
    int rc = mdb_cursor_get(view->movements, &key, &row, MDB_SET_RANGE);
    if (rc == MDB_NOTFOUND)
        return EVN_E_AGAIN;
    if (rc != 0)
        return evn_store_err(rc);
    if (key.mv_size != sizeof k || row.mv_size != EVN_MOVEMENT_LEN)
        return EVN_E_CORRUPT;
    *seq = evn_get_be64(key.mv_data);
    evn_movement_row_get(row.mv_data, out);
    return EVN_OK;
}
