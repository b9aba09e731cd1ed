#include "services/ledger/store/view.h"

#include "services/ledger/store/accounts.h"
#include "services/ledger/store/chain.h"
#include "services/ledger/store/id_rows.h"
#include "services/ledger/store/spans.h"

static uint64_t position(void *self)
{
    const struct evn_ledger_view *view = self;
    return view->reader.at.seq;
}

/* The account has moved since. Follow its chain back in a transaction that has seen it. */
static evn_err rewind_row(const struct evn_ledger_view *view, uint32_t account,
                          struct evn_balance_row *row)
{
    MDB_txn *txn = NULL;
    MDB_cursor *movements = NULL;
    int rc = mdb_txn_begin(evn_store_env(view->store), NULL, MDB_RDONLY, &txn);
    if (rc != 0)
        return evn_store_err(rc);
    rc = mdb_cursor_open(txn, view->tables->movements, &movements);
    evn_err err = evn_store_err(rc);
    if (rc == 0) {
        err = evn_chain_rewind(movements, account, view->reader.at.seq, row);
        mdb_cursor_close(movements);
    }
    mdb_txn_abort(txn);
    return err;
}

/* The account at the view's position; its latest_us may be later than that. */
static evn_err look_up(const struct evn_ledger_view *view, uint32_t account,
                       struct evn_balance_row *out)
{
    uint64_t seq = view->reader.at.seq;
    evn_accounts_read(view->tables->accounts, account, seq, out);
    return out->head <= seq ? EVN_OK : rewind_row(view, account, out);
}

static evn_err past(struct evn_ledger_view *view, uint32_t account,
                    const struct evn_balance_row *row, int64_t after_us, int64_t until_us,
                    struct evn_leg_summary *out)
{
    struct evn_tail *last = &view->last;
    evn_err err = EVN_OK;
    if (last->account != account || last->head != row->head)
        err = evn_tail_read(last, view->movements, view->cursors.chunks, account, row);
    return err == EVN_OK ? evn_tail_summary(last, &view->cursors, after_us, until_us, out) : err;
}

static evn_err sum_until(void *self, uint32_t account, int64_t at_us, int64_t *out)
{
    struct evn_ledger_view *view = self;
    struct evn_balance_row row;
    struct evn_leg_summary before = {0};
    *out = 0;
    evn_err err = look_up(view, account, &row);
    if (err != EVN_OK)
        return err;
    if (at_us >= row.latest_us) {
        *out = row.balance;
        return EVN_OK;
    }
    err = past(view, account, &row, INT64_MIN, at_us, &before);
    *out = before.sum;
    return err;
}

static evn_err summary(void *self, uint32_t account, int64_t after_us, int64_t until_us,
                       struct evn_leg_summary *out)
{
    struct evn_ledger_view *view = self;
    struct evn_balance_row row;
    *out = evn_summary_none();
    evn_err err = look_up(view, account, &row);
    if (err != EVN_OK || after_us >= row.latest_us)
        return err;
    return past(view, account, &row, after_us, until_us, out);
}

static evn_err find_id(void *self, const struct evn_id *id, struct evn_id_row *out, bool *found)
{
    return evn_id_rows_find(((struct evn_ledger_view *)self)->ids, id, out, found);
}

evn_err evn_ledger_view_init(struct evn_ledger_view *view, struct evn_store *store,
                             const struct evn_ledger_tables *tables, const struct evn_env *env)
{
    *view = (struct evn_ledger_view){.store = store, .tables = tables};
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
    int rc = mdb_cursor_open(txn, tables->chunks, &view->cursors.chunks);
    if (rc == 0)
        rc = mdb_cursor_open(txn, tables->spans, &view->cursors.spans);
    if (rc == 0)
        rc = mdb_cursor_open(txn, tables->flows, &view->cursors.flows);
    if (rc == 0)
        rc = mdb_cursor_open(txn, tables->movements, &view->movements);
    if (rc == 0)
        rc = mdb_cursor_open(txn, tables->ids, &view->ids);
    return evn_store_err(rc);
}

void evn_ledger_view_fini(struct evn_ledger_view *view)
{
    MDB_cursor *all[] = {view->cursors.chunks, view->cursors.spans, view->cursors.flows,
                         view->movements, view->ids};
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
    int rc = mdb_cursor_renew(view->reader.txn, view->cursors.chunks);
    if (rc == 0)
        rc = mdb_cursor_renew(view->reader.txn, view->cursors.spans);
    if (rc == 0)
        rc = mdb_cursor_renew(view->reader.txn, view->cursors.flows);
    if (rc == 0)
        rc = mdb_cursor_renew(view->reader.txn, view->movements);
    if (rc == 0)
        rc = mdb_cursor_renew(view->reader.txn, view->ids);
    return evn_store_err(rc);
}

evn_err evn_ledger_view_account(const struct evn_ledger_view *view, uint32_t account,
                                struct evn_balance_row *out)
{
    return look_up(view, account, out);
}

evn_err evn_ledger_view_head(const struct evn_ledger_view *view, uint32_t account, uint64_t *seq)
{
    struct evn_balance_row row;
    evn_err err = look_up(view, account, &row);
    *seq = err == EVN_OK ? row.head : 0;
    return err;
}

evn_err evn_ledger_view_movement(const struct evn_ledger_view *view, uint64_t seq,
                                 struct evn_movement_row *out)
{
    return evn_movement_read(view->movements, seq, out);
}
