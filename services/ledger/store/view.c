#include "services/ledger/store/view.h"

#include "common/base/num.h"
#include "services/ledger/store/chain.h"

static uint64_t position(void *self)
{
    const struct evn_ledger_view *view = self;
    return view->reader.at.seq;
}

/* Summary of the past of a short or long account. */
static evn_err past(struct evn_ledger_view *view, uint32_t account,
                    const struct evn_balance_row *row, int64_t after_us, int64_t until_us,
                    struct evn_leg_summary *out)
{
    if (row->n_legs > EVN_LONG_FROM)
        return evn_chunks_summary(&view->cursors, account, after_us, until_us, out);
    struct evn_chunk_leg legs[EVN_LONG_FROM];
    evn_err err = evn_chain_read(view->movements, account, row->head, legs, row->n_legs);
    return err != EVN_OK ? err : evn_legs_summary(legs, row->n_legs, after_us, until_us, out);
}

static evn_err sum_until(void *self, uint32_t account, int64_t at_us, int64_t *out)
{
    struct evn_ledger_view *view = self;
    struct evn_balance_row row;
    struct evn_leg_summary later;
    *out = 0;
    evn_err err = evn_balance_find(view->balances, account, &row);
    if (err != EVN_OK)
        return err;
    *out = row.balance;
    if (at_us >= row.latest_us)
        return EVN_OK;
    err = past(view, account, &row, at_us, INT64_MAX, &later);
    if (err == EVN_OK && !evn_sub_i64(row.balance, later.sum, out))
        err = EVN_E_CORRUPT;
    return err;
}

static evn_err summary(void *self, uint32_t account, int64_t after_us, int64_t until_us,
                       struct evn_leg_summary *out)
{
    struct evn_ledger_view *view = self;
    struct evn_balance_row row;
    *out = evn_summary_none();
    evn_err err = evn_balance_find(view->balances, account, &row);
    if (err != EVN_OK || after_us >= row.latest_us)
        return err;
    return past(view, account, &row, after_us, until_us, out);
}

static evn_err find_id(void *self, const struct evn_id *id, struct evn_id_row *out, bool *found)
{
    struct evn_ledger_view *view = self;
    MDB_val key = {EVN_ID_LEN, (void *)(uintptr_t)id->b}, row;
    *found = false;
    int rc = mdb_get(view->reader.txn, view->tables->ids, &key, &row);
    if (rc == MDB_NOTFOUND)
        return EVN_OK;
    if (rc != 0)
        return evn_store_err(rc);
    if (row.mv_size != EVN_ID_ROW_LEN)
        return EVN_E_CORRUPT;
    evn_id_row_get(row.mv_data, out);
    *found = true;
    return EVN_OK;
}

evn_err evn_ledger_view_init(struct evn_ledger_view *view, struct evn_store *store,
                             const struct evn_ledger_tables *tables, const struct evn_env *env)
{
    *view = (struct evn_ledger_view){.tables = tables};
    view->history = (struct evn_history_view){.self = view,
                                              .position = position,
                                              .sum_until = sum_until,
                                              .summary = summary,
                                              .find_id = find_id};
    evn_err err = evn_reader_init(&view->reader, store, tables->meta, env);
    if (err == EVN_OK)
        err = evn_reader_begin(&view->reader, NULL, 0, 0);
    if (err != EVN_OK)
        return err;
    MDB_txn *txn = view->reader.txn;
    int rc = mdb_cursor_open(txn, tables->legs, &view->cursors.legs);
    if (rc == 0)
        rc = mdb_cursor_open(txn, tables->chunks, &view->cursors.chunks);
    if (rc == 0)
        rc = mdb_cursor_open(txn, tables->balances, &view->balances);
    if (rc == 0)
        rc = mdb_cursor_open(txn, tables->movements, &view->movements);
    return evn_store_err(rc);
}

void evn_ledger_view_fini(struct evn_ledger_view *view)
{
    MDB_cursor *all[] = {view->cursors.legs, view->cursors.chunks, view->balances, view->movements};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (all[i] != NULL)
            mdb_cursor_close(all[i]);
    evn_reader_end(&view->reader);
    evn_reader_fini(&view->reader);
}

evn_err evn_ledger_view_renew(struct evn_ledger_view *view)
{
    evn_reader_end(&view->reader);
    evn_err err = evn_reader_begin(&view->reader, NULL, 0, 0);
    if (err != EVN_OK)
        return err;
    int rc = mdb_cursor_renew(view->reader.txn, view->cursors.legs);
    if (rc == 0)
        rc = mdb_cursor_renew(view->reader.txn, view->cursors.chunks);
    if (rc == 0)
        rc = mdb_cursor_renew(view->reader.txn, view->balances);
    if (rc == 0)
        rc = mdb_cursor_renew(view->reader.txn, view->movements);
    return evn_store_err(rc);
}

evn_err evn_ledger_view_head(const struct evn_ledger_view *view, uint32_t account, uint64_t *seq)
{
    struct evn_balance_row row;
    evn_err err = evn_balance_find(view->balances, account, &row);
    *seq = err == EVN_OK ? row.head : 0;
    return err;
}

evn_err evn_ledger_view_movement(const struct evn_ledger_view *view, uint64_t seq,
                                 struct evn_movement_row *out)
{
    uint8_t k[8];
    evn_put_be64(k, seq);
    MDB_val key = {sizeof k, k}, row;
    int rc = mdb_cursor_get(view->movements, &key, &row, MDB_SET_KEY);
    if (rc == MDB_NOTFOUND || (rc == 0 && row.mv_size != EVN_MOVEMENT_LEN))
        return EVN_E_CORRUPT;
    if (rc != 0)
        return evn_store_err(rc);
    evn_movement_row_get(row.mv_data, out);
    return EVN_OK;
}
